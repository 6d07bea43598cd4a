"""What an invented council is to be: its kind, its people, how far it has got, what is untidy, and how much of everything.

Kinds come in the numbers of the register of councils, and people within what councils of that kind have there; all else
is our judgement of what a council of that size would hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import pandas as pd

from coprod_helpers.errors import InputError
from coprod_helpers.invented.draw import Draw, along
from coprod_helpers.invented.kinds import council_count, kinds_in_order, people_of
from coprod_helpers.invented.untidy import CAME_AGAIN, TWICE, UNTIDY
from coprod_helpers.tables import reorganisation
from coprod_helpers.tables.council import SENT_IN

# Raised when the same number and seed give other bytes than before.
EDITION = "2026-11.4"
DEFAULT_SEED = 2026
LARGEST_SEED = 999_999_999

SURVEY = ("survey_answers", "survey_skills", "survey_barriers", "survey_ways", "survey_outcomes", "survey_free", "contacts")
RATED = ("raters", "ratings", "challenges", "second_ratings", "focus_decisions")
APPRAISED = ("options", "criteria", "criterion_weights", "criterion_comparisons", "choice_limits", "choice_rules",
             "weight_answers", "weight_answer_swings", *RATED)
MARKETED = ("incentives", "incentive_initiative", "risks", "risk_mechanisms", "risk_comments", "incentive_ideas")
STARTED = ("first_starts", "acts", "pledges")
MEASURED = ("indicators", "measures", "outcome_choices", "outcome_choice_places")
MAPPED = ("outcomes", "initiatives", "initiative_co", "initiative_outcome", "initiative_ward", "initiative_gives",
          "coverage_not_applicable", "assets")
ONLY_MAPPED = (*APPRAISED, *SURVEY, *MARKETED, *MEASURED, *STARTED, "received")

OF_A_MERGE = {table.name for table in reorganisation.TABLES}
# form -> the table that it fills in, or that it asks about
FORMS_OF = {"suggest_an_initiative": "initiatives", "coverage_map": "initiatives", "rate_as_a_friend": "ratings",
            "raise_a_challenge": "ratings", **SENT_IN}
# What is empty where no form can go out, because nobody can be rung about it.
BY_FORMS = {"public_forms", "received", "weight_answers", "weight_answer_swings", "risk_comments", "incentive_ideas",
            "outcome_choices", "outcome_choice_places", "pledges"}
# Of 100 councils so many have filled in the telephone lines that a form shows.
LINES_CHANCE = 0.85
# how far a council has got -> of 100 councils about so many, and the tables that it has not filled in yet
STATES = {
    "all six steps": (60, ()),
    "no survey yet": (9, SURVEY),
    "no ratings yet": (8, RATED),
    "no values yet": (6, ("measures",)),
    "no start yet": (7, STARTED),
    "only Map It": (8, ONLY_MAPPED),
    "only settings and wards": (2, ("service_areas", "public_forms", *MAPPED, *ONLY_MAPPED)),
}
# Of 100 councils, about so many have 0, 1, 2 and 3 untidy features.
UNTIDY_COUNTS = (35, 35, 20, 10)

# Services that a kind of council does not run; those who do are the county, the health service or a national body.
NOT_RUN = {
    "Non-metropolitan district": ("S01", "S02", "S06", "S08"),
    "County": ("S05",),
    "Scottish unitary authority": ("S06",),
    "Welsh unitary authority": ("S06",),
    "NI district": ("S01", "S02", "S04", "S05", "S06", "S08"),
}

# People -> how many of each; in between along a straight line, then moved by up to a fifth. Our judgement.
WARDS = ((2_000, 5), (60_000, 20), (250_000, 32), (600_000, 50), (1_500_000, 80))
INITIATIVES = ((2_000, 10), (60_000, 14), (250_000, 30), (600_000, 45), (1_500_000, 60))
OPTIONS = ((2_000, 5), (60_000, 6), (250_000, 9), (600_000, 12), (1_500_000, 15))
RATERS = ((2_000, 3), (250_000, 6), (1_500_000, 12))
ANSWERS = ((2_000, 100), (60_000, 120), (250_000, 420), (600_000, 1_000), (1_500_000, 2_000))
RISKS = ((2_000, 6), (60_000, 9), (250_000, 18), (1_500_000, 40))
INDICATORS = ((2_000, 8), (60_000, 11), (250_000, 20), (1_500_000, 45))


@dataclass(frozen=True)
class Plan:
    """One invented council before anything is written down about it.

    `kind` is the register's name for it; `people` live there. The other counts are rows of its tables once all six steps
    are done; `count` leaves out what it has not filled in yet. `sends_forms` is True once its telephone lines are filled in.
    """

    number: int
    seed: int
    kind: str
    people: int
    state: str
    untidy: tuple[str, ...]
    wards: int
    initiatives: int
    options: int
    raters: int
    answers: int
    risks: int
    indicators: int
    sends_forms: bool

    @property
    def code(self) -> str:
        """Z and eight figures."""
        return code_of(self.number)

    @property
    def missing(self) -> tuple[str, ...]:
        """Tables that are empty yet."""
        return STATES[self.state][1]

    @property
    def mark(self) -> str:
        """What tells this invention from any other: the edition, the seed and the number."""
        return f"invented {EDITION}, seed {self.seed}, number {self.number}"

    def draw(self, name: str) -> Draw:
        """Return the row of draws for one part of this council, which no other council shares."""
        return Draw(f"{self.code} {name}", self.seed)

    @property
    def initiatives_told(self) -> int:
        """Initiatives that came in once; the others are the same a second time."""
        return self.initiatives - (CAME_AGAIN if TWICE in self.untidy else 0)

    def is_empty(self, table: str) -> bool:
        """True if the council has not filled this table in yet; none has predecessors, so those of a merge always are."""
        return table in self.missing or table in OF_A_MERGE or (table in BY_FORMS and not self.sends_forms)

    def count(self, table: str) -> int:
        """Return how many rows wards, initiatives, options, survey_answers, risks or indicators have."""
        return 0 if self.is_empty(table) else getattr(self, "answers" if table == "survey_answers" else table)

    def runs(self, service_id: str) -> bool:
        """True if councils of this kind run the service."""
        return service_id not in NOT_RUN.get(self.kind, ())


def code_of(number: int) -> str:
    """Return the code of an invented council by its number.

    >>> code_of(7)
    'Z00000007'
    """
    return f"Z{number:08d}"


def plan(number: int, seed: int = DEFAULT_SEED) -> Plan:
    """Draw what an invented council is to be.

    Parameters
    ----------
    number : int
        1 to as many as the register has in force.
    seed : int
        0 to 999,999,999.

    Raises
    ------
    InputError
        If either is anything else; both are named.

    Examples
    --------
    >>> plan(1, 2026) == plan(1, 2026), plan(1, 2026) == plan(1, 7)
    (True, False)
    """
    _check(number, seed)
    return _plan(number, seed)


@cache
def _plan(number: int, seed: int) -> Plan:
    """Draw the plan of a number and a seed that can be used; drawn once."""
    kind = kinds_in_order(seed)[number - 1]
    draw = Draw(f"{code_of(number)} plan", seed)
    people = people_of(draw, kind)
    states = {name: weight for name, (weight, _) in STATES.items()}
    return Plan(
        number, seed, kind, people,
        state=draw.pick(list(states), list(states.values())),
        untidy=tuple(draw.several(list(UNTIDY), draw.pick(range(len(UNTIDY_COUNTS)), UNTIDY_COUNTS))),
        wards=_count(draw, people, WARDS), initiatives=_count(draw, people, INITIATIVES),
        options=_count(draw, people, OPTIONS), raters=_count(draw, people, RATERS),
        answers=_count(draw, people, ANSWERS), risks=_count(draw, people, RISKS),
        indicators=_count(draw, people, INDICATORS), sends_forms=draw.chance(LINES_CHANCE))


def plans(councils: int | None = None, seed: int = DEFAULT_SEED) -> list[Plan]:
    """Draw what the first so many invented councils are to be; left out, as many as the register has in force.

    Raises
    ------
    InputError
        If there cannot be so many, or the seed cannot be used; both are named.
    """
    _check(council_count() if councils is None else councils, seed, "number of councils")
    return [_plan(number, seed) for number in range(1, (councils or council_count()) + 1)]


def by_kind(planned: Iterable[Plan]) -> pd.DataFrame:
    """Add up what invented councils hold, by their kind.

    Returns
    -------
    DataFrame, one row per kind and a last row "All", no blanks
        Kind, Councils, People, Wards, Initiatives, Answers; counts, in the order of how many councils there are of a kind.
    """
    rows = pd.DataFrame([{"Kind": each.kind, "Councils": 1, "People": each.people, "Wards": each.count("wards"),
                          "Initiatives": each.count("initiatives"), "Answers": each.count("survey_answers")}
                         for each in planned])
    kinds = rows.groupby("Kind").sum().sort_values(["Councils", "People"], ascending=False, kind="stable").reset_index()
    return pd.concat([kinds, pd.DataFrame([{"Kind": "All", **rows.drop(columns="Kind").sum()}])], ignore_index=True)


def _count(draw: Draw, people: int, points: Sequence[tuple[float, float]]) -> int:
    """Return how many of something a council of this size has, within what the points span."""
    moved = round(along(points, people) * draw.within(0.8, 1.2))
    return min(max(moved, points[0][1]), points[-1][1])


def _check(number: object, seed: object, what: str = "number") -> None:
    """Refuse a number or a seed that cannot be used, both at once."""
    mistakes = []
    if not _is_whole(number, 1, council_count()):
        mistakes.append(f"The {what} is {_said(number)}; it must be a whole number from 1 to {council_count()}, "
                        "as many councils as the register has in force.")
    if not _is_whole(seed, 0, LARGEST_SEED):
        mistakes.append(f"The seed is {_said(seed)}; it must be a whole number from 0 to {LARGEST_SEED:,}.")
    if mistakes:
        raise InputError("No council was invented.", mistakes)


def _is_whole(value: object, low: int, high: int) -> bool:
    """True for a whole number within these ends; yes and no are none."""
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _said(value: object) -> str:
    """Return a value as the user gave it, text in quotation marks."""
    return f'"{value}"' if isinstance(value, str) else str(value)
