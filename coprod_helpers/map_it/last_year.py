"""The map then and now: what the council knew on a past day, from the workspace's history, and what has changed since.

What is new on the map may have begun earlier and only been told since; the sentences say so. The comparison is ours.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

import pandas as pd

from coprod_helpers.look.numbers import date_words, month_words, readable
from coprod_helpers.look.section import TableView
from coprod_helpers.look.words import plural
from coprod_helpers.look.words import translate as _
from coprod_helpers.map_it.cells import GAP, NOT_APPLICABLE, POTENTIAL, PRESENT, STRONG
from coprod_helpers.map_it.explorer import coverage
from coprod_helpers.star import ACTIVE_STATUSES, N_, STATUSES, labels
from coprod_helpers.tables.declare import Column
from coprod_helpers.tables.map_it import COVERAGE

MAPPED = ("outcomes", "initiatives", "initiative_co", "initiative_outcome", "initiative_ward", "coverage_not_applicable")
ADDED, REMOVED, BEGUN, ENDED, PAUSED = N_("added"), N_("taken out"), N_("begun"), N_("ended"), N_("paused")
OTHER_STATUS, MERGED, RENAMED, NUMBERS = N_("with another status"), N_("merged"), N_("renamed"), N_("with other numbers")
CHANGES = (BEGUN, ADDED, ENDED, PAUSED, OTHER_STATUS, NUMBERS, RENAMED, MERGED, REMOVED)
CHANGE_COLUMNS = (
    Column("change", "text", N_("Change"), N_("The kind of change.")),
    Column("initiative_id", "text", N_("Initiative id"), N_("Our id.")),
    Column("title", "text", N_("Initiative"), N_("Its title now, or its last.")),
    Column("sentence", "text", N_("What changed"), N_("In words.")),
)
RANK = {GAP: 0, POTENTIAL: 1, PRESENT: 2, STRONG: 3}
MORE, LESS, SAME, OTHERWISE = N_("more"), N_("less"), N_("as before"), N_("otherwise")
CELL_COLUMNS = (
    COVERAGE.column("outcome_id"), COVERAGE.column("outcome"), COVERAGE.column("co"),
    Column("state_then", "text", N_("Then"), N_("The state then; empty where the outcome was not on the map.")),
    Column("state_now", "text", N_("Now"), N_("The state now; empty where the outcome is no longer on the map.")),
    Column("active_then", "integer", N_("Under way then"), N_("Existing or improving."), unit="initiatives"),
    Column("active_now", "integer", N_("Under way now"), N_("Existing or improving."), unit="initiatives"),
    Column("change", "text", N_("Change"), N_("more, less, as before or otherwise.")),
)


@dataclass(frozen=True, eq=False)
class MapAt:
    """The tables of the map at the end of a day.

    `tables` is empty where the history does not reach back that far; then `said` says so. `revision` is the one that stood
    on that day.
    """

    day: dt.date
    revision: int
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    said: str = ""

    @property
    def is_known(self) -> bool:
        """True where the history reaches back to the day."""
        return bool(self.tables)


def map_at(workspace, day: dt.date) -> MapAt:
    """Return initiatives, their links and outcomes as they stood when a day ended in Europe/London.

    Parameters
    ----------
    workspace : Workspace or Snapshot
        A run's snapshot has no history: then the map of any day is not known.
    day : date
        Today or later gives the map as it stands.

    Returns
    -------
    MapAt
    """
    if workspace.is_snapshot:
        return MapAt(day, 0, said=_("A run works on the data of one moment and cannot look back. Open 01_map_it itself to compare "
                                    "with {day}.").format(day=date_words(day)))
    revision = workspace.revision_on(day)
    if not revision:
        return MapAt(day, 0, said=_too_early(workspace.transactions(), day))
    return MapAt(day, revision, workspace.read_as_of(list(MAPPED), revision))


def _too_early(transactions: pd.DataFrame, day: dt.date) -> str:
    """Say that nothing is known of a day, and from when on something is."""
    if transactions.empty:
        return _("Nothing has been saved yet, so there is no map of {day}.").format(day=date_words(day))
    first = pd.Timestamp(transactions["at"].iloc[0])
    return _("The history of this map begins on {first}, so what was known on {day} cannot be told.").format(
        first=date_words(first), day=date_words(day))


# Initiatives


def what_changed(then: MapAt, now: MapAt) -> pd.DataFrame:
    """Return each change of an initiative between two days as a row with a sentence.

    An initiative may have several rows. One that was added is not told again as renamed or otherwise.

    Parameters
    ----------
    then, now : MapAt
        The earlier first.

    Returns
    -------
    DataFrame with the columns of CHANGE_COLUMNS, in the order of CHANGES, then by title
        Without rows where the earlier day is not known.
    """
    rows = list(_changes(then, now)) if then.is_known and now.is_known else []
    found = pd.DataFrame(rows, columns=[column.name for column in CHANGE_COLUMNS], dtype="str")
    order = pd.DataFrame({"kind": found["change"].map(CHANGES.index), "title": found["title"], "id": found["initiative_id"]})
    return found.loc[order.sort_values(list(order.columns), kind="stable").index].reset_index(drop=True)


def changes_table(changes: pd.DataFrame) -> TableView:
    """Show the changes as a table to read.

    Parameters
    ----------
    changes : DataFrame
        As `what_changed` returns them.
    """
    return TableView(changes, _("What changed"), [column for column in CHANGE_COLUMNS if column.name != "initiative_id"])


def _changes(then: MapAt, now: MapAt) -> Iterator[tuple[str, str, str, str]]:
    """Yield the change, id, title and sentence of every change."""
    was, becomes = (one.tables["initiatives"].set_index("initiative_id") for one in (then, now))
    for one in sorted(set(was.index) | set(becomes.index)):
        if one not in becomes.index:
            title = was.loc[one, "title"]
            yield REMOVED, one, title, _('"{title}" is no longer in the list.').format(title=title)
        elif one not in was.index:
            yield from _told_added(one, becomes.loc[one])
        else:
            for change, sentence in _differences(was.loc[one], becomes.loc[one]):
                yield change, one, becomes.loc[one, "title"], sentence


def _told_added(one: str, row: pd.Series) -> Iterator[tuple[str, str, str, str]]:
    """Yield the row of an initiative that was not known before; nothing for one that was merged since."""
    if pd.notna(row["merged_into"]):
        return
    values = {"title": row["title"], "status": _status(row)}
    if pd.isna(row["started_on"]):
        yield ADDED, one, row["title"], _('"{title}" is new on the map ({status}).').format(**values)
    else:
        yield ADDED, one, row["title"], _('"{title}" is new on the map ({status}, began {start}).').format(
            start=month_words(row["started_on"]), **values)


def _differences(was: pd.Series, row: pd.Series) -> Iterator[tuple[str, str]]:
    """Yield what differs in an initiative that was there on both days, each with its sentence."""
    if pd.notna(row["merged_into"]):
        if pd.isna(was["merged_into"]):
            yield MERGED, _('"{title}" was merged into {id}.').format(title=row["title"], id=row["merged_into"])
        return
    if was["title"] != row["title"]:
        yield RENAMED, _('"{before}" is now called "{title}".').format(before=was["title"], title=row["title"])
    if was["status"] != row["status"]:
        yield _kind_of_status(was["status"], row["status"]), _('"{title}" was {before} and is {status}.').format(
            title=row["title"], before=_status(was), status=_status(row))
    sentences = {"citizen_count": _('"{title}": citizens taking part from {before} to {after}.'),
                 "citizen_hours_month": _('"{title}": citizens\' hours a month from {before} to {after}.'),
                 "staff_hours_month": _('"{title}": staff hours a month from {before} to {after}.')}
    for column, sentence in sentences.items():
        if not _is_same(was[column], row[column]):
            yield NUMBERS, sentence.format(title=row["title"], before=readable(was[column]), after=readable(row[column]))


def _kind_of_status(before: str, after: str) -> str:
    """Return what kind of change a change of status is."""
    if after in ("ended", "paused"):
        return ENDED if after == "ended" else PAUSED
    return BEGUN if before == "potential" and after in ACTIVE_STATUSES else OTHER_STATUS


def _status(row: pd.Series) -> str:
    """Return an initiative's status as a reader says it."""
    return _(labels(STATUSES)[row["status"]]).lower()


def _is_same(one, other) -> bool:
    """True where two numbers are the same, or both not known."""
    return bool(pd.isna(one) and pd.isna(other)) or bool(pd.notna(one) and pd.notna(other) and one == other)


# Coverage


def coverage_change(then: MapAt, now: MapAt, strong_citizens: float = 20, strong_hours: float = 40) -> pd.DataFrame:
    """Say for each outcome and Co its state then and its state now, both by the limits of today.

    Parameters
    ----------
    then, now : MapAt
        The earlier first.
    strong_citizens, strong_hours : number
        As for `coverage`.

    Returns
    -------
    DataFrame with the columns of CELL_COLUMNS, by outcome, then as in the star
        Without rows where the earlier day is not known.
    """
    names = [column.name for column in CELL_COLUMNS]
    dtypes = {column.name: column.dtype for column in CELL_COLUMNS}
    if not (then.is_known and now.is_known):
        return pd.DataFrame(columns=names).astype(dtypes)
    was, becomes = (_cells_of(one, strong_citizens, strong_hours) for one in (then, now))
    both = becomes.add_suffix("_now").join(was.add_suffix("_then"), how="outer").reset_index()
    both["outcome"] = both["outcome_now"].fillna(both["outcome_then"])
    both["change"] = [_direction(row.state_then, row.state_now) for row in both.itertuples()]
    order = both["co"].map([word.code for word in COVERAGE.column("co").words].index)
    ordered = both.assign(order=order).sort_values(["outcome_id", "order"], ignore_index=True)
    return ordered[names].astype(dtypes)


def _cells_of(one: MapAt, strong_citizens: float, strong_hours: float) -> pd.DataFrame:
    """Return the cells of one day's map: outcome, state and how many are under way."""
    found = coverage(*(one.tables[name] for name in MAPPED), strong_citizens, strong_hours)
    return found.set_index(["outcome_id", "co"])[["outcome", "state", "active_count"]].rename(columns={"active_count": "active"})


def _direction(before, after) -> str:
    """Say whether a cell holds more or less than before."""
    if pd.isna(before) or pd.isna(after) or NOT_APPLICABLE in (before, after):
        return SAME if before == after else OTHERWISE
    return {True: MORE, False: LESS}[RANK[after] > RANK[before]] if before != after else SAME


def change_finding(then: MapAt, now: MapAt, strong_citizens: float = 20, strong_hours: float = 40) -> str:
    """Say in a few sentences what changed since a day, of initiatives and on the map, or why that is not known.

    Parameters
    ----------
    then, now : MapAt
        The earlier first.
    strong_citizens, strong_hours : number
        As for `coverage`.
    """
    if not (then.is_known and now.is_known):
        return then.said or now.said
    counts = what_changed(then, now)["change"].value_counts()
    listed = ", ".join(_("{count} {change}").format(count=counts[change], change=_(change))
                       for change in CHANGES if counts.get(change))
    parts = [_("Initiatives since {day}: {listed}.") if listed else _("Since {day} no initiative has changed."),
             _("What is added may have begun earlier, and only been told since.") if counts.get(ADDED) else ""]
    said = " ".join(filter(None, parts)).format(day=date_words(then.day), listed=listed)
    return f"{said} {coverage_change_finding(coverage_change(then, now, strong_citizens, strong_hours), then.day)}"


def coverage_change_finding(cells: pd.DataFrame, day: dt.date) -> str:
    """Say in one sentence how many places of the map hold more or less than on a day.

    Parameters
    ----------
    cells : DataFrame
        As `coverage_change` returns it.
    day : date
        The earlier day.
    """
    counts = cells["change"].value_counts()
    values = {"more": counts.get(MORE, 0), "less": counts.get(LESS, 0), "day": date_words(day)}
    if not values["more"] and not values["less"]:
        return _("No place of the map holds more or less than on {day}.").format(**values)
    if not values["less"]:
        return plural("{more} place of the map holds more than on {day}, and none less.",
                      "{more} places of the map hold more than on {day}, and none less.", values["more"]).format(**values)
    if not values["more"]:
        return plural("{less} place of the map holds less than on {day}, and none more.",
                      "{less} places of the map hold less than on {day}, and none more.", values["less"]).format(**values)
    return plural("{more} place of the map holds more than on {day}; of those that hold less there are {less}.",
                  "{more} places of the map hold more than on {day}; of those that hold less there are {less}.",
                  values["more"]).format(**values)
