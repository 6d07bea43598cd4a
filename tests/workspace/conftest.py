"""A small workspace to try things on, in a file and on a server in turn: every test of the workspace runs on both."""

from __future__ import annotations

import pandas as pd
import pytest

from coprod_helpers.workspace import open_workspace
from coprod_helpers.workspace.store import SETTING


@pytest.fixture(params=["sqlite", "postgresql"])
def home(request, home, monkeypatch):
    """A home of this test's own, whose stores are files or rows on a server."""
    if request.param == "postgresql":
        monkeypatch.setenv(SETTING, request.getfixturevalue("clean_store"))
    return home


@pytest.fixture
def address(home, tmp_path, request):
    """An address where councils share one database."""
    return "" if "postgresql" in request.node.callspec.id else f"sqlite:///{tmp_path}/both.sqlite"


@pytest.fixture
def workspace(home):
    """An invented council with one outcome and one initiative."""
    opened = open_workspace("Z00000001")
    opened.save({
        "outcomes": pd.DataFrame({"outcome_id": ["new1"], "title": ["Older people are less alone"]}),
        "initiatives": pd.DataFrame({"initiative_id": ["new1"], "title": ["Repair café"], "status": ["to-check"]}),
        "initiative_outcome": pd.DataFrame({"initiative_id": ["new1"], "outcome_id": ["new1"]}),
    }, who="ann")
    return opened
