"""What the plan still lacks or gets wrong."""

import datetime as dt

import pandas as pd
import pytest

from coprod_helpers.just_start import checks
from coprod_helpers.tables import table

TODAY = dt.date(2026, 12, 1)


def rows(name, *entries):
    """Build a table of a few rows; what an entry leaves out is blank."""
    return pd.DataFrame(list(entries), columns=table(name).names).astype(table(name).empty().dtypes)


def starts(*entries):
    """Build starts that begin on 1 December 2026, a Tuesday."""
    return rows("first_starts", *({"start_id": f"ST{place}", "outcome_id": "OC1", "initiative_id": "I1",
                                   "begins_on": "2026-12-01"} | entry for place, entry in enumerate(entries, start=1)))


def acts(*entries):
    """Build acts of start ST1, done by named people on working days."""
    return rows("acts", *({"act_id": f"AC{place}", "start_id": "ST1", "title": f"Act {place}", "due_on": "2026-12-04",
                           "person": "Ms Rahman", "side": "community", "by_choice": True, "status": "planned"} | entry
                          for place, entry in enumerate(entries)))


def test_without_a_start_only_that_is_said():
    assert checks(starts(), acts({"person": None}), TODAY) == [
        "No start is chosen yet: choose one outcome, one initiative, and the day the 100 days begin."]


def test_a_good_plan_has_nothing_to_say_and_its_input_stays():
    tables = starts({}), acts({}, {}, {"due_on": "2026-12-31"}, {"due_on": "2027-03-11"})
    before = [frame.copy() for frame in tables]
    assert checks(*tables, TODAY) == []
    for frame, old in zip(tables, before):
        pd.testing.assert_frame_equal(frame, old)


@pytest.mark.parametrize(("change", "sentence"), [
    ({"due_on": "2026-11-30"},
     '"Act 0" was due on 30 November 2026 and is neither done nor dropped: say which, or choose a '
                               "new day."),
    ({"due_on": "2026-11-30"},
     '"Act 0" is due on 30 November 2026, before day 1 of its start: change one of the two days.'),
    ({"due_on": "2027-03-12"},
     '"Act 0" is due on 12 March 2027, after day 100 of its start: choose an earlier day or a '
                               "later start."),
    ({"due_on": None}, '"Act 0" has no day yet: choose one.'),
    ({"person": None}, 'Nobody is named for "Act 0": ask who will do it.'),
    ({"person": " TBC "}, 'Nobody is named for "Act 0": ask who will do it.'),
    ({"due_on": "2026-12-05"}, 'Due on a weekend, so check that people are there: "Act 0", 5 December 2026.'),
    ({"due_on": "2026-12-06", "title": "The {x}"},
     'Due on a weekend, so check that people are there: "The {x}", 6 December 2026.'),
])
def test_each_act_is_looked_at(change, sentence):
    found = checks(starts({}), acts(change, {}, {}, {}), TODAY)
    assert sentence in found
    assert checks(starts({}), acts(change | {"status": "dropped"}, {}, {}, {}), TODAY) == []


@pytest.mark.parametrize("change", [
    {"due_on": "2026-12-01"}, {"due_on": "2027-03-11"}, {"due_on": "2026-12-04"}, {"due_on": "2026-12-07"},
])
def test_days_at_the_edges_are_fine(change):
    assert checks(starts({}), acts(change, {}, {}, {}), TODAY) == []


def test_what_is_done_is_not_late_and_was_not_at_a_weekend():
    assert checks(starts({}), acts({"status": "done", "due_on": "2026-12-02"},
                                   {"status": "done", "due_on": "2026-12-05"}, {}),
                  dt.date(2026, 12, 3)) == []


def test_weekends_are_one_note_in_the_order_of_days():
    found = checks(starts({}), acts({"due_on": "2026-12-12"}, {"due_on": "2026-12-05"}, {}), TODAY)
    assert found == ['Due on a weekend, so check that people are there: "Act 1", 5 December 2026; "Act 0", 12 December '
                     "2026."]


@pytest.mark.parametrize(("entries", "sentence"), [
    ([], "Start ST1 has no acts yet: agree a first one for the 7 days from 1 December 2026."),
    ([{"due_on": "2026-12-09"}] * 3,
     "Start ST1 has no act in its first 7 days, from 1 December 2026: agree a small one."),
    ([{}, {"due_on": "2027-01-04"}], "Start ST1 has 1 act in its first 30 days; three keep it moving."),
    ([{}, {}], "Start ST1 has 2 acts in its first 30 days; three keep it moving."),
    ([{"by_choice": False}] * 3,
     "No act of start ST1 is a citizen's own choice: ask someone what they would choose to do."),
    ([{"by_choice": None}] * 3,
     "No act of start ST1 is a citizen's own choice: ask someone what they would choose to do."),
    ([{"side": "public_service"}] * 3,
     "No act of start ST1 is a citizen's own choice: ask someone what they would choose to do."),
])
def test_each_start_is_looked_at_with_its_acts(entries, sentence):
    assert checks(starts({}), acts(*entries), TODAY) == [sentence]


def test_day_seven_is_within_the_first_days_and_one_choice_is_enough():
    assert checks(starts({}), acts({"due_on": "2026-12-08"}, *[{"due_on": "2026-12-09", "by_choice": False}] * 2),
                  TODAY) == []


def test_a_weekend_that_is_today_is_still_noted():
    found = checks(starts({}), acts({"due_on": "2026-12-05"}, {"status": "done"}, {"status": "done"}), dt.date(2026, 12, 5))
    assert [note[:16] for note in found] == ["Due on a weekend"]


def test_acts_of_another_start_do_not_help():
    found = checks(starts({}, {}), acts({}, {}, {}), TODAY)
    assert found == ["Start ST2 has no acts yet: agree a first one for the 7 days from 1 December 2026."]


def test_a_start_that_is_over_asks_to_look_back():
    over = checks(starts({"begins_on": "2026-08-22"}), acts(), TODAY)
    assert over == ["The 100 days of start ST1 ended on 30 November 2026: look back together, then choose what comes "
                    "next."]
    assert "no acts yet" in checks(starts({"begins_on": "2026-08-23"}), acts(), TODAY)[0]


def test_a_start_without_a_day_is_asked_for_one():
    assert checks(starts({"begins_on": None}), acts({}), TODAY) == [
        "Start ST1 has no day 1 yet: choose the day its 100 days begin."]


def test_the_order_of_rows_does_not_matter():
    tables = starts({}, {"begins_on": "2026-11-02"}), acts({"due_on": "2026-11-20"}, {"person": None},
                                                           {"start_id": "ST2"})
    found = checks(*tables, TODAY)
    assert len(found) > 3
    assert found == checks(*(frame.iloc[::-1] for frame in tables), TODAY)
