"""A sender of nudges over each kind of database: claims, rules, commit and outbox, without Rasa."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Optional

import pytest

from bot.actions.books import Turn
from bot.channels.base import Gone, Incoming, Outgoing, Sent
from bot.channels.outbox import Limits, Sender
from bot.coaching.records_nudges import NudgePlan
from bot.journal.book import Book
from bot.journal.journal import Journal
from bot.journal.queues import Outbox
from bot.nudges.dispatcher import Dispatcher
from bot.nudges.plan import scheduled
from bot.runtime.nudging import Nudging
from tests.journal.conftest import clock, database, journal, postgresql  # noqa: F401
from tests.journal.databases import Clock, Database


@dataclass
class Wire:
    """A channel that keeps what arrives; some addresses have blocked the coach."""

    arrived: list[tuple[str, Outgoing]] = field(default_factory=list)
    blocked: set[str] = field(default_factory=set)
    tries: int = 0

    async def send(self, address: str, message: Outgoing, part: int = 0) -> Sent:
        self.tries += 1
        if address in self.blocked:
            raise Gone
        self.arrived.append((address, message))
        return Sent((len(self.arrived),))


class Post:
    """One process that sends nudges."""

    def __init__(self, journal: Journal, clock: Clock, wire: Wire, holdout: bool = False) -> None:  # noqa: F811
        self.journal, self.clock, self.wire = journal, clock, wire
        self.outbox, self.busy = Outbox(journal), set[str]()
        self.sender = Sender(
            self.outbox,
            {"telegram": wire},
            on_gone=self.left,
            limits=Limits.none(),
            wall=lambda: clock().timestamp(),
        )
        self.nudging = Nudging(journal, self.sender, clock, "telegram", self.busy.__contains__, holdout)
        self.dispatcher = Dispatcher(journal, self.nudging.nudge, clock, waiting=lambda: self.sender.nudges)

    def user(self, address: str) -> str:
        return self.journal.keys.user_id("telegram", address)

    async def person(self, address: str, **given: Any) -> NudgePlan:
        """Makes somebody with a plan for every morning at half past nine in London, heard a day ago."""
        book = await self.journal.book(self.user(address))
        book.update_profile(address=address, consent="keep", adult=True)
        now = self.clock()
        usual: dict[str, Any] = {
            "created_at": now,
            "updated_at": now,
            "zone": "Europe/London",
            "place": "London",
            "days": tuple(range(7)),
            "anchor": date(2026, 1, 1),
            "at": "09:30",
        }
        plan = scheduled(NudgePlan(**{**usual, **given}), now)
        book.put(plan)
        await self.journal.commit(book)
        return plan

    async def plan(self, address: str) -> NudgePlan:
        return (await (await self.book(address)).all(NudgePlan))[-1]

    async def book(self, address: str) -> Book:
        return await self.journal.book(self.user(address))

    async def look(self) -> list[tuple[str, Outgoing]]:
        """Lets one look at the clock be done to its end; returns what arrived."""
        before = len(self.wire.arrived)
        await self.dispatcher.look()
        await self.settle()
        return self.wire.arrived[before:]

    async def settle(self) -> None:
        await self.dispatcher.drain()
        while self.sender._lines:  # until who left is noted too
            await asyncio.sleep(0.001)

    async def until_due(self, address: str, **later: float) -> None:
        """Moves the clock to when somebody's nudge is due, and on."""
        due_at = (await self.plan(address)).due_at
        assert due_at is not None
        self.clock.now = due_at + timedelta(**later)

    async def writes(self, address: str, kind: str = "text", *records: Any) -> Book:
        """Takes a message of somebody's; `records` are what its turn puts."""
        book = await self.book(address)
        update = Incoming(1, address, kind, self.clock(), text="words")  # type: ignore[arg-type]
        book.update_profile(gone=kind == "blocked")
        await self.nudging.hear(book, update)
        for record in records:
            book.put(record)
        await self.nudging.settle(Turn(book))
        await self.journal.commit(book)
        return book

    async def left(self, address: str) -> None:
        await self.writes(address, "blocked")


@pytest.fixture
def wire() -> Wire:
    """What arrives at people."""
    return Wire()


@pytest.fixture
def post(journal: Journal, clock: Clock, wire: Wire) -> Post:  # noqa: F811
    """One process over a migrated database."""
    return Post(journal, clock, wire)


@pytest.fixture
def another(database: Database, post: Post) -> Any:  # noqa: F811
    """Makes further processes over the same database and wire."""
    opened = []

    def make(wire: Optional[Wire] = None, holdout: bool = False) -> Post:
        journal = database.open(post.clock)  # noqa: F811
        journal.migrate()
        opened.append(journal)
        return Post(journal, post.clock, wire or post.wire, holdout)

    yield make
    for one in opened:
        one.close()
