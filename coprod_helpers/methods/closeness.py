"""How near ratings of the same thing lie to each other, read plainly: within one step or not."""

from __future__ import annotations

import pandas as pd

ONE_STEP = 1


def pairs_within_one_step(ratings: pd.DataFrame) -> tuple[int, int]:
    """Count the pairs of ratings of one thing by two people, and those that lie within one step of each other.

    share within one step = pairs with |a - b| <= 1 / all pairs

    Parameters
    ----------
    ratings : DataFrame, one row for each person and thing
        `thing` (any label) and `rating` (steps of its scale, whole numbers). A blank rating is not known: it makes no pair.

    Returns
    -------
    (near, all): pairs within one step, and all pairs; (0, 0) where no thing has two ratings

    Source
    ------
    Agreement within one scale point, as used for panels of raters; every pair counts alike. It is not corrected for
    chance: on a scale of five steps, ratings at random lie within one step of each other in 13 of 25 pairs.

    Examples
    --------
    >>> pairs_within_one_step(pd.DataFrame({"thing": ["a", "a", "a", "b"], "rating": [1, 2, 4, 0]}))
    (1, 3)
    """
    known = ratings.dropna(subset=["rating"])
    counts = known.groupby(["thing", "rating"], sort=True).size()
    near = every = 0
    for _thing, own in counts.groupby(level=0):
        by_step = own.droplevel(0)
        total = int(by_step.sum())
        every += total * (total - 1) // 2
        near += int((by_step * (by_step - 1)).sum()) // 2
        near += int(sum(number * by_step.get(step + ONE_STEP, 0) for step, number in by_step.items()))
    return near, every
