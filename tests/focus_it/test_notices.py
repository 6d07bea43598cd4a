"""What is said before the ranking and the matrix are read."""

from __future__ import annotations

import pandas as pd
import pytest

from coprod_helpers.focus_it import notices
from tests.focus_it.worked import CRITERIA, OPTIONS, RATERS, SWINGS, WORKED, ratings_of, weights_of, worked


def _notices(options=OPTIONS, criteria=CRITERIA, weights=SWINGS, ratings=None, raters=RATERS):
    """Return the notices on a case that has none unless something is changed."""
    ratings = ratings_of(WORKED, "RT1", "RT2") if ratings is None else ratings
    return notices(worked(weights, ratings, options, criteria, raters))


def test_nothing_is_said_where_there_is_nothing_to_say():
    assert _notices() == []


BOTH = ("RT1", "RT2")


@pytest.mark.parametrize("changed, sentence", [
    ({"weights": weights_of(80, 60, 40)},
     "In the citizens' weights the biggest swing is 80. Set the biggest step to 100."),
    ({"weights": weights_of(100, 60)},
     'The citizens\' weights leave out "Feasibility", which their ranking does not count. Give each criterion a '
     "swing."),
    ({"weights": weights_of(100, 60, 40, group="officer")},
     "There are no citizens' weights yet, so no ranking here is the citizens' own. Ask citizens for their swings."),
    ({"ratings": ratings_of(WORKED, "RT1")},
     "One person rated everything; treat the scores as a prompt for discussion, not a finding."),
    ({"ratings": ratings_of(WORKED, "RT2")},
     "No citizen has rated an option yet. Ask at least one citizen to rate."),
    ({"ratings": pd.concat([ratings_of(WORKED, "RT1"), ratings_of({"OP1": WORKED["OP1"]}, "RT2")])},
     'One person rated "Panel"; treat its score as a prompt for discussion, not a finding.'),
    ({"ratings": ratings_of({})},
     "Nobody has rated an option yet."),
    ({"ratings": ratings_of({option: (*row[:2], 3) for option, row in WORKED.items()}, *BOTH)},
     "Every option is rated alike on Feasibility, so it does not tell the options apart; its weight has no meaning here "
     "and is left out."),
    ({"ratings": ratings_of({option: (1, 1, 1) for option in WORKED}, *BOTH)},
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
    ({"ratings": ratings_of({**WORKED, "OP2": (-1, 4, 4)}, *BOTH)},
     '"Panel" would make outcomes worse by the middle rating; it comes after all options without harm.'),
    ({"ratings": ratings_of({**WORKED, "OP2": (None, 4, 4)}, *BOTH)},
     'By the citizens\' weights too little is known to rank "Panel": ratings must cover 70% of the weight. An empty '
     "rating is not known, and never 0."),
])
def test_each_weakness_has_its_sentence(changed, sentence):
    assert sentence in _notices(**changed)
