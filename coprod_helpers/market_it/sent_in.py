"""What people said by forms about risks and about what would make them join in, in their own words."""

from __future__ import annotations

import pandas as pd

from coprod_helpers.look.numbers import count
from coprod_helpers.look.section import TableView
from coprod_helpers.look.words import plural
from coprod_helpers.look.words import translate as _
from coprod_helpers.tables.declare import Column
from coprod_helpers.tables.market_it import INCENTIVE_IDEAS, RISK_COMMENTS


def comments_finding(risk_comments: pd.DataFrame, risks: pd.DataFrame) -> str:
    """Say how many comments there are, on how many risks, and how many come from people who have seen it happen.

    Parameters
    ----------
    risk_comments, risks : DataFrame
        The tables of these names.
    """
    if risk_comments.empty:
        return _("Nobody has commented on a risk yet: “coprod invite” makes a link to the form “Comment on a risk”.")
    seen = int(risk_comments["has_seen_it"].fillna(False).astype(bool).sum())
    said = plural("{number} comment on {risks} of {all} risks.", "{number} comments on {risks} of {all} risks.", len(risk_comments)).format(
        number=count(len(risk_comments)), risks=count(risk_comments["risk_id"].nunique()), all=count(len(risks)))
    return said + " " + plural("{number} comes from somebody who has seen it happen.", "{number} come from people who have seen it happen.",
                               seen).format(number=count(seen))


def comments_view(risk_comments: pd.DataFrame, risks: pd.DataFrame) -> TableView:
    """Show every comment beside its risk, the newest first.

    Parameters
    ----------
    risk_comments, risks : DataFrame
        The tables of these names.
    """
    events = risks.set_index("risk_id")["event"]
    rows = risk_comments.assign(risk=risk_comments["risk_id"].map(events))
    columns = [Column("risk", "text", _("Risk"), ""), *(RISK_COMMENTS.column(name) for name in (
        "comment", "would_help", "has_seen_it", "side", "received_on"))]
    return TableView(_newest_first(rows, "comment_id"), _("Comments on risks, the newest first"), columns,
                     blanks={"would_help": "–", "has_seen_it": "–"})


def ideas_finding(incentive_ideas: pd.DataFrame) -> str:
    """Say how many ideas there are, and how many have become an incentive of the menu.

    Parameters
    ----------
    incentive_ideas : DataFrame
        The table of this name.
    """
    if incentive_ideas.empty:
        return _("Nobody has sent in an idea yet: “coprod invite” makes a link to the form “What would make people join in?”.")
    made = int(incentive_ideas["incentive_id"].notna().sum())
    said = plural("{number} idea was sent in.", "{number} ideas were sent in.", len(incentive_ideas)).format(number=count(len(incentive_ideas)))
    return said + " " + plural("{number} has become an incentive of the menu.", "{number} have become incentives of the menu.", made).format(
        number=count(made))


def ideas_view(incentive_ideas: pd.DataFrame, incentives: pd.DataFrame) -> TableView:
    """Show every idea with the incentive that was made of it, the newest first.

    Parameters
    ----------
    incentive_ideas, incentives : DataFrame
        The tables of these names.
    """
    titles = incentives.set_index("incentive_id")["title"]
    rows = incentive_ideas.assign(made=incentive_ideas["incentive_id"].map(titles))
    columns = [*(INCENTIVE_IDEAS.column(name) for name in ("title", "why", "audience", "phase", "side", "received_on")),
               Column("made", "text", _("Incentive made of it"), "")]
    return TableView(_newest_first(rows, "idea_id"), _("Ideas that people sent in, the newest first"), columns,
                     blanks={"why": "–", "made": _("none yet")})


def _newest_first(rows: pd.DataFrame, key: str) -> pd.DataFrame:
    """Put the newest first; of one day, the last."""
    return rows.sort_values(["received_on", key], ascending=False, kind="stable", ignore_index=True)
