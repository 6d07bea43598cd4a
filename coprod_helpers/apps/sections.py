"""Sections as the HTML of an app: charts go out as specifications, which the page's own script draws, and cases unfold."""

from __future__ import annotations

import html
import json
from collections.abc import Sequence

import pandas as pd

from coprod_helpers.look.escape import escape, link
from coprod_helpers.look.pictures import to_spec
from coprod_helpers.look.section import Picture, Section
from coprod_helpers.look.words import translate as _


class CaseToUnfold:
    """One case, to unfold."""

    def __init__(self, row: dict):
        self.row = row

    def to_html(self, _ident: str = "") -> str:
        """Return title and place, and under them what happened, what came of it, and where it can be read."""
        row = {name: "" if pd.isna(value) else str(value) for name, value in self.row.items()}
        parts = ((_("What happened"), "summary"), (_("What citizens do"), "citizens_do"), (_("What the service does"), "service_does"),
                 (_("Costs"), "costs"), (_("Savings"), "savings"), (_("What was learnt"), "lessons"))
        told = "".join(f"<h3>{escape(label)}</h3><p>{escape(row[name])}</p>" for label, name in parts if row[name])
        source = f"<p>{link(row['source_url'], row['source_title'] or row['source_url'])}</p>" if row["source_url"] else ""
        return (f'<details class="case" data-text="{escape(" ".join(row[name] for name in ("title", "place", "summary", "subjects")))}">'
                f"<summary>{escape(row['title'])} ({escape(row['place'])})</summary>{told}{source}</details>")


def page_html(title: str, sections: Sequence[Section], made_from: str) -> str:
    """Return a page's heading and sections as HTML, with a box to find cases by where there are any."""
    finder = ""
    if any(isinstance(part, CaseToUnfold) for section in sections for part in section.body):
        finder = (f'<p class="finder" hidden><label for="finder">{escape(_("Show only cases that tell of"))}</label>'
                  f'<input id="finder" type="search" autocomplete="off"></p><p id="found" role="status"></p>')
    return (f'<h1 dir="auto">{escape(title)}</h1>{finder}{sections_html(sections)}'
            f'<p class="made">{escape(made_from)}</p>')


def sections_html(sections: Sequence[Section]) -> str:
    """Return sections as HTML, their charts as specifications."""
    return "".join(_section_html(section, f"s{place}") for place, section in enumerate(sections, 1))


def _section_html(section: Section, ident: str) -> str:
    """Return one section."""
    with_specs = Section(section.step, section.title, section.finding, [_with_spec(part) for part in section.body],
                         section.next_action, section.how_sure)
    return with_specs.to_html(ident)


def _with_spec(part):
    """Put a picture that the page's script draws in the place of one that a kernel would draw."""
    return _SpecPicture(part) if isinstance(part, Picture) and not isinstance(part.chart, str) else part


class _SpecPicture:
    """A chart as a specification with its words, its caption and its table."""

    def __init__(self, picture: Picture):
        self.picture = picture

    def to_html(self, _ident: str = "") -> str:
        """Return the place for the chart, what it says, and the table to unfold.

        The chart's title is left out, for the section says the same in letters that fit a phone; what stands under the title
        goes into the caption.
        """
        spec = to_spec(self.picture.chart)
        title = spec.pop("title", None)
        under = title.get("subtitle", []) if isinstance(title, dict) else []
        caption = " ".join([self.picture.caption, *([under] if isinstance(under, str) else under)])
        place = (f'<div class="chart scroll" role="img" tabindex="0" aria-label="{escape(self.picture.alt)}" '
                 f'data-spec="{html.escape(json.dumps(spec, ensure_ascii=False), quote=True)}"></div>'
                 f'<p class="sideways" hidden>{escape(_("The drawing is wider than your screen: move it sideways, or open the table."))}</p>')
        table = f"<details><summary>{escape(_('The same as a table'))}</summary>{self.picture.view().to_html()}</details>"
        return f"<figure>{place}<figcaption>{escape(caption)}</figcaption></figure>{table}"

