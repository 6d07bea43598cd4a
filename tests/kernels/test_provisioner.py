"""Forked where there is a parent that fits; a stock kernel, and one line, everywhere else."""

from __future__ import annotations

import logging
import os
import sys

import pytest
from traitlets.config import Config

from coprod_helpers.kernels import choose_for_this_process, provisioner
from coprod_helpers.kernels.address import SETTING, Address
from tests.kernels.conftest import kernel, said


@pytest.fixture
def forked(parent):
    choose_for_this_process()
    provisioner._told.clear()
    return parent


@pytest.mark.parametrize(
    ("handed", "words"),
    [
        (None, "no parent of kernels is at hand"),
        ('["/nowhere/parent", "mark"]', "does not answer"),
        ("other mark", "are others than those that it loaded"),
    ],
)
def test_stock_kernel_takes_its_place_and_one_line_says_so(forked, monkeypatch, caplog, handed, words):
    if handed is None:
        monkeypatch.delenv(SETTING)
    else:
        text = Address(forked.address.socket, "edited").to_text() if handed == "other mark" else handed
        monkeypatch.setenv(SETTING, text)
    with caplog.at_level(logging.WARNING, "coprod"):
        for _ in range(2):
            with kernel() as (manager, client):
                assert said(client, "import os; print(os.getppid())") == str(os.getpid())
                assert manager.is_alive()
    assert [words in record.message for record in caplog.records] == [True]


def test_another_path_for_python_means_a_stock_kernel(forked, monkeypatch, tmp_path):
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with kernel() as (_, client):
        assert said(client, f"import sys; print({str(tmp_path)!r} in sys.path)") == "True"


@pytest.mark.parametrize(
    "cmd", [["R", "--slave"], ["/usr/bin/false", "-m", "ipykernel_launcher", "-f", "x"],
            [sys.executable, "-O", "-m", "ipykernel_launcher", "-f", "x"]]
)
def test_kernel_of_another_kind_is_not_forked(cmd):
    with pytest.raises(provisioner.NotForked):
        provisioner._arguments(cmd)


def test_arguments_of_pythons_own_kernel_are_passed_on():
    assert provisioner._arguments([sys.executable, "-m", "ipykernel_launcher", "-f", "x"]) == ["-f", "x"]


@pytest.mark.parametrize("is_forked", [True, False])
def test_memory_has_a_limit_in_forked_and_in_stock_kernels(forked, is_forked, monkeypatch):
    if not is_forked:
        monkeypatch.delenv(SETTING)
    limit = Config({"ForkProvisioner": {"memory_bytes": 700_000_000}})
    with kernel(config=limit) as (_, client):
        assert said(client, "import numpy; kept = numpy.ones(500_000_000)") == "MemoryError"
        assert said(client, "print('alive')") == "alive"
