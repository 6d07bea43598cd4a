"""Sentences of a comparison: reasons in parts, and where the middle half lies."""

from __future__ import annotations

import numpy as np
import pandas as pd

from coprod_helpers.report.comparison_table import COMPARED
from coprod_helpers.report.comparison_words import middle_sentence, reasons

TRAFFORD = pd.Series({"council_type": "Metropolitan district", "nation": "England", "population": 237579, "score": 14.3,
                      "fifth": 4, "rural_urban": "urban"})
GAPS = pd.Series({"size": 0.2, "deprivation": 0.7, "rurality": 0.0})


def like(**changes) -> pd.Series:
    return pd.Series({**TRAFFORD, **changes})


def test_reasons_stand_in_parts_with_their_figures():
    assert reasons(TRAFFORD, like(population=294197, score=20.8), GAPS) == (
        "much the same size: 237,579 and 294,197 people; both urban; deprivation alike: average scores 14.3 and 20.8")


def test_far_apart_is_said():
    told = reasons(TRAFFORD, like(population=1_000_000, score=40.0, rural_urban="rural"),
                   pd.Series({"size": 2.0, "deprivation": 3.0, "rurality": 1.9}))
    assert told == "different size: 237,579 and 1,000,000 people; urban and rural; deprivation different: average scores 14.3 and 40"


def test_deprivation_is_not_compared_between_nations():
    told = reasons(TRAFFORD, like(nation="Wales", score=np.nan, fifth=4), GAPS.replace(0.7, np.nan))
    assert told.endswith("deprivation not compared between nations") and "fifth" not in told and "14.3" not in told


def test_outside_england_the_fifth_is_named():
    welsh = like(nation="Wales", score=np.nan, fifth=2)
    assert "both in fifth 2" in reasons(welsh, welsh, GAPS)
    assert "fifths 2 and 5" in reasons(welsh, like(nation="Wales", score=np.nan, fifth=5), GAPS)


def test_county_and_district_are_told_apart():
    assert "only one of the two is a county" in reasons(TRAFFORD, like(council_type="County"), GAPS)
    assert "county" not in reasons(like(council_type="County"), like(council_type="County"), GAPS)


def test_middle_half_is_said_without_ends():
    values = pd.DataFrame({"all": [0.0, 0.2, 0.3, 0.4, 0.99]})
    assert middle_sentence(COMPARED["case_decided"], values) == (
        "Decided: the middle half of 5 councils is between 20% and 40%; the middle one is at 30%.")
    values = pd.DataFrame({part.code: [0.0, 0.2, 0.3, 0.4, 0.99] for part in COMPARED["balance_co"].parts})
    assert middle_sentence(COMPARED["balance_co"], values).splitlines()[1] == (
        "Co-design: 20% to 40%, the middle one 30% (5 councils).")


def test_few_alike_and_unknown_are_said():
    few = pd.DataFrame({part.code: [0.1, 0.2] for part in COMPARED["coverage_gap"].parts})
    assert middle_sentence(COMPARED["coverage_gap"], few) == "2 councils are known, too few for a middle half."
    mixed = few.reindex(range(6)).assign(**{"all": 0.5, "co-design": np.nan})
    lines = middle_sentence(COMPARED["coverage_gap"], mixed).splitlines()
    assert lines[0] == "All four Co's: the middle half of 6 councils is at 50%."
    assert "Co-design: not known of any council." in lines and "Co-delivery: 2 councils are known, too few for a middle." in lines
