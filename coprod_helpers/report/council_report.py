"""report.html: the star, each step's finding in a sentence, its pictures and tables, and what to do next."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd

from coprod_helpers import focus_it, grow_it, just_start, map_it, market_it, people_it
from coprod_helpers.look.numbers import date_words
from coprod_helpers.look.page import Head, render_page
from coprod_helpers.look.section import Finding, Section, TableView
from coprod_helpers.look.words import _
from coprod_helpers.report.council_facts import in_force_sentence, merge_sentence
from coprod_helpers.report.star import star_of
from coprod_helpers.tables.declare import Column

SECTIONS = {
    step.__name__.rpartition(".")[2]: step.report_section for step in (map_it, focus_it, people_it, market_it, grow_it)
}


def write_report(data, progress, folder: Path, as_of: str, run_id: str) -> None:
    """Write report.html and the documents of a run into its folder."""
    (folder / "report.html").write_text(report_page(data, progress, as_of, run_id), encoding="utf-8")
    just_start.write_documents(data, folder / "documents", as_of)
    focus_it.write_note(data, folder / "documents", as_of)
    if not map_it.held_back(data.settings(), dt.date.fromisoformat(as_of)):
        map_it.write_bulletin(data, folder / "documents", as_of)


def report_page(data, progress, as_of: str, run_id: str) -> str:
    """Return the whole report as one page that needs no network.

    Parameters
    ----------
    data : Snapshot
        With the results of the run, and those of steps that the run left alone.
    progress : Progress of the chain
    as_of : str
        The day on which the run stands, ISO.
    run_id : str
        The run, so that a reader can say which one this is.
    """
    day = dt.date.fromisoformat(as_of)
    steps = [_step_section(data, state, day) for state in progress.steps]
    head = Head(
        data.council.name,
        data.revision,
        day,
        data.council.is_invented,
        _("What to do next: {action}").format(action=_next(data, progress)),
    )
    return render_page(
        _("Co-production in {council}").format(council=data.council.name),
        "en",
        [_summary(data, progress, steps, day), *steps, _about(data, as_of, run_id)],
        head,
    )


def _step_section(data, state, day: dt.date) -> Section:
    """Return a step's part of the report; a step without data says so, with the next thing to do."""
    if state.state == "not begun" and state.step != "just_start":
        return Section(
            state.step,
            _("Nothing to show yet"),
            _("{step} has no data yet.").format(step=state.title),
            [Finding(sentence) for sentence in state.missing[1:]],
            state.missing[0],
        )
    section = just_start.report_section(data, day) if state.step == "just_start" else SECTIONS[state.step](data)
    if state.results_of.startswith("this run"):
        return section
    note = _("These results are from {when}; this run did not compute them.").format(
        when=state.results_of or _("no run yet")
    )
    if state.stale_because:
        note += " " + _("They are stale: {changed} changed since. Compute them again before you rely on them.").format(
            changed=", ".join(state.stale_because))
    return Section(
        section.step,
        section.title,
        section.finding,
        [Finding(note), *section.body],
        section.next_action,
        section.how_sure,
    )


def _summary(data, progress, steps: list[Section], day: dt.date) -> Section:
    """Return the first page: the star, one sentence a step, and the first acts of the plan."""
    first = just_start.first_acts(data.read("first_100_days"))
    findings = pd.DataFrame(
        {"step": [state.title for state in progress.steps], "finding": [section.finding for section in steps]}
    )
    columns = (Column("step", "text", _("Step"), ""), Column("finding", "text", _("What was found"), ""))
    said = (in_force_sentence(data.council, day), merge_sentence(data.read("merge_questions")))
    body = [
        *(finding for finding in said if finding),
        star_of(progress, data.read("map_balance")),
        TableView(findings, _("Each step in a sentence"), columns),
        *([first] if first else []),
    ]
    done = sum(state.state == "done" for state in progress.steps)
    return Section("", _("In short"), _("{done} of 6 steps are filled in and up to date.").format(done=done), body)


def _next(data, progress) -> str:
    """Return the one thing to do next: the plan's first act with who and by when, or what the steps still lack."""
    plan = data.read("first_100_days")
    waiting = plan[plan["state"].isin(["planned", "proposed"])]
    if waiting.empty:
        return progress.next_action
    act = waiting.iloc[0]
    who = act["who"] if pd.notna(act["who"]) else _("nobody is named yet")
    return _("{act}, by {day} ({who}).").format(act=act["act"].rstrip("."), day=date_words(act["due_on"]), who=who)


def _about(data, as_of: str, run_id: str) -> Section:
    """Return what the report is made of, and what it is not."""
    facts = pd.DataFrame(
        [
            (_("Council"), f"{data.council.name} ({data.council.gss_code})"),
            (_("Data"), _("revision {revision}").format(revision=data.revision)),
            (_("As of"), date_words(dt.date.fromisoformat(as_of))),
            (_("Run"), run_id),
            (_("Personal data"), _("Nothing private was read, and small counts of people are withheld.")),
        ],
        columns=["what", "value"],
    )
    return Section(
        "",
        _("About this report"),
        _(
            "This is an independent implementation of the Co-Production Star of Governance International (2015), neither affiliated with it nor "
            "endorsed by it. The steps and their purposes are the leaflet's; layouts and arithmetic are ours."
        ),
        [
            TableView(
                facts,
                _("What this report is made of"),
                (Column("what", "text", _("What"), ""), Column("value", "text", _("Value"), "")),
            )
        ],
        how_sure=_("Each part says how sure it is. Statements on law are to be checked by the council."),
    )
