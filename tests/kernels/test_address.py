"""Where a parent listens and for whom."""

from __future__ import annotations

import pytest

from coprod_helpers.kernels.address import SETTING, Address, key_of


def test_address_comes_back_from_the_environment(monkeypatch):
    address = Address("/run/a b/parent", "mark")
    monkeypatch.setenv(SETTING, address.to_text())
    assert Address.from_environment() == address


@pytest.mark.parametrize("text", ["", "{}", "[1]", "nonsense"])
def test_what_is_no_address_is_none(monkeypatch, text):
    monkeypatch.setenv(SETTING, text)
    assert Address.from_environment() is None


def test_key_follows_what_the_parent_cannot_change_after_its_start():
    plain = key_of("mark", {"HOME": "/a"})
    assert plain == key_of("mark", {"HOME": "/b", "PYTHONHASHSEED": "6640"})
    assert plain != key_of("other", {}) and plain != key_of("mark", {"PYTHONPATH": "/x"})
