"""What to find out first: what it would be worth to know for certain what is now in doubt.

Ours: that a team is shown it for single ratings, whole options, whole criteria and the weights, in points of 100 of the score.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from coprod_helpers.focus_it.appraisal import Appraisal, View
from coprod_helpers.focus_it.weighing import WEIGHTS_OF
from coprod_helpers.look.section import Finding, TableView
from coprod_helpers.look.words import translate as _
from coprod_helpers.methods.smaa import perfect_information
from coprod_helpers.star import N_
from coprod_helpers.tables.focus_it import FIND_OUT_FIRST

POINTS = 100
RATING, OPTION, CRITERION, WEIGHTS, ALL = "rating", "option", "criterion", "weights", "everything"
ABOUT = {RATING: N_("one rating"), OPTION: N_("all ratings of an option"), CRITERION: N_("all ratings on a criterion"),
         WEIGHTS: N_("the weights"), ALL: N_("everything at once")}
# Worth less than this many points of 100 is not worth finding out.
LEAST_POINTS = 0.05


def find_out_first(appraisal: Appraisal) -> pd.DataFrame:
    """Say what each doubt is worth resolving before an option is put first, by each group's weights.

    value = expected score of what would come first, if the doubt were resolved before choosing - expected score of what comes
    first as things stand

    The score is additive and each rating is drawn apart from the others, so what is not resolved stands at its mean. Options
    that make outcomes worse by the middle rating, and those without a rank, are not chosen from.

    Parameters
    ----------
    appraisal : Appraisal

    Returns
    -------
    DataFrame, table `find_out_first`: by group, the most valuable first; what is worth less than 0.05 points is left out,
        but for everything at once

    Source
    ------
    Expected value of perfect information: Howard (1966). Of parts of it, by an additive model: Claxton (1999).
    """
    parts = [_of_group(appraisal.view(group), group) for group in appraisal.groups]
    parts = [part for part in parts if len(part)]
    if not parts:
        return FIND_OUT_FIRST.empty()
    return pd.concat(parts, ignore_index=True)[FIND_OUT_FIRST.names].astype(FIND_OUT_FIRST.empty().dtypes)


def _of_group(view: View, group: str) -> pd.DataFrame:
    """Return one group's rows."""
    is_open = ~view.is_last
    if is_open.sum() < 2:
        return FIND_OUT_FIRST.empty()
    found = pd.DataFrame(_worths(view, is_open), columns=["about", "option_id", "criterion_id", "value", "change_share"])
    found["value_points"] = found["value"] * POINTS
    found = found[found["value_points"].ge(LEAST_POINTS) | found["about"].eq(ALL)]
    found = found.sort_values(["value_points", "about", "option_id", "criterion_id"], ascending=[False, True, True, True],
                              kind="stable", na_position="first")
    return found.assign(rater_group=group, find_number=range(1, len(found) + 1))


def _worths(view: View, is_open: np.ndarray) -> Iterator[tuple]:
    """Yield (about, option, criterion, value, share of draws that change the first place)."""
    values = view.own(view.appraisal.values)[:, is_open]
    drawn = view.drawn_weights[:len(values)]
    options, criteria = view.ranked[is_open], view.criteria
    weights, middle = drawn.mean(axis=0), values.mean(axis=0)
    expected = middle @ weights
    yield ALL, None, None, *perfect_information(np.einsum("doc,dc->do", values, drawn), expected)
    yield WEIGHTS, None, None, *perfect_information(drawn @ middle.T, expected)
    for place, criterion in enumerate(criteria):
        moved = expected + weights[place] * (values[:, :, place] - middle[:, place])
        yield CRITERION, None, criterion, *perfect_information(moved, expected)
    for row, option in enumerate(options):
        gains = (values[:, row] - middle[row]) * weights
        yield OPTION, option, None, *_of_one(gains.sum(axis=1), row, expected)
        for place, criterion in enumerate(criteria):
            yield RATING, option, criterion, *_of_one(gains[:, place], row, expected)


def _of_one(gains: np.ndarray, row: int, expected: np.ndarray) -> tuple[float, float]:
    """Return what it is worth to know by how much one option's score differs from its mean."""
    rival = np.delete(expected, row).max()
    return perfect_information(np.column_stack([expected[row] + gains, np.full(len(gains), rival)]),
                               np.array([expected[row], rival]))


# In words

def find_out_table(found: pd.DataFrame, appraisal: Appraisal, most: int = 6) -> TableView | Finding:
    """Show what to find out first, one sentence a row.

    Parameters
    ----------
    found : DataFrame
        The computed table `find_out_first`.
    appraisal : Appraisal
    most : int
        Rows shown of each group.
    """
    rows = found[found["about"].isin([RATING, OPTION, CRITERION, WEIGHTS])]
    if rows.empty:
        return Finding(_("Nothing that could be found out would change what comes first, as far as these ratings and weights "
                         "tell."))
    shown = rows.groupby("rater_group", sort=False).head(most)
    frame = pd.DataFrame({
        _("By"): shown["rater_group"].map(WEIGHTS_OF).map(_),
        _("Find out"): [_in_words(row, appraisal) for row in shown.itertuples()],
        _("Worth, points of 100"): shown["value_points"].round(1),
        _("Changes the first place"): [f"{share:.0%}" for share in shown["change_share"]]})
    return TableView(frame, _("What to find out first"))


def _in_words(row, appraisal: Appraisal) -> str:
    """Say what would be found out."""
    if row.about == WEIGHTS:
        return _("What the group's weights really are")
    if row.about == CRITERION:
        return _("How all options do on {criterion}").format(criterion=appraisal.criterion_titles[row.criterion_id])
    if row.about == OPTION:
        return _('How "{option}" does on every criterion').format(option=appraisal.titles[row.option_id])
    return _('How "{option}" does on {criterion}').format(
        option=appraisal.titles[row.option_id], criterion=appraisal.criterion_titles[row.criterion_id])


def find_out_sentence(found: pd.DataFrame, appraisal: Appraisal) -> str:
    """Say in one sentence what to find out first, by the first group's weights.

    Parameters
    ----------
    found : DataFrame
        The computed table `find_out_first`.
    appraisal : Appraisal
    """
    rows = found[found["about"].isin([RATING, CRITERION]) & found["rater_group"].eq(found["rater_group"].min())] if len(found) else found
    if rows.empty:
        return _("Nothing that could be found out would change what comes first.")
    best = rows.sort_values("value_points", ascending=False, kind="stable").iloc[0]
    return _("Find out first: {what}. It is worth up to {points} points of 100 and changes the first place in {share} of "
             "draws.").format(what=_in_words(best, appraisal), points=f"{best['value_points']:.1f}",
                              share=f"{best['change_share']:.0%}")
