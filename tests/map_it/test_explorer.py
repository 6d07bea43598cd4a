"""Coverage, gaps and the sentence on them."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coprod_helpers.errors import InputError
from coprod_helpers.map_it import coverage, finding, gaps
from coprod_helpers.star import FOUR_COS
from coprod_helpers.tables import table

COS = [co.code for co in FOUR_COS]
INPUTS = ("outcomes", "initiatives", "initiative_co", "initiative_outcome", "initiative_ward",
          "coverage_not_applicable")
RANK = {"gap": 0, "potential": 1, "present": 2, "strong": 3}


def rows(name, *entries):
    """Build a table of a few rows; what an entry leaves out is blank."""
    return pd.DataFrame(list(entries), columns=table(name).names).astype(table(name).empty().dtypes)


def council(*initiatives, outcomes=("OC1",), wards=(), not_applicable=()):
    """Build Map It's tables; initiatives have outcome OC1 and co-delivery unless they say otherwise."""
    entries = [{"initiative_id": f"I{place}", "title": f"Title {place}", "status": "existing"} | entry
               for place, entry in enumerate(initiatives)]
    plain = [{key: value for key, value in entry.items() if key not in ("cos", "outcomes")} for entry in entries]
    return [
        rows("outcomes", *({"outcome_id": name, "title": f"Outcome {name}"} for name in outcomes)),
        rows("initiatives", *plain),
        rows("initiative_co", *({"initiative_id": entry["initiative_id"], "co": co}
                                for entry in entries for co in entry.get("cos", ["co-delivery"]))),
        rows("initiative_outcome", *({"initiative_id": entry["initiative_id"], "outcome_id": outcome}
                                     for entry in entries for outcome in entry.get("outcomes", ["OC1"]))),
        rows("initiative_ward", *({"initiative_id": name, "ward_id": ward} for name, ward in wards)),
        rows("coverage_not_applicable", *({"outcome_id": outcome, "co": co, "reason": "x"}
                                          for outcome, co in not_applicable)),
    ]


def cell(tables, co="co-delivery", outcome="OC1", **limits):
    """Return one cell of the coverage."""
    table = coverage(*tables, **limits).set_index(["outcome_id", "co"])
    return table.loc[(outcome, co)]


def test_no_data_gives_an_empty_table_of_the_declared_types():
    empty = coverage(*(table(name).empty() for name in INPUTS))
    pd.testing.assert_frame_equal(empty, table("coverage").empty())


def test_every_outcome_meets_all_four_cos_in_the_order_of_the_star():
    found = coverage(*council(outcomes=("OC2", "OC1")))
    assert found[["outcome_id", "co"]].values.tolist() == [[o, co] for o in ("OC1", "OC2") for co in COS]
    assert set(found["state"]) == {"gap"}
    assert found.dtypes.equals(table("coverage").empty().dtypes)


@pytest.mark.parametrize(("initiatives", "state"), [
    ([{"citizen_count": 12}, {"citizen_count": 8}], "strong"),
    ([{"citizen_count": 12}, {"citizen_count": 7}], "present"),
    ([{"citizen_hours_month": 40}, {}], "strong"),
    ([{"citizen_hours_month": 39.5}, {}], "present"),
    ([{"citizen_count": 20, "evidence_grade": 3}], "strong"),
    ([{"citizen_count": 20, "evidence_grade": 2}], "present"),
    ([{"citizen_count": 19, "evidence_grade": 4}], "present"),
    ([{}, {}, {}], "present"),
    ([{"status": "improving", "citizen_count": 20}, {}], "strong"),
    ([{"status": "potential", "citizen_count": 90}], "potential"),
    ([{"status": "potential"}, {}], "present"),
])
def test_states(initiatives, state):
    assert cell(council(*initiatives))["state"] == state


@pytest.mark.parametrize("left_out", [
    {"status": "to-check"}, {"status": "ended"}, {"status": "rejected"}, {"status": "paused"}, {"merged_into": "I9"},
    {"status": "potential", "merged_into": "I9"},
])
def test_initiatives_that_coverage_leaves_out(left_out):
    assert cell(council(left_out | {"citizen_count": 99}))["state"] == "gap"


def test_paused_initiatives_are_counted_beside_the_state():
    found = cell(council({"status": "paused", "citizen_count": 50}))
    assert (found["state"], found["paused_count"], found["active_count"]) == ("gap", 1, 0)
    assert pd.isna(found["citizens"])


def test_several_subtypes_of_one_co_count_once():
    tables = council({"cos": ["co-delivery", "co-delivery"], "citizen_count": 30})
    found = cell(tables)
    assert (found["active_count"], found["citizens"], found["state"]) == (1, 30, "present")


def test_blank_numbers_are_not_known_rather_than_zero():
    found = cell(council({"citizen_count": 5}, {}, {}, {"citizen_hours_month": 3}))
    assert (found["citizens"], found["citizen_hours"], found["unknown_count"]) == (5, 3.0, 2)
    nothing = cell(council({}))
    assert nothing[["citizens", "citizen_hours", "ward_count", "best_grade"]].isna().all()


def test_a_known_zero_stays_zero():
    found = cell(council({"citizen_count": 0, "citizen_hours_month": 0}))
    assert (found["citizens"], found["citizen_hours"], found["unknown_count"]) == (0, 0.0, 0)


def test_wards_are_counted_once_and_only_where_something_is_under_way():
    tables = council({}, {}, {"status": "potential"}, wards=[("I0", "W1"), ("I1", "W1"), ("I1", "W2"), ("I2", "W3")])
    assert cell(tables)["ward_count"] == 2


def test_best_grade_is_the_highest_of_those_under_way():
    tables = council({"evidence_grade": 1}, {"evidence_grade": 2}, {"status": "potential", "evidence_grade": 4})
    assert cell(tables)["best_grade"] == 2


def test_not_applicable_is_a_state_of_its_own_and_keeps_its_counts():
    tables = council({"cos": ["co-design"]}, not_applicable=[("OC1", "co-design"), ("OC1", "co-assessment")])
    found = coverage(*tables).set_index("co")
    assert found["state"].to_dict() == {
        "co-commissioning": "gap", "co-design": "not applicable", "co-delivery": "gap",
        "co-assessment": "not applicable"}
    assert found.loc["co-design", "active_count"] == 1


def test_the_limits_are_settings():
    tables = council({"citizen_count": 5}, {"citizen_hours_month": 9})
    assert cell(tables, strong_citizens=5, strong_hours=100)["state"] == "strong"
    assert cell(tables, strong_citizens=100, strong_hours=9)["state"] == "strong"
    assert cell(tables, strong_citizens=6, strong_hours=10)["state"] == "present"


def test_limits_of_zero_are_refused_together():
    with pytest.raises(InputError, match="above 0") as caught:
        coverage(*council(), strong_citizens=0, strong_hours=float("nan"))
    assert len(caught.value.mistakes) == 2


def test_links_to_things_that_are_not_there_change_nothing():
    tables = council({"outcomes": ["OC1", "OC9"]})
    tables[2] = pd.concat([tables[2], rows("initiative_co", {"initiative_id": "I77", "co": "co-design"})])
    found = coverage(*tables)
    assert found["active_count"].tolist() == [0, 0, 1, 0]


initiative = st.fixed_dictionaries({
    "status": st.sampled_from(["to-check", "existing", "improving", "potential", "paused", "ended", "rejected"]),
    "citizen_count": st.one_of(st.none(), st.integers(0, 40)),
    "citizen_hours_month": st.one_of(st.none(), st.floats(0, 80).map(lambda hours: round(hours, 2))),
    "evidence_grade": st.one_of(st.none(), st.integers(0, 4)),
    "merged_into": st.sampled_from([None, None, None, "I0"]),
    "cos": st.lists(st.sampled_from(COS), max_size=5),
    "outcomes": st.lists(st.sampled_from(["OC1", "OC2"]), max_size=2, unique=True),
})
councils = st.lists(initiative, max_size=8)


@settings(max_examples=40, deadline=None)
@given(councils, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter_and_the_input_stays(entries, random):
    tables = council(*entries, outcomes=("OC1", "OC2"), not_applicable=[("OC2", "co-design")])
    before = [frame.copy() for frame in tables]
    shuffled = [frame.sample(frac=1, random_state=random.randint(0, 999)).reset_index(drop=True) for frame in tables]
    found = coverage(*tables)
    pd.testing.assert_frame_equal(found, coverage(*shuffled))
    for frame, old in zip(tables, before):
        pd.testing.assert_frame_equal(frame, old)


@settings(max_examples=60, deadline=None)
@given(councils, initiative, st.sampled_from(["existing", "improving"]))
def test_one_more_initiative_under_way_never_lowers_a_state(entries, more, status):
    before = coverage(*council(*entries, outcomes=("OC1", "OC2")))["state"].map(RANK)
    after = coverage(*council(*entries, more | {"status": status}, outcomes=("OC1", "OC2")))["state"].map(RANK)
    assert (after >= before).all()


@settings(max_examples=40, deadline=None)
@given(councils)
def test_counts_fit_the_state(entries):
    found = coverage(*council(*entries, outcomes=("OC1", "OC2")))
    assert found["state"].isin(["strong", "present"]).eq(found["active_count"] > 0).all()
    assert found["state"].eq("potential").eq((found["active_count"] == 0) & (found["potential_count"] > 0)).all()
    assert (found["unknown_count"] <= found["active_count"]).all()


def test_gaps_begin_with_the_outcome_that_lacks_most_and_the_rarest_co():
    tables = council({"cos": ["co-delivery", "co-design"], "outcomes": ["OC1"]},
                     {"cos": ["co-design"], "outcomes": ["OC2"]},
                     {"cos": ["co-delivery"], "status": "potential", "outcomes": ["OC1"]}, outcomes=("OC1", "OC2"))
    found = gaps(coverage(*tables))
    assert found[["outcome_id", "co"]].values.tolist() == [
        ["OC2", "co-commissioning"], ["OC2", "co-assessment"], ["OC2", "co-delivery"],
        ["OC1", "co-commissioning"], ["OC1", "co-assessment"]]


def test_a_potential_or_not_applicable_cell_is_no_gap():
    tables = council({"status": "potential"}, not_applicable=[("OC1", "co-design")])
    assert gaps(coverage(*tables))["co"].tolist() == ["co-commissioning", "co-assessment"]


def test_gaps_of_nothing_are_nothing():
    pd.testing.assert_frame_equal(gaps(table("coverage").empty()), table("coverage").empty())


@pytest.mark.parametrize(("tables", "sentence"), [
    (council(outcomes=()), "There is no map yet: name two or three outcomes, then the initiatives that work for them."),
    (council({"status": "potential"}),
     "The map has 4 places where an outcome meets one of the Four Co's, and nothing is known to be under way in any of "
     "them; 3 are empty even of ideas."),
    (council({}, {"cos": ["co-design"], "status": "potential"}),
     "Of the 4 places where an outcome meets one of the Four Co's, 1 have something under way (0 strong) and 2 have "
     "not even an idea; least is known in co-commissioning."),
    (council({"cos": COS[:3]}, {"cos": COS[3:], "status": "potential"}),
     "Of the 4 places where an outcome meets one of the Four Co's, 3 have something under way (0 strong) and the others "
     "an idea; least is known in co-assessment."),
    (council({"cos": COS, "citizen_count": 30, "evidence_grade": 4}, not_applicable=[("OC1", "co-design")]),
     "Each of the 3 places where an outcome meets one of the Four Co's has something under way; 3 of them are strong."),
])
def test_the_finding_says_what_the_map_shows(tables, sentence):
    assert finding(coverage(*tables)) == sentence
