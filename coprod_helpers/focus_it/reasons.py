"""Why not this one? An option's place by each group's weights, in words, and the option to ask about first."""

from __future__ import annotations

import pandas as pd

from coprod_helpers.errors import InputError, one_of
from coprod_helpers.focus_it.appraisal import KNOWN_ENOUGH, Appraisal, View
from coprod_helpers.focus_it.weighing import GROUPS, WEIGHTS_OF, listed
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


def reasons(option_id: str, appraisal: Appraisal) -> TableView | Finding:
    """Say for each group's weights why an option is not first.

    Parameters
    ----------
    option_id : str
        Empty where there is no ranking yet.
    appraisal : Appraisal

    Raises
    ------
    InputError
        If there is no such option.
    """
    groups = appraisal.groups
    if not option_id or not groups:
        return Finding(_("There is no ranking yet, so no option can be asked about."))
    said = [why_not(option_id, appraisal, group) for group in groups]
    frame = pd.DataFrame({_("By"): [_(WEIGHTS_OF[group]) for group in groups], _("Why not first"): said})
    return TableView(frame, _('Why not "{option}"?').format(option=appraisal.titles[option_id]))


def why_not(option_id: str, appraisal: Appraisal, rater_group: str) -> str:
    """Say in a sentence or two why an option is not first by one group's weights.

    Parameters
    ----------
    option_id : str
    appraisal : Appraisal
    rater_group : str
        citizen, officer or councillor.

    Returns
    -------
    str: the criterion that sets it back furthest against the first option, the harm check, or the ratings it lacks

    Raises
    ------
    InputError
        If there is no such option, or the group has no weights.
    """
    titles, groups = appraisal.titles, appraisal.groups
    if option_id not in titles.index:
        raise InputError(_('There is no option "{option}". There are: {options}.').format(
            option=option_id, options=one_of(titles.index)))
    if rater_group not in groups:
        raise InputError(_('There are no weights of the group "{group}" yet. There are weights of: {groups}.').format(
            group=rater_group, groups=one_of(groups)))
    return _reason(option_id, appraisal.view(rater_group), titles, appraisal.criterion_titles, _(WEIGHTS_OF[rater_group]))


def _reason(option_id: str, view: View, titles: pd.Series, names: pd.Series, weights: str) -> str:
    """Choose the sentence that fits this option's place."""
    title, ranks = titles[option_id], view.ranks
    if not view.has_rank[option_id]:
        missing = names[view.shares.columns[view.shares.loc[option_id].isna()]]
        return _('By the {weights} "{option}" has no rank yet: its ratings cover {known} of the weight, and {needed} '
                 "is needed. Rate it on {criteria}.").format(
            weights=weights, option=title, known=f"{view.known[option_id]:.0%}", needed=f"{KNOWN_ENOUGH:.0%}",
            criteria=listed(missing))
    if view.appraisal.is_harmful[option_id]:
        return _('By the {weights} "{option}" comes after all options without harm, because the middle rating of its '
                 "outcome gain is below 0.").format(weights=weights, option=title)
    first = [other for other in view.first if other != option_id]
    if ranks[option_id] == 1 and first:
        return _('By the {weights} "{option}" is first, level with {others}.').format(
            weights=weights, option=title, others=listed(titles[first]))
    if ranks[option_id] == 1:
        return _('By the {weights} "{option}" is first.').format(weights=weights, option=title)
    return _set_back(option_id, first[0], view, titles, names, weights)


def _set_back(option_id: str, first: str, view: View, titles: pd.Series, names: pd.Series, weights: str) -> str:
    """Say by how much an option falls behind the first one, and on which criterion most."""
    # Over what both have been rated on, so that a missing rating is not read as falling behind.
    behind = ((view.shares.loc[first] - view.shares.loc[option_id]) * view.weights.shares).dropna()
    facts = {"weights": weights, "option": titles[option_id], "rank": view.ranks[option_id], "first": titles[first],
             "score": f"{view.scores[option_id]:.2f}", "gap": f"{view.scores[first] - view.scores[option_id]:.2f}"}
    if not behind.gt(0).any():
        return _('By the {weights} "{option}" is number {rank}: its score of {score} is {gap} below that of '
                 '"{first}".').format(**facts)
    return _('By the {weights} "{option}" is number {rank}: its score of {score} is {gap} below that of "{first}". '
             "What sets it back most is {criterion}: {most}.").format(
        **facts, criterion=names[behind.idxmax()], most=f"{behind.max():.2f}")
