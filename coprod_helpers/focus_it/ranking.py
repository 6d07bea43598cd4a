"""The ranking of options by each group's weights, and how firm it is.

Ours: that the order rests on the middle ratings, that a place is told as a range, and that an option that makes outcomes worse
never comes first. The draws are SMAA-2's.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from coprod_helpers.focus_it.appraisal import Appraisal, View, on_axis
from coprod_helpers.methods.outranking import dominated_by
from coprod_helpers.methods.smaa import confidence_factors, first_and_central, place_shares, places_table
from coprod_helpers.methods.weights import draw_any_weights
from coprod_helpers.tables.focus_it import CENTRAL_WEIGHTS, OPTION_RANKING, OPTION_SUPPORT, RANK_ACCEPTABILITY


def rank_options(appraisal: Appraisal) -> pd.DataFrame:
    """Rank the options by each group's weights, with the range of places that is likely.

    score = sum over known criteria of weight x rating on 0 to 1 / sum of the weights of known criteria

    A rating is the median of all raters, set on 0 to 1 by its criterion's declared scale. An option has a rank where
    ratings cover at least 0.7 of the weight. Equal scores share a rank. An option whose median outcome gain is below 0
    (the harm check) is ranked after all options without harm, by score among its like; where no other option has a
    rank, the first place stays empty. So it never comes first, however large its saving. Best and worst rank hold in 95
    of 100 draws of the weights and of the ratings, as the appraisal draws them.

    Parameters
    ----------
    appraisal : Appraisal

    Returns
    -------
    DataFrame, table `option_ranking`: by group, then by rank, then by id; options without a rank last

    Raises
    ------
    InputError
        If a rating lies outside its scale, or a group's weights cannot be used.

    Source
    ------
    Swing weights and sensitivity: HM Treasury, supplementary guidance on multi-criteria decision analysis (2024). Draws:
    Lahdelma and Salminen (2001), SMAA-2. The limit of 0.7 and the harm rule: ours.
    """
    parts = [_rank_by(appraisal.view(group), group) for group in appraisal.groups]
    if not parts or appraisal.options.empty:
        return OPTION_RANKING.empty()
    ranked = pd.concat(parts, ignore_index=True)
    ranked["option"] = ranked["option_id"].map(appraisal.titles)
    ranked["harm_share"] = ranked["option_id"].map(harm_shares(appraisal))
    return ranked[OPTION_RANKING.names].astype(OPTION_RANKING.empty().dtypes)


def _rank_by(view: View, group: str) -> pd.DataFrame:
    """Rank the options by one group's view."""
    firm = places_table(view.drawn_places, view.ranked)
    ranked = pd.DataFrame({"rater_group": group, "rank": view.ranks, "score": view.scores, "known_share": view.known})
    return ranked.join(firm).rename_axis("option_id").reset_index().sort_values(["rank", "option_id"], kind="stable")


def harm_shares(appraisal: Appraisal) -> pd.Series:
    """Give the share of draws in which each option makes outcomes worse.

    Parameters
    ----------
    appraisal : Appraisal

    Returns
    -------
    Series, option id -> share, 0 to 1; blank where no criterion stands for outcomes or nobody rated it on that
    """
    options = appraisal.shares.index
    drawn_by = appraisal.criteria.loc[appraisal.criteria["axis"].eq("outcomes"), "criterion_id"]
    if drawn_by.empty:
        return pd.Series(np.nan, index=options)
    column = appraisal.shares.columns.get_loc(drawn_by.iloc[0])
    scale = appraisal.scale.loc[drawn_by.iloc[0]]
    no_change = (0 - scale["worst"]) / (scale["best"] - scale["worst"])
    # What stands on the line itself, in draws without width, is no harm.
    share = (appraisal.values[:, :, column] < no_change - 1e-9).mean(axis=0)
    return pd.Series(share, index=options).where(on_axis(appraisal.panel, appraisal.criteria, "outcomes").notna())


def rank_acceptability(appraisal: Appraisal) -> pd.DataFrame:
    """Say how often each option takes each place, by each group's weights.

    Parameters
    ----------
    appraisal : Appraisal

    Returns
    -------
    DataFrame, table `rank_acceptability`
        Places that an option takes in no draw have no row.
    """
    parts = []
    for group in appraisal.groups:
        view = appraisal.view(group)
        shares = place_shares(view.drawn_places) if len(view.ranked) else np.empty((0, 0))
        for option, own in zip(view.ranked, shares, strict=True):
            parts += [(group, option, place, share) for place, share in enumerate(own, 1) if share > 0]
    found = pd.DataFrame(parts, columns=RANK_ACCEPTABILITY.names)
    return found.astype(RANK_ACCEPTABILITY.empty().dtypes)


def option_support(appraisal: Appraisal) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Say what speaks for each option whatever the weights: first places, confidence, central weights, dominance.

    All criteria count, and each weighting that is possible is as likely as any other.

    Parameters
    ----------
    appraisal : Appraisal

    Returns
    -------
    (DataFrame, table `option_support`; DataFrame, table `central_weights`)
        Of options rated on at least 0.7 of the criteria; the others have blanks.

    Source
    ------
    Lahdelma and Salminen (2001), SMAA-2.
    """
    options, criteria = appraisal.shares.index, appraisal.shares.columns
    support = pd.DataFrame({"option_id": options, "option": appraisal.titles.reindex(options).to_numpy()})
    if not len(options) or not len(criteria):
        return OPTION_SUPPORT.empty(), CENTRAL_WEIGHTS.empty()
    is_known = appraisal.shares.notna().mean(axis=1).ge(0.7 - 1e-9).to_numpy()
    values, is_last = appraisal.values[:, is_known], appraisal.is_harmful.to_numpy()[is_known]
    weights = draw_any_weights(len(criteria), appraisal.draws, np.random.default_rng([appraisal.seed, 2]))
    first, central = first_and_central(values, weights, is_last) if is_known.any() else (np.empty(0), np.empty((0, len(criteria))))
    confidence = confidence_factors(values, central, is_last) if is_known.any() else np.empty(0)
    known = options[is_known]
    support = support.assign(first_share=support["option_id"].map(pd.Series(first, index=known)),
                             confidence_share=support["option_id"].map(pd.Series(confidence, index=known)),
                             beaten_by=support["option_id"].map(beaten_by(appraisal)))
    rows = [(option, criterion, weight) for option, own in zip(known, central, strict=True)
            for criterion, weight in zip(criteria, own, strict=True) if np.isfinite(weight)]
    return (support[OPTION_SUPPORT.names].astype(OPTION_SUPPORT.empty().dtypes),
            pd.DataFrame(rows, columns=CENTRAL_WEIGHTS.names).astype(CENTRAL_WEIGHTS.empty().dtypes))


def beaten_by(appraisal: Appraisal) -> pd.Series:
    """Return option id -> title of an option that is at least as good on every criterion and better on one; blank where none is."""
    better = pd.Series("higher", index=appraisal.shares.columns)
    return dominated_by(appraisal.shares, better).map(appraisal.titles, na_action="ignore")

