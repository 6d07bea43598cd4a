"""Market It's pictures: what they say in words, what they count, and what they do with nothing."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from coprod_helpers.look.pictures import to_spec, to_svg
from coprod_helpers.look.section import Finding, TableView
from coprod_helpers.look.theme import contrast
from coprod_helpers.market_it import (cost_finding, menu_costs, menu_finding, menu_grid, menu_tiles, risk_change,
                                      score_risks, to_do, who_bears)
from coprod_helpers.tables import table

TODAY = dt.date(2026, 11, 30)
AUDIENCES = ["service-users", "communities", "managers", "commissioners-and-deliverers", "politicians"]


def rows(name, *entries):
    """Build a table of a few rows; what an entry leaves out is blank."""
    return pd.DataFrame(list(entries), columns=table(name).names).astype(table(name).empty().dtypes)


def incentives(*entries):
    """Build incentives, numbered: thanks for communities that keep them going, unless an entry says otherwise."""
    return rows("incentives", *({"incentive_id": f"IN{place}", "title": f"Thanks {place}", "audience": "communities",
                                 "financial": "non-financial", "polarity": "incentive", "phase": "sustain"} | entry
                                for place, entry in enumerate(entries)))


def scores(*entries):
    """Build scored risks, numbered; each entry gives likelihood, impact and what is left of them."""
    risks = rows("risks", *({"risk_id": f"RK{place:02}", "event": f"Event {place}", "category": "quality",
                             "borne_by": "community", "owner": "Head of Parks"} | entry
                            for place, entry in enumerate(entries)))
    return risks, score_risks(risks, table("risk_mechanisms").empty(), TODAY)


def scored(likelihood, impact, left_likelihood=None, left_impact=None, **more):
    """Write one risk's numbers."""
    return {"likelihood": likelihood, "impact": impact, "residual_likelihood": left_likelihood,
            "residual_impact": left_impact} | more


def marks(picture, column):
    """Return the rows inside a chart that have a column; the most rows where several sets have it."""
    sets = [own for own in to_spec(picture.chart)["datasets"].values() if own and column in own[0]]
    return pd.DataFrame(max(sets, key=len))


EVERY = incentives(*({"audience": audience, "phase": phase}
                     for audience in AUDIENCES for phase in ("start", "sustain")))
PRICED = {"unit_cost_gbp": 10, "reached": 100, "uptake_low_share": 0.1, "uptake_likely_share": 0.2,
          "uptake_high_share": 0.4}


# The Incentive Menu


def test_each_tile_says_covered_with_its_count_or_gap():
    picture = menu_tiles(menu_grid(incentives({}, {}, {"phase": "start"})), "Exampleshire", 7)
    words = marks(picture, "words").set_index(["audience", "column"])["words"]
    assert words["Communities", "To keep going\nNon-financial"] == "covered (2)"
    assert words["Communities", "To start\nNon-financial"] == "covered (1)"
    assert words["Communities", "To start\nFinancial"] == "gap" and (words == "gap").sum() == 18
    assert len(words) == 20


def test_tiles_differ_in_grey_as_they_do_in_words():
    tiles = marks(menu_tiles(menu_grid(incentives({})), "Exampleshire", 7), "words")
    covered, gap = (tiles.loc[tiles["words"].eq(words), "colour"].iloc[0] for words in ("covered (1)", "gap"))
    assert contrast(covered, gap) > 4.5


def test_the_picture_says_council_revision_and_counts():
    picture = menu_tiles(menu_grid(EVERY), "Exampleshire", 7)
    drawn = to_svg(picture.chart, picture.caption, picture.alt)
    assert "Exampleshire" in drawn and "Revision 7" in drawn
    assert "Councillors 2" in picture.alt and menu_finding(menu_grid(EVERY)) in picture.alt


@pytest.mark.parametrize(("menu", "said"), [
    (EVERY, "empty places on the menu: 10 of 20."),
    (EVERY[~(EVERY["audience"].eq("managers") & EVERY["phase"].eq("start"))], "makes these start: Managers."),
    (EVERY[~(EVERY["audience"].eq("managers") & EVERY["phase"].eq("sustain"))], "makes these stay: Managers."),
    (EVERY[EVERY["audience"].ne("politicians")], "start: Councillors. And nothing that makes these stay: Councillors."),
])
def test_the_finding_names_who_is_left_out(menu, said):
    assert said in menu_finding(menu_grid(menu))


def test_costs_are_added_up_by_group_and_say_what_they_leave_out():
    grid = menu_grid(incentives(PRICED, {}, {"audience": "managers"} | PRICED))
    view = menu_costs(grid)
    shown = {row[0]: row[1:] for row in view.rows()}
    assert shown["Communities"] == ["2", "1", "£100", "£200", "£400"]
    assert shown["Managers"] == ["1", "0", "£100", "£200", "£400"]
    assert shown["All groups"] == ["3", "1", "£200", "£400", "£800"]
    said = "about £400 a year at the likely uptake, between about £200 and about £800; 1 incentive is not"
    assert said in cost_finding(grid)


def test_a_group_without_incentives_costs_nothing_and_one_without_costs_is_not_known():
    shown = {row[0]: row[1:] for row in menu_costs(menu_grid(incentives({}))).rows()}
    assert shown["Managers"] == ["0", "0", "£0", "£0", "£0"]
    assert shown["Communities"][2:] == ["not known"] * 3
    assert "No incentive has a cost yet" in cost_finding(menu_grid(incentives({})))


def test_an_empty_menu_says_what_to_do():
    grid = menu_grid(table("incentives").empty())
    assert isinstance(menu_tiles(grid, "Exampleshire", 0), Finding)
    assert "ask each group" in str(menu_tiles(grid, "Exampleshire", 0))
    assert cost_finding(grid) == "There is nothing to cost yet."


# The risk register


def test_the_gravest_risk_stands_first_with_its_change_in_words():
    _risks, found = scores(scored(3, 3, 1, 2), scored(4, 4), scored(3, 3, 3, 4, residual_note="x"), scored(3, 4, 2, 3))
    picture = risk_change(found, "Exampleshire", 7)
    drawn = marks(picture, "left")
    assert drawn["event"].tolist() == ["Event 1", "Event 2", "Event 3", "Event 0"]
    assert drawn["words"].tolist() == ["16, as before", "9 to 12, higher", "12 to 6", "9 to 2"]
    assert "Still very high with what is in place: 1 of 4 risks. The gravest: Event 1." in picture.alt
    assert "very high 1, 1; high 1, 1; medium 2, 1; low 0, 1; not scored 0, 0" in picture.alt


def test_the_bands_stand_in_words_over_the_marks():
    picture = risk_change(scores(scored(4, 4))[1], "Exampleshire", 7)
    drawn = to_svg(picture.chart, picture.caption, picture.alt)
    assert all(f">{band}<" in drawn for band in ("low", "medium", "high", "very high"))
    zones = marks(picture, "band")
    assert zones["low"].tolist() == [0, 4.5, 9.5, 14.5] and zones["high"].tolist() == [4.5, 9.5, 14.5, 25]


def test_at_most_ten_risks_are_drawn_and_the_table_holds_all():
    found = scores(*(scored(3, 3) for _place in range(14)))[1]
    picture = risk_change(found, "Exampleshire", 7)
    assert len(marks(picture, "left")) == 10 and len(picture.view().rows()) == 14
    assert "10 gravest of 14" in to_svg(picture.chart, picture.caption, picture.alt)


def test_long_events_stay_apart():
    event = "The same long beginning of a sentence that does not fit into the two lines that there are for it, "
    found = scores(*(scored(3, 3, event=f"{event} {ending}") for ending in "ab"))[1]
    assert marks(risk_change(found, "Exampleshire", 7), "left")["event"].nunique() == 2


def test_risks_without_scores_are_not_drawn_but_counted():
    found = scores({}, scored(2, 2))[1]
    picture = risk_change(found, "Exampleshire", 7)
    assert len(marks(picture, "left")) == 1 and "not scored 1, 1" in picture.alt
    assert isinstance(risk_change(scores({})[1], "Exampleshire", 7), Finding)


def test_who_bears_the_risks_is_said_in_words():
    found = scores(scored(4, 4), scored(4, 4, 1, 2), {"borne_by": "both"}, scored(3, 4, borne_by="public_service"))[1]
    picture = who_bears(found, "Exampleshire", 7)
    words = marks(picture, "words").set_index("side")["words"].to_dict()
    assert words == {"Public service alone": "1, of which 1 high or very high",
                     "Residents alone": "2, of which 1 high or very high", "Both together": "1, none high or very high"}
    assert picture.view().rows()[2] == ["Both together", "1", "0", "1"]
    assert to_spec(picture.chart)["layer"][0]["encoding"]["x"]["scale"]["zero"]


def test_what_to_do_stands_with_its_owner_the_gravest_first():
    risks, found = scores(scored(2, 2), scored(4, 4, owner=None))
    view = to_do(found, risks)
    assert isinstance(view, TableView)
    assert [row[0] for row in view.rows()] == ["Event 1", "Event 0"]
    assert view.rows()[0][1:] == ["very high", "Name an owner. Say what is done about it.", "nobody yet"]


def test_nothing_to_do_and_no_register_are_two_things():
    risks, found = scores(scored(2, 2))
    complete = found.assign(to_do=pd.Series([None], dtype="str"))
    assert str(to_do(complete, risks)) == "Nothing is missing on the register."
    nothing = score_risks(table("risks").empty(), table("risk_mechanisms").empty(), TODAY)
    for shown in (to_do(nothing, risks), risk_change(nothing, "E", 0), who_bears(nothing, "E", 0)):
        assert "No risks are on the register yet" in str(shown)


def test_the_tables_handed_in_stay_as_they_are():
    grid, (risks, found) = menu_grid(EVERY), scores(scored(4, 4), scored(2, 2))
    before = grid.copy(), risks.copy(), found.copy()
    menu_tiles(grid, "E", 1), menu_costs(grid)
    risk_change(found, "E", 1), who_bears(found, "E", 1), to_do(found, risks)
    for left, right in zip(before, (grid, risks, found), strict=True):
        pd.testing.assert_frame_equal(left, right)
