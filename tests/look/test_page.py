"""Pages: one file, no network, one heading, readable on a phone and by a screen reader."""

from __future__ import annotations

import datetime as dt
import re

import altair as alt
import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe

from coprod_helpers.errors import InputError
from coprod_helpers.look.page import Head, render_page
from coprod_helpers.look.section import Finding, Picture, Section, TableView
from coprod_helpers.look.star_chart import Progress, draw_star
from coprod_helpers.look.theme import titled

COUNTS = pd.DataFrame({"Co": ["Co-design", "Co-delivery"], "Initiatives": [3, 7]})
COVERAGE = pd.DataFrame({
    "outcome": ["Fewer falls", "سعادة"], "co": ["co-design", "co-delivery"], "state": ["strong", "gap"],
    "active_count": pd.array([1200, None], dtype="Int64"), "citizens": pd.array([40, None], dtype="Int64"),
    "citizen_hours": [123.456, None], "ward_count": pd.array([3, 1], dtype="Int64"),
    "best_grade": pd.array([3, 0], dtype="Int64")})
ATTACK = "<img src=x onerror=alert(1)> {{7*7}} \ud800\x00 </title></style><script>"
# Asks that what can be focused has a role of something to operate; a table or chart that scrolls needs the focus (rule
# scrollable-region-focusable, which is tested) and a landmark for each would bury the page's own.
EXPERIMENTAL = {"focus-order-semantics"}


def sample(is_invented=True):
    bars = alt.Chart(COUNTS).mark_bar().encode(x="Initiatives:Q", y="Co:N")
    chart = titled(bars, "Most is co-delivery", "Exampleshire, 2026", "Map It")
    bars = Picture(chart, "Co-design 3, co-delivery 7.", COUNTS, "Initiatives by Co")
    progress = {"map_it": Progress(1, "done"), "focus_it": Progress(0.5, "stale"),
                "people_it": Progress(0.5, "part-done")}
    star = draw_star({"co-design": 3, "co-delivery": 7}, progress)
    covered = TableView.of("coverage", COVERAGE)
    sections = [
        Section("", "How far we are", "Map It is done.", [star], "Look at Focus It again."),
        Section("map_it", "Where it happens", "Hardly any lets citizens judge.", [bars, covered], "Ask two services.",
                "Fairly sure: 23 initiatives."),
        Section("map_it", "Balance", "Staff told us of most.", [Finding("Residents told us of two.")]),
        Section("focus_it", "Ranking", ATTACK, [bars]),
    ]
    head = Head("Exampleshire", 12, dt.date(2026, 4, 1), is_invented, "Three of four Co's are under way.")
    return render_page("Co-production in Exampleshire", "en", sections, head)


@pytest.fixture(scope="module")
def html():
    return sample()


@pytest.fixture(params=[(1200, 900), (360, 640)], ids=["desktop", "phone"])
def page(browser, html, request, tmp_path):
    file = tmp_path / "report.html"
    file.write_text(html, encoding="utf-8")
    opened = browser.new_page(viewport={"width": request.param[0], "height": request.param[1]})
    opened.asked = []
    opened.on("request", lambda asked: opened.asked.append(asked.url))
    opened.goto(file.as_uri())
    yield opened
    opened.close()


def test_axe_finds_nothing_with_every_rule_it_has(page):
    page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    Axe().run(page)
    rules = page.evaluate("axe.getRules().map(rule => rule.ruleId)")
    found = Axe().run(page, options={"rules": {rule: {"enabled": rule not in EXPERIMENTAL} for rule in rules}})
    assert len(rules) > 90
    assert [(entry["id"], entry["nodes"][0]["html"]) for entry in found.response["violations"]] == []


def test_the_page_asks_the_network_for_nothing(page):
    page.wait_for_timeout(200)
    assert [address for address in page.asked if not address.startswith("file:")] == []
    assert len(page.asked) == 1


def test_the_page_itself_never_scrolls_sideways(page):
    page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_keyboard_reaches_the_skip_link_first_and_it_leads_to_the_content(page):
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left >= 0")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_every_text_of_every_picture_is_12_px_or_more(page):
    sizes = page.evaluate("[...document.querySelectorAll('svg text')].filter(text => text.textContent).map(text => "
                          "[text.getScreenCTM(), parseFloat(getComputedStyle(text).fontSize)])"
                          ".map(([matrix, size]) => size * Math.hypot(matrix.a, matrix.b))")
    assert len(sizes) > 30
    assert min(sizes) >= 12 - 0.001


def test_tables_of_pictures_are_printed_unfolded(page):
    page.emulate_media(media="print")
    shown = page.evaluate("[...document.querySelectorAll('details table')].map(table => table.checkVisibility())")
    assert shown == [True] * 3
    assert not page.locator("nav").is_visible()


def test_one_heading_of_the_first_level_and_none_left_out(html):
    levels = [int(level) for level in re.findall(r"<h([1-6])", html)]
    assert levels == [1, 2, 2, 3, 3, 2, 3]


def test_no_id_stands_twice_and_every_reference_has_its_target(html):
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    references = re.findall(r'(?:href="#|url\(#|aria-labelledby="|aria-describedby=")([^")]+)', html)
    assert len(references) > 8
    assert set(references) <= set(ids)


def test_markup_and_templates_in_words_are_shown_as_typed(html):
    assert "&lt;img src=x onerror=alert(1)&gt; {{7*7}}  &lt;/title&gt;" in html
    assert "<script" not in html
    assert html.encode("utf-8")


def test_title_and_council_are_escaped_too():
    page = render_page(ATTACK, "en", [], Head(ATTACK, 1, dt.date(2026, 4, 1), False, ATTACK))
    assert page.count("&lt;img") == 5
    assert not re.search("<(img|script)", page)
    assert page.encode("utf-8")


def test_an_invented_council_is_said_to_be_invented():
    said = "This council is invented."
    assert said in sample(is_invented=True)
    assert said not in sample(is_invented=False)


def test_the_page_says_what_it_is_made_of(html):
    assert "As of 1 April 2026, revision 12 of the council&#39;s data." in html
    assert "independent implementation" in html


def test_same_arguments_give_the_same_page(html):
    assert sample() == html


def test_language_of_the_page_is_said_and_must_have_words():
    assert sample().startswith('<!doctype html>\n<html lang="en">')
    with pytest.raises(InputError, match="xx"):
        render_page("T", "xx", [], Head("C", 1, dt.date(2026, 4, 1)))


def test_each_section_is_printed_on_a_page_of_its_own_where_that_is_asked_for(browser, tmp_path):
    sections = [Section("", f"Story {place}", "It goes well.") for place in range(4)]
    counts = []
    for is_page_each in (False, True):
        file = tmp_path / "page.html"
        file.write_text(render_page("T", "en", sections, Head("C", 1, dt.date(2026, 4, 1)), is_page_each), encoding="utf-8")
        opened = browser.new_page()
        opened.goto(file.as_uri())
        counts.append(len(re.findall(rb"/Type\s*/Page\b", opened.pdf(format="A4"))))
        opened.close()
    assert counts == [1, 4]
