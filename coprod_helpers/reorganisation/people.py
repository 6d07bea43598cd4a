"""People in a merge: whose answers wait, which contacts may be the same person, and permission given to another council."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

from coprod_helpers.look.words import _
from coprod_helpers.methods.likeness import like_pairs
from coprod_helpers.reorganisation.asking import BRING, ELSEWHERE_ANSWER, Draft
from coprod_helpers.reorganisation.rows import ELSEWHERE, QUESTIONS, WAITING, Frames, key_texts
from coprod_helpers.tables.council import SENT_IN

# What people said by a form, and the receipts: it goes with the person's ward where it names one.
SAID = (*SENT_IN.values(), "received")
# (table, id in the predecessor) -> what becomes of the row.
Apart = dict[tuple[str, str], str]


def rows_apart(predecessor, state: Frames, known: Mapping[tuple[str, str], tuple[str, int]]) -> Apart:
    """Return the rows of a predecessor that are not to be written now, with the reason: waiting, or elsewhere.

    Of a council whose area is divided, what people sent in and their contacts are brought only when a person has settled
    that their ward lies here: until then, and for good if it does not, they stay in the old workspace. What names no ward
    goes as that is settled. A council whose whole area goes to one successor has none.

    Parameters
    ----------
    predecessor : Predecessor
    state : dict of table name -> DataFrame
        The successor's tables, with the questions of earlier merges.
    known : dict of (table, id there) -> (id here, revision)
    """
    if not predecessor.is_divided:
        return {}
    wards = _fate_of_wards(predecessor, state, known)
    without = _fate_without_ward(predecessor.code, state[QUESTIONS])
    apart: Apart = {("wards", ward): fate for ward, fate in wards.items() if fate == ELSEWHERE}
    for name in SAID:
        frame = predecessor.frames[name]
        for text, ward in zip(key_texts(name, frame), _wards_of(frame), strict=True):
            apart[name, text] = without if pd.isna(ward) else wards.get(ward, WAITING)
    contacts = predecessor.frames["contacts"]
    apart |= {("contacts", row_id): without for row_id in contacts.loc[contacts["answer_id"].isna(), "contact_id"]}
    return {row: fate for row, fate in apart.items() if fate}


def _wards_of(frame: pd.DataFrame) -> pd.Series:
    """Return the ward that each row names; a table without wards names none."""
    return frame["ward_id"] if "ward_id" in frame else pd.Series(None, index=frame.index, dtype="str")


def _fate_of_wards(predecessor, state: Frames, known: Mapping) -> dict[str, str]:
    """Return what becomes of the people of each ward: nothing said where it lies here."""
    questions = state[QUESTIONS][state[QUESTIONS]["kind"].eq("ward")]
    is_open = set(questions.loc[questions["state"].eq("open"), "rows"])
    answers = questions["answer"].fillna("").str.strip().str.casefold()
    lies_elsewhere = set(questions.loc[questions["state"].eq("settled") & answers.eq(ELSEWHERE_ANSWER), "rows"])
    fates = {}
    for ward in predecessor.frames["wards"]["ward_id"]:
        here = known.get(("wards", ward), ("", 0))[0]
        fates[ward] = ELSEWHERE if here in lies_elsewhere else WAITING if not here or here in is_open else ""
    return fates


def _fate_without_ward(code: str, questions: pd.DataFrame) -> str:
    """Return what becomes of people whose ward is not known."""
    own = questions[questions["kind"].eq("people") & questions["rows"].eq(code) & questions["state"].eq("settled")]
    if own.empty:
        return WAITING
    return "" if own["answer"].iloc[-1].strip().casefold() == BRING else ELSEWHERE


def people_drafts(predecessor, new_contacts: list[str], state: Frames, official_name: str) -> list[Draft]:
    """Ask about people of a divided council whose ward is not known, and about permission that contacts gave.

    Parameters
    ----------
    predecessor : Predecessor
    new_contacts : list of str
        Ids, in the successor, of the contacts that were written now.
    state : dict of table name -> DataFrame
    official_name : str
        Of the successor.
    """
    drafts = []
    if predecessor.is_divided and _has_people_without_ward(predecessor.frames):
        drafts.append(Draft("people", "survey_answers", (predecessor.code,), _(
            "{council} is divided between several new councils, and some of its answers, receipts or contacts name no ward. "
            "Whether these people may be brought here cannot be told from the data; until it is settled what they sent in stays "
            "in the old workspace.").format(council=predecessor.name)))
    contacts = state["contacts"]
    allowed = contacts["contact_id"].isin(new_contacts) & contacts["may_contact"].fillna(False).astype(bool)
    if allowed.any():
        drafts.append(Draft("consent", "contacts", (predecessor.code, *contacts.loc[allowed, "contact_id"]), _(
            "People allowed {council} to contact them; the permission was carried as it was given. Before {successor} uses "
            "it, let the data protection officer check whether they must be told, or asked again. This is a question to "
            "check, not legal advice.").format(council=predecessor.name, successor=official_name)))
    return drafts


def _has_people_without_ward(frames: Mapping[str, pd.DataFrame]) -> bool:
    """True if something that was sent in names no ward, or a contact no answer."""
    return bool(any(_wards_of(frames[name]).isna().any() for name in SAID) or frames["contacts"]["answer_id"].isna().any())


def contact_drafts(state: Frames, councils: Mapping[str, list[str]], new: set[str],
                   names: Mapping[str, str]) -> list[Draft]:
    """Ask whether contacts of two councils are one person; they are never joined alone.

    The question names ids and says in what they agree, never a name, an address or a number.

    Parameters
    ----------
    state : dict of table name -> DataFrame
    councils : dict of contact id -> codes of the councils it came from
    new : set of contact ids
        Only pairs with one of these are asked about.
    names : dict of code -> name
    """
    contacts = state["contacts"].sort_values("contact_id", ignore_index=True)
    ids = contacts["contact_id"].tolist()
    whose = [councils[row_id][0] for row_id in ids]
    agree: dict[tuple[int, int], list[str]] = {}
    for label, pairs in (
        (_("e-mail address"), _same(contacts["email"].fillna("").str.strip().str.casefold(), whose)),
        (_("telephone number"), _same(contacts["phone"].fillna("").map(_plain_phone), whose)),
        (_("name, or nearly"), [(p.first, p.second) for p in like_pairs(contacts["name"].fillna("").tolist(), whose)]),
    ):
        for pair in pairs:
            agree.setdefault(pair, []).append(label)
    return [_contact_draft(ids[one], ids[other], labels, councils, names)
            for (one, other), labels in sorted(agree.items()) if {ids[one], ids[other]} & new]


def _contact_draft(one: str, other: str, labels: list[str], councils: Mapping, names: Mapping) -> Draft:
    """Return the question about two contacts."""
    said = _("{one} ({council}) and {other} ({other_council}) have the same {what}. Look at both in the contacts' form. A "
             "permission holds only if both gave it.").format(
        one=one, council=names[councils[one][0]], other=other, other_council=names[councils[other][0]],
        what=_(" and ").join(labels))
    return Draft("contact", "contacts", (one, other), said)


def _same(values: pd.Series, whose: list[str]) -> list[tuple[int, int]]:
    """Return the pairs of places of two councils that hold the same value."""
    places: dict[str, list[int]] = {}
    for place, value in enumerate(values):
        if value:
            places.setdefault(value, []).append(place)
    return [(one, other) for group in places.values() for at, one in enumerate(group) for other in group[at + 1:]
            if whose[one] != whose[other]]


def _plain_phone(text: str) -> str:
    """Return a telephone number's figures, as dialled within the United Kingdom."""
    figures = re.sub(r"\D", "", text.replace("(0)", ""))
    return re.sub(r"^(?:0044|44)0?", "0", figures)


def joined_contact(kept: dict, other: dict) -> dict | None:
    """Return one contact made of two, or nothing where they say different things.

    What one leaves blank comes from the other. Permission holds only if both gave it, and the details are kept until the
    earlier of the two days.

    Examples
    --------
    >>> joined_contact({"contact_id": "P1", "name": "Ann", "may_contact": True}, {"contact_id": "P2", "may_contact": False})
    {'contact_id': 'P1', 'may_contact': False, 'name': 'Ann'}
    """
    own = {"contact_id", "may_contact", "keep_until"}
    if any(kept[name] != other[name] for name in kept.keys() & other.keys() - own):
        return None
    joined = {**other, **kept, "may_contact": bool(kept.get("may_contact")) and bool(other.get("may_contact"))}
    if kept.get("keep_until") and other.get("keep_until"):
        joined["keep_until"] = min(kept["keep_until"], other["keep_until"])
    return {"contact_id": kept["contact_id"], **{name: joined[name] for name in sorted(joined) if name != "contact_id"}}

