"""Strips and the map: no names in a strip, whole scales, and a map with the proportions of the country."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from coprod_helpers import library
from coprod_helpers.look.pictures import to_spec, to_svg
from coprod_helpers.report.comparison_charts import EAST, place_map, strips
from coprod_helpers.tables.released import GAIN, SHARE

LABELS = {"one": "First part", "two": "Second part"}


def values(*columns) -> pd.DataFrame:
    return pd.DataFrame(dict(zip(LABELS, columns)), index=[f"Secretshire {number}" for number in range(len(columns[0]))])


def data_of(chart) -> list[list[dict]]:
    return list(to_spec(chart)["datasets"].values())


def all_marks(chart, key: str) -> list[dict]:
    return [row for rows in data_of(chart) for row in rows if key in row]


def test_strips_name_no_council():
    chart = strips(values([0.1, 0.5, 0.9, 0.4, 0.2], [0.3] * 5), LABELS, SHARE, "Title", "Subtitle")
    spec = json.dumps(to_spec(chart))
    assert "Secretshire" not in spec and "First part" in spec


@pytest.mark.parametrize(("unit", "ends"), [(SHARE, [0.0, 1.0]), (GAIN, [-2.0, 4.0])])
def test_scale_is_whole_whoever_is_far_out(unit, ends):
    near = strips(values([0.4, 0.5], [0.5, 0.5]), LABELS, unit, "", "")
    far = strips(values([0.4, 0.99], [0.5, 0.5]), LABELS, unit, "", "")
    for chart in (near, far):
        assert f'"domain": {ends}' in json.dumps(to_spec(chart))


def test_every_council_is_a_dot_and_blanks_are_none():
    chart = strips(values([0.1, np.nan, 0.9], [np.nan, 0.2, 0.2]), LABELS, SHARE, "", "")
    dots = [row for row in all_marks(chart, "y") if set(row) == {"x", "y"}]
    assert sorted(row["x"] for row in dots) == [0.1, 0.2, 0.2, 0.9]
    assert len({(row["x"], row["y"]) for row in dots}) == 4


def test_band_and_line_stand_from_five_councils_on():
    assert not all_marks(strips(values([0.1] * 4, [0.2] * 4), LABELS, SHARE, "", ""), "median")
    bands = all_marks(strips(values([0.0, 0.1, 0.2, 0.3, 0.4], [np.nan] * 5), LABELS, SHARE, "", ""), "median")
    assert [(band["x"], band["median"], band["x2"]) for band in bands] == [pytest.approx((0.1, 0.2, 0.3))]


def test_part_that_nobody_knows_says_so():
    chart = strips(values([0.1, 0.2], [np.nan, np.nan]), LABELS, SHARE, "", "")
    assert [row["label"] for row in all_marks(chart, "label")] == ["First part", "Second part: not known"]


def test_order_of_councils_does_not_matter():
    frame = values([0.1, 0.5, 0.9, 0.4, 0.2], [0.3, 0.3, 0.1, 0.2, 0.9])
    one, other = (to_svg(strips(rows, LABELS, SHARE, "", ""), "a", "b", "c") for rows in (frame, frame.iloc[::-1]))
    assert one == other


def register() -> pd.DataFrame:
    rows = library.read("councils").rename(columns={"name": "council"})
    return rows[rows["end_date"].isna()]


def mapped(names: list[str]):
    rows = register()
    own = rows[rows["council"].isin(names)].sort_values("council")
    return place_map(own, rows[~rows["council"].isin(names)][["latitude", "longitude"]], "Title", "Subtitle", "Source")


def test_map_keeps_the_proportions_of_the_country():
    chart, _ = mapped(["Trafford", "Norwich", "Highland"])
    places = register().set_index("council")
    marks = pd.DataFrame(all_marks(chart, "nation"))
    east = places.loc[["Highland", "Norwich", "Trafford"], "longitude"].to_numpy()
    north = places.loc[["Highland", "Norwich", "Trafford"], "latitude"].to_numpy()
    wide, high = np.ptp(marks["px"]) / np.ptp(east), np.ptp(marks["py"]) / np.ptp(north)
    assert wide / high == pytest.approx(EAST, abs=0.001) and EAST == pytest.approx(0.588, abs=0.001)
    assert marks["py"].iloc[0] < marks["py"].iloc[1]


def test_names_stand_apart_and_those_without_room_are_counted():
    chart, unnamed = mapped(["Trafford", "Manchester", "Salford", "Stockport", "Tameside", "Bolton", "Bury", "Wigan"])
    named = {row["council"] for row in all_marks(chart, "council")}
    assert len(named) == 8 - unnamed and len(named) >= 6


def test_many_councils_have_no_names_on_the_map():
    chart, unnamed = mapped(register()["council"].head(40).tolist())
    assert unnamed == 40 and not all_marks(chart, "council")


def test_one_council_can_be_mapped():
    chart, unnamed = mapped(["Trafford"])
    assert unnamed == 0 and to_svg(chart, "a", "b")
