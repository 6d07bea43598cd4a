"""Old wards and divisions: what a person is asked, and what an answer says of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from coprod_helpers.look.words import _, translate
from coprod_helpers.methods.likeness import like_pairs
from coprod_helpers.reorganisation.asking import ANSWERS, ELSEWHERE_ANSWER, KEEP, Draft, councils_of
from coprod_helpers.reorganisation.rows import Frames

SHARE_MARGIN = 0.005
_PART = re.compile(r"\s*(\S+?)\s*[ :=]\s*(\d+(?:\.\d+)?)\s*(%?)\s*")


def ward_drafts(state: Frames, new: Iterable[str], own_code: str, names: Mapping[str, str],
                divided: set[str]) -> list[Draft]:
    """Ask what becomes of each old ward; until then it stays in the table, and initiatives and answers keep it.

    Parameters
    ----------
    state : dict of table name -> DataFrame
    new : ids of the wards that were written now
    own_code : str
    names : dict of code -> name
    divided : set of str
        Codes of councils whose area goes to several successors.
    """
    councils = councils_of("wards", state, own_code)
    wards = state["wards"].set_index("ward_id")
    named_alike = _named_alike(state, councils, names)
    drafts = []
    for ward in new:
        code = councils[ward][0]
        said = [_("{ward}, a ward or division of {council}.").format(ward=wards.loc[ward, "name"], council=names[code])]
        if others := named_alike.get(ward):
            said.append(_("Named alike: {others}.").format(others=", ".join(others)))
        if code in divided:
            said.append(_("{council} is divided between several new councils; answers and contacts of people who live "
                          "here stay in its own workspace until this is settled.").format(council=names[code]))
            said.append(translate(ANSWERS["ward divided"]))
        drafts.append(Draft("ward", "wards", (ward,), " ".join(said)))
    return drafts


def _named_alike(state: Frames, councils: Mapping[str, list[str]], names: Mapping[str, str]) -> dict[str, list[str]]:
    """Return ward id -> the wards of other councils with nearly the same name, in words."""
    rows = state["wards"].sort_values("ward_id", ignore_index=True)
    ids = rows["ward_id"].tolist()
    found: dict[str, list[str]] = {}
    for pair in like_pairs(rows["name"].tolist(), [councils[ward][0] for ward in ids]):
        for one, other in ((pair.first, pair.second), (pair.second, pair.first)):
            found.setdefault(ids[one], []).append(f"{ids[other]} ({names[councils[ids[other]][0]]})")
    return found


def read_ward_answer(answer: str, ward: str, wards: set[str]) -> dict[str, float] | str | None:
    """Read what becomes of an old ward.

    Parameters
    ----------
    answer : str
        keep; elsewhere; the id of a ward; or several, each with its share of the residents.
    ward : str
        The old ward's id.
    wards : set of str
        The ids of the wards that there are.

    Returns
    -------
    "keep", "elsewhere", a dict of ward id -> share (adding up to 1), or None if it cannot be read

    Examples
    --------
    >>> read_ward_answer("W101 60%; W102 0.4", "W003", {"W003", "W101", "W102"})
    {'W101': 0.6, 'W102': 0.4}
    >>> read_ward_answer("W101 60%; W102 30%", "W003", {"W003", "W101", "W102"}) is None
    True
    """
    word = answer.strip().casefold()
    if word in (KEEP, ELSEWHERE_ANSWER):
        return word
    shares = {answer.strip(): 1.0} if answer.strip() in wards else _shares(answer)
    is_whole = shares is not None and abs(sum(shares.values()) - 1) <= SHARE_MARGIN
    return shares if is_whole and set(shares) <= wards and ward not in shares else None


def _shares(answer: str) -> dict[str, float] | None:
    """Return ward id -> share, or nothing if a part is not of that form or stands twice."""
    shares: dict[str, float] = {}
    for part in filter(str.strip, answer.split(";")):
        match = _PART.fullmatch(part)
        if not match or match[1] in shares:
            return None
        shares[match[1]] = float(match[2]) / (100 if match[3] else 1)
    return shares or None
