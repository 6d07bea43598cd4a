"""A small workspace to try things on."""

from __future__ import annotations

import pandas as pd
import pytest

from coprod_helpers.workspace import open_workspace


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
