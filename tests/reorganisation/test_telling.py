"""What is told: sums that add up, and what to do next."""

from __future__ import annotations

import re

import pandas as pd

from coprod_helpers.reorganisation import merge_councils, settle_questions
from coprod_helpers.reorganisation.telling import merge_in_words, settlement_in_words
from coprod_helpers.workspace import open_workspace
from tests.reorganisation.conftest import COUNTY, EAST, council


def test_each_councils_rows_are_told_as_a_sum_that_adds_up(east):
    open_workspace(COUNTY).save(council(5))
    lines = merge_in_words(merge_councils(EAST))
    sums = [line for line in lines if " rows read = " in line]
    assert len(sums) == 6
    for line in sums:
        read, parts = line.split(" rows read = ")
        numbers = [int(number) for number in re.findall(r"(\d+) (?:written|joined|waiting|carried|of)", parts)]
        assert int(read.rsplit(" ", 1)[1]) == sum(numbers) > 300
    text = "\n".join(lines)
    assert "Survey answers: Elmbridge 12" in text and "Surrey 12 = 12 waiting for an answer" in text
    assert "Links to the old councils' forms" in text and "codes to come back by, were not carried" in text
    assert "were not changed; they stay as the archive" in text and "coprod template P27000001" in text
    assert "exists from 1 April 2027" in text


def test_dry_run_missing_councils_and_nothing_new_are_told(east):
    assert "dry run" in merge_in_words(merge_councils(EAST, dry_run=True))[-1]
    assert "Surrey has no workspace here" in "\n".join(merge_in_words(merge_councils(EAST)))
    again = merge_in_words(merge_councils(EAST))
    assert again[-1] == "Nothing new was found, so nothing was saved." and not any(line.startswith("  ") for line in again)


def test_settlement_tells_what_waits_and_why(east):
    merge_councils(EAST)
    here = open_workspace(EAST)
    found = here.read("merge_questions")
    first = found.query("kind == 'duplicate' and table_name == 'criteria'").iloc[0]
    here.save({"merge_questions": pd.DataFrame([{"question_id": first["question_id"], "answer": first["proposed"],
                                                 "decided_by": "Board"}])})
    lines = settlement_in_words(settle_questions(EAST))
    assert lines[0] == "0 answers were applied." and lines[1] == "These wait:" and "weights" in lines[2]
    assert f"{len(found)} questions are open." in lines
