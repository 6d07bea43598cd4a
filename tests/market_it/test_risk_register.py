"""The risk register: scores, bands, what is in place and what is missing."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coprod_helpers.errors import InputError
from coprod_helpers.market_it import BANDS, borne_by, borne_by_citizens, finding, score_risks
from coprod_helpers.tables import table

TODAY = dt.date(2026, 11, 30)
OWNED = {"event": "Someone falls", "category": "quality", "borne_by": "community", "owner": "Head of Parks"}


def rows(name, *entries):
    """Build a table of a few rows; what an entry leaves out is blank."""
    return pd.DataFrame(list(entries), columns=table(name).names).astype(table(name).empty().dtypes)


def risks(*entries):
    """Build risks with an owner, numbered."""
    return rows("risks", *({"risk_id": f"RK{place}"} | OWNED | entry for place, entry in enumerate(entries)))


def mechanisms(*entries):
    """Build mechanisms of risk RK0, in place unless an entry says otherwise."""
    return rows("risk_mechanisms", *({"mechanism_id": f"M{place}", "risk_id": "RK0", "title": "x", "kind": "training",
                                      "status": "in-place"} | entry for place, entry in enumerate(entries)))


def scored(entry, *measures, as_of=TODAY, **options):
    """Return the row of one risk with these mechanisms."""
    return score_risks(risks(entry), mechanisms(*measures), as_of, **options).iloc[0]


def test_the_worked_numbers():
    """Likelihood 4 and impact 4 are 16, very high; after insurance and a briefing 2 and 4 are 8, medium."""
    found = scored({"likelihood": 4, "impact": 4, "residual_likelihood": 2, "residual_impact": 4},
                   {"kind": "insurance", "expires_on": "2027-03-31"}, {})
    assert (found["score"], found["band"]) == (16, "very high")
    assert (found["residual_score"], found["residual_band"]) == (8, "medium")
    assert (found["mechanism_count"], found["in_place_count"], found["expired_count"]) == (2, 2, 0)
    assert pd.isna(found["to_do"])


@pytest.mark.parametrize(("likelihood", "impact", "band"), [
    (1, 1, "low"), (1, 4, "low"), (4, 1, "low"), (1, 5, "medium"), (5, 1, "medium"), (3, 3, "medium"), (2, 5, "high"),
    (3, 4, "high"), (4, 3, "high"), (3, 5, "very high"), (4, 4, "very high"), (5, 5, "very high"),
])
def test_bands(likelihood, impact, band):
    assert scored({"likelihood": likelihood, "impact": impact}, {})["band"] == band


def test_impact_five_is_never_low_whatever_the_bands():
    bands = {"low": 1, "medium": 8, "high": 12, "very high": 20}
    assert scored({"likelihood": 1, "impact": 5}, {}, bands=bands)["band"] == "medium"
    assert scored({"likelihood": 5, "impact": 1}, {}, bands=bands)["band"] == "low"


@pytest.mark.parametrize("bands", [
    {"low": 2, "high": 5}, {"low": 1}, {"low": 1, "medium": 5, "high": 5}, {"low": 1, "high": 26}, {},
])
def test_bands_that_leave_scores_without_a_name_are_refused(bands):
    with pytest.raises(InputError, match="begin at 1 and rise"):
        scored({}, bands=bands)


def test_two_bands_are_enough_and_the_last_may_begin_at_25():
    assert scored({"likelihood": 5, "impact": 5}, bands={"bearable": 1, "not": 25})["band"] == "not"


@pytest.mark.parametrize(("entry", "score", "left"), [
    ({"likelihood": 3, "impact": 4}, 12, 12),
    ({"likelihood": 3, "impact": 4, "residual_likelihood": 1}, 12, 4),
    ({"likelihood": 3, "impact": 4, "residual_impact": 2}, 12, 6),
    ({"likelihood": 3, "residual_likelihood": 2, "residual_impact": 2}, None, 4),
    ({"likelihood": 3}, None, None),
    ({}, None, None),
    ({"likelihood": 0, "impact": 4}, None, None),
    ({"likelihood": 3, "impact": 6}, None, None),
    ({"likelihood": 3, "impact": 4, "residual_likelihood": 0, "residual_impact": 9}, 12, 12),
])
def test_what_is_left_falls_back_to_the_first_score(entry, score, left):
    found = scored(entry, {})
    assert (None if pd.isna(found["score"]) else found["score"]) == score
    assert (None if pd.isna(found["residual_score"]) else found["residual_score"]) == left
    assert (found["band"] == "not scored") == (score is None)
    assert (found["residual_band"] == "not scored") == (left is None)


@pytest.mark.parametrize(("mechanism", "in_place", "expired"), [
    ({}, 1, 0), ({"status": "tested"}, 1, 0), ({"status": "planned"}, 0, 0),
    ({"expires_on": "2026-11-30"}, 1, 0), ({"expires_on": "2026-11-29"}, 0, 1),
    ({"status": "tested", "expires_on": "2020-01-01"}, 0, 1), ({"status": "planned", "expires_on": "2020-01-01"}, 0, 0),
])
def test_in_place_means_set_up_and_not_expired(mechanism, in_place, expired):
    found = scored({"likelihood": 1, "impact": 1}, mechanism)
    assert (found["mechanism_count"], found["in_place_count"], found["expired_count"]) == (1, in_place, expired)


@pytest.mark.parametrize(("entry", "measures", "sentence"), [
    ({}, [{}], "Score likelihood and impact, 1 to 5."),
    ({"likelihood": 6, "impact": 2}, [{}], "Score likelihood and impact, 1 to 5."),
    ({"likelihood": 2, "impact": 2, "residual_impact": 0}, [{}], "Score likelihood and impact, 1 to 5."),
    ({"likelihood": 2, "impact": 2, "owner": None}, [{}], "Name an owner."),
    ({"likelihood": 2, "impact": 2}, [], "Say what is done about it."),
    ({"likelihood": 2, "impact": 2}, [{"expires_on": "2026-09-30"}, {"expires_on": "2026-10-31"}],
     "Renew what expired on 30 September 2026."),
    ({"likelihood": 2, "impact": 2}, [{"expires_on": "2027-01-29"}], "Renew what expires on 29 January 2027."),
    ({"likelihood": 2, "impact": 2}, [{"expires_on": "2027-01-30"}], None),
    ({"likelihood": 2, "impact": 2}, [{"status": "planned", "expires_on": "2026-12-01"}], None),
    ({"likelihood": 2, "impact": 2}, [{"status": "planned", "due_on": "2026-11-29"}],
     "Do what was due on 29 November 2026."),
    ({"likelihood": 2, "impact": 2}, [{"due_on": "2026-11-29"}], None),
    ({"likelihood": 2, "impact": 2}, [{"status": "planned", "due_on": "2026-11-30"}], None),
    ({"likelihood": 2, "impact": 2, "review_on": "2026-11-29"}, [{}], "Review was due on 29 November 2026."),
    ({"likelihood": 2, "impact": 2, "review_on": "2026-11-30"}, [{}], None),
    ({"likelihood": 2, "impact": 2, "residual_impact": 1}, [{"status": "planned"}],
     "The score left is lower, but nothing is in place."),
    ({"likelihood": 2, "impact": 2, "residual_impact": 1}, [{}], None),
])
def test_what_is_missing_is_said_in_a_sentence(entry, measures, sentence):
    found = scored(entry, *measures)["to_do"]
    assert found == sentence if sentence else pd.isna(found)


def test_several_lacks_are_whole_sentences_that_fit_their_column():
    limit = table("risk_scores").column("to_do").length_limit
    late = [{"expires_on": "2026-09-30"}, {"status": "planned", "due_on": "2026-09-30"}]
    bad = {"owner": None, "review_on": "2026-09-30"}
    unscored = scored(bad, *late)["to_do"]
    assert unscored == ("Score likelihood and impact, 1 to 5. Name an owner. Renew what expired on 30 September 2026. "
                        "Do what was due on 30 September 2026. Review was due on 30 September 2026.")
    lower = scored(bad | {"likelihood": 4, "impact": 4, "residual_impact": 1}, *late)["to_do"]
    assert lower.endswith("The score left is lower, but nothing is in place.")
    assert max(len(unscored), len(lower)) <= limit


def test_no_risks_give_an_empty_table():
    pd.testing.assert_frame_equal(score_risks(risks(), mechanisms(), TODAY), table("risk_scores").empty())


def test_mechanisms_of_other_risks_change_nothing():
    assert scored({"likelihood": 1, "impact": 1}, {"risk_id": "RK9"})["mechanism_count"] == 0


rated = st.one_of(st.none(), st.integers(1, 5))
risk = st.fixed_dictionaries({
    "likelihood": rated, "impact": rated, "residual_likelihood": rated, "residual_impact": rated,
    "borne_by": st.sampled_from(["public_service", "community", "both"]), "owner": st.sampled_from([None, "A"]),
})
measure = st.fixed_dictionaries({
    "risk_id": st.sampled_from(["RK0", "RK1"]), "status": st.sampled_from(["planned", "in-place", "tested"]),
    "expires_on": st.sampled_from([None, "2026-01-01", "2026-12-24", "2028-01-01"]),
})


@settings(max_examples=50, deadline=None)
@given(st.lists(risk, max_size=4), st.lists(measure, max_size=5), st.integers(0, 999))
def test_the_order_of_rows_does_not_matter_and_the_input_stays(entries, measures, seed):
    tables = risks(*entries), mechanisms(*measures)
    before = [frame.copy() for frame in tables]
    found = score_risks(*tables, TODAY)
    pd.testing.assert_frame_equal(
        found, score_risks(*(frame.sample(frac=1, random_state=seed) for frame in tables), TODAY))
    for frame, old in zip(tables, before):
        pd.testing.assert_frame_equal(frame, old)
    assert found.dtypes.equals(table("risk_scores").empty().dtypes)
    assert (found["in_place_count"] + found["expired_count"] <= found["mechanism_count"]).all()
    places = {band: place for place, band in enumerate(BANDS)}
    known = found.dropna(subset=["score"]).sort_values("score")
    assert known["band"].map(places).is_monotonic_increasing
    assert borne_by(found)["risk_count"].sum() == len(entries)


def test_what_citizens_would_carry_is_added_up_apart():
    scores = score_risks(risks(
        {"likelihood": 4, "impact": 4}, {"likelihood": 2, "impact": 3, "residual_likelihood": 1}, {},
        {"borne_by": "both", "likelihood": 1, "impact": 2}), mechanisms(), TODAY)
    found = borne_by(scores).set_index("borne_by")
    assert found.index.tolist() == ["Public service", "Community", "Both"]
    assert found.loc["Community"].tolist() == [3, 1, 22, 19, 1]
    assert found.loc["Both"].tolist() == [1, 0, 2, 2, 0]
    assert found.loc["Public service", "risk_count"] == 0 and pd.isna(found.loc["Public service", "score"])
    assert borne_by_citizens(scores) == (
        "Risks that residents would carry alone: 3; with the public service: 1; of 4 in all.")


@pytest.mark.parametrize(("entries", "measures", "sentence"), [
    ([], [], "No risks are on the register yet: ask what could go wrong, and who would carry it."),
    ([{}, {}], [], "Risks on the register: 2, none of them scored yet."),
    ([{"likelihood": 2, "impact": 2}, {}], [{}],
     "Risks on the register: 2, none of them very high; nothing is in place yet for 1."),
    ([{"likelihood": 4, "impact": 4, "residual_impact": 2}, {"likelihood": 5, "impact": 5}], [{}],
     "Risks on the register: 2; very high before anything was done: 2, with what is in place: 1; nothing is in place "
     "yet for 1."),
    ([{"likelihood": 2, "impact": 2, "residual_likelihood": 5, "residual_impact": 5}], [{}],
     "Risks on the register: 1; very high before anything was done: 0, with what is in place: 1; nothing is in place "
     "yet for 0."),
])
def test_the_finding_says_what_the_register_shows(entries, measures, sentence):
    assert finding(score_risks(risks(*entries), mechanisms(*measures), TODAY)) == sentence
