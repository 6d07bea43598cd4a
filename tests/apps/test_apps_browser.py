"""Every app in a real browser, as people meet it: on a phone, with mistakes, by keyboard, at 400%, with what breaks in the middle."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from coprod_helpers.apps.forms import public_forms
from coprod_helpers.tables.council import FORMS_TO_FILL_IN, PAGES_TO_READ
from tests.apps.conftest import Site
from tests.apps_browser import fill, go_through, heading, look, press, ready, visitor

# The table in which what a form sends can be found, and a column that holds what the visitor typed, where there is one.
FOUND_IN = {
    "suggest_an_initiative": ("initiatives", "title"), "coverage_map": ("initiatives", "title"), "rate_as_a_friend": ("raters", "stake_note"),
    "raise_a_challenge": ("challenges", "question"), "weigh_the_steps": ("weight_answers", None), "what_can_you_do": ("survey_answers", "idea"),
    "comment_on_a_risk": ("risk_comments", "comment"), "suggest_an_incentive": ("incentive_ideas", "title"),
    "outcomes_that_matter": ("outcome_choices", None), "pledge_an_act": ("pledges", "act"),
}
CODE = re.compile(r"(?:[2-9A-Z]{4}-){2}[2-9A-Z]{4}")


@pytest.fixture
def asked():
    """Addresses elsewhere that pages asked for."""
    return []


@pytest.fixture
def phone(browser, asked):
    """A visitor's page on a phone."""
    context = visitor(browser, asked)
    yield context.new_page()
    context.close()
    assert asked == [], "nothing is asked for from elsewhere"


@pytest.mark.parametrize("name", list(public_forms()))
def test_form_is_filled_in_with_mistakes_corrected_and_found_in_the_workspace(name, site, phone):
    typed, (table, column) = f"Typed for {name}", FOUND_IN[name]
    before = len(site.workspace.read(table))
    faults = []
    phone.on("pageerror", lambda error: faults.append(str(error)))
    phone.goto(site.link(name))
    ready(phone)
    look(phone, f"{name} 1 start")
    press(phone)

    needed = False
    for _page in range(80):
        if heading(phone) == "Check your answers":
            break
        if not needed:
            press(phone)
            if phone.locator(".coprod-summary").is_visible():
                needed = True
                look(phone, f"{name} 2 mistakes")
                link = phone.locator(".coprod-summary a").first
                link.click()
                assert phone.evaluate("document.activeElement.closest('[data-field]') !== null"), "a mistake leads to its question"
            elif heading(phone) == "Check your answers":
                break
        fill(phone, typed)
        press(phone)
    assert needed, "some question has to be answered"
    look(phone, f"{name} 3 check")
    press(phone)
    expect(phone.locator(".coprod-form h1, .coprod-form h2").first).to_have_text("Thank you: it has been sent")
    look(phone, f"{name} 4 sent")
    said = phone.locator(".coprod-form").inner_text()
    reference = re.search(r"[A-Z]{1,2}-[2-9A-Z]{6}", said)[0]
    assert CODE.search(said)
    receipts = site.workspace.read("received").set_index("reference")
    assert receipts.loc[reference, "form"] == name and receipts.loc[reference, "state"] == "waiting"
    rows = site.workspace.read(table)
    if column:
        assert (rows[column] == typed).sum() == 1
    else:
        assert len(rows) == before + 1
    assert faults == []


@pytest.mark.parametrize("name", [word.code for word in PAGES_TO_READ if word.code not in public_forms()])
def test_page_to_read_is_whole_with_its_charts_drawn(name, site, phone):
    faults = []
    phone.on("pageerror", lambda error: faults.append(str(error)))
    phone.goto(site.link(name))
    for place in phone.locator("[data-spec]").all():
        expect(place.locator("svg")).to_be_visible(timeout=20_000)
    assert len(phone.locator("h1").all()) == 1 and "Exampleshire" in phone.title()
    look(phone, f"{name} 1 read")
    assert faults == []


def test_case_library_finds_cases_by_what_is_typed(site, phone):
    phone.goto(site.link("case_library"))
    everything = phone.locator("details.case:visible").count()
    phone.get_by_role("searchbox").or_(phone.locator("#finder")).first.fill("dementia")
    some = phone.locator("details.case:visible").count()
    assert 0 < some < everything
    assert str(some) in phone.locator("#found").inner_text()


def test_doorstep_accessibility_statement_and_refusals_are_pages_too(site, phone):
    for place, (address, words) in enumerate(((site.address, "link"), (f"{site.address}/accessibility", "Web Content Accessibility Guidelines 2.2"),
                                              (site.link("pledge_an_act")[:-1], "not complete"), (f"{site.address}/lab", "nothing at this address"))):
        phone.goto(address)
        expect(phone.locator("main")).to_contain_text(words)
        look(phone, f"message {place}")


def test_own_page_by_code_from_seeing_to_erasing(site, phone):
    phone.goto(site.link("pledge_an_act"))
    ready(phone)
    press(phone)
    go_through(phone, act="Sweep the steps")
    press(phone)
    expect(phone.locator("h1")).to_have_text("Thank you: it has been sent")
    code = CODE.search(phone.locator(".coprod-form").inner_text())[0]

    phone.goto(site.link("my_page"))
    ready(phone)
    look(phone, "my_page 1 code")
    press(phone)
    look(phone, "my_page 2 mistakes")
    phone.locator(".coprod-form input").fill(code.lower())
    press(phone)
    expect(phone.locator(".coprod-form h1")).to_have_text("What you sent in")
    look(phone, "my_page 3 mine")
    assert "Sweep the steps" in phone.locator("main").inner_text()
    phone.get_by_role("button", name="Withdraw what I sent").click()
    look(phone, "my_page 4 sure")
    phone.get_by_role("button", name="Yes, withdraw it").click()
    expect(phone.locator("main")).to_contain_text("You withdrew this")
    assert "Sweep the steps" not in set(site.workspace.read("pledges")["act"])
    phone.get_by_role("button", name="Erase it all for good").click()
    phone.get_by_role("button", name="Yes, erase it").click()
    expect(phone.locator(".coprod-form h1")).to_have_text("It is erased")
    look(phone, "my_page 5 erased")


def test_form_is_filled_in_by_keyboard_alone(site, browser, asked):
    context = visitor(browser, asked, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(site.link("outcomes_that_matter"))
    ready(page)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")

    def tab_to(what: str, most: int = 60) -> None:
        for _press in range(most):
            page.keyboard.press("Tab")
            if page.evaluate("what => document.activeElement.matches(what)", what):
                seen = page.evaluate("""() => { const style = getComputedStyle(document.activeElement);
                    return parseFloat(style.outlineWidth) >= 2 && style.outlineStyle !== 'none' || style.boxShadow !== 'none'; }""")
                assert seen, f"the focus can be seen on {what}"
                return
        raise AssertionError(f"Tab does not reach {what}")

    tab_to(".coprod-save")
    page.keyboard.press("Enter")
    expect(page.locator(".coprod-form h1")).to_have_text("Outcomes")
    tab_to("input[type=checkbox]")
    page.keyboard.press("Space")
    tab_to("input[type=checkbox]")
    page.keyboard.press("Space")
    tab_to(".coprod-save")
    page.keyboard.press("Enter")
    expect(page.locator(".coprod-form h1")).to_have_text("Their order")
    tab_to("input[type=radio]")
    page.keyboard.press("ArrowDown")
    tab_to(".coprod-save")
    page.keyboard.press("Enter")
    expect(page.locator(".coprod-form h1")).to_have_text("Who chooses?")
    tab_to("input[type=radio]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    tab_to(".coprod-save")
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    if heading(page) == "Who chooses?":
        fill(page)
        tab_to(".coprod-save")
        page.keyboard.press("Enter")
    expect(page.locator(".coprod-form h1")).to_have_text("Check your answers")
    tab_to(".coprod-save")
    page.keyboard.press("Enter")
    expect(page.locator(".coprod-form h1")).to_have_text("Thank you: it has been sent")
    context.close()


@pytest.mark.parametrize("name", ["what_can_you_do", "coverage_map", "rate_as_a_friend"])
def test_nothing_is_cut_off_at_four_hundred_per_cent(name, site, browser):
    """A window of 1280 by 1024 at 400% is one of 320 by 256."""
    context = visitor(browser, viewport={"width": 320, "height": 256})
    page = context.new_page()
    page.goto(site.link(name))
    ready(page)
    for _page in range(4):
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        press(page)
        fill(page)
        press(page)
    context.close()


@pytest.mark.parametrize("name", ["what_can_you_do", "weigh_the_steps", "raise_a_challenge"])
def test_what_is_pressed_is_at_least_24_pixels_each_way(name, site, phone):
    phone.goto(site.link(name))
    ready(phone)
    for _page in range(3):
        small = phone.evaluate("""() => [...document.querySelectorAll('button, input, select, textarea, footer a')]
            .filter((one) => one.offsetParent !== null).map((one) => [one.outerHTML.slice(0, 80), one.getBoundingClientRect()])
            .filter(([, box]) => box.width < 24 || box.height < 24).map(([text]) => text)""")
        assert small == []
        press(phone)
        fill(phone)
        press(phone)


def test_form_can_be_read_without_any_script(site, browser):
    context = visitor(browser, java_script_enabled=False)
    page = context.new_page()
    page.goto(site.link("suggest_an_initiative"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Suggest an initiative")
    expect(page.locator("main")).to_contain_text("Time: about 5 minutes")
    context.close()


def test_what_was_typed_before_the_script_ran_is_taken_along(site, phone):
    phone.goto(site.link("suggest_an_initiative"))
    ready(phone)
    press(phone)
    fill(phone)
    press(phone)
    held = []
    phone.route("**/static/form.js*", lambda route: held.append(route))
    phone.reload(wait_until="commit")
    box = phone.locator("#form textarea").first
    box.press_sequentially("Tea before the script")
    while not held:
        phone.wait_for_timeout(50)
    assert phone.locator("body:not([data-ready])").count() == 1
    held[0].continue_()
    ready(phone)
    assert box.input_value() == "Tea before the script" and box.evaluate("box => box === document.activeElement")


def test_refresh_back_and_a_second_tab_lose_nothing(site, phone):
    phone.goto(site.link("suggest_an_initiative"))
    ready(phone)
    press(phone)
    fill(phone, "Tea and chat")
    press(phone)
    expect(phone.locator(".coprod-form h1")).to_have_text("Who gives what?")
    phone.locator("textarea, input[type=text]").first.fill("Half a day")
    phone.locator("textarea, input[type=text]").first.blur()
    phone.wait_for_timeout(1500)
    phone.reload()
    ready(phone)
    expect(phone.locator(".coprod-form h1")).to_have_text("Who gives what?")
    assert phone.locator("textarea, input[type=text]").first.input_value() == "Half a day"
    phone.goto(f"{site.address}/accessibility")
    phone.go_back()
    ready(phone)
    assert phone.locator("textarea, input[type=text]").first.input_value() == "Half a day"
    second = phone.context.new_page()
    second.goto(phone.url)
    ready(second)
    second.get_by_role("button", name="Back", exact=True).click()
    expect(second.locator(".coprod-form h1")).to_have_text("What is it?")
    assert second.locator("input[type=text]").first.input_value() == "Tea and chat"


def test_pressing_send_twice_sends_once(site, phone):
    phone.goto(site.link("pledge_an_act"))
    ready(phone)
    press(phone)
    go_through(phone, act="Sweep twice")
    phone.locator("button.coprod-save").dblclick()
    expect(phone.locator(".coprod-form h1")).to_have_text("Thank you: it has been sent")
    assert (site.workspace.read("pledges")["act"] == "Sweep twice").sum() == 1


def test_kernel_that_dies_in_the_middle_costs_at_most_the_page_being_typed(site, phone):
    before = {process.pid for process in site.kernels()}
    phone.goto(site.link("suggest_an_initiative"))
    ready(phone)
    press(phone)
    fill(phone, "Kept through a crash")
    press(phone)
    expect(phone.locator(".coprod-form h1")).to_have_text("Who gives what?")
    mine, = [process for process in site.kernels() if process.pid not in before]
    mine.kill()
    expect(phone.locator("#notice")).to_contain_text("Your answers up to here are kept", timeout=60_000)
    look(phone, "message kernel gone")
    phone.get_by_role("button", name="Go on where I was").click()
    ready(phone)
    expect(phone.locator(".coprod-form h1")).to_have_text("Who gives what?")
    phone.get_by_role("button", name="Back", exact=True).click()
    expect(phone.locator("input[type=text]").first).to_have_value("Kept through a crash")


def test_server_that_dies_in_the_middle_loses_nothing_that_was_kept(tmp_path, home, browser):
    site = Site(tmp_path / "server")
    context = visitor(browser)
    page = context.new_page()
    page.goto(site.link("pledge_an_act"))
    ready(page)
    press(page)
    fill(page, "Kept through a power cut")
    press(page)
    site.server.kill()
    expect(page.locator("#notice")).not_to_be_empty(timeout=60_000)
    site.start()
    page.goto(page.url)
    ready(page)
    go_through(page)
    press(page)
    expect(page.locator(".coprod-form h1")).to_have_text("Thank you: it has been sent")
    assert (site.workspace.read("pledges")["act"] == "Kept through a power cut").sum() == 1
    context.close()
    site.server.stop()


def test_page_that_is_left_alone_gives_its_memory_back_and_its_answers_stay(tmp_path, home, browser):
    site = Site(tmp_path / "server", idle_minutes=0.05)
    context = visitor(browser)
    page = context.new_page()
    page.goto(site.link("pledge_an_act"))
    ready(page)
    press(page)
    fill(page, "Kept while nobody was there")
    press(page)
    assert len(site.kernels()) == 1
    expect(page.locator("#notice")).to_contain_text("Your answers up to here are kept", timeout=30_000)
    assert site.kernels() == []
    page.get_by_role("button", name="Go on where I was").click()
    ready(page)
    expect(page.locator(".coprod-form h1")).to_have_text("Who pledges?")
    context.close()
    site.server.stop()


def test_above_the_limit_people_wait_and_are_let_in_one_after_another(tmp_path, home, browser):
    site = Site(tmp_path / "server", max_pages=1)
    first, second = visitor(browser), visitor(browser)
    one, two = first.new_page(), second.new_page()
    one.goto(site.link("pledge_an_act"))
    ready(one)
    two.goto(site.link("pledge_an_act"))
    expect(two.locator("main")).to_contain_text("You are number 1 of those who wait")
    look(two, "message waiting")
    one.close()
    ready(two)
    press(two)
    expect(two.locator(".coprod-form h1")).to_have_text("Your pledge")
    first.close()
    second.close()
    site.server.stop()


def test_every_form_of_the_list_was_met():
    assert set(FOUND_IN) == {word.code for word in FORMS_TO_FILL_IN}
