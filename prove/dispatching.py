"""One process that sends nudges onto a wire made of a file, until it is killed or told to stop."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import signal
from datetime import timedelta
from pathlib import Path

from bot.channels.base import Outgoing, Sent
from bot.channels.outbox import Limits, Sender
from bot.journal import claims
from bot.journal.journal import DatabaseDown, Journal, utc_now
from bot.journal.queues import Outbox
from bot.nudges import dispatcher
from bot.nudges.dispatcher import Dispatcher
from bot.runtime.nudging import Nudging

LOOK_EVERY = 0.2
ON_THE_WIRE = 0.02
"""Seconds a message is on its way, so that kills find some there."""


class Wire:
    """Writes "> address" when a message sets out, and "= address" when it arrives."""

    def __init__(self, file: Path) -> None:
        self._file = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def note(self, sign: str, address: str) -> None:
        """Writes a line that a kill does not take back."""
        os.write(self._file, f"{sign} {address}\n".encode())

    async def send(self, address: str, message: Outgoing, part: int = 0) -> Sent:
        """Delivers one message."""
        self.note(">", address)
        await asyncio.sleep(ON_THE_WIRE)
        self.note("=", address)
        return Sent((1,))


async def work(journal: Journal, wire: Wire, untried_for: float) -> None:
    """Sends what is due; what was tried by a process that was killed is noted as "~ address" first."""
    stop, outbox = asyncio.Event(), Outbox(journal)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    sender = Sender(outbox, {"telegram": wire}, limits=Limits.none())
    nudging = Nudging(journal, sender, utc_now, "telegram")

    async def take_up() -> None:
        sender.submit(await outbox.left(utc_now() - timedelta(seconds=untried_for)))

    looking = Dispatcher(journal, nudging.nudge, utc_now, waiting=lambda: sender.nudges, take_up=take_up)
    for row in await outbox.pending():
        if row.attempts:
            wire.note("~", row.address)
    await sender.start()
    while not stop.is_set():
        with contextlib.suppress(DatabaseDown):
            await looking.look()
        await asyncio.sleep(LOOK_EVERY)
    looking.stop()
    await sender.drain(5)


def main() -> None:
    """Reads where to work, and how long a claim and an untried message are left alone, in seconds."""
    parser = argparse.ArgumentParser()
    parser.add_argument("database")
    parser.add_argument("keys")
    parser.add_argument("operator_key")
    parser.add_argument("wire", type=Path)
    parser.add_argument("--patience", type=float, default=claims.LEASE.total_seconds())
    given = parser.parse_args()
    claims.LEASE = timedelta(seconds=given.patience)
    dispatcher.LEFT_AFTER = given.patience / 2
    journal = Journal.open(given.database, given.keys, bytes.fromhex(given.operator_key), utc_now)
    journal.migrate()
    asyncio.run(work(journal, Wire(given.wire), given.patience / 2))
    journal.close()


if __name__ == "__main__":
    main()
