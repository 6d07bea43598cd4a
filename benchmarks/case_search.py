"""Whether a search of the case library finds what people mean, beside plain TF-IDF on the same texts.

python -m benchmarks.case_search [FILE]

FILE is JSON: a list of {"query", "relevant": [case ids], "kind", "filters"}; left out, benchmarks/case_queries.json. A
query's recall is the share of its relevant cases among the first five, of at most five. The last line is
`recall@5 0.xx (baseline 0.xx)`.
"""

from __future__ import annotations

import argparse
import collections
import json
import statistics
import time
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from coprod_helpers.map_it.case_search import CaseSearch, case_search

FIRST = 5
# The cases' own names for what our filters are called.
NAMES = {"four_cos": "co", "service_area": "service", "last_known_status": "status"}


def main() -> None:
    """Search for every query both ways and print recall by kind."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", nargs="?", default=Path(__file__).with_name("case_queries.json"), type=Path)
    queries = json.loads(parser.parse_args().file.read_text(encoding="utf-8"))
    began = time.perf_counter()
    search = case_search()
    search.likeness_to(["once"])
    print(f"index of {len(search.cases)} cases built in {time.perf_counter() - began:.2f} s")
    plain = Plain(search)
    began = time.perf_counter()
    ours = [recall([found.case_id for found in search.find(query["query"], FIRST, filters_of(query))], query) for query in queries]
    seconds = (time.perf_counter() - began) / len(queries)
    theirs = [recall(plain.find(query["query"], filters_of(query)), query) for query in queries]
    print(f"{len(queries)} queries, {1000 * seconds:.1f} ms each with the words in common")
    by_kind = collections.defaultdict(list)
    for query, one, other in zip(queries, ours, theirs, strict=True):
        by_kind[query.get("kind", "")].append((one, other))
        if query.get("set"):
            by_kind[query["set"]].append((one, other))
    for kind, pairs in by_kind.items():
        print(f"  {kind or 'no kind'}: {len(pairs)} queries, {mean(one for one, _ in pairs)} (baseline {mean(two for _, two in pairs)})")
    print(f"recall@5 {mean(ours)} (baseline {mean(theirs)})")


def filters_of(query: dict) -> dict[str, str]:
    """Return a query's filters under our names; of a list of values the first."""
    given = {NAMES.get(name, name): value for name, value in (query.get("filters") or {}).items()}
    return {name: value[0] if isinstance(value, list) else value for name, value in given.items()}


def recall(found: list[str], query: dict) -> float:
    """Return the share of the relevant cases that were found, of at most five."""
    return len(set(found) & set(query["relevant"])) / min(FIRST, len(set(query["relevant"])))


def mean(shares) -> str:
    """Return the mean of some shares with two places."""
    return f"{statistics.fmean(shares):.2f}"


class Plain:
    """What a user would pick instead: scikit-learn's TF-IDF as it comes, with its English stop words."""

    def __init__(self, search: CaseSearch):
        self._search, self._vectorizer = search, TfidfVectorizer(stop_words="english")
        self._matrix = self._vectorizer.fit_transform([" ".join(texts.values()) for texts in search.texts])

    def find(self, text: str, filters: dict[str, str]) -> list[str]:
        """Return the first five cases."""
        likeness = (self._vectorizer.transform([text]) @ self._matrix.T).toarray()[0]
        likeness[~self._search.fitting(filters)] = -1
        return [self._search.cases.index[place] for place in np.argsort(-likeness, kind="stable")[:FIRST] if likeness[place] >= 0]


if __name__ == "__main__":
    main()
