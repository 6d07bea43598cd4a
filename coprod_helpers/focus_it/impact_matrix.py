"""The Impact Matrix: which options would change most, for people and for budgets.

From the leaflet: options appraisal sets the priorities, looking for large gains in outcomes or in efficiency, because
citizens' and public bodies' resources are limited. Ours: the axes, the scales, the quadrants and their names, and the rule
that an option that makes outcomes worse is checked for harm first.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from coprod_helpers.errors import InputError
from coprod_helpers.focus_it.appraisal import Appraisal, median_ratings, on_axis
from coprod_helpers.look.words import translate as _
from coprod_helpers.star import N_
from coprod_helpers.tables.focus_it import IMPACT_MATRIX

DO_NOW, INVEST, SAVE, PARK = N_("do now"), N_("invest for outcomes"), N_("save, then check outcomes"), N_("park")
HARM, NOT_KNOWN = N_("harm check"), N_("not known")
QUADRANTS = (DO_NOW, INVEST, SAVE, PARK, HARM, NOT_KNOWN)


def place_on_matrix(appraisal: Appraisal, cut: float = 2.0) -> pd.DataFrame:
    """Place each option on the Impact Matrix: outcome gain upwards, efficiency gain to the right.

    Both gains at or above `cut`: do now. Outcomes only: invest for outcomes. Efficiency only: save, then check
    outcomes. Neither: park. An outcome gain below 0: harm check. A gain that nobody rated: not known.

    Parameters
    ----------
    appraisal : Appraisal
        Ratings count where their rater stands among its raters.
    cut : number
        A gain at or above this counts as high, in rating points, -2 to 4.

    Returns
    -------
    DataFrame, table `impact_matrix`, in the order of `options`
        Gains and feasibility are medians; the widest gap is the largest distance between two raters on one criterion;
        the evidence grade is that of the option's initiative.

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
    options, criteria, ratings = appraisal.options, appraisal.criteria, appraisal.ratings
    counted = ratings[ratings["rater_id"].isin(appraisal.tables["raters"]["rater_id"]) & ratings["rating"].notna()]
    panel = median_ratings(options, criteria, counted)
    rater_count = counted.groupby("option_id")["rater_id"].nunique()
    placed = pd.DataFrame({"outcome_gain": on_axis(panel, criteria, "outcomes"),
                           "efficiency_gain": on_axis(panel, criteria, "efficiency"),
                           "feasibility": on_axis(panel, criteria, "feasibility"),
                           "widest_gap": _widest_gap(counted).reindex(panel.index),
                           "evidence_grade": appraisal.evidence_grades.reindex(panel.index),
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
