"""Servers and pages for browser tests: a notebook in Voilà or in JupyterLab, and the form's own script alone."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, Page, TimeoutError, sync_playwright

ROOT = Path(__file__).parents[1]
BROWSER_OPTIONS = ["--headless", "--no-sandbox", "--disable-background-networking", "--disable-component-update"]
START_SECONDS = 120
STOP_SECONDS = 30
PAGE_MILLISECONDS = 120_000
TOKEN = "for-this-test-only"


@pytest.fixture(scope="module")
def browser():
    """Chromium, one for a module's tests; while it is open, nothing else may run an event loop."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium and not os.environ.get("CI"):
        pytest.skip("Chromium is not installed here.")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=BROWSER_OPTIONS)
        yield opened
        opened.close()


def write_notebook(path: Path, cells: list[str]) -> Path:
    """Write a notebook of code cells; a cell that begins with # and a blank is prose."""
    made = [nbformat.v4.new_markdown_cell(cell) if cell.startswith("# ") else nbformat.v4.new_code_cell(cell)
            for cell in cells]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(nbformat.v4.new_notebook(cells=made, metadata={"kernelspec": kernel}), path)
    return path


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A server of this test's own: started, waited for, and ended with all that it started."""

    def __init__(self, command: list[str], address: str, folder: Path, environment: dict[str, str]):
        self.address, self._log = address, folder / "server.log"
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log,
                                             stdin=subprocess.DEVNULL, start_new_session=True)
        self._wait()

    @property
    def pid(self) -> int:
        """The server's process id."""
        return self._process.pid

    def kill(self) -> None:
        """End the server and all that it started at once, as a machine does that loses its power."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(STOP_SECONDS)

    def _wait(self) -> None:
        """Wait until the server answers at all."""
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            if self._process.poll() is not None:
                raise RuntimeError(f"The server stopped:\n{self._log.read_text()}")
            try:
                urllib.request.urlopen(self.address, timeout=5).close()
                return
            except urllib.error.HTTPError:
                return
            except OSError:
                time.sleep(0.3)
        self.stop()
        raise RuntimeError(f"The server does not answer:\n{self._log.read_text()}")

    def stop(self) -> None:
        """End the server gently, so that it ends its kernels, and its process group if it does not go."""
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            pass
        with contextlib.suppress(ProcessLookupError):
            self.kill()


def server_environment(folder: Path, home: Path) -> dict[str, str]:
    """Return an environment in which Jupyter reads and writes nothing outside the test's folder."""
    own = {name: str(folder / name.lower()) for name in
           ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR", "JUPYTERLAB_SETTINGS_DIR",
            "JUPYTERLAB_WORKSPACES_DIR")}
    return {**os.environ, **own, "COPROD_HOME": str(home), "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}


@pytest.fixture
def voila_page(browser: Browser, tmp_path: Path, home: Path):
    """Open notebooks as Voilà shows them: `voila_page(cells, **options of the browser's page)` returns the page."""
    servers, pages = [], []

    def open_page(cells: list[str], **options) -> Page:
        folder = tmp_path / f"voila{len(servers)}"
        folder.mkdir()
        notebook, port = write_notebook(folder / "page.ipynb", cells), free_port()
        command = [sys.executable, "-m", "voila", str(notebook), "--no-browser", f"--port={port}",
                   "--Voila.ip=127.0.0.1"]
        # The page itself would start a kernel; this address only says that the server is there.
        servers.append(Server(command, f"http://127.0.0.1:{port}/voila/static/not-there",
                              folder, server_environment(folder, home)))
        pages.append(browser.new_page(**options))
        pages[-1].set_default_timeout(PAGE_MILLISECONDS)
        pages[-1].goto(f"http://127.0.0.1:{port}/", timeout=PAGE_MILLISECONDS)
        return pages[-1]

    yield open_page
    for page in pages:
        page.close()
    for server in servers:
        server.stop()


@pytest.fixture
def lab_page(browser: Browser, tmp_path: Path, home: Path):
    """Open a notebook in JupyterLab and run all its cells: `lab_page(cells, theme=...)` returns the page."""
    servers, pages = [], []

    def open_page(cells: list[str], theme: str = "JupyterLab Light", **options) -> Page:
        folder = tmp_path / f"lab{len(servers)}"
        folder.mkdir()
        write_notebook(folder / "page.ipynb", cells)
        environment = server_environment(folder, home)
        write_settings(Path(environment["JUPYTERLAB_SETTINGS_DIR"]) / "@jupyterlab" / "apputils-extension", theme)
        port = free_port()
        command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}",
                   "--ServerApp.ip=127.0.0.1", f"--ServerApp.root_dir={folder}", f"--IdentityProvider.token={TOKEN}"]
        servers.append(Server(command, f"http://127.0.0.1:{port}/api", folder, environment))
        pages.append(browser.new_page(**options))
        pages[-1].set_default_timeout(PAGE_MILLISECONDS)
        pages[-1].goto(f"http://127.0.0.1:{port}/lab/tree/page.ipynb?token={TOKEN}", timeout=PAGE_MILLISECONDS)
        run_all_cells(pages[-1])
        return pages[-1]

    yield open_page
    for page in pages:
        page.close()
    for server in servers:
        server.stop()


def write_settings(folder: Path, theme: str) -> None:
    """Choose JupyterLab's theme, and keep it from asking its maker for news."""
    folder.mkdir(parents=True)
    (folder / "themes.jupyterlab-settings").write_text(json.dumps({"theme": theme}))
    no_news = {"fetchNews": "false", "checkForUpdates": False}
    (folder / "notification.jupyterlab-settings").write_text(json.dumps(no_news))


def run_all_cells(page: Page, tries: int = 6) -> None:
    """Run the open notebook from its menu; again if JupyterLab drops the request while its kernel is coming up."""
    page.locator(".jp-Notebook .jp-CodeCell").first.wait_for()
    page.get_by_text(re.compile(r"\| Idle$")).first.wait_for()
    page.add_locator_handler(page.locator("dialog.jp-Dialog"), lambda dialog: dialog.locator(".jp-mod-accept").click())
    for _ in range(tries):
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        try:
            page.locator(".jp-CodeCell .jp-InputPrompt", has_text=re.compile(r"[\d*]")).first.wait_for(timeout=10_000)
            return
        except TimeoutError:
            continue
    raise RuntimeError("JupyterLab does not run the notebook.")


# A model as anywidget gives it to a form's script, that keeps a real form of Python at its other end.
STAND_IN = """
class Model {
  constructor(state) { this.state = state; this.heard = {}; this.sent = []; this.held = null; }
  get(name) { return this.state[name]; }
  set(name, value) { this.update({ [name]: value }); }
  on(name, listener) { (this.heard[name] ??= []).push(listener); }
  off(name, listener) { this.heard[name] = (this.heard[name] ?? []).filter((other) => other !== listener); }
  update(state) {
    const before = this.state;
    const changed = Object.keys(state).filter((name) => JSON.stringify(state[name]) !== JSON.stringify(before[name]));
    Object.assign(this.state, state);
    for (const name of changed) for (const listener of [...(this.heard[`change:${name}`] ?? [])]) listener();
  }
  hold() { this.held = []; }
  release() { const held = this.held; this.held = null; held.forEach((state) => this.update(state)); }
  async send(message) {
    this.sent.push(message);
    for (const state of await window.toKernel(message)) this.held ? this.held.push(state) : this.update(state);
  }
}
const { default: widget } = await import("/form.js");
window.model = new Model(await window.toKernel(null));
window.draw = (place) => widget.render({ model: window.model, el: document.getElementById(place) });
window.end = window.draw("first");
"""
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A form</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">
<link rel="stylesheet" href="/form.css"></head>
<body style="margin: 0"><main><h1>Page</h1><h2>Part</h2><div id="first"></div><div id="second"></div></main>
<script type="module" src="/stand-in.js"></script></body></html>"""
FORM_ADDRESS = "http://form.test/"


@pytest.fixture
def drawn(browser: Browser):
    """Draw a form of Python by its own script, without any Jupyter: `drawn(form, **options)` returns the page.

    `page.asked` lists every address that the page asked for.
    """
    pages = []
    look = ROOT / "coprod_helpers" / "look"
    served = {"": ("text/html", PAGE), "stand-in.js": ("text/javascript", STAND_IN),
              "form.js": ("text/javascript", (look / "form.js").read_text(encoding="utf-8")),
              "form.css": ("text/css", (look / "form.css").read_text(encoding="utf-8"))}

    def draw(form, **options) -> Page:
        page = browser.new_page(**options)
        pages.append(page)
        page.asked = []

        def answer(route) -> None:
            page.asked.append(route.request.url)
            kind, text = served[route.request.url.removeprefix(FORM_ADDRESS)]
            route.fulfill(content_type=f"{kind}; charset=utf-8", body=text)

        page.route("**/*", answer)
        page.expose_function("toKernel", lambda message: at_the_kernel(form, message))
        page.goto(FORM_ADDRESS)
        page.locator(".coprod-form").first.wait_for()
        return page

    yield draw
    for page in pages:
        page.close()


def at_the_kernel(form, message: dict | None) -> dict | list[dict]:
    """Return the form's whole state for no message, else the updates that the message brings about."""
    if message is None:
        return {name: getattr(form, name) for name in ("spec", "values", "mistakes", "status", "submission_id")}
    updates = []
    form.comm.send = lambda data=None, **_rest: updates.append(data["state"])
    form._handle_custom_msg(message, [])
    return updates
