"""How an action comes by a person's book: the turn's own in this process, one of its own elsewhere."""

from __future__ import annotations

import re
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, AsyncIterator, Callable, Optional, Protocol, TypeVar

from bot.coaching.records import Record
from bot.journal.book import Book
from bot.journal.journal import Journal

Clock = Callable[[], datetime]
R = TypeVar("R", bound=Record)


@dataclass
class Turn:
    """One message on its way through the house, with everything that is to be committed together."""

    book: Book
    failed: Optional[str] = None
    """The name of an action that raised, and the error's class."""
    afterwards: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    """What the runtime does once the turn is committed: erase, export, a person asked for."""

    def changed(self, kind: type[R]) -> list[R]:
        """Returns the records of a kind that this turn put."""
        return [record for record in self.book.changes.values() if isinstance(record, kind)]


current_turn: ContextVar[Optional[Turn]] = ContextVar("current_turn", default=None)


class Books(Protocol):
    """Opens the book of the person an action is about."""

    def open(self, sender_id: str) -> Any:
        """Returns an async context manager that gives a `Turn`."""
        ...


class TurnBooks:
    """The book of the turn in hand; the runtime commits it."""

    @asynccontextmanager
    async def open(self, sender_id: str) -> AsyncIterator[Turn]:
        """Gives the turn that is under way; raises `LookupError` outside of one."""
        turn = current_turn.get()
        if turn is None:
            raise LookupError("no turn is under way")
        yield turn


class OwnBooks:
    """A book opened and committed by the action itself, as under `rasa run actions`."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    @asynccontextmanager
    async def open(self, sender_id: str) -> AsyncIterator[Turn]:
        """Gives a turn of its own and commits its book when the action is done."""
        user_id = sender_id if re.fullmatch(r"[0-9a-f]{32}", sender_id) else None
        book = await self._journal.book(user_id or self._journal.keys.user_id("rasa", sender_id))
        yield Turn(book)
        await self._journal.commit(book)
