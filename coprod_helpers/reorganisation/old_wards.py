"""Puts an old ward in its new place: taken in by a ward, split between several, or gone to another council."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from coprod_helpers.look.words import _
from coprod_helpers.reorganisation.asking import ELSEWHERE_ANSWER, KEEP, Draft
from coprod_helpers.reorganisation.joins import join
from coprod_helpers.reorganisation.rows import Frames, with_rows

# How a population that was worked out here begins its source; one that someone typed is never changed.
WORKED_OUT = "Worked out from old wards: "
SOURCE_LIMIT = 200


@dataclass
class Placed:
    """The tables with an old ward in its new place, the questions that come of it, or why it cannot be done yet."""

    state: Frames
    problem: str = ""
    drafts: list[Draft] = field(default_factory=list)


def place_ward(state: Frames, ward: str, answer: Mapping[str, float] | str, is_counted: bool) -> Placed:
    """Apply what becomes of an old ward.

    A ward that one other takes in goes, and initiatives and answers move to that one. One that is split stays as an old
    ward for the answers of its residents, whom no share can place; initiatives that reached it reach every part of it.

    Parameters
    ----------
    state : dict of table name -> DataFrame
    ward : str
    answer : "keep", "elsewhere", or ward id -> share of the residents, adding up to 1
    is_counted : bool
        Whether its residents count towards the population of the wards that take it in; not those of a county's division,
        who are counted in the districts' wards.
    """
    if answer == KEEP:
        return Placed(state)
    if not state["wards"]["ward_id"].eq(ward).any():
        return Placed(state, _("{ward} is not in Wards any more. Answer keep.").format(ward=ward))
    if answer == ELSEWHERE_ANSWER:
        return _gone(state, ward)
    if is_counted:
        state = {**state, "wards": _with_residents(state["wards"], ward, answer)}
    if len(answer) == 1:
        joined = join(state, "wards", next(iter(answer)), ward)
        return Placed(joined.state, joined.problem)
    return Placed({**state, "initiative_ward": _split_links(state["initiative_ward"], ward, list(answer))})


def _gone(state: Frames, ward: str) -> Placed:
    """Take out a ward that lies in another council, with rules of a choice about it, and ask about initiatives that reach no other."""
    if any(state[name]["ward_id"].eq(ward).any() for name in ("survey_answers", "outcome_choices")):
        return Placed(state, _("Answers of people name {ward}. Give them another ward, or answer keep.").format(ward=ward))
    links = state["initiative_ward"]
    reached = links.loc[links["ward_id"].eq(ward), "initiative_id"]
    left = links[links["ward_id"].ne(ward)].reset_index(drop=True)
    titles = state["initiatives"].set_index("initiative_id")["title"]
    drafts = [Draft("belongs", "initiatives", (row_id,), _(
        "{initiative} ({title}) reached no ward but such as lie in another new council. Does it belong here?").format(
            initiative=row_id, title=titles[row_id])) for row_id in sorted(set(reached) - set(left["initiative_id"]))]
    wards = state["wards"][state["wards"]["ward_id"].ne(ward)].reset_index(drop=True)
    # What is known of an asset stays true; only its ward is none of ours.
    assets = state["assets"].assign(ward_id=state["assets"]["ward_id"].mask(state["assets"]["ward_id"].eq(ward)))
    rules = state["choice_rules"][state["choice_rules"]["ward_id"].ne(ward).fillna(True)].reset_index(drop=True)
    return Placed({**state, "wards": wards, "initiative_ward": left, "assets": assets, "choice_rules": rules}, drafts=drafts)


def _split_links(links: pd.DataFrame, ward: str, parts: list[str]) -> pd.DataFrame:
    """Return the wards of initiatives with every part of a split ward in the place of it."""
    own = links["ward_id"].eq(ward)
    new = pd.DataFrame([(row_id, part) for row_id in links.loc[own, "initiative_id"] for part in parts],
                       columns=["initiative_id", "ward_id"], dtype="str")
    return with_rows(links[~own], new).drop_duplicates(ignore_index=True)


def _with_residents(wards: pd.DataFrame, ward: str, shares: Mapping[str, float]) -> pd.DataFrame:
    """Add an old ward's residents, by their shares, to the wards that take it in and have no population of their own.

    population of a ward = sum over the old wards in it of share * population of the old ward, to whole people
    """
    old = wards.set_index("ward_id").loc[ward]
    if pd.isna(old["population"]):
        return wards
    rows = wards.to_dict("records")
    for row in rows:
        source = "" if pd.isna(row["population_source"]) else row["population_source"]
        is_ours = source.startswith(WORKED_OUT)
        if row["ward_id"] not in shares or (not is_ours and not pd.isna(row["population"])):
            continue
        share = shares[row["ward_id"]]
        row["population"] = (row["population"] if is_ours else 0) + round(share * old["population"])
        row["population_on"] = min(day for day in (row["population_on"], old["population_on"]) if not pd.isna(day)) if not (
            pd.isna(row["population_on"]) and pd.isna(old["population_on"])) else row["population_on"]
        part = ward if share == 1 else f"{ward} {share:.1%}"
        row["population_source"] = (f"{source}; {part}" if is_ours else f"{WORKED_OUT}{part}")[:SOURCE_LIMIT]
    return pd.DataFrame({name: pd.Series([row[name] for row in rows], dtype=wards[name].dtype) for name in wards})
