"""The chain: the register of steps, one council through it, and how far a council is."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from coprod_helpers.chain.fingerprint import fingerprint, parts_of, table_mark
from coprod_helpers.chain.progress import Progress, StepState, progress_of
from coprod_helpers.chain.steps import REGISTER
from coprod_helpers.tables import LIBRARY

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
    """
    if data.is_snapshot:
        data.publish(results)
        return f"Kept for the run: {', '.join(results)}, as of revision {data.revision}."
    read = data.read_many([name for name in REGISTER[step].reads if name not in LIBRARY])
    parts = parts_of(step, parameters, {name: table_mark(name, frame) for name, frame in read.items()})
    revision = data.publish(results, {step: {"fingerprint": fingerprint(parts), "parts": parts}})
    return f"Published as revision {revision}: {', '.join(results)}."
