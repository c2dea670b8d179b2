"""Prints what finding and claiming due nudges costs among a million schedules, and the dispatcher's memory.

Batches of 500 are claimed as the dispatcher claims them, among few and among many in turn, so that a slow
moment of the machine hits both; each is ended and made due again (not timed). PostgreSQL syncs to disk as it
does by default. The memory is that of a process which sends at Telegram's rate while 20,000 are due, beside
the same process with nothing due.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Iterator

import psutil
from sqlalchemy import bindparam, delete, insert, text, update

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bot.channels.base import Outgoing, Sent  # noqa: E402
from bot.channels.outbox import Sender  # noqa: E402
from bot.journal.journal import Claim, Journal, utc_now  # noqa: E402
from bot.journal.queues import Outbox  # noqa: E402
from bot.journal.tables import claims, entries, stamp, writer  # noqa: E402
from bot.nudges.dispatcher import BATCH, NUDGE, Dispatcher  # noqa: E402
from bot.runtime.nudging import Nudging  # noqa: E402
from tests.journal.databases import Database, fresh_postgresql, sqlite_in  # noqa: E402
from tests.nudges.crowd import AT_A_TIME, gather, sleeping  # noqa: E402

DUE, BATCHES = 20_000, 60
MINUTE, WEEK = 60_000_000, 7 * 86_400_000_000
SEALED = 700
"""Bytes of a sealed plan."""
BAR_MS, BAR_RATIO, BAR_MB = 10.0, 2.0, 100.0
SENDING = 25.0
"""Seconds the sending process is watched."""


def times(people: int, due: int, now: int, chance: random.Random) -> Iterator[int]:
    """Yields when each is due: some within the minute before `now`, scattered, the others within a week."""
    chosen = set(chance.sample(range(people), due))
    for n in range(people):
        yield now - chance.randrange(MINUTE) if n in chosen else now + MINUTE + chance.randrange(WEEK)


def fill(journal: Journal, people: int, due: int) -> None:
    """Writes so many schedules."""
    chance = random.Random(people)
    rows = sleeping(people, times(people, due, stamp(utc_now()), chance), os.urandom(SEALED))
    with writer(journal.pool.engine).begin() as connection:
        while batch := [row for row, _ in zip(rows, range(AT_A_TIME), strict=False)]:
            connection.execute(insert(entries), batch)
    _settle(journal)


def _settle(journal: Journal) -> None:
    """Lets the database come to rest, as it is long after it was written."""
    engine = journal.pool.engine
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SET statement_timeout = 0"))
            connection.execute(text("VACUUM ANALYZE entries"))
            connection.execute(text("CHECKPOINT"))
        else:
            connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))


async def claimed(journals: dict[int, Journal]) -> dict[int, list[float]]:
    """Claims batches among few and among many in turn; returns the milliseconds of each, by how many."""
    taken: dict[int, list[float]] = {people: [] for people in journals}
    now, chance = utc_now(), random.Random(1)
    for _ in range(BATCHES):
        for people, journal in journals.items():
            began = time.perf_counter()
            batch = await journal.claim(now, BATCH, (NUDGE,))
            taken[people].append((time.perf_counter() - began) * 1000)
            assert len(batch) == BATCH
            _end(journal, batch, stamp(now), chance)
    return taken


def _end(journal: Journal, batch: list[Claim], now: int, chance: random.Random) -> None:
    """Ends claims and puts the entries back into the minute, so that as many are due as before."""
    again = update(entries).where(entries.c.n == bindparam("row")).values(due_at=bindparam("again"))
    with writer(journal.pool.engine).begin() as connection:
        connection.execute(delete(claims).where(claims.c.n.in_([claim.n for claim in batch])))
        rows = [{"row": claim.n, "again": now - chance.randrange(MINUTE)} for claim in batch]
        connection.execute(again, rows)


class Nowhere:
    """A wire that takes everything."""

    async def send(self, address: str, message: Outgoing, part: int = 0) -> Sent:
        """Delivers one message."""
        return Sent((1,))


async def watched(journal: Journal) -> tuple[float, float, int]:
    """Sends what is due at Telegram's rate; returns megabytes idle and at most, and how many went out."""
    process = psutil.Process()
    sender = Sender(Outbox(journal), {"telegram": Nowhere()})
    nudging = Nudging(journal, sender, utc_now, "telegram")
    looking = Dispatcher(journal, nudging.nudge, utc_now, waiting=lambda: sender.nudges)
    await journal.claim(utc_now() - timedelta(days=9), BATCH, (NUDGE,))
    idle = most = process.memory_info().rss / 1e6
    began, out = time.monotonic(), 0
    while time.monotonic() - began < SENDING:
        out += await looking.look()
        for _ in range(10):
            await asyncio.sleep(0.1)
            most = max(most, process.memory_info().rss / 1e6)
    looking.stop()
    await sender.drain(0)
    return idle, most, out


async def _watch(database: Database) -> None:
    journal = database.open(utc_now)
    journal.migrate()
    print(*await watched(journal))
    journal.close()


def memory(database: Database, journal: Journal) -> tuple[float, float, int]:
    """Makes those who are due real people, and watches a process of its own send to them."""
    later = update(entries).where(entries.c.due_at <= stamp(utc_now())).values(due_at=entries.c.due_at + WEEK)
    with writer(journal.pool.engine).begin() as connection:
        connection.execute(later)
    gather(journal, DUE, utc_now())
    _settle(journal)
    command = [sys.executable, __file__, "--watch", database.url, database.keys_url]
    idle, most, out = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return float(idle), float(most), int(out)


def measure(name: str, databases: dict[int, Database]) -> tuple[list[float], Journal]:
    """Prints what claiming takes in each database; returns the medians, and the journal of the largest."""
    journals = {people: database.open(utc_now, timeout=600) for people, database in databases.items()}
    for people, journal in journals.items():
        journal.migrate()
        fill(journal, people, min(DUE, people // 2))
    medians = []
    for people, taken in asyncio.run(claimed(journals)).items():
        taken.sort()
        medians.append(statistics.median(taken))
        print(
            f"{name:<11} {people:>9} people: {BATCHES} batches of {BATCH}, median {medians[-1]:.1f} ms, "
            f"fastest {taken[0]:.1f}, 90th of 100 {taken[int(len(taken) * 0.9)]:.1f}",
            flush=True,
        )
    few, many = journals.values()
    few.close()
    return medians, many


def main() -> int:
    """Measures both databases, small and large; returns 1 where a bar is not held."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--few", type=int, default=10_000)
    parser.add_argument("--watch", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.watch:
        asyncio.run(_watch(Database(*given.watch)))
        return 0
    import pgserver

    folder, held = Path(tempfile.mkdtemp(prefix="coach-bench-")), True
    server = pgserver.get_server(folder / "pg", cleanup_mode="stop")

    def fresh(name: str, people: int) -> Database:
        if name == "SQLite":
            (folder / str(people)).mkdir()
            return sqlite_in(folder / str(people))
        uri = server.get_uri("postgres")
        return Database(fresh_postgresql(uri), fresh_postgresql(uri))

    try:
        for name in ("SQLite", "PostgreSQL"):
            databases = {people: fresh(name, people) for people in (given.few, given.people)}
            medians, journal = measure(name, databases)
            idle, most, out = memory(databases[given.people], journal)
            journal.close()
            ratio = medians[1] / medians[0]
            print(f"{name:<11} {ratio:.2f} times the median among {given.few}")
            print(
                f"{name:<11} dispatcher: {idle:.0f} MB idle, {most:.0f} MB at most, {out} claimed", flush=True
            )
            held &= max(medians) <= BAR_MS and ratio <= BAR_RATIO and most - idle <= BAR_MB
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
