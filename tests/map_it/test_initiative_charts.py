"""Pictures of the initiatives: the message as title, words beside every mark, nothing by colour alone, the table beside."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from coprod_helpers.look.pictures import narrowest
from coprod_helpers.look.section import Finding, Picture
from coprod_helpers.map_it.depth import RATINGS
from coprod_helpers.map_it.initiative_charts import MOST_BARS, MOST_RATED, depth_chart, timeline, who_gives_what
from coprod_helpers.star import CONTRIBUTIONS
from tests.map_it.small import chart_rows, drawn_words, initiatives, links

DAY = dt.date(2026, 11, 26)
FULL = dict.fromkeys(RATINGS, 3)
SOME = initiatives(
    {"title": "Bus", "started_on": "2015-05-05"} | FULL, {"title": "Walks", "started_on": "2023-04-01", "status": "improving"} | FULL,
    {"title": "Circles", "started_on": "2021-09-06", "ended_on": "2024-03-29", "status": "ended"},
    {"title": "Inspectors", "started_on": "2022-05-09", "status": "paused"}, {"title": "Panel"} | FULL | {"citizen_delivery": 0})
GIVES = links("initiative_gives", ("I1", "public_service", "asset"), ("I1", "community", "time"), ("I2", "community", "time"))


def of(count, **columns):
    """Build many initiatives."""
    return initiatives(*({"started_on": f"{2000 + place % 25}-05-01"} | columns for place in range(count)))


PICTURES = {
    "timeline": lambda: timeline(SOME, "Exampleshire", 7, DAY), "years": lambda: timeline(of(MOST_BARS + 1), "Exampleshire", 7, DAY),
    "giving": lambda: who_gives_what(SOME, GIVES, "Exampleshire", 7), "depth": lambda: depth_chart(SOME, "Exampleshire", 7),
    "depths": lambda: depth_chart(of(MOST_RATED + 1, **FULL), "Exampleshire", 7),
}


def in_grey(picture):
    """Return a picture's fills, as grey."""
    return {sum(int(fill[place:place + 2], 16) for place in (0, 2, 4)) // 3 for fill in re.findall(r'fill="#(\w{6})"', drawn_words(picture))}


@pytest.mark.parametrize("name", PICTURES)
def test_title_is_the_message_and_council_and_revision_stand_below_with_a_table_beside(name):
    picture = PICTURES[name]()
    below = " ".join(picture.chart.heading.subtitle)
    assert isinstance(picture, Picture) and picture.caption and len(picture.view().rows())
    assert picture.chart.heading.text[0].split()[0] in picture.alt and "Exampleshire" in below and "Revision 7" in below


@pytest.mark.parametrize("name", PICTURES)
def test_text_is_12_px_or_more_where_the_picture_is_as_narrow_as_it_gets(name):
    drawn = drawn_words(PICTURES[name]())
    assert min(float(size) for size in re.findall(r'font-size="([\d.]+)px"', drawn)) >= 12 and narrowest(drawn) <= 1000


def test_every_bar_says_its_status_and_times_in_words():
    bars = chart_rows(timeline(SOME, "Exampleshire", 7, DAY), "sign").set_index("title")
    assert bars["words"].to_dict() == {
        "Bus": "existing, since May 2015", "Circles": "ended, September 2021 to March 2024",
        "Inspectors": "paused, began May 2022, end not known", "Walks": "improving, since April 2023"}
    assert bars["sign"].to_dict() == {"Bus": "▶", "Circles": "", "Inspectors": "?", "Walks": "▶"}
    assert bars.loc["Bus", "ends"] == "2026-11-26" and bars.loc["Inspectors", "ends"] == "2022-05-09"


def test_those_without_a_start_are_named_under_the_title_and_in_the_text():
    picture = timeline(SOME, "Exampleshire", 7, DAY)
    assert 'not drawn: "Panel"' in picture.alt and "Panel" in " ".join(picture.chart.heading.subtitle)


def test_what_has_yet_to_begin_has_no_bar():
    bars = chart_rows(timeline(initiatives({"started_on": "2027-02-01"}), "X", 1, DAY), "sign")
    assert bars.loc[0, "begins"] == bars.loc[0, "ends"] and bars.loc[0, "sign"] == ""


def test_many_initiatives_are_counted_by_year_and_all_stand_in_the_table():
    picture = timeline(of(MOST_BARS + 1), "X", 1, DAY)
    assert chart_rows(picture, "started_count")["started_count"].sum() == MOST_BARS + 1 == len(picture.view().frame)
    assert "sign" not in drawn_words(picture) and "2001: 2 began, 0 ended" in picture.alt or "before" in picture.alt


def test_titles_of_one_beginning_keep_apart():
    long = "Friends of the park at the end of the very long road "
    bars = chart_rows(timeline(initiatives({"title": long + "A", "started_on": "2020-01-01"}, {"title": long + "B", "started_on": "2020-01-01"}),
                               "X", 1, DAY), "sign")
    assert bars["title"].nunique() == 2


def test_each_side_has_its_panel_with_numbers_and_one_sided_ones_are_named():
    picture = who_gives_what(SOME, GIVES, "Exampleshire", 7)
    drawn = drawn_words(picture)
    assert "Public service" in drawn and "Community" in drawn
    assert len(chart_rows(picture, "kind")) == len(CONTRIBUTIONS)
    assert 'Only citizens are said to give in "Walks"' in picture.alt and "Community, time: 2" in picture.alt
    assert "Walks" in " ".join(picture.chart.heading.subtitle)


def test_where_only_one_side_gives_the_title_says_so():
    picture = who_gives_what(SOME, links("initiative_gives", ("I1", "community", "time")), "X", 1)
    assert "Only citizens" in " ".join(picture.chart.heading.text)


def test_parts_are_told_by_letter_and_depth_in_words():
    picture = depth_chart(SOME, "Exampleshire", 7)
    drawn = drawn_words(picture)
    assert drawn.count(">S</text>") == drawn.count(">C</text>") == 6 and drawn.count(">full co-production</text>") == 2
    assert "Panel: partly shared" in picture.alt and len(in_grey(picture)) >= 3


def test_depth_of_many_is_counted():
    picture = depth_chart(of(MOST_RATED + 1, **FULL), "X", 1)
    assert chart_rows(picture, "initiative_count").set_index("depth").loc["full co-production", "initiative_count"] == MOST_RATED + 1


@pytest.mark.parametrize("drawn", [
    lambda none: timeline(none, "X", 0, DAY), lambda none: who_gives_what(none, GIVES, "X", 0), lambda none: depth_chart(none, "X", 0)])
def test_nothing_to_draw_is_said(drawn):
    assert isinstance(drawn(initiatives()), Finding) and drawn(initiatives()).text.endswith(".")
