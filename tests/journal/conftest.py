"""Databases for the journal's tests: SQLite files, and a real PostgreSQL server in a temporary folder."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from pathlib import Path
from typing import Iterator

import pytest

from bot.journal.journal import Journal
from tests.journal.databases import Clock, Database, fresh_postgresql, sqlite_in


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """A PostgreSQL server; as root it runs under a user of its own, so not in pytest's folder."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pgserver
    folder = Path(tempfile.mkdtemp(prefix="coach-pg-"))
    server = pgserver.get_server(folder, cleanup_mode="stop")
    server.psql("ALTER SYSTEM SET fsync = off;")  # nobody cuts its power; stopping it takes no time then
    server.psql("SELECT pg_reload_conf();")
    yield server.get_uri("postgres")
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    """Two empty databases, of each kind in turn."""
    if request.param == "sqlite":
        return sqlite_in(tmp_path)
    server = request.getfixturevalue("postgresql")
    return Database(fresh_postgresql(server), fresh_postgresql(server))


@pytest.fixture
def clock() -> Clock:
    """A clock of the test's own."""
    return Clock()


@pytest.fixture
def journal(database: Database, clock: Clock) -> Iterator[Journal]:
    """A migrated journal over each kind of database."""
    opened = database.open(clock)
    opened.migrate()
    yield opened
    opened.close()
