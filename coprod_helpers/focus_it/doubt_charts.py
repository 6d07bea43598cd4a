"""Pictures of doubt: how often each option takes each place, and what would put it first."""

from __future__ import annotations

import altair as alt
import pandas as pd

from coprod_helpers.focus_it.appraisal import Appraisal
from coprod_helpers.focus_it.charts import LONGEST_IN_RANKING, MOST_MARKS, short_titles
from coprod_helpers.focus_it.reasons import in_order
from coprod_helpers.focus_it.weighing import WEIGHTS_OF
from coprod_helpers.look.section import Finding, Picture, TableView
from coprod_helpers.look.theme import INK, PAPER, SEQUENTIAL, titled
from coprod_helpers.look.words import translate as _

# A share under this is not written in its cell, and one from this on is written in white.
WRITTEN, DARK = 0.01, 0.5
CELL, ROW = 42, 27
FIRM = 0.8


def acceptability_chart(rank_acceptability: pd.DataFrame, ranking: pd.DataFrame, group: str, council: str,
                        revision: int) -> Picture | Finding:
    """Draw how often each option takes each place by one group's weights, in per cent of the draws.

    Parameters
    ----------
    rank_acceptability, ranking : DataFrame
        The computed tables `rank_acceptability` and `option_ranking`.
    group : str
        Another group that has a ranking, where this one has none.
    council : str
    revision : int
    """
    if rank_acceptability.empty or ranking["rank"].isna().all():
        return Finding(_("There are no places to draw yet: they need options, weights and ratings."))
    ordered = in_order(ranking)
    group = group if rank_acceptability["rater_group"].eq(group).any() else ordered["rater_group"].iloc[0]
    own = ordered[ordered["rater_group"].eq(group) & ordered["rank"].notna()].head(MOST_MARKS)
    titles = short_titles(own, LONGEST_IN_RANKING).set_axis(own["option_id"])
    cells = rank_acceptability[rank_acceptability["rater_group"].eq(group) & rank_acceptability["option_id"].isin(own["option_id"])
                               & rank_acceptability["share"].ge(WRITTEN)]
    cells = cells.assign(title=cells["option_id"].map(titles), words=[_percent(share) for share in cells["share"]],
                         ink=[PAPER if share >= DARK else INK for share in cells["share"]])
    last = int(cells["place"].max())
    down = alt.Y("title:N", title=None, sort=titles.tolist(), axis=alt.Axis(labelLimit=330, domain=False, ticks=False))
    across = alt.X("place:O", title=_("Place, 1 is first"), axis=alt.Axis(labelAngle=0, orient="top", titleAnchor="start", domain=False, ticks=False),
                   scale=alt.Scale(domain=list(range(1, last + 1))))
    base = alt.Chart(cells[["title", "place", "share", "words", "ink"]]).encode(across, down)
    chart = alt.layer(
        base.mark_rect(stroke=PAPER).encode(alt.Color("share:Q", legend=None, scale=alt.Scale(
            interpolate="rgb", domain=[0, 0.15, 0.5, 1], range=[PAPER, SEQUENTIAL[4], SEQUENTIAL[2], SEQUENTIAL[0]]))),
        base.mark_text(fontSize=13).encode(alt.Text("words:N"), alt.Color("ink:N", scale=None)),
    ).resolve_scale(color="independent").properties(width=CELL * last, height=ROW * len(own))
    about = _("{council}, revision {revision}. Per cent of the draws of weights and ratings in which an option takes a place, by the "
              "{weights}. Empty: under 1%.").format(council=council, revision=revision, weights=_(WEIGHTS_OF[group]))
    chart = titled(chart, acceptability_finding(ranking, group), about, width=330 + CELL * last)
    return Picture(chart, _told(own, group), TableView.of("option_ranking", own, [
        "option", "rank", "best_rank", "worst_rank", "first_share", "harm_share", "known_share"]),
        _("Places in the draws, {council}").format(council=council))


def acceptability_finding(ranking: pd.DataFrame, group: str) -> str:
    """Say how firm the first place is by one group's weights.

    Parameters
    ----------
    ranking : DataFrame
        The computed table `option_ranking`.
    group : str
    """
    own = ranking[ranking["rater_group"].eq(group) & ranking["first_share"].notna()]
    if own.empty or own["first_share"].max() == 0:
        return _("No option comes first in any draw.")
    best = own.sort_values(["first_share", "option_id"], ascending=[False, True], kind="stable")
    leader, said = best.iloc[0], _('"{option}" is first in {share} of the draws: {words}.')
    words = _("a firm first place") if leader["first_share"] >= FIRM else _("not a firm first place")
    sentence = said.format(option=leader["option"], share=_percent(leader["first_share"]) + "%", words=words)
    if len(best) > 1 and leader["first_share"] < FIRM and best["first_share"].iloc[1] > 0:
        sentence += " " + _('"{option}" is first in {share}.').format(option=best["option"].iloc[1],
                                                                share=_percent(best["first_share"].iloc[1]) + "%")
    return sentence


def _percent(share: float) -> str:
    """Return a share as whole per cent, nothing under 1."""
    return f"{100 * share:.0f}" if share >= WRITTEN else ""


def _told(own: pd.DataFrame, group: str) -> str:
    """Say in words what the picture shows."""
    line = _("{option}: place {place}, mostly {best} to {worst}, first in {share}")
    rows = "; ".join(line.format(option=row.option, place=row.rank, best=row.best_rank, worst=row.worst_rank,
                                 share=f"{row.first_share:.0%}") for row in own.itertuples())
    return _("By the {weights}: {rows}.").format(weights=_(WEIGHTS_OF[group]), rows=rows)


def support_table(option_support: pd.DataFrame, central_weights: pd.DataFrame, appraisal: Appraisal) -> TableView | Finding:
    """Show, for each option that can be first by some weights, how often, by which, and how sure it then is.

    Parameters
    ----------
    option_support, central_weights : DataFrame
        The computed tables of these names.
    appraisal : Appraisal
    """
    shown = option_support[option_support["first_share"].notna()].sort_values(
        ["first_share", "option_id"], ascending=[False, True], kind="stable")
    if shown.empty:
        return Finding(_("Too little is rated to say by which weights an option would be first."))
    central = central_weights.assign(words=[
        _("{criterion} {share}").format(criterion=appraisal.criterion_titles.get(row.criterion_id, row.criterion_id),
                                        share=f"{row.weight_share:.0%}")
        for row in central_weights.sort_values("weight_share", ascending=False).itertuples()] if len(central_weights) else [])
    if len(central_weights):
        ordered = central_weights.sort_values("weight_share", ascending=False)
        words = pd.Series(central["words"].to_list(), index=ordered["option_id"].to_list())
        by_option = words.groupby(level=0, sort=False).agg(", ".join)
    else:
        by_option = pd.Series(dtype="str")
    frame = pd.DataFrame({
        _("Option"): shown["option"],
        _("First, over all weights"): [f"{share:.0%}" for share in shown["first_share"]],
        _("Then sure by"): [_("never first") if pd.isna(share) else f"{share:.0%}" for share in shown["confidence_share"]],
        _("The weights that speak for it"): shown["option_id"].map(by_option).fillna(_("none")),
        _("Beaten on everything by"): shown["beaten_by"].fillna("–")})
    return TableView(frame, _("By which weights each option would come first"))
