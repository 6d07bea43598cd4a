"""Published and derived answers are reproduced, and a wrong one is noticed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.known_answers import agrees, main

SHARED = Path(__file__).parents[2] / "shared" / "reference" / "known_answers.json"

WILSON = {"id": "wilson_81_263", "method": "wilson", "inputs": {"x": 81, "n": 263, "level": 0.95},
          "expected": [0.2553, 0.3662], "tolerance": 6e-05}
CORRECTED = {"id": "wilson_340_400", "method": "wilson", "expected": [0.8103309, 0.8827749], "tolerance": 1e-06,
             "inputs": {"x": 340, "n": 400, "level": 0.95, "note": "continuity-corrected (R prop.test)"}}
SWINGS = {"id": "swings", "method": "swing_weights", "inputs": {"swings": [100, 80, 50, 30, 20]}, "tolerance": 1e-12,
          "expected": [100 / 280, 80 / 280, 50 / 280, 30 / 280, 20 / 280]}
HIDDEN = {"id": "hidden", "method": "small_number_suppression", "tolerance": 0,
          "inputs": {"table": [[12, 3, 25], [30, 14, 18], [22, 16, 11]],
                     "threshold": "counts 1-4 suppressed; all margins published",
                     "rule": "fewest extra cells, then least count lost"},
          "expected": {"primary": [[0, 1]], "min_extra_cells": 3, "best_extra": [[0, 0], [2, 0], [2, 1]],
                       "count_lost": 50}}
RIGHT = [WILSON, CORRECTED, SWINGS, HIDDEN]


def _run(tmp_path, capsys, records):
    """Run records from a file; return the exit code and what was printed."""
    file = tmp_path / "answers.json"
    file.write_text(json.dumps(records), encoding="utf-8")
    return main([str(file)]), capsys.readouterr().out.splitlines()


@pytest.mark.skipif(not SHARED.is_file(), reason="the folder of shared references is not beside this checkout")
def test_all_shared_answers_of_methods_we_offer_are_reproduced(capsys):
    code = main([str(SHARED)])
    assert code == 0, capsys.readouterr().out


def test_right_records_are_reproduced(tmp_path, capsys):
    assert _run(tmp_path, capsys, RIGHT) == (0, ["4 of 4 reproduced, 0 not offered"])


@pytest.mark.parametrize("record, wrong", [
    (WILSON, [0.2553, 0.37]), (CORRECTED, [0.8117, 0.8817]), (SWINGS, [0.4, 0.3, 0.2, 0.1]),
    (HIDDEN, {"primary": [[0, 1]], "min_extra_cells": 2}),
], ids=["number", "uncorrected", "length", "count"])
def test_wrong_record_is_reported_and_exits_1(tmp_path, capsys, record, wrong):
    code, lines = _run(tmp_path, capsys, [*RIGHT, {**record, "id": "wrong", "expected": wrong}])
    assert code == 1
    assert lines[0].startswith(f"wrong: expected {wrong}, found ")
    assert lines[-1] == "4 of 5 reproduced, 0 not offered"


def test_error_counts_as_a_miss_and_the_rest_still_run(tmp_path, capsys):
    code, lines = _run(tmp_path, capsys, [{**WILSON, "inputs": {"x": 9, "n": 3}}, SWINGS])
    assert code == 1
    assert lines[-1] == "1 of 2 reproduced, 0 not offered"


def test_methods_and_rules_we_lack_are_counted_apart(tmp_path, capsys):
    other_rule = {**HIDDEN, "inputs": {**HIDDEN["inputs"], "rule": "least count lost"}}
    unknown = {"method": "no such method", "inputs": {}, "expected": 1, "tolerance": 0}
    assert _run(tmp_path, capsys, [SWINGS, other_rule, unknown]) == (0, ["1 of 1 reproduced, 2 not offered"])


def test_missing_file_is_told_apart_from_a_miss(capsys):
    assert main(["no such file.json"]) == 2
    assert main([]) == 2


@pytest.mark.parametrize("expected, found", [
    (1.0, float("nan")), (1.0, "1.0"), ({"a": 1}, {"b": 1}), ([1, 2], [1]), (True, False), (None, 0),
])
def test_what_differs_does_not_agree(expected, found):
    assert not agrees(expected, found, 0.5)
