"""What a choice under limits is made from: what each option gains and takes, what there is, and what has to hold.

From the leaflet: resources of citizens and of public bodies are limited, so citizens' hours are a limit beside money and staff
time. Ours: that a gain is what an option scores above doing nothing, without the criteria that judge cost, so that cost does not
count twice; and that gains of options chosen together add up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from coprod_helpers.errors import InputError
from coprod_helpers.focus_it.appraisal import DO_NOTHING, KNOWN_ENOUGH, Appraisal
from coprod_helpers.focus_it.weighing import WEIGHTS_OF, listed
from coprod_helpers.look.words import plural
from coprod_helpers.look.words import translate as _
from coprod_helpers.methods.portfolio import Problem
from coprod_helpers.star import labels
from coprod_helpers.tables.focus_it import RESOURCES

# What the choice reads beside the appraisal.
CHOICE_TABLES = ("option_years", "choice_limits", "choice_rules", "initiative_outcome", "initiative_ward")
POINTS = 100
MONTHS = 12
MONEY, STAFF, CITIZENS = (word.code for word in RESOURCES)
# resource -> its column in `option_years`
OWN_YEAR = {MONEY: "money_gbp", STAFF: "staff_hours", CITIZENS: "citizen_hours"}
IN_A_MONTH = {STAFF: "staff_hours_month", CITIZENS: "citizen_hours_month"}
RESOURCE_WORDS = labels(RESOURCES)


@dataclass(frozen=True)
class Frame:
    """What there is and what has to hold, whoever's weights are used.

    Parameters
    ----------
    limits : Series, index = "resource year" such as "money 1"
        Pounds or hours a year, 0 or more.
    use : DataFrame, option id x "resource year"
        What an option takes; below 0 where it frees something; blank where that is not known.
    rules : DataFrame, table `choice_rules`
    outcomes_of, wards_of : dict
        Option id -> ids of the outcomes, and of the wards, of its initiative.
    """

    limits: pd.Series
    use: pd.DataFrame
    rules: pd.DataFrame
    outcomes_of: Mapping[str, set]
    wards_of: Mapping[str, set]

    @property
    def has_limits(self) -> bool:
        """True where there is something to choose within."""
        return len(self.limits) > 0

    def money_of(self, options) -> float:
        """Return the pounds that these options take in all years that have a limit on money."""
        columns = [column for column in self.use if column.startswith(f"{MONEY} ")]
        return float(self.use.loc[list(options), columns].sum().sum())


def frame_of_choice(options: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> Frame:
    """Lay out limits, what options take, and rules.

    In year 1 an option takes its one-off and its yearly cost, later its yearly cost; hours are 12 times those of a month. What
    `option_years` says of a year goes before.

    Parameters
    ----------
    options : DataFrame, table `options`
    tables : dict
        Table name -> DataFrame, for `CHOICE_TABLES`.
    """
    limits = tables["choice_limits"]
    ordered = limits.assign(place=limits["resource"].map({code: place for place, code in enumerate(RESOURCE_WORDS)}))
    ordered = ordered.sort_values(["place", "year", "limit_id"])
    totals = ordered.groupby(["resource", "year"], sort=False)["amount"].sum().astype("float64")
    totals.index = [f"{resource} {year}" for resource, year in totals.index]
    able = options[options["kind"].ne(DO_NOTHING)].sort_values("option_id").set_index("option_id")
    use = pd.DataFrame({name: _use(able, tables["option_years"], *name.split(" ")) for name in totals.index}, index=able.index)
    links = able["initiative_id"]
    return Frame(totals, use, tables["choice_rules"], _linked(links, tables["initiative_outcome"], "outcome_id"),
                 _linked(links, tables["initiative_ward"], "ward_id"))


def _use(options: pd.DataFrame, option_years: pd.DataFrame, resource: str, year: str) -> pd.Series:
    """Return what each option takes of one resource in one year."""
    if resource == MONEY:
        usual = options["yearly_cost_gbp"].astype("float64")
        usual = usual + options["one_off_cost_gbp"].astype("float64") if year == "1" else usual
    else:
        usual = options[IN_A_MONTH[resource]].astype("float64") * MONTHS
    own = option_years[option_years["year"].eq(int(year))].set_index("option_id")[OWN_YEAR[resource]].astype("float64").dropna()
    return own.reindex(options.index).fillna(usual)


def _linked(initiatives: pd.Series, links: pd.DataFrame, name: str) -> dict[str, set]:
    """Return option id -> ids to which its initiative is linked."""
    by_initiative = links.groupby("initiative_id")[name].agg(set)
    return {option: by_initiative.get(initiative, set()) if pd.notna(initiative) else set()
            for option, initiative in initiatives.items()}


# What options gain

@dataclass(frozen=True)
class Gains:
    """What each option gains by one group's weights.

    Parameters
    ----------
    points : Series, option id -> points of 100 above doing nothing; blank where too little is known
    drawn : array, draws x options, in the order of `points`
    notices : tuple of str
        Whole sentences on what a reader should know.
    """

    points: pd.Series
    drawn: np.ndarray
    notices: tuple[str, ...] = ()


def gains_of(appraisal: Appraisal, group: str) -> Gains:
    """Say what each option gains above doing nothing, without the criteria about cost.

    gain = 100 x (score of the option - score of doing nothing), each over the criteria that are not about cost

    Parameters
    ----------
    appraisal : Appraisal
    group : str
        A group that has weights.

    Raises
    ------
    InputError
        If all criteria of the group are about cost.
    """
    view = appraisal.view(group)
    is_cost = appraisal.criteria.set_index("criterion_id")["is_cost"].fillna(False).astype(bool).reindex(view.criteria)
    weights = view.weights.shares[~is_cost]
    if not weights.gt(0).any():
        raise InputError(_("By the {weights} only criteria about cost count, so nothing is gained by any option. Weigh others "
                           "too.").format(weights=_(WEIGHTS_OF[group])))
    weights = weights / weights.sum()
    shares = view.shares[weights.index]
    known = shares.notna().astype("float64") @ weights
    scores = (shares.fillna(0.0) @ weights / known).where(known.ge(KNOWN_ENOUGH - 1e-9))
    columns = appraisal.shares.columns.get_indexer(weights.index)
    drawn_weights = view.drawn_weights[:len(appraisal.values), (~is_cost).to_numpy()]
    drawn_weights = drawn_weights / drawn_weights.sum(axis=1, keepdims=True)
    drawn = np.einsum("doc,dc->do", appraisal.values[:, :, columns], drawn_weights)
    nothing = appraisal.options.loc[appraisal.options["kind"].eq(DO_NOTHING), "option_id"]
    base = nothing.iloc[0] if len(nothing) and pd.notna(scores.get(nothing.iloc[0])) else None
    others = [option for option in shares.index if option not in set(nothing)]
    rows = shares.index.get_indexer(others)
    notices = ()
    if base is None:
        notices = (_("Doing nothing is not rated, so gains here are whole scores and not what an option adds to today. Rate doing "
                     "nothing."),)
        return Gains(POINTS * scores[others], POINTS * drawn[:, rows], notices)
    at = shares.index.get_loc(base)
    return Gains(POINTS * (scores[others] - scores[base]), POINTS * (drawn[:, rows] - drawn[:, [at]]), notices)


# The problem to solve

def out_at_once(appraisal: Appraisal, frame: Frame, gains: Gains) -> dict[str, str]:
    """Return option id -> why it cannot be chosen at all, in a sentence.

    Parameters
    ----------
    appraisal : Appraisal
    frame : Frame
    gains : Gains
    """
    reasons = {}
    never = frame.rules[frame.rules["kind"].eq("never")].set_index("option_id")["reason"]
    for option in frame.use.index:
        missing = list(dict.fromkeys(column.split(" ")[0] for column in frame.use if pd.isna(frame.use.at[option, column])))
        if appraisal.is_harmful[option]:
            reasons[option] = _("It would make outcomes worse by the middle rating, so it is not chosen, whatever it saves.")
        elif option in never.index:
            reasons[option] = _("A rule keeps it out: {reason}.").format(reason=str(never[option]).rstrip("."))
        elif pd.isna(gains.points[option]):
            reasons[option] = _("Too little is known of what it would gain; let raters fill in what is empty.")
        elif missing:
            words = _(" and ").join(_(RESOURCE_WORDS[resource]).lower() for resource in missing)
            reasons[option] = _("It is not known how much it takes of {resources}; a blank is never read as 0.").format(resources=words)
    return reasons


def problem_of(frame: Frame, gains: Gains, out: Mapping[str, str], titles: pd.Series) -> tuple[Problem, list[str]]:
    """Lay out the programme: maximise the gains of chosen options within the limits and rules.

    Parameters
    ----------
    frame : Frame
    gains : Gains
    out : dict
        Option id -> why it cannot be chosen.
    titles : Series
        Option id -> title.

    Returns
    -------
    (Problem, list of sentences on rules that are about nothing)
    """
    able = [option for option in frame.use.index if option not in out]
    notices: list[str] = []
    needs, not_both, always, barred, at_least = [], [], [], [], []
    for rule in frame.rules.sort_values("rule_id").itertuples():
        if rule.kind in ("needs", "not-both", "always") and rule.option_id not in able:
            if rule.kind == "always":
                notices.append(_('A rule asks for "{option}", which cannot be chosen: {reason}').format(
                    option=titles[rule.option_id], reason=out.get(rule.option_id, _("it is doing nothing."))))
        elif rule.kind == "needs":
            (needs if rule.other_id in able else barred).append((rule.option_id, rule.other_id))
        elif rule.kind == "not-both" and rule.other_id in able:
            not_both.append((rule.option_id, rule.other_id))
        elif rule.kind == "always":
            always.append(rule.option_id)
        elif rule.kind in ("each-outcome", "each-ward"):
            at_least += _at_least(rule, frame, able, notices)
    problem = Problem(gain=gains.points[able], use=frame.use.loc[able], limits=frame.limits, needs=tuple(needs),
                      not_both=tuple(not_both), at_least=tuple(at_least), always=tuple(dict.fromkeys(always)),
                      never=tuple(dict.fromkeys(option for option, __ in barred)))
    return problem, notices


def _at_least(rule, frame: Frame, able: list[str], notices: list[str]) -> list[tuple[tuple[str, ...], int]]:
    """Return groups of options of which at least so many have to be chosen."""
    is_outcome = rule.kind == "each-outcome"
    links, named = (frame.outcomes_of, rule.outcome_id) if is_outcome else (frame.wards_of, rule.ward_id)
    wanted = [named] if pd.notna(named) else sorted(set().union(*(links[option] for option in able), set()))
    count = 1 if pd.isna(rule.at_least) else int(rule.at_least)
    groups = []
    for place in wanted:
        members = tuple(option for option in able if place in links[option])
        if len(members) < count:
            notices.append(plural(
                "A rule asks for {count} option for {place}, and {there} can be chosen; the rule is left out.",
                "A rule asks for {count} options for {place}, and {there} can be chosen; the rule is left out.", count).format(
                    count=count, place=place, there=len(members)))
        else:
            groups.append((members, count))
    return groups


def titles_of(options, titles: pd.Series) -> str:
    """Return options' titles in quotation marks, or a word where there are none."""
    return listed(titles.reindex(list(options))) or _("none")
