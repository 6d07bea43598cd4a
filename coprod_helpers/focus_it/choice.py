"""The choice under limits: which options together gain most with the money, staff time and citizens' time that there is.

Solved as a mixed-integer programme to proven optimality. Ours: how the answer is told, why an option is out, and what a little
more of each resource would buy, by solving again (marginal prices of such programmes mean little).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from coprod_helpers.errors import InputError
from coprod_helpers.focus_it.appraisal import Appraisal
from coprod_helpers.focus_it.choice_problem import (
    MONEY,
    RESOURCE_WORDS,
    Frame,
    Gains,
    frame_of_choice,
    gains_of,
    out_at_once,
    problem_of,
    titles_of,
)
from coprod_helpers.focus_it.weighing import WEIGHTS_OF
from coprod_helpers.look.numbers import pounds
from coprod_helpers.look.words import translate as _
from coprod_helpers.methods.portfolio import (
    Portfolio,
    Problem,
    choose,
    frontier,
    least_more,
    nearly_as_good,
    with_option,
    without_option,
)
from coprod_helpers.tables.focus_it import CHOICE, CHOICE_FRONTIER, CHOICE_MORE, OTHER_CHOICES

CHOICE_DRAWS = 50
OTHERS = 4
FRONTIER_POINTS = 12
A_LITTLE = 0.1
NOTHING_MORE = 0.05


@dataclass(frozen=True)
class Choice:
    """What one group's weights choose within the limits.

    Parameters
    ----------
    group : str
    frame : Frame
    gains : Gains
    problem : Problem
    portfolio : Portfolio
    out : dict
        Option id -> why it could not be chosen at all.
    notices : tuple of str
        Whole sentences.
    """

    group: str
    frame: Frame
    gains: Gains
    problem: Problem
    portfolio: Portfolio
    out: Mapping[str, str]
    notices: tuple[str, ...]

    @property
    def money(self) -> pd.Series:
        """Option id -> pounds in the years that have a limit on money."""
        columns = [column for column in self.frame.use if column.startswith(f"{MONEY} ")]
        return self.problem.use[columns].sum(axis=1)


def choose_within_limits(appraisal: Appraisal, tables: Mapping[str, pd.DataFrame]) -> dict[str, Choice]:
    """Choose, by each group's weights, the options that together gain most within the limits.

    Among choices that gain the same, the one that takes least money.

    Parameters
    ----------
    appraisal : Appraisal
    tables : dict
        Table name -> DataFrame, for `CHOICE_TABLES`.

    Returns
    -------
    dict, group -> Choice; empty where no limit is set

    Raises
    ------
    InputError
        If limits and rules cannot hold together; the sentence says which.
    """
    frame = frame_of_choice(appraisal.options, tables)
    if not frame.has_limits or frame.use.empty:
        return {}
    return {group: _choose(appraisal, frame, group) for group in appraisal.groups}


def _choose(appraisal: Appraisal, frame: Frame, group: str) -> Choice:
    """Choose by one group's weights."""
    gains = gains_of(appraisal, group)
    out = out_at_once(appraisal, frame, gains)
    problem, notices = problem_of(frame, gains, out, appraisal.titles)
    columns = [column for column in frame.use if column.startswith(f"{MONEY} ")]
    portfolio = choose(problem, problem.use[columns].sum(axis=1) if columns else None)
    return Choice(group, frame, gains, problem, portfolio, out, (*gains.notices, *notices))


# Each option, and why

def choice_table(appraisal: Appraisal, choices: Mapping[str, Choice], draws: int = CHOICE_DRAWS) -> pd.DataFrame:
    """Say of each option whether it is chosen, how often it is in draws, and why.

    Parameters
    ----------
    appraisal : Appraisal
    choices : dict, group -> Choice
    draws : int
        So many draws of ratings and weights are solved, at most.

    Returns
    -------
    DataFrame, table `choice`
    """
    parts = []
    for group, choice in choices.items():
        share = chosen_shares(choice, draws)
        for option in choice.frame.use.index:
            is_chosen = option in choice.portfolio.options
            reason = choice.out.get(option) or _why(appraisal, choice, option, is_chosen)
            parts.append((group, option, appraisal.titles[option], is_chosen, choice.gains.points[option], share.get(option), reason))
    return pd.DataFrame(parts, columns=CHOICE.names).astype(CHOICE.empty().dtypes)


def chosen_shares(choice: Choice, draws: int) -> pd.Series:
    """Give the share of draws of ratings and weights in which each option is chosen.

    Parameters
    ----------
    choice : Choice
    draws : int
        At most so many draws are solved, evenly taken from those there are.

    Returns
    -------
    Series, option id -> share, 0 to 1, of the options that can be chosen
    """
    columns = choice.gains.points.index.get_indexer(choice.problem.gain.index)
    taken = np.unique(np.linspace(0, len(choice.gains.drawn) - 1, draws).astype(int))
    counts = pd.Series(0, index=choice.problem.gain.index)
    for draw in taken:
        gain = pd.Series(choice.gains.drawn[draw, columns], index=choice.problem.gain.index)
        counts[list(choose(replace(choice.problem, gain=gain)).options)] += 1
    return counts / len(taken)


def _why(appraisal: Appraisal, choice: Choice, option: str, is_chosen: bool) -> str:
    """Say why an option is in or out, by solving again with it the other way."""
    gain, titles = choice.gains.points[option], appraisal.titles
    other_way = without_option if is_chosen else with_option
    if option in choice.problem.never:
        return _("An option that it needs cannot be chosen.")
    try:
        other = choose(other_way(choice.problem, option))
    except InputError as error:
        if is_chosen:
            return _("It has to be in: without it limits and rules cannot hold together.")
        return _("It does not fit within the limits and rules, whatever else is left out. {reason}").format(reason=str(error))
    less = choice.portfolio.gain - other.gain
    comes, goes = _changes(choice.portfolio, other)
    if is_chosen:
        return _("It gains {gain} points; without it the best choice gains {less} less.").format(
            gain=f"{gain:.1f}", less=_points(less))
    if gain <= 0:
        return _("It gains no more than doing nothing: {gain} points of 100.").format(gain=f"{gain:.1f}")
    if goes:
        return _("With it, {options} would have to go, and together the options would gain {less} less.").format(
            options=titles_of(goes, titles), less=_points(less))
    return _("With it the options would gain {less} less, because of what it brings along: {options}.").format(
        options=titles_of([name for name in comes if name != option], titles), less=_points(less))


def _points(less: float) -> str:
    """Return a loss of points in words."""
    return _("less than 0.1 points") if less < NOTHING_MORE else _("{points} points").format(points=f"{less:.1f}")


def _changes(choice: Portfolio, other: Portfolio) -> tuple[list[str], list[str]]:
    """Return the options that another choice adds, and those that it lacks."""
    return ([option for option in other.options if option not in choice.options],
            [option for option in choice.options if option not in other.options])


# What it costs, what more would buy, what is nearly as good

def frontier_table(choices: Mapping[str, Choice], points: int = FRONTIER_POINTS) -> pd.DataFrame:
    """Give the most that can be gained for each sum of money, within the other limits and the rules.

    Parameters
    ----------
    choices : dict, group -> Choice
    points : int
        About so many sums.

    Returns
    -------
    DataFrame, table `choice_frontier`; empty where money has no limit
    """
    parts = []
    for group, choice in choices.items():
        cost = choice.money
        if not any(column.startswith(f"{MONEY} ") for column in choice.frame.use):
            continue
        found = frontier(choice.problem, cost, points)
        spent = float(cost[list(choice.portfolio.options)].sum())
        parts += [(group, row.cost, row.gain, _ids(row.options), abs(row.cost - spent) < 0.005) for row in found.itertuples()]
        if not any(row[0] == group and row[4] for row in parts):
            parts.append((group, spent, choice.portfolio.gain, _ids(choice.portfolio.options), True))
    table = pd.DataFrame(parts, columns=CHOICE_FRONTIER.names).sort_values(["rater_group", "cost_gbp"], ignore_index=True)
    return table.astype(CHOICE_FRONTIER.empty().dtypes)


def more_table(choices: Mapping[str, Choice]) -> pd.DataFrame:
    """Say what a tenth more or less of each resource would change, and the least that would help.

    Parameters
    ----------
    choices : dict, group -> Choice

    Returns
    -------
    DataFrame, table `choice_more`; a change of 0 stands for the least that helps
    """
    parts = [row for group, choice in choices.items() for resource in RESOURCE_WORDS for row in _of_more(group, choice, resource)]
    return pd.DataFrame(parts, columns=CHOICE_MORE.names).astype(CHOICE_MORE.empty().dtypes)


def _of_more(group: str, choice: Choice, resource: str) -> Iterator[tuple]:
    """Yield the rows of one resource."""
    columns = [column for column in choice.problem.limits.index if column.startswith(f"{resource} ")]
    total = float(choice.problem.limits[columns].sum())
    if not columns:
        return
    for share in (A_LITTLE, -A_LITTLE):
        limits = choice.problem.limits.copy()
        limits[columns] = limits[columns] * (1 + share)
        try:
            other = choose(replace(choice.problem, limits=limits))
        except InputError:
            yield group, resource, share, share * total, None, None, None
            continue
        comes, goes = _changes(choice.portfolio, other)
        yield group, resource, share, share * total, other.gain - choice.portfolio.gain, _ids(comes), _ids(goes)
    found = least_more(choice.problem, columns)
    if found is None:
        yield group, resource, 0.0, None, None, None, None
        return
    share, other = found
    comes, goes = _changes(choice.portfolio, other)
    yield group, resource, 0.0, share * total, other.gain - choice.portfolio.gain, _ids(comes), _ids(goes)


def others_table(choices: Mapping[str, Choice], count: int = OTHERS) -> pd.DataFrame:
    """Give other sets of options within the limits that gain nearly as much.

    Parameters
    ----------
    choices : dict, group -> Choice
    count : int
        So many of each group, the choice itself among them.

    Returns
    -------
    DataFrame, table `other_choices`
    """
    parts = []
    for group, choice in choices.items():
        for place, other in enumerate(nearly_as_good(choice.problem, count), 1):
            comes, goes = _changes(choice.portfolio, other)
            cost = float(choice.money[list(other.options)].sum())
            parts.append((group, place, other.gain, cost, _ids(comes), _ids(goes)))
    return pd.DataFrame(parts, columns=OTHER_CHOICES.names).astype(OTHER_CHOICES.empty().dtypes)


def _ids(options) -> str:
    """Return ids with a semicolon between them."""
    return "; ".join(options)


# In words

def choice_sentences(appraisal: Appraisal, choices: Mapping[str, Choice]) -> list[str]:
    """Say what each group's weights choose, what they agree on, and what should be known beside it.

    Parameters
    ----------
    appraisal : Appraisal
    choices : dict, group -> Choice

    Returns
    -------
    list of sentences
    """
    said = []
    for group, choice in choices.items():
        line = _("By the {weights}: {options}. Together they gain {gain} points{cost}.")
        cost = _(" for {money} in the years that have a limit").format(money=pounds(choice.frame.money_of(choice.portfolio.options)))
        said.append(line.format(weights=_(WEIGHTS_OF[group]), options=titles_of(choice.portfolio.options, appraisal.titles),
                                gain=f"{choice.portfolio.gain:.0f}", cost=cost if len(choice.money) and choice.money.any() else ""))
        if not choice.portfolio.is_proved:
            said.append(_("The search was stopped before it was proved that nothing gains more."))
        said += choice.notices
    if len(choices) > 1:
        sets = [set(choice.portfolio.options) for choice in choices.values()]
        agreed, any_of = sorted(set.intersection(*sets)), set.union(*sets)
        said.append(_("All groups' weights choose the same options.") if len(agreed) == len(any_of) else _(
            "All groups' weights choose {agreed}; they differ on {others}.").format(
                agreed=titles_of(agreed, appraisal.titles), others=titles_of(sorted(any_of - set(agreed)), appraisal.titles)))
    return list(dict.fromkeys(said))


def results_of_choice(appraisal: Appraisal, choices: Mapping[str, Choice], weights_of: str) -> dict[str, pd.DataFrame]:
    """Return the tables of the choice; those that take many solutions for one group alone.

    Parameters
    ----------
    appraisal : Appraisal
    choices : dict, group -> Choice
    weights_of : str
        The group whose frontier, alternatives and further limits are reckoned; the first there is where it has no weights.

    Returns
    -------
    dict, table name -> DataFrame, for `choice`, `choice_frontier`, `choice_more`, `other_choices`
    """
    one = {group: choices[group] for group in [weights_of if weights_of in choices else next(iter(choices), None)] if group}
    return {"choice": choice_table(appraisal, choices), "choice_frontier": frontier_table(one), "choice_more": more_table(one),
            "other_choices": others_table(one)}
