"""How often the suggestion for an imported grant is right, on 60 of Trafford's 366 grants that one reader labelled.

python -m benchmarks.grant_kinds [FILE]

FILE is the grants in the 360Giving CSV form; left out, that of the shared data beside the checkout. The 60 were drawn
with numpy's default_rng(2026) from the grants sorted by Identifier, and labelled before the words of the suggestion were
written. "perhaps" asks a person to look and is counted as co-production; the second line counts it as wrong. The baseline
always gives the most frequent label. The last line is `right co-production n Co n service n of 60`.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import pandas as pd

from coprod_helpers.map_it.case_search import case_search
from coprod_helpers.map_it.classify import NO_SIGN, PERHAPS, suggest_classes
from coprod_helpers.star import labels
from coprod_helpers.tables import TABLES
from coprod_helpers.tables.reference import CASE_SERVICES

LABELLED = Path(__file__).with_name("grants_labelled.csv")
GRANTS = Path(__file__).resolve().parents[2] / "shared/data/360giving/trafford_council_voluntary_sector_grants_360giving.csv"
NONE = "none"


def main() -> None:
    """Suggest for the labelled grants and print how many are right, beside the baseline."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", nargs="?", default=GRANTS, type=Path)
    path = parser.parse_args().file
    if not path.is_file():
        print(f"There is no file {path.name} of grants here. Give its place: python -m benchmarks.grant_kinds FILE")
        sys.exit(2)
    truth = pd.read_csv(LABELLED, dtype="str", keep_default_na=False).set_index("Identifier")
    said = suggested(pd.read_csv(path, dtype="str", keep_default_na=False), truth.index)
    print_right(truth.replace({"co": {"": NONE}}), said)


def suggested(grants: pd.DataFrame, identifiers: pd.Index) -> pd.DataFrame:
    """Return what is suggested for grants, by identifier, with the library's services as the council's own."""
    items = grants.set_index("Identifier").loc[identifiers].reset_index().rename(
        columns={"Identifier": "id", "Title": "title", "Description": "description"})
    areas = pd.DataFrame(labels(CASE_SERVICES).items(), columns=["service_id", "name"])
    said = suggest_classes(items[["id", "title", "description"]], case_search(), TABLES["outcomes"].empty(), areas)
    return said.set_index("id")


def print_right(truth: pd.DataFrame, said: pd.DataFrame) -> None:
    """Print how many of each kind are right."""
    looks = said["co_production"]
    pairs = {
        "co-production": (truth["co_production"], looks.ne(NO_SIGN).map({True: "yes", False: "no"})),
        "co-production, perhaps counted as wrong": (truth["co_production"], looks.map(
            lambda word: "?" if word == PERHAPS else "no" if word == NO_SIGN else "yes")),
        "Co": (truth["co"], said["co"].fillna(NONE)),
        "service": (truth["service"], said["service_area"].fillna(NONE)),
    }
    right = {}
    for kind, (labelled, suggestion) in pairs.items():
        right[kind] = int((labelled == suggestion).sum())
        print(f"{kind}: {right[kind]} of {len(truth)} right (baseline {labelled.value_counts().iloc[0]}, "
              f'always "{labelled.value_counts().index[0]}")')
    print(f"said: {', '.join(f'{word} {count}' for word, count in looks.value_counts().items())}; "
          f"no service for {int(said['service_area'].isna().sum())}")
    print(f"right co-production {right['co-production']} Co {right['Co']} service {right['service']} of {len(truth)}")


if __name__ == "__main__":
    main()
