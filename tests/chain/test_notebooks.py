"""Notebook files are looked at before any kernel starts."""

from __future__ import annotations

import json

import nbformat
import pytest

from coprod_helpers.chain import notebooks
from coprod_helpers.chain.notebooks import check_parameters, parameters_of, read_notebook, source_mark
from coprod_helpers.errors import InputError

CELL = 'council: str = "example"  # which\ndraws: int = 100\nshare: float = 0.5\ninteractive: bool = True'


def write(path, *cells, minor=5):
    notebook = nbformat.v4.new_notebook()
    for source, tags in cells:
        cell = nbformat.v4.new_code_cell(source)
        cell.metadata["tags"] = tags
        notebook.cells.append(cell)
    notebook.nbformat_minor = minor
    path.write_text(nbformat.writes(notebook))
    return path


@pytest.fixture
def small(tmp_path, monkeypatch):
    write(tmp_path / "small.ipynb", (CELL, ["parameters"]))
    monkeypatch.setattr(notebooks, "notebook_file", lambda name: tmp_path / f"{name}.ipynb")


def test_parameters_have_type_and_default(tmp_path):
    found = parameters_of(write(tmp_path / "n.ipynb", (CELL, ["parameters"])))
    assert [(parameter.type, parameter.default) for parameter in found.values()] == [
        (str, "example"),
        (int, 100),
        (float, 0.5),
        (bool, True),
    ]


@pytest.mark.parametrize("cells", [[], [(CELL, ["parameters"]), (CELL, ["parameters"])]])
def test_notebook_needs_exactly_one_parameters_cell(tmp_path, cells):
    with pytest.raises(InputError, match="exactly one"):
        parameters_of(write(tmp_path / "n.ipynb", *cells))


def test_computed_default_is_refused_with_its_line(tmp_path):
    with pytest.raises(InputError, match="Line 2"):
        parameters_of(write(tmp_path / "n.ipynb", ("a: int = 1\nb: int = 1 + 1", ["parameters"])))


def test_unknown_setting_is_refused_with_the_list(small):
    with pytest.raises(InputError, match='has no setting "draw"') as refused:
        check_parameters(["small"], {"draw": "5", "counil": "x"})
    assert len(refused.value.mistakes) == 2 and "It has: draws, share." in str(refused.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [("draws", "many"), ("draws", "1.5"), ("share", "nan"), ("share", "inf"), ("draws", "-inf"), ("draws", None)],
)
def test_wrong_type_and_numbers_that_are_none_are_refused(small, name, value):
    with pytest.raises(InputError, match=f'Setting "{name}"'):
        check_parameters(["small"], {name: value})


@pytest.mark.parametrize("value", ["1" * 400, "1_000", "1e400"])
def test_number_that_is_too_large_or_written_as_code_is_refused(small, value):
    with pytest.raises(InputError, match='Setting "draws"'):
        check_parameters(["small"], {"draws": value})


@pytest.mark.parametrize("source", ["a: int = ", "a: int = 1\na: int = 2", "a: int = 'x'", "a: float = 1", "a = 1"])
def test_parameters_cell_of_another_form_is_refused(tmp_path, source):
    with pytest.raises(InputError, match="parameters cell"):
        parameters_of(write(tmp_path / "n.ipynb", (source, ["parameters"])))


def test_notebook_in_another_encoding_is_refused(tmp_path):
    (tmp_path / "n.ipynb").write_text("{}", encoding="utf-16")
    with pytest.raises(InputError, match="damaged"):
        read_notebook(tmp_path / "n.ipynb")


def test_day_is_set_for_the_whole_run_and_not_for_one_notebook(tmp_path, monkeypatch):
    write(tmp_path / "t.ipynb", ('as_of: str = ""', ["parameters"]))
    monkeypatch.setattr(notebooks, "notebook_file", lambda name: tmp_path / f"{name}.ipynb")
    with pytest.raises(InputError, match="as_of"):
        check_parameters(["t"], {"as_of": "2020-01-01"})


def test_council_is_not_set_through_a_setting(small):
    with pytest.raises(InputError):
        check_parameters(["small"], {"council": "Trafford"})


def test_text_stays_text_and_numbers_are_read(tmp_path, monkeypatch):
    write(tmp_path / "t.ipynb", ('code: str = ""\nyear: str = ""\nn: int = 0\nflag: bool = True', ["parameters"]))
    monkeypatch.setattr(notebooks, "notebook_file", lambda name: tmp_path / f"{name}.ipynb")
    passed = check_parameters(["t"], {"code": "007", "year": "2024-25", "n": "12", "flag": "False"})
    assert passed == {"t": {"code": "007", "year": "2024-25", "n": 12, "flag": False}}


def test_marks_of_a_merge_are_refused(tmp_path):
    path = write(tmp_path / "n.ipynb", (CELL, ["parameters"]))
    path.write_text("<<<<<<< HEAD\n" + path.read_text())
    with pytest.raises(InputError, match="unfinished merge"):
        read_notebook(path)


def test_newer_format_is_refused(tmp_path):
    path = tmp_path / "n.ipynb"
    path.write_text(json.dumps({"nbformat": 5, "nbformat_minor": 0, "metadata": {}, "cells": []}))
    with pytest.raises(InputError, match="format 5"):
        read_notebook(path)


@pytest.mark.parametrize("text", ["", "not json", "[]", '{"cells": []}'])
def test_file_that_is_no_notebook_is_refused_by_name(tmp_path, text):
    (tmp_path / "n.ipynb").write_text(text)
    with pytest.raises(InputError, match=r"n\.ipynb"):
        read_notebook(tmp_path / "n.ipynb")


def test_cells_without_ids_are_refused(tmp_path):
    path = write(tmp_path / "n.ipynb", (CELL, ["parameters"]))
    raw = json.loads(path.read_text())
    del raw["cells"][0]["id"]
    path.write_text(json.dumps(raw))
    with pytest.raises(InputError, match="without ids"):
        read_notebook(path)


def test_mark_of_a_notebook_sees_sources_and_not_outputs(tmp_path):
    path = write(tmp_path / "n.ipynb", (CELL, ["parameters"]), ("1 + 1", []))
    before = source_mark(path)
    raw = json.loads(path.read_text())
    raw["cells"][1]["execution_count"] = 4
    path.write_text(json.dumps(raw))
    assert source_mark(path) == before
    raw["cells"][1]["source"] = "1 + 2"
    path.write_text(json.dumps(raw))
    assert source_mark(path) != before
