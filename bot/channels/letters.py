"""A message on its way, the line it waits in, and the store that outlives both."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Callable, Optional, Protocol

from bot.channels.base import Lane, Outgoing
from bot.journal.queues import OutboxRow
from bot.safety.followup import Hours, awake

Address = tuple[str, str]
"""(channel, address)."""


class OutboxStore(Protocol):
    """What the sender needs of the journal; each call is one commit, any exception a failure."""

    async def pending(self) -> list[OutboxRow]:
        """Returns the rows that are not gone yet, in the order they were made."""
        ...

    async def attempt(self, row_id: int, part: int) -> None:
        """Counts one more try, of the `part`-th piece."""
        ...

    async def first_try(self, row_id: int) -> bool:
        """Counts the one try of a nudge; False where somebody made it, or withdrew the row."""
        ...

    async def not_tried(self, row_id: int) -> None:
        """Takes back a try that surely arrived nowhere."""
        ...

    async def delivered(self, row: OutboxRow, message_ids: tuple[int, ...]) -> None:
        """Ends a row that arrived, under these message ids (none where nobody knows)."""
        ...

    async def drop(self, row_id: int) -> None:
        """Ends a row that never will arrive."""
        ...


@dataclass(eq=False)
class Letter:
    """One message on its way."""

    message: Outgoing
    row: Optional[OutboxRow] = None
    done: Optional[asyncio.Future[bool]] = None
    receipt: Optional[Callable[[tuple[int, ...]], None]] = None
    """Told the message ids, once delivered."""
    committed: bool = True
    """Whether the coming try is in the store."""
    part: int = 0
    message_ids: tuple[int, ...] = ()
    unsure: int = 0
    unreachable: int = 0
    withdrawn: bool = False

    def too_late(self, now: float) -> bool:
        """Tells whether it is not to be sent any more; `now` in seconds since 1970."""
        return self.message.until is not None and now > self.message.until

    def waits(self, now: float) -> bool:
        """Tells whether it has to wait for the hours it keeps to; `now` in seconds since 1970."""
        hours = [Hours(*some) for some in self.message.hours]
        return bool(hours) and not awake(datetime.fromtimestamp(now, timezone.utc), *hours)

    def tell(self, delivered: bool) -> None:
        """Tells who waits for it whether it was delivered."""
        if self.done is not None and not self.done.done():
            self.done.set_result(delivered)


@dataclass(eq=False)
class Line:
    """The letters of one lane to one chat, and the task that carries them."""

    to: Address
    lane: Lane
    letters: deque[Letter] = field(default_factory=deque)
    carrier: Optional[asyncio.Task[None]] = None
    in_hand: bool = False
    """Whether a call is on its way, or its outcome is being written down."""
