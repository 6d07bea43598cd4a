"""Typed tables as CSV and back."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coprod_helpers.errors import StoreError
from coprod_helpers.tables import TABLES
from coprod_helpers.tables.csvfile import read_csv, write_csv

TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00\r"), min_size=1).filter(str.strip)


@settings(deadline=None, max_examples=80)
@given(
    st.lists(
        st.tuples(
            TEXT,
            st.one_of(st.none(), TEXT),
            st.one_of(st.none(), st.floats(allow_nan=False, allow_infinity=False)),
            st.one_of(st.none(), st.booleans()),
            st.one_of(st.none(), st.integers(0, 10**12)),
        )
    )
)
def test_writing_then_reading_is_the_identity(tmp_path_factory, entries):
    table = TABLES["initiatives"]
    rows = pd.DataFrame(entries, columns=["initiative_id", "title", "citizen_hours_month", "may_name", "citizen_count"])
    frame = pd.DataFrame(
        {
            column.name: rows[column.name].astype(column.dtype)
            if column.name in rows
            else pd.Series(index=rows.index, dtype=column.dtype)
            for column in table.columns
        }
    )
    path = tmp_path_factory.mktemp("csv") / "t.csv"
    write_csv(frame, path)
    pd.testing.assert_frame_equal(read_csv(table, path), frame)


@pytest.mark.parametrize("word", ["NA", "None", "null", "nan", "N/A", "True", "0", "-"])
def test_words_that_others_read_as_blank_stay_text(tmp_path, word):
    frame = pd.concat([TABLES["outcomes"].empty(), pd.DataFrame({"outcome_id": ["OC1"], "title": [word]})])
    write_csv(frame, tmp_path / "t.csv")
    assert read_csv(TABLES["outcomes"], tmp_path / "t.csv")["title"].tolist() == [word]


def test_column_that_nobody_declared_is_refused(tmp_path):
    (tmp_path / "t.csv").write_text("outcome_id,colour\nOC1,red\n")
    with pytest.raises(StoreError, match="colour"):
        read_csv(TABLES["outcomes"], tmp_path / "t.csv")
