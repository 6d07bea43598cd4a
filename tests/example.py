"""Exampleshire for tests of its public forms: filled in once, copied for each test; links to its forms."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from pathlib import Path

import pandas as pd
import pytest

from coprod_helpers.workspace import open_workspace
from coprod_helpers.workspace.home import folder
from coprod_helpers.workspace.invitations import invite
from coprod_helpers.workspace.store import SETTING

FRIEND = "RT99"
FOR_ONE = {"rate_as_a_friend": FRIEND, "raise_a_challenge": FRIEND, "ward_page": "W01"}
TODAY = dt.date(2026, 11, 27)


def ready_example():
    """Return Exampleshire with a critical friend who has not rated yet."""
    workspace = open_workspace("example")
    workspace.save({"raters": pd.DataFrame([{"rater_id": FRIEND, "alias": "Wren", "rater_group": "citizen", "part": "friend"}])})
    return workspace


@pytest.fixture(scope="session")
def example_file(tmp_path_factory) -> Path:
    """The store of such an Exampleshire, to be copied."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COPROD_HOME", str(tmp_path_factory.mktemp("example")))
        patch.delenv(SETTING, raising=False)
        store = ready_example().store
        store.place.fold_log()
        return store.file


@pytest.fixture
def example(home, example_file):
    """Exampleshire with a critical friend who has not rated yet."""
    if os.environ.get(SETTING):
        return ready_example()
    shutil.copy(example_file, folder("workspaces"))
    return open_workspace("example")


@pytest.fixture
def invited(example):
    """Make an invitation: `invited(form, **options)`."""
    def make(form: str, **options):
        options.setdefault("person", FOR_ONE.get(form, ""))
        return invite(example, form, options.pop("ends_on", dt.date(2099, 1, 1)), **options)

    return make
