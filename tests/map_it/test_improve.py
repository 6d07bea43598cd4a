"""What would make an initiative better, or better known."""

import pandas as pd
import pytest

from coprod_helpers.errors import InputError
from coprod_helpers.map_it import what_to_improve
from coprod_helpers.map_it.improve import advice_table, improvement_options, make_options
from coprod_helpers.workspace import open_workspace
from tests.map_it.small import initiatives, links, rows

GOOD = {
    "initiative_id": "I1", "title": "Walks", "status": "existing", "voice_action": "action", "citizens_give": "time",
    "public_gives": "a coordinator", "citizen_count": 12, "evidence_grade": 2,
}


def advice(*entries, role="performer", wards=("I1",)):
    """Return the advice for these initiatives."""
    found = what_to_improve(
        rows("initiatives", *entries),
        rows("initiative_co", *({"initiative_id": entry["initiative_id"], "co": co, "citizen_role": role}
                                for entry in entries for co in ("co-delivery", "co-design"))),
        rows("initiative_ward", *({"initiative_id": name, "ward_id": "W1"} for name in wards)))
    assert found.columns.tolist() == ["initiative_id", "title", "improve"]
    return found


def test_a_good_initiative_needs_no_advice():
    assert advice(GOOD).empty


@pytest.mark.parametrize(("change", "start"), [
    ({"voice_action": "voice"}, "Citizens only speak"),
    ({"citizens_give": None}, "Say what citizens give"),
    ({"public_gives": None}, "Say what the public service gives"),
    ({"citizen_count": None}, "Count the people"),
    ({"evidence_grade": 1}, "It is not shown yet"),
    ({"evidence_grade": None}, "It is not shown yet"),
    ({"citizen_planning": 1, "professional_planning": 3}, "Citizens' part in planning"),
    ({"citizen_delivery": 2, "professional_delivery": 4}, "Citizens' part in delivery"),
])
def test_each_lack_has_its_advice(change, start):
    found = advice(GOOD | change)
    assert [sentence.startswith(start) for sentence in found["improve"]] == [True]


def test_a_role_of_informant_and_unknown_wards_have_advice():
    assert advice(GOOD, role="informant")["improve"].str.startswith("Citizens only answer").all()
    assert advice(GOOD, wards=())["improve"].tolist() == ["Say which wards it reaches."]


@pytest.mark.parametrize("ratings", [
    {"citizen_planning": 3, "professional_planning": 4}, {"citizen_planning": 2, "professional_planning": 2},
    {"citizen_planning": 2}, {"professional_planning": 4}, {"citizen_hours_month": 3, "citizen_count": None},
])
def test_full_equal_or_unknown_depth_needs_no_advice(ratings):
    assert advice(GOOD | ratings).empty


def test_only_initiatives_under_way_are_looked_at():
    assert advice({"initiative_id": "I1", "title": "Idea", "status": "potential"},
                  {"initiative_id": "I2", "title": "Old", "status": "existing", "merged_into": "I1"}).empty


def test_advice_is_ordered_by_initiative_then_weight_and_the_input_stays():
    bare = {"title": "x", "status": "improving", "voice_action": "voice"}
    frame = rows("initiatives", bare | {"initiative_id": "I2"}, bare | {"initiative_id": "I1"})
    before = frame.copy()
    found = what_to_improve(frame, rows("initiative_co"), rows("initiative_ward"))
    pd.testing.assert_frame_equal(frame, before)
    assert found["initiative_id"].tolist() == ["I1"] * 6 + ["I2"] * 6
    assert found["improve"].iloc[0].startswith("Citizens only speak")
    assert found["improve"].iloc[5] == "Say which wards it reaches."


def test_nothing_in_nothing_out():
    assert advice(wards=()).empty


def test_an_initiative_of_one_co_is_told_which_others_could_be_asked_for():
    made = initiatives(GOOD, GOOD | {"initiative_id": "I2"})
    cos = links("initiative_co", ("I1", "co-delivery", "co-managing"), ("I1", "co-delivery", None), ("I2", "co-delivery"),
                ("I2", "co-design"))
    found = what_to_improve(made, cos, links("initiative_ward", ("I1", "W1"), ("I2", "W1")))
    assert found.values.tolist() == [["I1", "Walks", "It is co-delivery alone: ask citizens whether co-commissioning, co-design or "
                                      "co-assessment would make it better."]]


@pytest.mark.parametrize(("gifts", "start"), [
    ([("I1", "public_service", "time")], "Only the public service is said to give"),
    ([("I1", "community", "time"), ("I1", "community", "skill")], "Only citizens are said to give"),
    ([("I1", "community", "time"), ("I1", "public_service", "asset")], None), ([("I1", "both", "time")], None), ([], None),
])
def test_one_sided_giving_is_told_and_silence_is_not(gifts, start):
    made, wards = initiatives(GOOD), links("initiative_ward", ("I1", "W1"), ("I1", "W2"))
    cos = links("initiative_co", ("I1", "co-delivery"), ("I1", "co-design"))
    found = what_to_improve(made, cos, wards, links("initiative_gives", *gifts))
    assert [sentence.startswith(start) for sentence in found["improve"]] == ([True] if start else [])


@pytest.mark.parametrize(("reached", "in_all", "is_told"), [(1, 4, True), (1, 3, False), (2, 9, False)])
def test_reaching_one_ward_of_many_is_told(reached, in_all, is_told):
    own = links("initiative_ward", *(("I1", f"W{number}") for number in range(reached)))
    wards = rows("wards", *({"ward_id": f"W{number}", "name": "Hale"} for number in range(in_all)))
    cos = links("initiative_co", ("I1", "co-delivery"), ("I1", "co-design"))
    found = what_to_improve(initiatives(GOOD), cos, own, wards=wards)["improve"].tolist()
    assert found == (["It reaches one of 4 wards: ask where else it is wanted, and who would carry it there."] if is_told else [])


def test_options_carry_the_advice_and_fit_their_column():
    made = initiatives({"title": "x" * 120}, {"title": "Walks"})
    found = improvement_options(pd.DataFrame({"initiative_id": ["I2", "I2"], "title": "", "improve": ["One.", "Two."]}), made,
                                ["I2", "I1"])
    assert found["title"].str.len().max() == 120 and found["title"].iloc[0] == "Improve: Walks"
    assert found["description"].iloc[0] == "One. Two." and pd.isna(found["description"].iloc[1])


def test_options_are_saved_once_for_an_initiative(home):
    example = open_workspace("example")
    before = example.read("options")
    saved = make_options(example, ["I011", "I002", "I011"])
    added = example.read("options").loc[lambda rows: ~rows["option_id"].isin(before["option_id"])]
    assert saved.changed == {"options": 1} and "I002" in saved.notices[-1]
    assert added[["title", "kind", "initiative_id"]].values.tolist() == [["Improve: Friends of Kestrel Park", "improve", "I011"]]
    again = make_options(example, ["I011"])
    assert not again.changed and again.revision == saved.revision and "already" in again.notices[-1]
    assert not make_options(example, []).changed


def test_options_for_what_is_not_under_way_are_refused_together(home):
    with pytest.raises(InputError, match="These are not: I005 and I999"):
        make_options(open_workspace("example"), ["I005", "I011", "I999"])


def test_a_run_saves_no_options():
    class Run:
        is_snapshot = True

    assert "saves nothing" in str(make_options(Run(), ["I011"]))


def test_table_to_read_has_one_row_for_each_initiative():
    found = advice(GOOD | {"citizen_count": None}, GOOD | {"initiative_id": "I2", "title": "Choir", "evidence_grade": None})
    assert len(found) > 2
    table = dict(advice_table(found).rows())
    assert list(table) == ["Walks", "Choir"] and table["Choir"].startswith("It is not shown yet")
