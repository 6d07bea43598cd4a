"""Grow It's part of the report."""

from __future__ import annotations

import pandas as pd

from coprod_helpers.grow_it.charts import balance_bars, change_table, run_charts, shown_measures
from coprod_helpers.grow_it.outcome_framework import NO_OUTCOME, PROCESS_HEAVY, WITHOUT_OUTCOME, WORSE, finding
from coprod_helpers.look.section import Section
from coprod_helpers.look.words import translate as _


def report_section(data) -> Section:
    """Return Grow It's findings, pictures and next action for the report.

    Parameters
    ----------
    data : Snapshot or Workspace
        With the computed tables of Grow It.
    """
    balance, change, indicators = data.read("indicator_balance"), data.read("indicator_change"), data.read("indicators")
    measures = shown_measures(data.read("measures"), data.settings()["other_threshold"])
    council, revision = data.council.name, data.revision
    return Section(
        "grow_it", _("Outcome framework"), finding(balance, change),
        [balance_bars(balance, council, revision), run_charts(indicators, measures, change, council, revision),
         change_table(change)],
        next_action(balance, change, indicators),
        _("A change is called clear only if chance alone would set the two years so far apart in 1 of 100 indicators "
          "or fewer. No clear change does not show that nothing changed, and a clear one does not show what brought it "
          "about. Blank months are left out, not read as 0."))


def next_action(indicator_balance: pd.DataFrame, indicator_change: pd.DataFrame, indicators: pd.DataFrame) -> str:
    """Return the one thing to do next: what nothing measures, got worse, is process-heavy or is not agreed.

    Parameters
    ----------
    indicator_balance, indicator_change : DataFrame
        The computed tables of these names.
    indicators : DataFrame
        The table `indicators`.
    """
    outcomes = indicator_balance[indicator_balance["outcome_id"].ne(WITHOUT_OUTCOME)]
    agreed = indicators["agreed_by_staff"].fillna(False) & indicators["agreed_by_users"].fillna(False)
    found = (
        (_('Agree one outcome indicator for "{title}" with staff and the people concerned.'),
         outcomes["outcome"][outcomes["state"].eq(NO_OUTCOME)]),
        (_('Ask staff and the people concerned why this got worse: "{title}".'),
         indicator_change["indicator"][indicator_change["change"].eq(WORSE)]),
        (_('Ask which process indicators of "{title}" could go, and what would show that lives change.'),
         outcomes["outcome"][outcomes["state"].eq(PROCESS_HEAVY)]),
        (_('Bring "{title}" to the side that has not agreed to it yet.'), indicators["title"][~agreed.astype(bool)]),
    )
    return next((sentence.format(title=titles.iloc[0]) for sentence, titles in found if len(titles)), "")
