"""Tiny notebooks, each named for its one quirk."""

from __future__ import annotations

import nbformat

QUIRKS = {
    "plain": ["print(answer)"],
    "raises": ["1 / 0"],
    "dies": ["x = 1", "import os; os.kill(os.getpid(), 9)", "y = 2"],
    "endless": ["x = 1", "while True: pass"],
    "deaf": ["import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); signal.signal(signal.SIGINT, signal.SIG_IGN)", "while True: pass"],
    "asks": ["input('name? ')"],
    "hungry": ["import numpy; kept = numpy.ones(4_000_000_000 // 8)"],
}


def small_notebook(folder, quirk):
    """Write the notebook with this quirk and return its path."""
    cells = [nbformat.v4.new_code_cell("answer: int = 1", metadata={"tags": ["parameters"]})]
    cells += [nbformat.v4.new_code_cell(source) for source in QUIRKS[quirk]]
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}})
    path = folder / f"{quirk}.ipynb"
    nbformat.write(notebook, path)
    return path
