"""What would turn the order round: weights, other methods, and options that are beaten on everything.

Ours: the sentences, and that two other methods are only a check; the order is that of the weighted sum.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from coprod_helpers.focus_it.appraisal import Appraisal, View
from coprod_helpers.focus_it.ranking import beaten_by
from coprod_helpers.focus_it.weighing import WEIGHTS_OF, listed
from coprod_helpers.look.words import plural
from coprod_helpers.look.words import translate as _
from coprod_helpers.methods.outranking import Preference, promethee_flows, topsis

# Two steps of a scale are a clear difference, as for critical friends.
CLEAR_STEPS = 2


def swaps(view: View) -> pd.DataFrame:
    """Say to what each single weight would have to change for the first two options to change places.

    The other weights keep their proportions. With D the lead of the first option, w the weight and d its lead on the
    criterion: w' = (D - w d) / (D - d)

    Parameters
    ----------
    view : View

    Returns
    -------
    DataFrame, one row per criterion by which they can swap, nearest first
        Columns criterion_id, weight_share (as it is), swap_share (as it would have to be), change_share (the distance).
    """
    pair = first_two(view)
    columns = ["criterion_id", "weight_share", "swap_share", "change_share"]
    if pair is None:
        return pd.DataFrame(columns=columns)
    weights = view.weights.shares
    leads = (view.shares.loc[pair[0]] - view.shares.loc[pair[1]]).fillna(0.0)
    lead = float((leads * weights).sum())
    rows = []
    for criterion, own in leads.items():
        weight, rest = weights[criterion], lead - weights[criterion] * own
        # The others' lead at full weight, were this criterion's weight 0.
        others = rest / (1 - weight) if weight < 1 else 0.0
        if np.isclose(others, own):
            continue
        needed = others / (others - own)
        # At either end the two would only draw level.
        if 1e-9 < needed < 1 - 1e-9:
            rows.append((criterion, weight, needed, abs(needed - weight)))
    return pd.DataFrame(rows, columns=columns).sort_values(["change_share", "criterion_id"], ignore_index=True)


def first_two(view: View) -> tuple[str, str] | None:
    """Return the ids of the first option and the one after it; None where there are no two, or the first is shared."""
    ranks = view.ranks[~view.appraisal.is_harmful.reindex(view.ranks.index)].dropna().sort_values(kind="stable")
    if len(ranks) < 2 or ranks.iloc[0] == ranks.iloc[1]:
        return None
    return ranks.index[0], ranks.index[1]


def cross_check(appraisal: Appraisal) -> list[str]:
    """Say what would swap the first two, whether two other methods agree, and which options are beaten on everything.

    Parameters
    ----------
    appraisal : Appraisal

    Returns
    -------
    list of sentences
    """
    said = [sentence for group in appraisal.groups for sentence in _on_group(appraisal.view(group), _(WEIGHTS_OF[group]))]
    return said + list(_on_beaten(appraisal))


def _on_group(view: View, weights: str) -> Iterator[str]:
    """Yield one group's sentences."""
    pair, titles = first_two(view), view.appraisal.titles
    if pair is None:
        return
    one, other = (titles[option] for option in pair)
    found = swaps(view)
    if found.empty:
        yield _('By the {weights} no change of a single weight puts "{other}" before "{one}".').format(
            weights=weights, one=one, other=other)
    else:
        nearest = found.iloc[0]
        said = (_('By the {weights} "{one}" and "{other}" would change places if {criterion} had {needed} of the weight instead '
                  "of {now}."))
        yield said.format(weights=weights, one=one, other=other, needed=f"{nearest['swap_share']:.0%}",
                          now=f"{nearest['weight_share']:.0%}",
                          criterion=view.appraisal.criterion_titles[nearest["criterion_id"]])
    yield _on_methods(view, weights)


def other_methods(view: View) -> pd.DataFrame:
    """Rank the options that are rated on every criterion by two other methods, with the same weights.

    Parameters
    ----------
    view : View

    Returns
    -------
    DataFrame, index = option ids, columns weighted_sum, topsis, promethee: places among these options

    Source
    ------
    TOPSIS: Hwang and Yoon (1981). PROMETHEE II: Brans and Vincke (1985), with full preference from two steps of a scale.
    """
    weights = view.weights.shares[view.weights.shares.gt(0)]
    shares = view.shares.loc[~view.appraisal.is_harmful.reindex(view.shares.index), weights.index].dropna()
    if len(shares) < 2:
        return pd.DataFrame(columns=["weighted_sum", "topsis", "promethee"], index=shares.index[:0])
    better = pd.Series("higher", index=weights.index)
    reach = (view.appraisal.scale["high"] - view.appraisal.scale["low"]).reindex(weights.index)
    preference = {criterion: Preference("vshape", p=CLEAR_STEPS / steps) for criterion, steps in reach.items()}
    scores = pd.DataFrame({"weighted_sum": shares @ weights, "topsis": topsis(shares, weights, better),
                           "promethee": promethee_flows(shares, weights, better, preference)["phi"]})
    return scores.round(9).rank(ascending=False, method="min").astype("int64")


def _on_methods(view: View, weights: str) -> str:
    """Say whether the two other methods put the same option first, and where they differ most."""
    places = other_methods(view)
    if places.empty:
        return _("By the {weights} too few options are rated on everything for a cross-check by other methods.").format(weights=weights)
    titles = view.appraisal.titles
    names = {"topsis": _("TOPSIS"), "promethee": _("PROMETHEE II")}
    firsts = {name: set(places.index[places[name].eq(1)]) for name in places}
    apart = [name for name in names if not firsts[name] & firsts["weighted_sum"]]
    if not apart:
        return _("By the {weights} TOPSIS and PROMETHEE II, two other ways of reckoning, put the same option first.").format(
            weights=weights)
    said = [_('{method} puts "{option}" first').format(method=names[name], option=titles[sorted(firsts[name])[0]]) for name in apart]
    return _("By the {weights} the order hangs on the way of reckoning: {methods}. Treat the first places as close.").format(
        weights=weights, methods=_(", ").join(said))


def _on_beaten(appraisal: Appraisal) -> Iterator[str]:
    """Say which options another one beats on everything."""
    beaten = beaten_by(appraisal).dropna()
    for other, options in beaten.groupby(beaten, sort=False):
        yield plural('{options} is beaten by "{other}", which is at least as good on every criterion and better on one.',
                     '{options} are beaten by "{other}", which is at least as good on every criterion and better on one.',
                     len(options)).format(options=listed(appraisal.titles[options.index]), other=other)
