"""Reads data/: what the project carries for every council, in tables of kind library.

Each table is one CSV file at data/<step>/<table>.csv, typed by its declaration; data/README.md says where each comes
from, and data/datapackage.json, made here, says it to other tools.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pandas as pd

from coprod_helpers.errors import StoreError
from coprod_helpers.tables import ENTERED, LIBRARY, PERSONAL, TABLES
from coprod_helpers.tables.csvfile import read_csv
from coprod_helpers.tables.schema import package_of, schema

EDITION = "2026-11"

MIT = {"name": "MIT", "title": "MIT Licence", "path": "https://opensource.org/license/mit"}
CC_BY = {"name": "CC-BY-4.0", "title": "Creative Commons Attribution 4.0 International",
         "path": "https://creativecommons.org/licenses/by/4.0/"}

LEAFLET = {"title": "The Co-Production Star (leaflet), Governance International, 2015"}
INVENTED = {"title": "Invented for this workbook by data/exampleshire/make.py"}
OURS = {"title": "Written for this workbook"}
PAGES = {"title": "Facts from the public pages named row by row in the column source; the words are ours"}
MYSOCIETY = {"title": "mySociety, UK Local Authorities (past/current), version 1.6.1",
             "path": "https://github.com/mysociety/uk_local_authority_names_and_codes"}
SIMILARITY = {"title": "mySociety, local-authority-similarity, version 1.2.0",
              "path": "https://github.com/mysociety/local-authority-similarity"}
DEPRIVATION = {"title": "English Indices of Deprivation 2025, MHCLG, by way of Trafford Data Lab; Open Government Licence v3.0",
               "path": "https://github.com/traffordDataLab/open_data"}
REORGANISATION = {"title": "Statutes that reorganised local government, for successors that the register leaves open; for "
                           "Surrey, the government's decision of 28 October 2025 and what was published since; to be checked"}
STATUTES = {"title": "The statutes and publishers named row by row in the column source; to be checked by the council"}

# table -> its licence and its sources
PROVENANCE = {
    "subtypes": (MIT, (LEAFLET, PAGES, OURS)),
    "evidence_grades": (MIT, (OURS,)),
    "cases": (MIT, (LEAFLET, PAGES, OURS)),
    "case_co": (MIT, (PAGES, OURS)),
    "case_audience": (MIT, (PAGES, OURS)),
    "case_outcomes": (MIT, (PAGES, OURS)),
    "plain_words": (MIT, (OURS,)),
    "co_signs": (MIT, (OURS,)),
    "service_signs": (MIT, (OURS,)),
    "skills": (MIT, (OURS,)),
    "barriers": (MIT, (OURS,)),
    "ways": (MIT, (OURS,)),
    "incentive_library": (MIT, (LEAFLET, PAGES, OURS)),
    "risk_library": (MIT, (LEAFLET, PAGES, OURS)),
    "risk_mechanism_library": (MIT, (LEAFLET, PAGES, OURS)),
    "indicator_library": (MIT, (PAGES, OURS)),
    "councils": (CC_BY, (MYSOCIETY, REORGANISATION, OURS)),
    "nations": (MIT, (STATUTES, OURS)),
    "council_profiles": (CC_BY, (SIMILARITY, DEPRIVATION, OURS)),
}


def data_folder() -> Path:
    """Return the checkout's folder data.

    Raises
    ------
    StoreError
        If the package is not in a checkout, where data stands beside it.
    """
    folder = Path(__file__).resolve().parents[1] / "data"
    if not folder.is_dir():
        raise StoreError(
            f'There is no folder "data" beside {Path(__file__).resolve().parent}: the workbook is used from a '
            "checkout, so clone its repository and start it from there.")
    return folder


def read(name: str) -> pd.DataFrame:
    """Read one library table.

    Parameters
    ----------
    name : str
        Name of a table of kind library, such as "skills".

    Returns
    -------
    DataFrame, one row per entry, columns and types as declared; blank text is NaN
        A copy: changing it changes nobody else's.

    Raises
    ------
    StoreError
        If the folder data or the table's file is missing.

    Examples
    --------
    >>> read("evidence_grades")["haircut_share"].tolist()
    [0.4, 0.3, 0.2, 0.1, 0.0]
    """
    return _read(name).copy()


def read_all() -> dict[str, pd.DataFrame]:
    """Read every library table, as name -> DataFrame; each is a copy."""
    return {name: read(name) for name in LIBRARY}


@cache
def _read(name: str) -> pd.DataFrame:
    """Read one library table once; the frame is kept and must not leave this module uncopied."""
    path = data_folder() / _path(name)
    if not path.is_file():
        raise StoreError(f"The file data/{_path(name)} is missing: get it back from the repository the checkout is of.")
    return read_csv(LIBRARY[name], path)


def _path(name: str) -> str:
    """Return a library table's place in the folder data."""
    return f"{LIBRARY[name].step}/{name}.csv"


def datapackage() -> dict:
    """Describe data/ as a Frictionless Data Package: every library table, its schema, licence and sources.

    Returns
    -------
    dict, ready for JSON

    Source
    ------
    Data Package, version 1, of the Frictionless Data project.
    """
    return {
        "name": "co-production-star-library",
        "title": "Library of the Co-Production Star workbook",
        "description": "Reference tables that are the same for every council. data/README.md says more of each.",
        "version": EDITION,
        "licenses": [MIT, CC_BY],
        "resources": [_resource(name) for name in LIBRARY]
        + [_example(name) for name in (*ENTERED, *PERSONAL) if not TABLES[name].rows_given],
    }


def _resource(name: str) -> dict:
    """Describe one library table's file."""
    table, (licence, sources) = LIBRARY[name], PROVENANCE[name]
    return {
        "name": name, "path": _path(name), "title": table.label, "description": table.help,
        "format": "csv", "mediatype": "text/csv", "encoding": "utf-8",
        "licenses": [licence], "sources": list(sources), "schema": schema(table),
    }


def _example(name: str) -> dict:
    """Describe one table of Exampleshire; its references lead to other tables of the example and of the library."""
    described = package_of([name], "exampleshire")["resources"][0]
    return described | {"name": f"exampleshire-{name.replace('_', '-')}", "path": f"exampleshire/{name}.csv",
                        "title": f"Exampleshire (invented): {described['title']}", "licenses": [MIT], "sources": [INVENTED]}


def write_datapackage() -> Path:
    """Write data/datapackage.json as the declarations now stand, and return its path."""
    path = data_folder() / "datapackage.json"
    path.write_text(_as_json(datapackage()), encoding="utf-8", newline="\n")
    return path


def _as_json(value: dict) -> str:
    """Return JSON as it stands in the file: indented, letters as they are, a line end at the end."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
