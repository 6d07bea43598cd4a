"""A large map, and many requests to the case library, beside what a user would write instead.

python -m benchmarks.map_it [--sizes 100 1000 10000] [--queries 10000]

Initiatives are drawn with a seed: every number invented. The map is coverage, balance, flags, what to improve and gaps;
beside it stands one pandas cross table of outcomes by Co's. Duplicates are sought among titles put together from words of the
library; beside it stands Python's difflib on all pairs, up to 1,000 titles. Requests are phrases put together from words of the library;
ours gives five cases with the reasons and one unlike, beside it stands plain TF-IDF that gives five numbers. The last
lines are the ratios.
"""

from __future__ import annotations

import argparse
import time
from difflib import SequenceMatcher
from itertools import combinations

import numpy as np
import pandas as pd

from benchmarks.case_search import Plain
from coprod_helpers.map_it import balance, coverage, flags, gaps, likely_duplicates, what_to_improve
from coprod_helpers.map_it.case_search import case_search
from coprod_helpers.map_it.suggestions import asked_for_text, closest_cases
from coprod_helpers.star import FOUR_COS
from coprod_helpers.tables import TABLES

OUTCOMES, WARDS, SEED = 12, 21, 2026
DIFFLIB_AT_MOST = 1_000


def main() -> None:
    """Draw maps of growing size and requests, and print seconds and ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 1_000, 10_000])
    parser.add_argument("--queries", type=int, default=10_000)
    asked = parser.parse_args()
    for size in asked.sizes:
        tables = drawn(size)
        ours, theirs = seconds(lambda: whole_map(tables)), seconds(lambda: cross_table(tables))
        print(f"{size:,} initiatives: {ours:.2f} s, one cross table {theirs:.3f} s", flush=True)
    search = case_search()
    search.find("once")
    for size in asked.sizes:
        rows = drawn(size)["initiatives"].assign(title=requests(search, size))
        sought = seconds(lambda: likely_duplicates(rows, TABLES["service_areas"].empty()))
        beside = f", difflib {seconds(lambda: every_pair(rows['title'].tolist())):.1f} s" if size <= DIFFLIB_AT_MOST else ""
        print(f"duplicates among {size:,} initiatives: {sought:.2f} s{beside}", flush=True)
    plain, texts = Plain(search), requests(search, asked.queries)
    mine = seconds(lambda: [closest_cases([asked_for_text(text, search)], search) for text in texts])
    other = seconds(lambda: [plain.find(text, {}) for text in texts])
    print(f"{len(texts):,} requests: {mine:.1f} s ({1000 * mine / len(texts):.1f} ms each), plain TF-IDF {other:.1f} s")
    print(f"ratio of the largest map {ours / theirs:.0f}, of requests {mine / other:.1f} (ours by theirs)")


def seconds(function) -> float:
    """Return how long a call takes."""
    began = time.perf_counter()
    function()
    return time.perf_counter() - began


def drawn(size: int) -> dict[str, pd.DataFrame]:
    """Return the tables of a map with so many initiatives, every one of them invented."""
    chance = np.random.default_rng(SEED)
    ids = [f"I{number:05d}" for number in range(size)]
    rows = TABLES["initiatives"].empty().reindex(range(size)).assign(
        initiative_id=ids, title=[f"Initiative {number}" for number in range(size)],
        status=chance.choice(["existing", "improving", "potential", "ended"], size),
        voice_action=chance.choice(["voice", "action", "both"], size), reporter_side=chance.choice(["public_service", "community"], size),
        citizen_count=pd.array(chance.integers(1, 200, size), dtype="Int64"), citizen_hours_month=chance.uniform(1, 400, size))
    links = {
        "initiative_co": pd.DataFrame({"initiative_id": ids, "co": chance.choice([co.code for co in FOUR_COS], size)}),
        "initiative_outcome": pd.DataFrame({"initiative_id": ids, "outcome_id": chance.choice([f"OC{n:02d}" for n in range(OUTCOMES)], size)}),
        "initiative_ward": pd.DataFrame({"initiative_id": ids, "ward_id": chance.choice([f"W{n:02d}" for n in range(WARDS)], size)}),
    }
    outcomes = pd.DataFrame({"outcome_id": [f"OC{n:02d}" for n in range(OUTCOMES)], "title": [f"Outcome {n}" for n in range(OUTCOMES)]})
    wards = pd.DataFrame({"ward_id": [f"W{n:02d}" for n in range(WARDS)], "name": [f"Ward {n}" for n in range(WARDS)], "population": 10_000})
    typed = {name: frame.reindex(columns=TABLES[name].names).astype(TABLES[name].empty().dtypes)
             for name, frame in {"initiatives": rows, **links, "outcomes": outcomes, "wards": wards}.items()}
    return typed | {"coverage_not_applicable": TABLES["coverage_not_applicable"].empty()}


def whole_map(tables: dict[str, pd.DataFrame]) -> None:
    """Work out coverage, gaps, balance, flags and what to improve."""
    named = [tables[name] for name in ("initiatives", "initiative_co", "initiative_outcome", "initiative_ward", "wards", "coverage_not_applicable")]
    initiatives, cos, outcomes, links, wards, not_applicable = named
    gaps(coverage(tables["outcomes"], initiatives, cos, outcomes, links, not_applicable))
    balance(initiatives, cos, links, wards)
    flags(*named)
    what_to_improve(initiatives, cos, links)


def every_pair(titles: list[str]) -> list[float]:
    """Compare all titles with each other, as a user would with Python alone."""
    return [SequenceMatcher(None, one, other).ratio() for one, other in combinations(titles, 2)]


def cross_table(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Count initiatives by outcome and Co, as a user would with pandas alone."""
    active = tables["initiatives"][tables["initiatives"]["status"].isin(["existing", "improving"])]
    merged = active.merge(tables["initiative_co"], on="initiative_id").merge(tables["initiative_outcome"], on="initiative_id")
    return pd.crosstab(merged["outcome_id"], merged["co"])


def requests(search, count: int) -> list[str]:
    """Return phrases of three to six words of the library, drawn with a seed."""
    chance = np.random.default_rng(SEED)
    words = sorted({word for texts in search.texts for word in texts["subjects"].replace(";", " ").split()})
    return [" ".join(chance.choice(words, chance.integers(3, 7))) for _ in range(count)]


if __name__ == "__main__":
    main()
