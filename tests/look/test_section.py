"""What notebooks and reports show: tables with units, blanks in words, pictures with their tables."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from xml.etree import ElementTree

import altair as alt
import nbformat
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbclient import NotebookClient

from coprod_helpers import look
from coprod_helpers.look.section import LONGEST_ADDRESS, SPEC_TYPE, Finding, Passage, Picture, Section, TableView
from coprod_helpers.tables import TABLES
from coprod_helpers.tables.clean import clean_text
from coprod_helpers.tables.declare import Column

COVERAGE = pd.DataFrame({
    "outcome": ["Fewer falls", "Less <b>loneliness</b>"], "co": ["co-design", "co-delivery"],
    "state": ["strong", "gap"], "active_count": pd.array([1200, None], dtype="Int64"),
    "citizen_hours": [123.456, np.nan]})
COUNTS = pd.DataFrame({"Co": ["Co-design", "Co-delivery"], "Initiatives": [3, 7]})
ATTACK = '"><img src=x onerror=alert(1)>'


class Reader(HTMLParser):
    """Collects elements with their attributes and text, and fails on elements that are not closed in order."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.elements, self._open = [], []
        self.feed(html)
        self.close()
        assert not self._open

    def handle_starttag(self, tag, attrs):
        self.elements.append([tag, dict(attrs), ""])
        if tag not in ("img", "br"):
            self._open.append(tag)

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        if self.elements:
            self.elements[-1][2] += data

    def all(self, tag):
        return [(attributes, text) for name, attributes, text in self.elements if name == tag]


def bars(frame=COUNTS):
    return alt.Chart(frame).mark_bar().encode(x="Initiatives:Q", y="Co:N")


def picture(**changes):
    made = {"chart": bars(), "alt": "Co-design 3, co-delivery 7.", "table": COUNTS, "caption": "Initiatives by Co"}
    return Picture(**{**made, **changes})


def test_declared_table_shows_labels_units_and_words():
    view = TableView.of("coverage", COVERAGE)
    assert view.caption == "Coverage of outcomes by the Four Co's"
    assert view.headings() == ["Outcome", "Co", "State", "Under way (initiatives)", "Citizens' hours (hours a month)"]
    assert view.rows() == [["Fewer falls", "Co-design", "strong", "1,200", "123"],
                           ["Less <b>loneliness</b>", "Co-delivery", "gap", "not known", "not known"]]


def test_html_table_has_a_caption_and_names_its_columns_and_rows():
    reader = Reader(TableView.of("coverage", COVERAGE, caption="What is covered").to_html())
    assert [text for _, text in reader.all("caption")] == ["What is covered"]
    assert [attributes["scope"] for attributes, _ in reader.all("th")] == ["col"] * 5 + ["row"] * 2
    assert [text for attributes, text in reader.all("th")][5:] == ["Fewer falls", "Less <b>loneliness</b>"]


def test_numbers_stand_to_the_right_and_words_to_the_left():
    reader = Reader(TableView.of("coverage", COVERAGE).to_html())
    sides = [re.search("text-align:(left|right)", attributes["style"])[1] for attributes, _ in reader.all("td")]
    assert sides == ["left", "left", "right", "right"] * 2


def test_columns_are_chosen_and_ordered():
    assert TableView.of("coverage", COVERAGE, columns=["state", "outcome"]).headings() == ["State", "Outcome"]
    assert TableView(COUNTS, "Counts", ["Initiatives"]).rows() == [["3"], ["7"]]


def test_a_column_that_is_not_declared_is_named():
    with pytest.raises(KeyError, match="colour"):
        TableView.of("coverage", COVERAGE, columns=["colour"])


@pytest.mark.parametrize("name", [name for name, entry in TABLES.items() if entry.holds_people])
def test_answers_of_people_are_never_shown(name):
    with pytest.raises(ValueError, match="never shown"):
        TableView.of(name, TABLES[name].empty())


def test_private_columns_are_never_shown(monkeypatch):
    hidden = Column("phone", "text", "Telephone", "Where to call.", privacy="private")
    entry = replace(TABLES["coverage"], columns=(*TABLES["coverage"].columns, hidden))
    monkeypatch.setattr(look.section, "table", lambda name: entry)
    assert TableView.of("coverage", COVERAGE).rows()
    with pytest.raises(ValueError, match="never shown"):
        TableView.of("coverage", COVERAGE.assign(phone="01"))


def test_every_table_that_may_be_shown_can_be_shown_empty():
    for name, entry in TABLES.items():
        if not entry.holds_people:
            assert "There are no rows yet." in TableView.of(name, entry.empty()).to_html()


def test_money_shares_years_dates_and_yes_or_no_are_read_as_such():
    columns = (
        Column("name", "text", "Name", ""), Column("cost", "money", "Cost", "", unit="£ a year"),
        Column("part", "share", "Part", ""), Column("year", "integer", "Year", "", unit="year"),
        Column("on", "date", "On", ""), Column("is", "yes_no", "Is", ""))
    frame = pd.DataFrame({"name": ["a"], "cost": [1234.5], "part": [0.25], "year": [2026],
                          "on": [pd.Timestamp("2026-04-01")], "is": pd.array([True], dtype="boolean")})
    view = TableView(frame, "All kinds", columns)
    assert view.rows() == [["a", "£1,235", "25%", "2026", "1 April 2026", "Yes"]]
    assert view.headings() == ["Name", "Cost (a year)", "Part", "Year (year)", "On", "Is"]


@pytest.mark.parametrize("values", [
    [1.5, np.nan], pd.array([1, None], dtype="Int64"), [None, "x"], [pd.Timestamp("2026-01-01"), pd.NaT],
    pd.array([True, None], dtype="boolean"), pd.array(["a", np.nan], dtype="str"),
])
def test_no_blank_of_any_type_is_shown_as_nan(values):
    frame = pd.DataFrame({"name": ["one", "two"], "value": values})
    html = TableView(frame, "Blanks").to_html()
    assert html.count("not known") == 1
    assert not re.search("nan|nat|none|<na>|&lt;na", html.lower())


def test_blanks_that_mean_something_else_have_their_own_words():
    frame = pd.DataFrame({"risk": ["R1"], "to_do": [None]})
    assert TableView(frame, "Risks", blanks={"to_do": "nothing"}).rows() == [["R1", "nothing"]]


def test_long_tables_are_cut_and_say_so():
    view = TableView(pd.DataFrame({"n": range(1500)}), "Many", most_rows=10)
    assert len(view.rows()) == 10
    assert "Shown are the first 10 of 1,500 rows." in view.to_html()
    assert TableView(pd.DataFrame({"n": range(10)}), "Few", most_rows=10).rest() == ""


def test_showing_a_table_leaves_it_as_it_was():
    before = COVERAGE.copy(deep=True)
    TableView.of("coverage", COVERAGE).to_html()
    pd.testing.assert_frame_equal(COVERAGE, before)


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_cells_read_as_typed(text):
    # A line feed is shown as a break, whose text the reader does not see.
    shown = clean_text(text)[0].replace("\n", "") if text else "not known"
    frame = pd.DataFrame({"a": ["x"], "b": pd.Series([text], dtype=object)})
    html = TableView(frame, "Typed").to_html().replace("<br>", "")
    assert Reader(html).all("td")[0][1] == shown


@pytest.mark.parametrize("shown", [
    Finding(ATTACK), TableView(pd.DataFrame({ATTACK: [ATTACK], "b": [ATTACK]}), ATTACK),
    picture(alt=ATTACK, caption=ATTACK, table=pd.DataFrame({ATTACK: [ATTACK]})),
    picture(chart=bars(pd.DataFrame({"Co": [ATTACK], "Initiatives": [1]}))),
    Section("map_it", ATTACK, ATTACK, [], ATTACK, ATTACK),
])
def test_markup_in_any_words_is_never_obeyed(shown):
    for html in [shown.to_html(), *(bundle.get("text/html", "") for bundle in shown.bundles())]:
        assert not [attributes for _, attributes, _ in Reader(html).elements if "onerror" in attributes]


def test_picture_of_a_page_is_svg_with_its_caption_and_its_table():
    reader = Reader(picture().to_html("s1"))
    assert reader.all("svg")[0][0]["role"] == "img"
    assert [text for _, text in reader.all("desc")] == ["Co-design 3, co-delivery 7."]
    assert [text for _, text in reader.all("figcaption")] == ["Initiatives by Co"]
    assert [text for _, text in reader.all("td")] == ["3", "7"]
    assert len(reader.all("details")) == 1


def test_picture_never_shrinks_its_text_below_12_px():
    style = Reader(picture().to_html()).all("svg")[0][0]["style"]
    narrowest = int(re.search(r"min-width:(\d+)px", style)[1])
    svg = ElementTree.fromstring(re.search("<svg.*</svg>", picture().to_html(), re.S)[0])
    smallest = min(float(size.removesuffix("px")) for size in (part.get("font-size") for part in svg.iter()) if size)
    assert smallest * narrowest / float(svg.get("viewBox").split()[2]) >= 12 * 0.99


def test_picture_in_a_notebook_is_one_output_that_needs_no_network(monkeypatch):
    monkeypatch.delenv("COPROD_PICTURES", raising=False)
    bundle, = picture().bundles()
    image, = Reader(bundle["text/html"]).all("img")
    assert image[0]["alt"] == "Co-design 3, co-delivery 7."
    kind, _, code = image[0]["src"].partition(",")
    assert kind == "data:image/svg+xml;base64"
    assert ElementTree.fromstring(base64.b64decode(code)).tag.endswith("svg")
    assert "<table>" in bundle["text/html"]
    assert bundle["text/plain"] == "Initiatives by Co. Co-design 3, co-delivery 7."


def test_specification_lies_in_the_file_and_says_what_it_shows():
    spec = picture().bundles()[0][SPEC_TYPE]
    assert spec["description"] == "Co-design 3, co-delivery 7."
    assert spec["$schema"].endswith("/v5.json")
    assert json.loads(json.dumps(spec)) == spec


def test_later_means_a_specification_and_the_table_and_no_drawing(monkeypatch):
    monkeypatch.setenv("COPROD_PICTURES", "later")
    monkeypatch.setattr(look.pictures._drawing, "ask", lambda request: pytest.fail("drew a picture"))
    chart, table = picture().bundles()
    assert set(chart) == {SPEC_TYPE, "text/plain"}
    assert "<table>" in table["text/html"]


def test_svg_that_is_drawn_already_is_shown_at_once(monkeypatch):
    monkeypatch.setenv("COPROD_PICTURES", "later")
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" viewBox="0 0 9 9"/>'
    bundle, = picture(chart=svg).bundles()
    assert Reader(bundle["text/html"]).all("img")


def test_formulas_of_jupyterlab_leave_peoples_words_alone():
    for bundle in Section("map_it", "$x$", "$y$", [TableView(COUNTS, "$z$"), picture()], "$n$").bundles():
        assert bundle["text/html"].startswith('<div class="tex2jax_ignore mathjax_ignore">')


def test_section_says_its_finding_first_then_how_sure_and_what_next():
    section = Section("map_it", "Where", "Hardly any.", [Finding("Also this.")], "Ask two services.", "Fairly.")
    reader = Reader(section.to_html("s1", 3))
    assert reader.elements[0][:2] == ["section", {"aria-labelledby": "s1"}]
    assert reader.elements[1] == ["h3", {"id": "s1", "dir": "auto"}, "Where"]
    assert [text for _, text in reader.all("p")] == [
        "Hardly any.", "Also this.", "How sure: Fairly.", "Next: Ask two services."]


def test_section_without_doubt_and_next_step_leaves_no_empty_line():
    assert [text for _, text in Reader(Section("", "Where", "Hardly any.").to_html()).all("p")] == ["Hardly any."]
    assert len(Section("", "Where", "Hardly any.").bundles()) == 1


def test_two_pictures_of_one_section_share_no_id():
    html = Section("map_it", "Where", "Hardly any.", [picture(), picture()]).to_html("s1")
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) >= 5
    assert len(ids) == len(set(ids))


def test_a_notebook_shows_every_part_of_a_section():
    code = ("import pandas as pd\nfrom coprod_helpers.look import Finding, Section, TableView\n"
            "body = [Finding('Also.'), TableView(pd.DataFrame({'a': [1]}), 'One')]\n"
            "Section('map_it', 'Where', 'Hardly any.', body, 'Ask.')")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    assert [output["data"]["text/plain"] for output in notebook.cells[0].outputs] == [
        "Where. Hardly any.", "Also.", "One: 1 row", "Ask."]


def test_names_of_the_door_are_there():
    for name in look.__all__:
        assert getattr(look, name).__name__ == name
    with pytest.raises(AttributeError):
        look.no_such_name


def test_passage_stands_one_level_under_its_section_and_escapes():
    passage = Passage("<b>", "One\n<i>two</i>", "https://example.org/?a=1&b=2")
    html = Section("", "Where", "Hardly any.", [passage]).to_html("s1", 2)
    assert '<h3 dir="auto">&lt;b&gt;</h3><p class="passage" dir="auto">One<br>&lt;i&gt;two&lt;/i&gt;</p>' in html
    assert '<a href="https://example.org/?a=1&amp;b=2" rel="noopener noreferrer">' in html
    assert "<h4" in passage.to_html() and "<a " not in Passage("x", "y", "javascript:alert(1)").to_html()
    assert str(passage) == "<b>. One\n<i>two</i> https://example.org/?a=1&b=2"


def test_a_long_address_is_cut_for_the_reader_alone():
    passage = Passage("Read more", "", "https://example.org/" + "a" * 500)
    assert len(passage.shown_address()) == LONGEST_ADDRESS and passage.shown_address().endswith("…")
    assert passage.address in passage.to_html()


CELLS = ["""import os, altair as alt, pandas as pd
from coprod_helpers.look import Picture
counts = pd.DataFrame({"Co": ["Co-design", "Co-delivery"], "Initiatives": [3, 7]})
bars = alt.Chart(counts).mark_bar().encode(x="Initiatives:Q", y="Co:N")
os.environ["COPROD_PICTURES"] = "now"
picture = Picture(bars, "Costs $x^2$.", counts, "Costs $x^2$")
picture""", """os.environ["COPROD_PICTURES"] = "later"
picture"""]


def drawn_width(page):
    page.locator("figure img").wait_for()
    return page.evaluate("document.querySelector('figure img').naturalWidth")


def test_jupyterlab_draws_the_picture_now_and_the_specification_later(lab_page):
    page = lab_page(CELLS)
    assert drawn_width(page) > 200
    page.locator(".vega-embed svg").wait_for()
    assert page.locator("figcaption").inner_text() == "Costs $x^2$"
    assert page.locator("details").count() == 2


def test_voila_shows_the_picture(voila_page):
    page = voila_page(CELLS[:1])
    assert drawn_width(page) > 200
    assert page.locator("figcaption").inner_text() == "Costs $x^2$"
