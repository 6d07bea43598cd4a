"""Links that a row gets from one joined into it."""

from __future__ import annotations

import pandas as pd

from coprod_helpers.methods.copied_links import links_to_add
from coprod_helpers.tables import table

CO = table("initiative_co")


def links(*entries):
    return pd.DataFrame(list(entries), columns=CO.names).astype(CO.empty().dtypes)


def test_links_of_the_other_come_under_the_kept_id_and_the_input_stays():
    frame = links(("I1", "co-design", None, "designer"), ("I2", "co-delivery", "co-managing", "manager"), ("I3", "co-design", None, None))
    before = frame.copy()
    assert links_to_add(CO, frame, "I1", "I2").values.tolist() == [["I1", "co-delivery", "co-managing", "manager"]]
    assert links_to_add(CO, frame, "I1", "I2").dtypes.equals(frame.dtypes)
    pd.testing.assert_frame_equal(frame, before)


def test_a_blank_in_the_key_is_the_same_as_a_blank():
    frame = links(("I1", "co-design", None, "designer"), ("I2", "co-design", None, "planner"))
    assert links_to_add(CO, frame, "I1", "I2").empty


def test_nothing_to_add_is_a_table_of_the_same_columns():
    for frame in (links(), links(("I1", "co-design", None, None))):
        added = links_to_add(CO, frame, "I1", "I2")
        assert added.empty and added.dtypes.equals(frame.dtypes)


def test_a_date_in_the_key_is_compared_as_a_date():
    measures = table("measures")
    row = {"indicator_id": "A", "month": pd.Timestamp("2026-01-01"), "value": 1.0}
    frame = pd.DataFrame([row, row | {"indicator_id": "B"}, row | {"indicator_id": "B", "month": pd.Timestamp("2026-02-01")}])
    added = links_to_add(measures, frame.reindex(columns=measures.names), "A", "B")
    assert added["month"].tolist() == [pd.Timestamp("2026-02-01")]
