"""Decisions applied in bulk: one save, nothing settled without a decision, and what lacks something waits with a sentence."""

from __future__ import annotations

import pandas as pd
import pytest

from coprod_helpers.errors import InputError, StaleSave
from coprod_helpers.map_it.settle_imports import accept
from coprod_helpers.workspace import open_workspace

FULL = {"service_area": "S001", "co": "co-delivery", "subtype": "co-performing", "outcome_id": "OC001",
        "citizen_group": "volunteers", "voice_action": "action"}


@pytest.fixture
def workspace(home):
    """An invented council with three imported initiatives, one settled one and two assets."""
    opened = open_workspace("Z00000007")
    opened.save({
        "wards": pd.DataFrame({"ward_id": ["new1"], "name": ["Ashmere"]}),
        "service_areas": pd.DataFrame({"service_id": ["new1"], "name": ["Adult social care"]}),
        "outcomes": pd.DataFrame({"outcome_id": ["new1", "new2"], "title": ["Less alone", "Clean parks"]}),
        "initiatives": pd.DataFrame({"initiative_id": ["new1", "new2", "new3", "new4"], "title": ["A", "B", "C", "D"],
                                     "description": ["Tea", None, None, None], "status": ["to-check", "to-check", "to-check", "rejected"],
                                     "source": "360Giving: x.csv", "source_id": ["1", "2", "3", "4"]}),
        "assets": pd.DataFrame({"asset_id": ["new1", "new2"], "title": ["Hill Choir " * 14, "Library"], "kind": ["group", "place"],
                                "status": "to-check", "description": ["Sings", None], "ward_id": ["new1", None],
                                "source": "List: x", "url": ["https://example.org/", None]}),
    })
    return opened


def decided(*rows) -> pd.DataFrame:
    """Return decisions, each with all that it needs unless said otherwise."""
    return pd.DataFrame([FULL | row for row in rows])


def test_existing_potential_rejected_and_blank_in_one_save(workspace):
    before = workspace.revision
    saved, settled = accept(workspace, decided({"id": "I001", "decision": "existing"}, {"id": "I002", "decision": "Rejected"},
                                               {"id": "I003", "decision": None}, {"id": "AS002", "decision": ""}))
    assert workspace.revision == before + 1 and settled.waiting.empty
    rows = workspace.read("initiatives").set_index("initiative_id")
    assert rows["status"].tolist() == ["existing", "rejected", "to-check", "rejected"]
    assert rows.loc["I001", ["service_area", "citizen_group", "voice_action", "description", "source_id"]].tolist() == [
        "S001", "volunteers", "action", "Tea", "1"]
    assert workspace.read("initiative_co").iloc[0].tolist()[:3] == ["I001", "co-delivery", "co-performing"]
    assert workspace.read("initiative_outcome").to_numpy().tolist() == [["I001", "OC001"]]
    assert saved.notices[0] == "2 rows were settled (1 existing, 1 rejected); 0 wait."


@pytest.mark.parametrize(("change", "sentence"), [
    ({"service_area": ""}, "Choose the service area it belongs to."),
    ({"service_area": "S9"}, 'There is no service area "S9".'),
    ({"outcome_id": None}, "Name at least one outcome."),
    ({"outcome_id": "OC001; OC9"}, 'There is no outcome "OC9".'),
    ({"co": ""}, "Choose one of the Four Co's."),
    ({"co": "co-singing"}, '"co-singing" is none of the Four Co\'s.'),
    ({"subtype": "singing"}, 'There is no sub-type "singing".'),
    ({"subtype": "co-planning"}, 'The sub-type "co-planning" belongs to another Co.'),
    ({"voice_action": ""}, "Say whether citizens speak, act or both."),
    ({"voice_action": "song"}, '"song" cannot be chosen as Voice or action.'),
    ({"decision": "later"}, '"later" is no decision. Write existing, potential or rejected, or leave it empty for later.'),
    ({"id": "I999"}, "There is no initiative and no asset with this id."),
    ({"id": "I004"}, "It was settled before; change it in its form."),
])
def test_row_that_lacks_something_waits_with_a_sentence_and_the_others_are_settled(workspace, change, sentence):
    saved, settled = accept(workspace, decided({"id": "I001", "decision": "existing"} | change, {"id": "I003", "decision": "potential"}))
    assert settled.waiting["sentence"].tolist() == [sentence]
    rows = workspace.read("initiatives").set_index("initiative_id")["status"]
    assert rows["I001"] == "to-check" and rows["I003"] == "potential"


def test_everything_that_a_row_lacks_is_said_at_once(workspace):
    _saved, settled = accept(workspace, pd.DataFrame({"id": ["I001"], "decision": ["existing"]}))
    assert settled.waiting.iloc[0].tolist() == ["I001", "A", "Choose the service area it belongs to. Name at least one outcome. "
                                                "Choose one of the Four Co's. Say whether citizens speak, act or both."]


def test_potential_needs_no_voice_and_several_outcomes_are_linked(workspace):
    accept(workspace, decided({"id": "I001", "decision": "potential", "voice_action": "", "outcome_id": "OC001; OC002", "subtype": None}))
    assert workspace.read("initiative_outcome")["outcome_id"].tolist() == ["OC001", "OC002"]
    assert workspace.read("initiative_co")["subtype"].isna().all()


def test_initiative_with_an_end_date_waits(workspace):
    workspace.save({"initiatives": pd.DataFrame({"initiative_id": ["I001"], "ended_on": ["2025-03-31"]})})
    _saved, settled = accept(workspace, decided({"id": "I001", "decision": "existing"}))
    assert "It has an end date" in settled.waiting["sentence"].iloc[0]


def test_links_and_cells_that_were_there_count(workspace):
    workspace.save({"initiatives": pd.DataFrame({"initiative_id": ["I001"], "service_area": ["S001"], "voice_action": ["both"]}),
                    "initiative_co": pd.DataFrame({"initiative_id": ["I001"], "co": ["co-design"]}),
                    "initiative_outcome": pd.DataFrame({"initiative_id": ["I001"], "outcome_id": ["OC002"]})})
    _saved, settled = accept(workspace, pd.DataFrame({"id": ["I001"], "decision": ["existing"]}))
    assert settled.waiting.empty and workspace.read("initiatives").iloc[0]["voice_action"] == "both"
    assert len(workspace.read("initiative_co")) == 1


def test_asset_becomes_an_initiative_that_it_names(workspace):
    accept(workspace, decided({"id": "AS001", "decision": "existing"}, {"id": "AS002", "decision": "kept"}))
    assets = workspace.read("assets").set_index("asset_id")
    made = workspace.read("initiatives").iloc[-1]
    assert assets["status"].tolist() == ["kept", "kept"] and assets.loc["AS001", "initiative_id"] == made["initiative_id"] == "I005"
    assert pd.isna(assets.loc["AS002", "initiative_id"])
    assert made[["description", "url", "source", "status"]].tolist() == ["Sings", "https://example.org/", "List: x", "existing"]
    assert len(made["title"]) <= 120 and made["title"].endswith("…")
    assert workspace.read("initiative_ward").to_numpy().tolist() == [["I005", "W001"]]


def test_same_decisions_again_wait_as_settled_and_save_nothing(workspace):
    rows = decided({"id": "I001", "decision": "existing"}, {"id": "AS001", "decision": "potential"})
    accept(workspace, rows)
    saved, settled = accept(workspace, rows)
    assert len(settled.waiting) == 2 and not saved.changed and len(workspace.read("initiatives")) == 5


def test_row_that_someone_else_touched_refuses_the_whole_save(workspace):
    seen = workspace.revision
    workspace.save({"initiatives": pd.DataFrame({"initiative_id": ["I001"], "title": ["Other"]})}, who="ben")
    with pytest.raises(StaleSave):
        accept(workspace, decided({"id": "I001", "decision": "existing"}, {"id": "I002", "decision": "rejected"}), seen)
    assert workspace.read("initiatives")["status"].tolist()[:2] == ["to-check", "to-check"]


def test_two_decisions_on_one_row_and_missing_columns_are_refused(workspace):
    with pytest.raises(InputError, match="Two decisions stand for I001"):
        accept(workspace, decided({"id": "I001", "decision": "existing"}, {"id": "I001", "decision": "rejected"}))
    with pytest.raises(InputError, match="no column decision. It has: id"):
        accept(workspace, pd.DataFrame({"id": ["I001"]}))


def test_order_of_decisions_does_not_matter_and_they_are_unchanged(workspace):
    rows = decided({"id": "I003", "decision": "potential"}, {"id": "I001", "decision": "existing"}, {"id": "I002", "decision": ""})
    before = rows.copy()
    accept(workspace, rows[::-1])
    pd.testing.assert_frame_equal(rows, before)
    assert workspace.read("initiatives")["status"].tolist() == ["existing", "to-check", "potential", "rejected"]
