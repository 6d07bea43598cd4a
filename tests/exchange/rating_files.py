"""Rating sheets for tests: written once, filled in as a person would, or made by the user alone."""

from __future__ import annotations

import shutil

import openpyxl
import pandas as pd
import pytest

from coprod_helpers.errors import InputError
from coprod_helpers.exchange import import_rating_sheets, write_rating_sheets, write_second_rating_sheets
from coprod_helpers.workspace import open_workspace

NOTHING = "Nothing was different"
AWKWARD = ["=1+1", "<r>x</r>", "_x0041_", "n/a", "'=1", "0"]
HEAD = ["Option", "Outcome gain", "Efficiency gain", "Feasibility"]


@pytest.fixture(scope="session")
def rated(tmp_path_factory):
    """Exampleshire, made once, with the files of both rounds beside its home."""
    folder = tmp_path_factory.mktemp("rated")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COPROD_HOME", str(folder / "home"))
        opened = open_workspace("example")
        write_rating_sheets(opened, folder / "first")
        write_second_rating_sheets(opened, folder / "second")
    return folder


@pytest.fixture
def example(rated, home):
    """Exampleshire, with a copy of its own for each test."""
    shutil.copytree(rated / "home", home, dirs_exist_ok=True)
    return open_workspace("example")


@pytest.fixture
def first(rated, tmp_path):
    """The files of the first round, to be filled in."""
    return shutil.copytree(rated / "first", tmp_path / "first")


@pytest.fixture
def second(rated, tmp_path):
    """The files of the second round, to be filled in."""
    return shutil.copytree(rated / "second", tmp_path / "second")


def file_of(folder, rater: str):
    return next(folder.glob(f"{rater}-*.xlsx"))


class Filled:
    """One rater's file, filled in as in a spreadsheet and saved by another program."""

    def __init__(self, folder, rater: str):
        self.path = file_of(folder, rater)
        self.book = openpyxl.load_workbook(self.path)

    def cell(self, option: str, criterion: str):
        """Return the cell of a rating."""
        sheet = self.book["Ratings"]
        head = next(row for row in sheet.iter_rows() if row[0].value == "option_id")
        column = next(cell.column for cell in head if cell.value == criterion)
        return sheet.cell(next(row[0].row for row in sheet.iter_rows() if row[0].value == option), column)

    def beside(self, option: str, criterion: str, name: str):
        """Return a cell on the sheet of reasons."""
        sheet = self.book["Reasons"]
        head = next(row for row in sheet.iter_rows() if row[0].value == "option_id")
        column = next(cell.column for cell in head if cell.value == name)
        row = next(row[0].row for row in sheet.iter_rows() if (row[0].value, row[2].value) == (option, criterion))
        return sheet.cell(row, column)

    def save(self):
        self.book.save(self.path)
        return self.path


def own_sheet(folder, rows: list[list], name: str = "RT1", **more: list[list]):
    """Write a wide sheet of the user's own, or several."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, lines in {name: rows, **more}.items():
        sheet = book.create_sheet(title)
        for line in lines:
            sheet.append(line)
    path = folder / "ours.xlsx"
    book.save(path)
    return path


def mistakes(workspace, path, rating_round: int = 1) -> list[str]:
    before = workspace.revision
    with pytest.raises(InputError) as refused:
        import_rating_sheets(workspace, path, rating_round)
    assert workspace.revision == before
    return [str(mistake) for mistake in refused.value.mistakes] or [str(refused.value)]


def rating(workspace, option: str, criterion: str, rater: str, table: str = "ratings") -> dict:
    frame = workspace.read(table)
    row = frame[(frame["option_id"] == option) & (frame["criterion_id"] == criterion) & (frame["rater_id"] == rater)]
    return {} if row.empty else {name: None if pd.isna(cell) else cell for name, cell in row.iloc[0].items()}


def without(workspace, rater: str) -> None:
    """Take every rating of one rater out."""
    for table in ("second_ratings", "ratings"):
        rows = workspace.read(table)
        keys = rows.loc[rows["rater_id"] == rater, ["option_id", "criterion_id", "rater_id"]]
        workspace.remove(table, list(keys.itertuples(index=False, name=None)))
