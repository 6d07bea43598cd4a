"""Just Start's part of the report, and its documents: the plan as a Word file and as a calendar file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
from docx.enum.section import WD_ORIENT
from docx.shared import Cm, Pt

from coprod_helpers.just_start.calendar_file import calendar_file
from coprod_helpers.just_start.charts import day_of_plan, plan_table, timeline
from coprod_helpers.just_start.first_100_days import DONE, finding
from coprod_helpers.just_start.plan_checks import checks
from coprod_helpers.look.document import add_picture, add_table, add_text, new_document, set_widths, to_bytes
from coprod_helpers.look.numbers import date_words
from coprod_helpers.look.section import Finding, Section, TableView
from coprod_helpers.look.words import translate as _
from coprod_helpers.tables import table

FIRST_ACTS, FIRST_ACTS_AT_LEAST = 5, 3
NAME = "first_100_days"
MARGIN_CM, TABLE_SIZE = 1.5, 9.5
# By, act, who, state, from, why; and what, decided: each adds up to the width between the margins.
PLAN_WIDTHS_CM = (3.5, 8.3, 4.7, 2.1, 2.3, 5.8)
START_WIDTHS_CM = (4.1, 22.6)


def report_section(data, as_of: dt.date | None = None) -> Section:
    """Return Just Start's findings, picture and next action for the report.

    Parameters
    ----------
    data : Snapshot or Workspace
        With the computed table of Just Start.
    as_of : date, optional
        The day of the report; left out, the day that the plan was made on, as far as the plan shows it.
    """
    plan, starts = data.read("first_100_days"), data.read("first_starts")
    said = checks(starts, data.read("acts"), as_of or _day_of(data)) if as_of or len(plan) else []
    return Section(
        "just_start", _("The first 100 days"), finding(plan),
        [timeline(plan, starts, data.council.name, data.revision), *start_tables(data), plan_table(plan),
         *(Finding(sentence) for sentence in said)],
        next_action(plan),
        _("What is planned is what the group said it would do. What is proposed follows from the other steps' results "
          "by rules that are ours; nobody has promised it. An act waits only for a very high risk that it names."))


def _day_of(data) -> dt.date:
    """Return the day of the plan, or its first act's if that is earlier: no act is called late that may not be."""
    return min([day_of_plan(data.read("first_100_days")), *data.read("acts")["due_on"].dropna()]).date()


def next_action(first_100_days: pd.DataFrame) -> str:
    """Return the first act of the plan that is not done.

    Parameters
    ----------
    first_100_days : DataFrame
        The computed table `first_100_days`.
    """
    waiting = first_100_days[first_100_days["state"].isin(["planned", "proposed"])]
    return "" if waiting.empty else waiting["act"].iloc[0]


def first_acts(first_100_days: pd.DataFrame) -> TableView | None:
    """Show the first acts that are not done: those of the first 7 days, three at least and five at most.

    Parameters
    ----------
    first_100_days : DataFrame
        The computed table `first_100_days`.

    Returns
    -------
    TableView, or None if there is nothing to do
    """
    waiting = first_100_days[first_100_days["state"].ne(DONE)]
    if waiting.empty:
        return None
    soon = int(waiting["within_days"].eq("7").sum())
    shown = waiting.head(min(max(soon, FIRST_ACTS_AT_LEAST), FIRST_ACTS))
    return TableView.of("first_100_days", shown, ["act", "who", "due_on", "state"], _("First acts"),
                        {"who": _("nobody yet")})


def start_tables(data) -> list[TableView]:
    """Show each chosen start: its outcome and initiative, day 1, the smallest safe test, and what would make us stop.

    Parameters
    ----------
    data : Snapshot or Workspace
    """
    outcomes = data.read("outcomes").set_index("outcome_id")["title"]
    initiatives = data.read("initiatives").set_index("initiative_id")["title"]
    starts = data.read("first_starts").sort_values(["begins_on", "start_id"])
    shown = starts.assign(outcome_id=starts["outcome_id"].map(outcomes).fillna(starts["outcome_id"]),
                          initiative_id=starts["initiative_id"].map(initiatives).fillna(starts["initiative_id"]))
    return [_start_table(shown.loc[[place]]) for place in shown.index]


def _start_table(start: pd.DataFrame) -> TableView:
    """Show one start, a line for each thing that was decided."""
    columns = [column for column in table("first_starts").columns if column.name != "start_id"]
    view = TableView(start, "", columns)
    facts = pd.DataFrame({_("What"): view.headings(), _("Decided"): view.rows()[0]})
    return TableView(facts, _("What was decided"))


def write_documents(data, folder: Path, as_of: str) -> None:
    """Write the plan of the first 100 days as a Word file and as a calendar file; nothing where there is no plan.

    Parameters
    ----------
    data : Snapshot or Workspace
        With the computed table of Just Start. No private column is read.
    folder : Path
        Made if it is not there.
    as_of : str
        The day on which the plan stands, ISO.
    """
    plan = data.read("first_100_days")
    if plan.empty:
        return
    day = dt.date.fromisoformat(as_of)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{NAME}.docx").write_bytes(plan_document(data, day))
    (folder / f"{NAME}.ics").write_bytes(calendar_file(plan, data.read("acts"), data.council, data.revision, day))


def plan_document(data, as_of: dt.date) -> bytes:
    """Return the plan of the first 100 days as a Word file: the finding, where we start, the days, and who does what.

    Parameters
    ----------
    data : Snapshot or Workspace
    as_of : date
    """
    plan, starts, council = data.read("first_100_days"), data.read("first_starts"), data.council
    document = new_document(_("The first 100 days"), council.name, data.revision, "en", as_of, council.is_invented)
    _turn_page(document.sections[0])
    add_text(document, finding(plan)).runs[0].bold = True
    set_widths(add_table(document, plan_table(plan)), PLAN_WIDTHS_CM, TABLE_SIZE)
    add_text(document, _("Where we start"), "Heading 1")
    for view in start_tables(data):
        set_widths(add_table(document, view), START_WIDTHS_CM, TABLE_SIZE)
    if starts.empty:
        add_text(document, _("No start is chosen yet. Choose one outcome and one initiative, the smallest safe test, "
                             "and what would make you stop."))
    _add_checks(document, checks(starts, data.read("acts"), as_of))
    add_text(document, _("How this plan was made"), "Heading 1")
    add_text(document, _(
        "The group planned the acts marked planned. The steps of the Co-Production Star proposed the others, by rules "
        "of this workbook, from the data of {council} as of {day}; nobody has promised them yet. An independent "
        "implementation: the Star and its sixth step, Just Start, are Governance International's (2015); the plan of "
        "7, 30 and 100 days is ours.").format(council=council.name, day=date_words(as_of)))
    add_text(document, _("The days at a glance"), "Heading 1").paragraph_format.page_break_before = True
    add_picture(document, timeline(plan, starts, council.name, data.revision), with_table=False)
    return to_bytes(document)


def _turn_page(page) -> None:
    """Lay the pages on their side, so that the whole plan stands on one."""
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = page.page_height, page.page_width
    page.left_margin = page.right_margin = Cm(MARGIN_CM)
    page.top_margin = page.bottom_margin = Cm(MARGIN_CM)


def _add_checks(document, sentences: list[str]) -> None:
    """Add what to look at before the plan is told to anyone."""
    if not sentences:
        return
    add_text(document, _("Before you tell anyone"), "Heading 1")
    for sentence in sentences:
        add_text(document, sentence, "List Bullet")
