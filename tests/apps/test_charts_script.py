"""The script that draws charts: made once for each version, by a process of its own, and it needs no network."""

from __future__ import annotations

import subprocess
import sys

import pytest

from coprod_helpers.apps import charts_script as module
from coprod_helpers.apps.charts_script import charts_script


def test_script_is_made_once_and_kept(home, monkeypatch):
    made = []

    def run(command, **options):
        made.append(command)
        assert options["timeout"] == module.SECONDS and options["check"]
        return subprocess.CompletedProcess(command, 0, stdout="draw(‘é’)".encode())

    monkeypatch.setattr(module.subprocess, "run", run)
    first = charts_script()
    assert first.read_text(encoding="utf-8") == "draw(‘é’)" and first.is_relative_to(home) and first.name.endswith(".js")
    assert charts_script() == first and len(made) == 1 and made[0][0] == sys.executable


def test_another_version_makes_its_own(home, monkeypatch):
    monkeypatch.setattr(module.subprocess, "run", lambda *_, **__: subprocess.CompletedProcess([], 0, stdout=b"x"))
    first = charts_script()
    monkeypatch.setattr(module, "version", lambda _name: "99.0")
    assert charts_script() != first and charts_script().name == "charts-99.0.js"


def test_failing_process_leaves_no_script_behind(home, monkeypatch):
    monkeypatch.setattr(module, "MAKE", "raise SystemExit(3)")
    with pytest.raises(subprocess.CalledProcessError):
        charts_script()
    assert not list(home.rglob("charts-*"))


def test_script_is_whole_and_the_library_stays_out_of_this_process(home):
    text = charts_script().read_text(encoding="utf-8")
    assert len(text) > 200_000 and "vega" in text and "vl_convert" not in sys.modules
