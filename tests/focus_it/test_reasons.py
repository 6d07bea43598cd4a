"""Why not this one, for every group; and which option to ask about."""

from __future__ import annotations

import pandas as pd
import pytest

from coprod_helpers.errors import InputError
from coprod_helpers.focus_it import most_disputed, rank_options, reasons
from coprod_helpers.focus_it.reasons import in_order
from coprod_helpers.look.section import Finding
from tests.focus_it.small import CRITERIA, OPTIONS, RATINGS, WEIGHTS, rows


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
    ranking = rank_options(OPTIONS, CRITERIA, WEIGHTS, RATINGS, draws=20)
    stored = ranking.sort_values(["option_id", "rater_group"]).reset_index(drop=True)
    pd.testing.assert_frame_equal(in_order(stored), ranking)


def test_every_group_with_weights_gives_its_reason():
    view = reasons("OP3", OPTIONS, CRITERIA, WEIGHTS, RATINGS)
    assert view.caption == 'Why not "Repair café"?'
    assert [row[0] for row in view.rows()] == ["citizens' weights", "officers' weights"]
    assert "Walks" in view.rows()[0][1] and "is first" in view.rows()[1][1]


def test_without_weights_or_option_it_says_so():
    assert isinstance(reasons("", OPTIONS, CRITERIA, WEIGHTS, RATINGS), Finding)
    assert isinstance(reasons("OP1", OPTIONS, CRITERIA, WEIGHTS.head(0), RATINGS), Finding)


def test_an_unknown_option_is_named():
    with pytest.raises(InputError, match="OP9"):
        reasons("OP9", OPTIONS, CRITERIA, WEIGHTS, RATINGS)
