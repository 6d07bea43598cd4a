"""The form in a browser: by keyboard alone, on a telephone, with axe, in Voilà and in JupyterLab."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from coprod_helpers.errors import InputError
from coprod_helpers.look.form import FieldMistake, FormWidget, form_spec
from tests.browser import FORM_ADDRESS, run_all_cells
from tests.look.test_form import HOSTILE

CHOICES = [{"value": "bus", "label": "Bus"}, {"value": "walk", "label": "On foot", "hint": "Or with a wheelchair."}]
FIELDS = [
    {"name": "title", "kind": "text", "label": "Title", "hint": "A short name.", "required": True,
     "maximum_length": 20},
    {"name": "story", "kind": "long_text", "label": "What happens"},
    {"name": "hours", "kind": "number", "label": "Hours", "unit": "hours a month", "inputmode": "decimal"},
    {"name": "begins", "kind": "date", "label": "Begins on", "hint": "Write a date such as 1 April 2026."},
    {"name": "way", "kind": "choice", "label": "Way", "style": "radio", "required": True, "choices": CHOICES},
    {"name": "area", "kind": "choice", "label": "Area", "style": "select", "choices": [
        {"value": "a", "label": "Adult care", "group": "Care"}, {"value": "p", "label": "Parks", "group": "Outside"}]},
    {"name": "wards", "kind": "choices", "label": "Wards", "hint": "All that apply.", "choices": [
        {"value": "W1", "label": "Old Quay"}, {"value": "W2", "label": "Brindlow"}]},
    {"name": "sure", "kind": "yes_no", "label": "May we name it"},
    {"name": "cos", "kind": "rows", "label": "Co's", "hint": "One row each.", "row_label": "Co", "fields": [
        {"name": "co", "kind": "choice", "label": "Co", "style": "select", "required": True, "choices": CHOICES},
        {"name": "role", "kind": "text", "label": "Role"}]},
    {"name": "id", "kind": "shown", "label": "Id", "text": "I001"},
]


class Keeper:
    """Saves what it is given, and refuses what has no title or no way."""

    def __init__(self):
        self.saved = []

    def __call__(self, values: dict, _submission_id: str) -> str:
        mistakes = [FieldMistake(name, f"{name.capitalize()} is needed. Fill it in.") for name in ("title", "way")
                    if not values[name]]
        mistakes += [FieldMistake("cos", "Co is needed. Fill it in.", f"Co: number {place + 1}", place, "co")
                     for place, row in enumerate(values["cos"]) if not row["co"]]
        if mistakes:
            raise InputError("Not everything is there yet; nothing was saved.", mistakes)
        self.saved.append(values)
        return f"Saved as revision {len(self.saved)}. Run the cells below again."


def spec_in(language: str, **more) -> dict:
    """Return the test's form; its Welsh is a title only."""
    title = {"en": "Initiative", "cy": "Menter"}[language]
    groups = [{"title": "About it", "hint": "In your own words.", "fields": FIELDS[:4]},
              {"title": "", "fields": FIELDS[4:]}]
    return form_spec("test", title, groups, intro="What you do together.", languages=["en", "cy"], **more) | {
        "language": language}


@pytest.fixture
def keeper() -> Keeper:
    return Keeper()


@pytest.fixture
def form(keeper) -> FormWidget:
    made = FormWidget(spec_in("en"), in_language=spec_in)
    made.on_submit(keeper)
    return made


def box(page: Page, label: str):
    """Return the control with this label."""
    return page.get_by_label(label, exact=True)


def save(page: Page) -> None:
    """Press Save and wait for the answer."""
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_function("() => document.querySelector('.coprod-save').getAttribute('aria-disabled') === 'false'")


def tab_to(page: Page, key: str, tries: int = 60) -> None:
    """Press Tab until the control has the focus, as someone without a mouse does."""
    for _ in range(tries):
        if page.evaluate("document.activeElement.dataset?.key ?? ''") == key:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {key}.")


def faults_of(page: Page) -> str:
    """Return what axe finds within the form, or nothing."""
    found = Axe().run(page, ".coprod-form", {"resultTypes": ["violations"]})
    return found.generate_report() if found.violations_count else ""


# By keyboard ----------------------------------------------------------------------------------------------------------


def test_the_whole_form_is_filled_in_corrected_and_saved_by_keyboard(drawn, form, keeper):
    page = drawn(form)
    tab_to(page, "title")
    page.keyboard.type("Night bus")
    tab_to(page, "story")
    page.keyboard.type("Neighbours drive.\nThe council insures.")
    tab_to(page, "hours")
    page.keyboard.type("12.5")
    tab_to(page, "begins")
    page.keyboard.type("1 April 2026")
    tab_to(page, "area")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    tab_to(page, "wards:W2")
    page.keyboard.press("Space")
    tab_to(page, "cos:add")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("driver")
    tab_to(page, "save")
    page.keyboard.press("Enter")

    summary = page.locator(".coprod-summary")
    expect(summary).to_be_focused()
    expect(summary.get_by_role("listitem")).to_have_text(
        ["Way is needed. Fill it in.", "Co: number 1: Co is needed. Fill it in."])
    assert keeper.saved == []
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.value") == "bus"
    page.keyboard.press("ArrowDown")
    summary.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    tab_to(page, "save")
    page.keyboard.press("Space")

    expect(page.get_by_role("status")).to_have_text("Saved as revision 1. Run the cells below again.")
    expect(summary).to_be_hidden()
    assert page.evaluate("document.activeElement.dataset.key") == "save"
    assert keeper.saved == [{
        "title": "Night bus", "story": "Neighbours drive.\nThe council insures.", "hours": "12.5",
        "begins": "1 April 2026", "way": "walk", "area": "p", "wards": ["W2"], "sure": "",
        "cos": [{"co": "bus", "role": "driver"}]}]


def test_enter_in_a_box_saves_as_in_any_form(drawn, form):
    page = drawn(form)
    box(page, "Title (needed)").press("Enter")
    expect(page.locator(".coprod-summary")).to_be_focused()


def test_the_focus_is_seen_everywhere(drawn, form):
    page = drawn(form)
    save(page)
    seen = set()
    page.locator("h1").evaluate("node => { node.tabIndex = -1; node.focus(); }")
    for _ in range(60):
        page.keyboard.press("Tab")
        tag, width, style = page.evaluate("""() => { const node = document.activeElement, look = getComputedStyle(node);
            return [node.dataset.key || node.tagName, look.outlineWidth, look.outlineStyle]; }""")
        if tag == "BODY":
            break
        seen.add(tag)
        assert (width, style) == ("3px", "solid"), tag
    assert {"A", "title", "story", "area", "wards:W1", "cos:add", "save", "language-cy"} <= seen


# Mistakes -------------------------------------------------------------------------------------------------------------


def test_mistakes_are_tied_to_their_controls_and_go_again(drawn, form):
    page = drawn(form)
    box(page, "Title (needed)").fill("")
    page.get_by_role("button", name="Add one").click()
    save(page)
    title = box(page, "Title (needed)")
    expect(title).to_have_attribute("aria-invalid", "true")
    expect(title).to_have_accessible_description("A short name. To put right: Title is needed. Fill it in.")
    expect(page.get_by_role("radiogroup", name="Way (needed)")).to_have_attribute("aria-invalid", "true")
    expect(box(page, "Co (needed)")).to_have_attribute("aria-invalid", "true")
    title.fill("Night bus")
    box(page, "Bus").check()
    box(page, "Co (needed)").select_option("walk")
    save(page)
    expect(title).not_to_have_attribute("aria-invalid", "true")
    expect(title).to_have_accessible_description("A short name.")
    expect(page.locator("[aria-invalid=true], .coprod-mistake:visible")).to_have_count(0)


def test_what_was_typed_stays_when_it_is_refused(drawn, form):
    page = drawn(form)
    box(page, "Hours (optional)").fill("a dozen")
    box(page, "Brindlow").check()
    save(page)
    expect(box(page, "Hours (optional)")).to_have_value("a dozen")
    expect(box(page, "Brindlow")).to_be_checked()


def test_labels_say_what_is_needed_and_boxes_their_unit(drawn, form):
    page = drawn(form)
    expect(box(page, "Hours (optional)")).to_have_accessible_description("hours a month")
    expect(page.get_by_role("group", name="Wards (optional)")).to_have_accessible_description("All that apply.")
    expect(page.get_by_role("form", name="Initiative")).to_be_visible()
    expect(page.locator("[data-field=id]")).to_have_text("IdI001")


# Text of other people -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [*HOSTILE, "</script><script>window.hacked = 1</script>",
                                  "<img src=x onerror='window.hacked = 1'>", '"><svg onload="window.hacked = 1">'])
def test_text_is_shown_as_typed_wherever_it_stands(drawn, keeper, text):
    fields = [
        {"name": "title", "kind": "text", "label": text, "hint": text, "unit": text},
        {"name": "story", "kind": "long_text", "label": "Story"},
        {"name": "way", "kind": "choice", "label": "Way", "style": "radio",
         "choices": [{"value": text, "label": text, "hint": text}]},
        {"name": "area", "kind": "choice", "label": "Area", "style": "select",
         "choices": [{"value": text, "label": text, "group": text}]},
        {"name": "wards", "kind": "choices", "label": "Wards", "choices": [{"value": "w", "label": text}]},
        {"name": "cos", "kind": "rows", "label": text, "fields": [{"name": "role", "kind": "text", "label": text}]},
        {"name": "id", "kind": "shown", "label": "Id", "text": text},
    ]
    def refuse(values, submission_id):
        raise InputError(text, [FieldMistake("story", text, text)])

    values = {"title": text, "story": text, "way": text, "area": text, "wards": [text], "cos": [{"role": text}]}
    form = FormWidget(form_spec("test", text, [{"title": text, "hint": text, "fields": fields}], intro=text), values)
    form.on_submit(refuse)
    page = drawn(form)
    page.locator(".coprod-save").click()
    expect(page.locator(".coprod-summary")).to_be_focused()
    assert page.locator("textarea").input_value() == text
    assert page.locator("[data-field=title] input").input_value() == text
    assert page.locator("select").input_value() == text
    assert page.locator("legend.coprod-group-title").evaluate("node => node.textContent") == text
    assert page.locator(".coprod-summary a").evaluate("node => node.textContent") == f"{text}: {text}"
    assert page.locator("[data-field=id] span").last.evaluate("node => node.textContent") == text
    assert page.evaluate("window.hacked") is None
    assert page.locator(".coprod-form :is(script, img, svg, b, iframe)").count() == 0
    assert page.locator(".coprod-form a:not([href^='#'])").count() == 0


def test_a_value_that_is_no_longer_in_the_list_is_shown_and_kept(drawn, form, keeper):
    form.fill({"title": "Night bus", "way": "boat", "area": "x", "wards": ["W9", "W1"]})
    page = drawn(form)
    expect(box(page, "boat (no longer in the list)")).to_be_checked()
    expect(box(page, "W9 (no longer in the list)")).to_be_checked()
    save(page)
    assert (keeper.saved[0]["way"], keeper.saved[0]["area"], keeper.saved[0]["wards"]) == ("boat", "x", ["W1", "W9"])


# Sent once, never lost ------------------------------------------------------------------------------------------------


def test_a_double_click_on_save_sends_once(drawn, form, keeper):
    form.fill({"title": "Night bus", "way": "bus"})
    page = drawn(form)
    page.evaluate("model.hold()")
    page.get_by_role("button", name="Save").dblclick()
    expect(page.get_by_role("button", name="Save")).to_be_disabled()
    expect(page.get_by_role("status")).to_have_text("Saving…")
    page.evaluate("model.release()")
    expect(page.get_by_role("button", name="Save")).to_be_enabled()
    assert len(keeper.saved) == 1
    assert page.evaluate("model.sent.filter((message) => message.kind === 'submit').length") == 1


def test_without_an_answer_the_form_says_so_keeps_all_and_is_stored_once(drawn, keeper):
    form = FormWidget(spec_in("en", wait_seconds=0.5), {"title": "Night bus", "way": "bus"})
    form.on_submit(keeper)
    page = drawn(form)
    page.evaluate("model.hold()")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("There is no answer yet.")
    expect(box(page, "Title (needed)")).to_have_value("Night bus")
    page.get_by_role("button", name="Save").click()
    page.evaluate("model.release()")
    expect(page.get_by_role("status")).to_contain_text("Saved as revision 1.")
    assert len(keeper.saved) == 1


def test_an_answer_that_comes_late_does_not_take_away_what_was_typed_since(drawn, keeper):
    form = FormWidget(spec_in("en", wait_seconds=0.5), {"title": "Night bus", "way": "bus"})

    def save_and_show(values, submission_id):
        form.fill({**values, "title": "NIGHT BUS"})
        return keeper(values, submission_id)

    form.on_submit(save_and_show)
    page = drawn(form)
    page.evaluate("model.hold()")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("There is no answer yet.")
    box(page, "What happens (optional)").fill("Typed while waiting")
    page.evaluate("model.release()")
    expect(page.get_by_role("status")).to_contain_text("Saved as revision 1.")
    expect(box(page, "What happens (optional)")).to_have_value("Typed while waiting")
    save(page)
    assert keeper.saved[1]["story"] == "Typed while waiting"


def test_a_form_that_is_drawn_again_or_twice_shows_what_was_typed(drawn, form):
    page = drawn(form)
    box(page, "Title (needed)").press_sequentially("Night")
    page.get_by_role("button", name="Add one").click()
    page.evaluate("() => { end(); document.getElementById('first').replaceChildren(); draw('second'); }")
    expect(box(page, "Title (needed)")).to_have_value("Night")
    expect(page.get_by_role("group", name="Co: number 1")).to_be_visible()
    page.evaluate("() => { draw('first'); }")
    box(page, "Title (needed)").last.press("End")
    page.keyboard.type(" bus")
    expect(box(page, "Title (needed)").first).to_have_value("Night bus")
    expect(page.locator("#first [data-field=cos] .coprod-row")).to_have_count(1)


def test_leaving_the_page_asks_first_only_while_something_is_unsaved(drawn, form):
    page = drawn(form)
    asked = """() => { const event = new Event("beforeunload", { cancelable: true });
        return !window.dispatchEvent(event); }"""
    assert not page.evaluate(asked)
    box(page, "Title (needed)").fill("Night bus")
    box(page, "Bus").check()
    assert page.evaluate(asked)
    save(page)
    assert not page.evaluate(asked)


def test_the_page_sends_a_draft_when_a_box_is_left_and_one_message_a_save(drawn, form):
    page = drawn(form)
    box(page, "Title (needed)").fill("Night bus")
    box(page, "What happens (optional)").focus()
    page.wait_for_function("() => model.sent.length === 1")
    assert form.values["title"] == "Night bus"
    save(page)
    assert [message["kind"] for message in page.evaluate("model.sent")] == ["draft", "submit"]


# Rows, languages, limits ----------------------------------------------------------------------------------------------


def test_rows_are_added_removed_and_put_back_and_say_so(drawn, form):
    page = drawn(form)
    spoken = page.locator(".coprod-form > form > [aria-live=polite]").last
    add = page.get_by_role("button", name="Add one")
    for number, role in ((1, "driver"), (2, "planner")):
        add.click()
        expect(spoken).to_have_text(f"Added: Co: number {number}.")
        assert page.evaluate("document.activeElement.tagName") == "SELECT"
        page.get_by_role("group", name=f"Co: number {number}").get_by_label("Role").fill(role)
    page.get_by_role("button", name="Remove Co: number 1").click()
    expect(spoken).to_have_text("Removed: Co: number 1.")
    back = page.get_by_role("button", name="Put back what was removed")
    expect(back).to_be_focused()
    expect(page.get_by_label("Role (optional)")).to_have_value("planner")
    back.press("Enter")
    expect(spoken).to_have_text("Put back: Co: number 1.")
    assert [row["role"] for row in page.evaluate("model.get('values').cos")] == ["driver", "planner"]
    expect(back).to_be_hidden()


def test_another_language_is_one_button_away_and_keeps_what_was_typed(drawn, form):
    page = drawn(form)
    box(page, "Title (needed)").fill("Caffi")
    welsh = page.get_by_role("button", name="Cymraeg")
    expect(welsh).to_have_attribute("lang", "cy")
    welsh.press("Enter")
    expect(page.get_by_role("heading", name="Menter")).to_be_visible()
    expect(page.locator(".coprod-form")).to_have_attribute("lang", "cy")
    expect(box(page, "Title (needed)")).to_have_value("Caffi")
    expect(page.get_by_role("button", name="Cymraeg")).to_be_focused()
    expect(page.get_by_role("button", name="Cymraeg")).to_have_attribute("aria-pressed", "true")
    assert faults_of(page) == ""


def test_characters_are_counted_near_the_limit_and_never_cut_off(drawn, form):
    page = drawn(form)
    title, count = box(page, "Title (needed)"), page.locator("[data-field=title] .coprod-count")
    title.fill("A" * 10)
    expect(count).to_be_hidden()
    title.fill("A" * 16 + "\U0001f600")
    expect(count).to_have_text("Characters left: 3")
    title.fill("A" * 25)
    expect(count).to_have_text("Characters too many: 5")
    expect(title).to_have_value("A" * 25)
    expect(page.locator("[data-field=title] [aria-live]")).to_have_text("Characters too many: 5")


# What anyone can see and use ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_in_any_state(drawn, form, width):
    page = drawn(form, viewport={"width": width, "height": 800})
    page.get_by_role("button", name="Add one").click()
    assert faults_of(page) == ""
    save(page)
    expect(page.locator(".coprod-summary")).to_be_visible()
    assert faults_of(page) == ""
    box(page, "Title (needed)").fill("Night bus")
    box(page, "Bus").check()
    box(page, "Co (needed)").select_option("walk")
    save(page)
    expect(page.locator(".coprod-saved")).to_be_visible()
    assert faults_of(page) == ""


@pytest.mark.parametrize(("width", "zoom"), [(320, 1), (360, 1), (1280, 4)])
def test_nothing_scrolls_sideways_on_a_telephone_or_at_four_times_the_size(drawn, form, width, zoom):
    form.fill({"title": "W" * 300, "story": "W" * 300, "cos": [{"co": "bus", "role": ""}], "wards": ["X" * 120]})
    page = drawn(form, viewport={"width": width // zoom, "height": 800}, device_scale_factor=zoom)
    save(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.evaluate("""() => [...document.querySelectorAll('.coprod-form *')].filter((node) =>
        !node.closest('.coprod-unseen') && node.getBoundingClientRect().right > window.innerWidth + 1).length""") == 0


def test_targets_are_large_and_text_is_not_small(drawn, form):
    page = drawn(form)
    page.get_by_role("button", name="Add one").click()
    save(page)
    small = page.evaluate("""() => [...document.querySelectorAll(
        ".coprod-form :is(a, button, input, select, textarea)")].filter((node) => node.offsetParent)
        .map((node) => [node.dataset.key || node.textContent, node.getBoundingClientRect()])
        .filter(([, box]) => box.width < 24 || box.height < 24).map(([name]) => name)""")
    assert small == []
    sizes = page.evaluate("""() => [...document.querySelectorAll('.coprod-form *')].filter((node) => node.offsetParent)
        .map((node) => parseFloat(getComputedStyle(node).fontSize))""")
    assert min(sizes) >= 16


def test_the_page_asks_nothing_of_any_other_place(drawn, form):
    page = drawn(form)
    save(page)
    assert page.asked and all(address.startswith(FORM_ADDRESS) for address in page.asked)


def test_a_row_is_opened_by_a_button_and_not_by_an_arrow_key(drawn, form):
    opened = []
    form.on("choose", lambda message: opened.append(message["key"]))
    record = {"label": "Row", "hint": "Choose, then open.", "value": "",
              "choices": [{"value": "", "label": "A new one"}, {"value": "I1", "label": "I1 · Repair café"}]}
    form.fill({}, {**spec_in("en"), "record": record})
    page = drawn(form)
    box(page, "Row").press("ArrowDown")
    assert box(page, "Row").input_value() == "I1" and page.evaluate("model.sent") == []
    page.get_by_role("button", name="Open").click()
    page.wait_for_function("() => model.sent.some((message) => message.kind === 'choose')")
    expect(page.get_by_role("button", name="Save")).to_be_enabled()
    assert opened == ["I1"]
    assert faults_of(page) == ""


# In Voilà and in JupyterLab -------------------------------------------------------------------------------------------

CELLS = [
    "# Map It",
    "from coprod_helpers.look.record_form import choose_form\nfrom coprod_helpers.workspace import open_workspace\n"
    "workspace = open_workspace('example')",
    "choose_form(workspace, 'initiatives', heading_level=2)",
]
DRAFT_MILLISECONDS = 2_000
TYPED = '<b>Night</b> bus {{7*7}} & "friends"'


def fill_in_an_initiative(page: Page) -> None:
    """Fill in a new initiative by keyboard, provoke the error summary, correct it and save."""
    expect(page.get_by_role("button", name="Save", exact=True)).to_be_visible(timeout=120_000)
    box(page, "Title (needed)").focus()
    page.keyboard.type(TYPED)
    tab_to(page, "description")
    page.keyboard.type("Neighbours drive.\nThe council insures.")
    tab_to(page, "started_on")
    page.keyboard.type("31/02/2026")
    tab_to(page, "save", tries=120)
    page.keyboard.press("Enter")
    summary = page.locator(".coprod-summary")
    expect(summary).to_be_focused(timeout=60_000)
    expect(summary.get_by_role("link", name=re.compile("Status is needed"))).to_be_visible()
    assert faults_of(page) == ""
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.value") == "to-check"
    page.keyboard.press("Space")
    tab_to(page, "started_on")
    page.keyboard.press("Control+A")
    page.keyboard.type("1 April 2026")
    page.keyboard.press("Enter")
    expect(page.locator(".coprod-saved")).to_contain_text("Saved as revision 2", timeout=60_000)
    expect(page.locator("[data-field=initiative_id]")).to_have_text(re.compile(r"I\d+$"))
    assert faults_of(page) == ""


def saved_initiative():
    """Return the initiative that was saved, read from the store."""
    from coprod_helpers.workspace import open_workspace

    rows = open_workspace("example").read("initiatives")
    return rows[rows["title"] == TYPED].iloc[0]


def test_voila_shows_the_form_and_saves_what_is_filled_in(voila_page):
    page = voila_page(CELLS, viewport={"width": 360, "height": 800})
    fill_in_an_initiative(page)
    assert page.locator(".coprod-form").evaluate("node => node.scrollWidth <= node.clientWidth")
    assert saved_initiative()["description"] == "Neighbours drive.\nThe council insures."


def test_jupyterlab_shows_the_same_form_leaves_it_its_keys_and_colours_and_keeps_what_is_typed(lab_page):
    page = lab_page(CELLS, theme="JupyterLab Dark", viewport={"width": 1280, "height": 900})
    fill_in_an_initiative(page)
    assert saved_initiative()["description"] == "Neighbours drive.\nThe council insures."
    looks = page.evaluate("""() => ["", "input[type=text]", "select"].map((inner) => {
        const look = getComputedStyle(document.querySelector(`.coprod-form ${inner}`));
        return [look.backgroundColor, look.color]; })""")
    assert looks == [["rgb(255, 255, 255)", "rgb(26, 26, 26)"]] * 3

    # On a button JupyterLab would take these keys for itself: delete the cell, add one, interrupt.
    cells = page.locator(".jp-Cell").count()
    page.get_by_role("button", name="Save", exact=True).focus()
    for key in "ddxaii":
        page.keyboard.press(key)
    assert page.locator(".jp-Cell").count() == cells

    box(page, "Title (needed)").fill("Half a ti")
    tab_to(page, "description")
    page.wait_for_timeout(DRAFT_MILLISECONDS)
    page.reload()
    run_all_cells(page)
    # The notebook begins with a new row again; what was typed comes back with the row that it was typed into.
    chooser = page.get_by_label("Row to fill in")
    chooser.wait_for()
    chooser.select_option(label=next(label for label in chooser.locator("option").all_inner_texts() if TYPED in label))
    page.get_by_role("button", name="Open", exact=True).click()
    expect(box(page, "Title (needed)")).to_have_value("Half a ti", timeout=60_000)
    expect(page.get_by_role("status")).to_contain_text("What you had typed here and not saved is back.")
