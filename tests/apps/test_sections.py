"""Sections in an app: charts as specifications beside their words and tables, cases to unfold, nothing as markup."""

from __future__ import annotations

import json

import altair as alt
import pandas as pd
import pytest

from coprod_helpers.apps.sections import CaseToUnfold, page_html, sections_html
from coprod_helpers.look.section import Passage, Picture, Section, TableView
from coprod_helpers.tables.clean import clean_text
from tests.apps_robot import BAD_TEXTS
from tests.look.test_form_page import Page

CASE = {"title": "Night walks", "place": "Leeds", "summary": "They walk.", "citizens_do": "Walk", "service_does": None, "costs": float("nan"),
        "savings": "", "lessons": "Begin small.", "source_url": "https://example.org/walks", "source_title": "", "subjects": "walking"}


def picture(label: str = "a") -> Picture:
    """Return a chart with its words and its table."""
    frame = pd.DataFrame({"label": [label], "value": [1]})
    chart = alt.Chart(frame, title=alt.TitleParams("Too big a title", subtitle=["Where and when"])).mark_bar().encode(x="value:Q", y="label:N")
    return Picture(chart, alt=f"One bar: {label}", caption=f"Caption of {label}", table=frame)


def test_chart_is_a_specification_with_its_words_and_its_table():
    page = Page(sections_html([Section("map_it", "Title", "Finding.", [picture()])]))
    (place,) = [attributes for attributes in page.all("div") if "data-spec" in attributes]
    spec, words = json.loads(place["data-spec"]), " ".join(page.words)
    assert place["role"] == "img" and place["aria-label"] == "One bar: a" and place["tabindex"] == "0"
    assert "title" not in spec and spec["mark"]["type"] == "bar" and "Where and when" in words and "Caption of a" in words
    assert page.all("table") and "The same as a table" in words and not page.all("svg", "img", "script")


def test_case_unfolds_and_leaves_out_what_is_not_known():
    page = Page(CaseToUnfold(CASE).to_html())
    words = "".join(page.words)
    assert [text in words for text in ("Night walks (Leeds)", "What happened", "What citizens do", "What was learnt")] == [True] * 4
    assert not [text for text in ("What the service does", "Costs", "Savings", "nan", "None") if text in words]
    assert page.all("details")[0]["data-text"] == "Night walks Leeds They walk. walking"
    assert page.all("a")[0]["href"] == "https://example.org/walks"


def test_box_to_find_cases_by_is_there_only_where_there_are_cases_and_waits_for_the_script():
    case = Section("", "Cases", "One case.", [CaseToUnfold(CASE)])
    page = Page(page_html("Cases", [case], "As of today."))
    assert "hidden" in page.all("p")[0] and page.all("label")[0]["for"] == page.all("input")[0]["id"] == "finder" and len(page.all("h1")) == 1
    assert not Page(page_html("Others", [Section("", "Text", "Nothing.", [])], "As of today.")).all("input")


@pytest.mark.parametrize("text", [text for text in BAD_TEXTS if "\ud800" not in text and "\x00" not in text and "\x07" not in text])
def test_everything_is_text(text):
    case = {**dict.fromkeys(CASE, text), "source_url": "javascript:alert(1)"}
    body = [picture(text), TableView(pd.DataFrame({text or "x": [text]}), text), Passage(text, text, "javascript:alert(1)"), CaseToUnfold(case)]
    page = Page(page_html(text, [Section("", text, text, body)], text))
    assert not page.all("script", "img", "b", "textarea")
    assert not [name for _, attributes in page.elements for name, value in attributes.items()
                if name.startswith("on") or name in ("href", "src") and "javascript" in value]
    (place,) = [attributes for attributes in page.all("div") if "data-spec" in attributes]
    (rows,) = json.loads(place["data-spec"])["datasets"].values()
    assert rows[0]["label"] == clean_text(text)[0]
