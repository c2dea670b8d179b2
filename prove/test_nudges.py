"""Four processes on PostgreSQL, killed at random, 20,000 nudges due: none goes out twice, none is lost."""

from __future__ import annotations

import asyncio
import random
import time
from pathlib import Path
from typing import Callable

import pytest

from bot.journal.claims import LEASE
from bot.journal.journal import utc_now
from bot.nudges.rules import GRACE
from prove.dispatchers import Dispatchers
from tests.journal.databases import Database, fresh_postgresql
from tests.nudges.crowd import gather

PEOPLE, PROCESSES, KILLS, BETWEEN = 20_000, 4, 12, 8.0


@pytest.mark.asyncio
async def test_four_dispatchers_killed_at_random(
    postgresql: str, tmp_path: Path, show: Callable[[str], None]
) -> None:
    database = Database(fresh_postgresql(postgresql), fresh_postgresql(postgresql))
    journal = database.open(utc_now)
    journal.migrate()
    addresses = gather(journal, PEOPLE, utc_now())
    sending = Dispatchers(database, tmp_path / "wire", LEASE.total_seconds())
    began, chance = time.monotonic(), random.Random(20_000)
    try:
        for _ in range(PROCESSES):
            sending.start()
        for _ in range(KILLS):
            await asyncio.sleep(BETWEEN * chance.uniform(0.5, 1.5))
            sending.kill_one(chance)
        await sending.done(journal, GRACE.total_seconds())
    finally:
        sending.stop()
    took = time.monotonic() - began
    once, twice, on_the_wire, lost = sending.fates(journal, addresses)
    journal.close()
    show(
        f"{PROCESSES} processes, {sending.kills} killed, {PEOPLE} due: {once} once, {twice} twice, "
        f"{on_the_wire} on the wire at a kill, {lost} lost; done in {took:.0f} s"
    )
    assert (twice, lost) == (0, 0)
    assert once >= PEOPLE * 0.99
    assert took < GRACE.total_seconds()
