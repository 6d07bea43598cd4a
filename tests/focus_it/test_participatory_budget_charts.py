"""Participatory budgets drawn and as tables: right figures, their own currency, words beside colours, and what fits."""

from __future__ import annotations

import pandas as pd
import pytest

from coprod_helpers.errors import InputError
from coprod_helpers.focus_it.participatory_budget import MOST_PEOPLE, compare_rules
from coprod_helpers.focus_it.participatory_budget_charts import budget_chart, budget_table, budgets_view
from coprod_helpers.look.pictures import to_spec, to_svg
from coprod_helpers.look.section import Finding, Picture
from tests.focus_it.test_participatory_budget import WORKED, tables_of


def drawn(**parts) -> tuple[Picture, list[pd.DataFrame], pd.DataFrame]:
    """Return the picture, the tables and the comparison of one budget."""
    tables = tables_of(**parts)
    choice = compare_rules(*tables)
    return budget_chart(choice, tables[0], tables[2], "PBX"), tables, choice


def marks(picture: Picture) -> list[dict]:
    """Return what the chart draws, one entry a mark."""
    return next(iter(to_spec(picture.chart)["datasets"].values()))


def test_title_says_on_how_many_projects_the_ways_differ():
    picture = drawn()[0]
    title = " ".join(to_spec(picture.chart)["title"]["text"])
    assert title == (
        "What is funded depends on the rule for 4 of 4 projects "
        "(funded: Own rule, worked out 1, Most votes 2, Most people 2)."
    )
    assert picture.alt.startswith(title) and '"Pond" is funded by: Own rule, worked out.' in picture.alt
    assert '"Play" is funded by: Most votes, Most people.' in picture.alt


def test_same_lists_are_said_to_be_the_same():
    assert drawn(amount=1000)[0].alt == "All ways to decide fund the same 4 projects."


def test_every_mark_has_its_word_and_projects_stand_by_votes():
    picture = drawn()[0]
    found = pd.DataFrame(marks(picture))
    assert found["word"].eq("funded").tolist() == found["is_funded"].tolist() and set(found["word"]) == {
        "funded",
        "not",
    }
    assert found["project"].drop_duplicates().tolist() == [
        "Pond (5; 10 EUR)",
        "Play (4; 4 EUR)",
        "Tree (4; 5 EUR)",
        "Shed (3; 5 EUR)",
    ]
    # Left to itself, Vega-Lite puts what the first layer holds first.
    orders = [layer["encoding"]["y"]["sort"] for layer in to_spec(picture.chart)["layer"]]
    assert all(order == found["project"].drop_duplicates().tolist() for order in orders)
    svg = to_svg(picture.chart, "a", "b")
    assert "Pond (5; 10 EUR)" in svg and "£" not in svg


def test_list_that_is_not_known_is_drawn_as_not_known():
    tables = tables_of()
    choice = compare_rules(*tables).assign(**{MOST_PEOPLE: pd.array([pd.NA] * 4, dtype="boolean")})
    found = pd.DataFrame(marks(budget_chart(choice, tables[0], tables[2], "PBX")))
    assert found.loc[found["list"].eq("Most people"), "word"].eq("not known").all()


def test_at_most_thirty_projects_are_drawn_those_that_differ_among_them():
    """Forty projects with most votes cost nothing; the lists differ on the four with fewest."""
    many = {f"m{number:02}": (0, 50) for number in range(40)}
    picture = drawn(projects=many | WORKED)[0]
    projects = pd.DataFrame(marks(picture))["project"].drop_duplicates()
    assert len(projects) == 30 and projects.str.contains("Pond|Play|Tree|Shed").sum() == 4
    assert "Drawn are 30 of 44 projects" in " ".join(to_spec(picture.chart)["title"]["subtitle"])
    assert len(picture.view().frame) == 44


def test_own_rule_is_called_so_only_where_it_is_known():
    unknown = tables_of(rule="unknown")
    said = tables_of(rule="unknown", funded=dict.fromkeys(WORKED, True))
    for tables, words in ((unknown, "By order of votes"), (said, "Own rule"), (tables_of(), "Own rule, worked out")):
        assert budget_table(compare_rules(*tables), tables[0], tables[2], "PBX").headings()[3] == words


def test_table_has_its_own_currency():
    __, tables, choice = drawn()
    view = budget_table(choice, tables[0], tables[2], "PBX")
    assert view.headings() == [
        "Project",
        "Cost (EUR)",
        "Votes (votes or points)",
        "Own rule, worked out",
        "Most votes",
        "Most people",
    ]
    assert view.rows()[0] == ["Pond", "10", "5", "Yes", "No", "No"]


def test_all_budgets_side_by_side():
    __, tables, choice = drawn()
    assert budgets_view(choice, *tables).rows() == [
        ["Parks", "Own rule, worked out", "1 of 4", "10 EUR", "10 EUR", "5", "42% of ballots (5 of 12)"],
        ["Parks", "Most votes", "2 of 4", "9 EUR", "10 EUR", "8", "33% of ballots (4 of 12)"],
        ["Parks", "Most people", "2 of 4", "9 EUR", "10 EUR", "7", "58% of ballots (7 of 12)"],
    ]


def test_nothing_to_show_is_said_and_an_unknown_budget_refused():
    tables = tables_of()
    choice = compare_rules(*tables)
    empty = [part.head(0) for part in tables]
    assert isinstance(budgets_view(choice.head(0), *empty), Finding)
    assert isinstance(budget_chart(choice.head(0), empty[0], empty[2], "PBX"), Finding)
    assert isinstance(budget_chart(choice.head(0), tables[0], tables[2], "PBX"), Finding)
    for show in (budget_chart, budget_table):
        with pytest.raises(InputError, match=r'There is no budget "PBQ". There is: PBX \(Parks\)'):
            show(choice, tables[0], tables[2], "PBQ")


def test_words_of_a_file_are_shown_as_typed():
    projects = {"a": (1, 1)}
    tables = tables_of(projects=projects, ballots=["a"])
    tables[2]["title"] = "<script>alert(1)</script>"
    choice = compare_rules(*tables)
    assert "<script>" not in budget_table(choice, tables[0], tables[2], "PBX").to_html()
    assert "<script>" not in budget_chart(choice, tables[0], tables[2], "PBX").to_html()
