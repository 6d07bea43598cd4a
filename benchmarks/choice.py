"""The choice under limits at 30, 200 and 1,000 options, beside PuLP and beside taking options by gain for their cost.

python -m benchmarks.choice [--options 30 200 1000]

Problems are drawn with a seed: three limits, and for each ten options two that need another and one pair that exclude each other.
Every number is invented. PuLP with the solver that comes with it (CBC) is what a user would write otherwise; it is not among the
project's packages, so install it first (pip install pulp), or its column is left out. Taking options in the order of gain for their
share of the limits is what a spreadsheet would do. Then, at 30 options: the whole frontier, and 50 draws solved one after another.
"""

from __future__ import annotations

import argparse
import importlib.util
from dataclasses import replace
from statistics import median

import numpy as np
import pandas as pd

from benchmarks.commands import seconds
from coprod_helpers.methods.portfolio import Problem, choose, frontier

SEED, RUNS, DRAWS = 2015, 3, 50
HAS_PULP = importlib.util.find_spec("pulp") is not None


def main() -> None:
    """Time each size, and print seconds, ratios and whether the optima agree."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--options", type=int, nargs="+", default=[30, 200, 1000])
    asked = parser.parse_args()
    choose(drawn(10))
    for count in asked.options:
        problem = drawn(count)
        ours = median(seconds(lambda: choose(problem, seconds=300)) for _run in range(RUNS))
        best = choose(problem, seconds=300)
        said = f"{count:,} options: {ours:.2f} s, {'proved' if best.is_proved else f'gap {best.gap_share:.2%}'}"
        if HAS_PULP:
            theirs = median(seconds(lambda: by_pulp(problem)) for _run in range(RUNS))
            gap = abs(by_pulp(problem) - best.gain) / best.gain
            said += f"; PuLP {theirs:.2f} s, ratio {theirs / ours:.1f}, optima differ by {gap:.1e}"
        lost = 1 - greedy(problem) / best.gain
        print(f"{said}; in order of gain for cost {lost:.1%} less gain", flush=True)
    small = drawn(30)
    cost = small.use[0]
    print(f"frontier of 30 options, {len(frontier(small, cost))} points: {seconds(lambda: frontier(small, cost)):.1f} s; 12 points "
          f"{seconds(lambda: frontier(small, cost, 12)):.1f} s", flush=True)
    rng = np.random.default_rng(SEED)
    noisy = [replace(small, gain=small.gain + rng.normal(0, 5, len(small.gain))) for _draw in range(DRAWS)]
    print(f"{DRAWS} draws of 30 options: {seconds(lambda: [choose(problem) for problem in noisy]):.1f} s", flush=True)


def drawn(count: int) -> Problem:
    """Draw a problem: gains 5 to 150, uses that hang together with them, limits of about a third."""
    rng = np.random.default_rng([SEED, count])
    ids = [f"OP{number:04d}" for number in range(count)]
    gain = rng.integers(5, 150, count).astype("float64")
    use = np.column_stack([rng.integers(5, 60, count), rng.integers(2, 20, count), rng.integers(5, 80, count)]).astype("float64")
    pairs = rng.permutation(count)[:max(count * 3 // 10 * 2, 2)].reshape(-1, 2)
    needs, excludes = pairs[:count // 5], pairs[count // 5:count * 3 // 10]
    return Problem(pd.Series(gain, index=ids), pd.DataFrame(use, index=ids), pd.Series(np.floor(use.sum(axis=0) / 3)),
                   needs=tuple((ids[one], ids[other]) for one, other in needs),
                   not_both=tuple((ids[one], ids[other]) for one, other in excludes))


def by_pulp(problem: Problem) -> float:
    """Solve a problem as PuLP's manual shows it, and return the gain."""
    import pulp

    programme = pulp.LpProblem("choice", pulp.LpMaximize)
    chosen = {option: pulp.LpVariable(option, cat="Binary") for option in problem.gain.index}
    programme += pulp.lpSum(problem.gain[option] * chosen[option] for option in chosen)
    for limit, most in problem.limits.items():
        programme += pulp.lpSum(problem.use.at[option, limit] * chosen[option] for option in chosen) <= most
    for one, other in problem.needs:
        programme += chosen[one] <= chosen[other]
    for one, other in problem.not_both:
        programme += chosen[one] + chosen[other] <= 1
    programme.solve(pulp.PULP_CBC_CMD(msg=False, gapRel=0, timeLimit=300))
    return float(pulp.value(programme.objective))


def greedy(problem: Problem) -> float:
    """Take options in the order of their gain for their share of the limits, as far as they fit, and return the gain."""
    worth = (problem.gain / (problem.use / problem.limits).sum(axis=1)).sort_values(ascending=False, kind="stable")
    needs, chosen, left = dict(problem.needs), set(), problem.limits.copy()
    barred = {one: other for pair in problem.not_both for one, other in (pair, pair[::-1])}
    for option in worth.index:
        wanted = [option] + ([needs[option]] if needs.get(option) and needs[option] not in chosen else [])
        use = problem.use.loc[[name for name in wanted if name not in chosen]].sum()
        if not any(barred.get(name) in chosen for name in wanted) and (use <= left).all():
            chosen.update(wanted)
            left = left - use
    return float(problem.gain[list(chosen)].sum())


if __name__ == "__main__":
    main()
