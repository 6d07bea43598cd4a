"""Writes one rater's workbook: options in rows, criteria in columns, and on a second sheet the reasons and doubts."""

from __future__ import annotations

import datetime as dt
import io
import math

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from coprod_helpers.exchange.rating_asked import CHALLENGES, RATER, RATINGS, REASONS, ROUND, Asked, end_words, rating_fields
from coprod_helpers.exchange.template import (ABOUT, CODE, COUNCIL, INK, MADE_ON, MESSAGE_LIMIT, PALE, REVISION,
                                              TITLE_LIMIT, finished, guarded)
from coprod_helpers.look.words import _, translate
from coprod_helpers.star import N_, OPTION_KINDS
from coprod_helpers.tables import TABLES
from coprod_helpers.tables.parse import is_blank

ROUND_FORMATS = {1: "ratings", 2: "ratings2"}
# Height of a line in points, and how much of a column's width its letters fill; spreadsheets fit rows only when asked.
LINE, SMALL_LINE, FILLED = 15.0, 12.0, 1.0
KINDS = {word.code: word.label for word in OPTION_KINDS}

HOW = {
    1: (N_("Rate alone. Write a whole number on each criterion's scale. Leave empty what you do not know: an empty "
           "cell is never read as 0."),
        N_('A rating at either end of a scale needs a reason: sheet "Reasons". If you are unsure, say there what it is '
           "at least and at most.")),
    2: (N_("Look at the challenges and at what others said, then write what you now think; leave empty what you did "
           "not rate again. An empty cell is never read as 0."),
        N_('Reasons, and what it is at least and at most, stand on sheet "Reasons". If you lead an option and change '
           "its rating, name the challenge there.")),
}
BACK = (
    N_("Only the white cells can be written in. Save the file as an Excel workbook (.xlsx), under the same name if you "
       "can, and send it back to whoever sent it to you."),
    N_("This file holds no other rater's ratings."),
    N_("Whoever gathers the files brings them in: coprod import {code} {format} FOLDER"),
)


def _line_count(text, width: float) -> int:
    """Return how many lines a text takes in a column."""
    lines = [] if is_blank(text) else str(text).split("\n")
    return max(1, sum(max(1, math.ceil(len(line) / (width * FILLED))) for line in lines))


class RaterBook:
    """One rater's workbook while it is being written."""

    def __init__(self, asked: Asked, rater: dict, rating_round: int):
        self._asked, self._rater, self._id, self._round = asked, rater, rater["rater_id"], rating_round
        self._bytes, self._place = io.BytesIO(), {}
        self._book = xlsxwriter.Workbook(self._bytes, {
            "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
        wrapped = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#BFBFBF"}
        fill = wrapped | {"locked": False}
        self._formats = {kind: self._book.add_format(extra) for kind, extra in {
            "title": {"bold": True, "font_size": 14}, "note": {}, "bold": {"bold": True, "valign": "top"},
            "about": {"text_wrap": True, "valign": "top"},
            "head": wrapped | {"bold": True, "bg_color": INK, "font_color": "#FFFFFF"},
            "scale": wrapped | {"font_size": 9, "bg_color": PALE}, "id": {"font_size": 7, "font_color": "#595959"},
            "shown": wrapped | {"bg_color": PALE}, "led": wrapped | {"bg_color": "#FFF2CC"},
            "before": wrapped | {"bg_color": PALE, "font_size": 9},
            "number": fill | {"align": "center", "valign": "vcenter", "num_format": "0", "font_size": 12},
            "locked": wrapped | {"bg_color": "#D9D9D9"}, "seen": wrapped | {"bg_color": PALE, "align": "center"},
            "text": fill | {"num_format": "@"}, "wanted": wrapped | {"bg_color": PALE, "font_color": "#C00000"},
        }.items()}

    def write(self) -> bytes:
        """Return the finished workbook."""
        self._book.set_properties({"title": self._title, "author": _("The Co-Production Star workbook")})
        sheets = {name: self._book.add_worksheet(name) for name in (RATINGS, REASONS)}
        challenges = [] if self._round == 1 else list(self._asked.rows["challenges"].values())
        self._write_ratings(sheets[RATINGS])
        self._write_reasons(sheets[REASONS])
        if challenges:
            self._write_challenges(self._book.add_worksheet(CHALLENGES), challenges)
        self._write_about(self._book.add_worksheet(ABOUT))
        for sheet in self._book.worksheets():
            sheet.protect("", {"format_rows": True, "format_columns": True, "autofilter": True})
            sheet.set_landscape()
            sheet.set_paper(9)
            sheet.fit_to_pages(1, 0)
            sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
            sheet.set_footer(f"&L{self._id}&C&A&R&P / &N")
        self._book.close()
        return finished(self._bytes.getvalue())

    @property
    def _title(self) -> str:
        """The heading: whose ratings, of which round, where."""
        said = {1: _("Ratings of {alias} ({rater}), {council}: first round, each alone"),
                2: _("Ratings of {alias} ({rater}), {council}: second round")}[self._round]
        return said.format(alias=self._rater["alias"], rater=self._id, council=self._asked.council.name)

    def _put(self, sheet, row: int, column: int, text, kind: str) -> None:
        """Write one cell as text, or an empty one that keeps its form."""
        if is_blank(text):
            sheet.write_blank(row, column, None, self._formats[kind])
        else:
            sheet.write_string(row, column, guarded(str(text)), self._formats[kind])

    def _put_number(self, sheet, row: int, column: int, number, kind: str = "number") -> None:
        """Write one whole number, or an empty cell."""
        if number is None:
            sheet.write_blank(row, column, None, self._formats[kind])
        else:
            sheet.write_number(row, column, number, self._formats[kind])

    def _write_top(self, sheet, lines: tuple[str, ...]) -> int:
        """Write whose file it is and what to do; return the next row."""
        self._put(sheet, 0, 0, self._title, "title")
        for row, line in enumerate(lines, start=1):
            self._put(sheet, row, 0, line, "note")
        return len(lines) + 1

    def _heads(self, sheet, row: int, heads: list[tuple[str, str, int]], scales: list[str] | None = None) -> int:
        """Write headings, below them what they mean and in small the names that are read back; return the next row."""
        sheet.set_row(row, LINE * max(_line_count(head, width) for head, _name, width in heads))
        if scales:
            sheet.set_row(row + 1, SMALL_LINE * max(_line_count(said, head[2] * 1.15)
                                                    for said, head in zip(scales, heads, strict=True)))
        for column, (head, name, width) in enumerate(heads):
            sheet.set_column(column, column, width)
            self._put(sheet, row, column, head, "head")
            if scales:
                self._put(sheet, row + 1, column, scales[column], "scale")
            self._put(sheet, row + 1 + bool(scales), column, name, "id")
        last = row + 1 + bool(scales)
        sheet.set_row(last, 10)
        sheet.repeat_rows(row, last)
        sheet.freeze_panes(last + 1, 2)
        return last + 1

    def _write_ratings(self, sheet) -> None:
        """Write the sheet of ratings: a row an option, a column a criterion."""
        heads = [(translate(TABLES["options"].column(name).label), name, width)
                 for name, width in (("option_id", 10), *self._option_widths.items())]
        scales = [""] * len(heads)
        for criterion_id, criterion in self._asked.criteria.items():
            low_words, high_words = end_words(criterion)
            heads.append((criterion["title"], criterion_id, 17 if self._round == 1 else 15))
            scales.append(f"{criterion['scale_low']}: {low_words}\n{criterion['scale_high']}: {high_words}")
            if self._round == 2:
                heads.append((_("First round"), "", 11.5))
                scales.append(criterion["title"])
        first = self._heads(sheet, self._write_top(sheet, tuple(map(translate, HOW[self._round]))), heads, scales)
        for row, option in enumerate(self._asked.options, start=first):
            self._write_option(sheet, row, option)

    @property
    def _option_widths(self) -> dict[str, int]:
        """Widths of the columns that say what an option is; the second round needs room beside each rating."""
        return {"title": 26, "kind": 11, "description": 44 if self._round == 1 else 32}

    def _write_option(self, sheet, row: int, option: dict) -> None:
        """Write one option, and a cell for each criterion."""
        leads = option["led_by"] == self._id
        title = _("{title}\nYou lead this one.").format(title=option["title"]) if leads else option["title"]
        shown = (option["option_id"], title, _(KINDS.get(option["kind"], option["kind"])), option["description"])
        for column, text in enumerate(shown):
            self._put(sheet, row, column, text, "led" if leads and column == 1 else "shown")
        widths = self._option_widths.values()
        count = max(_line_count(text, width) for text, width in zip(shown[1:], widths, strict=True))
        sheet.set_row(row, max(LINE * count, SMALL_LINE * 3 * (self._round == 2)) + 3)
        column = len(shown)
        for criterion_id, criterion in self._asked.criteria.items():
            key = (option["option_id"], criterion_id)
            self._place[key] = row, column
            saved = self._asked.stored(self._round, *key, self._id) or {}
            self._put_number(sheet, row, column, saved.get("rating"), self._kind(key, "number"))
            self._allow(sheet, row, column, criterion, criterion["title"], self._scale_message(criterion))
            column += 1
            if self._round == 2:
                self._put(sheet, row, column, self._first_round(option, criterion_id), "before")
                column += 1

    def _may_rate(self, key: tuple[str, str]) -> bool:
        """True unless this is the second round and the rater has not rated this in the first one."""
        return self._round == 1 or self._asked.stored(1, *key, self._id) is not None

    def _kind(self, key: tuple[str, str], kind: str) -> str:
        """Return the form of a cell to fill in, or that of a locked one."""
        return kind if self._may_rate(key) else "locked"

    def _first_round(self, option: dict, criterion_id: str) -> str:
        """Return what is shown of the first round; nothing of others where the rater has not rated alone yet."""
        key = (option["option_id"], criterion_id)
        if not self._may_rate(key):
            return _("rate this in the first round first")
        lines = [_("you: {rating}").format(rating=self._said(key, self._id))]
        if option["led_by"] not in (None, self._id):
            lines.append(_("lead: {rating}").format(rating=self._said(key, option["led_by"])))
        median = self._asked.medians.get(key)
        lines.append(_("middle: {rating}").format(rating="–" if median is None else f"{median:g}"))
        return "\n".join(lines)

    def _said(self, key: tuple[str, str], rater_id: str) -> str:
        """Return a rating of the first round as it is shown."""
        rating = (self._asked.stored(1, *key, rater_id) or {}).get("rating")
        return "–" if rating is None else str(rating)

    def _scale_message(self, criterion: dict) -> str:
        """Say what a cell may hold."""
        low_words, high_words = end_words(criterion)
        return _("A whole number, {low} ({low_words}) to {high} ({high_words}). Leave it empty if you do not "
                 "know.").format(
            low=criterion["scale_low"], high=criterion["scale_high"], low_words=low_words, high_words=high_words)

    def _allow(self, sheet, row: int, column: int, criterion: dict, title: str, message: str) -> None:
        """Let a cell take whole numbers on the criterion's scale alone."""
        low, high = criterion["scale_low"], criterion["scale_high"]
        sheet.data_validation(row, column, row, column, {
            "validate": "integer", "criteria": "between", "minimum": low, "maximum": high,
            "input_title": title[:TITLE_LIMIT], "input_message": message[:MESSAGE_LIMIT],
            "error_title": title[:TITLE_LIMIT],
            "error_message": _("Write a whole number from {low} to {high}, or leave the cell empty.").format(
                low=low, high=high)})

    def _write_reasons(self, sheet) -> None:
        """Write the sheet of reasons: a row for each option and criterion, beside it the rating as it is written."""
        columns = {name: TABLES["second_ratings"].column(name) for name in rating_fields(2)}
        heads = [(_("Option id"), "option_id", 10), (_("Option"), "", 44), (_("Criterion id"), "criterion_id", 12),
                 (_("Criterion"), "", 26), (_("Your rating"), "", 11), (_("Look at"), "", 16),
                 *((translate(columns[name].label), name, width)
                   for name, width in (("low", 9), ("high", 9), ("reason", 60), ("challenge_id", 16))
                   if name in rating_fields(self._round))]
        lines = (_("Needed where a rating stands at an end of its scale; welcome anywhere. At least and at most: only "
                   "if you are unsure."),)
        first = self._heads(sheet, self._write_top(sheet, lines), heads)
        for row, (key, place) in enumerate(self._place.items(), start=first):
            self._write_reason(sheet, row, key, place)
        sheet.autofilter(first - 1, 0, first - 1 + len(self._place), len(heads) - 1)

    def _write_reason(self, sheet, row: int, key: tuple[str, str], place: tuple[int, int]) -> None:
        """Write the row of one option and criterion."""
        criterion = self._asked.criteria[key[1]]
        saved = self._asked.stored(self._round, *key, self._id) or {}
        titles = self._asked.rows["options"][key[:1]]["title"], criterion["title"]
        count = max(_line_count(titles[0], 44), _line_count(titles[1], 26), _line_count(saved.get("reason"), 60))
        if count > 1:  # A row without a height of its own grows with what is typed into it.
            sheet.set_row(row, LINE * count)
        for column, text in enumerate((key[0], titles[0], key[1], titles[1])):
            self._put(sheet, row, column, text, "shown")
        self._follow(sheet, row, place, criterion, saved)
        for column, name in enumerate(("low", "high"), start=6):
            self._put_number(sheet, row, column, saved.get(name), self._kind(key, "number"))
            label = translate(TABLES["ratings"].column(name).label)
            self._allow(sheet, row, column, criterion, label, self._scale_message(criterion))
        self._put(sheet, row, 8, saved.get("reason"), self._kind(key, "text"))
        if self._round == 2:
            ids = [challenge["challenge_id"] for challenge in self._asked.rows["challenges"].values()
                   if challenge["option_id"] == key[0]]
            self._put(sheet, row, 9, saved.get("challenge_id"), self._kind(key, "text"))
            if ids and len(",".join(ids)) <= MESSAGE_LIMIT:
                sheet.data_validation(row, 9, row, 9, {"validate": "list", "source": ids})

    def _follow(self, sheet, row: int, place: tuple[int, int], criterion: dict, saved: dict) -> None:
        """Show the rating as it is typed on the first sheet, and where it wants a reason."""
        rating = f"{RATINGS}!{xl_rowcol_to_cell(*place)}"
        ends, words = (criterion["scale_low"], criterion["scale_high"]), _("reason wanted").replace('"', "'")
        shown = saved.get("rating")
        sheet.write_formula(row, 4, f'=IF({rating}="","",{rating})', self._formats["seen"],
                            "" if shown is None else shown)
        at_end = f"OR({rating}={ends[0]},{rating}={ends[1]})"
        is_wanted = shown in ends and not saved.get("reason")
        sheet.write_formula(row, 5, f'=IF(AND({rating}<>"",{at_end},{xl_rowcol_to_cell(row, 8)}=""),"{words}","")',
                            self._formats["wanted"], words if is_wanted else "")

    def _write_challenges(self, sheet, challenges: list[dict]) -> None:
        """Write what critical friends asked and what was answered."""
        table = TABLES["challenges"]
        widths = {"challenge_id": 11, "option_id": 9, "criterion_id": 11, "question": 44, "evidence_asked": 30,
                  "severity": 13, "response": 46, "resolution": 16, "resolution_reason": 30}
        heads = [(translate(table.column(name).label), "", width) for name, width in widths.items()]
        first = self._heads(sheet, self._write_top(sheet, ()), heads)
        words = {name: {word.code: word.label for word in table.column(name).words}
                 for name in ("severity", "resolution")}
        for row, challenge in enumerate(challenges, start=first):
            sheet.set_row(row, LINE * max(_line_count(challenge[name], width) for name, width in widths.items()) + 3)
            for column, name in enumerate(widths):
                text = challenge[name]
                self._put(sheet, row, column, translate(words.get(name, {}).get(text, text) or ""), "shown")

    def _write_about(self, sheet) -> None:
        """Write what the file is, as it is read back, and how to send it back."""
        sheet.set_column(0, 0, 16)
        sheet.set_column(1, 1, 110)
        facts = ((COUNCIL, self._asked.council.name), (CODE, self._asked.council.gss_code), (RATER, self._id),
                 (ROUND, str(self._round)), (REVISION, str(self._asked.revision)),
                 (MADE_ON, dt.date.today().isoformat()))
        lines = [(name, value) for name, value in facts] + [("", translate(line).format(
            code=self._asked.council.gss_code, format=ROUND_FORMATS[self._round])) for line in BACK if self._round == 1
            or line is not BACK[1]]
        for row, (name, value) in enumerate(lines):
            sheet.set_row(row, LINE * _line_count(value, 100))
            self._put(sheet, row, 0, name, "bold")
            self._put(sheet, row, 1, value, "about")
