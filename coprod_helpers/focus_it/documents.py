"""Focus It's part of the report."""

from __future__ import annotations

import pandas as pd

from coprod_helpers.focus_it.appraisal import TABLES, Appraisal
from coprod_helpers.focus_it.charts import ranking_chart, ranking_finding, said_first, weights_chart
from coprod_helpers.focus_it.choice_charts import choice_view
from coprod_helpers.focus_it.doubt_charts import acceptability_chart
from coprod_helpers.focus_it.find_out_first import find_out_sentence
from coprod_helpers.focus_it.friends_charts import readiness_table
from coprod_helpers.focus_it.hard_questions import questions_finding, questions_view
from coprod_helpers.focus_it.impact_matrix import DO_NOW
from coprod_helpers.focus_it.matrix_charts import matrix_chart, matrix_finding
from coprod_helpers.focus_it.notices import notices
from coprod_helpers.look.numbers import count
from coprod_helpers.look.section import Finding, Picture, Section, TableView
from coprod_helpers.look.words import plural
from coprod_helpers.look.words import translate as _
from coprod_helpers.star import RATER_GROUPS
from coprod_helpers.tables import table

OPEN_QUESTIONS = 5
MEMBERS = {group.code: group.label for group in RATER_GROUPS}


def report_section(data) -> Section:
    """Return Focus It's findings, pictures and next action for the report.

    Parameters
    ----------
    data : Snapshot or Workspace
        With the computed tables of Focus It.
    """
    matrix, ranking = data.read("impact_matrix"), data.read("option_ranking")
    tables = data.read_many(TABLES)
    appraisal = Appraisal(tables)
    decisions, council, revision = data.read("focus_decisions"), data.council.name, data.revision
    body = [matrix_chart(matrix, data.settings()["matrix_cut"], council, revision, ranking),
            ranking_chart(ranking, council, revision), said_first(notices(appraisal)),
            weights_chart(appraisal, council, revision), *_in_depth(data, appraisal, ranking), decided(decisions, tables["options"])]
    return Section("focus_it", _("Focus It"), _finding(matrix, ranking), body,
                   _next_action(tables["options"], matrix, ranking, decisions, data.read("option_readiness")),
                   how_sure(tables["ratings"], tables["raters"]))


def _in_depth(data, appraisal: Appraisal, ranking: pd.DataFrame) -> list[Picture | TableView | Finding]:
    """Return what says how firm the order is, what is chosen, and what is open; nothing before the step has been run."""
    if ranking.empty:
        return []
    group, questions = ranking["rater_group"].iloc[0], data.read("hard_questions")
    is_open = questions["answer"].isna()
    choice = data.read("choice")
    shown = [acceptability_chart(data.read("rank_acceptability"), ranking, group, data.council.name, data.revision),
             Finding(find_out_sentence(data.read("find_out_first"), appraisal)),
             *([choice_view(choice)] if len(choice) else []), readiness_table(data.read("option_readiness")),
             Finding(questions_finding(questions))]
    return shown + ([questions_view(questions[is_open].head(OPEN_QUESTIONS))] if is_open.any() else [])


def decided(decisions: pd.DataFrame, options: pd.DataFrame) -> TableView | Finding:
    """Show what was decided on which option, by whom and why.

    Parameters
    ----------
    decisions, options : DataFrame
        The tables `focus_decisions` and `options`.
    """
    if decisions.empty:
        return Finding(_("Nothing is decided on any option yet."))
    declared = table("focus_decisions")
    titles = decisions["option_id"].map(options.set_index("option_id")["title"])
    frame = decisions.assign(**{_("Option"): titles})
    return TableView(frame, _(declared.label),
                     [_("Option"), *(declared.column(name) for name in declared.names if name != "option_id")])


def how_sure(ratings: pd.DataFrame, raters: pd.DataFrame) -> str:
    """Say who rated, how much they left open, and what the ranges of ranks mean.

    Parameters
    ----------
    ratings, raters : DataFrame
        The tables of these names.
    """
    given = ratings[ratings["rating"].notna()]
    if given.empty:
        return _("Nobody has rated an option yet.")
    groups = raters.set_index("rater_id")["rater_group"].reindex(given["rater_id"].unique())
    people = plural("{number} person rated: {groups}.", "{number} people rated: {groups}.", len(groups)).format(
        number=count(len(groups)), groups=", ".join(
            f"{_(label).lower()} {count((groups == code).sum())}" for code,
            label in MEMBERS.items() if (groups == code).any()))
    left_open = len(ratings) - len(given)
    blank = _("{count} ratings were left empty as not known; they are never read as 0.").format(
        count=count(left_open)) if left_open else ""
    return " ".join(part for part in (people, blank, _(
        "A place holds in 95 of 100 draws, each of which takes one rater for every rating, moves it by as much as the evidence lets it "
        "be off, and takes weights around those agreed; what nobody rated lies anywhere on its scale. All groups' weights meet the "
        "same ratings, and ratings are judgements: the matrix sifts options, a business case decides.")) if part)


def _finding(matrix: pd.DataFrame, ranking: pd.DataFrame) -> str:
    """Say what the matrix shows, and what the weights put first where there are any."""
    if matrix.empty:
        return _("Nothing can be put first yet.")
    return f"{ranking_finding(ranking)} {matrix_finding(matrix)}" if len(ranking) else matrix_finding(matrix)


def _next_action(options: pd.DataFrame, matrix: pd.DataFrame, ranking: pd.DataFrame, decisions: pd.DataFrame,
                 readiness: pd.DataFrame) -> str:
    """Say the one thing to do next: enter, decide, find out, or go on."""
    if options.empty:
        return _("Turn initiatives of Map It into options, in 02_focus_it.")
    if matrix.empty:
        return _("Compute the ranking and the matrix: coprod run COUNCIL --steps focus_it.")
    open_now = matrix[matrix["quadrant"].eq(DO_NOW) & ~matrix["option_id"].isin(decisions["option_id"])]
    if len(open_now):
        return _('Decide what happens with "{option}": it is rated high for people and for budgets.').format(
            option=open_now["option"].iloc[0])
    blocked = readiness[readiness["in_the_way"].notna() & readiness["option_id"].isin(
        decisions.loc[decisions["decision"].eq("go-ahead"), "option_id"])]
    if len(blocked):
        return _('Settle what stands in the way of "{option}", which is to go ahead: {reason}').format(
            option=blocked["option"].iloc[0], reason=blocked["in_the_way"].iloc[0])
    waiting = decisions[decisions["decision"].eq("find-out-more")]
    if len(waiting):
        titles = options.set_index("option_id")["title"].reindex(waiting["option_id"]).dropna()
        return _('Find out what is missing on "{option}", then decide again.').format(option=titles.iloc[0])
    no_rank = ranking[ranking["rank"].isna()]
    if len(no_rank):
        return _('Let raters fill in what is not known of "{option}".').format(option=no_rank["option"].iloc[0])
    if decisions["decision"].eq("go-ahead").any():
        return _("Ask in People It who could help with the options that go ahead.")
    return _("Decide which options go ahead, with the reason for each.")
