"""Every test, and every notebook that is tested, works in a temporary home."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest

pytest_plugins = ["tests.browser", "tests.example", "tests.postgres_server"]

SESSION_HOME = tempfile.mkdtemp(prefix="coprod-tests-")
os.environ["COPROD_HOME"] = SESSION_HOME
os.environ.pop("COPROD_STORE", None)
SHARED = Path(__file__).resolve().parent.parent / "shared"


def pytest_configure():
    """Check every chart against the schema of Vega-Lite, which runs leave out."""
    from coprod_helpers.look import pictures

    pictures.is_checked = True


def pytest_unconfigure():
    """Leave nothing behind."""
    shutil.rmtree(SESSION_HOME, ignore_errors=True)


def pytest_sessionfinish(session, exitstatus):
    """Where tests run by themselves, nothing may be skipped."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if os.environ.get("CI") and skipped and exitstatus == 0:
        reporter.write_line(f"{len(skipped)} tests were skipped, and CI allows none: {skipped[0].nodeid}", red=True)
        session.exitstatus = 1


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A home of this test's own."""
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("COPROD_HOME", str(folder))
    return folder


@pytest.fixture
def shared_data():
    """Real files of other people, which stand beside the checkout where tests run by themselves."""
    if not SHARED.is_dir():
        if os.environ.get("CI"):
            pytest.fail("the shared files are missing where nothing may be skipped")
        pytest.skip("the shared files are not on this machine")
    return SHARED / "data"
