"""The stock of texts: read once and given as copies, told of another council, and typed as declared."""

from __future__ import annotations

import math
import re

import numpy as np
import pandas as pd
import pytest

from coprod_helpers.invented.stock import (blanked, frame_of, retold, scaled, stock, told_as, ward_names,
                                           without_head_counts)
from coprod_helpers.tables import TABLES

COUNCIL, WARDS = "Invented council Z00000001", [f"Ward {letter}" for letter in "ABCDEFGH"]


def test_stock_is_a_copy():
    own = stock("wards")
    own.loc[0, "name"] = "changed"
    assert stock("wards").loc[0, "name"] != "changed"


@pytest.mark.parametrize("name", ["initiatives", "risks", "risk_mechanisms", "incentives", "indicators", "raters", "criterion_weights"])
def test_no_place_of_exampleshire_is_left(name):
    told = retold(name, stock(name), COUNCIL, WARDS)
    texts = " ".join(told.select_dtypes("str").fillna("").to_numpy().ravel())
    assert not re.search("|".join((*ward_names(), "Exampleshire", "exampleshire")), texts)
    assert told.shape == stock(name).shape and told.isna().equals(stock(name).isna())


def test_ids_choices_references_and_units_stay_as_they_are():
    told = retold("indicators", stock("indicators"), COUNCIL, WARDS)
    for column in ("indicator_id", "outcome_id", "kind", "unit", "from_library"):
        assert told[column].equals(stock("indicators")[column]), column
    assert "per 1,000 people" in set(told["unit"])


def test_each_ward_has_its_own_place():
    names = ward_names()
    assert told_as(f"{names[1]} and {names[0]}", COUNCIL, WARDS) == "Ward B and Ward A"
    assert told_as("https://www.example.org/exampleshire/walks", COUNCIL, WARDS) == "https://www.example.org/z00000001/walks"


@pytest.mark.parametrize(("before", "after"), [
    ("Fifty-two volunteers give two to four hours a week", "Several volunteers give two to four hours a week"),
    ("A day from each of about twenty visitors.", "A day from each of several visitors."),
    ("Of 61 young people, 33 work", "Of several young people, 33 work"),
    ("Five of the nine drivers are over seventy.", "Five of the drivers are over seventy."),
    ("Twice a week small groups meet", "Twice a week small groups meet"),
    ("One volunteer leads", "One volunteer leads"),
])
def test_head_counts_give_way_and_other_numbers_stay(before, after):
    assert without_head_counts(before) == after


def test_frame_has_every_column_with_its_type_and_blanks_stay_blank():
    frame = frame_of("initiatives", [{"initiative_id": "I001", "citizen_count": None, "started_on": "2026-04-01"},
                                     {"initiative_id": "I002", "citizen_count": 0}])
    assert list(frame) == TABLES["initiatives"].names
    assert [str(dtype) for dtype in frame.dtypes] == [column.dtype for column in TABLES["initiatives"].columns]
    assert frame["citizen_count"].isna().tolist() == [True, False] and frame["citizen_count"][1] == 0
    assert frame["may_name"].isna().all() and frame["started_on"].isna().tolist() == [False, True]


def test_frame_of_nothing_has_no_rows():
    assert frame_of("wards", []).equals(TABLES["wards"].empty())


def test_column_that_is_not_declared_is_a_mistake_of_ours():
    with pytest.raises(KeyError, match="wards has no column nane"):
        frame_of("wards", [{"nane": "Hill"}])


def test_blanks_are_put_where_asked_and_nowhere_else():
    values = np.array([1, 2, 3])
    assert blanked(values, np.array([False, True, False])).tolist() == [1, None, 3] and values.tolist() == [1, 2, 3]


def test_what_is_not_known_is_not_scaled():
    assert math.isnan(scaled(float("nan"), 2)) and scaled(pd.NA, 2) is pd.NA
    assert scaled(0.0, 3) == 0 and scaled(7.0, 1.5, 0.5) == 10.5
