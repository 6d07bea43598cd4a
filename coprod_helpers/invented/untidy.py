"""What is untidy on purpose, as a real council's data is: each feature passes the check, and something may trip over it.

A feature is a function from a council's tables and a row of draws to the tables that it changes; tables that are empty stay so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from coprod_helpers.invented.draw import Draw
from coprod_helpers.invented.stock import frame_of

Frames = Mapping[str, pd.DataFrame]

# What spreadsheets, pages and databases take for something else.
AWKWARD = ("=1+1 club: sums for grown-ups", "<b>Bold</b> & <script>alert('tea')</script>", "Tea, \"cake\"; and 'talk'",
           "Cwrdd â'n gilydd: paned a sgwrs 😀", "نادي الحي", "-5 degrees: warm rooms", "NA", "Robert'); DROP TABLE tea;--")
LONG = " and everything else that people in this neighbourhood do for one another when nobody is looking or counting"
LONGEST_TITLE = 120
TWICE, CAME_AGAIN = "initiatives that came in twice", 3


def _with(frames: Frames, name: str, row, **cells) -> pd.DataFrame:
    """Return a table with some cells of some rows put in the place of those there."""
    changed = frames[name].copy()
    for column, value in cells.items():
        changed.loc[row, column] = value
    return changed


def odd_text(frames: Frames, draw: Draw) -> dict[str, pd.DataFrame]:
    """Give initiatives titles, and answers ideas, that look like formulas, markup, commands or other writing."""
    changed = {}
    initiatives = frames["initiatives"]
    if len(initiatives):
        rows = draw.several(list(initiatives.index), len(AWKWARD) // 2)
        titles = draw.shuffled(AWKWARD)[:len(rows)]
        changed["initiatives"] = _with(frames, "initiatives", rows, title=titles)
    answers = frames["survey_answers"]
    counted = answers.index[answers["took_part"].fillna(False).astype(bool)] if len(answers) else []
    if len(counted):
        rows = draw.several(list(counted), len(AWKWARD))
        changed["survey_answers"] = _with(frames, "survey_answers", rows, idea=draw.shuffled(AWKWARD)[:len(rows)])
    return changed


def long_titles(frames: Frames, draw: Draw) -> dict[str, pd.DataFrame]:
    """Let titles of initiatives be as long as they may be."""
    initiatives = frames["initiatives"]
    rows = draw.several(list(initiatives.index), 5)
    titles = [(title + LONG)[:LONGEST_TITLE].strip() for title in initiatives.loc[rows, "title"]]
    return {"initiatives": _with(frames, "initiatives", rows, title=titles)} if rows else {}


def came_in_twice(frames: Frames, draw: Draw) -> dict[str, pd.DataFrame]:
    """Let initiatives come in a second time from a register, still to check."""
    initiatives = frames["initiatives"]
    rows = draw.several(list(initiatives.index), CAME_AGAIN)
    again = frame_of("initiatives", [
        {"initiative_id": f"I{len(initiatives) + place:03d}", "title": f"{initiatives.loc[row, 'title']} group"[:LONGEST_TITLE],
         "status": "to-check", "source": "Invented register of grants", "source_id": f"GR-{place:04d}"}
        for place, row in enumerate(rows, start=1)])
    return {"initiatives": pd.concat([initiatives, again], ignore_index=True)} if rows else {}


def wards_without_people(frames: Frames, draw: Draw) -> dict[str, pd.DataFrame]:
    """Leave the people of half of the wards unknown."""
    wards = frames["wards"]
    rows = draw.several(list(wards.index), len(wards) // 2)
    return {"wards": _with(frames, "wards", rows, population=None, population_on=None, population_source=None)}


def nobody_counted(frames: Frames, draw: Draw) -> dict[str, pd.DataFrame]:
    """Leave people and hours unknown in half of the initiatives, and make them a true nought in one."""
    initiatives = frames["initiatives"]
    rows = draw.several(list(initiatives.index), len(initiatives) // 2)
    if not rows:
        return {}
    unknown = _with(frames, "initiatives", rows, citizen_count=None, citizen_hours_month=None, staff_hours_month=None)
    return {"initiatives": _with({"initiatives": unknown}, "initiatives", rows[:1], citizen_count=0, citizen_hours_month=0.0)}


def one_rater(frames: Frames, draw: Draw) -> dict[str, pd.DataFrame]:
    """Let one person alone have rated."""
    raters, ratings = frames["raters"].iloc[:1], frames["ratings"]
    led_by = frames["options"]["led_by"]
    changed = {"raters": raters, "ratings": ratings[ratings["rater_id"].isin(raters["rater_id"])].reset_index(drop=True),
               "options": frames["options"].assign(led_by=led_by.where(led_by.isin(raters["rater_id"]))),
               **{name: frames[name].iloc[:0] for name in ("second_ratings", "challenges")}}
    return {name: frame for name, frame in changed.items() if not frame.equals(frames[name])}


def all_alike(frames: Frames, draw: Draw) -> dict[str, pd.DataFrame]:
    """Let everybody rate everything alike, so that all options share one place."""
    ratings = frames["ratings"]
    return {"ratings": ratings.assign(rating=ratings["rating"].mask(ratings["rating"].notna(), 1), low=pd.NA, high=pd.NA,
                                      reason=None).astype(ratings.dtypes.to_dict())} if len(ratings) else {}


def few_say_where(frames: Frames, draw: Draw) -> dict[str, pd.DataFrame]:
    """Let most answers leave the ward empty."""
    answers = frames["survey_answers"]
    hidden = draw.shares(len(answers)) < 0.8
    return {"survey_answers": answers.assign(ward_id=answers["ward_id"].mask(hidden))}


def nobody_would_do_more(frames: Frames, draw: Draw) -> dict[str, pd.DataFrame]:
    """Let nobody offer more hours than now."""
    answers = frames["survey_answers"]
    less = answers["more_or_less"].mask(answers["more_or_less"].eq("more"), "same")
    none = answers["extra_hours"].mask(answers["extra_hours"].notna())
    return {"survey_answers": answers.assign(more_or_less=less, extra_hours=none)}


def gaps_in_values(frames: Frames, draw: Draw) -> dict[str, pd.DataFrame]:
    """Leave four of ten months without a value; the month keeps its row."""
    measures = frames["measures"]
    gap = draw.shares(len(measures)) < 0.4
    return {"measures": measures.assign(value=measures["value"].mask(gap), base_count=measures["base_count"].mask(gap))}


# what is untidy, in words -> the function that makes it so, in the order in which they are applied
UNTIDY: dict[str, Callable[[Frames, Draw], dict[str, pd.DataFrame]]] = {
    "odd text": odd_text,
    "long titles": long_titles,
    TWICE: came_in_twice,
    "wards without people": wards_without_people,
    "nobody counted": nobody_counted,
    "one rater": one_rater,
    "all options rated alike": all_alike,
    "few say where they live": few_say_where,
    "nobody would do more": nobody_would_do_more,
    "gaps in values": gaps_in_values,
}
