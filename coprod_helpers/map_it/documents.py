"""Map It's part of the report."""

from __future__ import annotations

from coprod_helpers.look.section import Finding, Section, TableView
from coprod_helpers.look.words import _, translate
from coprod_helpers.map_it.charts import coverage_map, ward_bars
from coprod_helpers.map_it.explorer import finding, gaps, waiting
from coprod_helpers.map_it.map_balance import flags
from coprod_helpers.star import FOUR_COS, labels


def report_section(data) -> Section:
    """Return Map It's findings, pictures and next action for the report.

    Parameters
    ----------
    data : Snapshot or Workspace
        With the computed tables of Map It.
    """
    coverage, balance = data.read("coverage"), data.read("map_balance")
    said = flags(
        data.read("initiatives"),
        data.read("initiative_co"),
        data.read("initiative_outcome"),
        data.read("initiative_ward"),
        data.read("wards"),
        data.read("coverage_not_applicable"),
    )
    to_check = waiting(data.read("initiatives"))
    pictures = [] if coverage.empty else [coverage_map(coverage, data.council.name, data.revision)]
    return Section(
        "map_it",
        _("Co-Production Explorer"),
        finding(coverage),
        [
            *pictures,
            *(Finding(sentence) for sentence in (*said, to_check) if sentence),
            ward_bars(balance, data.council.name, data.revision),
            *_cases_for_the_first_gap(gaps(coverage), data.read("case_suggestions")),
        ],
        _next(gaps(coverage), to_check),
        _(
            "The map shows what people told us, not all that there is. A gap may be a thing nobody has reported. Counts of citizens "
            "are the reporters' own; initiatives that gave none and are left out of them: {unknown}."
        ).format(unknown=_unknown(data)),
    )


def _cases_for_the_first_gap(empty, suggestions) -> list[TableView]:
    """Return what others did about the most telling gap, with the reasons; nothing where there is no gap or no case."""
    if empty.empty:
        return []
    gap = empty.iloc[0]
    cases = suggestions[suggestions["outcome_id"].eq(gap["outcome_id"]) & suggestions["co"].eq(gap["co"])]
    caption = _('What others did: cases for "{outcome}" and {co}').format(outcome=gap["outcome"], co=translate(labels(FOUR_COS)[gap["co"]]))
    return [TableView.of("case_suggestions", cases, ["case", "place", "country", "reasons"], caption)] if len(cases) else []


def _next(empty, to_check: str) -> str:
    """Say what to do next: settle what waits, or talk about the most telling gap."""
    if empty.empty:
        return _("Settle what waits to be checked, in 01_map_it.") if to_check else ""
    return _('Talk with the people of "{outcome}" about the empty places, and look at what others did there.').format(
        outcome=empty["outcome"].iloc[0]
    )


def _unknown(data) -> int:
    """Count the initiatives under way that give neither citizens nor hours."""
    rows = data.read("initiatives")
    active = rows[rows["status"].isin(["existing", "improving"]) & rows["merged_into"].isna()]
    return int((active["citizen_count"].isna() & active["citizen_hours_month"].isna()).sum())
