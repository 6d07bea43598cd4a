"""People's words in HTML: shown as typed, whatever they hold."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coprod_helpers.look.escape import escape, link
from coprod_helpers.tables.clean import clean_text


class Reader(HTMLParser):
    """Collects what a browser would take for elements and for text."""

    def __init__(self, html: str):
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes, self.text = [], [], ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.text += data


@given(st.text(alphabet=st.characters(codec=None, categories=None)))
def test_any_text_reads_back_as_typed_and_makes_no_element(text):
    reader = Reader(f'<p title="{escape(text)}">{escape(text)}</p>')
    assert reader.tags == ["p"]
    assert reader.text == clean_text(text)[0]
    assert reader.attributes == [("title", clean_text(text)[0])]


@pytest.mark.parametrize("text", [
    "<script>alert(1)</script>", '" onmouseover="alert(1)', "' onfocus='alert(1)", "{{7*7}}", "&lt;b&gt;",
    "[x](javascript:a)",
])
def test_markup_is_shown_and_not_obeyed(text):
    assert Reader(f"<p>{escape(text)}</p>").text == text


@pytest.mark.parametrize("address", [
    "javascript:alert(1)", " JaVaScRiPt:alert(1)", "java\x00script:alert(1)", "data:text/html,x", "//example.org",
    "file:///etc", "vbscript:x", "https://", "ftp://x", "www.example.org", "",
])
def test_only_web_addresses_become_links(address):
    assert Reader(link(address, "Our page")).tags == []
    assert Reader(link(address, "Our page")).text == "Our page"


def test_link_keeps_its_address_and_cannot_be_broken_out_of():
    reader = Reader(link('https://example.org/?a=1&b="><script>', "<b>"))
    assert reader.tags == ["a"]
    assert ("href", 'https://example.org/?a=1&b="><script>') in reader.attributes
    assert reader.text == "<b>"
