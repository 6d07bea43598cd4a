"""Pictures: the same chart gives the same bytes, each has a name, and the process that draws can be lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from xml.etree import ElementTree

import altair as alt
import pandas as pd
import psutil
import pytest

from coprod_helpers.look import pictures
from coprod_helpers.look.pictures import SVG, DrawingError, to_png, to_spec, to_svg

FRAME = pd.DataFrame({"co": ["Co-design", "Co-delivery"], "number": [3, 7]})


def bars(frame=FRAME):
    # A clip path is what gets a running number as its id.
    return alt.Chart(frame).mark_bar(clip=True).encode(x="number:Q", y="co:N").properties(title="Bars")


def ids(svg):
    return [element.get("id") for element in ElementTree.fromstring(svg).iter() if element.get("id")]


def drawn_width(svg):
    return float(ElementTree.fromstring(svg).get("viewBox").split()[2])


def test_same_chart_gives_the_same_svg_and_png():
    assert to_svg(bars(), "Bars", "Two bars") == to_svg(bars(), "Bars", "Two bars")
    assert to_png(bars()) == to_png(bars())


def test_svg_is_one_image_with_a_name_and_a_description():
    root = ElementTree.fromstring(to_svg(bars(), "Bars & <b>", "Two \"bars\""))
    by_id = {element.get("id"): element.text for element in root.iter()}
    assert root.get("role") == "img"
    assert by_id[root.get("aria-labelledby")] == "Bars & <b>"
    assert by_id[root.get("aria-describedby")] == "Two \"bars\""
    assert root[0].tag == f"{{{SVG}}}title"
    assert not [name for element in list(root.iter())[1:] for name in element.attrib if name in ("role", "class")]


def test_charts_that_differ_share_no_id():
    one = to_svg(bars(), "Bars", "Two bars")
    other = to_svg(bars(FRAME.assign(number=[1, 2])), "Bars", "Two bars")
    assert len(ids(one)) >= 3
    assert not set(ids(one)) & set(ids(other))
    assert not set(ids(one)) & set(ids(to_svg(bars(), "Bars", "Other words")))


def test_ids_begin_as_asked_and_every_reference_has_its_target():
    svg = to_svg(bars(), "Bars", "Two bars", "s1-2")
    assert all(name.startswith("s1-2-") for name in ids(svg))
    assert "url(#s1-2-1)" in svg
    assert "s1-2-1" in ids(svg)


def test_words_that_cannot_be_stored_do_not_stop_the_drawing():
    frame = FRAME.assign(co=["a\x00\ud800b", "<script>&\u202e"])
    svg = to_svg(bars(frame), "t\x00", "d\ud800")
    texts = [element.text for element in ElementTree.fromstring(svg).iter() if element.text]
    assert {"ab", "<script>&", "t", "d"} <= set(texts)


def test_charts_are_drawn_in_our_theme():
    assert "#12436D" in to_svg(bars(), "Bars", "Two bars")
    assert to_spec(bars())["config"]["bar"]["color"] == "#12436D"


@pytest.mark.parametrize("chart", [
    alt.Chart("https://example.org/people.csv").mark_bar().encode(x="a:Q"),
    alt.Chart("/etc/passwd").mark_bar().encode(x="a:Q"),
    alt.layer(alt.Chart(FRAME).mark_image(url="https://example.org/x.png").encode(x="number:Q")),
])
def test_a_chart_that_fetches_anything_is_refused(chart):
    with pytest.raises(ValueError, match="its own data"):
        to_spec(chart)


def test_data_may_have_a_column_called_url():
    assert to_spec(alt.Chart(FRAME.assign(url="x")).mark_bar().encode(x="number:Q"))


def test_png_of_a_chart_and_of_svg_is_a_png():
    assert to_png(bars()).startswith(b"\x89PNG")
    assert to_png(to_svg(bars(), "Bars", "Two bars")).startswith(b"\x89PNG")


def test_smallest_text_sets_the_narrowest_width():
    svg = f'<svg xmlns="{SVG}" width="600" viewBox="0 0 300 9"><text font-size="24px">a</text></svg>'
    assert pictures.narrowest(svg) == 150
    assert pictures.widest(svg) == 600


def test_small_charts_are_shown_larger_and_wide_ones_as_they_are():
    small, wide = to_svg(bars(), "Bars", "b"), to_svg(bars().properties(width=900), "Bars", "b")
    assert pictures.widest(small) == pytest.approx(1.3 * drawn_width(small))
    assert pictures.widest(wide) == drawn_width(wide) > 900


def test_a_process_that_was_lost_is_started_again():
    before = to_svg(bars(), "Bars", "Two bars")
    lost = pictures._drawing._process.pid
    os.kill(lost, signal.SIGKILL)
    assert to_svg(bars(), "Bars", "Two bars") == before
    assert pictures._drawing._process.pid != lost


def test_an_interrupted_picture_does_not_become_the_next_one(monkeypatch):
    before = to_svg(bars(), "Bars", "Two bars")
    asked = pictures._drawing._connection

    class Interrupted:
        send_bytes, close = asked.send_bytes, asked.close

        def recv_bytes(self):
            raise KeyboardInterrupt

    monkeypatch.setattr(pictures._drawing, "_connection", Interrupted())
    with pytest.raises(KeyboardInterrupt):
        to_png(bars())
    assert to_svg(bars(), "Bars", "Two bars") == before


def test_what_cannot_be_drawn_says_so_and_the_next_picture_is_drawn():
    with pytest.raises(DrawingError, match="cannot be drawn"):
        pictures._drawing.ask({"kind": "svg", "spec": {"mark": "no such mark"}})
    assert to_svg(bars(), "Bars", "Two bars")


def test_the_kernel_does_not_load_the_engine_that_draws():
    code = ("import sys, altair as alt, pandas as pd; from coprod_helpers.look.pictures import to_svg; "
            "to_svg(alt.Chart(pd.DataFrame({'a': [1]})).mark_bar().encode(x='a:Q'), 't', 'd'); "
            "print('vl_convert' in sys.modules)")
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


def test_the_process_ends_when_nobody_asks(monkeypatch):
    process = pictures._Process(0.2)
    assert process._process.wait(60) == 0 and not Path(json.loads(process.address)[0]).parent.exists()
    process.end()


def test_the_process_ends_with_its_owner_and_leaves_no_folder():
    code = ("import os; from coprod_helpers.look import pictures; process = pictures._Process(60); "
            "print(process.pid, process.address, flush=True); os.kill(os.getpid(), 9)")
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout
    pid, address = told.split(" ", 1)
    folder = Path(json.loads(address)[0]).parent
    until = time.monotonic() + 10
    while (folder.exists() or psutil.pid_exists(int(pid))) and time.monotonic() < until:
        time.sleep(0.05)
    assert not folder.exists() and not psutil.pid_exists(int(pid))


def test_one_process_draws_for_all_that_it_is_handed_to():
    code = ("import sys, altair as alt, pandas as pd; from coprod_helpers.look import pictures; "
            "pictures.to_svg(alt.Chart(pd.DataFrame({'a': [1]})).mark_bar().encode(x='a:Q'), 't', 'd'); "
            "print(pictures._drawing._process is None)")
    with pictures.drawn_by_one():
        others = [subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) for _ in range(3)]
        assert [other.communicate(timeout=120)[0] for other in others] == ["True\n"] * 3
        assert [child for child in psutil.Process().children() if "drawing.py" in " ".join(child.cmdline())]
    assert pictures.HANDED not in os.environ


def test_without_the_process_that_was_handed_pictures_are_drawn_by_one_of_its_own(monkeypatch):
    before = to_svg(bars(), "Bars", "Two bars")
    for address in ('["/nowhere/drawing", "00"]', "not an address"):
        pictures._drawing.end()
        monkeypatch.setenv(pictures.HANDED, address)
        assert to_svg(bars(), "Bars", "Two bars") == before


def test_who_does_not_know_the_key_gets_no_picture():
    process = pictures._Process(60)
    place, _ = json.loads(process.address)
    assert oct(Path(place).parent.stat().st_mode)[-3:] == "700"
    with pytest.raises(pictures.AuthenticationError):
        pictures.Client(place, authkey=b"wrong")
    assert pictures._connection_to(process.address)
    process.end()


def test_the_same_chart_can_be_drawn_by_the_version_that_jupyterlab_holds():
    import vl_convert

    spec = to_spec(bars()) | {"$schema": "https://vega.github.io/schema/vega-lite/v5.json"}
    assert vl_convert.vegalite_to_svg(spec, vl_version="5.8").count("<path") == vl_convert.vegalite_to_svg(
        to_spec(bars())).count("<path")


def test_pictures_are_drawn_unless_asked_to_wait(monkeypatch):
    monkeypatch.delenv(pictures.SETTING, raising=False)
    assert pictures.drawn_now()
    monkeypatch.setenv(pictures.SETTING, "later")
    assert not pictures.drawn_now()
