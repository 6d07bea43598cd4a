"""Sheets: what one person fills in by a public form, from the first page kept to what was sent in, changed or withdrawn.

A sheet belongs to whoever holds its secret (a browser's cookie) or its code; only marks of both are stored. What is sent in
goes into the council's tables in one transaction, once for each press of the button however often it arrives. Drafts that
nobody comes back to are deleted after a month.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pandas as pd

from coprod_helpers.errors import InputError
from coprod_helpers.star import N_
from coprod_helpers.tables import TABLES, links_of
from coprod_helpers.workspace.backup import CELLS, SHEETS_KEPT, erase_keys, keys_of_sheet
from coprod_helpers.workspace.invitations import find_invitation
from coprod_helpers.workspace.store import META, SHEETS, now

DRAFT_DAYS, CODE_DAYS = 30, 365
# Letters and figures that nobody takes for one another.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
REFERENCE_LENGTH, CODE_LENGTH = 6, 12
MOST_TRIES, TRIES_MINUTES = 20, 15
UNKNOWN_CODE = N_("We do not know this code. Look at it again: it has twelve letters and figures. Codes of unfinished answers end after "
                  "30 days, those of answers that were sent in after a year.")
TOO_MANY_TRIES = N_("Too many codes were tried. Wait 15 minutes, then try again, or ring us.")
WITHDRAWN_MEANWHILE = N_("This invitation was withdrawn while the form was open, so nothing was sent. Ring us if that is a mistake.")
USED_MEANWHILE = N_("This invitation has been used as often as it may be, so nothing was sent. Ring us if that is a mistake.")
SENT_MEANWHILE = N_("This form was sent in, changed or withdrawn in another window meanwhile, so nothing was kept or sent from here. Open the "
                    "link once more to see how it stands.")
GONE_MEANWHILE = N_("These answers were cleared or erased meanwhile, so nothing was kept or sent. Open the link once more to begin afresh.")
# In the order in which a sheet goes through them; it never goes back.
STATES = DRAFT, SENT, WITHDRAWN = "draft", "sent", "withdrawn"


@dataclass(frozen=True)
class Sheet:
    """One person's sheet of one form.

    `answers` are as typed, by the names of the form's questions; `page` is where they were left, empty once they are sent; `rows` are the keys of what was sent in, by table;
    `is_kept` is False until something was stored of it.
    """

    sheet_id: str
    form: str
    invitation_id: str
    reference: str
    state: str = DRAFT
    page: str = ""
    answers: dict = field(default_factory=dict)
    rows: dict[str, list] = field(default_factory=dict)
    times_sent: int = 0
    sent_at: str = ""
    is_kept: bool = False

    @property
    def is_sent(self) -> bool:
        """True once it was sent in, and until it is withdrawn."""
        return self.state == SENT

    @property
    def stage(self) -> tuple[int, int]:
        """How far it has come: how often it was sent, and its state."""
        return self.times_sent, STATES.index(self.state)


def mark_of(gss_code: str, secret: str) -> str:
    """Return the mark of a secret or a code, from which it cannot be had back."""
    return hashlib.sha256(f"{gss_code} {secret}".encode()).hexdigest()[:40]


def new_code() -> str:
    """Return a code to come back by, in groups of four."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    return "-".join(letters[start:start + 4] for start in range(0, CODE_LENGTH, 4))


def plain_code(typed: str) -> str:
    """Return a code as it was given out, however it was typed: spaces, hyphens, small and wide letters do not matter."""
    letters = "".join(letter for letter in unicodedata.normalize("NFKC", typed).upper() if letter.isalnum())
    return "-".join(letters[start:start + 4] for start in range(0, len(letters), 4))


class Sheets:
    """The sheets of one council.

    Parameters
    ----------
    workspace : Workspace
    """

    def __init__(self, workspace):
        self._workspace, self._store, self._council = workspace, workspace.store, workspace.council.gss_code

    def open(self, sheet_id: str, form: str, invitation_id: str = "") -> Sheet:
        """Return the sheet of this id, or a new one of which nothing is stored yet; one of another form is not given."""
        found = self._find(SHEETS.c.sheet_id == sheet_id)
        if found and found.form == form:
            return found
        initials = "".join(word[0] for word in form.split("_")[:2]).upper()
        number = "".join(secrets.choice(ALPHABET) for _ in range(REFERENCE_LENGTH))
        return Sheet(sheet_id if sheet_id and not found else secrets.token_hex(20), form, invitation_id, f"{initials}-{number}")

    def _find(self, *where) -> Sheet | None:
        """Return the first sheet that fits and has not ended."""
        with self._store.reading() as connection:
            if not self._store.has_table(connection, SHEETS.name):
                return None
            row = connection.execute(SHEETS.select().where(
                SHEETS.c.council == self._council, SHEETS.c.ends_at > now(), *where)).first()
        return row and Sheet(row.sheet_id, row.form, row.invitation_id, row.reference, row.state, row.page, json.loads(row.answers),
                             json.loads(row.rows or "{}"), row.times_sent, row.sent_at or "", True)

    def keep(self, sheet: Sheet, code: str = "") -> Sheet:
        """Store a sheet as it is now, with the mark of a code if one was made for it.

        Raises
        ------
        InputError
            If it was sent, withdrawn or erased from elsewhere since it was opened here.
        """
        ends = dt.datetime.now(dt.UTC) + dt.timedelta(days=CODE_DAYS if sheet.times_sent else DRAFT_DAYS)
        values = {
            "form": sheet.form, "invitation_id": sheet.invitation_id, "state": sheet.state, "page": sheet.page,
            "answers": json.dumps(sheet.answers, ensure_ascii=False), "reference": sheet.reference,
            "rows": json.dumps(sheet.rows, ensure_ascii=False), "times_sent": sheet.times_sent, "saved_at": now(),
            "sent_at": sheet.sent_at or None, "ends_at": ends.strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
        if code:
            values["code_mark"] = mark_of(self._council, code)
        here = (SHEETS.c.council == self._council, SHEETS.c.sheet_id == sheet.sheet_id)
        with self._store.writing() as connection:
            self._store.make_tables(connection, [])
            # Whoever keeps a sheet tidies away what others left behind.
            connection.execute(SHEETS.delete().where(SHEETS.c.council == self._council, SHEETS.c.ends_at <= now()))
            if self._refuse_stale(sheet, connection):
                connection.execute(SHEETS.update().where(*here).values(**values))
            else:
                connection.execute(SHEETS.insert().values(council=self._council, sheet_id=sheet.sheet_id, **values))
        return replace(sheet, is_kept=True)

    def _refuse_stale(self, sheet: Sheet, connection) -> bool:
        """Refuse a sheet that went further, or was erased, since it was opened here; return whether it is stored."""
        stored = connection.execute(SHEETS.select().where(
            SHEETS.c.council == self._council, SHEETS.c.sheet_id == sheet.sheet_id)).first()
        if stored is None and sheet.is_kept:
            raise InputError(GONE_MEANWHILE)
        if stored and (stored.times_sent, STATES.index(stored.state)) > sheet.stage:
            raise InputError(SENT_MEANWHILE)
        return stored is not None

    def _refuse_stale_here(self, sheet: Sheet) -> None:
        """Refuse a stale sheet before anything is done with it."""
        with self._store.reading() as connection:
            if self._store.has_table(connection, SHEETS.name):
                self._refuse_stale(sheet, connection)

    def find_by_code(self, typed: str) -> Sheet:
        """Return the sheet that a code belongs to.

        Raises
        ------
        InputError
            If no sheet has this code, or too many codes were tried lately.
        """
        if self._tries() >= MOST_TRIES:
            raise InputError(TOO_MANY_TRIES)
        found = self._find(SHEETS.c.code_mark == mark_of(self._council, plain_code(typed)))
        if found is None:
            self._count_try()
            raise InputError(UNKNOWN_CODE)
        return found

    def _tries(self) -> int:
        """Return how many unknown codes were tried lately."""
        with self._store.reading() as connection:
            known = self._store.has_table(connection, META.name) and self._store.meta(connection, "code_tries")
        since = dt.datetime.now(dt.UTC).timestamp() - TRIES_MINUTES * 60
        return sum(moment > since for moment in json.loads(known or "[]"))

    def _count_try(self) -> None:
        """Take down that an unknown code was tried."""
        moment = dt.datetime.now(dt.UTC).timestamp()
        with self._store.writing() as connection:
            self._store.make_tables(connection, [])
            known = json.loads(self._store.meta(connection, "code_tries") or "[]")
            self._store.set_meta(connection, "code_tries", json.dumps([*known, moment][-MOST_TRIES:]))

    def send(self, sheet: Sheet, frames: Mapping[str, pd.DataFrame], title: str, received_on: dt.date,
             not_theirs: str = "") -> Sheet:
        """Put what a sheet holds into the council's tables, in place of what it put there before; once, however often it is sent.

        Parameters
        ----------
        sheet : Sheet
        frames : dict of table name -> DataFrame
            Cells as typed. New ids begin with "new"; rows that the sheet put there before carry their ids.
        title : str
            The form's, for the history.
        received_on : date
        not_theirs : str, optional
            A table whose rows stay when the sheet is withdrawn or erased, such as that of the raters.

        Raises
        ------
        InputError
            With every mistake; nothing is stored then.
        """
        self._refuse_stale_here(sheet)
        self._refuse_ended(sheet)
        frames = {**frames, "received": pd.DataFrame([{
            "reference": sheet.reference, "form": sheet.form, "received_on": received_on.isoformat(), "state": "waiting"}])}
        gone = self._gone(sheet, frames)
        saved = self._workspace.save(
            frames, remove=gone, submission_id=f"{sheet.sheet_id}/{sheet.times_sent + 1}",
            who=f"form {sheet.form}, invitation {sheet.invitation_id or 'none'}", what=title)
        rows = {name: _keys_in(name, frame, saved.added_ids) for name, frame in frames.items()
                if name not in ("received", not_theirs) and not TABLES[name].parent and len(frame)}
        return self.keep(replace(sheet, state=SENT, page="", times_sent=sheet.times_sent + 1, sent_at=now(), rows=rows))

    def _gone(self, sheet: Sheet, frames: Mapping[str, pd.DataFrame]) -> dict[str, list]:
        """Return the keys of rows that an earlier sending made, links among them, and this one does not."""
        gone = {}
        for name, keys in sheet.rows.items():
            stays = _keys_of(name, frames.get(name))
            gone[name] = [key for key in map(_as_tuple, keys) if key not in stays]
            for link in links_of(name):
                there = self._workspace.aside().read(link.name)
                theirs = there[there[link.parent_key].isin([key[0] for key in map(_as_tuple, keys)])]
                gone[link.name] = sorted(_keys_of(link.name, theirs) - _keys_of(link.name, frames.get(link.name)))
        return {name: [key if len(key) > 1 else key[0] for key in keys] for name, keys in gone.items() if keys}

    def _refuse_ended(self, sheet: Sheet) -> None:
        """Refuse a first sending by an invitation that was withdrawn or used up since it was opened."""
        found = find_invitation(self._workspace, sheet.invitation_id) if sheet.invitation_id and not sheet.times_sent else None
        if found and found.is_withdrawn:
            raise InputError(WITHDRAWN_MEANWHILE)
        if found and found.most_uses is not None and found.used >= found.most_uses:
            raise InputError(USED_MEANWHILE)

    def withdraw(self, sheet: Sheet) -> Sheet:
        """Take what a sheet put into the council's tables out of them; that something was withdrawn stays known.

        Raises
        ------
        InputError
            If something else in the tables has come to rest on it meanwhile, or it was sent or withdrawn from elsewhere.
        """
        self._refuse_stale_here(sheet)
        self._take_out(sheet, "withdrawn by the person")
        return self.keep(replace(sheet, state=WITHDRAWN, page="", rows={}))

    def _take_out(self, sheet: Sheet, what: str) -> None:
        """Remove a sheet's rows, blank what it filled in of others, and say on the receipt that it was withdrawn."""
        frames = {"received": pd.DataFrame([{"reference": sheet.reference, "state": WITHDRAWN}])}
        for name, key, columns in keys_of_sheet(self._workspace, sheet.sheet_id).get(CELLS, ()):
            if tuple(key) in _keys_of(name, self._workspace.aside().read(name)):
                cells = dict(zip(TABLES[name].key, key, strict=True)) | dict.fromkeys(columns)
                frames[name] = pd.DataFrame([cells], dtype="object")
        self._workspace.save(frames, remove=self._rows_there(sheet), who=f"form {sheet.form}, own page", what=what)

    def _rows_there(self, sheet: Sheet) -> dict[str, list]:
        """Return those keys of a sheet whose rows are still there: staff may have removed some."""
        there = {}
        for name, keys in sheet.rows.items():
            frame = self._workspace.aside().read(name)
            known = _keys_of(name, frame)
            there[name] = [key if len(key) > 1 else key[0] for key in map(_as_tuple, keys) if key in known]
        return {name: keys for name, keys in there.items() if keys}

    def erase(self, sheet: Sheet) -> None:
        """Erase a sheet and all that it ever put into the council's tables, with its history; the receipt without words stays."""
        if sheet.times_sent:
            # First as anybody else's removal, so that nothing is left that points at a row which is gone.
            self._take_out(sheet, "erased by the person")
        ever = keys_of_sheet(self._workspace, sheet.sheet_id)
        erase_keys(self._workspace, {**ever, SHEETS_KEPT: [sheet.sheet_id]}, f"form {sheet.form}, own page")

    def reply_to(self, sheet: Sheet) -> dict:
        """Return the council's answer to what was sent in: state, reason, replied_by, replied_on; empty if there is none."""
        rows = self._workspace.aside().read("received")
        found = rows[rows["reference"].eq(sheet.reference)]
        return found.iloc[0].dropna().to_dict() if len(found) else {}


def rows_by_reference(workspace) -> dict[str, dict[str, list]]:
    """Return what came in under each reference: keys of rows by table, for whoever answers it.

    Tables that hold people's own answers are left out: a reference says nothing of who answered what.
    """
    sent = [row for row in workspace._rows(SHEETS) if row.state == SENT]
    return {row.reference: {name: keys for name, keys in json.loads(row.rows or "{}").items() if not TABLES[name].holds_people} for row in sent}


def _as_tuple(key) -> tuple[str, ...]:
    """Return a key as a tuple of text."""
    return tuple(map(str, key)) if isinstance(key, (list, tuple)) else (str(key),)


def _keys_of(name: str, frame: pd.DataFrame | None) -> set[tuple[str, ...]]:
    """Return the keys of a table's rows."""
    return set() if frame is None else set(frame[list(TABLES[name].key)].astype("str").itertuples(index=False, name=None))


def _keys_in(name: str, frame: pd.DataFrame, added: Mapping[str, str]) -> list:
    """Return the keys of rows as they were stored, ids that were given out among them."""
    keys = frame[list(TABLES[name].key)].astype("str").itertuples(index=False, name=None)
    return [[added.get(part, part) for part in key] if len(key) > 1 else added.get(key[0], key[0]) for key in keys]


