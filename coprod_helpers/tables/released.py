"""What a released results file holds: its measures, and the one table that they stand in.

These are no tables of a workspace: they leave it. A file of another council is read back by the same declarations. The
number of the format goes up when a measure changes its meaning; new measures may join without that, and a reader that
does not know one leaves it out and says so.
"""

from __future__ import annotations

from dataclasses import dataclass

from coprod_helpers.star import FOUR_COS, SIDES, VOICE_ACTION, N_, Word
from coprod_helpers.tables.declare import Column, Table

FORMAT = "co-production-star-released"
FORMAT_VERSION = 1

ALL = "all"
EVERY_CO = Word(ALL, N_("All four Co's"))
EVERYONE = Word(ALL, N_("All raters"))
WHOLE = Word(ALL, N_("Whole council"))
NOT_KNOWN = Word("not-known", N_("Not known"))

QUADRANTS = (
    Word("do-now", N_("do now")), Word("invest", N_("invest for outcomes")), Word("save", N_("save, then check outcomes")),
    Word("park", N_("park")), Word("harm-check", N_("harm check")), Word("not-known", N_("not known")),
)
CO_PARTS = (EVERY_CO, *FOUR_COS)
RATER_PARTS = (EVERYONE, Word("citizen", N_("Citizens")), Word("officer", N_("Officers")), Word("councillor", N_("Councillors")))

TOPICS = (
    Word("coverage", N_("Coverage of outcomes by the Four Co's")),
    Word("balance", N_("Balance of what is under way")),
    Word("agreement", N_("Agreement between raters")),
    Word("case", N_("Case for change")),
    Word("survey", N_("Survey")),
)

SHARE, GAIN, COUNT, PEOPLE = "share, 0 to 1", N_("rating, -2 to 4"), N_("options"), N_("people")
CELLS = N_("outcomes that the Co applies to")
UNDER_WAY = N_("initiatives under way")


@dataclass(frozen=True)
class Measure(Word):
    """One measure of a released file, with a number for each of its parts.

    `topic` groups measures, `unit` is that of its value, `base_unit` of what it rests on; `parts` are what it is broken
    down by; `step` and `table` say where it comes from. `is_share` marks a share of the base, so value = count / base.
    """

    topic: str = ""
    unit: str = SHARE
    base_unit: str = ""
    parts: tuple[Word, ...] = (WHOLE,)
    step: str = ""
    table: str = ""
    is_share: bool = False

    def part(self, code: str) -> Word:
        """Return one of its parts by code."""
        return next(part for part in self.parts if part.code == code)


def _map_it(code: str, label: str, meaning: str, topic: str, base_unit: str, parts: tuple[Word, ...], table: str) -> Measure:
    """Declare a share that Map It's results give."""
    return Measure(code, label, meaning, topic, SHARE, base_unit, parts, "map_it", table, True)


def _focus_it(code: str, label: str, meaning: str, topic: str, unit: str, base_unit: str, parts: tuple[Word, ...],
              table: str, is_share: bool = False) -> Measure:
    """Declare a measure that Focus It's results give."""
    return Measure(code, label, meaning, topic, unit, base_unit, parts, "focus_it", table, is_share)


MEASURES = {
    measure.code: measure
    for measure in (
        _map_it("coverage_strong", N_("Strong"), N_("Share of outcomes with much under way, by the council's own limits."),
                "coverage", CELLS, CO_PARTS, "coverage"),
        _map_it("coverage_present", N_("Present"), N_("Share of outcomes with something under way, but less than strong."),
                "coverage", CELLS, CO_PARTS, "coverage"),
        _map_it("coverage_potential", N_("Potential"), N_("Share of outcomes with ideas only."), "coverage", CELLS,
                CO_PARTS, "coverage"),
        _map_it("coverage_gap", N_("Gap"), N_("Share of outcomes with nothing yet."), "coverage", CELLS, CO_PARTS,
                "coverage"),
        _map_it("coverage_not_applicable", N_("Not applicable"), N_("Share of all outcomes that the Co does not apply to."),
                "coverage", N_("outcomes"), CO_PARTS, "coverage"),
        _map_it("balance_co", N_("By Co"), N_("Share of initiatives under way; one with several Co's counts for each."),
                "balance", UNDER_WAY, FOUR_COS, "map_balance"),
        _map_it("balance_voice_action", N_("Voice or action"), N_("Share of initiatives in which citizens speak, act or both."),
                "balance", UNDER_WAY, (*VOICE_ACTION, NOT_KNOWN), "map_balance"),
        _map_it("balance_side", N_("Told from the side of"), N_("Share of initiatives by who told of them."),
                "balance", UNDER_WAY, (*SIDES, NOT_KNOWN), "map_balance"),
        _map_it("balance_wards", N_("Wards reached"), N_("Share of wards that something under way is known to reach."),
                "balance", N_("wards"), (WHOLE,), "map_balance"),
        _focus_it("agreement", N_("Within one step"),
                  N_("Share of pairs of ratings of the same option and criterion that lie within one step of each other."),
                  "agreement", SHARE, N_("pairs of ratings"), RATER_PARTS, "ratings"),
        _focus_it("agreement_ratings", N_("Ratings"), N_("Ratings given."), "agreement", N_("ratings"), "", RATER_PARTS,
                  "ratings"),
        _focus_it("agreement_raters", N_("Raters"), N_("People who rated; small numbers are withheld."), "agreement",
                  PEOPLE, "", RATER_PARTS, "ratings"),
        _focus_it("case_options", N_("Options"), N_("Options on the Impact Matrix."), "case", COUNT, "", (WHOLE,),
                  "impact_matrix"),
        _focus_it("case_quadrant", N_("Quadrants of the Impact Matrix"), N_("Share of options in each quadrant."), "case",
                  SHARE, COUNT, QUADRANTS, "impact_matrix", True),
        _focus_it("case_outcome_gain", N_("Outcome gain"), N_("Median over the options that were rated on it."), "case",
                  GAIN, COUNT, (WHOLE,), "impact_matrix"),
        _focus_it("case_efficiency_gain", N_("Efficiency gain"), N_("Median over the options that were rated on it."),
                  "case", GAIN, COUNT, (WHOLE,), "impact_matrix"),
        _focus_it("case_decided", N_("Decided"), N_("Share of options on which a decision is recorded."), "case", SHARE,
                  COUNT, (WHOLE,), "focus_decisions", True),
        Measure("survey_answers", N_("Answers"), N_("Residents who took part; a small number is withheld."), "survey",
                PEOPLE, "", (WHOLE,), "people_it", "survey_summary"),
    )
}

RELEASED = Table(
    "released_measures", "released", "computed", "Released measures",
    "One row for each measure and part. Small counts of people are withheld; nothing about a single person is in it.",
    (
        Column("measure", "choice", "Measure", "What is measured.", required=True, words=tuple(MEASURES.values())),
        Column("part", "text", "Part", "What it is about: a Co, a side, a quadrant, or all.", required=True, max_length=40),
        Column("value", "number", "Value", "The number compared; empty where not known or withheld.",
               unit="as the column unit says"),
        Column("unit", "text", "Unit", "Of the value.", required=True, max_length=60),
        Column("count", "integer", "Count", "For a share: how many of the base.", unit="as the column base_unit says",
               minimum=0),
        Column("base", "integer", "Base", "What the value rests on: how many there are in all.",
               unit="as the column base_unit says", minimum=0),
        Column("base_unit", "text", "Unit of the base", "Of count and base.", max_length=60),
        Column("withheld", "text", "Withheld", "The words in the place of a number that is withheld.", max_length=40),
        Column("source", "text", "Source", "The table of the workspace that it was made from.", required=True, max_length=40),
    ),
    key=("measure", "part"),
)

STEPS_RELEASED = Table(
    "released_steps", "released", "computed", "Steps released", "Which steps the measures come from, and how fresh each is.",
    (
        Column("step", "text", "Step", "Stored name of the step.", required=True, max_length=20),
        Column("revision", "integer", "Revision", "In which its results were published.", unit="revision", required=True,
               minimum=1),
        Column("published_on", "date", "Published on", "The day on which they were published, UTC.", required=True),
        Column("is_stale", "yes_no", "Stale", "Whether its results are older than what they are made from.", required=True),
        Column("stale_because", "text", "Older than", "What changed since, by the names of tables.", max_length=1000),
    ),
    key=("step",),
)
