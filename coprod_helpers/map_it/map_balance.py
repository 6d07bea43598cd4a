"""The balance of what is under way: by Co, voice or action, who told us, and ward; and what is lopsided about it.

A second look at the Explorer's map. What is looked at, the limits and the flags are ours.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from coprod_helpers.errors import SHOWN_AT_MOST
from coprod_helpers.look.words import plural
from coprod_helpers.look.words import translate as _
from coprod_helpers.star import ACTIVE_STATUSES, FOUR_COS, N_, SIDES, VOICE_ACTION, Word, labels
from coprod_helpers.tables.map_it import MAP_BALANCE

ONE_SIDED_SHARE = 0.8
NOT_KNOWN = N_("Not known")


def balance(
    initiatives: pd.DataFrame, initiative_co: pd.DataFrame, initiative_ward: pd.DataFrame, wards: pd.DataFrame,
) -> pd.DataFrame:
    """Count initiatives under way by Co, by voice or action, by who told us and by ward.

    Every Co, side and ward has a row, with 0 where nothing is under way; what initiatives do not say is counted as not
    known. An initiative with several Co's or wards counts once for each.

    Parameters
    ----------
    initiatives, initiative_co, initiative_ward, wards : DataFrame
        The tables of these names. A ward without a population, or with 0, gets no figure per head.

    Returns
    -------
    DataFrame, the computed table `map_balance`
        Shares are blank while nothing is under way.
    """
    active = under_way(initiatives)
    parts = [
        _co_counts(active, initiative_co),
        _word_counts(active["voice_action"], N_("voice or action"), VOICE_ACTION),
        _word_counts(active["reporter_side"], N_("told from the side of"), SIDES),
        _ward_counts(active, initiative_ward, wards),
    ]
    table = pd.concat(parts, ignore_index=True)
    table["initiative_share"] = table["initiative_count"] / (len(active) or np.nan)
    return table[MAP_BALANCE.names].astype(MAP_BALANCE.empty().dtypes)


def under_way(initiatives: pd.DataFrame) -> pd.DataFrame:
    """Return the initiatives that coverage and balance count: existing or improving, and not merged into another."""
    return initiatives[initiatives["status"].isin(ACTIVE_STATUSES) & initiatives["merged_into"].isna()]


def _co_counts(active: pd.DataFrame, initiative_co: pd.DataFrame) -> pd.DataFrame:
    """Count initiatives by Co, in the order of the star."""
    links = initiative_co.loc[initiative_co["initiative_id"].isin(active["initiative_id"]), ["initiative_id", "co"]]
    return _rows(N_("Co"), labels(FOUR_COS), links.drop_duplicates()["co"].value_counts())


def _word_counts(values: pd.Series, group: str, words: tuple[Word, ...]) -> pd.DataFrame:
    """Count initiatives by the words of a closed list, and those that do not say."""
    rows = _rows(group, labels(words), values.value_counts())
    return pd.concat([rows, _unknown_row(group, int(values.isna().sum()))], ignore_index=True)


def _ward_counts(active: pd.DataFrame, initiative_ward: pd.DataFrame, wards: pd.DataFrame) -> pd.DataFrame:
    """Count initiatives by ward, in all and for every 10,000 people."""
    links = initiative_ward[initiative_ward["initiative_id"].isin(active["initiative_id"])
                            & initiative_ward["ward_id"].isin(wards["ward_id"])]
    ordered = wards.sort_values(["name", "ward_id"])
    # Two wards of one name would be one row; the id tells them apart.
    names = ordered["name"].where(~ordered["name"].duplicated(keep=False),
                                  ordered["name"] + " (" + ordered["ward_id"] + ")")
    rows = _rows(N_("ward"), dict(zip(ordered["ward_id"], names)), links["ward_id"].value_counts())
    people = ordered["population"].astype("float64").to_numpy()
    rows["per_10000"] = 10_000 * rows["initiative_count"].to_numpy() / np.where(people > 0, people, np.nan)
    unknown = int((~active["initiative_id"].isin(links["initiative_id"])).sum())
    return pd.concat([rows, _unknown_row(N_("ward"), unknown)], ignore_index=True)


def _rows(group: str, names: dict[str, str], counts: pd.Series) -> pd.DataFrame:
    """Return one row per name, with 0 where nothing was counted."""
    return pd.DataFrame({
        "group": group, "value": list(names.values()),
        "initiative_count": counts.reindex(list(names)).fillna(0).astype("int64").to_list(), "per_10000": np.nan,
    })


def _unknown_row(group: str, count: int) -> pd.DataFrame:
    """Return the row of initiatives that do not say."""
    return pd.DataFrame({"group": [group], "value": [NOT_KNOWN], "initiative_count": [count], "per_10000": [np.nan]})


def flags(
    initiatives: pd.DataFrame, initiative_co: pd.DataFrame, initiative_outcome: pd.DataFrame,
    initiative_ward: pd.DataFrame, wards: pd.DataFrame, coverage_not_applicable: pd.DataFrame,
) -> list[str]:
    """Say in whole sentences where the map leans to one side or contradicts itself.

    Told are: a Co with nothing under way; more than 0.8 of initiatives with voice only, or told from one side; wards
    that nothing is known to reach; initiatives in which citizens only answer questions; initiatives in no cell of the
    map; and cells marked as not applicable in which something is under way.

    Parameters
    ----------
    initiatives, initiative_co, initiative_outcome, initiative_ward, wards : DataFrame
        The tables of these names. What is blank is not known and counts on no side.
    coverage_not_applicable : DataFrame
        The table of this name.

    Returns
    -------
    list of str, empty if there is nothing to say

    Source
    ------
    Voice without action is consultation: after Loeffler's four modes. The limit of 0.8: ours.
    """
    active = under_way(initiatives)
    if active.empty:
        return [_("Nothing is known to be under way yet. Enter what already happens, however small.")]
    return [
        *_missing_co_flags(active, initiative_co),
        *_voice_flags(active["voice_action"].dropna()),
        *_side_flags(active["reporter_side"].dropna()),
        *_ward_flags(active, initiative_ward, wards),
        *_consultation_flags(active, initiative_co),
        *_unplaced_flags(active, initiative_co, initiative_outcome),
        *_contradiction_flags(active, initiative_co, initiative_outcome, coverage_not_applicable),
    ]


def _missing_co_flags(active: pd.DataFrame, initiative_co: pd.DataFrame) -> list[str]:
    """Name each Co that no initiative under way is an example of."""
    found = set(initiative_co.loc[initiative_co["initiative_id"].isin(active["initiative_id"]), "co"])
    return [_("No initiative under way is {co}: {meaning} Ask where that could begin.").format(
        co=co.label.lower(), meaning=co.meaning) for co in FOUR_COS if co.code not in found]


def _voice_flags(told: pd.Series) -> list[str]:
    """Warn if almost everything is voice."""
    voice = int(told.eq("voice").sum())
    if not told.size or voice / told.size <= ONE_SIDED_SHARE:
        return []
    return [plural("Citizens speak but do not act in the {told} initiative under way; that is close to consultation. "
                   "Look for something they could do.",
                   "Citizens speak but do not act in {voice} of {told} initiatives under way; that is close to "
                   "consultation. Look for something they could do.", told.size).format(voice=voice, told=told.size)]


def _side_flags(told: pd.Series) -> list[str]:
    """Warn if almost everything was told from one side."""
    counts = told[told.ne("both")].value_counts()
    if counts.empty or counts.iloc[0] / told.size <= ONE_SIDED_SHARE:
        return []
    asked = {"public_service": _("Public services told us of {count} of {told} initiatives under way. "
                                 "Ask community groups what they would add."),
             "community": _("Communities told us of {count} of {told} initiatives under way. "
                             "Ask service teams what they would add.")}
    return [asked[counts.index[0]].format(count=int(counts.iloc[0]), told=told.size)]


def _ward_flags(active: pd.DataFrame, initiative_ward: pd.DataFrame, wards: pd.DataFrame) -> list[str]:
    """Name the wards that nothing is known to reach."""
    links = initiative_ward[initiative_ward["initiative_id"].isin(active["initiative_id"])]
    if wards.empty:
        return []
    if links.empty:
        return [_("No initiative under way says which wards it reaches, so wards cannot be compared.")]
    missed = wards.loc[~wards["ward_id"].isin(links["ward_id"]), "name"]
    unknown = int((~active["initiative_id"].isin(links["initiative_id"])).sum())
    if missed.empty:
        return []
    if unknown:
        return [_("Nothing under way is known to reach {wards}; but where they happen is not known for {unknown} of "
                  "{active} initiatives under way.").format(wards=listed(missed), unknown=unknown, active=len(active))]
    return [_("Nothing under way reaches {wards}. Ask there what people already do.").format(wards=listed(missed))]


def _consultation_flags(active: pd.DataFrame, initiative_co: pd.DataFrame) -> list[str]:
    """Name the initiatives in which citizens only answer questions."""
    titles = active.loc[active["initiative_id"].isin(consultation_only(initiative_co)), "title"]
    return [] if titles.empty else [_(
        "Citizens only answer questions in {titles}; that alone is consultation, not co-production.").format(
            titles=listed(titles, quoted=True))]


def consultation_only(initiative_co: pd.DataFrame) -> pd.Index:
    """Return the ids of initiatives whose every Co has citizens as informants."""
    is_informant = initiative_co["citizen_role"].eq("informant").groupby(initiative_co["initiative_id"]).all()
    return is_informant.index[is_informant.to_numpy(dtype=bool)]


def _unplaced_flags(
    active: pd.DataFrame, initiative_co: pd.DataFrame, initiative_outcome: pd.DataFrame,
) -> list[str]:
    """Name the initiatives that are in no cell of the map."""
    is_placed = (active["initiative_id"].isin(initiative_co["initiative_id"])
                 & active["initiative_id"].isin(initiative_outcome["initiative_id"]))
    return [] if is_placed.all() else [_(
        "Left off the map for want of an outcome or a Co: {titles}. Choose at least one of each.").format(
            titles=listed(active.loc[~is_placed, "title"], quoted=True))]


def _contradiction_flags(
    active: pd.DataFrame, initiative_co: pd.DataFrame, initiative_outcome: pd.DataFrame,
    coverage_not_applicable: pd.DataFrame,
) -> list[str]:
    """Name the initiatives in cells that are marked as not applicable."""
    inside = (initiative_co[["initiative_id", "co"]].merge(initiative_outcome, on="initiative_id")
              .merge(coverage_not_applicable[["outcome_id", "co"]], on=["outcome_id", "co"]))
    titles = active.loc[active["initiative_id"].isin(inside["initiative_id"]), "title"]
    return [] if titles.empty else [_(
        "Under way, although its outcome and Co are marked as not applicable: {titles}. Change one of the two.").format(
            titles=listed(titles, quoted=True))]


def listed(names: Iterable[str], quoted: bool = False) -> str:
    """Return names in alphabetical order as a list for a sentence; beyond five they are counted."""
    shown = sorted(f'"{name}"' if quoted else name for name in names)
    if len(shown) > SHOWN_AT_MOST:
        shown = [*shown[:SHOWN_AT_MOST], _("{count} more").format(count=len(shown) - SHOWN_AT_MOST)]
    if len(shown) == 1:
        return shown[0]
    return _("{first} and {last}").format(first=", ".join(shown[:-1]), last=shown[-1])
