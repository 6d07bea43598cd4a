"""How the chain's kernels start: from one parent that has loaded what every notebook of the series needs."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
from collections.abc import Callable, Iterator
from importlib import import_module

from coprod_helpers.chain.fingerprint import project_marks
from coprod_helpers.chain.steps import REGISTER
from coprod_helpers.kernels import Address, KernelParent, choose_for_this_process
from coprod_helpers.workspace.home import folder

# What starts threads when it is loaded, or is large and not needed in a kernel.
NEVER = ("pyarrow", "vl_convert", "dask", "distributed", "papermill")
MODULES = ("coprod_helpers.chain", "coprod_helpers.look.section", "coprod_helpers.look.fill_in", "ipywidgets", "altair")


def kernel_mark() -> str:
    """Return the mark of what a parent loads: the package's files and the library's."""
    marks = project_marks()
    return hashlib.sha256(f"{marks['package']} {marks['library']}".encode()).hexdigest()


def kernel_parent() -> KernelParent:
    """Return a parent of kernels for the notebooks of the series, not started yet; whoever calls it owns it."""
    doors = tuple(f"coprod_helpers.{name}" for name in REGISTER)
    learned = folder("kernels") / "learned.json"
    return KernelParent(kernel_mark(), (*MODULES, *doors), NEVER, f"{__name__}:warm", learned)


@contextlib.contextmanager
def kernels() -> Iterator[Callable[[], object]]:
    """Have kernels that start at once: from the parent that this process was handed, or from one of its own.

    Gives a function to call before the first kernel; what is done until then goes on beside the parent's start.
    """
    handed = Address.from_environment()
    if handed and handed.mark == kernel_mark():
        yield choose_for_this_process
        return
    parent = kernel_parent()
    parent.start()
    try:
        yield parent.wait
    finally:
        parent.end()


def warm() -> None:
    """Have ready in the parent what every kernel would otherwise read and build for itself; nothing of a council."""
    from coprod_helpers import library
    from coprod_helpers.look import numbers, pictures, words
    from coprod_helpers.workspace import find_council

    library.read_all()
    find_council("example")
    # The first chart, sentence and date of a process take longest: the theme, the catalogue, the calendar.
    pictures.warm()
    numbers.date_words(dt.date(2026, 1, 1))
    for name, entry in REGISTER.items():
        words.translate(entry.star.title)
        door = import_module(f"coprod_helpers.{name}")
        for offered in door.__all__:
            getattr(door, offered)
    # The library of cases is made ready to be searched once for all kernels; a word that nobody knows readies the spelling too.
    from coprod_helpers.map_it.suggestions import asked_for_text, closest_cases

    search = import_module("coprod_helpers.map_it").case_search()
    closest_cases([asked_for_text("aloneness of oldr people", search)], search)
