"""The first sight of a form: its page as HTML that can be read before any script has run.

The form's script draws the same over it and takes along what was typed meanwhile. It is no <form>: pressed too early, it
must not send what was typed to an address.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader


def first_sight(spec: Mapping, values: Mapping) -> str:
    """Return a form's page as HTML.

    Parameters
    ----------
    spec : dict
        As `look.form.form_spec` makes it, with what `look.paged_form` adds.
    values : dict of field name -> text or list of text

    Returns
    -------
    str
        Everything that people typed is escaped.
    """
    return _template().render(spec=spec, values=values, words=spec["words"], level=spec["heading_level"])


@cache
def _template():
    """Return the template; whatever it is handed is escaped."""
    environment = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True,
                              trim_blocks=True, lstrip_blocks=True)
    environment.filters["own_lines"] = lambda text: [line for line in str(text or "").split("\n") if line.strip()]
    environment.filters["label_of"] = _label
    return environment.get_template("form.html")


def _label(field: Mapping, words: Mapping[str, str]) -> str:
    """Return a field's label with its need in words, as the form's script writes it."""
    if field["required"]:
        return words["label_needed"].replace("{label}", field["label"])
    return field["label"] if field["required"] is None else words["label_optional"].replace("{label}", field["label"])
