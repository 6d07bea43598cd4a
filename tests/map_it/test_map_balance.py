"""Balance and flags."""

import pandas as pd
import pytest

from coprod_helpers.map_it import balance, flags
from coprod_helpers.tables import table

COS = ["co-commissioning", "co-design", "co-delivery", "co-assessment"]


def rows(name, *entries):
    """Build a table of a few rows; what an entry leaves out is blank."""
    return pd.DataFrame(list(entries), columns=table(name).names).astype(table(name).empty().dtypes)


def initiatives(*entries):
    """Build initiatives under way unless an entry says otherwise."""
    return rows("initiatives", *({"initiative_id": f"I{place}", "title": f"Title {place}", "status": "existing",
                                  "voice_action": "both", "reporter_side": "both"} | entry
                                 for place, entry in enumerate(entries)))


def cos(*pairs):
    """Build the Co's of initiatives."""
    return rows("initiative_co", *({"initiative_id": name, "co": co} for name, co in pairs))


def places(*pairs):
    """Build the wards of initiatives."""
    return rows("initiative_ward", *({"initiative_id": name, "ward_id": ward} for name, ward in pairs))


WARDS = rows("wards", {"ward_id": "W1", "name": "Upper", "population": 5000},
             {"ward_id": "W2", "name": "Lower", "population": 0}, {"ward_id": "W3", "name": "Middle"})


def shown(found, group):
    """Return the counts of one group by value."""
    return found[found["group"] == group].set_index("value")["initiative_count"].to_dict()


def said(initiatives, co=None, outcome=None, ward=None, wards=None, not_applicable=None):
    """Return the flags; each initiative has all Co's and an outcome unless said otherwise."""
    ids = initiatives["initiative_id"]
    return flags(
        initiatives, cos(*((name, code) for name in ids for code in COS)) if co is None else co,
        rows("initiative_outcome", *({"initiative_id": name, "outcome_id": "OC1"} for name in ids))
        if outcome is None else outcome,
        places() if ward is None else ward, rows("wards") if wards is None else wards,
        rows("coverage_not_applicable") if not_applicable is None else not_applicable)


def test_every_group_has_all_its_values_and_the_declared_types():
    found = balance(initiatives(), cos(), places(), WARDS)
    assert found.dtypes.equals(table("map_balance").empty().dtypes)
    assert found.columns.tolist() == table("map_balance").names
    assert not found.duplicated(["group", "value"]).any()
    assert found["initiative_count"].eq(0).all() and found["initiative_share"].isna().all()
    assert found["group"].value_counts().to_dict() == {
        "Co": 4, "voice or action": 4, "told from the side of": 4, "ward": 4}


def test_initiatives_count_once_for_each_co_and_only_while_under_way():
    found = balance(
        initiatives({}, {"status": "improving"}, {"status": "potential"}, {"merged_into": "I0"}),
        cos(("I0", "co-design"), ("I0", "co-design"), ("I0", "co-delivery"), ("I1", "co-design"),
            ("I2", "co-assessment"),
            ("I3", "co-assessment")), places(), WARDS)
    assert shown(found, "Co") == {"Co-commissioning": 0, "Co-design": 2, "Co-delivery": 1, "Co-assessment": 0}
    assert found.loc[found["value"] == "Co-design", "initiative_share"].item() == 1.0


def test_what_is_not_said_is_not_known():
    found = balance(initiatives({"voice_action": None, "reporter_side": "community"}, {"voice_action": "voice"}), cos(),
                    places(("I0", "W1"), ("I0", "W9")), WARDS)
    assert shown(found, "voice or action") == {"Voice": 1, "Action": 0, "Both": 0, "Not known": 1}
    assert shown(found, "told from the side of") == {"Public service": 0, "Community": 1, "Both": 1, "Not known": 0}
    assert shown(found, "ward") == {"Lower": 0, "Middle": 0, "Upper": 1, "Not known": 1}


def test_wards_of_what_is_not_under_way_are_not_counted():
    found = balance(initiatives({}, {"status": "ended"}), cos(), places(("I1", "W1"), ("I0", "W2")), WARDS)
    assert shown(found, "ward") == {"Lower": 1, "Middle": 0, "Upper": 0, "Not known": 0}


def test_figures_per_head_need_a_population():
    found = balance(initiatives({}, {}), cos(), places(("I0", "W1"), ("I1", "W1"), ("I0", "W2"), ("I0", "W3")), WARDS)
    per_head = found[found["group"] == "ward"].set_index("value")["per_10000"]
    assert per_head["Upper"] == pytest.approx(4.0)
    assert per_head[["Lower", "Middle", "Not known"]].isna().all()


def test_wards_of_one_name_stay_apart():
    wards = rows("wards", {"ward_id": "W1", "name": "Park"}, {"ward_id": "W2", "name": "Park"})
    found = balance(initiatives({}), cos(), places(("I0", "W2")), wards)
    assert shown(found, "ward") == {"Park (W1)": 0, "Park (W2)": 1, "Not known": 0}


def test_balance_leaves_its_input_and_ignores_the_order_of_rows():
    tables = [initiatives({"voice_action": "voice"}, {}, {"status": "paused"}),
              cos(("I0", "co-design"), ("I1", "co-delivery")),
              places(("I1", "W1"), ("I0", "W3")), WARDS]
    before = [frame.copy() for frame in tables]
    found = balance(*tables)
    pd.testing.assert_frame_equal(found, balance(*(frame.iloc[::-1].reset_index(drop=True) for frame in tables)))
    for frame, old in zip(tables, before):
        pd.testing.assert_frame_equal(frame, old)


def test_an_empty_map_says_so_once():
    assert said(initiatives({"status": "potential"})) == [
        "Nothing is known to be under way yet. Enter what already happens, however small."]


def test_an_even_map_has_no_flags():
    assert said(initiatives({}, {})) == []


def test_a_co_with_nothing_is_named():
    found = said(initiatives({}), co=cos(*(("I0", code) for code in COS[:3]), ("I9", "co-assessment")))
    assert found == ["No initiative under way is co-assessment: Citizens judge quality and outcomes with the service. "
                     "Ask where that could begin."]


@pytest.mark.parametrize(("voices", "others", "is_flagged"), [(9, 1, True), (8, 2, False), (5, 0, True), (0, 3, False)])
def test_more_than_four_fifths_voice_is_flagged(voices, others, is_flagged):
    entries = [{"voice_action": "voice"}] * voices + [{"voice_action": "action"}] * others
    found = said(initiatives(*entries, {"voice_action": None}))
    assert [f"in {voices} of {voices + others} initiatives" in sentence for sentence in found] == [True] * is_flagged


@pytest.mark.parametrize(("side", "asked"), [("public_service", "Ask community groups"),
                                             ("community", "Ask service teams")])
def test_a_map_told_from_one_side_asks_the_other(side, asked):
    assert [asked in sentence for sentence in said(initiatives(*[{"reporter_side": side}] * 9, {}))] == [True]
    assert said(initiatives(*[{"reporter_side": side}] * 8, {}, {})) == []
    assert said(initiatives({"reporter_side": None}, {"reporter_side": "both"})) == []


def test_wards_that_nothing_reaches_are_named():
    found = said(initiatives({}), ward=places(("I0", "W2")), wards=WARDS)
    assert found == ["Nothing under way reaches Middle and Upper. Ask there what people already do."]


def test_unknown_wards_temper_the_flag():
    found = said(initiatives({}, {}), ward=places(("I0", "W1"), ("I0", "W2")), wards=WARDS)
    assert found == ["Nothing under way is known to reach Middle; but where they happen is not known for 1 of 2 "
                     "initiatives under way."]


def test_no_wards_known_at_all_is_said_instead():
    assert said(initiatives({}), wards=WARDS) == [
        "No initiative under way says which wards it reaches, so wards cannot be compared."]
    assert said(initiatives({}), ward=places(*(("I0", f"W{n}") for n in (1, 2, 3))), wards=WARDS) == []


def test_long_lists_are_cut_and_counted():
    wards = rows("wards", *({"ward_id": f"W{n}", "name": f"Ward {n}"} for n in range(9)))
    found = said(initiatives({}), ward=places(("I0", "W0")), wards=wards)
    assert "Ward 1, Ward 2, Ward 3, Ward 4, Ward 5 and 3 more" in found[0]
    five = said(initiatives({}), ward=places(("I0", "W0")), wards=wards.head(6))
    assert "reaches Ward 1, Ward 2, Ward 3, Ward 4 and Ward 5." in five[0]


def test_only_answering_questions_is_consultation():
    roles = rows("initiative_co", *({"initiative_id": "I0", "co": co, "citizen_role": "informant"} for co in COS),
                 {"initiative_id": "I1", "co": "co-design", "citizen_role": "informant"},
                 {"initiative_id": "I1", "co": "co-delivery", "citizen_role": "performer"},
                 {"initiative_id": "I2", "co": "co-design", "citizen_role": "informant"},
                 {"initiative_id": "I2", "co": "co-delivery"})
    assert said(initiatives({}, {}, {}), co=roles) == [
        'Citizens only answer questions in "Title 0"; that alone is consultation, not co-production.']


def test_initiatives_in_no_cell_are_named():
    found = said(initiatives({}, {}), outcome=rows("initiative_outcome", {"initiative_id": "I0", "outcome_id": "OC1"}))
    assert found == ['Left off the map for want of an outcome or a Co: "Title 1". Choose at least one of each.']


def test_something_under_way_where_nothing_should_be_is_named():
    marked = rows("coverage_not_applicable", {"outcome_id": "OC1", "co": "co-design", "reason": "x"})
    assert said(initiatives({}, {"status": "potential"}), not_applicable=marked) == [
        'Under way, although its outcome and Co are marked as not applicable: "Title 0". Change one of the two.']


def test_braces_in_a_title_are_shown_as_typed():
    found = said(initiatives({"title": "The {day} club"}), outcome=rows("initiative_outcome"))
    assert '"The {day} club"' in found[0]
