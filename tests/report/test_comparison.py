"""The comparison's page: by name, without a ranking or a hint at who is far out, on a phone and without a network."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from html.parser import HTMLParser

import pandas as pd
import pytest

from coprod_helpers.errors import InputError
from coprod_helpers.exchange.released import read_released
from coprod_helpers.report.comparison import comparison_page, new_folder, write_comparison
from tests.releases import codes, release_of

DAY = dt.date(2026, 11, 25)


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    """Released files of twelve councils of four nations."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COPROD_HOME", str(tmp_path_factory.mktemp("home")))
        folder = tmp_path_factory.mktemp("files")
        for seed, code in enumerate(codes(12)):
            release_of(code, folder, seed, raters=(6, 5, seed % 3), answers=30 + 5 * seed if seed % 4 else None,
                       stale={"map_it": ["Outcomes"]} if seed == 3 else None)
        return read_released([folder])


@pytest.fixture(scope="module")
def page(read):
    return comparison_page(read.files, read.notices, DAY)


class _Tables(HTMLParser):
    """First cells of each table's rows, and all text outside tables."""

    def __init__(self, page: str):
        super().__init__()
        self.firsts, self.text, self._in_table, self._is_first = [], [], False, False
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        if tag == "table":
            self.firsts.append([])
            self._in_table = True
        self._is_first = tag == "th" and ("scope", "row") in attrs or (self._is_first and tag not in ("td", "tr"))

    def handle_endtag(self, tag):
        self._in_table = self._in_table and tag != "table"
        self._is_first = self._is_first and tag != "th"

    def handle_data(self, data):
        if self._is_first:
            self.firsts[-1].append(data)
        elif not self._in_table:
            self.text.append(data)


def names_of(read) -> list[str]:
    return [one.council.name for one in read.files]


def test_councils_stand_by_name_in_every_table(read, page):
    names = names_of(read)
    tables = [firsts for firsts in _Tables(page).firsts if set(firsts) & set(names)]
    assert len(tables) >= 14
    for firsts in tables:
        once = list(dict.fromkeys(firsts))
        assert once == sorted(once, key=str.casefold)


def test_no_name_stands_in_words_or_in_a_strip(read, page):
    """Outside tables names stand only on the map: what is drawn or said of measures names nobody."""
    sections = re.split(r"<section", page)
    measured = [part for part in sections if re.search(r"<h2[^>]*>(Coverage|Balance|Agreement|Case|Survey)", part)]
    assert len(measured) == 5
    for part in measured:
        text = " ".join(_Tables(part).text)
        assert not [name for name in names_of(read) if name in text]


def test_nothing_says_better_worse_or_far_out(page):
    text = re.sub(r"<[^>]+>", " ", re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)).casefold()
    for word in ("best", "worst", "highest", "lowest", "outlier", "league", "top ", "bottom", "leading", "lagging", "unusually"):
        assert word not in text, word
    assert "no ranking" in text and "nothing here says who is better" in text


def test_page_of_files_named_backwards_is_the_same(home, tmp_path):
    paths = [release_of(code, tmp_path, seed) for seed, code in enumerate(("E08000009", "W06000015", "E08000007"))]
    pages = [comparison_page(one.files, one.notices, DAY) for one in (read_released(paths), read_released(paths[::-1]))]
    assert pages[0] == pages[1]


def test_far_out_value_changes_a_dot_and_a_cell_and_no_word(read):
    """One council's value moved far out: the sentences stay as they are, for they tell the middle alone."""
    def moved(value):
        one = read.files[5]
        measures = one.measures.copy()
        own = measures["measure"].eq("case_outcome_gain")
        measures.loc[own, "value"] = value
        files = [*read.files[:5], dataclasses.replace(one, measures=measures), *read.files[6:]]
        return "\n".join(_Tables(comparison_page(files, [], DAY)).text)

    assert moved(3.9) == moved(4.0)


def test_stale_files_settings_that_differ_and_notices_are_told(read):
    one = dataclasses.replace(read.files[0], thresholds=read.files[0].thresholds | {"strong_citizens": 50})
    page = comparison_page([one, *read.files[1:]], ["A notice & more."], DAY)
    assert "1 file is older than what it was made from" in page and "A notice &amp; more." in page
    assert f"20: {', '.join(names_of(read)[1:])}" in page and f"50: {names_of(read)[0]}" in page


def test_who_released_cannot_put_anything_into_the_page(read):
    wicked = dataclasses.replace(read.files[0], released_by="<script>alert(1)</script>")
    page = comparison_page([wicked, *read.files[1:]], [], DAY)
    assert "<script" not in page and "&lt;script&gt;" in page


def test_deprivation_is_not_compared_between_nations(read, page):
    assert "Between nations deprivation is not compared" in page
    rows = re.findall(r"<tr>(.*?)</tr>", page.split("Councils alike</h2>")[1].split("</section>")[0])
    nation = {one.council.name: one.council.nation for one in read.files}
    seen = 0
    for row in rows[1:]:
        own, lines = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)
        for line in lines.split("<br>"):
            other = line.partition(" (")[0]
            assert ("not compared between nations" in line) == (nation[own] != nation[other])
            assert "average score" not in line or nation[own] == nation[other] == "England"
            seen += nation[own] != nation[other]
    assert seen > 3


def test_few_councils_are_told(read):
    page = comparison_page(read.files[:3], [], DAY)
    assert "With fewer than 5 councils there is no middle half" in page and "too few for a middle half" in page


def test_invented_councils_say_so_and_are_on_no_map(home, tmp_path):
    for seed, code in enumerate(("Z99000002", "Z99000003")):
        release_of(code, tmp_path, seed)
    page = comparison_page(read_released([tmp_path]).files, [], DAY)
    assert "2 of the councils are invented" in page.split("</header>")[0]
    assert "None of these councils has a place." in page and "have no profile and no neighbours" in page


def test_files_of_different_steps_can_be_compared(read):
    """One council has published Map It alone, the other Focus It alone."""
    pair = [dataclasses.replace(one, measures=one.measures[one.measures["measure"].str.startswith(start)])
            for one, start in zip(read.files, ("coverage", "case"))]
    page = comparison_page(pair, [], DAY)
    assert "Coverage of outcomes" in page and "Case for change" in page and "Agreement between raters</h2>" not in page


def test_writing_makes_a_folder_and_never_overwrites(read, tmp_path):
    folder = tmp_path / "a" / "b"
    page = write_comparison(read.files, read.notices, folder, DAY)
    assert sorted(path.name for path in folder.iterdir()) == ["comparison.csv", "comparison.html", "datapackage.json"]
    before = page.read_bytes()
    with pytest.raises(InputError, match="holds comparison.html, comparison.csv, datapackage.json already"):
        write_comparison(read.files, read.notices, folder, DAY)
    assert page.read_bytes() == before


def test_file_in_the_place_of_the_folder_is_told(read, tmp_path):
    (tmp_path / "taken").write_text("")
    with pytest.raises(InputError, match="cannot be written"):
        write_comparison(read.files[:2], [], tmp_path / "taken", DAY)


def test_usual_folder_is_a_new_one(tmp_path):
    assert new_folder(tmp_path, DAY).name == "comparison-2026-11-25"
    (tmp_path / "comparison-2026-11-25").mkdir()
    assert new_folder(tmp_path, DAY).name == "comparison-2026-11-25-2"


@pytest.mark.parametrize("width", [390, 1000])
def test_page_fits_asks_for_nothing_and_axe_finds_nothing(page, browser, tmp_path, width):
    from axe_playwright_python.sync_playwright import Axe

    path = tmp_path / "comparison.html"
    path.write_text(page, encoding="utf-8")
    opened = browser.new_page(viewport={"width": width, "height": 900})
    asked = []
    opened.on("request", lambda request: asked.append(request.url))
    opened.goto(path.as_uri())
    opened.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
    assert opened.evaluate("document.documentElement.scrollWidth") <= width
    assert [address for address in asked if not address.startswith(("file:", "data:"))] == []
    found = Axe().run(opened)
    assert found.violations_count == 0, found.generate_report()
    opened.close()


def test_tables_of_the_page_hold_the_numbers_of_the_files(read, page):
    one = read.files[0]
    row = one.measures.set_index(["measure", "part"])["value"]
    table = page.split("Every state of coverage, for all four Co&#x27;s together, by name")[-1].split("</table>")[0]
    cells = [re.sub("<[^>]+>", "", cell) for cell in re.findall(r"<t[hd] [^>]*>.*?</t[hd]>", table.split("<tbody>")[1])][:6]
    assert cells[0] == one.council.name
    assert cells[1:5] == [f"{row[f'coverage_{state}', 'all']:.0%}" for state in ("strong", "present", "potential", "gap")]
    assert pd.notna(row["coverage_gap", "all"])
