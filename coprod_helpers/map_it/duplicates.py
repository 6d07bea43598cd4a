"""Likely duplicates among a council's own initiatives: a pair is a question, with the reason why it is asked.

Nothing is merged by likeness alone; `merging` does it once a person has decided. The limits are ours.
"""

from __future__ import annotations

from itertools import combinations

import pandas as pd

from coprod_helpers.look.section import TableView
from coprod_helpers.look.words import translate as _
from coprod_helpers.map_it.classify import of_itself
from coprod_helpers.methods.likeness import LIKE, like_pairs, likeness
from coprod_helpers.star import N_
from coprod_helpers.tables.declare import Column

LIKE_OF_ONE_GROUP = 0.7
# A page that more initiatives share is the council's list of them, not one group's own page.
MOST_OF_ONE_PAGE = 3
PAIR_COLUMNS = (
    Column("initiative_id", "text", N_("To keep, we suggest"), N_("The one that a person has settled, or the earlier.")),
    Column("title", "text", N_("Its title"), N_("As entered.")),
    Column("other_id", "text", N_("Perhaps the same"), N_("The other one.")),
    Column("other_title", "text", N_("The other's title"), N_("As entered.")),
    Column("likeness_share", "share", N_("Likeness of the titles"), N_("0 has nothing in common, 100% is the same.")),
    Column("reason", "text", N_("Why we ask"), N_("What the two have in common.")),
)


def likely_duplicates(initiatives: pd.DataFrame, service_areas: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs of initiatives that may be the same thing, the likeliest first, each with the reason in words.

    Asked about are titles more alike than 0.85 within one service area, or where one of the two names none; and the same
    group under different titles: the same web page, or the same owner or reporter and titles more alike than 0.7.
    Titles are compared without the words of a grant, such as "Small Grant to". Initiatives that were merged or turned down
    are left out.

    Parameters
    ----------
    initiatives, service_areas : DataFrame
        The tables of these names.

    Returns
    -------
    DataFrame with the columns of PAIR_COLUMNS, one row per pair

    Source
    ------
    Likeness: as in `methods.likeness`. The limits of 0.85 and 0.7: ours.
    """
    asked = initiatives[initiatives["merged_into"].isna() & initiatives["status"].ne("rejected")]
    asked = asked.sort_values("initiative_id", ignore_index=True)
    names = service_areas.set_index("service_id")["name"].to_dict()
    own = [of_itself(title, "")[0] or title for title in asked["title"]]
    like = {(pair.first, pair.second): pair.share for pair in like_pairs(own, asked.index, LIKE_OF_ONE_GROUP)}
    pages, rows = _own_pages(asked["url"]), asked.to_dict("records")
    found = []
    for one, other in sorted(like.keys() | pages):
        share = like.get((one, other), likeness(own[one], own[other]))
        if reasons := _reasons(rows[one], rows[other], share, names, (one, other) in pages):
            found.append(_pair(*_in_order(rows[one], rows[other]), share, " ".join(reasons)))
    pairs = pd.DataFrame(found, columns=[column.name for column in PAIR_COLUMNS])
    pairs = pairs.astype({column.name: column.dtype for column in PAIR_COLUMNS})
    return pairs.sort_values(["likeness_share", "initiative_id", "other_id"], ascending=[False, True, True], ignore_index=True)


def duplicates_table(pairs: pd.DataFrame) -> TableView:
    """Show the pairs as a table to read.

    Parameters
    ----------
    pairs : DataFrame
        As `likely_duplicates` returns them.
    """
    return TableView(pairs, _("Initiatives that may be one"), [column for column in PAIR_COLUMNS if not column.name.endswith("_id")])


def _own_pages(urls: pd.Series) -> set[tuple[int, int]]:
    """Return the pairs of places with one web page that few others have."""
    pages = _page(urls).dropna()
    own = [places for places in pages.groupby(pages).groups.values() if len(places) <= MOST_OF_ONE_PAGE]
    return {pair for places in own for pair in combinations(places, 2)}


def _page(urls: pd.Series) -> pd.Series:
    """Return web addresses as they are compared: without http, www and the slash at the end."""
    return urls.str.strip().str.casefold().str.replace(r"^https?://(www\.)?|/+$", "", regex=True)


def _reasons(one: dict, other: dict, share: float, names: dict[str, str], is_own_page: bool) -> list[str]:
    """Return why two initiatives are asked about; nothing where there is no reason."""
    reasons = []
    areas = {row["service_area"] for row in (one, other) if not pd.isna(row["service_area"])}
    if share > LIKE and len(areas) < 2:
        reasons.append(_title_reason(one, other, share, names))
    if is_own_page:
        reasons.append(_("They have the same web page."))
    same = [column for column in ("owner", "reported_by") if share > LIKE_OF_ONE_GROUP and _agrees(one[column], other[column])]
    told = {"owner": _("The same owner answers for both, and their titles are alike."),
            "reported_by": _("The same team or group told us of both, and their titles are alike.")}
    return [*reasons, *(told[column] for column in same)]


def _title_reason(one: dict, other: dict, share: float, names: dict[str, str]) -> str:
    """Say how alike two titles are, and where."""
    alike = _("The titles are the same") if share == 1 else _("The titles are nearly the same")
    if pd.isna(one["service_area"]) or pd.isna(other["service_area"]):
        return _("{alike}, and one of the two names no service area.").format(alike=alike) if pd.notna(
            one["service_area"]) or pd.notna(other["service_area"]) else _(
                "{alike}, and neither names a service area.").format(alike=alike)
    area = names.get(one["service_area"], one["service_area"])
    return _("{alike}, in one service area: {area}.").format(alike=alike, area=area)


def _agrees(one, other) -> bool:
    """True where two texts are given and the same but for case and spaces."""
    return not pd.isna(one) and not pd.isna(other) and one.strip().casefold() == other.strip().casefold()


def _in_order(one: dict, other: dict) -> tuple[dict, dict]:
    """Return the one to keep, we suggest, first: one that a person has settled, else the earlier."""
    return (other, one) if one["status"] == "to-check" and other["status"] != "to-check" else (one, other)


def _pair(keep: dict, other: dict, share: float, reason: str) -> tuple:
    """Return a row of the result."""
    return keep["initiative_id"], keep["title"], other["initiative_id"], other["title"], share, reason
