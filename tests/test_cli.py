"""The command line: each command does what it says, and says in a sentence what it will not do."""

from __future__ import annotations

import openpyxl
import pandas as pd
import pytest
from typer.testing import CliRunner

from coprod_helpers import cli
from coprod_helpers.errors import CoprodError
from coprod_helpers.workspace import open_workspace


@pytest.fixture
def coprod(home, monkeypatch, capsys):
    """Call the command line as a user does: (exit code, what was printed)."""

    def call(*arguments, answer=""):
        monkeypatch.setattr("sys.argv", ["coprod", *map(str, arguments)])
        try:
            result = CliRunner().invoke(cli.app, [str(argument) for argument in arguments], input=answer)
            if isinstance(result.exception, CoprodError):
                code = cli.SOME_FAILED if isinstance(result.exception, cli.RunError) else cli.BAD_REQUEST
                return code, f"{result.output}{result.exception}"
            if result.exception and not isinstance(result.exception, SystemExit):
                raise result.exception
            return result.exit_code, result.output
        finally:
            capsys.readouterr()

    return call


def test_new_makes_a_workspace_once(coprod):
    code, text = coprod("new", "Trafford")
    assert code == 0 and "E08000009" in text and "revision 1" in text
    assert "nothing was changed" in coprod("new", "E08000009")[1]
    assert open_workspace("Trafford").read("settings")["survey_threshold"].item() == 10


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Newcastle", ("Newcastle upon Tyne", "Newcastle-under-Lyme")),
        ("Craven", ("North Yorkshire",)),
        ("../../etc/passwd", ("not in the register",)),
        ("Exampel", ("not in the register",)),
    ],
)
def test_name_that_is_not_one_council_is_refused_with_a_list(coprod, name, words):
    code, text = coprod("check", name)
    assert code == cli.BAD_REQUEST and all(word in text for word in words)


def test_template_goes_out_and_comes_back_unchanged(coprod, tmp_path):
    file = tmp_path / "example.xlsx"
    assert coprod("template", "example", file)[0] == 0
    code, text = coprod("import", "example", "excel", file)
    assert code == 0 and "nothing was saved" in text.lower()


def test_faulty_csv_is_refused_whole_with_every_mistake(coprod, tmp_path):
    coprod("new", "Trafford")
    file = tmp_path / "outcomes.csv"
    file.write_text("outcome_id,title,baseline,better\n,Good,1,higher\n,,many,up\n")
    code, text = coprod("import", "Trafford", "csv", file)
    assert code == cli.BAD_REQUEST and all(word in text for word in ("3 mistakes", "row 3", "many", "up"))
    assert open_workspace("Trafford").read("outcomes").empty


def test_unknown_format_and_missing_file_are_told(coprod, tmp_path):
    assert "Use " in coprod("import", "example", "pdf", tmp_path / "x")[1]
    assert "There is no file" in coprod("import", "example", "csv", tmp_path / "x.csv")[1]


def test_table_is_named_for_csv_alone(coprod, tmp_path):
    (tmp_path / "x.xlsx").write_bytes(b"")
    code, text = coprod("import", "example", "excel", tmp_path / "x.xlsx", "--table", "outcomes")
    assert code == cli.BAD_REQUEST and "csv alone" in text


@pytest.mark.parametrize(
    "environment",
    [
        {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0"},
        {"LANG": "cy_GB.UTF-8"},
        {"LANG": "de_DE.UTF-8", "TZ": "Asia/Tokyo"},
    ],
)
def test_system_of_another_language_or_time_zone_writes_the_same_bytes(home, tmp_path, environment):
    import os
    import subprocess
    import sys

    outs = []
    for place, extra in (("plain", {}), ("other", environment)):
        open_workspace("example")
        command = [sys.executable, "-m", "coprod_helpers.cli", "export", "example", "csv", str(tmp_path / place)]
        subprocess.run(command, check=True, capture_output=True, env={**os.environ, **extra})
        outs.append({file.name: file.read_bytes() for file in sorted((tmp_path / place).rglob("*")) if file.is_file()})
    assert outs[0] == outs[1] and len(outs[0]) > 20


def test_export_writes_no_private_word(coprod, tmp_path):
    coprod("check", "example")
    open_workspace("example").save(
        {"contacts": pd.DataFrame({"name": ["Canary Person"], "may_contact": ["yes"], "keep_until": ["2030-01-01"]})}
    )
    assert coprod("export", "example", "csv", tmp_path / "out")[0] == 0
    assert coprod("export", "example", "excel", tmp_path / "out.xlsx")[0] == 0
    files = [file for file in (tmp_path / "out").rglob("*") if file.is_file()]
    assert len(files) > 20 and not any(b"Canary" in file.read_bytes() for file in files)


def test_check_tells_steps_and_mistakes(coprod):
    code, text = coprod("check", "example")
    assert code == 0 and "Map It" in text and "invented" in text and "Worth a look" in text and "Next:" in text


def test_check_ends_with_1_where_the_data_hold_a_mistake(coprod, monkeypatch):
    workspace = open_workspace("Z00000001")
    workspace.save({"outcomes": pd.DataFrame({"title": ["Older people are less alone"]})})
    with workspace.store.writing() as connection:
        connection.exec_driver_sql("UPDATE outcomes SET better = 'sideways'")
    code, text = coprod("check", "Z00000001")
    assert code == cli.SOME_FAILED and "sideways" in text and "OC001" in text


@pytest.mark.parametrize("length", [0, 50, 4096, 20480])
def test_damaged_store_is_told_with_its_last_good_backup(coprod, length):
    coprod("new", "Trafford")
    backup = coprod("backup", "Trafford")[1].split("/")[-1].strip()
    store = open_workspace("Trafford").store
    store.close()
    store.file.write_bytes(store.file.read_bytes()[:length])
    code, text = coprod("check", "Trafford")
    assert code == cli.BAD_REQUEST and backup in text.replace("\n", "") and "coprod restore" in text


def test_councils_are_found_by_part_of_a_name(coprod):
    code, text = coprod("councils", "newcastle")
    assert code == 0 and "E08000021" in text and "E07000195" in text
    assert len(coprod("councils", "--as-of", "2026-11-23")[1].splitlines()) == 382
    assert len(coprod("councils", "--as-of", "2027-04-01")[1].splitlines()) == 372
    assert coprod("councils", "nowhere at all")[0] == cli.BAD_REQUEST


def test_councils_that_end_or_are_to_begin_say_so(coprod):
    text = coprod("councils", "surrey", "--as-of", "2026-11-23")[1]
    assert "Surrey (England, County, until 2027-03-31, then East Surrey (P27000001) and West Surrey (P27000002))" in text
    assert "West Surrey (England, Unitary authority, from 2027-04-01)" in text
    assert coprod("councils", "surrey", "--as-of", "soon")[0] == cli.BAD_REQUEST


def test_council_to_begin_can_be_prepared_and_says_from_when_it_exists(coprod):
    code, text = coprod("new", "East Surrey")
    assert code == 0 and "P27000001" in text and "exists from 1 April 2027" in text


PEOPLE = {
    "survey_answers": pd.DataFrame({"answer_id": ["A9"], "form": ["residents"], "took_part": ["yes"]}),
    "contacts": pd.DataFrame({"name": ["Ann"], "answer_id": ["A9"], "may_contact": ["yes"], "keep_until": ["2030-01-01"]}),
}


def test_merge_tells_asks_and_settles(coprod, tmp_path):
    open_workspace("Elmbridge").save({"wards": pd.DataFrame({"name": ["Old Quay"]}), **PEOPLE})
    code, text = coprod("merge", "East Surrey", "Elmbridge", "--dry-run")
    assert code == 0 and "dry run" in text and "3 rows read = 3 written" in text
    assert coprod("merge", "East Surrey", "--settle")[0] == cli.BAD_REQUEST
    code, text = coprod("merge", "East Surrey")
    assert code == 0 and "Tandridge has no workspace here" in text and "2 questions" in text
    code, text = coprod("check", "East Surrey")
    assert code == 0 and "wait for an answer: 2." in text.replace("\n", " ")
    file = tmp_path / "east.xlsx"
    coprod("template", "East Surrey", file)
    book = openpyxl.load_workbook(file)
    sheet = book["merge_questions"]
    place = {cell.value: cell.column for cell in sheet[1]}
    for row in (2, 3):
        for name, value in (("answer", "keep"), ("decided_by", "Shadow executive"), ("reason", "As it is")):
            sheet.cell(row, place[name]).value = value
    book.save(file)
    assert coprod("import", "East Surrey", "excel", file)[0] == 0
    code, text = coprod("merge", "East Surrey", "--settle")
    assert code == 0 and "2 answers were applied." in text and "0 questions are open." in text
    assert "merge_questions" not in coprod("check", "East Surrey")[1]


def test_merge_refuses_what_does_not_go_together(coprod):
    assert "name the successor alone" in coprod("merge", "East Surrey", "Woking", "--settle")[1]
    code, text = coprod("merge", "East Surrey", "Woking")
    assert code == cli.BAD_REQUEST and "does not take the place of Woking" in text


def test_erasing_someone_whom_a_merge_brought_names_the_old_workspace(coprod):
    open_workspace("Elmbridge").save(PEOPLE)
    coprod("merge", "East Surrey", "Elmbridge")
    text = coprod("erase", "East Surrey", "P001", "--yes")[1].replace("\n", " ")
    assert "coprod erase E07000207 P001" in text and "coprod erase E07000207 A9" in text
    assert "was carried from" not in coprod("erase", "Elmbridge", "P001", "--yes")[1]


def test_history_tells_a_change(coprod):
    coprod("check", "example")
    open_workspace("example").save(
        {"outcomes": pd.DataFrame({"outcome_id": ["OC01"], "title": ["Older people have company"]})}, who="ann"
    )
    text = coprod("history", "example", "--table", "outcomes", "--id", "OC01")[1]
    assert "ann" in text and '"Older people have company"' in text
    assert "Nothing has been changed" in coprod("history", "Z00000002")[1]


def test_backup_restore_and_erase_ask_and_do(coprod):
    coprod("new", "Trafford")
    file = coprod("backup", "Trafford")[1].split(": ", 1)[1].strip().replace("\n", "")
    open_workspace("Trafford").save({"outcomes": pd.DataFrame({"title": ["Later"]})})
    assert coprod("restore", "Trafford", file, answer="n\n")[0] == cli.BAD_REQUEST
    assert len(open_workspace("Trafford").read("outcomes")) == 1
    assert coprod("restore", "Trafford", file, "--yes")[0] == 0 and open_workspace("Trafford").read("outcomes").empty
    open_workspace("Trafford").save(
        {"contacts": pd.DataFrame({"name": ["Ann"], "may_contact": ["yes"], "keep_until": ["2030-01-01"]})}
    )
    code, text = coprod("erase", "Trafford", "P001", "--yes")
    assert code == 0 and "1 in contacts" in text and open_workspace("Trafford").read("contacts").empty


def test_settings_of_a_run_are_refused_before_anything_is_done(coprod):
    code, text = coprod("run", "example", "-p", "draw=5", "-p", "seed", "-p", "a=1", "-p", "a=2")
    assert code == cli.BAD_REQUEST and "write name=value" in text and "given twice" in text
    code, text = coprod("run", "example", "-p", "draw=5")
    assert code == cli.BAD_REQUEST and 'no setting "draw"' in text


def test_dictionary_names_every_column(coprod, tmp_path):
    coprod("dictionary", tmp_path / "d.csv")
    assert len(pd.read_csv(tmp_path / "d.csv")) > 350


def test_user_who_can_put_it_right_sees_a_sentence_and_no_traceback(home):
    import subprocess
    import sys

    answer = subprocess.run(
        [sys.executable, "-m", "coprod_helpers.cli", "check", "Newcastle"], capture_output=True, text=True, check=False
    )
    assert (
        answer.returncode == cli.BAD_REQUEST
        and "Traceback" not in answer.stderr
        and "Newcastle upon Tyne" in answer.stderr
    )


# Releasing and comparing


@pytest.fixture
def published(coprod):
    """Three councils with published results, and what releases one into a folder."""
    from tests.releases import workspace_with

    for seed, code in enumerate(("E08000009", "E08000007", "W06000015"), 1):
        workspace_with(code, seed)

    def release(council, folder):
        code, text = coprod("release", council, "--out", folder, "--by", "Performance team", "--yes")
        assert code == 0, text
        return next(folder.glob(f"{council}-released-r*.json"))

    return release


def test_release_shows_what_it_holds_and_asks(coprod, published, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, text = coprod("release", "Trafford", answer="n\n")
    assert code == cli.BAD_REQUEST and not list(tmp_path.glob("*.json"))
    assert "Trafford, revision 2" in text and "Raters: All raters 11" in text and "Stale: Map It" in text
    code, text = coprod("release", "Trafford", answer="y\n")
    assert code == 0 and (tmp_path / "E08000009-released-r2.json").is_file()
    code, text = coprod("release", "Trafford", "--yes")
    assert code == cli.BAD_REQUEST and "never overwritten" in text


def test_release_of_nothing_published_says_what_to_do(coprod):
    code, text = coprod("release", "Cheshire East", "--yes")
    assert code == cli.BAD_REQUEST and "has published no results yet" in text and "coprod run E06000049" in text


def test_release_in_the_pre_election_period_says_so_and_in_the_file_too(coprod, published, tmp_path):
    import datetime as dt
    import json

    today = dt.datetime.now(dt.UTC).date().isoformat()
    settings = {"setting_id": "council", "pre_election": "yes", "pre_election_starts_on": today, "pre_election_ends_on": today}
    open_workspace("Trafford").save({"settings": pd.DataFrame([settings])})
    code, text = coprod("release", "Trafford", "--out", tmp_path, "--yes")
    assert code == 0 and "pre-election period: ask whether this may be published now" in text
    assert json.loads(next(tmp_path.glob("*.json")).read_text(encoding="utf-8"))["is_pre_election"] is True


def test_compare_writes_one_page_and_one_table_and_nothing_for_one_council(coprod, published, tmp_path):
    files = [published(code, tmp_path) for code in ("E08000009", "E08000007", "W06000015")]
    out = tmp_path / "out"
    code, text = coprod("compare", *files, "--out", out)
    assert code == 0 and "comparison.html" in text
    assert sorted(path.name for path in out.iterdir()) == ["comparison.csv", "comparison.html", "datapackage.json"]
    code, text = coprod("compare", tmp_path, "--out", out)
    assert code == cli.BAD_REQUEST and "nothing is overwritten" in text


def test_compare_without_a_folder_makes_a_new_one_here(coprod, published, tmp_path, monkeypatch):
    files = [published(code, tmp_path) for code in ("E08000009", "E08000007")]
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert coprod("compare", *files)[0] == coprod("compare", *files)[0] == 0
    assert len(list((tmp_path / "here").glob("comparison-20*/comparison.html"))) == 2


def test_what_is_unusual_is_told_to_that_council_alone(coprod, published, tmp_path, monkeypatch):
    files = [published(code, tmp_path) for code in ("E08000009", "E08000007", "W06000015")]
    code, text = coprod("compare", *files, "--out", tmp_path / "own", "--own", "Trafford")
    assert code == 0 and "For Trafford alone" in text and (tmp_path / "own" / "only-for-E08000009.html").is_file()
    code, text = coprod("compare", *files[1:], "--out", tmp_path / "none", "--own", "Trafford")
    assert code == cli.BAD_REQUEST and "has no file in this comparison" in text and not (tmp_path / "none").exists()
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.setenv("COPROD_HOME", str(tmp_path / "elsewhere"))
    code, text = coprod("compare", *files, "--out", tmp_path / "none", "--own", "Trafford")
    assert code == cli.BAD_REQUEST and "has no workspace on this computer" in text and not (tmp_path / "none").exists()


def test_workspace_of_a_council_that_did_not_release_the_file_here_is_told_nothing(coprod, published, tmp_path, home, monkeypatch):
    """The workspace is here, even at the file's revision, but the note of the release is not."""
    import shutil

    files = [published(code, tmp_path) for code in ("E08000009", "E08000007")]
    shutil.rmtree(home / "releases")
    code, text = coprod("compare", *files, "--out", tmp_path / "none", "--own", "Trafford")
    assert code == cli.BAD_REQUEST and "did not release E08000009-released-r2.json from this computer" in text
    assert not (tmp_path / "none").exists()


def test_compare_tells_every_faulty_file(coprod, tmp_path):
    (tmp_path / "one.json").write_text("{")
    (tmp_path / "two.json").write_text("[]")
    code, text = coprod("compare", tmp_path, "--out", tmp_path / "out")
    assert code == cli.BAD_REQUEST and "one.json" in text and "two.json" in text and not (tmp_path / "out").exists()


def test_invent_fills_councils_in_lists_them_and_says_what_comes_next(coprod, tmp_path):
    codes = tmp_path / "codes.txt"
    code, text = coprod("invent", "--councils", 2, "--list", codes)
    assert code == 0 and "2 councils were filled in, 0 were there already" in text and "invented" in text
    assert codes.read_text().split() == ["Z00000001", "Z00000002"] and f"coprod batch --file {codes}" in text
    assert "Welsh unitary authority" in text and "137,200" in text
    assert "0 councils were filled in, 2 were there already" in coprod("invent", "--councils", 2, "--list", codes)[1]
    assert coprod("check", "Z00000001")[0] == 0


def test_invent_leaves_other_data_as_found_and_writes_no_list(coprod, tmp_path):
    codes = tmp_path / "codes.txt"
    coprod("new", "Z00000001")
    code, text = coprod("invent", "--councils", 1, "--list", codes)
    assert code == cli.SOME_FAILED and "One workspace was left as found" in text and "--store" in text
    assert not codes.exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--councils", "0"), "The number of councils is 0; it must be a whole number from 1 to 382"),
        (("--councils", "1000"), "The number of councils is 1000"),
        (("--seed", "-1"), "The seed is -1"),
        (("--seed", "abc"), "--seed"),
    ],
)
def test_invent_refuses_what_cannot_be_and_makes_nothing(coprod, home, tmp_path, arguments, words):
    code, text = coprod("invent", *arguments, "--list", tmp_path / "codes.txt")
    assert code == cli.BAD_REQUEST and words in text
    assert not list(home.rglob("*.sqlite")) and not (tmp_path / "codes.txt").exists()
