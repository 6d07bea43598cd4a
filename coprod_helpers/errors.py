"""Our errors: each message says what is wrong, where, what is allowed and what to do next."""

from __future__ import annotations

from collections.abc import Iterable

SHOWN_AT_MOST = 5


class CoprodError(Exception):
    """Something a user can put right; its message is written for that user."""


class InputError(CoprodError):
    """What was typed, imported or passed in cannot be used; `mistakes` holds every reason.

    Parameters
    ----------
    message : str
        One sentence on the whole.
    mistakes : iterable, optional
        One printable mistake per fault found; the message shows the first five and counts the rest.
    """

    def __init__(self, message: str, mistakes: Iterable = ()):
        self.mistakes = list(mistakes)
        super().__init__("\n".join([message, *bullets(self.mistakes)]))


class UnknownCouncil(InputError):
    """A name or code that the register of councils does not hold."""


class AmbiguousCouncil(InputError):
    """A name that fits several councils; `mistakes` lists them."""


class StaleSave(CoprodError):
    """Someone else changed the same rows first; `conflicts` shows both versions.

    Parameters
    ----------
    message : str
    conflicts : list of dict
        Each with table, id, column, yours, theirs, who, at and revision.
    """

    def __init__(self, message: str, conflicts: list[dict]):
        self.conflicts = conflicts
        super().__init__(message)


class StoreError(CoprodError):
    """The store cannot be opened, is from a newer version, or is damaged."""


class RunError(CoprodError):
    """A run stopped; the message names the council, the step and the reason."""


def bullets(items: Iterable, shown: int = SHOWN_AT_MOST) -> list[str]:
    """Return the first items as bullet lines, and one line that counts the rest."""
    lines = [str(item) for item in items]
    rest = len(lines) - shown
    return [f"- {line}" for line in lines[:shown]] + ([f"- and {rest} more"] if rest > 0 else [])


def one_of(names: Iterable[str]) -> str:
    """Return names as a list for a sentence: "a, b or c"."""
    names = [str(name) for name in names]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}" if names else "nothing"
