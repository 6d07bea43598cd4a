"""Just Start's part of the report and its documents, for a council with nothing and for one with a plan."""

from __future__ import annotations

import io

import pytest
from docx import Document

from coprod_helpers.just_start import first_acts, report_section, start_tables, write_documents
from coprod_helpers.just_start.documents import next_action
from coprod_helpers.tables import table
from coprod_helpers.workspace import open_workspace
from tests.just_start.test_charts import RISK, TODAY, acts, planned, rows, start

AS_OF = TODAY.isoformat()


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    """An invented council without data."""
    monkeypatch.setenv("COPROD_HOME", str(tmp_path / "home"))
    return open_workspace("Z00000009")


@pytest.fixture
def filled(workspace):
    """The same council with a start, three acts, one of them blocked, and their plan."""
    own = acts({"title": "Ring the families", "person": "Coordinator"},
               {"title": "Walk <the> route", "by_choice": True}, {"title": "Give a lift", "risk_id": "R1"})
    workspace.save({
        "outcomes": rows("outcomes", {"outcome_id": "OC1", "title": "Less alone"}),
        "initiatives": rows("initiatives", {"initiative_id": "I1", "title": "Walk and talk", "status": "to-check"}),
        "risks": rows("risks", {"risk_id": "R1", "event": "Drivers are not insured", "category": "quality",
                                "borne_by": "both"}),
        "first_starts": start(tell_whom="Walkers, in person"), "acts": own})
    workspace.publish({"first_100_days": planned(start(), own, RISK)})
    return workspace


def document_of(folder) -> Document:
    """Open the Word file."""
    return Document(io.BytesIO((folder / "first_100_days.docx").read_bytes()))


def words_of(document) -> str:
    """Return all words of a Word file, its tables included."""
    cells = [cell.text for drawn in document.tables for row in drawn.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


# The report


def test_with_nothing_the_section_proposes_the_first_moves(workspace):
    workspace.publish({"first_100_days": planned()})
    section = report_section(workspace)
    assert section.next_action.startswith("Choose one outcome and one initiative")
    assert "No start is chosen yet: choose one outcome" in section.to_html("s1")


def test_before_any_run_the_section_says_so(workspace):
    section = report_section(workspace)
    assert "The plan is not made yet" in section.to_html("s1") and section.next_action == ""


def test_the_section_shows_start_plan_and_what_waits(filled):
    section = report_section(filled)
    html = section.to_html("s1")
    for words in ("Less alone", "Walk and talk", "Someone is hurt", "Give a lift", "blocked",
                  "Drivers are not insured"):
        assert words in html, words
    assert "<the>" not in html and section.next_action == "Ring the families"


def test_no_act_is_called_late_before_its_day_and_each_is_after_it(filled):
    assert "neither done nor dropped" not in report_section(filled).to_html("s1")
    assert "neither done nor dropped" in report_section(filled, TODAY.replace(year=2027)).to_html("s1")


def test_the_first_acts_are_those_of_the_first_week_three_at_least_and_five_at_most():
    week = planned(start(), acts(*({} for _place in range(8))))
    assert len(first_acts(week).rows()) == 5
    later = planned(start(), acts(*({"due_on": "2026-12-30", "status": "done"} for _place in range(4))))
    assert len(first_acts(later).rows()) >= 3
    assert all(row[3] != "done" for row in first_acts(later).rows())
    assert first_acts(table("first_100_days").empty()) is None
    assert [row[1] for row in first_acts(planned()).rows()] == ["nobody yet"] * 3


def test_the_next_action_is_neither_done_nor_blocked():
    own = acts({"risk_id": "R1"}, {"status": "done"}, {"title": "Ring round", "due_on": "2026-12-06"})
    plan = planned(start(), own, RISK)
    assert next_action(plan) == "Ring round" and next_action(plan.head(0)) == ""


def test_each_start_is_shown_with_the_names_of_its_outcome_and_initiative(filled):
    facts = dict(start_tables(filled)[0].rows())
    assert facts["Outcome"] == "Less alone" and facts["Initiative"] == "Walk and talk"
    assert facts["Day 1"] == "1 December 2026" and facts["Sponsor"] == "not known"


# Documents


def test_both_documents_are_written(filled, tmp_path):
    write_documents(filled, tmp_path / "documents", AS_OF)
    names = sorted(path.name for path in (tmp_path / "documents").iterdir())
    assert names == ["first_100_days.docx", "first_100_days.ics"]
    assert b"SUMMARY:Ring the families\r\n" in (tmp_path / "documents" / "first_100_days.ics").read_bytes()


def test_the_word_file_holds_plan_start_checks_and_where_it_is_from(filled, tmp_path):
    write_documents(filled, tmp_path, AS_OF)
    words = words_of(document_of(tmp_path))
    for part in ("The first 100 days", "Walk <the> route", "Coordinator", "blocked", "nobody yet", "One walk",
                 "Less alone", "Due on a weekend", "An independent implementation", "This council is invented"):
        assert part in words, part


def test_the_word_file_is_on_its_side_with_header_rows_and_a_picture_in_words(filled, tmp_path):
    write_documents(filled, tmp_path, AS_OF)
    document = document_of(tmp_path)
    page = document.sections[0]
    assert page.page_width > page.page_height
    assert all("w:tblHeader" in drawn.rows[0]._tr.xml for drawn in document.tables)
    descriptions = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert len(descriptions) == 1 and "Give a lift, by 5 December 2026: blocked." in descriptions[0]
    for drawn in document.tables:
        width = sum(cell.width for cell in drawn.rows[0].cells)
        assert width <= page.page_width - page.left_margin - page.right_margin


def test_the_same_plan_gives_the_same_documents(filled, tmp_path):
    for name in ("a", "b"):
        write_documents(filled, tmp_path / name, AS_OF)
    for name in ("first_100_days.docx", "first_100_days.ics"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_a_council_with_nothing_gets_its_first_moves_as_documents(workspace, tmp_path):
    workspace.publish({"first_100_days": planned()})
    write_documents(workspace, tmp_path / "documents", AS_OF)
    words = words_of(document_of(tmp_path / "documents"))
    assert "No start is chosen yet" in words and "Ask who could help" in words


def test_without_a_plan_nothing_is_written(workspace, tmp_path):
    write_documents(workspace, tmp_path / "documents", AS_OF)
    assert not (tmp_path / "documents").exists()
