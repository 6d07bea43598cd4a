"""Pictures of critical friends' work, in words as well, and never a name."""

from __future__ import annotations

import pandas as pd
import pytest

from coprod_helpers.focus_it import (agreement_chart, challenge_log, friend_gaps, gaps_shown, option_readiness, prompts_table,
                                     rater_agreement, readiness_table)
from coprod_helpers.focus_it.friends_charts import agreement_finding, gaps_chart, gaps_finding
from coprod_helpers.look.pictures import to_svg
from coprod_helpers.look.section import Finding, Picture
from coprod_helpers.tables import table
from tests.focus_it.small import judged, rows
from tests.focus_it.test_critical_friends import (CRITERIA, LED, NO_CHALLENGES, NO_SECOND, OPTIONS, RATERS, RATINGS, challenge,
                                                  second)
from tests.focus_it.worked import SWINGS, ratings_of

APPRAISAL = judged(LED, CRITERIA, SWINGS, RATINGS, RATERS)


def gaps_of(second_ratings=NO_SECOND, challenges=NO_CHALLENGES, ratings=RATINGS) -> pd.DataFrame:
    return friend_gaps(LED, CRITERIA, ratings, second_ratings, RATERS, challenges)


def test_gaps_are_drawn_with_their_words_and_their_table():
    picture = gaps_chart(gaps_of(), APPRAISAL, NO_CHALLENGES, "Exampleshire", 7)
    assert isinstance(picture, Picture) and "Walks: Outcome gain: lead 1, friends 3, owes an answer" in picture.alt
    assert picture.view().rows()[0][:3] == ["Walks", "Outcome gain", "1"]
    svg = to_svg(picture.chart, picture.caption, picture.alt)
    assert "owes an answer" in svg and "On 1 rating a lead is two steps or more" in svg


def test_what_moved_without_a_gap_is_drawn_as_well():
    moved = second(("OP1", "CR3", "RT9", 2))
    picture = gaps_chart(gaps_of(moved), APPRAISAL, NO_CHALLENGES, "Exampleshire", 7)
    assert "Walks: Feasibility: lead 4, then 2, friends 4" in picture.alt


def test_nothing_is_drawn_where_nothing_lies_apart():
    same = pd.concat([ratings_of({"OP1": (3, 1, 4)}, "RT1", "RT2", "RT9")])
    assert isinstance(gaps_chart(gaps_of(ratings=same), APPRAISAL, NO_CHALLENGES, "Exampleshire", 7), Finding)


def test_leads_are_not_shown_before_every_friend_has_rated_alone():
    short = RATINGS[~(RATINGS["rater_id"].eq("RT2") & RATINGS["criterion_id"].eq("CR2"))]
    early = judged(LED, CRITERIA, SWINGS, short, RATERS)
    shown = gaps_shown(gaps_of(ratings=short), early, NO_CHALLENGES, "Exampleshire", 7)
    assert isinstance(shown, Finding) and "ratings still due: RT2 1" in shown.text
    assert isinstance(gaps_shown(gaps_of(), APPRAISAL, NO_CHALLENGES, "Exampleshire", 7), Picture)
    nobody = judged(LED, CRITERIA, SWINGS, RATINGS, RATERS.assign(part="panel"))
    assert "no critical friend yet" in gaps_shown(gaps_of(), nobody, NO_CHALLENGES, "Exampleshire", 7).text


def test_answered_gaps_are_told_apart_from_owed_ones():
    assert gaps_finding(gaps_of()).endswith("1 still owed an answer.")
    assert gaps_finding(gaps_of(challenges=challenge(response="So."))).endswith("all are answered.")
    assert gaps_finding(gaps_of().head(0)) == "No lead is two steps or more from the critical friends."


def test_answered_gap_names_the_challenge():
    answered = challenge(response="So.")
    picture = gaps_chart(gaps_of(challenges=answered), APPRAISAL, answered, "Exampleshire", 7)
    assert "friends 3, answered in CH1" in picture.alt
    both = pd.concat([answered, challenge(challenge_id="CH2")], ignore_index=True)
    assert "answered in CH1." in gaps_chart(gaps_of(challenges=both), APPRAISAL, both, "Exampleshire", 7).alt


def test_no_more_than_twenty_rows_are_drawn_and_the_table_holds_all():
    """Eight led options, on each of which the lead lies 1, 2 and 2 steps from both friends: 24 gaps, of which the 16 of 2 come first."""
    options = rows("options", *({"option_id": f"OP{place}", "title": f"Option {place}", "kind": "start", "led_by": "RT9"}
                                for place in range(1, 9)))
    friends, lead = ({f"OP{place}": row for place in range(1, 9)} for row in ((1, 1, 1), (2, 3, 3)))
    ratings = pd.concat([ratings_of(friends, "RT1", "RT2"), ratings_of(lead, "RT9")], ignore_index=True)
    found = friend_gaps(options, CRITERIA, ratings, NO_SECOND, RATERS, NO_CHALLENGES)
    picture = gaps_chart(found, judged(options, CRITERIA, SWINGS, ratings, RATERS), NO_CHALLENGES, "Exampleshire", 7)
    assert len(picture.view().rows()) == 24 and picture.alt.count("lead ") == 20
    assert picture.alt.count("owes an answer") == 16 and picture.alt.startswith("Option 1: Efficiency gain: lead 3, friends 1")
    assert "Drawn are the 20 widest of 24; the table holds all." in " ".join(picture.chart.heading.subtitle)


def test_agreement_is_drawn_for_each_criterion_and_round():
    figures = rater_agreement(OPTIONS, CRITERIA, RATINGS, second(("OP1", "CR1", "RT9", 3)), RATERS)
    picture = agreement_chart(figures, "Exampleshire", 7)
    assert "Outcome gain, first round" in picture.alt and "Outcome gain, second round 1.00" in picture.alt
    assert "People agree least on Outcome gain" in agreement_finding(figures)
    assert picture.alt.index("Outcome gain, second round") < picture.alt.index("Efficiency gain, first round")
    svg = to_svg(picture.chart, picture.caption, picture.alt)
    assert all(f">{word}<" in svg for word in ("chance", "0.667", "0.8", "1.00 (4)")) and "Krippendorff" in svg


def test_agreement_that_cannot_be_told_is_a_sentence():
    alone = rater_agreement(OPTIONS, CRITERIA, ratings_of({}), NO_SECOND, RATERS)
    assert isinstance(agreement_chart(alone, "Exampleshire", 7), Finding)
    assert agreement_finding(alone) == "Agreement cannot be told yet."


def test_log_shows_open_fatal_challenges_first_and_friends_by_group():
    both = pd.concat([challenge(), challenge(challenge_id="CH2", severity="fatal", criterion_id=None)], ignore_index=True)
    log = challenge_log(both, OPTIONS, RATERS, CRITERIA).rows()
    assert [row[0] for row in log] == ["CH2", "CH1"] and log[0][2] == "an assumption" and log[0][-1] == "open"
    assert log[0][5] == "citizen, critical friend" and not any("Ann" in cell for row in log for cell in row)
    assert isinstance(challenge_log(NO_CHALLENGES, OPTIONS, RATERS, CRITERIA), Finding)


def test_log_says_over_it_what_is_open():
    assert challenge_log(challenge(severity="fatal"), OPTIONS, RATERS, CRITERIA).caption == (
        "Log of challenges. 1 fatal challenge is open and blocks a decision.")
    assert challenge_log(challenge(response="So."), OPTIONS, RATERS, CRITERIA).caption == "Log of challenges"


def test_readiness_and_prompts_are_tables():
    found = option_readiness(LED, CRITERIA, RATINGS, NO_SECOND, RATERS, NO_CHALLENGES)
    shown = readiness_table(found).rows()
    assert shown[0][-1] == "nothing" and "2 steps or more apart" in shown[-1][-1]
    assert isinstance(readiness_table(table("option_readiness").empty()), Finding)
    assert len(prompts_table().rows()) == 8


@pytest.mark.parametrize("name", ["Ann", "Bob", "Zoe"])
def test_no_picture_holds_an_alias(name):
    picture = gaps_chart(gaps_of(), APPRAISAL, NO_CHALLENGES, "Exampleshire", 7)
    assert name not in to_svg(picture.chart, picture.caption, picture.alt)
