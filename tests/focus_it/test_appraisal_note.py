"""The two-page note: what it says, that it stays short, and that nobody is named."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from docx import Document

from coprod_helpers.chain.run import run_council
from coprod_helpers.focus_it import write_note
from coprod_helpers.workspace import open_workspace

OFFICE, PAGES = shutil.which("soffice"), shutil.which("pdfinfo")


@pytest.fixture(scope="module")
def noted(tmp_path_factory):
    """The home of an Exampleshire whose Focus It has been run."""
    home = tmp_path_factory.mktemp("noted")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COPROD_HOME", str(home))
        run_council("example", steps=["focus_it"], report=False)
    return home


@pytest.fixture
def example(noted, monkeypatch):
    monkeypatch.setenv("COPROD_HOME", str(noted))
    return open_workspace("example")


def words_of(path) -> str:
    """Return all text of a Word file."""
    document = Document(path)
    cells = [cell.text for drawn in document.tables for row in drawn.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_note_says_the_order_how_sure_it_is_the_choice_and_the_decisions(example, tmp_path):
    path = write_note(example, tmp_path, "2026-11-23")
    text = words_of(path)
    assert path.name == "appraisal_note.docx" and "This council is invented" in text
    for part in ("put \"Supported dementia walks", "How sure this is", "Chosen within the limits", "Decided",
                 "would change places if", "hard questions", "options are ready for decision", "Open: "):
        assert part in text, part


def test_note_names_no_rater(example, tmp_path):
    text = words_of(write_note(example, tmp_path, "2026-11-23"))
    assert not [alias for alias in example.read("raters")["alias"] if alias in text]


def test_same_day_gives_the_same_bytes(example, tmp_path):
    first = write_note(example, tmp_path / "a", "2026-11-23").read_bytes()
    assert write_note(example, tmp_path / "b", "2026-11-23").read_bytes() == first


def test_without_a_ranking_there_is_no_note(home, tmp_path):
    assert write_note(open_workspace("Z00000007"), tmp_path / "documents", "2026-11-23") is None
    assert not (tmp_path / "documents").exists()


@pytest.mark.skipif(not (OFFICE and PAGES), reason="LibreOffice and pdfinfo lay the pages out; they are not installed here")
def test_note_of_exampleshire_is_two_pages(example, tmp_path):
    path = write_note(example, tmp_path, "2026-11-23")
    subprocess.run([OFFICE, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)], check=True, capture_output=True,
                   timeout=180, env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"})
    told = subprocess.run([PAGES, str(path.with_suffix(".pdf"))], check=True, capture_output=True, text=True).stdout
    assert int(next(line for line in told.splitlines() if line.startswith("Pages")).split()[1]) <= 2
