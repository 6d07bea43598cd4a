"""People It's part of the report, and the sentences that stand beside every count of people."""

from __future__ import annotations

import pandas as pd

from coprod_helpers.look.numbers import count, month_words
from coprod_helpers.look.section import Finding, Section
from coprod_helpers.look.words import translate as _
from coprod_helpers.methods.suppression import fewer_than
from coprod_helpers.people_it.charts import (answers_finding, gap_chart, hardly_asked, hours_bars, hours_finding,
                                             skills_chart,
                                             topic_bars, topic_finding)
from coprod_helpers.people_it.see_what_you_can_do import ANSWERS, BARRIERS, OUTCOMES, WAYS, WOULD_DO, inclusion_gap


def report_section(data) -> Section:
    """Return People It's findings, pictures and next action for the report.

    Parameters
    ----------
    data : Snapshot or Workspace
        With the computed tables of People It.
    """
    summary, supply, wards = data.read("survey_summary"), data.read("skill_supply"), data.read("wards")
    threshold, where = int(data.settings()["survey_threshold"]), (data.council.name, data.revision)
    if not has_answers(summary):
        finding, action = _not_yet(data.read("survey_answers"))
        return Section("people_it", _("People It"), finding, [Finding(not_shown_below(threshold))], action)
    gap = inclusion_gap(summary, wards)
    body = [gap_chart(gap, threshold, *where), topic_bars(summary, WOULD_DO, *where), hours_bars(summary, *where),
            *(topic_bars(summary, topic, *where) for topic in (BARRIERS, WAYS, OUTCOMES)), skills_chart(supply, *where),
            Finding(reconciliation(data.read("survey_answers"), summary, threshold)),
            Finding(not_shown_below(threshold))]
    return Section("people_it", _("People It"), f"{answers_finding(summary)} {hours_finding(summary)}", body,
                   _next_action(summary, gap, threshold), how_sure())


def has_answers(survey_summary: pd.DataFrame) -> bool:
    """True if anyone's answers are counted."""
    return not survey_summary.loc[survey_summary["topic"].eq(ANSWERS), "people_shown"].isin(["0"]).all()


def _not_yet(survey_answers: pd.DataFrame) -> tuple[str, str]:
    """Say why there is nothing to show, and what to do."""
    if survey_answers.empty:
        return _("Nobody has answered yet."), how_to_begin()
    return (_("There are answers, and none is counted yet."),
            _("Count them: coprod run COUNCIL --steps people_it. Only answers of residents who agreed to take part "
              "count."))


def not_shown_below(threshold: int) -> str:
    """Say which counts are not shown; the privacy note of the survey prints the same number.

    Parameters
    ----------
    threshold : int
        The setting `survey_threshold`.
    """
    return _("Counts of {few} people are not shown, and neither is whatever would give them away. The number is a "
             "setting of this council; the privacy note that people read before they answer prints the same "
             "one.").format(few=fewer_than(threshold))


def reconciliation(survey_answers: pd.DataFrame, survey_summary: pd.DataFrame, threshold: int) -> str:
    """Say how many answers are stored, counted and left out, and how many counts are withheld.

    Parameters
    ----------
    survey_answers : DataFrame
        The table of this name; only its number of rows and its months are told.
    survey_summary : DataFrame
        The computed table `survey_summary`.
    threshold : int
        Smallest count shown; a smaller number of answers left out is not told, and then neither is the number stored.
    """
    shown = survey_summary.loc[survey_summary["topic"].eq(ANSWERS), "people_shown"]
    counted = shown.iloc[0] if len(shown) else "0"
    withheld = _("In the survey in short {withheld} of {all} counts are withheld.").format(
        withheld=count(survey_summary["people"].isna().sum()), all=count(len(survey_summary)))
    left_out = len(survey_answers) - int(counted) if counted.isdigit() else 0
    if not counted.isdigit() or 0 < left_out < threshold:
        said = _("Answers counted: {counted}. How many more are stored is not shown, because it would tell a small "
                 "number.")
    else:
        said = _("Answers stored: {stored}. Counted: {counted}. Left out: {left_out}, which are of the staff form or "
                 "did not agree to take part.")
    said = said.format(stored=count(len(survey_answers)), counted=counted, left_out=count(left_out))
    return " ".join(part for part in (said, _months(survey_answers), withheld) if part)


def how_to_begin() -> str:
    """Say how answers come in."""
    return _("Ask residents what they can do and would like to do, then bring their answers in: coprod import COUNCIL "
             "csv survey_answers.csv, and the same for survey_skills, survey_barriers, survey_ways and "
             "survey_outcomes.")


def how_sure() -> str:
    """Say what answers of those who chose to answer can tell."""
    return _("Answers come from people who chose to answer. They are no sample, so nothing is scaled up to the "
             "population: the aim is to include people, not to represent them. Hours are what people said they could "
             "give, not what they gave.")


def _months(survey_answers: pd.DataFrame) -> str:
    """Say in which months answers came in."""
    received = survey_answers["received_on"].dropna()
    if received.empty:
        return ""
    first, last = month_words(received.min()), month_words(received.max())
    if first == last:
        return _("Received in {month}.").format(month=first)
    return _("Received from {first} to {last}.").format(first=first, last=last)


def _next_action(summary: pd.DataFrame, gap: pd.DataFrame, threshold: int) -> str:
    """Say the one thing to do next: ask where few were asked, or look at what gets in the way."""
    few = hardly_asked(gap, threshold)
    if len(few):
        return _("Go to {ward} and ask there, with someone whom people trust.").format(ward=few["ward"].iloc[0])
    missing = gap[gap["gap_share"].lt(-0.05)]
    if len(missing):
        return _("Invite people in {ward}, who are most missing from the answers.").format(
            ward=missing.loc[missing["gap_share"].idxmin(), "ward"])
    return _("Take what gets in the way to Market It. {most}").format(most=topic_finding(summary, BARRIERS))
