"""The appraisal on two pages, as a Word file: what stands first, how sure that is, what is chosen, what was decided and why."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
from docx.shared import Cm, Pt

from coprod_helpers.focus_it.appraisal import TABLES, Appraisal
from coprod_helpers.focus_it.charts import place_words, ranking_finding
from coprod_helpers.focus_it.cross_check import cross_check
from coprod_helpers.focus_it.hard_questions import questions_finding
from coprod_helpers.focus_it.matrix_charts import matrix_chart
from coprod_helpers.focus_it.weighing import GROUPS, WEIGHTS_OF
from coprod_helpers.look.document import add_picture, add_table, add_text, new_document, set_widths, to_bytes
from coprod_helpers.look.section import TableView
from coprod_helpers.look.words import translate as _
from coprod_helpers.star import labels
from coprod_helpers.tables.focus_it import DECISIONS

NAME = "appraisal_note"
TEXT_SIZE, HEADING_SIZES, SPACE_AFTER, MARGIN_CM, TABLE_SIZE = 10, {"Heading 1": 13}, 3, 1.7, 8.5
PICTURE_WIDTH_CM, PICTURE_HEIGHT_CM = 15.5, 9.5
ROWS, MOST_SENTENCES, QUESTIONS, LONGEST = 8, 6, 3, 60


def write_note(data, folder: Path, as_of: str) -> Path | None:
    """Write the two-page note into a folder.

    Parameters
    ----------
    data : Snapshot or Workspace
        With the computed tables of Focus It. No private column is read.
    folder : Path
    as_of : str
        The day that the note takes for today, ISO.

    Returns
    -------
    Path of the Word file, or None where there is no ranking yet
    """
    if data.read("option_ranking").empty:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{NAME}.docx"
    path.write_bytes(to_bytes(note(data, dt.date.fromisoformat(as_of))))
    return path


def note(data, as_of: dt.date):
    """Return the note as a Word document.

    Parameters
    ----------
    data : Snapshot or Workspace
        With the computed tables of Focus It.
    as_of : date
    """
    appraisal, council = Appraisal(data.read_many(TABLES)), data.council
    ranking, matrix = data.read("option_ranking"), data.read("impact_matrix")
    document = new_document(_("Appraisal of options"), council.name, data.revision, "en", as_of, council.is_invented)
    _make_small(document)
    add_text(document, ranking_finding(ranking)).runs[0].bold = True
    picture = matrix_chart(matrix, data.settings()["matrix_cut"], council.name, data.revision, ranking)
    if hasattr(picture, "chart"):
        add_picture(document, picture, with_table=False)
        _shrink(document.inline_shapes[-1] if len(document.inline_shapes) else None)
    _add_order(document, ranking)
    _add_sure(document, data, appraisal)
    _add_choice(document, data)
    _add_decisions(document, data, appraisal)
    return document


def _make_small(document) -> None:
    """Set sizes and margins so that the note stays on two pages."""
    section = document.sections[0]
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(MARGIN_CM)
    for name, size in {"Normal": TEXT_SIZE, **HEADING_SIZES}.items():
        document.styles[name].font.size = Pt(size)
        document.styles[name].paragraph_format.space_after = Pt(SPACE_AFTER)
        document.styles[name].paragraph_format.space_before = Pt(SPACE_AFTER)


def _shrink(shape) -> None:
    """Keep the picture to its part of the first page."""
    if shape is None:
        return
    factor = max(shape.width / Cm(PICTURE_WIDTH_CM), shape.height / Cm(PICTURE_HEIGHT_CM), 1)
    shape.width, shape.height = int(shape.width / factor), int(shape.height / factor)


def _add_small_table(document, view: TableView, widths_cm: tuple[float, ...]) -> None:
    """Add a table in small letters, without room between its lines."""
    drawn = add_table(document, view)
    set_widths(drawn, widths_cm, TABLE_SIZE)
    for paragraph in (paragraph for row in drawn.rows for cell in row.cells for paragraph in cell.paragraphs):
        paragraph.paragraph_format.space_after = paragraph.paragraph_format.space_before = Pt(0)


def _add_order(document, ranking: pd.DataFrame) -> None:
    """Add the first options, each with its place by each group's weights."""
    groups = [group for group in GROUPS if ranking["rater_group"].eq(group).any()]
    by_group = {group: ranking[ranking["rater_group"].eq(group)].set_index("option_id") for group in groups}
    best = pd.concat(by_group, axis=1).xs("rank", axis=1, level=1).astype("Float64").min(axis=1).sort_values(kind="stable")
    shown = best.index[:ROWS]
    frame = pd.DataFrame({_("Option"): [_short(by_group[groups[0]].at[option, "option"]) for option in shown]})
    for group in groups:
        own = by_group[group]
        frame[_("Place by {weights}").format(weights=_(WEIGHTS_OF[group]))] = [
            place_words(*own.loc[option, ["rank", "best_rank", "worst_rank"]]) for option in shown]
    _add_small_table(document, TableView(frame, _("The first {count} of {all} options: place, and where it stays in 95 of 100 draws").format(
        count=len(shown), all=ranking["option_id"].nunique())), (7.0, *[10.6 / len(groups)] * len(groups)))


def _add_sure(document, data, appraisal: Appraisal) -> None:
    """Add how sure the order is: what would turn it round, and what is still open."""
    add_text(document, _("How sure this is"), "Heading 1")
    for sentence in cross_check(appraisal)[:MOST_SENTENCES]:
        add_text(document, sentence, "List Bullet")
    questions, readiness = data.read("hard_questions"), data.read("option_readiness")
    add_text(document, questions_finding(questions), "List Bullet")
    for row in questions[questions["answer"].isna()].head(QUESTIONS).itertuples():
        add_text(document, _("Open: {question}").format(question=row.question), "List Bullet")
    blocked = readiness[readiness["is_ready"].eq(False)] if len(readiness) else readiness  # noqa: E712
    if len(readiness):
        add_text(document, _("{ready} of {all} options are ready for decision: critical friends have rated them, and nothing fatal is "
                             "open.").format(ready=len(readiness) - len(blocked), all=len(readiness)), "List Bullet")


def _add_choice(document, data) -> None:
    """Add what is chosen under the limits, and why each other option is not."""
    choice = data.read("choice")
    if choice.empty:
        return
    add_text(document, _("Chosen within the limits"), "Heading 1")
    group = next(group for group in GROUPS if choice["rater_group"].eq(group).any())
    own = choice[choice["rater_group"].eq(group)].sort_values(["is_chosen", "gain_points"], ascending=False, kind="stable")
    frame = pd.DataFrame({
        _("Option"): own["option"].map(_short), _("Chosen"): [_("yes") if chosen else _("no") for chosen in own["is_chosen"]],
        _("Why, by the {weights}").format(weights=_(WEIGHTS_OF[group])): own["reason"]})
    _add_small_table(document, TableView(frame, _("The choice under limits")), (6.2, 1.6, 9.8))


def _add_decisions(document, data, appraisal: Appraisal) -> None:
    """Add what was decided, by whom and why."""
    add_text(document, _("Decided"), "Heading 1")
    decisions = data.read("focus_decisions")
    if decisions.empty:
        add_text(document, _("Nothing is decided yet."))
        return
    frame = pd.DataFrame({
        _("Option"): decisions["option_id"].map(appraisal.titles).map(_short),
        _("Decision"): decisions["decision"].map(labels(DECISIONS)).map(_), _("Why"): decisions["reason"],
        _("By"): decisions["decided_by"]})
    _add_small_table(document, TableView(frame, _("Decisions, by whom and why")), (5.6, 2.4, 6.6, 3.0))


def _short(title: str) -> str:
    """Return a title short enough for a table."""
    return title if len(title) <= LONGEST else title[:LONGEST - 1].rstrip() + "…"
