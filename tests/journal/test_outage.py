"""A database that is slow, locked, gone or back again: one kind of error, in time, and nothing half done."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest

from bot.coaching.records import Need
from bot.journal.book import Book
from bot.journal.journal import DatabaseDown, Journal
from bot.journal.queues import Inbox, NewUpdate
from tests.journal.databases import Clock, Database, sqlite_in

ANNA = "a" * 32


def with_a_need(book: Book, clock: Clock) -> Book:
    book.put(Need(created_at=clock.now, updated_at=clock.now, words="x"))
    return book


@pytest.mark.asyncio
async def test_a_locked_database_is_told_in_time_and_works_again_after(tmp_path: Path, clock: Clock) -> None:
    journal = sqlite_in(tmp_path).open(clock, timeout=0.2)
    journal.migrate()
    book = with_a_need(await journal.book(ANNA), clock)
    with closing(sqlite3.connect(tmp_path / "coach.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        with pytest.raises(DatabaseDown):
            await journal.commit(book)
        with pytest.raises(DatabaseDown):
            await Inbox(journal).add([NewUpdate(1, ANNA, clock.now, {})])
        assert time.monotonic() - began < 2
        other.execute("ROLLBACK")
    assert await journal.counts(ANNA) == {}
    await journal.commit(book)
    assert (await journal.counts(ANNA))["need"] == 1
    journal.close()


@pytest.mark.asyncio
async def test_a_call_that_was_given_up_writes_nothing_later(journal: Journal, clock: Clock) -> None:
    journal.pool.timeout = 0.1
    release, ended = threading.Event(), threading.Event()

    def slow() -> None:
        try:
            with journal.pool.writing() as connection:
                connection.exec_driver_sql("INSERT INTO minors (hash, until) VALUES ('x', 1)")
                release.wait(10)
        finally:
            ended.set()

    with pytest.raises(DatabaseDown):
        await journal.run(slow)
    release.set()
    assert await asyncio.to_thread(ended.wait, 10)
    with journal.pool.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM minors").scalar() == 0


@pytest.mark.asyncio
async def test_missing_tables_and_folders_are_an_outage(tmp_path: Path, clock: Clock) -> None:
    journal = sqlite_in(tmp_path / "here").open(clock)
    with pytest.raises(DatabaseDown) as raised:
        await journal.book(ANNA)
    assert ANNA not in str(raised.value)
    journal.close()


@pytest.mark.asyncio
async def test_a_server_that_drops_its_connections_is_used_again(
    postgresql: str, request: pytest.FixtureRequest, clock: Clock
) -> None:
    from tests.journal.databases import fresh_postgresql

    database = Database(fresh_postgresql(postgresql), fresh_postgresql(postgresql))
    journal = database.open(clock)
    journal.migrate()
    await journal.commit(with_a_need(await journal.book(ANNA), clock))
    with closing(psycopg2.connect(postgresql)) as admin:
        admin.autocommit = True
        admin.cursor().execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 'coach_%'"
        )
    assert (await journal.counts(ANNA))["need"] == 1
    assert await journal.ready()
    journal.close()


@pytest.mark.asyncio
async def test_a_server_that_is_not_there_is_an_outage(clock: Clock) -> None:
    nowhere = "postgresql://coach@127.0.0.1:9/coach"
    journal = Journal.open(nowhere, nowhere, bytes(32), clock)
    assert not await journal.ready()
    with pytest.raises(DatabaseDown, match="DATABASE_URL"):
        journal.migrate()
    with pytest.raises(DatabaseDown) as raised:
        await journal.book(ANNA)
    assert "127.0.0.1" not in str(raised.value)
    journal.close()


@pytest.mark.asyncio
async def test_many_writers_at_once_lose_nothing(journal: Journal, clock: Clock) -> None:
    users = [f"{n:032x}" for n in range(8)]

    async def write(user_id: str) -> None:
        for _ in range(5):
            await journal.commit(with_a_need(await journal.book(user_id), clock))

    await asyncio.gather(*map(write, users))
    assert [(await journal.counts(user))["need"] for user in users] == [5] * 8
