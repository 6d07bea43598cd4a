"""What the other steps say should come next, as proposals for the first 100 days.

A step with nothing yet asks its question instead, so that a plan can be made on the first day. What is read from each
step's results, the horizons and their order are ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import NamedTuple

import pandas as pd

from coprod_helpers.look.numbers import readable
from coprod_helpers.look.words import plural
from coprod_helpers.look.words import translate as _
from coprod_helpers.star import AUDIENCES, FOUR_COS, labels, step

CO_ORDER = tuple(co.code for co in FOUR_COS)
CITIZENS = ("service-users", "communities")
# Groups of citizens that the Incentive Menu calls users of services; it calls all others communities.
USERS = ("service-users", "carers")
RISKS_SHOWN = 3
ACTS_IN_30_DAYS = 3
LOOK_BACK_DAY = 90
TITLE_LENGTH = 100
# Topics of the survey in short, and its word for people who named no ward.
PEOPLE_BY_WARD, HOURS_BY_WARD, NO_WARD = "ward", "extra hours by ward", "not given"


class Proposal(NamedTuple):
    """One act that nobody has planned yet."""

    within_days: int
    from_step: str
    act: str
    why: str
    side: str = "both"


def propose(known: Mapping[str, pd.DataFrame], start: pd.Series | None) -> list[Proposal]:
    """Return what each step proposes.

    Parameters
    ----------
    known : mapping of table name to DataFrame
        coverage, impact_matrix, option_ranking, focus_decisions, options, survey_summary, incentive_grid, risk_scores,
        indicator_balance, initiatives and acts, each as declared; empty where there is nothing.
    start : Series, one row of `first_starts`, or None while no start is running

    Returns
    -------
    list of Proposal, what concerns the start first, then the steps in their order
    """
    return [
        *from_just_start(known["acts"], start),
        *from_map_it(known["coverage"]),
        *from_focus_it(known["impact_matrix"], known["option_ranking"], known["focus_decisions"], known["options"]),
        *from_people_it(known["survey_summary"]),
        *from_market_it(known["incentive_grid"], known["risk_scores"], known["acts"],
                        _audiences(known["initiatives"], start)),
        *from_grow_it(known["indicator_balance"], start),
    ]


def _question(from_step: str, within_days: int, act: str) -> Proposal:
    """Propose the question that opens a step which holds nothing yet."""
    why = _("{step} holds nothing yet; this question opens it.").format(step=step(from_step).title)
    return Proposal(within_days, from_step, act, why)


# Just Start

def from_just_start(acts: pd.DataFrame, start: pd.Series | None) -> list[Proposal]:
    """Propose to choose a start, or what a chosen start still lacks."""
    if start is None:
        return [Proposal(
            7, "just_start",
            _("Choose one outcome and one initiative, the smallest safe test, and what would make you stop."),
            _("No start is chosen yet; the 100 days begin with one."))]
    own = acts[acts["start_id"].eq(start["start_id"]) & acts["status"].ne("dropped")]
    days = (own["due_on"] - start["begins_on"]).dt.days
    lacking = ACTS_IN_30_DAYS - int(days.le(30).sum())
    plan_more = plural("Plan {lacking} more act for the first 30 days.",
                       "Plan {lacking} more acts for the first 30 days.", lacking).format(lacking=lacking)
    found = {
        Proposal(7, "just_start", _("Agree a first act and do it."), _("No act is due in the first 7 days.")):
            not days.le(7).any(),
        Proposal(7, "just_start", _("Call the first citizen and ask what they would choose to do."),
                 _("No act is a citizen's own choice yet."), "community"): not is_own_choice(own).any(),
        Proposal(30, "just_start", plan_more, _("Three acts in 30 days keep it moving.")): lacking > 0,
        Proposal(100, "just_start",
                 _("Look back with everyone who took part: what changed, what to stop, what comes next."),
                 _("No act of the last ten days looks back yet.")): not days.ge(LOOK_BACK_DAY).any(),
    }
    return [proposal for proposal, applies in found.items() if applies]


def is_own_choice(acts: pd.DataFrame) -> pd.Series:
    """True for acts that a citizen chose."""
    return acts["by_choice"].fillna(False).astype(bool) & acts["side"].ne("public_service")


# Map It

def from_map_it(coverage: pd.DataFrame) -> list[Proposal]:
    """Propose to look into the biggest gap of the map; without gaps, into an idea that has not begun."""
    if coverage.empty:
        return [_question("map_it", 7,
                          _("Ask what people already do here together, who does it, and for which outcome."))]
    cells = [*_first_cell(coverage, "gap"), *_first_cell(coverage, "potential")]
    return [_settle(cell) for cell in cells[:1]]


def _first_cell(coverage: pd.DataFrame, state: str) -> list:
    """Return the cell in this state of the outcome that has most of them; its Co is the rarest in the whole council."""
    cells = coverage[coverage["state"].eq(state)]
    ordered = cells.assign(
        fewer=-cells.groupby("outcome_id")["co"].transform("size"),
        found=cells["co"].map(coverage.groupby("co")["active_count"].sum()),
        place=cells["co"].map(CO_ORDER.index),
    ).sort_values(["fewer", "found", "outcome_id", "place"])
    return list(ordered.head(1).itertuples())


def _settle(cell) -> Proposal:
    """Propose what to do about a cell of the map in which nothing is under way."""
    values = {"outcome": short(cell.outcome), "co": labels(FOUR_COS)[cell.co].lower(), "count": -cell.fewer}
    if cell.state == "potential":
        return Proposal(30, "map_it", _('Decide whether to begin the idea for "{outcome}" by {co}.').format(**values),
                        _("There is an idea, and nothing under way."))
    why = plural("For this outcome {count} of the Four Co's is empty: nothing under way and no idea.",
                 "For this outcome {count} of the Four Co's are empty: nothing under way and no idea.", values["count"])
    act = _('Ask who already does something for "{outcome}" by {co}, and look at what other places did.')
    return Proposal(30, "map_it", act.format(**values), why.format(**values))


# Focus It

def from_focus_it(
    impact_matrix: pd.DataFrame, option_ranking: pd.DataFrame, focus_decisions: pd.DataFrame, options: pd.DataFrame,
) -> list[Proposal]:
    """Propose a business case for the best option decided on, else for the best to do now, else a decision."""
    if impact_matrix.empty and option_ranking.empty and focus_decisions.empty:
        return [_question("focus_it", 30,
                          _("Ask which two or three of these would change most, and whose time they cost."))]
    found = _options_in_order(impact_matrix, option_ranking, focus_decisions, options)
    undecided = found[found["decision"].isna()]
    write = _('Write the business case for "{option}".')
    decide = _('Decide on "{option}": go ahead, find out more, or park it.')
    for candidates, act, why, side in (
        (found[found["decision"].eq("go-ahead")], write, _("The group decided to go ahead with it."), "public_service"),
        (undecided[undecided["quadrant"].eq("do now")], write,
         _("It promises gains for people and for budgets; of such options it ranks best."), "public_service"),
        (undecided[undecided["mean_rank"].notna()], decide,
         _("It ranks best of those on which nothing is decided."), "both"),
    ):
        if not candidates.empty:
            return [Proposal(30, "focus_it", act.format(option=short(candidates["option"].iloc[0])), why, side)]
    return []


def _options_in_order(
    impact_matrix: pd.DataFrame, option_ranking: pd.DataFrame, focus_decisions: pd.DataFrame, options: pd.DataFrame,
) -> pd.DataFrame:
    """Return the options that may come first, best first: by their mean rank over the groups, then by id.

    Left out are options that could do harm, and doing nothing.
    """
    named = pd.concat([impact_matrix[["option_id", "option"]], option_ranking[["option_id", "option"]],
                       options[["option_id", "title"]].rename(columns={"title": "option"})])
    found = (named.drop_duplicates("option_id")
             .join(option_ranking.groupby("option_id")["rank"].mean().rename("mean_rank"), on="option_id")
             .join(impact_matrix.set_index("option_id")["quadrant"], on="option_id")
             .join(focus_decisions.set_index("option_id")["decision"], on="option_id")
             .join(options.set_index("option_id")["kind"], on="option_id"))
    found = found[found["quadrant"].ne("harm check") & found["kind"].ne("do-nothing")]
    return found.sort_values(["mean_rank", "option_id"])


# People It

def from_people_it(survey_summary: pd.DataFrame) -> list[Proposal]:
    """Propose to invite people where most hours are offered, and to go where fewest have answered."""
    if survey_summary["people"].eq(0).fillna(False).all():
        return [_question("people_it", 7, _("Ask who could help, who would like to, and who has not been asked."))]
    topic, value = survey_summary["topic"], survey_summary["value"]
    wards = survey_summary[topic.eq(PEOPLE_BY_WARD) & value.ne(NO_WARD)].sort_values("value")
    offers = survey_summary[topic.eq(HOURS_BY_WARD) & value.isin(wards["value"]) & survey_summary["extra_hours"].gt(0)]
    most = offers.sort_values(["extra_hours", "value"], ascending=[False, True]).head(1)
    # A withheld count is the smallest of all; which of several such wards is named first says nothing about them.
    others = wards[~wards["value"].isin(most["value"])].sort_values("people", na_position="first", kind="stable")
    quiet = others.head(1) if len(wards) > 1 else others.head(0)
    return [*map(_invite, most.itertuples()), *map(_go_and_ask, quiet.itertuples())]


def _invite(ward) -> Proposal:
    """Propose to invite people where they offer most hours."""
    return Proposal(
        30, "people_it", _("Invite people in {ward} to take a first part.").format(ward=short(ward.value)),
        _("People who answered there offer about {hours} more hours a month, the most of any ward.").format(
            hours=readable(ward.extra_hours)))


def _go_and_ask(ward) -> Proposal:
    """Propose to go where few have answered."""
    why = (_("Too few people there have answered for their answers to be shown.") if pd.isna(ward.people)
           else _("No other ward has fewer people who answered."))
    return Proposal(
        100, "people_it", _("Go to {ward} and ask people what they could do and would like.").format(
            ward=short(ward.value)), why)


# Market It

def from_market_it(
    incentive_grid: pd.DataFrame, risk_scores: pd.DataFrame, acts: pd.DataFrame, audiences: tuple[str, ...],
) -> list[Proposal]:
    """Propose to fill a gap of the Incentive Menu for the people concerned, and to act on the gravest open risks."""
    if incentive_grid["incentive_count"].sum() == 0 and risk_scores.empty:
        return [_question("market_it", 30,
                          _("Ask what would make people start and stay, what could go wrong, and for whom."))]
    return [*_incentive_proposals(incentive_grid, audiences), *_risk_proposals(risk_scores, acts)]


def _audiences(initiatives: pd.DataFrame, start: pd.Series | None) -> tuple[str, ...]:
    """Return the audience of the chosen start, or both audiences of citizens while it is not known."""
    chosen = "" if start is None else start["initiative_id"]
    groups = initiatives.loc[initiatives["initiative_id"].eq(chosen), "citizen_group"].dropna()
    if groups.empty:
        return CITIZENS
    return CITIZENS[:1] if groups.iloc[0] in USERS else CITIZENS[1:]


def _incentive_proposals(incentive_grid: pd.DataFrame, audiences: tuple[str, ...]) -> list[Proposal]:
    """Propose one incentive: for the first audience and phase that has none, money or not."""
    counts = incentive_grid.groupby(["audience", "phase"])["incentive_count"].sum()
    sentences = {
        "start": (_("Agree with them what would make them begin: {audience}."),
                  _("The Incentive Menu has nothing yet that would make them begin.")),
        "sustain": (_("Agree with them what would make them keep going: {audience}."),
                    _("The Incentive Menu has nothing yet that would make them keep going.")),
    }
    gaps = [(audience, *sentences[phase]) for audience, phase in product(audiences, sentences)
            if counts.get((audience, phase)) == 0]
    return [Proposal(30, "market_it", act.format(audience=labels(AUDIENCES)[audience].lower()), why, "public_service")
            for audience, act, why in gaps[:1]]


def open_risks(risk_scores: pd.DataFrame) -> pd.DataFrame:
    """Return the risks that hold back an act: very high with what is in place, or very high with nothing in place.

    Parameters
    ----------
    risk_scores : DataFrame
        The computed table `risk_scores`.

    Returns
    -------
    DataFrame, rows of `risk_scores`, the gravest first
    """
    is_bare = risk_scores["band"].eq("very high") & risk_scores["in_place_count"].eq(0)
    found = risk_scores[(risk_scores["residual_band"].eq("very high") | is_bare).fillna(False).astype(bool)]
    return found.sort_values(["residual_score", "score", "risk_id"], ascending=[False, False, True])


def _risk_proposals(risk_scores: pd.DataFrame, acts: pd.DataFrame) -> list[Proposal]:
    """Propose to act on every open risk that an act waits for, and on the gravest others until there are three."""
    found = open_risks(risk_scores)
    is_waited_for = found["risk_id"].isin(acts.loc[acts["status"].eq("planned"), "risk_id"])
    waited_for = [_hold(risk, 7, _("An act of the plan waits for it: the risk is very high."))
                  for risk in found[is_waited_for].itertuples()]
    others = [_hold(risk, 30, _("The risk is very high, and what is in place does not hold it."))
              for risk in found[~is_waited_for].itertuples()]
    return [*waited_for, *others[:max(0, RISKS_SHOWN - len(waited_for))]]


def _hold(risk, within_days: int, why: str) -> Proposal:
    """Propose a mechanism for one risk."""
    act = _('Put something in place for the risk "{event}".').format(event=short(risk.event))
    return Proposal(within_days, "market_it", act, why, "public_service")


# Grow It

def from_grow_it(indicator_balance: pd.DataFrame, start: pd.Series | None) -> list[Proposal]:
    """Propose an outcome indicator for the outcome of the start, else for the first outcome that has none."""
    if indicator_balance.empty:
        return [_question("grow_it", 100, _("Ask whose life should be different, and how you would know."))]
    bare = indicator_balance[indicator_balance["state"].eq("no outcome indicator")
                             & indicator_balance["outcome_id"].ne("none")]
    is_other = bare["outcome_id"].ne("" if start is None else start["outcome_id"])
    first = bare.assign(is_other=is_other).sort_values(["is_other", "outcome_id"]).head(1)
    return [Proposal(
        100 if outcome.is_other else 30, "grow_it",
        _('Agree one outcome indicator for "{outcome}" with staff and the people concerned.').format(
            outcome=short(outcome.outcome)),
        _("Nothing yet measures whether lives change.")) for outcome in first.itertuples()]


def short(title: str) -> str:
    """Return a title that leaves room for the rest of a sentence."""
    return title if len(title) <= TITLE_LENGTH else title[:TITLE_LENGTH - 1].rstrip() + "…"
