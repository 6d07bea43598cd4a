"""Pictures of doubt: shares of places, and the weights that speak for an option."""

from __future__ import annotations

import pandas as pd

from coprod_helpers.focus_it import acceptability_chart, option_support, rank_acceptability, rank_options, support_table
from coprod_helpers.focus_it.doubt_charts import acceptability_finding
from coprod_helpers.look.pictures import to_spec, to_svg
from coprod_helpers.look.section import Finding, Picture
from coprod_helpers.tables import table
from tests.focus_it.worked import SWINGS, WORKED, ratings_of, weights_of, worked

APPRAISAL = worked(pd.concat([SWINGS, weights_of(0, 100, 0, group="officer")]), draws=400, sure=False)
RANKING, SHARES = rank_options(APPRAISAL), rank_acceptability(APPRAISAL)


def test_shares_of_places_add_up_to_1_for_each_option_and_group():
    assert SHARES.groupby(["rater_group", "option_id"])["share"].sum().round(9).eq(1).all()
    pd.testing.assert_series_equal(SHARES.dtypes, table("rank_acceptability").empty().dtypes)
    first = SHARES[SHARES["place"].eq(1)].set_index(["rater_group", "option_id"])["share"]
    told = RANKING.set_index(["rater_group", "option_id"])["first_share"]
    assert (first - told.reindex(first.index)).abs().max() < 1e-12


def test_one_groups_shares_are_drawn_as_whole_per_cent():
    picture = acceptability_chart(SHARES, RANKING, "officer", "Exampleshire", 7)
    assert isinstance(picture, Picture) and picture.alt.startswith("By the officers' weights: Repair: place 1")
    cells = next(pd.DataFrame(rows) for rows in to_spec(picture.chart)["datasets"].values() if "share" in rows[0])
    assert set(cells["title"]) == {"Walks", "Panel", "Repair", "Do nothing"} and cells["words"].str.fullmatch(r"\d+").all()
    assert "Per cent of the draws" in to_svg(picture.chart, picture.caption, picture.alt)


def test_a_group_without_weights_gives_way_to_one_that_has_them():
    assert acceptability_chart(SHARES, RANKING, "councillor", "Exampleshire", 7).alt.startswith("By the citizens' weights")


def test_a_firm_first_place_is_told_from_one_that_is_not():
    sure = rank_options(worked(ratings=ratings_of({**WORKED, "OP1": (4, 4, 4)})))
    assert acceptability_finding(sure, "citizen") == '"Walks" is first in 100% of the draws: a firm first place.'
    assert "not a firm first place" in acceptability_finding(RANKING, "citizen")
    assert acceptability_finding(RANKING.head(0), "citizen") == "No option comes first in any draw."


def test_without_places_it_says_what_is_needed():
    assert isinstance(acceptability_chart(SHARES.head(0), RANKING, "citizen", "Exampleshire", 7), Finding)


def test_support_names_weights_and_who_beats_whom():
    """Doing nothing is beaten by Walks on everything when it is also harder; it is first by no weights."""
    appraisal = worked(ratings=ratings_of({**WORKED, "OP4": (0, 0, 3)}), draws=300)
    support, central = option_support(appraisal)
    for name, found in (("option_support", support), ("central_weights", central)):
        pd.testing.assert_series_equal(found.dtypes, table(name).empty().dtypes)
    own = support.set_index("option_id")
    assert own.loc["OP4", "first_share"] == 0 and own.loc["OP4", "beaten_by"] == "Walks" and pd.isna(own.loc["OP4", "confidence_share"])
    assert own["first_share"].sum() >= 1 - 1e-9 and own.loc["OP1", "confidence_share"] == 1
    assert central.groupby("option_id")["weight_share"].sum().round(9).eq(1).all() and "OP4" not in set(central["option_id"])
    shown = {row[0]: row for row in support_table(support, central, appraisal).rows()}
    assert shown["Do nothing"][1:3] == ["0%", "never first"] and shown["Do nothing"][3] == "none" and "Outcome gain" in shown["Walks"][3]


def test_support_of_what_too_few_rated_is_blank():
    support, __ = option_support(worked(ratings=ratings_of({**WORKED, "OP3": (2, None, None)})))
    assert pd.isna(support.set_index("option_id").loc["OP3", "first_share"])
    nothing, __ = option_support(worked(ratings=ratings_of({})))
    assert isinstance(support_table(nothing, table("central_weights").empty(), worked()), Finding)
