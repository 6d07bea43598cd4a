"""What agreement means, in sentences: the plain reading first, then alpha with its doubt, and what moved between the rounds."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from coprod_helpers.focus_it.critical_friends import ALL, FEWEST_FRIENDS, counted_ratings
from coprod_helpers.look.numbers import MINUS, count, readable
from coprod_helpers.look.words import plural
from coprod_helpers.look.words import translate as _
from coprod_helpers.methods.agreement import FEW_UNITS
from coprod_helpers.methods.closeness import pairs_within_one_step
from coprod_helpers.star import N_, RATER_GROUPS, labels

# Conventions of Krippendorff: from the first on for tentative conclusions, from the second on for firm ones.
TENTATIVE, FIRM = 0.667, 0.8
# Ours, for the words only: up to here alpha is hardly more than chance.
HARDLY = 0.2
FEWEST_ON_A_SIDE = 3
PEOPLE = {"citizen": (N_("{number} citizen"), N_("{number} citizens")), "officer": (N_("{number} officer"), N_("{number} officers")),
          "councillor": (N_("{number} councillor"), N_("{number} councillors"))}
NOBODY = {"citizen": N_("No citizen rated again, so whether citizens would have moved is not known."),
          "officer": N_("No officer rated again, so whether officers would have moved is not known."),
          "councillor": N_("No councillor rated again, so whether councillors would have moved is not known.")}


def two_places(alpha: float) -> str:
    """Return an alpha to two places, with a minus sign that is read aloud.

    Examples
    --------
    >>> two_places(0.4149), two_places(-0.5), two_places(-0.001)
    ('0.41', '\u22120.50', '0.00')
    """
    return f"{alpha:.2f}".replace("-0.00", "0.00").replace("-", MINUS)


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
    counted = counted_ratings(options, criteria, ratings, raters)
    said = [*_on_friends(raters), *(_on_one(first.loc[name], _of_criterion(counted, name)) for name in first.index)]
    few = first.loc[first["unit_count"].between(1, FEW_UNITS - 1)]
    if len(few):
        said.append(_("Under {least} options compared, intervals of alpha are wider in truth than shown; read them as a rough "
                      "guide.").format(least=FEW_UNITS))
    widest = _widest(options, criteria, counted, raters)
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


def _of_criterion(counted: pd.DataFrame, criterion_id: str) -> pd.DataFrame:
    """Return the ratings on one criterion, or on all."""
    return counted if criterion_id == ALL else counted[counted["criterion_id"].eq(criterion_id)]


def _on_one(row: pd.Series, given: pd.DataFrame) -> str:
    """Say how far people agree on one criterion, or over all."""
    near, pairs = pairs_within_one_step(given.assign(thing=given["option_id"] + "|" + given["criterion_id"]))
    if not pairs:
        return _("{criterion}: fewer than two people rated any option, so nothing can be compared.").format(criterion=row["criterion"])
    plain = plural("{criterion}: {near} of {pairs} pair of ratings of one option lies within one step of each other ({share}).",
                   "{criterion}: {near} of {pairs} pairs of ratings of one option lie within one step of each other ({share}).",
                   pairs).format(criterion=row["criterion"], near=count(near), pairs=count(pairs), share=f"{near / pairs:.0%}")
    alpha, low, high = row["ordinal_alpha"], row["ordinal_low"], row["ordinal_high"]
    if pd.isna(alpha):
        return plain + " " + _("All ratings are alike, so alpha is not defined.")
    likely = "" if pd.isna(low) else _(", likely between {low} and {high}").format(low=two_places(low), high=two_places(high))
    return plain + " " + _("Alpha {alpha}{likely}: {meaning}.").format(
        alpha=two_places(alpha), likely=likely, meaning=_meaning(alpha, low))


def _meaning(alpha: float, low: float) -> str:
    """Say what an alpha means, claiming no more than the lower end of its interval holds."""
    if pd.isna(low):
        return _("too little is compared to say how sure that is")
    if low >= FIRM:
        return _("{firm} and more is by convention firm agreement").format(firm=FIRM)
    if low >= TENTATIVE:
        return _("{tentative} and more is by convention enough for tentative conclusions").format(tentative=TENTATIVE)
    if alpha <= 0:
        return _("people agree no more than by chance")
    if low <= 0:
        return _("too unsure to say that people agree more than by chance")
    if alpha >= TENTATIVE:
        return _("people agree more than by chance, but the interval reaches below {tentative}, by convention the least to conclude "
                 "from").format(tentative=TENTATIVE)
    if alpha > HARDLY:
        return _("people agree more than by chance, and less than the {tentative} that by convention is the least to conclude "
                 "from").format(tentative=TENTATIVE)
    return _("people agree hardly more than by chance")


def _widest(options: pd.DataFrame, criteria: pd.DataFrame, counted: pd.DataFrame, raters: pd.DataFrame) -> str:
    """Say where people differ most, and which groups stand at either end."""
    by_cell = counted.groupby(["option_id", "criterion_id"])["rating"]
    spread = (by_cell.max() - by_cell.min()).sort_index()
    if spread.empty or spread.max() < 1:
        return ""
    widest = spread.index[spread.eq(spread.max())]
    option, criterion = widest[0]
    own = counted[counted["option_id"].eq(option) & counted["criterion_id"].eq(criterion)].set_index("rater_id")["rating"]
    groups, words = raters.set_index("rater_id")["rater_group"], labels(RATER_GROUPS)
    ends = {end: _(", ").join(sorted({_(words[groups[rater]]).lower() for rater in own.index[own.eq(value)]}))
            for end, value in (("low", own.min()), ("high", own.max()))}
    said = _('People differ most on {criterion} of "{option}": from {low} ({low_by}) to {high} ({high_by}).').format(
        criterion=criteria.set_index("criterion_id")["title"][criterion], option=options.set_index("option_id")["title"][option],
        low=readable(own.min()), low_by=ends["low"], high=readable(own.max()), high_by=ends["high"])
    more = len(widest) - 1
    return said if not more else said + " " + plural(
        "On {number} other rating they lie as far apart.", "On {number} other ratings they lie as far apart.", more).format(number=more)


def _on_change(first: pd.DataFrame, second: pd.DataFrame) -> Iterator[str]:
    """Say how agreement moved between the rounds, over all and on each criterion where it did."""
    after = second[["within_one_share", "ordinal_alpha"]].add_suffix("_after")
    both = first[["criterion", "within_one_share", "ordinal_alpha"]].join(after)
    both = both[both["within_one_share"].notna() & both["within_one_share_after"].notna()]
    for row in both[both.index == ALL].itertuples():
        alpha = "" if pd.isna(row.ordinal_alpha) or pd.isna(row.ordinal_alpha_after) else _(", alpha {moved}").format(
            moved=_from_to(two_places(row.ordinal_alpha), two_places(row.ordinal_alpha_after)))
        yield _("From the first to the second round, pairs within one step {moved}{alpha}.").format(
            moved=_from_to(f"{row.within_one_share:.0%}", f"{row.within_one_share_after:.0%}"), alpha=alpha)
    shown = both[both.index != ALL].assign(before=lambda rows: rows["within_one_share"].map("{:.0%}".format),
                                           after=lambda rows: rows["within_one_share_after"].map("{:.0%}".format))
    moved = shown[shown["before"].ne(shown["after"])]
    is_closer = moved["within_one_share_after"].gt(moved["within_one_share"])
    for said, own in ((_("People came closer on {changes}."), moved[is_closer]),
                      (_("People moved apart on {changes}."), moved[~is_closer])):
        if len(own):
            yield said.format(changes="; ".join(_("{criterion}, {before} to {after}").format(
                criterion=row.criterion, before=row.before, after=row.after) for row in own.itertuples()))


def _from_to(before: str, after: str) -> str:
    """Say that a figure stayed or moved."""
    return _("stayed at {before}").format(before=before) if before == after else _("went from {before} to {after}").format(
        before=before, after=after)


def side_moves(ratings: pd.DataFrame, second_ratings: pd.DataFrame, raters: pd.DataFrame) -> list[str]:
    """Say how many ratings each group changed between the rounds, and how far; fewer than three people are single views.

    Parameters
    ----------
    ratings, second_ratings, raters : DataFrame
        The tables of these names.

    Returns
    -------
    list of sentences, none where there was no second round
        A rating that was not known and now is counts as changed; the average is over those that were known before.
    """
    keys = ["option_id", "criterion_id", "rater_id"]
    both = second_ratings[second_ratings["rating"].notna()].merge(ratings[[*keys, "rating"]], on=keys, suffixes=("", "_before"))
    if both.empty:
        return []
    change = both["rating"].astype("float64") - both["rating_before"].astype("float64")
    groups = raters.set_index("rater_id")["rater_group"]
    both = both.assign(step=change.abs(), is_moved=change.ne(0), rater_group=both["rater_id"].map(groups))
    before = set(ratings.loc[ratings["rating"].notna(), "rater_id"].map(groups))
    said = []
    for group in PEOPLE:
        own = both[both["rater_group"].eq(group)]
        said += [_of_group(group, own)] if len(own) else [_(NOBODY[group])] if group in before else []
    return [*said, *_one_sided(both)]


def _of_group(group: str, own: pd.DataFrame) -> str:
    """Say what one group changed."""
    people, moved = own["rater_id"].nunique(), own[own["is_moved"]]
    average = moved["step"].mean()
    by = "" if pd.isna(average) else plural(", by {average} step on average", ", by {average} steps on average",
                                            1 if average == 1 else 2).format(average=readable(average))
    said = plural("{who} rated again and changed {moved} of {rated} rating{by}.",
                  "{who} rated again and changed {moved} of {rated} ratings{by}.", len(own)).format(
                      who=_people(group, people), moved=len(moved), rated=len(own), by=by)
    return said + " " + _("Single views, not the group's.") if people < FEWEST_ON_A_SIDE else said


def _one_sided(both: pd.DataFrame) -> Iterator[str]:
    """Say where citizens moved and officers who rated again did not; people are counted, so that two never speak for all."""
    citizens, officers = (both[both["rater_group"].eq(group)] for group in ("citizen", "officer"))
    if citizens["is_moved"].any() and len(officers) and not officers["is_moved"].any():
        yield _("{citizens} moved and {officers} did not: ask whether officers heard what citizens said.").format(
            citizens=_people("citizen", citizens.loc[citizens["is_moved"], "rater_id"].nunique()),
            officers=_people("officer", officers["rater_id"].nunique()))


def _people(group: str, number: int) -> str:
    """Return so many people of a group in words."""
    one, several = PEOPLE[group]
    return plural(one, several, number).format(number=number)
