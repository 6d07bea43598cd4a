"""Who gives what: the kinds of contribution of public services and of communities, and where only one side gives.

From the leaflet: both sides bring assets and both gain. The kinds of contribution and the count are ours.
"""

from __future__ import annotations

import pandas as pd

from coprod_helpers.look.words import plural
from coprod_helpers.look.words import translate as _
from coprod_helpers.map_it.map_balance import listed, under_way
from coprod_helpers.star import CONTRIBUTIONS, N_, SIDES, labels
from coprod_helpers.tables import table
from coprod_helpers.tables.declare import Column

PUBLIC_SERVICE, COMMUNITY, BOTH = (side.code for side in SIDES)
GIVEN = {"knowledge": N_("knowledge"), "skill": N_("skills"), "time": N_("time"), "co-operation": N_("co-operation"),
         "asset": N_("assets")}
GIVING_COLUMNS = (
    table("initiative_gives").column("side"), table("initiative_gives").column("contribution_type"),
    Column("initiative_count", "integer", N_("Initiatives"), N_("Initiatives under way in which it is given."),
           unit="initiatives"),
)


def giving(initiatives: pd.DataFrame, initiative_gives: pd.DataFrame) -> pd.DataFrame:
    """Count initiatives under way by what each side gives; what both give together counts for each.

    Parameters
    ----------
    initiatives, initiative_gives : DataFrame
        The tables of these names.

    Returns
    -------
    DataFrame with the columns of GIVING_COLUMNS: every kind for the public service, then for the community
        0 where no initiative names it.
    """
    sides = _by_side(initiatives, initiative_gives)
    counts = sides.groupby(["side", "contribution_type"])["initiative_id"].nunique()
    every = pd.MultiIndex.from_product([[PUBLIC_SERVICE, COMMUNITY], list(labels(CONTRIBUTIONS))],
                                       names=["side", "contribution_type"])
    table_of = counts.reindex(every).fillna(0).astype("Int64").rename("initiative_count").reset_index()
    return table_of.astype({"side": "str", "contribution_type": "str"})


def one_sided(initiatives: pd.DataFrame, initiative_gives: pd.DataFrame) -> pd.DataFrame:
    """Return the initiatives under way in which only one side is said to give.

    Those that say nothing of either side are left out: that is not known.

    Parameters
    ----------
    initiatives, initiative_gives : DataFrame
        The tables of these names.

    Returns
    -------
    DataFrame, columns initiative_id, title and side (the one that gives), by id
    """
    sides = _by_side(initiatives, initiative_gives)[["initiative_id", "side"]].drop_duplicates()
    alone = sides[~sides["initiative_id"].duplicated(keep=False)]
    named = alone.merge(initiatives[["initiative_id", "title"]], on="initiative_id").sort_values("initiative_id")
    return named[["initiative_id", "title", "side"]].reset_index(drop=True)


def _by_side(initiatives: pd.DataFrame, initiative_gives: pd.DataFrame) -> pd.DataFrame:
    """Return what initiatives under way give, what both give once for each side."""
    own = initiative_gives[initiative_gives["initiative_id"].isin(under_way(initiatives)["initiative_id"])]
    together = own[own["side"].eq(BOTH)]
    parts = [own[own["side"].ne(BOTH)], together.assign(side=PUBLIC_SERVICE), together.assign(side=COMMUNITY)]
    return pd.concat(parts, ignore_index=True)


def giving_finding(initiatives: pd.DataFrame, initiative_gives: pd.DataFrame) -> str:
    """Say what each side gives most often, and name where only one side gives.

    Parameters
    ----------
    initiatives, initiative_gives : DataFrame
        The tables of these names.
    """
    told = _by_side(initiatives, initiative_gives)["initiative_id"].nunique()
    if not told:
        return _("Who gives what is not known yet: tick for each initiative what each side gives.")
    unsaid = len(under_way(initiatives)) - told
    parts = [most_given(initiatives, initiative_gives), one_sided_words(one_sided(initiatives, initiative_gives)),
             plural("{count} under way does not say what is given.", "{count} under way do not say what is given.",
                    unsaid).format(count=unsaid) if unsaid else ""]
    return " ".join(filter(None, parts))


def most_given(initiatives: pd.DataFrame, initiative_gives: pd.DataFrame) -> str:
    """Say in one sentence what each side gives most often; empty where one of the two gives nothing.

    Parameters
    ----------
    initiatives, initiative_gives : DataFrame
        The tables of these names.
    """
    counts = giving(initiatives, initiative_gives)
    told = _by_side(initiatives, initiative_gives)["initiative_id"].nunique()
    public, community = (counts[counts["side"].eq(side)].sort_values("initiative_count", ascending=False, kind="stable").iloc[0]
                         for side in (PUBLIC_SERVICE, COMMUNITY))
    if not public["initiative_count"] or not community["initiative_count"]:
        return ""
    return plural("The one initiative that says has communities give {community} and public services {public}.",
                  "Communities most often give {community} (in {community_count} of {told} initiatives that say), public "
                  "services {public} (in {public_count}).", told).format(
        told=told, public=_(GIVEN[public["contribution_type"]]), public_count=public["initiative_count"],
        community=_(GIVEN[community["contribution_type"]]), community_count=community["initiative_count"])


def one_sided_words(found: pd.DataFrame) -> str:
    """Name the initiatives in which only one side is said to give, as `one_sided` returns them."""
    said = {PUBLIC_SERVICE: _("Only public services are said to give in {titles}; ask what citizens bring."),
            COMMUNITY: _("Only citizens are said to give in {titles}; ask what the public service brings.")}
    titles = {side: found.loc[found["side"].eq(side), "title"] for side in said}
    if found.empty:
        return _("No initiative is one-sided: wherever something is said, both give.")
    return " ".join(said[side].format(titles=listed(own, quoted=True)) for side, own in titles.items() if len(own))
