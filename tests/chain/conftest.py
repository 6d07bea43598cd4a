"""A chain whose steps compute at once, without kernels, so that runs can be tried many times."""

from __future__ import annotations

import contextlib
import json

import pandas as pd
import pytest

from coprod_helpers.chain import run as running
from coprod_helpers.chain.steps import REGISTER
from coprod_helpers.tables import TABLES
from coprod_helpers.workspace import open_workspace

COUNCIL = "Z00000005"


@pytest.fixture
def council(home):
    """The workspace of a council with one outcome."""
    opened = open_workspace(COUNCIL)
    opened.save({"outcomes": pd.DataFrame({"title": ["Older people are less alone"]})})
    return opened


@pytest.fixture
def without_kernels(monkeypatch):
    """Let each step write one row that counts the initiatives, and a small report; return the steps that were computed."""
    computed = []

    def compute(self, step, parameters):
        computed.append(step)
        data = open_workspace("", snapshot=str(self._snapshot), step=step)
        reads = len(data.read("outcomes")) if "outcomes" in REGISTER[step].reads else len(data.read("risks"))
        for name in REGISTER[step].writes:
            table = TABLES[name]
            row = {key: ("x" if table.column(key).dtype == "str" else 1) for key in table.key}
            number = next(
                (
                    column.name
                    for column in table.columns
                    if column.type in ("integer", "number") and column.name not in table.key
                ),
                None,
            )
            row |= {number: reads} if number else {}
            data.publish({name: pd.concat([table.empty(), pd.DataFrame([row])])})
        target = self._folder / "notebooks" / f"{REGISTER[step].star.notebook}.ipynb"
        target.write_text(json.dumps({"step": step, "parameters": parameters}))

    monkeypatch.setattr(running._Chain, "_compute", compute)
    monkeypatch.setattr(running, "kernels", lambda: contextlib.nullcontext(lambda: None))
    monkeypatch.setattr(
        running._Chain, "_write_report", lambda self: (self._folder / "report.html").write_text("report")
    )
    return computed
