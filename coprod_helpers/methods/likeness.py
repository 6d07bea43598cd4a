"""How alike two titles are, so that a person can be asked whether they mean the same thing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import Indel

LIKE = 0.85
# So many titles are compared with all others at once: 10,000 titles take 20 MB at a time.
AT_ONCE = 500


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
    letters = re.sub("['’`]", "", text.replace("&", " and ")).casefold()
    if not letters.isascii():
        letters = unicodedata.normalize("NFKD", letters).casefold()
        letters = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[\W_]+", " ", letters).split())


def likeness(one: str, other: str) -> float:
    """Return how alike two titles are.

    likeness = 2 * letters of the longest common subsequence / letters of both, of the titles as `plain_title` leaves them

    Parameters
    ----------
    one, other : str
        In either order: the result is the same.

    Returns
    -------
    float, 0 (nothing in common) to 1 (the same); 0 where either is empty

    Source
    ------
    The similarity that goes with the Indel distance (insertions and deletions), as RapidFuzz counts it.

    Examples
    --------
    >>> likeness("Repair café", "repair CAFE"), round(likeness("Repair café", "Repair cafés"), 2)
    (1.0, 0.96)
    """
    return _alike(plain_title(one), plain_title(other))


def _alike(one: str, other: str) -> float:
    """Return the likeness of two plain titles."""
    return Indel.normalized_similarity(one, other) if one and other else 0.0


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
    _names, kinds = np.unique(np.array([str(group) for group in groups], dtype=object), return_inverse=True)
    pairs = []
    for begin in range(0, len(plain), AT_ONCE):
        shares = process.cdist(plain[begin : begin + AT_ONCE], plain[begin:], scorer=Indel.normalized_similarity,
                               score_cutoff=more_than)
        places = np.argwhere(np.triu(shares, 1)) + begin
        apart = places[kinds[places[:, 0]] != kinds[places[:, 1]]]
        pairs += [Pair(int(first), int(second), _alike(plain[first], plain[second])) for first, second in apart]
    return [pair for pair in pairs if pair.share > more_than]
