"""The form of one row: made from the declaration of an entered table and of its links.

The table's own columns become boxes and lists, a simple link becomes check boxes, a link with columns of its own a
group of rows. Saving sends the row and its links in one transaction, under the revision that the user saw.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from coprod_helpers.errors import InputError, StaleSave, one_of
from coprod_helpers.look.form import DATE_HINT, FieldMistake, FormWidget, as_typed, field_mistake, form_spec
from coprod_helpers.look.words import is_whole, translate
from coprod_helpers.star import N_
from coprod_helpers.tables import COMPUTED, ENTERED, LIBRARY, TABLES, links_of
from coprod_helpers.tables.declare import NUMBER_TYPES, Column, Table
from coprod_helpers.tables.parse import Refused, as_text, is_blank, read_cell

RADIO_AT_MOST = 7
LISTED_AT_MOST = 12
SHOWN_AT_MOST = 5
NEW = "new"

ADD_ROW = N_("Add one: {label}")
AND_MORE = N_("And {count} more.")
NEW_ROW = N_("A new one")
ROW_TO_FILL_IN = N_("Row to fill in")
ROW_HINT = N_("Choose a row, then press Open. What you typed in another row stays here until you save it.")
NEW_TITLE = N_("{table}: a new row")
ROW_TITLE = N_("{table}: {row}")
TYPED_IS_BACK = N_("What you had typed here and not saved is back.")
SHOW_STORED = N_("Show what is saved")
SHOW_TYPED = N_("Put back what I typed")
STORED_SHOWN = N_("This is what is saved now.")
ADD_ANOTHER = N_("Fill in another one")
CLOSED = N_("Nothing is filled in during a run: this is what the run found. To fill it in, open the notebook itself.")
TAKEN = N_("is there already. Choose it in the list of rows to change it, or choose another here.")
STALE = N_("Someone else changed this row after you opened it, so nothing was saved. What they changed and you did not "
           "is now shown. Where both of you changed something, both versions stand at the field. Save again to keep "
           "what is shown.")
BOTH_VERSIONS = N_("Now saved: {theirs}. Yours: {yours}. Save again to keep yours, or change it.")
REMOVED = N_("Someone else removed this row after you opened it, so nothing was saved. Save again to add it back with "
             "what is shown.")
NOTHING = N_("nothing")
WORTH_A_LOOK = N_("Worth a look: {label}: {sentence}")
GONE = N_("This row is no longer there. Open another one.")


def record_form(workspace, table: str, key=None, language: str = "en", heading_level: int = 3) -> FormWidget:
    """Return the form of one row of an entered table, with the rows of its links.

    Parameters
    ----------
    workspace : Workspace
        A snapshot gives a form that only says that nothing is filled in during a run.
    table : str
        An entered table that is not itself a link.
    key : str or tuple of str, optional
        The row's id, or the values of its key as shown; left out, a new row.
    language : str
        The form's language at first.
    heading_level : int
        Level of the form's heading within its page.

    Returns
    -------
    FormWidget

    Raises
    ------
    InputError
        If the table is not one that is filled in here, or the row is not there.
    """
    return _form(workspace, table, key, language, heading_level, chooses=False)


def choose_form(workspace, table: str, language: str = "en", heading_level: int = 3) -> FormWidget:
    """Return the form of a table with a list of its rows above it, a new one first; parameters as for `record_form`."""
    return _form(workspace, table, None, language, heading_level, chooses=True)


def _form(workspace, name: str, key, language: str, heading_level: int, chooses: bool) -> FormWidget:
    """Return the form of a table."""
    table = _table_to_fill_in(name)
    if workspace.is_snapshot:
        title = translate(table.label, language)
        return FormWidget(form_spec(name, title, [], intro=translate(CLOSED, language), language=language,
                                    heading_level=heading_level))
    return _RecordForm(workspace, table, language, heading_level, chooses).start(key)


def _table_to_fill_in(name: str) -> Table:
    """Return the declaration of a table that has a form of this kind, or refuse it with the reason."""
    own = [entry.name for entry in ENTERED.values() if not entry.parent]
    if name in own:
        return TABLES[name]
    if name in ENTERED:
        reason = f"belongs to the rows of {TABLES[name].parent} and is filled in with them"
    elif name in COMPUTED:
        reason = "is computed and not filled in"
    elif name in LIBRARY:
        reason = "comes with the workbook and is not filled in"
    elif name in TABLES:
        reason = "holds personal details, which have a form of their own"
    else:
        reason = "is not a table"
    raise InputError(f'"{name}" {reason}. These are filled in here: {one_of(own)}.')


# From stored cells to what a person would type ------------------------------------------------------------------------


def typed_text(column: Column, value: object) -> str:
    """Return a stored cell as a person would type it: dates in words, whole numbers without a point, blanks empty."""
    if is_blank(value):
        return ""
    if column.type == "date":
        return f"{value.day} {value:%B} {value.year}"
    if column.type == "yes_no":
        return "yes" if value else "no"
    if column.type in NUMBER_TYPES:
        return as_text(float(value)) if column.type != "integer" else str(int(value))
    return str(value)


def _typed_row(table: Table, row: Mapping) -> dict[str, str]:
    """Return one stored row as typed."""
    return {column.name: typed_text(column, row[column.name]) for column in table.columns}


def _typed_rows(table: Table, frame: pd.DataFrame) -> list[dict[str, str]]:
    """Return every stored row as typed."""
    return [_typed_row(table, row) for row in frame.to_dict("records")]


def label_column(table: Table) -> Column | None:
    """Return the column that names a row: the first needed text that is no key, no reference and not private.

    None for tables of answers, whose rows have no name, and for those whose rows are named by several keys.
    """
    if table.holds_people or not (table.id_prefix or table.kind == "library"):
        return None
    return next((column for column in table.columns if column.type == "text" and column.required and not column.refers
                 and column.name not in table.key and column.privacy != "private"), None)


def row_label(table: Table, row: Mapping[str, str], labels: Mapping[str, Mapping[str, str]] | None = None) -> str:
    """Return how a list shows a row: "I001 · Repair café"; library rows by their label alone.

    Parameters
    ----------
    table : Table
    row : dict of column -> text
        As typed.
    labels : dict of key column -> value -> label, optional
        How the parts of the key are shown; as they are if left out.
    """
    named = label_column(table)
    name = row[named.name] if named else ""
    if name and table.kind == "library" and table.column(table.key[0]).type == "text":
        return name
    parts = [(labels or {}).get(part, {}).get(row[part], row[part]) for part in table.key]
    return " · ".join([*parts, name] if name else parts)


def choices_of(column: Column, frames: Mapping[str, pd.DataFrame], language: str = "en",
               kept: Iterable[str] = ()) -> list[dict]:
    """Return the choices of a column: its closed list, or the rows of the table that it refers to.

    Parameters
    ----------
    column : Column
    frames : dict of table name -> DataFrame
        With the table that the column refers to.
    kept : set of str
        Values that stay among the choices though their rows are retired or merged into others.

    Returns
    -------
    list of dict
        Each with value and label; hint where a word has a meaning, group where the rows are of several kinds.
    """
    if column.words:
        return [{"value": word.code, "label": translate(word.label, language),
                 "hint": translate(word.meaning, language)} for word in column.words]
    if not column.refers_table:
        return []
    table = TABLES[column.refers_table]
    kept = set(kept)
    rows = [row for row in _typed_rows(table, frames[table.name])
            if row[column.refers_column] in kept or not (row.get("retired_on") or row.get("merged_into"))]
    return [{"value": row[column.refers_column], "label": row_label(table, row),
             "group": _group_of(table, row, language)} for row in rows]


def _group_of(table: Table, row: Mapping[str, str], language: str) -> str:
    """Return the kind that a library row is listed under: the label of its closed list, or of its family."""
    if table.kind != "library":
        return ""
    closed = next((column for column in table.columns if column.words and column.name not in table.key), None)
    if closed:
        return next((translate(word.label, language) for word in closed.words if word.code == row[closed.name]), "")
    return row.get("family_label", "")


# From the declaration to the form's fields ----------------------------------------------------------------------------


def field_of(table: Table, column: Column, frames: Mapping[str, pd.DataFrame], language: str = "en",
             kept: Iterable[str] = ()) -> dict:
    """Return the form's field of one column; `kept` as for `choices_of`."""
    field = {"name": column.name, "kind": column.type, "label": translate(column.label, language),
             "hint": translate(column.help, language), "required": _is_required(table, column)}
    if column.words or column.refers:
        choices = choices_of(column, frames, language, kept)
        few = bool(column.words) and len(choices) <= RADIO_AT_MOST and not table.parent
        return field | {"kind": "choice", "choices": choices, "style": "radio" if few else "select"}
    if column.type in NUMBER_TYPES:
        return field | {"kind": "number", "unit": translate(column.shown_unit, language),
                        "inputmode": _keyboard(column)}
    if column.type == "date":
        return field | {"hint": f"{field['hint']} {translate(DATE_HINT, language)}".strip()}
    if column.type == "yes_no":
        return field
    kind = "long_text" if column.type == "long_text" else "text"
    return field | {"kind": kind, "maximum_length": column.length_limit,
                    "inputmode": "url" if column.type == "url" else ""}


def _is_required(table: Table, column: Column) -> bool | None:
    """True if a value is needed, False if it may be blank, None if a rule decides, so that nothing is promised."""
    by_rule = any(column.name in rule.columns for rule in table.rules if not rule.is_warning)
    return True if column.required else None if by_rule else False


def _keyboard(column: Column) -> str:
    """Return which keys a telephone offers; the keys for numbers have no minus sign."""
    if column.minimum is None or column.minimum < 0:
        return ""
    return "numeric" if column.type == "integer" else "decimal"


def _link_field(link: Table, frames: Mapping[str, pd.DataFrame], rows: list[dict], language: str) -> dict:
    """Return the form's field of a link: check boxes, or a group of rows."""
    label = translate(link.label, language)
    field = {"name": link.name, "label": label, "hint": translate(link.help, language), "required": None}
    if link.is_simple_link:
        kept = {row[link.value_column.name] for row in rows}
        return field | {"kind": "choices", "choices": choices_of(link.value_column, frames, language, kept)}
    inner = [field_of(link, column, frames, language, {row[column.name] for row in rows})
             for column in _own_columns(link)]
    return field | {"kind": "rows", "fields": inner, "add_label": translate(ADD_ROW, language).format(label=label)}


def _own_columns(link: Table) -> list[Column]:
    """Return a link's columns but the one that holds the parent's id."""
    return [column for column in link.columns if column.name != link.parent_key]


def _only_key(table: Table) -> str:
    """Return the key of a table that holds one row, such as the settings, or nothing."""
    pattern = table.column(table.key[0]).pattern
    return pattern if len(table.key) == 1 and pattern.isalpha() else ""


def _key_text(key: tuple[str, ...]) -> str:
    """Return a key as one text, to stand in a list."""
    return key[0] if len(key) == 1 else json.dumps(key, ensure_ascii=False)


@dataclass
class _Opened:
    """A row as it was opened, and what was typed into it since."""

    key: tuple[str, ...] | None
    revision: int
    stored: dict
    typed: dict
    submission_id: str

    @property
    def is_changed(self) -> bool:
        """True if something was typed that is not saved."""
        return self.typed != self.stored


# What was typed in this kernel and is not saved yet: a cell that is run again makes a new form, which takes it over.
_UNSAVED: dict[tuple, _Opened] = {}


class _RecordForm:
    """What stands behind the form of one table: which row is open, and what saving it means."""

    def __init__(self, workspace, table: Table, language: str, heading_level: int, chooses: bool):
        self.workspace, self.table, self.language = workspace, table, language
        self.links = [link for link in links_of(table.name) if link.kind == "entered"]
        self.heading_level, self.chooses = heading_level, chooses and not _only_key(table)
        offered = str(workspace.settings().get("languages") or "en").split("-")
        self.languages = [code for code in offered if is_whole(code)]

    # Reading ----------------------------------------------------------------------------------------------------------

    def _read(self) -> None:
        """Read the table, its links and all that they refer to, as they stand at one moment."""
        own = [self.table, *self.links]
        wanted = {table.name for table in own}
        wanted |= {column.refers_table for table in own for column in table.columns if column.refers}
        stored = sorted(name for name in wanted if name not in LIBRARY)
        self.revision, self.frames = self.workspace.read_at_once(stored)
        self.frames |= self.workspace.read_many(sorted(wanted & set(LIBRARY)))
        self.rows = {tuple(row[name] for name in self.table.key): row
                     for row in _typed_rows(self.table, self.frames[self.table.name])}

    def _links_of(self, link: Table, key: tuple[str, ...] | None) -> list[dict[str, str]]:
        """Return the stored rows of a link that belong to a row, as typed."""
        return [row for row in _typed_rows(link, self.frames[link.name]) if key and row[link.parent_key] == key[0]]

    def _stored(self, key: tuple[str, ...] | None) -> dict:
        """Return what is stored of a row and its links, in the shape of the form's values."""
        values = dict(self.rows.get(key, {}))
        if not values and self.table.name == "settings":
            values = self.workspace.settings()
        for link in self.links:
            rows = self._links_of(link, key)
            values[link.name] = [row[link.value_column.name] for row in rows] if link.is_simple_link else rows
        return values

    # Drawing ----------------------------------------------------------------------------------------------------------

    def _groups(self, key: tuple[str, ...] | None) -> list[dict]:
        """Return the form's fields in the parts that the declaration gives; in one part where it gives none."""
        fields = {field["name"]: field for field in self._fields(key)}
        if not self.table.groups:
            return [{"title": "", "fields": list(fields.values())}]
        groups = [{"title": translate(title, self.language), "fields": [fields[name] for name in names if name in fields]}
                  for title, names in self.table.groups]
        return [group for group in groups if group["fields"]]

    def _fields(self, key: tuple[str, ...] | None) -> list[dict]:
        """Return the form's fields for a row."""
        row, labels, fields = self.rows.get(key, {}), self._key_labels(), []
        for column in self.table.columns:
            if column.name in self.table.key and (key or self.table.id_prefix):
                if key:
                    fields.append(self._shown(column, row.get(column.name, key[0]), labels))
                continue
            fields.append(field_of(self.table, column, self.frames, self.language, {row.get(column.name, "")}))
        return fields + [_link_field(link, self.frames, self._links_of(link, key), self.language)
                         for link in self.links]

    def _shown(self, column: Column, value: str, labels: Mapping[str, Mapping[str, str]]) -> dict:
        """Return a part of the key, which is shown and not asked for."""
        text = labels.get(column.name, {}).get(value, value)
        return {"name": column.name, "kind": "shown", "label": translate(column.label, self.language), "text": text}

    def _key_labels(self) -> dict[str, dict[str, str]]:
        """Return how each part of a key of several columns is shown."""
        if self.table.id_prefix:
            return {}
        return {name: {choice["value"]: choice["label"]
                       for choice in choices_of(self.table.column(name), self.frames, self.language)}
                for name in self.table.key}

    def _label(self, key: tuple[str, ...]) -> str:
        """Return how a row is called."""
        return row_label(self.table, self.rows[key], self._key_labels()) if key in self.rows else " · ".join(key)

    def _chooser(self, key: tuple[str, ...] | None) -> dict | None:
        """Return the list of rows to open, a new one first."""
        if not self.chooses:
            return None
        labels = self._key_labels()
        rows = [{"value": _key_text(entry), "label": row_label(self.table, row, labels)}
                for entry, row in self.rows.items()]
        return {"label": translate(ROW_TO_FILL_IN, self.language), "hint": translate(ROW_HINT, self.language),
                "choices": [{"value": "", "label": translate(NEW_ROW, self.language)}, *rows],
                "value": _key_text(key) if key else ""}

    def _spec(self, language: str = "") -> dict:
        """Return the form of the row that is open, and go on in this language."""
        self.language = language or self.language
        key = self.opened.key
        title = translate(ROW_TITLE if key else NEW_TITLE, self.language)
        if _only_key(self.table):
            title = "{table}"
        title = title.format(table=translate(self.table.label, self.language), row=self._label(key) if key else "")
        return form_spec(self.table.name, title, self._groups(key),
                         intro=translate(self.table.help, self.language), language=self.language,
                         languages=self.languages, heading_level=self.heading_level, record=self._chooser(key))

    # Opening rows -----------------------------------------------------------------------------------------------------

    def start(self, key) -> FormWidget:
        """Return the form with a row opened, or a new one."""
        self._read()
        key = self._as_key(key)
        self._set_opened(key, _UNSAVED.get(self._place_of(key)))
        self.form = FormWidget(self._spec(), in_language=self._spec)
        self.form.on_submit(self.save, self.place)
        self.form.on("draft", self._keep_draft)
        self.form.on("choose", self._choose)
        self.form.on("stored", lambda message: self._show_stored())
        self.form.on("typed", lambda message: self._show_typed())
        self._show()
        return self.form

    def _as_key(self, key) -> tuple[str, ...] | None:
        """Return a key that a notebook gives as the row's key, or refuse it with what there is."""
        if only := _only_key(self.table):
            return (only,)
        if key is None:
            return None
        key = tuple(str(part) for part in key) if isinstance(key, (tuple, list)) else (str(key),)
        if key not in self.rows:
            known = [_key_text(entry) for entry in self.rows]
            more = f" and {len(known) - LISTED_AT_MOST} more" if len(known) > LISTED_AT_MOST else ""
            there = f"It has: {', '.join(known[:LISTED_AT_MOST])}{more}." if known else "It has no rows yet."
            raise InputError(f'"{_key_text(key)}" is not in {self.table.label}. {there}')
        return key

    def _place_of(self, key: tuple[str, ...] | None) -> tuple:
        """Return under what an unsaved row is kept."""
        return self.workspace.council.gss_code, self.workspace.store.address, self.table.name, key

    def _set_opened(self, key: tuple[str, ...] | None, unsaved: _Opened | None = None) -> None:
        """Take a row as the open one: as it is stored, or as it was typed before."""
        self.opened = unsaved or _Opened(key, self.revision, self._stored(key), {}, "")

    def _show(self, actions: Iterable[Mapping] = ()) -> None:
        """Show the open row, with what was typed into it and not saved."""
        opened = self.opened
        spec = self._spec()
        fields = [field for group in spec["groups"] for field in group["fields"]]
        opened.stored = as_typed(fields, opened.stored)
        is_back = bool(opened.typed) and opened.is_changed
        if is_back:
            actions = [{"kind": "stored", "label": translate(SHOW_STORED, self.language)}]
        self.form.fill(opened.typed if is_back else opened.stored, spec, opened.submission_id,
                       translate(TYPED_IS_BACK, self.language) if is_back else "", actions)
        opened.submission_id = self.form.submission_id
        opened.typed = self.form.values

    def _keep_draft(self, _message: object = None) -> None:
        """Keep what is typed and not saved, so that another row can be opened in between."""
        self.opened.typed = self.form.values
        if self.opened.is_changed:
            _UNSAVED[self._place_of(self.opened.key)] = self.opened
        else:
            _UNSAVED.pop(self._place_of(self.opened.key), None)

    def _choose(self, message: Mapping) -> None:
        """Open the row that was chosen in the list."""
        self._read()
        known = {_key_text(key): key for key in self.rows} | {"": None}
        if message.get("key") not in known:
            raise InputError(translate(GONE, self.language))
        key = known[message["key"]]
        self._set_opened(key, _UNSAVED.get(self._place_of(key)))
        self._show()

    def _show_stored(self) -> None:
        """Show what is stored, and keep what was typed so that it can be put back."""
        self._read()
        self.set_aside = self.opened
        self._set_opened(self.opened.key)
        self._show([{"kind": "typed", "label": translate(SHOW_TYPED, self.language)}])

    def _show_typed(self) -> None:
        """Put back what was typed before the stored row was shown."""
        if getattr(self, "set_aside", None) and self.set_aside.key == self.opened.key:
            self.opened = self.set_aside
            self._show()

    # Saving -----------------------------------------------------------------------------------------------------------

    def save(self, values: dict, submission_id: str) -> str:
        """Save the open row and its links as typed, open it as it is stored now, and say what was done."""
        self._keep_draft()
        key = self.opened.key
        frames, remove = self._frames(values)
        if not key:
            self._refuse_taken(values)
        try:
            saved = self.workspace.save(frames, seen_revision=self.opened.revision, remove=remove,
                                        submission_id=submission_id, what=f"filled in the form of {self.table.label}")
        except StaleSave as stale:
            raise self._both_versions(values, stale) from None
        _UNSAVED.pop(self._place_of(key), None)
        key = key or ((saved.added_ids[NEW],) if self.table.id_prefix else self._typed_key(values))
        self._read()
        self._set_opened(key)
        self._show([] if _only_key(self.table) else
                   [{"kind": "choose", "key": "", "label": translate(ADD_ANOTHER, self.language)}])
        return "\n".join([str(saved), *self._worth_a_look(saved)])

    def _frames(self, values: dict) -> tuple[dict[str, pd.DataFrame], dict[str, list]]:
        """Return the cells to save, by table, and the keys of link rows that are no longer there."""
        key = self.opened.key
        given = key or ((NEW,) if self.table.id_prefix else self._typed_key(values))
        row = {column.name: values.get(column.name, "") for column in self.table.columns}
        row |= dict(zip(self.table.key, given, strict=True)) if key or self.table.id_prefix else {}
        frames, remove = {self.table.name: pd.DataFrame([row], index=[1], dtype="str")}, {}
        for link in self.links:
            rows = self._link_rows(link, values[link.name], given[0])
            if rows:
                frames[link.name] = pd.DataFrame(list(rows.values()), index=list(rows), columns=link.names, dtype="str")
            kept = {tuple(row[name] for name in link.key) for row in rows.values()}
            before = self._link_rows(link, self.opened.stored[link.name], given[0]) if key else {}
            gone = [entry for row in before.values() if (entry := tuple(row[name] for name in link.key)) not in kept]
            if gone:
                remove[link.name] = gone
        return frames, remove

    def _link_rows(self, link: Table, value: list, parent: str) -> dict[int, dict[str, str]]:
        """Return the rows of a link as typed, counted from 1; rows that were left blank are none."""
        rows = [{link.value_column.name: entry} for entry in value] if link.is_simple_link else value
        return {place: {**row, link.parent_key: parent} for place, row in enumerate(rows, start=1)
                if any(text.strip() for text in row.values())}

    def _typed_key(self, values: dict) -> tuple[str, ...]:
        """Return a key that was typed, written as stored keys are; what cannot be read stays, for the check."""
        parts = []
        for name in self.table.key:
            column = self.table.column(name)
            try:
                cell = read_cell(column, values[name])[0] if values[name].strip() else ""
                parts.append(typed_text(column, pd.Timestamp(cell) if column.type == "date" and cell else cell))
            except Refused:
                parts.append(values[name])
        return tuple(parts)

    def _refuse_taken(self, values: dict) -> None:
        """Refuse a new row whose key another row has, which saving would overwrite."""
        if self.table.id_prefix:
            return
        self._read()
        key = self._typed_key(values)
        if key in self.rows:
            last = self.table.column(self.table.key[-1])
            label = translate(last.label, self.language)
            sentence = f"{self._label(key)} {translate(TAKEN, self.language)}"
            raise InputError(sentence, [FieldMistake(last.name, sentence, label)])

    def _both_versions(self, mine: dict, stale: StaleSave) -> InputError:
        """Show what someone else changed beside what was typed, and return the mistakes that say both versions."""
        before = self.opened
        self._read()
        self._set_opened(before.key)
        self._show()
        theirs = self.opened.stored
        was_removed = before.key is not None and before.key not in self.rows
        merged = {name: mine[name] if was_removed or mine[name] != before.stored[name] else theirs[name]
                  for name in mine}
        both = [] if was_removed else [name for name in mine if merged[name] != theirs[name]
                                       and theirs[name] != before.stored[name]]
        self.form.fill(merged)
        self.opened.typed, self.opened.submission_id = self.form.values, self.form.submission_id
        self._keep_draft()
        fields = {field["name"]: field for field in self.form.fields}
        who = f" ({stale.conflicts[0]['who']})" if stale.conflicts and stale.conflicts[0].get("who") else ""
        sentence = translate(BOTH_VERSIONS, self.language)
        return InputError(translate(REMOVED if was_removed else STALE, self.language), [
            FieldMistake(name, sentence.format(theirs=_in_words(fields[name], theirs[name]) + who,
                                               yours=_in_words(fields[name], mine[name])), fields[name]["label"])
            for name in both])

    def place(self, mistake: object) -> FieldMistake:
        """Return a mistake of the check at its field."""
        if isinstance(mistake, FieldMistake):
            return mistake
        table, column, sentence = TABLES[mistake.table], mistake.column, mistake.sentence
        label = translate(table.column(column).label if column in table.names else table.label, self.language)
        if table is self.table:
            asked = {field["name"] for field in self.form.fields if field["kind"] != "shown"}
            return field_mistake(column, sentence, label) if column in asked else FieldMistake("", sentence)
        of_link = translate(table.label, self.language)
        if table.is_simple_link or isinstance(mistake.row, str):
            return field_mistake(table.name, sentence, of_link)
        row_name = self.form.spec["words"]["row_name"].format(label=of_link, number=mistake.row)
        said = field_mistake(table.name, sentence, label)
        return FieldMistake(table.name, said.message, row_name, int(mistake.row) - 1, column)

    def _worth_a_look(self, saved) -> list[str]:
        """Return what deserves care though it was saved, and what was read into the cells."""
        sentence = translate(WORTH_A_LOOK, self.language)
        # What is said of a whole table names no column.
        lines = [sentence.format(label=translate(TABLES[warning.table].column(warning.column).label, self.language),
                                 sentence=warning.sentence) if warning.column else warning.sentence
                 for warning in saved.warnings]
        lines += saved.notices
        rest = len(lines) - SHOWN_AT_MOST
        return lines[:SHOWN_AT_MOST] + ([translate(AND_MORE, self.language).format(count=rest)] if rest > 0 else [])


def _in_words(field: Mapping, value: str | list) -> str:
    """Return a field's value as a reader knows it."""
    if isinstance(value, list):
        entries = [value_in_words(field, entry) if isinstance(entry, str) else _row_in_words(field, entry)
                   for entry in value]
        return "; ".join(entries) or translate(NOTHING)
    return value_in_words(field, value)


def _row_in_words(field: Mapping, row: Mapping[str, str]) -> str:
    """Return one row of a field of rows as a reader knows it."""
    return ", ".join(value_in_words(inner, row[inner["name"]]) for inner in field["fields"] if row.get(inner["name"]))


def value_in_words(field: Mapping, value: str) -> str:
    """Return one value as a reader knows it: the label of a choice, or the text in quotation marks."""
    labels = {choice["value"]: choice["label"] for choice in field.get("choices", ())}
    return labels.get(value) or (f'"{value}"' if value else translate(NOTHING))
