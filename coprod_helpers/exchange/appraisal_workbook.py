"""The whole appraisal as an Excel workbook with live formulas, so that each score can be traced to ratings and swings.

Medians, ratings on 0 to 1, weights, scores, places and what a choice takes are formulas; a last column says whether each agrees
with what the notebook reckoned. Raters stand by id and group, never by name.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import xlsxwriter
from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from coprod_helpers.errors import InputError
from coprod_helpers.focus_it import CHOICE_TABLES, TABLES, Appraisal, choose_within_limits
from coprod_helpers.focus_it.appraisal import KNOWN_ENOUGH
from coprod_helpers.focus_it.choice_charts import limit_words
from coprod_helpers.focus_it.weighing import WEIGHTS_OF
from coprod_helpers.look.numbers import date_words
from coprod_helpers.look.words import translate as _
from coprod_helpers.star import OPTION_KINDS, RATER_GROUPS, labels
from coprod_helpers.tables.focus_it import DECISIONS

FORMATS = {
    "title": {"bold": True, "font_size": 16, "font_color": "#12436D"}, "head": {
        "bold": True, "bg_color": "#12436D", "font_color": "#FFFFFF", "text_wrap": True, "valign": "top", "border": 1},
    "text": {"text_wrap": True, "valign": "top"}, "given": {"bg_color": "#FFF7D6", "border": 1, "valign": "top"},
    "number": {"num_format": "0.00", "valign": "top"}, "share": {"num_format": "0.0%", "valign": "top"},
    "score": {"num_format": "0.0000", "valign": "top"}, "whole": {"num_format": "#,##0", "valign": "top"},
    "total": {"num_format": "#,##0", "bold": True, "top": 1}, "bold": {"bold": True},
}
READ_ME, RATINGS, WEIGHTS, SCORES, CHOICE, DECIDED = "Read me", "Ratings", "Weights", "Scores", "Choice", "Decisions"
SAME = 1e-6
LONGEST = 48


def write_appraisal(workspace, path: str | Path) -> Path:
    """Write the appraisal as a workbook with live formulas.

    Parameters
    ----------
    workspace : Workspace or Snapshot
    path : str or Path
        The .xlsx file; it is replaced.

    Returns
    -------
    Path

    Raises
    ------
    InputError
        If there are no options or criteria yet; or the name does not end in .xlsx.
    """
    path = Path(path)
    if path.suffix.lower() != ".xlsx":
        raise InputError(_('The appraisal is an Excel file; give it a name that ends in .xlsx. "{name}" was found.').format(
            name=path.name))
    tables = workspace.read_many([*TABLES, *CHOICE_TABLES, "focus_decisions"])
    if tables["options"].empty or tables["criteria"].empty:
        raise InputError(_("There are no options and criteria yet, so there is no appraisal to write. Enter them in 02_focus_it."))
    with xlsxwriter.Workbook(str(path)) as book:
        _Writer(book, Appraisal(tables), tables, workspace).write()
    return path


class _Writer:
    """Writes the sheets; keeps where things stand, so that formulas of one sheet can point at another.

    Parameters
    ----------
    book : xlsxwriter Workbook
    appraisal : Appraisal
    tables : dict
    workspace : Workspace or Snapshot
    """

    def __init__(self, book, appraisal: Appraisal, tables: dict, workspace):
        self.book, self.appraisal, self.tables, self.workspace = book, appraisal, tables, workspace
        self.format = {name: book.add_format(given) for name, given in FORMATS.items()}
        self.options = list(appraisal.shares.index)
        self.criteria = list(appraisal.shares.columns)
        self.groups = appraisal.groups
        self.share_cell: dict[tuple[str, str], str] = {}
        self.middle_cell: dict[tuple[str, str], str] = {}

    def write(self) -> None:
        """Write all sheets."""
        sheets = {name: self.book.add_worksheet(name) for name in (READ_ME, RATINGS, WEIGHTS, SCORES, CHOICE, DECIDED)}
        self._write_read_me(sheets[READ_ME])
        self._write_ratings(sheets[RATINGS])
        self._write_weights(sheets[WEIGHTS])
        self._write_scores(sheets[SCORES])
        self._write_choice(sheets[CHOICE])
        self._write_decisions(sheets[DECIDED])

    def _head(self, sheet, row: int, words: Sequence[str], widths: Sequence[int] = ()) -> None:
        """Write a row of headings, and set widths of columns."""
        for column, word in enumerate(words):
            sheet.write(row, column, word, self.format["head"])
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)

    # Sheets ----------------------------------------------------------------------------------------------------------

    def _write_read_me(self, sheet) -> None:
        """Say what the workbook is, and how to trace a score."""
        council = self.workspace.council
        sheet.set_column(0, 0, 110)
        sheet.write(0, 0, _("Appraisal of options, {council}").format(council=council.name), self.format["title"])
        lines = [_("Made from revision {revision}.").format(revision=self.workspace.revision)]
        if council.is_invented:
            lines.append(_("This council is invented. Its people, places and figures are examples."))
        lines += [
            _("To trace a score: Scores shows it as a formula of the row of ratings on 0 to 1 and of the group's weights; each rating "
              "on 0 to 1 points at its row in Ratings, where the middle of all raters is a formula too."),
            _("Yellow cells were given by people and can be changed here to try something; nothing goes back from this file. An empty "
              "rating is not known and never 0."),
            _("A score is the weighted sum of the known ratings, shared by the weight that is known. An option has a place where at "
              "least {share} of the weight is known. One that makes outcomes worse by the middle rating comes after all others, "
              "whatever it saves.").format(share=f"{KNOWN_ENOUGH:.0%}"),
            _("Choice: put 1 or 0 beside an option, and see what the options take and whether it fits the limits."),
            _("Axes, quadrants and rules are ours; that priorities are set by gains in outcomes and in efficiency is Governance "
              "International's idea (2015)."),
        ]
        for row, line in enumerate(lines, 2):
            sheet.write(row, 0, line, self.format["text"])

    def _write_ratings(self, sheet) -> None:
        """Write one row for each option and criterion: what every rater gave, the middle, and the middle on 0 to 1."""
        ratings, scale = self.appraisal.ratings, self.appraisal.scale
        raters = sorted(ratings["rater_id"].unique())
        groups = self.tables["raters"].set_index("rater_id")["rater_group"]
        named = [_("{group} {rater}").format(group=_(labels(RATER_GROUPS)[groups[rater]]), rater=rater) if rater in groups.index else rater
                 for rater in raters]
        fixed = [_("Option id"), _("Option"), _("Criterion"), _("Worst"), _("Best")]
        self._head(sheet, 0, [*fixed, *named, _("Middle"), _("On 0 to 1")], [9, LONGEST, 24, 7, 7, *[11] * len(raters), 9, 9])
        held = ratings.set_index(["option_id", "criterion_id", "rater_id"])["rating"].to_dict()
        first, last = len(fixed), len(fixed) + len(raters) - 1
        for row, (option, criterion) in enumerate(((one, other) for one in self.options for other in self.criteria), 1):
            cells = [option, self.appraisal.titles[option], self.appraisal.criterion_titles[criterion],
                     scale.at[criterion, "worst"], scale.at[criterion, "best"]]
            for column, cell in enumerate(cells):
                sheet.write(row, column, cell)
            for column, rater in enumerate(raters, first):
                rating = held.get((option, criterion, rater))
                sheet.write(row, column, "" if pd.isna(rating) else float(rating), self.format["given"])
            given = f"{xl_rowcol_to_cell(row, first)}:{xl_rowcol_to_cell(row, max(first, last))}"
            middle, worst, best = (xl_rowcol_to_cell(row, column) for column in (last + 1, 3, 4))
            value, share = self.appraisal.panel.at[option, criterion], self.appraisal.shares.at[option, criterion]
            sheet.write_formula(row, last + 1, f'=IF(COUNT({given})=0,"",MEDIAN({given}))', self.format["number"], _cached(value))
            sheet.write_formula(row, last + 2, f'=IF({middle}="","",({middle}-{worst})/({best}-{worst}))', self.format["score"],
                                _cached(share))
            self.middle_cell[option, criterion] = f"{RATINGS}!{xl_rowcol_to_cell(row, last + 1)}"
            self.share_cell[option, criterion] = f"{RATINGS}!{xl_rowcol_to_cell(row, last + 2)}"
        sheet.freeze_panes(1, 3)

    def _write_weights(self, sheet) -> None:
        """Write, for each group, what it gave for each criterion, and its weight as a formula."""
        self._head(sheet, 0, [_("Whose"), _("What"), *[self.appraisal.criterion_titles[one] for one in self.criteria]],
                   [22, 44, *[16] * len(self.criteria)])
        self.weight_row: dict[str, int] = {}
        row = 1
        for group in self.groups:
            weighed = self.appraisal.weights[group]
            on_steps = (weighed.shares * weighed.steps).reindex(self.criteria)
            held = self.tables["criterion_weights"]
            swings = held[held["rater_group"].eq(group)].set_index("criterion_id")["swing"].reindex(self.criteria)
            is_swing = weighed.asked_as == "swing"
            told = _("Swing, 0 to 100") if is_swing else _("Weight of the step, as the group's order or pairs come to")
            given = swings if is_swing else on_steps
            counts = [1 if one in weighed.shares.index else 0 for one in self.criteria]
            lines = ((told, list(given), "given"), (_("Share of the scale that the step covers"),
                     list(weighed.steps.reindex(self.criteria).fillna(1.0)), "share"),
                     (_("Counts: 1, or 0 where it tells no options apart or has no weight"), counts, "given"))
            for line, (words, cells, style) in enumerate(lines):
                sheet.write(row + line, 0, _(WEIGHTS_OF[group]) if line == 0 else "")
                sheet.write(row + line, 1, words, self.format["text"])
                for column, cell in enumerate(cells, 2):
                    sheet.write(row + line, column, "" if pd.isna(cell) else float(cell), self.format[style])
            self._write_shares(sheet, row, weighed.shares)
            row += 6
        sheet.freeze_panes(1, 2)

    def _write_shares(self, sheet, row: int, shares: pd.Series) -> None:
        """Write a group's weights on the declared scale, and shared out to 1, as formulas."""
        sheet.write(row + 3, 1, _("On the declared scale: given / share of the scale x counts"), self.format["text"])
        sheet.write(row + 4, 1, _("Weight, shared out to 1"), self.format["bold"])
        last = 1 + len(self.criteria)
        raw = xl_range_abs(row + 3, 2, row + 3, last)
        for column, criterion in enumerate(self.criteria, 2):
            given, step, counts, on_scale = (xl_rowcol_to_cell(row + line, column) for line in range(4))
            sheet.write_formula(row + 3, column, f"=N({given})/{step}*{counts}", self.format["number"])
            sheet.write_formula(row + 4, column, f"={on_scale}/SUM({raw})", self.format["share"],
                                float(shares.get(criterion, 0.0)))
        group = self.groups[len(self.weight_row)]
        self.weight_row[group] = row + 4

    def _write_scores(self, sheet) -> None:
        """Write each option's ratings on 0 to 1, and each group's score and place, as formulas."""
        count, last = len(self.options), 2 + len(self.criteria)
        heads = [_("Option id"), _("Option"), *[self.appraisal.criterion_titles[one] for one in self.criteria], _("Makes outcomes worse")]
        for group in self.groups:
            said = _(WEIGHTS_OF[group])
            heads += [_("Known, {weights}").format(weights=said), _("Score, {weights}").format(weights=said),
                      _("Place, {weights}").format(weights=said), _("As in the notebook")]
        self._head(sheet, 0, heads, [9, LONGEST, *[12] * len(self.criteria), 10, *[11] * (4 * len(self.groups))])
        gains = self.appraisal.criteria.loc[self.appraisal.criteria["axis"].eq("outcomes"), "criterion_id"]
        for row, option in enumerate(self.options, 1):
            sheet.write(row, 0, option)
            sheet.write(row, 1, self.appraisal.titles[option])
            for column, criterion in enumerate(self.criteria, 2):
                sheet.write_formula(row, column, f"={self.share_cell[option, criterion]}", self.format["score"],
                                    _cached(self.appraisal.shares.at[option, criterion]))
            harm = self.middle_cell[option, gains.iloc[0]] if len(gains) else '""'
            sheet.write_formula(row, last, f"=IF(ISNUMBER({harm}),IF({harm}<0,1,0),0)", self.format["whole"],
                                int(self.appraisal.is_harmful[option]))
            for place, group in enumerate(self.groups):
                self._write_score(sheet, row, last + 1 + 4 * place, group, option, count)
        sheet.freeze_panes(1, 2)

    def _write_score(self, sheet, row: int, column: int, group: str, option: str, count: int) -> None:
        """Write one option's known share, score and place by one group's weights, and whether they agree with the notebook."""
        view, last = self.appraisal.view(group), 1 + len(self.criteria)
        at = self.weight_row[group]
        weights = f"{WEIGHTS}!{xl_range_abs(at, 2, at, last)}"
        shares = f"{xl_rowcol_to_cell(row, 2)}:{xl_rowcol_to_cell(row, last)}"
        known, score, harm = (xl_rowcol_to_cell(row, place) for place in (column, column + 1, last + 1))
        sheet.write_formula(row, column, f"=SUMPRODUCT({weights},--ISNUMBER({shares}))", self.format["share"], float(view.known[option]))
        sheet.write_formula(row, column + 1, f'=IF({known}=0,"",SUMPRODUCT({weights},{shares})/{known})', self.format["score"],
                            _cached(view.scores[option]))
        all_of = {name: xl_range_abs(1, place, count, place) for name, place in
                  (("known", column), ("score", column + 1), ("harm", last + 1))}
        enough = f"{KNOWN_ENOUGH}-0.000000001"
        above = (f'SUMPRODUCT(({all_of["known"]}>={enough})*({all_of["harm"]}={harm})*'
                 f'(ROUND(N(+{score}),9)<ROUND(IF(ISNUMBER({all_of["score"]}),{all_of["score"]},0),9)))')
        others = f'SUMPRODUCT(({all_of["known"]}>={enough})*({all_of["harm"]}=0))'
        rank = view.ranks[option]
        sheet.write_array_formula(row, column + 2, row, column + 2,
                                  f'{{=IF({known}>={enough},1+{above}+IF({harm}=1,MAX(1,{others}),0),"{_("too little known")}")}}',
                                  self.format["whole"], _("too little known") if pd.isna(rank) else int(rank))
        reckoned = view.scores[option]
        test = f'IF({score}="",TRUE,FALSE)' if pd.isna(reckoned) else f"ABS({score}-{reckoned!r})<{SAME}"
        sheet.write_formula(row, column + 3, f'=IF({test},"{_("yes")}","{_("changed")}")', None, _("yes"))

    def _write_choice(self, sheet) -> None:
        """Write which options are chosen, what they take, what there is, and whether that fits, as formulas."""
        choices = choose_within_limits(self.appraisal, self.tables)
        if not choices:
            sheet.write(0, 0, _("No limits are set, so nothing is chosen under them."))
            return
        choice = next(iter(choices.values()))
        names, able = list(choice.frame.limits.index), list(choice.frame.use.index)
        self._head(sheet, 0, [_("Option id"), _("Option"), _("Chosen: 1 or 0"),
                              _("Gain, points of 100, by the {weights}").format(weights=_(WEIGHTS_OF[choice.group])),
                              *[limit_words(name) for name in names], _("If it cannot be chosen, why")],
                   [9, LONGEST, 9, 12, *[13] * len(names), 60])
        for row, option in enumerate(able, 1):
            sheet.write(row, 0, option)
            sheet.write(row, 1, self.appraisal.titles[option])
            sheet.write(row, 2, int(option in choice.portfolio.options), self.format["given"])
            gain = choice.gains.points[option]
            sheet.write(row, 3, "" if pd.isna(gain) else float(gain), self.format["number"])
            for column, name in enumerate(names, 4):
                use = choice.frame.use.at[option, name]
                sheet.write(row, column, "" if pd.isna(use) else float(use), self.format["whole"])
            sheet.write(row, 4 + len(names), choice.out.get(option, ""), self.format["text"])
        self._write_totals(sheet, choice, len(able))
        sheet.freeze_panes(1, 2)

    def _write_totals(self, sheet, choice, count: int) -> None:
        """Write what the chosen options gain and take together, what there is, and whether it fits."""
        chosen, base = xl_range_abs(1, 2, count, 2), count + 2
        for line, words in enumerate((_("Together"), _("There is"), _("Fits"))):
            sheet.write(base + line, 1, words, self.format["bold"])
        taken = choice.frame.use.loc[list(choice.portfolio.options)].sum()
        sheet.write_formula(base, 3, f"=SUMPRODUCT({chosen},{xl_range_abs(1, 3, count, 3)})", self.format["number"],
                            float(choice.portfolio.gain))
        for column, (name, limit) in enumerate(choice.frame.limits.items(), 4):
            own = xl_range_abs(1, column, count, column)
            sheet.write_formula(base, column, f"=SUMPRODUCT({chosen},{own})", self.format["total"], float(taken[name]))
            sheet.write(base + 1, column, float(limit), self.format["given"])
            total, there = xl_rowcol_to_cell(base, column), xl_rowcol_to_cell(base + 1, column)
            sheet.write_formula(base + 2, column, f'=IF({total}<={there}+0.000001,"{_("yes")}","{_("no")}")', None, _("yes"))

    def _write_decisions(self, sheet) -> None:
        """Write what was decided, by whom, when and why."""
        decisions = self.tables["focus_decisions"].set_index("option_id")
        kinds = self.appraisal.options.set_index("option_id")["kind"].map(labels(OPTION_KINDS)).map(_)
        self._head(sheet, 0, [_("Option id"), _("Option"), _("Kind"), _("Decision"), _("Why"), _("Decided by"), _("Decided on")],
                   [9, LONGEST, 14, 16, 60, 28, 18])
        for row, option in enumerate(self.options, 1):
            cells = [option, self.appraisal.titles[option], kinds[option]]
            if option in decisions.index:
                own = decisions.loc[option]
                cells += [_(labels(DECISIONS)[own["decision"]]), own["reason"], own["decided_by"], date_words(own["decided_on"].date())]
            for column, cell in enumerate(cells):
                sheet.write_string(row, column, str(cell), self.format["text"])


def _cached(value: float) -> float | str:
    """Return what a formula comes to, for readers that do not reckon it; nothing where it is blank."""
    return "" if pd.isna(value) else float(value)
