"""How far a council is: missing, part done, stale, done, and one thing to do next."""

from __future__ import annotations

import pandas as pd

from coprod_helpers.chain import progress_of
from coprod_helpers.chain.run import run_council
from coprod_helpers.workspace import open_workspace


def states(workspace):
    return {state.step: state.state for state in progress_of(workspace).steps}


def test_council_without_data_has_begun_nothing_and_is_told_the_first_thing(home):
    progress = progress_of(open_workspace("Z00000001"))
    assert set(states(open_workspace("Z00000001")).values()) == {"not begun"}
    assert "outcomes that matter" in progress.next_action and len(progress.table()) == 6


def test_step_with_some_of_what_it_needs_is_part_done(home):
    workspace = open_workspace("Z00000001")
    workspace.save({"outcomes": pd.DataFrame({"title": ["Older people are less alone"]})})
    found = progress_of(workspace).steps[0]
    assert found.state == "part done" and found.share == 0.5 and "what citizens and services" in found.next_action


def test_example_is_filled_in_and_waits_for_its_results(home):
    progress = progress_of(open_workspace("example"))
    assert {state.state for state in progress.steps} == {"part done"} and progress.is_invented
    assert all(not state.missing for state in progress.steps) and not progress.checked.mistakes


def test_run_makes_steps_done_and_a_change_makes_them_stale(home, without_kernels):
    run_council("example")
    workspace = open_workspace("example")
    assert set(states(workspace).values()) == {"done"}
    workspace.save(
        {
            "measures": pd.DataFrame(
                {
                    "indicator_id": [workspace.read("indicators")["indicator_id"].iloc[0]],
                    "month": ["2026-11-01"],
                    "value": ["5"],
                }
            )
        }
    )
    assert [step for step, state in states(workspace).items() if state == "stale"] == ["grow_it"]
    assert "Values of indicators" in progress_of(workspace).steps[4].stale_because


def test_mistake_in_the_data_comes_first(home):
    workspace = open_workspace("Z00000001")
    workspace.save({"outcomes": pd.DataFrame({"title": ["Older people are less alone"]})})
    with workspace.store.writing() as connection:
        connection.exec_driver_sql("UPDATE outcomes SET better = 'sideways'")
    progress = progress_of(workspace)
    assert "1 mistake" in progress.next_action and progress.checked.mistakes[0].row == "OC001"
