"""Map It's controls: cases searched and adapted, imports settled, duplicates merged, options made."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from coprod_helpers.errors import InputError
from coprod_helpers.map_it import what_to_improve
from coprod_helpers.map_it.case_search import case_search
from coprod_helpers.map_it.controls import (
    AT_MOST,
    CaseList,
    DuplicatesList,
    ImportsList,
    OptionsMaker,
    past_day,
    show_bulletin,
    show_cases,
    show_duplicates,
    show_imports,
    show_options_maker,
)
from coprod_helpers.workspace import open_workspace

GAPS = pd.DataFrame({"outcome_id": ["OC001"], "outcome": ["Older people are less alone"], "co": ["co-assessment"]})


@pytest.fixture
def page(home):
    workspace = open_workspace("Trafford")
    workspace.save({"outcomes": pd.DataFrame({"title": ["Older people are less alone"]}),
                    "service_areas": pd.DataFrame({"service_id": ["S01"], "name": ["Adult social care"]})})
    return CaseList(workspace, case_search(), GAPS)


def test_words_and_filters_narrow_the_list_and_the_first_is_shown(page):
    assert "79 cases of 79 fit." in page.found.value
    page.words.value = "lonely pensioners"
    assert page.listed.options[0][0].endswith("· lonely, pensioners") and len(page.listed.value) == 1
    assert case_search().cases.loc[page.listed.value[0], "title"].split("'")[0] in page.shown.value
    page.filters["co"].value = "co-assessment"
    assert "14 cases of 79 fit." in page.found.value
    page.filters["country"].value = "JP"
    assert "Try other words, or fewer filters." in page.found.value and page.button.disabled


def test_several_cases_stand_side_by_side_up_to_a_limit(page):
    ids = [case_id for _, case_id in page.listed.options[: AT_MOST + 1]]
    page.listed.value = ids[:2]
    assert all(case_search().cases.loc[case_id, "title"].split("'")[0] in page.shown.value for case_id in ids[:2])
    assert page.button.disabled
    page.listed.value = ids
    assert "Only the first 4" in page.shown.value


def test_the_chosen_case_is_adapted_and_told(page):
    page.words.value = "goodgym runners"
    page.button.click()
    assert "Choose the outcome" in page.status.value
    page.outcome.value = "OC001"
    page.button.click()
    row = page._data.read("initiatives").iloc[0]
    assert row["case_id"] == "goodgym" and f"Drafted as {row['initiative_id']}" in page.status.value
    page.button.click()
    assert "was adapted before" in page.status.value


def test_a_gap_or_an_initiative_lists_its_closest_cases_with_reasons(page):
    assert [name for name, _ in page.start.options] == ["Words, below", "Gap: Older people are less alone, Co-assessment"]
    page.start.value = 0
    assert len(page.listed.options) == 6 and "Same Co: co-assessment" in page.listed.options[0][0] and page.words.disabled
    assert "Unlike on purpose" in page.listed.options[-1][0]
    page.start.value = -1
    assert "79 cases of 79 fit." in page.found.value and not page.words.disabled


def test_in_a_run_there_is_no_page(page):
    assert show_cases(page._data, GAPS, False) is None


# ---- imports ----


@pytest.fixture
def imports(page):
    data = page._data
    data.save({"initiatives": pd.DataFrame({
        "title": ["Befriending by volunteers for lonely older people", "New boiler", "Neighbours plan the park"],
        "description": ["Volunteers visit older people at home every week.", None, None], "status": ["to-check"] * 3})})
    return ImportsList(data, case_search(), "initiatives")


def test_imports_are_shown_with_what_is_suggested_and_nothing_is_decided(imports):
    assert "3 items wait to be settled." in imports.found.value
    first = imports._asked["I001"]
    assert first["co"].value == "co-delivery" and first["decision"].value == "" and first["outcome_id"].value == "OC001"
    imports.button.click()
    assert "Nothing is decided yet" in imports.status.value


def test_what_is_decided_is_saved_and_what_lacks_something_waits(imports):
    imports._asked["I001"]["decision"].value = "potential"
    imports._asked["I001"]["service_area"].value = "S01"
    imports._asked["I002"]["decision"].value = "rejected"
    imports._asked["I003"]["decision"].value = "existing"
    imports._asked["I003"]["outcome_id"].value = ""
    imports.button.click()
    rows = imports._data.read("initiatives").set_index("initiative_id")["status"]
    assert (rows["I001"], rows["I002"], rows["I003"]) == ("potential", "rejected", "to-check")
    assert imports._data.read("initiative_co")["co"].tolist() == ["co-delivery"]
    assert "Neighbours plan the park: " in imports.status.value and "1 item waits" in imports.found.value


def test_another_co_takes_no_suggested_subtype_with_it(imports):
    imports._asked["I001"]["co"].value = "co-design"
    row = {"id": "I001", "co": "co-design", "subtype": "co-performing"}
    assert imports._with_own_subtype(row)["subtype"] == ""
    assert imports._with_own_subtype({**row, "co": "co-delivery"})["subtype"] == "co-performing"


def test_one_decision_can_be_chosen_for_all_that_are_shown(imports):
    assert list(imports._asked)[0] == "I001"
    imports.looks.value = "no sign of it"
    imports.all.value = "rejected"
    imports.button.click()
    rows = imports._data.read("initiatives").set_index("initiative_id")["status"]
    assert rows["I001"] == "to-check" and rows["I002"] == "rejected" and imports.all.value == ""


def test_items_can_be_left_for_later(page):
    page._data.save({"initiatives": pd.DataFrame({"title": [f"Thing {place}" for place in range(25)], "status": ["to-check"] * 25})})
    imports = ImportsList(page._data, case_search(), "initiatives")
    assert "Shown are 1 to 20." in imports.found.value and len(imports._asked) == 20
    imports.more.click()
    assert "Shown are 21 to 25." in imports.found.value and set(imports._asked) == {f"I0{place}" for place in range(21, 26)}
    imports.more.click()
    assert "Shown are 1 to 20." in imports.found.value


def test_imports_can_be_narrowed_to_what_looks_like_co_production(imports):
    imports.looks.value = "no sign of it"
    assert set(imports._asked) == {"I002"} | (set(imports._asked) & {"I003"}) and "I001" not in imports._asked


def test_in_a_run_the_suggestions_are_a_table(imports):
    assert "Befriending by volunteers" in show_imports(imports._data, "initiatives", False).to_html()


# ---- duplicates ----


@pytest.fixture
def twice(page):
    data = page._data
    outcome = data.read("outcomes")["outcome_id"].item()
    rows = pd.DataFrame({"initiative_id": ["new1", "new2"], "title": ["Friends of Oak Park", "Friends of Oak Parks"], "status": ["potential"] * 2,
                         "service_area": ["S01"] * 2})
    links = {"initiative_co": pd.DataFrame({"initiative_id": ["new1", "new2"], "co": ["co-delivery", "co-design"]}),
             "initiative_outcome": pd.DataFrame({"initiative_id": ["new1", "new2"], "outcome_id": [outcome] * 2})}
    data.save({"initiatives": rows, **links})
    return DuplicatesList(data)


def test_two_that_look_like_one_are_merged_as_a_person_decided(twice):
    assert [label for label, _ in twice.groups.options] == ["Friends of Oak Park (I001) and 1 other"]
    assert "nearly the same" in twice.same.options[0][0] and twice.same.value == ()
    twice.button.click()
    assert "Choose in the second list" in twice.status.value
    twice.same.value = ("I002",)
    twice.button.click()
    assert "Say who decided it." in twice.status.value
    assert twice._data.read("initiatives")["merged_into"].isna().all()
    twice.decided_by.value = "Map It meeting"
    twice.kept.value = "I002"
    twice.button.click()
    rows = twice._data.read("initiatives").set_index("initiative_id")["merged_into"]
    assert rows["I001"] == "I002" and "is merged into I002" in twice.status.value
    assert twice.button.disabled and not twice.groups.options and not twice.kept.options


def test_several_of_one_group_are_merged_by_one_click_and_each_stands_in_one_group(page):
    page._data.save({"initiatives": pd.DataFrame({"title": [f"{kind} Grant to Hill Choir" for kind in ("Small", "Large", "Arts")],
                                                  "status": ["to-check"] * 3})})
    duplicates = DuplicatesList(page._data)
    assert len(duplicates.groups.options) == 1 and duplicates.same.value == ("I002", "I003")
    duplicates.decided_by.value = "Map It meeting"
    duplicates.button.click()
    rows = page._data.read("initiatives").set_index("initiative_id")["merged_into"]
    assert rows["I002"] == rows["I003"] == "I001" and duplicates.status.value.count("is merged into I001") == 2


# ---- options ----


def test_an_option_to_improve_is_made_by_one_click_and_never_twice(home):
    example = open_workspace("example")
    initiatives, cos, wards = (example.read(name) for name in ("initiatives", "initiative_co", "initiative_ward"))
    maker = OptionsMaker(example, what_to_improve(initiatives, cos, wards))
    maker.button.click()
    assert "Choose at least one initiative." in maker.status.value
    had = set(example.read("options")["initiative_id"].dropna())
    free = next(ident for _, ident in maker.chosen.options if ident not in had)
    maker.chosen.value = (free,)
    before = len(example.read("options"))
    maker.button.click()
    maker.button.click()
    options = example.read("options")
    assert len(options) == before + 1 and "already" in maker.status.value
    assert options.set_index("initiative_id").loc[free, "kind"] == "improve"


def test_nothing_to_choose_from_shows_nothing(page):
    nothing = pd.DataFrame(columns=["initiative_id", "title", "improve"])
    assert show_options_maker(page._data, nothing, True) is None and show_duplicates(page._data, nothing, True) is None


# ---- the bulletin ----


def test_the_bulletin_is_written_by_one_click_and_held_back_before_an_election(home):
    example = open_workspace("example")
    maker = show_bulletin(example, dt.date(2026, 11, 26), True)
    maker.button.click()
    folder = home / "documents" / example.council.gss_code
    assert sorted(path.name for path in folder.iterdir()) == ["bulletin.docx", "bulletin.html"]
    assert str(folder / "bulletin.docx") in maker.status.value
    assert show_bulletin(example, dt.date(2026, 11, 26), False) is None
    example.save({"settings": pd.DataFrame({"setting_id": ["council"], "pre_election": [True], "pre_election_starts_on": ["2026-11-01"],
                                            "pre_election_ends_on": ["2026-11-30"]})})
    assert "held back" in str(show_bulletin(example, dt.date(2026, 11, 26), True))


# ---- last year ----


@pytest.mark.parametrize(("text", "day"), [("", dt.date(2025, 11, 26)), ("2024-04-01", dt.date(2024, 4, 1))])
def test_the_day_to_compare_with_is_typed_or_a_year_ago(text, day):
    assert past_day(text, dt.date(2026, 11, 26)) == day


@pytest.mark.parametrize("text", ["last year", "2026-11-26", "2027-01-01"])
def test_a_day_that_is_none_or_not_before_is_refused(text):
    with pytest.raises(InputError, match="not a day|not before"):
        past_day(text, dt.date(2026, 11, 26))
