"""A PostgreSQL server for tests: started once in a folder of its own, stopped by its process id, a new database for each test."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

import psycopg
import pytest

from coprod_helpers.workspace.home import folder
from coprod_helpers.workspace.postgres import ABOUT
from coprod_helpers.workspace.store import STORE_VERSION
from tests.browser import free_port

# The role that councils' stores are kept by: it owns its databases and nothing else, and row security binds it.
ROLE, PASSWORD = "coprod", "only/for:these@tests"
START_SECONDS = 60
# Nothing of a test's server need outlive it.
SETTINGS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off", "shared_buffers=32MB",
            "max_connections=60", "listen_addresses=127.0.0.1")
# An order of words, as on a council's server, not one of bytes.
LOCALE = ("--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en-GB")

# Tests of the workspace run on both servers, but for what one alone has, such as a file that can be damaged.
on_sqlite = pytest.mark.parametrize("home", ["sqlite"], indirect=True)
on_postgresql = pytest.mark.parametrize("home", ["postgresql"], indirect=True)
EMPTY_ALL = """DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0
    LOOP
        EXECUTE format('TRUNCATE %I', name);
    END LOOP;
END $$"""


def programs() -> Path | None:
    """Return the folder of the newest PostgreSQL that Debian's packages put here, or nothing."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/postgres")]
    return max(found, key=lambda path: int(path.parent.name), default=None)


class PostgresServer:
    """A server at work.

    Parameters
    ----------
    bin_folder : Path
        Where PostgreSQL's programs are.
    settings : iterable of "name=value"
    """

    def __init__(self, bin_folder: Path, settings: Iterable[str] = SETTINGS):
        self.folder, self.port = Path(tempfile.mkdtemp(prefix="coprod-postgres-")), free_port()
        self._bin, self._numbers = bin_folder, itertools.count(1)
        # PostgreSQL does not run as root; Debian's package brings a user for it.
        self._as = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
        secret = self.folder / "secret"
        secret.write_text(PASSWORD)
        if self._as:
            for path in (self.folder, secret):
                os.chown(path, pwd.getpwnam("postgres").pw_uid, -1)
        self.data = self.folder / "data"
        self._call("initdb", "-D", self.data, "-U", "postgres", "--auth=scram-sha-256", f"--pwfile={secret}", "--no-sync", *LOCALE)
        options = [part for setting in settings for part in ("-c", setting)]
        self._log = (self.folder / "log").open("wb")
        self._process = subprocess.Popen(
            [bin_folder / "postgres", "-D", self.data, "-p", str(self.port), "-k", self.folder, *options],
            stdout=self._log, stderr=self._log, stdin=subprocess.DEVNULL, cwd=self.folder, **self._as)
        self._wait()
        self.run(f"CREATE ROLE {ROLE} LOGIN PASSWORD '{PASSWORD}'")
        self.database = self.new_database()

    def _call(self, program: str, *arguments) -> None:
        """Run one of PostgreSQL's programs to its end."""
        done = subprocess.run([self._bin / program, *arguments], capture_output=True, text=True, cwd=self.folder,
                              env=os.environ | {"PGPASSWORD": PASSWORD}, **self._as)
        assert done.returncode == 0, done.stderr

    def _wait(self) -> None:
        """Wait until the server lets somebody in."""
        end = time.monotonic() + START_SECONDS
        while True:
            try:
                return self.run("SELECT 1")
            except psycopg.OperationalError:
                if self._process.poll() is not None or time.monotonic() > end:
                    self.stop()
                    raise
                time.sleep(0.05)

    def run(self, *statements: str, database: str = "postgres") -> list[tuple]:
        """Execute statements as the server's own user, whom row security does not bind; return the rows of the last one."""
        with psycopg.connect(host="127.0.0.1", port=self.port, user="postgres", password=PASSWORD, dbname=database,
                             autocommit=True) as connection:
            for statement in statements:
                cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def address(self, database: str, user: str = ROLE, password: str = PASSWORD) -> str:
        """Return a store's address."""
        shielded = "".join(f"%{ord(letter):02X}" if letter in "/:@" else letter for letter in password)
        return f"postgresql://{user}:{shielded}@127.0.0.1:{self.port}/{database}"

    @property
    def store(self) -> str:
        """The address of the stores that tests share, one after the other."""
        return self.address(self.database)

    def new_database(self) -> str:
        """Make a database that the role owns and return its name."""
        name = f"coprod_{next(self._numbers)}"
        self.run(f"CREATE DATABASE {name} OWNER {ROLE}")
        return name

    def dump_into(self, other: str) -> None:
        """Dump the tests' database as whoever runs a server does, and restore it into another."""
        file, here = self.data / "dump", ("-h", self.folder, "-p", str(self.port), "-U", "postgres")
        self._call("pg_dump", *here, "-Fc", "-f", file, self.database)
        self._call("pg_restore", *here, "-d", other, file)

    def clean(self) -> None:
        """Empty every table, which is quicker than a new database; where a test changed the tables themselves, make a new one."""
        about = self.run("SELECT obj_description(to_regclass('coprod_meta'), 'pg_class')", database=self.database)
        if about == [(f"{ABOUT}{STORE_VERSION}",)]:
            self.run(EMPTY_ALL, database=self.database)
        else:
            self.database = self.new_database()

    def stop(self) -> None:
        """Stop this server and no other, and take its folder away."""
        if self._process.poll() is None:
            # At once: what it holds is thrown away.
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(START_SECONDS)
        self._log.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def bytes_of(workspace) -> bytes:
    """Return every byte that lies in the files of a council's workspace: SQLite's, or those of a test server's tables and indexes."""
    beside = list(folder("workspaces").glob(f"{workspace.council.gss_code}*"))
    if workspace.store.is_sqlite:
        return b"".join(file.read_bytes() for file in {*beside, *workspace.store.file.parent.glob(f"{workspace.store.file.name}*")})
    url = workspace.store.engine.url
    with psycopg.connect(host=url.host, port=url.port, dbname=url.database, user="postgres", password=PASSWORD, autocommit=True) as asked:
        asked.execute("CHECKPOINT")
        files = asked.execute("SELECT current_setting('data_directory') || '/' || pg_relation_filepath(oid) FROM pg_class "
                              "WHERE oid > 16383 AND pg_relation_filepath(oid) IS NOT NULL")
        return b"".join(Path(file).read_bytes() for file in [*beside, *(path for (path,) in files)])


@pytest.fixture(scope="session")
def postgres():
    """A server for all tests of a session that ask for it."""
    found = programs()
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("PostgreSQL is not installed where nothing may be skipped.")
        pytest.skip("PostgreSQL is not installed here.")
    server = PostgresServer(found)
    yield server
    server.stop()


@pytest.fixture
def clean_store(postgres):
    """The address of a database for councils' stores in which no council has rows."""
    yield postgres.store
    postgres.clean()
