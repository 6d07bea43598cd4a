"""What people said by a form about which steps matter, set beside the weights that meetings agreed.

From the Treasury's guidance: swings from 0 to 100, the biggest step being 100. Ours: the middle half of what people said for
each group and step, and that it never takes the place of the weights that were agreed: whoever answers a form has not heard
the others.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from coprod_helpers.focus_it.weighing import GROUPS, SWING
from coprod_helpers.look.numbers import count, readable
from coprod_helpers.look.words import plural
from coprod_helpers.look.words import translate as _
from coprod_helpers.methods.suppression import suppress
from coprod_helpers.star import N_
from coprod_helpers.tables.focus_it import WEIGHTS_SENT_IN

# Apart by at least so many points of a scale of 100, the middle of a form and a meeting's weight are worth a word.
FAR_APART = 20
SENT_BY = {"citizen": (N_("{people} citizen sent in weights."), N_("{people} citizens sent in weights.")),
           "officer": (N_("{people} officer sent in weights."), N_("{people} officers sent in weights.")),
           "councillor": (N_("{people} councillor sent in weights."), N_("{people} councillors sent in weights."))}
SOME_SENT = {"citizen": N_("Citizens sent in weights."), "officer": N_("Officers sent in weights."), "councillor": N_("Councillors sent in weights.")}
WITHHELD = {"citizen": N_("Too few citizens sent in weights to show them."), "officer": N_("Too few officers sent in weights to show them."),
            "councillor": N_("Too few councillors sent in weights to show them.")}


def weights_sent_in(weight_answers: pd.DataFrame, weight_answer_swings: pd.DataFrame, criteria: pd.DataFrame,
                    threshold: int) -> pd.DataFrame:
    """Give the middle half of what people said, for each group that answered and each step.

    Parameters
    ----------
    weight_answers, weight_answer_swings, criteria : DataFrame
        The tables of these names. Criteria about cost or time are limits and are not weighed.
    threshold : int
        Smallest number of people shown, 3 or more: the council's setting.

    Returns
    -------
    DataFrame, table `weights_sent_in`
        Groups in the order in which they are always named, criteria in their own order. Where fewer than `threshold` of a
        group answered, nothing that they said is shown; another group's number of people is withheld, too, where the
        number of all answers would give the small one away.

    Raises
    ------
    InputError
        If the threshold is below 3.
    """
    counts = weight_answers["rater_group"].value_counts().reindex(GROUPS, fill_value=0)
    counted = suppress(counts, threshold)
    swings = weight_answer_swings.merge(weight_answers[["weight_answer_id", "rater_group"]], on="weight_answer_id")
    weighed = criteria.loc[~criteria["is_cost"].fillna(False).astype(bool), "criterion_id"]
    rows = []
    for group in (group for group in GROUPS if counts[group]):
        own = swings[swings["rater_group"].eq(group)]
        for criterion in weighed:
            said = own.loc[own["criterion_id"].eq(criterion), "swing"].dropna()
            is_enough = counts[group] >= threshold and len(said) >= threshold
            low, median, high = said.quantile([0.25, 0.5, 0.75]) if is_enough else (np.nan,) * 3
            rows.append((group, criterion, counted.people[group], counted.shown[group], low, median, high))
    return pd.DataFrame(rows, columns=WEIGHTS_SENT_IN.names).astype(WEIGHTS_SENT_IN.empty().dtypes)


def beside_agreed(sent_in: pd.DataFrame, criterion_weights: pd.DataFrame, criteria: pd.DataFrame) -> pd.DataFrame:
    """Set what was sent in beside the swings that each group's meeting agreed.

    Parameters
    ----------
    sent_in, criterion_weights, criteria : DataFrame
        The computed table `weights_sent_in` and the tables of these names.

    Returns
    -------
    DataFrame
        As `sent_in`, with `criterion` (title) and `agreed` (points, 0 to 100; blank where the group did not agree swings).
    """
    agreed = criterion_weights[criterion_weights["asked_as"].fillna(SWING).eq(SWING)]
    agreed = agreed.set_index(["rater_group", "criterion_id"])["swing"].astype("float64")
    pairs = pd.MultiIndex.from_frame(sent_in[["rater_group", "criterion_id"]])
    titles = criteria.set_index("criterion_id")["title"]
    return sent_in.assign(criterion=sent_in["criterion_id"].map(titles), agreed=agreed.reindex(pairs).to_numpy())


def sent_in_sentences(beside: pd.DataFrame) -> list[str]:
    """Say for each group how many sent in weights, and where they are furthest from what its meeting agreed.

    Parameters
    ----------
    beside : DataFrame
        Of `beside_agreed`.
    """
    if beside.empty:
        return [_("Nobody has sent in weights yet: “coprod invite” makes a link to the form “What matters most in choosing”.")]
    return [_sentence(group, beside[beside["rater_group"].eq(group)]) for group in GROUPS if beside["rater_group"].eq(group).any()]


def _sentence(group: str, own: pd.DataFrame) -> str:
    """Say it of one group."""
    if own["swing_median"].isna().all():
        return _(WITHHELD[group])
    people = own["people"].iloc[0]
    said = plural(*SENT_BY[group], int(people)).format(people=count(people)) if pd.notna(people) else _(SOME_SENT[group])
    apart = (own["swing_median"] - own["agreed"]).abs()
    if apart.isna().all():
        return said + " " + _("Their meeting agreed no such weights to set beside them.")
    furthest = own.loc[apart.idxmax()]
    if apart.max() < FAR_APART:
        return said + " " + _("They say much what the meeting agreed: no step is {points} points or more apart.").format(points=FAR_APART)
    return said + " " + _("Furthest from what the meeting agreed: {criterion}, {middle} points in the middle against {agreed}.").format(
        criterion=furthest["criterion"], middle=readable(furthest["swing_median"]), agreed=readable(furthest["agreed"]))
