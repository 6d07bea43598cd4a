"""Other people's formats, in and out: Excel, CSV, 360Giving grants, Open Referral UK, lists of assets, people of wards."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from coprod_helpers.exchange.appraisal_workbook import write_appraisal
from coprod_helpers.exchange.csvtables import export_csv, import_csv
from coprod_helpers.exchange.excel import import_workbook, read_workbook, write_template
from coprod_helpers.exchange.grants360 import import_grants
from coprod_helpers.exchange.ons_population import import_wards
from coprod_helpers.exchange.openreferral import import_services
from coprod_helpers.exchange.organisations import import_organisations
from coprod_helpers.exchange.pabulib import import_budget
from coprod_helpers.exchange.rating_sheets import (import_rating_sheets, import_second_rating_sheets, write_rating_sheets,
                                                   write_second_rating_sheets)

__all__ = ["FORMATS", "Format", "export_csv", "import_budget", "import_csv", "import_grants", "import_organisations",
           "import_rating_sheets", "import_second_rating_sheets", "import_services", "import_wards", "import_workbook",
           "read_workbook", "write_appraisal", "write_rating_sheets", "write_second_rating_sheets", "write_template"]


class Format(NamedTuple):
    """One format: what reads a file in and returns Saved, what writes one and returns its path, and what it is."""

    read: Callable | None
    write: Callable[..., Path] | None
    about: str
    reads_folder: bool = False


# Each function takes the workspace and a path.
FORMATS: dict[str, Format] = {
    "excel": Format(import_workbook, write_template, "The Excel template, filled with what is there; out and back in."),
    "csv": Format(import_csv, export_csv, "In: one table, its file named after it. Out: a folder with every table."),
    "360giving": Format(import_grants, None, "Grants published as a 360Giving CSV file, in as initiatives to check."),
    "openreferral": Format(import_services, None,
                           "Services published as Open Referral UK (JSON, CSV folder or zip), in as assets.", True),
    "organisations": Format(import_organisations, None,
                            "A CSV list of organisations, clubs, libraries or the like, in as assets."),
    "wards": Format(import_wards, None, "Wards and their population, from the mid-year estimates of the ONS (CSV)."),
    "ratings": Format(import_rating_sheets, write_rating_sheets,
                      "Rating sheets of the blind first round: a folder, one Excel file a rater.", True),
    "ratings2": Format(import_second_rating_sheets, write_second_rating_sheets,
                       "Rating sheets of the second round: a folder, one Excel file a rater.", True),
    "appraisal": Format(None, write_appraisal, "The options appraisal as an Excel workbook with live formulas, out."),
    "pabulib": Format(import_budget, None, "A participatory budget in Pabulib form (.pb): sum, projects, ballots, what was funded."),
}
