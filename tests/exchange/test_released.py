"""Reading released files: the newest of each council in any order, and every mistake of every file at once."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from coprod_helpers.errors import InputError
from coprod_helpers.exchange.release import checksum, make_release, write_release
from coprod_helpers.exchange.released import read_file, read_released
from tests.releases import AT, release_of, workspace_with

TRAFFORD, STOCKPORT, CARDIFF = "E08000009", "E08000007", "W06000015"


@pytest.fixture
def files(home, tmp_path):
    """Released files of three councils."""
    return [release_of(code, tmp_path, seed) for seed, code in enumerate((TRAFFORD, STOCKPORT, CARDIFF), 1)]


def changed(path, change, name="changed.json", sign=True):
    """Write a file's content with a change beside it, with a checksum that fits if it is to."""
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content)
    if sign:
        content["sha256"] = checksum(content)
    target = path.with_name(name)
    target.write_text(json.dumps(content), encoding="utf-8")
    return target


def row(content, measure, part):
    return next(row for row in content["resources"][0]["data"] if (row["measure"], row["part"]) == (measure, part))


def test_written_and_read_is_the_same(home, tmp_path):
    release = make_release(workspace_with(TRAFFORD, raters=(6, 5, 2), answers=None), {"map_it": ["Outcomes"]}, "Team", AT)
    read = read_file(write_release(release, tmp_path))
    pd.testing.assert_frame_equal(read.measures, release.measures)
    assert read.council.name == "Trafford" and read.released_at == AT and read.released_by == "Team"
    assert read.steps.set_index("step")["is_stale"].to_dict() == {"focus_it": False, "map_it": True, "people_it": False}


def test_councils_come_by_name_in_whatever_order_the_files_are_named(files, tmp_path):
    names = [one.council.name for one in read_released(files).files]
    assert names == ["Cardiff", "Stockport", "Trafford"]
    assert [one.council.name for one in read_released(files[::-1]).files] == names
    assert [one.council.name for one in read_released([tmp_path]).files] == names
    assert len(read_released([tmp_path, *files]).files) == 3


def test_newest_revision_of_a_council_wins_with_a_notice(files, tmp_path):
    later = write_release(make_release(workspace_with(TRAFFORD, seed=9), {}, "Team", AT), tmp_path)
    for order in ([*files, later], [later, *files]):
        read = read_released(order)
        assert [one.revision for one in read.files if one.council.name == "Trafford"] == [4]
        assert read.notices == ["Trafford: E08000009-released-r2.json (revision 2) was left out, because "
                                "E08000009-released-r4.json (revision 4) is newer."]


def test_same_file_twice_is_one_file_without_a_notice(files, tmp_path):
    copy = tmp_path / "copy.json"
    copy.write_bytes(files[0].read_bytes())
    read = read_released([*files, copy])
    assert len(read.files) == 3 and read.notices == []


def test_invented_and_real_councils_are_mixed_only_when_that_is_wanted(files, tmp_path):
    invented = release_of("Z99000002", tmp_path)
    with pytest.raises(InputError, match="not compared with each other.*Z99000002.*--with-invented"):
        read_released([*files, invented])
    assert len(read_released([*files, invented], with_invented=True).files) == 4
    both = [invented, release_of("Z99000003", tmp_path, 3)]
    assert all(one.council.is_invented for one in read_released(both).files)


def test_one_council_is_no_comparison(files):
    with pytest.raises(InputError, match="at least two councils; 1 was found"):
        read_released(files[:1])


def test_no_file_and_missing_files_are_told(tmp_path):
    with pytest.raises(InputError, match="coprod release COUNCIL"):
        read_released([tmp_path])
    with pytest.raises(InputError) as told:
        read_released([tmp_path / "a.json", tmp_path / "b.json"])
    assert len(told.value.mistakes) == 2


def test_file_changed_by_hand_is_named(files):
    edited = changed(files[0], lambda content: row(content, "case_decided", "all").update(value=0.9), sign=False)
    with pytest.raises(InputError, match="changed.json: it was changed after it was released"):
        read_file(edited)


@pytest.mark.parametrize("data", [b"", b"{", b"\xff\xfe", b"[1, 2]", b'{"a": NaN}', b"[" * 100_000, b'{"format": "other"}'])
def test_file_that_is_none_of_ours_is_named(tmp_path, data):
    path = tmp_path / "strange.json"
    path.write_bytes(data)
    with pytest.raises(InputError, match="strange.json: it is"):
        read_file(path)


def test_file_of_another_kind_and_size_is_not_read(tmp_path):
    path = tmp_path / "big.json"
    path.write_bytes(b" " * 2_000_001)
    with pytest.raises(InputError, match="big.json: it has 2,000,001 bytes"):
        read_file(path)


def test_newer_format_is_refused_and_a_new_measure_left_out_with_a_notice(files):
    with pytest.raises(InputError, match="format 2; this workbook reads formats 1 to 1. Bring the workbook up to date"):
        read_file(changed(files[0], lambda content: content.update(format_version=2)))

    def add(content):
        content["resources"][0]["data"].append({"measure": "<b>case_benefit</b>", "part": "all", "value": 2.5, "unit": "ratio",
                                                "source": "business_cases"})

    newer = changed(files[0], add)
    read = read_released([newer, files[1]])
    assert any("1 of its measures are not known" in notice for notice in read.notices)
    assert "<b>" not in "".join(read.notices)


FAULTS = {
    "outside": (lambda c: row(c, "case_outcome_gain", "all").update(value=7), "case_outcome_gain of all is 7, outside -2 to 4"),
    "share": (lambda c: row(c, "coverage_gap", "all").update(value=0.98), "coverage_gap of all is not its count of its base"),
    "count": (lambda c: row(c, "case_decided", "all").update(count=99, value=1), "counts more than there are"),
    "part": (lambda c: row(c, "agreement", "citizen").update(part="mayor"), "agreement of mayor is not a part"),
    "twice": (lambda c: c["resources"][0]["data"].append(row(c, "case_options", "all")), "case_options of all stands twice"),
    "unit": (lambda c: row(c, "case_options", "all").update(unit="£"), "is in another unit than options"),
    "both": (lambda c: row(c, "survey_answers", "all").update(withheld="fewer than 10"), "is withheld and shown at once"),
    "small": (lambda c: row(c, "survey_answers", "all").update(value=3), "shows 3 people, fewer than its own limit of 10"),
    "text": (lambda c: row(c, "case_options", "all").update(value="=1+1"), 'value is "=1\\+1", which is not a number'),
    "boolean": (lambda c: row(c, "case_options", "all").update(value=True), "value is true, which is not a number"),
    "revision": (lambda c: c.update(revision=0), "its revision is not a whole number"),
    "time": (lambda c: c["released"].update(at="yesterday"), "does not say when it was released"),
    "by": (lambda c: c["released"].update(by="a\nb"), "does not say who released it"),
    "mark": (lambda c: c["released"].update(mark="../../etc"), "has no mark"),
    "limits": (lambda c: c["thresholds"].pop("matrix_cut"), "its thresholds must be numbers"),
    "invented": (lambda c: c["council"].update(is_invented=True), "calls E08000009 invented, which it is not"),
    "council": (lambda c: c["council"].update(gss_code="E99999999"), "No council of the register has the GSS code E99999999"),
    "path": (lambda c: c["council"].update(gss_code="../../x"), "not in the register"),
    "resources": (lambda c: c.update(resources=[]), "holds no table released_measures"),
    "steps": (lambda c: c["resources"][1].update(data=[]), "does not say when they were published"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_content_that_cannot_be_is_told(files, fault):
    """Each has a checksum that fits: it was made so, or someone made it fit."""
    change, sentence = FAULTS[fault]
    with pytest.raises(InputError, match=sentence):
        read_file(changed(files[0], change))


def test_name_in_a_file_is_not_used(files):
    def rename(content):
        content["council"]["name"] = "Best Council"
        content["title"] = "Best Council"

    assert read_file(changed(files[0], rename)).council.name == "Trafford"


def test_every_mistake_of_every_file_is_told_at_once(files, tmp_path):
    one = changed(files[0], lambda content: row(content, "case_outcome_gain", "all").update(value=9), "one.json")
    two = changed(files[1], lambda content: (content.update(revision="x"), content["released"].update(mark="")), "two.json")
    (tmp_path / "three.json").write_text("{")
    with pytest.raises(InputError) as told:
        read_released([one, two, tmp_path / "three.json", files[2]])
    assert sorted(mistake.split(":")[0] for mistake in told.value.mistakes) == ["one.json", "three.json", "two.json", "two.json"]


def test_pre_election_period_and_another_edition_are_told(files, tmp_path):
    other = changed(files[0], lambda content: content.update(is_pre_election=True, edition="2027-05"), "other.json")
    notices = read_released([other, files[1]]).notices
    assert any("2026-11, 2027-05" in notice for notice in notices)
    assert "Trafford released its file in its pre-election period." in notices
