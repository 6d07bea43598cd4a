"""Participatory budgets: what their own rule funds, beside what gains most votes and what serves most people.

Real budgets are mostly decided by taking projects in the order of their votes as long as they fit. Ours: two other
lists of projects, solved to proven optimality within the same sum and the same limits on kinds of projects, so that a
team can see what a rule itself decides.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from coprod_helpers.look.numbers import count, per_cent, readable
from coprod_helpers.look.words import plural
from coprod_helpers.look.words import translate as _
from coprod_helpers.methods.portfolio import Problem, choose
from coprod_helpers.tables.participatory_budget import BUDGET_CHOICE

# What a comparison reads.
BUDGET_TABLES = ("budgets", "budget_caps", "budget_projects", "budget_ballots")
OWN, MOST_VOTES, MOST_PEOPLE = "by_own_rule", "by_most_votes", "by_most_people"
LISTS = (OWN, MOST_VOTES, MOST_PEOPLE)
# Rules of Pabulib that are worked out here: a project that does not fit is passed over, or ends it all.
SKIPS, STOPS, UNKNOWN = ("greedy", "greedy-threshold"), "greedy-no-skip", "unknown"
LEFT_OVER = "fund additional projects that fit within leftover budget ordered by score"
# Less than half a cent over a limit is not over it: sums of floats differ by less.
CENT = 0.005
SECONDS = 60
NAMED_AT_MOST = 6
NO_CURRENCY = "XXX"


@dataclass(frozen=True)
class Budget:
    """One budget as numbers, its projects in the order of their ids.

    Parameters
    ----------
    amount : float
    projects : Index of project ids
    cost, votes : array, one number per project
    was_funded : array of object
        True, False or None where the file does not say.
    kinds : array of bool, kinds that have a limit x projects
    most : array, one limit per kind
    groups : array of bool, different ballots x projects
    people : array, how many ballots are like this one
    own_rule : str
    """

    amount: float
    projects: pd.Index
    cost: np.ndarray
    votes: np.ndarray
    was_funded: np.ndarray
    kinds: np.ndarray
    most: np.ndarray
    groups: np.ndarray
    people: np.ndarray
    own_rule: str

    @property
    def says_funded(self) -> bool:
        """True where the file says what was funded."""
        return any(funded is not None for funded in self.was_funded)

    @property
    def limits(self) -> tuple[np.ndarray, np.ndarray]:
        """What projects take of each limit, and the limits: the sum first, then kinds of projects."""
        return np.vstack([self.cost, self.kinds * self.cost]), np.array([self.amount, *self.most])

    def fits(self, chosen: np.ndarray) -> bool:
        """True if projects together keep all limits."""
        use, most = self.limits
        return bool((use @ chosen <= most + CENT).all())

    def reached(self, chosen: np.ndarray) -> np.ndarray:
        """Return for each different ballot whether at least one of its projects is chosen."""
        return (self.groups & chosen.astype(bool)).any(axis=1)

    def served(self, chosen: np.ndarray) -> int:
        """Return how many ballots have at least one of their projects chosen."""
        return int(self.people[self.reached(chosen)].sum())


def budget_of(budget: pd.Series, budget_caps: pd.DataFrame, budget_projects: pd.DataFrame,
              budget_ballots: pd.DataFrame) -> Budget:
    """Lay out one budget as numbers.

    Parameters
    ----------
    budget : Series, a row of `budgets`
    budget_caps, budget_projects, budget_ballots : DataFrame
        The tables of these names.
    """
    own = budget_projects[budget_projects["budget_id"].eq(budget["budget_id"])].sort_values("project_id")
    caps = budget_caps[budget_caps["budget_id"].eq(budget["budget_id"])].sort_values("category")
    ballots = budget_ballots.loc[budget_ballots["budget_id"].eq(budget["budget_id"]), "projects"]
    projects = pd.Index(own["project_id"])
    named_kinds = [set(_parts(text)) for text in own["categories"]]
    alike = Counter(frozenset(_parts(text)) for text in ballots)
    groups = sorted(alike, key=sorted)
    in_kind = np.array([[kind in named for named in named_kinds] for kind in caps["category"]], dtype=bool)
    return Budget(
        float(budget["amount"]), projects,
        own["cost"].to_numpy(dtype="float64"), own["vote_count"].to_numpy(dtype="float64"),
        np.array([None if pd.isna(funded) else bool(funded) for funded in own["was_funded"]], dtype="object"),
        in_kind.reshape(len(caps), len(own)), caps["most"].to_numpy(dtype="float64"),
        np.array([projects.isin(group) for group in groups], dtype=bool).reshape(len(groups), len(own)),
        np.array([alike[group] for group in groups], dtype="float64"), str(budget["own_rule"]))


def _parts(text: object) -> list[str]:
    """Return the parts of a text with ; between them."""
    return [] if pd.isna(text) else [part.strip() for part in str(text).split(";") if part.strip()]


# The three lists

def compare_rules(budgets: pd.DataFrame, budget_caps: pd.DataFrame, budget_projects: pd.DataFrame,
                  budget_ballots: pd.DataFrame) -> pd.DataFrame:
    """Say of each project whether its budget's own rule, most votes and most people fund it.

    By its own rule: as the file says. Where it says nothing: in the order of votes, the cheaper first among equals,
    each project taken if it fits into the sum and the limits on kinds; `greedy-no-skip` ends at the first that does not
    fit; "at least N votes" leaves out those with fewer; what is left over goes to projects that fit into the sum, where
    the rule says so. Where the rule is unknown, the first of these stands in for it; any other rule leaves blanks.

    By most votes: maximise sum of votes[p] x[p]. By most people: maximise the ballots with at least one x[p] = 1, and
    among such lists the votes. Both within the sum and the limits, and among equals the cheapest. A list that is not
    proved best within a minute stays blank.

    Parameters
    ----------
    budgets, budget_caps, budget_projects, budget_ballots : DataFrame
        The tables of these names.

    Returns
    -------
    DataFrame, table `budget_choice`: by budget, the project with most votes first

    Source
    ------
    Greedy rule and names of its variants: Pabulib. Most votes is the knapsack problem, most people is maximum coverage
    with costs: Khuller, Moss and Naor (1999).
    """
    parts = []
    for __, row in budgets.sort_values("budget_id").iterrows():
        budget = budget_of(row, budget_caps, budget_projects, budget_ballots)
        if not len(budget.projects):
            continue
        lists = pd.DataFrame({OWN: _own_list(budget), MOST_VOTES: _yes_no(budget, most_votes(budget)),
                              MOST_PEOPLE: _yes_no(budget, most_people(budget))}, index=budget.projects)
        own = budget_projects[budget_projects["budget_id"].eq(row["budget_id"])].set_index("project_id", drop=False)
        own = own.rename_axis(None).join(lists).sort_values(["vote_count", "project_id"], ascending=[False, True])
        parts.append(own[BUDGET_CHOICE.names])
    if not parts:
        return BUDGET_CHOICE.empty()
    return pd.concat(parts, ignore_index=True).astype(BUDGET_CHOICE.empty().dtypes)


def _yes_no(budget: Budget, chosen: np.ndarray | None) -> list:
    """Return a list of projects as yes and no; blanks where there is none."""
    return [None] * len(budget.projects) if chosen is None else [bool(one) for one in chosen]


def _own_list(budget: Budget) -> list:
    """Return what the budget's own rule funds: as its file says, else worked out, else blank."""
    return list(budget.was_funded) if budget.says_funded else _yes_no(budget, worked_out(budget))


def worked_out(budget: Budget) -> np.ndarray | None:
    """Work out what the budget's own rule funds.

    Parameters
    ----------
    budget : Budget

    Returns
    -------
    array of 0 and 1, one per project; nothing where the rule is none of those that are worked out here
    """
    rule, *more = [part.casefold() for part in _parts(budget.own_rule)]
    if rule not in (*SKIPS, STOPS, UNKNOWN):
        return None
    found = [match[1] for part in more if (match := re.fullmatch(r"at least ([\d.]+) votes", part))]
    least = float(found[0]) if found else -np.inf
    chosen, open_ = np.zeros(len(budget.projects), dtype="int64"), budget.votes >= least
    order = [place for place in np.lexsort((budget.cost, -budget.votes)) if open_[place]]
    for place in order:
        chosen[place] = 1
        if not budget.fits(chosen):
            chosen[place] = 0
            if rule == STOPS:
                break
    if any(part.removeprefix("left over:").strip() == LEFT_OVER for part in more):
        for place in order:
            chosen[place] = chosen[place] or budget.cost @ chosen + budget.cost[place] <= budget.amount + CENT
    return chosen


def most_votes(budget: Budget, seconds: float = SECONDS) -> np.ndarray | None:
    """Return the list with most votes in all within the limits; among equals the cheapest.

    Parameters
    ----------
    budget : Budget
    seconds : float
        How long to look for it, at most.

    Returns
    -------
    array of 0 and 1, one per project; nothing where none was proved best in this time
    """
    use, most = budget.limits
    cost = pd.Series(budget.cost, index=budget.projects)
    votes, takes = pd.Series(budget.votes, index=budget.projects), pd.DataFrame(use.T, index=budget.projects)
    problem = Problem(votes, takes, pd.Series(most))
    while True:
        found = choose(problem, cost, seconds)
        if not found.is_proved:
            return None
        chosen = budget.projects.isin(found.options).astype("int64")
        if budget.fits(chosen):
            return chosen
        # A solver lets a limit be passed by a hair, and no budget is.
        problem = replace(problem, not_again=(*problem.not_again, found.options))


def most_people(budget: Budget, seconds: float = SECONDS) -> np.ndarray | None:
    """Return the list with which most ballots get a project of theirs; among equals most votes, then the cheapest.

    Parameters
    ----------
    budget : Budget
    seconds : float
        How long to look for it, at most.

    Returns
    -------
    array of 0 and 1, one per project; nothing where none was proved best in this time
    """
    nobody, no_projects = np.zeros(len(budget.people)), np.zeros(len(budget.projects))
    parts = ((no_projects, budget.people), (budget.votes, nobody), (-budget.cost, nobody))
    aims = [np.concatenate(part) for part in parts]
    rows, floors, values = [], [], np.concatenate([no_projects, nobody])
    for aim in aims:
        values = _solve(budget, aim, rows, floors, seconds)
        if values is None:
            return None
        rows.append(aim)
        # Whole numbers of ballots or votes cannot be missed by half of one; other sums by a billionth.
        reached = float(aim @ values)
        floors.append(reached - (0.5 if np.equal(np.mod(aim, 1), 0).all() else 1e-9 * max(1.0, abs(reached))))
    return values[:len(budget.projects)].astype("int64")


def _solve(budget: Budget, aim: np.ndarray, rows: list[np.ndarray], floors: list[float],
           seconds: float) -> np.ndarray | None:
    """Maximise one aim within the limits, with earlier aims kept at their floors; nothing where that is not proved.

    Beside a variable for each project stands one for each kind of ballot: at most 1, and at most its projects taken
    together. It may be a fraction, as nothing is gained by one where projects are whole.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import block_array, csr_array, eye_array

    wide, kinds = len(budget.projects), len(budget.groups)
    use, most = budget.limits
    above = block_array([[csr_array(use), csr_array((len(use), kinds))],
                         [csr_array(-budget.groups.astype("float64")), eye_array(kinds)]]) if kinds else csr_array(use)
    limits = [LinearConstraint(above, -np.inf, np.concatenate([most, np.zeros(kinds)]))]
    limits += [LinearConstraint(row[None, :], floor, np.inf) for row, floor in zip(rows, floors, strict=True)]
    whole = np.concatenate([np.ones(wide), np.zeros(kinds)])
    while True:
        found = milp(-aim, constraints=limits, integrality=whole, bounds=Bounds(0, 1),
                     options={"mip_rel_gap": 0, "time_limit": seconds})
        if found.status != 0:
            return None
        chosen = np.round(found.x[:wide])
        if budget.fits(chosen):
            return np.concatenate([chosen, budget.reached(chosen)])
        # A list that passes a limit by a hair, as a solver allows, is forbidden, and the next one sought.
        row = np.concatenate([2 * chosen - 1, np.zeros(kinds)])
        limits.append(LinearConstraint(row[None, :], -np.inf, chosen.sum() - 1))


# In words

def money(amount: float, currency: str) -> str:
    """Return a sum in its own currency.

    Examples
    --------
    >>> money(480000, "EUR"), money(12.5, "PLN"), money(7, "XXX")
    ('480,000 EUR', '12.50 PLN', '7')
    """
    text = count(amount) if float(amount).is_integer() else f"{amount:,.2f}"
    return text if currency == NO_CURRENCY else f"{text} {currency}"


def served_words(budget: Budget, chosen: np.ndarray) -> str:
    """Return how many ballots have at least one of their projects chosen, as "78% of ballots (332 of 426)"."""
    served, ballots = budget.served(chosen), int(budget.people.sum())
    return _("{share} of ballots ({served} of {all})").format(
        share=per_cent(served / ballots if ballots else None), served=count(served), all=count(ballots))


def budget_sentences(budget_choice: pd.DataFrame, budgets: pd.DataFrame, budget_caps: pd.DataFrame,
                     budget_projects: pd.DataFrame, budget_ballots: pd.DataFrame) -> list[str]:
    """Say of each budget what its own rule funds, what two other lists would change, and what cannot be followed.

    Parameters
    ----------
    budget_choice : DataFrame
        What `compare_rules` returns.
    budgets, budget_caps, budget_projects, budget_ballots : DataFrame
        The tables of these names.

    Returns
    -------
    list of str, whole sentences, by budget
    """
    said = []
    for __, row in budgets.sort_values("budget_id").iterrows():
        own = budget_choice[budget_choice["budget_id"].eq(row["budget_id"])]
        if len(own):
            said += _Telling(row, own, budget_of(row, budget_caps, budget_projects, budget_ballots), budget_caps).said()
    return said


@dataclass(frozen=True)
class _Telling:
    """Tells of one budget: its row, its projects with the three lists, and both as numbers."""

    row: pd.Series
    choice: pd.DataFrame
    budget: Budget
    caps: pd.DataFrame

    def said(self) -> list[str]:
        """Return everything there is to say of the budget."""
        told = [self._own(), *(self._other(name) for name in (MOST_VOTES, MOST_PEOPLE))]
        return [sentence for sentence in [*told, self._not_said(), self._not_followed(), *self._over()] if sentence]

    def _not_said(self) -> str:
        """Say where the file leaves out of some projects whether they were funded."""
        blank = sum(funded is None for funded in self.budget.was_funded) if self.budget.says_funded else 0
        return plural("Its file does not say whether {number} project was funded; it counts here as not funded.",
                      "Its file does not say whether {number} projects were funded; they count here as not funded.",
                      blank).format(number=count(blank)) if blank else ""

    def _list(self, name: str) -> np.ndarray | None:
        """Return a list as 0 and 1 in the order of the budget's projects; nothing where it is not known."""
        flags = self.choice.set_index("project_id")[name].reindex(self.budget.projects)
        return None if flags.isna().all() else flags.fillna(False).to_numpy(dtype="int64")

    def _titles(self, places: np.ndarray) -> str:
        """Return projects' titles, those with most votes first; many are counted."""
        names = self.choice.set_index("project_id")["title"]
        ids = sorted(self.budget.projects[places], key=lambda one: list(names.index).index(one))
        shown = ", ".join(f'"{names[one]}"' for one in ids[:NAMED_AT_MOST])
        rest = len(ids) - NAMED_AT_MOST
        return shown if rest <= 0 else _("{titles} and {number} more").format(titles=shown, number=rest)

    def _figures(self, chosen: np.ndarray) -> dict[str, str]:
        """Return what is said of any list."""
        return {"number": count(int(chosen.sum())), "all": count(len(chosen)),
                "cost": money(round(float(self.budget.cost @ chosen), 2), self.row["currency"]),
                "amount": money(self.budget.amount, self.row["currency"]),
                "votes": readable(float(self.budget.votes @ chosen)),
                "ballots": served_words(self.budget, chosen)}

    def _own(self) -> str:
        """Say what the own rule funds, and how that is known."""
        chosen = self._list(OWN)
        if chosen is None:
            said = _('{title}: its file does not say what was funded, and its rule ("{rule}") is not worked out here.')
            return said.format(title=self.row["title"], rule=self.row["own_rule"])
        funded = _("{number} of {all} projects for {cost} of {amount}, and {ballots} have at least one of theirs "
                   "funded").format(**self._figures(chosen))
        if self.budget.says_funded:
            sentence = _("{title}: its own rule funded {funded}.")
        elif self.budget.own_rule.casefold().startswith(UNKNOWN):
            sentence = _("{title}: its file says neither what was funded nor by which rule. In the order of votes, "
                         "each project taken if it still fits, it would be {funded}.")
        else:
            sentence = _('{title}: its file does not say what was funded. Its rule ("{rule}"), worked out here, funds '
                         "{funded}.")
        return sentence.format(title=self.row["title"], rule=self.row["own_rule"], funded=funded)

    def _other(self, name: str) -> str:
        """Say what another list funds, and what it changes."""
        chosen, own = self._list(name), self._list(OWN)
        start = _("Most votes for the money") if name == MOST_VOTES else _("Serving most people")
        if chosen is None:
            return _("{start}: no list was proved best in the time there was.").format(start=start)
        if own is not None and (chosen == own).all():
            return _("{start} funds the same projects.").format(start=start)
        change = self._change(own, chosen) if own is not None else ""
        before = _(" in place of {votes}").format(votes=self._figures(own)["votes"]) if own is not None else ""
        return _("{start} funds {number} for {cost}{change}: {votes} votes in all{before}, and {ballots} have at least "
                 "one of theirs funded.").format(start=start, change=change, before=before, **self._figures(chosen))

    def _change(self, before: np.ndarray, after: np.ndarray) -> str:
        """Say what one list adds to another and leaves out of it."""
        adds, leaves = (after > before), (before > after)
        if not leaves.any():
            return _(", adding {adds}").format(adds=self._titles(adds))
        if not adds.any():
            return _(", leaving out {leaves}").format(leaves=self._titles(leaves))
        return _(", adding {adds}, and leaving out {leaves}").format(
            adds=self._titles(adds), leaves=self._titles(leaves))

    def _not_followed(self) -> str:
        """Say where our working of the own rule gives another list than the file."""
        if not self.budget.says_funded:
            return ""
        own, ours = self._list(OWN), worked_out(self.budget)
        if ours is None:
            return _('Its rule ("{rule}") is not worked out here, so its own list stands as its file says.').format(
                rule=self.row["own_rule"])
        if (own == ours).all():
            return _("Worked out here in the order of votes, its rule gives the same list as its file.")
        return _("Worked out here, its rule gives another list than its file{change}. The file's list stands.").format(
            change=self._change(own, ours))

    def _over(self) -> list[str]:
        """Say where the own list takes more than a limit."""
        own = self._list(OWN)
        if own is None or self.budget.fits(own):
            return []
        use, most = self.budget.limits
        kinds = self.caps.loc[self.caps["budget_id"].eq(self.row["budget_id"]), "category"].sort_values()
        names = [_("the sum"), *(_('the limit on "{kind}"').format(kind=kind) for kind in kinds)]
        over = [_("{limit} ({taken} of {most})").format(limit=name, taken=money(taken, self.row["currency"]),
                                                        most=money(limit, self.row["currency"]))
                for name, taken, limit in zip(names, (use @ own).round(2), most, strict=True) if taken > limit + CENT]
        return [_("Its own list takes more than {limits}, which the two other lists keep; so it may have more votes "
                  "than they.").format(limits=_(" and ").join(over))]
