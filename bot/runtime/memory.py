"""What one process remembers of people between their messages: never more than a few thousand of them."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from typing import Any, Optional

from bot.channels.base import Incoming
from bot.journal.book import Book

REMEMBERED = 4096
"""People whose in-memory state (a book that is not kept, their newest message) is held at once."""


class Memory:
    """Books of those who want nothing kept, and which messages were dealt with last."""

    def __init__(self) -> None:
        self._unkept: OrderedDict[str, Book] = OrderedDict()
        self._latest: OrderedDict[str, int] = OrderedDict()
        self._pressed: OrderedDict[str, int] = OrderedDict()
        self._albums: OrderedDict[str, str] = OrderedDict()

    def book(self, user_id: str) -> Optional[Book]:
        """Returns a copy of the book that is kept nowhere else, if there is one."""
        held = self._unkept.get(user_id)
        return None if held is None else _fork(held)

    def hold(self, user_id: str, book: Book) -> None:
        """Holds a book that is kept nowhere else."""
        _hold(self._unkept, user_id, book)

    def latest(self, user_id: str) -> Optional[int]:
        """Returns the id of somebody's newest text."""
        return self._latest.get(user_id)

    def remember(self, user_id: str, book: Book, update: Incoming) -> None:
        """Takes note of an update that was answered."""
        if book.profile.consent == "nothing":
            self.hold(user_id, book)
        else:
            self._unkept.pop(user_id, None)
        if update.kind == "text" and update.message_id is not None:
            _hold(self._latest, user_id, update.message_id)
        if update.kind == "press" and update.message_id is not None:
            _hold(self._pressed, user_id, update.message_id)
        if update.album is not None:
            _hold(self._albums, user_id, update.album)

    def answered(self, user_id: str, update: Incoming) -> bool:
        """Whether it is the second tap on a button, or another picture of an album that was answered."""
        if update.kind == "press":
            return update.message_id is not None and self._pressed.get(user_id) == update.message_id
        return (
            update.kind == "unreadable"
            and update.album is not None
            and self._albums.get(user_id) == update.album
        )

    def forget(self, user_id: str) -> None:
        """Drops all that is remembered of somebody."""
        for held in (self._unkept, self._latest, self._pressed, self._albums):
            held.pop(user_id, None)


def _fork(book: Book) -> Book:
    """Returns a book whose changes leave the given one as it is."""
    keyboards, loaded, changes = dict(book.keyboards), dict(book.loaded), dict(book.changes)
    return replace(book, keyboards=keyboards, loaded=loaded, changes=changes)


def _hold(kept: OrderedDict[str, Any], key: str, value: Any) -> None:
    kept[key] = value
    kept.move_to_end(key)
    while len(kept) > REMEMBERED:
        kept.popitem(last=False)
