"""Untidy on purpose: each feature does what it says, leaves its input as it was, and takes nothing from an empty table."""

from __future__ import annotations

import pytest

from coprod_helpers.chain.progress import check_stored
from coprod_helpers.invented import plan
from coprod_helpers.invented.draw import Draw
from coprod_helpers.invented.inventing import _finished
from coprod_helpers.invented.untidy import AWKWARD, CAME_AGAIN, LONGEST_TITLE, TWICE, UNTIDY
from coprod_helpers.tables import ENTERED, PERSONAL, TABLES


@pytest.fixture(scope="module")
def tidy():
    """A council as it is before anything is untidy."""
    return _finished(plan(11))


@pytest.fixture(scope="module")
def untidy(tidy):
    """The tables that each feature changes, by its name."""
    return {name: change(tidy, Draw(name, 1)) for name, change in UNTIDY.items()}


@pytest.mark.parametrize("name", UNTIDY)
def test_each_changes_something_and_leaves_its_input_alone(tidy, name):
    before = {table: frame.copy() for table, frame in tidy.items()}
    changed = UNTIDY[name](tidy, Draw(name, 1))
    assert changed and all(not frame.equals(tidy[table]) for table, frame in changed.items())
    assert all(tidy[table].equals(frame) for table, frame in before.items())


@pytest.mark.parametrize("name", UNTIDY)
def test_each_passes_the_check_and_keeps_columns_and_types(tidy, untidy, name):
    frames = {**tidy, **untidy[name]}
    assert [str(mistake) for mistake in check_stored(frames).mistakes] == []
    for table in untidy[name]:
        assert frames[table].dtypes.equals(tidy[table].dtypes), table


def test_all_of_them_together_pass_the_check(tidy):
    frames, draw = dict(tidy), Draw("all", 1)
    for change in UNTIDY.values():
        frames |= change(frames, draw)
    assert [str(mistake) for mistake in check_stored(frames).mistakes] == []


@pytest.mark.parametrize("name", UNTIDY)
def test_empty_tables_stay_empty(name):
    empty = {table: TABLES[table].empty() for table in (*ENTERED, *PERSONAL)}
    changed = UNTIDY[name](empty, Draw(name, 1))
    assert all(len(frame) == 0 and frame.dtypes.equals(empty[table].dtypes) for table, frame in changed.items())


def test_odd_text_is_in_titles_and_ideas(untidy):
    changed = untidy["odd text"]
    assert set(changed["initiatives"]["title"]) & set(AWKWARD) and set(changed["survey_answers"]["idea"]) & set(AWKWARD)


def test_odd_text_goes_to_nobody_who_refused(tidy, untidy):
    answers = untidy["odd text"]["survey_answers"]
    assert answers.loc[~answers["took_part"].astype(bool), "idea"].isna().all()


def test_long_titles_are_as_long_as_they_may_be(untidy):
    assert (untidy["long titles"]["initiatives"]["title"].str.len() >= LONGEST_TITLE - 1).sum() >= 5


def test_what_came_in_twice_waits_to_be_checked(tidy, untidy):
    again = untidy[TWICE]["initiatives"].iloc[len(tidy["initiatives"]):]
    assert len(again) == CAME_AGAIN and set(again["status"]) == {"to-check"} and again["service_area"].isna().all()
    assert {title.removesuffix(" group") for title in again["title"]} <= set(tidy["initiatives"]["title"])


def test_people_of_half_of_the_wards_are_blank_and_not_nought(untidy):
    people = untidy["wards without people"]["wards"]["population"]
    assert people.isna().sum() == len(people) // 2 and (people.dropna() > 0).all()


def test_nobody_counted_is_blank_in_half_and_a_true_nought_in_one(untidy):
    changed = untidy["nobody counted"]["initiatives"]
    assert changed["citizen_count"].isna().sum() >= len(changed) // 2 - 1 and changed["citizen_count"].eq(0).sum() == 1


def test_one_rater_is_left_with_all_of_their_ratings(tidy, untidy):
    changed = untidy["one rater"]
    assert len(changed["raters"]) == 1
    assert len(changed["ratings"]) == len(tidy["options"]) * len(tidy["criteria"])


def test_alike_is_one_rating_and_what_was_blank_stays_so(tidy, untidy):
    ratings = untidy["all options rated alike"]["ratings"]
    assert set(ratings["rating"].dropna()) == {1} and ratings["rating"].isna().equals(tidy["ratings"]["rating"].isna())


def test_most_do_not_say_where_they_live(untidy):
    assert untidy["few say where they live"]["survey_answers"]["ward_id"].isna().mean() > 0.7


def test_nobody_would_do_more_and_no_hours_are_left(untidy):
    answers = untidy["nobody would do more"]["survey_answers"]
    assert not answers["more_or_less"].eq("more").any() and answers["extra_hours"].isna().all()


def test_gaps_keep_their_rows(tidy, untidy):
    measures = untidy["gaps in values"]["measures"]
    assert len(measures) == len(tidy["measures"]) and 0.3 < measures["value"].isna().mean() < 0.5
    assert measures.loc[measures["value"].isna(), "base_count"].isna().all()
