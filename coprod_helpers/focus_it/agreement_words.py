"""What agreement means, in sentences: the plain reading first, then alpha with its doubt, and what moved between the rounds."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from coprod_helpers.focus_it.critical_friends import ALL, FEWEST_FRIENDS
from coprod_helpers.look.words import plural
from coprod_helpers.look.words import translate as _
from coprod_helpers.methods.agreement import FEW_UNITS
from coprod_helpers.star import N_, RATER_GROUPS, labels

# Conventions of Krippendorff: from the first on for tentative conclusions, from the second on for firm ones.
TENTATIVE, FIRM = 0.667, 0.8
FEWEST_ON_A_SIDE = 3
PEOPLE = {"citizen": (N_("{number} citizen"), N_("{number} citizens")), "officer": (N_("{number} officer"), N_("{number} officers")),
          "councillor": (N_("{number} councillor"), N_("{number} councillors"))}


def agreement_sentences(rater_agreement: pd.DataFrame, options: pd.DataFrame, criteria: pd.DataFrame, ratings: pd.DataFrame,
                        second_ratings: pd.DataFrame, raters: pd.DataFrame) -> list[str]:
    """Say how far people agree on each criterion, where they differ most, and what moved between the rounds.

    Parameters
    ----------
    rater_agreement : DataFrame
        The computed table `rater_agreement`.
    options, criteria, ratings, second_ratings, raters : DataFrame
        The tables of these names. People are named by their group, never by alias.

    Returns
    -------
    list of sentences
    """
    first = rater_agreement[rater_agreement["rating_round"].eq(1)].set_index("criterion_id")
    second = rater_agreement[rater_agreement["rating_round"].eq(2)].set_index("criterion_id")
    said = [*_on_friends(raters), *(_on_one(first.loc[name]) for name in first.index)]
    few = first.loc[first["unit_count"].between(1, FEW_UNITS - 1)]
    if len(few):
        said.append(_("Under {least} options compared, intervals of alpha are wider in truth than shown; read them as a rough "
                      "guide.").format(least=FEW_UNITS))
    widest = _widest(options, criteria, ratings, raters)
    said += [widest] if widest else []
    if len(second):
        said += [*_on_change(first, second), *side_moves(ratings, second_ratings, raters),
                 _("The blind first round stays the headline; the second shows what talking changed.")]
    return said


def _on_friends(raters: pd.DataFrame) -> Iterator[str]:
    """Say where critical friends are lacking."""
    friends = raters[raters["part"].eq("friend").fillna(False)]
    if len(friends) < FEWEST_FRIENDS:
        yield plural("There is {number} critical friend; at least {least} are needed, one of them a citizen.",
                     "There are {number} critical friends; at least {least} are needed, one of them a citizen.", len(friends)).format(
                         number=len(friends), least=FEWEST_FRIENDS)
    elif not friends["rater_group"].eq("citizen").any():
        yield _("No citizen is among the critical friends; ask one.")


def _on_one(row: pd.Series) -> str:
    """Say how far people agree on one criterion, or over all."""
    if pd.isna(row["within_one_share"]):
        return _("{criterion}: fewer than two people rated any option, so nothing can be compared.").format(criterion=row["criterion"])
    plain = _("{criterion}: {share} of pairs of ratings of one option lie within one step of each other.").format(
        criterion=row["criterion"], share=f"{row['within_one_share']:.0%}")
    alpha, low, high = row["ordinal_alpha"], row["ordinal_low"], row["ordinal_high"]
    if pd.isna(alpha):
        return plain + " " + _("All ratings are alike, so alpha says nothing.")
    likely = "" if pd.isna(low) else _(", likely between {low} and {high}").format(low=f"{low:.2f}", high=f"{high:.2f}")
    return plain + " " + _("Alpha {alpha}{likely}: {meaning}.").format(alpha=f"{alpha:.2f}", likely=likely, meaning=_meaning(alpha))


def _meaning(alpha: float) -> str:
    """Say what an alpha means; the limits are conventions."""
    if alpha >= FIRM:
        return _("by convention firm agreement")
    if alpha >= TENTATIVE:
        return _("by convention enough for tentative conclusions")
    if alpha > 0.2:
        return _("people agree more than by chance, and not enough to conclude from it")
    return _("people agree hardly more than by chance") if alpha > 0 else _("people agree no more than by chance")


def _widest(options: pd.DataFrame, criteria: pd.DataFrame, ratings: pd.DataFrame, raters: pd.DataFrame) -> str:
    """Say where people differ most, and which groups stand at either end."""
    given = ratings[ratings["rating"].notna() & ratings["rater_id"].isin(raters["rater_id"])].astype({"rating": "float64"})
    by_cell = given.groupby(["option_id", "criterion_id"])["rating"]
    spread = (by_cell.max() - by_cell.min()).sort_index()
    if spread.empty or spread.max() < 1:
        return ""
    option, criterion = spread.index[spread.eq(spread.max())][0]
    own = given[given["option_id"].eq(option) & given["criterion_id"].eq(criterion)].set_index("rater_id")["rating"]
    groups, words = raters.set_index("rater_id")["rater_group"], labels(RATER_GROUPS)
    ends = {end: _(", ").join(sorted({_(words[groups[rater]]).lower() for rater in own.index[own.eq(value)]}))
            for end, value in (("low", own.min()), ("high", own.max()))}
    return _('People differ most on {criterion} of "{option}": from {low} ({low_by}) to {high} ({high_by}).').format(
        criterion=criteria.set_index("criterion_id")["title"][criterion], option=options.set_index("option_id")["title"][option],
        low=f"{own.min():g}", low_by=ends["low"], high=f"{own.max():g}", high_by=ends["high"])


def _on_change(first: pd.DataFrame, second: pd.DataFrame) -> Iterator[str]:
    """Say how agreement over all moved between the rounds."""
    if ALL in first.index and ALL in second.index:
        before, after = first.loc[ALL], second.loc[ALL]
        if pd.notna(before["within_one_share"]) and pd.notna(after["within_one_share"]):
            yield _("From the first to the second round, pairs within one step went from {before} to {after}{alpha}.").format(
                before=f"{before['within_one_share']:.0%}", after=f"{after['within_one_share']:.0%}",
                alpha="" if pd.isna(before["ordinal_alpha"]) or pd.isna(after["ordinal_alpha"]) else _(
                    ", alpha from {before} to {after}").format(before=f"{before['ordinal_alpha']:.2f}", after=f"{after['ordinal_alpha']:.2f}"))


def side_moves(ratings: pd.DataFrame, second_ratings: pd.DataFrame, raters: pd.DataFrame) -> list[str]:
    """Say how many ratings each group changed between the rounds; fewer than three people are single views.

    Parameters
    ----------
    ratings, second_ratings, raters : DataFrame
        The tables of these names.

    Returns
    -------
    list of sentences, none where there was no second round
    """
    keys = ["option_id", "criterion_id", "rater_id"]
    both = second_ratings[second_ratings["rating"].notna()].merge(ratings[[*keys, "rating"]], on=keys, suffixes=("", "_before"))
    if both.empty:
        return []
    moved = both["rating"].ne(both["rating_before"]).fillna(True).astype(bool)
    groups = both["rater_id"].map(raters.set_index("rater_id")["rater_group"])
    counts = {group: (int(moved[groups.eq(group)].sum()), int(groups.eq(group).sum()), both.loc[groups.eq(group), "rater_id"].nunique())
              for group in PEOPLE if groups.eq(group).any()}
    said = [_of_group(group, *figures) for group, figures in counts.items()]
    if counts.get("citizen", (0,))[0] and "officer" in counts and not counts["officer"][0]:
        said.append(_("Citizens moved and officers did not: ask whether officers heard what citizens said."))
    return said


def _of_group(group: str, moved: int, rated: int, people: int) -> str:
    """Say what one group changed."""
    one, several = PEOPLE[group]
    who = plural(one, several, people).format(number=people)
    said = plural("{who} rated again and changed {moved} of {rated} rating.", "{who} rated again and changed {moved} of {rated} ratings.",
                  rated).format(who=who, moved=moved, rated=rated)
    return said + " " + _("Single views, not the group's.") if people < FEWEST_ON_A_SIDE else said
