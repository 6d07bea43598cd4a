"""The picture of weights sent in: what it says, what it leaves out, and its table."""

from __future__ import annotations

from coprod_helpers.focus_it.sent_in_charts import sent_in_chart
from coprod_helpers.focus_it.weights_sent_in import beside_agreed, weights_sent_in
from coprod_helpers.look.pictures import to_spec
from coprod_helpers.look.section import Finding, Picture
from tests.focus_it.test_weights_sent_in import CRITERIA, FIVE, agreed, answers


def drawn(**swings):
    return sent_in_chart(beside_agreed(weights_sent_in(*answers(**swings), CRITERIA, 5), agreed(citizen=[100, 75]), CRITERIA), "Exampleshire", 3)


def test_picture_says_in_words_and_in_a_table_what_it_draws():
    picture = drawn(citizen=FIVE)
    assert isinstance(picture, Picture) and "Citizen, Savings: 20 to 50, middle 30, agreed 75" in picture.alt
    assert [row[0] for row in picture.view().rows()] == ["Outcomes", "Savings"]
    spec = str(to_spec(picture.chart))
    assert "Exampleshire, revision 3" in spec and "Furthest from what the meeting agreed" in spec


def test_small_groups_are_not_in_the_picture_at_all():
    spec = str(to_spec(drawn(citizen=FIVE, councillor=FIVE[:3]).chart))
    assert "Councillor" not in spec and "Citizen" in spec


def test_too_few_everywhere_is_a_sentence():
    found = drawn(councillor=FIVE[:3])
    assert isinstance(found, Finding) and "Too few councillors" in str(found)
    assert "coprod invite" in str(drawn())
