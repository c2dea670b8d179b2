"""Sends what is to be sent: each chat in order, chats side by side, a crisis card first."""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Awaitable, Callable, Iterable, Literal, Mapping, Optional, Sequence

from bot.channels.base import (
    Channel,
    Flood,
    Gone,
    Lane,
    Outgoing,
    Refused,
    Sent,
    Unreachable,
    Unsure,
)
from bot.channels.letters import Address, Letter, Line, OutboxStore
from bot.channels.pace import Clock, Gate, Sleep
from bot.journal.queues import OutboxRow

log = logging.getLogger(__name__)

Outcome = Literal["delivered", "dropped", "gone"]

PRIORITY: dict[Lane, int] = {"crisis": 0, "alerts": 1, "desk": 2, "replies": 2, "checkins": 2, "nudges": 3}
ONCE: frozenset[Lane] = frozenset({"alerts", "nudges"})
"""Lanes whose messages count as sent once tried: better missing than twice."""
LAST_CALL = 2.0
"""Seconds a call that is in hand when sending stops has to end, so that what arrived is known to have."""
REPEATS = 5
"""Repeats while nobody knows whether a message arrived (house, "How a message travels")."""
SHORTEST_PAUSE = 0.2
LONGEST_PAUSE: dict[Lane, float] = {
    "crisis": 2.0,
    "alerts": 2.0,
    "desk": 5.0,
    "replies": 30.0,
    "checkins": 30.0,
    "nudges": 30.0,
}
"""Seconds between tries while the channel is out of reach, by lane."""


@dataclass(frozen=True)
class Limits:
    """How fast to send; messages a second, None for no limit (telegram-facts 2, less a margin)."""

    per_chat_rate: Optional[float] = 0.95
    per_chat_burst: int = 3
    overall_rate: Optional[float] = 29.0
    overall_burst: int = 10

    @classmethod
    def none(cls) -> Limits:
        """Returns no limits at all, for measuring."""
        return cls(per_chat_rate=None, overall_rate=None)


async def _nobody(_: str) -> None:
    """Takes no notice."""


class Sender:
    """The outbox at work; lives in one event loop, knows nothing of database or Telegram."""

    def __init__(
        self,
        store: OutboxStore,
        channels: Mapping[str, Channel],
        *,
        on_gone: Callable[[str], Awaitable[None]] = _nobody,
        limits: Limits = Limits(),
        clock: Clock = time.monotonic,
        sleep: Sleep = asyncio.sleep,
        wall: Clock = time.time,
    ) -> None:
        """`on_gone(address)` is told of a 403; clock and sleep in seconds, `wall` in seconds since 1970."""
        self._store, self.channels, self.on_gone = store, channels, on_gone
        self._limits, self._clock, self._sleep, self._wall = limits, clock, sleep, wall
        self._overall = Gate(limits.overall_rate, limits.overall_burst, clock, sleep)
        self._gates: OrderedDict[Address, Gate] = OrderedDict()
        self._lines: dict[tuple[Address, Lane], Line] = {}
        self._known: set[int] = set()
        """Rows that are on their way, or over and still in the store."""
        self._over: dict[int, Callable[[], Awaitable[None]]] = {}
        self._put_off: dict[int, OutboxRow] = {}
        """Rows that are left in the store until their hours come."""
        self._sweeper: Optional[asyncio.Task[None]] = None
        self._closing = False

    @property
    def waiting(self) -> int:
        """How many messages are on their way."""
        return sum(len(line.letters) for line in self._lines.values())

    @property
    def nudges(self) -> int:
        """How many nudges are among them."""
        return sum(len(line.letters) for (_, lane), line in self._lines.items() if lane == "nudges")

    async def start(self) -> None:
        """Takes up what a stopped process left, before any `submit`; a tried nudge counts as sent.

        Raises whatever the store raises.
        """
        for row in await self._store.pending():
            if row.id in self._known:
                continue
            self._known.add(row.id)
            letter = Letter(row.message, row, committed=False, part=row.part)
            if row.lane in ONCE and row.attempts > 0:
                await self._settle(letter, "delivered")
            else:
                self._post((row.channel, row.address), row.lane, letter)

    def submit(self, rows: Iterable[OutboxRow]) -> list[asyncio.Future[bool]]:
        """Queues committed rows; one with `attempts` above 0 is sent without another commit.

        The futures tell of each whether it was delivered, once that is noted, or cannot be for now.
        """
        ends = []
        for row in rows:
            if row.id not in self._known:
                self._known.add(row.id)
                ends.append(asyncio.get_running_loop().create_future())
                letter = Letter(row.message, row, ends[-1], committed=row.attempts > 0, part=row.part)
                self._post((row.channel, row.address), row.lane, letter)
        return ends

    def submit_memory(
        self,
        channel: str,
        address: str,
        message: Outgoing,
        receipt: Optional[Callable[[tuple[int, ...]], None]] = None,
    ) -> asyncio.Future[bool]:
        """Queues a message that has no row; the future says whether it was delivered, `receipt` its ids."""
        done: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._post((channel, address), message.lane, Letter(message, done=done, receipt=receipt))
        return done

    async def rouse(self) -> None:
        """Takes up what was put off and still in the store, for its hours; raises what the store raises."""
        if self._put_off:
            rows = [row for row in await self._store.pending() if row.id in self._put_off]
            self._put_off.clear()
            self.submit(rows)

    def forestall(self, channel: str, address: str) -> list[OutboxRow]:
        """Forgets what was put off for this chat, returning its rows; the store is not touched."""
        rows = [row for row in self._put_off.values() if (row.channel, row.address) == (channel, address)]
        for row in rows:
            del self._put_off[row.id]
        return rows

    def discard(self, channel: str, address: str, lanes: Sequence[Lane] = tuple(PRIORITY)) -> list[OutboxRow]:
        """Forgets what waits for this chat in these lanes, returning its rows; the store is not touched."""
        rows = self.forestall(channel, address) if "checkins" in lanes else []
        for lane in lanes:
            line = self._lines.get(((channel, address), lane))
            for letter in line.letters if line else ():
                letter.withdrawn = True
                letter.tell(False)
                if letter.row is not None:
                    rows.append(letter.row)
                    self._known.discard(letter.row.id)
        return rows

    async def drain(self, timeout: float) -> bool:
        """Sends on for at most `timeout` seconds, lets calls in hand end; returns whether all went out."""
        deadline = time.monotonic() + timeout
        while (carriers := self._carriers()) and (left := deadline - time.monotonic()) > 0:
            await asyncio.wait(carriers, timeout=left)
        self._closing = True
        for line in self._lines.values():
            if line.carrier is not None and not line.in_hand:
                line.carrier.cancel()
        if carriers := self._carriers():
            await asyncio.wait(carriers, timeout=LAST_CALL)
        stopped = [*self._carriers(), *([self._sweeper] if self._sweeper else [])]
        for task in stopped:
            task.cancel()
        await asyncio.gather(*stopped, return_exceptions=True)
        for gate in (self._overall, *self._gates.values()):
            gate.close()
        left_over = [letter for line in self._lines.values() for letter in line.letters]
        for letter in left_over:
            letter.tell(False)
        self._lines.clear()
        await self._sweep_once()
        return not left_over

    def _carriers(self) -> list[asyncio.Task[None]]:
        return [line.carrier for line in self._lines.values() if line.carrier is not None]

    def _post(self, to: Address, lane: Lane, letter: Letter) -> None:
        line = self._lines.get((to, lane))
        if line is None:
            line = self._lines[to, lane] = Line(to, lane)
            line.carrier = asyncio.create_task(self._carry_all(line))
        line.letters.append(letter)

    async def _carry_all(self, line: Line) -> None:
        """Carries a line until it is empty, then leaves no trace of it."""
        while line.letters:
            letter = line.letters[0]
            outcome = await self._carry(line, letter)
            line.letters.popleft()
            if not letter.withdrawn:
                await self._settle(letter, outcome)
            line.in_hand = False
            if outcome == "gone":
                await self._see_off(line.to)
        del self._lines[line.to, line.lane]

    async def _carry(self, line: Line, letter: Letter) -> Outcome:
        """Tries one letter until its fate is known."""
        channel, address = line.to
        while not letter.withdrawn:
            line.in_hand = False
            if self._closing:
                raise asyncio.CancelledError
            if letter.row is not None and letter.waits(self._wall()):
                letter.withdrawn = True
                self._known.discard(letter.row.id)
                self._put_off[letter.row.id] = letter.row
                letter.tell(False)
                break
            if line.lane != "nudges":
                await self._commit_attempt(letter)
            await self._gate(line.to).enter(PRIORITY[line.lane])
            await self._overall.enter(PRIORITY[line.lane])
            line.in_hand = True
            if letter.withdrawn or letter.too_late(self._wall()):
                break
            if line.lane == "nudges" and not await self._first_try(line, letter):
                continue
            try:
                sent = await self.channels[channel].send(address, letter.message, letter.part)
            except Flood as error:
                self._gate(line.to).hold(error.retry_after)
                await self._take_back(line, letter)
            except Gone:
                return "gone"
            except Refused as error:
                log.warning("A message was refused and is dropped: %s", error)
                return "dropped"
            except Unreachable:
                letter.unreachable += 1
                await self._take_back(line, letter)
                await self._pause(line, letter.unreachable)
            except Exception as error:
                if line.lane in ONCE:
                    return "delivered"
                letter.unsure += 1
                never_given_up = line.lane == "crisis" and isinstance(error, Unsure)
                if letter.unsure > REPEATS and not never_given_up:
                    log.error("A message is given up, unsure %d times: %s", REPEATS, type(error).__name__)
                    return "dropped"
                letter.committed = False
                await self._pause(line, letter.unsure)
            else:
                if self._turn_page(letter, sent):
                    return "delivered"
        return "dropped"

    @staticmethod
    def _turn_page(letter: Letter, sent: Sent) -> bool:
        """Notes a delivered piece; returns whether it was the last."""
        letter.message_ids += sent.message_ids
        if sent.next_part is None:
            return True
        letter.part, letter.committed = sent.next_part, False
        letter.unsure = letter.unreachable = 0
        return False

    def _gate(self, to: Address) -> Gate:
        """Returns the gate of a chat; idle gates are let go, oldest use first."""
        while self._gates and next(iter(self._gates.values())).idle:
            self._gates.popitem(last=False)
        limits = self._limits
        if to not in self._gates:
            self._gates[to] = Gate(limits.per_chat_rate, limits.per_chat_burst, self._clock, self._sleep)
        self._gates.move_to_end(to)
        return self._gates[to]

    async def _pause(self, line: Line, tries: int) -> None:
        line.in_hand = False
        if not self._closing:
            await self._sleep(_pause(line.lane, tries))

    async def _commit_attempt(self, letter: Letter) -> None:
        """Commits the coming try; sending goes on where the store fails."""
        if letter.row is None or letter.committed:
            return
        letter.committed = True
        try:
            await self._store.attempt(letter.row.id, letter.part)
        except Exception as error:
            log.warning("An attempt is not noted: %s", type(error).__name__)

    async def _first_try(self, line: Line, letter: Letter) -> bool:
        """Commits the one try of a nudge right before it; without that commit nothing goes out.

        A row that is somebody else's by now, or withdrawn, is let go.
        """
        if letter.row is None or letter.committed:
            return True
        try:
            letter.committed = await self._store.first_try(letter.row.id)
        except Exception as error:
            log.warning("A nudge waits, its try cannot be noted: %s", type(error).__name__)
            letter.unreachable += 1
            await self._pause(line, letter.unreachable)
            return False
        if not letter.committed:
            letter.withdrawn = True
            self._known.discard(letter.row.id)
        return letter.committed and not letter.withdrawn

    async def _take_back(self, line: Line, letter: Letter) -> None:
        """Takes back the try of a nudge that surely did not arrive, so that it outlives this process."""
        if line.lane != "nudges" or letter.row is None:
            return
        try:
            await self._store.not_tried(letter.row.id)
            letter.committed = False
        except Exception as error:
            log.warning("A try is not taken back: %s", type(error).__name__)

    async def _settle(self, letter: Letter, outcome: Outcome) -> None:
        """Ends a letter; a row that the store cannot end now is ended later, and not sent again."""
        row = letter.row
        if row is not None:
            ids = letter.message_ids
            self._over[row.id] = (
                (lambda: self._store.delivered(row, ids))
                if outcome == "delivered"
                else (lambda: self._store.drop(row.id))
            )
            if not await self._end(row.id) and self._sweeper is None:
                self._sweeper = asyncio.create_task(self._sweep())
        if letter.receipt is not None and outcome == "delivered":
            letter.receipt(letter.message_ids)
        letter.tell(outcome == "delivered")

    async def _end(self, row_id: int) -> bool:
        """Ends one row in the store; returns whether that worked."""
        try:
            await self._over[row_id]()
        except Exception as error:
            log.warning("A finished message stays in the store for now: %s", type(error).__name__)
            return False
        self._over.pop(row_id, None)
        self._known.discard(row_id)
        return True

    async def _sweep_once(self) -> bool:
        """Ends what the store could not; stops at the first failure."""
        for row_id in list(self._over):
            if row_id in self._over and not await self._end(row_id):
                return False
        return True

    async def _sweep(self) -> None:
        tries = 0
        while self._over:
            tries += 1
            await self._sleep(_pause("replies", tries))
            await self._sweep_once()
        self._sweeper = None

    async def _see_off(self, to: Address) -> None:
        """Drops all that waits for someone who left, and tells who."""
        for waiting in self.discard(*to):
            self._known.add(waiting.id)
            await self._settle(Letter(waiting.message, waiting), "dropped")
        try:
            await self.on_gone(to[1])
        except Exception as error:
            log.warning("Someone who left is not noted as gone: %s", type(error).__name__)


def _pause(lane: Lane, tries: int) -> float:
    """Returns the seconds to wait before another try."""
    return min(LONGEST_PAUSE[lane], SHORTEST_PAUSE * 2 ** min(tries - 1, 16)) * random.uniform(0.5, 1.0)
