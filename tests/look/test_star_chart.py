"""The Star: complete in words, readable on a phone, and nothing in it lies over anything else."""

from __future__ import annotations

import math
from itertools import combinations
from xml.etree import ElementTree

import pytest

from coprod_helpers.look import star_chart
from coprod_helpers.look.pictures import narrowest
from coprod_helpers.look.star_chart import STATES, Progress, draw_star, star_in_words, star_svg, star_table
from coprod_helpers.look.theme import luminance
from coprod_helpers.star import FOUR_COS, STEPS

PROGRESS = {"map_it": Progress(1, "done"), "focus_it": Progress(0.6, "stale"), "people_it": Progress(0.45, "part-done"),
            "market_it": Progress(None, "part-done"), "just_start": Progress(0.2, "part-done")}
COUNTS = {"co-commissioning": 3, "co-design": 1, "co-delivery": 12, "co-assessment": 0}
PHONE = 360
PLACES = """() => [...document.querySelectorAll('svg text')].map(text => {
    const box = text.getBoundingClientRect();
    return {text: text.textContent, left: box.left, right: box.right, top: box.top, bottom: box.bottom,
            size: parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a};
})"""


def texts(svg):
    return [element for element in ElementTree.fromstring(svg).iter() if element.tag.endswith("text")]


def words(svg):
    return [element.text for element in texts(svg)]


def place(svg, text):
    element = next(element for element in texts(svg) if element.text == text)
    return float(element.get("x")) - star_chart._CENTRE[0], float(element.get("y")) - star_chart._CENTRE[1]


@pytest.fixture
def phone(browser):
    page = browser.new_page(viewport={"width": PHONE, "height": 700})
    yield page
    page.close()


def show(page, counts, progress):
    html = draw_star(counts, progress).to_html("star")
    page.set_content(f'<!doctype html><html lang="en"><meta name="viewport" content="width=device-width">'
                     f'<body style="margin:16px">{html}')
    return page.evaluate(PLACES)


def test_every_step_and_every_co_is_named_with_its_state_or_its_number():
    shown = words(star_svg(COUNTS, PROGRESS))
    assert {step.title for step in STEPS} <= set(shown)
    assert {"done", "stale", "part done", "not begun", "3", "1", "12", "0"} <= set(shown)
    assert "".join(shown).count("Co-") == len(FOUR_COS)


def test_steps_run_clockwise_from_the_top_and_just_start_enters_there():
    svg = star_svg(COUNTS, PROGRESS)
    turns = []
    for step in STEPS[:5]:
        x, y = place(svg, step.title)
        turns.append(math.degrees(math.atan2(x, -y)) % 360)
    assert turns == sorted(turns)
    assert 0 < turns[0] < 90
    assert place(svg, "Just Start")[1] < -star_chart._OUTER[1]


def test_cos_stand_in_the_inner_ring_and_steps_in_the_outer():
    svg = star_svg(COUNTS, PROGRESS)
    for name in ("Co-commissioning", "Co-design", "Co-delivery"):
        assert math.hypot(*place(svg, name)) < star_chart._INNER[1]
    for step in STEPS[:5]:
        assert star_chart._OUTER[0] < math.hypot(*place(svg, step.title)) < star_chart._OUTER[1]


def test_alternative_and_table_say_all_that_the_picture_says():
    said = star_in_words(COUNTS, PROGRESS)
    for part in ("Map It: done", "Focus It: stale, 60% filled in", "Market It: part done;", "Grow It: not begun",
                 "Co-delivery: 12", "Co-assessment: 0"):
        assert part in said
    table = star_table(COUNTS, PROGRESS).set_index("part")["says"]
    assert table["People It"] == "part done, 45% filled in"
    assert table["Co-design"] == "1 initiative under way"
    assert table["Co-delivery"] == "12 initiatives under way"
    assert len(table) == 10


def test_an_unknown_number_is_not_a_zero():
    assert "not known" in words(star_svg({}, {}))
    assert "0" not in words(star_svg({}, {}))
    assert "Co-design: not known" in star_in_words({}, {})
    assert star_svg({**COUNTS, "co-assessment": None}, PROGRESS) != star_svg(COUNTS, PROGRESS)


def test_same_council_gives_the_same_star():
    assert star_svg(COUNTS, PROGRESS) == star_svg(dict(reversed(COUNTS.items())), dict(reversed(PROGRESS.items())))


def test_states_differ_in_more_than_colour():
    drawn = {state.code: star_svg({}, {"map_it": Progress(0.5, state.code)}) for state in STATES}
    parts = {code: [element for element in ElementTree.fromstring(svg).iter() if element.tag.endswith("path")]
             for code, svg in drawn.items()}
    assert all(state.label in words(drawn[state.code]) for state in STATES)
    assert len(parts["part-done"]) == len(parts["not-begun"]) + 1
    assert [element.get("fill") for element in parts["stale"]].count("url(#hatch)") == 1
    assert luminance(parts["done"][0].get("fill")) < 0.1 < 0.9 < luminance(parts["not-begun"][0].get("fill"))


def test_the_whole_star_fits_a_phone_with_text_of_12_px():
    assert narrowest(star_svg(COUNTS, PROGRESS)) <= PHONE - 32


@pytest.mark.parametrize(("counts", "progress"), [
    (COUNTS, PROGRESS), ({}, {}),
    (dict.fromkeys(COUNTS, 12345), {step.name: Progress(0.5, "part-done") for step in STEPS}),
    (dict.fromkeys(COUNTS, 0), {step.name: Progress(1, "stale") for step in STEPS}),
], ids=["some", "nothing known", "large numbers", "all stale"])
def test_on_a_phone_no_text_is_small_hidden_or_over_another(phone, counts, progress):
    shown = show(phone, counts, progress)
    assert len(shown) >= 20
    assert min(text["size"] for text in shown) >= 12 - 0.01
    assert min(text["left"] for text in shown) >= 0
    assert max(text["right"] for text in shown) <= PHONE
    for one, other in combinations(shown, 2):
        across = min(one["right"], other["right"]) - max(one["left"], other["left"])
        down = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
        # Boxes of lines under one another touch; letters do not fill them.
        assert across <= 0 or down <= 4, (one["text"], other["text"])


def test_every_text_stays_within_its_part_of_the_star(phone):
    for progress in ({}, {step.name: Progress(0.5, "part-done") for step in STEPS}):
        shown = show(phone, dict.fromkeys(COUNTS, 123), progress)
        box = phone.locator("svg").bounding_box()
        scale = box["width"] / star_chart.WIDTH
        for text in shown:
            corners = [((x - box["x"]) / scale - star_chart._CENTRE[0], (y - box["y"]) / scale - star_chart._CENTRE[1])
                       for x in (text["left"], text["right"]) for y in (text["top"] + 3, text["bottom"] - 3)]
            reach = [math.hypot(*corner) for corner in corners]
            in_inner, in_outer = max(reach) <= star_chart._INNER[1], max(reach) <= star_chart._OUTER[1]
            above = all(corner[1] < -star_chart._OUTER[1] for corner in corners)
            assert in_inner or above or (in_outer and min(reach) >= star_chart._OUTER[0] - 1), text["text"]
