"""Notebook files as the chain sees them: their parameters, checked before any kernel starts."""

from __future__ import annotations

import ast
import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from coprod_helpers.errors import InputError, one_of
from coprod_helpers.workspace.home import CHECKOUT

TYPES = {"str": str, "int": int, "float": float, "bool": bool}
NEWEST_FORMAT = 4
GIVEN_BY_THE_CHAIN = ("council", "store", "snapshot", "interactive", "as_of")


@dataclass(frozen=True)
class Parameter:
    """One line of a parameters cell: name, type, default."""

    name: str
    type: type
    default: object


def notebook_file(name: str) -> Path:
    """Return the file of a notebook of the series."""
    return CHECKOUT / "notebooks" / f"{name}.ipynb"


def read_notebook(path: Path):
    """Read a notebook, refusing what cannot be run: merge marks, a newer format, missing cell ids.

    Raises
    ------
    InputError
        Naming the notebook and what to do.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise InputError(f"{path.name} is not a notebook, or is damaged. Take it afresh from the project.") from None
    except OSError:
        raise InputError(
            f"There is no notebook {path.name} in {path.parent}. The workbook is used from a checkout."
        ) from None
    return _checked(path.name, text)


@lru_cache(maxsize=32)
def _checked(name: str, text: str):
    """Return the notebook that a file's text holds; kept, for a batch asks for the same ones again and again."""
    import nbformat

    if any(line.startswith(mark) for line in text.splitlines() for mark in ("<<<<<<< ", ">>>>>>> ")):
        raise InputError(f"{name} holds marks of an unfinished merge. Settle the merge, then run again.")
    try:
        found = json.loads(text)
        major, cells = found["nbformat"], found["cells"]
        is_whole = all("cell_type" in cell for cell in cells)
    except (ValueError, KeyError, TypeError):
        is_whole = False
    if not is_whole:
        raise InputError(f"{name} is not a notebook, or is damaged. Take it afresh from the project.")
    if major != NEWEST_FORMAT:
        raise InputError(
            f"{name} is in notebook format {major}; this version reads format {NEWEST_FORMAT}. "
            "Open it in JupyterLab and save it."
        )
    if any("id" not in cell for cell in cells):
        raise InputError(f"{name} has cells without ids. Open it in JupyterLab and save it.")
    try:
        return nbformat.reads(text, as_version=NEWEST_FORMAT)
    except nbformat.ValidationError:
        raise InputError(f"{name} is not a whole notebook. Take it afresh from the project.") from None


def parameters_of(path: Path) -> dict[str, Parameter]:
    """Return the parameters of a notebook, read from its one `parameters` cell.

    Raises
    ------
    InputError
        If there is no such cell, or more than one, or a line of it is computed.
    """
    cells = [cell for cell in read_notebook(path).cells if "parameters" in cell.get("metadata", {}).get("tags", [])]
    if len(cells) != 1:
        found = "no cell" if not cells else f"{len(cells)} cells"
        raise InputError(
            f"{path.name} has {found} tagged parameters; it needs exactly one. "
            "In JupyterLab, set the tag in the property inspector."
        )
    parameters = {}
    try:
        lines = ast.parse(cells[0].source).body
    except SyntaxError as error:
        raise InputError(
            f"{path.name}: line {error.lineno} of its parameters cell cannot be read. Write each line as name: type = value."
        ) from None
    for line in lines:
        parameter = _parameter(line)
        if parameter is None or parameter.name in parameters:
            raise InputError(
                f"{path.name}: in its parameters cell each line is name: type = value, each name once, with type "
                f"{one_of(TYPES)} and a value of that type that is not computed. Line {line.lineno} is not."
            )
        parameters[parameter.name] = parameter
    return parameters


def _parameter(line: ast.stmt) -> Parameter | None:
    """Return what one line of a parameters cell declares, or nothing if it is not of the form."""
    try:
        found = Parameter(line.target.id, TYPES[line.annotation.id], ast.literal_eval(line.value))
    except (AttributeError, KeyError, ValueError):
        return None
    return found if type(found.default) is found.type else None


def check_parameters(names: list[str], given: Mapping[str, object]) -> dict[str, dict[str, object]]:
    """Return, for each notebook, the values to pass; every mistake is reported at once, before a kernel starts.

    Parameters
    ----------
    names : list of notebook names
    given : dict of parameter name -> value, or text as typed
    """
    known = {name: parameters_of(notebook_file(name)) for name in names}
    every = sorted({parameter for parameters in known.values() for parameter in parameters} - set(GIVEN_BY_THE_CHAIN))
    mistakes, passed = [], {name: {} for name in names}
    for key, value in given.items():
        takers = [name for name in names if key in known[name]]
        if not takers or key in GIVEN_BY_THE_CHAIN:
            mistakes.append(f'{one_of(names)} has no setting "{key}". It has: {", ".join(every)}.')
        for name in takers:
            try:
                passed[name][key] = _read(known[name][key], value)
            except ValueError as fault:
                mistakes.append(str(fault))
    if mistakes:
        raise InputError("The run cannot begin.", list(dict.fromkeys(mistakes)))
    return passed


def _read(parameter: Parameter, value) -> object:
    """Read a typed value as the parameter's type; text stays text, so that 007 is not 7."""
    words = {str: "text", int: "a whole number", float: "a number", bool: "true or false"}
    if parameter.type is bool and str(value).casefold() in ("true", "false"):
        return str(value).casefold() == "true"
    if parameter.type is str and isinstance(value, str):
        return value
    if parameter.type in (int, float) and not isinstance(value, bool):
        try:
            number = float(value) if "_" not in str(value) else math.nan
        except (TypeError, ValueError, OverflowError):
            number = math.nan
        if math.isfinite(number) and (parameter.type is float or (number.is_integer() and abs(number) < 2**53)):
            return parameter.type(number)
    raise ValueError(f'Setting "{parameter.name}" is {words[parameter.type]}; "{value}" is not.')


def source_mark(path: Path) -> str:
    """Return a mark of what a notebook does: its cells' sources and tags, not its outputs."""
    cells = [
        (cell.cell_type, cell.source, cell.get("metadata", {}).get("tags", [])) for cell in read_notebook(path).cells
    ]
    return hashlib.sha256(repr(cells).encode()).hexdigest()
