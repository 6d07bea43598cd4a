"""Market It's lists to choose from: incentives and risks of the library, copied into the council's own."""

from __future__ import annotations

import pandas as pd

from coprod_helpers.look.library_list import Choice, LibraryList, choose_from_library, options_of
from coprod_helpers.look.words import translate as _


def choose_incentives(data, interactive: bool = True) -> LibraryList | None:
    """Show the incentives of the library, each with a button that copies it into the Incentive Menu.

    Parameters
    ----------
    data : Workspace or Snapshot
    interactive : bool
        The notebook's parameter of this name.
    """
    return choose_from_library(data, interactive, lambda: Choice(
        "incentive_library", "incentives", {"title": "title", "audience": "audience", "financial": "financial"},
        ["audience", "financial"],
        {"phase": options_of("incentives", "phase"), "polarity": options_of("incentives", "polarity")}))


def choose_risks(data, interactive: bool = True) -> LibraryList | None:
    """Show the risks of the library, each with a button that copies it, and what is done about it, into the register.

    What is done elsewhere is copied as planned: nothing is in place by being copied.

    Parameters
    ----------
    data : Workspace or Snapshot
    interactive : bool
        The notebook's parameter of this name.
    """
    return choose_from_library(data, interactive, lambda: Choice(
        "risk_library", "risks", {"event": "event", "category": "category"}, ["category"],
        {"borne_by": options_of("risks", "borne_by")},
        lambda ident: {"risk_mechanisms": planned_mechanisms(data, ident)},
        _("Copy what is done about it elsewhere too, as planned")))


def planned_mechanisms(data, risk_id: str) -> pd.DataFrame:
    """Return the library's mechanisms of a risk as rows of `risk_mechanisms`, all planned, of the risk "new".

    Parameters
    ----------
    data : Workspace
    risk_id : str
        An id of the risk library.
    """
    found = data.read("risk_mechanism_library")
    found = found[found["risk_id"].eq(risk_id)].sort_values("place")
    places = range(1, len(found) + 1)
    return pd.DataFrame({
        "mechanism_id": [f"new {place}" for place in places], "risk_id": "new", "title": found["title"].to_numpy(),
        "kind": found["kind"].to_numpy(), "status": "planned"}, index=places)
