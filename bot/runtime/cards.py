"""Sends crisis cards from memory, before anything is written, and tells the person on call in codes."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Optional

from bot.actions.books import Clock
from bot.channels.base import Button, Outgoing
from bot.channels.outbox import Sender
from bot.content import responses_once, titles
from bot.journal.book import Book
from bot.journal.journal import DatabaseDown, Journal
from bot.safety.cards import above_text, card_text, emergency_line
from bot.safety.screen import Screening

log = logging.getLogger(__name__)

CARD = "card"
"""The keyboard of every card; known without a database, so its button works in an outage."""
ONE_CARD = timedelta(minutes=10)
"""One card of a category in this time, unless the level rises (rule ST5)."""
LOOK_UP = 0.4
"""Seconds a card waits for the country of someone this process has not met yet."""
REMEMBERED = 20_000


@dataclass(frozen=True)
class Known:
    """What a card needs to know of a person."""

    country: Optional[str] = None
    language: Optional[str] = None
    alerts: bool = True
    private: bool = True
    hidden: bool = False


def card_buttons() -> tuple[Button, ...]:
    """Returns the buttons of every card (rule CN6)."""
    return tuple(Button(title, payload) for payload, title in titles("utter_card_buttons").items())


class CardDesk:
    """Knows countries by heart and sends lines of help at once."""

    def __init__(
        self,
        journal: Journal,
        sender: Sender,
        clock: Clock,
        channel: str,
        operator: Optional[str] = None,
    ) -> None:
        self._journal, self._sender, self._clock = journal, sender, clock
        self._channel, self.operator = channel, operator
        self._known: OrderedDict[str, Known] = OrderedDict()
        self._sent: OrderedDict[tuple[str, str], datetime] = OrderedDict()
        self._updates: OrderedDict[int, asyncio.Future[bool]] = OrderedDict()
        self._tasks: set[asyncio.Task[bool]] = set()

    @property
    def under_way(self) -> int:
        """How many cards are being sent."""
        return len(self._tasks)

    def learn(self, user_id: str, book: Book) -> None:
        """Remembers what a card for this person will need."""
        profile = book.profile
        self._known[user_id] = Known(
            profile.country,
            profile.language,
            profile.alerts,
            profile.phone_privacy == "private",
            profile.hidden,
        )
        self._known.move_to_end(user_id)
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)

    def forget(self, user_id: str) -> None:
        """Drops everything remembered of a person."""
        self._known.pop(user_id, None)
        for key in [key for key in self._sent if key[0] == user_id]:
            del self._sent[key]

    def send(self, user_id: str, address: str, screening: Screening, update_id: int) -> asyncio.Future[bool]:
        """Sends the card for a crisis, once per update; the future tells whether it was delivered."""
        if update_id in self._updates:
            return self._updates[update_id]
        task = asyncio.get_running_loop().create_task(self._send(user_id, address, screening))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        self._updates[update_id] = task
        while len(self._updates) > REMEMBERED:
            self._updates.popitem(last=False)
        return task

    def compose(self, user_id: str, screening: Screening) -> Outgoing:
        """Returns the card by what is known in memory; the first in a while alerts the operator."""
        known = self._known.get(user_id) or Known()
        if known.hidden:  # one line, no card and nobody told (rule HD3)
            return Outgoing(emergency_line(known.country), lane="crisis")
        now, category = self._clock(), str(screening.category)
        last = self._sent.get((user_id, category))
        if last is not None and now - last < ONE_CARD:
            return Outgoing(above_text(known.country), lane="crisis")
        self._sent[(user_id, category)] = now
        while len(self._sent) > REMEMBERED:
            self._sent.popitem(last=False)
        self._alert(known, screening, now)
        text = card_text(screening.category or "SU", known.country, now, known.language, screening.language)
        return Outgoing(text, card_buttons(), CARD, lane="crisis")

    async def _send(self, user_id: str, address: str, screening: Screening) -> bool:
        if user_id not in self._known:
            await self._look_up(user_id)
        return await self._sender.submit_memory(self._channel, address, self.compose(user_id, screening))

    def _alert(self, known: Known, screening: Screening, now: datetime) -> None:
        if self.operator is None or not known.alerts or self._channel not in self._sender.channels:
            return
        line = "utter_alert" if known.private else "utter_alert_wait"
        text = str(responses_once()[line][0]["text"]).format(
            category=screening.category,
            codes=" ".join(screening.codes) or "-",
            country=known.country or "-",
            time=now.strftime("%H:%M UTC"),
        )
        self._sender.submit_memory(self._channel, self.operator, Outgoing(text, lane="alerts"))

    async def _look_up(self, user_id: str) -> None:
        try:
            book = await asyncio.wait_for(self._journal.book(user_id), LOOK_UP)
        except (DatabaseDown, asyncio.TimeoutError):
            return
        self.learn(user_id, book)
