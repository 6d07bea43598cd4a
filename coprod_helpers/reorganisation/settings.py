"""Settings of several councils: what they agree on is carried; where they differ a person decides, and the stricter threshold holds until then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from coprod_helpers.look.words import _
from coprod_helpers.reorganisation.asking import Draft, shown
from coprod_helpers.reorganisation.carry import count_row, is_fresh, noted_as_read
from coprod_helpers.reorganisation.rows import (
    BEFORE,
    JOINED,
    SETTINGS,
    WAITING,
    WRITTEN,
    Frames,
    plain_rows,
    typed_rows,
)
from coprod_helpers.tables import TABLES
from coprod_helpers.tables.council import DEFAULTS

ROW = "council"
# The higher withholds more, so it holds until a person has decided.
THRESHOLDS = ("survey_threshold", "other_threshold")
# The higher asks for more before coverage or a gain is called strong, so it is proposed, but does not hold by itself.
HIGHER_IS_STRICTER = (*THRESHOLDS, "strong_citizens", "strong_hours", "matrix_cut")
# These three make sense together only.
PRE_ELECTION = ("pre_election", "pre_election_starts_on", "pre_election_ends_on")


@dataclass
class Agreed:
    """The successor's tables with what councils agree on, the questions about the rest, and the count of rows."""

    state: Frames
    drafts: list[Draft] = field(default_factory=list)
    counts: list[dict] = field(default_factory=list)


def merge_settings(state: Frames, predecessors: list, own_name: str) -> Agreed:
    """Carry the settings on which councils agree, and ask about the others.

    Parameters
    ----------
    state : dict of table name -> DataFrame
    predecessors : list of Predecessor
    own_name : str
        The successor's name.

    Returns
    -------
    Agreed
        A council's one row counts as written if it is the first to be carried whole, joined if it agrees with what stands,
        and waiting if it asks something.
    """
    merged = Agreed(dict(state))
    fresh = [one for one in predecessors if len(one.frames[SETTINGS]) and is_fresh(one, state, SETTINGS, ROW)]
    said = {one.name: _row(one.frames) for one in fresh}
    here = _row(state)
    columns = [column.name for column in TABLES[SETTINGS].columns if column.name not in TABLES[SETTINGS].key]
    asked = {name for name in columns if len(_values(name, here, said)) > 1}
    asked |= set(PRE_ELECTION) if asked & set(PRE_ELECTION) else set()
    row = dict(here)
    for name in columns:
        if name not in asked:
            row |= {name: next((one[name] for one in said.values() if name in one), None)} if not here else {}
        elif len(_values(name, here, said)) > 1:
            merged.drafts.append(_draft(name, here, said, own_name))
            row |= {name: max(_values(name, here, said))} if name in THRESHOLDS else {}
    if fresh and row != here:
        plain = {name: value for name, value in row.items() if value is not None}
        merged.state[SETTINGS] = typed_rows(SETTINGS, [{**plain, "setting_id": ROW}])
    _count(predecessors, fresh, here, asked, merged)
    return merged


def _row(frames: Mapping[str, pd.DataFrame]) -> dict:
    """Return the one row of settings as plain values; nothing where none was saved."""
    return next(iter(plain_rows(SETTINGS, frames[SETTINGS]).values()), {})


def _values(name: str, here: Mapping, said: Mapping[str, Mapping]) -> set:
    """Return the different values of a setting, the default where a council set none."""
    rows = [*said.values(), *([here] if here else [])]
    return {row.get(name, DEFAULTS.get(name)) for row in rows}


def _draft(name: str, here: Mapping, said: Mapping[str, Mapping], own_name: str) -> Draft:
    """Ask about one setting."""
    column = TABLES[SETTINGS].column(name)
    rows = {**said, **({own_name: here} if here else {})}
    values = "; ".join(f"{council}: {shown(_in_words(row.get(name, DEFAULTS.get(name))))}" for council, row in rows.items())
    text = _("{label} ({unit}). {values}.").format(label=_(column.label), unit=_(column.shown_unit), values=values)
    if name in THRESHOLDS:
        text += " " + _("Until it is settled the highest holds, so that nothing is shown that a council had promised to withhold.")
    found = _values(name, here, said)
    return Draft("setting", SETTINGS, (name,), text, f"{max(found):g}" if name in HIGHER_IS_STRICTER else "")


def _in_words(value) -> object:
    """Return a setting's value as people write it."""
    return {True: _("yes"), False: _("no")}[value] if isinstance(value, bool) else value


def _count(predecessors: list, fresh: list, here: Mapping, asked: set[str], merged: Agreed) -> None:
    """Count each council's row, and note where settings came from."""
    is_first = not here
    for one in predecessors:
        fate = BEFORE
        if one in fresh:
            fate = WAITING if asked else WRITTEN if is_first else JOINED
            is_first = False
            merged.state |= noted_as_read(merged.state, SETTINGS, one, [ROW])
        merged.counts.append(count_row(one.code, SETTINGS, [fate] * len(one.frames[SETTINGS])))

