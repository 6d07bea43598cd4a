"""One council's data: read, save, publish, history."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import pandas as pd
import sqlalchemy as sa

from coprod_helpers.errors import InputError
from coprod_helpers.tables import COMPUTED, ENTERED, STORED, TABLES
from coprod_helpers.tables.check import Mistake
from coprod_helpers.tables.council import settings_of
from coprod_helpers.tables.declare import Table
from coprod_helpers.workspace.change import Change
from coprod_helpers.workspace.home import who_is_here
from coprod_helpers.workspace.past import end_of_day, taken_back
from coprod_helpers.workspace.register import Council
from coprod_helpers.workspace.store import HISTORY, IDS, META, ROWS, RUNS, STEPS, TRANSACTIONS, Store, now

ID_DIGITS = 3


def id_text(table: Table, number: int) -> str:
    """Return the id that a number makes in a table, such as OC007."""
    return f"{table.id_prefix}{number:0{ID_DIGITS}d}"


class Earlier(NamedTuple):
    """One change of one row: at which revision, and the row as it stood before it; nothing where it was not there.

    `is_erased` says that the row is one of a person who was erased, of whom no history stays.
    """

    revision: int
    table: str
    key: tuple[str, ...]
    before: dict | None
    is_erased: bool


@dataclass
class Saved:
    """What a save did: the revision it made, the ids it gave out, what changed, and what deserves care."""

    revision: int
    added_ids: dict[str, str] = field(default_factory=dict)
    changed: dict[str, int] = field(default_factory=dict)
    warnings: list[Mistake] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        if not self.changed:
            return f"Nothing was different, so nothing was saved. This is revision {self.revision}."
        what = ", ".join(
            f"{TABLES[name].label}: {count} {'row' if count == 1 else 'rows'}" for name, count in self.changed.items()
        )
        return f"Saved as revision {self.revision} ({what}). Run the cells below again to see what it changes."


class Workspace:
    """One council's tables, with their revision and history.

    Parameters
    ----------
    council : Council
    store : Store
    library : dict of table name -> DataFrame
        What the project carries; references are checked against it.
    """

    is_snapshot = False

    def __init__(self, council: Council, store: Store, library: Mapping[str, pd.DataFrame]):
        self.council, self.store, self._library = council, store, library
        self._read_at: dict[str, int] = {}

    def __repr__(self) -> str:
        return f"{self.council.name} ({self.council.gss_code}), revision {self.revision}"

    @property
    def revision(self) -> int:
        """How many transactions this workspace has seen."""
        if not self.store.exists:
            return 0
        with self.store.reading() as connection:
            return self._revision(connection)

    def _revision(self, connection: sa.Connection) -> int:
        if not self.store.has_table(connection, "coprod_meta"):
            return 0
        return int(self.store.meta(connection, "revision") or 0)

    def read(self, name: str) -> pd.DataFrame:
        """Return a table, typed as declared, in the order of its key; empty if nothing was saved in it yet."""
        return self.read_many([name])[name]

    def read_many(self, names: list[str]) -> dict[str, pd.DataFrame]:
        """Return several tables as they stood at one moment, in the order asked for."""
        stored = self.read_at_once([name for name in names if name not in self._library])[1]
        return {name: stored[name] if name in stored else self._library[name] for name in names}

    def read_at_once(self, names: list[str]) -> tuple[int, dict[str, pd.DataFrame]]:
        """Return the revision and several stored tables, all as they stood at one moment."""
        if not self.store.exists:
            return 0, {name: TABLES[name].empty() for name in names}
        with self.store.reading() as connection:
            revision = self._revision(connection)
            self._read_at |= dict.fromkeys(names, revision)
            return revision, {name: self.store.read(connection, STORED[name]) for name in names}

    def aside(self) -> Workspace:
        """Return the same data for another reader, such as a form: what it reads does not count as read here."""
        return Workspace(self.council, self.store, self._library)

    def changed_since_read(self, names: list[str]) -> list[str]:
        """Return those of these tables that were changed after this object read them last."""
        if not self.store.exists:
            return []
        query = sa.select(HISTORY.c.table_name, sa.func.max(HISTORY.c.revision)).where(
            HISTORY.c.council == self.council.gss_code).group_by(HISTORY.c.table_name)
        with self.store.reading() as connection:
            found = connection.execute(query).all() if self.store.has_table(connection, HISTORY.name) else []
        latest = {name: revision for name, revision in found}
        return [name for name in names if latest.get(name, 0) > self._read_at.get(name, latest.get(name, 0))]

    def settings(self) -> dict:
        """Return the council's settings, the defaults where it has set none."""
        return settings_of(self.read("settings"))

    # Saving -----------------------------------------------------------------------------------------------------------

    def save(
        self,
        frames: Mapping[str, pd.DataFrame],
        seen_revision: int | None = None,
        remove: Mapping[str, list] | None = None,
        submission_id: str = "",
        who: str = "",
        what: str = "",
    ) -> Saved:
        """Add and change rows of entered and personal tables in one transaction, or refuse the whole of it.

        Parameters
        ----------
        frames : dict of table name -> DataFrame
            Cells as typed or typed; an absent row or column changes nothing, a blank cell clears. A blank id is a new
            row; ids that begin with "new" may be used to refer to such a row from another table of the same save.
        seen_revision : int, optional
            The revision that the user saw; rows that someone else touched since then refuse the save.
        remove : dict of table name -> list of keys, optional
            Rows to delete; a key is the id, or a tuple for a key of several columns. Rows of links go with their parent.
        submission_id : str, optional
            Made when a form was opened; the same submission twice is stored once.
        who, what : str, optional
            Who acts, and the reason shown in the history.

        Returns
        -------
        Saved

        Raises
        ------
        InputError
            With every mistake, if there is any.
        StaleSave
            With both versions of every row that someone else touched.
        """
        for name in (*frames, *(remove or {})):
            if name not in STORED or name in COMPUTED:
                raise InputError(f'"{name}" is not a table that people fill in.')
        with self.store.writing() as connection:
            self.store.make_tables(connection, list({*frames, *(remove or {})}))
            if earlier := self._earlier(connection, submission_id):
                return earlier
            change = Change(self, connection, frames, remove or {}, seen_revision)
            if not change.touched:
                return Saved(self._revision(connection), {}, {}, change.checked.warnings, change.checked.notices)
            revision = self._next_revision(connection, who, what or "saved", submission_id, change.added_ids)
            change.write(revision)
            return Saved(revision, change.added_ids, change.counts, change.checked.warnings, change.checked.notices)

    def remove(self, name: str, ids: list, seen_revision: int | None = None, who: str = "", what: str = "") -> Saved:
        """Delete rows by id, with the link rows that belong to them."""
        return self.save({}, seen_revision, {name: ids}, who=who, what=what or "removed")

    def _earlier(self, connection: sa.Connection, submission_id: str) -> Saved | None:
        """Return what a submission did when it came before, or nothing."""
        if not submission_id:
            return None
        row = connection.execute(
            sa.select(TRANSACTIONS).where(
                TRANSACTIONS.c.council == self.council.gss_code, TRANSACTIONS.c.submission_id == submission_id
            )
        ).first()
        return row and Saved(
            row.revision,
            json.loads(row.added or "{}"),
            {},
            notices=["This had been saved already; it was not saved a second time."],
        )

    def _next_revision(
        self,
        connection: sa.Connection,
        who: str,
        what: str,
        submission_id: str = "",
        added: Mapping[str, str] | None = None,
    ) -> int:
        """Count one transaction more and say who made it."""
        revision = self._revision(connection) + 1
        self.store.set_meta(connection, "revision", str(revision))
        connection.execute(
            TRANSACTIONS.insert().values(
                council=self.council.gss_code,
                revision=revision,
                at=now(),
                who=who or who_is_here(),
                what=what,
                submission_id=submission_id or None,
                added=json.dumps(added) if added else None,
            )
        )
        return revision

    def next_ids(self, connection: sa.Connection, table: Table, count: int, taken: set[str]) -> list[str]:
        """Give out ids that were never used in this table, by us or by anybody who typed them, also of rows that are gone."""
        ever = connection.execute(
            sa.select(HISTORY.c.row_key)
            .where(HISTORY.c.council == self.council.gss_code, HISTORY.c.table_name == table.name)
            .distinct()
        ).scalars()
        taken = taken | {json.loads(key)[0] for key in ever}
        where = (IDS.c.council == self.council.gss_code, IDS.c.table_name == table.name)
        last = connection.execute(sa.select(IDS.c.last).where(*where)).scalar() or 0
        first = _first_free(table, taken, last)
        connection.execute(IDS.delete().where(*where))
        connection.execute(
            IDS.insert().values(council=self.council.gss_code, table_name=table.name, last=first + count - 1)
        )
        return [id_text(table, number) for number in range(first, first + count)]

    def free_numbers(self) -> dict[str, int]:
        """Return, for each table that gives out ids, the first number that was never used in it; gives out none.

        For a save that must know its ids beforehand: with `seen_revision` it is refused if someone took them meanwhile.
        """
        tables = [table for table in STORED.values() if table.id_prefix]
        if not self.store.exists:
            return {table.name: 1 for table in tables}
        with self.store.reading() as connection:
            if not self.store.has_table(connection, HISTORY.name):
                return {table.name: 1 for table in tables}
            here = HISTORY.c.council == self.council.gss_code
            used: dict[str, set[str]] = {}
            for name, key in connection.execute(sa.select(HISTORY.c.table_name, HISTORY.c.row_key).where(here).distinct()):
                used.setdefault(name, set()).add(json.loads(key)[0])
            last = dict(connection.execute(
                sa.select(IDS.c.table_name, IDS.c.last).where(IDS.c.council == self.council.gss_code)).all())
        return {table.name: _first_free(table, used.get(table.name, set()), last.get(table.name, 0)) for table in tables}

    # Results ----------------------------------------------------------------------------------------------------------

    def publish(
        self,
        results: Mapping[str, pd.DataFrame],
        steps: Mapping[str, dict] | None = None,
        run_id: str = "",
        record: str = "",
        who: str = "",
    ) -> int:
        """Replace computed tables whole, in one transaction, and return its revision.

        Parameters
        ----------
        results : dict of computed table name -> DataFrame
        steps : dict of step name -> {"fingerprint": str, "parts": dict}, optional
            What the results were computed from, to tell later whether they are stale.
        run_id, record : str, optional
            The run that computed them, and its record as JSON.
        """
        for name in results:
            if name not in COMPUTED:
                raise InputError(f'"{name}" is not a computed table.')
        with self.store.writing() as connection:
            self.store.make_tables(connection, list(results))
            revision = self._next_revision(
                connection, who, f"published by run {run_id}" if run_id else "published by a notebook"
            )
            for name, frame in results.items():
                connection.execute(ROWS[name].delete().where(ROWS[name].c.council == self.council.gss_code))
                self.store.insert(connection, TABLES[name], frame, revision)
            for step, made_from in (steps or {}).items():
                self._record_step(connection, step, made_from, run_id, revision)
            if run_id:
                connection.execute(
                    RUNS.insert().values(
                        council=self.council.gss_code, run_id=run_id, revision=revision, at=now(), record=record
                    )
                )
            return revision

    def _record_step(self, connection: sa.Connection, step: str, made_from: dict, run_id: str, revision: int) -> None:
        """Keep what a step's results were computed from."""
        connection.execute(STEPS.delete().where(STEPS.c.council == self.council.gss_code, STEPS.c.step == step))
        connection.execute(
            STEPS.insert().values(
                council=self.council.gss_code,
                step=step,
                fingerprint=made_from["fingerprint"],
                parts=json.dumps(made_from["parts"], sort_keys=True),
                run_id=made_from.get("run_id", run_id),
                revision=revision,
                at=now(),
            )
        )

    def published_steps(self) -> dict[str, dict]:
        """Return, for each step with published results, what they were computed from, by which run and when."""
        return {
            row.step: {
                "fingerprint": row.fingerprint,
                "parts": json.loads(row.parts),
                "run_id": row.run_id,
                "revision": row.revision,
                "at": row.at,
            }
            for row in self._rows(STEPS)
        }

    def published_runs(self) -> dict[str, str]:
        """Return run id -> record of every published run."""
        return {row.run_id: row.record for row in self._rows(RUNS)}

    def _rows(self, table: sa.Table) -> list:
        """Return the rows of one of the store's own tables."""
        if not self.store.exists:
            return []
        with self.store.reading() as connection:
            if not self.store.has_table(connection, table.name):
                return []
            order = [column for column in table.primary_key.columns if column.name != "council"]
            return connection.execute(
                sa.select(table).where(table.c.council == self.council.gss_code).order_by(*order)
            ).all()

    def changes_after(self, revision: int) -> list[Earlier]:
        """Return every change of a row after a revision, the oldest first, with the row as it stood before.

        Private columns are in it: for whoever carries rows from store to store, not for showing.
        """
        return [
            Earlier(entry.revision, entry.table_name, tuple(json.loads(entry.row_key)),
                    json.loads(entry.before) if entry.before else None, entry.action == "erased")
            for entry in self._rows(HISTORY) if entry.revision > revision
        ]

    def revision_on(self, day: dt.date) -> int:
        """Return the revision that stood when a day ended in Europe/London; 0 where nothing had been saved by then."""
        ends = end_of_day(day)
        return max((row.revision for row in self._rows(TRANSACTIONS) if row.at < ends), default=0)

    def read_as_of(self, names: list[str], revision: int) -> dict[str, pd.DataFrame]:
        """Return entered tables as they stood at an earlier revision.

        Parameters
        ----------
        names : list of str
            Entered tables only: computed ones have no history, and of erased people none stays.
        revision : int

        Returns
        -------
        dict of table name -> DataFrame, typed as declared, in the order asked for

        Raises
        ------
        InputError
            If a table has no history that could be read.
        """
        if other := [name for name in names if name not in ENTERED]:
            raise InputError(f"These tables have no history to read them from: {', '.join(other)}.")
        now_at, frames = self.aside().read_at_once(names)
        later: dict[str, list[Earlier]] = {name: [] for name in names}
        for change in self.changes_after(revision):
            if change.table in later and change.revision <= now_at:
                later[change.table].append(change)
        return {name: taken_back(TABLES[name], frames[name], later[name]) for name in names}

    @property
    def restored_at(self) -> int:
        """The revision at which a backup was put back last; 0 if never."""
        if not self.store.exists:
            return 0
        with self.store.reading() as connection:
            return int(self.store.meta(connection, "restored_at") or 0) if self.store.has_table(connection, META.name) else 0

    # History ----------------------------------------------------------------------------------------------------------

    def transactions(self) -> pd.DataFrame:
        """Return who saved or published what and when, the oldest first.

        Returns
        -------
        DataFrame, one row for each transaction
            revision, at (UTC), who, what, submission_id (blank where none was given).
        """
        columns = ["revision", "at", "who", "what", "submission_id"]
        return pd.DataFrame([[getattr(row, name) for name in columns] for row in self._rows(TRANSACTIONS)], columns=columns)

    def history(self, name: str = "", row_id: str = "", limit: int | None = None) -> pd.DataFrame:
        """Return who changed what and when, the newest first, one row for each changed cell.

        Parameters
        ----------
        name, row_id : str, optional
            One table; one row, by any part of its key.
        limit : int, optional
            At most so many rows.

        Returns
        -------
        DataFrame with revision, at (UTC), who, what, table, id, column, before, after
        """
        transactions = {row.revision: row for row in self._rows(TRANSACTIONS)}
        lines = []
        for entry in reversed(self._rows(HISTORY)):
            key = json.loads(entry.row_key)
            if (name and entry.table_name != name) or (row_id and row_id not in key):
                continue
            lines += _history_lines(transactions[entry.revision], entry, key)
            if limit and len(lines) >= limit:
                break
        columns = ["revision", "at", "who", "what", "table", "id", "column", "before", "after"]
        return pd.DataFrame(lines[:limit], columns=columns).sort_values(
            "revision", ascending=False, kind="stable", ignore_index=True
        )


def _first_free(table: Table, taken: set[str], last: int) -> int:
    """Return the first number above every one that was used in a table, by us or by anybody who typed it."""
    numbered = [int(match[1]) for key in taken if (match := re.fullmatch(rf"{table.id_prefix}(\d+)", key))]
    return max([last, *numbered]) + 1


def _history_lines(transaction, entry, key: list) -> list[tuple]:
    """Return one line for each cell that a change touched; private cells say only that they changed."""
    table = TABLES[entry.table_name]
    before, after = (json.loads(text) if text else {} for text in (entry.before, entry.after))
    start = (
        entry.revision,
        transaction.at,
        transaction.who,
        transaction.what,
        entry.table_name,
        ", ".join(filter(None, key)),
    )
    if entry.action == "erased":
        return [(*start, "", "", "erased")]
    lines = []
    for column in table.columns:
        was, is_now = before.get(column.name), after.get(column.name)
        if was != is_now and not (column.name in table.key and entry.action == "changed"):
            shown = ("private", "private") if column.privacy == "private" else (was, is_now)
            lines.append((*start, column.name, *("" if value is None else str(value) for value in shown)))
    return lines or [(*start, "", "", entry.action)]
