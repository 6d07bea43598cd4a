"""Starting and ending a parent, and the slow way with one line that says why."""

from __future__ import annotations

import logging
import os

import pytest

from coprod_helpers.kernels import KernelParent, choose_for_this_process
from coprod_helpers.kernels import owner as owning
from coprod_helpers.kernels.address import SETTING
from tests.kernels.conftest import gone


@pytest.fixture(autouse=True)
def stock_afterwards():
    yield
    choose_for_this_process(is_forked=False)


def test_address_is_handed_on_and_taken_back(monkeypatch):
    monkeypatch.setenv(SETTING, '["/earlier", "mark"]')
    with KernelParent("mark") as owned:
        pid = owned.pid
        assert owned.is_alive and owned.address.to_text() == os.environ[SETTING] and owned.seconds > 0
        assert owned.wait()
    assert gone(pid) and os.environ[SETTING] == '["/earlier", "mark"]' and not os.path.exists(owned.address.socket)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"warm": "threaded_warmth:warm"}, "threads run after the imports"),
        ({"modules": ("wave",), "never": ("wave",)}, "wave were loaded"),
        ({"warm": "no_such_module:warm"}, "no_such_module"),
    ],
)
def test_parent_that_must_not_serve_does_not_and_one_line_says_so(asked, words, caplog, tmp_path, monkeypatch):
    text = "import threading, time\ndef warm(): threading.Thread(target=time.sleep, args=(60,), daemon=True).start()"
    (tmp_path / "threaded_warmth.py").write_text(text)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    owned = KernelParent("mark", **asked)
    with caplog.at_level(logging.WARNING, "coprod"):
        owned.start()
        assert not owned.wait() and not owned.wait()
    assert [words in record.message for record in caplog.records] == [True] and SETTING not in os.environ
    owned.end()


def test_elsewhere_than_on_linux_kernels_are_stock(monkeypatch):
    from jupyter_client.provisioning import KernelProvisionerFactory

    monkeypatch.setattr(owning.sys, "platform", "darwin")
    owned = KernelParent("mark")
    owned.start()
    assert owned.pid is None and not owned.wait()
    choose_for_this_process()
    assert KernelProvisionerFactory.instance().default_provisioner_name == "local-provisioner"
