"""Finding cases in the library: by plain words, by the facets that are shared, and never by a bare score.

The cases, their reading and the plain words are ours; the likeness of texts is TF-IDF with cosine, as scikit-learn has it.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import numpy as np
import pandas as pd

from coprod_helpers import library
from coprod_helpers.errors import InputError, one_of
from coprod_helpers.look.words import translate
from coprod_helpers.methods.wording import EMPTY, MEANING, PlainWords, content_words, stem, stems
from coprod_helpers.star import labels
from coprod_helpers.tables import TABLES
from coprod_helpers.tables.reference import FIGURE_WORDS

# How much a field of a case counts beside the others, and how much a shared meaning counts beside a shared word.
FIELDS = {"title": 3, "summary": 2, "citizens_do": 2, "service_does": 1, "success_factors": 1, "lessons": 1, "organisation": 1,
          "place": 1, "claims": 1, "labels": 2, "subjects": 3}
MEANING_WEIGHT = 1.6
ALIKE_SPELLING = 0.8
MOST_FROM_A_PLACE = 2
# What a search may be narrowed by: the name -> the column of the library that holds it.
FILTERS = {"co": "co", "subtype": "subtype", "service": "service", "country": "country", "audience": "audience",
           "status": "status", "evidence": "evidence"}


@dataclass(frozen=True)
class Found:
    """One case that a search found, and why.

    Parameters
    ----------
    case_id : str
    likeness : float, 0 to 1
        Cosine of the two texts. For the order alone; shown to nobody.
    words : tuple of str
        The words of the request that the case has too, or says in other words.
    """

    case_id: str
    likeness: float
    words: tuple[str, ...] = field(default=())


class CaseSearch:
    """The library of cases, ready to be searched.

    Parameters
    ----------
    tables : dict of table name -> DataFrame
        The library tables `cases`, `case_co`, `case_audience`, `case_outcomes`, `plain_words` and `subtypes`.
    """

    def __init__(self, tables: Mapping[str, pd.DataFrame]):
        self.cases = tables["cases"].set_index("case_id", drop=False)
        self._links = {name: tables[name] for name in ("case_co", "case_audience", "case_outcomes")}
        words = tables["plain_words"]
        self.plain_words = PlainWords({code: said.split("; ") for code, said in zip(words["word"], words["said"], strict=True)})
        self._points = words.set_index("word")[["service", "audience"]]
        self.subtype_labels = tables["subtypes"].set_index("subtype")["label"].to_dict()
        self.facets = {case_id: self._facets_of(case_id) for case_id in self.cases.index}
        self.texts = [self._text_of(case_id) for case_id in self.cases.index]

    def _facets_of(self, case_id: str) -> dict[str, set[str]]:
        """Return what a case can be filtered by and compared in."""
        case = self.cases.loc[case_id]
        own = {name: frame[frame["case_id"].eq(case_id)] for name, frame in self._links.items()}
        return {
            "co": set(own["case_co"]["co"]), "subtype": set(own["case_co"]["subtype"].dropna()),
            "audience": set(own["case_audience"]["audience"]), "evidence": set(own["case_outcomes"]["evidence"]),
            "service": {case["service"]}, "country": {case["country"]}, "status": {case["status"]},
        }

    def _text_of(self, case_id: str) -> dict[str, str]:
        """Return a case's text by field."""
        case, facets = self.cases.loc[case_id], self.facets[case_id]
        claims = self._links["case_outcomes"]
        labels = [_label("cases", "service", code) for code in facets["service"]]
        labels += [_label("case_audience", "audience", code) for code in facets["audience"]]
        given = {"claims": " . ".join(claims.loc[claims["case_id"].eq(case_id), "claim"]), "labels": " . ".join(sorted(labels))}
        return given | {name: "" if pd.isna(case[name]) else str(case[name]) for name in FIELDS if name not in given}

    @cached_property
    def _index(self):
        """Return what turns features into numbers, and the numbers of every case, each of length 1."""
        from sklearn.feature_extraction.text import TfidfVectorizer

        vectorizer = TfidfVectorizer(analyzer=list, sublinear_tf=True, norm=None)
        matrix = vectorizer.fit_transform([
            [feature for name, text in texts.items() for feature in self._features(text) * FIELDS[name]] for texts in self.texts])
        names = vectorizer.get_feature_names_out()
        weights = np.array([MEANING_WEIGHT if name.startswith(MEANING) else 1 for name in names])
        return vectorizer, weights, _of_length_1(matrix.multiply(weights).tocsr())

    def _features(self, text: str) -> list[str]:
        """Return the stems and meanings of a text."""
        return [*(one for one, _word in content_words(text)), *(f"{MEANING}{code}" for code in self.plain_words.found_in(text))]

    @cached_property
    def _said(self) -> dict[str, tuple[set[str], set[str]]]:
        """Return case id -> the stems and the meanings of its text."""
        texts = {case_id: " . ".join(texts.values()) for case_id, texts in zip(self.cases.index, self.texts, strict=True)}
        return {case_id: (set(stems(text)), set(self.plain_words.found_in(text))) for case_id, text in texts.items()}

    @cached_property
    def _known(self) -> dict[str, str]:
        """Return word -> itself of every word of the library and of the plain words: what a slip of the pen is set against."""
        words = {word for texts in self.texts for text in texts.values() for _stem, word in content_words(text)}
        words |= {word for said in library.read("plain_words")["said"] for _stem, word in content_words(said)}
        return dict.fromkeys(sorted(words))

    @cached_property
    def _known_stems(self) -> set[str]:
        """Return the stems of the known words."""
        return {stem(word) for word in self._known} | self.plain_words.words | set(EMPTY)

    def spelt(self, text: str) -> str:
        """Return a request with words that nobody knows put into the known word that is nearest in spelling."""
        from coprod_helpers.methods.likeness import plain_title

        return " ".join(self._nearest(word) for word in plain_title(text).split())

    @lru_cache(maxsize=20_000)  # noqa: B019 - one search lives as long as the process
    def _nearest(self, word: str) -> str:
        """Return the known word nearest in spelling, or the word itself."""
        if len(word) < 4 or word in EMPTY or stem(word) in self._known_stems or any(letter.isdigit() for letter in word):
            return word
        return next(iter(difflib.get_close_matches(word, self._known, 1, ALIKE_SPELLING)), word)

    def likeness_to(self, texts: Sequence[str]) -> np.ndarray:
        """Return how alike each text is to each case.

        Parameters
        ----------
        texts : sequence of str

        Returns
        -------
        array, one row a text, one column a case in the order of `cases`, 0 to 1
        """
        vectorizer, weights, matrix = self._index
        asked = vectorizer.transform([self._features(self.spelt(text)) for text in texts]).multiply(weights).tocsr()
        return (_of_length_1(asked) @ matrix.T).toarray()

    def find(self, text: str, count: int = 5, filters: Mapping[str, str] | None = None,
             most_from_a_place: int = 0) -> list[Found]:
        """Return the cases that are closest to a request.

        Parameters
        ----------
        text : str
            Words of any kind; empty, all cases that fit the filters, in the library's order.
        count : int
        filters : dict of name -> code, optional
            Of `FILTERS`.
        most_from_a_place : int
            At most so many cases of one place; 0 is no limit.

        Returns
        -------
        list of Found, the closest first; without a filter none that has nothing in common with the request

        Raises
        ------
        InputError
            If a filter is none, or its value is in no case.
        """
        fits = self.fitting(filters or {})
        likeness = self.likeness_to([text])[0] if text.strip() else np.ones(len(self.cases))
        order = [place for place in np.argsort(-likeness, kind="stable") if fits[place] and (filters or likeness[place] > 0)]
        kept = not_too_many_from(self.cases["place"].to_numpy()[order], most_from_a_place)
        return [Found(self.cases.index[place], float(likeness[place]), self.shared_words(text, self.cases.index[place]))
                for place in np.array(order, dtype=int)[kept][:count]]

    def claims_in_words(self, case_id: str) -> list[str]:
        """Return what a case's source claims, each with its figure and how it is known: "Fewer complaints: 37 % reduction (reported)"."""
        claims = self._links["case_outcomes"]
        own = claims[claims["case_id"].eq(case_id)].sort_values("place")
        return [_claim_in_words(row) for row in own.itertuples()]

    def pointed_to(self, text: str) -> tuple[frozenset[str], frozenset[str]]:
        """Return the services and the people, as the library calls them, that a text's plain words point to."""
        found = self._points.loc[list(self.plain_words.found_in(text))]
        return frozenset(found["service"].dropna()), frozenset(found["audience"].dropna())

    def fitting(self, filters: Mapping[str, str]) -> np.ndarray:
        """Return for each case whether it fits; see `find`."""
        fits = np.ones(len(self.cases), dtype=bool)
        for name, value in filters.items():
            if name not in FILTERS:
                raise InputError(f'Cases cannot be narrowed by "{name}". They can be narrowed by {one_of(FILTERS)}.')
            has = np.array([value in self.facets[case_id][name] for case_id in self.cases.index])
            if not has.any():
                there = sorted({code for facets in self.facets.values() for code in facets[name]})
                raise InputError(f'No case has {name} "{value}". There are: {one_of(there)}.')
            fits &= has
        return fits

    def shared_words(self, text: str, case_id: str) -> tuple[str, ...]:
        """Return the words of a text that a case has too, or says in other words of the same meaning."""
        text, (there, meant) = self.spelt(text), self._said[case_id]
        words = [word for one, word in content_words(text) if one in there]
        words += [phrase for meaning, phrases in self.plain_words.found_in(text).items() if meaning in meant
                  for phrase in phrases if not set(phrase.split()) & set(words)]
        return tuple(dict.fromkeys(words))


def _claim_in_words(row) -> str:
    """Return one claim with its figure and how it is known."""
    figure = " ".join(str(part) for part in (row.figure, row.unit) if not pd.isna(part))
    known = translate(labels(FIGURE_WORDS)[row.evidence]).lower()
    return f"{row.claim}{': ' if figure else ''}{figure} ({known})"


def not_too_many_from(places: Sequence[str], most: int) -> list[bool]:
    """Return for each place of a list whether it comes no more than so many times up to there; 0 is no limit.

    Examples
    --------
    >>> not_too_many_from(["Derby", "Rome", "Derby", "Derby"], 2)
    [True, True, True, False]
    """
    seen: dict[str, int] = {}
    kept = []
    for place in places:
        seen[place] = seen.get(place, 0) + 1
        kept.append(not most or seen[place] <= most)
    return kept


def _of_length_1(matrix):
    """Return rows divided by their length; a row of zeros stays."""
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    return matrix.multiply(1 / np.where(lengths > 0, lengths, 1)[:, None]).tocsr()


def _label(table: str, column: str, code: str) -> str:
    """Return the label of a closed list's code."""
    return next(word.label for word in TABLES[table].column(column).words if word.code == code)


@lru_cache(maxsize=1)
def case_search() -> CaseSearch:
    """Return the library's search, built once a process."""
    return CaseSearch(library.read_all())
