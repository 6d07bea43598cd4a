"""The appraisal as a workbook: its formulas come to what the notebook reckons, and follow what is changed."""

from __future__ import annotations

import shutil
import subprocess

import openpyxl
import pandas as pd
import pytest

from coprod_helpers.errors import InputError
from coprod_helpers.exchange import write_appraisal
from coprod_helpers.focus_it import CHOICE_TABLES, TABLES, Appraisal, choose_within_limits
from coprod_helpers.workspace import open_workspace

OFFICE = shutil.which("soffice")
needs_office = pytest.mark.skipif(not OFFICE, reason="LibreOffice reckons the formulas; it is not installed here")


@pytest.fixture
def example(home):
    return open_workspace("example")


def reckoned(path, folder):
    """Reckon every formula anew, as a spreadsheet does, and return the workbook's values."""
    subprocess.run([OFFICE, "--headless", "--convert-to", "ods", "--outdir", str(folder / "ods"), str(path)], check=True,
                   capture_output=True, timeout=180, env={"HOME": str(folder), "PATH": "/usr/bin:/bin"})
    subprocess.run([OFFICE, "--headless", "--convert-to", "xlsx", "--outdir", str(folder / "back"),
                    str(folder / "ods" / f"{path.stem}.ods")], check=True, capture_output=True, timeout=180,
                   env={"HOME": str(folder), "PATH": "/usr/bin:/bin"})
    return openpyxl.load_workbook(folder / "back" / path.name, data_only=True)


def scores_of(book) -> dict[str, dict[str, object]]:
    """Return option id -> heading -> cell of the sheet Scores."""
    rows = list(book["Scores"].iter_rows(values_only=True))
    return {row[0]: dict(zip(rows[0], row, strict=True)) for row in rows[1:]}


def test_every_number_that_is_reckoned_is_a_formula(example, tmp_path):
    book = openpyxl.load_workbook(write_appraisal(example, tmp_path / "a.xlsx"))
    assert book.sheetnames == ["Read me", "Ratings", "Weights", "Scores", "Choice", "Decisions"]
    for row in book["Scores"].iter_rows(min_row=2, min_col=3):
        for cell in row:
            assert str(getattr(cell.value, "text", cell.value)).startswith("="), cell.coordinate
    totals = [cell.value for row in book["Choice"].iter_rows(min_row=16, max_row=17, min_col=5) for cell in row if cell.value]
    assert any(str(value).startswith("=SUMPRODUCT") for value in totals)


def test_values_stored_beside_the_formulas_are_the_notebooks(example, tmp_path):
    appraisal = Appraisal(example.read_many(TABLES))
    found = scores_of(openpyxl.load_workbook(write_appraisal(example, tmp_path / "a.xlsx"), data_only=True))
    for option, score in appraisal.view("citizen").scores.items():
        assert found[option]["Score, citizens' weights"] == pytest.approx(score, abs=1e-12)


@needs_office
def test_a_spreadsheet_reckons_the_same_scores_and_places(example, tmp_path):
    appraisal = Appraisal(example.read_many(TABLES))
    found = scores_of(reckoned(write_appraisal(example, tmp_path / "a.xlsx"), tmp_path))
    for group, words in (("citizen", "citizens' weights"), ("officer", "officers' weights"), ("councillor", "councillors' weights")):
        view = appraisal.view(group)
        for option in view.scores.index:
            assert found[option][f"Score, {words}"] == pytest.approx(view.scores[option], abs=1e-9)
            rank = view.ranks[option]
            assert found[option][f"Place, {words}"] == ("too little known" if pd.isna(rank) else rank), (group, option)
            assert found[option][f"Known, {words}"] == pytest.approx(view.known[option], abs=1e-9)
            assert found[option]["As in the notebook"] == "yes"


@needs_office
def test_a_changed_rating_and_swing_move_the_score(example, tmp_path):
    """One rater's rating and one swing are changed in the file; the score follows as the notebook would reckon it."""
    path = write_appraisal(example, tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book["Ratings"]
    heads = [cell.value for cell in sheet[1]]
    row = next(row for row in sheet.iter_rows(min_row=2) if row[0].value == "OP09" and row[2].value == "Efficiency gain")
    rater = next(place for place, head in enumerate(heads) if head and head.endswith("RT1"))
    row[rater].value = -2
    book["Weights"].cell(2, 4).value = 5
    book.save(tmp_path / "b.xlsx")
    tables = example.read_many(TABLES)
    ratings, weights = tables["ratings"], tables["criterion_weights"]
    is_own = ratings["option_id"].eq("OP09") & ratings["criterion_id"].eq("CR2") & ratings["rater_id"].eq("RT1")
    is_swing = weights["rater_group"].eq("citizen") & weights["criterion_id"].eq("CR2")
    changed = Appraisal({**tables, "ratings": ratings.assign(rating=ratings["rating"].mask(is_own, -2)),
                         "criterion_weights": weights.assign(swing=weights["swing"].mask(is_swing, 5.0))})
    found = scores_of(reckoned(tmp_path / "b.xlsx", tmp_path))
    expected, before = changed.view("citizen").scores["OP09"], Appraisal(tables).view("citizen").scores["OP09"]
    assert found["OP09"]["Score, citizens' weights"] == pytest.approx(expected, abs=1e-9)
    assert expected != pytest.approx(before, abs=1e-3)


def test_choice_stands_with_what_it_takes(example, tmp_path):
    tables = example.read_many([*TABLES, *CHOICE_TABLES])
    choice = choose_within_limits(Appraisal(tables), tables)["citizen"]
    sheet = openpyxl.load_workbook(write_appraisal(example, tmp_path / "a.xlsx"), data_only=True)["Choice"]
    rows = [row for row in sheet.iter_rows(min_row=2, values_only=True) if row[0]]
    assert [row[0] for row in rows if row[2] == 1] == list(choice.portfolio.options)
    together = next(row for row in sheet.iter_rows(values_only=True) if row[1] == "Together")
    assert together[3] == pytest.approx(choice.portfolio.gain) and together[4] == pytest.approx(choice.portfolio.used.iloc[0])


def test_no_alias_stands_in_it(example, tmp_path):
    path = write_appraisal(example, tmp_path / "a.xlsx")
    cells = {str(cell) for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows(values_only=True) for cell in row}
    assert not any(alias in cell for alias in example.read("raters")["alias"] for cell in cells)
    assert any("This council is invented" in cell for cell in cells)


def test_a_council_without_options_or_another_ending_is_told(home, tmp_path):
    with pytest.raises(InputError, match="There are no options and criteria yet"):
        write_appraisal(open_workspace("Z00000007"), tmp_path / "a.xlsx")
    with pytest.raises(InputError, match=r'ends in .xlsx. "a.csv" was found'):
        write_appraisal(open_workspace("example"), tmp_path / "a.csv")


def test_without_limits_the_sheet_of_the_choice_says_so(example, tmp_path):
    example.remove("choice_limits", [(limit,) for limit in example.read("choice_limits")["limit_id"]])
    book = openpyxl.load_workbook(write_appraisal(example, tmp_path / "a.xlsx"))
    assert book["Choice"]["A1"].value == "No limits are set, so nothing is chosen under them."
