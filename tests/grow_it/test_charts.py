"""Grow It's pictures: balance in words, run charts that bridge no gap, and what they do with nothing."""

from __future__ import annotations

import pandas as pd
import pytest

from coprod_helpers.grow_it import (balance_bars, balance_indicators, change_of_indicators, change_table, run_charts,
                                    shown_measures)
from coprod_helpers.grow_it.charts import balance_message, change_message, stretches
from coprod_helpers.look.pictures import to_spec, to_svg
from coprod_helpers.look.section import Finding
from coprod_helpers.tables import table

NOTHING = table("indicators").empty(), table("measures").empty()


def rows(name, *entries):
    """Build a table of a few rows; what an entry leaves out is blank."""
    return pd.DataFrame(list(entries), columns=table(name).names).astype(table(name).empty().dtypes)


def outcomes(*titles):
    """Build outcomes, numbered from OC1."""
    return rows("outcomes", *({"outcome_id": f"OC{place}", "title": title} for place, title in enumerate(titles, 1)))


def indicators(*entries):
    """Build indicators of outcome OC1, numbered from ID0."""
    return rows("indicators", *({"indicator_id": f"ID{place}", "title": f"Title {place}", "outcome_id": "OC1",
                                 "kind": "outcome", "unit": "%", "better": "higher"} | entry
                                for place, entry in enumerate(entries)))


def measures(*series):
    """Build monthly values from January 2024 on, one list for each indicator; None is a blank month."""
    months = pd.date_range("2024-01-01", periods=48, freq="MS")
    return rows("measures", *({"indicator_id": f"ID{place}", "month": month, "value": value, "base_count": 100}
                              for place, values in enumerate(series) for month, value in zip(months, values)))


def points(picture):
    """Return the values inside each run chart, panel by panel."""
    spec = to_spec(picture.chart)
    # Altair writes data that all layers of a chart share once, further up.
    names = [(panel["layer"][0].get("data") or panel.get("data") or spec["data"])["name"] for panel in spec["concat"]]
    return [pd.DataFrame(spec["datasets"][name]) for name in names]


def changed(those, values):
    """Return indicators, measures and the change, as the charts take them."""
    return those, values, change_of_indicators(those, values)


LOW_THEN_HIGH = [*range(12), *range(50, 62)]
FLAT = [1, 2] * 12


# Balance


def test_each_bar_says_how_many_how_balanced_and_how_many_agreed():
    balance = balance_indicators(outcomes("Less alone", "At home", "Online"), indicators(
        {"agreed_by_staff": True, "agreed_by_users": True}, {"kind": "process"},
        {"kind": "process", "outcome_id": "OC2"}))
    picture = balance_bars(balance, "Exampleshire", 7)
    drawn = to_svg(picture.chart, picture.caption, picture.alt)
    for words in ("1 of 2, balanced; agreed by both: 1", "0 of 1, no outcome indicator; agreed by both: 0",
                  "no indicator"):
        assert words in drawn and words in picture.alt, words
    assert "Revision 7" in drawn and to_spec(picture.chart)["layer"][0]["encoding"]["x"]["scale"]["zero"]


def test_process_heavy_outcomes_are_flagged_in_words_and_in_bold():
    balance = balance_indicators(outcomes("Less alone"), indicators({}, {"kind": "process"}, {"kind": "input"}))
    picture = balance_bars(balance, "Exampleshire", 7)
    assert "1 of 3, process-heavy" in picture.alt
    bold = [layer for layer in to_spec(picture.chart)["layer"] if layer["mark"].get("fontWeight") == "bold"]
    assert bold[0]["transform"] == [{"filter": "datum.is_flagged"}]


@pytest.mark.parametrize(("kinds", "said"), [
    (["outcome", "input", "process"], "Outcomes measured more by process than by lives: 1 of 1; not by lives at all: 0."),
    (["outcome", "process"], "Every outcome is measured by changes in lives at least as much as by process."),
    ([], "Outcomes measured more by process than by lives: 0 of 1; not by lives at all: 1."),
])
def test_the_message_counts_outcomes_by_what_measures_them(kinds, said):
    those = indicators(*({"kind": kind} for kind in kinds))
    assert balance_message(balance_indicators(outcomes("Less alone"), those)) == said


def test_long_outcomes_of_the_same_beginning_stay_apart():
    title = "An outcome with a long title that goes on and on until it is cut"
    balance = balance_indicators(outcomes(title + " here", title + " there"), indicators({}, {"outcome_id": "OC2"}))
    spec = to_spec(balance_bars(balance, "Exampleshire", 7).chart)
    drawn = pd.DataFrame(next(iter(spec["datasets"].values())))
    assert drawn["outcome"].nunique() == 2


def test_without_outcomes_or_indicators_it_says_what_to_do():
    nothing = balance_bars(balance_indicators(table("outcomes").empty(), NOTHING[0]), "Exampleshire", 0)
    assert isinstance(nothing, Finding) and "name two or three in Map It" in str(nothing)
    bare = balance_bars(balance_indicators(outcomes("Less alone"), NOTHING[0]), "Exampleshire", 0)
    assert "choose one outcome indicator for each outcome" in str(bare)


# Change


def test_no_line_is_drawn_through_a_blank_month():
    values = [*range(10), None, *range(11, 24)]
    drawn = points(run_charts(*changed(indicators({}), measures(values)), "Exampleshire", 7))[0]
    assert drawn["stretch"].tolist() == [1] * 10 + [2] * 13
    assert drawn["value"].notna().all() and len(drawn) == 23
    panel = to_spec(run_charts(*changed(indicators({}), measures(values)), "Exampleshire", 7).chart)["concat"][0]
    assert panel["layer"][0]["encoding"]["detail"]["field"] == "stretch"


def test_quarters_and_years_are_neighbours_where_months_are_not():
    quarters = pd.Series(pd.to_datetime(["2024-01-01", "2024-04-01", "2024-10-01"]))
    assert stretches(quarters, 3) == [1, 1, 2] and stretches(quarters, 1) == [1, 2, 3]
    assert stretches(pd.Series(pd.to_datetime(["2024-12-01", "2025-01-01"])), 1) == [1, 1]


def test_at_most_six_are_drawn_outcomes_first_and_what_got_worse_before_what_got_better():
    those = indicators({"kind": "output"}, {}, {"better": "lower"}, *({} for _place in range(6)))
    picture = run_charts(*changed(those, measures(*[LOW_THEN_HIGH] * 3, *[FLAT] * 6)), "Exampleshire", 7)
    titles = [" ".join(panel["title"]["text"]) for panel in to_spec(picture.chart)["concat"]]
    assert titles == ["Title 2", "Title 1", "Title 3", "Title 4", "Title 5", "Title 6"]


def test_each_panel_says_its_change_in_words_with_both_medians():
    picture = run_charts(*changed(indicators({}), measures(LOW_THEN_HIGH)), "Exampleshire", 7)
    drawn = to_svg(picture.chart, picture.caption, picture.alt)
    assert "%: 5.5 to 55.5, better" in drawn
    assert "Title 0: from 5.5 to 55.5 (%), better." in picture.alt and "Revision 7" in drawn


def test_too_few_values_are_drawn_without_medians_and_said_so():
    picture = run_charts(*changed(indicators({}), measures([1, 2, 3])), "Exampleshire", 7)
    assert "Title 0: not enough values." in picture.alt and len(to_spec(picture.chart)["concat"][0]["layer"]) == 2


def test_values_that_rest_on_few_people_are_left_out():
    values = measures([1, 2, 3]).assign(base_count=pd.array([4, 5, None], dtype="Int64"))
    shown = shown_measures(values, 5)
    assert shown["value"].isna().tolist() == [True, False, False] and values["value"].notna().all()
    change = change_of_indicators(indicators({}), values)
    drawn = points(run_charts(indicators({}), shown, change, "Exampleshire", 7))[0]
    assert drawn["value"].tolist() == [2, 3]


def test_the_pictures_table_holds_the_months_drawn_and_blanks_in_words():
    picture = run_charts(*changed(indicators({}, {"unit": "people"}), measures([1, 2], [3])), "Exampleshire", 7)
    assert picture.view().headings() == ["Month", "Title 0 (%)", "Title 1 (people)"]
    assert picture.view().rows() == [["January 2024", "1", "3"], ["February 2024", "2", "not known"]]


def test_two_indicators_of_one_name_and_unit_stay_apart_in_the_table():
    picture = run_charts(*changed(indicators({"title": "Same"}, {"title": "Same"}), measures([1, 2], [3])), "Here", 7)
    assert picture.view().headings() == ["Month", "Same (%) ID0", "Same (%) ID1"]
    assert picture.view().rows() == [["January 2024", "1", "3"], ["February 2024", "2", "not known"]]


def test_no_more_than_month_value_and_stretch_is_in_the_picture():
    values = measures(FLAT).assign(note=pd.Series("asked in the surgery", index=range(24), dtype="str"))
    spec = to_spec(run_charts(*changed(indicators({"owner": "Head of X"}), values), "Exampleshire", 7).chart)
    assert "surgery" not in str(spec) and "Head of X" not in str(spec)


def test_the_table_says_the_change_in_words_what_got_worse_first():
    those = indicators({}, {"better": "lower"}, {}, {})
    view = change_table(change_of_indicators(those, measures(LOW_THEN_HIGH, LOW_THEN_HIGH, FLAT, [1])))
    assert [row[:2] for row in view.rows()] == [["Title 1", "worse"], ["Title 0", "better"],
                                                ["Title 2", "no clear change"], ["Title 3", "not enough values"]]
    assert view.rows()[3][2:4] == ["none yet", "none yet"]


def test_without_indicators_or_values_it_says_what_to_do():
    empty = change_of_indicators(*NOTHING)
    assert "No indicators are chosen yet" in str(run_charts(*NOTHING, empty, "Exampleshire", 0))
    assert "No indicators are chosen yet" in str(change_table(empty))
    those = indicators({})
    assert "enter the first ones" in str(run_charts(*changed(those, NOTHING[1]), "Exampleshire", 0))
    message = change_message(change_of_indicators(those, NOTHING[1]))
    assert message.startswith("The 1 indicator does not have enough values")
