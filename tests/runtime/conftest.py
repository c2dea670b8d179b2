"""The assembled program over a wire that delivers everything, for the tests of this folder."""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, AsyncIterator, Iterator, Optional, Sequence

import pytest
import pytest_asyncio
from sqlalchemy import select

from bot.channels.base import Incoming, Outgoing, Sent
from bot.channels.outbox import Limits
from bot.journal.tables import conversations, desk_messages, entries, handoffs, inbox, outbox, users
from bot.runtime.app import App, assemble
from bot.runtime.training import train
from bot.safety.screen import screen
from bot.settings import Settings

NOW = datetime(2026, 5, 4, 18, 0, tzinfo=timezone.utc)


class Wire:
    """A channel that keeps what arrives."""

    def __init__(self) -> None:
        self.arrived: list[tuple[str, Outgoing]] = []
        self.used: list[tuple[str, int]] = []
        self.answered: list[str] = []
        self.retold: dict[int, str] = {}
        self.deleted: list[int] = []
        self.cleared: list[tuple[str, tuple[int, ...]]] = []
        self.old: set[int] = set()
        """Messages that are too old to be deleted."""
        self.forum: Optional[int] = None
        """The id the next topic gets; None in a group without topics."""
        self.dropped: list[int] = []
        self.closed: list[int] = []
        self.fixed: set[int] = set()
        """Topics the bot may not delete."""

    async def retell(self, address: str, message_id: int, text: str) -> bool:
        self.retold[message_id] = text
        return message_id not in self.old

    async def delete(self, address: str, message_ids: Sequence[int]) -> tuple[int, ...]:
        self.deleted += [one for one in message_ids if one not in self.old]
        return tuple(one for one in message_ids if one in self.old)

    async def clear(self, address: str, message_ids: Sequence[int]) -> None:
        self.cleared.append((address, tuple(message_ids)))

    async def open_topic(self, address: str, title: str) -> Optional[int]:
        return self.forum

    async def drop_topic(self, address: str, thread: int) -> bool:
        if thread not in self.fixed:
            self.dropped.append(thread)
        return thread not in self.fixed

    async def close_topic(self, address: str, thread: int) -> bool:
        self.closed.append(thread)
        return True

    async def send(self, address: str, message: Outgoing, part: int = 0) -> Sent:
        self.arrived.append((address, message))
        return Sent((len(self.arrived),))

    async def typing(self, address: str) -> None:
        pass

    async def answer_press(self, press_id: str) -> None:
        self.answered.append(press_id)

    async def drop_keyboard(self, address: str, message_id: int) -> None:
        self.used.append((address, message_id))


class Clock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@dataclass
class House:
    """The program, and a way to be somebody in front of it."""

    app: App
    wire: Wire
    clock: Clock

    def guest(self) -> Guest:
        return Guest(self, str(next(_addresses)))

    async def settle(self) -> None:
        """Waits until everything received is answered and sent."""
        await self.app.coach.drain()
        while self.app.sender.waiting or self.app.coach.cards.under_way:
            await asyncio.sleep(0.002)
        await self.app.coach.drain()


_addresses, _numbers = itertools.count(10_000), itertools.count(1)


class Guest:
    """Somebody nobody has met yet."""

    def __init__(self, house: House, address: str) -> None:
        self.house, self.address = house, address
        self.user_id = house.app.journal.keys.user_id("telegram", address)

    def update(self, kind: str = "text", text: str = "", **fields: Any) -> Incoming:
        number = next(_numbers)
        given = {"message_id": number, "language": "en", **fields}
        return Incoming(number, self.address, kind, self.house.clock(), text=text, **given)  # type: ignore[arg-type]

    async def give(self, *updates: Incoming) -> list[Outgoing]:
        """Has the coach receive these at once; returns what arrived for it."""
        before = len(self.heard)
        await self.house.app.coach.receive(updates, [screen(u.text) for u in updates])
        await self.house.settle()
        return self.heard[before:]

    async def say(self, text: str, **fields: Any) -> list[Outgoing]:
        if text.startswith("/"):
            return await self.give(self.update("command", command=text[1:], **fields))
        return await self.give(self.update("text", text, **fields))

    async def press(self, message: Outgoing, index: int = 0, carrier: Optional[int] = None) -> list[Outgoing]:
        press = f"{message.keyboard}:{index}"
        return await self.give(self.update("press", press=press, press_id="1", message_id=carrier))

    async def settled_in(self, keep: bool = True) -> Guest:
        """Goes through onboarding."""
        asked = await self.say("/start")
        asked = await self.press(asked[-1])
        await self.press(asked[-1], 0 if keep else 1)
        return self

    @property
    def heard(self) -> list[Outgoing]:
        return [message for address, message in self.house.wire.arrived if address == self.address]

    def rows(self) -> dict[str, int]:
        """How many rows carry this person's id, by table."""
        found = {}
        with self.house.app.journal.pool.engine.connect() as connection:
            for table in (users, conversations, entries, inbox, outbox, handoffs, desk_messages):
                mine = select(table).where(table.c.user_id == self.user_id)
                found[table.name] = len(connection.execute(mine).all())
        return {name: count for name, count in found.items() if count}


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def program(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """The program, opened once."""
    train()
    folder: Path = tmp_path_factory.mktemp("house")
    settings = Settings(
        database_url=f"sqlite:///{folder / 'coach.db'}",
        keys_database_url=f"sqlite:///{folder / 'keys.db'}",
        key_file=folder / "operator.key",
        operator_chat_id=5,
        var=folder,
    )
    wire, clock = Wire(), Clock()
    app = await assemble(settings, {"telegram": wire}, clock=clock, limits=Limits.none())
    await app.sender.start()
    yield House(app, wire, clock)
    await app.close()


@pytest.fixture
def house(program: House) -> Iterator[House]:
    """The program at its usual hour."""
    program.clock.now = NOW
    return program


def later(house: House, **time: float) -> None:
    """Moves the clock on."""
    house.clock.now += timedelta(**time)


def again(update: Incoming, **changes: Any) -> Incoming:
    """Returns the update with changes and its number."""
    return replace(update, **changes)
