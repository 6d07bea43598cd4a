"""Initiatives are merged only as a person decided, with nothing lost."""

from __future__ import annotations

import pandas as pd
import pytest

from coprod_helpers.errors import InputError, StaleSave
from coprod_helpers.map_it.merging import merge_initiatives
from coprod_helpers.workspace import open_workspace


@pytest.fixture
def example(home):
    return open_workspace("example")


def own(frame, one):
    return {tuple(row[1:]) for row in frame[frame["initiative_id"].eq(one)].fillna("").itertuples(index=False)}


def test_the_kept_one_gets_what_the_other_has_and_nothing_is_lost(example):
    example.save({
        "initiatives": pd.DataFrame({"initiative_id": ["I030"], "status": ["existing"], "voice_action": ["action"],
                                     "started_on": ["2015-01-01"], "citizen_count": [4], "url": ["https://kestrel.example"]}),
        "initiative_outcome": pd.DataFrame({"initiative_id": ["I030"], "outcome_id": ["OC01"]}),
        "initiative_co": pd.DataFrame({"initiative_id": ["I030"], "co": ["co-assessment"]}),
        "initiative_ward": pd.DataFrame({"initiative_id": ["I030"], "ward_id": example.read("wards")["ward_id"].tolist()[-1:]}),
        "risks": pd.DataFrame({"event": ["A branch falls"], "category": ["quality"], "initiative_id": ["I030"], "borne_by": ["both"]}),
    })
    links = ["initiative_outcome", "initiative_co", "initiative_ward", "initiative_gives"]
    before = example.read_many(["initiatives", *links])
    done = merge_initiatives(example, "I011", "I030", "Parks meeting of 3 March")
    after = example.read_many(["initiatives", *links])
    assert done.revision == example.revision == 3
    for name in links:
        assert own(after[name], "I011") == own(before[name], "I011") | own(before[name], "I030")
    was, now = (frames["initiatives"].set_index("initiative_id") for frames in (before, after))
    assert now.loc["I030", "merged_into"] == "I011" and now.loc["I030", "title"] == "Friends of Kestrel Park group"
    kept = was.loc["I011"].notna()
    assert now.loc["I011"][kept].equals(was.loc["I011"][kept])
    assert pd.isna(now.loc["I011", "source"]) and example.read("risks")["initiative_id"].eq("I030").sum() == 0
    assert {"Title", "Started on", "Citizens taking part"} <= set(done.conflicts["column"])
    assert done.conflicts.set_index("column").loc["Started on"].tolist() == ["2016-03-12", "2015-01-01"]
    assert "Risk register 1" in str(done) and "the history keeps both" in str(done)
    line = example.history("initiatives", "I030").iloc[0]
    assert (line["who"], line["what"], line["column"]) == ("Parks meeting of 3 March", "merged I030 into I011", "merged_into")


@pytest.fixture
def pair(home):
    """A workspace with two initiatives; the second says more."""
    workspace = open_workspace("Z00000001")
    workspace.save({"initiatives": pd.DataFrame({
        "initiative_id": ["new1", "new2"], "title": ["Walks", "Walking"], "status": ["to-check", "to-check"],
        "description": ["", "Twice a week"], "citizen_count": ["", "0"], "evidence_grade": ["", "2"],
        "evidence_note": ["A note of its own", "Counted"], "may_name": ["yes", "no"], "ended_on": ["", "2025-01-01"],
        "source": ["", "Register"], "source_id": ["", "7"]})})
    return workspace


def test_blanks_are_filled_but_for_what_would_not_be_true_of_the_kept_one(pair):
    done = merge_initiatives(pair, "I001", "I002", "Ann")
    kept = pair.read("initiatives").set_index("initiative_id").loc["I001"]
    assert (kept["description"], kept["citizen_count"], kept["evidence_note"]) == ("Twice a week", 0, "A note of its own")
    assert pd.isna(kept["evidence_grade"]) and pd.isna(kept["source"]) and not kept["may_name"]
    assert "What happens" in done.filled and "Evidence grade" in set(done.conflicts["column"])


def test_an_end_is_not_filled_into_what_goes_on(pair):
    pair.save({"initiatives": pd.DataFrame({"initiative_id": ["I003"], "title": ["Third"], "status": ["rejected"], "ended_on": [""]})})
    pair.save({"outcomes": pd.DataFrame({"title": ["Well"]}), "service_areas": pd.DataFrame({"name": ["Care"]})})
    pair.save({"initiatives": pd.DataFrame({"initiative_id": ["I001"], "status": ["existing"], "voice_action": ["action"],
                                            "service_area": ["S001"]}),
               "initiative_outcome": pd.DataFrame({"initiative_id": ["I001"], "outcome_id": ["OC001"]}),
               "initiative_co": pd.DataFrame({"initiative_id": ["I001"], "co": ["co-design"]})})
    done = merge_initiatives(pair, "I001", "I002", "Ann")
    assert "Ended on" in set(done.conflicts["column"])
    assert pd.isna(pair.read("initiatives").set_index("initiative_id").loc["I001", "ended_on"])


def test_a_role_that_is_blank_is_filled_and_the_link_stands_once(pair):
    pair.save({"initiative_co": pd.DataFrame({"initiative_id": ["I001", "I002"], "co": ["co-design"] * 2,
                                              "citizen_role": ["", "designer"]})})
    merge_initiatives(pair, "I001", "I002", "Ann")
    links = pair.read("initiative_co")
    assert links.loc[links["initiative_id"].eq("I001"), "citizen_role"].tolist() == ["designer"]


def test_those_merged_before_follow_to_the_one_that_is_kept(pair):
    pair.save({"initiatives": pd.DataFrame({"title": ["Third"], "status": ["to-check"]})})
    merge_initiatives(pair, "I002", "I003", "Ann")
    merge_initiatives(pair, "I001", "I002", "Ann")
    assert pair.read("initiatives").set_index("initiative_id")["merged_into"].dropna().to_dict() == {"I002": "I001", "I003": "I001"}


@pytest.mark.parametrize(("keep", "away", "who", "said"), [
    ("I001", "I001", "Ann", "cannot be merged into itself"), ("I001", "I009", "Ann", "no initiative I009"),
    ("I001", "I002", " ", "Say who decided"),
])
def test_what_cannot_be_merged_is_refused_in_a_sentence(pair, keep, away, who, said):
    with pytest.raises(InputError, match=said):
        merge_initiatives(pair, keep, away, who)
    assert pair.revision == 1


def test_twice_is_refused_and_says_where_it_went(pair):
    merge_initiatives(pair, "I001", "I002", "Ann")
    with pytest.raises(InputError, match="I002 was merged into I001 before"):
        merge_initiatives(pair, "I001", "I002", "Ann")


def test_a_change_made_meanwhile_is_not_written_over(pair, monkeypatch):
    read = pair.read_at_once

    def read_and_wait(names):
        stood = read(names)
        open_workspace("Z00000001").save({"initiatives": pd.DataFrame({"initiative_id": ["I001"], "title": ["Strolls"]})})
        return stood

    monkeypatch.setattr(pair, "read_at_once", read_and_wait)
    with pytest.raises(StaleSave):
        merge_initiatives(pair, "I001", "I002", "Ann")
