"""README tells the truth: its tree, its commands, its words."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from coprod_helpers.cli import app
from coprod_helpers.tables.schema import data_dictionary

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = sorted(command.name or command.callback.__name__ for command in app.registered_commands)


def test_every_place_of_the_tree_exists():
    tree = README.split("## The tree")[1].split("```")[1]
    folder, missing = ROOT, []
    for line in tree.strip().splitlines():
        names = line.split("   ")[0].split() if line[:1] != " " else line.strip().split("   ")[0].split()
        indented = line.startswith("  ")
        for name in names:
            path = (folder / name) if indented else (ROOT / name)
            if not path.exists():
                missing.append(str(path.relative_to(ROOT)))
        if not indented:
            folder = ROOT / names[0]
    assert not missing, missing


def test_every_folder_is_in_the_tree():
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    tops = {path.split("/")[0] for path in tracked} - {".gitignore", ".gitattributes"}
    assert tops and not [top for top in tops if top not in README]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_answers_help(name):
    answer = subprocess.run(
        [sys.executable, "-m", "coprod_helpers.cli", name, "--help"], capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0 and len(answer.stdout) > 80


def test_every_command_that_the_readme_names_exists():
    named = set(re.findall(r"(?m)^coprod (\w+)", README)) | set(re.findall(r"`coprod (\w+)", README))
    assert named and named <= set(COMMANDS)


def test_both_lines_set_up_alike_and_end_in_what_they_promise():
    lines = [line for line in README.splitlines() if line.startswith("python3 -m venv")]
    assert len(lines) == 2 and lines[0].endswith("coprod run example") and lines[1].endswith("/pytest")
    assert lines[0].rsplit(" && ", 1)[0] == lines[1].rsplit(" && ", 1)[0]


def test_help_answers_without_loading_what_commands_need():
    loaded = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, coprod_helpers.cli; print([m for m in ('pandas', 'altair', 'sqlalchemy', "
            "'papermill', 'rich.progress') if m in sys.modules])",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert loaded.stdout.strip() == "[]"


def test_data_dictionary_is_what_the_declarations_say():
    committed = (ROOT / "data" / "data_dictionary.csv").read_text(encoding="utf-8")
    assert committed == data_dictionary().to_csv(index=False, lineterminator="\n"), (
        "run: coprod dictionary data/data_dictionary.csv"
    )


def test_glossary_is_in_order_and_each_term_has_one_sentence():
    rows = re.findall(r"(?m)^\| ([^|]+) \| ([^|]+) \|$", (ROOT / "GLOSSARY.md").read_text(encoding="utf-8"))[1:]
    terms = [term.casefold() for term, _ in rows if set(term) != {"-"}]
    assert terms == sorted(terms) and len(terms) > 40
    assert all(meaning.strip().endswith(".") for term, meaning in rows if set(term) != {"-"})
