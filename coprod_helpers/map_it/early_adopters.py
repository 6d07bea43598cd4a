"""Early adopters: who already does it, with permission to name them, and whom to ask for permission next.

From the leaflet: early adopters carry a change to others. What is told of each, and the order, are ours.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from coprod_helpers import library
from coprod_helpers.look.section import TableView
from coprod_helpers.look.words import plural
from coprod_helpers.look.words import translate as _
from coprod_helpers.map_it.map_balance import under_way
from coprod_helpers.star import CONTRIBUTIONS, FOUR_COS, labels
from coprod_helpers.tables.declare import Column

ASKED_AT_ONCE = 3
# What an adopter's row holds; the labels are those of the table that is shown.
COLUMNS = (
    Column("initiative_id", "text", "Initiative id", "Of Map It."),
    Column("title", "text", "Initiative", "Its name."),
    Column("owner", "text", "Owner", "Who answers for it: a post or a group.", privacy="named by permission"),
    Column("service", "text", "Service area", "The service it belongs to."),
    Column("cos", "text", "Co's", "Which of the Four Co's."),
    Column("outcomes", "text", "Outcomes", "What it works for."),
    Column("public_gives", "text", "What the public service gives", "Or the kinds of it."),
    Column("citizens_give", "text", "What citizens give", "Or the kinds of it."),
    Column("citizen_count", "integer", "Citizens taking part", "In a usual month.", unit="people"),
    Column("citizen_hours_month", "number", "Citizens' hours", "In a usual month.", unit="hours a month"),
    Column("evidence_grade", "integer", "Evidence grade", "0 to 4.", unit="grade, 0 to 4"),
    Column("evidence", "text", "How it is known", "The evidence grade in words."),
)
_SHOWN = tuple(column for column in COLUMNS if column.name not in ("initiative_id", "evidence_grade"))


@dataclass(frozen=True)
class Permission:
    """How many initiatives under way may be named, how many nobody has asked about, and how many said no."""

    named: int
    not_asked: int
    refused: int

    @property
    def not_named(self) -> int:
        """How many are counted, never named."""
        return self.not_asked + self.refused

    @property
    def under_way(self) -> int:
        """How many are under way."""
        return self.named + self.not_named


def early_adopters(initiatives: pd.DataFrame, initiative_co: pd.DataFrame, initiative_outcome: pd.DataFrame,
                   outcomes: pd.DataFrame, service_areas: pd.DataFrame,
                   initiative_gives: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the initiatives under way that may be named, those of which most is known first.

    Named is what is existing or improving, not merged into another, and marked with yes in `may_name`. No and blank are
    counted by `permission` and stand in no row.

    Parameters
    ----------
    initiatives, initiative_co, initiative_outcome, outcomes, service_areas : DataFrame
        The tables of these names.
    initiative_gives : DataFrame, optional
        The table of this name: kinds of what a side gives, told where its own words are blank.

    Returns
    -------
    DataFrame, one row per initiative, with the columns of `COLUMNS`
        By evidence grade, then citizens, then their hours, the highest first, what is not known last; then by title.
        Blank is not known and never 0. It is for reading and is not stored.

    Examples
    --------
    >>> from coprod_helpers.tables import table
    >>> names = ["initiatives", "initiative_co", "initiative_outcome", "outcomes", "service_areas"]
    >>> len(early_adopters(*(table(name).empty() for name in names)))
    0
    """
    named = may_be_named(initiatives)
    ids = named["initiative_id"]
    told = named.assign(
        service=named["service_area"].map(_by_id(service_areas, "service_id", "name")),
        cos=ids.map(_cos_in_words(initiative_co)),
        outcomes=ids.map(_outcomes_in_words(initiative_outcome, outcomes)),
        public_gives=_or_kinds(named, "public_gives", _kinds_given(initiative_gives, "public_service")),
        citizens_give=_or_kinds(named, "citizens_give", _kinds_given(initiative_gives, "community")),
        evidence=named["evidence_grade"].map(_evidence_in_words()))
    order = ["evidence_grade", "citizen_count", "citizen_hours_month", "title", "initiative_id"]
    ordered = told.sort_values(order, ascending=[False, False, False, True, True], na_position="last")
    return ordered[[column.name for column in COLUMNS]].reset_index(drop=True)


def may_be_named(initiatives: pd.DataFrame) -> pd.DataFrame:
    """Return the initiatives under way whose `may_name` is yes; blank is no."""
    active = under_way(initiatives)
    return active[_is_allowed(active)]


def _is_allowed(initiatives: pd.DataFrame) -> pd.Series:
    """True where somebody said yes."""
    return initiatives["may_name"].eq(True).fillna(False).astype(bool)


def _by_id(frame: pd.DataFrame, key: str, value: str) -> dict[str, str]:
    """Return a table as id -> what it is called."""
    return frame.set_index(key)[value].to_dict()


def _cos_in_words(initiative_co: pd.DataFrame) -> dict[str, str]:
    """Return initiative -> its Co's, in the order of the star."""
    found = initiative_co.groupby("initiative_id")["co"].agg(set)
    names = labels(FOUR_COS)
    return {key: ", ".join(_(names[co]) for co in names if co in own) for key, own in found.items()}


def _outcomes_in_words(initiative_outcome: pd.DataFrame, outcomes: pd.DataFrame) -> dict[str, str]:
    """Return initiative -> its outcomes, in the order of their ids."""
    links = initiative_outcome.merge(outcomes[["outcome_id", "title"]], on="outcome_id").sort_values("outcome_id")
    return links.groupby("initiative_id")["title"].agg("; ".join).to_dict()


def _or_kinds(named: pd.DataFrame, column: str, kinds: dict[str, str]) -> pd.Series:
    """Return what a side gives in its own words, or else the kinds of it."""
    return named[column].fillna(named["initiative_id"].map(kinds).astype(named[column].dtype))


def _kinds_given(initiative_gives: pd.DataFrame | None, side: str) -> dict[str, str]:
    """Return initiative -> the kinds of thing that a side gives, in the order of the list."""
    if initiative_gives is None:
        return {}
    own = initiative_gives[initiative_gives["side"].isin([side, "both"])]
    found = own.groupby("initiative_id")["contribution_type"].agg(set)
    names = labels(CONTRIBUTIONS)
    return {key: ", ".join(_(names[kind]) for kind in names if kind in kinds) for key, kinds in found.items()}


def _evidence_in_words() -> dict[int, str]:
    """Return evidence grade -> how it is known, as the table of grades says it."""
    return _by_id(library.read("evidence_grades"), "grade", "meaning")


def adopters_table(adopters: pd.DataFrame) -> TableView:
    """Show the early adopters as a table to read.

    Parameters
    ----------
    adopters : DataFrame
        As `early_adopters` returns them.
    """
    return TableView(adopters, _("Under way, and may be named"), _SHOWN)


def permission(initiatives: pd.DataFrame) -> Permission:
    """Count the initiatives under way by what was said about naming them.

    Parameters
    ----------
    initiatives : DataFrame
        The table of this name.
    """
    active = under_way(initiatives)
    named, asked = int(_is_allowed(active).sum()), int(active["may_name"].notna().sum())
    return Permission(named, len(active) - asked, asked - named)


def whom_to_ask(initiatives: pd.DataFrame, service_areas: pd.DataFrame) -> pd.DataFrame:
    """Return the services to ask for permission next, those with most to ask about first.

    Only initiatives under way that nobody has asked about are counted; a no is not asked again. They are counted by
    service, so that none of them is named.

    Parameters
    ----------
    initiatives, service_areas : DataFrame
        The tables of these names.

    Returns
    -------
    DataFrame with service, lead (the post) and initiative_count; service and lead are blank where not known
    """
    active = under_way(initiatives)
    counts = active.loc[active["may_name"].isna(), "service_area"].value_counts(dropna=False)
    rows = pd.DataFrame({"service_id": counts.index.to_list(), "initiative_count": counts.to_list()})
    rows = rows.assign(service=rows["service_id"].map(_by_id(service_areas, "service_id", "name")),
                       lead=rows["service_id"].map(_by_id(service_areas, "service_id", "lead")))
    ordered = rows.sort_values(["initiative_count", "service"], ascending=[False, True], na_position="last")
    return ordered[["service", "lead", "initiative_count"]].reset_index(drop=True)


def permission_sentence(initiatives: pd.DataFrame, service_areas: pd.DataFrame) -> str:
    """Say how many initiatives under way may be named and how many not, and whom to ask for permission next.

    Parameters
    ----------
    initiatives, service_areas : DataFrame
        The tables of these names.
    """
    counted = permission(initiatives)
    if not counted.under_way:
        return _("Nothing is known to be under way yet, so there is nobody to name. Enter what citizens and services "
                 "already do together, in 01_map_it.")
    parts = [_named_sentence(counted), not_named_sentence(counted), _refused_sentence(counted),
             _ask_sentence(whom_to_ask(initiatives, service_areas))]
    return " ".join(part for part in parts if part)


def _named_sentence(counted: Permission) -> str:
    """Say how many may be named."""
    return plural("{named} of the {all} initiative under way may be named.",
                  "{named} of {all} initiatives under way may be named.", counted.under_way).format(
                      named=counted.named, all=counted.under_way)


def not_named_sentence(counted: Permission) -> str:
    """Say how many are counted and not named for want of permission; empty if none."""
    return plural("{count} more is under way and is not named, for want of permission.",
                  "{count} more are under way and are not named, for want of permission.",
                  counted.not_named).format(count=counted.not_named) if counted.not_named else ""


def _refused_sentence(counted: Permission) -> str:
    """Say how many said no; empty if none did."""
    return plural("{count} of them said no and is not asked again.", "{count} of them said no and are not asked again.",
                  counted.refused).format(count=counted.refused) if counted.refused else ""


def _ask_sentence(to_ask: pd.DataFrame) -> str:
    """Say whom to ask next; empty if nobody."""
    if to_ask.empty:
        return ""
    rows = to_ask.head(ASKED_AT_ONCE).itertuples()
    named = "; ".join(_asked_in_words(row.service, row.lead, row.initiative_count) for row in rows)
    rest = int(to_ask["initiative_count"].iloc[ASKED_AT_ONCE:].sum())
    if rest:
        return _("Ask next for permission: {who}; then about {rest} more.").format(who=named, rest=rest)
    return _("Ask next for permission: {who}.").format(who=named)


def _asked_in_words(service: str, lead: str, count: int) -> str:
    """Return one service to ask, by the post of who leads it."""
    if pd.isna(service):
        return _("whoever told you of those without a service area ({count})").format(count=count)
    if pd.isna(lead):
        return _("{service} ({count})").format(service=service, count=count)
    return _("{lead}, for {service} ({count})").format(lead=lead, service=service, count=count)
