"""Two processes over one PostgreSQL database, one of them killed; prove/test_nudges.py is the whole of it."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from bot.journal.journal import utc_now
from prove.dispatchers import Dispatchers
from tests.journal.conftest import postgresql  # noqa: F401
from tests.journal.databases import Database, fresh_postgresql
from tests.nudges.crowd import gather

PEOPLE = 300


@pytest.mark.asyncio
async def test_killed_in_the_middle_everybody_gets_theirs_once(
    postgresql: str,  # noqa: F811
    tmp_path: Path,
) -> None:
    database = Database(fresh_postgresql(postgresql), fresh_postgresql(postgresql))
    journal = database.open(utc_now)
    journal.migrate()
    addresses = gather(journal, PEOPLE, utc_now())
    sending = Dispatchers(database, tmp_path / "wire", patience=4)
    try:
        sending.start()
        sending.start()
        while len(sending.noted("=")) < PEOPLE // 10:
            assert all(process.poll() is None for process in sending.running)
        sending.kill_one(random.Random(1))
        await sending.done(journal, 60)
    finally:
        sending.stop()
    once, twice, on_the_wire, lost = sending.fates(journal, addresses)
    journal.close()
    assert (twice, lost) == (0, 0)
    assert once + on_the_wire == PEOPLE
    assert on_the_wire <= PEOPLE // 10
