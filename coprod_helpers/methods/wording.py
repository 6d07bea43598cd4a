"""Words of a text as a search compares them: stems, and the meanings that several plain words share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from coprod_helpers.methods.likeness import plain_title

# Words that carry no meaning by themselves, and those that stand in every request.
EMPTY = frozenset("""a about after all also an and any are as at be because been before being between both but by can could did do
does doing each for from get gets getting give given had has have having he her here hers him his how i if in into is it its just
like made make makes many me more most much must my need needs new no not of off on one only or other our out over own people per
person she should so some such than that the their them then there these they thing things this those through to too up us use used
using very want wants was way ways we were what when where which while who whom whose why will with within without would you your
someone something somebody everyone everybody anyone anybody council councils service services public local community communities
project projects scheme schemes case cases example examples help helps helping work works working together residents citizens
citizen resident co production coproduction already still really lot lots good better best keep""".split())
# Before a number that the plain form keeps together, such as over-60s.
MEANING = "="


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return a word without its ending, so that forms of one word are the same.

    Examples
    --------
    >>> stem("volunteers") == stem("volunteering") == stem("volunteer")
    True
    """
    return _stemmer().stemWord(word)


@lru_cache(maxsize=1)
def _stemmer():
    """Return the English stemmer, loaded once."""
    import snowballstemmer

    return snowballstemmer.stemmer("english")


def stems(text: str) -> list[str]:
    """Return the stems of a text's words, all of them, in order.

    Examples
    --------
    >>> stems("Young offenders' courts")
    ['young', 'offend', 'court']
    """
    return [stem(word) for word in plain_title(text).split()]


class PlainWords:
    """Meanings, each with the words and short phrases that people say for it.

    Parameters
    ----------
    meanings : dict of code -> phrases
    """

    def __init__(self, meanings: Mapping[str, Iterable[str]]):
        self._phrases: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for meaning, phrases in meanings.items():
            for phrase in phrases:
                parts = tuple(stems(phrase))
                if parts:
                    self._phrases.setdefault(parts[0], []).append((parts, meaning))
        self.words = {word for phrases in self._phrases.values() for parts, _ in phrases for word in parts}

    def found_in(self, text: str) -> dict[str, list[str]]:
        """Return meaning -> the words of a text that say it, as the text has them; of phrases that begin alike, the longest."""
        plain = plain_title(text).split()
        stemmed = [stem(word) for word in plain]
        found: dict[str, list[str]] = {}
        for place, word in enumerate(stemmed):
            said = [(len(parts), meaning) for parts, meaning in self._phrases.get(word, ())
                    if tuple(stemmed[place : place + len(parts)]) == parts]
            longest = max(said, default=(0, ""))[0]
            for length, meaning in said:
                phrase = " ".join(plain[place : place + length])
                if length == longest and phrase not in found.setdefault(meaning, []):
                    found[meaning].append(phrase)
        return found


def content_words(text: str) -> list[tuple[str, str]]:
    """Return (stem, word) of the words that carry meaning, in order.

    Examples
    --------
    >>> content_words("Help for the lonely in our villages")
    [('lone', 'lonely'), ('villag', 'villages')]
    """
    return [(stem(word), word) for word in re.findall(r"\w+", plain_title(text)) if word not in EMPTY and len(word) > 1]
