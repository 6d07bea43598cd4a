"""What each group's weights are: from swings, from an order or from pairs, and for which step on which options.

From the Treasury's guidance: a weight says how much the step from the worst to the best of these options matters. Ours: that
three ways of asking lead to one kind of weight, how a step is turned into a weight on the declared scale, and when weights
are called stale.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from coprod_helpers.errors import InputError
from coprod_helpers.look.words import plural
from coprod_helpers.look.words import translate as _
from coprod_helpers.methods.weights import (CONSISTENT_ENOUGH, consistency_ratio, draw_ordered_weights, draw_weights,
                                            pairwise_weights, rank_order_weights, swing_weights)
from coprod_helpers.star import N_, RATER_GROUPS

GROUPS = tuple(group.code for group in RATER_GROUPS)
WEIGHTS_OF = {"citizen": N_("citizens' weights"), "officer": N_("officers' weights"),
              "councillor": N_("councillors' weights")}
SWING, RANK_ORDER, PAIRWISE = "swing", "rank-order", "pairwise"
OPTION_SEPARATOR = ";"


@dataclass(frozen=True)
class GroupWeights:
    """One group's weights on the declared scales.

    Parameters
    ----------
    shares : Series, index = ids of the criteria that count, in order of id
        Shares, 0 to 1, adding up to 1.
    asked_as : str
        swing, rank-order or pairwise.
    steps : Series, index as `shares`
        How much of its declared scale the step covers that was weighed; a weight is multiplied by 1 / step.
    places : Series, index as `shares`
        The order, where the group gave one; else empty.
    consistency : float, optional
        The consistency ratio, where the group judged in pairs.
    dropped : tuple of str
        Ids of criteria that have a weight and tell no options apart.
    """

    shares: pd.Series
    asked_as: str
    steps: pd.Series
    places: pd.Series = field(default_factory=lambda: pd.Series(dtype="float64"))
    consistency: float | None = None
    dropped: tuple[str, ...] = ()

    def draw(self, draws: int, rng: np.random.Generator) -> np.ndarray:
        """Draw weights: from all that fit the order where the group gave an order, else around those given.

        Returns
        -------
        array, draws x criteria, each row adding up to 1
        """
        if len(self.places):
            drawn = draw_ordered_weights(self.places, draws, rng) / self.steps.to_numpy()
            return drawn / drawn.sum(axis=1, keepdims=True)
        return draw_weights(self.shares, draws, rng)


def groups_of(criterion_weights: pd.DataFrame) -> list[str]:
    """Return the groups that have weights, in the order in which they are always named."""
    return [group for group in GROUPS if criterion_weights["rater_group"].eq(group).any()]


def alike(panel: pd.DataFrame) -> pd.Index:
    """Return the criteria on which every option has the same known rating.

    Parameters
    ----------
    panel : DataFrame, option id x criterion id
        The panel's ratings; a blank is not known.
    """
    if len(panel) < 2:
        return panel.columns[:0]
    return panel.columns[(panel.nunique() == 1) & panel.notna().all()]


def weigh(group: str, criteria: pd.DataFrame, criterion_weights: pd.DataFrame, criterion_comparisons: pd.DataFrame,
          panel: pd.DataFrame) -> GroupWeights:
    """Give one group's weights, on the criteria's declared scales.

    weight on the declared scale = weight of the step that was weighed x length of the scale / length of the step, shared
    out to 1

    A criterion on which all options are rated alike is dropped where others tell them apart: its step is none.

    Parameters
    ----------
    group : str
        citizen, officer or councillor.
    criteria, criterion_weights, criterion_comparisons : DataFrame
        The tables of these names. A criterion without a weight of the group is left out.
    panel : DataFrame, option id x criterion id
        The panel's ratings, on each criterion's own scale.

    Returns
    -------
    GroupWeights

    Raises
    ------
    InputError
        If weights cannot be made of what the group gave; the sentence names the group and the criteria.
    """
    own = criterion_weights[criterion_weights["rater_group"].eq(group)
                            & criterion_weights["criterion_id"].isin(criteria["criterion_id"])]
    own = own.sort_values("criterion_id").set_index("criterion_id")
    titles = criteria.set_index("criterion_id")["title"]
    asked_as = SWING if own.empty else str(own["asked_as"].fillna(SWING).iloc[0])
    try:
        on_steps, consistency = _on_steps(group, asked_as, own, titles, criterion_comparisons)
    except InputError as error:
        raise InputError(_("The {weights} cannot be used yet. {reason}").format(
            weights=_(WEIGHTS_OF[group]), reason=str(error))) from error
    same = [criterion for criterion in alike(panel) if criterion in on_steps.index]
    same = [] if len(same) == len(on_steps) or not on_steps.drop(same).gt(0).any() else same
    kept, steps = on_steps.drop(same), _steps(own, criteria).drop(same)
    shares = swing_weights(kept / steps)
    places = own.loc[kept.index, "place"].astype("float64") if asked_as == RANK_ORDER else pd.Series(dtype="float64")
    return GroupWeights(shares, asked_as, steps, places, consistency, tuple(same))


def _on_steps(group: str, asked_as: str, own: pd.DataFrame, titles: pd.Series,
              criterion_comparisons: pd.DataFrame) -> tuple[pd.Series, float | None]:
    """Return the weights of the steps that were weighed, and the consistency ratio of pairs."""
    named = titles.reindex(own.index)
    if asked_as == RANK_ORDER:
        return rank_order_weights(own["place"].astype("float64").set_axis(named)).set_axis(own.index), None
    if asked_as == PAIRWISE:
        matrix = _matrix_of_pairs(group, named, criterion_comparisons)
        return pairwise_weights(matrix).set_axis(own.index), consistency_ratio(matrix)
    return swing_weights(own["swing"].astype("float64").set_axis(named)).set_axis(own.index), None


def _matrix_of_pairs(group: str, titles: pd.Series, criterion_comparisons: pd.DataFrame) -> pd.DataFrame:
    """Return one group's judgements as a matrix, titles on both sides; pairs that are missing are named."""
    matrix = pd.DataFrame(np.nan, index=titles.index, columns=titles.index)
    np.fill_diagonal(held := matrix.to_numpy(copy=True), 1.0)
    matrix[:] = held
    own = criterion_comparisons[criterion_comparisons["rater_group"].eq(group)]
    for row in own.itertuples():
        if row.criterion_id in matrix.index and row.other_id in matrix.index and pd.notna(row.times_more) and row.times_more > 0:
            matrix.loc[row.criterion_id, row.other_id] = float(row.times_more)
            matrix.loc[row.other_id, row.criterion_id] = 1 / float(row.times_more)
    missing = [_('"{one}" and "{other}"').format(one=titles[one], other=titles[other])
               for place, one in enumerate(matrix.index) for other in matrix.index[place + 1:]
               if pd.isna(matrix.loc[one, other])]
    if missing:
        raise InputError(_("The group was asked in pairs, and some pairs are not judged. Judge these:"), missing)
    return matrix.set_axis(titles.to_list(), axis=0).set_axis(titles.to_list(), axis=1)


def _steps(own: pd.DataFrame, criteria: pd.DataFrame) -> pd.Series:
    """Return which share of its declared scale each step covers; all of it where no step is given."""
    scale = criteria.set_index("criterion_id").loc[own.index, ["scale_low", "scale_high"]].astype("float64")
    lower = scale["scale_low"].where(own["step_from"].isna(), own["step_from"].astype("float64"))
    upper = scale["scale_high"].where(own["step_to"].isna(), own["step_to"].astype("float64"))
    # Where only one end is given, the other is the end of the scale in the better direction.
    return ((upper - lower).abs() / (scale["scale_high"] - scale["scale_low"])).replace(0.0, 1.0)


# What to know before weights are used

def on_weights(options: pd.DataFrame, criteria: pd.DataFrame, criterion_weights: pd.DataFrame,
               weights: dict[str, GroupWeights]) -> Iterator[str]:
    """Yield sentences on where weights fall short.

    Parameters
    ----------
    options, criteria, criterion_weights : DataFrame
        The tables of these names.
    weights : dict
        Group -> its weights.
    """
    titles = criteria.set_index("criterion_id")["title"]
    if "citizen" not in weights:
        yield _("There are no citizens' weights yet, so no ranking here is the citizens' own. Ask citizens for their "
                "swings.")
    for group, weighed in weights.items():
        own, said = criterion_weights[criterion_weights["rater_group"].eq(group)], _(WEIGHTS_OF[group])
        biggest = own["swing"].max()
        if weighed.asked_as == SWING and biggest != 100:
            yield _("In the {weights} the biggest swing is {swing}. Set the biggest step to 100.").format(
                weights=said, swing=f"{biggest:g}")
        missing = titles.drop(own["criterion_id"], errors="ignore")
        if len(missing):
            yield _("The {weights} leave out {criteria}, which their ranking does not count. Give each criterion a "
                    "swing.").format(weights=said, criteria=listed(missing))
        if weighed.consistency is not None and weighed.consistency > CONSISTENT_ENOUGH:
            yield _("In the {weights} the pairs contradict each other: their consistency ratio is {ratio}, and up to {limit} is "
                    "usual. Look at the pairs again.").format(weights=said, ratio=f"{weighed.consistency:.2f}",
                                                              limit=f"{CONSISTENT_ENOUGH:g}")
        yield from _on_age(own, options, said)


def _on_age(own: pd.DataFrame, options: pd.DataFrame, said: str) -> Iterator[str]:
    """Say which options have come or gone since the steps were weighed."""
    titles = options.set_index("option_id")["title"]
    now = set(options.loc[options["kind"].ne("do-nothing"), "option_id"])
    added, gone = set(), set()
    for text in own["options_then"].dropna():
        then = {part.strip() for part in text.split(OPTION_SEPARATOR) if part.strip()}
        nothing = set(options["option_id"]) - now
        added, gone = added | (now - then), gone | (then - now - nothing)
    if added or gone:
        parts = []
        if added:
            parts.append(_("new: {options}").format(options=listed(titles.reindex(sorted(added)))))
        if gone:
            parts.append(plural("{number} is gone", "{number} are gone", len(gone)).format(number=len(gone)))
        yield _("The {weights} are stale: they were agreed for other options ({changes}). Ask the group again whether each "
                "step still matters as much.").format(weights=said, changes="; ".join(parts))


def listed(titles: pd.Series) -> str:
    """Return titles in quotation marks, one after another."""
    return ", ".join(f'"{title}"' for title in titles)
