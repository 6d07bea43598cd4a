"""What would make each initiative under way better, or better known.

From the leaflet: what exists can be improved, beside new starts. The advice and its order are ours.
"""

from __future__ import annotations

import pandas as pd

from coprod_helpers.map_it.map_balance import consultation_only, under_way
from coprod_helpers.look.words import translate as _

FULL_DEPTH = 3
MEASURED_GRADE = 2


def what_to_improve(
    initiatives: pd.DataFrame, initiative_co: pd.DataFrame, initiative_ward: pd.DataFrame,
) -> pd.DataFrame:
    """Say for each initiative under way what would make it better, or better known.

    Parameters
    ----------
    initiatives, initiative_co, initiative_ward : DataFrame
        The tables of these names. Ratings of depth that are blank lead to no advice.

    Returns
    -------
    DataFrame, one row per initiative and piece of advice; no row for an initiative that needs none
        Columns initiative_id, title and improve (a sentence). It is for reading and is not stored.

    Source
    ------
    Improving existing initiatives: the leaflet. Depth in planning and delivery: after Bovaird (2007). Advice: ours.
    """
    active = under_way(initiatives).sort_values("initiative_id")
    advice = _advice(active, initiative_co, initiative_ward)
    parts = [active.loc[needs.to_numpy(dtype=bool), ["initiative_id", "title"]].assign(improve=sentence)
             for sentence, needs in advice.items()]
    return pd.concat(parts).sort_values("initiative_id", kind="stable").reset_index(drop=True)


def _advice(active: pd.DataFrame, initiative_co: pd.DataFrame, initiative_ward: pd.DataFrame) -> dict[str, pd.Series]:
    """Return each piece of advice with the initiatives that need it, the weightiest first."""
    ids = active["initiative_id"]
    return {
        _("Citizens only answer questions: agree a part for them in planning, doing or judging."):
            ids.isin(consultation_only(initiative_co)),
        _("Citizens only speak: look for something they could do."): active["voice_action"].eq("voice"),
        _("Citizens' part in planning is smaller than staff's: plan the next change with them."):
            _is_shallower(active["citizen_planning"], active["professional_planning"]),
        _("Citizens' part in delivery is smaller than staff's: ask what they would like to take on."):
            _is_shallower(active["citizen_delivery"], active["professional_delivery"]),
        _("Say what citizens give; without it this is not co-production."): active["citizens_give"].isna(),
        _("Say what the public service gives."): active["public_gives"].isna(),
        _("Count the people and the hours of a usual month."):
            active["citizen_count"].isna() & active["citizen_hours_month"].isna(),
        _("It is not shown yet that it works: agree one thing to measure before and after."):
            ~active["evidence_grade"].ge(MEASURED_GRADE).fillna(False),
        _("Say which wards it reaches."): ~ids.isin(initiative_ward["initiative_id"]),
    }


def _is_shallower(citizens: pd.Series, professionals: pd.Series) -> pd.Series:
    """True where citizens' known part is not yet full and smaller than the known part of staff."""
    return (citizens.lt(FULL_DEPTH) & citizens.lt(professionals)).fillna(False).astype(bool)
