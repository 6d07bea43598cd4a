"""Map It: the outcomes of the services that the council runs, and as many initiatives as its size lets expect.

Each of Exampleshire's initiatives comes once before any comes a second time, in another ward.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from coprod_helpers.invented.council import name_of
from coprod_helpers.invented.draw import Draw, along
from coprod_helpers.invented.plan import Plan
from coprod_helpers.invented.stock import PEOPLE, frame_of, retold, scaled, stock, ward_names
from coprod_helpers.star import ACTIVE_STATUSES

# People -> how large an initiative is against Exampleshire's; a larger council has more of them, and larger ones.
SIZE = ((2_000, 0.4), (60_000, 0.6), (PEOPLE, 1.0), (1_500_000, 2.5))
DEPTHS = ("professional_planning", "citizen_planning", "professional_delivery", "citizen_delivery")
EVIDENCE = {
    2: "Counts kept before and after; no comparison (invented).",
    3: "People on the waiting list served as the comparison (invented).",
    4: "Half of those who applied, drawn by lot, began a term later (invented).",
}
NOT_APPLICABLE = "The money for this is fixed by a scheme outside the council until March 2028 (invented)."


def tables(plan: Plan, wards: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return outcomes, initiatives with all their links, and assets.

    Returns
    -------
    dict of table name -> DataFrame
        And under "base" which initiative of Exampleshire each is told after: columns initiative_id, base.
    """
    draw = plan.draw("initiatives")
    chosen = _chosen(plan, draw)
    base = pd.DataFrame({"initiative_id": chosen["initiative_id"], "base": chosen["base"]})
    outcomes = _outcomes(plan, chosen)
    links = {name: _copied(name, base) for name in ("initiative_co", "initiative_gives")}
    return {
        "outcomes": outcomes,
        "initiatives": _initiatives(plan, draw, chosen, wards),
        "initiative_co": links["initiative_co"],
        "initiative_outcome": _serves(draw, base, outcomes),
        "initiative_ward": _reaches(draw, chosen, wards),
        "initiative_gives": links["initiative_gives"],
        "coverage_not_applicable": _not_applicable(draw, outcomes),
        "assets": _assets(plan, wards),
        "base": base,
    }


def _chosen(plan: Plan, draw: Draw) -> pd.DataFrame:
    """Return which of Exampleshire's initiatives come, each with the round in which it comes, and new ids."""
    rows = stock("initiatives")
    rows = rows[rows["status"].ne("to-check") & rows["service_area"].map(plan.runs).astype(bool)]
    rounds = -(-plan.initiatives_told // len(rows))
    order = [(place, turn) for turn in range(rounds) for place in draw.shuffled(range(len(rows)))][:plan.initiatives_told]
    chosen = rows.iloc[[place for place, _ in order]].reset_index(drop=True)
    ids = [f"I{place:03d}" for place in range(1, len(chosen) + 1)]
    return chosen.assign(base=chosen["initiative_id"], turn=[turn for _, turn in order], initiative_id=ids)


def _initiatives(plan: Plan, draw: Draw, chosen: pd.DataFrame, wards: pd.DataFrame) -> pd.DataFrame:
    """Return the chosen initiatives, told of this council and its wards, with their numbers drawn anew."""
    names = wards["name"].tolist()
    told = []
    for turn, rows in chosen.groupby("turn", sort=True):
        places = [names[(turn + place) % len(names)] for place in range(len(ward_names()))]
        told.append(_in_its_ward(retold("initiatives", rows.drop(columns=["base", "turn"]), name_of(plan), places), turn, names))
    rows = pd.concat(told).reset_index(drop=True)
    return frame_of("initiatives", rows.assign(**_numbers(plan, draw, rows), **_words(draw, rows)).to_dict("list"))


def _in_its_ward(rows: pd.DataFrame, turn: int, wards: list[str]) -> pd.DataFrame:
    """Name a ward in the titles of initiatives that come again, unless they name one already."""
    if not turn:
        return rows
    titles = [title if any(ward in title for ward in wards) else f"{title}, {wards[(7 * turn + place) % len(wards)]}"
              for place, title in enumerate(rows["title"])]
    return rows.assign(title=titles)


def _numbers(plan: Plan, draw: Draw, rows: pd.DataFrame) -> dict[str, list]:
    """Return people, hours, dates and depth, drawn around Exampleshire's; what is not known there is not known here."""
    size, count = along(SIZE, plan.people), len(rows)
    factors = (size * draw.between(0.5, 1.6, count)).tolist()
    more, staff = draw.between(0.7, 1.4, count).tolist(), draw.between(0.6, 1.5, count).tolist()
    shift = pd.to_timedelta(draw.wholes(-600, 300, count), unit="D")
    numbers = {
        "citizen_count": [scaled(value, factor) for value, factor
                          in zip(rows["citizen_count"].astype(float), factors, strict=True)],
        "citizen_hours_month": [scaled(value, factor * each, 0.5) for value, factor, each
                                in zip(rows["citizen_hours_month"], factors, more, strict=True)],
        "staff_hours_month": [scaled(value, factor * each, 0.5) for value, factor, each
                              in zip(rows["staff_hours_month"], factors, staff, strict=True)],
        "started_on": rows["started_on"] + shift, "ended_on": rows["ended_on"] + shift,
    }
    moved = draw.wholes(-1, 1, len(DEPTHS), count)
    depths = {name: (rows[name] + moved[place]).clip(0, 4) for place, name in enumerate(DEPTHS)}
    return numbers | depths


def _words(draw: Draw, rows: pd.DataFrame) -> dict[str, list]:
    """Return status, grade of evidence and what it rests on; no real case is named and no address given."""
    turns = draw.shares(len(rows)).tolist()
    status = [_status(before, turn) for before, turn in zip(rows["status"], turns, strict=True)]
    # An idea that has not begun has no better evidence here than it has in Exampleshire.
    moved = draw.wholes(-1, 1, len(rows)) * rows["started_on"].notna().to_numpy()
    grades = (rows["evidence_grade"] + moved).clip(0, 4)
    notes = [note if grade < 2 else EVIDENCE[int(grade)] for note, grade
             in zip(rows["evidence_note"], grades.fillna(0), strict=True)]
    return {"status": status, "evidence_grade": grades, "evidence_note": notes, "case_id": [None] * len(rows),
            "url": [None] * len(rows)}


def _status(before: str, turn: float) -> str:
    """Return how far along an initiative is; one that is told as an idea or as ended stays so."""
    if before not in ACTIVE_STATUSES:
        return before
    return "paused" if turn < 0.08 else "improving" if turn < 0.3 else "existing"


def _outcomes(plan: Plan, chosen: pd.DataFrame) -> pd.DataFrame:
    """Return the outcomes that the chosen initiatives serve, and one that none serves yet, with drawn baselines."""
    draw = plan.draw("outcomes")
    rows = stock("outcomes")
    links = stock("initiative_outcome")
    served = rows["outcome_id"].isin(links.loc[links["initiative_id"].isin(chosen["base"]), "outcome_id"])
    rows = rows[served | rows["outcome_id"].eq(draw.pick(rows["outcome_id"].tolist()))].reset_index(drop=True)
    moved = draw.between(0.85, 1.15, len(rows))
    baseline = np.clip(np.round(rows["baseline"] * moved, 1), 0, 95)
    return rows.assign(baseline=baseline, target=np.clip(np.round(rows["target"] * moved, 1), 0, 100))


def _copied(name: str, base: pd.DataFrame) -> pd.DataFrame:
    """Return the links of Exampleshire's initiatives as links of those told after them."""
    rows = base.merge(stock(name).rename(columns={"initiative_id": "base"}), on="base", how="inner")
    return frame_of(name, rows.drop(columns="base").to_dict("list"))


def _serves(draw: Draw, base: pd.DataFrame, outcomes: pd.DataFrame) -> pd.DataFrame:
    """Return the outcomes of each initiative: the first it has in Exampleshire, and of the others about three in four."""
    rows = base.merge(stock("initiative_outcome").rename(columns={"initiative_id": "base"}), on="base")
    rows = rows[rows["outcome_id"].isin(outcomes["outcome_id"])]
    kept = ~rows.duplicated("initiative_id").to_numpy() | (draw.shares(len(rows)) < 0.75)
    return frame_of("initiative_outcome", rows.loc[kept, ["initiative_id", "outcome_id"]].to_dict("list"))


def _reaches(draw: Draw, chosen: pd.DataFrame, wards: pd.DataFrame) -> pd.DataFrame:
    """Return the wards of each initiative; of every tenth they are not known."""
    reach = draw.between(0.05, 0.6, len(chosen)) * (draw.shares(len(chosen)) > 0.1)
    rows, places = np.nonzero(draw.shares(len(chosen), len(wards)) < reach[:, None])
    return frame_of("initiative_ward", {"initiative_id": chosen["initiative_id"].to_numpy()[rows],
                                        "ward_id": wards["ward_id"].to_numpy()[places]})


def _not_applicable(draw: Draw, outcomes: pd.DataFrame) -> pd.DataFrame:
    """Return one outcome and Co that do not go together, in half of the councils."""
    if draw.chance(0.5):
        return frame_of("coverage_not_applicable", [])
    outcome = draw.pick(outcomes["outcome_id"].tolist())
    return frame_of("coverage_not_applicable", [
        {"outcome_id": outcome, "co": "co-commissioning", "reason": NOT_APPLICABLE}])


def _assets(plan: Plan, wards: pd.DataFrame) -> pd.DataFrame:
    """Return Exampleshire's assets, told of this council and its wards; none has an initiative or an address."""
    names, count = wards["name"].tolist(), len(wards)
    rows = retold("assets", stock("assets"), name_of(plan), [names[place % count] for place in range(len(ward_names()))])
    ids = [wards["ward_id"].iloc[place % count] for place in range(len(rows))]
    return frame_of("assets", rows.assign(ward_id=ids, url=None, initiative_id=None).to_dict("list"))
