"""The server: its few addresses and nothing else, channels on which no code can be sent, and our own sentence for every failure."""

from __future__ import annotations

import asyncio
import json
import re
import tempfile
import time
import urllib.error
import urllib.request
import uuid
from pathlib import Path

import pytest
import websocket

from coprod_helpers.apps.server import FILES, KEPT, POLICY, AppKernels
from coprod_helpers.workspace.home import home

STRICT = {"Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer"}
# Addresses of Voilà, Jupyter and JupyterLab, and ways out of a folder.
OTHERS = """
/api /api/ /api/me /api/status /api/spec.yaml /api/contents /api/contents/pledge_an_act.ipynb /api/contents/..%2f..%2fREADME.md
/api/contents/pledge_an_act.ipynb/checkpoints /api/kernels /api/kernels/ /api/kernelspecs /api/kernelspecs/python3 /api/sessions /api/terminals
/api/terminals/1 /terminals/websocket/1 /api/config/common /api/nbconvert /api/events/subscribe /api/security/csp-report /api/shutdown /api/metrics
/metrics /voila/files/pledge_an_act.ipynb /voila/files/../../README.md /voila/static/voila.js /voila/static/..%2f..%2f..%2fetc/passwd
/voila/templates/apps/static/form.js /voila/templates/lab/static/voila.js /voila/render/pledge_an_act.ipynb /voila/tree /voila/api/shutdown/x
/voila/themes/jupyterlab-theme-dark/index.css /voila/labextensions/x /files/pledge_an_act.ipynb /view/pledge_an_act.ipynb /notebooks/pledge_an_act.ipynb
/nbconvert/html/pledge_an_act.ipynb /nbextensions/x /tree /edit/x /lab /lab/tree /lab/api/settings /custom/custom.css /kernelspecs/python3/logo.png
/login /logout /hub/login /static /static/ /static/server.py /static/..%2fserver.py /static/%2e%2e/%2e%2e/cli.py /static/../../cli.py /static//etc/passwd
/static/form.js%00.html /static/base.html /static/index.html.j2 /keys/links.key /logs/serve.log /workspaces /.git/config /favicon.ico
/pledge_an_act /pledge_an_act/ /pledge_an_act.ipynb /pledge_an_act/a/b /my_page/ /nothing_of_this_name/x /..%2f..%2fetc/passwd //etc/passwd
/end/x /end /up/x /accessibility/x /%00 /pledge_an_act/%00
""".split()


def ask(address: str, method: str = "GET", headers: dict | None = None, data: bytes | None = None):
    """Return status, headers and text of an answer, whatever its status; cookies and redirects are left alone."""
    request = urllib.request.Request(address, method=method, headers=headers or {}, data=data)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.headers, refused.read().decode()


@pytest.fixture(scope="module")
def page(site):
    """A form's page, left open: its text and its kernel's name."""
    status, _headers, text = ask(site.link("suggest_an_initiative"))
    assert status == 200
    return text, re.search(r'data-kernel="([0-9a-f-]{36})"', text)[1], re.search(r'data-model="([0-9a-f]+)"', text)[1]


@pytest.mark.parametrize("path", OTHERS)
def test_address_that_is_not_ours_is_not_there_whoever_asks(path, site):
    kernels = len(site.kernels())
    for method in ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"):
        status, headers, text = ask(site.address + path, method, data=b"{}" if method in ("POST", "PUT", "PATCH") else None)
        assert status == 404 or (method == "GET" and status == 403), (path, method, status)
        assert method == "HEAD" or "nothing at this address" in text or "does not open" in text, (path, method)
        assert "Traceback" not in text and "tornado" not in text.lower() and str(home()) not in text
        assert headers["Content-Security-Policy"] == POLICY
    assert len(site.kernels()) == kernels


@pytest.mark.parametrize("path", ["/", "/accessibility", "/up", "/static/form.js", "/static/app.css", "/nothing"])
def test_every_page_is_strict_and_says_nothing_of_the_server(path, site):
    _status, headers, _text = ask(site.address + path)
    assert {name: headers[name] for name in STRICT} == STRICT and "Server" not in headers


@pytest.mark.parametrize("name", [*FILES, "charts.js"])
def test_files_that_pages_load_are_ours_and_name_no_other_host(name, site):
    status, headers, text = ask(f"{site.address}/static/{name}")
    assert status == 200 and len(text) > 100
    assert headers["Content-Type"].startswith("text/css" if name.endswith(".css") else "text/javascript")
    assert name == "charts.js" or not re.search(r"https?://(?!www\.w3\.org)", text)


def test_form_stands_in_the_page_before_any_script_and_the_source_does_not(page, site):
    text, *_names = page
    assert "Suggest an initiative" in text and "Start now" in text and '<html lang="en">' in text and "<title>Suggest an initiative" in text
    for secret in ("open_form", "coprod_helpers", "import ", ".ipynb", str(home()), "sqlite", "COPROD", "Traceback"):
        assert secret not in text, secret
    assert not re.search(r"<script(?![^>]*(src=\"/static/|application/json))", text), "no code within the page"
    assert not re.search(r'(src|href)="(?!/|#|data:,)', text), "nothing from elsewhere"


@pytest.mark.parametrize("query", ["council=..%2f..%2fetc", "store=sqlite:////tmp/x.db", "sheet=x", "person=RT1", "x=" + "y" * 6000, "voila-template=lab",
                                   "voila-theme=dark", "parameters=%7B%7D", "token=x", "kernel_name=python3"])
def test_parameters_in_the_address_change_nothing(query, site):
    status, _headers, text = ask(f"{site.link('pledge_an_act')}?{query}")
    assert status == 200 and "Exampleshire" in text and "Pledge an act" in text


def test_endlessly_long_address_is_refused_and_the_server_goes_on(site):
    try:
        status, *_rest = ask(f"{site.address}/pledge_an_act/{'x' * 200_000}")
    except (urllib.error.URLError, ConnectionError):
        status = 400
    assert status in (400, 403, 404, 414, 431)
    assert ask(f"{site.address}/up")[0] == 200


def test_refused_link_is_a_sentence_and_starts_no_kernel(site):
    kernels = len(site.kernels())
    status, headers, text = ask(site.link("pledge_an_act")[:-2])
    assert status == 403 and "not complete, or was changed" in text and len(site.kernels()) == kernels
    assert {name: headers[name] for name in STRICT} == STRICT


def channel(site, kernel: str, origin: str | None = None):
    """Open a page's channel."""
    return websocket.create_connection(f"ws://127.0.0.1:{site.port}/api/kernels/{kernel}/channels?session_id={uuid.uuid4()}", timeout=5,
                                       origin=origin or site.address)


def message(kind: str, content: dict, channel_name: str = "shell") -> str:
    """Return a message of Jupyter's protocol."""
    header = {"msg_id": uuid.uuid4().hex, "msg_type": kind, "session": uuid.uuid4().hex, "username": "", "version": "5.3", "date": ""}
    return json.dumps({"channel": channel_name, "header": header, "parent_header": {}, "metadata": {}, "content": content, "buffers": []})


def heard(opened, seconds: float = 1.5) -> list[dict]:
    """Return what comes over a channel within so many seconds."""
    messages, end = [], time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        opened.settimeout(left)
        try:
            messages.append(json.loads(opened.recv()))
        except (websocket.WebSocketException, OSError):
            break
    return messages


WAS_HERE = Path(tempfile.gettempdir()) / f"coprod-was-here-{uuid.uuid4().hex}"
CODE = {"code": f"open({str(WAS_HERE)!r}, 'w')", "silent": False, "store_history": False, "user_expressions": {}, "allow_stdin": False,
        "stop_on_error": True}


# What Jupyter's protocol lets a front end ask of a kernel, and its content.
ASKED = {
    "execute_request": CODE, "complete_request": {"code": "import o", "cursor_pos": 8}, "inspect_request": {"code": "open", "cursor_pos": 4},
    "history_request": {"hist_access_type": "tail", "n": 10, "output": True, "raw": True}, "is_complete_request": {"code": "1"},
    "kernel_info_request": {}, "comm_info_request": {}, "debug_request": {"command": "evaluate"}, "input_reply": {"value": "x"},
    "shutdown_request": {"restart": False}, "interrupt_request": {}, "usage_request": {},
    "comm_open": {"comm_id": "a" * 32, "target_name": "jupyter.widget", "data": {"state": {}}}, "no_such_request": {},
}


@pytest.mark.parametrize("over", ["shell", "control", "stdin", "iopub", "nothing"])
def test_channel_takes_no_code_and_no_command(over, site, page):
    _text, kernel, model = page
    opened = channel(site, kernel)
    heard(opened, 0.2)
    for kind, content in ASKED.items():
        opened.send(message(kind, content, over))
    # The form itself answers on the same channel, so whatever would have come before it has come.
    opened.send(message("comm_msg", {"comm_id": model, "data": {"method": "request_state"}}))
    said, end = [], time.monotonic() + 10
    while not any(one["msg_type"] == "comm_msg" for one in said) and time.monotonic() < end:
        said += heard(opened, 0.3)
    opened.close()
    assert any(one["msg_type"] == "comm_msg" and one["content"]["comm_id"] == model for one in said), "the kernel is alive"
    assert {one["msg_type"] for one in said} <= {"comm_msg", "status"} and not WAS_HERE.exists()


def test_channel_of_no_page_and_of_another_site_is_refused(site, page):
    with pytest.raises(websocket.WebSocketBadStatusException) as unknown:
        channel(site, str(uuid.uuid4()))
    assert unknown.value.status_code == 404
    with pytest.raises(websocket.WebSocketBadStatusException) as elsewhere:
        channel(site, page[1], "https://elsewhere.example.org")
    assert elsewhere.value.status_code in (403, 404)


def test_another_form_of_the_same_council_cannot_be_reached_over_a_channel(site, page):
    """What is sent to a model that the kernel does not hold is dropped."""
    opened = channel(site, page[1])
    heard(opened, 0.2)
    opened.send(message("comm_msg", {"comm_id": "b" * 32, "data": {"method": "request_state"}}))
    assert not [one for one in heard(opened) if one["msg_type"] == "comm_msg"]
    opened.close()


def test_too_large_a_message_closes_its_channel_alone(site, page):
    opened = channel(site, page[1])
    opened.send(message("comm_msg", {"comm_id": page[2], "data": {"method": "custom", "content": "x" * (2 << 20)}}))
    heard(opened)
    assert ask(f"{site.address}/up")[0] == 200
    again = channel(site, page[1])
    again.send(message("comm_msg", {"comm_id": page[2], "data": {"method": "request_state"}}))
    assert [one for one in heard(again, 5) if one["msg_type"] == "comm_msg"]
    again.close()


def test_page_that_is_left_ends_its_kernel(site):
    before = {process.pid for process in site.kernels()}
    _status, _headers, text = ask(site.link("pledge_an_act"))
    kernel = re.search(r'data-kernel="([0-9a-f-]{36})"', text)[1]
    assert len({process.pid for process in site.kernels()} - before) == 1
    assert ask(f"{site.address}/end/{kernel}", "POST", data=b"")[0] == 204
    end = time.monotonic() + 10
    while {process.pid for process in site.kernels()} - before and time.monotonic() < end:
        time.sleep(0.1)
    assert not {process.pid for process in site.kernels()} - before
    assert ask(f"{site.address}/end/{uuid.uuid4()}", "POST", data=b"")[0] == 204


def test_page_to_read_keeps_no_kernel(site):
    before = len(site.kernels())
    status, _headers, text = ask(site.link("our_star"))
    assert status == 200 and "Exampleshire" in text
    end = time.monotonic() + 10
    while len(site.kernels()) > before and time.monotonic() < end:
        time.sleep(0.1)
    assert len(site.kernels()) == before


def test_failure_is_our_sentence_with_a_reference_that_the_log_explains(site):
    address = site.link("ward_page", person="W99")
    status, headers, text = ask(address)
    assert status == 500 and "went wrong on our side" in text and "Traceback" not in text and "W99" not in text
    reference = re.search(r"reference ([0-9A-F]{6})", text)[1]
    assert f"Page ward_page, reference {reference}" in site.log and "open_page: InputError" in site.log
    assert {name: headers[name] for name in STRICT} == STRICT


def test_log_holds_no_link_no_kernel_and_no_word_that_was_typed(site, page):
    address = site.link("pledge_an_act")
    ask(address)
    assert address.rsplit("/", 1)[1] not in site.log and page[1] not in site.log
    assert re.search(r"200 GET /pledge_an_act \d+ ms", site.log)


def test_kernels_are_told_nothing_of_the_servers_own(monkeypatch, home):
    monkeypatch.setenv("JUPYTER_TOKEN", "secret")
    monkeypatch.setenv("DATABASE_PASSWORD", "secret")
    told = {}

    async def start(_self, **options):
        told.update(options["env"])

    monkeypatch.setattr(AppKernels.__mro__[1], "start_kernel", start)
    asyncio.run(AppKernels().start_kernel(env={"REQUEST": "secret"}))
    assert "secret" not in told.values() and {name for name in told if not KEPT.fullmatch(name)} == {"COPROD_HOME", "COPROD_LOG"}
    assert not list((home / "serve").glob("**/*.key"))
