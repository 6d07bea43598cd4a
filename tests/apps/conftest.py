"""An example council whose forms may go out, and links to them."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from coprod_helpers.tables.council import FORMS_TO_FILL_IN
from coprod_helpers.workspace import open_workspace
from coprod_helpers.workspace.invitations import invite

FRIEND = "RT99"


@pytest.fixture
def example(home):
    """Exampleshire with a row for every public form, its telephone lines, and a critical friend who has not rated yet."""
    workspace = open_workspace("example")
    notices = [{
        "form": word.code, "controller": "Exampleshire Council", "purpose": "To see what people do together.",
        "lawful_basis": "public-task", "keep_months": 24, "impact_assessed_on": "2026-09-01", "expenses": "None are paid.",
        "benefits": "It does not touch them."} for word in FORMS_TO_FILL_IN]
    lines = {"setting_id": "council", "contact_line": "Community team, 01632 960010", "adults_line": "01632 960020",
             "childrens_line": "01632 960030"}
    friend = {"rater_id": FRIEND, "alias": "Wren", "rater_group": "citizen", "part": "friend"}
    workspace.save({"public_forms": pd.DataFrame(notices), "settings": pd.DataFrame([lines]), "raters": pd.DataFrame([friend])})
    return workspace


@pytest.fixture
def invited(example):
    """Make an invitation: `invited(form, **options)`."""
    def make(form: str, **options):
        options.setdefault("person", FRIEND if form in ("rate_as_a_friend", "raise_a_challenge") else "")
        return invite(example, form, options.pop("ends_on", dt.date(2099, 1, 1)), **options)

    return make
