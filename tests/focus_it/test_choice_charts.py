"""Pictures and tables of the choice, in words as well."""

from __future__ import annotations

import pandas as pd
import pytest

from coprod_helpers.focus_it import choice_view, choose_within_limits, frontier_chart, limits_view, more_view, others_view, results_of_choice
from coprod_helpers.focus_it.choice_charts import frontier_finding, limit_words
from coprod_helpers.look.pictures import to_svg
from coprod_helpers.look.section import Finding, Picture
from coprod_helpers.tables import table
from tests.focus_it.choosing import BY_OUTCOMES, costed, limits, tables_of
from tests.focus_it.worked import weights_of

APPRAISAL = costed(pd.concat([BY_OUTCOMES, weights_of(0, 100, 0, group="officer")]))
CHOICES = choose_within_limits(APPRAISAL, tables_of(choice_limits=limits(money_1=9000, staff_1=200)))
RESULTS = results_of_choice(APPRAISAL, CHOICES, "citizen")


def test_every_option_stands_with_each_group_and_a_reason_those_chosen_first():
    rows = choice_view(RESULTS["choice"]).rows()
    assert [row[0] for row in rows] == ["Repair", "Walks", "Panel"]
    assert rows[1][1].startswith("in, 50 points; in 100% of draws") and rows[1][2].startswith("out")
    assert rows[2][3].startswith("With it,")


def test_limits_show_what_is_taken_of_them():
    rows = limits_view(CHOICES).rows()
    assert rows[0] == ["Money, year 1", "£9,000", "£9,000 (100%)", "£7,000 (78%)"]
    assert rows[1][:3] == ["Staff time, year 1", "200 hours", "180 hours (90%)"]


def test_the_frontier_is_drawn_with_the_choice_and_its_table():
    picture = frontier_chart(RESULTS["choice_frontier"], APPRAISAL, "Exampleshire", 7)
    assert isinstance(picture, Picture) and "£9,000: 83 points" in picture.alt
    assert picture.view().rows()[-1][2:] == ['"Walks", "Repair"', "yes"]
    assert "the choice: 83 points" in to_svg(picture.chart, picture.caption, picture.alt)


def test_the_frontier_says_what_half_the_money_would_buy():
    assert frontier_finding(RESULTS["choice_frontier"]) == "£3,000 of the £9,000 would buy 40% of the gain."


def test_what_more_would_buy_is_told_in_words():
    told = [row[:2] for row in more_view(RESULTS["choice_more"], APPRAISAL).rows()]
    assert ["Money", "a tenth more: £900"] in told and ["Money", "a tenth less: £900"] in told
    assert any(row[1].startswith("the least that helps: ") or row[1] == "no sum more would help" for row in told)


def test_other_choices_say_what_they_change():
    rows = others_view(RESULTS["other_choices"], APPRAISAL).rows()
    assert len(rows) == 3 and all(row[2] != "none" or row[3] != "none" for row in rows)


@pytest.mark.parametrize("shown", [
    lambda: choice_view(table("choice").empty()), lambda: limits_view({}),
    lambda: frontier_chart(table("choice_frontier").empty(), APPRAISAL, "Exampleshire", 7),
    lambda: more_view(table("choice_more").empty(), APPRAISAL), lambda: others_view(table("other_choices").empty(), APPRAISAL)])
def test_without_limits_each_says_what_it_needs(shown):
    assert isinstance(shown(), Finding)


def test_a_limit_has_its_words():
    assert limit_words("citizens 3") == "Citizens' time, year 3"
