"""The check: every mistake of every table at once, in words."""

from __future__ import annotations

import pandas as pd
import pytest

from coprod_helpers import library
from coprod_helpers.errors import InputError
from coprod_helpers.tables import ENTERED, TABLES
from coprod_helpers.tables.check import check_tables
from coprod_helpers.tables.parse import read_cell

OUTCOMES = pd.DataFrame({"outcome_id": ["OC1"], "title": ["Older people are less alone"]})
INITIATIVES = pd.DataFrame({"initiative_id": ["I1"], "title": ["Repair café"], "status": ["to-check"]})


def said(checked):
    return [str(mistake) for mistake in checked.mistakes]


def check(**frames):
    return check_tables(frames, library.read_all())


def test_one_unreadable_cell_hides_no_other_mistake():
    checked = check(
        outcomes=pd.DataFrame(
            {"outcome_id": ["OC1", "OC2"], "title": ["A", ""], "baseline": ["x", "5"], "better": ["up", "higher"]},
            index=[2, 3],
        )
    )
    assert {(mistake.row, mistake.column) for mistake in checked.mistakes} == {
        (2, "baseline"),
        (2, "better"),
        (3, "title"),
    }


def test_mistake_names_table_row_column_value_and_what_is_allowed():
    checked = check(initiatives=INITIATIVES.assign(professional_planning="14").set_axis([9], axis=0))
    assert said(checked) == [
        'Table "initiatives", row 9, Staff\'s part in planning: "14" is outside 0 to 4. '
        "Use a number of 0 to 4 (rating, 0 to 4), or leave it empty if not known."
    ]


def test_unknown_column_is_named_with_the_nearest():
    assert 'Did you mean "title"?' in said(check(outcomes=OUTCOMES.rename(columns={"title": "titel"})))[0]


def test_row_without_anything_lacks_its_key():
    with pytest.raises(InputError, match="Settings of: is needed. Fill it in."):
        check_tables({"settings": pd.DataFrame({"setting_id": [None]})}, {}).raise_mistakes()


def test_reference_to_nothing_is_named_with_the_nearest():
    checked = check(
        outcomes=OUTCOMES,
        initiatives=INITIATIVES,
        initiative_outcome=pd.DataFrame({"initiative_id": ["I1"], "outcome_id": ["OC-1x"]}),
    )
    assert any('"OC-1x" is not in Outcomes. Did you mean OC1?' in line for line in said(checked))


def test_unique_name_is_read_as_its_id_with_a_notice():
    wards = pd.DataFrame({"ward_id": ["W1", "W2", "W3"], "name": ["Hillbrook", "Twin", "Twin"]})
    link = pd.DataFrame({"initiative_id": ["I1", "I1"], "ward_id": ["Hillbrook", "Twin"]})
    checked = check(wards=wards, initiatives=INITIATIVES, initiative_ward=link)
    assert checked.frames["initiative_ward"]["ward_id"].tolist() == ["W1", "Twin"]
    assert any('"Hillbrook" was read as W1' in notice for notice in checked.notices)
    assert [mistake.value for mistake in checked.mistakes] == ["Twin"]


def test_duplicate_key_names_both_rows():
    checked = check(outcomes=pd.concat([OUTCOMES, OUTCOMES]).set_axis([2, 7], axis=0))
    assert "stands twice: also in row 2" in said(checked)[0] and checked.mistakes[0].row == 7


def test_subtype_must_belong_to_its_co():
    links = pd.DataFrame(
        {
            "initiative_id": ["I1", "I1"],
            "co": ["co-design", "co-delivery"],
            "subtype": ["co-performing", "co-performing"],
        }
    )
    checked = check(initiatives=INITIATIVES, initiative_co=links)
    assert [mistake.row for mistake in checked.mistakes] == [0]


def test_settled_initiative_needs_what_one_to_check_does_not():
    settled = INITIATIVES.assign(status="existing")
    columns = {mistake.sentence for mistake in check(initiatives=settled).mistakes}
    assert len(columns) == 4 and not check(initiatives=INITIATIVES).mistakes


def test_what_citizens_give_is_a_warning_only():
    checked = check(initiatives=INITIATIVES.assign(status="existing", voice_action="both"))
    assert any("not co-production" in warning.sentence for warning in checked.warnings)


def test_rating_outside_its_own_scale_is_found():
    frames = {
        "options": pd.DataFrame({"option_id": ["O1"], "title": ["Stay"], "kind": ["do-nothing"]}),
        "criteria": pd.DataFrame(
            {
                "criterion_id": ["C1"],
                "title": ["Feasible"],
                "axis": ["feasibility"],
                "scale_low": [0],
                "scale_high": [4],
                "worst_anchor": ["cannot be done"],
                "best_anchor": ["could begin tomorrow"],
            }
        ),
        "raters": pd.DataFrame({"rater_id": ["R1"], "alias": ["Ann"], "rater_group": ["citizen"]}),
        "ratings": pd.DataFrame({"option_id": ["O1"], "criterion_id": ["C1"], "rater_id": ["R1"], "rating": [-1]}),
    }
    assert [mistake.column for mistake in check(**frames).mistakes] == ["rating"]


def test_shares_typed_as_per_cent_need_the_sign():
    incentive = pd.DataFrame(
        {
            "incentive_id": ["N1"],
            "title": ["Travel paid"],
            "audience": ["service-users"],
            "financial": ["financial"],
            "polarity": ["incentive"],
            "phase": ["start"],
            "uptake_likely_share": ["35"],
        }
    )
    assert "Write a share as 0.35 or 35%." in said(check(incentives=incentive))[0]
    assert not check(incentives=incentive.assign(uptake_likely_share="35%")).mistakes


def test_message_shows_five_and_counts_the_rest():
    checked = check(outcomes=pd.DataFrame({"outcome_id": [f"OC{n}" for n in range(12)], "title": [""] * 12}))
    with pytest.raises(InputError) as refused:
        checked.raise_mistakes()
    assert (
        str(refused.value).count("\n- ") == 6
        and "and 7 more" in str(refused.value)
        and len(refused.value.mistakes) == 12
    )


@pytest.mark.parametrize("name", ENTERED)
def test_empty_table_passes(name):
    assert not check(**{name: TABLES[name].empty()}).mistakes


def test_input_is_left_as_it_was():
    frame = OUTCOMES.assign(baseline="£1")
    before = frame.copy()
    check(outcomes=frame)
    pd.testing.assert_frame_equal(frame, before)


def test_act_without_any_start_is_told_as_a_missing_reference():
    acts = pd.DataFrame(
        {
            "act_id": ["AC1"],
            "start_id": ["ST1"],
            "title": ["Ring"],
            "due_on": ["2026-12-01"],
            "person": ["Ann"],
            "side": ["community"],
            "status": ["planned"],
        }
    )
    assert any("First" in line or "start" in line.lower() for line in said(check(acts=acts)))


def test_each_different_cell_is_read_once_and_every_faulty_row_is_named(monkeypatch):
    from coprod_helpers.tables import check as module

    read = []
    monkeypatch.setattr(module, "read_cell", lambda column, cell: (read.append(cell), read_cell(column, cell))[1])
    typed = pd.DataFrame({"ward_id": [f"W{row}" for row in range(6)], "name": ["Hill"] * 6, "population": ["many", "5"] * 3})
    for kind in ("str", "object"):
        read.clear()
        checked = check(wards=typed.astype({"population": kind}))
        assert read.count("many") == read.count("5") == read.count("Hill") == 1, kind
        assert [mistake.row for mistake in checked.mistakes] == [0, 2, 4]
        assert checked.frames["wards"]["population"].tolist() == [pd.NA, 5] * 3


def test_cells_of_several_kinds_stay_apart():
    frame = pd.DataFrame({"rater_id": ["RT1", "RT2", "RT3"], "alias": ["A", "B", "C"], "rater_group": "citizen",
                          "has_no_stake": pd.Series([True, 1, "no"], dtype="object")})
    assert check(raters=frame).frames["raters"]["has_no_stake"].tolist() == [True, True, False]
    measures = pd.DataFrame({"indicator_id": "ID1", "month": ["2026-01-01", "2026-02-01"], "value": pd.Series([True, 1], dtype="object")})
    assert [mistake.row for mistake in check(measures=measures).mistakes if mistake.column == "value"] == [0]


@pytest.mark.parametrize(
    ("name", "column", "cells", "words"),
    [
        ("outcomes", "baseline", pd.Series([float("inf")]), "is not a number"),
        ("initiatives", "citizen_count", pd.Series([2**53 + 2], dtype="Int64"), "is not a whole number"),
    ],
)
def test_typed_column_is_refused_what_a_typed_cell_is(name, column, cells, words):
    rows = {"outcomes": OUTCOMES, "initiatives": INITIATIVES}[name]
    assert any(words in line for line in said(check(**{name: rows.assign(**{column: cells})})))


def test_typed_day_loses_its_time_as_a_typed_cell_does():
    at_noon = OUTCOMES.assign(target_date=pd.Series(["2026-04-01 12:00"], dtype="datetime64[s]"))
    assert check(outcomes=at_noon).frames["outcomes"]["target_date"].tolist() == [pd.Timestamp("2026-04-01")]


def test_typed_columns_are_not_read_again(monkeypatch):
    from coprod_helpers.tables import check as module

    read = []
    monkeypatch.setattr(module, "read_cell", lambda column, cell: (read.append(column.name), read_cell(column, cell))[1])
    typed = check(outcomes=OUTCOMES.assign(baseline="5", baseline_date="2026-04-01")).frames["outcomes"]
    read.clear()
    assert check(outcomes=typed).frames["outcomes"].equals(typed)
    assert {"baseline", "baseline_date"}.isdisjoint(read) and "title" in read


def test_same_check_twice_finds_the_same():
    """What is kept between checks, the schemas, is not changed by them."""
    frames = {"outcomes": OUTCOMES, "initiatives": INITIATIVES,
              "initiative_outcome": pd.DataFrame({"initiative_id": ["I1", "I9"], "outcome_id": ["OC1", "OC9"]})}
    first, second = check(**frames), check(**frames)
    assert said(first) == said(second) and len(said(first)) == 2
    assert said(check(outcomes=OUTCOMES)) == []
