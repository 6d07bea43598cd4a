"""The choice under limits: what is chosen, why not the others, what more would buy, and what is nearly as good."""

from __future__ import annotations

import pandas as pd
import pytest

from coprod_helpers.errors import InputError
from coprod_helpers.focus_it import choice_sentences, choose_within_limits, results_of_choice
from coprod_helpers.focus_it.choice import chosen_shares, frontier_table
from coprod_helpers.tables import table
from tests.focus_it.choosing import BY_OUTCOMES, COSTED, costed, limits, rules, tables_of
from tests.focus_it.worked import SWINGS, WORKED, ratings_of, weights_of

# Walks take 6,000 in year 1, Panel 4,000, Repair 3,000; they gain 50, 16.7 and 33.3 points.
SEVEN = limits(money_1=7000)


def chosen(choice_limits=SEVEN, appraisal=None, **given):
    """Return the citizens' choice."""
    return choose_within_limits(appraisal or costed(), tables_of(choice_limits=choice_limits, **given))["citizen"]


def results(choice_limits=SEVEN, appraisal=None, **given):
    appraisal = appraisal or costed()
    return results_of_choice(appraisal, choose_within_limits(appraisal, tables_of(choice_limits=choice_limits, **given)), "citizen")


def test_the_worked_choice_gains_most_within_the_limit():
    """Panel and Repair cost 7,000 and gain 50 together, as much as Walks for 6,000: the cheaper is taken."""
    found = chosen()
    assert found.portfolio.options == ("OP1",) and found.portfolio.gain == pytest.approx(50) and found.portfolio.is_proved
    assert chosen(limits(money_1=9000)).portfolio.options == ("OP1", "OP3")


def test_without_limits_nothing_is_chosen():
    assert choose_within_limits(costed(), tables_of()) == {}
    empty = results_of_choice(costed(), {}, "citizen")
    for name, frame in empty.items():
        pd.testing.assert_frame_equal(frame, table(name).empty(), check_index_type=False)


def test_a_harmful_option_is_never_chosen_however_much_it_frees():
    harmful = costed(options=COSTED.assign(kind=["start", "stop", "start", "do-nothing"], yearly_cost_gbp=[5000.0, -90000.0, 3000.0, 0.0]),
                     ratings=ratings_of({**WORKED, "OP2": (-1, 4, 4)}))
    assert "OP2" not in chosen(SEVEN, harmful).portfolio.options


def test_stopping_something_pays_for_something_else():
    freed = costed(options=COSTED.assign(kind=["start", "stop", "start", "do-nothing"], yearly_cost_gbp=[5000.0, -3000.0, 3000.0, 0.0]))
    assert chosen(limits(money_1=6000), freed).portfolio.options == ("OP1", "OP2", "OP3")


def test_every_option_has_its_reason():
    reasons = results()["choice"].set_index("option_id")
    assert reasons["is_chosen"].to_dict() == {"OP1": True, "OP2": False, "OP3": False}
    assert reasons.loc["OP1", "reason"] == "It gains 50.0 points; without it the best choice gains less than 0.1 points less."
    assert reasons.loc["OP3", "reason"] == ('With it, "Walks" would have to go, and together the options would gain less than 0.1 points '
                                            "less.")
    tight = results(limits(money_1=3500))["choice"].set_index("option_id")["reason"]
    assert tight["OP1"].startswith("It does not fit within the limits and rules, whatever else is left out.")
    assert "would have to" in tight["OP1"]


def test_an_option_that_gains_nothing_says_so():
    worse = costed(ratings=ratings_of({**WORKED, "OP2": (0, 2, 3)}))
    assert "gains no more than doing nothing: 0.0 points" in results(SEVEN, worse)["choice"].set_index("option_id").loc["OP2", "reason"]


def test_rules_that_force_and_bar_have_their_reasons():
    forced = results(SEVEN, choice_rules=rules({"kind": "always", "option_id": "OP2"}))["choice"].set_index("option_id")
    assert forced["is_chosen"].to_dict() == {"OP1": False, "OP2": True, "OP3": True}
    assert forced.loc["OP2", "reason"] == "It has to be in: without it limits and rules cannot hold together."


def test_limits_and_rules_that_cannot_hold_say_which():
    with pytest.raises(InputError, match="money 1 would have to rise by 2,000 to 9,000"):
        chosen(SEVEN, choice_rules=rules({"kind": "always", "option_id": "OP1"}, {"kind": "always", "option_id": "OP3"}))


def test_each_group_chooses_by_its_own_weights_and_what_they_share_is_said():
    appraisal = costed(pd.concat([BY_OUTCOMES, weights_of(0, 100, 0, group="officer")]))
    choices = choose_within_limits(appraisal, tables_of(choice_limits=SEVEN))
    assert choices["citizen"].portfolio.options == ("OP1",) and choices["officer"].portfolio.options == ("OP2", "OP3")
    said = choice_sentences(appraisal, choices)
    assert said[0] == "By the citizens' weights: \"Walks\". Together they gain 50 points for £6,000 in the years that have a limit."
    assert said[-1] == "All groups' weights choose none; they differ on \"Walks\", \"Panel\", \"Repair\"."
    alike = choose_within_limits(costed(pd.concat([BY_OUTCOMES, weights_of(100, 0, 0, group="officer")])), tables_of(choice_limits=SEVEN))
    assert choice_sentences(appraisal, alike)[-1] == "All groups' weights choose the same options."


def test_sure_ratings_choose_alike_in_every_draw():
    assert chosen_shares(chosen(limits(money_1=9000)), 10).to_dict() == {"OP1": 1, "OP2": 0, "OP3": 1}


def test_doubt_shows_in_how_often_an_option_is_chosen():
    unsure = costed(SWINGS, draws=200, sure=False)
    shares = chosen_shares(chosen(SEVEN, unsure), 40)
    assert shares.between(0, 1).all() and 0 < shares["OP1"] < 1


def test_the_frontier_names_the_choice():
    found = results(limits(money_1=9000))["choice_frontier"]
    assert found["cost_gbp"].is_monotonic_increasing and found["gain_points"].is_monotonic_increasing
    own = found[found["is_choice"]]
    assert own["options"].tolist() == ["OP1; OP3"] and own["gain_points"].iloc[0] == pytest.approx(83.3333, abs=1e-3)
    assert frontier_table({"citizen": chosen(limits(staff_1=200))}).empty


def test_what_more_money_would_buy_and_the_least_that_helps():
    """3,000 goes to Repair; 1,000 more would change nothing, and 3,000 more let Walks in its place."""
    more = results(limits(money_1=3000))["choice_more"].set_index("limit_change")
    assert more.loc[0.1, "gain_points"] == pytest.approx(0) and more.loc[0.1, "more"] == pytest.approx(300)
    assert more.loc[-0.1, "gain_points"] == pytest.approx(-100 / 3) and more.loc[-0.1, "goes_out"] == "OP3"
    assert more.loc[0.0, "more"] == pytest.approx(3000, abs=1) and more.loc[0.0, ["comes_in", "goes_out"]].tolist() == ["OP1", "OP3"]


def test_where_no_sum_would_help_it_is_blank():
    plenty = results(limits(money_1=100_000))["choice_more"].set_index("limit_change")
    assert pd.isna(plenty.loc[0.0, "more"])


def test_other_choices_are_nearly_as_good():
    others = results()["other_choices"]
    assert others["place"].tolist() == [1, 2, 3, 4] and others["gain_points"].is_monotonic_decreasing
    assert others["gain_points"].tolist() == pytest.approx([50, 50, 100 / 3, 100 / 6])


def test_results_are_the_declared_tables():
    for name, frame in results().items():
        pd.testing.assert_series_equal(frame.dtypes, table(name).empty().dtypes)


def test_the_group_asked_about_is_the_one_whose_frontier_is_reckoned():
    appraisal = costed(pd.concat([BY_OUTCOMES, weights_of(0, 100, 0, group="officer")]))
    choices = choose_within_limits(appraisal, tables_of(choice_limits=SEVEN))
    assert set(results_of_choice(appraisal, choices, "officer")["choice_frontier"]["rater_group"]) == {"officer"}
    assert set(results_of_choice(appraisal, choices, "councillor")["choice_frontier"]["rater_group"]) == {"citizen"}
    assert set(results_of_choice(appraisal, choices, "officer")["choice"]["rater_group"]) == {"citizen", "officer"}
