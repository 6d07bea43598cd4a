"""Likely duplicates are asked about, each with its reason."""

from __future__ import annotations

import pandas as pd
import pytest

from coprod_helpers.map_it.duplicates import PAIR_COLUMNS, duplicates_table, likely_duplicates
from tests.map_it.small import initiatives, rows, shuffled

SERVICES = rows("service_areas", {"service_id": "S1", "name": "Parks"}, {"service_id": "S2", "name": "Care"})


def pairs(*entries):
    found = likely_duplicates(initiatives(*entries), SERVICES)
    assert list(found) == [column.name for column in PAIR_COLUMNS]
    return found[["initiative_id", "other_id", "reason"]].values.tolist()


PARK, PARK_GROUP = {"title": "Friends of Kestrel Park"}, {"title": "Friends of Kestrel Parks"}


@pytest.mark.parametrize(("one", "other", "reason"), [
    (PARK | {"service_area": "S1"}, PARK_GROUP | {"service_area": "S1"},
     "The titles are nearly the same, in one service area: Parks."),
    (PARK | {"service_area": "S1"}, {"title": "Friends of KESTREL park!"},
     "The titles are the same, and one of the two names no service area."),
    (PARK, PARK_GROUP, "The titles are nearly the same, and neither names a service area."),
    ({"title": "Walks", "url": "https://www.example.org/walks/"}, {"title": "Strolling group", "url": "http://example.org/Walks"},
     "They have the same web page."),
    (PARK | {"service_area": "S1", "owner": "The Friends "}, {"title": "Friends of Kestrel Green", "service_area": "S2", "owner": "the friends"},
     "The same owner answers for both, and their titles are alike."),
    (PARK | {"reported_by": "Library"}, {"title": "Kestrel Park's friends and garden", "reported_by": "Library", "service_area": "S2"}, None),
    (PARK | {"service_area": "S1"}, PARK_GROUP | {"service_area": "S2"}, None),
    (PARK, PARK | {"merged_into": "I1"}, None), (PARK, PARK | {"status": "rejected"}, None),
    ({"title": "Night bus"}, {"title": "Repair café"}, None),
    ({"title": "Night bus", "owner": "X"}, {"title": "Repair café", "owner": "X"}, None),
])
def test_pairs_with_their_reason(one, other, reason):
    assert pairs(one, other) == ([["I1", "I2", reason]] if reason else [])


def test_several_reasons_stand_in_one_row():
    same = PARK | {"url": "https://a.org", "reported_by": "Library"}
    (found,) = pairs(same, same)
    assert found[2].count(".") == 3


def test_a_page_that_many_share_tells_nothing():
    many = [{"title": title, "url": "https://council.example/list"} for title in ("Night bus", "Repair café", "Walks", "Orchard")]
    assert pairs(*many) == [] and len(pairs(*many[:3])) == 3


def test_the_settled_one_is_suggested_to_be_kept_and_the_likeliest_come_first():
    found = pairs(PARK | {"status": "to-check"}, PARK_GROUP, {"title": "Friends of Kestrel Park"})
    assert [one[:2] for one in found] == [["I3", "I1"], ["I2", "I1"], ["I2", "I3"]]


def test_order_of_rows_does_not_matter_and_the_input_stays():
    made = initiatives(PARK, PARK_GROUP, PARK | {"service_area": "S2"}, {"title": "Bus"})
    before = made.copy()
    pd.testing.assert_frame_equal(likely_duplicates(made, SERVICES), likely_duplicates(*shuffled(made, SERVICES)))
    pd.testing.assert_frame_equal(made, before)
    assert likely_duplicates(made.iloc[:0], SERVICES).empty


def test_grants_are_compared_without_the_words_of_a_grant():
    assert pairs({"title": "Voluntary Sector Grant to Hill Choir"}, {"title": "Arts Grant to Hill Choir"})
    assert not pairs({"title": "Voluntary Sector Grant to Hill Choir"}, {"title": "Voluntary Sector Grant to Sale Judo"})


def test_table_to_read_has_titles_and_the_reason_and_no_ids():
    view = duplicates_table(likely_duplicates(initiatives(PARK, PARK_GROUP), SERVICES))
    assert view.headings() == ["Its title", "The other's title", "Likeness of the titles", "Why we ask"] and len(view.rows()) == 1
