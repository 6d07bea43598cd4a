"""Joins: references turned, nothing dropped that says more, and refused where two rows would become one."""

from __future__ import annotations

import pytest

from coprod_helpers.reorganisation.carry import Ids, Predecessor, carry, origin_rows
from coprod_helpers.reorganisation.joins import join, join_contacts, moved_origins
from coprod_helpers.reorganisation.rows import CARRIED, key_texts, plain_rows, references, references_to, typed_rows
from coprod_helpers.tables import TABLES
from tests.reorganisation.conftest import council, state

NUMBERS = {name: 1 for name, table in TABLES.items() if table.id_prefix}


@pytest.fixture(scope="module")
def both():
    """Two councils carried into one."""
    ids, here = Ids(NUMBERS), state()
    for number, code in enumerate(("Z00000001", "Z00000002")):
        here = carry(here, Predecessor(code, code, 1, council(number)), ids).state
    return here


def referring(here, name, row_id):
    """How many rows refer to a row."""
    return sum(int(here[one.table][one.column].eq(row_id).sum()) for one in references_to(name))


JOINED = [("service_areas", "S001", "S004"), ("outcomes", "OC001", "OC007"), ("incentives", "IN001", "IN005"),
          ("risks", "RK001", "RK004"), ("raters", "RT001", "RT004"), ("wards", "W001", "W004")]


@pytest.mark.parametrize(("name", "kept", "away"), JOINED)
def test_everything_that_referred_to_either_refers_to_the_one_that_is_kept(both, name, kept, away):
    before = {one: frame.copy() for one, frame in both.items()}
    joined = join(both, name, kept, away)
    assert not joined.problem and away not in set(joined.state[name][TABLES[name].key[0]])
    assert referring(joined.state, name, away) == 0
    assert referring(joined.state, name, kept) == referring(both, name, kept) + referring(both, name, away)
    assert all(both[one].equals(frame) for one, frame in before.items())
    lines = joined.state["merge_origins"].query("table_name == @name and row_id == @kept")
    assert set(lines["from_council"]) == {"Z00000001", "Z00000002"}


def test_no_reference_is_left_that_leads_nowhere(both):
    here = both
    for name, kept, away in JOINED:
        here = join(here, name, kept, away).state
    for name in CARRIED:
        for column in references(TABLES[name]):
            there = set(here[column.refers_table][column.refers_column])
            assert set(here[name][column.name].dropna()) <= there, (name, column.name)


def test_merged_initiative_stays_marked_and_the_other_takes_what_it_reaches(both):
    joined = join(both, "initiatives", "I003", "I006").state
    rows = joined["initiatives"].set_index("initiative_id")
    assert rows.loc["I006", "merged_into"] == "I003" and rows["merged_into"].notna().sum() == 1
    for link in ("initiative_outcome", "initiative_ward", "initiative_co", "initiative_gives"):
        mine, theirs = ({tuple(key[1:]) for key in plain_rows(link, both[link]) if key[0] == one} for one in ("I003", "I006"))
        now = {tuple(key[1:]) for key in plain_rows(link, joined[link]) if key[0] == "I003"}
        assert now == mine | theirs
    assert not joined["risks"]["initiative_id"].eq("I006").any()


def test_values_for_one_month_are_in_the_way_and_nothing_is_changed(both):
    joined = join(both, "indicators", "ID001", "ID004")
    assert joined.state is both or all(joined.state[name] is both[name] for name in both)
    assert "Values of indicators" in joined.problem and "and " in joined.problem and "ID001, 2024-11-01" in joined.problem


def test_weights_of_one_group_are_in_the_way_until_it_is_settled_whose_hold(both):
    assert "whose weights hold" in join(both, "criteria", "CR001", "CR004").problem
    without = {**both, "criterion_weights": both["criterion_weights"].query("criterion_id < 'CR004'")}
    joined = join(without, "criteria", "CR001", "CR004")
    assert not joined.problem and len(joined.state["ratings"]) == len(both["ratings"])
    moved = joined.state["merge_origins"].query("table_name == 'ratings'")
    assert set(moved["row_id"]) == set(key_texts("ratings", joined.state["ratings"]))


def test_criteria_on_two_scales_cannot_be_joined(both):
    other = {**both, "criteria": both["criteria"].assign(scale_low=[-2, 0, 0, 0, 0, 0])}
    assert "two scales" in join(other, "criteria", "CR001", "CR004").problem


def test_scores_of_both_raters_stay_when_options_are_joined(both):
    decisions = {**both, "focus_decisions": both["focus_decisions"].iloc[:0]}
    joined = join(decisions, "options", "OP002", "OP006").state
    assert len(joined["ratings"]) == len(both["ratings"]) and joined["ratings"]["option_id"].eq("OP002").sum() == 18


def test_same_link_of_both_stands_once():
    here = state({"outcomes": typed_rows("outcomes", [{"outcome_id": one, "title": one} for one in ("O1", "O2")]),
                  "initiative_outcome": typed_rows("initiative_outcome", [
                      {"initiative_id": "I1", "outcome_id": one} for one in ("O1", "O2")])})
    assert key_texts("initiative_outcome", join(here, "outcomes", "O1", "O2").state["initiative_outcome"]) == ["I1, O1"]


def test_contacts_are_joined_only_where_they_agree():
    rows = [{"contact_id": "P1", "name": "Ann", "may_contact": True, "keep_until": "2030-01-01"},
            {"contact_id": "P2", "name": "Ann", "may_contact": False, "keep_until": "2029-01-01"},
            {"contact_id": "P3", "name": "Bob", "may_contact": True, "keep_until": "2030-01-01"}]
    here = state({"contacts": typed_rows("contacts", rows), "merge_origins": origin_rows("contacts", "Z00000001", ["X"], ["P2"], 1)})
    joined = join_contacts(here, "P1", "P2")
    left = joined.state["contacts"].set_index("contact_id")
    assert set(left.index) == {"P1", "P3"} and not left.loc["P1", "may_contact"]
    assert joined.state["merge_origins"]["row_id"].tolist() == ["P1"]
    assert join_contacts(here, "P1", "P3").problem


def test_only_lines_of_the_table_move():
    lines = origin_rows("outcomes", "Z00000001", ["A"], ["X1"], 1)
    assert moved_origins(lines, "wards", {"X1": "X2"})["row_id"].tolist() == ["X1"]
    assert moved_origins(lines, "outcomes", {"X1": "X2"})["row_id"].tolist() == ["X2"]
