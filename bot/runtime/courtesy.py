"""What is pleasant and not needed: signs of life on the side of a turn."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import Any, AsyncIterator, Coroutine, Optional, Protocol, Sequence

TYPING_AFTER = 0.5
"""Seconds after which a person is shown that an answer is being written."""


class Manners(Protocol):
    """What a channel can do besides sending; none of it raises."""

    def typing(self, address: str) -> Coroutine[Any, Any, None]:
        """Shows that an answer is being written."""
        ...

    def answer_press(self, press_id: str) -> Coroutine[Any, Any, None]:
        """Stops the spinner of a pressed button."""
        ...

    def drop_keyboard(self, address: str, message_id: int) -> Coroutine[Any, Any, None]:
        """Takes the buttons off a message."""
        ...

    def clear(self, address: str, message_ids: Sequence[int]) -> Coroutine[Any, Any, None]:
        """Deletes messages of both sides, as far as the channel lets it."""
        ...


class Asides:
    """Work on the side, held until it is done."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def add(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Starts work on the side."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


@asynccontextmanager
async def shown_typing(manners: Optional[Manners], address: str) -> AsyncIterator[None]:
    """Shows "typing" once, where its block takes longer than `TYPING_AFTER`."""

    async def wait() -> None:
        await asyncio.sleep(TYPING_AFTER)
        if manners is not None:
            await manners.typing(address)

    task = asyncio.create_task(wait())
    try:
        yield
    finally:
        task.cancel()
