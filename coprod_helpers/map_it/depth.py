"""How deep co-production goes: how strongly staff and citizens take part in planning and in delivery.

From Bovaird (2007), Beyond engagement and participation, Public Administration Review 67(5): user and community
co-production set out by the parts of professionals and of citizens in planning and in delivery; full where both share
both. Ours: ratings of 0 to 4, the limit of 3 for a strong part, and the words for what lies between.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from coprod_helpers.look.words import plural
from coprod_helpers.look.words import translate as _
from coprod_helpers.map_it.map_balance import under_way
from coprod_helpers.star import N_
from coprod_helpers.tables import table
from coprod_helpers.tables.declare import Column

STRONG_PART = 3
RATINGS = ("professional_planning", "citizen_planning", "professional_delivery", "citizen_delivery")
FULL, PARTIAL = N_("full co-production"), N_("partly shared")
STAFF_LED, CITIZEN_LED = N_("led by staff"), N_("led by citizens")
SLIGHT, NOT_KNOWN = N_("slight on both sides"), N_("not known")
KINDS = (FULL, PARTIAL, STAFF_LED, CITIZEN_LED, SLIGHT, NOT_KNOWN)
DEPTH_COLUMNS = (
    Column("initiative_id", "text", N_("Initiative id"), N_("Our id.")),
    Column("title", "text", N_("Initiative"), N_("Its title.")),
    *(table("initiatives").column(name) for name in RATINGS),
    Column("depth", "text", N_("Depth"), N_("In words; not known where one of the four ratings is blank.")),
)


def depth(initiatives: pd.DataFrame) -> pd.DataFrame:
    """Say of each initiative under way how far citizens and staff share planning and delivery.

    A part is strong from 3 on. Full: all four parts are strong. Partly shared: staff and citizens each have a strong part
    somewhere, but not all four. Led by staff, or by citizens: only that side has a strong part. Slight: none is strong.

    Parameters
    ----------
    initiatives : DataFrame
        The table of this name; ratings 0 to 4, blank if not known.

    Returns
    -------
    DataFrame with the columns of DEPTH_COLUMNS, the deepest first, then by title
        With a blank among its four ratings an initiative's depth is not known.
    """
    active = under_way(initiatives)
    found = active[["initiative_id", "title", *RATINGS]].assign(depth=_kind(active[list(RATINGS)]))
    order = pd.DataFrame({"kind": found["depth"].map(KINDS.index), "title": found["title"], "id": found["initiative_id"]})
    found = found.loc[order.sort_values(list(order.columns)).index].reset_index(drop=True)
    return found.astype({"depth": "str"})


def _kind(ratings: pd.DataFrame) -> np.ndarray:
    """Return the depth of each row of four ratings, in words."""
    strong = ratings.ge(STRONG_PART).fillna(False).astype(bool)
    staff = strong["professional_planning"] | strong["professional_delivery"]
    citizens = strong["citizen_planning"] | strong["citizen_delivery"]
    return np.select(
        [ratings.isna().any(axis=1), strong.all(axis=1), staff & citizens, staff, citizens],
        [NOT_KNOWN, FULL, PARTIAL, STAFF_LED, CITIZEN_LED], default=SLIGHT)


def depth_counts(found: pd.DataFrame) -> pd.DataFrame:
    """Return how many initiatives under way are of each depth, the deepest first, "not known" last.

    Parameters
    ----------
    found : DataFrame
        As `depth` returns it.
    """
    counts = found["depth"].value_counts().reindex(list(KINDS)).fillna(0).astype("int64")
    return pd.DataFrame({"depth": list(KINDS), "initiative_count": counts.to_list()})


def depth_finding(found: pd.DataFrame) -> str:
    """Say in one or two sentences how many initiatives are full co-production, and of how many that is known.

    Parameters
    ----------
    found : DataFrame
        As `depth` returns it.
    """
    counts = depth_counts(found).set_index("depth")["initiative_count"]
    known = len(found) - counts[NOT_KNOWN]
    if not known:
        return _("How deep co-production goes is not known yet: rate staff's and citizens' part in planning and delivery.")
    said = plural("{full} of {known} initiative rated is full co-production{others}.",
                  "{full} of {known} initiatives rated are full co-production{others}.", known).format(
        full=counts[FULL], known=known, others=_others(counts))
    rest = plural("{count} under way is not rated whole.", "{count} under way are not rated whole.", counts[NOT_KNOWN])
    return f"{said} {rest.format(count=counts[NOT_KNOWN])}" if counts[NOT_KNOWN] else said


def _others(counts: pd.Series) -> str:
    """Return the depths of the other rated initiatives with their numbers, those that there are."""
    there = [kind for kind in KINDS if kind not in (FULL, NOT_KNOWN) and counts[kind]]
    listed = ", ".join(_("{count} {kind}").format(kind=_(kind), count=counts[kind]) for kind in there)
    return _("; the others: {listed}").format(listed=listed) if there else ""
