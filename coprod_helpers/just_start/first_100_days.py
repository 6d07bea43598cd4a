"""The plan of the first 100 days: what the group planned, and what the other steps say should come next.

From the leaflet: just start, the sixth and probably most important step. Ours: the horizons of 7, 30 and 100 days, the
proposals, and that an open very high risk holds back only the act that it touches.
"""

from __future__ import annotations

from datetime import date

import pandas as pd

from coprod_helpers.just_start.proposals import Proposal, is_own_choice, open_risks, propose, short
from coprod_helpers.look.words import translate as _
from coprod_helpers.star import HORIZONS
from coprod_helpers.tables import table
from coprod_helpers.tables.just_start import FIRST_100_DAYS

PLANNED, PROPOSED, DONE, BLOCKED = "planned", "proposed", "done", "blocked"
LENGTH_DAYS = 100
HORIZON_DAYS = tuple(int(horizon.code) for horizon in HORIZONS)


def plan(
    first_starts: pd.DataFrame | None, acts: pd.DataFrame | None, coverage: pd.DataFrame | None,
    impact_matrix: pd.DataFrame | None, option_ranking: pd.DataFrame | None, focus_decisions: pd.DataFrame | None,
    risk_scores: pd.DataFrame | None, incentive_grid: pd.DataFrame | None, indicator_balance: pd.DataFrame | None,
    survey_summary: pd.DataFrame | None, as_of: date, options: pd.DataFrame | None = None,
    initiatives: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Put together what the group planned and what the other steps propose.

    Proposals count their days from day 1 of the running start, or from `as_of` if that is later. A proposal whose very
    words the group has made an act, whatever became of it, is not proposed again. Acts that were dropped are left out.

    Parameters
    ----------
    first_starts, acts : DataFrame or None
        The tables of these names; None where a step has nothing, here and below.
    coverage, impact_matrix, option_ranking, focus_decisions : DataFrame or None
    risk_scores, incentive_grid, indicator_balance, survey_summary : DataFrame or None
        The tables of these names as the other steps saved them. A step with nothing yet proposes its question.
    as_of : date
        The day of the run.
    options, initiatives : DataFrame or None, optional
        Used to leave out the option to do nothing, and to know whom the chosen start is for.

    Returns
    -------
    DataFrame, the computed table `first_100_days`, by horizon, then by day, planned before proposed

    Source
    ------
    Horizons, proposals and their order: ours.
    """
    known = _known(first_starts=first_starts, acts=acts, coverage=coverage, impact_matrix=impact_matrix,
                   option_ranking=option_ranking, focus_decisions=focus_decisions, risk_scores=risk_scores,
                   incentive_grid=incentive_grid, indicator_balance=indicator_balance, survey_summary=survey_summary,
                   options=options, initiatives=initiatives)
    today = pd.Timestamp(as_of)
    start = running_start(known["first_starts"], today)
    day_one = today if start is None else max(today, start["begins_on"])
    rows = pd.concat([_planned(known, today), _proposed(known, start, day_one)], ignore_index=True)
    rows = rows.sort_values(["within_days", "due_on", "order"], kind="stable").reset_index(drop=True)
    rows = rows.assign(place=rows.index + 1, within_days=rows["within_days"].astype("int64").astype("str"))
    return rows[FIRST_100_DAYS.names].astype(FIRST_100_DAYS.empty().dtypes)


def running_start(first_starts: pd.DataFrame, today: pd.Timestamp) -> pd.Series | None:
    """Return the start that began first among those whose 100 days are not over, or None.

    Parameters
    ----------
    first_starts : DataFrame
        The table `first_starts`.
    today : Timestamp

    Returns
    -------
    Series, one row of `first_starts`, or None
    """
    running = first_starts[(first_starts["begins_on"] + pd.Timedelta(days=LENGTH_DAYS)).ge(today)]
    return None if running.empty else running.sort_values(["begins_on", "start_id"]).iloc[0]


def horizon(days: float) -> int:
    """Return the shortest horizon that holds so many days; the longest for more, or where the day is not known.

    Examples
    --------
    >>> horizon(7), horizon(8), horizon(140)
    (7, 30, 100)
    """
    return next((limit for limit in HORIZON_DAYS if days <= limit), HORIZON_DAYS[-1])


def finding(first_100_days: pd.DataFrame) -> str:
    """Say in one sentence what the plan holds.

    Parameters
    ----------
    first_100_days : DataFrame
        The computed table `first_100_days`.

    Returns
    -------
    str
    """
    counts = first_100_days["state"].value_counts()
    values = {state: int(counts.get(state, 0)) for state in (PLANNED, PROPOSED, DONE, BLOCKED)}
    values["soon"] = int((first_100_days["within_days"].eq("7") & first_100_days["state"].ne(DONE)).sum())
    if not values[PLANNED] + values[DONE] + values[BLOCKED]:
        return _("Nothing is planned yet; acts that the steps propose: {proposed}, of which within 7 days: "
                 "{soon}.").format(**values)
    if values[BLOCKED]:
        return _("Acts planned: {planned}; done: {done}; held back by an open very high risk: {blocked}; proposed by "
                 "the steps: {proposed}.").format(**values)
    return _("Acts planned: {planned}; done: {done}; proposed by the steps: {proposed}; still to do within 7 days: "
             "{soon}.").format(**values)


def _known(**frames: pd.DataFrame | None) -> dict[str, pd.DataFrame]:
    """Return the tables by name, empty where there is none."""
    return {name: table(name).empty() if frame is None else frame for name, frame in frames.items()}


def _planned(known: dict[str, pd.DataFrame], today: pd.Timestamp) -> pd.DataFrame:
    """Return the acts of the group that were not dropped."""
    acts = known["acts"][known["acts"]["status"].ne("dropped")].sort_values("act_id")
    begins = known["first_starts"].set_index("start_id")["begins_on"].reindex(acts["start_id"]).fillna(today)
    events = open_risks(known["risk_scores"]).set_index("risk_id")["event"]
    is_blocked = acts["status"].eq("planned") & acts["risk_id"].isin(events.index)
    waits_for = _("It waits until something holds this very high risk: {event}")
    planned_by = {True: _("A citizen chose to do it."), False: _("The group planned it.")}
    return pd.DataFrame({
        "within_days": [horizon(days) for days in (acts["due_on"] - begins.to_numpy()).dt.days],
        "due_on": acts["due_on"], "act": acts["title"], "who": acts["person"], "side": acts["side"],
        "from_step": "just_start", "order": range(len(acts)),
        "why": [waits_for.format(event=short(events[risk])) if blocked else planned_by[chosen]
                for risk, blocked, chosen in zip(acts["risk_id"], is_blocked, is_own_choice(acts))],
        "state": acts["status"].mask(is_blocked, BLOCKED),
    })


def _proposed(known: dict[str, pd.DataFrame], start: pd.Series | None, day_one: pd.Timestamp) -> pd.DataFrame:
    """Return what the steps propose and the group has not taken up in the same words."""
    taken_up = set(known["acts"]["title"].str.strip().str.casefold())
    found = [row for row in propose(known, start) if row.act.casefold() not in taken_up]
    rows = pd.DataFrame(found, columns=list(Proposal._fields))
    return rows.assign(
        due_on=day_one + pd.to_timedelta(rows["within_days"].astype("int64"), unit="D"), who=None, state=PROPOSED,
        order=len(known["acts"]) + rows.index)
