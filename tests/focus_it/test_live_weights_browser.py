"""Open 02_focus_it.ipynb in JupyterLab, change a weight, see the ranking move, save, and find it in coprod history."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

from coprod_helpers.workspace import open_workspace
from tests.browser import (PAGE_MILLISECONDS, TOKEN, Server, free_port, run_all_cells,
                                 server_environment, write_settings)

ROOT = Path(__file__).parents[2]
NOTEBOOK = ROOT / "notebooks" / "02_focus_it.ipynb"
expect.set_options(timeout=PAGE_MILLISECONDS)


@pytest.fixture
def lab(browser, tmp_path, home):
    """02_focus_it.ipynb, open in JupyterLab with every cell run; a copy, since JupyterLab saves what it opens."""
    folder = tmp_path / "lab"
    folder.mkdir()
    shutil.copy(NOTEBOOK, folder)
    environment = server_environment(folder, home)
    write_settings(Path(environment["JUPYTERLAB_SETTINGS_DIR"]) / "@jupyterlab" / "apputils-extension",
                   "JupyterLab Light")
    port = free_port()
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}",
               "--ServerApp.ip=127.0.0.1",
               f"--ServerApp.root_dir={folder}", f"--IdentityProvider.token={TOKEN}"]
    server = Server(command, f"http://127.0.0.1:{port}/api", folder, environment)
    page = browser.new_page(viewport={"width": 1300, "height": 1000})
    page.set_default_timeout(PAGE_MILLISECONDS)
    page.goto(f"http://127.0.0.1:{port}/lab/tree/{NOTEBOOK.name}?token={TOKEN}", timeout=PAGE_MILLISECONDS)
    run_all_cells(page)
    yield page
    page.close()
    server.stop()


def history(home: Path) -> list[str]:
    """Return the lines that `coprod history` prints of the weights."""
    command = [str(Path(sys.executable).with_name("coprod")), "history", "example", "--table", "criterion_weights"]
    return subprocess.run(command, capture_output=True, text=True, check=True,
                          env={**os.environ, "COPROD_HOME": str(home)}).stdout.splitlines()


def test_a_weight_is_changed_the_ranking_moves_and_history_has_it(lab, home):
    slider = lab.locator(".widget-hslider", has_text="Efficiency gain").get_by_role("slider")
    slider.scroll_into_view_if_needed()
    status = lab.get_by_role("status")
    expect(status.filter(has_text="Every option has the place that the saved weights give it.")).to_be_visible()

    slider.focus()
    lab.keyboard.press("End")

    moved = status.filter(has_text="Moved, against the saved weights")
    expect(moved).to_contain_text(re.compile(r'"Home from Hospital neighbours on seven days" from 6 to \d'))
    live = lab.locator(".widget-html svg", has_text="Dot: place.")
    expect(live).to_contain_text("not saved")

    lab.locator(".widget-text", has_text="Agreed by").get_by_role("textbox").fill("Citizens' second evening")
    lab.get_by_role("button", name="Save these weights").click()
    expect(status.filter(has_text="Saved as revision")).to_be_visible()

    saved = open_workspace("example").read("criterion_weights").set_index(["rater_group", "criterion_id"])["swing"]
    assert saved["citizen", "CR2"] == 100 and saved["citizen", "CR1"] == 100 and saved["officer", "CR1"] == 90
    lines = history(home)
    assert any("citizen, CR2" in line and 'swing: "35.0" became "100.0"' in line for line in lines), lines
    assert any("citizen, CR2" in line and 'became "Citizens\' second evening"' in line for line in lines), lines
    assert not any("officer" in line and "became" in line and '"" became' not in line for line in lines), lines
