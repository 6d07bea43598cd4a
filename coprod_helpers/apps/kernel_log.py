"""What goes wrong in a page's kernel, in the server's log: the kind of error and the places in the code, nothing that was typed."""

from __future__ import annotations

import functools
import logging
import os
import traceback
from collections.abc import Callable

SETTING = "COPROD_LOG"
FORMAT = "%(asctime)s %(levelname)s %(message)s"

log = logging.getLogger("coprod")


def logs_to(path: str) -> None:
    """Write this process's log to a file, once."""
    if path and not any(getattr(handler, "baseFilename", "") == path for handler in log.handlers):
        handler = logging.FileHandler(path, encoding="utf-8")
        handler.setFormatter(logging.Formatter(FORMAT))
        log.addHandler(handler)
        log.setLevel(logging.INFO)


def explained(act: Callable) -> Callable:
    """Let the log explain why a page could not be opened; the error itself goes on its way."""

    @functools.wraps(act)
    def wrapped(*arguments, **options):
        logs_to(os.environ.get(SETTING, ""))
        try:
            return act(*arguments, **options)
        except Exception as error:
            log.error("%s: %s\n%s", act.__name__, type(error).__name__, "".join(traceback.format_tb(error.__traceback__)))
            raise

    return wrapped
