"""Critical friends: how far people agree, where the lead and the friends lie apart, and what stands in the way of a decision.

From the leaflet: colleagues or citizens who challenge the first appraisal and its evidence. Ours: two rounds of which the blind one
stays the headline, two friends of whom one is a citizen, a gap of two steps that owes an answer, and that an open fatal challenge
blocks a decision.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from coprod_helpers.focus_it.appraisal import DO_NOTHING
from coprod_helpers.focus_it.weighing import listed
from coprod_helpers.look.words import plural
from coprod_helpers.look.words import translate as _
from coprod_helpers.methods.agreement import alpha_interval, krippendorff_alpha, within_one_share
from coprod_helpers.star import N_
from coprod_helpers.tables.focus_it import FRIEND_GAPS, OPTION_READINESS, RATER_AGREEMENT

FLAG_GAP = 2
FEWEST_FRIENDS = 2
ALL = "all"
LONGEST_QUOTE = 90
PROMPTS = (
    N_("What would have happened without it?"), N_("Who gives their time, and is that asked of those who have least?"),
    N_("Who is missing from those who were asked?"), N_("Which part of the saving can leave a budget, whose, and in which year?"),
    N_("What would we have to see to stop?"), N_("Today's state as seen by whom?"), N_("What does the person who is helped lose by it?"),
    N_("What do these citizens no longer do while they do this?"),
)


def friend_gaps(options: pd.DataFrame, criteria: pd.DataFrame, ratings: pd.DataFrame, second_ratings: pd.DataFrame,
                raters: pd.DataFrame, challenges: pd.DataFrame) -> pd.DataFrame:
    """Say where the lead's rating and the middle of the critical friends' blind ratings lie apart.

    Parameters
    ----------
    options, criteria, ratings, second_ratings, raters, challenges : DataFrame
        The tables of these names. An option without a lead has no row.

    Returns
    -------
    DataFrame, table `friend_gaps`, in order of option and criterion
        A written answer is owed where the gap is 2 steps or more and no challenge to that rating has a response. Whoever
        leads an option is no friend of it, whatever part is entered.
    """
    led = options.loc[options["led_by"].notna(), ["option_id", "led_by"]]
    cells = led.merge(criteria[["criterion_id"]], how="cross").sort_values(["option_id", "criterion_id"])
    for name, rounds in (("rating", ratings), ("after", second_ratings)):
        given = rounds.astype({"rating": "float64"})
        lead = given.rename(columns={"rater_id": "led_by", "rating": f"lead_{name}"})
        cells = cells.merge(lead[["option_id", "criterion_id", "led_by", f"lead_{name}"]], how="left")
        friends = _by_friends(given, options, raters)
        if name == "after":
            friends = _as_it_stands(friends, _by_friends(ratings, options, raters))
        own = friends.groupby(["option_id", "criterion_id"])["rating"].median()
        cells = cells.join(own.rename(f"friends_{name}"), on=["option_id", "criterion_id"])
    cells["gap"] = (cells["lead_rating"] - cells["friends_rating"]).abs()
    answered = challenges.dropna(subset=["criterion_id", "response"])
    is_answered = pd.MultiIndex.from_frame(cells[["option_id", "criterion_id"]]).isin(
        pd.MultiIndex.from_frame(answered[["option_id", "criterion_id"]]))
    cells["needs_answer"] = cells["gap"].ge(FLAG_GAP) & ~is_answered
    cells = cells[cells["lead_rating"].notna() | cells["friends_rating"].notna()]
    return cells[FRIEND_GAPS.names].astype(FRIEND_GAPS.empty().dtypes).reset_index(drop=True)


def _by_friends(ratings: pd.DataFrame, options: pd.DataFrame, raters: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of critical friends, but none of an option's own lead."""
    friends = raters.loc[raters["part"].eq("friend").fillna(False), "rater_id"]
    leads = ratings["option_id"].map(options.set_index("option_id")["led_by"])
    return ratings[ratings["rater_id"].isin(friends) & ~ratings["rater_id"].eq(leads).fillna(False).astype(bool)]


def _as_it_stands(again: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """Return friends' ratings after the second round of what any of them rated again; the blind one stands where one gave no other."""
    cells, columns = ["option_id", "criterion_id"], ["option_id", "criterion_id", "rater_id", "rating"]
    given = again.loc[again["rating"].notna(), columns]
    stays = before.astype({"rating": "float64"}).merge(given[cells].drop_duplicates())[columns]
    return pd.concat([given, stays], ignore_index=True).drop_duplicates([*cells, "rater_id"])


def still_due(options: pd.DataFrame, criteria: pd.DataFrame, ratings: pd.DataFrame, raters: pd.DataFrame) -> pd.Series:
    """Count the ratings that each critical friend still owes in the blind round, before leads' ratings are shown.

    A friend owes a row, which may be blank as not known, for each criterion of each option that somebody leads.

    Parameters
    ----------
    options, criteria, ratings, raters : DataFrame
        The tables of these names.

    Returns
    -------
    Series, index = ids of critical friends, whole numbers
    """
    led = options.loc[options["led_by"].notna(), "option_id"]
    friends = raters.loc[raters["part"].eq("friend").fillna(False), "rater_id"]
    own = ratings[ratings["option_id"].isin(led) & ratings["criterion_id"].isin(criteria["criterion_id"])]
    given = own.groupby("rater_id").size().reindex(friends, fill_value=0)
    return (len(led) * len(criteria) - given).astype("int64").sort_index()


def leads_shown(options: pd.DataFrame, criteria: pd.DataFrame, ratings: pd.DataFrame, raters: pd.DataFrame) -> bool:
    """Say whether leads' ratings may be shown: there are critical friends, and none owes a rating of the blind round.

    Parameters
    ----------
    options, criteria, ratings, raters : DataFrame
        The tables of these names.
    """
    due = still_due(options, criteria, ratings, raters)
    return len(due) > 0 and bool(due.eq(0).all())


# Ready for decision

def option_readiness(options: pd.DataFrame, criteria: pd.DataFrame, ratings: pd.DataFrame, second_ratings: pd.DataFrame,
                     raters: pd.DataFrame, challenges: pd.DataFrame) -> pd.DataFrame:
    """Say of each option whether it can be decided on, and all that stands in the way.

    In the way stand: fewer than two critical friends who rated it, no citizen among them, a friend who leads it or has declared a
    stake, an open fatal challenge, and a gap that owes an answer. Other challenges block nothing, and nor does the lack of a lead.

    Parameters
    ----------
    options, criteria, ratings, second_ratings, raters, challenges : DataFrame
        The tables of these names.

    Returns
    -------
    DataFrame, table `option_readiness`, in order of id; doing nothing has no row
    """
    gaps = friend_gaps(options, criteria, ratings, second_ratings, raters, challenges)
    owed = gaps[gaps["needs_answer"].fillna(False)].groupby("option_id")["criterion_id"].agg(list)
    titles = criteria.set_index("criterion_id")["title"]
    rows = []
    for row in options[options["kind"].ne(DO_NOTHING)].sort_values("option_id").itertuples():
        said = [*_on_friends(row, options, ratings, raters), *_on_challenges(row.option_id, challenges)]
        if row.option_id in owed.index:
            said.append(_("The lead and the critical friends are {steps} steps or more apart on {criteria}, and no written answer is "
                          "given to a challenge of it.").format(steps=FLAG_GAP, criteria=listed(titles[owed[row.option_id]])))
        rows.append((row.option_id, row.title, not said, " ".join(said) or None))
    return pd.DataFrame(rows, columns=OPTION_READINESS.names).astype(OPTION_READINESS.empty().dtypes)


def _on_friends(option, options: pd.DataFrame, ratings: pd.DataFrame, raters: pd.DataFrame) -> Iterator[str]:
    """Say what is lacking of the critical friends of one option."""
    friends = raters[raters["part"].eq("friend").fillna(False)].set_index("rater_id")
    given = _by_friends(ratings[ratings["option_id"].eq(option.option_id) & ratings["rating"].notna()], options, raters)
    rated = friends.loc[sorted(given["rater_id"].unique())]
    if option.led_by in friends.index:
        yield _("A critical friend leads it; ask somebody else to be the friend, or to lead.")
    if len(rated) < FEWEST_FRIENDS:
        yield plural("{number} critical friend rated it; at least {least} are needed.",
                     "{number} critical friends rated it; at least {least} are needed.", len(rated)).format(
                         number=len(rated), least=FEWEST_FRIENDS)
    if len(rated) and not rated["rater_group"].eq("citizen").any():
        yield _("No citizen is among the critical friends who rated it.")
    staked = rated[rated["has_no_stake"].eq(False).fillna(False)]
    if len(staked):
        yield plural("{number} critical friend who rated it has declared a stake.",
                     "{number} critical friends who rated it have declared a stake.", len(staked)).format(number=len(staked))


def _on_challenges(option_id: str, challenges: pd.DataFrame) -> Iterator[str]:
    """Name each fatal challenge that is open."""
    is_open = _unsettled(challenges, "fatal") & challenges["option_id"].eq(option_id)
    for row in challenges[is_open].sort_values("challenge_id").itertuples():
        question = row.question if len(row.question) <= LONGEST_QUOTE else row.question[:LONGEST_QUOTE - 1].rstrip() + "…"
        yield _('A fatal challenge is open ({challenge}): "{question}"').format(challenge=row.challenge_id, question=question)


def open_challenges(challenges: pd.DataFrame) -> list[str]:
    """Say how many challenges are open that block a decision, and how many wait for an answer and block nothing.

    Parameters
    ----------
    challenges : DataFrame
        The table of this name. A fatal one is open until it is settled; one that weakens waits until it has a response.

    Returns
    -------
    list of sentences, none where neither is open
    """
    fatal = int(_unsettled(challenges, "fatal").sum())
    waiting = int((_unsettled(challenges, "weaken") & challenges["response"].isna()).sum())
    said = [plural("{number} fatal challenge is open and blocks a decision.", "{number} fatal challenges are open and block decisions.",
                   fatal).format(number=fatal)] if fatal else []
    return said + ([plural("{number} challenge that weakens an option waits for an answer; it blocks nothing.",
                           "{number} challenges that weaken options wait for an answer; they block nothing.",
                           waiting).format(number=waiting)] if waiting else [])


def _unsettled(challenges: pd.DataFrame, severity: str) -> pd.Series:
    """True for challenges of one severity that are not settled."""
    return (challenges["severity"].eq(severity) & challenges["resolution"].isna()).fillna(False).astype(bool)


# Agreement

def rater_agreement(options: pd.DataFrame, criteria: pd.DataFrame, ratings: pd.DataFrame, second_ratings: pd.DataFrame,
                    raters: pd.DataFrame) -> pd.DataFrame:
    """Say how far raters agree, on each criterion and over all, in each round.

    over all criteria: share[i] = (rating[i] - lowest of its scale) / (highest of its scale - lowest)

    A unit is an option on one criterion; over all, an option and a criterion. Alpha by order and alpha by distance take ratings on
    the criterion's own scale; over all criteria, which have scales of their own, ratings as shares of their scale. Within one step
    is always read in steps of the criterion's own scale. In the second round a rating of the first stands where the rater gave no
    other. Over all, units of one option hang together, so that the interval is narrower than it should be.

    Parameters
    ----------
    options, criteria, ratings, second_ratings, raters : DataFrame
        The tables of these names. Ratings count where option, criterion and rater stand there.

    Returns
    -------
    DataFrame, table `rater_agreement`: criteria in order of id, then all (where there are two or more); the second
        round only where there is one. Blank where fewer than two people rated the same, alpha also where all ratings are alike.

    Source
    ------
    Krippendorff (2019), Content Analysis, chapter 12; interval by jackknife over units, Hughes (2022).
    """
    rows = []
    for number, given in _rounds(ratings, second_ratings):
        wide = counted_ratings(options, criteria, given, raters).pivot(
            index=["criterion_id", "option_id"], columns="rater_id", values="rating")
        for row in criteria.sort_values("criterion_id").itertuples():
            own = wide[wide.index.get_level_values(0) == row.criterion_id]
            rows.append((row.criterion_id, row.title, number, *_figures(own, own)))
        if len(criteria) > 1:
            rows.append((ALL, _("All criteria"), number, *_figures(_as_shares(wide, criteria), wide)))
    found = pd.DataFrame(rows, columns=RATER_AGREEMENT.names)
    return found.astype(RATER_AGREEMENT.empty().dtypes)


def counted_ratings(options: pd.DataFrame, criteria: pd.DataFrame, ratings: pd.DataFrame, raters: pd.DataFrame) -> pd.DataFrame:
    """Return the ratings that are known and whose option, criterion and rater stand in their tables.

    Parameters
    ----------
    options, criteria, ratings, raters : DataFrame
        The tables of these names.
    """
    is_counted = (ratings["rating"].notna() & ratings["option_id"].isin(options["option_id"])
                  & ratings["criterion_id"].isin(criteria["criterion_id"]) & ratings["rater_id"].isin(raters["rater_id"]))
    return ratings[is_counted].astype({"rating": "float64"})


def _rounds(ratings: pd.DataFrame, second_ratings: pd.DataFrame) -> Iterator[tuple[int, pd.DataFrame]]:
    """Yield each round that was held, with the ratings that stand at its end."""
    keys = ["option_id", "criterion_id", "rater_id"]
    columns = [*keys, "rating"]
    yield 1, ratings[columns]
    if second_ratings["rating"].notna().any():
        again = second_ratings.loc[second_ratings["rating"].notna(), columns]
        yield 2, pd.concat([again, ratings[columns]], ignore_index=True).drop_duplicates(keys)


def _as_shares(wide: pd.DataFrame, criteria: pd.DataFrame) -> pd.DataFrame:
    """Return ratings as shares of their criterion's scale."""
    scale = criteria.set_index("criterion_id")[["scale_low", "scale_high"]].astype("float64")
    own = scale.loc[wide.index.get_level_values(0)].set_axis(wide.index)
    return wide.sub(own["scale_low"], axis=0).div(own["scale_high"] - own["scale_low"], axis=0)


def _figures(compared: pd.DataFrame, in_steps: pd.DataFrame) -> tuple:
    """Return alphas with their intervals, the share within one step, and how many options and raters are behind them."""
    pairs = compared.notna().sum(axis=1).ge(2)
    held = compared[pairs]
    if held.empty:
        return (*[np.nan] * 7, 0, 0)
    alphas = [number for level in ("ordinal", "interval")
              for number in (krippendorff_alpha(held, level), *alpha_interval(held, level))]
    return (*alphas, within_one_share(in_steps[pairs]), int(pairs.sum()), int(held.notna().any().sum()))
