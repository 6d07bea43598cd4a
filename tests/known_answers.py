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

import numpy as np
import pandas as pd

from coprod_helpers.methods.agreement import krippendorff_alpha
from coprod_helpers.methods.intervals import wilson
from coprod_helpers.methods.outranking import (HIGHER, LENGTHS, LOWER, Preference, pareto_front, preference_matrix,
                                               promethee_flows, topsis)
from coprod_helpers.methods.portfolio import Problem, choose, frontier
from coprod_helpers.methods.smaa import confidence_factors, draw_places, draw_scores, first_and_central, place_shares
from coprod_helpers.methods.suppression import least_hidden
from coprod_helpers.methods.weights import (RANDOM_INDEX, consistency_ratio, draw_any_weights, largest_eigenvalue,
                                            pairwise_weights, rank_order_weights, swing_weights)


ANY_WEIGHTS_DRAWS = 400_000
FEWEST_FIRST = "fewest extra cells, then least count lost"
NOT_OFFERED = object()
# Other names of the six kinds of preference: their numbers in the paper, and what programs call them.
KINDS_CALLED = {"1": "usual", "2": "ushape", "3": "vshape", "4": "level", "5": "linear", "6": "gauss",
                "quasi": "ushape", "vshape2": "linear", "vshapeindifference": "linear", "gaussian": "gauss", "sigma": "s"}


def _swing_weights(inputs: Mapping) -> list[float]:
    return swing_weights(inputs["swings"]).tolist()


def _roc_weights(inputs: Mapping) -> list[float]:
    return rank_order_weights(range(1, int(inputs["n"]) + 1)).tolist()


def _ahp_weights(inputs: Mapping) -> dict:
    matrix = pd.DataFrame(inputs["matrix"], dtype="float64")
    return {"weights": pairwise_weights(matrix).tolist(), "lambda_max": largest_eigenvalue(matrix),
            "CR": consistency_ratio(matrix)}


def _ahp_random_index(inputs: Mapping) -> list[float] | float:
    count = inputs["n"]
    return [RANDOM_INDEX[n - 1] for n in count] if isinstance(count, list) else RANDOM_INDEX[count - 1]


def _smaa2(inputs: Mapping) -> dict | list:
    rng = np.random.default_rng(2001)
    if "criteria_values_draw_alt_crit" in inputs:
        values = np.asarray(inputs["criteria_values_draw_alt_crit"], dtype="float64")
        weights = np.asarray(inputs["weights_draw_crit"], dtype="float64")
    else:
        values = np.asarray(inputs["scores"], dtype="float64")
        given = inputs.get("weights")
        weights = draw_any_weights(values.shape[-1], ANY_WEIGHTS_DRAWS, rng) if given is None or isinstance(given, str) else (
            np.atleast_2d(np.asarray(given, dtype="float64")))
    acceptability = place_shares(draw_places(draw_scores(values, weights)))
    first, central = first_and_central(values, weights)
    if inputs["expects_list"]:
        return acceptability.tolist()
    found = {"rank_acceptability": acceptability.tolist(), "central_weights": central.tolist(), "first_rank": first.tolist()}
    return {**found, "confidence": confidence_factors(values, central).tolist()} if values.ndim == 3 else found


def _krippendorff_alpha(inputs: Mapping) -> float | None:
    alpha = krippendorff_alpha(pd.DataFrame(inputs["ratings_raters_by_units"]).T, inputs["level"])
    return None if math.isnan(alpha) else alpha


def _topsis(inputs: Mapping) -> object:
    normalisation = re.sub("[^a-z]", "", str(inputs.get("normalisation", "vector")).lower())
    if normalisation not in LENGTHS:
        return NOT_OFFERED
    return topsis(*_comparison(inputs), normalisation).tolist()


def _promethee(inputs: Mapping) -> dict | list:
    values, weights, better = _comparison(inputs)
    given = inputs.get("preference") or "usual"
    each = [given] * values.shape[1] if isinstance(given, (str, Mapping)) else given
    preference = dict(zip(values.columns, map(_preference, each), strict=True))
    if inputs["expects_rows"]:
        return preference_matrix(values, weights, better, preference).to_numpy().tolist()
    flows = promethee_flows(values, weights, better, preference)
    # Some add the flows up over the other options where most give their mean.
    told = str(inputs.get("flows", "mean")).lower()
    is_sum = "sum" in told and not re.search(r"mean|average|n ?- ?1", told)
    flows = flows * (len(values) - 1 if is_sum else 1)
    return flows["phi"].tolist() if inputs["expects_list"] else flows.to_dict("list")


def _pareto_front(inputs: Mapping) -> list[int]:
    values = pd.DataFrame(inputs["matrix"], dtype="float64")
    is_front = pareto_front(values, _better(inputs.get("types", inputs.get("all", 1)), values.columns))
    return is_front.index[is_front].tolist()


def _comparison(inputs: Mapping) -> tuple[pd.DataFrame, pd.Series, pd.Series]:
    """Return values, weights as shares and directions of a record on options by criteria."""
    values = pd.DataFrame(inputs["matrix"], dtype="float64")
    weights = pd.Series(inputs.get("weights") or 1.0, index=values.columns, dtype="float64")
    return values, weights / weights.sum(), _better(inputs.get("types", 1), values.columns)


def _better(types: list | str | int, criteria: pd.Index) -> pd.Series:
    """Read directions: 1 and -1, max and min, benefit and cost; one word stands for all criteria."""
    each = types if isinstance(types, list) else [types] * len(criteria)
    is_low = [re.match("-|min|cost|low", str(word).lower()) for word in each]
    return pd.Series([LOWER if low else HIGHER for low in is_low], index=criteria)


def _preference(given: list | str | int | Mapping) -> Preference:
    """Read a preference: ["linear", {"q": 1, "p": 2}], {"kind": "linear", "q": 1, "p": 2}, or its kind alone."""
    if isinstance(given, Mapping):
        kind, limits = next((given[key] for key in ("kind", "type", "function") if key in given), "usual"), given
    else:
        kind, limits = (given[0], given[1] if len(given) > 1 else {}) if isinstance(given, list) else (given, {})
    named = {KINDS_CALLED.get(name, name): limit for name, limit in (limits or {}).items()}
    plain = re.sub("[^a-z0-9]", "", str(kind).lower())
    thresholds = {name: named[name] for name in "qps" if named.get(name) is not None}
    return Preference(KINDS_CALLED.get(plain, plain), **thresholds)


def _problem(gain, use, budgets, needs=(), not_both=()) -> Problem:
    """Lay out a problem whose options are numbered from 0; what they take stands by limit or by option."""
    uses = np.asarray(use, dtype="float64")
    uses = uses.T if uses.shape == (len(budgets), len(gain)) else uses
    return Problem(pd.Series(gain, dtype="float64"), pd.DataFrame(uses, index=range(len(gain)), columns=range(len(budgets))),
                   pd.Series(budgets, dtype="float64"), needs=tuple(map(tuple, needs)), not_both=tuple(map(tuple, not_both)))


def _knapsack_single_budget(inputs: Mapping) -> float:
    return choose(_problem(inputs["benefit"], [[cost] for cost in inputs["cost"]], [inputs["capacity"]])).gain


def _knapsack_multi_budget(inputs: Mapping) -> float:
    return choose(_problem(inputs["benefit"], inputs["use"], inputs["budgets"])).gain


def _portfolio(inputs: Mapping) -> float | dict:
    if "npv" in inputs:
        found = choose(_problem(inputs["npv"], [[cost] for cost in inputs["cost"]], [inputs["budget"]],
                                inputs.get("prerequisites", ()), inputs.get("exclusions", ())))
        return {"benefit": found.gain, "chosen": sorted(found.options)}
    use = [inputs[name] for name in ("money", "staff", "volunteer") if name in inputs]
    return choose(_problem(inputs["benefit"], np.transpose(use), inputs["budgets"],
                           inputs.get("prerequisites_dependent_needs", ()), inputs.get("exclusions", ()))).gain


def _benefit_cost_frontier(inputs: Mapping) -> list[list[float]]:
    problem = _problem(inputs["benefit"], np.zeros((len(inputs["benefit"]), 0)), [])
    return frontier(problem, pd.Series(inputs["cost"], dtype="float64"))[["cost", "gain"]].to_numpy().tolist()


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
    "benefit_cost_frontier": _benefit_cost_frontier,
    "knapsack_multi_budget": _knapsack_multi_budget,
    "knapsack_single_budget": _knapsack_single_budget,
    "portfolio": _portfolio,
    "ahp_random_index": _ahp_random_index,
    "ahp_weights": _ahp_weights,
    "krippendorff_alpha": _krippendorff_alpha,
    "pareto_front": _pareto_front,
    "promethee": _promethee,
    "roc_weights": _roc_weights,
    "smaa2": _smaa2,
    "swing_weights": _swing_weights,
    "topsis": _topsis,
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
        # Some methods have answers of two forms.
        expected = record["expected"]
        context = {"note": record.get("note", ""), "expects_list": isinstance(expected, list),
                   "expects_rows": isinstance(expected, list) and expected and isinstance(expected[0], list)}
        return METHODS[record["method"]]({**context, **record["inputs"]})
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
