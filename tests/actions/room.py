"""One form at a time, without Rasa: what is said to it, what it speaks, what it keeps."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import datetime, timezone
from typing import Any, AsyncIterator, Optional

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.base import CoachAction, CoachForm
from bot.actions.books import Turn
from bot.coaching.commands import phrase
from bot.coaching.records import Record
from bot.journal.book import Book

NOW = datetime(2025, 6, 18, 20, 0, tzinfo=timezone.utc)
"""A Wednesday."""


async def _nothing(user_id: str, kind: str, id: Optional[str]) -> list[Record]:
    return []


class Room:
    """A person with a book, in front of one form or action."""

    def __init__(self, kind: type[CoachAction], *records: Record, **profile: Any) -> None:
        self.book = Book("u" * 32, _nothing)
        self.book.update_profile(**{"consent": "keep", "adult": True, **profile})
        for record in records:
            self.book.put(record)
        self.turn = Turn(self.book)
        self.action = kind(self, lambda: NOW)
        self.slots: dict[str, Any] = {}
        self.loop: Optional[str] = None
        self.said: list[str] = []
        self.parts: list[dict[str, Any]] = []
        self.next: Optional[str] = None
        self.metadata: dict[str, Any] = {}

    @asynccontextmanager
    async def open(self, sender_id: str) -> AsyncIterator[Turn]:
        yield self.turn

    async def say(self, text: str, intent: str = "", choice: Optional[str] = None) -> list[str]:
        """Runs the action on a message and returns the names of the lines spoken."""
        intent = intent or ("choose" if choice else (said.intent if (said := phrase(text)) else "smalltalk"))
        entities = [{"entity": "choice", "value": choice}] if choice else []
        message = {"text": text, "intent": {"name": intent}, "entities": entities, "metadata": self.metadata}
        events: list[dict[str, Any]] = [{"event": "action", "name": "action_listen"}, {"event": "user"}]
        if self.loop and intent not in ("forget", "export", "settings", "journal"):
            events.append({"event": "slot", "name": "answer", "value": text})
        tracker = Tracker("u", dict(self.slots), message, events, False, None, self._active(), None)
        dispatcher = CollectingDispatcher()
        self.next = None
        changed = await self.action.run(dispatcher, tracker, {})
        if isinstance(self.action, CoachForm):
            self.loop = self.action.form
        for event in changed:
            if event["event"] == "slot":
                self.slots[event["name"]] = event["value"]
                if event["name"] == "requested_slot" and event["value"] is None:
                    self.loop = None
            elif event["event"] == "followup":
                self.next = event["name"]
        self.said = [message["response"] for message in dispatcher.messages]
        self.parts = dispatcher.messages
        return self.said

    async def tap(self, choice: str) -> list[str]:
        """Presses a button."""
        return await self.say("", "choose", choice)

    @property
    def question(self) -> Optional[str]:
        """The open question, or None."""
        return self.slots.get("question") if self.loop else None

    def _active(self) -> dict[str, Any]:
        return {"name": self.loop} if self.loop else {}
