"""The server's log explains what a page only gives a reference for, and repeats nothing that was typed."""

from __future__ import annotations

import logging

import pytest

from coprod_helpers.apps.kernel_log import SETTING, explained, log, logs_to


@pytest.fixture
def log_file(tmp_path, monkeypatch):
    """The file that this process's log is told to go to; taken away again afterwards."""
    file = tmp_path / "kernels.log"
    monkeypatch.setenv(SETTING, str(file))
    before, level = list(log.handlers), log.level
    yield file
    for handler in [handler for handler in log.handlers if handler not in before]:
        log.removeHandler(handler)
        handler.close()
    log.setLevel(level)


@explained
def open_something(typed: str) -> str:
    """Fail on what was typed."""
    if typed == "well":
        return typed
    raise ValueError(f"Quillfeather typed {typed}")


def test_error_goes_on_its_way_and_the_log_names_its_kind_and_place_alone(log_file):
    with pytest.raises(ValueError, match="Quillfeather"):
        open_something("secret words")
    said = log_file.read_text(encoding="utf-8")
    assert "open_something: ValueError" in said and "test_kernel_log.py" in said and " ERROR " in said
    assert "Quillfeather typed" not in said.replace('raise ValueError(f"Quillfeather typed {typed}")', "") and "secret words" not in said


def test_what_goes_well_is_not_logged_and_keeps_its_name(log_file):
    assert open_something("well") == "well" and open_something.__name__ == "open_something"
    assert log_file.read_text(encoding="utf-8") == ""


def test_file_is_taken_once_however_many_pages_are_opened(log_file):
    for _page in range(3):
        open_something("well")
    log.info("one line")
    assert log_file.read_text(encoding="utf-8").count("one line") == 1


def test_without_a_file_nothing_is_set_up(log_file, monkeypatch):
    monkeypatch.delenv(SETTING)
    before = list(log.handlers)
    open_something("well")
    logs_to("")
    assert log.handlers == before and isinstance(log, logging.Logger)
