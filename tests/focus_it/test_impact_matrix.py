"""The Impact Matrix: ranks, quadrants, and what is said beside them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coprod_helpers.errors import InputError
from coprod_helpers.focus_it import median_ratings, notices, place_on_matrix, rank_options, why_not
from coprod_helpers.focus_it.impact_matrix import QUADRANTS
from coprod_helpers.tables import table


def _frame(name: str, rows: list[dict]) -> pd.DataFrame:
    """Lay out rows as the declared table, blanks where a column is left out."""
    return pd.DataFrame(rows, columns=table(name).names).astype(table(name).empty().dtypes)


OPTIONS = _frame("options", [
    {"option_id": "OP1", "title": "Walks", "kind": "start"}, {"option_id": "OP2", "title": "Panel", "kind": "start"},
    {"option_id": "OP3", "title": "Repair", "kind": "start"},
    {"option_id": "OP4", "title": "Do nothing", "kind": "do-nothing"}])
CRITERIA = _frame("criteria", [
    {"criterion_id": "CR1", "title": "Outcome gain", "axis": "outcomes", "scale_low": -2, "scale_high": 4},
    {"criterion_id": "CR2", "title": "Efficiency gain", "axis": "efficiency", "scale_low": -2, "scale_high": 4},
    {"criterion_id": "CR3", "title": "Feasibility", "axis": "feasibility", "scale_low": 0, "scale_high": 4}])
RATERS = _frame("raters", [
    {"rater_id": "RT1", "alias": "Ann", "rater_group": "citizen"},
    {"rater_id": "RT2", "alias": "Bob", "rater_group": "officer"}])
WORKED = {"OP1": (3, 1, 4), "OP2": (1, 2, 3), "OP3": (2, 3, 2), "OP4": (0, 0, 4)}


def _weights(*swings, group: str = "citizen") -> pd.DataFrame:
    """Lay out one group's swings on CR1, CR2 and CR3."""
    return _frame("criterion_weights", [
        {"rater_group": group, "criterion_id": f"CR{place}", "swing": swing} for place, swing in enumerate(swings, 1)])


def _ratings(by_option: dict, *raters: str) -> pd.DataFrame:
    """Lay out ratings on CR1, CR2 and CR3, the same from each rater; None is a blank."""
    return _frame("ratings", [
        {"option_id": option, "criterion_id": f"CR{place}", "rater_id": rater, "rating": rating}
        for option, row in by_option.items() for place, rating in enumerate(row, 1) for rater in raters or ("RT1",)])


SWINGS = _weights(100, 60, 40)


def _ranking(ratings, weights=SWINGS, draws=50):
    """Rank the four options and return the rows by option."""
    return rank_options(OPTIONS, CRITERIA, weights, ratings, draws=draws).set_index("option_id")


# Worked numbers

def test_worked_scores_and_ranks():
    """Swings 100, 60 and 40; gains on -2 to 4 and feasibility on 0 to 4, worked by hand to four places."""
    ranked = _ranking(_ratings(WORKED))
    expected = {"OP1": 0.7667, "OP2": 0.6, "OP3": 0.6833, "OP4": 0.4667}
    assert ranked["score"].to_dict() == pytest.approx(expected, abs=5e-5)
    assert ranked["rank"].to_dict() == {"OP1": 1, "OP3": 2, "OP2": 3, "OP4": 4}
    assert ranked["known_share"].eq(1).all()


def test_worked_quadrants():
    placed = place_on_matrix(OPTIONS, CRITERIA, _ratings(WORKED), RATERS, cut=2)
    assert placed.set_index("option")["quadrant"].to_dict() == {
        "Walks": "invest for outcomes", "Panel": "save, then check outcomes", "Repair": "do now", "Do nothing": "park"}


# Ranking

def test_result_is_the_declared_table():
    ranked = rank_options(OPTIONS, CRITERIA, SWINGS, _ratings(WORKED), draws=10)
    pd.testing.assert_series_equal(ranked.dtypes, table("option_ranking").empty().dtypes)
    assert ranked["option"].tolist() == ["Walks", "Repair", "Panel", "Do nothing"]
    assert ranked.index.tolist() == [0, 1, 2, 3]


def test_each_group_with_weights_has_its_own_ranking():
    weights = pd.concat([_weights(0, 100, 0, group="officer"), SWINGS])
    ranked = rank_options(OPTIONS, CRITERIA, weights, _ratings(WORKED), draws=10)
    assert ranked["rater_group"].drop_duplicates().tolist() == ["citizen", "officer"]
    firsts = ranked[ranked["rank"].eq(1)].set_index("rater_group")["option"]
    assert firsts.to_dict() == {"citizen": "Walks", "officer": "Repair"}


def test_panel_value_is_the_median_of_the_raters():
    ratings = pd.concat([_ratings({"OP1": (4, 0, 1)}, "RT1"), _ratings({"OP1": (1, None, 2)}, "RT2"),
                         _ratings({"OP1": (2, 3, None)}, "RT3")])
    assert median_ratings(OPTIONS, CRITERIA, ratings).loc["OP1"].tolist() == [2, 1.5, 1.5]


def test_blank_rating_is_not_read_as_0():
    ranked = _ranking(_ratings({**WORKED, "OP2": (1, 2, None)}))
    assert ranked.loc["OP2", "known_share"] == pytest.approx(0.8, abs=1e-12)
    assert ranked.loc["OP2", "score"] == pytest.approx((0.5 * 3 / 6 + 0.3 * 4 / 6) / 0.8, abs=1e-12)


def test_option_about_which_too_little_is_known_has_no_rank_and_no_range():
    ranked = _ranking(_ratings({**WORKED, "OP1": (3, None, None)}))
    assert ranked.loc["OP1", ["rank", "best_rank", "worst_rank"]].isna().all()
    assert ranked["rank"].tolist()[:3] == [1, 2, 3] and ranked.index[-1] == "OP1"


def test_known_share_of_exactly_seven_tenths_is_enough():
    weights = _weights(100, 100, 100 * 2 * 0.3 / 0.7)
    assert _ranking(_ratings({**WORKED, "OP1": (3, 1, None)}), weights)["rank"].notna().all()


def test_missing_rating_widens_the_range():
    sure = _ranking(_ratings(WORKED), draws=500)
    unsure = _ranking(_ratings({**WORKED, "OP3": (2, None, 2)}), draws=500)
    width = [rows.loc["OP3", "worst_rank"] - rows.loc["OP3", "best_rank"] for rows in (sure, unsure)]
    assert width[1] > width[0]


def test_option_that_harms_outcomes_is_never_first_however_much_it_saves():
    ranked = _ranking(_ratings({**WORKED, "OP2": (-1, 4, 4)}), _weights(1, 100, 100))
    assert ranked.loc["OP2", "score"] == ranked["score"].max()
    assert ranked.loc["OP2", ["rank", "best_rank", "worst_rank"]].tolist() == [4, 4, 4]


def test_first_place_stays_empty_where_every_ranked_option_harms():
    ranked = _ranking(_ratings({option: (-1, 0, 0) for option in WORKED}))
    assert ranked["rank"].tolist() == [2, 2, 2, 2]


def test_harm_is_judged_by_the_median():
    ratings = pd.concat([_ratings(WORKED, "RT1", "RT2"), _ratings({"OP1": (-2, 1, 4)}, "RT3")])
    assert _ranking(ratings).loc["OP1", "rank"] == 1


def test_equal_options_tie_and_stand_in_order_of_id():
    ranked = _ranking(_ratings({option: (1, 2, 3) for option in WORKED}))
    assert ranked["rank"].tolist() == [1, 1, 1, 1]
    assert ranked.index.tolist() == ["OP1", "OP2", "OP3", "OP4"]
    assert ranked["best_rank"].eq(1).all() and ranked["worst_rank"].eq(1).all()


def test_criterion_without_a_swing_is_left_out():
    assert _ranking(_ratings(WORKED), _weights(100)).loc["OP1", "score"] == pytest.approx(5 / 6, abs=1e-12)


def test_no_weights_or_no_options_give_an_empty_table():
    none, no_swings = OPTIONS.iloc[:0], SWINGS.iloc[:0]
    for options, weights in ((OPTIONS, no_swings), (none, SWINGS), (none, no_swings)):
        ranked = rank_options(options, CRITERIA, weights, _ratings({}), draws=5)
        pd.testing.assert_frame_equal(ranked, table("option_ranking").empty(), check_index_type=False)


def test_options_nobody_rated_have_no_rank():
    ranked = rank_options(OPTIONS, CRITERIA, SWINGS, _ratings({}), draws=5)
    assert len(ranked) == 4 and ranked["rank"].isna().all() and ranked["known_share"].eq(0).all()


def test_swings_of_0_are_refused_with_the_group_named():
    with pytest.raises(InputError, match="citizens' weights cannot be used yet. All swings are 0"):
        _ranking(_ratings(WORKED), _weights(0, 0, 0))


def test_unusable_swing_is_named_by_its_criterion():
    with pytest.raises(InputError, match='"Efficiency gain" is -5'):
        _ranking(_ratings(WORKED), _weights(100, -5, 40))


def test_every_rating_outside_its_scale_is_named():
    with pytest.raises(InputError) as caught:
        _ranking(_ratings({**WORKED, "OP1": (3, 14, -1)}))
    assert [str(mistake) for mistake in caught.value.mistakes] == [
        '"Walks" on Efficiency gain is 14; the scale runs from -2 to 4',
        '"Walks" on Feasibility is -1; the scale runs from 0 to 4']


GAINS = st.integers(-2, 4)
PANELS = st.lists(st.tuples(GAINS, st.one_of(st.none(), GAINS), st.integers(0, 4)), min_size=4, max_size=4)


@settings(max_examples=40, deadline=None)
@given(PANELS, st.floats(0.05, 1))
def test_scaling_all_swings_changes_nothing(panel, factor):
    ratings = _ratings(dict(zip(WORKED, panel, strict=True)))
    scaled = _weights(100 * factor, 60 * factor, 40 * factor)
    pd.testing.assert_frame_equal(_ranking(ratings, scaled), _ranking(ratings), check_exact=False, atol=1e-9)


@settings(max_examples=40, deadline=None)
@given(PANELS, st.randoms(use_true_random=False))
def test_order_of_rows_does_not_matter(panel, random):
    def shuffled(frame):
        return frame.iloc[random.sample(range(len(frame)), len(frame))]

    ratings = _ratings(dict(zip(WORKED, panel, strict=True)), "RT1", "RT2")
    found = rank_options(shuffled(OPTIONS), shuffled(CRITERIA), shuffled(SWINGS), shuffled(ratings), draws=30)
    pd.testing.assert_frame_equal(found, rank_options(OPTIONS, CRITERIA, SWINGS, ratings, draws=30), check_exact=True)


@settings(max_examples=40, deadline=None)
@given(PANELS, st.sampled_from(["CR1", "CR2", "CR3"]), st.integers(1, 6))
def test_higher_rating_never_lowers_rank(panel, criterion, steps):
    ratings = _ratings(dict(zip(WORKED, [(gain, 1 if saving is None else saving, ease) for gain, saving, ease in panel],
                                strict=True)))
    before = _ranking(ratings, draws=1)["rank"]["OP1"]
    own = ratings["option_id"].eq("OP1") & ratings["criterion_id"].eq(criterion)
    higher = ratings.assign(rating=ratings["rating"].mask(own, (ratings["rating"] + steps).clip(upper=4)))
    assert _ranking(higher, draws=1)["rank"]["OP1"] <= before


def test_same_seed_gives_the_same_table_and_another_seed_may_not():
    ratings = _ratings({"OP1": (3, 1, 4), "OP2": (2, 3, 4), "OP3": (2, 3, 3), "OP4": (3, 1, 3)})
    by_seed = [rank_options(OPTIONS, CRITERIA, SWINGS, ratings, draws=5, seed=seed) for seed in (1, 1, *range(2, 20))]
    pd.testing.assert_frame_equal(by_seed[0], by_seed[1])
    assert any(not by_seed[0].equals(other) for other in by_seed[2:])


# Matrix

def test_matrix_is_the_declared_table_in_the_order_of_options():
    placed = place_on_matrix(OPTIONS.iloc[::-1], CRITERIA, _ratings(WORKED), RATERS)
    pd.testing.assert_series_equal(placed.dtypes, table("impact_matrix").empty().dtypes)
    assert placed["option_id"].tolist() == ["OP4", "OP3", "OP2", "OP1"]
    assert placed.loc[3, ["outcome_gain", "efficiency_gain", "feasibility"]].tolist() == [3, 1, 4]


def test_gain_on_the_cut_line_is_high():
    def quadrant_at(cut):
        return place_on_matrix(OPTIONS, CRITERIA, _ratings({"OP1": (3, 3, 0)}), RATERS, cut).loc[0, "quadrant"]

    assert quadrant_at(3) == "do now" and quadrant_at(3.1) == "park"


@pytest.mark.parametrize("gains, expected", [
    ((-1, 4, 4), "harm check"), ((-1, None, 4), "harm check"), ((None, 4, 4), "not known"), ((4, None, 4), "not known"),
    ((0, 0, 0), "park"), ((0, 4, 0), "save, then check outcomes"),
])
def test_harm_and_what_is_not_known_have_names_of_their_own(gains, expected):
    placed = place_on_matrix(OPTIONS, CRITERIA, _ratings({"OP1": gains}), RATERS)
    assert placed.loc[0, "quadrant"] == expected and expected in QUADRANTS


def test_option_nobody_rated_is_not_known_and_not_0():
    placed = place_on_matrix(OPTIONS, CRITERIA, _ratings({"OP1": (3, 1, 4)}), RATERS).set_index("option_id").loc["OP2"]
    assert placed["quadrant"] == "not known" and placed["rater_count"] == 0
    assert placed[["outcome_gain", "efficiency_gain", "feasibility", "widest_gap"]].isna().all()


def test_widest_gap_and_raters_are_counted_from_ratings_given():
    ratings = pd.concat([_ratings({"OP1": (3, 1, 4)}, "RT1"), _ratings({"OP1": (1, None, 4)}, "RT2"),
                         _ratings({"OP1": (-2, 4, 0)}, "stranger")])
    placed = place_on_matrix(OPTIONS, CRITERIA, ratings, RATERS).set_index("option_id").loc["OP1"]
    assert placed["widest_gap"] == 2 and placed["rater_count"] == 2 and placed["outcome_gain"] == 2


def test_matrix_without_a_criterion_for_an_axis_is_not_known():
    placed = place_on_matrix(OPTIONS, CRITERIA.assign(axis="other"), _ratings(WORKED), RATERS)
    assert placed["quadrant"].eq("not known").all()


@pytest.mark.parametrize("cut", [float("nan"), float("inf")])
def test_cut_that_is_no_number_is_refused(cut):
    with pytest.raises(InputError, match="cut line"):
        place_on_matrix(OPTIONS, CRITERIA, _ratings(WORKED), RATERS, cut)


# Notices

def _notices(options=OPTIONS, criteria=CRITERIA, weights=SWINGS, ratings=None, raters=RATERS):
    """Return the notices on a case that has none unless something is changed."""
    ratings = _ratings(WORKED, "RT1", "RT2") if ratings is None else ratings
    return notices(options, criteria, weights, ratings, raters)


def test_nothing_is_said_where_there_is_nothing_to_say():
    assert _notices() == []


BOTH = ("RT1", "RT2")


@pytest.mark.parametrize("changed, sentence", [
    ({"weights": _weights(80, 60, 40)},
     "In the citizens' weights the biggest swing is 80. Set the biggest step to 100."),
    ({"weights": _weights(100, 60)},
     'The citizens\' weights leave out "Feasibility", which their ranking does not count. Give each criterion a '
     "swing."),
    ({"weights": _weights(100, 60, 40, group="officer")},
     "There are no citizens' weights yet, so no ranking here is the citizens' own. Ask citizens for their swings."),
    ({"ratings": _ratings(WORKED, "RT1")},
     "One person rated everything; treat the scores as a prompt for discussion, not a finding."),
    ({"ratings": _ratings(WORKED, "RT2")},
     "No citizen has rated an option yet. Ask at least one citizen to rate."),
    ({"ratings": pd.concat([_ratings(WORKED, "RT1"), _ratings({"OP1": WORKED["OP1"]}, "RT2")])},
     'One person rated "Panel"; treat its score as a prompt for discussion, not a finding.'),
    ({"ratings": _ratings({})},
     "Nobody has rated an option yet."),
    ({"ratings": _ratings({option: (*row[:2], 3) for option, row in WORKED.items()}, *BOTH)},
     "Every option is rated alike on Feasibility, so it does not tell the options apart and its weight means little. "
     "It still counts in the scores."),
    ({"ratings": _ratings({option: (1, 1, 1) for option in WORKED}, *BOTH)},
     "Every option is rated alike on every criterion, so the ranking says nothing yet. Rate again, or look for other "
     "criteria."),
    ({"options": OPTIONS.iloc[:3]},
     'There is no "do nothing" option, so gains cannot be seen against carrying on as today. Add one.'),
    ({"options": OPTIONS.iloc[3:]},
     "There is one option only, so there is nothing to rank it against. Add others."),
    ({"options": OPTIONS.iloc[:0]},
     "There are no options yet. Choose some from the initiatives of Map It."),
    ({"criteria": CRITERIA.assign(axis="other")},
     "No criterion stands for outcome gain, so harm to outcomes cannot be checked. Choose one."),
    ({"ratings": _ratings({**WORKED, "OP2": (-1, 4, 4)}, *BOTH)},
     '"Panel" would make outcomes worse by the middle rating; it comes after all options without harm.'),
    ({"ratings": _ratings({**WORKED, "OP2": (None, 4, 4)}, *BOTH)},
     'By the citizens\' weights too little is known to rank "Panel": ratings must cover 70% of the weight. An empty '
     "rating is not known, and never 0."),
])
def test_each_weakness_has_its_sentence(changed, sentence):
    assert sentence in _notices(**changed)


# Why not first

@pytest.mark.parametrize("option, sentence", [
    ("OP1", 'By the citizens\' weights "Walks" is first.'),
    ("OP3", 'By the citizens\' weights "Repair" is number 2: its score of 0.68 is 0.08 below that of "Walks". '
            "What sets it back most is Feasibility: 0.10."),
    ("OP2", 'By the citizens\' weights "Panel" is number 3: its score of 0.60 is 0.17 below that of "Walks". What sets '
            "it back most is Outcome gain: 0.17."),
])
def test_why_an_option_is_not_first(option, sentence):
    assert why_not(option, OPTIONS, CRITERIA, SWINGS, _ratings(WORKED), "citizen") == sentence


@pytest.mark.parametrize("own, part", [
    ((3, 1, 4), 'is first, level with "Walks".'),
    ((-1, 4, 4), "comes after all options without harm"),
    ((3, None, None), 'its ratings cover 50% of the weight, and 70% is needed. Rate it on "Efficiency gain", '
                      '"Feasibility".'),
])
def test_why_names_ties_harm_and_missing_ratings(own, part):
    assert part in why_not("OP2", OPTIONS, CRITERIA, SWINGS, _ratings({**WORKED, "OP2": own}), "citizen")


def test_option_behind_only_by_what_is_not_known_still_has_its_sentence():
    ratings = _ratings({"OP1": (3, 1, 4), "OP3": (3, 1, None)})
    assert why_not("OP3", OPTIONS, CRITERIA, SWINGS, ratings, "citizen").endswith('below that of "Walks".')


def test_unknown_option_or_group_gets_a_list():
    with pytest.raises(InputError, match="OP1, OP2, OP3 or OP4"):
        why_not("OP9", OPTIONS, CRITERIA, SWINGS, _ratings(WORKED), "citizen")
    with pytest.raises(InputError, match="There are weights of: citizen."):
        why_not("OP1", OPTIONS, CRITERIA, SWINGS, _ratings(WORKED), "officer")


# Care for what was given

def test_tables_given_are_left_unchanged():
    given_tables = [OPTIONS, CRITERIA, SWINGS, _ratings(WORKED), RATERS]
    before = [frame.copy() for frame in given_tables]
    options, criteria, weights, ratings, raters = given_tables
    rank_options(options, criteria, weights, ratings, draws=5)
    place_on_matrix(options, criteria, ratings, raters)
    notices(options, criteria, weights, ratings, raters)
    why_not("OP2", options, criteria, weights, ratings, "citizen")
    for frame, copy in zip(given_tables, before, strict=True):
        pd.testing.assert_frame_equal(frame, copy)


def test_two_hundred_options_are_ranked():
    ids = [f"OP{number}" for number in range(200)]
    options = _frame("options", [{"option_id": option, "title": option, "kind": "start"} for option in ids])
    rng = np.random.default_rng(1)
    ratings = _ratings({option: tuple(int(value) for value in rng.integers(0, 5, 3)) for option in ids})
    ranked = rank_options(options, CRITERIA, SWINGS, ratings)
    assert len(ranked) == 200 and ranked["rank"].min() == 1
