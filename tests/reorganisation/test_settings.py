"""Settings: carried where councils agree, asked where they differ, and the stricter threshold holds until then."""

from __future__ import annotations

import pandas as pd

from coprod_helpers.reorganisation.carry import Predecessor
from coprod_helpers.reorganisation.rows import MERGED, typed_rows
from coprod_helpers.reorganisation.settings import merge_settings
from coprod_helpers.tables import TABLES
from coprod_helpers.workspace.workspace import Earlier
from tests.reorganisation.conftest import state


def council(number, changes=(), revision=1, **settings):
    frames = {name: TABLES[name].empty() for name in MERGED}
    frames["settings"] = typed_rows("settings", [{"setting_id": "council", **settings}])
    return Predecessor(f"Z0000000{number}", f"Council {number}", revision, frames, False, list(changes))


def row(merged) -> dict:
    """The successor's row, blanks left out."""
    rows = merged.state["settings"]
    return {} if rows.empty else rows.iloc[0].dropna().to_dict()


def fates(merged) -> list[str]:
    counts = pd.DataFrame(merged.counts)
    return [next(name for name in counts.columns[3:] if line[name]) for _, line in counts.iterrows()]


def test_what_all_agree_on_is_carried_and_asks_nothing():
    merged = merge_settings(state(), [council(1, price_base_year=2025), council(2, price_base_year=2025)], "Newshire")
    assert row(merged) == {"setting_id": "council", "price_base_year": 2025} and not merged.drafts
    assert fates(merged) == ["written", "joined"]


def test_where_thresholds_differ_the_stricter_is_proposed_and_holds_meanwhile():
    merged = merge_settings(state(), [council(1, survey_threshold=15), council(2)], "Newshire")
    assert row(merged)["survey_threshold"] == 15
    draft, = merged.drafts
    assert (draft.rows, draft.proposed) == (("survey_threshold",), "15")
    assert "Council 1: 15; Council 2: 10" in draft.said and fates(merged) == ["waiting", "waiting"]


def test_threshold_of_the_successor_is_only_ever_raised():
    own = state({"settings": typed_rows("settings", [{"setting_id": "council", "survey_threshold": 20}])})
    merged = merge_settings(own, [council(1, survey_threshold=15)], "Newshire")
    assert row(merged)["survey_threshold"] == 20 and "Newshire: 20" in merged.drafts[0].said
    low = state({"settings": typed_rows("settings", [{"setting_id": "council", "survey_threshold": 10}])})
    assert row(merge_settings(low, [council(1, survey_threshold=15)], "Newshire"))["survey_threshold"] == 15


def test_other_settings_that_differ_stay_unset_until_they_are_settled():
    merged = merge_settings(state(), [council(1, price_base_year=2025), council(2, price_base_year=2024)], "Newshire")
    assert "price_base_year" not in row(merged) and merged.drafts[0].proposed == ""


def test_pre_election_dates_are_not_taken_apart():
    dates = {"pre_election": True, "pre_election_starts_on": "2027-03-20", "pre_election_ends_on": "2027-05-06"}
    merged = merge_settings(state(), [council(1, **dates), council(2, **(dates | {"pre_election_ends_on": "2027-05-07"}))], "N")
    assert not set(row(merged)) & set(dates) and [draft.rows for draft in merged.drafts] == [("pre_election_ends_on",)]


def test_settings_are_read_again_only_when_they_changed_there():
    first = merge_settings(state(), [council(1, survey_threshold=15)], "Newshire")
    again = merge_settings(first.state, [council(1, survey_threshold=12)], "Newshire")
    assert not again.drafts and fates(again) == ["carried before"]
    changed = [Earlier(2, "settings", ("council",), {"survey_threshold": 15}, False)]
    later = merge_settings(first.state, [council(1, changed, 2, survey_threshold=12)], "Newshire")
    assert [draft.rows for draft in later.drafts] == [("survey_threshold",)] and row(later)["survey_threshold"] == 15


LINES = ("contact_line", "adults_line", "childrens_line")


def test_telephone_lines_that_differ_stay_unset_until_a_person_settles_them():
    ours, theirs = (dict.fromkeys(LINES, f"Desk, 01632 96010{number}") for number in (0, 1))
    merged = merge_settings(state(), [council(1, **ours), council(2, **theirs)], "Newshire")
    assert not set(row(merged)) & set(LINES) and [draft.rows for draft in merged.drafts] == [(name,) for name in LINES]
    assert "Council 2: Desk, 01632 960101" in merged.drafts[0].said
    agreed = merge_settings(state(), [council(1, **ours), council(2, **ours)], "Newshire")
    assert set(LINES) <= set(row(agreed)) and not agreed.drafts
