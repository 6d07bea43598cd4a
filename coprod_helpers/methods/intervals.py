"""Intervals for shares of people."""

from __future__ import annotations

from math import isfinite, nan, sqrt
from statistics import NormalDist

from coprod_helpers.errors import InputError


def wilson(x: float, n: float, level: float = 0.95, continuity_correction: bool = False) -> tuple[float, float]:
    """Give the Wilson interval of a share: how far it may lie from x / n if the answers were a random sample.

    p = x / n, z = normal quantile of (1 + level) / 2
    limits = (p + z^2 / 2n -+ z sqrt(p (1 - p) / n + z^2 / 4n^2)) / (1 + z^2 / n)

    Parameters
    ----------
    x : number
        People with the answer, 0 to `n`.
    n : number
        People asked. With 0 there is no share, and both limits are blank (nan).
    level : number
        Share of such intervals that hold the true share, above 0 and below 1.
    continuity_correction : bool
        True for the wider interval that allows for counts being whole numbers.

    Returns
    -------
    (low, high), shares 0 to 1, not rounded

    Raises
    ------
    InputError
        If `x` is not between 0 and `n`, or `level` not between 0 and 1.

    Source
    ------
    Wilson (1927), Journal of the American Statistical Association 22; with the correction: Newcombe (1998), Statistics
    in Medicine 17, method 4.

    Examples
    --------
    >>> [round(limit, 4) for limit in wilson(81, 263)]
    [0.2553, 0.3662]
    """
    if not (isfinite(x) and isfinite(n) and 0 <= x <= n):
        raise InputError(f"A share needs a count between 0 and the people asked; {x} of {n} was found.")
    if not 0 < level < 1:
        raise InputError(f"The level of an interval lies between 0 and 1, such as 0.95; {level} was found.")
    if n == 0:
        return nan, nan
    z = NormalDist().inv_cdf((1 + level) / 2)
    low, high = _corrected_limits(x, n, z) if continuity_correction else _limits(x, n, z)
    return (0.0 if x == 0 else max(low, 0.0)), (1.0 if x == n else min(high, 1.0))


def _limits(x: float, n: float, z: float) -> tuple[float, float]:
    """Return the two roots of Wilson's equation."""
    middle, reach = x + z**2 / 2, z * sqrt(x * (n - x) / n + z**2 / 4)
    return (middle - reach) / (n + z**2), (middle + reach) / (n + z**2)


def _corrected_limits(x: float, n: float, z: float) -> tuple[float, float]:
    """Return the two roots with half a person's allowance on either side."""
    p, q = x / n, 1 - x / n
    # The radicand falls below 0 only next to x = 0 and x = n, where the limit is set to 0 and 1 anyway.
    below = z * sqrt(max(z**2 - 2 - 1 / n + 4 * p * (n * q + 1), 0))
    above = z * sqrt(max(z**2 + 2 - 1 / n + 4 * p * (n * q - 1), 0))
    return (2 * x + z**2 - 1 - below) / (2 * (n + z**2)), (2 * x + z**2 + 1 + above) / (2 * (n + z**2))
