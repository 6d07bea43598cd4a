"""Focus It's pictures beside the matrix: the rankings side by side, whose weights differ where, and tables of sentences."""

from __future__ import annotations

import altair as alt
import pandas as pd

from coprod_helpers.focus_it.appraisal import Appraisal
from coprod_helpers.focus_it.reasons import in_order
from coprod_helpers.focus_it.weighing import GROUPS, PAIRWISE, RANK_ORDER, WEIGHTS_OF
from coprod_helpers.look.numbers import count, readable
from coprod_helpers.look.section import Finding, Picture, TableView
from coprod_helpers.look.theme import CATEGORICAL, SEQUENTIAL, titled
from coprod_helpers.look.words import translate as _
from coprod_helpers.star import N_
from coprod_helpers.tables.focus_it import CRITERIA

MOST_MARKS = 24
LONGEST_IN_RANKING = 44
PANEL = 152
RANGE_COLOUR = SEQUENTIAL[4]
TITLES_OF = {"citizen": N_("Citizens' weights"), "officer": N_("Officers' weights"),
             "councillor": N_("Councillors' weights")}


def short_titles(rows: pd.DataFrame, longest: int) -> pd.Series:
    """Return options' titles, short enough to stand in a chart, each one different.

    Parameters
    ----------
    rows : DataFrame with the columns option_id and option
    longest : int
        Letters that there is room for.
    """
    titles = rows["option"]
    cut = titles.where(titles.str.len() <= longest, titles.str.slice(0, longest - 1).str.rstrip() + "…")
    is_shared = rows.groupby(cut)["option_id"].transform("nunique") > 1
    return cut.where(~is_shared, cut.str.slice(0, longest - 6) + " " + rows["option_id"])


# Rankings side by side

def ranking_chart(ranking: pd.DataFrame, council: str, revision: int) -> Picture | Finding:
    """Draw each option's place and its likely range by each group's weights, one panel a group.

    Parameters
    ----------
    ranking : DataFrame
        The computed table `option_ranking`.
    council : str
    revision : int
        The revision that the table is made from.
    """
    if ranking.empty or ranking["rank"].isna().all():
        return Finding(_("There is no ranking yet: it needs options, criteria, at least one group's weights, and "
                         "ratings that cover 70% of the weight."))
    ranking = in_order(ranking)
    rows = _ranking_rows(ranking)
    shown = rows[rows["row"].isin(rows["row"].unique()[:MOST_MARKS])]
    last = int(ranking["worst_rank"].max())
    down = alt.Y("title:N", title=None, sort=None, axis=alt.Axis(labelLimit=330))
    across = alt.X("place:Q", title=_("Place, 1 is first"), scale=alt.Scale(domain=[0.4, last * 1.25 + 1], nice=False),
                   axis=alt.Axis(values=[1, *range(5, last + 1, 5)], grid=False))
    base = alt.Chart(shown[["group", "title", "place", "start", "end", "range"]]).encode(down, across)
    chart = alt.layer(
        base.mark_bar(color=RANGE_COLOUR, stroke=CATEGORICAL[0], strokeWidth=1, height=11, cornerRadius=5).encode(
            alt.X("start:Q", title=_("Place, 1 is first")), alt.X2("end")),
        base.mark_point(filled=True, color=CATEGORICAL[0], size=90, opacity=1),
        base.mark_text(align="left", dx=6).encode(alt.X("end:Q", title=_("Place, 1 is first")), alt.Text("range:N")),
    ).properties(width=PANEL, height=alt.Step(27)).facet(
        column=alt.Column("group:N", title=None, sort=[_(TITLES_OF[group]) for group in GROUPS],
                          header=alt.Header(labelAnchor="start", labelPadding=6)), spacing=18)
    chart = titled(chart, ranking_finding(ranking), _ranking_subtitle(rows, shown, council, revision), width=840)
    return Picture(chart, _ranking_told(ranking, rows), TableView.of("option_ranking", ranking, [
        "rater_group", "option", "rank", "best_rank", "worst_rank", "score", "known_share"],
        blanks=dict.fromkeys(("rank", "best_rank", "worst_rank"), _("too little known"))),
        _("Ranking of options in {council}").format(council=council))


def ranking_finding(ranking: pd.DataFrame) -> str:
    """Say in one sentence what each group's weights put first.

    Parameters
    ----------
    ranking : DataFrame
        The computed table `option_ranking`.
    """
    firsts = {group: _named(own) for group, own in ranking[ranking["rank"].eq(1).fillna(False)].groupby("rater_group")}
    firsts = {group: firsts[group] for group in GROUPS if group in firsts}
    if not firsts:
        return _("No option has a first place yet.")
    if len(firsts) > 1 and len(set(firsts.values())) == 1:
        return _("The weights of all {number} groups put {option} first.").format(
            number=len(firsts), option=next(iter(firsts.values())))
    return " ".join(_("The {weights} put {option} first.").format(weights=_(WEIGHTS_OF[group]), option=option)
                    for group, option in firsts.items())


def place_words(rank: float, best: float, worst: float) -> str:
    """Return an option's place with its likely range in words, such as "3 (2–5)".

    Examples
    --------
    >>> place_words(3, 2, 5), place_words(1, 1, 1), place_words(None, None, None)
    ('3 (2–5)', '1', 'too little known')
    """
    if pd.isna(rank):
        return _("too little known")
    return count(rank) if best == worst else f"{count(rank)} ({count(best)}–{count(worst)})"


def _named(rows: pd.DataFrame) -> str:
    """Return options in quotation marks; several are level."""
    return ", ".join(f'"{option}"' for option in rows["option"])


def _ranking_rows(ranking: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each option and group, in the order of the first group's places."""
    order = {option: place for place, option in enumerate(ranking["option_id"].drop_duplicates())}
    rows = ranking.assign(row=ranking["option_id"].map(order), title=short_titles(ranking, LONGEST_IN_RANKING),
                          group=ranking["rater_group"].map(TITLES_OF).map(_))
    places = rows[["rank", "best_rank", "worst_rank"]].astype("float64")
    # A dot stands inside its range, whose ends reach half a place further.
    rows = rows.assign(place=places["rank"], start=places["best_rank"] - 0.4,
                       end=(places["worst_rank"] + 0.4).fillna(0.6),
                       range=[place_words(*row) for row in places.itertuples(index=False)])
    return rows.sort_values("row", kind="stable")


def _ranking_subtitle(rows: pd.DataFrame, shown: pd.DataFrame, council: str, revision: int) -> str:
    """Say what is drawn, where and when."""
    said = _("{council}, revision {revision}. Dot: place. Bar and numbers in brackets: where it stays in 95 of 100 "
             "draws around the weights. All groups' weights meet the same ratings.")
    said = said.format(council=council, revision=revision)
    if len(shown) == len(rows):
        return said
    return said + " " + _("Drawn are the first {shown} of {all} options.").format(
        shown=shown["row"].nunique(), all=rows["row"].nunique())


def _ranking_told(ranking: pd.DataFrame, rows: pd.DataFrame) -> str:
    """Say in words what the picture shows: each group's places."""
    said = [ranking_finding(ranking)]
    for group, own in rows.groupby("group", sort=False):
        places = "; ".join(f"{row.option} {row.range}"
                           for row in own.sort_values(["rank", "row"]).head(MOST_MARKS).itertuples())
        said.append(f"{group}: {places}.")
    return " ".join(said)


# Criteria, weights and ratings

def weights_chart(appraisal: Appraisal, council: str, revision: int) -> Picture | Finding:
    """Draw each criterion's share of a group's weight, one panel a group.

    Parameters
    ----------
    appraisal : Appraisal
    council : str
    revision : int
    """
    shares = weight_shares(appraisal)
    if shares.empty:
        return Finding(_("No group has weights yet. Agree them, the biggest step first, and save them."))
    rows = shares.melt(id_vars=["criterion_id", "criterion"], var_name="rater_group", value_name="share")
    rows = rows.assign(
        group=rows["rater_group"].map(TITLES_OF).map(_), bar=rows["share"].fillna(0),
        words=[_("no weight") if pd.isna(share) else f"{share:.0%}" for share in rows["share"]])
    down = alt.Y("criterion:N", title=None, sort=None, axis=alt.Axis(labelLimit=260))
    across = alt.X("bar:Q", title=_("Share of the weight"),
                   scale=alt.Scale(domain=[0, max(0.1, rows["bar"].max() * 1.35)], nice=False),
                   axis=alt.Axis(format="%", tickCount=3))
    base = alt.Chart(rows[["group", "criterion", "bar", "words"]]).encode(down, across)
    chart = alt.layer(base.mark_bar(), base.mark_text(align="left", dx=5).encode(alt.Text("words:N"))).properties(
        width=PANEL, height=alt.Step(30)).facet(
        column=alt.Column("group:N", title=None, sort=[_(TITLES_OF[group]) for group in GROUPS],
                          header=alt.Header(labelAnchor="start", labelPadding=6)), spacing=18)
    said = weights_finding(shares)
    about = _("{council}, revision {revision}. How much the step from the worst to the best end of each criterion's scale "
              "counts, shared out to 100%.")
    chart = titled(chart, said, about.format(council=council, revision=revision), width=820)
    return Picture(chart, _weights_told(said, rows), _weights_table(appraisal, shares),
                   _("Weights by group in {council}").format(council=council))


def weight_shares(appraisal: Appraisal) -> pd.DataFrame:
    """Return each criterion's share of each group's weight.

    Parameters
    ----------
    appraisal : Appraisal

    Returns
    -------
    DataFrame, one row per criterion, columns criterion_id, criterion and one per group that has weights
        Shares, 0 to 1, blank where the group gave no weight or the criterion tells no options apart.
    """
    criteria, groups = appraisal.criteria, appraisal.groups
    if criteria.empty or not groups:
        return pd.DataFrame({"criterion_id": [], "criterion": []})
    shares = pd.DataFrame({group: appraisal.weights[group].shares.reindex(criteria["criterion_id"]) for group in groups})
    return pd.concat([_criterion_names(criteria).rename("criterion"), shares], axis=1).rename_axis("criterion_id").reset_index()


def _criterion_names(criteria: pd.DataFrame) -> pd.Series:
    """Return criterion id -> title, with the id behind it where two criteria share one."""
    titles = criteria.set_index("criterion_id")["title"]
    return titles.where(~titles.duplicated(keep=False), titles + " (" + titles.index + ")")


def weights_finding(shares: pd.DataFrame) -> str:
    """Say on which criterion citizens and officers differ most; where one group is missing, what counts most."""
    if {"citizen", "officer"} <= set(shares.columns):
        apart = (shares["citizen"] - shares["officer"]).abs()
        if apart.notna().any() and apart.max() >= 0.005:
            row = shares.loc[apart.idxmax()]
            said = _("Citizens and officers differ most on {criterion}: {citizens} of the citizens' weight, {officers} "
                     "of the officers'.")
            return said.format(criterion=row["criterion"], citizens=f"{row['citizen']:.0%}",
                               officers=f"{row['officer']:.0%}")
        return _("Citizens and officers weigh the criteria alike.")
    group = shares.columns[2]
    row = shares.loc[shares[group].idxmax()]
    return _("By the {weights} what counts most is {criterion}, with {share} of the weight.").format(
        weights=_(WEIGHTS_OF[group]), criterion=row["criterion"], share=f"{row[group]:.0%}")


def _weights_told(said: str, rows: pd.DataFrame) -> str:
    """Say in words what the picture shows: each group's shares."""
    groups = (f"{group}: {'; '.join(f'{row.criterion} {row.words}' for row in own.itertuples())}."
              for group, own in rows.groupby("group", sort=False))
    return " ".join([said, *groups])


def _weights_table(appraisal: Appraisal, shares: pd.DataFrame) -> TableView:
    """Return each criterion's ends in words, with what each group gave and its share."""
    frame = appraisal.criteria.set_index("criterion_id")
    columns = [CRITERIA.column(name) for name in ("title", "worst_anchor", "best_anchor")]
    for group in shares.columns[2:]:
        own, name = shares.set_index("criterion_id")[group], _(TITLES_OF[group])
        given = _given(appraisal, group)
        frame[name] = [_("no weight") if pd.isna(share) else _("{given}: {share}").format(
            given=given.get(criterion, _("given")), share=f"{share:.0%}")
            for criterion, share in own.reindex(frame.index).items()]
        columns.append(name)
    return TableView(frame, _("Criteria, their ends in words, and their weights"), columns)


def _given(appraisal: Appraisal, group: str) -> dict[str, str]:
    """Return criterion id -> what one group said about its step, in words."""
    rows, asked_as = appraisal.tables["criterion_weights"], appraisal.weights[group].asked_as
    own = rows[rows["rater_group"].eq(group)].set_index("criterion_id")
    if asked_as == PAIRWISE:
        return dict.fromkeys(own.index, _("in pairs"))
    if asked_as == RANK_ORDER:
        return {criterion: _("place {place}").format(place=readable(place)) for criterion, place in own["place"].items()}
    return {criterion: _("{swing} of 100").format(swing=readable(swing)) for criterion, swing in own["swing"].items()}


def ratings_table(options: pd.DataFrame, criteria: pd.DataFrame, medians: pd.DataFrame) -> TableView | Finding:
    """Show the middle rating of each option on each criterion.

    Parameters
    ----------
    options, criteria : DataFrame
        The tables of these names.
    medians : DataFrame
        What `median_ratings` returns: one row per option id, one column per criterion id.
    """
    if medians.dropna(how="all").empty:
        return Finding(_("Nobody has rated an option yet. Ask citizens as well as officers, and let each rate alone "
                         "first."))
    scale = _("{criterion} ({low} to {high})")
    names = _criterion_names(criteria)
    titles = {row.criterion_id: scale.format(criterion=names[row.criterion_id], low=readable(row.scale_low),
                                             high=readable(row.scale_high)) for row in criteria.itertuples()}
    named = medians.rename(columns=titles)
    frame = options.set_index("option_id")[["title"]].rename(columns={"title": _("Option")}).join(named)
    return TableView(frame, _("The middle rating of each option, on each criterion's own scale"))


def said_first(sentences: list[str]) -> TableView | Finding:
    """Show what should be known before the ranking and the matrix are read, one sentence a row.

    Parameters
    ----------
    sentences : list of str
        What `notices` returns.
    """
    return sentences_table(sentences, _("Before you read on"), _("Nothing stands in the way of reading on."))


def sentences_table(sentences: list[str], caption: str, nothing: str = "") -> TableView | Finding:
    """Show sentences, one a row.

    Parameters
    ----------
    sentences : list of str
    caption : str
        What they are about.
    nothing : str
        What is said where there are none.
    """
    if not sentences:
        return Finding(nothing or _("There is nothing to say on this yet."))
    return TableView(pd.DataFrame({_("Number"): range(1, len(sentences) + 1), _("What to know"): sentences}), _(caption))
