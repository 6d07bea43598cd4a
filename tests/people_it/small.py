"""A small survey for tests: 60 residents of three wards, of whom 8 live in one; and one answer that does not count."""

from __future__ import annotations

import pandas as pd

from coprod_helpers.tables import table


def rows(name: str, *entries: dict) -> pd.DataFrame:
    """Build rows of a declared table; what an entry leaves out is blank."""
    return pd.DataFrame(list(entries), columns=table(name).names).astype(table(name).empty().dtypes)


def people(first: int, last: int) -> list[str]:
    """Return ids of answers."""
    return [f"answer-{number:02d}" for number in range(first, last + 1)]


WARDS = rows("wards", {"ward_id": "W1", "name": "Upper", "population": 5200},
             {"ward_id": "W2", "name": "Lower", "population": 2300},
             {"ward_id": "W3", "name": "Middle", "population": 2500})
OUTCOMES = rows("outcomes", {"outcome_id": "OC1", "title": "Older people are less alone"},
                {"outcome_id": "OC2", "title": "Streets are clean"})
BARRIERS = rows("barriers", {"barrier": "time", "label": "No time"}, {"barrier": "cost", "label": "It costs money"})
WAYS = rows("ways", {"way": "group", "label": "In a group"}, {"way": "online", "label": "Online"},
            {"way": "alone", "label": "On my own"},
            )
SKILLS = rows("skills", {"skill": "diy", "label": "Repairs", "family": "practical",
                         "family_label": "Practical and making"},
              {"skill": "video", "label": "Video calls", "family": "digital", "family_label": "Digital and technology"})
LISTS = (WARDS, OUTCOMES, BARRIERS, WAYS)

_WARD_OF = ["W1"] * 40 + ["W2"] * 8 + ["W3"] * 12
ANSWERS = rows("survey_answers", *(
    {"answer_id": ident, "form": "residents", "took_part": True, "ward_id": ward, "age_band": "35-44",
     "received_on": pd.Timestamp("2026-09-14"),
     "more_or_less": "more" if place < 44 and place % 4 != 3 or place >= 48 else "same",
     "extra_hours": 2.0 if place < 44 and place % 4 != 3 or place >= 48 else None, "idea": "a private idea"}
    for place, (ident, ward) in enumerate(zip(people(1, 60), _WARD_OF, strict=True))),
    *({"answer_id": ident, "form": "residents", "took_part": False, "ward_id": "W1"} for ident in people(61, 75)))
SKILLS_NAMED = rows(
    "survey_skills", *({"answer_id": ident, "skill": "diy", "direction": "offers"} for ident in people(1, 35)),
    *({"answer_id": ident, "skill": "diy", "direction": "asks"} for ident in people(1, 4)),
    *({"answer_id": ident, "skill": "video", "direction": "offers"} for ident in people(1, 15)),
    *({"answer_id": ident, "skill": "video", "direction": "asks"} for ident in people(16, 35)))


def survey() -> tuple[pd.DataFrame, ...]:
    """Return answers, and what gets in the way, ways and outcomes that they chose."""
    barriers = rows("survey_barriers", *({"answer_id": ident, "barrier": "time"} for ident in people(1, 30)))
    ways = rows("survey_ways", *({"answer_id": ident, "way": "group"} for ident in people(1, 45)),
                *({"answer_id": ident, "way": "online"} for ident in people(1, 15)),
                *({"answer_id": ident, "way": "alone"} for ident in people(1, 4)))
    outcomes = rows("survey_outcomes", *({"answer_id": ident, "outcome_id": "OC2"} for ident in people(1, 40)))
    return ANSWERS, barriers, ways, outcomes
