"""Weights from swings, an order or pairs, for the step that was weighed; and when they are stale."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from coprod_helpers.errors import InputError
from coprod_helpers.focus_it import notices, rank_options
from coprod_helpers.focus_it.weighing import alike, weigh
from coprod_helpers.tables import table
from tests.focus_it.small import rows
from tests.focus_it.worked import CRITERIA, OPTIONS, SWINGS, WORKED, ratings_of, weights_of, worked

NO_PAIRS = table("criterion_comparisons").empty()
PANEL = worked().panel


def asked(way: str, **columns) -> pd.DataFrame:
    """Lay out one group's rows of weights on CR1, CR2 and CR3, asked in this way."""
    return rows("criterion_weights", *(
        {"rater_group": "citizen", "criterion_id": f"CR{place + 1}", "asked_as": way,
         **{name: values[place] for name, values in columns.items()}} for place in range(3)))


def pairs(*times: tuple[str, str, float]) -> pd.DataFrame:
    """Lay out judgements in pairs of the citizens."""
    return rows("criterion_comparisons", *({"rater_group": "citizen", "criterion_id": one, "other_id": other, "times_more": more}
                                           for one, other, more in times))


def shares_of(weights: pd.DataFrame, comparisons: pd.DataFrame = NO_PAIRS, panel: pd.DataFrame = PANEL) -> list[float]:
    """Return the citizens' weights."""
    return weigh("citizen", CRITERIA, weights, comparisons, panel).shares.tolist()


def test_swings_of_whole_scales_are_shared_out():
    assert shares_of(SWINGS) == pytest.approx([0.5, 0.3, 0.2], abs=1e-12)


def test_a_step_of_half_the_scale_doubles_the_weight_on_the_scale():
    """A swing of 100 for the step from 0 to 3 of a scale of 6 steps counts as much as 200 for the whole scale."""
    weights = asked("swing", swing=[100, 60, 40], step_from=[0, None, None], step_to=[3, None, None])
    assert shares_of(weights) == pytest.approx([200 / 300, 60 / 300, 40 / 300], abs=1e-12)


def test_the_step_itself_is_worth_what_was_said_of_it():
    """Between options at the two ends of the steps, score differences stand as the swings: 100 to 60 to 40."""
    weights = asked("swing", swing=[100, 60, 40], step_from=[0, -1, 2], step_to=[3, 2, 4])
    given = weigh("citizen", CRITERIA, weights, NO_PAIRS, PANEL)
    gained = given.shares * given.steps
    assert (gained / gained.max() * 100).tolist() == pytest.approx([100, 60, 40], abs=1e-9)


def test_an_order_gives_its_centroid_and_draws_keep_to_it():
    given = weigh("citizen", CRITERIA, asked("rank-order", place=[2, 1, 3]), NO_PAIRS, PANEL)
    assert given.shares.tolist() == pytest.approx([5 / 18, 11 / 18, 2 / 18], abs=1e-12)
    drawn = given.draw(500, np.random.default_rng(1))
    assert (drawn[:, 1] >= drawn[:, 0]).all() and (drawn[:, 0] >= drawn[:, 2]).all()
    assert drawn.sum(axis=1) == pytest.approx(1, abs=1e-12)


def test_pairs_give_their_eigenvector_and_consistency():
    """Without contradiction (2, 6 and 3 times) the weights are 6, 3 and 1 tenths."""
    weights = asked("pairwise")
    given = weigh("citizen", CRITERIA, weights, pairs(("CR1", "CR2", 2), ("CR1", "CR3", 6), ("CR2", "CR3", 3)), PANEL)
    assert given.shares.tolist() == pytest.approx([0.6, 0.3, 0.1], abs=1e-9)
    assert given.consistency == pytest.approx(0, abs=1e-9)


def test_a_pair_may_stand_either_way_round():
    turned = pairs(("CR2", "CR1", 3), ("CR1", "CR3", 2), ("CR2", "CR3", 6))
    assert shares_of(asked("pairwise"), turned) == pytest.approx([0.2222, 0.6667, 0.1111], abs=1e-4)


def test_missing_pairs_are_named():
    with pytest.raises(InputError) as refused:
        weigh("citizen", CRITERIA, asked("pairwise"), pairs(("CR1", "CR2", 2)), PANEL)
    assert "citizens' weights cannot be used yet" in str(refused.value)
    assert '"Outcome gain" and "Feasibility"' in str(refused.value) and '"Efficiency gain" and "Feasibility"' in str(refused.value)


def test_a_criterion_that_tells_nothing_apart_is_dropped_and_the_others_share_its_weight():
    panel = worked(ratings=ratings_of({option: (*row[:2], 3) for option, row in WORKED.items()})).panel
    given = weigh("citizen", CRITERIA, SWINGS, NO_PAIRS, panel)
    assert given.dropped == ("CR3",) and given.shares.tolist() == pytest.approx([0.625, 0.375], abs=1e-12)


def test_where_nothing_tells_options_apart_nothing_is_dropped():
    panel = worked(ratings=ratings_of({option: (1, 1, 1) for option in WORKED})).panel
    assert weigh("citizen", CRITERIA, SWINGS, NO_PAIRS, panel).dropped == ()


def test_alike_needs_two_options_and_no_blank():
    assert alike(PANEL.head(1)).empty
    assert alike(pd.DataFrame({"CR1": [2, None], "CR2": [1, 1]})).tolist() == ["CR2"]


def test_lower_can_be_better():
    """Feasibility turned round as effort: the option with least effort gains."""
    turned = CRITERIA.assign(better=[None, None, "lower"])
    normal = rank_options(worked(weights_of(0, 0, 100))).set_index("option_id")["score"]
    found = rank_options(worked(weights_of(0, 0, 100), criteria=turned)).set_index("option_id")["score"]
    assert (found + normal).tolist() == pytest.approx([1] * 4, abs=1e-12)


@pytest.mark.parametrize("then, changes", [
    ("OP1; OP2", 'new: "Repair"'), ("OP1; OP2; OP3; OP9", "1 is gone"), ("OP1; OP2; OP8; OP9", 'new: "Repair"; 2 are gone'),
])
def test_weights_are_stale_when_options_come_or_go(then, changes):
    stale = [sentence for sentence in notices(worked(SWINGS.assign(options_then=then))) if "stale" in sentence]
    assert len(stale) == 1 and f"({changes})" in stale[0]


@pytest.mark.parametrize("then", ["OP1; OP2; OP3", "OP3;OP2;OP1;OP4", None])
def test_weights_of_these_options_are_not_stale(then):
    """Doing nothing does not count, and where it was not noted which options there were, nothing is said."""
    assert not any("stale" in sentence for sentence in notices(worked(SWINGS.assign(options_then=then))))


def test_contradicting_pairs_are_told():
    comparisons = pairs(("CR1", "CR2", 9), ("CR2", "CR3", 9), ("CR3", "CR1", 9))
    said = notices(worked(asked("pairwise"), criterion_comparisons=comparisons))
    assert any("the pairs contradict each other: their consistency ratio is" in sentence for sentence in said)


def test_tables_given_are_left_unchanged():
    weights, comparisons, panel = asked("pairwise"), pairs(("CR1", "CR2", 2), ("CR1", "CR3", 6), ("CR2", "CR3", 3)), PANEL.copy()
    before = weights.copy(), comparisons.copy()
    weigh("citizen", CRITERIA, weights, comparisons, panel)
    pd.testing.assert_frame_equal(weights, before[0])
    pd.testing.assert_frame_equal(comparisons, before[1])
    pd.testing.assert_frame_equal(panel, PANEL)
    assert len(OPTIONS) == 4
