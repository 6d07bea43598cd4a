"""Tables of participatory budgets: what people voted for elsewhere or here, as their own rule decided, to be set beside ours."""

from __future__ import annotations

from coprod_helpers.tables.declare import Column, Table


def budget_id() -> Column:
    """The column by which other tables point at a participatory budget."""
    return Column("budget_id", "text", "Budget", "The id of a participatory budget.", required=True, refers="budgets.budget_id",
                  max_length=12)


BUDGETS = Table(
    "budgets", "focus_it", "entered", "Participatory budgets", "A sum, and the projects that people voted on.",
    (
        Column("budget_id", "text", "Budget id", "Our id.", required=True, max_length=12),
        Column("title", "text", "Budget", "As its file names it.", required=True),
        Column("place", "text", "Place", "Where the vote was held."),
        Column("amount", "number", "Sum", "To be spent, in its own currency.", unit="money of its currency", required=True, minimum=0),
        Column("currency", "text", "Currency", "Three letters, as GBP.", required=True, pattern=r"[A-Z]{3}"),
        Column("own_rule", "text", "Own rule", "How it was decided, as its file says.", required=True),
        Column("ballot_count", "integer", "Ballots", "People who voted.", unit="ballots", minimum=0),
        Column("voted_in", "text", "Voted in", "When the vote was held, as its file says."),
        Column("source", "text", "Source", "The file, and whom to thank for it.", required=True, max_length=400),
    ),
    key=("budget_id",), id_prefix="PB", rows_given=True,
)

BUDGET_CAPS = Table(
    "budget_caps", "focus_it", "entered", "Most for a kind of project", "The most that a budget may spend on one kind of project.",
    (
        budget_id(),
        Column("category", "text", "Kind of project", "As its file names it.", required=True),
        Column("most", "number", "At most", "Of the budget's currency.", unit="money of its currency", required=True, minimum=0),
    ),
    key=("budget_id", "category"), rows_given=True,
)

BUDGET_PROJECTS = Table(
    "budget_projects", "focus_it", "entered", "Projects voted on", "What people could vote for.",
    (
        budget_id(),
        Column("project_id", "text", "Project id", "As its file names it.", required=True, max_length=60),
        Column("title", "text", "Project", "As its file names it; its id where it has no name.", required=True, max_length=400),
        Column("categories", "text", "Kinds", "With ; between them.", max_length=400),
        Column("cost", "number", "Cost", "In the budget's currency.", unit="money of its currency", required=True, minimum=0),
        Column("vote_count", "number", "Votes", "Ballots that named it, or its points.", unit="votes or points", required=True),
        Column("was_funded", "yes_no", "Funded", "As its file says; empty where it does not say."),
    ),
    key=("budget_id", "project_id"), rows_given=True,
)

BUDGET_BALLOTS = Table(
    "budget_ballots", "focus_it", "entered", "Ballots", "Which projects each ballot named; no name of a person stands in it.",
    (
        budget_id(),
        Column("ballot_id", "text", "Ballot", "As its file numbers it.", required=True, max_length=60),
        Column("projects", "long_text", "Projects", "Ids of the projects named, with ; between them.", required=True),
    ),
    key=("budget_id", "ballot_id"), holds_people=True, rows_given=True,
)

BUDGET_CHOICE = Table(
    "budget_choice", "focus_it", "computed", "Participatory budgets compared",
    "Which projects a budget's own rule funds, and which gain most votes for the money.",
    (
        budget_id(),
        Column("project_id", "text", "Project id", "As its file names it.", required=True, max_length=60),
        Column("title", "text", "Project", "As its file names it."),
        Column("cost", "number", "Cost", "In the budget's currency.", unit="money of its currency"),
        Column("vote_count", "number", "Votes", "Ballots that named it, or its points.", unit="votes or points"),
        Column("by_own_rule", "yes_no", "By its own rule", "Funded as its file says, or as its rule works out."),
        Column("by_most_votes", "yes_no", "By most votes in all", "Among the projects that together have most votes for the money."),
        Column("by_most_people", "yes_no", "By most people served",
               "Among the projects with which most ballots get at least one project that they named."),
    ),
    key=("budget_id", "project_id"),
)

TABLES = (BUDGETS, BUDGET_CAPS, BUDGET_PROJECTS, BUDGET_BALLOTS, BUDGET_CHOICE)
