"""On a server: row security, turns, and sentences for a server that lets nobody in."""

from __future__ import annotations

import logging
import os
import threading
import time
import traceback

import pandas as pd
import psycopg
import pytest

from coprod_helpers.errors import StoreError
from coprod_helpers.tables import STORED
from coprod_helpers.workspace import open_workspace
from coprod_helpers.workspace.backup import back_up, restore
from coprod_helpers.workspace.postgres import server_at
from coprod_helpers.workspace.store import SETTING, Store, metadata
from tests.browser import free_port
from tests.postgres_server import PASSWORD, ROLE, on_postgresql

pytestmark = on_postgresql
OURS, THEIRS = "Z00000001", "Z00000002"


def outcome(title: str) -> dict:
    return {"outcomes": pd.DataFrame({"title": [title]})}


@pytest.fixture
def two(workspace):
    """Two councils in one schema."""
    open_workspace(THEIRS).save(outcome("Theirs"))
    return workspace


@pytest.fixture(params=[ROLE, "clerk"])
def connection(request, two, postgres):
    """A plain role's own connection that has said it is ours: the tables' owner, or one that was only let read and write."""
    if request.param != ROLE:
        postgres.run(f"CREATE ROLE clerk LOGIN PASSWORD '{PASSWORD}'",
                     "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO clerk", database=postgres.database)
    with psycopg.connect(postgres.address(postgres.database, request.param), autocommit=True) as opened:
        opened.execute("SELECT set_config('coprod.council', %s, false)", [OURS])
        yield opened
    if request.param != ROLE:
        postgres.run("DROP OWNED BY clerk", "DROP ROLE clerk", database=postgres.database)


def test_reading_another_councils_rows_gives_none(connection):
    for table in ("outcomes", "coprod_history", "coprod_meta"):
        seen = {council for (council,) in connection.execute(f"SELECT council FROM {table}")}
        assert seen == {OURS}
        assert connection.execute(f"SELECT * FROM {table} WHERE council = %s", [THEIRS]).fetchall() == []


@pytest.mark.parametrize("statement", [
    f"INSERT INTO outcomes (council, outcome_id, title, row_revision) VALUES ('{THEIRS}', 'OC009', 'x', 1)",
    f"INSERT INTO coprod_meta (council, name, value) VALUES ('{THEIRS}', 'x', 'y')",
    f"UPDATE outcomes SET council = '{THEIRS}'",
])
def test_writing_another_councils_rows_is_refused(connection, statement):
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
        connection.execute(statement)


def test_changing_and_deleting_another_councils_rows_finds_none(connection, two):
    assert connection.execute("UPDATE outcomes SET title = 'x' WHERE council = %s", [THEIRS]).rowcount == 0
    assert connection.execute("DELETE FROM outcomes WHERE council = %s", [THEIRS]).rowcount == 0
    connection.execute("DELETE FROM outcomes")
    assert open_workspace(THEIRS).read("outcomes")["title"].tolist() == ["Theirs"] and two.read("outcomes").empty


def test_connection_that_names_no_council_sees_and_writes_nothing(connection):
    connection.execute("RESET coprod.council")
    assert connection.execute("SELECT * FROM outcomes").fetchall() == []
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(f"INSERT INTO coprod_meta (council, name, value) VALUES ('{OURS}', 'x', 'y')")


def test_every_table_has_its_policy_which_binds_its_owner_too(two, postgres):
    found = postgres.run("SELECT relname, relrowsecurity AND relforcerowsecurity, p.qual, p.cmd FROM pg_class LEFT JOIN pg_policies p "
                         "ON tablename = relname WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace",
                         database=postgres.database)
    policy = "(council = current_setting('coprod.council'::text, true))"
    assert {name: rest for name, *rest in found} == {name: [True, policy, "ALL"] for name in metadata.tables}


def test_council_stands_first_in_every_key_and_text_is_ordered_as_in_a_file(two, postgres):
    keys = postgres.run("SELECT conrelid::regclass::text, attname FROM pg_constraint JOIN pg_attribute ON attrelid = conrelid AND "
                        "attnum = conkey[1] WHERE connamespace = 'public'::regnamespace AND contype IN ('p', 'u')",
                        database=postgres.database)
    assert {name for name, _ in keys} == set(metadata.tables) and {column for _, column in keys} == {"council"}
    other = postgres.run("SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' AND "
                         "data_type = 'text' AND collation_name IS DISTINCT FROM 'C'", database=postgres.database)
    assert other == []


def test_rows_come_in_the_order_of_their_keys_whatever_the_servers_language(two):
    two.save({"wards": pd.DataFrame({"ward_id": ["b", "A", "Z", "a", "Ŵ"], "name": list("vwxyz")})})
    assert two.read("wards")["ward_id"].tolist() == ["A", "Z", "a", "b", "Ŵ"]


def test_writers_of_one_council_take_turns_and_other_councils_do_not_wait(two, monkeypatch):
    monkeypatch.setattr("coprod_helpers.workspace.postgres.BUSY_SECONDS", 0.3)
    with two.store.writing():
        open_workspace(THEIRS).save(outcome("Meanwhile"))
        assert len(open_workspace(OURS).read("outcomes")) == 1
        with pytest.raises(StoreError, match="Someone else held the store"):
            open_workspace(OURS).save(outcome("Too early"))
    open_workspace(OURS).save(outcome("In turn"))
    assert two.read("outcomes")["title"].tolist()[-1] == "In turn"


def test_reading_transaction_cannot_write(two):
    with pytest.raises(StoreError, match="read-only"), two.store.reading() as connection:
        two.store.set_meta(connection, "x", "y")


def test_whoever_begins_to_read_while_tables_change_sees_what_stands_then(two):
    seen = []
    reader = threading.Thread(target=lambda: seen.extend(open_workspace(OURS).read("outcomes")["title"]))
    with two.store.alone() as (connection, councils):
        assert councils == [OURS, THEIRS]
        reader.start()
        time.sleep(0.5)
        assert not seen
        two.store.place.as_council(connection, OURS)
        # Written afresh, so that what an earlier moment sees is nothing.
        for statement in ("CREATE TABLE kept AS SELECT * FROM outcomes", "TRUNCATE outcomes",
                          "INSERT INTO outcomes SELECT * FROM kept", "DROP TABLE kept"):
            connection.exec_driver_sql(statement)
    reader.join(30)
    assert seen == ["Older people are less alone"]


def test_tables_are_made_once_however_many_begin(home, postgres, monkeypatch):
    monkeypatch.setenv(SETTING, postgres.address(postgres.new_database()))
    failed = []

    def begin(number):
        try:
            open_workspace(f"Z0000001{number}").save(outcome(f"Of {number}"))
        except Exception as error:
            failed.append(error)

    begun = [threading.Thread(target=begin, args=[number]) for number in range(6)]
    for thread in begun:
        thread.start()
    for thread in begun:
        thread.join()
    assert not failed
    assert [open_workspace(f"Z0000001{number}").revision for number in range(6)] == [1] * 6


def test_missing_tables_are_made_at_the_next_save(two, postgres, monkeypatch):
    postgres.run("DROP TABLE wards", database=postgres.database)
    two.store.place._known.clear()
    assert two.read("wards").empty
    two.save({"wards": pd.DataFrame({"name": ["Hale"]})})
    assert two.read("wards")["name"].tolist() == ["Hale"]


def test_workspace_moves_from_a_file_to_a_server_and_back_by_a_backup(two, tmp_path):
    expected = {name: two.read(name) for name in STORED}
    file = f"sqlite:///{tmp_path}/here.sqlite"
    moved = open_workspace(OURS, file)
    restore(moved, back_up(two))
    assert all(open_workspace(OURS, file).read(name).equals(frame) for name, frame in expected.items())
    open_workspace(OURS, file).save(outcome("In the file"))
    restore(two, back_up(open_workspace(OURS, file)))
    assert open_workspace(OURS).read("outcomes")["title"].tolist()[-1] == "In the file"
    assert open_workspace(THEIRS).read("outcomes")["title"].tolist() == ["Theirs"]


def test_dump_of_the_whole_database_is_restored_with_its_policies(two, postgres, monkeypatch):
    copy = postgres.new_database()
    postgres.dump_into(copy)
    monkeypatch.setenv(SETTING, postgres.address(copy))
    assert open_workspace(THEIRS).read("outcomes")["title"].tolist() == ["Theirs"]
    with psycopg.connect(postgres.address(copy)) as connection:
        assert connection.execute("SELECT * FROM outcomes").fetchall() == []


def test_save_that_comes_while_a_backup_is_put_back_is_not_lost(two, monkeypatch):
    saved = back_up(two)
    from coprod_helpers.workspace import backup

    carry_on = backup._carry_on
    monkeypatch.setattr(backup, "_carry_on", lambda *given: (carry_on(*given), open_workspace(OURS).save(outcome("Meanwhile"))))
    with pytest.raises(StoreError, match="Someone saved"):
        restore(two, saved)
    assert "Meanwhile" in two.read("outcomes")["title"].tolist()


def test_forked_process_has_a_connection_of_its_own(two):
    server = two.store.place
    child = os.fork()
    if not child:
        code = 1
        try:
            code = 0 if server_at(server._url) is not server and open_workspace(OURS).revision == 1 else 2
        finally:
            os._exit(code)
    assert os.waitpid(child, 0)[1] == 0 and two.revision == 1


def said(address: str, caplog) -> str:
    """Return why a workspace cannot be opened, having seen that no password is in the sentence, its causes or the log."""
    with caplog.at_level(logging.DEBUG), pytest.raises(StoreError) as refused:
        open_workspace(OURS, address).save(outcome("x"))
    everything = "".join(traceback.format_exception(refused.value)) + caplog.text
    assert not [part for part in ("only/for", "these@tests", "these%40tests", "wr0ng") if part in everything]
    return str(refused.value)


def test_wrong_or_missing_password_is_told_without_it(home, postgres, caplog):
    for password in ("wr0ng", ""):
        sentence = said(postgres.address(postgres.database, password=password), caplog)
        assert f'does not take the password of "{ROLE}", or was given none' in sentence and "pgpass" in sentence


def test_server_that_does_not_answer_is_told(home, caplog):
    sentence = said(f"postgresql://coprod:wr0ng@127.0.0.1:{free_port()}/coprod", caplog)
    assert "127.0.0.1, database coprod cannot be reached" in sentence and "COPROD_STORE" in sentence


def test_database_that_is_not_there_is_told(home, postgres, caplog):
    assert '"nowhere" does not exist' in said(postgres.address("nowhere"), caplog)


def test_role_that_may_not_make_tables_is_told(home, postgres, caplog):
    assert f"The role {ROLE} may not do this" in said(postgres.address("postgres"), caplog)


def test_server_that_stops_meanwhile_is_told_and_found_again(two, postgres, caplog):
    with pytest.raises(StoreError, match="cannot be reached|could not be used"), two.store.writing() as connection:
        two.store.set_meta(connection, "x", "y")
        postgres.run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{ROLE}'")
        two.store.set_meta(connection, "x", "z")
    assert two.save(outcome("Later")).revision == 2


@pytest.mark.parametrize("address", [
    "postgresql://coprod:wr0ng@more@server/coprod", "postgresql://coprod:wr0ng@server", "mysql://coprod:wr0ng@server/coprod",
    "postgresql+nothing://coprod:wr0ng@server/coprod", "postgresql://server:port/coprod?password=wr0ng",
])
def test_address_that_cannot_be_used_is_told_without_its_password(home, address, caplog):
    assert "not a store address" in said(address, caplog)


@pytest.mark.parametrize("start", ["postgres", "postgresql", "postgresql+psycopg"])
def test_address_may_begin_in_any_usual_way(two, postgres, start):
    store = Store(OURS, postgres.store.replace("postgresql", start))
    assert store.exists and not Store("Z00000404", postgres.store).exists
