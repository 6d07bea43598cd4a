"""The marks of a notebook whose kernel was lost; the rest of the engine is tried in test_execute."""

from __future__ import annotations

import nbformat

from coprod_helpers.chain.engine import ENGINE, _mark_lost


def test_engine_is_known_to_papermill():
    from papermill.engines import papermill_engines

    assert papermill_engines.get_engine(ENGINE).__name__ == "_Engine"


def test_cells_that_never_ran_are_pending_and_the_last_one_at_work_failed():
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell() for _ in range(3)])
    for cell, begun in zip(notebook.cells, ["10:00", "10:01", None], strict=True):
        cell.metadata.papermill = {"start_time": begun, "status": "completed", "exception": False}
    _mark_lost(notebook)
    assert [cell.metadata.papermill["status"] for cell in notebook.cells] == ["completed", "failed", "pending"]
    assert notebook.cells[1].metadata.papermill["exception"]
