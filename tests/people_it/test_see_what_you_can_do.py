"""Survey in short: counts by topic, extra hours, skills by ward, who is missing; small numbers withheld throughout."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coprod_helpers.errors import InputError
from coprod_helpers.methods.intervals import wilson
from coprod_helpers.people_it import inclusion_gap, skill_supply, summarise_survey
from coprod_helpers.people_it.see_what_you_can_do import TOPICS
from coprod_helpers.tables import table


def _frame(name: str, rows: list[dict]) -> pd.DataFrame:
    """Lay out rows as the declared table, blanks where a column is left out."""
    return pd.DataFrame(rows, columns=table(name).names).astype(table(name).empty().dtypes)


WARDS = _frame("wards", [
    {"ward_id": "W1", "name": "North", "population": 6000}, {"ward_id": "W2", "name": "South", "population": 3000},
    {"ward_id": "W3", "name": "East", "population": 1000}])
OUTCOMES = _frame("outcomes", [
    {"outcome_id": "OC1", "title": "Feel safer"}, {"outcome_id": "OC2", "title": "Less alone"}])
BARRIERS = _frame("barriers", [{"barrier": "cost", "label": "Cost"}, {"barrier": "time", "label": "No time"}])
WAYS = _frame("ways", [{"way": "online", "label": "Online"}, {"way": "group", "label": "In a small group"}])
SKILLS = _frame("skills", [
    {"skill": "diy", "label": "Repairs", "family": "practical", "family_label": "Practical"},
    {"skill": "sewing", "label": "Sewing", "family": "practical", "family_label": "Practical"},
    {"skill": "listening", "label": "Listening", "family": "caring", "family_label": "Caring"}])


def _answers(*groups: dict) -> pd.DataFrame:
    """Lay out answers, `people` alike in each group; residents who agreed to take part unless said otherwise."""
    rows, number = [], itertools.count(1)
    for group in groups:
        group = {"form": "residents", "took_part": True, **group}
        rows += [{**group, "answer_id": f"A{next(number)}"} for _ in range(group.pop("people"))]
    return _frame("survey_answers", rows)


def _link(name: str, answers: pd.DataFrame, **chosen) -> pd.DataFrame:
    """Link the first answers to values: name of the value = how many people chose it."""
    column = table(name).names[1]
    return _frame(name, [{"answer_id": answer, column: value} for value, people in chosen.items()
                         for answer in answers["answer_id"].head(people)])


def _summary(answers, barriers=None, ways=None, outcomes=None, threshold=10, wards=WARDS, form="residents"):
    """Summarise answers with empty links unless given."""
    links = [given if given is not None else table(name).empty() for given, name in (
        (barriers, "survey_barriers"), (ways, "survey_ways"), (outcomes, "survey_outcomes"))]
    return summarise_survey(answers, *links, wards, OUTCOMES, BARRIERS, WAYS, threshold, form)


def _topic(summary, topic, column="people_shown") -> dict:
    """Return one topic of a summary as value -> column."""
    return summary[summary["topic"].eq(topic)].set_index("value")[column].to_dict()


MANY = _answers({"people": 40, "ward_id": "W1", "age_band": "25-34", "more_or_less": "more", "extra_hours": 3},
                {"people": 25, "ward_id": "W2", "age_band": "65-74", "more_or_less": "same"},
                {"people": 15, "ward_id": "W3", "more_or_less": "more", "extra_hours": 2},
                {"people": 12, "age_band": "16-17", "more_or_less": "not-now"})


# Counting

def test_every_topic_and_value_has_its_row_and_none_its_like():
    summary = _summary(MANY)
    assert tuple(summary["topic"].drop_duplicates()) == TOPICS
    assert not summary.duplicated(["topic", "value"]).any()
    pd.testing.assert_series_equal(summary.dtypes, table("survey_summary").empty().dtypes)


def test_answers_are_counted_by_ward_age_and_what_they_would_do():
    summary = _summary(MANY)
    assert _topic(summary, "answers") == {"all": "92"}
    assert _topic(summary, "ward") == {"North": "40", "South": "25", "East": "15", "not given": "12"}
    ages = _topic(summary, "age")
    assert (ages["16 to 17"], ages["25 to 34"], ages["65 to 74"], ages["not given"], ages["75 and over"]) == (
        "12", "40", "25", "15", "0")
    assert _topic(summary, "would do") == {"More than now": "55", "The same as now": "25", "Less than now": "0",
                                           "Not able at present": "12", "not given": "0"}


def test_several_choices_of_one_person_count_once_each():
    barriers = pd.concat([_link("survey_barriers", MANY, cost=30, time=20), _link("survey_barriers", MANY, cost=30)])
    summary = _summary(MANY, barriers=barriers, ways=_link("survey_ways", MANY, group=50),
                       outcomes=_link("survey_outcomes", MANY, OC2=11))
    assert _topic(summary, "what gets in the way") == {"Cost": "30", "No time": "20"}
    assert _topic(summary, "ways to take part") == {"Online": "0", "In a small group": "50"}
    assert _topic(summary, "outcomes that matter") == {"Feel safer": "0", "Less alone": "11"}


def test_only_those_who_agreed_to_take_part_count():
    refused = _answers({"people": 30, "took_part": False, "ward_id": "W1"},
                       {"people": 20, "took_part": None, "ward_id": "W1"}, {"people": 12, "ward_id": "W2"})
    summary = _summary(refused, barriers=_link("survey_barriers", refused, cost=30))
    assert _topic(summary, "answers") == {"all": "12"}
    assert _topic(summary, "ward")["North"] == "0"
    assert _topic(summary, "what gets in the way")["Cost"] == "0"


def test_staff_and_residents_are_never_mixed():
    both = _answers({"people": 30, "ward_id": "W1"}, {"people": 20, "ward_id": "W1", "form": "staff"})
    assert _topic(_summary(both), "answers") == {"all": "30"}
    assert _topic(_summary(both, form="staff"), "answers") == {"all": "20"}


def test_share_and_interval_are_of_all_who_took_part():
    row = _summary(MANY).set_index(["topic", "value"]).loc[("ward", "South")]
    assert row["share"] == pytest.approx(25 / 92, abs=1e-12)
    assert (row["share_low"], row["share_high"]) == pytest.approx(wilson(25, 92), abs=1e-12)


def test_wards_of_the_same_name_are_told_apart():
    wards = WARDS.assign(name=["North", "North", "all"])
    assert list(_topic(_summary(MANY, wards=wards), "ward")) == ["North (W1)", "North (W2)", "all (W3)", "not given"]


def test_nobody_answered_yet():
    summary = _summary(_answers())
    assert summary["people"].eq(0).all() and summary["share"].isna().all()
    assert _topic(summary, "extra hours by ward", "extra_hours")["all"] == 0


@pytest.mark.parametrize("wrong, named", [
    ({"ward_id": "W9"}, 'Ward "W9"'), ({"more_or_less": "maybe"}, 'Would do "maybe"')])
def test_value_that_its_list_does_not_hold_is_refused(wrong, named):
    with pytest.raises(InputError, match=named):
        _summary(_answers({"people": 12, **wrong}))


# Extra hours

def test_extra_hours_are_added_up_for_those_who_would_do_more_only():
    answers = _answers({"people": 20, "ward_id": "W1", "more_or_less": "more", "extra_hours": 3},
                       {"people": 20, "ward_id": "W1", "more_or_less": "same", "extra_hours": 100},
                       {"people": 10, "ward_id": "W2", "more_or_less": "more", "extra_hours": 2.5},
                       {"people": 15, "ward_id": "W2", "more_or_less": "more"})
    summary = _summary(answers)
    assert _topic(summary, "extra hours by ward") == {"North": "20", "South": "10", "East": "0", "not given": "0",
                                                      "hours not given": "15", "all": "45"}
    hours = _topic(summary, "extra hours by ward", "extra_hours")
    assert (hours["North"], hours["South"], hours["East"], hours["all"]) == (60, 25, 0, 85)
    assert np.isnan(hours["hours not given"])


def test_hours_that_nobody_put_a_number_to_are_not_0():
    hours = _topic(_summary(_answers({"people": 20, "ward_id": "W1", "more_or_less": "more"})), "extra hours by ward",
                   "extra_hours")
    assert np.isnan(hours["all"])


def test_hours_of_a_hidden_ward_are_hidden():
    answers = _answers({"people": 30, "ward_id": "W1", "more_or_less": "more", "extra_hours": 3},
                       {"people": 20, "ward_id": "W2", "more_or_less": "more", "extra_hours": 3},
                       {"people": 20, "ward_id": "W3"},
                       {"people": 4, "ward_id": "W3", "more_or_less": "more", "extra_hours": 9})
    hours = _topic(_summary(answers), "extra hours by ward", "extra_hours")
    assert np.isnan(hours["East"]) and np.isnan(hours["South"]) and (hours["North"], hours["all"]) == (90, 186)


def test_hours_of_few_people_cannot_be_worked_out_from_two_hidden_wards():
    """Two wards with 2 and 3 people are hidden; the total less the rest would be the hours of these 5."""
    answers = _answers({"people": 30, "ward_id": "W1", "more_or_less": "more", "extra_hours": 3},
                       {"people": 20, "more_or_less": "more", "extra_hours": 3},
                       {"people": 20, "ward_id": "W2"}, {"people": 20, "ward_id": "W3"},
                       {"people": 2, "ward_id": "W2", "more_or_less": "more", "extra_hours": 9},
                       {"people": 3, "ward_id": "W3", "more_or_less": "more", "extra_hours": 9})
    summary = _summary(answers)
    assert _topic(summary, "extra hours by ward")["not given"] == "20"
    hours = _topic(summary, "extra hours by ward", "extra_hours")
    assert np.isnan(hours["not given"]) and (hours["North"], hours["all"]) == (90, 195)


def test_hours_of_fewer_people_than_the_threshold_have_no_total():
    answers = _answers({"people": 30, "ward_id": "W1", "more_or_less": "more"},
                       {"people": 4, "ward_id": "W1", "more_or_less": "more", "extra_hours": 9})
    assert np.isnan(_topic(_summary(answers), "extra hours by ward", "extra_hours")["all"])


def test_number_who_would_do_more_is_withheld_in_both_topics_or_in_none():
    """14 would do more and 3 less: hiding the 3 hides the 14, and the total of the hours topic is the same 14."""
    answers = _answers({"people": 14, "ward_id": "W1", "more_or_less": "more", "extra_hours": 3},
                       {"people": 3, "ward_id": "W1", "more_or_less": "less"},
                       {"people": 40, "ward_id": "W1", "more_or_less": "same"})
    summary = _summary(answers)
    assert _topic(summary, "would do")["More than now"] == "not shown"
    assert _topic(summary, "extra hours by ward")["all"] == "not shown"
    assert _topic(summary, "extra hours by ward")["North"] == "not shown"
    assert np.isnan(_topic(summary, "extra hours by ward", "extra_hours")["all"])


def _whole_ward_counts(**same) -> pd.DataFrame:
    """9 of 39 answers of North, all 15 of South and 50 of 60 of East have `same`."""
    return _answers({"people": 9, "ward_id": "W1", **same}, {"people": 15, "ward_id": "W2", **same},
                    {"people": 50, "ward_id": "W3", **same}, {"people": 30, "ward_id": "W1"},
                    {"people": 10, "ward_id": "W3"})


def test_ward_whose_answers_are_all_counted_is_no_cover_for_another():
    """South has 15 answers, which is shown; so if South and North were 24 together, North would be 9 at the least."""
    shown = _topic(_summary(_whole_ward_counts(more_or_less="more", extra_hours=1)), "extra hours by ward")
    assert (shown["North"], shown["South"], shown["East"]) == ("fewer than 10", "15", "not shown")
    answers = _whole_ward_counts()
    supply = _supply(answers, _skilled(answers, ("diy", "offers", 0, 74)))["offers_shown"].to_dict()
    assert [supply[(ward, "Practical")] for ward in ("W1", "W2", "W3")] == ["fewer than 10", "15", "not shown"]


# Small numbers

def test_small_and_withheld_counts_carry_no_share_and_no_hours():
    answers = _answers({"people": 30, "ward_id": "W1"}, {"people": 12, "ward_id": "W2"}, {"people": 9, "ward_id": "W3"})
    summary = _summary(answers, barriers=_link("survey_barriers", answers, cost=9))
    assert _topic(summary, "ward") == {"North": "30", "South": "not shown", "East": "fewer than 10", "not given": "0"}
    assert _topic(summary, "what gets in the way")["Cost"] == "fewer than 10"
    withheld = summary[summary["people"].isna()]
    assert len(withheld) >= 3
    assert withheld[["share", "share_low", "share_high", "extra_hours"]].isna().all(axis=None)


def test_threshold_comes_from_the_setting():
    answers = _answers({"people": 30, "ward_id": "W1"}, {"people": 12, "ward_id": "W2"}, {"people": 9, "ward_id": "W3"})
    assert _topic(_summary(answers, threshold=5), "ward")["East"] == "9"
    assert _topic(_summary(answers, threshold=31), "ward")["North"] == "fewer than 31"
    with pytest.raises(InputError, match="smallest count shown"):
        _summary(answers, threshold=0)


def test_fewer_answers_than_the_threshold_show_no_number_but_0():
    summary = _summary(_answers({"people": 6, "ward_id": "W1", "more_or_less": "more", "extra_hours": 2}))
    assert _topic(summary, "answers") == {"all": "fewer than 10"}
    assert summary["people"].fillna(0).eq(0).all()
    assert summary[["share", "share_low", "share_high"]].isna().all(axis=None)


GROUPS = st.lists(st.fixed_dictionaries({
    "people": st.integers(0, 14), "ward_id": st.sampled_from(["W1", "W2", "W3", None]),
    "more_or_less": st.sampled_from(["more", "more", "same", "less", None]),
    "extra_hours": st.sampled_from([None, 1.0, 7.5])}), max_size=6)


@settings(max_examples=40, deadline=None)
@given(GROUPS)
def test_no_small_number_is_shown_or_found_by_subtraction(groups):
    """Each topic's whole less what it shows leaves nothing, or at least two hidden counts."""
    summary = _summary(_answers(*groups))
    shown = summary["people"].dropna()
    assert (shown.eq(0) | shown.ge(10)).all()
    whole = _topic(summary, "answers", "people")["all"]
    for topic, total in (("ward", whole), ("age", whole), ("would do", whole),
                         ("extra hours by ward", _topic(summary, "would do", "people")["More than now"])):
        people = summary[summary["topic"].eq(topic)].set_index("value")["people"].drop("all", errors="ignore")
        assert people.isna().sum() != 1 or pd.isna(total)
        assert people.isna().any() or pd.notna(total)


@settings(max_examples=40, deadline=None)
@given(GROUPS)
def test_hours_shown_and_found_by_subtraction_are_those_of_enough_people(groups):
    answers = _answers(*groups)
    summary = _summary(answers)
    givers = answers[answers["more_or_less"].eq("more") & answers["extra_hours"].notna()]
    names = {"W1": "North", "W2": "South", "W3": "East"}
    people = givers["ward_id"].map(names).fillna("not given").value_counts()
    hours = pd.Series(_topic(summary, "extra hours by ward", "extra_hours")).drop("hours not given")
    by_ward = hours.drop("all")
    behind_shown = people.reindex(by_ward.index[by_ward.notna()], fill_value=0)
    assert (behind_shown.eq(0) | behind_shown.ge(10)).all()
    if pd.notna(hours["all"]):
        left = people.reindex(by_ward.index[by_ward.isna()], fill_value=0).sum()
        assert left == 0 or left >= 10
        assert hours["all"] == pytest.approx(givers["extra_hours"].sum(), abs=1e-9)


@settings(max_examples=20, deadline=None)
@given(GROUPS, st.randoms(use_true_random=False))
def test_order_of_rows_does_not_matter(groups, random):
    answers = _answers(*groups)
    shuffled = answers.iloc[random.sample(range(len(answers)), len(answers))]
    pd.testing.assert_frame_equal(_summary(shuffled), _summary(answers))


# Skills

def _skilled(answers, *rows) -> pd.DataFrame:
    """Lay out skills: (skill, direction, from, to) for the answers at those places."""
    return _frame("survey_skills", [
        {"answer_id": answer, "skill": skill, "direction": direction}
        for skill, direction, start, end in rows for answer in answers["answer_id"].iloc[start:end]])


def _supply(answers, skilled, **changed):
    """Return the skill supply by ward and family."""
    return skill_supply(answers, skilled, SKILLS, WARDS, changed.get("threshold", 10)).set_index(["ward_id", "family"])


def test_people_count_once_a_family_and_the_wards_add_up():
    skilled = _skilled(MANY, ("diy", "offers", 0, 30), ("sewing", "offers", 0, 20), ("diy", "offers", 45, 60),
                       ("listening", "asks", 0, 12))
    supply = _supply(MANY, skilled)
    assert supply["offers"].to_dict()[("W1", "Practical")] == 30
    assert supply["offers"].to_dict()[("W2", "Practical")] == 15
    assert supply["offers"].to_dict()[("all", "Practical")] == 45
    assert supply["asks_shown"].to_dict()[("all", "Caring")] == "12"
    assert supply["asks_shown"].to_dict()[("W3", "Caring")] == "0"


def test_supply_is_the_declared_table_by_ward_then_family():
    supply = skill_supply(MANY, _skilled(MANY), SKILLS, WARDS, 10)
    pd.testing.assert_series_equal(supply.dtypes, table("skill_supply").empty().dtypes)
    assert supply["ward_id"].tolist() == [ward for ward in ("W1", "W2", "W3", "not given", "all") for _ in range(2)]
    assert supply["ward"].drop_duplicates().tolist() == ["North", "South", "East", "not given", "Whole council"]
    assert supply["family"].tolist() == ["Practical", "Caring"] * 5


def test_small_supply_is_hidden_and_so_is_what_would_give_it_away():
    skilled = _skilled(MANY, ("diy", "offers", 0, 30), ("diy", "offers", 40, 43), ("diy", "offers", 65, 77))
    shown = _supply(MANY, skilled)["offers_shown"].to_dict()
    assert [shown[(ward, "Practical")] for ward in ("W1", "W2", "W3", "not given", "all")] == [
        "30", "fewer than 10", "not shown", "0", "45"]


def test_ward_whose_answers_are_withheld_shows_no_supply_but_0():
    """9 answers of East are hidden, and South's 12 with them: 12 offers from South would say that it has 12 answers."""
    answers = _answers({"people": 12, "ward_id": "W2"}, {"people": 30, "ward_id": "W1"}, {"people": 9, "ward_id": "W3"})
    assert _topic(_summary(answers), "ward")["South"] == "not shown"
    shown = _supply(answers, _skilled(answers, ("diy", "offers", 0, 42)))["offers_shown"].to_dict()
    assert shown[("W2", "Practical")] == "not shown" and shown[("W2", "Caring")] == "0"


def test_supply_leaves_out_those_who_did_not_agree_and_other_forms():
    answers = _answers({"people": 20, "ward_id": "W1", "took_part": False},
                       {"people": 20, "ward_id": "W1", "form": "staff"}, {"people": 20, "ward_id": "W1"})
    supply = _supply(answers, _skilled(answers, ("diy", "offers", 0, 60)))
    assert supply["offers"].to_dict()[("all", "Practical")] == 20


def test_skill_that_the_list_does_not_hold_is_refused():
    with pytest.raises(InputError, match="juggling"):
        _supply(MANY, _skilled(MANY, ("juggling", "offers", 0, 3)))


@settings(max_examples=20, deadline=None)
@given(GROUPS, st.integers(0, 80), st.integers(0, 80))
def test_supply_cannot_be_undone_by_subtraction(groups, offering, asking):
    answers = _answers(*groups)
    supply = _supply(answers, _skilled(answers, ("diy", "offers", 0, offering), ("sewing", "asks", 0, asking)))
    for column in ("offers", "asks"):
        shown = supply[column].dropna()
        assert (shown.eq(0) | shown.ge(10)).all()
        for _, people in supply[column].groupby("family"):
            people = people.droplevel("family")
            assert people.drop("all").isna().sum() != 1 or pd.isna(people["all"])


# Who is missing

def test_gap_is_the_share_of_answers_less_the_share_of_population():
    gap = inclusion_gap(_summary(MANY), WARDS).set_index("ward")
    assert gap["population_share"].to_dict() == pytest.approx({"North": 0.6, "South": 0.3, "East": 0.1}, abs=1e-12)
    assert gap["answers_share"].to_dict() == pytest.approx({"North": 0.5, "South": 25 / 80, "East": 15 / 80}, abs=1e-12)
    assert gap["gap_share"].to_dict() == pytest.approx({"North": -0.1, "South": 0.0125, "East": 0.0875}, abs=1e-12)
    assert gap["note"].to_dict() == {"North": "", "South": "Fewer than 30 answers: read with care.",
                                     "East": "Fewer than 30 answers: read with care."}


def test_gap_of_a_withheld_ward_is_withheld():
    answers = _answers({"people": 30, "ward_id": "W1"}, {"people": 12, "ward_id": "W2"}, {"people": 9, "ward_id": "W3"})
    gap = inclusion_gap(_summary(answers), WARDS).set_index("ward")
    assert gap.loc[["South", "East"], ["answers_share", "gap_share"]].isna().all(axis=None)
    withheld = "The number of answers is not shown, so no share of them is."
    assert gap["note"].to_dict() == {"North": "", "South": withheld, "East": withheld}


def test_ward_with_too_few_answers_to_show_is_still_named_as_missing():
    """9 of 100 answers at the most, from 3 of every 10 people."""
    answers = _answers({"people": 91, "ward_id": "W1"}, {"people": 5, "ward_id": "W2"}, {"people": 4, "ward_id": "W3"})
    gap = inclusion_gap(_summary(answers), WARDS).set_index("ward")
    assert gap.loc["South", "note"] == ("Too few answers to show, and fewer than its share of the people: invite this "
                                        "ward first.")
    assert gap["gap_share"].isna().to_dict() == {"North": False, "South": True, "East": True}
    assert gap.loc["East", "people_shown"] == gap.loc["South", "people_shown"] == "fewer than 10"


def test_unknown_population_is_not_read_as_0():
    gap = inclusion_gap(_summary(MANY), WARDS.assign(population=pd.array([6000, None, 1000], dtype="Int64")))
    assert gap["gap_share"].isna().all()
    assert gap["note"].tolist() == ["The population of another ward is not known.",
                                    "The population of this ward is not known.",
                                    "The population of another ward is not known."]


# Care for what was given

def test_tables_given_are_left_unchanged():
    skilled, barriers = _skilled(MANY, ("diy", "offers", 0, 12)), _link("survey_barriers", MANY, cost=12)
    given_tables = [MANY, skilled, barriers, WARDS, OUTCOMES, BARRIERS, WAYS, SKILLS]
    before = [frame.copy() for frame in given_tables]
    summary = _summary(MANY, barriers=barriers)
    kept = summary.copy()
    _supply(MANY, skilled)
    inclusion_gap(summary, WARDS)
    for frame, copy in zip([*given_tables, summary], [*before, kept], strict=True):
        pd.testing.assert_frame_equal(frame, copy)


def test_fifty_thousand_answers_are_counted():
    answers = _answers({"people": 30_000, "ward_id": "W1", "more_or_less": "more", "extra_hours": 2.0},
                       {"people": 19_998, "ward_id": "W2"}, {"people": 2, "ward_id": "W3"})
    assert _topic(_summary(answers), "ward") == {"North": "30000", "South": "not shown", "East": "fewer than 10",
                                                 "not given": "0"}
