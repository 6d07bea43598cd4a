"""Participatory budgets of Pabulib come in whole, once, and without a word about the people who voted."""

from __future__ import annotations

import csv
from itertools import pairwise

import pandas as pd
import pytest

from coprod_helpers.errors import InputError
from coprod_helpers.exchange import FORMATS, import_budget
from coprod_helpers.exchange.pabulib import NO_CURRENCY, budget_mark
from coprod_helpers.exchange.sheet import ROWS_AT_MOST
from coprod_helpers.workspace import open_workspace

TABLES = ("budgets", "budget_caps", "budget_projects", "budget_ballots")
META = {
    "description": '"Parks; and play"',
    "country": "Wales",
    "unit": "Ashmere",
    "instance": "2025",
    "num_projects": "3",
    "num_votes": "4",
    "budget": "10000",
    "vote_type": "approval",
    "rule": "greedy",
    "date_begin": "01.05.2025",
    "date_end": "14.05.2025",
    "currency": "GBP",
}
PROJECTS = (
    "project_id;cost;votes;name;category;selected",
    'pond;6000;2;"Pond; with a ""bench""";nature,water;1',
    "play;5000;3;Play area;children;0",
    "tree;2500.50;1;Trees;nature;2",
)
VOTES = (
    "voter_id;age;sex;voting_method;vote",
    "v1;34;F;internet;pond,play",
    "v2;71;M;paper;pond",
    "v3;;;paper;play,tree",
    "v4;19;F;internet;play",
)


@pytest.fixture
def pb_file(tmp_path):
    """Write a .pb file, with some of its parts changed, and return its path."""

    def write(meta=None, projects=PROJECTS, votes=VOTES, name="budget.pb", encoding="utf-8", end="\n"):
        keys = {key: value for key, value in (META | (meta or {})).items() if value is not None}
        lines = [
            "META",
            "key;value",
            *(f"{key};{value}" for key, value in keys.items()),
            "PROJECTS",
            *projects,
            "VOTES",
            *votes,
        ]
        path = tmp_path / name
        path.write_bytes(end.join([*lines, ""]).encode(encoding))
        return path

    return write


def saved_as(workspace) -> dict[str, pd.DataFrame]:
    """Return the four tables as stored."""
    return workspace.read_many(list(TABLES))


def mistakes(workspace, path) -> list[str]:
    """Return what is said against a file, which must leave nothing behind."""
    before = workspace.revision
    with pytest.raises(InputError) as caught:
        import_budget(workspace, path)
    assert workspace.revision == before and workspace.read("budgets").empty
    return [str(mistake) for mistake in caught.value.mistakes] or [str(caught.value)]


# What comes in


def test_budget_comes_in_as_its_file_says(workspace, pb_file):
    saved = import_budget(workspace, pb_file())
    tables = saved_as(workspace)
    budget = tables["budgets"].iloc[0]
    assert budget.drop(["budget_id", "source"]).to_dict() == {
        "title": "Parks; and play",
        "place": "Ashmere, Wales",
        "amount": 10000,
        "currency": "GBP",
        "own_rule": "greedy",
        "ballot_count": 4,
        "voted_in": "01.05.2025 to 14.05.2025",
    }
    assert (
        len(budget["budget_id"]) == 12 and 'File "budget.pb"' in budget["source"] and "Faliszewski" in budget["source"]
    )
    projects = tables["budget_projects"].set_index("project_id")
    assert projects.loc["pond"].drop("budget_id").to_dict() == {
        "title": 'Pond; with a "bench"',
        "categories": "nature; water",
        "cost": 6000,
        "vote_count": 2,
        "was_funded": True,
    }
    assert projects["was_funded"].to_dict() == {"play": False, "pond": True, "tree": True}
    assert projects.loc["tree", "cost"] == 2500.5
    assert tables["budget_ballots"].set_index("ballot_id")["projects"].to_dict() == {
        "v1": "pond; play",
        "v2": "pond",
        "v3": "play; tree",
        "v4": "play",
    }
    assert saved.warnings == [] and tables["budget_caps"].empty
    assert saved.notices[0] == f"3 projects and 4 ballots came in as {budget['budget_id']}: the budget is new here."
    assert any("1 project is marked as funded with money from elsewhere" in notice for notice in saved.notices)


def test_nothing_about_people_who_voted_comes_in_and_that_is_said(workspace, home, pb_file):
    votes = ("voter_id;age;sex;voting_method;neighborhood;vote", "v1;34;CANARY-F;internet;CANARY-Hill;pond")
    saved = import_budget(workspace, pb_file({"num_votes": "1"}, votes=votes))
    said = "What the file says of the people who voted was left out: age, sex, voting_method, neighborhood."
    assert said in saved.notices
    kept = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert b"CANARY" not in kept and b"pond" in kept


def test_file_without_such_columns_says_so(workspace, pb_file):
    saved = import_budget(workspace, pb_file(votes=("voter_id;vote", *("1;pond", "2;pond", "3;play,tree", "4;play"))))
    assert "Of the people who voted the file says nothing but the number of each ballot." in saved.notices


def test_same_file_again_adds_nothing(workspace, pb_file):
    path = pb_file()
    first = import_budget(workspace, path)
    again = import_budget(workspace, path)
    assert again.revision == first.revision and again.changed == {} and str(again).startswith("Nothing was different")
    assert "the budget was here before; 0 of them are new, and 0 of before were taken out" in again.notices[0]


def test_later_edition_takes_the_place_of_the_first(workspace, pb_file):
    import_budget(workspace, pb_file())
    saved = import_budget(
        workspace,
        pb_file(
            {"num_votes": "3", "budget": "12000"},
            votes=(*VOTES[:2], "v3;;;paper;play", "v9;;;paper;tree"),
            projects=(PROJECTS[0], "pond;6000;1;Pond;nature;1", "play;5000;1;Play;;1", "tree;2500;1;;;0"),
        ),
    )
    tables = saved_as(workspace)
    assert len(tables["budgets"]) == 1 and tables["budgets"]["amount"].iloc[0] == 12000
    assert tables["budget_ballots"]["ballot_id"].tolist() == ["v1", "v3", "v9"]
    assert tables["budget_projects"].set_index("project_id").loc["tree", "title"] == "tree"
    assert "1 of them are new, and 2 of before were taken out" in saved.notices[0]


def test_two_budgets_stand_beside_each_other(workspace, pb_file):
    import_budget(workspace, pb_file())
    import_budget(workspace, pb_file({"instance": "2026"}, name="next.pb"))
    tables = saved_as(workspace)
    assert len(tables["budgets"]) == 2 and len(tables["budget_projects"]) == 6 and len(tables["budget_ballots"]) == 8


def test_mark_is_twelve_letters_and_tells_budgets_apart():
    marks = {budget_mark(["Wales", "Ashmere", "", "", str(year)]) for year in range(300)}
    assert len(marks) == 300 and all(len(mark) == 12 and mark.isalpha() and mark.startswith("PB") for mark in marks)


@pytest.mark.parametrize(("encoding", "end"), [("utf-8-sig", "\r\n"), ("utf-16", "\n"), ("cp1252", "\n")])
def test_every_encoding_and_line_end_reads_the_same(workspace, pb_file, encoding, end):
    projects = (*PROJECTS[:2], "play;5000;3;Aire de jeu à côté;children;0", PROJECTS[3])
    import_budget(workspace, pb_file(projects=projects, encoding=encoding, end=end))
    assert "Aire de jeu à côté" in workspace.read("budget_projects")["title"].tolist()


def test_cells_may_have_blanks_after_the_semicolon(workspace, pb_file):
    projects = (
        "project_id; cost; name; category",
        'pond; 600; "Pond; deep"; nature, water',
        "play; 500; Play area; ",
        "tree; 1; Trees; nature",
    )
    import_budget(
        workspace,
        pb_file(projects=projects, votes=("voter_id; vote", "1; pond, play", "2; pond", "3; play", "4; tree")),
    )
    row = workspace.read("budget_projects").set_index("project_id").loc["pond"]
    assert row["title"] == "Pond; deep" and row["categories"] == "nature; water" and row["vote_count"] == 2
    assert workspace.read("budget_projects")["was_funded"].isna().all()


def test_limits_on_kinds_of_projects_come_in(workspace, pb_file):
    import_budget(
        workspace, pb_file({"categories": "nature,water,children", "budget_per_category": "4000,3000,5000.5"})
    )
    assert workspace.read("budget_caps").set_index("category")["most"].to_dict() == {
        "nature": 4000,
        "water": 3000,
        "children": 5000.5,
    }


def test_limits_on_neighbourhoods_are_kinds_too(workspace, pb_file):
    projects = (
        "project_id;cost;category;neighborhood",
        "pond;6000;nature;Hill",
        "play;5000;;Vale",
        "tree;250;nature;Vale",
    )
    import_budget(
        workspace, pb_file({"neighborhoods": "Hill,Vale", "budget_per_neighborhood": "6000,4000"}, projects=projects)
    )
    assert workspace.read("budget_projects").set_index("project_id")["categories"].to_dict() == {
        "pond": "nature; Hill",
        "play": "Vale",
        "tree": "nature; Vale",
    }
    assert workspace.read("budget_caps")["category"].tolist() == ["Hill", "Vale"]


def test_least_votes_and_what_is_left_over_stand_with_the_rule(workspace, pb_file):
    import_budget(
        workspace,
        pb_file(
            {"rule": "greedy-threshold", "min_project_score_threshold": "2", "leftover_budget": "Kept for next year"}
        ),
    )
    assert (
        workspace.read("budgets")["own_rule"].iloc[0]
        == "greedy-threshold; at least 2 votes; left over: Kept for next year"
    )


def test_budget_without_currency_and_rule_says_so(workspace, pb_file):
    saved = import_budget(workspace, pb_file({"currency": None, "rule": None}))
    assert workspace.read("budgets")[["currency", "own_rule"]].iloc[0].tolist() == [NO_CURRENCY, "unknown"]
    assert any("does not say its currency" in notice for notice in saved.notices)
    assert any("does not say by which rule" in notice for notice in saved.notices)


# Types of votes

POINTS = ("voter_id;vote;points", "v1;pond,play;3,2", "v2;pond;5", "v3;tree,play;4,0", "v4;;")


@pytest.mark.parametrize("kind", ["cumulative", "scoring"])
def test_points_are_added_up_and_a_project_with_none_is_not_named(workspace, pb_file, kind):
    projects = ("project_id;cost", "pond;6000", "play;5000", "tree;2500")
    saved = import_budget(workspace, pb_file({"vote_type": kind}, projects=projects, votes=POINTS))
    assert workspace.read("budget_projects").set_index("project_id")["vote_count"].to_dict() == {
        "pond": 8,
        "play": 2,
        "tree": 4,
    }
    assert workspace.read("budget_ballots")["projects"].tolist() == ["pond; play", "pond", "tree"]
    assert workspace.read("budgets")["ballot_count"].iloc[0] == 4
    assert "1 ballot names no project and was left out." in saved.notices


def test_projects_that_a_ballot_does_not_name_get_the_default_score(workspace, pb_file):
    """Ballots name pond 2 times, play 2, tree 1 of 4; 1 point for each time that they do not."""
    projects = ("project_id;cost", "pond;6000", "play;5000", "tree;2500")
    import_budget(workspace, pb_file({"vote_type": "scoring", "default_score": "1"}, projects=projects, votes=POINTS))
    assert workspace.read("budget_projects").set_index("project_id")["vote_count"].to_dict() == {
        "pond": 8 + 2,
        "play": 2 + 2,
        "tree": 4 + 3,
    }


def test_ranks_without_points_count_the_ballots_and_say_so(workspace, pb_file):
    projects = ("project_id;cost", "pond;6000", "play;5000", "tree;2500")
    saved = import_budget(workspace, pb_file({"vote_type": "ordinal"}, projects=projects))
    assert workspace.read("budget_projects").set_index("project_id")["vote_count"].to_dict() == {
        "pond": 2,
        "play": 3,
        "tree": 1,
    }
    assert any("ranks become points" in notice for notice in saved.notices)


# What is refused or told


def test_all_mistakes_are_told_at_once_by_line(workspace, pb_file):
    """META has 14 lines, so its title stands in line 1, that of PROJECTS in 15 and that of VOTES in 21."""
    path = pb_file(
        {"budget": "lots"},
        projects=(PROJECTS[0], "pond;cheap;2;Pond;;1", "play;-5;3;Play;;0", "pond;7;1;Again;;0", "tree;;1;Tree;;9"),
        votes=(VOTES[0], "v1;;;;pond,zoo", "v1;;;;play", "v3;;;;tree,tree"),
    )
    said = mistakes(workspace, path)
    expected = [
        (9, "budget", "lots"),
        (17, "cost", "cheap"),
        (18, "cost", "-5"),
        (19, "project_id", "pond"),
        (20, "cost", ""),
        (20, "selected", "9"),
        (23, "vote", "zoo"),
        (24, "voter_id", "v1"),
        (25, "vote", "tree"),
    ]
    for line, column, value in expected:
        assert any(
            text.startswith(f'File "budget.pb", line {line}, "{column}": ') and value in text for text in said
        ), (line, column, said)
    assert len(said) == len(expected)


@pytest.mark.parametrize(
    ("meta", "words"),
    [
        ({"budget": None}, '"budget": is missing from section META'),
        ({"unit": None, "instance": ""}, '"unit": is missing'),
        ({"budget": "0"}, "nothing to spend"),
        ({"budget": "-5"}, "is below 0"),
        ({"budget": "1.234,50"}, "is not a number"),
        ({"budget": "n/a"}, "is not a number"),
        ({"budget": "nan"}, "is not a number"),
        ({"vote_type": "knapsack"}, "is not a type of vote that is read here"),
        ({"vote_type": "cumulative"}, "no such column"),
        ({"vote_type": "choose-1"}, "where each voter has one"),
        ({"currency": "pounds"}, "not a currency in three letters"),
        ({"categories": "a,b", "budget_per_category": "1"}, "1 sums for 2 kinds"),
        ({"categories": "a,a", "budget_per_category": "1,2"}, "has a sum twice"),
        ({"categories": "a", "budget_per_category": "much"}, "is not a number"),
    ],
)
def test_faulty_keys_are_refused_in_words(workspace, pb_file, meta, words):
    assert any(words in text for text in mistakes(workspace, pb_file(meta)))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        ("\n\n", "is empty"),
        ("key;value\nbudget;1\n", "stands before the first section"),
        ("META\nkey;value\nbudget;1\nVOTES\nvoter_id;vote\n1;a\n", '"PROJECTS": The section is missing'),
        (
            "META\nkey,value\nbudget,1\nPROJECTS\nproject_id;cost\na;1\nVOTES\nvoter_id;vote\n1;a\n",
            "no column key or value",
        ),
        (
            "META\nkey;value\nMETA\nkey;value\nPROJECTS\nproject_id;cost\na;1\nVOTES\nvoter_id;vote\n1;a\n",
            "stands twice",
        ),
        ("META\nkey;value\nPROJECTS\nproject_id;cost\nVOTES\nvoter_id;vote\n", "holds no rows"),
        (
            "META\nkey;value\nPROJECTS\nproject_id;cost\na;1;2\nVOTES\nvoter_id;vote\n1;a\n",
            "3 cells, and its section has 2 columns",
        ),
        ('META\nkey;value\ndescription;"open\nPROJECTS\n', "quotation mark is opened and not closed"),
        ("META\nkey;value\nbudget;\x001\n", "NUL sign"),
    ],
)
def test_files_that_are_no_budgets_are_refused_in_words(workspace, tmp_path, text, words):
    (tmp_path / "odd.pb").write_text(text, encoding="utf-8")
    assert any(words in said for said in mistakes(workspace, tmp_path / "odd.pb"))


def test_missing_file_is_named(workspace, tmp_path):
    assert mistakes(workspace, tmp_path / "none.pb") == ['There is no file "none.pb". Check its name and folder.']


def test_points_that_do_not_fit_their_projects_are_refused(workspace, pb_file):
    said = mistakes(
        workspace, pb_file({"vote_type": "scoring"}, votes=("voter_id;vote;points", "1;pond,play;3", "2;pond;much"))
    )
    assert any("not as many points as projects" in text for text in said) and any(
        '"much" is not a number' in text for text in said
    )


def test_address_in_place_of_a_number_is_refused_and_not_shown(workspace, pb_file):
    said = mistakes(workspace, pb_file(votes=("voter_id;vote", "ann@example.org;pond")))
    assert any("e-mail address in its place" in text for text in said) and "ann@" not in " ".join(said)


def test_more_ballots_than_can_be_read_are_refused_by_number(workspace, pb_file):
    votes = ("voter_id;vote", *(f"{number};pond" for number in range(ROWS_AT_MOST + 2)))
    assert any(f"more than {ROWS_AT_MOST:,} rows" in text for text in mistakes(workspace, pb_file(votes=votes)))


def test_counts_that_do_not_match_are_told_and_do_not_stop(workspace, pb_file):
    saved = import_budget(
        workspace,
        pb_file({"num_votes": "5", "num_projects": "9"}, projects=(*PROJECTS[:2], "play;5000;7;Play;;0", PROJECTS[3])),
    )
    said = [str(warning) for warning in saved.warnings]
    assert said == [
        'File "budget.pb", line 7, "num_projects": "9" is not the number of projects in the file, which is 3. What the file holds was taken.',
        'File "budget.pb", line 8, "num_votes": "5" is not the number of ballots in the file, which is 4. What the file holds was taken.',
        (
            'File "budget.pb", "votes": The file says other numbers than its ballots add up to: play (7; its ballots give 3). '
            "The file's own numbers stand."
        ),
    ]
    assert workspace.read("budget_projects").set_index("project_id").loc["play", "vote_count"] == 7


def test_names_lead_to_nobody(workspace, pb_file):
    saved = import_budget(
        workspace, pb_file(projects=(*PROJECTS[:3], "tree;2500;1;Trees, ask ann@example.org;nature;0"))
    )
    assert "Trees, ask [taken out]" in workspace.read("budget_projects")["title"].tolist()
    assert any("taken out" in notice for notice in saved.notices)


def test_text_that_looks_like_a_formula_or_a_blank_stays_text(workspace, pb_file):
    projects = ("project_id;cost;name", "nan;1;=SUM(A1)", "None;2;<script>", "0;3;NULL")
    import_budget(workspace, pb_file(projects=projects, votes=("voter_id;vote", "NA;nan", "2;None", "3;0", "4;0,nan")))
    assert workspace.read("budget_projects").set_index("project_id")["title"].to_dict() == {
        "nan": "=SUM(A1)",
        "None": "<script>",
        "0": "NULL",
    }
    assert workspace.read("budget_ballots")["ballot_id"].tolist() == ["2", "3", "4", "NA"]


def test_format_is_on_the_list():
    assert FORMATS["pabulib"].read is import_budget and FORMATS["pabulib"].write is None


# Real budgets


def counted(path) -> dict:
    """Count a real file with plain Python alone."""
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    starts = [lines.index(title) for title in ("META", "PROJECTS", "VOTES")] + [len(lines)]
    meta, projects, votes = (
        list(csv.DictReader(lines[start + 1 : end], delimiter=";")) for start, end in pairwise(starts)
    )
    meta = {row["key"]: row["value"] for row in meta}
    return {
        "amount": float(meta["budget"]),
        "projects": len(projects),
        "ballots": len(votes),
        "currency": meta["currency"],
        "cost": sum(float(row["cost"]) for row in projects),
        "votes": sum(len(row["vote"].split(",")) for row in votes),
        "caps": [float(most) for most in meta.get("budget_per_category", "").split(",") if most],
    }


@pytest.mark.parametrize(
    "name",
    [
        "Netherlands_Amsterdam_166",
        "Poland_Zabrze_2020_Konczyce",
        "US_Stanford_Dataset_PB_Cambridge_2015_vote_knapsacks",
    ],
)
def test_real_budgets_come_in_whole_and_once(home, shared_data, name):
    opened, path = open_workspace("Trafford"), shared_data / "pabulib" / f"{name}.pb"
    saved = import_budget(opened, path)
    expected, tables = counted(path), saved_as(opened)
    assert tables["budgets"][["amount", "currency", "ballot_count"]].iloc[0].tolist() == [
        expected["amount"],
        expected["currency"],
        expected["ballots"],
    ]
    assert (
        len(tables["budget_projects"]) == expected["projects"] and len(tables["budget_ballots"]) == expected["ballots"]
    )
    assert tables["budget_projects"]["cost"].sum() == expected["cost"]
    assert tables["budget_projects"]["vote_count"].sum() == expected["votes"]
    assert sorted(tables["budget_caps"]["most"]) == sorted(expected["caps"])
    assert saved.warnings == [] and tables["budget_projects"]["was_funded"].isna().all()
    assert import_budget(opened, path).changed == {}
