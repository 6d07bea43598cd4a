"""Who may be named, in which order, and whom to ask next."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coprod_helpers.map_it import adopters_table, early_adopters, permission_sentence, whom_to_ask
from coprod_helpers.map_it.early_adopters import COLUMNS, permission
from coprod_helpers.star import STATUSES
from coprod_helpers.tables import table
from tests.map_it.test_explorer import rows

INPUTS = ("initiatives", "initiative_co", "initiative_outcome", "outcomes", "service_areas", "initiative_gives")
SERVICES = rows("service_areas", {"service_id": "S1", "name": "Adult care", "lead": "Director of Adult Care"},
                {"service_id": "S2", "name": "Parks"})


def initiatives(*entries):
    """Build initiatives that are existing and may be named unless they say otherwise."""
    return rows("initiatives", *({"initiative_id": f"I{place}", "title": f"Title {place}", "status": "existing",
                                  "service_area": "S1", "may_name": True} | entry for place, entry in enumerate(entries)))


def adopters(frame, **more):
    """Return the early adopters of initiatives; other tables are empty unless given."""
    given_tables = {name: table(name).empty() for name in INPUTS} | {"initiatives": frame, "service_areas": SERVICES} | more
    return early_adopters(*(given_tables[name] for name in INPUTS))


def test_named_is_only_what_is_under_way_unmerged_and_allowed():
    frame = initiatives({}, {"may_name": False}, {"may_name": None}, {"merged_into": "I0"}, {"status": "improving"},
                        *({"status": word.code} for word in STATUSES if word.code not in ("existing", "improving")))
    assert adopters(frame)["initiative_id"].tolist() == ["I0", "I4"]


def test_order_is_by_evidence_then_size_then_title_with_the_unknown_last():
    frame = initiatives(
        {"title": "B", "evidence_grade": 2, "citizen_count": 9}, {"title": "A", "evidence_grade": 2, "citizen_count": 9},
        {"title": "C", "evidence_grade": 2}, {"title": "D", "evidence_grade": 3}, {"title": "E", "citizen_count": 500},
        {"title": "F", "evidence_grade": 0}, {"title": "G", "evidence_grade": 2, "citizen_hours_month": 7.0})
    assert "".join(adopters(frame)["title"]) == "DABGCFE"


@given(st.permutations(range(8)), st.lists(st.sampled_from([None, 0, 1, 4]), min_size=8, max_size=8))
@settings(max_examples=25, deadline=None)
def test_order_of_rows_does_not_matter(order, grades):
    frame = initiatives(*({"evidence_grade": grade, "title": "Same"} for grade in grades))
    pd.testing.assert_frame_equal(adopters(frame), adopters(frame.iloc[order]))


def test_links_are_told_in_words():
    found = adopters(
        initiatives({"citizens_give": "Their own words", "evidence_grade": 3}),
        initiative_co=rows("initiative_co", {"initiative_id": "I0", "co": "co-delivery"},
                           {"initiative_id": "I0", "co": "co-design", "subtype": "a"},
                           {"initiative_id": "I0", "co": "co-design", "subtype": "b"}),
        initiative_outcome=rows("initiative_outcome", {"initiative_id": "I0", "outcome_id": "OC2"},
                                {"initiative_id": "I0", "outcome_id": "OC1"}),
        outcomes=rows("outcomes", {"outcome_id": "OC1", "title": "Less alone"}, {"outcome_id": "OC2", "title": "Safer"}),
        initiative_gives=rows("initiative_gives", *({"initiative_id": "I0", "side": side, "contribution_type": kind}
                                                    for side, kind in (("public_service", "time"), ("both", "knowledge"),
                                                                       ("community", "asset"))))).iloc[0]
    assert found["cos"] == "Co-design, Co-delivery" and found["outcomes"] == "Less alone; Safer"
    assert found["public_gives"] == "Knowledge, Time" and found["citizens_give"] == "Their own words"
    assert found["service"] == "Adult care" and found["evidence"].startswith("Compared with before")


def test_blank_is_shown_as_not_known_and_never_as_nought():
    frame = adopters(initiatives({"service_area": None}))
    shown = adopters_table(frame).rows()[0]
    assert shown[0] == "Title 0" and set(shown[1:]) == {"not known"}
    assert frame["citizen_count"].isna().all() and frame["evidence"].isna().all()


def test_nothing_gives_an_empty_table_of_the_same_columns():
    assert adopters(initiatives()).columns.tolist() == [column.name for column in COLUMNS]
    assert adopters_table(adopters(initiatives())).rest() == "There are no rows yet."


def test_inputs_stay_as_they_were():
    frame = initiatives({"evidence_grade": 1}, {"may_name": None})
    before = frame.copy(deep=True)
    adopters(frame), permission_sentence(frame, SERVICES)
    pd.testing.assert_frame_equal(frame, before)


def test_no_column_is_private():
    assert {column.privacy for column in COLUMNS} <= {"nobody", "named by permission"}


# Permission


def test_no_is_told_apart_from_not_asked():
    counted = permission(initiatives({}, {"may_name": False}, {"may_name": None}, {"may_name": None}, {"status": "ended"}))
    assert (counted.named, counted.not_asked, counted.refused, counted.not_named, counted.under_way) == (1, 2, 1, 3, 4)


def test_asked_next_are_services_with_most_to_ask_about_and_no_refusal_is_asked_again():
    frame = initiatives({"may_name": None, "service_area": "S2"}, *[{"may_name": None}] * 2, {"may_name": False},
                        {"may_name": None, "service_area": None})
    found = whom_to_ask(frame, SERVICES)
    assert found["initiative_count"].tolist() == [2, 1, 1]
    assert found["service"].tolist()[:2] == ["Adult care", "Parks"] and pd.isna(found["service"].iloc[2])


def test_the_sentence_counts_and_says_whom_to_ask_but_names_no_initiative():
    frame = initiatives({}, *[{"title": "canary", "owner": "canary", "may_name": None}] * 2,
                        {"title": "canary", "owner": "canary", "may_name": False},
                        {"title": "canary", "may_name": None, "service_area": None})
    said = permission_sentence(frame, SERVICES)
    assert said == ("1 of 5 initiatives under way may be named. 4 more are under way and are not named, for want of "
                    "permission. 1 of them said no and is not asked again. Ask next for permission: Director of Adult "
                    "Care, for Adult care (2); whoever told you of those without a service area (1).")


@pytest.mark.parametrize(("entries", "words"), [
    ([], "Nothing is known to be under way yet"),
    ([{}], "1 of the 1 initiative under way may be named."),
    ([{"may_name": False}], "1 more is under way and is not named, for want of permission. 1 of them said no"),
    ([{"may_name": None, "service_area": "S2"}], "Ask next for permission: Parks (1)."),
])
def test_the_sentence_is_whole_for_none_and_for_one(entries, words):
    assert words in permission_sentence(initiatives(*entries), SERVICES)


def test_a_long_list_of_services_is_cut_and_counted():
    services = rows("service_areas", *({"service_id": f"S{place}", "name": f"Service {place}"} for place in range(9)))
    frame = initiatives(*({"may_name": None, "service_area": f"S{place}"} for place in range(9)))
    assert permission_sentence(frame, services).endswith("Service 0 (1); Service 1 (1); Service 2 (1); then about 6 more.")
