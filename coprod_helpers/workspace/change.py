"""What a save changes: worked out whole before anything is written, refused whole where anything is wrong."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping

import pandas as pd
import sqlalchemy as sa

from coprod_helpers.errors import StaleSave
from coprod_helpers.tables import STORED, TABLES, links_of
from coprod_helpers.tables.check import Checked, Mistake, TablesByName, apply_rules, in_order, parse_table, test_tables
from coprod_helpers.tables.council import SENT_IN
from coprod_helpers.tables.declare import Table
from coprod_helpers.tables.parse import is_blank
from coprod_helpers.workspace.store import ERASURES, HISTORY, TRANSACTIONS, stored_rows

PLACEHOLDER = re.compile(r"new(?:[ -]?\d*|[ -]\w+)", re.IGNORECASE)


class Change:
    """The difference that a save makes, worked out before anything is written."""

    def __init__(
        self,
        workspace,
        connection: sa.Connection,
        frames: Mapping[str, pd.DataFrame],
        remove: Mapping[str, list],
        seen_revision: int | None,
    ):
        self._workspace, self._connection, self._store = workspace, connection, workspace.store
        self._seen = seen_revision
        self.checked = Checked()
        self.added_ids: dict[str, str] = {}
        self._by_key: dict[str, dict[tuple, dict]] = {}
        self._before = {
            name: self._store.read(connection, STORED[name], with_revision=True)
            for name in in_order({*frames, *remove, *(link.name for name in remove for link in links_of(name))})
        }
        self._removed = self._keys_to_remove(remove)
        self._context = TablesByName(dict(workspace._library), self._read)
        self._fill(self._with_ids(frames))
        self._check(frames)
        self.upserts, self.counts = self._differences()
        self._refuse_stale()

    @property
    def touched(self) -> bool:
        """True if anything is different."""
        return bool(self.counts)

    def _read(self, name: str) -> pd.DataFrame:
        """Return another table as it is stored."""
        return self._store.read(self._connection, TABLES[name])

    def _keys_to_remove(self, remove: Mapping[str, list]) -> dict[str, set[tuple]]:
        """Return the keys to delete by table, with the link rows of deleted parents."""
        removed = {name: {_as_key(key) for key in keys} for name, keys in remove.items() if len(keys)}
        for name in list(removed):
            stored = set(row_keys(TABLES[name], self._before[name]))
            removed[name] &= stored
            parents = {key[0] for key in removed[name]}
            for link in links_of(name):
                keys = {key for key in row_keys(link, self._before[link.name]) if key[0] in parents}
                removed[link.name] = removed.get(link.name, set()) | keys
        return {name: keys for name, keys in removed.items() if keys}

    def _with_ids(self, frames: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
        """Give new rows their ids, and put these where other tables of the same save refer to them."""
        filled = {name: frame.copy() for name, frame in frames.items()}
        given: dict[tuple[str, str], str] = {}
        for name in in_order(filled):
            if TABLES[name].id_prefix:
                given |= self._give_ids(TABLES[name], filled[name])
        for name, frame in filled.items() if given else ():
            for column in TABLES[name].columns:
                if column.refers and column.name in frame:
                    frame[column.name] = [
                        given.get((column.refers, str(cell).strip()), cell) for cell in frame[column.name]
                    ]
        return filled

    def _give_ids(self, table: Table, frame: pd.DataFrame) -> dict[tuple[str, str], str]:
        """Put ids into the rows that have none, and return what each placeholder stands for."""
        column = table.key[0]
        cells = frame[column] if column in frame else [None] * len(frame)
        typed = ["" if is_blank(cell) else str(cell or "").strip() for cell in cells]
        new = [index for index, cell in enumerate(typed) if not cell or PLACEHOLDER.fullmatch(cell)]
        if not new:
            return {}
        taken = {*self._before[table.name][column].dropna(), *typed}
        ids = self._workspace.next_ids(self._connection, table, len(new), taken)
        given = {}
        for index, new_id in zip(new, ids, strict=True):
            # A made-up id that stands for two new rows refers to neither of them.
            if typed[index] and typed.count(typed[index]) == 1:
                given[f"{table.name}.{column}", typed[index]] = new_id
                self.added_ids[typed[index]] = new_id
            else:
                self.added_ids[f"{table.name}:{len(self.added_ids) + 1}"] = new_id
        for index, new_id in zip(new, ids, strict=True):
            typed[index] = new_id
        frame[column] = typed
        return given

    def _fill(self, frames: dict[str, pd.DataFrame]) -> None:
        """Parse the cells, and take what the user did not send from the stored rows."""
        self._rows: dict[str, pd.DataFrame] = {}
        for name in in_order(frames):
            table, frame = TABLES[name], frames[name]
            typed = parse_table(table, frame, self._context, self.checked)
            before = self._before[name].drop(columns="row_revision")
            stored = dict(zip(row_keys(table, before), before.index, strict=True))
            positions = [stored.get(key, -1) for key in row_keys(table, typed)]
            for column in table.names:
                if column not in frame:
                    typed[column] = before[column].reindex(positions).set_axis(typed.index).astype(typed[column].dtype)
            self._rows[name] = typed
            self._context[name] = self._after(name)
        for name in self._removed:
            self._context[name] = self._after(name)

    def _after(self, name: str) -> pd.DataFrame:
        """Return a table as it will stand; saved rows keep the row numbers that the user counts."""
        table, before = TABLES[name], self._before[name].drop(columns="row_revision")
        rows = self._rows.get(name, table.empty())
        gone = self._removed.get(name, set()) | set(row_keys(table, rows))
        kept = before.iloc[[position for position, key in enumerate(row_keys(table, before)) if key not in gone]]
        kept = kept.set_axis([f"saved before: {', '.join(key)}" for key in row_keys(table, kept)], axis=0)
        return pd.concat([kept, rows]) if len(kept) and len(rows) else rows if len(rows) else kept

    def _check(self, typed: Mapping[str, pd.DataFrame]) -> None:
        """Test the saved rows, and every rule that they or their links touch."""
        self.checked.frames = {name: frame[TABLES[name].names] for name, frame in self._rows.items()}
        if self.checked.frames:
            test_tables(typed, self._context, self.checked)
        for name, frame in self._rows.items():
            apply_rules(TABLES[name], typed[name], self._context, self.checked)
        self._check_parents()
        self._check_dependents()
        self._check_references_to_removed()
        self._refuse_erased()
        self.checked.raise_mistakes()

    def _check_parents(self) -> None:
        """Apply the rules of rows whose links change, though they themselves are not sent."""
        touched: dict[str, set[str]] = {}
        for name in {*self._rows, *self._removed}:
            if TABLES[name].parent:
                keys = {key[0] for key in row_keys(TABLES[name], self._rows.get(name, TABLES[name].empty()))}
                touched.setdefault(TABLES[name].parent, set()).update(
                    keys | {key[0] for key in self._removed.get(name, ())}
                )
        for parent, ids in touched.items():
            sent = {key[0] for key in row_keys(TABLES[parent], self._rows.get(parent, TABLES[parent].empty()))}
            self._apply_rules_to(parent, TABLES[parent].key[0], ids - sent, self.checked)

    def _check_dependents(self) -> None:
        """Apply the rules of stored rows that refer to a saved row; their mistakes refuse the save, their warnings are old."""
        for name, rows in self._rows.items():
            ids = {key[0] for key in row_keys(TABLES[name], rows)}
            for other in STORED.values():
                if other.kind == "computed" or not other.rules or other.parent == name or other.name in self._rows:
                    continue
                for column in other.columns:
                    if column.refers == f"{name}.{TABLES[name].key[0]}":
                        found = Checked()
                        self._apply_rules_to(other.name, column.name, ids, found)
                        self.checked.mistakes += found.mistakes

    def _apply_rules_to(self, name: str, column: str, ids: set[str], checked: Checked) -> None:
        """Apply a table's rules to its rows that hold one of these ids in a column; each row is named by its own key."""
        rows = self._context[name]
        named = rows.set_axis([", ".join(filter(None, key)) for key in row_keys(TABLES[name], rows)], axis=0)
        context = TablesByName(dict(self._context), self._read)
        context[name] = named
        apply_rules(TABLES[name], named[named[column].isin(ids).to_numpy(dtype=bool)], context, checked)

    def _refuse_erased(self) -> None:
        """Refuse rows of people who were erased: an old page or file must not bring them back."""
        if not any(TABLES[name].holds_people or name in SENT_IN.values() for name in self._rows):
            return
        lines = self._connection.execute(
            sa.select(ERASURES.c["keys"]).where(ERASURES.c.council == self._workspace.council.gss_code)
        ).scalars()
        erased = {(name, row_id) for text in lines for name, ids in json.loads(text).items() for row_id in ids
                  if isinstance(row_id, str)}
        for name, rows in self._rows.items():
            for row, key in zip(rows.index, row_keys(TABLES[name], rows), strict=True):
                owner = TABLES[name].parent or name
                if (owner, key[0]) in erased:
                    self.checked.mistakes.append(
                        Mistake(
                            name,
                            row,
                            TABLES[name].key[0],
                            key[0],
                            "was erased.",
                            "Leave the id empty if this is someone else.",
                        )
                    )

    def _check_references_to_removed(self) -> None:
        """Refuse to delete rows that other rows still refer to."""
        for name, keys in self._removed.items():
            gone = {key[0] for key in keys}
            for other in STORED.values():
                for column in other.columns:
                    if column.refers_table != name or other.kind == "computed" or other.parent == name:
                        continue
                    rows = self._context[other.name]
                    for row_id, target in zip(row_keys(other, rows), rows[column.name], strict=True):
                        if target in gone and column.refers_column == TABLES[name].key[0]:
                            self.checked.mistakes.append(
                                Mistake(
                                    name,
                                    target,
                                    TABLES[name].key[0],
                                    str(target),
                                    f"is still used in {other.label}, {', '.join(map(str, row_id))}.",
                                    "Change that first.",
                                )
                            )

    def _differences(self) -> tuple[dict[str, dict[tuple, dict]], dict[str, int]]:
        """Return the rows that are new or different as the store holds them, by table and key, and how many rows each
        table changes by.
        """
        upserts, counts = {}, {}
        for name, rows in self._rows.items():
            before = self._stored_before(name)
            new = {key: row for key, row in rows_by_key(TABLES[name], rows).items() if before.get(key) != row}
            if new:
                upserts[name] = new
        for name in in_order({*upserts, *self._removed}):
            counts[name] = len(upserts.get(name, ())) + len(self._removed.get(name, ()))
        return upserts, counts

    def _stored_before(self, name: str) -> dict[tuple, dict]:
        """Return a table's rows by their keys, as they are stored; worked out once."""
        if name not in self._by_key:
            self._by_key[name] = rows_by_key(TABLES[name], self._before[name])
        return self._by_key[name]

    def _refuse_stale(self) -> None:
        """Refuse the whole save where someone else touched a row after the user saw it."""
        if self._seen is None or not self.counts:
            return
        restored_at = int(self._store.meta(self._connection, "restored_at") or 0)
        if self._seen < restored_at:
            raise StaleSave(
                f"A backup was put back (revision {restored_at}) after you opened this, so nothing was saved. "
                "Open the row again, look at it, and save what should stand.",
                [],
            )
        conflicts = []
        for name in self.counts:
            touched = [
                *self.upserts.get(name, ()),
                *self._removed.get(name, ()),
            ]
            conflicts += self._conflicts(name, touched)
        if conflicts:
            rows = sorted({f"{TABLES[conflict['table']].label} {conflict['id']}" for conflict in conflicts})
            theirs = "; ".join(
                f'{c["id"]}, {c["column"]}: yours is "{c["yours"]}", now saved is "{c["theirs"]}" '
                f"({c['who']}, revision {c['revision']})"
                for c in conflicts[:5]
            )
            raise StaleSave(
                f"Someone else changed {', '.join(rows)} after you opened it, so nothing was saved. {theirs}. "
                "Look at both, then open the row again and save what should stand.",
                conflicts,
            )

    def _conflicts(self, name: str, keys: list[tuple]) -> list[dict]:
        """Return the columns in which a row differs from what someone else has saved since."""
        table, gss_code = TABLES[name], self._workspace.council.gss_code
        query = (
            sa.select(HISTORY, TRANSACTIONS.c.who, TRANSACTIONS.c.at)
            .join(
                TRANSACTIONS,
                sa.and_(TRANSACTIONS.c.council == HISTORY.c.council, TRANSACTIONS.c.revision == HISTORY.c.revision),
            )
            .where(HISTORY.c.council == gss_code, HISTORY.c.table_name == name, HISTORY.c.revision > self._seen)
            .order_by(HISTORY.c.revision)
        )
        latest = {tuple(json.loads(row.row_key)): row for row in self._connection.execute(query)}
        mine = self.upserts.get(name, {})
        conflicts = []
        for key in keys:
            if key not in latest:
                continue
            entry = latest[key]
            theirs = json.loads(entry.after) if entry.after else {}
            yours, found = _plain(mine.get(key, {})), len(conflicts)
            for column in table.names:
                if yours.get(column) != theirs.get(column) and column not in table.key:
                    conflicts.append(
                        {
                            "table": name,
                            "id": ", ".join(filter(None, key)),
                            "column": table.column(column).label,
                            "yours": yours.get(column, ""),
                            "theirs": theirs.get(column, "removed" if not entry.after else ""),
                            "who": entry.who,
                            "at": entry.at,
                            "revision": entry.revision,
                        }
                    )
            if len(conflicts) == found and bool(yours) != bool(theirs):
                conflicts.append(
                    {
                        "table": name,
                        "id": ", ".join(filter(None, key)),
                        "column": "row",
                        "yours": "kept" if yours else "removed",
                        "theirs": "kept" if theirs else "removed",
                        "who": entry.who,
                        "at": entry.at,
                        "revision": entry.revision,
                    }
                )
        return conflicts

    def write(self, revision: int) -> None:
        """Write the rows and their history."""
        for name in self.counts:
            table = TABLES[name]
            before = self._stored_before(name)
            after = self.upserts.get(name, {})
            removed = sorted(self._removed.get(name, set()) - set(after))
            self._store.delete(self._connection, table, [*(key for key in after if key in before), *removed])
            self._store.insert_rows(self._connection, table, list(after.values()), revision)
            entries = [self._entry(revision, name, key, before.get(key), row) for key, row in after.items()]
            entries += [self._entry(revision, name, key, before[key], None) for key in removed]
            self._connection.execute(HISTORY.insert(), entries)

    def _entry(self, revision: int, name: str, key: tuple, before: dict | None, after: dict | None) -> dict:
        """Return one line of history."""
        action = "removed" if after is None else "changed" if before else "added"
        texts = (json.dumps(_plain(row), ensure_ascii=False) if row else None for row in (before, after))
        return dict(
            zip(
                ("council", "revision", "table_name", "row_key", "action", "before", "after"),
                (self._workspace.council.gss_code, revision, name, json.dumps(key, ensure_ascii=False), action, *texts),
                strict=True,
            )
        )


def _plain(row: Mapping) -> dict:
    """Return a stored row as JSON holds it."""
    return {
        name: value.isoformat() if isinstance(value, dt.date) else value
        for name, value in row.items()
        if value is not None and value != ""
    }


def _as_key(key) -> tuple:
    """Return a key as a tuple of text."""
    return tuple(str(part or "") for part in key) if isinstance(key, (tuple, list)) else (str(key),)


def rows_by_key(table: Table, frame: pd.DataFrame) -> dict[tuple, dict]:
    """Return rows as the store holds them, by their keys."""
    return dict(zip(row_keys(table, frame), stored_rows(table, frame), strict=True))


def row_keys(table: Table, frame: pd.DataFrame) -> list[tuple]:
    """Return each row's key as a tuple of text, blanks as empty text."""
    columns = []
    for name in table.key:
        cells = frame[name]
        if table.column(name).type == "date":
            cells = cells.dt.strftime("%Y-%m-%d")
        columns.append(
            ["" if blank else str(cell) for cell, blank in zip(cells.astype(object), cells.isna(), strict=True)]
        )
    return list(zip(*columns, strict=True)) if columns else []
