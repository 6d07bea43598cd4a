"""Participatory budgets: by hand, against every list there is, by properties, and on real budgets."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coprod_helpers.exchange import import_budget
from coprod_helpers.focus_it.participatory_budget import (
    MOST_PEOPLE,
    MOST_VOTES,
    OWN,
    budget_of,
    budget_sentences,
    compare_rules,
    money,
    most_people,
    most_votes,
    worked_out,
)
from coprod_helpers.tables import table
from coprod_helpers.workspace import open_workspace

REAL = (
    "Netherlands_Amsterdam_166",
    "Poland_Zabrze_2020_Konczyce",
    "US_Stanford_Dataset_PB_Cambridge_2015_vote_knapsacks",
)
# Five want the pond alone, four the play area and the trees, three the shed.
WORKED = {"pond": (10, 5), "play": (4, 4), "tree": (5, 4), "shed": (5, 3)}
BALLOTS = [*["pond"] * 5, *["play; tree"] * 4, *["shed"] * 3]


def tables_of(
    projects=WORKED, ballots=BALLOTS, amount=10, rule="greedy", funded=None, kinds=None, caps=None
) -> list[pd.DataFrame]:
    """Lay out one budget as the four tables, typed as declared; `projects` is id -> (cost, votes)."""
    rows = {
        "budgets": {
            "budget_id": ["PBX"],
            "title": ["Parks"],
            "amount": [amount],
            "currency": ["EUR"],
            "own_rule": [rule],
            "source": ["by hand"],
        },
        "budget_caps": {"category": list(caps or {}), "most": list((caps or {}).values())},
        "budget_projects": {
            "project_id": list(projects),
            "title": [name.title() for name in projects],
            "categories": [(kinds or {}).get(name) for name in projects],
            "cost": [cost for cost, __ in projects.values()],
            "vote_count": [votes for __, votes in projects.values()],
            "was_funded": [(funded or {}).get(name) for name in projects],
        },
        "budget_ballots": {"ballot_id": [str(number) for number in range(len(ballots))], "projects": ballots},
    }
    return [
        pd.DataFrame(columns | {"budget_id": ["PBX"] * len(next(reversed(columns.values())))})
        .reindex(columns=table(name).names)
        .astype(table(name).empty().dtypes)
        for name, columns in rows.items()
    ]


def budget(**parts):
    """Return one budget as numbers."""
    tables = tables_of(**parts)
    return budget_of(tables[0].iloc[0], *tables[1:])


def funded_by(choice: pd.DataFrame, name: str) -> set[str]:
    """Return the projects that a list funds."""
    return set(choice.loc[choice[name].fillna(False), "project_id"])


def of(laid_out, chosen) -> set[str]:
    """Return the projects of a list."""
    return set(laid_out.projects[chosen.astype(bool)])


# By hand


def test_three_ways_to_decide_by_hand():
    """10 buys the pond (5 votes and ballots), play and trees for 9 (8 votes, 4 ballots), or play and shed for 9 (7 and 7)."""
    choice = compare_rules(*tables_of())
    assert funded_by(choice, OWN) == {"pond"}
    assert funded_by(choice, MOST_VOTES) == {"play", "tree"}
    assert funded_by(choice, MOST_PEOPLE) == {"play", "shed"}


def test_result_is_the_declared_table_by_votes():
    choice = compare_rules(*tables_of())
    pd.testing.assert_series_equal(choice.dtypes, table("budget_choice").empty().dtypes)
    assert choice["project_id"].tolist() == ["pond", "play", "tree", "shed"]
    assert choice[["title", "cost", "vote_count"]].iloc[0].tolist() == ["Pond", 10, 5]


def test_what_the_file_says_was_funded_stands():
    choice = compare_rules(*tables_of(funded={"pond": False, "play": False, "tree": True, "shed": None}))
    own = choice.set_index("project_id")[OWN]
    assert own.drop("shed").to_dict() == {"pond": False, "play": False, "tree": True} and pd.isna(own["shed"])


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("greedy", {"a", "c"}),
        ("greedy-no-skip", {"a"}),
        ("greedy; at least 6 votes", {"a"}),
        ("greedy-threshold; at least 5 votes", {"a", "c"}),
        ("greedy; left over: Kept for next year", {"a", "c"}),
        ("unknown", {"a", "c"}),
    ],
)
def test_order_of_votes_by_hand(rule, expected):
    """Of 10, a takes 6; b (5) no longer fits; c (4) does."""
    laid_out = budget(projects={"a": (6, 9), "b": (5, 7), "c": (4, 5)}, ballots=["a"], rule=rule)
    assert of(laid_out, worked_out(laid_out)) == expected


def test_cheaper_goes_first_among_equal_votes():
    laid_out = budget(projects={"a": (6, 9), "b": (5, 9)}, ballots=["a"])
    assert of(laid_out, worked_out(laid_out)) == {"b"}


def test_what_is_left_over_passes_limits_on_kinds_where_the_rule_says_so():
    """Kind x has 5: a (4) fits, b (4) does not; 6 of 10 are left over, and b fits into those."""
    parts = {
        "projects": {"a": (4, 9), "b": (4, 8)},
        "ballots": ["a"],
        "kinds": {"a": "x", "b": "x; y"},
        "caps": {"x": 5},
    }
    own = budget(**parts)
    assert of(own, worked_out(own)) == {"a"}
    over = budget(
        **parts, rule="greedy; left over: Fund additional projects that fit within leftover budget ordered by score"
    )
    assert of(over, worked_out(over)) == {"a", "b"}


@pytest.mark.parametrize(
    "rule", ["equalshares", "equalshares/add1", "greedy-custom", "greedy-exclusive", "drawn by lot"]
)
def test_rule_that_is_not_worked_out_leaves_blanks(rule):
    choice = compare_rules(*tables_of(rule=rule))
    assert choice[OWN].isna().all() and funded_by(choice, MOST_VOTES) == {"play", "tree"}
    assert (
        f'Parks: its file does not say what was funded, and its rule ("{rule}") is not worked out here.'
        in budget_sentences(choice, *tables_of(rule=rule))
    )


def test_limit_on_a_kind_holds_for_both_optima():
    """Of 8 for kind x only one can be had: play and trees have as many votes, and play is the cheaper."""
    choice = compare_rules(*tables_of(kinds=dict.fromkeys(WORKED, "x"), caps={"x": 8}))
    assert funded_by(choice, MOST_VOTES) == {"play"} == funded_by(choice, MOST_PEOPLE)


def test_list_that_is_not_proved_stays_blank_and_is_told():
    laid_out = budget()
    assert most_people(laid_out, seconds=0) is None
    choice = compare_rules(*tables_of()).assign(**{MOST_PEOPLE: pd.array([pd.NA] * 4, dtype="boolean")})
    assert "Serving most people: no list was proved best in the time there was." in budget_sentences(
        choice, *tables_of()
    )


def test_a_hair_over_a_sum_is_over_it():
    """With ten million to spend, a solver lets a penny pass; a list that is a penny over is none."""
    projects = {"a": (5_000_000, 8), "b": (5_000_000.01, 7), "c": (4_000_000, 2)}
    laid_out = budget(projects=projects, ballots=["a", "a", "b", "b", "c"], amount=10_000_000)
    assert of(laid_out, most_votes(laid_out)) == {"a", "c"} and of(laid_out, worked_out(laid_out)) == {"a", "c"}
    assert of(laid_out, most_people(laid_out)) == {"a", "c"}


def test_pence_add_up():
    laid_out = budget(projects={"a": (0.1, 2), "b": (0.2, 1)}, ballots=["a", "b"], amount=0.3)
    for chosen in (worked_out(laid_out), most_votes(laid_out), most_people(laid_out)):
        assert of(laid_out, chosen) == {"a", "b"}


def test_one_project_none_and_more_than_all():
    assert compare_rules(*[part.head(0) for part in tables_of()]).empty
    one = compare_rules(*tables_of(projects={"a": (99, 1)}, ballots=["a"]))
    assert not one[[OWN, MOST_VOTES, MOST_PEOPLE]].any(axis=None)
    assert compare_rules(*tables_of(amount=10_000))[[OWN, MOST_VOTES, MOST_PEOPLE]].all(axis=None)
    assert compare_rules(*tables_of(ballots=[]))[MOST_PEOPLE].notna().all()


def test_tables_given_are_left_unchanged():
    tables = tables_of()
    before = [part.copy() for part in tables]
    budget_sentences(compare_rules(*tables), *tables)
    for part, other in zip(tables, before, strict=True):
        pd.testing.assert_frame_equal(part, other)


# Against every list, and by properties


@st.composite
def budgets(draw):
    """Draw a budget of up to eight projects, some of them under limits on two kinds, with up to twelve ballots."""
    names = [f"p{number}" for number in range(draw(st.integers(1, 8)))]
    ballots = draw(st.lists(st.sets(st.sampled_from(names), min_size=1), min_size=1, max_size=12))
    votes = {name: sum(name in ballot for ballot in ballots) for name in names}
    projects = {name: (draw(st.integers(0, 2000)) / 100, votes[name]) for name in names}
    return {
        "projects": projects,
        "ballots": ["; ".join(sorted(ballot)) for ballot in ballots],
        "amount": draw(st.integers(0, 4000)) / 100,
        "kinds": {name: draw(st.sampled_from(["x", "y", "x; y", None])) for name in names},
        "caps": draw(st.sampled_from([{}, {"x": 12.5}, {"x": 20, "y": 7.25}])),
    }


def every_list(laid_out) -> np.ndarray:
    """Return every list within the limits."""
    lists = np.array(list(product((0, 1), repeat=len(laid_out.projects))))
    return lists[[laid_out.fits(one) for one in lists]]


@settings(max_examples=60, deadline=None)
@given(budgets())
def test_no_list_within_the_limits_is_better(parts):
    laid_out = budget(**parts)
    lists = every_list(laid_out)
    votes, people = lists @ laid_out.votes, np.array([laid_out.served(one) for one in lists])
    by_votes, by_people = most_votes(laid_out), most_people(laid_out)
    assert laid_out.fits(by_votes) and laid_out.fits(by_people) and laid_out.fits(worked_out(laid_out))
    assert by_votes @ laid_out.votes == votes.max()
    assert laid_out.cost @ by_votes == pytest.approx((lists @ laid_out.cost)[votes == votes.max()].min(), abs=1e-6)
    assert laid_out.served(by_people) == people.max()
    assert by_people @ laid_out.votes == votes[people == people.max()].max()


@settings(max_examples=20, deadline=None)
@given(budgets(), st.randoms(use_true_random=False))
def test_order_of_rows_does_not_matter(parts, random):
    tables = tables_of(**parts)
    shuffled = [part.sample(frac=1, random_state=random.randint(0, 999)) for part in tables]
    pd.testing.assert_frame_equal(compare_rules(*tables), compare_rules(*shuffled))


@settings(max_examples=20, deadline=None)
@given(budgets(), st.integers(0, 2000))
def test_more_money_never_serves_fewer(parts, more):
    less, richer = budget(**parts), budget(**parts | {"amount": parts["amount"] + more / 100})
    assert richer.served(most_people(richer)) >= less.served(most_people(less))
    assert richer.votes @ most_votes(richer) >= less.votes @ most_votes(less)


@settings(max_examples=20, deadline=None)
@given(budgets(), st.integers(2, 5))
def test_ballots_that_come_several_times_change_no_list(parts, times):
    laid_out, more = budget(**parts), budget(**parts | {"ballots": parts["ballots"] * times})
    assert (most_people(laid_out) == most_people(more)).all() and len(more.people) == len(laid_out.people)
    assert more.served(most_people(more)) == times * laid_out.served(most_people(laid_out))


# In words


def test_sentences_by_hand():
    tables = tables_of()
    assert budget_sentences(compare_rules(*tables), *tables) == [
        (
            'Parks: its file does not say what was funded. Its rule ("greedy"), worked out here, funds 1 of 4 projects for 10 EUR of '
            "10 EUR, and 42% of ballots (5 of 12) have at least one of theirs funded."
        ),
        (
            'Most votes for the money funds 2 for 9 EUR, adding "Play", "Tree", and leaving out "Pond": 8 votes in all in place of 5, and '
            "33% of ballots (4 of 12) have at least one of theirs funded."
        ),
        (
            'Serving most people funds 2 for 9 EUR, adding "Play", "Shed", and leaving out "Pond": 7 votes in all in place of 5, and 58% '
            "of ballots (7 of 12) have at least one of theirs funded."
        ),
    ]


def test_own_list_that_can_be_followed_says_so():
    tables = tables_of(funded=dict.fromkeys(WORKED, False) | {"pond": True})
    said = budget_sentences(compare_rules(*tables), *tables)
    assert said[0].startswith("Parks: its own rule funded 1 of 4 projects for 10 EUR of 10 EUR")
    assert said[-1] == "Worked out here in the order of votes, its rule gives the same list as its file."


def test_own_list_that_cannot_be_followed_says_how_it_differs():
    tables = tables_of(funded={"pond": True, "play": True, "tree": False})
    said = budget_sentences(compare_rules(*tables), *tables)
    assert "Its file does not say whether 1 project was funded; it counts here as not funded." in said
    assert (
        'Worked out here, its rule gives another list than its file, leaving out "Play". The file\'s list stands.'
        in said
    )
    assert said[-1].startswith(
        "Its own list takes more than the sum (14 EUR of 10 EUR), which the two other lists keep"
    )


def test_unknown_rule_is_not_called_the_budgets_own():
    tables = tables_of(rule="unknown")
    assert budget_sentences(compare_rules(*tables), *tables)[0].startswith(
        "Parks: its file says neither what was funded nor by which rule. In the order of votes"
    )


def test_sums_are_never_in_pounds_unless_they_are():
    assert "£" not in " ".join(budget_sentences(compare_rules(*tables_of()), *tables_of()))
    assert money(1234567, "PLN") == "1,234,567 PLN" and money(0.5, "GBP") == "0.50 GBP" and money(5, "XXX") == "5"


# Real budgets


@pytest.fixture
def real(home, shared_data):
    """The three real budgets, as imported."""
    opened = open_workspace("Trafford")
    for name in REAL:
        import_budget(opened, shared_data / "pabulib" / f"{name}.pb")
    return list(opened.read_many(["budgets", "budget_caps", "budget_projects", "budget_ballots"]).values())


def test_real_budgets_hold_within_their_sums_and_limits(real):
    choice = compare_rules(*real)
    for __, row in real[0].iterrows():
        laid_out = budget_of(row, *real[1:])
        own = choice[choice["budget_id"].eq(row["budget_id"])].set_index("project_id").reindex(laid_out.projects)
        lists = {name: own[name].to_numpy(dtype="int64") for name in (OWN, MOST_VOTES, MOST_PEOPLE)}
        assert all(laid_out.cost @ chosen <= row["amount"] for chosen in lists.values())
        assert laid_out.fits(lists[MOST_VOTES]) and laid_out.fits(lists[MOST_PEOPLE])
        if laid_out.fits(lists[OWN]):
            assert laid_out.votes @ lists[MOST_VOTES] >= laid_out.votes @ lists[OWN]
            assert laid_out.served(lists[MOST_PEOPLE]) >= laid_out.served(lists[OWN])
        assert laid_out.served(lists[MOST_PEOPLE]) >= laid_out.served(lists[MOST_VOTES])


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "PB Cambridge 2015",
            {OWN: (10, 590250, 4373, 927), MOST_VOTES: (12, 596250, 4639, 933), MOST_PEOPLE: (9, 590250, 3534, 937)},
        ),
        (
            "Buurtbudget Kleine Wereld",
            {OWN: (30, 248791, 3812, 404), MOST_VOTES: (31, 237221, 3802, 397), MOST_PEOPLE: (29, 241596, 3623, 402)},
        ),
        ("District PB in Zabrze, Kończyce", dict.fromkeys((OWN, MOST_VOTES, MOST_PEOPLE), (2, 149996, 84, 84))),
    ],
)
def test_real_budgets_by_each_way(real, name, expected):
    """Projects, cost, votes, and ballots with at least one, counted here by plain Python from the imported rows."""
    row = real[0].set_index("title").loc[name]
    choice = compare_rules(*real)
    own = choice[choice["budget_id"].eq(row["budget_id"])]
    ballots = real[3].loc[real[3]["budget_id"].eq(row["budget_id"]), "projects"]
    for way, figures in expected.items():
        chosen = own[own[way]]
        ids = set(chosen["project_id"])
        served = sum(bool(ids & set(ballot.split("; "))) for ballot in ballots)
        assert (len(chosen), chosen["cost"].sum(), chosen["vote_count"].sum(), served) == figures


def test_amsterdams_own_list_passes_a_limit_through_what_was_left_over(real):
    said = [
        text for text in budget_sentences(compare_rules(*real), *real) if text.startswith("Its own list takes more")
    ]
    assert len(said) == 1 and 'the limit on "Rattenpreventie" (47,000 EUR of 39,000 EUR)' in said[0]
