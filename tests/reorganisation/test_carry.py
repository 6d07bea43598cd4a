"""Carrying: new ids from the numbers given, references followed, library ids left, and every row counted."""

from __future__ import annotations

import pandas as pd
import pytest

from coprod_helpers.reorganisation.carry import Ids, Predecessor, carry, origin_rows, origins_of
from coprod_helpers.reorganisation.rows import CARRIED, FATES, WAITING
from coprod_helpers.tables import TABLES
from tests.reorganisation.conftest import council, state

NUMBERS = {name: 50 for name, table in TABLES.items() if table.id_prefix}


def predecessor(frames=None, **more):
    return Predecessor("Z00000001", "Ourton", 7, frames or council(0), **more)


def test_ids_are_new_and_references_follow():
    before = state()
    carried = carry(before, predecessor(), Ids(NUMBERS))
    here, there = carried.state, council(0)
    assert here["outcomes"]["outcome_id"].tolist() == [f"OC{number:03d}" for number in range(50, 56)]
    titles = there["outcomes"].set_index("outcome_id")["title"]
    mine = here["outcomes"].set_index("outcome_id")["title"]
    assert [mine[key] for key in here["indicators"]["outcome_id"]] == [titles[key] for key in there["indicators"]["outcome_id"]]
    assert here["survey_skills"]["skill"].tolist() == there["survey_skills"]["skill"].tolist()
    assert here["risks"]["from_library"].equals(there["risks"]["from_library"].reset_index(drop=True))
    assert all(frame.empty for frame in before.values())


def test_counts_add_up_and_name_every_table():
    counts = pd.DataFrame(carry(state(), predecessor(), Ids(NUMBERS)).counts).set_index("table")
    assert set(counts.index) == set(CARRIED)
    assert counts["read"].equals(counts[list(FATES)].sum(axis=1)) and counts["written"].equals(counts["read"])


def test_rows_that_were_carried_before_keep_their_place():
    origins = origin_rows("outcomes", "Z00000001", ["OC01"], ["OC003"], 4)
    kept = {"outcomes": council(0)["outcomes"].iloc[:1].assign(outcome_id="OC003")}
    carried = carry(state({**kept, "merge_origins": origins}), predecessor(), Ids(NUMBERS))
    assert carried.ids["outcomes", "OC01"] == "OC003" and len(carried.state["outcomes"]) == 6
    assert "OC003" in set(carried.state["initiative_outcome"]["outcome_id"])
    known = origins_of(carried.state["merge_origins"], "Z00000001")
    assert known["outcomes", "OC01"] == ("OC003", 4) and known["outcomes", "OC02"][1] == 7


def test_row_whose_target_was_removed_here_waits_and_is_told():
    origins = origin_rows("initiatives", "Z00000001", ["I001"], ["I003"], 4)
    carried = carry(state({"merge_origins": origins}), predecessor(), Ids(NUMBERS))
    risks = [text for name, text in carried.orphans if name == "risks"]
    assert risks == council(0)["risks"].query("initiative_id == 'I001'")["risk_id"].tolist()
    counts = pd.DataFrame(carried.counts).set_index("table")
    assert counts.loc["risks", WAITING] == len(risks) > 0
    assert not set(carried.state["risks"]["initiative_id"]) & {"I003"}


def test_initiative_merged_into_another_still_is():
    frames = council(0)
    ids = frames["initiatives"]["initiative_id"].tolist()
    frames["initiatives"] = frames["initiatives"].assign(merged_into=[ids[-1], *[None] * (len(ids) - 1)])
    rows = carry(state(), predecessor(frames), Ids(NUMBERS)).state["initiatives"]
    assert rows["merged_into"].iloc[0] == rows["initiative_id"].iloc[-1]


@pytest.mark.parametrize("name", ["survey_answers", "contacts"])
def test_rows_of_people_erased_here_are_not_written(name):
    key = council(0)[name].iloc[0, 0]
    carried = carry(state(), predecessor(erased=frozenset({(name, key)})), Ids(NUMBERS))
    counts = pd.DataFrame(carried.counts).set_index("table")
    assert counts.loc[name, "erased here"] == 1 and (name, key) not in carried.ids


def test_reference_that_somebody_else_holds_here_waits_and_is_not_given_anew():
    taken = council(0)["received"].iloc[1:2]
    carried = carry(state({"received": taken}), predecessor(), Ids(NUMBERS))
    assert carried.clashes == [("received", taken["reference"].item())]
    assert carried.state["received"]["reference"].tolist() == [
        taken["reference"].item(), *council(0)["received"]["reference"].drop(taken.index)]
    assert pd.DataFrame(carried.counts).set_index("table").loc["received", WAITING] == 1


def test_what_people_sent_in_follows_what_it_is_about():
    here, there = carry(state(), predecessor(), Ids(NUMBERS)).state, council(0)
    for name, column, target, label in (("risk_comments", "risk_id", "risks", "event"), ("incentive_ideas", "incentive_id", "incentives", "title"),
                                        ("outcome_choice_places", "outcome_id", "outcomes", "title"), ("pledges", "initiative_id", "initiatives", "title"),
                                        ("weight_answer_swings", "criterion_id", "criteria", "title")):
        told = [frames[name][column].map(frames[target].set_index(column)[label]).dropna().tolist() for frames in (here, there)]
        assert told[0] == told[1] and told[0], name
