"""Outcomes that matter most: how many people chose each by a form, and how many put it first.

From the leaflet: measure what people say matters. Ours: up to three outcomes each, in order, and all wording. Results are
never scaled up to the population: those who answered are not a sample of it. Small numbers are withheld, and so is whatever
would give them away.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from coprod_helpers.look.numbers import count, per_cent
from coprod_helpers.look.words import plural
from coprod_helpers.look.words import translate as _
from coprod_helpers.methods.intervals import wilson
from coprod_helpers.methods.suppression import TOTAL, fewer_than, suppress
from coprod_helpers.tables.grow_it import OUTCOME_SUPPORT


def outcome_support(outcome_choices: pd.DataFrame, outcome_choice_places: pd.DataFrame, outcomes: pd.DataFrame,
                    threshold: int) -> pd.DataFrame:
    """Count for each outcome the people who chose it, and those who put it first.

    Parameters
    ----------
    outcome_choices, outcome_choice_places, outcomes : DataFrame
        The tables of these names. Every outcome gets a row, also with nobody.
    threshold : int
        Smallest number of people shown, 3 or more: the council's setting.

    Returns
    -------
    DataFrame, table `outcome_support`, most chosen first, withheld ones last
        Shares are of all who chose. Where fewer than `threshold` people chose at all, everything is withheld.

    Raises
    ------
    InputError
        If the threshold is below 3.

    Source
    ------
    Intervals: Wilson (1927), as if those who chose were a random sample, which they are not.
    """
    people, ids = len(outcome_choices), outcomes["outcome_id"]
    chose = outcome_choice_places.drop_duplicates(["choice_id", "outcome_id"]).groupby("outcome_id").size().reindex(ids, fill_value=0)
    first = outcome_choice_places[outcome_choice_places["place"].eq(1)].groupby("outcome_id").size().reindex(ids, fill_value=0)
    # A person counts with several outcomes, so nothing can be subtracted from; only numbers of people that are small are hidden.
    are_few = 0 < people < threshold
    is_small = chose.between(1, threshold - 1) | are_few
    shown = chose.astype("Int64").mask(is_small)
    withheld = [*first.index, TOTAL] if are_few else first.index[is_small & first.gt(0)]
    firsts = suppress(first, threshold, withheld, at_most=shown.astype("float64"))
    limits = [wilson(number, people) if pd.notna(number) and people else (np.nan, np.nan) for number in shown]
    rows = pd.DataFrame({
        "outcome_id": ids.to_numpy(), "people": shown.to_numpy(),
        "people_shown": chose.astype("str").mask(is_small, fewer_than(threshold)).to_numpy(),
        "share": (shown.astype("float64") / (people or np.nan)).to_numpy(), "share_low": [low for low, _high in limits],
        "share_high": [high for _low, high in limits], "first_people": firsts.people[ids].to_numpy(),
        "first_people_shown": firsts.shown[ids].to_numpy()})
    rows = rows.astype(OUTCOME_SUPPORT.empty().dtypes)
    return rows.sort_values(["people", "outcome_id"], ascending=[False, True], na_position="last", kind="stable", ignore_index=True)


def support_finding(support: pd.DataFrame, outcomes: pd.DataFrame, people: int, threshold: int) -> str:
    """Say in a sentence what most chose, and how sure that is.

    Parameters
    ----------
    support : DataFrame
        The computed table `outcome_support`.
    outcomes : DataFrame
        The table `outcomes`.
    people : int
        How many chose at all.
    threshold : int
        As for `outcome_support`.
    """
    if not people:
        return _("Nobody has chosen by the form yet: “coprod invite” makes a link to the form “Outcomes that matter most”.")
    if people < threshold or support["people"].isna().all():
        return _("Too few people have chosen yet to show what they chose.")
    title, top = outcomes.set_index("outcome_id")["title"], support.iloc[0]
    said = plural("{people} person chose. Most often among the first three: “{outcome}”, by {number} ({share}, as a sample {low} to {high}).",
                  "{people} people chose. Most often among their first three: “{outcome}”, by {number} ({share}, as a sample {low} to {high}).",
                  people).format(people=count(people), outcome=title[top["outcome_id"]], number=count(top["people"]), share=per_cent(top["share"]),
                                 low=per_cent(top["share_low"]), high=per_cent(top["share_high"]))
    nearly = support[support["share_high"].ge(top["share_low"]) & support["outcome_id"].ne(top["outcome_id"])]
    if len(nearly):
        said += " " + plural("{number} other outcome lies within that doubt.", "{number} other outcomes lie within that doubt.",
                             len(nearly)).format(number=count(len(nearly)))
    return said + " " + _("Whoever answers a form is no sample of the residents.")
