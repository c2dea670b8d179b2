"""Updates that were answered while the database was away: their rows are ended as soon as it is back."""

from __future__ import annotations

import asyncio
from typing import Optional

from bot.journal.journal import DatabaseDown
from bot.journal.queues import Inbox

LOOK_AGAIN = 0.5
"""Seconds between looks for a database that went away."""
NO_UPDATE = -1


class Mender:
    """Knows whether the database is away, and what has to be ended there."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox
        self.away = False
        self._unfinished: set[int] = set()
        self.task: Optional[asyncio.Task[None]] = None

    def end_later(self, update_id: int, away: bool) -> None:
        """Has the row of an update that was answered from memory ended as soon as the database allows."""
        self._unfinished.add(update_id)
        self.away |= away
        if self.task is None or self.task.done():
            self.task = asyncio.create_task(self._mend())

    async def _mend(self) -> None:
        """Looks for the database until it takes writes again and every such row is ended."""
        while self.away or self._unfinished:
            one = next(iter(self._unfinished), NO_UPDATE)
            try:
                await self._inbox.finish(one)
            except DatabaseDown:
                self.away = True
                await asyncio.sleep(LOOK_AGAIN)
            else:
                self.away = False
                self._unfinished.discard(one)
