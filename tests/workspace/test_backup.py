"""Backups are opened before they are trusted; what is erased stays erased."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace

import pandas as pd
import pytest

from coprod_helpers.errors import InputError, StaleSave, StoreError
from coprod_helpers.tables import TABLES
from coprod_helpers.workspace import open_store, open_workspace
from coprod_helpers.workspace.backup import back_up, check_store, erase, erasures, latest_backup, restore
from coprod_helpers.workspace.sheets import Sheets
from tests.postgres_server import bytes_of, on_sqlite


def add(workspace, title):
    workspace.save({"outcomes": pd.DataFrame({"title": [title]})})


def test_restored_workspace_is_as_it_was(workspace):
    file = back_up(workspace)
    before = workspace.read("outcomes")
    add(workspace, "Later")
    replaced = restore(workspace, file)
    pd.testing.assert_frame_equal(open_workspace("Z00000001").read("outcomes"), before)
    restore(workspace, replaced)
    assert "Later" in open_workspace("Z00000001").read("outcomes")["title"].tolist()


def test_backup_is_readable_by_this_user_alone_and_has_its_checksum(workspace):
    file = back_up(workspace)
    assert file.stat().st_mode & 0o077 == 0 and file.with_name(file.name + ".sha256").exists()


def test_any_flipped_bit_of_a_backup_is_found(workspace):
    file = back_up(workspace)
    whole = file.read_bytes()
    chance = random.Random(1)
    for _ in range(40):
        damaged = bytearray(whole)
        damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
        file.write_bytes(damaged)
        with pytest.raises(StoreError, match="not as it was written"):
            restore(workspace, file)
    assert len(workspace.read("outcomes")) == 1


@on_sqlite
def test_store_cut_off_anywhere_is_refused_and_the_last_good_backup_named(workspace):
    for turn in range(40):
        add(workspace, f"outcome {turn} " + "x" * 150)
    file = back_up(workspace)
    workspace.store.close()
    import sqlite3

    with sqlite3.connect(workspace.store.file) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    whole = workspace.store.file.read_bytes()
    for length in range(4096, len(whole), 4096):
        workspace.store.file.write_bytes(whole[:length])
        with pytest.raises(StoreError, match=file.name):
            check_store(open_store("Z00000001").store)
    restore(open_store("Z00000001"), file)
    assert len(open_workspace("Z00000001").read("outcomes")) == 41


def test_another_councils_backup_is_refused(workspace, home):
    other = open_workspace("Z00000009")
    add(other, "Theirs")
    with pytest.raises(StoreError, match="Z00000009"):
        restore(workspace, back_up(other))


def test_missing_file_and_missing_checksum_are_told(workspace, tmp_path):
    with pytest.raises(InputError, match="There is no file"):
        restore(workspace, tmp_path / "none.sqlite")
    file = back_up(workspace)
    file.with_name(file.name + ".sha256").unlink()
    with pytest.raises(StoreError, match="no checksum"):
        restore(workspace, file)
    assert latest_backup("Z00000001") is None


def test_failing_copy_leaves_no_backup_that_could_be_trusted(workspace, monkeypatch):
    def broken(*_):
        raise OSError("no space")

    monkeypatch.setattr("coprod_helpers.workspace.backup.os.replace", broken)
    with pytest.raises(OSError):
        back_up(workspace)
    assert latest_backup("Z00000001") is None and len(workspace.read("outcomes")) == 1


@pytest.fixture
def with_people(workspace):
    workspace.save(
        {
            "survey_answers": pd.DataFrame(
                {
                    "answer_id": ["A1", "A2"],
                    "form": ["residents"] * 2,
                    "took_part": ["yes"] * 2,
                    "idea": ["canary idea of one", "idea of another"],
                }
            ),
            "survey_ways": pd.DataFrame({"answer_id": ["A1"], "way": [_way()]}),
            "contacts": pd.DataFrame(
                {
                    "answer_id": ["A1"],
                    "name": ["Canary Person"],
                    "email": ["canary@example.org"],
                    "may_contact": ["yes"],
                    "keep_until": ["2030-01-01"],
                }
            ),
        }
    )
    workspace.save({"contacts": pd.DataFrame({"contact_id": ["P001"], "name": ["Canary Person Changed"]})})
    return workspace


def _way():
    from coprod_helpers import library

    return library.read("ways")["way"].iloc[0]


@pytest.mark.parametrize("named", ["P001", "A1"])
def test_erased_person_is_gone_from_rows_history_and_bytes(with_people, named):
    assert b"anary" in bytes_of(with_people)
    erased = erase(with_people, named)
    assert erased == {"contacts": 1, "survey_answers": 1, "survey_ways": 1}
    with_people.store.close()
    assert b"anary" not in bytes_of(with_people)
    assert with_people.read("survey_answers")["answer_id"].tolist() == ["A2"]
    assert len(erasures(with_people)) == 1 and "anary" not in str(erasures(with_people))


def test_erased_person_does_not_come_back_with_a_restore(with_people):
    file = back_up(with_people)
    erase(with_people, "P001")
    restore(with_people, file)
    restored = open_workspace("Z00000001")
    assert restored.read("contacts").empty and restored.read("survey_answers")["answer_id"].tolist() == ["A2"]
    assert b"anary" not in bytes_of(restored) and len(erasures(restored)) == 1


def test_unknown_person_is_told(with_people):
    with pytest.raises(InputError, match="P999"):
        erase(with_people, "P999")


def test_old_page_cannot_bring_an_erased_person_back(with_people):
    seen, contact = with_people.revision, with_people.read("contacts")
    erase(with_people, "P001")
    for seen_revision in (seen, None):
        with pytest.raises(InputError, match="was erased"):
            with_people.save({"contacts": contact.assign(answer_id=None)}, seen_revision)
    saved = with_people.save(
        {"contacts": pd.DataFrame({"name": ["Someone else"], "may_contact": ["yes"], "keep_until": ["2030-01-01"]})}
    )
    assert list(saved.added_ids.values()) == ["P002"]


@on_sqlite
@pytest.mark.parametrize("loss", ["damaged", "deleted"])
def test_erased_person_stays_away_when_the_store_is_lost(with_people, loss):
    file = back_up(with_people)
    erase(with_people, "P001")
    with_people.store.close()
    with_people.store.file.unlink() if loss == "deleted" else with_people.store.file.write_bytes(b"rubbish")
    restore(open_store("Z00000001"), file)
    restored = open_workspace("Z00000001")
    assert restored.read("contacts").empty and b"anary" not in restored.store.file.read_bytes()


def test_erasure_takes_exactly_this_persons_history(workspace):
    people = ["A1", "A10", "a1", "Â1"]
    workspace.save(
        {
            "survey_answers": pd.DataFrame(
                {
                    "answer_id": people,
                    "form": ["residents"] * 4,
                    "took_part": ["yes"] * 4,
                    "idea": [f"words of {person}" for person in people],
                }
            )
        }
    )
    for person in ("Â1", "A1"):
        erase(workspace, person)
    workspace.store.close()
    content = bytes_of(workspace).decode("utf-8", "replace")
    assert {person: f"words of {person}" in content for person in ("A10", "a1", "Â1")} == {
        "A10": True,
        "a1": True,
        "Â1": False,
    }
    assert 'words of A1"' not in content


def test_person_who_was_removed_can_still_be_erased(with_people):
    with_people.remove("contacts", ["P001"])
    assert "survey_answers" in erase(with_people, "P001")
    with_people.store.close()
    assert b"anary" not in bytes_of(with_people)


def test_restore_goes_on_counting_so_that_no_page_of_before_can_save_over_it(workspace):
    file = back_up(workspace)
    add(workspace, "Second")
    seen = workspace.revision
    restore(workspace, file)
    restored = open_workspace("Z00000001")
    assert restored.revision > seen
    with pytest.raises(StaleSave, match="backup was put back"):
        restored.save({"outcomes": pd.DataFrame({"outcome_id": ["OC001"], "title": ["From an old page"]})}, seen)
    add(restored, "Third")
    assert restored.read("outcomes")["outcome_id"].tolist() == ["OC001", "OC003"]


@pytest.mark.parametrize("name", ["a#b", "a%20b", "a b?c"])
def test_folder_of_any_name_is_checked_itself(tmp_path, monkeypatch, name):
    monkeypatch.setenv("COPROD_HOME", str(tmp_path / name))
    opened = open_workspace("Z00000001")
    add(opened, "One")
    file = back_up(opened)
    restore(opened, file)
    opened.store.close()
    opened.store.file.write_bytes(b"rubbish" * 1000)
    with pytest.raises(StoreError, match="damaged"):
        check_store(opened.store)
    assert {path.name for path in tmp_path.iterdir()} == {name}


@on_sqlite
def test_empty_file_is_no_store(workspace):
    back_up(workspace)
    workspace.store.close()
    workspace.store.file.write_bytes(b"")
    with pytest.raises(StoreError, match="empty"):
        check_store(open_store("Z00000001").store)


def test_erasure_says_so_while_another_program_holds_the_store(with_people, monkeypatch):
    for server in ("sqlite_file", "postgres"):
        monkeypatch.setattr(f"coprod_helpers.workspace.{server}.BUSY_SECONDS", 0.2)
    other = open_workspace("Z00000001")
    with other.store.reading() as connection:
        other.store.read(connection, TABLES["contacts"])
        with pytest.raises(StoreError, match="Close"):
            erase(with_people, "P001")


CAME_IN = {"risk_comments": ("comment_id", {"risk_id": "RK001", "side": "community", "comment": "canary words"}),
           "pledges": ("pledge_id", {"act": "canary act", "known_as": "Canary", "side": "community", "status": "planned", "due_on": "2026-12-01"}),
           "weight_answers": ("weight_answer_id", {"rater_group": "citizen"}), "outcome_choices": ("choice_id", {"side": "both"}),
           "incentive_ideas": ("idea_id", {"title": "canary idea", "audience": "communities", "phase": "start", "side": "both"})}


@pytest.mark.parametrize("name", list(CAME_IN))
def test_what_came_in_by_a_form_can_be_erased_by_its_id_with_its_sheet_and_an_old_file_does_not_bring_it_back(workspace, name):
    key, row = CAME_IN[name]
    workspace.save({"risks": pd.DataFrame({"event": ["It rains"], "category": ["quality"], "borne_by": ["both"]})})
    sheets, day = Sheets(workspace), dt.date(2026, 11, 2)
    sheet = sheets.open("", "pledge_an_act")
    sent = sheets.send(replace(sheet, answers={"said": "canary"}), {name: pd.DataFrame([{key: "new1", "received_on": "2026-11-02", **row}])},
                       "A form", day)
    row_id, before, saved = sent.rows[name][0], workspace.read(name), back_up(workspace)
    assert erase(workspace, row_id) == {name: 1}
    assert workspace.read(name).empty and not sheets.open(sent.sheet_id, "pledge_an_act").is_kept
    with pytest.raises(InputError, match="was erased"):
        workspace.save({name: before})
    restore(workspace, saved)
    restored = open_workspace("Z00000001")
    assert restored.read(name).empty and restored.read("received")["reference"].tolist() == [sent.reference]
    assert b"anary" not in bytes_of(restored)
