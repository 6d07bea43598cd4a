"""Text of other people, made safe to put into HTML: one way for all of the workbook."""

from __future__ import annotations

import html
import re

from coprod_helpers.tables.clean import clean_text

_WEB_ADDRESS = re.compile(r"https?://[^\s/]", re.IGNORECASE)

# JupyterLab would set $...$ in any HTML as a formula, links inside it included; these classes keep it from doing so.
AS_TYPED = "tex2jax_ignore mathjax_ignore"


def escape(text: object) -> str:
    """Return text that HTML shows exactly as typed, in an element or in a quoted attribute.

    Parameters
    ----------
    text : object
        Anything with a text form. Blanks are for the caller to put into words.

    Returns
    -------
    str
        With `&`, `<`, `>` and both quotation marks written as entities, and without characters that cannot be seen or
        stored.

    Examples
    --------
    >>> escape('<img src=x onerror="alert(1)">')
    '&lt;img src=x onerror=&quot;alert(1)&quot;&gt;'
    """
    return html.escape(clean_text(str(text))[0], quote=True)


def is_web_address(address: str) -> bool:
    """True for an address that begins as those of the web do; `javascript:` and the like do not."""
    return bool(_WEB_ADDRESS.match(clean_text(address)[0].strip()))


def link(address: str, text: str) -> str:
    """Return a link where the address is one of the web, else its text alone.

    Parameters
    ----------
    address : str
        As typed.
    text : str
        What the reader sees.

    Returns
    -------
    str
        HTML. Addresses such as `javascript:` never become links.

    Examples
    --------
    >>> link("javascript:alert(1)", "Our page")
    'Our page'
    """
    address = clean_text(address)[0].strip()
    if not is_web_address(address):
        return escape(text)
    return f'<a href="{escape(address)}" rel="noopener noreferrer">{escape(text)}</a>'
