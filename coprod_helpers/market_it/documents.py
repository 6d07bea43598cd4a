"""Market It's part of the report."""

from __future__ import annotations

import pandas as pd

from coprod_helpers.look.section import Finding, Section
from coprod_helpers.look.words import translate as _
from coprod_helpers.market_it.charts import (cost_finding, gravest, menu_costs, menu_finding, menu_tiles, risk_change,
                                             to_do, who_bears)
from coprod_helpers.market_it.incentive_menu import menu_warnings
from coprod_helpers.market_it.risk_register import finding
from coprod_helpers.star import AUDIENCES, labels


def report_section(data) -> Section:
    """Return Market It's findings, pictures and next action for the report.

    Parameters
    ----------
    data : Snapshot or Workspace
        With the computed tables of Market It.
    """
    grid, scores, risks = data.read("incentive_grid"), data.read("risk_scores"), data.read("risks")
    council, revision = data.council.name, data.revision
    warnings = menu_warnings(data.read("incentives"), data.read("incentive_library"))
    said = [Finding(sentence) for sentence in warnings if grid["incentive_count"].sum()]
    return Section(
        "market_it", _("Incentive Menu and risks"), f"{menu_finding(grid)} {finding(scores)}",
        [menu_tiles(grid, council, revision), *said, Finding(cost_finding(grid)), menu_costs(grid),
         risk_change(scores, council, revision), who_bears(scores, council, revision), to_do(scores, risks)],
        next_action(grid, scores),
        _("The menu shows what is offered, not whether it works: ask the people it is for. Costs are cost for each, "
          "times how many it is offered to, times a guess at uptake. Likelihood and impact are the judgement of those "
          "who gave them; their product puts risks in an order and measures nothing."))


def next_action(incentive_grid: pd.DataFrame, risk_scores: pd.DataFrame) -> str:
    """Return the one thing to do next: the gravest open risk, else a group that is offered nothing, else what waits.

    Parameters
    ----------
    incentive_grid, risk_scores : DataFrame
        The computed tables of these names.
    """
    grave = gravest(risk_scores[risk_scores["residual_band"].eq("very high")])
    if len(grave):
        return _('Put something in place for the risk "{event}", with an owner and a day.').format(
            event=grave["event"].iloc[0])
    counts = incentive_grid.groupby(["audience", "phase"])["incentive_count"].sum()
    sentences = {"start": _("Ask this group what would make it start: {audience}."),
                 "sustain": _("Ask this group what would make it stay: {audience}.")}
    for audience, label in labels(AUDIENCES).items():
        for phase, sentence in sentences.items():
            if not counts.get((audience, phase), 0):
                return sentence.format(audience=label)
    waiting = gravest(risk_scores[risk_scores["to_do"].notna()])
    if len(waiting):
        return _('For the risk "{event}": {to_do}').format(
            event=waiting["event"].iloc[0], to_do=waiting["to_do"].iloc[0])
    return ""
