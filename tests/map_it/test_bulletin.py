"""The bulletin: nobody without permission, one page a story, and none before an election."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile

import pandas as pd
import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from coprod_helpers import library
from coprod_helpers.chain import REGISTER
from coprod_helpers.errors import InputError
from coprod_helpers.map_it import bulletin, held_back, write_bulletin
from coprod_helpers.map_it.bulletin import MOST_STORIES
from coprod_helpers.star import STATUSES
from coprod_helpers.tables import TABLES
from coprod_helpers.tables.council import settings_of
from coprod_helpers.workspace import Snapshot, find_council, open_workspace, take_snapshot
from tests.map_it.test_early_adopters import initiatives
from tests.map_it.test_explorer import rows

AS_OF, TODAY = "2026-11-23", dt.date(2026, 11, 23)
ATTACK = "<script>alert(1)</script> {{7*7}} {title} & \"'"


class Stand:
    """Tables of a council that was never stored; it notes what is read."""

    is_snapshot, revision = False, 7

    def __init__(self, frame, council="Z00000007", **tables):
        self.council, self.tables, self.asked = find_council(council), {"initiatives": frame, **tables}, set()

    def read(self, name):
        self.asked.add(name)
        return self.tables.get(name, TABLES[name].empty())

    def read_many(self, names):
        return {name: self.read(name) for name in names}

    def settings(self):
        return settings_of(self.read("settings"))


def written(data, folder):
    """Write the bulletin and return the Word file's bytes and the page."""
    word, page = write_bulletin(data, folder, AS_OF)
    return word.read_bytes(), page.read_text(encoding="utf-8")


def all_words(word, page):
    """Return every part of both files as one text."""
    with zipfile.ZipFile(io.BytesIO(word)) as parts:
        return "\n".join([page, *(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())])


@pytest.fixture
def example(home):
    return open_workspace("example")


# Who may not be named


@given(st.lists(st.tuples(st.sampled_from([True, False, None]), st.sampled_from([word.code for word in STATUSES]),
                          st.sampled_from([None, "I0"])), max_size=20))
@settings(max_examples=20, deadline=None)
def test_who_may_not_be_named_appears_nowhere_in_either_file(tmp_path_factory, kinds):
    frame = initiatives(*(
        {column.name: f"canary{place}-{column.name}" for column in TABLES["initiatives"].columns
         if column.type in ("text", "long_text", "url") and column.name not in ("initiative_id", "merged_into")}
        | {"may_name": may_name, "status": status, "merged_into": merged_into}
        for place, (may_name, status, merged_into) in enumerate(kinds)))
    links = rows("initiative_outcome", *({"initiative_id": f"I{place}", "outcome_id": f"OC{place}"} for place in range(len(kinds))))
    outcomes = rows("outcomes", *({"outcome_id": f"OC{place}", "title": f"canary{place}-outcome"} for place in range(len(kinds))))
    text = all_words(*written(Stand(frame, initiative_outcome=links, outcomes=outcomes), tmp_path_factory.mktemp("b")))
    shown = {int(number) for number in re.findall(r"canary(\d+)-", text)}
    allowed = {place for place, (may_name, status, merged_into) in enumerate(kinds)
               if may_name and status in ("existing", "improving") and merged_into is None}
    assert shown <= allowed and len(shown) == min(len(allowed), MOST_STORIES)


def test_those_without_permission_are_counted(tmp_path):
    frame = initiatives({}, {"may_name": False}, {"may_name": None})
    for text in all_text(written(Stand(frame), tmp_path)):
        assert "2 more are under way and are not named, for want of permission." in text


def all_text(files):
    """Return the words of the Word file and those of the page."""
    document = Document(io.BytesIO(files[0]))
    cells = [cell.text for drawn in document.tables for row in drawn.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells]), re.sub(r"<[^>]+>", " ", files[1])


def test_who_reported_and_where_it_came_from_is_told_of_nobody(tmp_path):
    frame = initiatives({"reported_by": "canary", "source": "canary", "source_id": "canary"})
    assert "canary" not in all_words(*written(Stand(frame), tmp_path))


def test_no_private_column_and_no_personal_table_is_read(tmp_path):
    data = Stand(initiatives({}))
    write_bulletin(data, tmp_path, AS_OF)
    assert data.asked <= set(REGISTER["map_it"].reads)
    for name in data.asked:
        assert TABLES[name].kind == "entered" and TABLES[name].public_names == TABLES[name].names, name


# Both files


def test_both_files_hold_every_story_and_where_they_come_from(example, tmp_path):
    files = written(example, tmp_path / "new" / "folder")
    for text in all_text(files):
        for words in ("Who already does it", "23 November 2026", f"revision {example.revision}", "This council is invented",
                      "Walk and Talk", "Community dementia coordinator", "A case like it elsewhere", "Source:", "Read on",
                      "12 stories", "And 7 more", "Tell us what we missed", "An independent implementation"):
            assert words in re.sub(r"\s+", " ", text.replace("&#39;", "'")), words


def test_a_snapshot_gives_the_same_bulletin(example, tmp_path):
    take_snapshot(example, tmp_path / "s", {"map_it": {"reads": list(REGISTER["map_it"].reads), "writes": []}})
    for step in ("", "map_it"):
        snapshot = Snapshot(tmp_path / "s", step, library.read_all())
        assert written(snapshot, tmp_path / "b") == written(example, tmp_path / "a")


def test_the_same_data_gives_the_same_bytes(example, tmp_path):
    assert written(example, tmp_path / "a") == written(example, tmp_path / "b")


def test_each_page_is_a_section_and_begins_a_new_page_of_the_word_file(example, tmp_path):
    word, page = written(example, tmp_path)
    assert page.count("<section") == MOST_STORIES + 2 and 'class="pages"' in page
    document = Document(io.BytesIO(word))
    headings = [paragraph for paragraph in document.paragraphs if paragraph.style.name == "Heading 1"]
    assert [paragraph.paragraph_format.page_break_before for paragraph in headings] == [False] + [True] * (MOST_STORIES + 1)


def test_at_most_twelve_are_told_and_the_others_are_counted():
    for number, words in ((MOST_STORIES, "12 stories of"), (MOST_STORIES + 1, "And 1 more that may be named stands in Map It."),
                          (MOST_STORIES + 3, "And 3 more that may be named stand in Map It."), (1, "1 story of")):
        pages = bulletin(Stand(initiatives(*[{}] * number)), TODAY)
        assert words in pages[0].finding and len(pages) == min(number, MOST_STORIES) + 2


@pytest.mark.parametrize(("entries", "words"), [
    ([], "Enter what citizens and services already do together"),
    ([{"may_name": None}], "Ask those who answer for what is under way whether it may be named"),
    ([{"may_name": False, "status": "ended"}], "Enter what citizens and services already do together")])
def test_without_a_story_it_says_what_to_do(entries, words, tmp_path):
    for text in all_text(written(Stand(initiatives(*entries)), tmp_path)):
        assert "There is no story to tell yet." in text and words in text and "Tell us what we missed" in text


def test_a_council_without_any_data_gets_one_too(home, tmp_path):
    files = written(open_workspace("Trafford"), tmp_path)
    assert "no story to tell yet" in files[1] and "invented" not in all_text(files)[1]


def test_text_of_others_is_shown_as_typed(tmp_path):
    texts = {column.name: ATTACK for column in TABLES["initiatives"].columns if column.type in ("text", "long_text")
             and column.name not in ("initiative_id", "merged_into", "case_id", "service_area")}
    word, page = written(Stand(initiatives(texts | {"evidence_grade": 2, "url": "javascript:alert(1)"})), tmp_path)
    assert "<script" not in page and "javascript:" not in page and page.count("{{7*7}}") >= 5 and "{title}" in page
    assert ATTACK in all_text((word, page))[0]


# Before an election


def period(begins="2026-11-20", ends="2026-12-03", is_on=True):
    """Return settings with a pre-election period."""
    return rows("settings", {"setting_id": "council", "pre_election": is_on, "pre_election_starts_on": pd.Timestamp(begins),
                             "pre_election_ends_on": pd.Timestamp(ends)})


def test_in_a_pre_election_period_nothing_is_written_and_it_says_from_when_it_can_be(tmp_path):
    data = Stand(initiatives({}), settings=period())
    with pytest.raises(InputError, match="20 November 2026 to 3 December 2026.*from 4 December 2026 on"):
        write_bulletin(data, tmp_path / "b", AS_OF)
    assert not (tmp_path / "b").exists()
    with pytest.raises(InputError, match="held back"):
        bulletin(data, TODAY)


@pytest.mark.parametrize(("day", "is_held"), [
    ("2026-11-19", False), ("2026-11-20", True), ("2026-12-03", True), ("2026-12-04", False)])
def test_it_is_held_back_from_the_first_to_the_last_day(day, is_held):
    assert bool(held_back(settings_of(period()), dt.date.fromisoformat(day))) is is_held
    assert not held_back(settings_of(period(is_on=False)), dt.date.fromisoformat(day))


# The page


@pytest.fixture(scope="module")
def page_file(tmp_path_factory):
    """The bulletin of Exampleshire."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COPROD_HOME", str(tmp_path_factory.mktemp("home")))
        return write_bulletin(open_workspace("example"), tmp_path_factory.mktemp("bulletin"), AS_OF)[1]


def test_headings_stand_in_order_and_ids_are_unique(page_file):
    page = page_file.read_text(encoding="utf-8")
    levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", page)]
    assert levels[0] == 1 and levels.count(1) == 1 and '<html lang="en">' in page
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_nothing_is_fetched_and_nothing_runs(page_file):
    page = page_file.read_text(encoding="utf-8")
    links = r'<a href="https?://[^"]+" rel="noopener noreferrer">'
    assert re.findall(links, page) and not re.findall(r'(?:src|href)="(?:https?:)?//', re.sub(links, "", page))
    assert "@import" not in page and "url(http" not in page and "<script" not in page and "mailto:" not in page
    assert not re.search(r"\b(nan|NaN|NaT|None|<NA>)\b", re.sub(r"<[^>]+>", " ", page))


@pytest.mark.parametrize("width", [390, 1100])
def test_axe_finds_nothing_and_nothing_is_asked_of_a_network(page_file, browser, width):
    from axe_playwright_python.sync_playwright import Axe

    opened, asked = browser.new_page(viewport={"width": width, "height": 900}), []
    opened.on("request", lambda request: asked.append(request.url))
    opened.goto(page_file.as_uri())
    results = Axe().run(opened)
    assert results.violations_count == 0, results.generate_report()
    assert opened.evaluate("document.documentElement.scrollWidth") <= width and asked == [page_file.as_uri()]
    opened.close()


def longest():
    """Return a council all of whose texts are as long as they may be, in wide words."""
    wide = "Wwwwww mmmmmm wide words that go on "
    more = {column.name: (wide * 300)[:column.length_limit] for column in TABLES["initiatives"].columns
            if column.name in ("title", "description", "public_gives", "citizens_give", "evidence_note", "owner")}
    figures = dict.fromkeys(("citizen_count", "citizen_hours_month", "staff_hours_month"), 1_234_567)
    frame = initiatives(*[more | figures | {"evidence_grade": 2, "url": "https://example.org/" + "a" * 1_900}] * 13,
                        {"may_name": None})
    cos = rows("initiative_co", *({"initiative_id": name, "co": co} for name in frame["initiative_id"]
                                  for co in ("co-commissioning", "co-design", "co-delivery", "co-assessment")))
    links = rows("initiative_outcome", *({"initiative_id": name, "outcome_id": "OC1"} for name in frame["initiative_id"]))
    outcomes = rows("outcomes", {"outcome_id": "OC1", "title": (wide * 9)[:200]})
    services = rows("service_areas", {"service_id": "S1", "name": (wide * 9)[:200]})
    return Stand(frame, initiative_co=cos, initiative_outcome=links, outcomes=outcomes, service_areas=services)


@pytest.mark.parametrize("make", ["example", "longest"])
def test_each_story_prints_on_one_page(page_file, browser, tmp_path, make):
    file = page_file if make == "example" else write_bulletin(longest(), tmp_path, AS_OF)[1]
    opened = browser.new_page()
    opened.goto(file.as_uri())
    printed = opened.pdf(format="A4", margin=dict.fromkeys(("top", "right", "bottom", "left"), "1cm"))
    opened.close()
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == MOST_STORIES + 2
