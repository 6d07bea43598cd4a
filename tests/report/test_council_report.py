"""report.html: one page for a director, with no network, headings in order and nothing private."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from coprod_helpers import library
from coprod_helpers.chain import REGISTER, progress_of
from coprod_helpers.chain.fingerprint import parts_of, table_mark
from coprod_helpers.chain.run import run_council
from coprod_helpers.report import report_page
from coprod_helpers.tables import COMPUTED, ENTERED, TABLES
from coprod_helpers.workspace import Snapshot, open_workspace, take_snapshot

REGISTER_OF_STEPS = {
    name: {"reads": list(entry.reads), "writes": list(entry.writes)} for name, entry in REGISTER.items()
}


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """The whole chain for Exampleshire, with real kernels, once."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COPROD_HOME", str(home))
        example = open_workspace("example")
        example.save(
            {
                "survey_answers": pd.DataFrame({"form": ["residents"], "took_part": ["yes"], "idea": ["canary-idea"]}),
                "initiatives": pd.DataFrame(
                    {"initiative_id": ["I001"], "title": ["<script>alert(1)</script> {{7*7}}"]}
                ),
            }
        )
        done = run_council("example", as_of="2026-11-23")
        done.published = {
            name: len(frame) for name, frame in open_workspace("example").read_many(list(COMPUTED)).items()
        }
        return done


@pytest.fixture(scope="module")
def page(run):
    return run.report.read_text(encoding="utf-8")


def test_every_step_computes_and_publishes_its_tables(run):
    # Exampleshire has imported no participatory budget.
    assert run.computed == list(REGISTER) and [name for name, rows in run.published.items() if not rows] == ["budget_choice"]


def test_it_says_that_the_council_is_invented(page):
    assert "invented" in re.sub(r"<[^>]+>", "", page.split("</header>")[0])


def test_every_step_is_told_with_a_finding_and_what_next(page):
    for entry in REGISTER.values():
        assert f">{entry.star.title}</h2>" in page and entry.star.question in page
    assert page.count('class="finding"') >= 12 and page.count("Next:") >= 6 and page.count("How sure:") >= 6


def test_headings_stand_in_order(page):
    levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", page)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))


def test_every_picture_has_its_words_and_its_table(page):
    pictures = re.findall(r"<svg .*?</svg>", page, re.DOTALL)
    whole = [picture for picture in pictures if 'role="img"' in picture.split(">")[0]]
    assert len(whole) >= 10 and all("<title" in picture and "<desc" in picture for picture in whole)
    assert page.count("The same as a table") >= len(whole)


def test_ids_are_unique(page):
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_nothing_is_fetched(page):
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', page.replace('href="https://www.govint.org', ""))
    assert "@import" not in page and "url(http" not in page


def test_nothing_private_and_nothing_that_runs_is_in_it(run, page):
    assert "canary-idea" not in page and "<script" not in page.lower().replace("&lt;script", "")
    names = [
        name
        for name in library.data_folder()
        .joinpath("exampleshire", "contacts.csv")
        .read_text(encoding="utf-8")
        .split(",")
        if "@" in name
    ]
    assert names and not any(name in page for name in names)
    assert not [file for file in run.folder.rglob("*") if file.is_file() and b"canary-idea" in file.read_bytes()]


def test_blank_is_said_and_never_nan(page):
    text = re.sub(r"<[^>]+>", " ", page)
    assert not re.search(r"\b(nan|NaN|NaT|None|<NA>)\b", text)


@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing(run, browser, width):
    from axe_playwright_python.sync_playwright import Axe

    opened = browser.new_page(viewport={"width": width, "height": 900})
    opened.goto(run.report.as_uri())
    results = Axe().run(opened)
    assert results.violations_count == 0, results.generate_report()
    assert opened.evaluate("document.documentElement.scrollWidth") <= width
    opened.close()


def test_council_without_data_gets_a_page_that_says_what_to_do(home, tmp_path):
    workspace = open_workspace("Z00000002")
    take_snapshot(workspace, tmp_path / "s", REGISTER_OF_STEPS)
    data = Snapshot(tmp_path / "s", "", library.read_all())
    page = report_page(data, progress_of(data, {}, {}), "2026-11-23", "run")
    assert page.count("has no data yet") >= 5 and "outcomes that matter" in page


def test_results_of_an_earlier_run_are_told_as_such(home, tmp_path):
    workspace = open_workspace("example")
    workspace.publish({"coverage": TABLES["coverage"].empty()})
    take_snapshot(workspace, tmp_path / "s", REGISTER_OF_STEPS)
    data = Snapshot(tmp_path / "s", "", library.read_all())
    marks = {name: table_mark(name, data.read(name)) for name in ENTERED}
    for changed, word in ((marks, ""), (marks | {"outcomes": "another"}, "They are stale: Outcomes changed since.")):
        published = {"map_it": {"revision": 4, "at": "2026-11-01T09:00:00", "parts": parts_of("map_it", {}, changed)}}
        page = report_page(data, progress_of(data, {"grow_it": "this run"}, published), "2026-11-23", "run")
        assert "from revision 4" in page and "this run did not compute them" in page
        assert word in page and page.count("They are stale") == bool(word)


def test_nothing_is_stale_straight_after_a_run(run, monkeypatch):
    monkeypatch.setenv("COPROD_HOME", str(run.folder.parents[2]))
    assert {state.state for state in progress_of(open_workspace("example")).steps} == {"done"}
