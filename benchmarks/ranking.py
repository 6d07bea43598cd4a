"""Places over many draws, and a slider's move, beside a loop over pymcdm's weighted sum.

python -m benchmarks.ranking [--draws 10000 100000] [--sizes 30x6 200x10]

Options, six raters and swings are drawn with a seed: every number invented. Ours draws ratings and weights and gives every option
its share of each place, and the largest number of draws also says the memory at its peak. Beside it stands what a user would write:
the same draws in a loop, each ranked by pymcdm; it is timed on 500 draws and reckoned up. A slider's move is other weights of one
group, ranked anew on drawn ratings that stand already, the goal being 100 ms at 30 by 6 with 10,000 draws.
"""

from __future__ import annotations

import argparse
import resource
from statistics import median

import numpy as np
import pandas as pd
from pymcdm.methods import WSM
from pymcdm.normalizations import minmax_normalization

from benchmarks.commands import seconds
from coprod_helpers import library
from coprod_helpers.focus_it import Appraisal, rank_acceptability, rank_options
from coprod_helpers.methods.smaa import draw_places, draw_scores
from coprod_helpers.tables import TABLES

SEED, RATERS, LOOPED, MOVES, RUNS = 2015, 6, 500, 21, 3


def main() -> None:
    """Time each size and number of draws, and print seconds and ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--draws", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--sizes", nargs="+", default=["30x6", "200x10"])
    asked = parser.parse_args()
    for size in asked.sizes:
        options, criteria = (int(part) for part in size.split("x"))
        for draws in asked.draws:
            compare(options, criteria, draws)
        move(options, criteria, min(asked.draws))


def compare(options: int, criteria: int, draws: int) -> None:
    """Print how long all draws take, ours and by the loop."""
    ours = median(seconds(lambda: rank_acceptability(appraisal_of(options, criteria, draws))) for _run in range(RUNS))
    one = appraisal_of(options, criteria, LOOPED)
    values, weights = one.values, one.view("citizen").drawn_weights
    looped = seconds(lambda: by_loop(values, weights)) * draws / LOOPED
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{options} options x {criteria} criteria, {draws:,} draws: {ours:.2f} s, loop over pymcdm {looped:.1f} s (reckoned from "
          f"{LOOPED} draws), ratio {looped / ours:.0f}; memory of the process so far {peak:.0f} MB", flush=True)


def move(options: int, criteria: int, draws: int) -> None:
    """Print how long a slider's move takes when ratings have been drawn."""
    appraisal = appraisal_of(options, criteria, draws)
    rank_options(appraisal)
    times = []
    for step in range(MOVES):
        rows = weights_of(criteria, 100 - step)
        times.append(1000 * seconds(lambda rows=rows: rank_options(appraisal.with_weights("citizen", rows))))
    values, weights = appraisal.values, appraisal.view("citizen").drawn_weights
    # Where ratings are drawn in parts, the first part alone stands ready.
    bare = median(1000 * seconds(lambda: draw_places(draw_scores(values, weights[:len(values)]))) for _move in range(MOVES))
    print(f"a slider's move at {options} x {criteria} with {draws:,} draws: median {median(times):.0f} ms, longest {max(times):.0f} ms; "
          f"scores and places alone {bare:.0f} ms", flush=True)


def by_loop(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Rank each draw by pymcdm's weighted sum, which sets values on 0 to 1 within the draw."""
    method, types = WSM(minmax_normalization), np.ones(weights.shape[1])
    return np.array([method.rank(method(draw, own, types)) for draw, own in zip(values, weights, strict=True)])


def appraisal_of(options: int, criteria: int, draws: int) -> Appraisal:
    """Draw an appraisal: six raters, one in ten ratings unsure, evidence of all grades."""
    rng = np.random.default_rng(SEED)
    option_ids, criterion_ids = [f"OP{number:03d}" for number in range(options)], [f"CR{number:02d}" for number in range(criteria)]
    cells = pd.MultiIndex.from_product([option_ids, criterion_ids, [f"RT{number}" for number in range(RATERS)]],
                                       names=["option_id", "criterion_id", "rater_id"]).to_frame(index=False)
    ratings = cells.assign(rating=rng.integers(0, 5, len(cells)))
    unsure = rng.random(len(cells)) < 0.1
    ratings = ratings.assign(low=(ratings["rating"] - 1).clip(0).where(unsure), high=(ratings["rating"] + 1).clip(upper=4).where(unsure))
    tables = {
        "options": laid_out("options", {"option_id": option_ids, "title": option_ids, "kind": "start", "initiative_id": option_ids}),
        "criteria": laid_out("criteria", {"criterion_id": criterion_ids, "title": criterion_ids, "axis": "other", "scale_low": 0,
                                          "scale_high": 4}),
        "criterion_weights": weights_of(criteria, 100), "criterion_comparisons": TABLES["criterion_comparisons"].empty(),
        "raters": laid_out("raters", {"rater_id": [f"RT{number}" for number in range(RATERS)], "rater_group": "citizen"}),
        "ratings": laid_out("ratings", ratings),
        "initiatives": laid_out("initiatives", {"initiative_id": option_ids, "evidence_grade": rng.integers(0, 5, options)}),
        "evidence_grades": library.read("evidence_grades")}
    return Appraisal(tables, draws, SEED)


def weights_of(criteria: int, first: float) -> pd.DataFrame:
    """Lay out the citizens' swings: the first as given, the others falling."""
    swings = [first, *np.linspace(100, 20, criteria - 1)]
    return laid_out("criterion_weights", {"rater_group": "citizen", "criterion_id": [f"CR{number:02d}" for number in range(criteria)],
                                          "swing": swings})


def laid_out(name: str, columns) -> pd.DataFrame:
    """Return columns as the declared table."""
    return pd.DataFrame(columns).reindex(columns=TABLES[name].names).astype(TABLES[name].empty().dtypes)


if __name__ == "__main__":
    main()
