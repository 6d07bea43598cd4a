"""What a step's results are made from, as marks that change when it does."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping
from functools import cache

import pandas as pd

from coprod_helpers.chain.notebooks import notebook_file, source_mark
from coprod_helpers.chain.steps import REGISTER
from coprod_helpers.kernels.files import mark_of_files, mark_of_package
from coprod_helpers.tables import LIBRARY, TABLES
from coprod_helpers.tables.csvfile import write_csv
from coprod_helpers.workspace.home import CHECKOUT


def table_mark(name: str, frame: pd.DataFrame) -> str:
    """Return a mark of what a run may read of a table: its rows without private columns, in whatever order they stand."""
    text = io.StringIO()
    write_csv(frame[TABLES[name].public_names].sort_values(list(TABLES[name].key), kind="stable"), text)
    return hashlib.sha256(text.getvalue().encode("utf-8", "surrogatepass")).hexdigest()


@cache
def project_marks() -> dict[str, str]:
    """Return marks of the package's files, of the library's and of the lock, as they were when first asked for."""
    package, data, lock = CHECKOUT / "coprod_helpers", CHECKOUT / "data", CHECKOUT / "requirements.lock"
    return {
        "package": mark_of_package(package),
        "library": mark_of_files(data, [file for file in data.rglob("*.csv") if file.parent.name != "exampleshire"]),
        "lock": hashlib.sha256(lock.read_bytes()).hexdigest() if lock.exists() else "none",
    }


def parts_of(step: str, parameters: Mapping[str, object], tables: Mapping[str, str]) -> dict:
    """Return what a step's results are made from, part by part.

    Parameters
    ----------
    step : str
    parameters : dict
        What the notebook is given, without folders and addresses.
    tables : dict of table name -> mark
        At least every table that the step reads.
    """
    reads = [name for name in REGISTER[step].reads if name not in LIBRARY]
    return {
        "notebook": source_mark(notebook_file(REGISTER[step].star.notebook)),
        **project_marks(),
        "parameters": dict(sorted(parameters.items())),
        "tables": {name: tables[name] for name in sorted(reads)},
    }


def fingerprint(parts: Mapping) -> str:
    """Return one mark of all parts."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def what_changed(before: Mapping, after: Mapping) -> list[str]:
    """Return, in words, which parts differ between what results were made from and what stands now."""
    words = {
        "notebook": "the notebook",
        "package": "the workbook's code",
        "library": "the library",
        "lock": "the installed packages",
        "parameters": "the settings of the run",
    }
    changed = [words[part] for part in words if before.get(part) != after.get(part)]
    tables = [TABLES[name].label for name, mark in after["tables"].items() if before["tables"].get(name) != mark]
    return tables + changed
