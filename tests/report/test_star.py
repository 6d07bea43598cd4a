"""The Star of one council: the leaflet's arrangement, with this council's progress."""

from __future__ import annotations

import pandas as pd
from xml.etree import ElementTree

from coprod_helpers.chain import progress_of
from coprod_helpers.report import mistakes_table, progress_table, star_of
from coprod_helpers.star import FOUR_COS, STEPS
from coprod_helpers.tables import TABLES
from coprod_helpers.workspace import open_workspace


def test_star_names_every_step_and_co_with_this_councils_counts(home):
    balance = pd.DataFrame(
        {
            "group": ["Co"],
            "value": ["Co-delivery"],
            "initiative_count": [14],
            "initiative_share": [0.5],
            "per_10000": [None],
        }
    )
    picture = star_of(progress_of(open_workspace("example")), balance)
    words = "".join(ElementTree.fromstring(picture.chart).itertext())
    assert all(step.title.replace(" ", "") in words.replace(" ", "") for step in STEPS) and "14" in words
    assert "part done" in picture.alt and "Co-delivery: 14" in picture.alt
    assert all(co.label in picture.alt for co in FOUR_COS)


def test_counts_that_nobody_computed_are_not_zero(home):
    picture = star_of(progress_of(open_workspace("Z00000001")), TABLES["map_balance"].empty())
    assert "Co-delivery: not known" in picture.alt and "not begun" in picture.alt


def test_what_is_missing_and_what_is_wrong_stand_in_tables(home):
    workspace = open_workspace("Z00000001")
    assert "outcomes that matter" in progress_table(progress_of(workspace)).to_html()
    assert str(mistakes_table(progress_of(workspace))) == "No mistakes were found."
    assert "worth a look" in mistakes_table(progress_of(open_workspace("example"))).to_html()
