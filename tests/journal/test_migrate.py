"""Migrations: the tables they make are the tables in use, and many processes may start at once."""

from __future__ import annotations

import subprocess
import sys

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine

from bot.journal.journal import Journal
from bot.journal.tables import data, keys
from tests.journal.databases import KEY, Clock, Database

START = """
import sys
from datetime import datetime, timezone
import alembic.command
from bot.journal.journal import Journal
key, clock = bytes.fromhex(sys.argv[3]), lambda: datetime.now(timezone.utc)
journal = Journal.open(sys.argv[1], sys.argv[2], key, clock)
print("ready", flush=True)
sys.stdin.readline()
journal.migrate()
print(journal.keys.user_id("telegram", "1"))
journal.close()
"""


def ours(name: str | None, kind: str, _: object) -> bool:
    """Leaves out the table in which SQLite counts for itself."""
    return name != "sqlite_sequence"


@pytest.mark.parametrize("branch", ["data", "keys"])
def test_revisions_make_the_tables_in_use(journal: Journal, database: Database, branch: str) -> None:
    url, metadata = {"data": (database.url, data), "keys": (database.keys_url, keys)}[branch]
    version_table = {"data": "alembic_version", "keys": "alembic_version_keys"}[branch]
    with create_engine(url).connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"version_table": version_table, "compare_type": True, "include_name": ours}
        )
        assert compare_metadata(context, metadata) == []


def test_both_may_share_one_database(database: Database, clock: Clock) -> None:
    shared = Database(database.url, database.url).open(clock)
    shared.migrate()
    shared.migrate()
    assert len(shared.keys.key("a" * 32)) == 32
    shared.close()


def test_four_processes_start_at_once(database: Database) -> None:
    command = [sys.executable, "-c", START, database.url, database.keys_url, KEY.hex()]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    started = [subprocess.Popen(command, text=True, **pipes) for _ in range(4)]
    for process in started:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in started:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    ended = [process.communicate(timeout=60) for process in started]
    assert [process.returncode for process in started] == [0] * 4, ended
    assert len({said for said, _ in ended}) == 1
