"""The Incentive Menu: grid, costs and warnings."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coprod_helpers.market_it import menu_grid, menu_warnings
from coprod_helpers.star import AUDIENCES, FINANCIAL, PHASES
from coprod_helpers.tables import table

CODES = [[word.code for word in words] for words in (AUDIENCES, PHASES, FINANCIAL)]
BASE = {"audience": "communities", "financial": "non-financial", "polarity": "incentive", "phase": "start"}
COSTED = {"unit_cost_gbp": 10.0, "reached": 100, "uptake_low_share": 0.1, "uptake_likely_share": 0.2,
          "uptake_high_share": 0.5}
LIBRARY = pd.DataFrame({"incentive_id": ["L1", "L2", "L3"],
                        "crowding_out": ["low: covers cost", "medium: may", "High: will"]}, dtype="str")


def menu(*entries):
    """Build incentives: for communities, no money, to start, unless an entry says otherwise."""
    full = [{"incentive_id": f"IN{place}", "title": f"Title {place}"} | BASE | entry
            for place, entry in enumerate(entries)]
    return pd.DataFrame(full, columns=table("incentives").names).astype(table("incentives").empty().dtypes)


def cell(grid, audience="communities", phase="start", financial="non-financial"):
    """Return one cell of the grid."""
    return grid.set_index(["audience", "phase", "financial"]).loc[(audience, phase, financial)]


def complete():
    """Build a menu that needs no warning."""
    return menu(*({"audience": audience, "phase": phase, "unit_cost_gbp": 0}
                  for audience in CODES[0] for phase in CODES[1]))


def test_an_empty_menu_has_twenty_gaps_in_the_order_of_the_star():
    grid = menu_grid(table("incentives").empty())
    assert grid[["audience", "phase", "financial"]].values.tolist() == [
        [audience, phase, money] for audience in CODES[0] for phase in CODES[1] for money in CODES[2]]
    assert set(grid["state"]) == {"gap"} and grid["incentive_count"].eq(0).all()
    assert grid[["cost_low_gbp", "cost_likely_gbp", "cost_high_gbp"]].isna().all(axis=None)
    assert grid.dtypes.equals(table("incentive_grid").empty().dtypes)


def test_cost_is_reach_times_uptake_times_cost_for_each():
    found = cell(menu_grid(menu(COSTED, COSTED | {"unit_cost_gbp": 1.0})))
    assert found[["cost_low_gbp", "cost_likely_gbp", "cost_high_gbp"]].tolist() == pytest.approx([110, 220, 550])
    assert (found["incentive_count"], found["uncosted_count"], found["state"]) == (2, 0, "covered")


@pytest.mark.parametrize("blank", COSTED)
def test_without_one_of_its_parts_an_incentive_is_uncosted_in_all_cases(blank):
    found = cell(menu_grid(menu(COSTED, COSTED | {blank: None})))
    assert (found["incentive_count"], found["uncosted_count"], found["cost_likely_gbp"]) == (2, 1, 200.0)
    alone = cell(menu_grid(menu(COSTED | {blank: None})))
    assert alone[["cost_low_gbp", "cost_likely_gbp", "cost_high_gbp"]].isna().all()


def test_a_blank_cost_is_not_a_cost_of_nothing():
    assert pd.isna(cell(menu_grid(menu({})))["cost_likely_gbp"])
    free = cell(menu_grid(menu({"unit_cost_gbp": 0})))
    assert (free["cost_likely_gbp"], free["uncosted_count"]) == (0.0, 0)


def test_deterrents_are_not_counted():
    assert cell(menu_grid(menu(COSTED | {"polarity": "deterrent"})))["state"] == "gap"


entry = st.fixed_dictionaries({
    "audience": st.sampled_from(CODES[0]), "phase": st.sampled_from(CODES[1]), "financial": st.sampled_from(CODES[2]),
    "polarity": st.sampled_from(["incentive", "deterrent"]),
    "unit_cost_gbp": st.one_of(st.none(), st.floats(0, 500).map(lambda cost: round(cost, 2))),
    "reached": st.one_of(st.none(), st.integers(0, 900)),
    "uptake_low_share": st.one_of(st.none(), st.floats(0, 0.2)), "uptake_likely_share": st.floats(0.2, 0.5),
    "uptake_high_share": st.floats(0.5, 1),
})


@settings(max_examples=40, deadline=None)
@given(st.lists(entry, max_size=8), st.integers(0, 999))
def test_the_order_of_rows_does_not_matter_and_the_input_stays(entries, seed):
    incentives = menu(*entries)
    before = incentives.copy()
    grid = menu_grid(incentives)
    pd.testing.assert_frame_equal(grid, menu_grid(incentives.sample(frac=1, random_state=seed)))
    assert menu_warnings(incentives) == menu_warnings(incentives.sample(frac=1, random_state=seed))
    pd.testing.assert_frame_equal(incentives, before)
    assert grid["incentive_count"].sum() == incentives["polarity"].eq("incentive").sum()
    assert (grid["uncosted_count"] <= grid["incentive_count"]).all()
    assert (grid["cost_low_gbp"].dropna() <= grid["cost_high_gbp"].dropna()).all()


def test_an_empty_menu_has_one_warning():
    assert menu_warnings(table("incentives").empty()) == [
        "The Incentive Menu is empty. Ask each group what would make them start, and what would make them stay."]
    assert len(menu_warnings(menu({"polarity": "deterrent"}))) == 1


def test_a_complete_menu_has_no_warning():
    assert menu_warnings(complete(), LIBRARY) == []


@pytest.mark.parametrize(("change", "start"), [
    (lambda menu: menu.assign(financial="financial"), "Every incentive on the menu is financial."),
    (lambda menu: menu[~menu["audience"].isin(["managers", "commissioners-and-deliverers"])],
     "The menu holds nothing for staff."),
    (lambda menu: menu[menu["phase"] == "sustain"], "Nothing on the menu helps people to begin."),
    (lambda menu: menu[menu["phase"] == "start"], "Nothing on the menu helps people to keep going."),
    (lambda menu: menu[menu["audience"] != "politicians"], "The menu holds nothing for: Councillors."),
])
def test_what_is_missing_is_said(change, start):
    assert any(sentence.startswith(start) for sentence in menu_warnings(change(complete())))


def test_one_group_of_staff_is_enough_for_the_warning_on_staff():
    found = menu_warnings(complete()[lambda menu: menu["audience"] != "managers"])
    assert found == ["The menu holds nothing for: Managers."]


def crowding(**entry):
    """Return whether an incentive added to a complete menu is said to crowd out goodwill."""
    added = pd.concat([complete(), menu({"title": "Voucher", "unit_cost_gbp": 0} | entry)], ignore_index=True)
    return [sentence for sentence in menu_warnings(added, LIBRARY) if sentence.startswith("Money beyond expenses")]


def test_money_for_one_resident_may_crowd_out_goodwill():
    assert '"Voucher"' in crowding(financial="financial", scope="individual")[0]
    assert not crowding(financial="financial", scope="collective")
    assert not crowding(financial="financial", scope="individual", audience="managers")
    assert not crowding(scope="individual")


def test_the_library_judges_crowding_out_where_it_can():
    personal = {"financial": "financial", "scope": "individual"}
    assert not crowding(from_library="L1", **personal)
    assert crowding(from_library="L2", financial="financial", scope="collective")
    assert crowding(from_library="L3", financial="financial", audience="managers")
    assert crowding(from_library="L9", **personal)
    assert not crowding(from_library="L3", financial="non-financial")


def test_deterrents_for_residents_are_told_but_not_those_for_staff():
    added = pd.concat([complete(), menu({"title": "Fine", "polarity": "deterrent"},
                                        {"title": "Late report", "polarity": "deterrent", "audience": "managers"})])
    assert menu_warnings(added) == [
        'Deterrents for residents stay only if residents proposed them: "Fine". Ask them first.']


def test_uncosted_incentives_are_named():
    added = pd.concat([complete(), menu({"title": "Thanks {x}"})])
    assert menu_warnings(added) == [
        'Left out of the totals, because cost, reach or uptake is not known: "Thanks {x}".']
