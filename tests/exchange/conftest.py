"""A small council to send out and bring back in, and the means to edit its template as a person would."""

from __future__ import annotations

import shutil

import openpyxl
import pandas as pd
import pytest

from coprod_helpers.exchange import write_template
from coprod_helpers.workspace import open_workspace


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """The council, made once: the folder of its home, and its template beside it."""
    folder = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COPROD_HOME", str(folder / "home"))
        opened = open_workspace("Z00000007")
        opened.save(_rows(), who="ann")
        write_template(opened, folder / "template.xlsx", "2026-11-23")
    return folder


def _rows() -> dict[str, pd.DataFrame]:
    """Return two wards, two outcomes, two initiatives and an indicator, with dates and numbers that are easily bent."""
    return {
        "wards": pd.DataFrame({"ward_id": ["new1", "new2"], "name": ["Hillbrook", "Ashmere"]}),
        "service_areas": pd.DataFrame({"service_id": ["new1"], "name": ["Adult social care"]}),
        "outcomes": pd.DataFrame({
            "outcome_id": ["new1", "new2"], "title": ["Older people are less alone", "Parks are safe"],
            "baseline": [0.1 + 0.2, None], "baseline_date": ["1899-12-31", "2026-04-01"]}),
        "initiatives": pd.DataFrame({
            "initiative_id": ["new1", "new2"], "title": ["Repair café", "=HYPERLINK(\"http://x\",\"y\")"],
            "status": ["existing", "to-check"], "voice_action": ["action", None], "service_area": ["S001", None],
            "citizens_give": ["Time", None], "public_gives": ["A room", None], "started_on": ["2025-02-28", None],
            "citizen_count": [14, None], "may_name": ["yes", None]}),
        "initiative_co": pd.DataFrame({"initiative_id": ["new1"], "co": ["co-delivery"]}),
        "initiative_outcome": pd.DataFrame({"initiative_id": ["new1", "new1"], "outcome_id": ["new1", "new2"]}),
        "initiative_ward": pd.DataFrame({"initiative_id": ["new1"], "ward_id": ["new1"]}),
        "indicators": pd.DataFrame({
            "indicator_id": ["new1"], "title": ["Visits"], "kind": ["output"], "unit": ["visits"]}),
        "measures": pd.DataFrame({"indicator_id": ["new1"], "month": ["2026-04-01"], "value": [12]}),
    }


@pytest.fixture
def workspace(made, home):
    """An invented council, with a copy of its own for each test."""
    shutil.copytree(made / "home", home, dirs_exist_ok=True)
    return open_workspace("Z00000007")


class Edited:
    """A template that is edited as in Excel: opened whole, changed cell by cell, saved."""

    def __init__(self, path):
        self.path = path
        self.book = openpyxl.load_workbook(path)

    def column(self, sheet: str, name: str) -> int:
        """Return the number of a column by its header."""
        return next(cell.column for cell in self.book[sheet][1] if cell.value == name)

    def put(self, sheet: str, row: int, **cells) -> None:
        """Write cells of one row by their headers."""
        for name, value in cells.items():
            cell = self.book[sheet].cell(row, self.column(sheet, name))
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"

    def save(self):
        """Save, and return the path."""
        self.book.save(self.path)
        return self.path


@pytest.fixture
def edited(made, tmp_path):
    """The council's template, ready to be edited."""
    return Edited(shutil.copy(made / "template.xlsx", tmp_path / "template.xlsx"))
