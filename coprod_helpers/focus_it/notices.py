"""What should be known before the ranking and the matrix are read, in whole sentences."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from coprod_helpers.focus_it.appraisal import DO_NOTHING, KNOWN_ENOUGH, Appraisal, on_axis
from coprod_helpers.focus_it.weighing import WEIGHTS_OF, alike, listed, on_weights
from coprod_helpers.look.words import translate as _


def notices(appraisal: Appraisal) -> list[str]:
    """Say in whole sentences what should be known before the ranking and the matrix are read.

    Parameters
    ----------
    appraisal : Appraisal

    Returns
    -------
    list of sentences, none where there is nothing to say

    Raises
    ------
    InputError
        If a rating lies outside its criterion's scale, or weights cannot be used.
    """
    ratings = appraisal.ratings
    known = ratings[ratings["rating"].notna()]
    return [*_on_options(appraisal.options),
            *on_weights(appraisal.options, appraisal.criteria, appraisal.tables["criterion_weights"], appraisal.weights),
            *_on_raters(appraisal.options, known, appraisal.tables["raters"]), *_on_ratings(appraisal)]


def _on_options(options: pd.DataFrame) -> Iterator[str]:
    """Say where the list of options falls short."""
    if options.empty:
        yield _("There are no options yet. Choose some from the initiatives of Map It.")
        return
    if not options["kind"].eq(DO_NOTHING).any():
        yield _('There is no "do nothing" option, so gains cannot be seen against carrying on as today. Add one.')
    if len(options) == 1:
        yield _("There is one option only, so there is nothing to rank it against. Add others.")


def _on_raters(options: pd.DataFrame, known: pd.DataFrame, raters: pd.DataFrame) -> Iterator[str]:
    """Say where too few people, or no citizens, rated."""
    if known.empty:
        yield _("Nobody has rated an option yet.")
        return
    groups = raters.set_index("rater_id")["rater_group"].reindex(known["rater_id"].unique())
    if not groups.eq("citizen").any():
        yield _("No citizen has rated an option yet. Ask at least one citizen to rate.")
    if known["rater_id"].nunique() == 1:
        yield _("One person rated everything; treat the scores as a prompt for discussion, not a finding.")
        return
    rater_count = options["option_id"].map(known.groupby("option_id")["rater_id"].nunique())
    for title in options.loc[rater_count.eq(1), "title"]:
        yield _('One person rated "{option}"; treat its score as a prompt for discussion, not a finding.').format(
            option=title)


def _on_ratings(appraisal: Appraisal) -> Iterator[str]:
    """Say what the ratings cannot tell apart, leave open, or warn of."""
    titles = appraisal.titles
    yield from _on_likeness(appraisal.criteria, appraisal.panel)
    if not appraisal.criteria["axis"].eq("outcomes").any():
        yield _("No criterion stands for outcome gain, so harm to outcomes cannot be checked. Choose one.")
    for title in titles[on_axis(appraisal.panel, appraisal.criteria, "outcomes").reindex(titles.index).lt(0)]:
        yield _('"{option}" would make outcomes worse by the middle rating; it comes after all options without '
                "harm.").format(option=title)
    for group in appraisal.groups:
        too_little = titles[~appraisal.view(group).has_rank.reindex(titles.index)]
        if len(too_little):
            yield _("By the {weights} too little is known to rank {options}: ratings must cover {share} of the weight. "
                    "An empty rating is not known, and never 0.").format(
                weights=_(WEIGHTS_OF[group]), options=listed(too_little), share=f"{KNOWN_ENOUGH:.0%}")


def _on_likeness(criteria: pd.DataFrame, panel: pd.DataFrame) -> Iterator[str]:
    """Say which criteria do not tell the options apart."""
    same = alike(panel)
    if not len(same):
        return
    if len(same) == len(panel.columns):
        yield _("Every option is rated alike on every criterion, so the ranking says nothing yet. Rate again, or look "
                "for other criteria.")
        return
    for title in criteria.set_index("criterion_id")["title"].reindex(same):
        yield _("Every option is rated alike on {criterion}, so it does not tell the options apart; its weight has no meaning "
                "here and is left out.").format(criterion=title)
