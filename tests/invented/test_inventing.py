"""A whole invented council: the same bytes every time, every rule kept, in any order, and quick to make."""

from __future__ import annotations

import hashlib
import re
import time

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coprod_helpers import library
from coprod_helpers.chain.progress import check_stored
from coprod_helpers.errors import InputError
from coprod_helpers.invented import EDITION, invent, plan, plans
from coprod_helpers.invented.focus_it import NOT_INVENTED
from coprod_helpers.invented.stock import ward_names
from coprod_helpers.tables import ENTERED, PERSONAL, TABLES
from coprod_helpers.tables.csvfile import write_csv
from tests.invented.conftest import SAMPLE

# Of the tables of Z00000001, Z00000005 and Z00000346 with the seed 2026, as CSV files, one after another. Where a change
# of the texts of Exampleshire, of the library or of a draw makes it another, raise EDITION in plan.py and put both here.
DIGEST_OF = ("2026-11.4", "68f42aeed48f084ffce76a72cad77f9a319bd104b9548d8067cc4cd8f291eab9")

# What some councils have and others do not.
MAY_BE_EMPTY = ("coverage_not_applicable", "focus_decisions", "challenges", "second_ratings", "choice_limits", "choice_rules")


def digest(folder, *numbers: int, seed: int = 2026) -> str:
    """Return the SHA-256 of all tables of some councils, as they are written to CSV files."""
    total = hashlib.sha256()
    for number in numbers:
        for name, frame in invent(number, seed).items():
            write_csv(frame, folder / "table.csv")
            total.update(f"{number} {name}\n".encode() + (folder / "table.csv").read_bytes())
    return total.hexdigest()


def test_bytes_are_those_of_this_edition(tmp_path):
    assert (EDITION, digest(tmp_path, 1, 5, 346)) == DIGEST_OF


def test_another_seed_gives_other_bytes(tmp_path):
    assert digest(tmp_path, 1, seed=1) != digest(tmp_path, 1, seed=2)


def test_council_does_not_depend_on_what_was_invented_before():
    first = invent(30)
    for number in (7, 31, 29):
        invent(number, 5)
    again = invent(30)
    assert all(frame.equals(again[name]) for name, frame in first.items())


def test_frames_are_the_callers_own():
    own = invent(8)
    for name in ("criteria", "contacts", "service_areas"):
        own[name].iloc[:, 1] = "changed"
    assert not any("changed" in set(invent(8)[name].iloc[:, 1]) for name in ("criteria", "contacts", "service_areas"))


def test_every_table_is_there_with_its_columns_and_types(frames):
    assert list(frames) == [name for name in TABLES if name in (*ENTERED, *PERSONAL)]
    for name, frame in frames.items():
        assert list(frame) == TABLES[name].names, name
        assert [str(dtype) for dtype in frame.dtypes] == [column.dtype for column in TABLES[name].columns], name


def test_check_finds_no_mistake(frames):
    checked = check_stored(frames)
    assert [str(mistake) for mistake in checked.mistakes] == [] and checked.notices == []
    assert len(checked.warnings) < 40


def test_sample_has_all_kinds_states_and_the_ends():
    assert len(SAMPLE) >= 12 and {each.kind for each in SAMPLE} == {each.kind for each in plans()}
    assert {each.state for each in SAMPLE} == {each.state for each in plans()}
    assert {min(plans(), key=lambda each: each.people), max(plans(), key=lambda each: each.people)} <= set(SAMPLE)


@given(st.integers(1, 382), st.integers(0, 999_999_999))
@settings(max_examples=6, deadline=None)
def test_any_number_and_seed_pass_the_check(number, seed):
    assert [str(mistake) for mistake in check_stored(invent(number, seed)).mistakes] == []


def test_what_is_not_filled_in_yet_is_empty_and_all_else_is_not(planned, frames):
    for name, frame in frames.items():
        if planned.is_empty(name):
            assert frame.empty, name
        elif name in NOT_INVENTED:
            assert frame.empty, name
        elif name not in MAY_BE_EMPTY:
            assert len(frame), name


def test_no_table_refers_to_one_that_is_not_filled_in_yet(frames):
    """What the check says of references, said for the states by name: an unfinished council is whole in itself."""
    for name, frame in frames.items():
        for column in TABLES[name].columns:
            if column.refers_table in frames:
                keys = set(frames[column.refers_table][column.refers_column].dropna())
                assert set(frame[column.name].dropna()) <= keys, f"{name}.{column.name}"


def test_no_real_council_person_or_address_is_named(frames):
    councils = library.read("councils")
    names = {*councils["name"].dropna(), *";".join(councils["other_names"].dropna()).split(";")}
    any_name = re.compile(rf"(?<!\w)({'|'.join(sorted(re.escape(name.strip()) for name in names if name.strip()))})(?!\w)")
    for name, frame in frames.items():
        for column in TABLES[name].columns:
            # What the library says of places was seen there, and is copied word for word.
            if column.type in ("text", "long_text") and "from_library" not in frame:
                found = [text for text in frame[column.name].dropna() if any_name.search(text)]
                assert found == [], f"{name}.{column.name}"


def test_nothing_of_exampleshire_but_its_texts_is_left(frames):
    texts = " ".join(frame.select_dtypes("str").fillna("").to_csv() for frame in frames.values())
    assert not re.search("|".join((*ward_names(), "Exampleshire")), texts)
    assert set(re.findall(r"@([\w.-]+\w)", texts)) <= {"example.org"}


def test_largest_council_takes_well_under_a_second():
    """Margin: the median of five, where 0.1 s was measured and the machine is shared."""
    number, took = max(plans(), key=lambda each: each.answers).number, []
    for _ in range(5):
        began = time.perf_counter()
        invent(number)
        took.append(time.perf_counter() - began)
    assert sorted(took)[2] < 0.6


@pytest.mark.parametrize(("number", "seed"), [(0, 1), (383, 1), ("1", 1), (1, "2026"), (1, -1)])
def test_bad_input_is_refused_in_a_sentence(number, seed):
    with pytest.raises(InputError, match="must be a whole number from"):
        invent(number, seed)


def test_plan_says_what_the_tables_hold(planned, frames):
    for table in ("wards", "initiatives", "options", "survey_answers", "risks", "indicators"):
        assert len(frames[table]) == plan(planned.number).count(table), table
    assert isinstance(frames["wards"], pd.DataFrame)
