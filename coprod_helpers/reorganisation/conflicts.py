"""Conflicting judgements: who draws the matrix, whose weights hold, and scores that lie far apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from coprod_helpers.look.words import _, translate
from coprod_helpers.methods.likeness import plain_title
from coprod_helpers.reorganisation.asking import Draft, councils_of, in_order, rows_in_words, shown
from coprod_helpers.reorganisation.likely import alike
from coprod_helpers.reorganisation.rows import Frames, key_texts
from coprod_helpers.star import RATER_GROUPS, labels
from coprod_helpers.tables.focus_it import AXES

FAR_APART = 2
DRAWN = tuple(axis.code for axis in AXES if axis.code != "other")


def conflict_drafts(state: Frames, new: Mapping[str, Iterable[str]], own_code: str, names: Mapping[str, str],
                    new_codes: set[str]) -> list[Draft]:
    """Ask about judgements of several councils that cannot all hold.

    Parameters
    ----------
    state : dict of table name -> DataFrame
    new : dict of table name -> ids of the rows that were written now
    own_code : str
    names : dict of code -> name
    new_codes : set of str
        The councils of which rows were written now.
    """
    councils = {name: councils_of(name, state, own_code) for name in ("criteria", "options")}
    return [*_axis_drafts(state, set(new.get("criteria", ())), councils["criteria"], names),
            *_weights_drafts(state, councils_of("criterion_weights", state, own_code), names, new_codes),
            *_scores_drafts(state, set(new.get("ratings", ())), councils, names)]


def _axis_drafts(state: Frames, new: set[str], councils: Mapping, names: Mapping) -> list[Draft]:
    """Ask which criterion draws each part of the matrix, where several would."""
    drafts = []
    for axis in DRAWN:
        rows = state["criteria"][state["criteria"]["axis"].eq(axis)]
        ids = in_order(rows["criterion_id"])
        if len(ids) > 1 and set(ids) & new:
            is_same = rows["title"].map(plain_title).nunique() == 1
            said = _('These criteria draw one part of the Impact Matrix, "{axis}". {rows}').format(
                axis=translate(labels(AXES)[axis]), rows=rows_in_words("criteria", ids, state, councils, names))
            drafts.append(Draft("axis", "criteria", tuple(ids), said, ids[0] if is_same else ""))
    return drafts


def _weights_drafts(state: Frames, councils: Mapping, names: Mapping, new_codes: set[str]) -> list[Draft]:
    """Ask whose weights hold, for each group of raters that exists in several councils."""
    weights = state["criterion_weights"]
    weights = weights.assign(council=[councils[text][0] for text in key_texts("criterion_weights", weights)])
    titles = state["criteria"].set_index("criterion_id")["title"]
    drafts = []
    for group, rows in weights.groupby("rater_group"):
        codes = sorted(rows["council"].unique())
        if len(codes) > 1 and set(codes) & new_codes:
            said = " ".join(_weights_in_words(code, rows[rows["council"].eq(code)], titles, names) for code in codes)
            said = _("{group}: {count} councils weighted lists of their own, so the weights were never set against each "
                     "other. {rows}").format(group=translate(labels(RATER_GROUPS)[group]), count=len(codes), rows=said)
            drafts.append(Draft("weights", "criterion_weights", (group, *codes), said))
    return drafts


def _weights_in_words(code: str, rows: pd.DataFrame, titles: pd.Series, names: Mapping) -> str:
    """Say the weights of one council's group, the biggest first."""
    rows = rows.sort_values(["swing", "place", "criterion_id"], ascending=[False, True, True])
    said = ", ".join(f"{shown(titles[row.criterion_id])} ({row.criterion_id}) {_weight_in_words(row)}" for row in rows.itertuples())
    return f"{names.get(code, code)} ({code}): {said}."


def _weight_in_words(row) -> str:
    """Say what a group gave for one criterion: a swing, a place in its order, or judgements in pairs."""
    if pd.notna(row.swing):
        return f"{row.swing:g}"
    return _("in place {place}").format(place=row.place) if pd.notna(row.place) else _("weighed in pairs")


def _scores_drafts(state: Frames, new: set[str], councils: Mapping, names: Mapping) -> list[Draft]:
    """Ask about options that look the same and whose median ratings by two councils lie two steps or more apart."""
    medians = state["ratings"].dropna(subset=["rating"]).groupby(["option_id", "criterion_id"])["rating"].agg(
        ["median", "size"])
    scale = state["criteria"].set_index("criterion_id")[["title", "scale_low", "scale_high"]]
    new_options = {text.split(", ")[0] for text in new}
    drafts = []
    criteria = sorted(alike("criteria", state, councils["criteria"]))
    for options in sorted(alike("options", state, councils["options"])):
        if not set(options) & new_options:
            continue
        for pair in criteria:
            is_same_scale = tuple(scale.loc[pair[0]][1:]) == tuple(scale.loc[pair[1]][1:])
            rated = _rated(options, pair, councils)
            if is_same_scale and rated and all(key in medians.index for key in rated):
                one, other = (medians.loc[key] for key in rated)
                if abs(one["median"] - other["median"]) >= FAR_APART:
                    drafts.append(_scores_draft(rated, (one, other), scale, state, councils, names))
    return drafts


def _rated(options: tuple, criteria: tuple, councils: Mapping) -> list[tuple[str, str]] | None:
    """Return the option and criterion of each of two councils, or nothing where the pairs are of other councils."""
    by_council = {councils["criteria"][row_id][0]: row_id for row_id in criteria}
    own = [councils["options"][row_id][0] for row_id in options]
    return list(zip(options, (by_council[code] for code in own), strict=True)) if set(own) == set(by_council) else None


def _scores_draft(rated: list, medians: tuple, scale: pd.DataFrame, state: Frames, councils: Mapping,
                  names: Mapping) -> Draft:
    """Return the question about two medians that lie far apart."""
    titles = state["options"].set_index("option_id")["title"]
    said = " ".join(
        _("{option} ({council}), {title}: median {median} on {criterion} ({criterion_title}), {count} ratings.").format(
            option=option, council=names[councils["options"][option][0]], title=shown(titles[option]),
            median=f"{found['median']:g}", criterion=criterion, criterion_title=shown(scale.loc[criterion, "title"]),
            count=int(found["size"]))
        for (option, criterion), found in zip(rated, medians, strict=True))
    rows = tuple(part for option, criterion in rated for part in (councils["options"][option][0], option, criterion))
    return Draft("scores", "ratings", rows, said)
