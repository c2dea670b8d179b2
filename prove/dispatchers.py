"""Several processes that send nudges, killed at random, and what became of everybody's."""

from __future__ import annotations

import asyncio
import random
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import func, select

from bot.content import ROOT
from bot.journal.journal import Journal, utc_now
from bot.journal.tables import entries, outbox, stamp
from tests.journal.databases import KEY, Database


@dataclass
class Dispatchers:
    """Processes over one database and one wire."""

    database: Database
    wire: Path
    patience: float
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)
    kills: int = 0

    def start(self) -> None:
        """Starts one more."""
        command = [sys.executable, "-m", "prove.dispatching", self.database.url, self.database.keys_url]
        command += [KEY.hex(), str(self.wire), "--patience", str(self.patience)]
        self.running.append(subprocess.Popen(command, cwd=ROOT))

    def kill_one(self, chance: random.Random) -> None:
        """Ends one as a power cut would, and starts another."""
        victim = self.running.pop(chance.randrange(len(self.running)))
        victim.kill()
        victim.wait()
        self.kills += 1
        self.start()

    def stop(self) -> None:
        """Ends all of them."""
        for process in self.running:
            process.terminate()
        for process in self.running:
            process.wait(20)

    def noted(self, sign: str) -> Counter[str]:
        """Returns how often each address stands on the wire with a sign."""
        text = self.wire.read_text() if self.wire.exists() else ""
        return Counter(line[2:] for line in text.splitlines() if line[0] == sign)

    async def done(self, journal: Journal, within: float) -> float:
        """Waits until nothing is due and nothing waits untried; returns the seconds."""
        began = time.monotonic()
        while time.monotonic() - began < within:
            with journal.pool.engine.connect() as connection:
                due = select(func.count()).where(entries.c.due_at <= stamp(utc_now()))
                untried = select(func.count()).where(outbox.c.attempts == 0)
                if not connection.execute(due).scalar() and not connection.execute(untried).scalar():
                    break
            await asyncio.sleep(0.5)
        await asyncio.sleep(1)
        return time.monotonic() - began

    def fates(self, journal: Journal, addresses: list[str]) -> tuple[int, int, int, int]:
        """Returns how many got theirs once, twice, were on the wire at a kill, or are lost otherwise."""
        out, there, tried = self.noted(">"), self.noted("="), self.noted("~")
        with journal.pool.engine.connect() as connection:
            rows = set(connection.execute(select(outbox.c.user_id).where(outbox.c.attempts > 0)).scalars())
        on_the_wire = {
            one
            for one in addresses
            if not there[one] and (out[one] or tried[one] or journal.keys.user_id("telegram", one) in rows)
        }
        twice = sum(out[one] > 1 or there[one] > 1 for one in addresses)
        once = sum(there[one] == 1 and out[one] == 1 for one in addresses)
        return once, twice, len(on_the_wire), len(addresses) - once - twice - len(on_the_wire)
