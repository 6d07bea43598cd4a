"""What a child does with names of modules; becoming a kernel is tried in test_parent."""

from __future__ import annotations

import importlib
import sys

from coprod_helpers.kernels.child import ImportNotes


def test_names_are_told_and_the_finding_is_left_to_others(monkeypatch):
    told = []
    monkeypatch.setattr(sys, "meta_path", [ImportNotes(told.append), *sys.meta_path])
    monkeypatch.delitem(sys.modules, "wave", raising=False)
    assert importlib.import_module("wave").__name__ == "wave" and "wave" in told
