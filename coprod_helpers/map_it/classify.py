"""What imported grants, assets and the like may be: a suggestion for each, with its reason in words; a person decides.

The Four Co's are the leaflet's. The words that speak for them, and how they are counted, are ours: data/map_it/co_signs.csv,
service_signs.csv and plain_words.csv.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from coprod_helpers import library
from coprod_helpers.errors import InputError, one_of
from coprod_helpers.look.words import _, translate
from coprod_helpers.map_it.case_search import CaseSearch
from coprod_helpers.methods.likeness import plain_title
from coprod_helpers.methods.wording import MEANING, PlainWords, content_words
from coprod_helpers.star import CITIZEN_GROUPS, FOUR_COS, N_, labels
from coprod_helpers.tables.reference import CASE_SERVICES

CO_PRODUCTION, PERHAPS, NO_SIGN = N_("co-production"), N_("perhaps"), N_("no sign of it")
# A sign that is clear by itself counts as much as two that are not.
CERTAIN = {"clear": 2, "perhaps": 1}
# A word that speaks for one service counts as much as two of the case library's, many of which several services share.
OF_A_SERVICE, PLAIN, IN_THE_NAME = 2, 1, 1
# Citizens act where they deliver; else they have a say.
VOICE_ACTION = {"co-delivery": "action", "co-design": "both", "co-commissioning": "voice", "co-assessment": "voice"}
# What the library calls people -> what Map It calls who takes part, the most telling first.
GROUPS = {"carers": "carers", "young-people": "young-people", "pupils-and-students": "young-people", "children": "young-people",
          "parents-and-families": "carers", "volunteers": "volunteers", "businesses": "businesses",
          "community-organisations": "community-organisations", "residents": "residents", "tenants": "residents"}
COLUMNS = ("id", "title", "co_production", "co", "subtype", "why_co", "service_area", "why_service_area", "outcome_id",
           "why_outcome", "citizen_group", "why_citizen_group", "voice_action", "decision")
SHOWN = 5
# How a register of grants begins its titles, and what our own import adds: both speak of money, not of what is done.
GRANT_TO = re.compile(r"^[^.:;]{0,60}?\bgrants?\s+to\s+", re.IGNORECASE)
# A group's name, which says nothing of friendship.
FRIENDS_OF = re.compile(r"\b(?:the )?friends of\b", re.IGNORECASE)
# Meanings of plain words that stand in every register of grants, whatever is done.
OF_MONEY = frozenset({"grants", "money", "savings"})
ABOUT_THE_GRANT = re.compile(r"(?:^|\n\n)A grant (?:to|from|of|awarded|\()[^\n]*\Z")


class Suggested(NamedTuple):
    """A code, or nothing, and why, in words."""

    code: str | None
    why: str


class Signs:
    """The words that speak for the Four Co's and for services.

    Parameters
    ----------
    co_signs, service_signs : DataFrame
        The library tables of these names.
    """

    def __init__(self, co_signs: pd.DataFrame, service_signs: pd.DataFrame):
        self.rows = co_signs.set_index("sign")
        self._in_titles = _words_of(co_signs[co_signs["title_only"]])
        self._anywhere = _words_of(co_signs[~co_signs["title_only"]])
        self._services = _words_of(service_signs)
        self._service_of = service_signs.set_index("sign")["service"].to_dict()

    def of_co_production(self, title: str, text: str) -> dict[str, list[str]]:
        """Return sign -> words of a text that say it; some signs count in a title alone."""
        return self._anywhere.found_in(text) | self._in_titles.found_in(title)

    def of_services(self, text: str) -> dict[str, list[str]]:
        """Return service -> words of a text that speak for it."""
        found: dict[str, list[str]] = {}
        for sign, words in self._services.found_in(text).items():
            found.setdefault(self._service_of[sign], []).extend(words)
        return found


@lru_cache(maxsize=1)
def library_signs() -> Signs:
    """Return the library's signs, built once a process."""
    return Signs(library.read("co_signs"), library.read("service_signs"))


def _words_of(signs: pd.DataFrame) -> PlainWords:
    """Return signs as meanings to be found in a text."""
    return PlainWords({code: said.split("; ") for code, said in zip(signs["sign"], signs["said"], strict=True)})


def suggest_classes(items: pd.DataFrame, search: CaseSearch, outcomes: pd.DataFrame, service_areas: pd.DataFrame,
                    signs: Signs | None = None) -> pd.DataFrame:
    """Suggest what each item may be, for a person to decide.

    Co = the one whose signs weigh most, 2 for a clear sign and 1 for one that is not
    service area = the one whose words weigh most, 2 for a word of one service and 1 for a plain word or one of its name
    outcome = the one with most words and meanings in common, those that few outcomes have counting more

    Parameters
    ----------
    items : DataFrame, one row per item, columns id, title and description
        Imported initiatives or assets; a description may be blank.
    search : CaseSearch
    outcomes, service_areas : DataFrame
        The council's tables of these names; either may be empty.
    signs : Signs, optional
        Left out, the library's.

    Returns
    -------
    DataFrame, one row per item in the order given, columns as in COLUMNS
        co_production is "co-production", "perhaps" or "no sign of it"; each suggestion stands beside its reason and is blank
        where nothing speaks for one; decision is blank, for a person to fill in.

    Raises
    ------
    InputError
        If a column is missing.

    Source
    ------
    The Four Co's: the leaflet. Signs, weights and limits: ours; benchmarks/README.md says how often they are right.
    """
    if missing := [name for name in ("id", "title", "description") if name not in items]:
        raise InputError(_('The items have no column {missing}. They have: {columns}.').format(
            missing=one_of(missing), columns=", ".join(map(str, items.columns))))
    signs, words = signs or library_signs(), _Words(search)
    services, aims = _ServiceAreas(service_areas, words, signs), _Outcomes(outcomes, words)
    rows = [_suggest(row, words, signs, services, aims) for row in items.itertuples()]
    return pd.DataFrame(rows, columns=list(COLUMNS), index=items.index, dtype="object")


def items_to_check(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of initiatives or assets that wait to be settled, as `suggest_classes` takes them.

    Parameters
    ----------
    rows : DataFrame, the table initiatives or assets

    Returns
    -------
    DataFrame with id, title and description
    """
    waiting = rows[rows["status"].eq("to-check")]
    if "merged_into" in rows:
        waiting = waiting[waiting["merged_into"].isna()]
    key = "asset_id" if "asset_id" in rows else "initiative_id"
    return waiting[[key, "title", "description"]].rename(columns={key: "id"}).reset_index(drop=True)


def of_itself(title: str, description: str) -> tuple[str, str]:
    """Return what a title and a description say of the thing itself, without the paperwork of a grant.

    Examples
    --------
    >>> of_itself("Small Grant to Hill Choir", "Weekly singing\\n\\nA grant to Hill Choir of GBP 500.")
    ('Hill Choir', 'Weekly singing')
    """
    return GRANT_TO.sub("", title), GRANT_TO.sub("", ABOUT_THE_GRANT.sub("", description).strip())


def _suggest(row, words: _Words, signs: Signs, services: _ServiceAreas, aims: _Outcomes) -> tuple:
    """Return one item's row."""
    title, description = of_itself(*("" if pd.isna(cell) else str(cell) for cell in (row.title, row.description)))
    # Two texts, so that no phrase is found across the end of the title.
    text = f"{title} zzz {description}"
    found = signs.of_co_production(title, text)
    looks, co, subtype = _co(found, signs)
    text = FRIENDS_OF.sub(" zzz ", text)
    service, outcome, group = services.closest(text), aims.closest(text), _group(found, text, words, signs)
    return (row.id, row.title, looks, co.code, subtype, co.why, *service, *outcome, *group, VOICE_ACTION.get(co.code), None)


def _co(found: dict[str, list[str]], signs: Signs) -> tuple[str, Suggested, str | None]:
    """Return how much looks like co-production, which Co with the reason, and its sub-type."""
    if not found:
        return NO_SIGN, Suggested(None, ""), None
    rows = signs.rows.loc[list(found)]
    weights = rows["certainty"].map(CERTAIN)
    by_co = weights.groupby(rows["co"]).sum()
    # Of two that weigh the same, the one that is said less often in general: an act is mentioned wherever anybody helps.
    co = max(by_co.index, key=lambda code: (by_co[code], code != "co-delivery", -_place(code)))
    own = rows["co"].eq(co)
    subtypes = weights[own & rows["subtype"].notna()].groupby(rows["subtype"]).sum()
    words = [word for sign in found if own[sign] for word in found[sign]]
    why = _("{words}: {co}").format(words=_listed(words), co=translate(labels(FOUR_COS)[co]).lower())
    looks = CO_PRODUCTION if rows["certainty"].eq("clear").any() else PERHAPS
    return looks, Suggested(co, why), None if subtypes.empty else str(subtypes.idxmax())


def _place(co: str) -> int:
    """Return a Co's place in the star."""
    return [one.code for one in FOUR_COS].index(co)


def _listed(words: Iterable[str]) -> str:
    """Return the first few words, each once and none that is part of another."""
    once = list(dict.fromkeys(words))
    return ", ".join([word for word in once if not any(word != other and word in other for other in once)][:SHOWN])


def _group(found: dict[str, list[str]], text: str, words: _Words, signs: Signs) -> Suggested:
    """Return who takes part: as the signs of co-production say, or else as the people are called."""
    named = [(signs.rows["citizen_group"][sign], words) for sign, words in found.items()
             if pd.notna(signs.rows["citizen_group"][sign])]
    if named:
        group = Counter(group for group, said in named for _word in said).most_common(1)[0][0]
        return Suggested(group, f"{_listed(word for one, said in named if one == group for word in said)}: {_group_label(group)}")
    for phrases in words.meanings(text).values():
        for audience in GROUPS:
            if audience in words.pointed_to(phrases[0])[1]:
                return Suggested(GROUPS[audience], f"{phrases[0]}: {_group_label(GROUPS[audience])}")
    return Suggested(None, "")


def _group_label(group: str) -> str:
    """Return who takes part in words."""
    return translate(labels(CITIZEN_GROUPS)[group]).lower()


class _Words:
    """The plain words of the case library, without those of money; what a word points to is looked up once."""

    def __init__(self, search: CaseSearch):
        self._found_in = search.plain_words.found_in
        self.pointed_to = lru_cache(maxsize=None)(search.pointed_to)

    def meanings(self, text: str) -> dict[str, list[str]]:
        """Return meaning -> the words of a text that say it."""
        return {meaning: said for meaning, said in self._found_in(text).items() if meaning not in OF_MONEY}


class _ServiceAreas:
    """The council's service areas, each with the services of the library that its name stands for."""

    def __init__(self, areas: pd.DataFrame, words: _Words, signs: Signs):
        self._words, self._signs = words, signs
        areas = areas.sort_values("service_id", kind="stable")
        self._areas = [(row.service_id, row.name, self._services(row.name)) for row in areas.itertuples(index=False)]
        self._stems = {service_id: {one for one, _word in content_words(name)} for service_id, name, _s in self._areas}

    def _services(self, name: str) -> set[str]:
        """Return the services of the library that an area's name stands for."""
        same = {code for code, label in labels(CASE_SERVICES).items() if plain_title(label) == plain_title(name)}
        return same or set(self._words.pointed_to(name)[0]) | set(self._signs.of_services(name))

    def closest(self, text: str) -> Suggested:
        """Return the service area that a text's words speak for most."""
        weights = self._weights(text)
        plain, in_text = plain_title(text), content_words(text)
        best, best_words, best_rank = None, [], (0, 0)
        for service_id, name, services in self._areas:
            words = {word: weight for code in services for word, weight in weights.get(code, {}).items()}
            for one, word in in_text:
                if one in self._stems[service_id]:
                    words.setdefault(word, IN_THE_NAME)
            # Of two that weigh the same, the one that is spoken of first.
            rank = (sum(words.values()), -min((plain.find(word) for word in words), default=0))
            if words and rank > best_rank:
                best, best_rank = (service_id, name), rank
                best_words = sorted(words, key=lambda word: (-words[word], plain.find(word)))
        return Suggested(best[0], f"{_listed(best_words)}: {best[1]}") if best else Suggested(None, "")

    def _weights(self, text: str) -> dict[str, dict[str, int]]:
        """Return service of the library -> word of the text -> how much it counts."""
        weights: dict[str, dict[str, int]] = {}
        for phrases in self._words.meanings(text).values():
            for phrase in phrases:
                for code in self._words.pointed_to(phrase)[0]:
                    weights.setdefault(code, {})[phrase] = PLAIN
        for code, words in self._signs.of_services(text).items():
            weights.setdefault(code, {}).update(dict.fromkeys(words, OF_A_SERVICE))
        return weights


class _Outcomes:
    """The council's outcomes as words and meanings, to find the one that a text is closest to."""

    def __init__(self, outcomes: pd.DataFrame, words: _Words):
        self._words = words
        outcomes = outcomes.sort_values("outcome_id", kind="stable")
        texts = [" . ".join(str(cell) for cell in row if not pd.isna(cell))
                 for row in outcomes[["title", "population"]].itertuples(index=False)]
        self._rows = list(zip(outcomes["outcome_id"], outcomes["title"], map(self._features_word_by_word, texts), strict=True))
        self._counts = Counter(feature for _id, _title, features in self._rows for feature in features)

    def _features(self, text: str) -> dict[str, str]:
        """Return what a text has in it, as feature -> the words that say it: stems, and meanings of plain words."""
        meanings = {f"{MEANING}{code}": said[0] for code, said in self._words.meanings(text).items()}
        return {one: word for one, word in content_words(text) if not word.isdigit()} | meanings

    def _features_word_by_word(self, text: str) -> dict[str, str]:
        """Return what an outcome has in it; a phrase such as parks and streets does not hide what its words mean."""
        return {feature: word for part in (*text.split(), text) for feature, word in self._features(part).items()}

    def closest(self, text: str) -> Suggested:
        """Return the outcome with most in common; nothing where none has a meaning or two words in common with the text."""
        own = self._features(text)
        best, best_score = Suggested(None, ""), 0.0
        for outcome_id, title, features in self._rows:
            shared = [feature for feature in own if feature in features]
            score = sum(np.log((1 + len(self._rows)) / self._counts[feature]) for feature in shared)
            if score > best_score + 1e-9 and (len(shared) > 1 or any(one.startswith(MEANING) for one in shared)):
                best_score = score
                best = Suggested(outcome_id, f"{_listed(own[feature] for feature in shared)}: {title}")
        return best
