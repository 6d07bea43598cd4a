"""What users see: charts, tables, documents, pages, words and numbers.

Each name is loaded when it is first asked for: whoever needs a sentence does not wait for charts.
"""

from __future__ import annotations

from importlib import import_module

__all__ = ["Finding", "Head", "Picture", "Section", "TableView", "draw_star", "in_language", "render_page", "saved_rows",
           "show_forms", "titled", "translate"]

_HOMES = {"Finding": "section", "Head": "page", "Picture": "section", "Section": "section", "TableView": "section",
          "draw_star": "star_chart", "in_language": "words", "render_page": "page",
          "saved_rows": "fill_in", "show_forms": "fill_in", "titled": "theme", "translate": "words"}


def __getattr__(name: str):
    """Load a name of the door from its module."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
