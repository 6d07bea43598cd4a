"""Tables and the picture of participatory budgets: which projects each of three ways to decide would fund."""

from __future__ import annotations

import altair as alt
import pandas as pd

from coprod_helpers.errors import InputError, one_of
from coprod_helpers.focus_it.participatory_budget import (LISTS, MOST_PEOPLE, MOST_VOTES, NO_CURRENCY, OWN, UNKNOWN,
                                                          budget_of, money, served_words)
from coprod_helpers.look.numbers import count, readable
from coprod_helpers.look.section import Finding, Picture, TableView
from coprod_helpers.look.theme import CATEGORICAL, PAPER, QUIET_INK, titled
from coprod_helpers.look.words import plural
from coprod_helpers.look.words import translate as _
from coprod_helpers.star import N_
from coprod_helpers.tables.declare import Column
from coprod_helpers.tables.participatory_budget import BUDGET_CHOICE

WORDS = {OWN: N_("Own rule"), MOST_VOTES: N_("Most votes"), MOST_PEOPLE: N_("Most people")}
MOST_DRAWN, LONGEST_TITLE = 30, 46
COLUMN, ROW = 150, 25
FUNDED, NOT_FUNDED, NOT_KNOWN = N_("funded"), N_("not"), N_("not known")
SHADE = "#EEEEEE"


# Tables

def no_budgets() -> Finding:
    """Say what a comparison needs."""
    return Finding(_("There is no participatory budget yet. Bring one in from a .pb file, such as those of "
                     "pabulib.org."))


def list_words(budget: pd.Series, budget_projects: pd.DataFrame) -> dict[str, str]:
    """Return list -> what its column is called; a rule that its file does not name is not called the budget's own.

    Parameters
    ----------
    budget : Series, a row of `budgets`
    budget_projects : DataFrame
        The table of this name.
    """
    said = budget_projects.loc[budget_projects["budget_id"].eq(budget["budget_id"]), "was_funded"].notna().any()
    words = {name: _(text) for name, text in WORDS.items()}
    if not said:
        is_unknown = str(budget["own_rule"]).casefold().startswith(UNKNOWN)
        words[OWN] = _("By order of votes") if is_unknown else _("Own rule, worked out")
    return words


def budgets_view(budget_choice: pd.DataFrame, budgets: pd.DataFrame, budget_caps: pd.DataFrame,
                 budget_projects: pd.DataFrame, budget_ballots: pd.DataFrame) -> TableView | Finding:
    """Show each budget and list: how many projects, for what sum, with how many votes, for how many ballots.

    Parameters
    ----------
    budget_choice : DataFrame
        What `compare_rules` returns.
    budgets, budget_caps, budget_projects, budget_ballots : DataFrame
        The tables of these names.
    """
    rows = []
    for __, row in budgets.sort_values("budget_id").iterrows():
        own = budget_choice[budget_choice["budget_id"].eq(row["budget_id"])].set_index("project_id")
        budget = budget_of(row, budget_caps, budget_projects, budget_ballots)
        for name, words in list_words(row, budget_projects).items():
            if own[name].notna().any():
                chosen = own[name].reindex(budget.projects).fillna(False).to_numpy(dtype="int64")
                rows.append((
                    row["title"], words,
                    _("{number} of {all}").format(number=count(int(chosen.sum())), all=count(len(chosen))),
                    money(round(float(budget.cost @ chosen), 2), row["currency"]),
                    money(row["amount"], row["currency"]),
                    readable(float(budget.votes @ chosen)), served_words(budget, chosen)))
    if not rows:
        return no_budgets()
    heads = [_("Budget"), _("Decided by"), _("Projects funded"), _("For"), _("Sum"), _("Votes"),
             _("At least one project for")]
    return TableView(pd.DataFrame(rows, columns=heads), _("Participatory budgets, each decided in three ways"))


def budget_table(budget_choice: pd.DataFrame, budgets: pd.DataFrame, budget_projects: pd.DataFrame,
                 budget_id: str) -> TableView | Finding:
    """Show each project of a budget, the one with most votes first, and which lists fund it.

    Parameters
    ----------
    budget_choice : DataFrame
        What `compare_rules` returns.
    budgets, budget_projects : DataFrame
        The tables of these names.
    budget_id : str

    Raises
    ------
    InputError
        If there is no such budget; those that there are are named.
    """
    if budgets.empty:
        return no_budgets()
    row = _row_of(budgets, budget_id)
    unit = _("currency not known") if row["currency"] == NO_CURRENCY else row["currency"]
    columns = [BUDGET_CHOICE.column("title"), Column("cost", "number", "Cost", "", unit=unit),
               BUDGET_CHOICE.column("vote_count"),
               *(Column(name, "yes_no", words, "") for name, words in list_words(row, budget_projects).items())]
    caption = _("{title}: which projects are funded").format(title=row["title"])
    return TableView(_projects_of(budget_choice, budget_id), caption, columns)


def _row_of(budgets: pd.DataFrame, budget_id: str) -> pd.Series:
    """Return the row of a budget, or say which there are."""
    found = budgets[budgets["budget_id"].eq(budget_id)]
    if found.empty:
        raise InputError(_('There is no budget "{typed}". There is: {budgets}.').format(typed=budget_id, budgets=one_of(
            f"{one} ({title})" for one, title in zip(budgets["budget_id"], budgets["title"], strict=True))))
    return found.iloc[0]


def _projects_of(budget_choice: pd.DataFrame, budget_id: str) -> pd.DataFrame:
    """Return a budget's projects, the one with most votes first."""
    own = budget_choice[budget_choice["budget_id"].eq(budget_id)]
    return own.sort_values(["vote_count", "project_id"], ascending=[False, True]).reset_index(drop=True)


# The picture

def budget_chart(budget_choice: pd.DataFrame, budgets: pd.DataFrame, budget_projects: pd.DataFrame,
                 budget_id: str) -> Picture | Finding:
    """Draw one row a project, by votes, and a column of marks for each of the three lists.

    Parameters
    ----------
    budget_choice : DataFrame
        What `compare_rules` returns.
    budgets, budget_projects : DataFrame
        The tables of these names.
    budget_id : str
        Empty for the first there is.

    Raises
    ------
    InputError
        If there is no such budget; those that there are are named.
    """
    if budgets.empty:
        return no_budgets()
    budget_id = budget_id or str(budgets["budget_id"].min())
    row, projects = _row_of(budgets, budget_id), _projects_of(budget_choice, budget_id)
    if projects.empty:
        return Finding(_("{title} has not been compared yet. Run the step again.").format(title=row["title"]))
    words, drawn = list_words(row, budget_projects), _drawn(projects)
    finding = budget_finding(budget_choice, row, words)
    chart = titled(_marks(_cells(drawn, row, words), words), finding, _subtitle(row, projects, drawn), width=800)
    table = budget_table(budget_choice, budgets, budget_projects, budget_id)
    return Picture(chart, _told(finding, projects, words), table, table.caption)


def _is_disputed(projects: pd.DataFrame) -> pd.Series:
    """True for projects that some lists fund and others do not; lists that are not known do not count."""
    known = [name for name in LISTS if projects[name].notna().any()]
    return projects[known].nunique(axis=1, dropna=False) > 1 if known else pd.Series(False, index=projects.index)


def _drawn(projects: pd.DataFrame) -> pd.DataFrame:
    """Return the projects that there is room for: those on which the lists differ, then those with most votes."""
    first = (~_is_disputed(projects)).sort_values(kind="stable").index[:MOST_DRAWN]
    return projects.loc[sorted(first)]


def _cells(drawn: pd.DataFrame, budget: pd.Series, words: dict[str, str]) -> pd.DataFrame:
    """Return one row for each mark."""
    labels = _labels(drawn, budget)
    parts = [pd.DataFrame({
        "project": labels, "list": words[name], "is_funded": drawn[name].fillna(False).astype(bool).to_list(),
        "word": [_(NOT_KNOWN) if pd.isna(one) else _(FUNDED) if one else _(NOT_FUNDED) for one in drawn[name]],
    }) for name in LISTS]
    return pd.concat(parts, ignore_index=True)


def _labels(drawn: pd.DataFrame, budget: pd.Series) -> list[str]:
    """Return each project's title, cost and votes; each one different."""
    labels: list[str] = []
    for row in drawn.itertuples():
        title = row.title if len(row.title) <= LONGEST_TITLE else f"{row.title[:LONGEST_TITLE - 1].rstrip()}…"
        label = _("{project} ({votes}; {cost})").format(
            project=title, votes=readable(row.vote_count), cost=money(row.cost, budget["currency"]))
        labels.append(label if label not in labels else f"{label} {row.project_id}")
    return labels


def _marks(cells: pd.DataFrame, words: dict[str, str]) -> alt.LayerChart:
    """Lay out the marks: a filled tile with its word where a list funds a project, a pale one where it does not."""
    base = alt.Chart(cells).encode(
        alt.X("list:N", title=None, sort=[words[name] for name in LISTS],
              axis=alt.Axis(orient="top", labelAngle=0, labelFontWeight="bold", labelLimit=COLUMN)),
        alt.Y("project:N", title=None, sort=list(dict.fromkeys(cells["project"])), axis=alt.Axis(labelLimit=480)))
    return alt.layer(
        base.transform_filter("datum.is_funded").mark_rect(fill=CATEGORICAL[0], stroke=PAPER, strokeWidth=2),
        base.transform_filter("!datum.is_funded").mark_rect(fill=SHADE, stroke=PAPER, strokeWidth=2),
        base.transform_filter("datum.is_funded").mark_text(color=PAPER).encode(alt.Text("word:N")),
        base.transform_filter("!datum.is_funded").mark_text(color=QUIET_INK).encode(alt.Text("word:N")),
    ).properties(width=len(LISTS) * COLUMN, height=alt.Step(ROW))


def _subtitle(budget: pd.Series, projects: pd.DataFrame, drawn: pd.DataFrame) -> str:
    """Say what is drawn, and which projects are not."""
    said = _("{title}: {amount} to spend. In brackets: votes, and what a project costs. The one with most votes stands "
             "first.").format(
        title=budget["title"], amount=money(budget["amount"], budget["currency"]))
    if len(drawn) == len(projects):
        return said
    return said + " " + _("Drawn are {shown} of {all} projects: those on which the lists differ, then those with most "
                          "votes.").format(shown=len(drawn), all=len(projects))


def budget_finding(budget_choice: pd.DataFrame, budget: pd.Series, words: dict[str, str]) -> str:
    """Say in one sentence on how many projects of a budget the lists differ.

    Parameters
    ----------
    budget_choice : DataFrame
        What `compare_rules` returns.
    budget : Series, a row of `budgets`
    words : dict
        What `list_words` returns.
    """
    own = _projects_of(budget_choice, budget["budget_id"])
    number = {name: count(int(own[name].fillna(False).sum())) for name in LISTS if own[name].notna().any()}
    if not number:
        return _("What is funded is not known.")
    differ = int(_is_disputed(own).sum())
    if not differ:
        funded = int(own[next(iter(number))].fillna(False).sum())
        return plural("All ways to decide fund the same project.",
                      "All ways to decide fund the same {number} projects.", funded).format(number=count(funded))
    listed = ", ".join(_("{list} {number}").format(list=words[name], number=told) for name, told in number.items())
    return _("What is funded depends on the rule for {differ} of {all} projects (funded: {lists}).").format(
        differ=count(differ), all=count(len(own)), lists=listed)


def _told(finding: str, projects: pd.DataFrame, words: dict[str, str]) -> str:
    """Say in words what the picture shows: on which projects the lists differ."""
    said = [finding]
    for row in projects[_is_disputed(projects)].head(MOST_DRAWN).to_dict("records"):
        by = [words[name] for name in LISTS if pd.notna(row[name]) and row[name]]
        said.append(_('"{project}" is funded by: {lists}.').format(project=row["title"], lists=", ".join(by)))
    return " ".join(said)
