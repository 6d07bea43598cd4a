"""Controls that redraw as they move: at once where no loop runs, else once typing pauses; a fault is told in words."""

from __future__ import annotations

import asyncio
import logging
import secrets
import traceback
from collections.abc import Callable, Mapping, Sequence

import ipywidgets as widgets

from coprod_helpers.errors import CoprodError
from coprod_helpers.look.escape import AS_TYPED, escape
from coprod_helpers.look.form import OUR_FAULT
from coprod_helpers.look.words import translate as _
from coprod_helpers.tables.declare import Column

log = logging.getLogger("coprod")

WAIT_SECONDS = 0.15
WIDE, WORDS = {"width": "calc(100% - 6px)"}, {"description_width": "14em"}
NARROW = {"width": "auto", "align_self": "flex-start"}


class Controls(widgets.VBox):
    """Controls with one `redraw`; what came of an act is said in `status`, aloud too."""

    def __init__(self):
        super().__init__()
        self._waiting = None
        self.status = widgets.HTML()

    def redraw(self) -> None:
        """Show what the controls ask for."""
        raise NotImplementedError

    def redraw_soon(self, _change: Mapping) -> None:
        """Redraw once typing pauses; at once where no loop runs, as in tests."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return self.guard(self.redraw)
        if self._waiting:
            self._waiting.cancel()
        self._waiting = loop.call_later(WAIT_SECONDS, self.guard, self.redraw)

    def guard(self, function: Callable[[], None]) -> None:
        """Call a function of ours; whatever goes wrong is told in words."""
        try:
            function()
        except CoprodError as error:
            self.say(str(error))
        except Exception as error:  # a page must never meet a traceback
            reference = secrets.token_hex(3).upper()
            log.error("%s, reference %s: %s\n%s", type(self).__name__, reference, type(error).__name__,
                      "".join(traceback.format_tb(error.__traceback__)))
            self.say(_(OUR_FAULT).format(reference=reference))

    def say(self, sentence: str) -> None:
        """Say what came of it, aloud too."""
        self.status.value = f'<div role="status" class="{AS_TYPED}">{escape(sentence)}</div>'.replace("\n", "<br>")


def list_of(column: Column, options: Sequence[tuple[str, str]]) -> widgets.Dropdown:
    """Return a list to choose from, under its column's label."""
    return widgets.Dropdown(options=list(options), description=_(column.label), style=WORDS, layout=WIDE)


def options_of_column(column: Column) -> list[tuple[str, str]]:
    """Return a closed list as (label, code)."""
    return [(_(word.label), word.code) for word in column.words]
