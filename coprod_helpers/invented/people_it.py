"""People It: answers to the survey with their parts, drawn at the rates of Exampleshire's answers, and a few contacts.

A generation answers at its own rates, a council leans a little towards or away from each answer, and one ward is thin.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
import pandas as pd

from coprod_helpers.invented.draw import Draw
from coprod_helpers.invented.plan import Plan
from coprod_helpers.invented.stock import blanked, frame_of, stock

FIRST_DAY = np.datetime64("2026-09-07")
# Six weeks; a reminder went out in the fourth.
WEEKS, DAYS_OF_WEEK = (30, 18, 10, 22, 12, 8), (20, 17, 16, 14, 11, 9, 13)
REFUSED_SHARE, NO_WARD_SHARE, IDEA_SHARE = 0.015, 0.05, 0.08
THIN_WARD = 0.12
MOST_OUTCOMES = 3

GENERATIONS = ("young", "middle", "old")
GENERATION_OF = {"16-17": 0, "18-24": 0, "25-34": 0, "65-74": 2, "75-plus": 2}
PARTS = {
    "survey_barriers": ("barrier",), "survey_ways": ("way",), "survey_outcomes": ("outcome_id",),
    "survey_free": ("day", "time"), "survey_skills": ("direction", "skill"),
}
CONFIDENCE, CONFIDENCE_WEIGHTS = ("with-someone", "alone", "could-show", None), (34, 36, 22, 8)


def tables(plan: Plan, wards: pd.DataFrame, outcomes: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return answers, their parts and contacts."""
    answers = _answers(plan, wards)
    counted = answers[answers["took_part"].astype(bool)]
    parts = {name: _parts(plan, name, counted) for name in PARTS}
    asked = parts["survey_outcomes"]
    parts["survey_outcomes"] = asked[asked["outcome_id"].isin(outcomes["outcome_id"])].reset_index(drop=True)
    return {"survey_answers": answers, **parts, "contacts": _contacts(plan, counted)}


def _answers(plan: Plan, wards: pd.DataFrame) -> pd.DataFrame:
    """Return all answers in the order in which they came in; a refusal holds nothing else."""
    draw, count = plan.draw("answers"), plan.answers
    refused = draw.shares(count) < REFUSED_SHARE
    more = _like(draw, "more_or_less", count)
    days = np.sort(draw.picks(range(6), WEEKS, count).astype("int64") * 7
                   + draw.picks(range(7), DAYS_OF_WEEK, count).astype("int64"))
    said = {
        "ward_id": _wards(draw, wards, count), "age_band": _like(draw, "age_band", count),
        "hours_now": _like(draw, "hours_now", count), "more_or_less": more,
        "extra_hours": blanked(_like(draw, "extra_hours", count, "more"), more != "more"), "idea": _ideas(draw, count),
    }
    forms = _like(draw, "form", count)
    return frame_of("survey_answers", {
        "answer_id": [f"A{place:04d}" for place in range(1, count + 1)], "form": np.where(refused, "residents", forms),
        "received_on": FIRST_DAY + days, "took_part": ~refused,
        **{name: blanked(values, refused) for name, values in said.items()}})


def _like(draw: Draw, column: str, count: int, more_or_less: str = "") -> np.ndarray:
    """Return so many values of a column, each as likely as it is among Exampleshire's answers; blanks are among them."""
    values, weights = _frequencies(column, more_or_less)
    return draw.picks(values, weights, count)


@cache
def _frequencies(column: str, more_or_less: str = "") -> tuple[tuple, tuple[int, ...]]:
    """Return the values of a column of Exampleshire's answers with how often each comes."""
    rows = stock("survey_answers")
    rows = rows[rows["took_part"].astype(bool)]
    rows = rows[rows["more_or_less"].eq(more_or_less)] if more_or_less else rows
    counts = rows[column].value_counts(dropna=False).sort_index()
    return tuple(None if pd.isna(value) else value for value in counts.index), tuple(counts.tolist())


def _wards(draw: Draw, wards: pd.DataFrame, count: int) -> np.ndarray:
    """Return where each person lives: as people are spread, but for one thin ward and a few who did not say."""
    people = wards["population"].to_numpy(dtype="int64").copy()
    thin = draw.whole(0, len(people) - 1)
    people[thin] = int(people[thin] * THIN_WARD)
    return blanked(draw.picks(wards["ward_id"].tolist(), people, count), draw.shares(count) < NO_WARD_SHARE)


def _ideas(draw: Draw, count: int) -> np.ndarray:
    """Return the ideas of a few, in the words of Exampleshire's people."""
    ideas = stock("survey_answers")["idea"].dropna().tolist()
    return blanked(draw.picks(ideas, [1] * len(ideas), count), draw.shares(count) >= IDEA_SHARE)


def _parts(plan: Plan, name: str, counted: pd.DataFrame) -> pd.DataFrame:
    """Return one kind of part: for each person and each possible answer, whether it was ticked."""
    draw = plan.draw(name)
    possible, rates = _rates(name)
    generations = counted["age_band"].map(GENERATION_OF).fillna(1).to_numpy(dtype="int64")
    likely = rates[generations] * draw.between(0.8, 1.2, len(possible))
    ticked = draw.shares(*likely.shape) < likely
    if name == "survey_outcomes":
        ticked = _at_most(draw, ticked, MOST_OUTCOMES)
    if name == "survey_skills":
        ticked = _wish_only_what_is_not_offered(ticked, possible)
    people, places = np.nonzero(ticked)
    columns = {column: [possible[place][part] for place in places] for part, column in enumerate(PARTS[name])}
    if name == "survey_skills":
        begins = draw.picks(CONFIDENCE, CONFIDENCE_WEIGHTS, len(places))
        columns["confidence"] = blanked(begins, np.array(columns["direction"], dtype=object) != "offers")
    return frame_of(name, {"answer_id": counted["answer_id"].to_numpy()[people], **columns})


@cache
def _rates(name: str) -> tuple[tuple[tuple, ...], np.ndarray]:
    """Return every possible answer of a part, and the share of each generation in Exampleshire that ticked it."""
    answers = stock("survey_answers")
    answers = answers[answers["took_part"].astype(bool)]
    generations = answers.set_index("answer_id")["age_band"].map(GENERATION_OF).fillna(1).astype("int64")
    rows = stock(name)
    possible = tuple(sorted(set(rows[list(PARTS[name])].itertuples(index=False, name=None))))
    ticked = np.zeros((len(GENERATIONS), len(possible)))
    places = {answer: place for place, answer in enumerate(possible)}
    for answer_id, *answer in rows[["answer_id", *PARTS[name]]].itertuples(index=False, name=None):
        ticked[generations[answer_id], places[tuple(answer)]] += 1
    people = np.bincount(generations, minlength=len(GENERATIONS))
    return possible, ticked / people[:, None]


def _at_most(draw: Draw, ticked: np.ndarray, most: int) -> np.ndarray:
    """Keep at most so many ticks of each person, drawn from those there are."""
    order = np.where(ticked, draw.shares(*ticked.shape), 2.0)
    return ticked & (order.argsort(axis=1, kind="stable").argsort(axis=1, kind="stable") < most)


def _wish_only_what_is_not_offered(ticked: np.ndarray, possible: tuple[tuple, ...]) -> np.ndarray:
    """Take out wishes for a skill that the same person offers."""
    offers = {skill: place for place, (direction, skill) in enumerate(possible) if direction == "offers"}
    kept = ticked.copy()
    for place, (direction, skill) in enumerate(possible):
        if direction == "asks" and skill in offers:
            kept[:, place] &= ~ticked[:, offers[skill]]
    return kept


def _contacts(plan: Plan, counted: pd.DataFrame) -> pd.DataFrame:
    """Return contacts of grown people who would do more, with Exampleshire's names; some are tied to no answer."""
    draw = plan.draw("contacts")
    willing = counted[counted["more_or_less"].eq("more") & counted["age_band"].notna() & counted["age_band"].ne("16-17")]
    names = stock("contacts").sample(0) if willing.empty else stock("contacts")
    rows: list[Mapping] = names.drop(columns=["contact_id", "answer_id"]).to_dict("records")
    people = draw.shuffled(willing["answer_id"].tolist())
    chosen = draw.several(list(range(len(rows))), min(draw.whole(4, len(rows)), len(people))) if rows else []
    return frame_of("contacts", [
        {"contact_id": f"P{place:02d}", "answer_id": None if draw.chance(0.15) else people[place - 1], **rows[row]}
        for place, row in enumerate(chosen, start=1)])
