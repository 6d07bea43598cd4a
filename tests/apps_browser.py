"""A visitor in a real browser: opens an app on a phone, fills in what a page asks, and keeps pictures of what was seen."""

from __future__ import annotations

import re
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

ROOT = Path(__file__).parents[1]
# A picture of every state of every app, from the last time that its test ran.
SCREENSHOTS = ROOT / "screenshots"
PHONE = {"width": 390, "height": 844}
AXE = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}}
LOCAL = re.compile(r"^(https?|wss?)://127\.0\.0\.1[:/]|^(data|blob):")


def visitor(browser: Browser, asked: list[str] | None = None, **options) -> BrowserContext:
    """Return a visitor's own browser; it refuses every address but this machine's, and takes down those that were asked for."""
    context = browser.new_context(**{"viewport": PHONE, "locale": "en-GB", **options})

    def answer(route) -> None:
        if LOCAL.match(route.request.url):
            route.continue_()
        else:
            if asked is not None:
                asked.append(route.request.url)
            route.abort()

    context.route("**/*", answer)
    context.set_default_timeout(30_000)
    return context


def ready(page: Page) -> None:
    """Wait until a form's script has taken over."""
    page.locator("body[data-ready=yes]").wait_for()


def look(page: Page, name: str) -> None:
    """Keep a picture; axe finds nothing, and nothing is wider than the screen."""
    SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)
    found = Axe().run(page, options=AXE)
    assert found.violations_count == 0, found.generate_report()
    width = page.viewport_size["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{name} is wider than {width} px"


def heading(page: Page) -> str:
    """Return the heading of the page of a form that is open."""
    return page.locator(".coprod-form h1, .coprod-form h2").first.inner_text()


def press(page: Page) -> None:
    """Press the main button and wait for what it brings: another page, or mistakes; the form says when it is free again."""
    page.locator("button.coprod-save").click()
    page.wait_for_function("() => document.querySelector('button.coprod-save').getAttribute('aria-disabled') !== 'true'")


def fill(page: Page, text: str = "Said by the visitor", **own: str) -> None:
    """Answer every question of the page that is open."""
    first_place = True
    for field in page.locator(".coprod-form [data-field]").all():
        name = field.get_attribute("data-field")
        radios, boxes = field.locator("input[type=radio]"), field.locator("input[type=checkbox]")
        if radios.count():
            labels = field.locator("label")
            yes = labels.filter(has_text=re.compile(r"^(Yes|Ydw|Ie|Cytuno)"))
            place = 0 if name == "first" else 1 if name == "second" else radios.count() - 1
            # No answer stands last where it may be left open.
            choice = yes.first if yes.count() else labels.nth(place if first_place or place < radios.count() else 0)
            choice.click()
        elif boxes.count():
            for place in range(min(2, boxes.count())):
                boxes.nth(place).check()
        elif field.locator("select").count():
            field.locator("select").select_option(index=1)
        else:
            box = field.locator("input, textarea").first
            kind = box.get_attribute("class") or ""
            box.fill(own.get(name) or ("3" if "coprod-number" in kind else "1 January 2027" if "coprod-date" in kind else
                                       {"email": "visitor@example.org", "phone": "01632 960 999", "url": "https://example.org/"}.get(name, text)))


def go_through(page: Page, most: int = 80, **own: str) -> list[str]:
    """Answer page after page until check your answers; return the headings that were met."""
    met = []
    while (now := heading(page)) != "Check your answers":
        assert len(met) < most and now not in met[-1:], (met, page.locator(".coprod-summary").inner_text())
        met.append(now)
        fill(page, **own)
        press(page)
    return met
