"""Grow It: indicators of the council's outcomes, and their values over twenty-four months.

A value follows its indicator's level in Exampleshire, or one drawn for its unit, with a trend, a season and scatter.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
import pandas as pd

from coprod_helpers import library
from coprod_helpers.invented.council import name_of
from coprod_helpers.invented.draw import Draw
from coprod_helpers.invented.plan import Plan
from coprod_helpers.invented.stock import PEOPLE, blanked, frame_of, retold, stock, ward_names

MONTHS = np.arange("2024-11", "2026-11", dtype="datetime64[M]")
MONTHS_OF = {"monthly": range(1, 13), "quarterly": (1, 4, 7, 10), "yearly": (3,)}
# Parts of the season's height from January on: a cosine by eye, so that every machine adds the same numbers.
SEASON = np.array((1.0, 0.9, 0.5, 0.0, -0.5, -0.9, -1.0, -0.9, -0.5, 0.0, 0.5, 0.9))
# Unit of an indicator of the library -> lowest and highest level to draw, and whether it grows with the council.
LEVELS = {"%": (15, 85, False), "mean 0-10": (5, 8, False), "people": (30, 400, True), "hours": (60, 900, True),
          "sessions": (4, 60, True), "households": (10, 120, True)}
COUNTED = ("people", "visits", "families", "bags", "hours", "checks", "journeys", "sessions", "households")
GAP_SHARE, GAP = 0.03, "No figures came for this month (invented)."
SOURCE = "Invented record"


def tables(plan: Plan, wards: pd.DataFrame, outcomes: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return indicators and their values."""
    rows = _indicators(plan, wards, outcomes)
    levels = rows.pop("level_drawn").to_numpy(dtype="float64")
    indicators = frame_of("indicators", rows.to_dict("list"))
    return {"indicators": indicators, "measures": _measures(plan, indicators, levels)}


def _indicators(plan: Plan, wards: pd.DataFrame, outcomes: pd.DataFrame) -> pd.DataFrame:
    """Return the indicators, and in the column `level_drawn` where each stands in an average month."""
    draw = plan.draw("indicators")
    rows = stock("indicators")
    rows = rows[rows["outcome_id"].isna() | rows["outcome_id"].isin(outcomes["outcome_id"])]
    kept = draw.several(list(rows.index), plan.indicators)
    places = [wards["name"].iloc[place % len(wards)] for place in range(len(ward_names()))]
    rows = retold("indicators", rows.loc[kept], name_of(plan), places).to_dict("records")
    known = [{**row, "level_drawn": _level_of(draw, plan, row)} for row in rows]
    taken = {row["from_library"] for row in known}
    more = _of_library(draw, plan, taken, outcomes["outcome_id"].tolist(), plan.indicators - len(known))
    return pd.DataFrame([{**row, "indicator_id": f"ID{place:03d}"} for place, row in enumerate([*known, *more], start=1)])


def _level_of(draw: Draw, plan: Plan, row: Mapping) -> float:
    """Return an indicator's level, near Exampleshire's; what is counted grows with the people of the council."""
    level = _levels()[row["indicator_id"]] * draw.within(0.8, 1.15)
    return level * max(plan.people / PEOPLE, 0.1) if row["unit"] in COUNTED else level


@cache
def _levels() -> dict[str, float]:
    """Return the median of each indicator's values in Exampleshire."""
    return stock("measures").groupby("indicator_id")["value"].median().to_dict()


def _of_library(draw: Draw, plan: Plan, taken: set, outcomes: list[str], count: int) -> list[dict]:
    """Return so many indicators of the library that are not among those taken, each of an outcome of this council."""
    rows = library.read("indicator_library")
    rows = rows[rows["retired_on"].isna() & rows["unit"].isin(list(LEVELS)) & ~rows["indicator_id"].isin(taken)]
    rows = rows.to_dict("records")
    return [_from_library(draw, plan, rows[place], outcomes) for place in draw.several(list(range(len(rows))), count)]


def _from_library(draw: Draw, plan: Plan, row: Mapping, outcomes: list[str]) -> dict:
    """Return one indicator of the library as an indicator of this council."""
    low, high, grows = LEVELS[row["unit"]]
    level = draw.within(low, high) * (max(plan.people / PEOPLE, 0.1) if grows else 1)
    return {
        "title": row["title"], "outcome_id": draw.pick(outcomes), "kind": row["kind"], "unit": row["unit"],
        "better": row["better"], "data_source": SOURCE, "frequency": draw.pick(("monthly", "quarterly", "yearly"), (7, 2, 1)),
        "proposed_by": draw.pick(("public_service", "community", "both")), "agreed_by_staff": True,
        "agreed_by_users": draw.chance(0.85), "from_library": row["indicator_id"], "edition": row["edition"],
        "level_drawn": level}


def _measures(plan: Plan, indicators: pd.DataFrame, levels: np.ndarray) -> pd.DataFrame:
    """Return the values; a month without one keeps its row, empty and with the reason."""
    draw = plan.draw("measures")
    values, base = _values(draw, indicators, levels)
    places = MONTHS.astype("int64") % 12
    reported = np.array([[month + 1 in MONTHS_OF[often] for month in places] for often in indicators["frequency"]])
    row, month = np.nonzero(reported)
    is_gap = draw.shares(len(row)) < GAP_SHARE
    asked = indicators["unit"].eq("%").to_numpy()[row]
    return frame_of("measures", {
        "indicator_id": indicators["indicator_id"].to_numpy()[row], "month": MONTHS[month].astype("datetime64[s]"),
        "value": blanked(values[row, month], is_gap), "base_count": blanked(base[row, month], is_gap | ~asked),
        "note": np.where(is_gap, GAP, None)})


def _values(draw: Draw, indicators: pd.DataFrame, levels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the value of each indicator in each month, and the people asked; a share takes only values that they allow."""
    count, months = len(levels), len(MONTHS)
    trend = draw.between(-0.12, 0.18, count, 1) * (np.arange(months) / (months - 1) - 0.5)
    season = draw.between(0, 0.06, count, 1) * SEASON[MONTHS.astype("int64") % 12]
    scatter = draw.between(0.01, 0.06, count, 1) * draw.bells(count, months)
    values = np.maximum(levels[:, None] * (1 + trend + season + scatter), 0)
    base = np.round(draw.between(40, 900, count, 1) * draw.between(0.9, 1.1, count, months)).astype("int64")
    share = np.round(100 * np.round(base * np.minimum(values, 100) / 100) / base, 1)
    unit = indicators["unit"].to_numpy(dtype=object)
    counts = np.where(np.isin(unit, COUNTED)[:, None], np.round(values), np.round(values, 1))
    return np.where((unit == "%")[:, None], share, counts), base
