"""Looks at the clock: claims what is due in batches, and hands each claim to its person's own line."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime
from typing import Awaitable, Callable, Protocol, Sequence

from bot.journal.book import KINDS
from bot.journal.journal import Claim, DatabaseDown

log = logging.getLogger(__name__)

BATCH = 500
"""Claims in hand at most, of nudges and of all else, those that wait to be sent among them."""
NUDGES_AT_ONCE = 4
"""Nudges worked on at once: each calls the database a few times, and so do people who write."""
OTHERS_AT_ONCE = 1
"""All else: what one check-in's way to its note would wait for, and a kill repeat (docs/decisions/0013)."""
LEFT_AFTER = 60.0
"""Seconds between looks for nudges that a killed process left unsent, and for what waited for its hours."""
NUDGE = "nudge_plan"
OTHERS = tuple(name for name, kind in KINDS.items() if "due_at" in kind.__fields__ and name != NUDGE)


class Source(Protocol):
    """Where due entries are claimed; the journal."""

    async def claim(self, now: datetime, limit: int, kinds: Sequence[str]) -> list[Claim]:
        """Claims at most so many due entries of these kinds."""
        ...


class Dispatcher:
    """Keeps a bounded number of claims in hand; several, in one process or many, never share one."""

    def __init__(
        self,
        source: Source,
        take: Callable[[Claim], Awaitable[None]],
        clock: Callable[[], datetime],
        *,
        waiting: Callable[[], int] = lambda: 0,
        take_up: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        """`take` does what a claim is for; `waiting` tells how many nudges are still to be sent.

        `take_up` looks for what a killed process left, and for what waited for its hours.
        """
        self._source, self._take, self._clock = source, take, clock
        self._waiting, self._take_up = waiting, take_up
        self._nudges: set[asyncio.Task[None]] = set()
        self._others: set[asyncio.Task[None]] = set()
        others = asyncio.Semaphore(OTHERS_AT_ONCE)
        self._hands = {NUDGE: asyncio.Semaphore(NUDGES_AT_ONCE), **dict.fromkeys(OTHERS, others)}
        self._looked_at = 0.0

    @property
    def in_hand(self) -> int:
        """How many claims are being worked on."""
        return len(self._nudges) + len(self._others)

    async def look(self) -> int:
        """Claims what there is room for; returns how much that was. Raises `DatabaseDown`.

        Appointments have hands of their own: a crowd of nudges at nine o'clock keeps no practice waiting.
        """
        claimed = await self._claim(self._others, OTHERS, BATCH - len(self._others))
        claimed += await self._claim(self._nudges, (NUDGE,), BATCH - len(self._nudges) - self._waiting())
        passed = asyncio.get_running_loop().time() - self._looked_at
        if self._take_up is not None and passed > LEFT_AFTER:
            self._looked_at += passed
            await self._take_up()
        return claimed

    def stop(self) -> None:
        """Lets go of what was claimed and not begun; its leases run out."""
        for task in self._nudges | self._others:
            task.cancel()

    async def drain(self) -> None:
        """Waits until all that was claimed is done."""
        while tasks := self._nudges | self._others:
            await asyncio.wait(tasks)

    async def _claim(self, tasks: set[asyncio.Task[None]], kinds: Sequence[str], room: int) -> int:
        if room <= 0:
            return 0
        found = await self._source.claim(self._clock(), room, kinds)
        for claim in found:
            task = asyncio.create_task(self._hand(claim))
            tasks.add(task)
            task.add_done_callback(tasks.discard)
        return len(found)

    async def _hand(self, claim: Claim) -> None:
        async with self._hands[claim.kind]:
            try:
                await self._take(claim)
            except DatabaseDown:
                log.warning("something due waits: the database is away")
