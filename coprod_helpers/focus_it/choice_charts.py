"""Pictures of the choice under limits: what is chosen by whose weights, what it gains for what it costs, what more would buy."""

from __future__ import annotations

from collections.abc import Mapping

import altair as alt
import pandas as pd

from coprod_helpers.focus_it.appraisal import Appraisal
from coprod_helpers.focus_it.choice import Choice
from coprod_helpers.focus_it.choice_problem import MONEY, RESOURCE_WORDS, titles_of
from coprod_helpers.focus_it.weighing import GROUPS, WEIGHTS_OF
from coprod_helpers.look.numbers import count, pounds
from coprod_helpers.look.section import Finding, Picture, TableView
from coprod_helpers.look.theme import CATEGORICAL, INK, QUIET_INK, titled
from coprod_helpers.look.words import translate as _

WIDTH, HEIGHT = 620, 300


def no_limits() -> Finding:
    """Say what a choice needs."""
    return Finding(_("There are no limits yet, so nothing is chosen under them. Enter what money, staff time and citizens' time there "
                     "is in each year."))


def choice_view(choice: pd.DataFrame) -> TableView | Finding:
    """Show every option: by whose weights it is chosen, how often in draws, and why.

    Parameters
    ----------
    choice : DataFrame
        The computed table `choice`.
    """
    if choice.empty:
        return no_limits()
    groups = [group for group in GROUPS if choice["rater_group"].eq(group).any()]
    by_group = {group: choice[choice["rater_group"].eq(group)].set_index("option_id") for group in groups}
    first = by_group[groups[0]]
    chosen_by = sum(own["is_chosen"].astype("int64") for own in by_group.values())
    order = pd.DataFrame({"chosen": -chosen_by, "gain": -first["gain_points"].fillna(-1e9)}).sort_values(["chosen", "gain"]).index
    frame = pd.DataFrame({_("Option"): first["option"].reindex(order)})
    for group in groups:
        own = by_group[group].reindex(order)
        frame[_("By {weights}").format(weights=_(WEIGHTS_OF[group]))] = [
            _in_words(row) for row in own.itertuples()]
    frame[_("Why, by the {weights}").format(weights=_(WEIGHTS_OF[groups[0]]))] = first["reason"].reindex(order)
    return TableView(frame.reset_index(drop=True), _("The choice under limits, and why"))


def _in_words(row) -> str:
    """Say whether an option is in, what it gains, and how often it is in draws."""
    said = _("in") if row.is_chosen else _("out")
    if pd.notna(row.gain_points):
        said += _(", {gain} points").format(gain=f"{row.gain_points:.0f}")
    if pd.notna(row.chosen_share):
        said += _("; in {share} of draws").format(share=f"{row.chosen_share:.0%}")
    return said


def limits_view(choices: Mapping[str, Choice]) -> TableView | Finding:
    """Show each limit, what each group's choice takes of it, and what is left.

    Parameters
    ----------
    choices : dict, group -> Choice
    """
    if not choices:
        return no_limits()
    frame = next(iter(choices.values())).frame
    rows = {_("Limit"): [limit_words(name) for name in frame.limits.index],
            _("There is"): [amount_words(name, amount) for name, amount in frame.limits.items()]}
    for group, choice in choices.items():
        taken = frame.use.loc[list(choice.portfolio.options)].sum()
        rows[_("Taken by {weights}").format(weights=_(WEIGHTS_OF[group]))] = [
            _("{amount} ({share})").format(amount=amount_words(name, taken[name]),
                                           share=f"{taken[name] / amount:.0%}" if amount else "–")
            for name, amount in frame.limits.items()]
    return TableView(pd.DataFrame(rows), _("What there is, and what the choice takes"))


def limit_words(name: str) -> str:
    """Return the words of a limit such as "money 1".

    Examples
    --------
    >>> limit_words("staff 2")
    'Staff time, year 2'
    """
    resource, year = name.split(" ")
    return _("{resource}, year {year}").format(resource=_(RESOURCE_WORDS[resource]), year=year)


def amount_words(name: str, amount: float) -> str:
    """Return an amount of a limit with its unit.

    Examples
    --------
    >>> amount_words("staff 2", 3600), amount_words("money 1", -84000)
    ('3,600 hours', '−£84,000')
    """
    return pounds(amount) if name.split(" ")[0] == MONEY else _("{hours} hours").format(hours=count(amount))


def frontier_chart(choice_frontier: pd.DataFrame, appraisal: Appraisal, council: str, revision: int) -> Picture | Finding:
    """Draw the most that can be gained for each sum of money, and where the choice stands.

    Parameters
    ----------
    choice_frontier : DataFrame
        The computed table `choice_frontier`.
    appraisal : Appraisal
    council : str
    revision : int
    """
    if len(choice_frontier) < 2:
        return Finding(_("There is no frontier yet: it needs a limit on money and at least two sums that gain differently."))
    group = choice_frontier["rater_group"].iloc[0]
    rows = choice_frontier[choice_frontier["rater_group"].eq(group)].assign(
        words=[_("the choice: {gain} points").format(gain=f"{row.gain_points:.0f}") if row.is_choice else ""
               for row in choice_frontier[choice_frontier["rater_group"].eq(group)].itertuples()])
    rows = rows[["cost_gbp", "gain_points", "is_choice", "words", "options"]]
    across = alt.X("cost_gbp:Q", title=_("Cost in the years that have a limit, £"), axis=alt.Axis(format=",.0f", tickCount=6))
    up = alt.Y("gain_points:Q", title=_("Gain, points of 100, added up"), scale=alt.Scale(nice=True))
    base = alt.Chart(rows).encode(across, up)
    chart = alt.layer(
        base.mark_line(interpolate="step-after", color=QUIET_INK),
        base.transform_filter("!datum.is_choice").mark_point(filled=True, size=70, opacity=1, color=CATEGORICAL[0]),
        base.transform_filter("datum.is_choice").mark_point(filled=True, size=220, opacity=1, shape="diamond", color=INK),
        base.transform_filter("datum.is_choice").mark_text(align="right", dx=-12, dy=-10, fontWeight="bold").encode(alt.Text("words:N")),
    ).properties(width=WIDTH, height=HEIGHT)
    about = _("{council}, revision {revision}. Each dot is the best choice for its sum, by the {weights}, within the other limits; "
              "diamond: the choice within all limits.").format(council=council, revision=revision, weights=_(WEIGHTS_OF[group]))
    chart = titled(chart, frontier_finding(choice_frontier), about, width=WIDTH + 80)
    table = pd.DataFrame({
        _("Cost"): [pounds(cost) for cost in rows["cost_gbp"]], _("Gain, points of 100"): rows["gain_points"].round(1).to_list(),
        _("Options"): [titles_of(_split(ids), appraisal.titles) for ids in rows["options"]],
        _("The choice"): [_("yes") if own else "" for own in rows["is_choice"]]})
    told = "; ".join(_("{cost}: {gain} points").format(cost=pounds(row.cost_gbp), gain=f"{row.gain_points:.0f}")
                     for row in rows.itertuples())
    return Picture(chart, f"{frontier_finding(choice_frontier)} {told}.", TableView(table, _("Gain and cost")),
                   _("Gain and cost in {council}").format(council=council))


def frontier_finding(choice_frontier: pd.DataFrame) -> str:
    """Say how much of the choice's gain half of its money would buy.

    Parameters
    ----------
    choice_frontier : DataFrame
        The computed table `choice_frontier`.
    """
    chosen = choice_frontier[choice_frontier["is_choice"].fillna(False)]
    if chosen.empty or chosen["gain_points"].iloc[0] <= 0:
        return _("What money buys")
    cost, gain = chosen["cost_gbp"].iloc[0], chosen["gain_points"].iloc[0]
    half = choice_frontier[choice_frontier["cost_gbp"].le(cost / 2)]
    if half.empty or cost <= 0:
        return _("The choice gains {gain} points for {cost}.").format(gain=f"{gain:.0f}", cost=pounds(cost))
    best = half.sort_values("gain_points").iloc[-1]
    return _("{sum} of the {cost} would buy {share} of the gain.").format(
        sum=pounds(best["cost_gbp"]), cost=pounds(cost), share=f"{best['gain_points'] / gain:.0%}")


def more_view(choice_more: pd.DataFrame, appraisal: Appraisal) -> TableView | Finding:
    """Show what a little more or less of each resource would change.

    Parameters
    ----------
    choice_more : DataFrame
        The computed table `choice_more`.
    appraisal : Appraisal
    """
    if choice_more.empty:
        return no_limits()
    frame = pd.DataFrame({
        _("Resource"): choice_more["resource"].map(RESOURCE_WORDS).map(_),
        _("Change"): [_change_words(row) for row in choice_more.itertuples()],
        _("Gain changes by, points"): [_("the rules cannot hold") if pd.isna(row.gain_points) and row.limit_change != 0 else
                                       "–" if pd.isna(row.gain_points) else f"{row.gain_points:+.1f}" for row in choice_more.itertuples()],
        _("Comes in"): [titles_of(_split(ids), appraisal.titles) for ids in choice_more["comes_in"]],
        _("Goes out"): [titles_of(_split(ids), appraisal.titles) for ids in choice_more["goes_out"]]})
    return TableView(frame, _("What a little more or less would change"))


def _change_words(row) -> str:
    """Say how a limit is changed."""
    if row.limit_change == 0 and pd.isna(row.more):
        return _("no sum more would help")
    amount = amount_words(f"{row.resource} 1", abs(row.more))
    if row.limit_change == 0:
        return _("the least that helps: {amount} more").format(amount=amount)
    return _("a tenth more: {amount}").format(amount=amount) if row.limit_change > 0 else _("a tenth less: {amount}").format(amount=amount)


def others_view(other_choices: pd.DataFrame, appraisal: Appraisal) -> TableView | Finding:
    """Show other sets of options within the limits that gain nearly as much.

    Parameters
    ----------
    other_choices : DataFrame
        The computed table `other_choices`.
    appraisal : Appraisal
    """
    others = other_choices[other_choices["place"].gt(1)]
    if others.empty:
        return Finding(_("There is no other choice within the limits and rules."))
    best = other_choices.loc[other_choices["place"].eq(1), "gain_points"].max()
    frame = pd.DataFrame({
        _("Gains less, points"): (best - others["gain_points"]).round(1), _("Cost"): [pounds(cost) for cost in others["cost_gbp"]],
        _("Comes in"): [titles_of(_split(ids), appraisal.titles) for ids in others["comes_in"]],
        _("Goes out"): [titles_of(_split(ids), appraisal.titles) for ids in others["goes_out"]]})
    return TableView(frame, _("Choices nearly as good"))


def _split(ids: object) -> list[str]:
    """Return the ids in a text, none where it is blank."""
    return [] if pd.isna(ids) else [part.strip() for part in str(ids).split(";") if part.strip()]
