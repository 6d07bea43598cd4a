"""Merging workspaces: nothing lost, nothing half done, nothing undone by doing it again, and nobody brought back."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

from coprod_helpers.errors import InputError
from coprod_helpers.exchange import export_csv, write_template
from coprod_helpers.reorganisation import merge_councils, settle_questions
from coprod_helpers.reorganisation.carry import origins_of
from coprod_helpers.reorganisation.rows import CARRIED, MERGED, key_texts, plain_rows, references, references_to
from coprod_helpers.tables import ENTERED, PERSONAL, TABLES, links_of
from coprod_helpers.workspace import open_workspace
from coprod_helpers.workspace.backup import back_up, erase, restore
from tests.reorganisation.conftest import COUNTY, DISTRICTS, EAST, PRIVATE, canary, council

HAS_OWN_ID = [name for name in CARRIED if TABLES[name].id_prefix]


def rows(**columns):
    return pd.DataFrame({name: [value] for name, value in columns.items()})


def answered(workspace, **answers):
    """Answer questions by their ids."""
    workspace.save({"merge_questions": pd.DataFrame([
        {"question_id": question, "answer": answer, "decided_by": "Joint committee", "reason": "Agreed"}
        for question, answer in answers.items()])})


def questions(workspace, kind: str, table: str = "") -> pd.DataFrame:
    """The questions of one kind."""
    found = workspace.read("merge_questions")
    return found[found["kind"].eq(kind) & (found["table_name"].eq(table) if table else True)]


def translated_back(name: str, frame: pd.DataFrame, ids: dict) -> list[dict]:
    """A successor's rows with the ids that they had in the predecessor, to compare."""
    table = TABLES[name]
    targets = {column.name: column.refers_table for column in references(table)}
    targets |= {table.key[0]: name} if table.id_prefix else {}
    there = {(target, here): old for (target, old), here in ids.items()}
    return [{column: there.get((targets.get(column), cell), cell) for column, cell in row.items()}
            for row in plain_rows(name, frame).values()]


def state_of(workspace) -> dict[str, str]:
    """Everything that a workspace holds, to compare."""
    frames = workspace.read_many([*ENTERED, *PERSONAL])
    return {"revision": str(workspace.revision), "history": workspace.history().to_csv(),
            **{name: frame.to_csv() for name, frame in frames.items()}}


def test_every_row_of_every_table_arrives_with_every_reference_followed(east):
    """Each predecessor's rows, translated back by the lines of origin, are the rows it has: no more, no fewer."""
    merged = merge_councils(EAST)
    here = open_workspace(EAST).read_many([*MERGED, "merge_origins"])
    arrived = {name: [] for name in CARRIED}
    for code in east:
        known = origins_of(here["merge_origins"], code)
        ids = {key: row for key, (row, _revision) in known.items()}
        theirs = open_workspace(code).read_many(list(CARRIED))
        for name in CARRIED:
            own = {row for (table, _old), row in ids.items() if table == (TABLES[name].parent or name)}
            texts = here[name][TABLES[name].key[0]].tolist() if TABLES[name].parent else key_texts(name, here[name])
            mine = here[name][pd.Series([text in own for text in texts], index=here[name].index, dtype="bool")]
            assert sorted(map(str, translated_back(name, mine, ids))) == sorted(
                map(str, plain_rows(name, theirs[name]).values())), (code, name)
            arrived[name].append(len(mine))
            count = merged.plan.counts.set_index(["council", "table"]).loc[(code, name)]
            assert count["read"] == count["written"] == len(theirs[name]) == len(mine)
    assert all(sum(counts) == len(here[name]) for name, counts in arrived.items())
    assert sum(arrived["ratings"]) > 100 and sum(arrived["contacts"]) == 15


def test_lines_of_origin_name_council_id_and_revision(east):
    open_workspace(DISTRICTS[1]).save({"wards": rows(name="One more")})
    merge_councils(EAST)
    origins = open_workspace(EAST).read("merge_origins")
    assert set(origins["from_council"]) == set(east)
    assert set(origins.loc[origins["from_council"].eq(DISTRICTS[1]), "from_revision"]) == {2}
    assert not origins.duplicated(["table_name", "from_council", "from_id"]).any()
    assert not origins[origins["table_name"].isin(HAS_OWN_ID)].duplicated(["table_name", "row_id"]).any()


def test_predecessors_are_left_as_they_are(east):
    before = {code: (state_of(open_workspace(code)), open_workspace(code).store.file.read_bytes()) for code in east}
    merge_councils(EAST)
    assert before == {code: (state_of(open_workspace(code)), open_workspace(code).store.file.read_bytes()) for code in east}


def test_merging_one_alone_is_a_copy(east):
    merge_councils(EAST, ["Elmbridge"])
    here, there = open_workspace(EAST), open_workspace("Elmbridge")
    ids = {key: row for key, (row, _revision) in origins_of(here.read("merge_origins"), DISTRICTS[0]).items()}
    for name in CARRIED:
        assert sorted(map(str, translated_back(name, here.read(name), ids))) == sorted(
            map(str, plain_rows(name, there.read(name)).values())), name
    assert here.read("settings").equals(there.read("settings"))
    assert set(here.read("merge_questions")["kind"]) == {"ward", "consent"}


def test_order_of_predecessors_changes_nothing(east, tmp_path):
    stores = [f"sqlite:///{tmp_path}/{turn}-{{council}}.sqlite" for turn in ("a", "b")]
    for store, codes in zip(stores, (east, east[::-1]), strict=True):
        for number, code in enumerate(east):
            open_workspace(code, store).save(council(number), who="ann")
        merge_councils(EAST, list(codes), store)
    one, other = (open_workspace(EAST, store).read_many([*ENTERED, *PERSONAL]) for store in stores)
    assert all(one[name].equals(other[name]) for name in one)


def test_merging_one_after_the_other_differs_from_all_at_once_in_ids_alone(east, tmp_path):
    store = f"sqlite:///{tmp_path}/{{council}}.sqlite"
    for number, code in enumerate(east):
        open_workspace(code, store).save(council(number, 10 + 5 * (number % 3)), who="ann")
    for code in east[::-1]:
        merge_councils(EAST, [code], store)
    merge_councils(EAST)
    one, other = open_workspace(EAST), open_workspace(EAST, store)
    for name in MERGED:
        shown = [column for column in TABLES[name].names
                 if column not in TABLES[name].key and not TABLES[name].column(column).refers_table in CARRIED]
        first, second = (sorted(map(str, frame.read(name)[shown].to_dict("records"))) for frame in (one, other))
        assert first == second, name
    origins = [set(map(tuple, frame.read("merge_origins")[["table_name", "from_council"]].to_records(index=False)))
               for frame in (one, other)]
    assert origins[0] == origins[1]


def test_merging_again_brings_nothing_and_makes_no_revision(east):
    first = merge_councils(EAST)
    again = merge_councils(EAST)
    assert first.is_saved and not again.is_saved and again.revision == first.revision
    assert again.plan.counts["carried before"].sum() == again.plan.counts["read"].sum() == first.plan.counts["read"].sum()
    assert again.plan.questions.empty


def test_dry_run_tells_the_same_and_saves_nothing(east, home):
    before = sorted(path for path in home.rglob("*") if path.is_file())
    told = merge_councils(EAST, dry_run=True)
    assert sorted(path for path in home.rglob("*") if path.is_file()) == before
    done = merge_councils(EAST)
    assert told.plan.counts.equals(done.plan.counts) and told.plan.questions.equals(done.plan.questions)


def test_predecessor_without_a_workspace_is_named_and_can_come_later(east):
    first = merge_councils(EAST, ["Elmbridge", "Surrey"])
    assert first.missing == ["Surrey"]
    open_workspace(COUNTY).save(council(5), who="ann")
    later = merge_councils(EAST)
    assert not later.missing and set(later.read_at) == {*DISTRICTS, COUNTY}
    assert later.backup and later.backup.exists()
    assert later.plan.counts.set_index("council").loc[DISTRICTS[0], "written"].sum() == 0


def test_any_failing_write_leaves_the_successor_as_it_was(east, monkeypatch):
    """The fault comes at each writing statement in turn, until the merge gets through.

    What comes before the first write is done once for all tries: the plan is the same each time, and its rows are good.
    """
    from coprod_helpers.reorganisation import merge
    from coprod_helpers.workspace.change import Change

    open_workspace(EAST).save({"outcomes": rows(title="Set up by the shadow authority")})
    plan = merge_councils(EAST, ["Elmbridge"], dry_run=True).plan
    monkeypatch.setattr(merge, "plan_merge", lambda *_: plan)
    monkeypatch.setattr(Change, "_check", lambda *_: None)
    before = state_of(open_workspace(EAST))
    numbers = {"fail": 0, "seen": 0}

    def fail(_connection, _cursor, statement, *_rest):
        if statement.lstrip().split()[0].upper() in ("INSERT", "UPDATE", "DELETE", "CREATE"):
            numbers["seen"] += 1
            if numbers["seen"] == numbers["fail"]:
                raise Broken

    sa.event.listen(sa.Engine, "before_cursor_execute", fail)
    try:
        for number in range(1, 400):
            numbers |= {"fail": number, "seen": 0}
            try:
                merge_councils(EAST, ["Elmbridge"])
            except Broken:
                numbers["fail"] = 0
                assert state_of(open_workspace(EAST)) == before, f"half a merge stayed when write {number} failed"
                continue
            numbers["fail"] = 0
            assert number > 50 and state_of(open_workspace(EAST)) != before
            return
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", fail)
    pytest.fail("the loop never came to an end")


class Broken(Exception):
    """Stands for a disk that fails."""


def test_row_that_someone_saved_meanwhile_is_not_written_over(east, monkeypatch):
    from coprod_helpers.errors import StaleSave
    from coprod_helpers.reorganisation import merge

    plan = merge.plan_merge

    def slow(*given):
        open_workspace(EAST).save({"outcomes": rows(title="Meanwhile")}, who="bob")
        return plan(*given)

    monkeypatch.setattr(merge, "plan_merge", slow)
    with pytest.raises(StaleSave, match="OC001"):
        merge_councils(EAST)
    assert open_workspace(EAST).read("outcomes")["title"].tolist() == ["Meanwhile"]


def test_every_private_canary_arrives_in_its_table_and_nowhere_public(east, tmp_path):
    merge_councils(EAST)
    workspace = open_workspace(EAST)
    for name, column in PRIVATE:
        if TABLES[name].column(column).type == "yes_no":
            continue
        wanted = {canary(number, name, column, place) for number in range(5) for place in range(len(council(number)[name]))}
        assert set(workspace.read(name)[column]) == wanted
    for name, frame in workspace.read_many(["merge_questions", "merge_origins"]).items():
        assert "canary" not in frame.to_csv(), name
    assert "canary" not in workspace.history().to_csv()
    export_csv(workspace, tmp_path / "out")
    write_template(workspace, tmp_path / "out.xlsx")
    files = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    with zipfile.ZipFile(tmp_path / "out.xlsx") as book:
        files |= {name: book.read(name) for name in book.namelist()}
    assert len(files) > 60 and not [name for name, content in files.items() if b"canary" in content]


# ---- who may be merged into whom ----


@pytest.mark.parametrize(("successor", "predecessors", "words"), [
    (EAST, ["Woking"], ("does not take the place of Woking", "Tandridge")),
    (EAST, [EAST], ("does not take the place of East Surrey",)),
    ("Trafford", [], ("names no council whose place Trafford takes",)),
    ("Trafford", ["Elmbridge"], ("no council that the register knows of",)),
    ("West Surrey", [], ("None of the councils has a workspace", "Guildford")),
])
def test_councils_that_do_not_belong_together_are_refused(east, successor, predecessors, words):
    with pytest.raises(InputError) as refused:
        merge_councils(successor, predecessors)
    assert all(word in str(refused.value) for word in words)
    assert open_workspace(successor).revision == 0


def test_invented_councils_may_be_merged_to_try_it(home):
    open_workspace("Z00000001").save(council(0))
    assert merge_councils("Z00000009", ["Z00000001"]).is_saved


# ---- what changed since ----


def test_later_changes_come_where_the_successor_left_the_row_alone(east):
    merge_councils(EAST)
    there = open_workspace("Elmbridge")
    first = there.read("initiatives")["initiative_id"].iloc[0]
    saved = there.save({"initiatives": rows(initiative_id=first, title="New name of it", citizen_count=77),
                        "outcomes": rows(outcome_id="new1", title="A new outcome of Elmbridge"),
                        "initiative_outcome": rows(initiative_id=first, outcome_id="new1")})
    again = merge_councils(EAST)
    here = open_workspace(EAST)
    known = origins_of(here.read("merge_origins"), DISTRICTS[0])
    row = here.read("initiatives").set_index("initiative_id").loc[known["initiatives", first][0]]
    assert (row["title"], row["citizen_count"]) == ("New name of it", 77)
    new = known["outcomes", saved.added_ids["new1"]][0]
    links = here.read("initiative_outcome")
    assert (links["initiative_id"].eq(row.name) & links["outcome_id"].eq(new)).any()
    assert again.plan.counts["written"].sum() == 1 and again.plan.changed == {"initiatives": 1, "initiative_outcome": 1} | {
        name: 0 for name in again.plan.changed if name not in ("initiatives", "initiative_outcome")}
    assert not merge_councils(EAST).is_saved


def test_what_both_changed_is_asked_and_stays_as_it_is_here(east):
    merge_councils(EAST)
    there, here = open_workspace("Elmbridge"), open_workspace(EAST)
    there.save({"outcomes": rows(outcome_id="OC01", title="Theirs", measure="Their measure")})
    here.save({"outcomes": rows(outcome_id="OC001", title="Ours")})
    merge_councils(EAST)
    row = here.read("outcomes").set_index("outcome_id").loc["OC001"]
    assert (row["title"], row["measure"]) == ("Ours", "Their measure")
    asked = questions(here, "changed")
    assert asked["rows"].tolist() == ["OC001; E07000207; OC01; title"] and '"Ours"' in asked["said"].item() and '"Theirs"' in asked["said"].item()
    assert not merge_councils(EAST).is_saved


def answer(here, kind: str, said: str) -> None:
    """Answer every open question of a kind."""
    asked = questions(here, kind).query("state == 'open'")
    assert len(asked)
    here.save({"merge_questions": asked.assign(answer=said, decided_by="Board", reason="agreed")})


@pytest.mark.parametrize(("said", "title"), [("keep", "Ours"), ("theirs", "Theirs"), ("done", "Ours")])
def test_what_both_changed_becomes_as_a_person_decided(east, said, title):
    merge_councils(EAST)
    there, here = open_workspace("Elmbridge"), open_workspace(EAST)
    there.save({"outcomes": rows(outcome_id="OC01", title="Theirs", measure="Their measure")})
    here.save({"outcomes": rows(outcome_id="OC001", title="Ours", unit="people")})
    merge_councils(EAST)
    answer(here, "changed", said)
    done = settle_questions(EAST)
    row = here.read("outcomes").set_index("outcome_id").loc["OC001"]
    assert (row["title"], row["measure"], row["unit"]) == (title, "Their measure", "people") and not done.settled.waiting
    assert not merge_councils(EAST).is_saved and not settle_questions(EAST).settled.applied


def test_old_row_that_changed_again_is_asked_about_again(east):
    merge_councils(EAST)
    there, here = open_workspace("Elmbridge"), open_workspace(EAST)
    there.save({"outcomes": rows(outcome_id="OC01", title="Theirs")})
    here.save({"outcomes": rows(outcome_id="OC001", title="Ours")})
    merge_councils(EAST)
    answer(here, "changed", "theirs")
    there.save({"outcomes": rows(outcome_id="OC01", title="Theirs again")})
    assert "changed it again" in settle_questions(EAST).settled.waiting[0]
    merge_councils(EAST)
    answer(here, "changed", "theirs")
    settle_questions(EAST)
    assert here.read("outcomes").set_index("outcome_id").loc["OC001", "title"] == "Theirs again"


def test_row_removed_here_and_changed_there_comes_back_with_its_links_if_so_decided(east):
    merge_councils(EAST)
    there, here = open_workspace("Elmbridge"), open_workspace(EAST)
    free = first_free_initiative(here)
    old = next(row for (table, row), (mine, _) in origins_of(here.read("merge_origins"), DISTRICTS[0]).items()
               if (table, mine) == ("initiatives", free))
    links = there.read("initiative_outcome").query("initiative_id == @old")
    here.remove("initiatives", [free])
    there.save({"initiatives": rows(initiative_id=old, title="Changed there")})
    merge_councils(EAST)
    assert free not in set(here.read("initiatives")["initiative_id"])
    answer(here, "changed", "theirs")
    assert not settle_questions(EAST).settled.waiting
    assert here.read("initiatives").set_index("initiative_id").loc[free, "title"] == "Changed there"
    assert len(here.read("initiative_outcome").query("initiative_id == @free")) == len(links) > 0


def test_row_removed_there_goes_here_too_if_so_decided_unless_it_is_used(east):
    merge_councils(EAST)
    there, here = open_workspace("Elmbridge"), open_workspace(EAST)
    act, used = there.read("acts")["act_id"].iloc[0], there.read("outcomes")["outcome_id"].iloc[-1]
    here_of = origins_of(here.read("merge_origins"), DISTRICTS[0])
    there.remove("acts", [act])
    merge_councils(EAST)
    answer(here, "changed", "theirs")
    assert not settle_questions(EAST).settled.waiting
    assert here_of["acts", act][0] not in set(here.read("acts")["act_id"])
    assert here_of["outcomes", used][0] in set(here.read("outcomes")["outcome_id"])


def test_old_workspace_that_is_not_there_is_named(east, home):
    merge_councils(EAST)
    there, here = open_workspace("Elmbridge"), open_workspace(EAST)
    there.save({"outcomes": rows(outcome_id="OC01", title="Theirs")})
    here.save({"outcomes": rows(outcome_id="OC001", title="Ours")})
    merge_councils(EAST)
    answer(here, "changed", "theirs")
    next(home.rglob("E07000207.sqlite")).rename(home / "elsewhere")
    assert "is not there" in settle_questions(EAST).settled.waiting[0]


def first_free_initiative(here) -> str:
    """The first initiative of Elmbridge that no other row uses, with links to outcomes."""
    links = {link.name for link in links_of("initiatives")}
    used = {row for name, column in references_to("initiatives") if name not in links
            for row in here.read(name)[column].dropna()}
    ours = [mine for (table, _), (mine, _) in origins_of(here.read("merge_origins"), DISTRICTS[0]).items() if table == "initiatives"]
    linked = set(here.read("initiative_outcome")["initiative_id"])
    return next(row for row in ours if row not in used and row in linked)


def test_row_that_was_removed_here_does_not_come_back(east):
    merge_councils(EAST)
    here = open_workspace(EAST)
    here.remove("indicators", [])
    here.remove("acts", here.read("acts")["act_id"].tolist())
    again = merge_councils(EAST)
    assert here.read("acts").empty and not again.is_saved


# ---- people who were erased ----


def first_contact(workspace) -> str:
    """The id of a contact with answers."""
    contacts = workspace.read("contacts")
    return contacts.loc[contacts["answer_id"].notna(), "contact_id"].iloc[0]


def test_person_erased_in_the_old_workspace_is_erased_here_and_stays_so_after_a_restore(east):
    merge_councils(EAST)
    here, there = open_workspace(EAST), open_workspace("Elmbridge")
    saved, person = back_up(here), first_contact(there)
    mine = origins_of(here.read("merge_origins"), DISTRICTS[0])["contacts", person][0]
    erase(there, person)
    again = merge_councils(EAST)
    assert again.erased == 1 and mine not in set(here.read("contacts")["contact_id"])
    restore(open_workspace(EAST), saved)
    assert mine not in set(open_workspace(EAST).read("contacts")["contact_id"])


def test_person_erased_here_is_not_brought_again_even_when_an_older_state_was_put_back(east):
    open_workspace(EAST).save({"outcomes": rows(title="Before the merge")})
    before = back_up(open_workspace(EAST))
    merge_councils(EAST)
    here = open_workspace(EAST)
    person = first_contact(here)
    email = here.read("contacts").set_index("contact_id").loc[person, "email"]
    erase(here, person)
    assert not merge_councils(EAST).is_saved
    restore(open_workspace(EAST), before)
    again = merge_councils(EAST)
    assert again.plan.counts["erased here"].sum() > 1
    told = open_workspace(EAST).read("contacts")
    assert len(told) == 14 and email not in set(told["email"])


# ---- settling ----


def test_open_questions_change_nothing_and_settling_twice_does_what_it_did_once(east):
    merge_councils(EAST)
    here = open_workspace(EAST)
    before = state_of(here)
    nothing = settle_questions(EAST)
    assert not nothing.settled.applied and state_of(here) == before
    outcome = questions(here, "duplicate", "outcomes").iloc[0]
    answered(here, **{outcome["question_id"]: outcome["proposed"]})
    done = settle_questions(EAST)
    assert done.settled.applied == [outcome["question_id"]]
    after = state_of(here)
    assert not settle_questions(EAST).settled.applied and state_of(here) == after


def test_settling_is_in_the_history_and_merging_again_does_not_undo_it(east):
    merge_councils(EAST)
    here = open_workspace(EAST)
    initiative = questions(here, "duplicate", "initiatives").iloc[0]
    kept, *away = initiative["rows"].split("; ")
    outcome = questions(here, "duplicate", "outcomes").iloc[0]
    answered(here, **{initiative["question_id"]: kept, outcome["question_id"]: outcome["proposed"]})
    settle_questions(EAST)
    gone = outcome["rows"].split("; ")[1]
    assert gone not in set(here.read("outcomes")["outcome_id"])
    history = here.history("outcomes", gone)
    assert history.iloc[0]["what"] == "settled questions of the merge" and history["before"].astype(bool).any()
    rows_now = here.read("initiatives").set_index("initiative_id")
    assert set(rows_now.loc[away, "merged_into"]) == {kept}
    before = state_of(here)
    assert not merge_councils(EAST).is_saved and state_of(here) == before


def test_failing_settlement_leaves_everything_as_it_was(east):
    merge_councils(EAST)
    here = open_workspace(EAST)
    found = here.read("merge_questions")
    wards = found[found["kind"].eq("ward")]["question_id"].tolist()
    answered(here, **{wards[0]: "keep", wards[1]: "somewhere", wards[2]: "W002 90%; W003 40%"})
    before = state_of(here)
    with pytest.raises(InputError) as refused:
        settle_questions(EAST)
    assert len(refused.value.mistakes) == 2 and '"somewhere"' in str(refused.value) and state_of(here) == before


def test_people_of_a_divided_council_come_when_their_ward_is_settled(east):
    open_workspace(COUNTY).save(council(5), who="ann")
    merged = merge_councils(EAST)
    here = open_workspace(EAST)
    counts = merged.plan.counts.set_index(["council", "table"])
    assert counts.loc[(COUNTY, "survey_answers"), "waiting"] == 12 and counts.loc[(COUNTY, "initiatives"), "written"] == 5
    assert not set(here.read("contacts")["email"]) & {canary(5, "contacts", "email", place) for place in range(3)}
    known = origins_of(here.read("merge_origins"), COUNTY)
    wards = {there: known["wards", there][0] for there in open_workspace(COUNTY).read("wards")["ward_id"]}
    asked = questions(here, "ward").set_index("rows")["question_id"]
    answers = dict(zip(wards, ("keep", "elsewhere", None), strict=True))
    answered(here, **{asked[wards[there]]: answer for there, answer in answers.items() if answer},
             **{questions(here, "people")["question_id"].item(): "leave"})
    done = settle_questions(EAST)
    assert done.settled.says_again and not done.settled.waiting
    again = merge_councils(EAST).plan.counts.set_index(["council", "table"]).loc[(COUNTY, "survey_answers")]
    there = open_workspace(COUNTY).read("survey_answers")["ward_id"]
    by_ward = {answer: int(there.eq(ward).sum()) for ward, answer in answers.items()}
    assert (again["written"], again["waiting"]) == (by_ward["keep"], by_ward[None])
    assert again["elsewhere"] == by_ward["elsewhere"] + there.isna().sum()
    assert wards[list(answers)[1]] not in set(here.read("wards")["ward_id"])


def test_store_of_another_place_is_used_for_all(tmp_path, home):
    store = f"sqlite:///{tmp_path}/{{council}}.sqlite"
    open_workspace("Elmbridge", store).save(council(0))
    merge_councils(EAST, store=store)
    assert {path.stem for path in Path(tmp_path).glob("*.sqlite")} == {DISTRICTS[0], EAST}


def test_comment_erased_in_the_old_workspace_is_erased_here_and_stays_so(east):
    merge_councils(EAST)
    here, there = open_workspace(EAST), open_workspace("Elmbridge")
    comment = there.read("risk_comments")["comment_id"].iloc[0]
    mine = origins_of(here.read("merge_origins"), DISTRICTS[0])["risk_comments", comment][0]
    erase(there, comment)
    assert merge_councils(EAST).erased == 1 and mine not in set(here.read("risk_comments")["comment_id"])
    assert not merge_councils(EAST).is_saved


def test_forms_of_councils_that_differ_wait_and_that_of_the_council_named_holds_with_its_words(east):
    there = open_workspace("Elmbridge")
    there.save({"public_forms": rows(form="pledge_an_act", keep_months=9)})
    merged = merge_councils(EAST)
    here, asked = open_workspace(EAST), questions(open_workspace(EAST), "form")
    assert len(asked) == 1 and len(here.read("public_forms")) == 9 and "controller" in merged.plan.notices[0]
    answered(here, **{asked["question_id"].item(): "Elmbridge"})
    assert settle_questions(EAST).settled.applied
    assert here.read("public_forms").set_index("form")["keep_months"]["pledge_an_act"] == 9
    assert not merge_councils(EAST).is_saved


def test_same_reference_of_two_councils_is_told_and_neither_changes(east):
    there = open_workspace("Reigate and Banstead")
    held = open_workspace("Elmbridge").read("received").iloc[0]
    there.save({"received": rows(reference=held["reference"], form="pledge_an_act", received_on="2026-11-02", state="waiting")})
    merged = merge_councils(EAST)
    told = [notice for notice in merged.plan.notices if held["reference"] in notice]
    assert len(told) == 1 and "Reigate and Banstead" in told[0] and "same reference" in told[0]
    found = open_workspace(EAST).read("received").set_index("reference").loc[held["reference"]]
    assert found["form"] == held["form"] and there.read("received")["reference"].eq(held["reference"]).any()


def test_choice_that_a_person_withdrew_goes_here_with_its_places_and_the_receipt_says_so(east):
    merge_councils(EAST)
    here, there = open_workspace(EAST), open_workspace("Elmbridge")
    choice = there.read("outcome_choice_places")["choice_id"].iloc[0]
    reference = there.read("received")["reference"].iloc[0]
    mine = origins_of(here.read("merge_origins"), DISTRICTS[0])["outcome_choices", choice][0]
    there.save({"received": rows(reference=reference, state="withdrawn")}, remove={"outcome_choices": [choice]})
    assert not len(merge_councils(EAST).plan.questions)
    assert not {mine} & {*here.read("outcome_choices")["choice_id"], *here.read("outcome_choice_places")["choice_id"]}
    assert here.read("received").set_index("reference")["state"][reference] == "withdrawn"
