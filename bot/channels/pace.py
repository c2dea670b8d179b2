"""How fast messages may go: a gate that lets so many through, the urgent first."""

from __future__ import annotations

import asyncio
from heapq import heappop, heappush
from itertools import count
from typing import Awaitable, Callable, Optional

Clock = Callable[[], float]
Sleep = Callable[[float], Awaitable[object]]

_NOTHING = 1e-6


class Gate:
    """Lets `burst` through at once and `rate` a second after that; with `rate` None, everything.

    Who waits goes in order of priority (0 first), then of arrival.
    """

    def __init__(self, rate: Optional[float], burst: int, clock: Clock, sleep: Sleep) -> None:
        self._rate, self._burst = rate, burst
        self._clock, self._sleep = clock, sleep
        self._free, self._since = float(burst), clock()
        self._held_until = self._since
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self._arrival = count()
        self._usher: Optional[asyncio.Task[None]] = None

    @property
    def idle(self) -> bool:
        """Whether a new gate would do: nobody waits, nothing is held, the burst is whole."""
        return not self._waiting and self._pause() <= 0 and (not self._rate or self._free >= self._burst)

    def hold(self, seconds: float) -> None:
        """Lets nobody through for so many seconds."""
        self._held_until = max(self._held_until, self._clock() + seconds)

    async def enter(self, priority: int = 0) -> None:
        """Returns when it is one's turn."""
        if not self._waiting and self._pause() <= 0:
            self._free -= 1
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heappush(self._waiting, (priority, next(self._arrival), turn))
        if self._usher is None:
            self._usher = asyncio.create_task(self._let_in())
        await turn

    def close(self) -> None:
        """Stops letting anyone in."""
        if self._usher is not None:
            self._usher.cancel()

    def _pause(self) -> float:
        """Returns the seconds until one more may go; what is too short to sleep is nothing."""
        now = self._clock()
        pause = self._held_until - now
        if self._rate:
            grown = self._free + (now - self._since) * self._rate
            self._free, self._since = min(float(self._burst), grown), now
            pause = max(pause, (1 - self._free) / self._rate)
        return pause if pause > _NOTHING else 0.0

    async def _let_in(self) -> None:
        try:
            while self._waiting:
                if (pause := self._pause()) > 0:
                    await self._sleep(pause)
                    continue
                *_, turn = heappop(self._waiting)
                if not turn.done():
                    self._free -= 1
                    turn.set_result(None)
        finally:
            self._usher = None
