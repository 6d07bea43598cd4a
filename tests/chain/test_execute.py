"""One notebook in a kernel of its own: what can go wrong in it, each in a sentence, and no process left behind."""

from __future__ import annotations

import json
import time

import psutil
import pytest

from coprod_helpers.chain.execute import Limits, execute
from coprod_helpers.chain.starting import kernels
from coprod_helpers.errors import RunError
from tests.chain.small_notebooks import small_notebook


@pytest.fixture(scope="module")
def forked():
    with kernels() as ready:
        assert ready() is not False
        yield


def statuses(path) -> list[str]:
    found = [cell["metadata"].get("papermill", {}) for cell in json.loads(path.read_text())["cells"]]
    return [marks["status"] for marks in found if marks]


def test_notebook_is_executed_with_its_parameters_where_paths_have_odd_letters(forked, tmp_path):
    folder = tmp_path / "höhe {x} # 100% 'ŵ'"
    folder.mkdir()
    execute(small_notebook(folder, "plain"), folder / "out.ipynb", {"answer": 42}, Limits())
    assert '"42\\n"' in (folder / "out.ipynb").read_text() and set(statuses(folder / "out.ipynb")) == {"completed"}


@pytest.mark.parametrize(
    ("quirk", "words", "marks"),
    [
        ("raises", "ZeroDivisionError: division by zero", ["completed", "failed"]),
        ("dies", "the kernel died", ["completed", "completed", "failed", "pending"]),
        ("endless", "it took longer than 2 seconds", ["completed", "completed", "failed"]),
        ("deaf", "it took longer than 2 seconds", ["completed", "completed", "failed"]),
        ("asks", "asked for typed input", ["completed", "failed"]),
        ("hungry", "needed more memory than the 1500 MB", ["completed", "failed"]),
    ],
)
def test_what_goes_wrong_is_said_and_marked_at_its_cell(forked, tmp_path, quirk, words, marks):
    before = {process.pid for process in psutil.Process().children(recursive=True)}
    began = time.monotonic()
    with pytest.raises(RunError, match=words):
        execute(small_notebook(tmp_path, quirk), tmp_path / "out.ipynb", {}, Limits(step_seconds=2 if quirk in ("endless", "deaf") else 60, memory_mb=1_500))
    found = [mark for mark in statuses(tmp_path / "out.ipynb")]
    assert found[-len(marks):] == marks and time.monotonic() - began < 15
    time.sleep(0.2)
    assert {process.pid for process in psutil.Process().children(recursive=True)} <= before


def test_limits_hold_on_a_stock_kernel_too(tmp_path, monkeypatch):
    from coprod_helpers.kernels import choose_for_this_process

    choose_for_this_process(is_forked=False)
    with pytest.raises(RunError, match="it took longer than 4 seconds"):
        execute(small_notebook(tmp_path, "deaf"), tmp_path / "out.ipynb", {}, Limits(step_seconds=4))
    assert statuses(tmp_path / "out.ipynb")[-1] == "failed"
