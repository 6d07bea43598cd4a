"""How far a council is: what each step lacks, what is older than its inputs, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from coprod_helpers import library
from coprod_helpers.chain.fingerprint import parts_of, table_mark, what_changed
from coprod_helpers.chain.steps import REGISTER, Entry
from coprod_helpers.tables import COMPUTED, ENTERED, PERSONAL, TABLES
from coprod_helpers.tables.check import Checked, check_tables
from coprod_helpers.workspace.change import row_keys


@dataclass(frozen=True)
class StepState:
    """Where a council stands in one step.

    `state` is done, stale, part done or not begun; `share` is the share of what the step needs that is there, 0 to 1.
    """

    step: str
    title: str
    state: str
    share: float
    missing: tuple[str, ...] = ()
    stale_because: tuple[str, ...] = ()
    next_action: str = ""
    results_of: str = ""


@dataclass
class Progress:
    """All six steps, every mistake and warning in the data, and the one thing to do next."""

    council: str
    gss_code: str
    is_invented: bool
    revision: int
    steps: list[StepState] = field(default_factory=list)
    checked: Checked = field(default_factory=Checked)

    @property
    def next_action(self) -> str:
        """The one thing to do next."""
        if self.checked.mistakes:
            count = len(self.checked.mistakes)
            return f"Put right what coprod check lists: {count} {'mistake' if count == 1 else 'mistakes'} in the data."
        stale = [state.title for state in self.steps if state.state == "stale"]
        if len(stale) > 1:
            return f"Compute again what is stale ({', '.join(stale)}): coprod run {self.gss_code}."
        return next(
            (state.next_action for state in self.steps if state.next_action),
            "Everything is up to date. Look at the report, and at the plan of the first 100 days.",
        )

    def table(self) -> pd.DataFrame:
        """Return one row for each step: step, state, missing, stale because, next."""
        return pd.DataFrame(
            [
                {
                    "Step": state.title,
                    "State": state.state,
                    "Missing": " ".join(state.missing) or "nothing",
                    "Older than": ", ".join(state.stale_because) or "nothing",
                    "Next": state.next_action or "nothing",
                    "Results of": state.results_of or "no run yet",
                }
                for state in self.steps
            ]
        )


def progress_of(workspace, computed_now: dict[str, str] | None = None, published: dict[str, dict] | None = None) -> Progress:
    """Say how far a council is.

    Parameters
    ----------
    workspace : Workspace or Snapshot
    computed_now : dict of step -> words for when its results are from, optional
        In a run, the steps that it has just computed and not yet published: they are not stale, and its data were checked.
    published : dict of step -> what its results were made from, optional
        The workspace's own, if left out.
    """
    names = [*ENTERED, *COMPUTED]
    frames = workspace.read_many(names)
    published = workspace.published_steps() if published is None else published
    now = computed_now or {}
    marks = {name: table_mark(name, frames[name]) for name in names} if set(published) - set(now) else {}
    code = workspace.council.gss_code
    states = [_state(entry, code, frames, marks, published, now) for entry in REGISTER.values()]
    checked = check_stored({**frames, **workspace.read_many(list(PERSONAL))}) if computed_now is None else Checked()
    return Progress(workspace.council.name, code, workspace.council.is_invented, workspace.revision, states, checked)


def check_stored(frames: dict[str, pd.DataFrame]) -> Checked:
    """Check stored tables; each fault names its row by the row's id."""
    filled = {name: frames[name] for name in (*ENTERED, *PERSONAL) if len(frames[name])}
    by_id = {
        name: rows.set_axis([", ".join(filter(None, key)) for key in row_keys(TABLES[name], rows)], axis=0)
        for name, rows in filled.items()
    }
    return check_tables(by_id, library.read_all())


def _state(entry: Entry, code: str, frames: dict, marks: dict, published: dict, now: dict[str, str]) -> StepState:
    """Return where one step stands."""
    missing = tuple(sentence for name, sentence in entry.needs if frames[name].empty)
    share = 1 - len(missing) / len(entry.needs)
    stale, results_of = ((), now[entry.name]) if entry.name in now else _stale(entry.name, marks, published)
    if stale:
        state, action = "stale", f"Run {entry.star.notebook} again: coprod run {code} --steps {entry.name}."
    elif missing:
        state, action = ("part done" if share > 0 else "not begun"), missing[0]
    elif not results_of:
        state, action = "part done", f"Compute its results: coprod run {code} --steps {entry.name}."
    else:
        state, action = "done", ""
    return StepState(entry.name, entry.star.title, state, share, missing, stale, action, results_of)


def _stale(step: str, marks: dict, published: dict) -> tuple[tuple[str, ...], str]:
    """Return what a step's published results are older than, and when they are from."""
    if step not in published:
        return (), ""
    entry = published[step]
    before = entry["parts"]
    now = parts_of(step, before["parameters"], marks)
    return tuple(what_changed(before, now)), f"revision {entry['revision']}, {entry['at'][:10]}"
