"""A sheet: kept, sent once, changed, withdrawn, erased; found again by its code alone, and by nobody else."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd
import pytest

from coprod_helpers.errors import InputError
from coprod_helpers.workspace import open_workspace, sheets
from coprod_helpers.workspace.backup import back_up, erase, note_file, restore
from coprod_helpers.workspace.invitations import find_invitation, invite, withdraw_invitation
from coprod_helpers.workspace.sheets import (
    DRAFT, DRAFT_DAYS, GONE_MEANWHILE, MOST_TRIES, SENT, SENT_MEANWHILE, TOO_MANY_TRIES, UNKNOWN_CODE, USED_MEANWHILE, WITHDRAWN,
    WITHDRAWN_MEANWHILE, Sheets, new_code, plain_code, rows_by_reference)
from tests.postgres_server import bytes_of, on_sqlite
from tests.workspace.test_invitations import make_ready

TODAY = dt.date(2026, 11, 27)
FORM, WORD = "suggest_an_initiative", "Quillfeather"


@pytest.fixture
def kept(workspace):
    """The sheets of a council with one outcome."""
    return Sheets(workspace)


def rows(sheet, title: str = WORD, *outcomes: str) -> dict[str, pd.DataFrame]:
    """Return an initiative with its outcomes, as a form makes them of a sheet."""
    known = sheet.rows.get("initiatives", ["new-1"])[0]
    links = pd.DataFrame({"initiative_id": known, "outcome_id": list(outcomes)}, dtype="str")
    return {"initiatives": pd.DataFrame([{"initiative_id": known, "title": title, "status": "to-check"}]), "initiative_outcome": links}


def begun(kept, name: str = "one", **answers):
    """Return a draft that is kept."""
    return kept.keep(replace(kept.open(name, FORM), answers={"title": WORD, **answers}, page="what"))


def sent(kept, name: str = "one", *outcomes: str):
    """Return a sheet that was sent in."""
    sheet = begun(kept, name)
    return kept.send(sheet, rows(sheet, WORD, *outcomes), "Suggest an initiative", TODAY)


def titles(workspace) -> list[str]:
    """Return the titles of all initiatives."""
    return sorted(workspace.read("initiatives")["title"])


def set_ends(workspace, days: int) -> None:
    """Let every sheet end so many days from now."""
    ends = (dt.datetime.now(dt.UTC) + dt.timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")
    with workspace.store.writing() as connection:
        connection.execute(sheets.SHEETS.update().values(ends_at=ends))


# Drafts ---------------------------------------------------------------------------------------------------------------


@on_sqlite
def test_nothing_is_stored_of_a_sheet_that_is_only_opened(kept, workspace):
    before = bytes_of(workspace)
    sheet = kept.open("one", FORM)
    assert not sheet.is_kept and sheet.state == DRAFT and bytes_of(workspace) == before


def test_draft_comes_back_with_its_page_and_its_answers(kept):
    begun(kept, wards=["W01"])
    again = kept.open("one", FORM)
    assert (again.page, again.answers, again.is_kept) == ("what", {"title": WORD, "wards": ["W01"]}, True)


def test_sheet_of_another_form_is_neither_shown_nor_written_over(kept):
    begun(kept)
    other = kept.open("one", "pledge_an_act")
    assert not other.answers
    kept.keep(replace(other, answers={"act": "Sweep"}))
    assert kept.open("one", FORM).answers == {"title": WORD}


def test_draft_that_nobody_comes_back_to_is_deleted_after_a_month_and_can_be_begun_anew(kept, workspace):
    begun(kept)
    set_ends(workspace, -1)
    assert not kept.open("one", FORM).is_kept
    begun(kept, "two")
    assert [row.sheet_id for row in workspace._rows(sheets.SHEETS)] == ["two"]
    set_ends(workspace, -1)
    again = kept.keep(replace(kept.open("two", FORM), answers={"title": "Another"}))
    assert again.is_kept and kept.open("two", FORM).answers == {"title": "Another"} and DRAFT_DAYS == 30


def test_one_councils_sheet_is_never_reached_from_another_council(kept, workspace):
    begun(kept)
    code = new_code()
    kept.keep(sent(kept, "two"), code)
    other = Sheets(open_workspace("Z00000002"))
    other.keep(replace(other.open("three", FORM), answers={"title": "Theirs"}))
    assert not other.open("one", FORM).answers and not other.open("two", FORM).answers
    with pytest.raises(InputError) as refused:
        other.find_by_code(code)
    assert str(refused.value) == UNKNOWN_CODE


def test_two_councils_in_one_store_keep_their_sheets_apart(home, tmp_path):
    address = f"sqlite:///{tmp_path / 'shared.sqlite'}"
    ours, theirs = (Sheets(open_workspace(code, address)) for code in ("Z00000001", "Z00000002"))
    code = new_code()
    ours.keep(replace(ours.open("one", FORM), answers={"title": WORD}), code)
    assert not theirs.open("one", FORM).answers
    theirs.keep(replace(theirs.open("one", FORM), answers={"title": "Theirs"}))
    with pytest.raises(InputError):
        theirs.find_by_code(code)
    assert ours.find_by_code(code).answers == {"title": WORD}
    theirs.erase(theirs.open("one", FORM))
    assert ours.open("one", FORM).answers == {"title": WORD}


# Sent in --------------------------------------------------------------------------------------------------------------


def test_what_is_sent_stands_in_the_tables_with_its_receipt(kept, workspace):
    outcome = workspace.read("outcomes")["outcome_id"][0]
    sheet = sent(kept, "one", outcome)
    initiative = sheet.rows["initiatives"][0]
    links = workspace.read("initiative_outcome")
    assert titles(workspace) == [WORD, "Repair café"] and set(links.loc[links["initiative_id"].eq(initiative), "outcome_id"]) == {outcome}
    receipt = workspace.read("received").set_index("reference").loc[sheet.reference]
    assert (receipt["form"], receipt["state"], str(receipt["received_on"].date())) == (FORM, "waiting", "2026-11-27")
    assert kept.open("one", FORM).is_sent and kept.reply_to(sheet)["state"] == "waiting"


def test_sent_twice_is_stored_once(kept, workspace):
    sheet = begun(kept)
    kept.send(sheet, rows(sheet), "Suggest", TODAY)
    before = workspace.revision
    with pytest.raises(InputError) as refused:
        kept.send(sheet, rows(sheet), "Suggest", TODAY)
    assert str(refused.value) == SENT_MEANWHILE
    assert workspace.revision == before and titles(workspace) == [WORD, "Repair café"]


def test_sending_is_finished_where_it_broke_off_before_the_sheet_was_kept(kept, workspace, monkeypatch):
    sheet = begun(kept)
    with monkeypatch.context() as patch:
        patch.setattr(kept, "keep", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            kept.send(sheet, rows(sheet), "Suggest", TODAY)
    again = kept.open("one", FORM)
    done = kept.send(again, rows(again), "Suggest", TODAY)
    assert titles(workspace) == [WORD, "Repair café"]
    assert done.rows["initiatives"][0] in set(workspace.read("initiatives")["initiative_id"])
    kept.withdraw(done)
    assert titles(workspace) == ["Repair café"]


def test_sending_again_replaces_rows_and_removes_links_that_went(kept, workspace):
    outcome = workspace.read("outcomes")["outcome_id"][0]
    sheet = sent(kept, "one", outcome)
    again = kept.send(sheet, rows(sheet, "Otherwise"), "Suggest", TODAY)
    assert again.rows == sheet.rows and titles(workspace) == ["Otherwise", "Repair café"]
    assert again.rows["initiatives"][0] not in set(workspace.read("initiative_outcome")["initiative_id"])


def test_sending_again_removes_rows_of_a_table_that_has_none_any_more(kept, workspace):
    sheet = begun(kept)
    own = {"survey_answers": pd.DataFrame([{"answer_id": "new-1", "form": "residents", "took_part": "yes"}]),
           "contacts": pd.DataFrame([{"contact_id": "new-2", "answer_id": "new-1", "may_contact": "yes", "keep_until": "2027-11-27"}])}
    sheet = kept.send(sheet, own, "Survey", TODAY)
    assert len(workspace.read("contacts")) == 1
    own["survey_answers"]["answer_id"] = sheet.rows["survey_answers"][0]
    again = kept.send(sheet, {"survey_answers": own["survey_answers"]}, "Survey", TODAY)
    assert len(workspace.read("contacts")) == 0 and len(workspace.read("survey_answers")) == 1 and "contacts" not in again.rows


def test_what_cannot_be_taken_is_refused_whole_and_stays_a_draft(kept, workspace):
    sheet, before = begun(kept), workspace.revision
    wrong = rows(sheet, "", "OC404")
    with pytest.raises(InputError) as refused:
        kept.send(sheet, wrong, "Suggest", TODAY)
    assert len(refused.value.mistakes) == 2, "the missing title and the unknown outcome at once"
    assert workspace.revision == before and kept.open("one", FORM).state == DRAFT


@pytest.mark.parametrize("act", ["keep", "send"])
def test_page_left_open_beside_a_later_sending_writes_over_nothing(act, kept, workspace):
    stale = begun(kept)
    code = new_code()
    kept.keep(sent(kept), code)
    with pytest.raises(InputError) as refused:
        kept.keep(stale) if act == "keep" else kept.send(stale, rows(stale, "Stale"), "Suggest", TODAY)
    assert str(refused.value) == SENT_MEANWHILE
    found = kept.find_by_code(code)
    assert found.state == SENT and found.rows and titles(workspace) == [WORD, "Repair café"]


def test_page_left_open_beside_a_withdrawal_does_not_undo_it(kept):
    sheet = sent(kept)
    kept.withdraw(sheet)
    with pytest.raises(InputError):
        kept.keep(replace(sheet, answers={"title": "Stale"}))
    assert kept.open("one", FORM).state == WITHDRAWN


def test_page_left_open_beside_an_erasure_does_not_bring_the_sheet_back(kept, workspace):
    sheet = sent(kept)
    kept.erase(sheet)
    for act in (lambda: kept.keep(sheet), lambda: kept.send(sheet, rows(sheet), "Suggest", TODAY)):
        with pytest.raises(InputError) as refused:
            act()
        assert str(refused.value) == GONE_MEANWHILE
    assert WORD.encode() not in bytes_of(workspace)


# Invitations that end meanwhile ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("end, said", [("withdraw", WITHDRAWN_MEANWHILE), ("use up", USED_MEANWHILE)])
def test_invitation_that_ends_while_the_form_is_open_sends_nothing(end, said, kept, workspace):
    make_ready(workspace, FORM)
    invitation = invite(workspace, FORM, dt.date(2099, 1, 1), most_uses=1).invitation_id
    sheet = kept.keep(kept.open("late", FORM, invitation))
    if end == "withdraw":
        withdraw_invitation(workspace, invitation)
    else:
        first = kept.open("early", FORM, invitation)
        kept.send(first, rows(first, "Early"), "Suggest", TODAY)
    before = titles(workspace), workspace.revision
    with pytest.raises(InputError) as refused:
        kept.send(sheet, rows(sheet), "Suggest", TODAY)
    assert str(refused.value) == said and (titles(workspace), workspace.revision) == before


def test_what_was_sent_can_still_be_changed_when_its_invitation_is_used_up_or_withdrawn(kept, workspace):
    make_ready(workspace, FORM)
    invitation = invite(workspace, FORM, dt.date(2099, 1, 1), most_uses=1).invitation_id
    sheet = kept.open("one", FORM, invitation)
    sheet = kept.send(sheet, rows(sheet), "Suggest", TODAY)
    withdraw_invitation(workspace, invitation)
    kept.send(sheet, rows(sheet, "Changed"), "Suggest", TODAY)
    assert titles(workspace) == ["Changed", "Repair café"] and find_invitation(workspace, invitation).used == 1


# Withdrawn and erased -------------------------------------------------------------------------------------------------


def test_withdrawn_rows_are_gone_and_the_receipt_says_so(kept, workspace):
    sheet = kept.withdraw(sent(kept))
    assert titles(workspace) == ["Repair café"] and kept.reply_to(sheet)["state"] == WITHDRAWN
    again = kept.send(sheet, rows(sheet), "Suggest", TODAY)
    assert titles(workspace) == [WORD, "Repair café"] and again.times_sent == 2 and kept.reply_to(again)["state"] == "waiting"


def test_rows_that_staff_have_removed_stand_in_nobodys_way(kept, workspace):
    sheet = sent(kept)
    workspace.remove("initiatives", sheet.rows["initiatives"])
    kept.withdraw(sheet)
    kept.erase(kept.open("one", FORM))
    assert not kept.open("one", FORM).is_kept


@pytest.mark.parametrize("state", [DRAFT, SENT, "changed", WITHDRAWN])
def test_erased_sheet_leaves_no_word_of_the_person_in_the_store(state, kept, workspace):
    sheet = begun(kept)
    if state != DRAFT:
        sheet = kept.send(sheet, rows(sheet), "Suggest", TODAY)
    if state == "changed":
        sheet = kept.send(sheet, rows(sheet, "Otherwise"), "Suggest", TODAY)
    if state == WITHDRAWN:
        sheet = kept.withdraw(sheet)
    assert WORD.encode() in bytes_of(workspace), "so that the search can find it"
    kept.erase(sheet)
    assert WORD.encode() not in bytes_of(workspace) and titles(workspace) == ["Repair café"]
    assert WORD not in workspace.history().to_string() and WORD not in note_file(workspace.store).read_text(encoding="utf-8")


def test_what_was_taken_back_by_a_change_or_removed_by_staff_is_erased_too(kept, workspace):
    sheet = begun(kept)
    answer = pd.DataFrame([{"answer_id": "new-1", "form": "residents", "took_part": "yes"}])
    contact = pd.DataFrame([{"contact_id": "new-2", "answer_id": "new-1", "name": WORD, "may_contact": "yes", "keep_until": "2027-11-27"}])
    sheet = kept.send(sheet, {"survey_answers": answer, "contacts": contact, "initiatives": rows(sheet)["initiatives"].assign(initiative_id="new-3")},
                      "Survey", TODAY)
    workspace.remove("initiatives", sheet.rows["initiatives"])
    sheet = kept.send(sheet, {"survey_answers": answer.assign(answer_id=sheet.rows["survey_answers"])}, "Survey", TODAY)
    kept.erase(sheet)
    assert WORD.encode() not in bytes_of(workspace)


def test_cells_that_a_sheet_filled_in_of_a_row_that_stays_go_with_it(kept, workspace):
    workspace.save({"raters": pd.DataFrame([{"rater_id": "RT1", "alias": "Wren", "rater_group": "citizen", "part": "friend"}])})

    def declare(sheet, note):
        return kept.send(sheet, {"raters": pd.DataFrame([{"rater_id": "RT1", "stake_note": note}])}, "Rate", TODAY, "raters")

    sheet = declare(begun(kept), WORD)
    file = back_up(workspace)
    sheet = kept.withdraw(sheet)
    assert workspace.read("raters")["stake_note"].isna().all() and list(workspace.read("raters")["alias"]) == ["Wren"]
    sheet = declare(sheet, f"{WORD} again")
    kept.erase(sheet)
    for _ in range(2):
        assert WORD.encode() not in bytes_of(workspace) and list(workspace.read("raters")["alias"]) == ["Wren"]
        restore(workspace, file)


def test_what_was_filled_in_anew_after_an_erasure_outlives_a_restore(kept, workspace):
    workspace.save({"raters": pd.DataFrame([{"rater_id": "RT1", "alias": "Wren", "rater_group": "citizen", "part": "friend"}])})
    for name in ("one", "two"):
        sheet = kept.send(kept.open(name, FORM), {"raters": pd.DataFrame([{"rater_id": "RT1", "stake_note": name}])}, "Rate", TODAY, "raters")
        if name == "one":
            kept.erase(sheet)
    restore(workspace, back_up(workspace))
    assert list(workspace.read("raters")["stake_note"]) == ["two"]


def test_staff_who_erase_a_person_erase_the_withdrawn_sheet_as_well(kept, workspace):
    answer = pd.DataFrame([{"answer_id": "new-1", "form": "residents", "took_part": "yes", "idea": WORD}])
    sheet = kept.send(begun(kept), {"survey_answers": answer}, "Survey", TODAY)
    answer_id = sheet.rows["survey_answers"][0]
    kept.withdraw(sheet)
    erase(workspace, answer_id)
    assert WORD.encode() not in bytes_of(workspace)


def test_erased_sheet_does_not_come_back_with_a_restore(kept, workspace):
    code = new_code()
    sheet = kept.keep(sent(kept), code)
    file = back_up(workspace)
    kept.erase(sheet)
    restore(workspace, file)
    assert WORD.encode() not in bytes_of(workspace) and titles(workspace) == ["Repair café"]
    with pytest.raises(InputError):
        Sheets(workspace).find_by_code(code)


# Codes ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", [str.lower, lambda code: code.replace("-", ""), lambda code: f"  {code.replace('-', ' – ')}\n",
                                 lambda code: " ".join(code.replace("-", "").lower()),
                                 lambda code: "".join(chr(ord(letter) + 0xFEE0) for letter in code)])
def test_code_is_known_in_any_way_of_typing(way, kept):
    code = new_code()
    kept.keep(sent(kept), code)
    assert kept.find_by_code(way(code)).sheet_id == "one"


def test_codes_are_hard_to_guess_and_to_mistake():
    codes = {new_code() for _ in range(2000)}
    letters = set("".join(codes)) - {"-"}
    assert len(codes) == 2000 and all(plain_code(code) == code for code in codes)
    assert len(letters) == 32 and not letters & set("01IO"), "12 of 32 letters are 60 bits"


def test_only_the_mark_of_a_code_is_stored(kept, workspace):
    code = new_code()
    kept.keep(sent(kept), code)
    stored = bytes_of(workspace)
    assert code.encode() not in stored and code.replace("-", "").encode() not in stored


@pytest.mark.parametrize("typed", ["2222-2222-2222", "", "-", "x" * 10_000, "7K2M-Q9TR", "’; DROP TABLE coprod_sheets", "\ud800"])
def test_unknown_code_is_told_with_what_to_do(typed, kept):
    begun(kept)
    with pytest.raises(InputError) as refused:
        kept.find_by_code(typed)
    assert str(refused.value) == UNKNOWN_CODE


def test_code_ends_with_its_sheet(kept, workspace):
    code = new_code()
    kept.keep(begun(kept), code)
    set_ends(workspace, -1)
    with pytest.raises(InputError):
        kept.find_by_code(code)


def test_codes_cannot_be_tried_without_end_and_after_a_while_can_again(kept, monkeypatch):
    code = new_code()
    kept.keep(begun(kept), code)
    for _ in range(MOST_TRIES):
        with pytest.raises(InputError, match="We do not know"):
            kept.find_by_code(new_code())
    with pytest.raises(InputError) as refused:
        kept.find_by_code(code)
    assert str(refused.value) == TOO_MANY_TRIES
    monkeypatch.setattr(sheets, "TRIES_MINUTES", 0)
    assert kept.find_by_code(code).sheet_id == "one"


def test_new_code_takes_the_place_of_the_old_one(kept):
    old, new = new_code(), new_code()
    sheet = kept.keep(begun(kept), old)
    kept.keep(sheet, new)
    assert kept.find_by_code(new).sheet_id == "one"
    with pytest.raises(InputError):
        kept.find_by_code(old)


# What whoever answers can see -----------------------------------------------------------------------------------------


def test_whoever_answers_sees_what_came_in_under_a_reference_and_nothing_of_peoples_own_answers(kept, workspace):
    sheet = sent(kept)
    assert rows_by_reference(workspace) == {sheet.reference: {"initiatives": sheet.rows["initiatives"]}}
    private = kept.open("two", "weigh_the_steps")
    answer = {"weight_answers": pd.DataFrame([{"weight_answer_id": "new-1", "rater_group": "citizen", "received_on": TODAY.isoformat()}])}
    other = kept.send(private, answer, "What matters most", TODAY)
    assert rows_by_reference(workspace)[other.reference] == {}
    kept.withdraw(sheet)
    assert set(rows_by_reference(workspace)) == {other.reference}
