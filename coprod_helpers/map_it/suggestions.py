"""What others did about a gap: the closest cases with the reasons in parts, and one that is unlike on purpose.

From the leaflet: cases show what is possible. Weights of the parts and the unlike case: ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from coprod_helpers.look.section import TableView
from coprod_helpers.look.words import _, translate
from coprod_helpers.map_it.case_search import MOST_FROM_A_PLACE, CaseSearch, not_too_many_from
from coprod_helpers.star import FOUR_COS, Word, labels
from coprod_helpers.tables.map_it import CASE_SUGGESTIONS
from coprod_helpers.tables.reference import CASE_AUDIENCES, CASE_SERVICES

# What each part of the reasons counts for the order; the likeness of words, 0 to 1, counts three.
SAME_CO, SAME_SUBTYPE, SAME_SERVICE, SAME_PEOPLE, ALIKE_WORDS = 3, 2, 2, 1, 3
SHOWN = 5
# The first four gaps.
ROWS_SHOWN = 24
HOME = "GB"
# What Map It calls who takes part -> what the library calls it.
GROUPS = {"service-users": "service-users", "carers": "carers", "residents": "residents", "volunteers": "volunteers",
          "community-organisations": "community-organisations", "businesses": "businesses", "young-people": "young-people"}


@dataclass(frozen=True)
class Asked:
    """What cases are sought for.

    Parameters
    ----------
    text : str
        The outcome, the initiative or free words.
    cos, subtypes, services, audiences : frozenset of str
        Codes that a case may share; services and audiences are those of the library.
    """

    text: str
    cos: frozenset[str] = field(default=frozenset())
    subtypes: frozenset[str] = field(default=frozenset())
    services: frozenset[str] = field(default=frozenset())
    audiences: frozenset[str] = field(default=frozenset())


def asked_for_text(text: str, search: CaseSearch, co: str = "") -> Asked:
    """Return free words as what cases are sought for; the words themselves name services and people.

    Parameters
    ----------
    text : str
    search : CaseSearch
    co : str
        Code of one of the Four Co's, or empty.
    """
    services, audiences = search.pointed_to(text)
    return Asked(text, frozenset([co] if co else []), services=services, audiences=audiences)


def asked_for_initiatives(initiatives: pd.DataFrame, initiative_co: pd.DataFrame, service_areas: pd.DataFrame,
                          search: CaseSearch) -> list[Asked]:
    """Return each initiative as what cases are sought for.

    Parameters
    ----------
    initiatives, initiative_co, service_areas : DataFrame
        The tables of these names; of `initiatives`, the rows to look at.
    search : CaseSearch
    """
    names = service_areas.set_index("service_id")["name"].to_dict()
    cos = initiative_co.groupby("initiative_id")["co"].agg(frozenset).to_dict()
    subtypes = initiative_co.dropna(subset=["subtype"]).groupby("initiative_id")["subtype"].agg(frozenset).to_dict()
    asked = []
    for row in initiatives.itertuples():
        text = " . ".join(part for part in (row.title, row.description) if not pd.isna(part))
        service = names.get(row.service_area, "")
        services, people = search.pointed_to(f"{service} . {row.title}")
        group = GROUPS.get(row.citizen_group)
        asked.append(Asked(text, cos.get(row.initiative_id, frozenset()), subtypes.get(row.initiative_id, frozenset()),
                           services, people | ({group} if group else set())))
    return asked


def closest_cases(asked: Sequence[Asked], search: CaseSearch, count: int = SHOWN) -> list[pd.DataFrame]:
    """Return for each thing asked the closest cases with their reasons, and one that is unlike on purpose.

    score = 3 same Co + 2 same sub-type + 2 same service + 1 same people + 3 likeness of words (0 to 1)

    The score orders and is not shown. At most two cases come from one place. The unlike case aims at the same thing, by
    its words, and differs in as many of Co, service and country as can be.

    Parameters
    ----------
    asked : sequence of Asked
    search : CaseSearch
    count : int

    Returns
    -------
    list of DataFrame, one for each thing asked
        Columns case_id, case, place, country, is_unlike and reasons (a sentence); the closest first, the unlike one last.
        Cases that share nothing are not among them.

    Source
    ------
    Parts and their weights: ours. Likeness of words: cosine of TF-IDF.
    """
    likeness = search.likeness_to([one.text for one in asked])
    return [_closest(one, likeness[place], search, count) for place, one in enumerate(asked)]


def _closest(asked: Asked, likeness: np.ndarray, search: CaseSearch, count: int) -> pd.DataFrame:
    """Return the closest cases for one thing asked."""
    shares = [_shared(asked, search.facets[case_id]) for case_id in search.cases.index]
    parts = np.array([[SAME_CO * bool(one["co"]) + SAME_SUBTYPE * bool(one["subtype"]) + SAME_SERVICE * bool(one["service"])
                       + SAME_PEOPLE * bool(one["audience"])] for one in shares]).ravel()
    score = parts + ALIKE_WORDS * likeness
    # A case that has only the Co in common answers nothing: every fourth case has it.
    is_close = (likeness > 0) | (parts > SAME_CO)
    order = [place for place in np.argsort(-score, kind="stable") if is_close[place]]
    kept = list(np.array(order, dtype=int)[not_too_many_from(search.cases["place"].to_numpy()[order], MOST_FROM_A_PLACE)][:count])
    unlike = _most_unlike(asked, likeness, search, kept)
    rows = [_row(search, place, _reasons(asked, shares[place], search, place), False) for place in kept]
    rows += [_row(search, place, _unlike_in_words(asked, search, place), True) for place in unlike]
    return pd.DataFrame(rows, columns=["case_id", "case", "place", "country", "is_unlike", "reasons"])


def _shared(asked: Asked, facets: dict[str, set[str]]) -> dict[str, set[str]]:
    """Return what a case shares with what is asked, by facet."""
    return {"co": asked.cos & facets["co"], "subtype": asked.subtypes & facets["subtype"],
            "service": asked.services & facets["service"], "audience": asked.audiences & facets["audience"]}


def _row(search: CaseSearch, place: int, reasons: str, is_unlike: bool) -> dict:
    """Return one case as a row."""
    case = search.cases.iloc[place]
    return {"case_id": case["case_id"], "case": case["title"], "place": case["place"], "country": case["country"],
            "is_unlike": is_unlike, "reasons": reasons}


def _reasons(asked: Asked, shared: dict[str, set[str]], search: CaseSearch, place: int) -> str:
    """Say in parts why a case is shown."""
    words = search.shared_words(asked.text, search.cases.index[place])
    parts = [
        _("same Co: {names}").format(names=_named(shared["co"], FOUR_COS)) if shared["co"] else "",
        _("same sub-type: {names}").format(names=", ".join(sorted(search.subtype_labels[code] for code in shared["subtype"])))
        if shared["subtype"] else "",
        _("same service: {names}").format(names=_named(shared["service"], CASE_SERVICES)) if shared["service"] else "",
        _("same people: {names}").format(names=_named(shared["audience"], CASE_AUDIENCES)) if shared["audience"] else "",
        _("words in common: {words}").format(words=", ".join(words[:6])) if words else "",
    ]
    text = "; ".join(part for part in parts if part)
    return f"{text[:1].upper()}{text[1:]}."


def _named(codes, words: tuple[Word, ...]) -> str:
    """Return codes of a closed list as their labels, in the order of the list."""
    return ", ".join(translate(label).lower() for code, label in labels(words).items() if code in codes)


def _most_unlike(asked: Asked, likeness: np.ndarray, search: CaseSearch, kept: list[int]) -> list[int]:
    """Return the case that aims at the same thing and differs most: one, or none."""
    differs = np.array([_differences(asked, search, place) for place in range(len(search.cases))])
    is_able = (likeness > 0) & (differs.sum(axis=1) > 0)
    is_able[kept] = False
    if not is_able.any():
        return []
    # Of the tenth that is closest by its words, so that it is about the same thing, the one that differs in most.
    near = likeness >= np.quantile(likeness[is_able], 0.9)
    score = np.where(is_able & near, differs.sum(axis=1) + likeness, -1)
    return [int(score.argmax())]


def _differences(asked: Asked, search: CaseSearch, place: int) -> tuple[bool, bool, bool]:
    """Say whether a case has another Co, another service, and another country."""
    facets = search.facets[search.cases.index[place]]
    return (bool(asked.cos) and not asked.cos & facets["co"], bool(asked.services) and not asked.services & facets["service"],
            HOME not in facets["country"])


def _unlike_in_words(asked: Asked, search: CaseSearch, place: int) -> str:
    """Say in what a case is like what is asked, and in what it is not."""
    case, facets = search.cases.iloc[place], search.facets[search.cases.index[place]]
    other_co, other_service, is_abroad = _differences(asked, search, place)
    differs = [
        _("another Co ({names})").format(names=_named(facets["co"], FOUR_COS)) if other_co else "",
        _("another service ({names})").format(names=_named(facets["service"], CASE_SERVICES)) if other_service else "",
        _("another country ({country})").format(country=case["country"]) if is_abroad else "",
    ]
    words = search.shared_words(asked.text, case["case_id"])
    return _("Unlike on purpose: {differs}; words in common: {words}.").format(
        differs=", ".join(part for part in differs if part), words=", ".join(words[:6]))


def asked_for_gaps(gaps: pd.DataFrame, outcomes: pd.DataFrame, initiatives: pd.DataFrame, initiative_outcome: pd.DataFrame,
                   service_areas: pd.DataFrame, search: CaseSearch) -> list[Asked]:
    """Return each gap of the map as what cases are sought for; see `suggestions_for_gaps`."""
    rows = outcomes.set_index("outcome_id")
    names = service_areas.set_index("service_id")["name"].to_dict()
    links = initiative_outcome.merge(initiatives[["initiative_id", "service_area"]], on="initiative_id")
    served = links.dropna(subset=["service_area"]).groupby("outcome_id")["service_area"].agg(lambda ids: sorted(set(ids))).to_dict()
    asked = []
    for gap in gaps.itertuples():
        outcome = rows.loc[gap.outcome_id]
        text = " . ".join(str(outcome[name]) for name in ("title", "population") if not pd.isna(outcome[name]))
        services, people = search.pointed_to(text)
        for service in served.get(gap.outcome_id, ()):
            services = services | search.pointed_to(names.get(service, ""))[0]
        asked.append(Asked(text, frozenset([gap.co]), services=services, audiences=people))
    return asked


def suggestions_table(suggested: pd.DataFrame, outcomes: pd.DataFrame) -> TableView:
    """Show the cases for the most telling gaps as a table to read, under the outcomes' titles.

    Parameters
    ----------
    suggested : DataFrame
        The computed table `case_suggestions`.
    outcomes : DataFrame
        The table of this name.
    """
    titles = outcomes.set_index("outcome_id")["title"]
    named = suggested.assign(outcome_id=suggested["outcome_id"].map(titles))
    return TableView.of("case_suggestions", named, ["outcome_id", "co", "case", "place", "country", "reasons"], most_rows=ROWS_SHOWN)


def suggestions_for_gaps(gaps: pd.DataFrame, outcomes: pd.DataFrame, initiatives: pd.DataFrame, initiative_outcome: pd.DataFrame,
                         service_areas: pd.DataFrame, search: CaseSearch, count: int = SHOWN) -> pd.DataFrame:
    """Return the closest cases for every gap of the map.

    A gap asks for its outcome's words and its Co. Its services are those of the initiatives of the outcome, and those that
    the outcome's own words point to.

    Parameters
    ----------
    gaps : DataFrame
        Rows of the computed table `coverage` whose state is gap.
    outcomes, initiatives, initiative_outcome, service_areas : DataFrame
        The tables of these names.
    search : CaseSearch
    count : int

    Returns
    -------
    DataFrame, the computed table `case_suggestions`
    """
    asked = asked_for_gaps(gaps, outcomes, initiatives, initiative_outcome, service_areas, search)
    found = closest_cases(asked, search, count) if asked else []
    parts = [frame.assign(outcome_id=gap.outcome_id, co=gap.co, rank=range(1, len(frame) + 1))
             for gap, frame in zip(gaps.itertuples(), found, strict=True)]
    table = pd.concat(parts, ignore_index=True) if parts else CASE_SUGGESTIONS.empty()
    return table[CASE_SUGGESTIONS.names].astype(CASE_SUGGESTIONS.empty().dtypes)
