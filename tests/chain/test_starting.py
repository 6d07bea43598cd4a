"""The parent for the series' notebooks: keyed by what it loads, and handed on where it is there already."""

from __future__ import annotations

import os
import sys

from coprod_helpers.chain import starting
from coprod_helpers.kernels import Address
from coprod_helpers.kernels.address import SETTING
from tests.kernels.conftest import kernel, said


def test_kernels_have_the_series_loaded_and_neither_engine_nor_batch(home):
    with starting.kernels() as ready:
        assert ready()
        with kernel() as (_, client):
            found = said(client, "import sys; print([name in sys.modules for name in ('coprod_helpers.map_it', 'altair', 'vl_convert', 'pyarrow', 'distributed', 'papermill')])")
    assert found == "[True, True, False, False, False, False]" and SETTING not in os.environ


def test_parent_at_hand_is_used_and_one_of_other_files_is_not(home, monkeypatch):
    monkeypatch.setenv(SETTING, Address("/somewhere", starting.kernel_mark()).to_text())
    with starting.kernels():
        assert Address.from_environment().socket == "/somewhere"
    monkeypatch.setenv(SETTING, Address("/somewhere", "edited").to_text())
    with starting.kernels() as ready:
        assert ready() and Address.from_environment().socket != "/somewhere"
    assert Address.from_environment().socket == "/somewhere"


def test_mark_follows_the_package_and_the_library(monkeypatch):
    marks = {"package": "p", "library": "l", "lock": "k"}
    monkeypatch.setattr(starting, "project_marks", lambda: marks)
    first = starting.kernel_mark()
    marks["library"] = "edited"
    second = starting.kernel_mark()
    marks["package"] = "edited"
    assert len({first, second, starting.kernel_mark()}) == 3


def test_warming_loads_every_door():
    starting.warm()
    assert "coprod_helpers.just_start.charts" in sys.modules and "coprod_helpers.focus_it.impact_matrix" in sys.modules
