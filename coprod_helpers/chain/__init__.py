"""The chain: the register of steps, one council through it, and how far a council is."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from coprod_helpers.chain.fingerprint import fingerprint, parts_of, table_mark
from coprod_helpers.chain.progress import Progress, StepState, progress_of
from coprod_helpers.chain.steps import REGISTER
from coprod_helpers.errors import InputError
from coprod_helpers.tables import LIBRARY, TABLES

__all__ = ["REGISTER", "Progress", "StepState", "progress_of", "publish_step"]


def publish_step(data, step: str, results: Mapping[str, pd.DataFrame], **parameters) -> str:
    """Publish a step's results from its notebook, with what they were made from, and say so in a sentence.

    Parameters
    ----------
    data : Workspace or Snapshot
        In a run, the chain publishes all steps together at the end.
    step : str
    results : dict of computed table name -> DataFrame
    parameters
        The notebook's settings that the results depend on.

    Raises
    ------
    InputError
        If a table changed after the notebook read it: the results would pass for newer than they are.
    """
    if data.is_snapshot:
        data.publish(results)
        return f"Kept for the run: {', '.join(results)}, as of revision {data.revision}."
    names = [name for name in REGISTER[step].reads if name not in LIBRARY]
    if changed := data.changed_since_read(names):
        labels = ", ".join(TABLES[name].label for name in changed)
        raise InputError(
            f"{labels} changed after this notebook read it. Run the cells from the first result on again, then this one."
        )
    read = data.read_many(names)
    parts = parts_of(step, parameters, {name: table_mark(name, frame) for name, frame in read.items()})
    revision = data.publish(results, {step: {"fingerprint": fingerprint(parts), "parts": parts}})
    return f"Published as revision {revision}: {', '.join(results)}."
