"""The library: what data/ holds, as its declarations say."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
from pathlib import Path

import frictionless
import pandas as pd
import pytest

from coprod_helpers import library
from coprod_helpers.errors import StoreError
from coprod_helpers.star import FOUR_COS, MECHANISM_KINDS
from coprod_helpers.tables import ENTERED, LIBRARY, PERSONAL, TABLES

SHARED_REGISTER = Path(__file__).resolve().parents[2] / "shared" / "data" / "uk_principal_councils.csv"
# Where the tests must all run, a missing source is a failure and not a reason to skip.
without_source = pytest.mark.skipif(
    not SHARED_REGISTER.exists() and not os.environ.get("CI"), reason="the source of the register is not here")
ROWS = {
    "subtypes": 8, "evidence_grades": 5, "cases": 79, "case_co": 141, "case_audience": 161, "case_outcomes": 195,
    "plain_words": 111, "co_signs": 24, "service_signs": 23, "skills": 58, "barriers": 17, "ways": 7, "incentive_library": 64,
    "risk_library": 40, "risk_mechanism_library": 122, "indicator_library": 75, "councils": 457, "nations": 4,
    "council_profiles": 382,
}


@pytest.mark.parametrize("name", LIBRARY)
def test_every_library_table_is_there_with_the_declared_columns_types_and_rows(name):
    frame = library.read(name)
    assert list(frame.columns) == LIBRARY[name].names
    assert [str(dtype) for dtype in frame.dtypes] == [column.dtype for column in LIBRARY[name].columns]
    assert len(frame) == ROWS[name]


def test_read_all_gives_every_library_table():
    assert library.read_all().keys() == LIBRARY.keys() == ROWS.keys()


def test_changing_what_was_read_changes_nothing_for_the_next_reader():
    one, other = library.read("ways"), library.read_all()["ways"]
    one["label"] = "changed"
    del other["way"]
    assert "changed" not in set(library.read("ways")["label"])
    assert "way" in library.read("ways")


def test_blank_text_is_missing_and_words_like_none_stay_text():
    assert library.read("councils")["other_names"].isna().any()
    assert library.read("evidence_grades")["word"].iloc[0] == "none-stated"
    assert "none" in set(library.read("incentive_library")["cost_band"])


@pytest.mark.parametrize("name", LIBRARY)
def test_keys_are_unique_and_required_cells_are_filled(name):
    table, frame = LIBRARY[name], library.read(name)
    assert not frame.duplicated(list(table.key)).any()
    assert not [column.name for column in table.columns if column.required and frame[column.name].isna().any()]


def test_frictionless_finds_no_fault_in_any_library_file():
    report = frictionless.Package(str(library.data_folder() / "datapackage.json")).validate()
    faults = report.flatten(["name", "rowNumber", "fieldName", "note"])
    given = [name for name in (*ENTERED, *PERSONAL) if TABLES[name].rows_given]
    assert len(report.tasks) == len(LIBRARY) + len(ENTERED) + len(PERSONAL) - len(given)
    assert not faults and report.valid, faults


def test_frictionless_finds_a_wrong_grade_and_a_mechanism_without_its_risk(tmp_path):
    package = library.datapackage()
    for resource in package["resources"]:
        copy = tmp_path / resource["path"]
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes((library.data_folder() / resource["path"]).read_bytes())
    with (tmp_path / "map_it/evidence_grades.csv").open("a", encoding="utf-8") as file:
        file.write("5,more,,8,0,ours\n")
    with (tmp_path / "market_it/risk_mechanism_library.csv").open("a", encoding="utf-8") as file:
        file.write("R99,1,insurance,Somebody pays\n")
    (tmp_path / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    report = frictionless.Package(str(tmp_path / "datapackage.json")).validate()
    assert {fault for fault, in report.flatten(["type"])} == {"constraint-error", "foreign-key"}


def test_datapackage_is_what_the_code_makes_now(tmp_path, monkeypatch):
    committed = (library.data_folder() / "datapackage.json").read_bytes()
    monkeypatch.setattr(library, "data_folder", lambda: tmp_path)
    assert library.write_datapackage().read_bytes() == committed, "run library.write_datapackage() and commit its file"


def test_every_table_states_its_licence_and_sources():
    assert library.PROVENANCE.keys() == LIBRARY.keys()
    resources = {resource["name"]: resource for resource in library.datapackage()["resources"]}
    assert all(resource["licenses"] and resource["sources"] for resource in resources.values())
    assert resources["councils"]["licenses"][0]["name"] == "CC-BY-4.0"
    assert "mySociety" in resources["councils"]["sources"][0]["title"]


def test_readme_names_every_file_with_its_rows():
    readme = (library.data_folder() / "README.md").read_text(encoding="utf-8")
    for name, table in LIBRARY.items():
        assert re.search(rf"`{table.step}/{name}\.csv`.*\| {ROWS[name]} \|", readme), name


def test_every_file_is_utf_8_with_line_feeds():
    for name, table in LIBRARY.items():
        raw = (library.data_folder() / table.step / f"{name}.csv").read_bytes()
        assert raw.decode("utf-8") and b"\r" not in raw and not raw.startswith(b"\xef\xbb\xbf") and raw.endswith(b"\n")


def test_a_missing_data_folder_says_that_a_checkout_is_needed(tmp_path, monkeypatch):
    monkeypatch.setattr(library, "__file__", str(tmp_path / "coprod_helpers" / "library.py"))
    with pytest.raises(StoreError, match="the workbook is used from a checkout") as refusal:
        library.data_folder()
    assert "\n" not in str(refusal.value)


def test_a_missing_file_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(library, "data_folder", lambda: tmp_path)
    library._read.cache_clear()
    with pytest.raises(StoreError, match="data/people_it/ways.csv is missing"):
        library.read("ways")
    library._read.cache_clear()


def test_library_rows_carry_this_edition():
    for name, frame in library.read_all().items():
        assert "edition" not in frame or set(frame["edition"]) == {library.EDITION}, name


def test_every_co_has_a_subtype():
    assert set(library.read("subtypes")["co"]) == {word.code for word in FOUR_COS}


def test_better_evidence_is_trusted_more():
    grades = library.read("evidence_grades").sort_values("grade")
    assert grades["half_width"].tolist() == [30, 25, 18, 12, 8]
    assert grades["haircut_share"].tolist() == [0.4, 0.3, 0.2, 0.1, 0]
    assert grades["source"].str.contains("our judgement").all()


def test_every_risk_has_mechanisms_of_known_kinds_numbered_from_one():
    mechanisms = library.read("risk_mechanism_library")
    assert set(mechanisms["risk_id"]) == set(library.read("risk_library")["risk_id"])
    assert set(mechanisms["kind"]) == {word.code for word in MECHANISM_KINDS}
    places = mechanisms.groupby("risk_id")["place"]
    assert (places.min() == 1).all() and (places.max() == places.size()).all()


def test_sources_say_whose_a_row_is():
    for name, frame in library.read_all().items():
        if "source" in frame and name != "nations":
            assert frame["source"].str.match(r"(leaflet|published|ours)\b").all(), name


def test_councillors_are_called_councillors():
    texts = pd.concat([frame.select_dtypes("str").stack() for frame in library.read_all().values()]).dropna()
    assert not [text for text in texts if re.search(r"\b(elected|ward|cabinet) members?\b", text, re.IGNORECASE)]


def test_nations_are_to_be_checked_by_the_council():
    assert library.read("nations")["source"].str.contains("to be checked by the council").all()


# ---- the register of councils ----


def register() -> pd.DataFrame:
    """The library's register."""
    return library.read("councils")


def listed(cells: pd.Series) -> set[str]:
    """Every entry of cells that hold several."""
    return set(cells.dropna().str.split("; ").explode())


EDITION_DAY = pd.Timestamp("2026-11-23")


def from_source() -> pd.DataFrame:
    """The rows that come from mySociety's package: all but the councils that are still to begin, which are ours."""
    return register()[~register()["gss_code"].str.startswith("P", na=False)]


def test_382_councils_are_in_force_73_abolished_and_two_to_begin():
    ended, to_begin = register()["end_date"] < EDITION_DAY, register()["start_date"] > EDITION_DAY
    assert (ended.sum(), to_begin.sum(), (~ended & ~to_begin).sum()) == (73, 2, 382)
    assert register()["end_date"].gt(EDITION_DAY).sum() == 12


def test_codes_are_unique_and_no_other_code_is_also_a_councils_own():
    codes = register()["gss_code"].dropna()
    assert codes.is_unique and len(codes) == 432
    assert not listed(register()["former_gss_codes"]) & set(codes)


def test_every_abolished_council_has_successors_of_the_register():
    abolished = register()[register()["end_date"].notna()]
    assert abolished["successor_gss_code"].notna().all()
    assert listed(abolished["successor_gss_code"]) <= set(register()["gss_code"])
    assert not set(abolished["successor_gss_code"]) & set(abolished["gss_code"].dropna()) - {"E07000246"}


def test_successors_began_when_the_abolished_council_ended():
    """Where the register knows the successor's first day, it is the day after."""
    starts = register().set_index("gss_code")["start_date"]
    for row in register()[register()["end_date"].notna()].itertuples():
        for code in row.successor_gss_code.split("; "):
            if pd.notna(starts[code]):
                assert starts[code] == row.end_date + pd.Timedelta(days=1), (row.name, code)


@without_source
def test_register_agrees_with_its_source():
    """But for Surrey: its successors, and the last days that the order of 2026 gives its councils, are ours."""
    source = pd.read_csv(SHARED_REGISTER, dtype="str", keep_default_na=False)
    source = source.replace(r"\s+", " ", regex=True).apply(lambda cells: cells.str.strip())
    ours = pd.read_csv(library.data_folder() / "councils/councils.csv", dtype="str", keep_default_na=False)
    ours = ours.loc[from_source().index]
    renamed = {"council_type": "type", "population": "population_mid2020", "former_gss_codes": "other_codes"}
    for column in ("gss_code", "name", "official_name", "nation", "region", "council_type", "tier", "population",
                   "former_gss_codes"):
        assert ours[column].tolist() == source[renamed.get(column, column)].tolist(), column
    for column, at_source in (("latitude", "lat"), ("longitude", "long")):
        gap = pd.to_numeric(ours[column]) - pd.to_numeric(source[at_source])
        assert gap.abs().max() <= 0.00005 + 1e-9 and gap.isna().sum() == 73
    dated = ~source["start_date"].str.startswith("2005-")
    assert (ours["start_date"] == source["start_date"].where(dated, "")).all()
    in_surrey = ours["successor_gss_code"].str.startswith("P27")
    assert in_surrey.sum() == 12 and set(ours.loc[in_surrey, "end_date"]) == {"2027-03-31"}
    assert (ours["end_date"] == source["end_date"].str.replace("-04-01", "-03-31"))[~in_surrey].all()
    given = source["successor_gss_code"] != ""
    assert (ours["successor_gss_code"] == source["successor_gss_code"])[given].all()


@without_source
def test_register_holds_every_other_name_of_its_source():
    source = pd.read_csv(SHARED_REGISTER, dtype="str", keep_default_na=False)
    ours = pd.read_csv(library.data_folder() / "councils/councils.csv", dtype="str", keep_default_na=False)
    for theirs, mine in zip(source.itertuples(), ours.itertuples()):
        known = {mine.name, mine.official_name, *mine.other_names.split("; ")}
        names = {" ".join(name.split()) for name in theirs.other_names.split(";")}
        damaged = {name for name in names if "ï¾" in name}
        assert names - damaged - {""} <= known, mine.name


# ---- profiles of councils ----


def test_every_council_in_force_has_a_profile_and_no_other():
    from coprod_helpers.workspace.register import councils_in_force

    in_force = councils_in_force(dt.date(2026, 11, 23))
    assert sorted(library.read("council_profiles")["gss_code"]) == sorted(in_force["gss_code"])


def test_only_england_has_scores_and_only_counties_lack_a_rank():
    """Kent's score by hand: its twelve districts' published scores, weighted by their people."""
    rows = library.read("council_profiles").merge(register(), on="gss_code")
    assert (rows["england_imd_average_score"].notna() == rows["nation"].eq("England")).all()
    english = rows[rows["nation"].eq("England")]
    assert (english["england_imd_rank"].isna() == english["council_type"].eq("County")).all()
    assert (english["england_imd_basis"].eq("published") == english["england_imd_rank"].notna()).all()
    assert english.set_index("name")["england_imd_average_score"]["Kent"] == pytest.approx(20.711, abs=0.0005)
    assert english["england_imd_rank"].dropna().astype(int).between(1, 296).all()


@without_source
def test_profiles_are_what_their_sources_make():
    import runpy

    folder = SHARED_REGISTER.parent
    files = [folder / name for name in ("uk_council_profiles.csv", "imd2025_lad_england.csv", SHARED_REGISTER.name)]
    make = runpy.run_path(str(library.data_folder() / "councils/make_profiles.py"))["main"]
    assert make(["--check", *map(str, files)]) == 0
