"""Exampleshire: made by its script, as large as promised, free of mistakes, and invented throughout."""

from __future__ import annotations

import importlib.util
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

from coprod_helpers import library
from coprod_helpers.map_it import coverage
from coprod_helpers.tables import ENTERED, PERSONAL, TABLES
from coprod_helpers.tables.check import check_tables
from coprod_helpers.tables.council import DEFAULTS
from coprod_helpers.tables.csvfile import read_csv

FOLDER = Path(__file__).resolve().parents[1] / "data" / "exampleshire"
AS_OF = pd.Timestamp("2026-11-23")
LIBRARY_OF = {"incentives": "incentive_library", "risks": "risk_library", "indicators": "indicator_library"}


@pytest.fixture(scope="module")
def script():
    """The script that makes Exampleshire, as a module."""
    spec = importlib.util.spec_from_file_location("make_exampleshire", FOLDER / "make.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def tables():
    """Every table of Exampleshire, as committed."""
    return {file.stem: read_csv(TABLES[file.stem], file) for file in FOLDER.glob("*.csv")}


@pytest.fixture(scope="module")
def checked():
    """What the check says of the cells as they stand in the files."""
    cells = {file.stem: pd.read_csv(file, dtype="str", keep_default_na=False) for file in FOLDER.glob("*.csv")}
    return check_tables(cells, library.read_all())


def test_script_makes_the_committed_files(script):
    assert script.differing(FOLDER) == []
    assert script.main(["--check"]) == 0


def test_script_notices_a_changed_a_missing_and_a_left_over_file(script, tmp_path, monkeypatch):
    for file in FOLDER.glob("*.csv"):
        shutil.copy(file, tmp_path)
    (tmp_path / "wards.csv").write_bytes((tmp_path / "wards.csv").read_bytes().replace(b"Brindlow", b"Brindlaw"))
    (tmp_path / "acts.csv").unlink()
    (tmp_path / "strays.csv").write_text("a\n")
    monkeypatch.setattr(script, "HERE", tmp_path)
    assert script.differing(tmp_path) == ["acts.csv", "strays.csv", "wards.csv"]
    assert script.main(["--check"]) == 1


def test_files_are_utf8_with_one_kind_of_line_end():
    for file in FOLDER.glob("*.csv"):
        raw = file.read_bytes()
        assert b"\r" not in raw and raw.endswith(b"\n") and not raw.startswith(b"\xef\xbb\xbf")
        raw.decode("utf-8")


def test_every_entered_and_personal_table_of_the_six_steps_is_there(tables):
    """But for those of a merge: Exampleshire is no successor."""
    assert set(tables) == {name for name in (*ENTERED, *PERSONAL) if not TABLES[name].rows_given}
    assert all(list(frame) == TABLES[name].names and len(frame) for name, frame in tables.items())


def test_counts_are_as_promised(tables):
    promised = {"wards": 8, "outcomes": 12, "initiatives": 30, "options": 14, "raters": 6, "survey_answers": 400,
                "risks": 25, "indicators": 30, "coverage_not_applicable": 1, "first_starts": 1, "contacts": 12}
    assert {name: len(tables[name]) for name in promised} == promised
    assert tables["raters"]["rater_group"].eq("citizen").sum() == 3
    assert 205_000 <= tables["wards"]["population"].sum() <= 215_000
    lines = {"contact_line", "adults_line", "childrens_line"}
    settings = tables["settings"].loc[0].dropna().to_dict()
    assert {name: value for name, value in settings.items() if name not in lines} == DEFAULTS and lines < set(settings)


def test_check_finds_no_mistake(checked):
    assert [str(mistake) for mistake in checked.mistakes] == []
    assert checked.notices == []


def test_check_warns_of_what_is_untidy_on_purpose(checked):
    warned = {warning.table for warning in checked.warnings}
    assert warned == {"ratings", "risks", "options", "initiative_co", "indicators"}
    assert len(checked.warnings) <= 15


def test_coverage_shows_every_state(tables):
    cells = coverage(*(tables[name] for name in (
        "outcomes", "initiatives", "initiative_co", "initiative_outcome", "initiative_ward",
        "coverage_not_applicable")))
    assert set(cells["state"]) == {"strong", "present", "potential", "gap", "not applicable"}
    assert (cells["paused_count"] > 0).any() and (cells["unknown_count"] > 0).any()
    assert set(tables["initiatives"]["status"]) == {
        "existing", "improving", "potential", "paused", "ended", "to-check"}


def test_indicators_have_values_through_24_months(tables):
    measures = tables["measures"].merge(tables["indicators"][["indicator_id", "frequency"]])
    rows = measures.groupby(["frequency", "indicator_id"]).size()
    assert measures["month"].min() == pd.Timestamp("2024-11-01")
    assert measures["month"].max() == pd.Timestamp("2026-10-01")
    assert set(rows["monthly"]) == {24} and set(rows["quarterly"]) == {8} and set(rows["yearly"]) == {2}
    assert tables["measures"]["value"].isna().sum() > 5
    assert set(tables["indicators"]["kind"]) == {"outcome", "output", "process", "input"}


def test_every_option_has_a_row_for_each_criterion_and_rater(tables):
    assert len(tables["ratings"]) == len(tables["options"]) * len(tables["criteria"]) * len(tables["raters"])
    assert set(tables["options"]["kind"]) == {"start", "improve", "scale-out", "stop", "do-nothing"}
    assert 0 < tables["ratings"]["rating"].isna().mean() < 0.15


def test_one_option_saves_much_and_does_harm(tables):
    axis = tables["criteria"].set_index("axis")["criterion_id"]
    medians = tables["ratings"].groupby(["option_id", "criterion_id"])["rating"].median().unstack()
    assert list(medians.index[medians[axis["outcomes"]] < 0]) == ["OP13"]
    assert medians.loc["OP13", axis["efficiency"]] >= 3


def test_one_ward_sent_too_few_answers_to_show(tables):
    answers = tables["survey_answers"]
    counts = answers[answers["took_part"]].groupby("ward_id").size().reindex(tables["wards"]["ward_id"], fill_value=0)
    assert list(counts.index[counts < DEFAULTS["survey_threshold"]]) == ["W02"]
    assert not answers["took_part"].all()


def test_extra_hours_come_only_from_those_who_would_do_more(tables):
    answers = tables["survey_answers"]
    assert set(answers.loc[answers["extra_hours"].notna(), "more_or_less"]) == {"more"}


def test_a_refusal_holds_no_answer(tables):
    answers = tables["survey_answers"]
    refused = answers[~answers["took_part"]]
    assert refused.drop(columns=["answer_id", "form", "received_on", "took_part"]).isna().all(axis=None)
    parts = [frame for name, frame in tables.items() if TABLES[name].parent == "survey_answers"]
    assert not any(frame["answer_id"].isin(refused["answer_id"]).any() for frame in parts)


def test_survey_ran_six_weeks_and_nobody_ticked_more_than_three_outcomes(tables):
    received = tables["survey_answers"]["received_on"]
    assert (received.max() - received.min()).days == 41
    assert tables["survey_outcomes"].groupby("answer_id").size().max() == 3


def test_a_very_high_risk_has_neither_owner_nor_mechanism_and_touches_an_act(tables):
    risks = tables["risks"]
    bare = risks[(risks["likelihood"] * risks["impact"] >= 15) & risks["owner"].isna()
                 & ~risks["risk_id"].isin(tables["risk_mechanisms"]["risk_id"])]
    assert len(bare) == 1 and bare["risk_id"].iloc[0] in set(tables["acts"]["risk_id"])


def test_one_insurance_has_expired(tables):
    mechanisms = tables["risk_mechanisms"]
    insured = mechanisms[mechanisms["kind"].eq("insurance")]
    assert (insured["expires_on"] < pd.Timestamp("2026-11-01")).sum() == 1
    assert set(mechanisms["status"]) == {"planned", "in-place", "tested"}


def test_start_lies_ahead_and_one_act_is_a_citizens_own_choice(tables):
    acts = tables["acts"]
    assert (tables["first_starts"]["begins_on"] > AS_OF).all() and 6 <= len(acts) <= 8
    assert set(acts.loc[acts["by_choice"], "side"]) == {"community"}


@pytest.mark.parametrize("name", LIBRARY_OF)
def test_copies_name_their_row_of_the_library_and_its_edition(tables, name):
    entries = library.read(LIBRARY_OF[name])
    key = entries.columns[0]
    copies = tables[name][tables[name]["from_library"].notna()]
    editions = copies["from_library"].map(entries.set_index(key)["edition"])
    assert len(copies) and copies["edition"].tolist() == editions.tolist()


def test_risks_of_the_library_are_copied_word_for_word(tables):
    events = library.read("risk_library").set_index("risk_id")["event"]
    copies = tables["risks"][tables["risks"]["from_library"].notna()]
    assert copies["event"].tolist() == copies["from_library"].map(events).tolist()


def test_no_council_of_the_register_is_named(tables):
    councils = library.read("councils")
    names = {*councils["name"].dropna(), *";".join(councils["other_names"].dropna()).split(";")}
    any_name = "|".join(sorted(re.escape(name.strip()) for name in names if name.strip()))
    named = re.compile(rf"(?<!\w)({any_name})(?!\w)")
    found = {(name, column.name, match[0]) for name, frame in tables.items() for column in TABLES[name].columns
             if column.type in ("text", "long_text") and column.name != "case_id"
             for text in frame[column.name].dropna() for match in [named.search(text)] if match}
    assert found == set()


def test_everything_sent_in_has_a_receipt_and_some_were_answered(tables):
    sent = {"comment_on_a_risk": "risk_comments", "suggest_an_incentive": "incentive_ideas", "pledge_an_act": "pledges",
            "weigh_the_steps": "weight_answers", "outcomes_that_matter": "outcome_choices"}
    assert tables["received"]["form"].value_counts().to_dict() == {form: len(tables[name]) for form, name in sent.items()}
    assert set(tables["received"]["state"]) == {"waiting", "taken-up", "partly", "not-taken-up"}
    assert (tables["received"]["reason"].notna() == tables["received"]["state"].ne("waiting")).all()


def test_one_group_is_too_small_to_show_its_weights(tables):
    counts = tables["weight_answers"]["rater_group"].value_counts()
    assert list(counts.index[counts < DEFAULTS["other_threshold"]]) == ["councillor"]
    assert tables["weight_answer_swings"].groupby("weight_answer_id")["swing"].max().eq(100).all()


def test_people_places_and_addresses_cannot_be_real(tables):
    contacts = tables["contacts"]
    texts = " ".join(frame.select_dtypes("str").to_csv() for frame in tables.values())
    assert contacts["email"].dropna().str.endswith("@example.org").all()
    assert contacts["phone"].dropna().str.fullmatch(r"01632 960\d{3}").all()
    assert tables["settings"][["contact_line", "adults_line", "childrens_line"]].loc[0].str.contains(r"01632 9601\d\d").all()
    assert set(re.findall(r"https?://([^/\s]+)", texts)) == {"www.example.org"}
    assert set(re.findall(r"@([\w.-]+\w)", texts)) == {"example.org"}
    assert tables["wards"]["gss_code"].str.startswith("Z").all()


def test_it_says_that_it_is_invented(tables):
    assert "Exampleshire is invented" in (FOLDER / "README.md").read_text(encoding="utf-8")
    assert tables["wards"]["population_source"].str.startswith("Invented").all()
