"""What instruments hand to notebooks, reports and documents alike: findings, tables, pictures, and sections of them.

How a picture reaches JupyterLab, Voilà and a saved file, tried with JupyterLab 4.6.6, Voilà 0.5.13 and nbconvert 7.17
in Chromium with no network:

- JupyterLab draws Vega-Lite 3 to 5 by itself (no kernel, no network), but not 6, which is what altair's own
  "mimetype" renderer sends; Voilà and nbconvert draw neither. Of several forms of one output JupyterLab shows HTML
  before Vega-Lite.
- So a picture is one output: HTML with the chart as an SVG image, its caption and its table, the same wherever it is
  opened, also where JupyterLab does not trust the file (there it would take inline SVG out, but not an image). The
  chart's specification lies beside it in the file. The SVG is drawn by the process of `pictures`, not by the kernel.
- With `COPROD_PICTURES=later` nothing is drawn: the specification is one output, which JupyterLab draws when someone
  opens the file, and caption and table are the next. A batch runs so: it makes tables, and pictures on demand.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from coprod_helpers.look.escape import AS_TYPED, escape, link
from coprod_helpers.look.numbers import count, date_words, is_blank, not_known, per_cent, pounds, readable
from coprod_helpers.look.words import _, plural
from coprod_helpers.tables import table
from coprod_helpers.tables.declare import NUMBER_TYPES, Column

# JupyterLab's own renderer ends at version 5; what our charts use is the same in 5 and 6.
SPEC_TYPE = "application/vnd.vegalite.v5+json"
SPEC_SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
_EMBEDDED = {SPEC_TYPE: {"embed_options": {"actions": False, "renderer": "svg"}}}
MOST_ROWS = 200
LONGEST_ADDRESS = 90


class _Shown:
    """Shows itself in a notebook by its bundles."""

    def bundles(self) -> list[dict]:
        """Return what a notebook displays: one bundle of forms, by their types, for each output."""
        return [{"text/html": _in_notebook(self.to_html()), "text/plain": str(self)}]

    def _ipython_display_(self) -> None:
        """Display every bundle in turn."""
        from IPython.display import display

        for bundle in self.bundles():
            display(bundle, metadata=_EMBEDDED if SPEC_TYPE in bundle else {}, raw=True)


def _in_notebook(html: str) -> str:
    """Keep JupyterLab from setting people's words as formulas."""
    return f'<div class="{AS_TYPED}">{html}</div>'


def _scrolling(html: str, name: str) -> str:
    """Let wide content scroll by itself, by keyboard too, so that the page does not."""
    focus = f'tabindex="0" role="group" aria-label="{escape(name)}"'
    return f'<div class="scroll" {focus} style="overflow-x:auto">{html}</div>'


@dataclass(frozen=True)
class Finding(_Shown):
    """One sentence that says what was found; several stand in lines of their own."""

    text: str

    def __str__(self) -> str:
        return self.text

    def to_html(self, ident: str = "") -> str:
        """Return the sentence as a paragraph."""
        return f'<p class="finding" dir="auto">{_in_lines(self.text)}</p>'


def _in_lines(text: str) -> str:
    """Return text as HTML, its line ends kept."""
    return escape(text).replace("\n", "<br>")


@dataclass(frozen=True)
class Passage(_Shown):
    """A piece of a section under a heading of its own, with a web page to go on to.

    Parameters
    ----------
    heading : str
    text : str
        Several sentences stand in lines of their own.
    address : str
        Of a web page, shown as a link under the text; may be empty.
    """

    heading: str
    text: str
    address: str = ""

    def __str__(self) -> str:
        return f"{self.heading}. {self.text} {self.shown_address()}".strip()

    def shown_address(self) -> str:
        """Return the address as it is read: a long one is cut."""
        return self.address if len(self.address) <= LONGEST_ADDRESS else f"{self.address[:LONGEST_ADDRESS - 1]}…"

    def to_html(self, ident: str = "", level: int = 4) -> str:
        """Return heading, text and link."""
        heading = f'<h{level} dir="auto">{escape(self.heading)}</h{level}>'
        said = f'<p class="passage" dir="auto">{_in_lines(self.text)}</p>' if self.text else ""
        return f"{heading}{said}" + (f"<p>{link(self.address, self.shown_address())}</p>" if self.address else "")


@dataclass(frozen=True, eq=False)
class TableView(_Shown):
    """A table to read: caption, headings with units, numbers to the right, blanks in words.

    Parameters
    ----------
    frame : DataFrame
        One row for each row shown. Left as it is.
    caption : str
        What the table shows.
    columns : sequence of str or Column, optional
        Which columns, in which order; all if left out. The first names its rows.
    blanks : mapping of column name to str, optional
        Words for blanks that do not mean "not known", for example {"to_do": "nothing"}.
    most_rows : int
        Longer tables are cut here, and say so.
    """

    frame: pd.DataFrame
    caption: str
    columns: Sequence[str | Column] | None = None
    blanks: Mapping[str, str] = field(default_factory=dict)
    most_rows: int = MOST_ROWS

    @classmethod
    def of(cls, name: str, frame: pd.DataFrame, columns: Sequence[str] | None = None, caption: str = "",
           blanks: Mapping[str, str] | None = None, most_rows: int = MOST_ROWS) -> TableView:
        """Return a view of a declared table, with its labels, units and words.

        Parameters
        ----------
        name : str
            The declaration's name, for example "coverage".
        frame : DataFrame
            Rows of that table.
        columns : sequence of str, optional
            Which of its columns; all of those in `frame` if left out.
        caption : str, optional
            The declaration's label if left out.

        Raises
        ------
        KeyError
            If the declaration lacks a column.
        ValueError
            If the table holds people's own answers, or a column is private: neither is ever shown.
        """
        declared = table(name)
        by_name = {column.name: column for column in declared.columns}
        shown = [by_name[column] for column in columns or [column for column in by_name if column in frame]]
        if declared.holds_people or any(column.privacy == "private" for column in shown):
            raise ValueError(f"{name} holds what single people said of themselves, which is never shown")
        return cls(frame, caption or _(declared.label), tuple(shown), blanks or {}, most_rows)

    def __str__(self) -> str:
        return plural("{caption}: {number} row", "{caption}: {number} rows", len(self.frame)).format(
            caption=self.caption, number=count(len(self.frame)))

    def shown_columns(self) -> list[Column]:
        """Return the declarations of the columns shown; undeclared ones are read from their types."""
        columns = self.frame.columns if self.columns is None else self.columns
        return [entry if isinstance(entry, Column) else _undeclared(str(entry), self.frame[entry]) for entry in columns]

    def headings(self) -> list[str]:
        """Return each column's label with its unit."""
        return [f"{label} ({unit})" if unit else label for label, unit in map(_heading, self.shown_columns())]

    def rows(self) -> list[list[str]]:
        """Return the cells of the rows shown, as text."""
        columns, frame = self.shown_columns(), self.frame.head(self.most_rows)
        cells = [[self._cell(value, column) for value in frame[column.name]] for column in columns]
        return [list(row) for row in zip(*cells, strict=True)]

    def rest(self) -> str:
        """Return a sentence on the rows that are not shown, or nothing."""
        if len(self.frame) == 0:
            return _("There are no rows yet.")
        if len(self.frame) <= self.most_rows:
            return ""
        return _("Shown are the first {shown} of {all} rows.").format(
            shown=count(self.most_rows), all=count(len(self.frame)))

    def to_html(self, ident: str = "") -> str:
        """Return the table as HTML that scrolls by itself where the screen is narrow."""
        columns = self.shown_columns()
        head = "".join(f'<th scope="col"{_to_side(column)}>{_heading_html(column)}</th>' for column in columns)
        body = "".join(_row_html(row, columns) for row in self.rows())
        rest = f"<p>{escape(self.rest())}</p>" if self.rest() else ""
        return _scrolling(
            f'<table><caption style="text-align:left;caption-side:top">{escape(self.caption)}</caption>'
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>", self.caption) + rest

    def _cell(self, value: object, column: Column) -> str:
        """Return one value as a reader sees it."""
        return self.blanks.get(column.name, not_known()) if is_blank(value) else _as_read(value, column)


def _undeclared(name: str, values: pd.Series) -> Column:
    """Describe a column that no declaration holds, by its type."""
    kinds = (("yes_no", pd.api.types.is_bool_dtype), ("integer", pd.api.types.is_integer_dtype),
             ("number", pd.api.types.is_float_dtype), ("date", pd.api.types.is_datetime64_any_dtype))
    return Column(name, next((kind for kind, is_kind in kinds if is_kind(values)), "text"), name, "")


def _as_read(value: object, column: Column) -> str:
    """Return a value that is not blank as a reader sees it, by its column's type."""
    if column.type == "yes_no":
        return _("Yes") if value else _("No")
    if column.type == "integer":
        return str(value) if column.unit == "year" else count(value)
    as_text = {"date": date_words, "share": per_cent, "money": pounds, "number": readable}.get(column.type)
    if as_text:
        return as_text(value)
    return next((_(word.label) for word in column.words if word.code == value), str(value))


def _heading(column: Column) -> tuple[str, str]:
    """Return a column's label and the unit that its cells do not carry themselves."""
    unit = _(column.unit) if column.type in NUMBER_TYPES and column.type != "share" else ""
    return _(column.label), unit.removeprefix("£").strip()


def _heading_html(column: Column) -> str:
    """Return a heading whose unit stands in smaller print."""
    label, unit = _heading(column)
    return escape(label) + (f" <small>({escape(unit)})</small>" if unit else "")


def _to_side(column: Column) -> str:
    """Set numbers to the right and words to the left, wherever the page is shown."""
    side = "right" if column.type in NUMBER_TYPES else "left"
    return f' style="text-align:{side}"'


def _row_html(row: list[str], columns: list[Column]) -> str:
    """Return one row; its first cell names it."""
    cells = [f'<th scope="row"{_to_side(columns[0])} dir="auto">{_cell_html(row[0], columns[0])}</th>']
    cells += [f'<td{_to_side(column)} dir="auto">{_cell_html(text, column)}</td>'
              for text, column in zip(row[1:], columns[1:], strict=True)]
    return f"<tr>{''.join(cells)}</tr>"


def _cell_html(text: str, column: Column) -> str:
    """Return a cell's text, with web addresses as links and line ends kept."""
    if column.type != "url":
        return escape(text).replace("\n", "<br>")
    return "<br>".join(link(line, line) for line in text.splitlines())


@dataclass(frozen=True, eq=False)
class Picture(_Shown):
    """A chart with the words and the table that say the same.

    Parameters
    ----------
    chart : altair chart or str
        Counted up, with small numbers withheld before; or SVG text.
    alt : str
        What the chart shows, for those who do not see it: the message and the figures that carry it.
    table : DataFrame or TableView
        The figures of the chart.
    caption : str
        Names the picture in one line.
    """

    chart: object
    alt: str
    table: pd.DataFrame | TableView
    caption: str

    def __str__(self) -> str:
        return f"{self.caption}. {self.alt}"

    def view(self) -> TableView:
        """Return the figures as a table to read."""
        return self.table if isinstance(self.table, TableView) else TableView(self.table, self.caption)

    def to_html(self, ident: str = "") -> str:
        """Return the picture for a page: SVG, caption, and the table to unfold."""
        from coprod_helpers.look.pictures import to_svg

        svg = to_svg(self.chart, self.caption, self.alt, ident)
        return self._figure(svg.replace("<svg ", f'<svg style="{_size_style(svg)}" ', 1)) + self._table_html()

    def bundles(self) -> list[dict]:
        """Return what a notebook displays; see the head of this module."""
        from coprod_helpers.look.pictures import drawn_now, to_spec

        spec = {} if isinstance(self.chart, str) else {SPEC_TYPE: to_spec(self.chart) | {
            "$schema": SPEC_SCHEMA, "description": self.alt}}
        if spec and not drawn_now():
            below = _in_notebook(f"<p>{escape(self.caption)}</p>{self._table_html()}")
            return [{**spec, "text/plain": str(self)}, {"text/html": below, "text/plain": str(self.view())}]
        html = _in_notebook(self._figure(self._image()) + self._table_html())
        return [{"text/html": html, **spec, "text/plain": str(self)}]

    def _image(self) -> str:
        """Return the picture as an image that holds its own drawing."""
        from coprod_helpers.look.pictures import data_address, to_svg

        svg = to_svg(self.chart, self.caption, self.alt)
        return f'<img alt="{escape(self.alt)}" src="{data_address(svg)}" style="{_size_style(svg)}">'

    def _figure(self, drawing: str) -> str:
        """Return a drawing with its caption; where the screen is too narrow for its text, it scrolls."""
        caption = f"<figcaption>{escape(self.caption)}</figcaption>"
        return f'<figure style="margin:0">{_scrolling(drawing, self.caption)}{caption}</figure>'

    def _table_html(self) -> str:
        """Return the table, folded away."""
        return f"<details><summary>{escape(_('The same as a table'))}</summary>{self.view().to_html()}</details>"


def _size_style(svg: str) -> str:
    """Return the style that fits a drawing to the page and keeps its smallest text at 12 px or more."""
    from coprod_helpers.look.pictures import narrowest, widest

    return f"display:block;width:100%;max-width:{widest(svg):.0f}px;min-width:{math.ceil(narrowest(svg))}px;height:auto"


@dataclass(frozen=True, eq=False)
class Section(_Shown):
    """One instrument's result: the finding first, then what shows it, how sure it is, and what to do next.

    Parameters
    ----------
    step : str
        Stored name of the step, for example "map_it"; empty for none.
    title : str
    finding : str
        The result in one sentence.
    body : sequence of Finding, Passage, TableView and Picture
    next_action : str
        What to do next; may be empty.
    how_sure : str
        How far to trust it, and why; may be empty.
    """

    step: str
    title: str
    finding: str
    body: Sequence[Finding | Passage | TableView | Picture] = ()
    next_action: str = ""
    how_sure: str = ""

    def __str__(self) -> str:
        return f"{self.title}. {self.finding}"

    def bundles(self) -> list[dict]:
        """Return what a notebook displays: the finding, each part of the body, and how sure and what next."""
        end = [{"text/html": _in_notebook(self._end()), "text/plain": f"{self.how_sure} {self.next_action}".strip()}]
        opening = {"text/html": _in_notebook(self._opening("h3", "")), "text/plain": str(self)}
        return [opening, *(bundle for part in self.body for bundle in part.bundles()), *(end if self._end() else [])]

    def to_html(self, ident: str = "", level: int = 2) -> str:
        """Return the section for a page.

        Parameters
        ----------
        ident : str
            Unique on the page; begins all ids inside.
        level : int
            Level of its heading, 2 to 6.
        """
        parts = "".join(_part_html(part, f"{ident}-{place}" if ident else "", level)
                        for place, part in enumerate(self.body, 1))
        named = f' aria-labelledby="{escape(ident)}"' if ident else ""
        return f"<section{named}>{self._opening(f'h{level}', ident)}{parts}{self._end()}</section>"

    def _opening(self, heading: str, ident: str) -> str:
        """Return title and finding."""
        named = f' id="{escape(ident)}"' if ident else ""
        return f'<{heading}{named} dir="auto">{escape(self.title)}</{heading}>{Finding(self.finding).to_html()}'

    def _end(self) -> str:
        """Return how sure and what next, as far as they are given."""
        lines = ((_("How sure: {text}"), self.how_sure), (_("Next: {text}"), self.next_action))
        said = [sentence.format(text=text) for sentence, text in lines if text]
        return "".join(f'<p class="note" dir="auto">{escape(text)}</p>' for text in said)


def _part_html(part: Finding | Passage | TableView | Picture, ident: str, level: int) -> str:
    """Return a part of a section for a page; a passage's heading stands one level under the section's."""
    return part.to_html(ident, level + 1) if isinstance(part, Passage) else part.to_html(ident)
