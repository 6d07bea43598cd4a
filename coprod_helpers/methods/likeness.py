"""How alike two titles are, so that a person can be asked whether they mean the same thing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

import numpy as np

LIKE = 0.85
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789 "


class Pair(NamedTuple):
    """Two places in a list of titles, the earlier first, and how alike they are, 0 to 1."""

    first: int
    second: int
    share: float


def plain_title(text: str) -> str:
    """Return a title as it is compared: no case, accents or punctuation; "&" is "and".

    Examples
    --------
    >>> plain_title("Repair Café & Tool-library")
    'repair cafe and tool library'
    """
    letters = unicodedata.normalize("NFKD", re.sub("['’`]", "", text.replace("&", " and "))).casefold()
    kept = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[\W_]+", " ", kept).split())


def likeness(one: str, other: str) -> float:
    """Return how alike two titles are.

    likeness = 2 * letters in matching blocks / letters of both, of the titles as `plain_title` leaves them

    Parameters
    ----------
    one, other : str
        In either order: the result is the same.

    Returns
    -------
    float, 0 (nothing in common) to 1 (the same); 0 where either is empty

    Source
    ------
    Ratcliff and Metzener (1988), pattern matching by the gestalt approach, as in Python's difflib.

    Examples
    --------
    >>> likeness("Repair café", "repair CAFE"), round(likeness("Repair café", "Repair cafés"), 2)
    (1.0, 0.96)
    """
    return _alike(*sorted((plain_title(one), plain_title(other))))


def _alike(one: str, other: str) -> float:
    """Return the likeness of two plain titles, given in the order of the alphabet."""
    return SequenceMatcher(None, one, other, autojunk=False).ratio() if one and other else 0.0


def like_pairs(titles: Sequence[str], groups: Sequence, more_than: float = LIKE) -> list[Pair]:
    """Return the pairs of titles of different groups that are more alike than a share.

    Parameters
    ----------
    titles : sequence of str
    groups : sequence, one for each title
        Such as the council that wrote it; titles of one group are not compared.
    more_than : float, 0 to 1
        Pairs must be more alike than this.

    Returns
    -------
    list of Pair, by place

    Source
    ------
    The share of 0.85: ours (a person is asked, nothing is joined by it).

    Examples
    --------
    >>> like_pairs(["Repair café", "Night bus", "Repair Cafe"], ["A", "A", "B"])
    [Pair(first=0, second=2, share=1.0)]
    """
    plain = [plain_title(title) for title in titles]
    pairs = []
    for first, second in _could_be_alike(plain, list(groups), more_than):
        share = _alike(*sorted((plain[first], plain[second])))
        if share > more_than:
            pairs.append(Pair(first, second, share))
    return pairs


def _could_be_alike(plain: list[str], groups: list, more_than: float) -> Iterator[tuple[int, int]]:
    """Yield the pairs of different groups that have letters enough in common, whatever their order: few are left."""
    counts = np.array([_letter_counts(title) for title in plain]).reshape(len(plain), len(LETTERS) + 1)
    lengths = counts.sum(axis=1)
    for place in range(len(plain) - 1):
        common = np.minimum(counts[place], counts[place + 1 :]).sum(axis=1)
        at_most = 2 * common / np.maximum(lengths[place] + lengths[place + 1 :], 1)
        for offset in np.flatnonzero(at_most > more_than):
            other = place + 1 + int(offset)
            if groups[place] != groups[other]:
                yield place, other


def _letter_counts(title: str) -> list[int]:
    """Return how often each letter stands in a title; letters of other alphabets are counted as one."""
    known = [title.count(letter) for letter in LETTERS]
    return [*known, len(title) - sum(known)]
