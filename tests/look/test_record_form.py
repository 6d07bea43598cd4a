"""The form of one row: made from the declaration, saved with its links, and nothing of anyone's lost."""

from __future__ import annotations

import dataclasses
import itertools
import shutil
from pathlib import Path

import pandas as pd
import pytest

from coprod_helpers import library
from coprod_helpers.errors import InputError
from coprod_helpers.look import record_form as module
from coprod_helpers.look.form import FormWidget
from coprod_helpers.look.record_form import choose_form, choices_of, label_column, record_form, typed_text
from coprod_helpers.tables import COMPUTED, ENTERED, LIBRARY, PERSONAL, TABLES, links_of
from coprod_helpers.workspace import Snapshot, open_workspace, take_snapshot
from coprod_helpers.workspace.store import Store
from coprod_helpers.workspace.workspace import Workspace
from tests.look.test_form import HOSTILE, send, submit

FILLED_IN = [name for name, table in ENTERED.items() if not table.parent]
# Rows of some tables are made by the workbook, and Exampleshire has none: see the test of the questions of a merge.
MADE_HERE = [name for name in FILLED_IN if not ENTERED[name].rows_given]
NOTHING_DIFFERENT = "Nothing was different, so nothing was saved."


@pytest.fixture(autouse=True)
def nothing_unsaved():
    """Forget what other tests typed."""
    module._UNSAVED.clear()


@pytest.fixture(scope="module")
def example(tmp_path_factory) -> Workspace:
    """Exampleshire, as the project carries it; tests that use it save nothing new."""
    folder = tmp_path_factory.mktemp("example")
    return open_workspace("example", f"sqlite:///{folder}/{{council}}.sqlite")


@pytest.fixture(scope="module")
def small(tmp_path_factory, example) -> Path:
    """The file of a small workspace: two wards, two services, two outcomes and one initiative."""
    path = tmp_path_factory.mktemp("small") / "small.sqlite"
    made = Workspace(example.council, Store(example.council.gss_code, f"sqlite:///{path}"), library.read_all())
    made.save({
        "wards": pd.DataFrame({"ward_id": ["W1", "W2"], "name": ["Old Quay", "Brindlow"]}),
        "service_areas": pd.DataFrame({"service_id": ["S1", "S2"], "name": ["Adult care", "Parks"]}),
        "outcomes": pd.DataFrame({"outcome_id": ["OC1", "OC2"], "title": ["Less alone", "More active"]}),
        "initiatives": pd.DataFrame([{"initiative_id": "I1", "title": "Repair café", "status": "potential",
                                      "service_area": "S1", "started_on": "2026-04-01", "citizen_count": "12"}]),
        "initiative_outcome": pd.DataFrame({"initiative_id": ["I1"], "outcome_id": ["OC1"]}),
        "initiative_ward": pd.DataFrame({"initiative_id": ["I1", "I1"], "ward_id": ["W1", "W2"]}),
        "initiative_co": pd.DataFrame({"initiative_id": ["I1"], "co": ["co-design"], "subtype": [None],
                                       "citizen_role": ["designer"]}),
    }, who="the test")
    made.store.close()
    return path


@pytest.fixture
def workspace(tmp_path, example, small) -> Workspace:
    """The small workspace, this test's own."""
    shutil.copy(small, tmp_path / "small.sqlite")
    store = Store(example.council.gss_code, f"sqlite:///{tmp_path}/small.sqlite")
    return Workspace(example.council, store, library.read_all())


def new_initiative(**values) -> dict:
    """Return what a person types into a new initiative."""
    row = {"co": "co-delivery", "subtype": "", "citizen_role": "performer"}
    return {"title": "Night bus", "status": "potential", "service_area": "S2", "initiative_outcome": ["OC2"],
            "initiative_co": [row], **values}


def field(form: FormWidget, name: str) -> dict:
    """Return one field of a form."""
    return next(entry for entry in form.fields if entry["name"] == name)


def rows_of(workspace: Workspace, table: str, initiative: str) -> list[dict]:
    """Return the rows of a link of an initiative."""
    frame = workspace.read(table)
    return frame[frame["initiative_id"] == initiative].drop(columns="initiative_id").to_dict("records")


# What the form asks ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FILLED_IN)
def test_a_form_asks_for_every_column_but_its_id_and_for_every_link(example, name):
    asked = [entry["name"] for entry in record_form(example, name).fields if entry["kind"] != "shown"]
    table = TABLES[name]
    given_by_us = {table.key[0]} if table.id_prefix or name == "settings" else set()
    expected = [column.name for column in table.columns if column.name not in given_by_us] + [link.name for link in links_of(name)]
    assert sorted(asked) == sorted(expected) if table.groups else asked == expected


@pytest.mark.parametrize("name", sorted({*PERSONAL, *COMPUTED, *LIBRARY, *ENTERED, "made_up"} - {*FILLED_IN}))
def test_tables_that_are_not_filled_in_here_are_refused_with_those_that_are(example, name):
    with pytest.raises(InputError, match=f'"{name}" .*These are filled in here: settings, wards'):
        record_form(example, name)
    with pytest.raises(InputError):
        choose_form(example, name)


def test_refusals_say_why(example):
    for name, reason in {"contacts": "personal", "coverage": "computed", "initiative_co": "initiatives",
                         "subtypes": "comes with the workbook", "made_up": "not a table"}.items():
        with pytest.raises(InputError, match=reason):
            record_form(example, name)


def test_fields_say_their_unit_their_limit_and_how_to_write_a_date(workspace):
    form = record_form(workspace, "initiatives")
    assert field(form, "citizen_hours_month")["unit"] == "hours a month"
    assert field(form, "citizen_count")["inputmode"] == "numeric"
    assert field(form, "title")["maximum_length"] == 120
    assert field(form, "title")["required"] is True
    assert field(form, "purpose")["required"] is False
    assert "such as 1 April 2026" in field(form, "started_on")["hint"]
    assert field(form, "description")["kind"] == "long_text" and field(form, "may_name")["kind"] == "yes_no"


def test_a_number_that_may_be_negative_gets_keys_with_a_minus_sign(workspace):
    assert field(record_form(workspace, "outcomes"), "baseline")["inputmode"] == ""


def test_a_field_that_a_rule_may_ask_for_is_not_called_optional(workspace):
    assert field(record_form(workspace, "initiatives"), "service_area")["required"] is None
    assert field(record_form(workspace, "initiatives"), "initiative_outcome")["required"] is None


def test_references_are_chosen_from_rows_with_their_names(workspace):
    form = record_form(workspace, "initiatives")
    assert [(choice["value"], choice["label"]) for choice in field(form, "service_area")["choices"]] == [
        ("S1", "S1 · Adult care"), ("S2", "S2 · Parks")]
    wards = field(form, "initiative_ward")["choices"]
    assert [choice["label"] for choice in wards] == ["W1 · Old Quay", "W2 · Brindlow"]
    subtypes = next(entry for entry in field(form, "initiative_co")["fields"] if entry["name"] == "subtype")["choices"]
    assert {choice["group"] for choice in subtypes} == {"Co-commissioning", "Co-design", "Co-delivery", "Co-assessment"}
    assert field(form, "status")["style"] == "radio" and field(form, "service_area")["style"] == "select"


def test_retired_and_merged_rows_are_offered_only_where_they_stand_already():
    frame = pd.DataFrame({column.name: [None, None] for column in TABLES["initiatives"].columns}).assign(
        initiative_id=["I1", "I2"], title=["Kept", "Merged"], merged_into=[None, "I1"])
    column = TABLES["options"].column("initiative_id")
    assert [choice["value"] for choice in choices_of(column, {"initiatives": frame})] == ["I1"]
    assert [choice["value"] for choice in choices_of(column, {"initiatives": frame}, kept={"I2"})] == ["I1", "I2"]


def test_no_private_value_names_a_row(example):
    form = choose_form(example, "survey_answers")
    assert all(choice["label"] == choice["value"] for choice in form.spec["record"]["choices"][1:])
    assert label_column(dataclasses.replace(TABLES["raters"], holds_people=True)) is None
    for table in TABLES.values():
        named = label_column(table)
        assert named is None or named.privacy != "private"


def test_text_of_rows_stands_as_typed_among_the_choices(workspace):
    workspace.save({"wards": pd.DataFrame({"ward_id": ["W3"], "name": ["<script>alert(1)</script>"]})})
    choices = field(record_form(workspace, "initiatives"), "initiative_ward")["choices"]
    assert choices[-1]["label"] == "W3 · <script>alert(1)</script>"


# Saving ---------------------------------------------------------------------------------------------------------------


def test_a_new_row_is_saved_with_its_links_and_then_shown_under_its_id(workspace):
    form = record_form(workspace, "initiatives")
    submit(form, **new_initiative(started_on="1 May 2026", initiative_ward=["W2"]))
    assert form.status["state"] == "saved", form.mistakes
    assert "Saved as revision 2" in form.status["message"] and "Run the cells below again" in form.status["message"]
    saved = workspace.read("initiatives").set_index("title").loc["Night bus"]
    assert saved["started_on"] == pd.Timestamp("2026-05-01")
    assert rows_of(workspace, "initiative_outcome", saved["initiative_id"]) == [{"outcome_id": "OC2"}]
    assert rows_of(workspace, "initiative_ward", saved["initiative_id"]) == [{"ward_id": "W2"}]
    assert rows_of(workspace, "initiative_co", saved["initiative_id"])[0]["citizen_role"] == "performer"
    assert field(form, "initiative_id") == {"name": "initiative_id", "kind": "shown", "label": "Initiative id",
                                            "text": saved["initiative_id"]}


def test_the_same_submission_from_two_forms_is_stored_once(workspace):
    first, second = record_form(workspace, "initiatives"), record_form(workspace, "initiatives")
    second.fill({}, submission_id=first.submission_id)
    submit(first, first.submission_id, **new_initiative())
    submit(second, second.submission_id, **new_initiative())
    assert list(workspace.read("initiatives")["title"]).count("Night bus") == 1


def test_links_are_replaced_as_a_whole(workspace):
    form = record_form(workspace, "initiatives", "I1")
    assert form.values["initiative_ward"] == ["W1", "W2"]
    submit(form, initiative_ward=["W2"], initiative_outcome=["OC1", "OC2"],
           initiative_co=[{"co": "co-assessment", "subtype": "", "citizen_role": ""}])
    assert form.status["state"] == "saved", form.mistakes
    assert rows_of(workspace, "initiative_ward", "I1") == [{"ward_id": "W2"}]
    assert [row["outcome_id"] for row in rows_of(workspace, "initiative_outcome", "I1")] == ["OC1", "OC2"]
    assert [row["co"] for row in rows_of(workspace, "initiative_co", "I1")] == ["co-assessment"]


def test_rows_that_were_left_blank_are_no_rows(workspace):
    form = record_form(workspace, "initiatives", "I1")
    blank = {"co": " ", "subtype": "", "citizen_role": ""}
    submit(form, initiative_co=[blank, *form.values["initiative_co"], blank])
    assert NOTHING_DIFFERENT in form.status["message"]


def test_clearing_a_box_clears_the_cell(workspace):
    form = record_form(workspace, "initiatives", "I1")
    submit(form, citizen_count="")
    assert pd.isna(workspace.read("initiatives")["citizen_count"].iloc[0])


@pytest.mark.parametrize("name", MADE_HERE)
def test_opening_a_row_and_saving_it_as_it_is_changes_nothing(example, name):
    form = choose_form(example, name)
    keys = [choice["value"] for choice in (form.spec["record"] or {"choices": []})["choices"][1:]] or [None]
    for key in keys[:4]:
        if key:
            send(form, kind="choose", key=key)
        submit(form)
        assert form.status["state"] == "saved" and NOTHING_DIFFERENT in form.status["message"], (key, form.mistakes)


def test_question_of_a_merge_is_answered_in_its_form(workspace):
    question = {"question_id": "MQ001", "kind": "setting", "table_name": "settings", "rows": "council", "state": "open",
                "said": "One says 5, the other 10.", "proposed": "10"}
    workspace.save({"merge_questions": pd.DataFrame([question])})
    form = record_form(workspace, "merge_questions", "MQ001")
    submit(form)
    assert form.status["state"] == "saved" and NOTHING_DIFFERENT in form.status["message"], form.mistakes
    submit(form, answer="10", decided_by="Shadow executive")
    assert form.status["state"] == "saved", form.mistakes
    assert workspace.read("merge_questions").loc[0, ["answer", "state"]].tolist() == ["10", "open"]


def test_mistakes_of_row_and_links_stand_at_their_fields(workspace):
    form = record_form(workspace, "initiatives")
    twice = {"co": "co-design", "subtype": "", "citizen_role": ""}
    submit(form, **new_initiative(title="", started_on="31/02/2026", citizen_count="many", initiative_ward=["W9"],
                                  initiative_co=[{"co": "", "subtype": "", "citizen_role": "planner"}, twice, twice]))
    assert form.status["state"] == "refused"
    places = [(mistake["field"], mistake["row"], mistake["column"]) for mistake in form.mistakes]
    assert places == [("title", None, ""), ("started_on", None, ""), ("initiative_co", 0, "co"), ("initiative_co", 2, "subtype"),
                      ("initiative_ward", None, ""), ("citizen_count", None, "")]
    messages = [mistake["message"] for mistake in form.mistakes]
    assert messages[0] == "Title is needed. Fill it in."
    assert messages[1].startswith('"31/02/2026" is not a date.')
    assert form.mistakes[2]["label"] == "Co's of an initiative: number 1"
    assert form.values["started_on"] == "31/02/2026"
    assert workspace.revision == 1


def test_a_mistake_that_belongs_to_no_field_is_still_said(workspace):
    form = record_form(workspace, "initiatives")
    submit(form, **new_initiative(initiative_outcome=[]))
    assert form.mistakes == [{"field": "", "message": "It has no outcome yet; tick at least one.", "label": "",
                              "row": None, "column": ""}]


def test_warnings_and_readings_are_said_though_it_is_saved(workspace):
    form = record_form(workspace, "initiatives", "I1")
    submit(form, status="existing", voice_action="action", started_on="03/04/2026")
    assert form.status["state"] == "saved", form.mistakes
    assert "Worth a look: What citizens give" in form.status["message"]
    assert "the day before the month" in form.status["message"]
    assert form.values["started_on"] == "3 April 2026"


@pytest.mark.parametrize("text", HOSTILE)
def test_text_is_stored_and_shown_again_as_typed(workspace, text):
    form = record_form(workspace, "initiatives", "I1")
    submit(form, title=text, description=text)
    assert form.status["state"] == "saved", form.mistakes
    assert workspace.read("initiatives")["title"].iloc[0] == text.strip()
    assert record_form(workspace, "initiatives", "I1").values["description"] == text.strip()


def test_a_new_row_does_not_overwrite_one_with_the_same_key(workspace):
    form = record_form(workspace, "coverage_not_applicable")
    submit(form, outcome_id="OC1", co="co-design", reason="First reason")
    assert form.status["state"] == "saved", form.mistakes
    again = record_form(workspace, "coverage_not_applicable")
    submit(again, outcome_id="OC1", co="co-design", reason="Second reason")
    assert again.status["state"] == "refused" and again.mistakes[0]["field"] == "co"
    assert "OC1 · Less alone · Co-design is there already" in again.mistakes[0]["message"]
    assert list(workspace.read("coverage_not_applicable")["reason"]) == ["First reason"]


def test_a_row_of_a_key_of_several_columns_keeps_its_key(workspace):
    form = record_form(workspace, "coverage_not_applicable")
    submit(form, outcome_id="OC1", co="co-design", reason="First reason")
    form = record_form(workspace, "coverage_not_applicable", ("OC1", "co-design"))
    assert [entry["text"] for entry in form.fields if entry["kind"] == "shown"] == ["OC1 · Less alone", "Co-design"]
    submit(form, outcome_id="OC2", reason="Another reason")
    assert list(workspace.read("coverage_not_applicable")["outcome_id"]) == ["OC1"]
    assert list(workspace.read("coverage_not_applicable")["reason"]) == ["Another reason"]


def test_settings_open_with_the_defaults_and_are_one_row(workspace):
    form = choose_form(workspace, "settings")
    assert form.spec["record"] is None and form.spec["title"] == "Settings"
    assert form.values["survey_threshold"] == "10" and form.values["pre_election"] == "no"
    submit(form, survey_threshold="12")
    assert form.status["state"] == "saved", form.mistakes
    assert workspace.settings()["survey_threshold"] == 12


def test_a_row_that_is_not_there_is_refused_with_those_that_are(workspace):
    with pytest.raises(InputError, match='"I9" is not in Initiatives. It has: I1.'):
        record_form(workspace, "initiatives", "I9")


# Two people -----------------------------------------------------------------------------------------------------------


def test_what_two_people_changed_is_refused_once_and_shown_in_both_versions(workspace):
    mine, theirs = record_form(workspace, "initiatives", "I1"), record_form(workspace, "initiatives", "I1")
    submit(theirs, title="Mending café", owner="Head of Parks", initiative_ward=["W1"])
    submit(mine, title="Fixing café", citizen_count="15")
    assert mine.status["state"] == "refused" and "Someone else changed this row" in mine.status["message"]
    assert [mistake["field"] for mistake in mine.mistakes] == ["title"]
    assert '"Mending café"' in mine.mistakes[0]["message"] and '"Fixing café"' in mine.mistakes[0]["message"]
    assert workspace.read("initiatives")["title"].iloc[0] == "Mending café"
    # What only one of them changed stands, whoever it was.
    shown = {name: mine.values[name] for name in ("title", "citizen_count", "owner", "initiative_ward")}
    assert shown == {"title": "Fixing café", "citizen_count": "15", "owner": "Head of Parks", "initiative_ward": ["W1"]}
    submit(mine)
    assert mine.status["state"] == "saved", mine.mistakes
    saved = workspace.read("initiatives").iloc[0]
    assert (saved["title"], saved["citizen_count"], saved["owner"]) == ("Fixing café", 15, "Head of Parks")


def test_links_that_both_changed_are_told_by_their_names(workspace):
    mine, theirs = record_form(workspace, "initiatives", "I1"), record_form(workspace, "initiatives", "I1")
    submit(theirs, initiative_ward=["W1"])
    submit(mine, initiative_ward=["W2"], title="Fixing café")
    assert [mistake["field"] for mistake in mine.mistakes] == ["initiative_ward"]
    assert "W1 · Old Quay" in mine.mistakes[0]["message"] and "Yours: W2 · Brindlow" in mine.mistakes[0]["message"]


def test_a_row_that_someone_removed_can_be_added_back(workspace):
    mine = record_form(workspace, "initiatives", "I1")
    workspace.remove("initiatives", ["I1"])
    submit(mine, title="Fixing café")
    assert "removed this row" in mine.status["message"] and mine.values["title"] == "Fixing café"
    submit(mine)
    assert mine.status["state"] == "saved", mine.mistakes
    assert list(workspace.read("initiatives")["title"]) == ["Fixing café"]
    assert len(rows_of(workspace, "initiative_ward", "I1")) == 2


# Choosing rows, and what is typed but not saved -----------------------------------------------------------------------


def test_the_list_of_rows_begins_with_a_new_one_and_opens_a_row(workspace):
    form = choose_form(workspace, "initiatives")
    assert form.spec["record"]["choices"] == [
        {"value": "", "label": "A new one"}, {"value": "I1", "label": "I1 · Repair café"}]
    send(form, kind="choose", key="I1")
    assert form.values["title"] == "Repair café" and form.values["started_on"] == "1 April 2026"
    assert form.spec["record"]["value"] == "I1" and form.spec["title"] == "Initiatives: I1 · Repair café"


def test_another_row_can_be_opened_without_losing_what_was_typed(workspace):
    form = choose_form(workspace, "initiatives")
    send(form, kind="draft", submission_id=form.submission_id, values={"title": "Half a ti"})
    send(form, kind="choose", key="I1")
    assert form.values["title"] == "Repair café"
    send(form, kind="choose", key="")
    assert form.values["title"] == "Half a ti" and "is back" in form.status["message"]


def test_running_the_cell_again_brings_back_what_was_typed_and_how_long_ago_it_was_opened(workspace):
    form = record_form(workspace, "initiatives", "I1")
    send(form, kind="draft", submission_id=form.submission_id, values={**form.values, "title": "Half a ti"})
    submit(record_form(workspace, "wards", "W1"), name="New Quay")
    workspace.save({"initiatives": pd.DataFrame({"initiative_id": ["I1"], "title": ["Theirs"]})})
    again = record_form(workspace, "initiatives", "I1")
    assert again.values["title"] == "Half a ti"
    submit(again)
    assert again.status["state"] == "refused" and "Theirs" in again.mistakes[0]["message"]


def test_the_saved_row_can_be_looked_at_and_what_was_typed_put_back(workspace):
    form = record_form(workspace, "initiatives", "I1")
    send(form, kind="draft", submission_id=form.submission_id, values={**form.values, "title": "Mine"})
    form = record_form(workspace, "initiatives", "I1")
    assert [action["kind"] for action in form.status["actions"]] == ["stored"]
    send(form, kind="stored")
    assert form.values["title"] == "Repair café" and [action["kind"] for action in form.status["actions"]] == ["typed"]
    send(form, kind="typed")
    assert form.values["title"] == "Mine"


def test_what_was_saved_is_no_longer_unsaved(workspace):
    submit(record_form(workspace, "initiatives", "I1"), title="Fixing café")
    again = record_form(workspace, "initiatives", "I1")
    assert again.values["title"] == "Fixing café" and again.status["message"] == ""


def test_after_saving_another_one_can_be_filled_in(workspace):
    form = record_form(workspace, "initiatives")
    submit(form, **new_initiative())
    action = form.status["actions"][0]
    send(form, **{name: value for name, value in action.items() if name != "label"})
    assert form.values["title"] == "" and form.spec["title"] == "Initiatives: a new row"
    submit(form, **new_initiative(title="Day bus"))
    assert sorted(workspace.read("initiatives")["title"]) == ["Day bus", "Night bus", "Repair café"]


def test_a_row_that_is_gone_cannot_be_opened(workspace):
    form = choose_form(workspace, "initiatives")
    workspace.remove("initiatives", ["I1"])
    send(form, kind="choose", key="I1")
    assert form.status["state"] == "refused" and "no longer there" in form.status["message"]


# During a run ---------------------------------------------------------------------------------------------------------


def test_during_a_run_the_form_asks_nothing_and_stops_nothing(example, tmp_path):
    take_snapshot(example, tmp_path / "run", {})
    snapshot = Snapshot(tmp_path / "run", "", library.read_all())
    for make, name in itertools.product((record_form, choose_form), ("initiatives", "settings")):
        form = make(snapshot, name)
        assert form.fields == [] and "during a run" in form.spec["intro"]


# As typed -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("table", "column", "value", "text"), [
    ("initiatives", "started_on", pd.Timestamp("2026-04-01"), "1 April 2026"),
    ("initiatives", "started_on", pd.NaT, ""),
    ("initiatives", "citizen_count", 12, "12"), ("initiatives", "citizen_count", pd.NA, ""),
    ("initiatives", "citizen_hours_month", 12.0, "12"), ("initiatives", "citizen_hours_month", 12.5, "12.5"),
    ("initiatives", "citizen_hours_month", float("nan"), ""), ("initiatives", "citizen_count", 0, "0"),
    ("initiatives", "may_name", True, "yes"), ("initiatives", "may_name", False, "no"),
    ("initiatives", "title", "0", "0"),
])
def test_stored_cells_are_shown_as_a_person_would_type_them(table, column, value, text):
    assert typed_text(TABLES[table].column(column), value) == text
