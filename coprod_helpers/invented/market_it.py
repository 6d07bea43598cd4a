"""Market It: an Incentive Menu and a risk register, first from Exampleshire's, then, where a council needs more, the library's.

A risk comes with the initiative that it belongs to in Exampleshire, or not at all.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from coprod_helpers import library
from coprod_helpers.invented.council import name_of
from coprod_helpers.invented.draw import Draw, along
from coprod_helpers.invented.map_it import SIZE
from coprod_helpers.invented.plan import Plan
from coprod_helpers.invented.stock import frame_of, retold, scaled, stock, ward_names

FEWEST_INCENTIVES = 10
OWNERS = ("Engagement officer", "Head of Neighbourhoods", "Insurance officer", "Head of Democratic Services")
REVIEWS = ("2026-12-15", "2027-01-29", "2027-03-31")
EVIDENCE, EXPIRES_ON, DUE_ON = "Invented: a note on file", "2027-03-31", "2027-02-26"
UPTAKES = ("uptake_low_share", "uptake_likely_share", "uptake_high_share")


def tables(plan: Plan, wards: pd.DataFrame, base: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return incentives, risks and what belongs to them; `base` says which initiative is told after which."""
    places = [wards["name"].iloc[place % len(wards)] for place in range(len(ward_names()))]
    incentives, risks = _incentives(plan, places), _risks(plan, places, base)
    return {
        "incentives": incentives, "incentive_initiative": _used_in(plan, incentives, base),
        "risks": risks.drop(columns="was"), "risk_mechanisms": _mechanisms(plan, places, risks),
    }


# The Incentive Menu -------------------------------------------------------------------------------------------------------


def _incentives(plan: Plan, places: list[str]) -> pd.DataFrame:
    """Return Exampleshire's incentives but for a few, with their numbers drawn anew; what has no cost there has none here."""
    draw = plan.draw("incentives")
    rows = stock("incentives")
    kept = draw.several(list(rows.index), draw.whole(FEWEST_INCENTIVES, len(rows)))
    rows = retold("incentives", rows.loc[kept].reset_index(drop=True), name_of(plan), places)
    size = along(SIZE, plan.people)
    return frame_of("incentives", [{**row, **_uptake(draw, row, size)} for row in rows.to_dict("records")])


def _uptake(draw: Draw, row: Mapping, size: float) -> dict:
    """Return cost, reach and uptake of one incentive, drawn around Exampleshire's; low, likely and high keep their order."""
    dearer, moved = draw.within(0.8, 1.25), draw.within(0.7, 1.05)
    return {"unit_cost_gbp": scaled(row["unit_cost_gbp"], dearer, 0.5),
            "reached": scaled(row["reached"], size * draw.within(0.6, 1.5)),
            **{name: value if pd.isna(value := row[name]) else min(round(value * moved, 3), 1.0) for name in UPTAKES}}


def _used_in(plan: Plan, incentives: pd.DataFrame, base: pd.DataFrame) -> pd.DataFrame:
    """Return where each incentive is used: in about four of five initiatives told after one that uses it."""
    rows = stock("incentive_initiative").rename(columns={"initiative_id": "base"}).merge(base, on="base")
    rows = rows[rows["incentive_id"].isin(incentives["incentive_id"])]
    rows = rows[plan.draw("incentives used").shares(len(rows)) < 0.8]
    return frame_of("incentive_initiative", rows[["incentive_id", "initiative_id"]].to_dict("list"))


# The risk register --------------------------------------------------------------------------------------------------------


def _risks(plan: Plan, places: list[str], base: pd.DataFrame) -> pd.DataFrame:
    """Return the risks with new ids, and in the column `was` the id that each had in Exampleshire or in the library."""
    draw = plan.draw("risks")
    first = base.drop_duplicates("base").set_index("base")["initiative_id"]
    rows = stock("risks")
    rows = rows[rows["initiative_id"].isna() | rows["initiative_id"].isin(first.index)]
    kept = draw.several(list(rows.index), plan.risks)
    rows = retold("risks", rows.loc[kept], name_of(plan), places)
    known = [{**row, "was": row["risk_id"], "initiative_id": first.get(row["initiative_id"]), **_scores(draw, row)}
             for row in rows.to_dict("records")]
    more = _of_library(draw, {row["from_library"] for row in known}, plan.risks - len(known))
    numbered = [{**row, "risk_id": f"RK{place:03d}"} for place, row in enumerate([*known, *more], start=1)]
    was = pd.Series([row.pop("was") for row in numbered], dtype="str")
    return frame_of("risks", numbered).assign(was=was)


def _scores(draw: Draw, row: Mapping) -> dict:
    """Return likelihood and impact within a step of Exampleshire's; what is left never rises above it without a note."""
    if pd.isna(row["likelihood"]):
        return {}
    likelihood, impact = (min(max(int(row[name]) + draw.whole(-1, 1), 1), 5) for name in ("likelihood", "impact"))
    scores = {"likelihood": likelihood, "impact": impact}
    if pd.isna(row["residual_likelihood"]) or not pd.isna(row["residual_note"]):
        return scores | {"residual_likelihood": None, "residual_impact": None, "residual_note": None}
    return scores | {"residual_likelihood": max(likelihood - draw.whole(0, 2), 1),
                     "residual_impact": max(impact - draw.whole(0, 1), 1)}


def _of_library(draw: Draw, taken: set, count: int) -> list[dict]:
    """Return so many risks of the library that are not among those taken; some are not scored yet and some have no owner."""
    rows = library.read("risk_library")
    rows = rows[rows["retired_on"].isna() & ~rows["risk_id"].isin(taken)].to_dict("records")
    return [_from_library(draw, rows[place]) for place in draw.several(list(range(len(rows))), count)]


def _from_library(draw: Draw, row: Mapping) -> dict:
    """Return one risk of the library as a row of the register."""
    scores = {} if draw.chance(0.1) else {
        "likelihood": draw.whole(1, 5), "impact": draw.whole(2, 5)}
    return {"was": row["risk_id"], "event": row["event"], "category": row["category"], "from_library": row["risk_id"],
            "edition": row["edition"], "borne_by": draw.pick(("community", "public_service", "both"), (5, 2, 3)),
            "owner": None if draw.chance(0.1) else draw.pick(OWNERS), "review_on": draw.pick(REVIEWS), **scores}


def _mechanisms(plan: Plan, places: list[str], risks: pd.DataFrame) -> pd.DataFrame:
    """Return what is done about the risks: Exampleshire's mechanisms, and the library's for its own."""
    draw = plan.draw("mechanisms")
    new_ids = risks.set_index("was")["risk_id"]
    rows = retold("risk_mechanisms", stock("risk_mechanisms"), name_of(plan), places)
    rows = rows[rows["risk_id"].isin(new_ids.index)].to_dict("records")
    listed = library.read("risk_mechanism_library")
    rows += [_planned_or_done(draw, row) for row in listed[listed["risk_id"].isin(new_ids.index)].to_dict("records")
             if draw.chance(0.7)]
    return frame_of("risk_mechanisms", [{**row, "risk_id": new_ids[row["risk_id"]], "mechanism_id": f"M{place:03d}"}
                                        for place, row in enumerate(rows, start=1)])


def _planned_or_done(draw: Draw, row: Mapping) -> dict:
    """Return one mechanism of the library as a row of the register, with what its status asks for."""
    status = draw.pick(("planned", "in-place", "tested"), (4, 5, 2))
    told = {"due_on": DUE_ON} if status == "planned" else {"evidence": EVIDENCE}
    if row["kind"] in ("insurance", "declaration") and status != "planned":
        told["expires_on"] = EXPIRES_ON
    return {"risk_id": row["risk_id"], "title": row["title"], "kind": row["kind"], "status": status,
            "owner": draw.pick(OWNERS), **told}
