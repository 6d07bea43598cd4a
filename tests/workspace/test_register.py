"""Looking a council up: always the right one, a list, or a refusal; never a guess and never a path."""

from __future__ import annotations

import datetime as dt
from functools import partial

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coprod_helpers import library
from coprod_helpers.errors import AmbiguousCouncil, UnknownCouncil
from coprod_helpers.workspace import register
from coprod_helpers.workspace.register import Council, councils_in_force, plain_name, predecessors_of, successors_of

# The tests stand on one day, so that they say the same after Surrey's councils have ended.
DAY, LAST, FIRST = dt.date(2026, 11, 23), dt.date(2027, 3, 31), dt.date(2027, 4, 1)
find_council = partial(register.find_council, day=DAY)
search_councils = partial(register.search_councils, day=DAY)

REGISTER = library.read("councils")
TO_BEGIN = REGISTER[REGISTER["start_date"] > pd.Timestamp(DAY)]
ABOLISHED = REGISTER[REGISTER["end_date"] < pd.Timestamp(DAY)]
IN_FORCE = REGISTER.drop([*TO_BEGIN.index, *ABOLISHED.index])
CODES = set(IN_FORCE["gss_code"])
# Two counties gave their short name to the council that followed them.
NAME_LIVES_ON = {"North Yorkshire", "Somerset"}


def listed(cell) -> list[str]:
    """The entries of a cell that holds several; none for a blank."""
    return cell.split("; ") if isinstance(cell, str) else []


def refusal(text: str, kind: type[Exception], day: dt.date = DAY) -> Exception:
    """The refusal that a text gets."""
    with pytest.raises(kind) as caught:
        find_council(text, day=day)
    assert type(caught.value) is kind
    return caught.value


# ---- every council of the register ----


def test_all_382_are_found_by_their_name_official_name_and_code_without_a_note():
    assert len(IN_FORCE) == 382
    for row in IN_FORCE.itertuples():
        for text in (row.name, row.official_name, row.gss_code, row.name.upper(), f" {row.gss_code.lower()} "):
            found = find_council(text)
            assert found == Council(row.gss_code, row.name, row.official_name, row.nation), text
            assert found.note == "", text


def test_every_other_name_finds_its_council_or_lists_it():
    for row in IN_FORCE.itertuples():
        for name in listed(row.other_names):
            try:
                assert find_council(name).gss_code == row.gss_code, name
            except AmbiguousCouncil as refused:
                assert any(row.gss_code in entry for entry in refused.mistakes), name


def test_every_other_code_finds_its_council_and_says_so():
    codes = [(row.gss_code, code) for row in IN_FORCE.itertuples() for code in listed(row.former_gss_codes)]
    assert len(codes) == 14
    for present, other in codes:
        found = find_council(other)
        assert found.gss_code == present
        assert present in found.note and other in found.note


def test_no_two_councils_in_force_have_the_same_name_to_compare():
    assert not IN_FORCE["name"].map(plain_name).duplicated().any()
    assert not IN_FORCE["official_name"].map(plain_name).duplicated().any()


def test_all_73_abolished_are_refused_with_the_date_and_a_successor_in_force():
    assert len(ABOLISHED) == 73
    for row in ABOLISHED.itertuples():
        texts = [row.official_name, *([row.gss_code] if isinstance(row.gss_code, str) else []),
                 *([] if row.name in NAME_LIVES_ON else [row.name])]
        for text in texts:
            message = str(refusal(text, UnknownCouncil))
            assert f"until {row.end_date.day} March {row.end_date.year}" in message, text
            assert any(code in message for code in CODES), text


def test_short_name_that_lives_on_finds_the_council_in_force():
    assert find_council("North Yorkshire").gss_code == "E06000065"
    assert find_council("Somerset").gss_code == "E06000066"


def test_single_successor_is_what_to_type():
    message = str(refusal("Craven", UnknownCouncil))
    assert message.startswith("Craven District Council (E07000163) was in force until 31 March 2023")
    assert 'Type "North Yorkshire"' in message
    assert find_council("North Yorkshire").gss_code == "E06000065"
    assert 'Type "Bournemouth, Christchurch and Poole"' in str(refusal("Christchurch", UnknownCouncil))


def test_several_successors_are_all_named_and_none_is_chosen():
    message = str(refusal("Cumbria", UnknownCouncil))
    assert "Cumberland (E06000063" in message and "Westmorland and Furness (E06000064" in message
    assert 'Type "' not in message


def test_successor_that_was_abolished_too_is_followed_to_the_one_in_force():
    message = str(refusal("Taunton Deane", UnknownCouncil))
    assert "Somerset (E06000066" in message and "E07000246" not in message


# ---- bad_inputs.md 1 to 8 ----


@pytest.mark.parametrize("text", [
    "../../etc/passwd", "..\\..\\x", "C:\\x", "\\\\server\\share", "CON", "NUL.txt", "con.", "/etc/passwd", "~/x",
    "../Trafford", "..\\Trafford", "C:\\Trafford", "\\\\server\\Trafford", "/Trafford", "Trafford/", "~Trafford",
    "file://Trafford", "C:Trafford", "Trafford\x00", "%2e%2e%2fTrafford", "E08000009/..", "Z12345678/../x"])
def test_path_is_not_in_the_register(text):
    assert "is not in the register of councils" in str(refusal(text, UnknownCouncil))


def test_slash_within_a_name_is_read_and_the_files_go_by_the_code():
    found = find_council("Armagh City, Banbridge/Craigavon")
    assert (found.gss_code, found.name) == ("N09000002", "Armagh City, Banbridge and Craigavon")


@pytest.mark.parametrize(
    "text", ["Trafford.", "Trafford ", "\tTrafford\n", "TRAFFORD", "\ufeffTrafford", "Ｔｒａｆｆｏｒｄ"])
def test_stray_dots_spaces_and_case_do_not_matter(text):
    assert find_council(text) == find_council("E08000009")


@pytest.mark.parametrize(("text", "code"), [
    ("Rhondda Cynon Taf", "W06000016"), ("Rhondda Cynon Taff", "W06000016"), ("Anglesey", "W06000001"),
    ("Ynys Môn", "W06000001"), ("ynys mon", "W06000001"), ("Eilean Siar", "S12000013"),
    ("Na h-Eileanan an Iar", "S12000013"), ("Western Isles", "S12000013"), ("Bristol", "E06000023"),
    ("City of Bristol", "E06000023"), ("Bristol, City of", "E06000023"), ("Bristol City Council", "E06000023"),
    ("King's Lynn and West Norfolk", "E07000146"), ("King’s Lynn & West Norfolk", "E07000146"),
    ("King’s Lynn", "E07000146"), ("Kings Lynn", "E07000146"), ("St Helens", "E08000013"), ("St. Helens", "E08000013"),
    ("Saint Helens", "E08000013"), ("Gloucester", "E07000081"), ("Gloucestershire", "E10000013"),
    ("Hull", "E06000010"), ("Trafford Borough Council", "E08000009"), ("Colchester City Council", "E07000071"),
    ("Cyngor Sir Powys", "W06000023"), ("Cyngor Sir Ddinbych", "W06000004"), ("Gloucester Council", "E07000081"),
    ("City of Newcastle", "E08000021"), ("Newcastle City Council", "E08000021"), ("Brighton", "E06000043")])
def test_known_names_find_one_council(text, code):
    found = find_council(text)
    assert found.gss_code == code
    assert found.note == "" or found.name in found.note and text in found.note


def test_match_that_is_not_the_name_itself_is_shown():
    assert find_council("Anglesey").note == 'Matched "Anglesey" to Isle of Anglesey (W06000001).'
    assert find_council("King's Lynn").note == 'Matched "King\'s Lynn" to Kings Lynn and West Norfolk (E07000146).'


@pytest.mark.parametrize(("text", "names"), [
    ("Newcastle", {"Newcastle upon Tyne", "Newcastle-under-Lyme"}),
    ("Newcastle Council", {"Newcastle upon Tyne", "Newcastle-under-Lyme"}),
    ("Richmond", {"Richmond upon Thames", "Richmondshire"}),
    ("Kingston", {"Kingston upon Hull", "Kingston upon Thames"}),
    ("Cheshire", {"Cheshire East", "Cheshire West and Chester"}),
    ("Adur and Worthing", {"Adur", "Worthing"})])
def test_name_that_fits_several_is_refused_with_all_of_them(text, names):
    refused = refusal(text, AmbiguousCouncil)
    assert {entry.partition(" (")[0] for entry in refused.mistakes} == names
    assert all(entry in str(refused) for entry in refused.mistakes)


def test_list_of_several_gives_code_and_type():
    assert "Newcastle upon Tyne (E08000021, Metropolitan district)" in refusal("Newcastle", AmbiguousCouncil).mistakes


@pytest.mark.parametrize("text", ["Gloucest", "Traford", "Bristoll", "Glousester", "Birmingham City Councill"])
def test_nearest_spelling_is_never_taken(text):
    refusal(text, UnknownCouncil)


@pytest.mark.parametrize("text", [
    "Gloucester County Council", "Oxford County Council", "Durham City Council", "Leicester County Council"])
def test_other_kind_of_council_is_not_matched_to_the_same_place(text):
    offered = refusal(text, UnknownCouncil).mistakes
    assert any(text.split()[0] in name for name in offered)


@pytest.mark.parametrize("text", ["council", "The", "City of", "county", "borough council", "a", "St", "-", "'", ""])
def test_words_that_name_no_place_are_refused(text):
    assert refusal(text, UnknownCouncil).mistakes == []


def test_unknown_name_gets_at_most_eight_names_with_its_words():
    offered = refusal("North Midlands", UnknownCouncil).mistakes
    assert len(offered) == 8
    assert all("North" in name for name in offered)
    assert refusal("Narnia", UnknownCouncil).mistakes == []


@pytest.mark.parametrize(("old", "present"), [
    ("E08000038", "E08000016"), ("E08000039", "E08000019"), ("E06000048", "E06000057"), ("S12000043", "S12000049")])
def test_old_and_new_codes_are_mapped_and_reported(old, present):
    found = find_council(old)
    assert found.gss_code == present
    assert found.note == f"{old} is another code of {found.name}, which this register holds as {present}."


def test_unknown_code_is_refused_by_that_code():
    assert "E99999999" in str(refusal("E99999999", UnknownCouncil))


# ---- invented councils ----


@pytest.mark.parametrize("text", [
    "example", "Example", "Exampleshire", "exampleshire council", "Z99000001", "z99000001", "Exampleshire (invented)"])
def test_exampleshire_is_invented_and_says_so(text):
    found = find_council(text)
    assert (found.gss_code, found.name, found.is_invented) == ("Z99000001", "Exampleshire (invented)", True)


def test_any_code_of_z_is_an_invented_council():
    found = find_council("Z12345678")
    assert (found.gss_code, found.name, found.is_invented) == ("Z12345678", "Invented council Z12345678", True)
    assert find_council(found.name) == found


@pytest.mark.parametrize("text", ["Z1234567", "Z123456789", "ZZ1234567", "Z1234567a"])
def test_what_is_only_like_a_code_of_z_is_refused(text):
    refusal(text, UnknownCouncil)


def test_councils_of_the_register_are_not_invented():
    assert not find_council("Trafford").is_invented


# ---- any text at all ----


@settings(max_examples=300, deadline=None)
@given(st.text() | st.from_regex(r"[A-Za-z][0-9]{8}", fullmatch=True)
       | st.sampled_from(sorted(REGISTER["name"])).flatmap(
           lambda name: st.tuples(st.text(max_size=3), st.text(max_size=3)).map(lambda ends: ends[0] + name + ends[1])))
def test_any_text_finds_a_council_of_the_register_or_is_refused_in_our_words(text):
    try:
        found = find_council(text)
    except (UnknownCouncil, AmbiguousCouncil) as refused:
        assert str(refused)
    else:
        assert found.gss_code in CODES | set(TO_BEGIN["gss_code"]) or found.is_invented and found.gss_code.startswith("Z")
        assert len(found.gss_code) == 9 and found.gss_code.isascii() and found.gss_code.isalnum()


@pytest.mark.parametrize("text", ["A" * 100_000, "\udcff", "\u202eNarnia", "Narnia\x1b[2J"])
def test_refusal_shows_text_short_and_harmless(text):
    message = str(refusal(text, UnknownCouncil))
    assert len(message) < 200
    assert message.isprintable()
    message.encode("utf-8")


# ---- councils that are still to begin, and those that end ----


def test_two_are_to_begin_and_their_codes_say_that_they_are_provisional():
    assert TO_BEGIN["name"].tolist() == ["East Surrey", "West Surrey"]
    assert TO_BEGIN["gss_code"].str.fullmatch("P27[0-9]{6}").all()
    assert not REGISTER.drop(TO_BEGIN.index)["gss_code"].str.startswith("P").any()


@pytest.mark.parametrize("text", ["East Surrey", "P27000001", "East Surrey Council", "east surrey"])
def test_council_can_be_opened_before_its_first_day_and_says_from_when_it_exists(text):
    found = find_council(text)
    assert (found.gss_code, found.begins_on) == ("P27000001", FIRST)
    assert "East Surrey exists from 1 April 2027" in found.note
    assert find_council(text, day=FIRST).note == ""


def test_council_is_in_force_on_its_last_day_and_refused_on_the_next():
    assert find_council("Elmbridge", day=LAST) == find_council("Elmbridge")
    assert find_council("Elmbridge").ends_on == LAST and find_council("Elmbridge").note == ""
    message = str(refusal("Elmbridge", UnknownCouncil, FIRST))
    assert "until 31 March 2027" in message and 'Type "East Surrey"' in message
    message = str(refusal("Surrey", UnknownCouncil, FIRST))
    assert "East Surrey (P27000001" in message and "West Surrey (P27000002" in message


def test_archive_of_a_council_that_has_ended_can_be_asked_for():
    assert find_council("Elmbridge", day=FIRST, archive=True).gss_code == "E07000207"
    assert find_council("Craven", archive=True).gss_code == "E07000163"
    assert find_council("Somerset", archive=True).gss_code == "E06000066"


def test_councils_in_force_change_on_the_day():
    assert len(councils_in_force(DAY)) == len(councils_in_force(LAST)) == 382
    after = councils_in_force(FIRST)
    assert len(after) == 372 and {"East Surrey", "West Surrey"} <= set(after["name"])
    assert not {"Surrey", "Woking"} & set(after["name"])


def test_register_names_predecessors_and_successors():
    east = [council.name for council in predecessors_of("P27000001")]
    west = [council.name for council in predecessors_of("P27000002")]
    assert east == ["Elmbridge", "Epsom and Ewell", "Mole Valley", "Reigate and Banstead", "Tandridge", "Surrey"]
    assert west == ["Guildford", "Runnymede", "Spelthorne", "Surrey Heath", "Waverley", "Woking", "Surrey"]
    assert [council.name for council in successors_of("E10000030")] == ["East Surrey", "West Surrey"]
    assert predecessors_of("E08000009") == successors_of("E08000009") == []


def test_population_of_a_council_to_begin_is_the_sum_of_its_districts():
    for row in TO_BEGIN.itertuples():
        codes = [council.gss_code for council in predecessors_of(row.gss_code) if council.name != "Surrey"]
        assert row.population == REGISTER.set_index("gss_code").loc[codes, "population"].sum()


# ---- searching ----


def test_search_without_text_lists_every_council_in_force_by_name():
    found = search_councils()
    assert set(found["gss_code"]) == CODES and len(found) == 382
    assert found["name"].map(plain_name).is_monotonic_increasing


def test_search_finds_every_word_in_any_name_or_code():
    assert set(search_councils("newcastle")["name"]) == {"Newcastle upon Tyne", "Newcastle-under-Lyme"}
    assert search_councils("Tyne newc")["name"].tolist() == ["Newcastle upon Tyne"]
    assert search_councils("ynys môn")["name"].tolist() == ["Isle of Anglesey"]
    assert search_councils("E08000038")["name"].tolist() == ["Barnsley"]
    assert search_councils("Narnia").empty


def test_search_lists_abolished_councils_only_when_asked_and_last():
    assert search_councils("craven").empty
    assert search_councils("craven", abolished=True)["gss_code"].tolist() == ["E07000163"]
    everything = search_councils(abolished=True)
    assert len(everything) == 455 and everything["end_date"].lt(pd.Timestamp(DAY)).tolist() == [False] * 382 + [True] * 73


def test_search_lists_councils_to_begin_only_when_asked_and_after_those_in_force():
    assert search_councils("surrey")["name"].tolist() == ["Surrey", "Surrey Heath"]
    with_new = search_councils("surrey", to_begin=True)["name"].tolist()
    assert with_new == ["Surrey", "Surrey Heath", "East Surrey", "West Surrey"]
    later = register.search_councils("surrey", abolished=True, day=FIRST)["name"].tolist()
    assert later == ["East Surrey", "West Surrey", "Surrey", "Surrey Heath"]


def test_search_returns_the_columns_of_the_register():
    assert list(search_councils("hull").columns) == list(REGISTER.columns)
