"""Everybody's own line of work: one after the other for each person, people side by side."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from typing import Awaitable, Callable

log = logging.getLogger(__name__)

Work = Callable[[], Awaitable[None]]


class Lines:
    """Works off each person's line in order; lives in one event loop."""

    def __init__(self) -> None:
        self._waiting: dict[str, deque[Work]] = {}
        self._workers: dict[str, asyncio.Task[None]] = {}

    def put(self, user_id: str, work: Work) -> None:
        """Puts work at the end of a person's line."""
        self._waiting.setdefault(user_id, deque()).append(work)
        if user_id not in self._workers:
            self._workers[user_id] = asyncio.create_task(self._work(user_id))

    async def drain(self) -> None:
        """Waits until every line is empty; cancelled, it stops the work in hand too."""
        while self._workers:
            await asyncio.gather(*self._workers.values(), return_exceptions=True)
            await asyncio.sleep(0)

    async def _work(self, user_id: str) -> None:
        waiting = self._waiting[user_id]
        try:
            while waiting:
                try:
                    await waiting.popleft()()
                except Exception as error:  # the last door; what waits behind it still gets its turn
                    log.error("work for somebody failed: %s", type(error).__name__)
        finally:
            del self._waiting[user_id], self._workers[user_id]
