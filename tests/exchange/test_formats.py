"""The register of formats, which is all that the command line knows of them."""

from __future__ import annotations

import inspect

from coprod_helpers.exchange import FORMATS


def test_every_format_reads_or_writes_and_says_what_it_is():
    assert list(FORMATS) == ["excel", "csv", "360giving", "openreferral", "organisations", "wards", "ratings", "ratings2",
                             "appraisal", "pabulib"]
    for name, (read, write, about, reads_folder) in FORMATS.items():
        assert (read or write) and (read or not reads_folder), name
        assert about.endswith(".") and len(about) < 90, name


def test_every_function_takes_a_workspace_and_a_path_first():
    for entry in FORMATS.values():
        for function in filter(None, (entry.read, entry.write)):
            parameters = list(inspect.signature(function).parameters.values())
            assert [parameter.name for parameter in parameters[:2]] in (["workspace", "path"], ["workspace", "folder"])
            assert all(parameter.default is not inspect.Parameter.empty for parameter in parameters[2:])
