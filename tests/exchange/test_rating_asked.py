"""What raters are asked, as it stood at one moment."""

from __future__ import annotations

import pytest

from coprod_helpers.errors import InputError
from coprod_helpers.exchange.rating_asked import Asked, checked_round, end_words, rating_fields
from coprod_helpers.workspace import open_workspace


def test_medians_are_of_the_blind_round_and_absent_where_nobody_rated(home):
    asked = Asked(open_workspace("example"))
    ratings = asked.tables["ratings"]
    own = ratings[ratings["option_id"].eq("OP02") & ratings["criterion_id"].eq("CR1")]["rating"].dropna()
    assert asked.medians["OP02", "CR1"] == own.astype("float64").median()
    assert ("OP08", "CR2") not in asked.medians or ratings[ratings["option_id"].eq("OP08")
                                                            & ratings["criterion_id"].eq("CR2")]["rating"].notna().any()


def test_what_is_lacking_is_named(home):
    with pytest.raises(InputError, match="has none yet of: Options, Criteria, Raters"):
        Asked(open_workspace("Z00000007")).refuse_nothing_to_rate()


def test_ends_are_turned_where_lower_is_better():
    assert end_words({"worst_anchor": "bad", "best_anchor": "good", "better": "higher"}) == ("bad", "good")
    assert end_words({"worst_anchor": "bad", "best_anchor": "good", "better": "lower"}) == ("good", "bad")


def test_there_are_two_rounds_and_only_the_second_names_challenges():
    assert "challenge_id" not in rating_fields(1) and "challenge_id" in rating_fields(2)
    assert checked_round(2) == 2
    with pytest.raises(InputError, match="There is no round 3"):
        checked_round(3)
