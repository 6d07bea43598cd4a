"""Settling: each answer does one thing, in an order in which less is in the way, and what cannot be done yet waits."""

from __future__ import annotations

import pytest

from coprod_helpers.errors import InputError
from coprod_helpers.reorganisation.carry import Ids, Predecessor, carry
from coprod_helpers.reorganisation.rows import typed_rows, with_rows
from coprod_helpers.reorganisation.settle import joined_ids, settle, taken_from
from coprod_helpers.tables import TABLES
from tests.reorganisation.conftest import council, state

ONE, TWO, NEW = "Z00000001", "Z00000002", "Z00000009"
NAMES = {ONE: "Ourton", TWO: "Theirby", NEW: "Newshire"}
NUMBERS = {name: 1 for name, table in TABLES.items() if table.id_prefix}


@pytest.fixture(scope="module")
def both():
    """Two councils carried into one."""
    ids, here = Ids(NUMBERS), state()
    for number, code in enumerate((ONE, TWO)):
        here = carry(here, Predecessor(code, NAMES[code], 1, council(number)), ids).state
    return here


def settled(here, *rows, divided=()):
    """Settle questions: (kind, table, rows, answer) each, the ids MQ1, MQ2 and so on."""
    asked = [{"question_id": f"MQ{n}", "kind": kind, "table_name": table, "rows": ids, "answer": answer, "state": "open",
              "decided_by": "Board"} for n, (kind, table, ids, answer) in enumerate(rows, 1)]
    return settle({**here, "merge_questions": with_rows(here["merge_questions"], typed_rows("merge_questions", asked))},
                  NEW, NAMES, set(divided))


OUTCOMES = ("duplicate", "outcomes", "OC001; OC007")


def test_open_question_changes_nothing(both):
    done = settled(both, (*OUTCOMES, None))
    assert not done.applied and all(done.state[name] is both[name] for name in both if name != "merge_questions")


def test_answers_are_applied_once_and_marked(both):
    done = settled(both, (*OUTCOMES, "OC001"))
    assert done.applied == ["MQ1"] and done.state["merge_questions"]["state"].tolist() == ["settled"]
    again = settle(done.state, NEW, NAMES, set())
    assert not again.applied and all(again.state[name] is done.state[name] for name in done.state)


def test_every_answer_that_cannot_be_read_is_told_and_nothing_is_applied(both):
    with pytest.raises(InputError) as refused:
        settled(both, (*OUTCOMES, "OC001"), ("duplicate", "risks", "RK001; RK004", "maybe"), ("people", "contacts", ONE, "?"))
    assert len(refused.value.mistakes) == 2 and "MQ2" in str(refused.value) and "MQ3" in str(refused.value)


def test_weights_are_settled_before_the_criteria_that_they_stand_in_the_way_of(both):
    weights = [("weights", "criterion_weights", f"{group}; {ONE}; {TWO}", "Theirby")
               for group in ("citizen", "officer", "councillor")]
    criteria = ("duplicate", "criteria", "CR001; CR004", "CR001")
    assert settled(both, criteria).waiting[0].startswith("MQ1: CR001 and CR004 both have weights")
    done = settled(both, criteria, *weights)
    assert len(done.applied) == 4 and not done.waiting
    assert set(done.state["criterion_weights"]["criterion_id"]) == {"CR001", "CR005", "CR006"}


def test_kept_weights_change_nothing(both):
    done = settled(both, ("weights", "criterion_weights", f"citizen; {ONE}; {TWO}", "keep"))
    assert done.applied and done.state["criterion_weights"] is both["criterion_weights"]


def test_one_criterion_draws_an_axis_and_the_others_count_only(both):
    done = settled(both, ("axis", "criteria", "CR001; CR004", "CR004"))
    axes = done.state["criteria"].set_index("criterion_id")["axis"]
    assert (axes["CR001"], axes["CR004"]) == ("other", "outcomes") and axes["CR002"] == "efficiency"


def test_axis_follows_a_criterion_that_was_joined(both):
    weights = both["criterion_weights"].query("criterion_id < 'CR004'")
    done = settled({**both, "criterion_weights": weights}, ("axis", "criteria", "CR001; CR004", "CR004"),
                   ("duplicate", "criteria", "CR001; CR004", "CR001"))
    axes = done.state["criteria"].set_index("criterion_id")["axis"]
    assert axes["CR001"] == "outcomes" and "CR004" not in axes and not done.waiting


def test_row_that_was_joined_earlier_is_found_where_it_went(both):
    """A second question still names the row that the first answer joined into another."""
    done = settled(both, (*OUTCOMES, "OC001"), ("duplicate", "outcomes", "OC002; OC007", "OC002"))
    assert done.applied == ["MQ1", "MQ2"] and not done.state["outcomes"]["outcome_id"].isin(["OC001", "OC007"]).any()
    assert done.state["merge_origins"].query("table_name == 'outcomes' and from_id == 'OC01'")["row_id"].eq("OC002").all()


def test_row_of_joins_after_joins_is_followed_to_the_last():
    asked = [{"question_id": f"MQ{n}", "kind": "duplicate", "table_name": "outcomes", "rows": f"A{n}; A{n + 1}", "answer": f"A{n + 1}",
              "state": "settled"} for n in range(3)]
    assert joined_ids(typed_rows("merge_questions", asked), "outcomes") == {"A0": "A3", "A1": "A3", "A2": "A3"}
    assert joined_ids(typed_rows("merge_questions", [{**asked[0], "state": "open"}]), "outcomes") == {}


def test_setting_is_set_and_people_may_be_brought(both):
    done = settled(both, ("setting", "settings", "survey_threshold", "12"), ("people", "survey_answers", TWO, "bring"))
    assert done.state["settings"]["survey_threshold"].tolist() == [12] and len(done.applied) == 2 and done.says_again


@pytest.mark.parametrize(("answer", "may"), [("keep", [True, True]), ("withhold", [False, True])])
def test_permission_of_some_contacts_is_taken_back(both, answer, may):
    contacts = both["contacts"].assign(may_contact=True)
    done = settled({**both, "contacts": contacts}, ("consent", "contacts", f"{ONE}; {contacts['contact_id'].iloc[0]}", answer))
    assert done.applied and done.state["contacts"]["may_contact"].tolist()[:2] == may


SCORED = f"{ONE}; OP001; CR001; {TWO}; OP005; CR004"


@pytest.mark.parametrize(("answer", "left"), [("keep", {"OP001", "OP005"}), ("Ourton", {"OP001"}), (TWO, {"OP005"}), ("again", set())])
def test_scores_of_the_other_council_are_taken_out(both, answer, left):
    done = settled(both, ("scores", "ratings", SCORED, answer))
    before, after = both["ratings"], done.state["ratings"]
    asked = {("OP001", "CR001"), ("OP005", "CR004")}
    of = {option for option, criterion in zip(after["option_id"], after["criterion_id"], strict=True) if (option, criterion) in asked}
    assert done.applied and of == left
    others = [pair not in asked for pair in zip(before["option_id"], before["criterion_id"], strict=True)]
    assert sum(others) == sum(pair not in asked for pair in zip(after["option_id"], after["criterion_id"], strict=True)) > 0


def test_scores_are_found_after_their_options_and_criteria_were_joined(both):
    weights = both["criterion_weights"].query("criterion_id < 'CR004'")
    done = settled({**both, "criterion_weights": weights}, ("scores", "ratings", SCORED, "Theirby"),
                   ("duplicate", "options", "OP001; OP005", "OP001"), ("duplicate", "criteria", "CR001; CR004", "CR001"))
    left = done.state["ratings"].query("option_id == 'OP001' and criterion_id == 'CR001'")
    raters = set(carried_raters(both, TWO))
    assert len(done.applied) == 3 and not left.empty and set(left["rater_id"]) <= raters


def carried_raters(here, code):
    """The ids, here, of the raters of a council."""
    lines = here["merge_origins"]
    return lines.loc[lines["table_name"].eq("raters") & lines["from_council"].eq(code), "row_id"]


def test_ward_of_an_undivided_council_cannot_lie_elsewhere(both):
    asked = ("ward", "wards", "W003", "elsewhere")
    assert "Only a ward of a council that is divided" in settled(both, asked).waiting[0]
    apart = {**both, **{name: both[name].iloc[:0] for name in ("survey_answers", "outcome_choices", "outcome_choice_places")}}
    assert settled(apart, asked, divided={ONE}).applied == ["MQ1"]


@pytest.mark.parametrize(("answer", "is_there"), [("keep", True), ("remove", False)])
def test_initiative_that_belongs_elsewhere_is_removed_unless_it_is_used(both, answer, is_there):
    used = set(both["risks"]["initiative_id"]) | set(both["options"]["initiative_id"]) | set(
        both["incentive_initiative"]["initiative_id"]) | set(both["first_starts"]["initiative_id"])
    free = next(row for row in both["initiatives"]["initiative_id"] if row not in used)
    done = settled(both, ("belongs", "initiatives", free, answer))
    assert (free in set(done.state["initiatives"]["initiative_id"])) is is_there and done.applied
    assert done.state["initiative_co"]["initiative_id"].eq(free).any() == is_there
    taken = sorted(used & set(both["initiatives"]["initiative_id"]))[0]
    assert "is still used in" in settled(both, ("belongs", "initiatives", taken, "remove")).waiting[0]


FORM = ("form", "public_forms", f"pledge_an_act; {ONE}; {TWO}")


def test_row_of_a_form_becomes_that_of_the_council_that_was_named(both):
    theirs = council(1)
    there = Predecessor(TWO, NAMES[TWO], 2, {**theirs, "public_forms": theirs["public_forms"].assign(keep_months=7)})
    asked = typed_rows("merge_questions", [{"question_id": "MQ1", "kind": "form", "table_name": "public_forms", "rows": FORM[2],
                                            "answer": "Theirby", "decided_by": "Board", "state": "open"}])
    here = {**both, "merge_questions": asked}
    assert taken_from(asked) == {ONE, TWO}
    done = settle(here, NEW, NAMES, set(), {TWO: there})
    forms = done.state["public_forms"]
    assert done.applied == ["MQ1"] and forms[["form", "keep_months"]].to_numpy().tolist() == [["pledge_an_act", 7]]
    assert both["public_forms"].empty


def test_form_that_was_typed_in_stays_and_one_whose_council_is_gone_waits(both):
    assert settled(both, (*FORM, "done")).state["public_forms"].empty
    assert "answer done" in settled(both, (*FORM, ONE)).waiting[0]
    with pytest.raises(InputError, match="code of the council whose row holds"):
        settled(both, (*FORM, "Elsewhere"))
