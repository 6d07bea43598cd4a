"""Councils to merge: small and varied, made from Exampleshire's rows, so every word of them is invented."""

from __future__ import annotations

from functools import cache

import pandas as pd
import pytest

from coprod_helpers import library
from coprod_helpers.reorganisation.rows import CARRIED, FORMS, MERGED, SETTINGS, STATE
from coprod_helpers.tables import TABLES
from coprod_helpers.tables.csvfile import read_csv
from coprod_helpers.workspace import open_workspace

EAST, COUNTY = "P27000001", "E10000030"
DISTRICTS = ("E07000207", "E07000208", "E07000210", "E07000211", "E07000215")
# How many rows of each table a small council has; of the others, those that refer to these.
FEW = {"wards": 3, "service_areas": 3, "outcomes": 6, "initiatives": 5, "options": 4, "raters": 3, "criteria": 3,
       "survey_answers": 12, "contacts": 3, "incentives": 4, "risks": 3, "indicators": 3, "weight_answers": 4, "outcome_choices": 6,
       "received": 9}
PRIVATE = [(name, column.name) for name in CARRIED for column in TABLES[name].columns
           if column.privacy == "private" and not column.refers]


@cache
def exampleshire() -> dict[str, pd.DataFrame]:
    """Exampleshire's tables, as the project carries them."""
    folder = library.data_folder() / "exampleshire"
    return {name: TABLES[name].empty() if TABLES[name].rows_given else read_csv(TABLES[name], folder / f"{name}.csv") for name in MERGED}


def few(first: int = 0) -> dict[str, pd.DataFrame]:
    """A few rows of each table of Exampleshire, begun further down for another council, that hang together."""
    frames: dict[str, pd.DataFrame] = {name: exampleshire()[name] for name in (SETTINGS, FORMS)}
    for name in CARRIED:
        frame, table = exampleshire()[name], TABLES[name]
        for column in table.columns:
            if column.refers_table in frames and column.refers_table != SETTINGS:
                there = set(frames[column.refers_table][column.refers_column])
                cells = frame[column.name]
                frame = frame[cells.isin(there) | (cells.isna() if not column.required and column.name not in table.key
                                                   else False)]
        if name == "initiatives":
            links = exampleshire()["initiative_outcome"]
            frame = frame[frame["initiative_id"].isin(
                links.loc[links["outcome_id"].isin(frames["outcomes"]["outcome_id"]), "initiative_id"])]
        start = min(first, max(len(frame) - FEW.get(name, 0), 0)) if name == "initiatives" else 0
        frames[name] = frame.iloc[start : start + FEW[name]] if name in FEW else frame
    # Exampleshire's people spoke of other risks than the first few.
    frames["risk_comments"] = exampleshire()["risk_comments"].iloc[:2].assign(risk_id=frames["risks"]["risk_id"].iloc[0])
    return frames


def council(number: int, threshold: int = 10) -> dict[str, pd.DataFrame]:
    """A small council: its own wards and some initiatives of its own, others as elsewhere, canaries in private columns."""
    frames = few(2 * number)
    frames["settings"] = frames["settings"].assign(survey_threshold=pd.array([threshold], dtype="Int64"))
    frames["wards"] = frames["wards"].assign(name=[f"{name} {number}" if place else name for place, name in enumerate(
        frames["wards"]["name"])])
    frames["options"] = frames["options"].assign(title=[f"{title} {'and further ' * number}on" if place > 1 else title
                                                        for place, title in enumerate(frames["options"]["title"])])
    frames["received"] = frames["received"].assign(reference=frames["received"]["reference"] + str(number))
    frames["criterion_weights"] = frames["criterion_weights"].assign(agreed_by=f"Panel {number}")
    frames["measures"] = frames["measures"].assign(value=frames["measures"]["value"] + number / 10)
    for name, column in PRIVATE:
        values = [canary(number, name, column, place) for place in range(len(frames[name]))]
        frames[name] = frames[name].assign(**{column: pd.Series(values, index=frames[name].index).astype(
            frames[name][column].dtype)})
    return frames


def canary(number: int, name: str, column: str, place: int):
    """A value of a private column that stands nowhere else."""
    if TABLES[name].column(column).type == "yes_no":
        return place % 2 == 0
    places = f"{number}{place}" * 6
    word = f"{places}canary{number}{name.replace('_', '')}{column}{place}x{places}"
    return f"{word}@example.org" if column == "email" else word


def state(frames: dict[str, pd.DataFrame] | None = None) -> dict[str, pd.DataFrame]:
    """A successor's tables: empty but for these."""
    return {name: TABLES[name].empty() for name in STATE} | (frames or {})


@pytest.fixture
def east(home):
    """Five districts of East Surrey with small workspaces, the thresholds of two of them higher."""
    for number, code in enumerate(DISTRICTS):
        open_workspace(code).save(council(number, 10 + 5 * (number % 3)), who="ann")
    return DISTRICTS
