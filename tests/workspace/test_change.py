"""What a save changes: ids given once, rules held, nothing of a faulty or a stale one."""

from __future__ import annotations

import pandas as pd
import pytest

from coprod_helpers.errors import InputError, StaleSave


def rows(**columns):
    return pd.DataFrame({name: [value] for name, value in columns.items()})


def test_placeholder_ids_become_ids_everywhere(workspace):
    assert workspace.read("initiatives")["initiative_id"].tolist() == ["I001"]
    assert workspace.read("initiative_outcome").values.tolist() == [["I001", "OC001"]]


def test_absent_column_changes_nothing_and_blank_cell_clears(workspace):
    workspace.save({"outcomes": rows(outcome_id="OC001", measure="calls a week", unit="calls")})
    workspace.save({"outcomes": rows(outcome_id="OC001", unit="")})
    row = workspace.read("outcomes").iloc[0]
    assert row["title"] == "Older people are less alone" and row["measure"] == "calls a week" and pd.isna(row["unit"])


def test_id_of_a_removed_row_is_never_given_again(workspace):
    workspace.remove("initiatives", ["I001"])
    saved = workspace.save({"initiatives": rows(title="Another", status="to-check")})
    assert list(saved.added_ids.values()) == ["I002"]


def test_typed_id_of_a_removed_row_is_never_given_again(workspace):
    workspace.save({"wards": pd.DataFrame({"ward_id": ["W001", "W002"], "name": ["Hale", "Manor"]})})
    workspace.remove("wards", ["W002"])
    assert list(workspace.save({"wards": rows(name="Sale")}).added_ids.values()) == ["W003"]


def test_made_up_id_for_two_rows_refers_to_neither(workspace):
    indicators = pd.DataFrame(
        {"indicator_id": ["new", "new"], "title": ["One", "Two"], "kind": ["output"] * 2, "unit": ["%"] * 2}
    )
    with pytest.raises(InputError, match="is not in Indicators"):
        workspace.save({"indicators": indicators, "measures": rows(indicator_id="new", month="2026-01-01", value="5")})


@pytest.mark.parametrize("typed", ["Newport", "Newham12"])
def test_id_that_begins_like_a_made_up_one_stays_as_typed(workspace, typed):
    workspace.save({"wards": rows(ward_id=typed, name="A ward")})
    workspace.save({"wards": rows(ward_id=typed, name="The ward")})
    assert workspace.read("wards")[["ward_id", "name"]].values.tolist() == [[typed, "The ward"]]


def test_parents_rules_hold_whatever_else_is_saved_with_its_links(workspace):
    workspace.save(
        {"service_areas": rows(name="Libraries"), "initiative_co": rows(initiative_id="I001", co="co-delivery")}
    )
    workspace.save(
        {"initiatives": rows(initiative_id="I001", status="existing", voice_action="both", service_area="S001")}
    )
    with pytest.raises(InputError, match="no outcome yet"):
        workspace.save(
            {"initiatives": rows(title="Another", status="to-check")},
            remove={"initiative_outcome": [("I001", "OC001")]},
        )


def test_row_that_others_rest_on_is_not_changed_under_them(workspace):
    workspace.save(
        {
            "indicators": rows(indicator_id="ID1", title="Visits", kind="output", unit="visits"),
            "measures": rows(indicator_id="ID1", month="2026-01-01", value="250"),
        }
    )
    with pytest.raises(InputError, match="between 0 and 100"):
        workspace.save({"indicators": rows(indicator_id="ID1", unit="%")})


def test_removing_a_row_takes_its_links_with_it(workspace):
    workspace.remove("initiatives", ["I001"])
    assert workspace.read("initiative_outcome").empty


def test_row_that_others_refer_to_is_not_removed(workspace):
    with pytest.raises(InputError, match="still used in Outcomes of an initiative"):
        workspace.remove("outcomes", ["OC001"])
    assert len(workspace.read("outcomes")) == 1


def test_faulty_save_stores_nothing_of_it(workspace):
    before = workspace.revision
    with pytest.raises(InputError) as refused:
        workspace.save(
            {"outcomes": rows(outcome_id="", title="Good one"), "wards": rows(ward_id="", name="", population="many")}
        )
    assert len(refused.value.mistakes) == 2 and workspace.revision == before and len(workspace.read("outcomes")) == 1


def test_saving_the_same_again_makes_no_revision(workspace):
    before = workspace.revision
    saved = workspace.save({"outcomes": workspace.read("outcomes")})
    assert not saved.changed and workspace.revision == before


def test_save_over_someone_elses_change_is_refused_with_both_versions(workspace):
    seen = workspace.revision
    workspace.save({"initiatives": rows(initiative_id="I001", title="Repair café, Saturdays")}, seen, who="ann")
    with pytest.raises(StaleSave) as refused:
        workspace.save(
            {"initiatives": rows(initiative_id="I001", title="Repair shop"), "outcomes": rows(title="New one")},
            seen,
            who="bob",
        )
    conflict = refused.value.conflicts[0]
    assert (conflict["yours"], conflict["theirs"], conflict["who"]) == ("Repair shop", "Repair café, Saturdays", "ann")
    assert len(workspace.read("outcomes")) == 1


def test_two_people_may_change_different_rows(workspace):
    seen = workspace.revision
    workspace.save({"initiatives": rows(initiative_id="I001", title="Repair café, Saturdays")}, seen)
    workspace.save({"outcomes": rows(outcome_id="OC001", title="Older people have company")}, seen)
    assert workspace.read("outcomes")["title"].item() == "Older people have company"


def test_changing_a_row_that_someone_removed_is_refused(workspace):
    seen = workspace.revision
    workspace.remove("initiatives", ["I001"], who="ann")
    with pytest.raises(StaleSave):
        workspace.save({"initiatives": rows(initiative_id="I001", title="Repair shop", status="to-check")}, seen)


def test_rule_of_a_row_is_applied_when_only_its_links_change(workspace):
    workspace.save(
        {"service_areas": rows(name="Libraries"), "initiative_co": rows(initiative_id="I001", co="co-delivery")}
    )
    workspace.save(
        {"initiatives": rows(initiative_id="I001", status="existing", voice_action="both", service_area="S001")}
    )
    with pytest.raises(InputError, match="no outcome yet"):
        workspace.remove("initiative_outcome", [("I001", "OC001")])
