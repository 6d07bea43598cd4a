"""The picture of outcomes that matter: words, table, and what stays out of it."""

from __future__ import annotations

from coprod_helpers.grow_it.outcomes_that_matter import outcome_support
from coprod_helpers.grow_it.support_charts import support_chart
from coprod_helpers.look.pictures import to_spec
from coprod_helpers.look.section import Finding, Picture
from tests.grow_it.test_outcomes_that_matter import OUTCOMES, chosen


def drawn(*people):
    return support_chart(outcome_support(*chosen(*people), OUTCOMES, 5), OUTCOMES, len(people), 5, "Exampleshire", 3)


def test_picture_says_in_words_and_in_a_table_what_it_draws():
    picture = drawn(*[("OC1", "OC2")] * 8, *[("OC2",)] * 12)
    assert isinstance(picture, Picture) and "Less alone: 40%, 22% to 61%, put first by 8" in picture.alt
    assert [row[0] for row in picture.view().rows()] == ["Clean parks", "Less alone", "Safe streets"]
    assert "Exampleshire, revision 3" in str(to_spec(picture.chart))


def test_withheld_outcomes_are_in_the_table_alone_and_say_so():
    picture = drawn(*[("OC2",)] * 20, *[("OC1",)] * 4)
    assert "Less alone" not in picture.alt
    rows = {row[0]: row[1:] for row in picture.view().rows()}
    assert rows["Less alone"][:2] == ["fewer than 5", "withheld"]


def test_too_few_is_a_sentence():
    assert isinstance(drawn(*[("OC2",)] * 3), Finding) and isinstance(drawn(), Finding)
