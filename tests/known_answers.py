"""Run records of known answers through the public functions: python -m tests.known_answers FILE

A record holds method, inputs, expected and tolerance (absolute). Each record that misses is printed with what was
expected and what was found; methods that the project does not offer are counted apart. Exits 1 if any record misses.
"""

from __future__ import annotations

import json
import math
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd

from coprod_helpers.methods.intervals import wilson
from coprod_helpers.methods.ranking import swing_weights
from coprod_helpers.methods.suppression import least_hidden


FEWEST_FIRST = "fewest extra cells, then least count lost"
NOT_OFFERED = object()


def _swing_weights(inputs: Mapping) -> list[float]:
    return swing_weights(inputs["swings"]).tolist()


def _wilson(inputs: Mapping) -> list[float]:
    # The records of the corrected interval have the inputs of the plain one; only their note tells them apart.
    is_corrected = "continuity" in str(inputs.get("note", "")).lower()
    return list(wilson(inputs["x"], inputs["n"], inputs.get("level", 0.95), is_corrected))


def _small_number_suppression(inputs: Mapping) -> object:
    if inputs.get("rule", FEWEST_FIRST) != FEWEST_FIRST:
        return NOT_OFFERED
    counts = pd.DataFrame(inputs["table"])
    small, extra = least_hidden(counts, _threshold(inputs["threshold"]))
    return {"primary": [list(place) for place in small], "min_extra_cells": len(extra),
            "best_extra": [list(place) for place in extra],
            "count_lost": sum(int(counts.iat[place]) for place in extra)}


def _threshold(text: str | int) -> int:
    """Read the smallest count shown: 5 from 5, "counts 1-4 suppressed" or "counts under 5"."""
    found = re.search(r"1\s*(?:-|to)\s*(\d+)", str(text))
    return int(found[1]) + 1 if found else int(re.search(r"\d+", str(text))[0])


# method -> what runs one record's inputs through a public function
METHODS: dict[str, Callable[[Mapping], object]] = {
    "small_number_suppression": _small_number_suppression,
    "swing_weights": _swing_weights,
    "wilson": _wilson,
}


def agrees(expected, found, tolerance: float) -> bool:
    """True if what was found holds everything expected, each number within the tolerance."""
    if isinstance(expected, Mapping):
        return isinstance(found, Mapping) and all(
            key in found and agrees(value, found[key], tolerance) for key, value in expected.items())
    if isinstance(expected, list):
        return isinstance(found, (list, tuple)) and len(expected) == len(found) and all(
            agrees(one, other, tolerance) for one, other in zip(expected, found, strict=True))
    if isinstance(expected, (int, float)) and not isinstance(expected, bool):
        return isinstance(found, (int, float)) and math.isfinite(found) and abs(expected - found) <= tolerance
    return expected == found


def run(record: Mapping) -> object:
    """Run one record; an error counts as what was found, so that the others still run."""
    if record["method"] not in METHODS:
        return NOT_OFFERED
    try:
        return METHODS[record["method"]]({"note": record.get("note", ""), **record["inputs"]})
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def main(arguments: list[str]) -> int:
    """Run every record of a file, print the misses and the counts, and return the exit code."""
    if len(arguments) != 1 or not Path(arguments[0]).is_file():
        print("Give one file of known answers: python -m tests.known_answers FILE", file=sys.stderr)
        return 2
    records = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    found = [run(record) for record in records]
    tried = [(record, answer) for record, answer in zip(records, found, strict=True) if answer is not NOT_OFFERED]
    missed = [(record, answer) for record, answer in tried
              if not agrees(record["expected"], answer, record.get("tolerance", 0))]
    for record, answer in missed:
        print(f"{record.get('id', record['method'])}: expected {record['expected']}, found {answer}")
    print(f"{len(tried) - len(missed)} of {len(tried)} reproduced, {len(records) - len(tried)} not offered")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
