"""Makes council_profiles.csv: what councils are compared by, beside the register's population.

`python data/councils/make_profiles.py LABELS IMD REGISTER` writes the file beside this script from three others, which
data/README.md names with their addresses: mySociety's labels (gss_code, uk_imd_quintile_label, rural_urban_label), the
summary of the English Indices of Deprivation by district (area_code, average_score, rank_average_score) and mySociety's
register (gss_code, type, county_gss_code, population_mid2020, end_date). With `--check` it writes nothing, and exits 1
if the file differs from what it would write.
"""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
# So that the script also runs from a checkout in which nothing is installed.
sys.path[:0] = [str(HERE.parents[1])]

import pandas as pd  # noqa: E402

from coprod_helpers.tables import LIBRARY  # noqa: E402
from coprod_helpers.tables.csvfile import write_csv  # noqa: E402

FILE = HERE / "council_profiles.csv"
LABELS_FROM, LABELS_ON = "mySociety, local-authority-similarity, version 1.2.0", "2024-02-02"
IMD_FROM, IMD_ON = "English Indices of Deprivation 2025 (MHCLG), as published by Trafford Data Lab", "2025-10-30"
WORKED_OUT = "worked out: the mean of its districts' average scores, weighted by their mid-2020 population"
RURAL_URBAN = {"Urban": "urban", "Urban with rural areas": "urban-with-rural", "Rural": "rural",
               "Sparse and rural": "sparse-and-rural"}


def profiles(labels: pd.DataFrame, imd: pd.DataFrame, register: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each council in force, in the order of its code."""
    rows = register[register["end_date"].eq("")].merge(labels, on="gss_code", how="left", validate="1:1")
    scores = pd.concat([published(imd), county_scores(imd, register)])
    rows = rows.merge(scores, on="gss_code", how="left", validate="1:1").sort_values("gss_code", ignore_index=True)
    known = rows["england_imd_average_score"].notna()
    rows = rows.assign(
        uk_imd_quintile=rows["uk_imd_quintile_label"].str[0].astype("Int64"),
        rural_urban=rows["rural_urban_label"].map(RURAL_URBAN), label_source=LABELS_FROM,
        label_on=pd.Timestamp(LABELS_ON), imd_source=pd.Series(IMD_FROM, rows.index).where(known),
        imd_on=pd.Series(pd.Timestamp(IMD_ON), rows.index).where(known))
    return rows[LIBRARY["council_profiles"].names]


def published(imd: pd.DataFrame) -> pd.DataFrame:
    """Return the average score and its rank of each district and unitary council of England, as published."""
    return pd.DataFrame({
        "gss_code": imd["area_code"], "england_imd_average_score": imd["average_score"].astype(float),
        "england_imd_rank": imd["rank_average_score"].astype("Int64"), "england_imd_basis": "published"})


def county_scores(imd: pd.DataFrame, register: pd.DataFrame) -> pd.DataFrame:
    """Return each county's average score, worked out from its districts; a rank among districts it has none.

    A district's average score is itself the mean of its neighbourhoods' scores weighted by population, so the weighted
    mean over districts is the county's, but for the year of the population.
    """
    districts = register[register["end_date"].eq("") & register["county_gss_code"].ne("")]
    districts = districts.merge(imd, left_on="gss_code", right_on="area_code", how="left", validate="1:1")
    people = districts["population_mid2020"].astype(float)
    by_county = pd.DataFrame({"people": people, "score": people * districts["average_score"].astype(float)}).groupby(
        districts["county_gss_code"]).sum(min_count=1)
    return pd.DataFrame({
        "gss_code": by_county.index, "england_imd_average_score": (by_county["score"] / by_county["people"]).round(3),
        "england_imd_basis": WORKED_OUT})


def main(arguments: list[str]) -> int:
    """Write the file, or compare it with what would be written."""
    files = [argument for argument in arguments if argument != "--check"]
    if len(files) != 3:
        print(__doc__)
        return 2
    made = profiles(*(pd.read_csv(file, dtype="str", keep_default_na=False) for file in files))
    target = HERE / ".council_profiles.unfinished" if "--check" in arguments else FILE
    write_csv(made, target)
    if target == FILE:
        print(f"Wrote {FILE.name}: {len(made)} councils.")
        return 0
    differs = target.read_bytes() != FILE.read_bytes()
    target.unlink()
    print(f"{FILE.name} {'differs from' if differs else 'is'} what its sources make.")
    return int(differs)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
