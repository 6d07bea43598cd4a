"""Why not this one, for every group; and which option to ask about."""

from __future__ import annotations

import pandas as pd
import pytest

from coprod_helpers.errors import InputError
from coprod_helpers.focus_it import most_disputed, rank_options, reasons, why_not
from coprod_helpers.focus_it.reasons import in_order
from coprod_helpers.look.section import Finding
from tests.focus_it.small import CRITERIA, OPTIONS, RATINGS, WEIGHTS, judged, rows
from tests.focus_it.worked import SWINGS, WORKED, ratings_of, worked


def ranked(group, **places):
    """Build rows of one group's ranking; None is no place."""
    return [{"rater_group": group, "option_id": option, "option": option, "rank": place} for option,
            place in places.items()]


def test_the_option_furthest_apart_between_citizens_and_officers_is_asked_about():
    ranking = rows("option_ranking", *ranked("citizen", OP1=1, OP3=2, OP5=3),
                   *ranked("officer", OP1=2, OP3=1, OP5=None),
                   *ranked("councillor", OP1=1, OP3=2, OP5=9))
    assert most_disputed(ranking, OPTIONS) == "OP1"


def test_do_nothing_is_not_asked_about():
    ranking = rows("option_ranking", *ranked("citizen", OP4=1, OP1=2, OP3=3), *ranked("officer", OP4=3, OP1=1, OP3=2))
    assert most_disputed(ranking, OPTIONS) == "OP1"


def test_nothing_is_asked_about_without_a_ranking():
    assert most_disputed(rows("option_ranking"), OPTIONS) == ""
    assert most_disputed(rows("option_ranking", *ranked("citizen", OP1=None)), OPTIONS) == ""


def test_stored_rows_get_their_order_back():
    ranking = rank_options(judged(OPTIONS, CRITERIA, WEIGHTS, RATINGS, draws=20))
    stored = ranking.sort_values(["option_id", "rater_group"]).reset_index(drop=True)
    pd.testing.assert_frame_equal(in_order(stored), ranking)


def test_every_group_with_weights_gives_its_reason():
    view = reasons("OP3", judged(OPTIONS, CRITERIA, WEIGHTS, RATINGS))
    assert view.caption == 'Why not "Repair café"?'
    assert [row[0] for row in view.rows()] == ["citizens' weights", "officers' weights"]
    assert "Walks" in view.rows()[0][1] and "is first" in view.rows()[1][1]


def test_without_weights_or_option_it_says_so():
    assert isinstance(reasons("", judged(OPTIONS, CRITERIA, WEIGHTS, RATINGS)), Finding)
    assert isinstance(reasons("OP1", judged(OPTIONS, CRITERIA, WEIGHTS.head(0), RATINGS)), Finding)


def test_an_unknown_option_is_named():
    with pytest.raises(InputError, match="OP9"):
        reasons("OP9", judged(OPTIONS, CRITERIA, WEIGHTS, RATINGS))


# One group's reason

@pytest.mark.parametrize("option, sentence", [
    ("OP1", 'By the citizens\' weights "Walks" is first.'),
    ("OP3", 'By the citizens\' weights "Repair" is number 2: its score of 0.68 is 0.08 below that of "Walks". '
            "What sets it back most is Feasibility: 0.10."),
    ("OP2", 'By the citizens\' weights "Panel" is number 3: its score of 0.60 is 0.17 below that of "Walks". What sets '
            "it back most is Outcome gain: 0.17."),
])
def test_why_an_option_is_not_first(option, sentence):
    assert why_not(option, worked(SWINGS, ratings_of(WORKED)), "citizen") == sentence


@pytest.mark.parametrize("own, part", [
    ((3, 1, 4), 'is first, level with "Walks".'),
    ((-1, 4, 4), "comes after all options without harm"),
    ((3, None, None), 'its ratings cover 50% of the weight, and 70% is needed. Rate it on "Efficiency gain", '
                      '"Feasibility".'),
])
def test_why_names_ties_harm_and_missingratings_of(own, part):
    assert part in why_not("OP2", worked(SWINGS, ratings_of({**WORKED, "OP2": own})), "citizen")


def test_option_behind_only_by_what_is_not_known_still_has_its_sentence():
    ratings = ratings_of({"OP1": (3, 1, 4), "OP3": (3, 1, None)})
    assert why_not("OP3", worked(SWINGS, ratings), "citizen").endswith('below that of "Walks".')


def test_unknown_option_or_group_gets_a_list():
    with pytest.raises(InputError, match="OP1, OP2, OP3 or OP4"):
        why_not("OP9", worked(SWINGS, ratings_of(WORKED)), "citizen")
    with pytest.raises(InputError, match="There are weights of: citizen."):
        why_not("OP1", worked(SWINGS, ratings_of(WORKED)), "officer")
