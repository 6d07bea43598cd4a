"""Settings, wards and services: people add up, no name is real, and a council runs what its kind runs."""

from __future__ import annotations

import re

import pytest

from coprod_helpers import library
from coprod_helpers.invented import invent, plans
from coprod_helpers.invented.council import ENDINGS, THINGS
from coprod_helpers.invented.plan import NOT_RUN, WARDS


def test_wards_are_as_many_as_planned_and_share_out_the_people(planned, frames):
    wards = frames["wards"]
    assert len(wards) == planned.wards and wards["name"].is_unique and wards["ward_id"].is_unique
    if "wards without people" not in planned.untidy:
        assert wards["population"].sum() == planned.people and (wards["population"] > 0).all()


def test_wards_say_that_they_are_invented(frames):
    wards = frames["wards"]
    assert wards["population_source"].dropna().str.startswith("Invented").all()
    assert wards["gss_code"].dropna().str.fullmatch(r"Z05\d{6}").all()


def test_codes_of_wards_are_of_one_council_alone():
    codes = [code for number in (1, 2, 11, 12) for code in invent(number)["wards"]["gss_code"].dropna()]
    assert len(codes) == len(set(codes))


def test_there_are_names_enough_for_the_largest_council():
    assert len(set(THINGS)) * len(set(ENDINGS)) >= WARDS[-1][1] and "Ward" not in THINGS


def test_no_ward_bears_the_name_of_a_council():
    councils = library.read("councils")
    names = set(councils["name"].dropna()) | {name.strip() for cell in councils["other_names"].dropna() for name in cell.split(";")}
    assert not names & {f"{thing} {ending}" for thing in THINGS for ending in ENDINGS}
    assert not [thing for thing in THINGS if any(re.search(rf"\b{thing}", name) for name in names)]


def test_kinds_that_lack_services_are_kinds_of_the_register_and_the_services_ours():
    kinds, services = set(library.read("councils")["council_type"].dropna()), {f"S{place:02d}" for place in range(1, 10)}
    assert set(NOT_RUN) <= kinds and {service for each in NOT_RUN.values() for service in each} <= services


def test_council_has_the_services_of_its_kind(planned, frames):
    if not planned.is_empty("service_areas"):
        assert set(frames["service_areas"]["service_id"]) == {f"S{place:02d}" for place in range(1, 10)} - set(
            NOT_RUN.get(planned.kind, ()))


@pytest.mark.parametrize("planned", [each for each in plans() if each.kind.startswith(("Welsh", "Scottish"))][:6],
                         ids=lambda each: each.code)
def test_forms_of_a_welsh_council_are_in_both_languages(planned):
    languages = invent(planned.number)["settings"]["languages"].item()
    assert languages == ("en-cy" if planned.kind.startswith("Welsh") else "en")
