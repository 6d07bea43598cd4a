"""A worked choice under limits for tests: the worked appraisal, with costs, hours, limits and rules."""

from __future__ import annotations

import pandas as pd

from coprod_helpers.focus_it import CHOICE_TABLES
from coprod_helpers.tables import table
from tests.focus_it.small import rows
from tests.focus_it.worked import CRITERIA, OPTIONS, SWINGS, ratings_of, worked

COSTED = OPTIONS.assign(
    initiative_id=["I1", "I2", "I3", None], one_off_cost_gbp=[1000.0, 0.0, 0.0, 0.0], yearly_cost_gbp=[5000.0, 4000.0, 3000.0, 0.0],
    staff_hours_month=[10.0, 5.0, 5.0, 0.0], citizen_hours_month=[20.0, 10.0, 10.0, 0.0])
# Gains above doing nothing, all weight on outcomes: Walks 3/6, Panel 1/6, Repair 2/6.
BY_OUTCOMES = SWINGS.assign(swing=[100.0, 0.0, 0.0])


def limits(**amounts: float) -> pd.DataFrame:
    """Lay out limits, money_1=7000 being pounds in year 1."""
    return rows("choice_limits", *({"limit_id": f"LM{place}", "resource": name.split("_")[0], "year": int(name.split("_")[1]),
                                    "amount": amount, "source": "Finance"} for place, (name, amount) in enumerate(amounts.items(), 1)))


def rules(*given: dict) -> pd.DataFrame:
    """Lay out rules."""
    return rows("choice_rules", *({"rule_id": f"LR{place}", "reason": "Agreed", **rule} for place, rule in enumerate(given, 1)))


def tables_of(**given: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the tables of a choice, those not given being empty."""
    return {name: given.get(name, table(name).empty()) for name in CHOICE_TABLES}


def costed(weights: pd.DataFrame = BY_OUTCOMES, options: pd.DataFrame = COSTED, ratings: pd.DataFrame | None = None, **others):
    """Return the worked appraisal with costs."""
    return worked(weights, ratings if ratings is not None else None, options, others.pop("criteria", CRITERIA), **others)


__all__ = ["BY_OUTCOMES", "COSTED", "costed", "limits", "ratings_of", "rules", "tables_of"]
