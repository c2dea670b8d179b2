"""Sends crisis cards from memory, before anything is written, and tells the person on call in codes."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Optional, get_args

from bot.actions.books import Clock
from bot.channels.base import Button, Incoming, Outgoing
from bot.channels.outbox import Sender
from bot.content import titles
from bot.journal.book import Book
from bot.journal.journal import DatabaseDown, Journal
from bot.journal.queues import Outbox
from bot.runtime.desk import Errands
from bot.runtime.relay import Case, RelayDesk
from bot.safety.cards import above_text, card_text, emergency_line
from bot.safety.records import Category
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
    private: bool = False
    """Whether somebody may join unasked: the phone is theirs alone, and nobody is feared (rule OP4)."""
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
        relay: RelayDesk,
    ) -> None:
        self._journal, self._sender, self._clock = journal, sender, clock
        self._channel, self._relay = channel, relay
        self._outbox, self._errands = Outbox(journal), Errands()
        relay.lines_of_help = self.lines_of_help
        self._known: OrderedDict[str, Known] = OrderedDict()
        self._sent: OrderedDict[tuple[str, str], datetime] = OrderedDict()
        self._updates: OrderedDict[int, asyncio.Future[bool]] = OrderedDict()
        self._tasks: set[asyncio.Task[bool]] = set()

    @property
    def under_way(self) -> int:
        """How many cards are being sent, or their ids being kept."""
        return len(self._tasks) + self._errands.under_way

    def learn(self, user_id: str, book: Book) -> None:
        """Remembers what a card for this person will need."""
        profile = book.profile
        feared = any(person.dv_flag_at for person in book.people)
        feared = feared or any(one.category == "PV" and one.status != "closed" for one in book.crises)
        self._known[user_id] = Known(
            profile.country,
            profile.language,
            profile.alerts,
            profile.phone_privacy == "private" and not feared,
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

    def send(self, user_id: str, update: Incoming, screening: Screening) -> asyncio.Future[bool]:
        """Sends the card for a crisis, once per update; the future tells whether it was delivered."""
        update_id = update.update_id
        if update_id in self._updates:
            return self._updates[update_id]
        task = asyncio.get_running_loop().create_task(self._send(user_id, update, screening))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        self._updates[update_id] = task
        while len(self._updates) > REMEMBERED:
            self._updates.popitem(last=False)
        return task

    def compose(self, user_id: str, screening: Screening, message_id: Optional[int] = None) -> Outgoing:
        """Returns the card by what is known in memory; the first in a while alerts the people on call."""
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
        self.alert(user_id, category, screening.codes, message_id)
        text = card_text(screening.category or "SU", known.country, now, known.language, screening.language)
        return Outgoing(text, card_buttons(), CARD, lane="crisis")

    def alert(
        self, user_id: str, category: str, codes: tuple[str, ...], message_id: Optional[int] = None
    ) -> None:
        """Tells the people on call, unless the person wants nobody told (rules OP2, OP4)."""
        known = self._known.get(user_id) or Known()
        if known.alerts and not known.hidden:
            joinable = known.private and category != "PV"
            self._relay.alert(user_id, Case(category, codes, known.country, joinable, message_id))

    async def lines_of_help(self, user_id: str, category: str) -> str:
        """Returns the card's text for somebody."""
        if user_id not in self._known:
            await self._look_up(user_id)
        known = self._known.get(user_id) or Known()
        kind: Any = category if category in get_args(Category) else "SU"
        return card_text(kind, known.country, self._clock(), known.language)

    async def _send(self, user_id: str, update: Incoming, screening: Screening) -> bool:
        began = time.monotonic()
        if user_id not in self._known:
            await self._look_up(user_id)
        if not self._relay.card_wanted(user_id, screening):
            return True
        card = self.compose(user_id, screening, update.message_id)
        noted = partial(self._noted, user_id)
        delivered = await self._sender.submit_memory(self._channel, update.address, card, noted)
        if delivered:
            self._relay.numbers.first_line(time.monotonic() - began)
        return delivered

    def _noted(self, user_id: str, ids: tuple[int, ...]) -> None:
        self._errands.add(self._outbox.note(user_id, ids))

    async def _look_up(self, user_id: str) -> None:
        try:
            book = await asyncio.wait_for(self._journal.book(user_id), LOOK_UP)
        except (DatabaseDown, asyncio.TimeoutError):
            return
        self.learn(user_id, book)
