"""Releasing: what leaves the house, that nothing else does, and that no file is ever overwritten."""

from __future__ import annotations

import json
import os
import stat

import pandas as pd
import pytest
from frictionless import Package

from coprod_helpers.errors import InputError, StoreError
from coprod_helpers.exchange.release import READS, checksum, is_own_release, make_release, preview, write_release
from coprod_helpers.tables import ENTERED, PERSONAL, TABLES
from coprod_helpers.tables.council import SENT_IN
from coprod_helpers.tables.released import MEASURES
from coprod_helpers.workspace import open_workspace
from tests.releases import AT, STEPS, release_of, results, workspace_with

TRAFFORD = "E08000009"


def test_file_says_what_it_is(home, tmp_path):
    content = json.loads(release_of(TRAFFORD, tmp_path).read_text(encoding="utf-8"))
    assert content["council"] == {"gss_code": TRAFFORD, "name": "Trafford", "nation": "England", "is_invented": False}
    assert content["revision"] == 2 and content["edition"] and content["format_version"] == 1
    assert content["released"]["at"] == "2026-11-23T09:30:00Z" and content["released"]["by"] == "Performance team"
    assert content["thresholds"]["survey_threshold"] == 10 and content["thresholds"]["other_threshold"] == 5
    assert content["sha256"] == checksum(content)
    assert (tmp_path / "E08000009-released-r2.json").is_file()


def test_other_tools_read_it_as_a_data_package(home, tmp_path):
    content = json.loads(release_of(TRAFFORD, tmp_path, raters=(6, 2, 0), answers=None).read_text(encoding="utf-8"))
    package = Package.from_descriptor({name: content[name] for name in ("name", "title", "description", "resources")})
    report = package.validate()
    assert report.valid, report.flatten(["type", "message"])
    units = {entry["name"]: entry["unit"] for entry in content["resources"][0]["schema"]["fields"]}
    assert all(units.values())


def canaries() -> tuple[dict[str, pd.DataFrame], set[str]]:
    """A row for every entered and personal table with a word of its own in each column that takes any text."""
    frames, words = {}, set()
    for name, table in (ENTERED | PERSONAL).items():
        row = {}
        for column in table.columns:
            if column.type in ("text", "long_text") and not (column.refers or column.pattern or column.name in table.key):
                row[column.name] = f"canary{name}{column.name}"
                words.add(row[column.name])
        frames[name] = row
    return frames, words


def test_no_word_that_people_typed_reaches_the_file(home, tmp_path, monkeypatch):
    """Every table that a release could read is full of canaries, private columns and free text among them."""
    workspace = workspace_with(TRAFFORD, raters=(6, 5, 0))
    rows, words = canaries()
    read = workspace.read_at_once

    def with_canaries(names):
        revision, frames = read([*names, *rows])
        for name, row in rows.items():
            frame = frames[name] if len(frames[name]) else TABLES[name].empty().reindex([0])
            frames[name] = frame.assign(**{column: pd.Series(word, frame.index, dtype="str") for column, word in row.items()})
        return revision, frames

    monkeypatch.setattr(workspace, "read_at_once", with_canaries)
    release = make_release(workspace, {}, "Performance team", AT)
    data = write_release(release, tmp_path).read_bytes()
    assert len(words) > 60 and b"Performance team" in data
    assert not [word for word in words if word.encode() in data]
    assert b"canary" not in data.lower()


def test_names_of_raters_wards_outcomes_and_options_stay_at_home(home, tmp_path):
    data = release_of(TRAFFORD, tmp_path).read_bytes()
    assert b"canary" not in data.lower() and b"RT1" not in data and b"OP1" not in data


def test_counts_of_people_below_the_councils_own_limits_are_withheld(home, tmp_path):
    workspace = workspace_with(TRAFFORD, raters=(6, 5, 2), answers=14)
    workspace.save({"settings": pd.DataFrame([{"setting_id": "council", "survey_threshold": 20, "other_threshold": 6}])})
    rows = make_release(workspace, {}, "Team", AT).measures.set_index(["measure", "part"])
    assert pd.isna(rows["value"]["survey_answers", "all"]) and rows["withheld"]["survey_answers", "all"] == "fewer than 20"
    assert rows["value"]["agreement_raters", "citizen"] == 6
    assert pd.isna(rows["value"]["agreement_raters", "officer"]) and pd.isna(rows["value"]["agreement", "officer"])
    assert pd.isna(rows["value"]["agreement_raters", "all"]) and pd.isna(rows["value"]["agreement_ratings", "all"])


def test_preview_tells_every_measure_with_its_unit_and_what_is_withheld(home):
    release = make_release(workspace_with(TRAFFORD, raters=(6, 5, 2)), {"map_it": ["Outcomes"]}, "Team", AT, True)
    text = preview(release)
    for measure in MEASURES.values():
        assert f"\n  {measure.label}: " in text
    assert "Raters: All raters not shown; Citizens 6; Officers 5; Councillors fewer than 5 (people)" in text
    assert "Answers: 40 (people)" in text and "Withheld as small numbers of people, or to protect them: 5 of 61." in text
    assert "Stale: Map It is older than Outcomes." in text and "pre-election period" in text


def test_stale_steps_are_written_down(home):
    workspace = workspace_with(TRAFFORD)
    release = make_release(workspace, {"map_it": ["Initiatives", "Outcomes"]}, "Team", AT)
    assert release.stale == {"Map It": "Initiatives; Outcomes"}


def test_only_steps_with_published_results_are_in_it(home):
    workspace = open_workspace(TRAFFORD)
    workspace.publish({name: results(1)[name] for name in ("coverage", "map_balance")}, {"map_it": STEPS["map_it"]})
    release = make_release(workspace, {}, "Team", AT)
    assert set(release.measures["source"]) == {"coverage", "map_balance"}


def test_nothing_published_is_refused_with_what_to_do(home):
    with pytest.raises(InputError, match="has published no results yet.*coprod run E08000009"):
        make_release(open_workspace(TRAFFORD), {}, "Team", AT)


@pytest.mark.parametrize("by", ["", " \n ", "x" * 81])
def test_who_releases_is_said_in_one_line(home, by):
    with pytest.raises(InputError, match="1 to 80 characters"):
        make_release(workspace_with(TRAFFORD), {}, by, AT)


def test_file_is_never_overwritten(home, tmp_path):
    release = make_release(workspace_with(TRAFFORD), {}, "Team", AT)
    path = write_release(release, tmp_path / "ours.json")
    before = path.read_bytes()
    with pytest.raises(InputError, match="never overwritten"):
        write_release(release, path)
    assert path.read_bytes() == before and [file.name for file in tmp_path.glob("*.json")] == ["ours.json"]
    assert not list(tmp_path.glob("*.unfinished")) and not list(tmp_path.glob(".*.unfinished"))


def test_file_that_appears_meanwhile_is_kept(home, tmp_path, monkeypatch):
    release = make_release(workspace_with(TRAFFORD), {}, "Team", AT)
    link = os.link

    def late(source, target):
        target.write_text("another's")
        return link(source, target)

    monkeypatch.setattr(os, "link", late)
    with pytest.raises(InputError, match="is there already"):
        write_release(release, tmp_path)
    assert (tmp_path / release.name).read_text() == "another's" and not list(tmp_path.glob(".*"))


def test_file_system_without_links_is_written_by_rename(home, tmp_path, monkeypatch):
    release = make_release(workspace_with(TRAFFORD), {}, "Team", AT)
    monkeypatch.setattr(os, "link", lambda *_: (_ for _ in ()).throw(OSError(1, "Operation not permitted")))
    assert json.loads(write_release(release, tmp_path).read_text(encoding="utf-8")) == release.content


def test_folder_that_is_not_there_is_named(home, tmp_path):
    with pytest.raises(InputError, match="There is no folder"):
        write_release(make_release(workspace_with(TRAFFORD), {}, "Team", AT), tmp_path / "none" / "file.json")


def test_disk_that_is_full_is_told_and_leaves_nothing(home, tmp_path, monkeypatch):
    release = make_release(workspace_with(TRAFFORD), {}, "Team", AT)
    monkeypatch.setattr("pathlib.Path.write_bytes", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(InputError, match="No space left on device"):
        write_release(release, tmp_path)
    assert not [path for path in tmp_path.iterdir() if path.is_file()]


def test_this_computer_knows_its_own_releases_again_and_no_other(home, tmp_path, monkeypatch):
    content = json.loads(release_of(TRAFFORD, tmp_path).read_text(encoding="utf-8"))
    mark, sha256 = content["released"]["mark"], content["sha256"]
    assert is_own_release(TRAFFORD, mark, sha256)
    assert not is_own_release(TRAFFORD, mark, "0" * 64) and not is_own_release("E08000007", mark, sha256)
    record = next((home / "releases" / TRAFFORD).iterdir())
    assert stat.S_IMODE(record.stat().st_mode) == 0o600
    secret = json.loads(record.read_text())["secret"]
    assert secret not in (tmp_path / "E08000009-released-r2.json").read_text()
    record.write_text(json.dumps({"secret": "guessed", "sha256": sha256}))
    assert not is_own_release(TRAFFORD, mark, sha256)
    monkeypatch.setenv("COPROD_HOME", str(tmp_path / "another computer"))
    assert not is_own_release(TRAFFORD, mark, sha256)


def test_home_that_cannot_be_written_is_told_before_the_file_is(home, tmp_path, monkeypatch):
    release = make_release(workspace_with(TRAFFORD), {}, "Team", AT)
    monkeypatch.setattr(os, "open", lambda *_: (_ for _ in ()).throw(OSError(30, "Read-only file system")))
    with pytest.raises(StoreError, match="Read-only file system"):
        write_release(release, tmp_path)
    assert not (tmp_path / release.name).exists()


def test_release_reads_no_row_that_a_person_sent_in_by_a_form_nor_any_receipt():
    """The survey's answers are released as counts of a computed table, above the limits; the others not at all."""
    read = {name for names in READS.values() for name in names}
    assert not read & {*SENT_IN.values(), "weight_answer_swings", "outcome_choice_places", "received"}
    assert not [name for name in read if TABLES[name].holds_people]
