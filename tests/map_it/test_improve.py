"""What would make an initiative better, or better known."""

import pandas as pd
import pytest

from coprod_helpers.map_it import what_to_improve
from coprod_helpers.tables import table

GOOD = {
    "initiative_id": "I1", "title": "Walks", "status": "existing", "voice_action": "action", "citizens_give": "time",
    "public_gives": "a coordinator", "citizen_count": 12, "evidence_grade": 2,
}


def rows(name, *entries):
    """Build a table of a few rows; what an entry leaves out is blank."""
    return pd.DataFrame(list(entries), columns=table(name).names).astype(table(name).empty().dtypes)


def advice(*entries, role="performer", wards=("I1",)):
    """Return the advice for these initiatives."""
    found = what_to_improve(
        rows("initiatives", *entries),
        rows("initiative_co", *({"initiative_id": entry["initiative_id"], "co": "co-delivery", "citizen_role": role}
                                for entry in entries)),
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
