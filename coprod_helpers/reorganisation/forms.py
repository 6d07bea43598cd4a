"""Public forms of several councils: a form of which all say the same is carried; where they differ a person decides, and until then it cannot go out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from coprod_helpers.look.words import _, translate
from coprod_helpers.reorganisation.asking import Draft, shown
from coprod_helpers.reorganisation.carry import Predecessor, count_row, is_fresh, noted_as_read
from coprod_helpers.reorganisation.rows import BEFORE, FORMS, JOINED, WAITING, WRITTEN, Frames, plain_rows, typed_rows
from coprod_helpers.reorganisation.settings import Agreed
from coprod_helpers.star import labels
from coprod_helpers.tables import TABLES
from coprod_helpers.tables.council import FORMS_TO_FILL_IN


def merge_forms(state: Frames, predecessors: list[Predecessor], own_name: str) -> Agreed:
    """Carry the public forms of which councils say the same, and ask about the others.

    Parameters
    ----------
    state : dict of table name -> DataFrame
    predecessors : list of Predecessor
    own_name : str
        The successor's name.

    Returns
    -------
    Agreed
        A row counts as written if it is the first of its form, joined if it agrees with what stands, and waiting if it
        asks something. A form that waits has no row, or the one that the successor gave it.
    """
    merged = Agreed(dict(state))
    here, names = _rows(state), {one.code: one.name for one in predecessors}
    fresh = {one.code: {form: row for form, row in _rows(one.frames).items() if is_fresh(one, state, FORMS, form)} for one in predecessors}
    rows, fates = dict(here), {}
    for form in labels(FORMS_TO_FILL_IN):
        said = {code: own[form] for code, own in fresh.items() if form in own}
        differ = _differ([*said.values(), *([here[form]] if form in here else [])])
        if differ:
            merged.drafts.append(_draft(form, said, {own_name: here[form]} if form in here else {}, differ, names))
        for code, row in said.items():
            fates[code, form] = WAITING if differ else JOINED if form in rows else WRITTEN
            rows |= {} if differ else {form: row}
    if rows != here:
        merged.state[FORMS] = typed_rows(FORMS, list(rows.values()))
    for one in predecessors:
        merged.state |= noted_as_read(merged.state, FORMS, one, fresh[one.code])
        merged.counts.append(count_row(one.code, FORMS, [fates.get((one.code, form), BEFORE) for form in _rows(one.frames)]))
    return merged


def controllers_in_words(counts: Iterable[Mapping]) -> list[str]:
    """Say of forms that were carried that someone must look at their controllers."""
    written = sum(row[WRITTEN] for row in counts)
    return [_("Public forms that were carried name the old council as the controller: put that right in 00_start_here before one is "
              "sent out.")] if written else []


def _rows(frames: Frames | Mapping) -> dict[str, dict]:
    """Return form -> its row as plain values."""
    return {key[0]: row for key, row in plain_rows(FORMS, frames[FORMS]).items()}


def _differ(rows: list[dict]) -> list[str]:
    """Return the columns that are not the same in all rows."""
    return [name for name in TABLES[FORMS].names if len({row.get(name) for row in rows}) > 1]


def _draft(form: str, said: Mapping[str, dict], own: Mapping[str, dict], differ: list[str], names: Mapping[str, str]) -> Draft:
    """Ask whose row of one form holds."""
    each = [_("{council}: {what}.").format(council=council, what="; ".join(
        f"{_(TABLES[FORMS].column(name).label)}: {shown(row.get(name))}" for name in differ))
        for council, row in [*((names[code], row) for code, row in said.items()), *own.items()]]
    text = _("{form}. {rows} The form cannot be sent to anyone until it has a row here. Whoever answers for the data is now the new council.")
    return Draft("form", FORMS, (form, *said), text.format(form=translate(labels(FORMS_TO_FILL_IN)[form]), rows=" ".join(each)))
