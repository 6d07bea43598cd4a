"""The server of forms and pages: Voilà, with these alone and nothing else of its own.

Of Voilà's and Jupyter's addresses only two are there: a page by its link, and the channel to that page's own kernel, on which
no code can be sent. What the page loads are four files of ours. Kernels are forked, are told nothing but their page's council
and store, and end with their page.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
import secrets
from pathlib import Path
from weakref import WeakSet

import tornado.web
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager, ServerKernelManager
from tornado.web import HTTPError
from traitlets.config import Config
from voila.app import Voila, _kernel_id_regex
from voila.handler import VoilaHandler
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

from coprod_helpers.apps.charts_script import charts_script
from coprod_helpers.apps.gate import Gate, Refused, language_of, waiting_sentence
from coprod_helpers.apps.kernel_log import SETTING, logs_to
from coprod_helpers.apps.opening import page_words
from coprod_helpers.chain.starting import kernels
from coprod_helpers.kernels.manager import ReadyManager
from coprod_helpers.look.form import LANGUAGE_NAMES
from coprod_helpers.look.words import in_language, language_in_use, languages
from coprod_helpers.look.words import translate as _
from coprod_helpers.workspace.home import CHECKOUT, folder
from coprod_helpers.workspace.invitations import NAMES

HERE = Path(__file__).parent
NOTEBOOKS = CHECKOUT / "notebooks" / "apps"
LOOK = HERE.parent / "look"
IDLE_MINUTES, CULL_SECONDS, DEAD_SECONDS = 15, 20, 2
FAILED = "<!-- failed -->"
KERNEL = re.compile(r'data-kernel="([0-9a-f-]{36})"')
# What a kernel's environment may hold: how Python and this system run, how a database server is reached (PGPASSWORD and the
# like), and nothing of the server's own.
KEPT = re.compile(r"PATH|HOME|LANG|LC_\w+|TZ|TMPDIR|PYTHON\w*|\w+_NUM_THREADS|USER|LOGNAME|COPROD_KERNELS|VIRTUAL_ENV|PG[A-Z]+")
# No code from elsewhere and none within the page; styles within the page, for tables and charts; nothing may frame it.
POLICY = ("default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; "
          "font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
# What a page may send to its kernel: messages to the form that is there. It can neither run code, nor make widgets, nor end it so.
MAY_SEND = ("comm_msg",)
# The channel closes with this number when its kernel was ended; app.js knows it.
OVER = 4000
FILES = {"form.js": LOOK / "form.js", "form.css": LOOK / "form.css", "app.js": HERE / "app.js", "app.css": HERE / "app.css", "wait.js": HERE / "wait.js"}

log = logging.getLogger("coprod")


class PageKernel(ReadyManager, ServerKernelManager):
    """A page's kernel: ready at once, on sockets that this user alone can open."""


class AppKernels(AsyncMappingKernelManager):
    """Kernels of pages: they are told their page's parameters and nothing else, and are given up when nobody uses them."""

    def __init__(self, **kwargs):
        super().__init__(**{**kwargs, "allowed_message_types": list(MAY_SEND)})

    async def start_kernel(self, *, kernel_id=None, path=None, **kwargs):
        """Start a kernel without what the server's environment and the request hold."""
        kwargs["env"] = {name: value for name, value in os.environ.items() if KEPT.fullmatch(name)} | {
            "COPROD_HOME": str(folder("serve")), SETTING: str(log_file()), "PYTHONDONTWRITEBYTECODE": "1"}
        return await super().start_kernel(kernel_id=kernel_id, path=path, **kwargs)

    async def shutdown_kernel(self, kernel_id, *arguments, **options):
        """End a kernel, and tell its page if it is still there."""
        for channel in [channel for channel in ChannelHandler.open_ones if channel.kernel_id == kernel_id]:
            channel.close(OVER, "over")
        await super().shutdown_kernel(kernel_id, *arguments, **options)

    def get_pool_size(self, _name: str) -> int:
        """No kernels are kept ready: they start at once."""
        return 0

    notebook_data: dict = {}


class OurPage(tornado.web.RequestHandler):
    """Headers and refusals that all our pages share."""

    def set_default_headers(self) -> None:
        """Keep every page strict and out of other sites' hands."""
        _strict(self)

    def write_error(self, status_code: int, **options) -> None:
        """Say in a sentence what went wrong; never how."""
        _write_refusal(self, status_code, options.get("exc_info"))


def _strict(handler) -> None:
    """Set the headers of a page."""
    handler.set_header("Content-Security-Policy", POLICY)
    for name, value in (("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "no-referrer"), ("Cache-Control", "no-store"),
                        ("X-Frame-Options", "DENY"), ("Cross-Origin-Opener-Policy", "same-origin"),
                        ("Permissions-Policy", "camera=(), microphone=(), geolocation=()")):
        handler.set_header(name, value)
    handler.clear_header("Server")


def _write_refusal(handler, status: int, exc_info=None) -> None:
    """Write a page that says why there is none, in the visitor's language, with a reference where it is our fault."""
    with in_language(language_of(handler)):
        _write_why(handler, status, exc_info)


def _write_why(handler, status: int, exc_info) -> None:
    """Write that page in the language in use."""
    error = exc_info[1] if exc_info else None
    if isinstance(error, Refused):
        handler.set_status(error.status)
        if error.seconds:
            handler.set_header("Retry-After", str(error.seconds))
        handler.finish(message_page(error.title, error.sentence, error.place))
    elif status in (403, 404, 405):
        handler.set_status(404)
        handler.finish(message_page(_("There is nothing at this address"), _("Forms open by the link that was sent to you. Open it once "
                                                                              "more from the message that brought it.")))
    else:
        reference = secrets.token_hex(3).upper()
        log.error("Page %s, reference %s: %s", handler.request.path.split("/")[1], reference, type(error).__name__, exc_info=exc_info)
        handler.finish(message_page(_("Something went wrong on our side"), _("Nothing that you filled in is lost. Try again in a few "
                                    "minutes; if it happens again, ring us and say: reference {reference}.").format(reference=reference)))


def message_page(title: str, sentence: str, place: int = 0) -> str:
    """Return a page of one message; that of somebody who waits, at this place in the queue, goes on by itself."""
    return text_page("message.html", title=title, sentence=sentence, place=place)


def text_page(template: str, **values: object) -> str:
    """Return one of our own pages in the language in use, with links to the same page in others; what it is handed is escaped."""
    environment = Environment(loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined)
    language = language_in_use()
    others = [(code, LANGUAGE_NAMES[code]) for code in languages() if code != language]
    return environment.get_template(template).render(
        language=language, others=others, words=page_words(language), _=_, **values)


class PageHandler(VoilaHandler):
    """A form or a page, by its link."""

    def set_default_headers(self) -> None:
        """As for all our pages; Jupyter's own policy is left out."""
        _strict(self)

    def write_error(self, status_code: int, **options) -> None:
        """As for all our pages."""
        _write_refusal(self, status_code, options.get("exc_info"))

    def check_xsrf_cookie(self) -> None:
        """There is nothing to forge: a page is only read, by its link."""

    async def prepare(self) -> None:
        """No sign-in of Jupyter's: the gate decides."""

    @property
    def current_user(self):
        """Nobody is signed in."""
        return "visitor"

    async def get(self, form: str, token: str) -> None:
        """Run the page's notebook and show what it gave, whole or not at all."""
        shown = "".join([part async for part in self.get_generator(f"{form}.ipynb")])
        kernel = KERNEL.search(shown)
        if FAILED in shown:
            await self._end(kernel)
            raise HTTPError(500)
        if 'data-model=""' in shown:
            await self._end(kernel)
        _strict(self)
        self.finish(shown)

    async def _end(self, kernel) -> None:
        """End a kernel that the page does not need."""
        if kernel and kernel[1] in self.kernel_manager:
            await self.kernel_manager.shutdown_kernel(kernel[1], now=True)


class ChannelHandler(VoilaKernelWebsocketHandler):
    """The channel between a page and its own kernel; whoever knows the kernel's name is that page."""

    open_ones: WeakSet[ChannelHandler] = WeakSet()

    async def open(self, kernel_id: str) -> None:
        """Take down that the channel is open, so that its page can be told when the kernel ends."""
        self.open_ones.add(self)
        await super().open(kernel_id)

    async def prepare(self) -> None:
        """No sign-in of Jupyter's; the request must come from our own page."""

    @property
    def current_user(self):
        """Nobody is signed in."""
        return "visitor"

    def write_error(self, status_code: int, **options) -> None:
        """As for all our pages."""
        _write_refusal(self, status_code, options.get("exc_info"))


class EndHandler(OurPage):
    """A page that is left says so, and its kernel's memory comes back."""

    def check_xsrf_cookie(self) -> None:
        """Whoever knows the kernel's name is its page."""

    async def post(self, kernel_id: str) -> None:
        """End the page's kernel."""
        manager = self.settings["kernel_manager"]
        if kernel_id in manager:
            await manager.shutdown_kernel(kernel_id, now=True)
        self.set_status(204)


class TextHandler(OurPage):
    """A page of ours that needs no kernel: the doorstep, and the accessibility statement."""

    def initialize(self, template: str) -> None:
        """Take the template's name."""
        self._template = template

    def get(self) -> None:
        """Show it."""
        with in_language(language_of(self)):
            self.finish(text_page(self._template))


class FileHandler(OurPage):
    """The few files that pages load."""

    def initialize(self, files: dict[str, Path]) -> None:
        """Take the files by name."""
        self._files = files

    def get(self, name: str) -> None:
        """Send one; what is not in the list is not there."""
        if name not in self._files:
            raise HTTPError(404)
        kind = "text/javascript" if name.endswith(".js") else "text/css"
        self.set_header("Content-Type", f"{kind}; charset=utf-8")
        self.set_header("Cache-Control", "public, max-age=86400" if self.get_query_argument("v", "") else "no-cache")
        self.finish(self._files[name].read_bytes())


class UpHandler(OurPage):
    """For a proxy that asks whether the server is up."""

    def get(self) -> None:
        """Say so, and how many pages are open."""
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish("up")


class PlaceHandler(OurPage):
    """For a page that waits: how far it has come."""

    def get(self) -> None:
        """Say the place in the queue, 0 for whoever may come in, and the sentence for it."""
        place = self.settings["gate"].place_of(self)
        with in_language(language_of(self)):
            self.finish({"place": place, "sentence": waiting_sentence(place)})


class NothingHandler(OurPage):
    """Whatever is not there."""

    def prepare(self) -> None:
        """Say that there is nothing."""
        raise HTTPError(404)


class FormServer(Voila):
    """Voilà with our pages alone.

    Parameters
    ----------
    files : dict of name -> Path
        What pages load.
    """

    name = "voila"
    files: dict[str, Path] = {}

    def setup_template_dirs(self) -> None:
        """Our own page template, and no files of any template."""
        self.template_paths, self.static_paths = [str(HERE)], []

    def init_handlers(self) -> list:
        """Return our addresses; Voilà's and Jupyter's others are not there."""
        forms = "|".join(name for name in NAMES if (NOTEBOOKS / f"{name}.ipynb").exists())
        page = {"voila_configuration": self.voila_configuration, "template_paths": self.template_paths, "config": self.config}
        return [
            (rf"/(?P<form>{forms})/(?P<token>[\w.-]+)", PageHandler, page),
            (rf"/api/kernels/{_kernel_id_regex}/channels", ChannelHandler),
            (rf"/end/{_kernel_id_regex}", EndHandler),
            (r"/static/([\w.-]+)", FileHandler, {"files": self.files}),
            (r"/accessibility", TextHandler, {"template": "accessibility.html"}),
            (r"/up", UpHandler),
            (r"/place", PlaceHandler),
            (r"/", TextHandler, {"template": "doorstep.html"}),
            (r".*", NothingHandler),
        ]


def serve(port: int, public_url: str = "", most_pages: int = 40, store: str = "", address: str = "127.0.0.1",
          idle_minutes: float = IDLE_MINUTES) -> None:
    """Serve forms and pages until stopped.

    Parameters
    ----------
    port : int
    public_url : str
        The address that people see, such as https://forms.example.gov.uk; links are made with it.
    most_pages : int
        Pages that may be open at a time; others wait.
    store : str
        Address of the stores.
    address : str
        The address to listen on; this machine alone by default, with a proxy before it.
    idle_minutes : float
        A page that nobody uses for so long is ended; what was filled in is kept.
    """
    logs_to(str(log_file()))
    with kernels() as wait_for_parent:
        files = FILES | {"charts.js": charts_script()}
        wait_for_parent()
        app = FormServer(config=_config(port, address, idle_minutes * 60))
        app.files = files
        app.initialize([])
        gate = Gate(store, most_pages, lambda: len(app.kernel_manager.list_kernel_ids()), public_url.startswith("https://"))
        app.voila_configuration.prelaunch_hook = app.tornado_settings["gate"] = gate
        app.start()


def _config(port: int, address: str, idle_seconds: float) -> Config:
    """Return Voilà's settings: strict, quiet, and giving idle kernels up."""
    config = Config()
    config.Voila.update(port=port, port_retries=0, ip=address, open_browser=False, root_dir=str(NOTEBOOKS), log_level="ERROR",
                        config_file_paths=[], tornado_settings={
                            "compress_response": True, "xheaders": True, "websocket_ping_interval": 20, "websocket_ping_timeout": 20,
                            "websocket_max_message_size": 1 << 20, "default_handler_class": NothingHandler, "serve_traceback": False, "log_function": _log_request,
                            "headers": {"Content-Security-Policy": POLICY}})
    config.VoilaConfiguration.update(
        template="apps", resources={"mark": _mark_of_files()}, multi_kernel_manager_class=AppKernels, strip_sources=True, show_tracebacks=False,
        allow_template_override="NO", allow_theme_override="NO", http_keep_alive_timeout=3600, preheat_kernel=False)
    config.AppKernels.update(cull_idle_timeout=max(1, int(idle_seconds)), cull_interval=max(1, min(CULL_SECONDS, int(idle_seconds / 2))), cull_connected=True, cull_busy=False,
                             kernel_manager_class=f"{__name__}.PageKernel")
    # A kernel that died is not made anew, for it would know nothing of its form: its page is told.
    config.AsyncIOLoopKernelRestarter.update(restart_limit=0, time_to_dead=DEAD_SECONDS)
    config.PageKernel.transport = "ipc"
    config.VoilaExecutor.timeout = 60
    return config


def _mark_of_files() -> str:
    """Return a mark of the files that pages load, so that browsers keep them until they change."""
    return hashlib.sha256(b"".join(path.read_bytes() for path in FILES.values())).hexdigest()[:12]


def _log_request(handler) -> None:
    """Log a request by its first part alone: links are secrets, and names of kernels too."""
    log.info("%s %s /%s %.0f ms", handler.get_status(), handler.request.method, handler.request.path.split("/")[1],
             handler.request.request_time() * 1000)


def log_file() -> Path:
    """Return the file that says what happened, without what anybody typed."""
    return folder("logs") / "serve.log"
