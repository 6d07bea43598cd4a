"""The theme: readable sizes, contrast, and titles that wrap."""

from __future__ import annotations

import altair as alt
import pandas as pd
import pytest

from coprod_helpers.look import theme

FRAME = pd.DataFrame({"co": ["Co-design", "Co-delivery"], "number": [3, 7]})


def bars():
    return alt.Chart(FRAME).mark_bar().encode(x="number:Q", y="co:N")


def sizes(part):
    if isinstance(part, dict):
        for key, value in part.items():
            if key.lower().endswith("fontsize"):
                yield value
            else:
                yield from sizes(value)


def test_every_text_is_12_px_or_more():
    found = list(sizes(theme.config()))
    assert len(found) >= 9
    assert min(found) >= 12


@pytest.mark.parametrize("fill", sorted({*theme.CATEGORICAL, *theme.DUO, *theme.SEQUENTIAL, *theme.FOCUS}))
def test_text_on_every_colour_of_the_palettes_has_contrast(fill):
    assert theme.contrast(theme.ink_on(fill), fill) >= 4.5


@pytest.mark.parametrize("ink", [theme.INK, theme.QUIET_INK])
def test_text_on_paper_has_contrast(ink):
    assert theme.contrast(ink, theme.PAPER) >= 4.5


def test_sequential_colours_darken_evenly_so_that_they_can_be_told_in_grey():
    lights = [theme.luminance(colour) for colour in theme.SEQUENTIAL]
    assert lights == sorted(lights)
    assert all(theme.contrast(one, other) >= 1.5 for one, other in zip(theme.SEQUENTIAL, theme.SEQUENTIAL[1:]))


def test_contrast_of_black_and_white_is_21():
    assert theme.contrast("#000000", "#FFFFFF") == pytest.approx(21)


def test_enabling_twice_gives_our_theme_to_charts():
    theme.enable()
    theme.enable()
    assert alt.theme.active == theme.NAME
    assert bars().to_dict()["config"]["range"]["category"] == list(theme.CATEGORICAL[:4])


def test_categories_are_four_at_most():
    assert len(theme.config()["range"]["category"]) == 4


def test_title_is_the_message_and_the_source_stands_at_the_foot():
    spec = theme.titled(bars(), "Most is co-delivery", "Exampleshire, revision 3", "Source: Map It").to_dict()
    assert spec["title"]["text"] == ["Source: Map It"]
    assert spec["title"]["orient"] == "bottom"
    assert spec["concat"][0]["title"]["text"] == ["Most is co-delivery"]
    assert spec["concat"][0]["title"]["subtitle"] == ["Exampleshire, revision 3"]


def test_long_titles_go_on_in_the_next_line_and_lose_no_word():
    title = "Most initiatives are co-delivery, and hardly any lets citizens judge what came of it"
    lines = theme.titled(bars(), title).to_dict()["title"]["text"]
    assert len(lines) > 1
    assert " ".join(lines) == title
    assert len(theme.titled(bars().properties(width=900), title).to_dict()["title"]["text"]) == 1


def test_titling_leaves_the_chart_handed_in_as_it_was():
    chart = bars()
    before = chart.to_dict()
    theme.titled(chart, "Title", "Subtitle", "Source")
    assert chart.to_dict() == before
