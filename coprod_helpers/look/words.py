"""Words in each language: every sentence that a user reads passes through here, whole.

Sentences stand in English in the code, marked by `_`, `translate`, `plural` or `N_`, or as labels, help, units and
sentences of the declarations in `coprod_helpers.tables`. They are gathered into locale/coprod.pot, and each language's
catalogue is locale/<language>/LC_MESSAGES/coprod.po; an empty translation there means the English as it is.

After changing any sentence, from the root of the checkout::

    python -m coprod_helpers.look.words

gathers the sentences anew and carries them into every catalogue. `pybabel extract -F babel.cfg -o FILE .` gathers
the same. A new language: `pybabel init -D coprod -i coprod_helpers/look/locale/coprod.pot -d
coprod_helpers/look/locale -l cy`.
"""

from __future__ import annotations

import ast
import datetime as dt
import gettext
import io
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from coprod_helpers import __version__
from coprod_helpers.errors import InputError, one_of

LOCALES = Path(__file__).with_name("locale")
ROOT = Path(__file__).parents[2]
TEMPLATE = "coprod.pot"
_CATALOGUE = "LC_MESSAGES/coprod.po"

# Languages whose words no native reader has checked yet; pages in them say so.
UNCHECKED = ("cy",)

_HEADER = "# Sentences of the Co-Production Star workbook. Made by python -m coprod_helpers.look.words."

_in_use: ContextVar[str] = ContextVar("language", default="en")

# Call -> its positional arguments that hold a sentence, counted from 1, and the names they have as keywords.
_MARKS: dict[str, tuple[tuple[int, ...], tuple[str, ...]]] = {
    "N_": ((1,), ()),
    "_": ((1,), ()),
    "translate": ((1,), ("text",)),
    "Word": ((2, 3), ("label", "meaning")),
    "Step": ((2, 3), ("title", "question")),
    "Column": ((3, 4), ("label", "help", "unit")),
    "Table": ((4, 5), ("label", "help")),
    "Rule": ((3,), ("sentence",)),
    "_score": ((2, 3), ("label", "help")),
    "_answer_link": ((2, 3), ("label", "help")),
    "_library": ((3, 4), ("label", "help")),
}


def languages() -> list[str]:
    """Return the codes of the languages that have a catalogue."""
    return sorted(path.parts[-3] for path in LOCALES.glob(f"*/{_CATALOGUE}"))


@cache
def is_whole(language: str) -> bool:
    """True for a language in which every sentence of the workbook is there: English, and a catalogue without gaps."""
    return language == "en" or (language in languages() and all(
        all(entry.string) if isinstance(entry.string, tuple) else entry.string for entry in read_catalogue(language) if entry.id))


def language_in_use() -> str:
    """Return the language that `translate` uses where none is named."""
    return _in_use.get()


@contextmanager
def in_language(language: str) -> Iterator[None]:
    """Use this language for everything that is translated inside the `with` block.

    Raises
    ------
    InputError
        If the language has no catalogue; the languages that have one are named.
    """
    _catalogue(language)
    token = _in_use.set(language)
    try:
        yield
    finally:
        _in_use.reset(token)


def translate(text: str, language: str | None = None) -> str:
    """Return a sentence in a language; in English where the catalogue holds no translation.

    Parameters
    ----------
    text : str
        The whole English sentence, with any numbers and names as {placeholders}.
    language : str, optional
        "en", "cy" and so on; the language in use if left out, which is English unless `in_language` says otherwise.

    Returns
    -------
    str

    Raises
    ------
    InputError
        If the language has no catalogue; the languages that have one are named.
    """
    return _catalogue(language or language_in_use()).gettext(text) if text else text


_ = translate


def plural(singular: str, several: str, number: int, language: str | None = None) -> str:
    """Return the sentence for one thing or for several, by the rules of the language (Welsh has six forms).

    Parameters
    ----------
    singular, several : str
        The whole English sentences, with the number as a {placeholder}.
    number : int
        How many; 0 and more.
    language : str, optional
        As for `translate`.

    Returns
    -------
    str
        The sentence, its placeholders still to be filled.
    """
    return _catalogue(language or language_in_use()).ngettext(singular, several, int(number))


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    """Return a language's catalogue, ready for look-ups."""
    if language not in languages():
        raise InputError(f'There are no words in "{language}" yet. There are words in: {one_of(languages())}.')
    from babel.messages.mofile import write_mo

    compiled = io.BytesIO()
    write_mo(compiled, read_catalogue(language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def read_catalogue(language: str):
    """Return a language's catalogue as babel's Catalog, with the comments and places of each sentence."""
    from babel.messages.pofile import read_po

    with (LOCALES / language / _CATALOGUE).open("rb") as file:
        return read_po(file, locale=language, domain="coprod")


def read_python(fileobj, keywords, comment_tags, options) -> Iterator[tuple[int, str, object, list[str]]]:
    """Find the marked sentences of one Python file; babel calls it, by babel.cfg.

    A sentence may be a literal, literals side by side, or a constant of the same module.

    Returns
    -------
    iterator of (line, function, sentence or (singular, several), comments)
    """
    tree = ast.parse(fileobj.read())
    constants = {
        target.id: node.value
        for node in tree.body if isinstance(node, ast.Assign) for target in node.targets if isinstance(target, ast.Name)
    }
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        name = getattr(call.func, "id", getattr(call.func, "attr", ""))
        if name == "plural":
            texts = tuple(_literal(node, constants) for node in call.args[:2])
            if all(texts):
                yield call.lineno, "ngettext", texts, []
        for node in _marked(call, name):
            text = _literal(node, constants)
            if text:
                yield node.lineno, "N_", text, []


def _marked(call: ast.Call, name: str) -> list[ast.expr]:
    """Return the arguments of a call that hold sentences."""
    places, keywords = _MARKS.get(name, ((), ()))
    found = [call.args[place - 1] for place in places if place <= len(call.args)]
    return found + [entry.value for entry in call.keywords if entry.arg in keywords]


def _literal(node: ast.expr, constants: dict[str, ast.expr]) -> str:
    """Return the text that an expression holds, or nothing."""
    node = constants.get(node.id, node) if isinstance(node, ast.Name) else node
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def gather():
    """Return every marked sentence of the package as babel's Catalog, in the order of files and lines."""
    from babel.messages.catalog import Catalog
    from babel.messages.extract import extract_from_dir
    from babel.messages.frontend import parse_mapping_cfg

    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file, "babel.cfg")
    catalogue = Catalog(project="coprod", version=__version__, charset="utf-8", fuzzy=False, header_comment=_HEADER,
                        **dict.fromkeys(("msgid_bugs_address", "last_translator", "language_team"), "the authors"))
    # A date of making would change the files at every run.
    catalogue.creation_date = catalogue.revision_date = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    for path, line, text, comments, context in sorted(
            extract_from_dir(str(ROOT), methods, options, directory_filter=lambda folder: True),
            key=lambda found: (found[0], found[1])):
        catalogue.add(text, locations=[(path.replace("\\", "/"), None)], context=context)
    return catalogue


def extract() -> int:
    """Gather the sentences anew, write the template and bring every catalogue up to date; return how many there are."""
    from babel.messages.pofile import write_po

    template = gather()
    LOCALES.mkdir(exist_ok=True)
    with (LOCALES / TEMPLATE).open("wb") as file:
        write_po(file, template, width=110)
    for language in languages():
        catalogue = read_catalogue(language)
        catalogue.update(template, no_fuzzy_matching=True, update_header_comment=False)
        catalogue.obsolete = {key: entry for key, entry in catalogue.obsolete.items() if any(entry.string)}
        with (LOCALES / language / _CATALOGUE).open("wb") as file:
            write_po(file, catalogue, width=110)
    return len(template)


if __name__ == "__main__":
    print(f"{extract()} sentences in {LOCALES / TEMPLATE}; catalogues brought up to date: {', '.join(languages())}.")
