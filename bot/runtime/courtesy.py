"""What is pleasant and not needed: signs of life on the side of a turn."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import AsyncIterator, Awaitable, Callable, Coroutine, Optional

TYPING_AFTER = 0.5
"""Seconds after which a person is shown that an answer is being written."""


class Asides:
    """Work nobody waits for, held until it is done."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def add(self, work: Coroutine[None, None, None]) -> None:
        """Starts work on the side."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


@asynccontextmanager
async def shown_typing(show: Optional[Callable[[str], Awaitable[None]]], address: str) -> AsyncIterator[None]:
    """Shows "typing" once, where its block takes longer than `TYPING_AFTER`."""

    async def wait() -> None:
        await asyncio.sleep(TYPING_AFTER)
        if show is not None:
            await show(address)

    task = asyncio.create_task(wait())
    try:
        yield
    finally:
        task.cancel()
