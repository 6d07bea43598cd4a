"""What would turn the order round: weights, other methods, options beaten on everything."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coprod_helpers.focus_it import cross_check
from coprod_helpers.focus_it.cross_check import first_two, other_methods, swaps
from tests.focus_it.worked import SWINGS, WORKED, ratings_of, weights_of, worked


def test_the_swap_of_the_worked_example_by_hand():
    """Walks lead Repair by 1/6 on outcomes and 1/2 on feasibility, and trail by 1/3 on efficiency; weights 0.5, 0.3, 0.2.

    With w of the weight on efficiency and the rest in proportion 5 to 2: (1 - w)(5/42 + 2/14) = w / 3, so w = 11/25.
    With w on feasibility and the rest in proportion 5 to 3: (1 - w)(3/24 - 5/48) = w / 2, so w = 1/25.
    """
    view = worked().view("citizen")
    assert first_two(view) == ("OP1", "OP3")
    found = swaps(view).set_index("criterion_id")
    assert found.loc["CR2", "swap_share"] == pytest.approx(11 / 25, abs=1e-12)
    assert found.loc["CR2", "weight_share"] == pytest.approx(0.3) and found.loc["CR2", "change_share"] == pytest.approx(0.14)
    assert list(found.index) == ["CR2", "CR3"] and found.loc["CR3", "swap_share"] == pytest.approx(1 / 25, abs=1e-12)


GAINS = st.tuples(st.integers(0, 4), st.integers(-2, 4), st.integers(0, 4))


@settings(max_examples=60, deadline=None)
@given(st.lists(GAINS, min_size=4, max_size=4), st.tuples(st.integers(1, 100), st.integers(1, 100), st.just(100)))
def test_just_past_the_swap_the_second_is_ahead_and_just_before_it_is_not(panel, swings):
    ratings = ratings_of(dict(zip(WORKED, panel, strict=True)))
    view = worked(weights_of(*swings), ratings).view("citizen")
    pair = first_two(view)
    for row in swaps(view).itertuples():
        lead = (view.shares.loc[pair[0]] - view.shares.loc[pair[1]])
        others = view.weights.shares.drop(row.criterion_id)

        def at(share, criterion=row.criterion_id, others=others, lead=lead):
            return share * lead[criterion] + (1 - share) * float((others / others.sum() * lead[others.index]).sum())

        assert at(row.swap_share) == pytest.approx(0, abs=1e-9)
        beyond = row.swap_share + (1e-3 if row.swap_share > row.weight_share else -1e-3)
        assert at(beyond) < 0 < at(row.weight_share)


def test_a_shared_first_place_has_no_swap():
    view = worked(ratings=ratings_of({**WORKED, "OP2": WORKED["OP1"]})).view("citizen")
    assert first_two(view) is None and swaps(view).empty


def test_an_option_that_leads_on_everything_cannot_be_swapped():
    said = cross_check(worked(ratings=ratings_of({**WORKED, "OP1": (4, 4, 4)})))
    assert said[0] == 'By the citizens\' weights no change of a single weight puts "Repair" before "Walks".'
    assert '"Panel", "Repair", "Do nothing" are beaten by "Walks"' in said[-1]


def test_harmful_options_are_in_no_cross_check():
    view = worked(ratings=ratings_of({**WORKED, "OP2": (-1, 4, 4)})).view("citizen")
    assert "OP2" not in other_methods(view).index and "OP2" not in first_two(view)


def test_options_with_blanks_are_left_out_of_other_methods():
    view = worked(ratings=ratings_of({**WORKED, "OP3": (2, None, 2)})).view("citizen")
    assert other_methods(view).index.tolist() == ["OP1", "OP2", "OP4"]


def test_agreement_of_methods_is_said_and_so_is_disagreement():
    assert any("put the same option first" in sentence for sentence in cross_check(worked()))
    # One option excels on one criterion and fails on another; the weighted sum just prefers it, the middle one wins by flows.
    torn = ratings_of({"OP1": (4, 4, 0), "OP2": (2, 2, 3), "OP3": (1, 2, 4), "OP4": (0, 0, 1)})
    said = cross_check(worked(weights_of(100, 5, 97), torn))
    places = other_methods(worked(weights_of(100, 5, 97), torn).view("citizen"))
    differs = [name for name in ("topsis", "promethee") if places[name].idxmin() != places["weighted_sum"].idxmin()]
    assert any("the order hangs on the way of reckoning" in sentence for sentence in said) == bool(differs)
    assert differs


def test_without_weights_only_beaten_options_are_named():
    said = cross_check(worked(SWINGS.head(0), ratings_of({**WORKED, "OP4": (0, 0, 3)})))
    assert said == ['"Do nothing" is beaten by "Walks", which is at least as good on every criterion and better on one.'] or (
        len(said) == 1 and '"Do nothing" is beaten by' in said[0])


def test_each_group_has_its_own_sentences():
    said = cross_check(worked(pd.concat([SWINGS, weights_of(10, 100, 10, group="officer")])))
    assert sum("citizens' weights" in sentence for sentence in said) == sum("officers' weights" in sentence for sentence in said) == 2
