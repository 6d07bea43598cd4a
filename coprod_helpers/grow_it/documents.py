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
        "grow_it", _("Grow It"), finding(balance, change),
        [balance_bars(balance, council, revision), run_charts(indicators, measures, change, council, revision), change_table(change)],
        next_action(balance, change, indicators),
        _("A change is called clear only if chance alone would set the two years so far apart in 1 of 100 indicators or fewer. No clear "
          "change does not show that nothing changed, and a clear one does not show what brought it about. Blank months are left "
          "out, not read as 0."))


def next_action(indicator_balance: pd.DataFrame, indicator_change: pd.DataFrame, indicators: pd.DataFrame) -> str:
    """Return the one thing to do next: an outcome that nothing measures, what got worse, what is process-heavy, what is not agreed.

    Parameters
    ----------
    indicator_balance, indicator_change : DataFrame
        The computed tables of these names.
    indicators : DataFrame
        The table `indicators`.
    """
    outcomes = indicator_balance[indicator_balance["outcome_id"].ne(WITHOUT_OUTCOME)]
    bare, heavy = outcomes[outcomes["state"].eq(NO_OUTCOME)], outcomes[outcomes["state"].eq(PROCESS_HEAVY)]
    worse = indicator_change[indicator_change["change"].eq(WORSE)]
    agreed = indicators["agreed_by_staff"].fillna(False) & indicators["agreed_by_users"].fillna(False)
    if len(bare):
        return _('Agree one outcome indicator for "{outcome}" with staff and the people concerned.').format(outcome=bare["outcome"].iloc[0])
    if len(worse):
        return _('Ask staff and the people concerned why this got worse: "{indicator}".').format(indicator=worse["indicator"].iloc[0])
    if len(heavy):
        return _('Ask which process indicators of "{outcome}" could go, and what would show that lives change.').format(
            outcome=heavy["outcome"].iloc[0])
    if not agreed.all():
        return _('Bring "{indicator}" to the side that has not agreed to it yet.').format(indicator=indicators["title"][~agreed].iloc[0])
    return ""
