"""Pages to read: what is open to everybody and nothing of single people; each says of when it is."""

from __future__ import annotations

import pandas as pd
import pytest

from coprod_helpers import library
from coprod_helpers.apps.reading import map_sections, open_coverage_map, open_page
from coprod_helpers.errors import InputError
from coprod_helpers.star import FOUR_COS
from coprod_helpers.workspace import open_workspace
from tests.apps_robot import TODAY
from tests.look.test_form_page import Page


def html_of(name: str, **options) -> str:
    """Return a page of Exampleshire as HTML."""
    return open_page(name, "example", as_of=TODAY, **options)._repr_mimebundle_()["text/html"]


@pytest.mark.parametrize("name", ["our_star", "ward_page", "case_library"])
def test_page_has_one_heading_says_of_when_it_is_and_needs_no_kernel(name, example):
    shown = open_page(name, "example", as_of=TODAY)
    page, bundle = Page(html_of(name)), shown._repr_mimebundle_()
    assert len(page.all("h1")) == 1 and not page.all("script")
    assert f"As of 27 November 2026, revision {example.revision}" in "".join(page.words)
    data = next(value for kind, value in bundle.items() if kind.endswith("page+json"))
    assert data["model"] == "" and data["is_invented"] and data["council"] == "Exampleshire (invented)" and data["language"] == "en"


@pytest.mark.parametrize("name", ["our_star", "ward_page", "case_library"])
def test_page_of_a_council_with_nothing_yet_says_so_and_breaks_nothing(name, home):
    assert "<h1" in open_page(name, "Z00000002", as_of=TODAY)._repr_mimebundle_()["text/html"]
    assert map_sections(open_workspace("Z00000002"))[0].finding == "There is nothing on the map yet."


def test_no_private_word_is_on_any_page(example):
    """Canaries in every private cell of a person must not be found on any page (bad inputs, tests worth stealing 9)."""
    word = "Quillfeather"
    example.save({
        "survey_answers": pd.DataFrame([{"answer_id": "new-1", "form": "residents", "took_part": "yes", "ward_id": "W01", "idea": word}]),
        "contacts": pd.DataFrame([{"contact_id": "new-2", "answer_id": "new-1", "name": word, "email": f"{word}@example.org", "may_contact": "yes",
                                   "keep_until": "2027-11-27"}]),
        "initiatives": pd.DataFrame([{"initiative_id": "new-3", "title": f"{word}'s garden", "status": "to-check"}]),
        "pledges": pd.DataFrame([{"pledge_id": "new-4", "act": word, "due_on": "2027-01-01", "side": "both", "known_as": word, "status": "planned",
                                  "received_on": "2026-11-27"}])})
    pages = [html_of(name) for name in ("our_star", "ward_page", "case_library")]
    pages += [html_of("ward_page", person="W01"), open_coverage_map("example", as_of=TODAY)._repr_mimebundle_()["text/html"]]
    assert not [page for page in pages if word in page]


def test_initiatives_are_named_only_where_it_was_allowed(example):
    initiatives, wards = example.read("initiatives"), example.read("initiative_ward")
    ward = wards["ward_id"].iloc[0]
    here = initiatives[initiatives["initiative_id"].isin(wards.loc[wards["ward_id"].eq(ward), "initiative_id"])]
    html = html_of("ward_page", person=ward)
    named = here["status"].isin(["existing", "improving"]) & here["may_name"].fillna(False).astype(bool) & here["merged_into"].isna()
    assert named.any() and not named.all()
    plain = "".join(Page(html).words)
    assert [title in plain for title in here["title"]] == named.tolist()


def test_one_wards_page_is_that_wards_alone_and_an_unknown_ward_is_refused_with_the_list(example):
    wards = example.read("wards").set_index("ward_id")["name"]
    page = open_page("ward_page", "example", person="W02", as_of=TODAY)
    assert page.title == wards["W02"] and len(page.sections) == 1
    assert len(open_page("ward_page", "example", as_of=TODAY).sections) == len(wards)
    with pytest.raises(InputError) as refused:
        open_page("ward_page", "example", person="W99", as_of=TODAY)
    assert 'has no ward "W99"' in str(refused.value) and "W02" in str(refused.value)


@pytest.mark.parametrize("person", ["", "W01"])
def test_ward_pages_are_held_back_before_an_election(person, example):
    example.save({"settings": pd.DataFrame([{"setting_id": "council", "pre_election": "yes", "pre_election_starts_on": "2026-11-01",
                                             "pre_election_ends_on": "2026-12-31"}])})
    html = html_of("ward_page", person=person)
    assert "held back until after the election" in html and not [name for name in example.read("wards")["name"] if name in html]


def test_cases_stand_under_each_of_the_four_cos_and_retired_ones_nowhere(example):
    page = open_page("case_library", "example", as_of=TODAY)
    cases, of_co = library.read("cases"), library.read("case_co")
    standing = set(cases.loc[cases["retired_on"].isna(), "case_id"])
    assert [section.title for section in page.sections] == [co.label for co in FOUR_COS]
    for co, section in zip(FOUR_COS, page.sections, strict=True):
        assert {case.row["case_id"] for case in section.body} == set(of_co.loc[of_co["co"].eq(co.code), "case_id"]) & standing


def test_coverage_map_has_the_map_above_and_the_form_below(example):
    html = open_coverage_map("example", as_of=TODAY)._repr_mimebundle_()["text/html"]
    assert html.index("data-spec") < html.index('<div id="form">') and html.count("<h1") == 1 and '<h2 class="coprod-title"' in html
    assert "What nobody told it is missing" in html


@pytest.mark.parametrize("name", ["", "star", "../our_star", "pledge_an_act"])
def test_unknown_page_is_refused_with_the_list(name, home):
    with pytest.raises(InputError) as refused:
        open_page(name, "example")
    assert f'There is no page "{name}"' in str(refused.value) and "our_star" in str(refused.value)
