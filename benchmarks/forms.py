"""Forms beside stock Voilà: how soon a page is read and answers, its memory, thirty pages at once, and fifty people in a minute.

python -m benchmarks.forms [--turns N] [--pages N] [--people N] [--postgresql]

Stock Voilà serves the same survey as one page of ipywidgets with a chart, on stock kernels. Both are opened in turn in the
same browser. With `--postgresql` the fifty people's answers go to a server as well, started for this and stopped again. The last
line is `ratio x.x`: stock Voilà's seconds until a click is answered by ours.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import json
import os
import re
import shutil
import statistics
import sys
import tempfile
import threading
import time
import urllib.request
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import psutil
import websocket
from playwright.sync_api import sync_playwright

from benchmarks.commands import command
from coprod_helpers.apps.links import address_of
from coprod_helpers.workspace import open_workspace
from coprod_helpers.workspace.invitations import invite
from tests.apps_robot import fill_page
from tests.browser import BROWSER_OPTIONS, Server, free_port
from tests.postgres_server import PostgresServer, programs

FORM = "what_can_you_do"
# What an analyst would write without this workbook: the survey's questions as widgets, and a chart of who answered so far.
STOCK = """
import altair as alt
import ipywidgets as widgets
import pandas as pd

alt.renderers.enable("jupyter", offline=True)
SKILLS = [f"Skill {number}" for number in range(1, 25)]
boxes = [widgets.Checkbox(description=skill) for skill in SKILLS]
age = widgets.Dropdown(description="Age", options=["", "16-17", "18-24", "25-34", "35-44", "45-54", "55-64", "65-74", "75+"])
ward = widgets.Dropdown(description="Ward", options=["", *[f"Ward {number}" for number in range(1, 9)]])
hours = widgets.Text(description="Hours")
more = widgets.RadioButtons(description="More", options=["more", "the same", "less"])
idea = widgets.Textarea(description="Idea")
send, said = widgets.Button(description="Send"), widgets.Label("What can you do?")

def sent(_button):
    said.value = f"Answered {hours.value}"

send.on_click(sent)
display(said, widgets.VBox([age, ward, hours, more, *boxes, idea, send]))
""", """
alt.Chart(pd.DataFrame({"ward": list("abcdefgh"), "answers": [52, 7, 48, 60, 55, 49, 61, 68]})).mark_bar().encode(x="answers", y="ward")
"""


class Served(Server):
    """A server of this benchmark's own, with what its pages' processes take."""

    def kernels(self) -> list[psutil.Process]:
        """Return the processes of pages: stock kernels, or what the parent of kernels forked."""
        found = []
        for child in psutil.Process(self.pid).children():
            with contextlib.suppress(psutil.Error):
                found += child.children() if "kernels.parent" in " ".join(child.cmdline()) else [child]
        return [process for process in found if process.is_running() and process.status() != psutil.STATUS_ZOMBIE]

    def private(self) -> list[float]:
        """Return the private memory of each page's process, in MB."""
        found = []
        for process in self.kernels():
            with contextlib.suppress(psutil.Error):
                found.append(process.memory_full_info().uss / 1e6)
        return found


class Visitor:
    """A person without a browser: asks for the page, then fills it in over its channel, page after page.

    `ready` are the seconds until the page was there, `whole` those until it was sent in.
    """

    def __init__(self, address: str):
        self.ready = self.whole = 0.0
        self.spec, self.values, self.submission_id, self.model = {}, {}, "", ""
        self._address = address

    @property
    def fields(self) -> list[dict]:
        """The questions of the page that is open."""
        return [field for group in self.spec["groups"] for field in group["fields"]]

    def go(self, think: float = 0.0) -> bool:
        """Open, fill in, send; `think` seconds pass before each page. True if it was sent."""
        began = time.monotonic()
        with urllib.request.urlopen(self._address, timeout=300) as answer:
            text = answer.read().decode()
        self.ready = time.monotonic() - began
        kernel, self.model = re.search(r'data-kernel="([\w-]+)"', text)[1], re.search(r'data-model="(\w+)"', text)[1]
        self._take(json.loads(re.search(r'id="state">(.*?)</script>', text, re.DOTALL)[1]))
        host = self._address.split("/")[2]
        channel = websocket.create_connection(f"ws://{host}/api/kernels/{kernel}/channels?session_id={uuid.uuid4()}", timeout=120,
                                              origin=f"http://{host}")
        while self.spec["page"] != "done":
            time.sleep(think)
            values = {} if self.spec["page"] in ("start", "check") else fill_page(self)
            self._press(channel, values)
        channel.close()
        urllib.request.urlopen(urllib.request.Request(f"http://{host}/end/{kernel}", method="POST", data=b""), timeout=60).close()
        self.whole = time.monotonic() - began
        return True

    def _press(self, channel, values: dict) -> None:
        """Press the main button and wait for the next page."""
        before = self.submission_id
        content = {"kind": "submit", "values": values, "submission_id": before}
        header = {"msg_id": uuid.uuid4().hex, "msg_type": "comm_msg", "session": "v", "username": "", "version": "5.3", "date": ""}
        channel.send(json.dumps({"channel": "shell", "buffers": [], "metadata": {}, "parent_header": {}, "header": header,
                                 "content": {"comm_id": self.model, "data": {"method": "custom", "content": content}}}))
        while self.submission_id == before:
            message = json.loads(channel.recv())
            data = message["content"].get("data", {})
            if message["msg_type"] == "comm_msg" and data.get("method") == "update":
                self._take(data["state"])
            if self.submission_id == before and data.get("state", {}).get("mistakes"):
                raise RuntimeError(f"{self.spec['page']}: {data['state']['mistakes']}")

    def _take(self, state: dict) -> None:
        """Take over what the form says of itself."""
        self.spec, self.values = state.get("spec", self.spec), state.get("values", self.values)
        self.submission_id = state.get("submission_id", self.submission_id)


def ours(folder: Path, store: str = "", pages: int = 60) -> tuple[Served, str]:
    """Start our server; return it with the address of an invitation to the survey."""
    workspace, port = open_workspace("example", store), free_port()
    words = command("serve", f"--port={port}", f"--max-pages={pages}", *([f"--store={store}"] if store else []))
    served = Served(words, f"http://127.0.0.1:{port}/up", Path(tempfile.mkdtemp(dir=folder)), {**os.environ})
    made = invite(workspace, FORM, dt.date.today() + dt.timedelta(days=30))
    return served, address_of(f"http://127.0.0.1:{port}", workspace.council.gss_code, made)


def stock(folder: Path) -> tuple[Served, str]:
    """Start stock Voilà on a notebook of widgets; return it with its page's address."""
    (folder / "stock").mkdir(exist_ok=True)
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in STOCK], metadata={"kernelspec": kernel}),
                   folder / "stock" / "survey.ipynb")
    port = free_port()
    words = [sys.executable, "-m", "voila", str(folder / "stock" / "survey.ipynb"), "--no-browser", f"--port={port}", "--Voila.ip=127.0.0.1"]
    return Served(words, f"http://127.0.0.1:{port}/voila/static/voila.js", folder / "stock", {**os.environ}), f"http://127.0.0.1:{port}/"


def read_ours(page, address: str) -> tuple[float, float]:
    """Seconds until the form can be read, and until a click is answered."""
    began = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.get_by_role("heading", name="What can you do?").wait_for()
    read = time.perf_counter() - began
    page.locator("body[data-ready=yes]").wait_for()
    page.get_by_role("button", name="Start now").click()
    page.get_by_role("heading", name="Taking part").wait_for()
    return read, time.perf_counter() - began


def read_stock(page, address: str) -> tuple[float, float]:
    """The same of stock Voilà's page."""
    began = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.get_by_text("What can you do?").wait_for(timeout=120_000)
    read = time.perf_counter() - began
    page.get_by_label("Hours").fill("3")
    page.get_by_role("button", name="Send").click()
    page.get_by_text("Answered 3").wait_for(timeout=120_000)
    return read, time.perf_counter() - began


def one_page(folder: Path, turns: int) -> float:
    """Open one page of each in turn; print seconds and memory, return the ratio of answering."""
    sites = {"ours": (*ours(folder), read_ours), "stock Voilà": (*stock(folder), read_stock)}
    found = {name: ([], [], []) for name in sites}
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=BROWSER_OPTIONS)
        for turn in range(turns + 1):
            for name, (served, address, reading) in sites.items():
                context = chromium.new_context()
                page = context.new_page()
                read, answered = reading(page, address)
                memory = served.private()
                context.close()
                # The first page of each warms it up.
                if turn:
                    found[name][0].append(read), found[name][1].append(answered), found[name][2].append(max(memory))
                while name == "ours" and served.kernels():
                    time.sleep(0.1)
        chromium.close()
    for served, *_rest in sites.values():
        served.stop()
    for name, (read, answered, memory) in found.items():
        print(f"{name}: read after {statistics.median(read):.2f} s (longest {max(read):.2f}), click answered after {statistics.median(answered):.2f} s "
              f"(longest {max(answered):.2f}), private memory of a page {statistics.median(memory):.0f} MB", flush=True)
    return statistics.median(found["stock Voilà"][1]) / statistics.median(found["ours"][1])


def at_once(folder: Path, pages: int) -> None:
    """Ask for many pages at once of each."""
    seconds = {}
    for name, make in (("ours", ours), ("stock Voilà", stock)):
        served, address = make(folder)
        # The first page of each warms it up; ours is filled in and left, for the parent of kernels learns when a kernel ends.
        Visitor(address).go() if name == "ours" else urllib.request.urlopen(address, timeout=120).close()

        def asked(_page, address=address) -> int:
            with urllib.request.urlopen(address, timeout=600) as answer:
                return len(answer.read())

        began = time.perf_counter()
        with ThreadPoolExecutor(pages) as pool:
            sizes = list(pool.map(asked, range(pages)))
        seconds[name] = time.perf_counter() - began
        memory = served.private()
        print(f"{pages} pages at once, {name}: all there after {seconds[name]:.1f} s, {min(sizes) / 1000:.0f} kB each, private memory of a page "
              f"{statistics.median(memory):.0f} MB, {sum(memory):.0f} MB in all", flush=True)
        served.stop()
    print(f"{pages} pages at once: ratio {seconds['stock Voilà'] / seconds['ours']:.1f}", flush=True)


def in_a_minute(folder: Path, people: int, store: str) -> None:
    """Let many people open the survey within a minute and send it in."""
    workspace = open_workspace("example", store)
    before = len(workspace.read("survey_answers"))
    served, address = ours(folder, store, pages=people)
    Visitor(address).go()
    before += 1
    visitors, most = [Visitor(address) for _ in range(people)], []
    over = threading.Event()

    def watch() -> None:
        while not over.wait(1.0):
            most.append(served.private())

    watching = threading.Thread(target=watch)
    watching.start()

    def come(place: int) -> bool:
        time.sleep(60 * place / people)
        return visitors[place].go(think=1.0)

    with ThreadPoolExecutor(people) as pool:
        sent = sum(pool.map(come, range(people)))
    over.set()
    watching.join()
    served.stop()
    stored = len(open_workspace("example", store).read("survey_answers")) - before
    ready = sorted(visitor.ready for visitor in visitors)
    each = [memory for look in most for memory in look]
    print(f"{people} people within a minute on {store.partition(':')[0] or 'SQLite'}: {sent} sent, {stored} stored; page ready: median "
          f"{statistics.median(ready):.2f} s, 95th percentile {ready[int(len(ready) * 0.95) - 1]:.2f} s, longest {ready[-1]:.2f} s; sent in after a median "
          f"of {statistics.median(visitor.whole for visitor in visitors):.0f} s; at most {max(map(len, most))} pages open, private memory of a page "
          f"median {statistics.median(each):.0f} MB, largest {max(each):.0f} MB", flush=True)


def main() -> None:
    """Run all and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--pages", type=int, default=30)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--postgresql", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as after:
        os.environ["COPROD_HOME"] = folder
        stores = [""]
        if given.postgresql:
            server = PostgresServer(programs())
            after.callback(server.stop)
            stores.append(server.store)
        for store in stores if given.people else ():
            in_a_minute(Path(folder), given.people, store)
        if given.pages:
            at_once(Path(folder), given.pages)
        if given.turns:
            print(f"ratio {one_page(Path(folder), given.turns):.1f}")


if __name__ == "__main__":
    main()
