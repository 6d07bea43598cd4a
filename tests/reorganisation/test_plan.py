"""The plan: every table of every council counted, and a row too few stops the merge."""

from __future__ import annotations

import pytest

from coprod_helpers.reorganisation import plan as planning
from coprod_helpers.reorganisation.carry import Predecessor
from coprod_helpers.reorganisation.plan import COUNTS, plan_merge
from coprod_helpers.reorganisation.rows import FATES, MERGED
from coprod_helpers.tables import TABLES
from tests.reorganisation.conftest import council, state

NUMBERS = {name: 1 for name, table in TABLES.items() if table.id_prefix}
NAMES = {"Z00000001": "Ourton", "Z00000002": "Theirby", "Z00000009": "Newshire"}


def planned(before=None):
    both = [Predecessor(code, NAMES[code], 3, council(number)) for number, code in enumerate(("Z00000001", "Z00000002"))]
    return plan_merge(before or state(), both, NUMBERS, ("Z00000009", "Newshire", "Newshire Council"), NAMES)


def test_every_table_of_every_council_is_counted_and_adds_up():
    counts = planned().counts
    assert list(counts) == list(COUNTS) and len(counts) == 2 * len(MERGED)
    assert counts["read"].equals(counts[list(FATES)].sum(axis=1)) and counts["read"].sum() > 600


def test_kinds_of_question_that_two_councils_raise():
    kinds = set(planned().questions["kind"])
    assert {"duplicate", "axis", "weights", "ward", "consent"} <= kinds


def test_rows_of_the_shadow_authority_stay_and_are_compared():
    own = council(0)["outcomes"].head(1).assign(outcome_id="OC900")
    plan = planned(state({"outcomes": own}))
    asked = plan.questions.query("kind == 'duplicate' and table_name == 'outcomes'")["rows"].iloc[0]
    assert "OC900" in asked.split("; ") and "OC900" in set(plan.state["outcomes"]["outcome_id"])


def test_row_that_is_lost_on_the_way_stops_the_merge(monkeypatch):
    carry = planning.carry

    def careless(before, one, ids):
        carried = carry(before, one, ids)
        carried.state["risks"] = carried.state["risks"].iloc[1:]
        return carried

    monkeypatch.setattr(planning, "carry", careless)
    with pytest.raises(AssertionError, match="risks of Z00000001"):
        planned()
