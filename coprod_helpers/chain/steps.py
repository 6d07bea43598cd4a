"""The register of steps: what each reads and writes, and what it needs before it has something to say."""

from __future__ import annotations

from dataclasses import dataclass

from coprod_helpers.star import N_, Step
from coprod_helpers.star import step as star_step


@dataclass(frozen=True)
class Entry:
    """One step's place in the chain.

    `needs` are the tables without which it has nothing to say, each with the sentence that says what to do.
    """

    name: str
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    needs: tuple[tuple[str, str], ...] = ()

    @property
    def star(self) -> Step:
        """The step's words."""
        return star_step(self.name)


REGISTER = {
    entry.name: entry
    for entry in (
        Entry(
            "map_it",
            reads=(
                "settings",
                "wards",
                "service_areas",
                "outcomes",
                "initiatives",
                "initiative_co",
                "initiative_outcome",
                "initiative_ward",
                "initiative_gives",
                "coverage_not_applicable",
                "assets",
                "subtypes",
                "evidence_grades",
                "cases",
                "case_co",
                "case_audience",
                "case_outcomes",
                "plain_words",
            ),
            writes=("coverage", "map_balance", "case_suggestions"),
            needs=(
                ("outcomes", N_("Write down the outcomes that matter here, in 01_map_it.")),
                ("initiatives", N_("Enter what citizens and services already do together, in 01_map_it.")),
            ),
        ),
        Entry(
            "focus_it",
            reads=(
                "settings",
                "wards",
                "outcomes",
                "initiatives",
                "initiative_outcome",
                "initiative_ward",
                "evidence_grades",
                "options",
                "option_years",
                "criteria",
                "criterion_weights",
                "criterion_comparisons",
                "raters",
                "ratings",
                "second_ratings",
                "challenges",
                "question_answers",
                "choice_limits",
                "choice_rules",
                "budgets",
                "budget_caps",
                "budget_projects",
                "budget_ballots",
                "focus_decisions",
                "weight_answers",
                "weight_answer_swings",
            ),
            writes=(
                "option_ranking",
                "impact_matrix",
                "rank_acceptability",
                "option_support",
                "central_weights",
                "rater_agreement",
                "friend_gaps",
                "option_readiness",
                "hard_questions",
                "find_out_first",
                "choice",
                "choice_frontier",
                "choice_more",
                "other_choices",
                "budget_choice",
                "weights_sent_in",
            ),
            needs=(
                ("options", N_("Turn initiatives into options, in 02_focus_it.")),
                ("criteria", N_("Agree what options are judged by, in 02_focus_it.")),
                ("criterion_weights", N_("Agree how much each criterion matters, in 02_focus_it.")),
                ("ratings", N_("Let at least two people, one of them a citizen, rate the options, in 02_focus_it.")),
            ),
        ),
        Entry(
            "people_it",
            reads=(
                "settings",
                "wards",
                "outcomes",
                "survey_answers",
                "survey_skills",
                "survey_barriers",
                "survey_ways",
                "survey_outcomes",
                "skills",
                "barriers",
                "ways",
            ),
            writes=("survey_summary", "skill_supply"),
            needs=(
                ("survey_answers", N_("Ask residents what they can do, and bring the answers in with coprod import.")),
            ),
        ),
        Entry(
            "market_it",
            reads=(
                "settings",
                "initiatives",
                "incentives",
                "incentive_initiative",
                "risks",
                "risk_mechanisms",
                "barriers",
                "incentive_library",
                "risk_library",
                "risk_comments",
                "incentive_ideas",
            ),
            writes=("incentive_grid", "risk_scores"),
            needs=(
                ("incentives", N_("Choose incentives for each group, in 04_market_it.")),
                ("risks", N_("Write down what could go wrong and for whom, in 04_market_it.")),
            ),
        ),
        Entry(
            "grow_it",
            reads=("settings", "outcomes", "indicators", "measures", "indicator_library", "outcome_choices", "outcome_choice_places"),
            writes=("indicator_balance", "indicator_change", "outcome_support"),
            needs=(
                ("indicators", N_("Choose what to measure for each outcome, in 05_grow_it.")),
                ("measures", N_("Enter the first values of the indicators, in 05_grow_it.")),
            ),
        ),
        Entry(
            "just_start",
            reads=(
                "settings",
                "wards",
                "outcomes",
                "initiatives",
                "options",
                "first_starts",
                "acts",
                "pledges",
                "risks",
                "coverage",
                "option_ranking",
                "impact_matrix",
                "focus_decisions",
                "survey_summary",
                "skill_supply",
                "incentive_grid",
                "risk_scores",
                "indicator_balance",
                "indicator_change",
            ),
            writes=("first_100_days",),
            needs=(
                ("first_starts", N_("Choose one outcome and one initiative to start with, in 06_just_start.")),
                ("acts", N_("Write down who does what in the first 7, 30 and 100 days, in 06_just_start.")),
            ),
        ),
    )
}
