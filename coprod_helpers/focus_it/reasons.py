"""Why not this one? An option's place by each group's weights, in words, and the option to ask about first."""

from __future__ import annotations

import pandas as pd

from coprod_helpers.focus_it.impact_matrix import GROUPS, WEIGHTS_OF, why_not
from coprod_helpers.look.section import Finding, TableView
from coprod_helpers.look.words import translate as _


def in_order(ranking: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of `option_ranking` by group, place and id, without a place last: an order that storing loses."""
    group = ranking["rater_group"].map({code: place for place, code in enumerate(GROUPS)})
    return ranking.assign(group=group).sort_values(["group", "rank", "option_id"], kind="stable",
                                                   na_position="last").drop(
        columns="group").reset_index(drop=True)


def most_disputed(ranking: pd.DataFrame, options: pd.DataFrame) -> str:
    """Return the id of the option whose places by two groups' weights lie furthest apart; empty where there is none.

    Parameters
    ----------
    ranking : DataFrame
        The computed table `option_ranking`. Citizens and officers are compared where both have one, else all groups.
    options : DataFrame
        The table `options`; nobody asks why "do nothing" is not first, so it is left out.

    Returns
    -------
    str
        Among options equally far apart, the one that stands higher in the first group's ranking.
    """
    groups, asked = set(ranking["rater_group"]), options.loc[options["kind"].ne("do-nothing"), "option_id"]
    both = {"citizen", "officer"} if {"citizen", "officer"} <= groups else groups
    known = ranking["rank"].notna() & ranking["option_id"].isin(asked)
    places = in_order(ranking[ranking["rater_group"].isin(both) & known]).groupby("option_id", sort=False)["rank"]
    apart = places.max() - places.min()
    return str(apart.index[apart.eq(apart.max())][0]) if len(apart) else ""


def reasons(option_id: str, options: pd.DataFrame, criteria: pd.DataFrame, criterion_weights: pd.DataFrame,
            ratings: pd.DataFrame) -> TableView | Finding:
    """Say for each group's weights why an option is not first.

    Parameters
    ----------
    option_id : str
        Empty where there is no ranking yet.
    options, criteria, criterion_weights, ratings : DataFrame
        The tables of these names.

    Raises
    ------
    InputError
        If there is no such option.
    """
    groups = [group for group in GROUPS if criterion_weights["rater_group"].eq(group).any()]
    if not option_id or not groups:
        return Finding(_("There is no ranking yet, so no option can be asked about."))
    said = [why_not(option_id, options, criteria, criterion_weights, ratings, group) for group in groups]
    frame = pd.DataFrame({_("By"): [_(WEIGHTS_OF[group]) for group in groups], _("Why not first"): said})
    title = options.set_index("option_id").loc[option_id, "title"]
    return TableView(frame, _('Why not "{option}"?').format(option=title))
