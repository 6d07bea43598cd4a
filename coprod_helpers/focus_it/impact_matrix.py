"""The Impact Matrix: which options would change most, for people and for budgets, and how firm that is.

From the leaflet: options appraisal sets the priorities, looking for large gains in outcomes or in efficiency, because
citizens' and public bodies' resources are limited. Ours: the axes, the scales, the quadrants and their names, the
ranking beside the matrix, and the rule that an option that makes outcomes worse never comes first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from coprod_helpers.errors import InputError, one_of
from coprod_helpers.look.words import translate as _
from coprod_helpers.methods.ranking import known_score, known_share, rank_range, rank_with_ties, rescale, swing_weights
from coprod_helpers.star import N_, RATER_GROUPS
from coprod_helpers.tables.focus_it import IMPACT_MATRIX, OPTION_RANKING

KNOWN_ENOUGH = 0.7
DO_NOW, INVEST, SAVE, PARK = N_("do now"), N_("invest for outcomes"), N_("save, then check outcomes"), N_("park")
HARM, NOT_KNOWN = N_("harm check"), N_("not known")
QUADRANTS = (DO_NOW, INVEST, SAVE, PARK, HARM, NOT_KNOWN)

GROUPS = tuple(group.code for group in RATER_GROUPS)
WEIGHTS_OF = {"citizen": N_("citizens' weights"), "officer": N_("officers' weights"),
              "councillor": N_("councillors' weights")}


# Ranking

def rank_options(options: pd.DataFrame, criteria: pd.DataFrame, criterion_weights: pd.DataFrame, ratings: pd.DataFrame,
                 draws: int = 1000, seed: int = 2015) -> pd.DataFrame:
    """Rank the options by each group's weights, with the range of places that is likely.

    score = sum over known criteria of weight x rating on 0 to 1 / sum of the weights of known criteria

    A rating is the median of all raters, set on 0 to 1 by its criterion's declared scale. An option has a rank where
    ratings cover at least 0.7 of the weight. Equal scores share a rank. An option whose median outcome gain is below 0
    (the harm check) is ranked after all options without harm, by score among its like; where no other option has a
    rank, the first place stays empty. So it never comes first, however large its saving. Best and worst rank hold in 95
    of 100 draws in which the weights vary around those given, and ratings that are not known lie anywhere on their
    scale.

    Parameters
    ----------
    options : DataFrame, table `options`
    criteria : DataFrame, table `criteria`
    criterion_weights : DataFrame, table `criterion_weights`
        Swings, 0 to 100. A group's criteria without a swing are left out of its score.
    ratings : DataFrame, table `ratings`
        On each criterion's own scale. A blank, or no row, is not known and never read as 0.
    draws : int
        Number of draws, 1 or more.
    seed : int
        The same seed gives the same ranges, in whatever order the rows come.

    Returns
    -------
    DataFrame, table `option_ranking`: by group, then by rank, then by id; options without a rank last

    Raises
    ------
    InputError
        If a rating lies outside its scale; if a group's swings are all 0 or one of them is below 0.

    Source
    ------
    Swing weights and sensitivity: HM Treasury, supplementary guidance on multi-criteria decision analysis (2024). The
    limit of 0.7, the harm rule and the draws: ours.
    """
    panel = median_ratings(options, criteria, ratings)
    parts = [_rank_by(_Appraisal.of(panel, criteria, criterion_weights, group), group, draws, seed)
             for group in _groups(criterion_weights)]
    if not parts:
        return OPTION_RANKING.empty()
    ranked = pd.concat(parts, ignore_index=True)
    ranked["option"] = ranked["option_id"].map(_titles(options))
    return ranked[OPTION_RANKING.names].astype(OPTION_RANKING.empty().dtypes)


def median_ratings(options: pd.DataFrame, criteria: pd.DataFrame, ratings: pd.DataFrame) -> pd.DataFrame:
    """Give the panel's rating of each option on each criterion: the median of those who rated it.

    Parameters
    ----------
    options, criteria, ratings : DataFrame
        The tables of these names. A blank rating is not known.

    Returns
    -------
    DataFrame, one row per option id, one column per criterion id, both in order of id, on each criterion's own scale
        Blank where nobody rated.

    Raises
    ------
    InputError
        If a rating lies outside its criterion's scale; each is named.
    """
    _require_within_scale(options, criteria, ratings)
    medians = ratings.astype({"rating": "float64"}).groupby(["option_id", "criterion_id"])["rating"].median().unstack()
    by_id = {"index": sorted(options["option_id"]), "columns": sorted(criteria["criterion_id"])}
    return medians.reindex(**by_id).astype("float64")


@dataclass(frozen=True)
class _Appraisal:
    """One group's view: ratings on 0 to 1, weights, and which options make outcomes worse. Rows and columns by id."""

    ratings: pd.DataFrame
    weights: pd.Series
    is_harmful: pd.Series

    @classmethod
    def of(cls, panel: pd.DataFrame, criteria: pd.DataFrame, criterion_weights: pd.DataFrame, group: str) -> _Appraisal:
        """Put together one group's view of the panel's ratings."""
        weights = _weights_of(criteria, criterion_weights, group)
        scale = criteria.set_index("criterion_id").loc[weights.index, ["scale_low", "scale_high"]].astype("float64")
        return cls(rescale(panel[weights.index], scale["scale_low"], scale["scale_high"]), weights,
                   _on_axis(panel, criteria, "outcomes").lt(0))

    @property
    def known(self) -> pd.Series:
        """Share of the weight for which each option has a rating."""
        return known_share(self.ratings, self.weights)

    @property
    def has_rank(self) -> pd.Series:
        """True where enough is known; the small allowance is for sums of weights that are not exact."""
        return self.known.ge(KNOWN_ENOUGH - 1e-9)

    @property
    def scores(self) -> pd.Series:
        """Weighted sum of what is known, 0 to 1."""
        return known_score(self.ratings, self.weights)

    @property
    def ranks(self) -> pd.Series:
        """Place of each option, blank where too little is known."""
        return rank_with_ties(self.scores.where(self.has_rank), self.is_harmful)


def _rank_by(view: _Appraisal, group: str, draws: int, seed: int) -> pd.DataFrame:
    """Rank the options by one group's view."""
    ranges = rank_range(view.ratings[view.has_rank], view.weights, draws, seed, comes_last=view.is_harmful)
    ranked = pd.DataFrame({"rater_group": group, "rank": view.ranks, "score": view.scores, "known_share": view.known})
    return ranked.join(ranges).rename_axis("option_id").reset_index().sort_values(["rank", "option_id"], kind="stable")


def _weights_of(criteria: pd.DataFrame, criterion_weights: pd.DataFrame, group: str) -> pd.Series:
    """Return one group's weights by criterion id, in order of id; refusals name criteria by their titles."""
    own = criterion_weights[criterion_weights["rater_group"].eq(group)].sort_values("criterion_id")
    swings = own[own["criterion_id"].isin(criteria["criterion_id"])].set_index("criterion_id")["swing"]
    try:
        return swing_weights(swings.rename(criteria.set_index("criterion_id")["title"])).set_axis(swings.index)
    except InputError as error:
        raise InputError(_("The {weights} cannot be used yet. {reason}").format(
            weights=_(WEIGHTS_OF[group]), reason=str(error))) from error


def _groups(criterion_weights: pd.DataFrame) -> list[str]:
    """Return the groups that have weights, in the order in which they are always named."""
    return [group for group in GROUPS if criterion_weights["rater_group"].eq(group).any()]


def _titles(options: pd.DataFrame) -> pd.Series:
    """Return option id -> title."""
    return options.set_index("option_id")["title"]


def _on_axis(panel: pd.DataFrame, criteria: pd.DataFrame, axis: str) -> pd.Series:
    """Return the panel's ratings on the criterion that draws this axis; blank where there is none."""
    drawn_by = criteria.loc[criteria["axis"].eq(axis), "criterion_id"]
    return panel[drawn_by.iloc[0]] if len(drawn_by) else pd.Series(np.nan, panel.index)


def _require_within_scale(options: pd.DataFrame, criteria: pd.DataFrame, ratings: pd.DataFrame) -> None:
    """Refuse ratings outside the scale of their criterion, naming each."""
    scale = criteria.set_index("criterion_id")
    own = ratings[["option_id", "rating"]].join(ratings["criterion_id"].map(scale["scale_low"]).rename("low")).join(
        ratings["criterion_id"].map(scale["scale_high"]).rename("high")).join(
        ratings["criterion_id"].map(scale["title"]).rename("criterion"))
    outside = own[((own["rating"] < own["low"]) | (own["rating"] > own["high"])).fillna(False).astype(bool)]
    if len(outside):
        titles = _titles(options)
        raise InputError(_("Some ratings are outside their criterion's scale. Change them, or leave them empty:"), [
            _('"{option}" on {criterion} is {rating}; the scale runs from {low} to {high}').format(
                option=titles.get(row.option_id, row.option_id), criterion=row.criterion, rating=row.rating,
                low=row.low, high=row.high) for row in outside.itertuples()])


# Matrix

def place_on_matrix(options: pd.DataFrame, criteria: pd.DataFrame, ratings: pd.DataFrame, raters: pd.DataFrame,
                    cut: float = 2.0) -> pd.DataFrame:
    """Place each option on the Impact Matrix: outcome gain upwards, efficiency gain to the right.

    Both gains at or above `cut`: do now. Outcomes only: invest for outcomes. Efficiency only: save, then check
    outcomes. Neither: park. An outcome gain below 0: harm check. A gain that nobody rated: not known.

    Parameters
    ----------
    options, criteria, ratings : DataFrame
        The tables of these names. A blank rating is not known.
    raters : DataFrame, table `raters`
        Ratings count where their rater stands here.
    cut : number
        A gain at or above this counts as high, in rating points, -2 to 4.

    Returns
    -------
    DataFrame, table `impact_matrix`, in the order of `options`
        Gains and feasibility are medians; the widest gap is the largest distance between two raters on one criterion.

    Raises
    ------
    InputError
        If `cut` is not a number or a rating lies outside its criterion's scale.

    Source
    ------
    The two gains: Governance International's definition of co-production. Axes, quadrants, their names: ours.
    """
    if not np.isfinite(cut):
        raise InputError(_("The cut line of the Impact Matrix must be a number from -2 to 4, such as 2; {cut} was "
                           "found.").format(cut=cut))
    counted = ratings[ratings["rater_id"].isin(raters["rater_id"]) & ratings["rating"].notna()]
    panel = median_ratings(options, criteria, counted)
    rater_count = counted.groupby("option_id")["rater_id"].nunique()
    placed = pd.DataFrame({"outcome_gain": _on_axis(panel, criteria, "outcomes"),
                           "efficiency_gain": _on_axis(panel, criteria, "efficiency"),
                           "feasibility": _on_axis(panel, criteria, "feasibility"),
                           "widest_gap": _widest_gap(counted).reindex(panel.index),
                           "rater_count": rater_count.reindex(panel.index, fill_value=0)})
    placed["quadrant"] = quadrant(placed["outcome_gain"], placed["efficiency_gain"], cut)
    matrix = options[["option_id", "title"]].rename(columns={"title": "option"}).join(placed, on="option_id")
    return matrix[IMPACT_MATRIX.names].astype(IMPACT_MATRIX.empty().dtypes).reset_index(drop=True)


def quadrant(outcome_gain: pd.Series, efficiency_gain: pd.Series, cut: float) -> np.ndarray:
    """Name each option's quadrant; what makes outcomes worse is checked for harm first, whatever it saves.

    Examples
    --------
    >>> quadrant(pd.Series([3.0, 1.0, -1.0]), pd.Series([1.0, 2.0, 4.0]), 2.0).tolist()
    ['invest for outcomes', 'save, then check outcomes', 'harm check']
    """
    helps, saves = outcome_gain.ge(cut), efficiency_gain.ge(cut)
    return np.select(
        [outcome_gain.lt(0), outcome_gain.isna() | efficiency_gain.isna(), helps & saves, helps, saves],
        [HARM, NOT_KNOWN, DO_NOW, INVEST, SAVE], PARK)


def _widest_gap(ratings: pd.DataFrame) -> pd.Series:
    """Return each option's largest distance between two raters on one criterion."""
    by_criterion = ratings.astype({"rating": "float64"}).groupby(["option_id", "criterion_id"])["rating"]
    return (by_criterion.max() - by_criterion.min()).groupby("option_id").max()


# What to know before reading

def notices(options: pd.DataFrame, criteria: pd.DataFrame, criterion_weights: pd.DataFrame, ratings: pd.DataFrame,
            raters: pd.DataFrame) -> list[str]:
    """Say in whole sentences what should be known before the ranking and the matrix are read.

    Parameters
    ----------
    options, criteria, criterion_weights, ratings, raters : DataFrame
        The tables of these names.

    Returns
    -------
    list of sentences, none where there is nothing to say

    Raises
    ------
    InputError
        If a rating lies outside its criterion's scale.
    """
    panel = median_ratings(options, criteria, ratings)
    known = ratings[ratings["rating"].notna()]
    return [*_on_options(options), *_on_weights(criteria, criterion_weights), *_on_raters(options, known, raters),
            *_on_ratings(options, criteria, criterion_weights, panel)]


def _on_options(options: pd.DataFrame) -> Iterator[str]:
    """Say where the list of options falls short."""
    if options.empty:
        yield _("There are no options yet. Choose some from the initiatives of Map It.")
        return
    if not options["kind"].eq("do-nothing").any():
        yield _('There is no "do nothing" option, so gains cannot be seen against carrying on as today. Add one.')
    if len(options) == 1:
        yield _("There is one option only, so there is nothing to rank it against. Add others.")


def _on_weights(criteria: pd.DataFrame, criterion_weights: pd.DataFrame) -> Iterator[str]:
    """Say where the weights fall short."""
    groups = _groups(criterion_weights)
    titles = criteria.set_index("criterion_id")["title"]
    if "citizen" not in groups:
        yield _("There are no citizens' weights yet, so no ranking here is the citizens' own. Ask citizens for their "
                "swings.")
    for group in groups:
        own = criterion_weights[criterion_weights["rater_group"].eq(group)]
        biggest, weights = own["swing"].max(), _(WEIGHTS_OF[group])
        if biggest != 100:
            yield _("In the {weights} the biggest swing is {swing}. Set the biggest step to 100.").format(
                weights=weights, swing=f"{biggest:g}")
        missing = titles.drop(own["criterion_id"], errors="ignore")
        if len(missing):
            yield _("The {weights} leave out {criteria}, which their ranking does not count. Give each criterion a "
                    "swing.").format(weights=weights, criteria=_listed(missing))


def _on_raters(options: pd.DataFrame, known: pd.DataFrame, raters: pd.DataFrame) -> Iterator[str]:
    """Say where too few people, or no citizens, rated."""
    if known.empty:
        yield _("Nobody has rated an option yet.")
        return
    groups = raters.set_index("rater_id")["rater_group"].reindex(known["rater_id"].unique())
    if not groups.eq("citizen").any():
        yield _("No citizen has rated an option yet. Ask at least one citizen to rate.")
    if known["rater_id"].nunique() == 1:
        yield _("One person rated everything; treat the scores as a prompt for discussion, not a finding.")
        return
    rater_count = options["option_id"].map(known.groupby("option_id")["rater_id"].nunique())
    for title in options.loc[rater_count.eq(1), "title"]:
        yield _('One person rated "{option}"; treat its score as a prompt for discussion, not a finding.').format(
            option=title)


def _on_ratings(options: pd.DataFrame, criteria: pd.DataFrame, criterion_weights: pd.DataFrame,
                panel: pd.DataFrame) -> Iterator[str]:
    """Say what the ratings cannot tell apart, leave open, or warn of."""
    titles = _titles(options)
    yield from _on_likeness(criteria, panel)
    if not criteria["axis"].eq("outcomes").any():
        yield _("No criterion stands for outcome gain, so harm to outcomes cannot be checked. Choose one.")
    for title in titles[_on_axis(panel, criteria, "outcomes").reindex(titles.index).lt(0)]:
        yield _('"{option}" would make outcomes worse by the middle rating; it comes after all options without '
                "harm.").format(option=title)
    for group in _groups(criterion_weights):
        view = _Appraisal.of(panel, criteria, criterion_weights, group)
        too_little = titles[~view.has_rank.reindex(titles.index)]
        if len(too_little):
            yield _("By the {weights} too little is known to rank {options}: ratings must cover {share} of the weight. "
                    "An empty rating is not known, and never 0.").format(
                weights=_(WEIGHTS_OF[group]), options=_listed(too_little), share=f"{KNOWN_ENOUGH:.0%}")


def _on_likeness(criteria: pd.DataFrame, panel: pd.DataFrame) -> Iterator[str]:
    """Say which criteria do not tell the options apart."""
    alike = panel.columns[(panel.nunique() == 1) & panel.notna().all()]
    if len(panel) < 2 or not len(alike):
        return
    if len(alike) == len(panel.columns):
        yield _("Every option is rated alike on every criterion, so the ranking says nothing yet. Rate again, or look "
                "for other criteria.")
        return
    for title in criteria.set_index("criterion_id")["title"].reindex(alike):
        yield _("Every option is rated alike on {criterion}, so it does not tell the options apart and its weight "
                "means little. It still counts in the scores.").format(criterion=title)


def _listed(titles: pd.Series) -> str:
    """Return titles in quotation marks, one after another."""
    return ", ".join(f'"{title}"' for title in titles)


# Why an option is not first

def why_not(option_id: str, options: pd.DataFrame, criteria: pd.DataFrame, criterion_weights: pd.DataFrame,
            ratings: pd.DataFrame, rater_group: str) -> str:
    """Say in a sentence or two why an option is not first by one group's weights.

    Parameters
    ----------
    option_id : str
    options, criteria, criterion_weights, ratings : DataFrame
        The tables of these names.
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
    titles, groups = _titles(options), _groups(criterion_weights)
    if option_id not in titles.index:
        raise InputError(_('There is no option "{option}". There are: {options}.').format(
            option=option_id, options=one_of(titles.index)))
    if rater_group not in groups:
        raise InputError(_('There are no weights of the group "{group}" yet. There are weights of: {groups}.').format(
            group=rater_group, groups=one_of(groups)))
    view = _Appraisal.of(median_ratings(options, criteria, ratings), criteria, criterion_weights, rater_group)
    names = criteria.set_index("criterion_id")["title"]
    return _reason(option_id, view, titles, names, _(WEIGHTS_OF[rater_group]))


def _reason(option_id: str, view: _Appraisal, titles: pd.Series, names: pd.Series, weights: str) -> str:
    """Choose the sentence that fits this option's place."""
    title, ranks = titles[option_id], view.ranks
    if not view.has_rank[option_id]:
        missing = names[view.ratings.columns[view.ratings.loc[option_id].isna()]]
        return _('By the {weights} "{option}" has no rank yet: its ratings cover {known} of the weight, and {needed} '
                 "is needed. Rate it on {criteria}.").format(
            weights=weights, option=title, known=f"{view.known[option_id]:.0%}", needed=f"{KNOWN_ENOUGH:.0%}",
            criteria=_listed(missing))
    if view.is_harmful[option_id]:
        return _('By the {weights} "{option}" comes after all options without harm, because the middle rating of its '
                 "outcome gain is below 0.").format(weights=weights, option=title)
    first = [other for other in ranks.index[ranks.eq(1).fillna(False)] if other != option_id]
    if ranks[option_id] == 1 and first:
        return _('By the {weights} "{option}" is first, level with {others}.').format(
            weights=weights, option=title, others=_listed(titles[first]))
    if ranks[option_id] == 1:
        return _('By the {weights} "{option}" is first.').format(weights=weights, option=title)
    return _set_back(option_id, first[0], view, titles, names, weights)


def _set_back(option_id: str, first: str, view: _Appraisal, titles: pd.Series, names: pd.Series, weights: str) -> str:
    """Say by how much an option falls behind the first one, and on which criterion most."""
    # Over what both have been rated on, so that a missing rating is not read as falling behind.
    behind = ((view.ratings.loc[first] - view.ratings.loc[option_id]) * view.weights).dropna()
    facts = {"weights": weights, "option": titles[option_id], "rank": view.ranks[option_id], "first": titles[first],
             "score": f"{view.scores[option_id]:.2f}", "gap": f"{view.scores[first] - view.scores[option_id]:.2f}"}
    if not behind.gt(0).any():
        return _('By the {weights} "{option}" is number {rank}: its score of {score} is {gap} below that of '
                 '"{first}".').format(**facts)
    return _('By the {weights} "{option}" is number {rank}: its score of {score} is {gap} below that of "{first}". '
             "What sets it back most is {criterion}: {most}.").format(
        **facts, criterion=names[behind.idxmax()], most=f"{behind.max():.2f}")
