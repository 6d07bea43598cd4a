"""The risk register: what could go wrong, how bad it is before and after what is in place, and who would carry it.

From the leaflet: spell out risks and put mechanisms in place, such as insurance and declarations. From councils' own
practice: likelihood times impact on a matrix. Ours: the bands, what counts as in place, what is said to be missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd

from coprod_helpers.errors import InputError
from coprod_helpers.look.numbers import date_words
from coprod_helpers.look.words import translate as _
from coprod_helpers.star import SIDES, labels
from coprod_helpers.tables.market_it import RISK_SCORES

BANDS = {"low": 1, "medium": 5, "high": 10, "very high": 15}
NOT_SCORED = "not scored"
GRAVE_IMPACT = 5
SOON_DAYS = 60
SET_UP = ("in-place", "tested")
RATED = ("likelihood", "impact", "residual_likelihood", "residual_impact")


def score_risks(
    risks: pd.DataFrame, risk_mechanisms: pd.DataFrame, as_of: date, bands: Mapping[str, int] = BANDS,
) -> pd.DataFrame:
    """Score each risk before and after what is in place, and say what is missing.

    score = likelihood * impact. What is left takes the first likelihood or impact where it gives none of its own.

    Parameters
    ----------
    risks, risk_mechanisms : DataFrame
        The tables of these names. Likelihood and impact run from 1 to 5; blank, or outside that, is not scored.
    as_of : date
        The day of the run. A mechanism is valid through the day it expires.
    bands : mapping, optional
        Each band's name and its lowest score, from 1 on and rising. Impact 5 never falls in the lowest band.

    Returns
    -------
    DataFrame, the computed table `risk_scores`, ordered by risk
        `to_do` holds whole sentences, empty (blank) if nothing is missing. What expires within 60 days is told where
        nothing has expired yet.

    Raises
    ------
    InputError
        If the bands do not rise from 1 within 25.

    Source
    ------
    Bands and rules: ours, shaped like councils' published risk matrices.
    """
    _require_bands(bands)
    today = pd.Timestamp(as_of)
    scores = risks.sort_values("risk_id").reset_index(drop=True)
    known = {column: _on_matrix(scores[column]) for column in RATED}
    likelihood, impact = known["likelihood"], known["impact"]
    likelihood_left = known["residual_likelihood"].fillna(likelihood)
    impact_left = known["residual_impact"].fillna(impact)
    scores["score"], scores["residual_score"] = likelihood * impact, likelihood_left * impact_left
    scores["band"] = score_band(scores["score"], impact, bands)
    scores["residual_band"] = score_band(scores["residual_score"], impact_left, bands)
    scores = scores.join(_mechanism_counts(risk_mechanisms, today), on="risk_id")
    counts = ["mechanism_count", "in_place_count", "expired_count"]
    scores[counts] = scores[counts].fillna(0)
    scores["to_do"] = _to_do(scores, today)
    return scores[RISK_SCORES.names].astype(RISK_SCORES.empty().dtypes)


def score_band(score: pd.Series, impact: pd.Series, bands: Mapping[str, int] = BANDS) -> np.ndarray:
    """Name the band of each score: the highest whose lowest score it reaches.

    Parameters
    ----------
    score : Series, 1 to 25, blank if not scored
    impact : Series, 1 to 5; with 5 the band is at least the second
    bands : mapping, each band's name and its lowest score, rising

    Returns
    -------
    array of text
    """
    names = np.array([*bands, NOT_SCORED])
    place = np.searchsorted(list(bands.values()), score.fillna(1).to_numpy(dtype="int64"), side="right") - 1
    place = np.where(impact.eq(GRAVE_IMPACT).fillna(False).to_numpy(dtype=bool), np.maximum(place, 1), place)
    return names[np.where(score.isna().to_numpy(), len(bands), place)]


def borne_by(risk_scores: pd.DataFrame) -> pd.DataFrame:
    """Add up what each side would carry, so that what falls on citizens is seen apart.

    Adding scores is a rough measure: it shows who carries how much of the list, not how much harm there would be.

    Parameters
    ----------
    risk_scores : DataFrame
        The computed table `risk_scores`.

    Returns
    -------
    DataFrame, one row per side in the Star's order; for reading, not stored
        borne_by (label), risk_count, unscored_count, score and residual_score (sums, blank where nothing is scored),
        very_high_count (very high with what is in place).
    """
    by_side = risk_scores.assign(
        is_unscored=risk_scores["residual_score"].isna(),
        is_very_high=risk_scores["residual_band"].eq("very high"),
    ).groupby("borne_by")
    totals = pd.DataFrame({
        "risk_count": by_side.size(),
        "unscored_count": by_side["is_unscored"].sum(),
        "score": by_side["score"].sum(min_count=1),
        "residual_score": by_side["residual_score"].sum(min_count=1),
        "very_high_count": by_side["is_very_high"].sum(),
    }).reindex(list(labels(SIDES))).astype("Int64")
    counts = ["risk_count", "unscored_count", "very_high_count"]
    totals[counts] = totals[counts].fillna(0)
    return totals.rename(index=labels(SIDES)).rename_axis("borne_by").reset_index()


def borne_by_citizens(risk_scores: pd.DataFrame) -> str:
    """Say in one sentence how much of the register residents would carry, alone or with the public service.

    Parameters
    ----------
    risk_scores : DataFrame
        The computed table `risk_scores`.

    Returns
    -------
    str
    """
    totals = borne_by(risk_scores).set_index("borne_by")
    alone, shared = (int(totals.loc[labels(SIDES)[side], "risk_count"]) for side in ("community", "both"))
    return _("Risks that residents would carry alone: {alone}; with the public service: {shared}; of {risks} in "
             "all.").format(alone=alone, shared=shared, risks=len(risk_scores))


def finding(risk_scores: pd.DataFrame) -> str:
    """Say in one sentence what the risk register shows.

    Parameters
    ----------
    risk_scores : DataFrame
        The computed table `risk_scores`.

    Returns
    -------
    str
    """
    if risk_scores.empty:
        return _("No risks are on the register yet: ask what could go wrong, and who would carry it.")
    before, after = risk_scores["band"].eq("very high"), risk_scores["residual_band"].eq("very high")
    values = {
        "risks": len(risk_scores), "before": int(before.sum()), "after": int(after.sum()),
        "bare": int(risk_scores["in_place_count"].eq(0).sum()),
        "unscored": int(risk_scores["band"].eq(NOT_SCORED).sum()),
    }
    if values["unscored"] == values["risks"]:
        return _("Risks on the register: {risks}, none of them scored yet.").format(**values)
    if not (values["before"] or values["after"]):
        return _("Risks on the register: {risks}, none of them very high; nothing is in place yet for {bare}.").format(
            **values)
    return _("Risks on the register: {risks}; very high before anything was done: {before}, with what is in place: "
             "{after}; nothing is in place yet for {bare}.").format(**values)


def _require_bands(bands: Mapping[str, int]) -> None:
    """Refuse bands that leave a score without a name."""
    lows = list(bands.values())
    if len(lows) < 2 or lows[0] != 1 or lows[-1] > 25 or any(a >= b for a, b in zip(lows, lows[1:])):
        raise InputError(
            _("Bands of risk must begin at 1 and rise, the last at 25 or less. Change their lowest scores."),
            [f"{name}: {low}" for name, low in bands.items()])


def _on_matrix(rated: pd.Series) -> pd.Series:
    """Return what was rated, blank where it lies outside 1 to 5."""
    return rated.where(rated.between(1, 5).fillna(False))


def _mechanism_counts(mechanisms: pd.DataFrame, today: pd.Timestamp) -> pd.DataFrame:
    """Count each risk's mechanisms, with the dates that ask for something."""
    is_set_up = mechanisms["status"].isin(SET_UP)
    is_expired = is_set_up & mechanisms["expires_on"].lt(today)
    is_soon = is_set_up & mechanisms["expires_on"].between(today, today + pd.Timedelta(days=SOON_DAYS))
    is_late = mechanisms["status"].eq("planned") & mechanisms["due_on"].lt(today)
    by_risk = pd.DataFrame({
        "risk_id": mechanisms["risk_id"], "in_place": is_set_up & ~is_expired, "expired": is_expired,
        "expired_on": mechanisms["expires_on"].where(is_expired),
        "expires_on": mechanisms["expires_on"].where(is_soon),
        "late_since": mechanisms["due_on"].where(is_late),
    }).groupby("risk_id")
    return pd.DataFrame({
        "mechanism_count": by_risk.size(), "in_place_count": by_risk["in_place"].sum(),
        "expired_count": by_risk["expired"].sum(), "expired_on": by_risk["expired_on"].min(),
        "expires_on": by_risk["expires_on"].min(), "late_since": by_risk["late_since"].min(),
    })


def _to_do(scores: pd.DataFrame, today: pd.Timestamp) -> pd.Series:
    """Write what is missing for each risk, the weightiest first; blank where nothing is."""
    rated = scores[list(RATED)]
    is_off = (rated.notna() & rated.apply(_on_matrix).isna()).any(axis=1)
    is_lower = scores["residual_score"].lt(scores["score"]).fillna(False)
    soon = scores["expires_on"].where(scores["expired_on"].isna())
    overdue = scores["review_on"].where(scores["review_on"].lt(today))
    parts = pd.DataFrame({
        "score": _where(scores["score"].isna() | is_off, _("Score likelihood and impact, 1 to 5.")),
        "owner": _where(scores["owner"].isna(), _("Name an owner.")),
        "mechanism": _where(scores["mechanism_count"].eq(0), _("Say what is done about it.")),
        "expired": _dated(scores["expired_on"], _("Renew what expired on {day}.")),
        "late": _dated(scores["late_since"], _("Do what was due on {day}.")),
        "soon": _dated(soon, _("Renew what expires on {day}.")),
        "review": _dated(overdue, _("Review was due on {day}.")),
        "bare": _where(is_lower & scores["in_place_count"].eq(0),
                       _("The score left is lower, but nothing is in place.")),
    })
    sentences = [" ".join(part for part in row if part) for row in parts.itertuples(index=False)]
    return pd.Series(sentences, index=scores.index, dtype="str").replace("", np.nan)


def _where(applies: pd.Series, sentence: str) -> list[str]:
    """Return the sentence where it applies, and nothing elsewhere."""
    return [sentence if value else "" for value in applies]


def _dated(days: pd.Series, sentence: str) -> list[str]:
    """Return the sentence with each day, and nothing where there is none."""
    return ["" if pd.isna(day) else sentence.format(day=date_words(day)) for day in days]
