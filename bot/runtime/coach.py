"""The way of one message through the house: receive, screen, card, inbox, turn, one commit, outbox.

`Coach` knows no channel and no clock of its own; Telegram, the terminal and REST are given to it.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict, deque
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Awaitable, Callable, Optional, Sequence

from bot.actions.books import Clock, Turn
from bot.channels.base import Incoming, Outgoing
from bot.channels.outbox import Sender
from bot.coaching.commands import slash_intent
from bot.coaching.records import Appointment
from bot.content import responses_once
from bot.journal.book import Book
from bot.journal.journal import DatabaseDown, Journal
from bot.journal.queues import Inbox, NewUpdate
from bot.nlu.screen import SCREENED
from bot.runtime.afterwards import Afterwards
from bot.runtime.brain import ActionFailed, Brain, understood
from bot.runtime.cards import CardDesk
from bot.runtime.reply import find_press
from bot.safety.cards import card_text
from bot.safety.concern import weigh
from bot.safety.screen import Screening, screen

log = logging.getLogger(__name__)

REMEMBERED = 4096
"""People whose in-memory state (a book that is not kept, the country for a card) is held at once."""


@dataclass
class Heard:
    """An update that was received and screened, on its way to its turn."""

    update: Incoming
    screening: Screening
    card: Optional[asyncio.Future[bool]] = None
    """Whether the card that went out at once was delivered; None where none was sent."""
    stored: bool = False


class Coach:
    """Takes updates, keeps each person's in order, and answers every one of them."""

    def __init__(
        self,
        journal: Journal,
        inbox: Inbox,
        sender: Sender,
        brain: Brain,
        clock: Clock,
        channel: str = "telegram",
        *,
        typing: Optional[Callable[[str], Awaitable[None]]] = None,
        operator: Optional[str] = None,
        operator_name: Optional[str] = None,
    ) -> None:
        self.journal, self.inbox, self.sender, self.brain = journal, inbox, sender, brain
        self.clock, self.channel = clock, channel
        self.cards = CardDesk(journal, sender, clock, channel, operator)
        self.afterwards = Afterwards(journal, sender, clock, channel)
        self.operator_name = operator_name
        self._typing = typing
        self._waiting: dict[str, deque[Callable[[], Awaitable[None]]]] = {}
        self._workers: dict[str, asyncio.Task[None]] = {}
        self._unkept: OrderedDict[str, Book] = OrderedDict()
        self._latest: OrderedDict[str, int] = OrderedDict()
        self._unfinished: set[int] = set()

    async def receive(self, updates: Sequence[Incoming], screenings: Sequence[Screening]) -> None:
        """Takes updates in order; returns once each is kept, or answered where it cannot be kept.

        A crisis card is on its way before anything is written. When this returns, the channel may acknowledge.
        """
        heard = []
        for update, screening in zip(updates, screenings, strict=False):
            if update.kind == "ignored":
                continue
            card = None
            if screening.level == "crisis" and update.kind in ("text", "edit", "command"):
                card = self.cards.send(self._user(update), update.address, screening, update.update_id)
            heard.append(Heard(update, screening, card))
        if not heard:
            return
        try:
            rows = [
                NewUpdate(
                    h.update.update_id,
                    self._user(h.update),
                    self.clock(),
                    {**asdict(h.update), "sent_at": h.update.sent_at.isoformat()},
                )
                for h in heard
            ]
            new = await self.inbox.add(rows)
        except DatabaseDown:
            for h in heard:
                await self._apologise(h)
            return
        for h in heard:
            if h.update.update_id in new:
                h.stored = True
                self._enqueue(h)

    async def resume(self) -> None:
        """Takes up the updates that were kept and not answered when the process ended."""
        for row in await self.inbox.pending():
            fields = {**row.payload, "sent_at": datetime.fromisoformat(row.payload["sent_at"])}
            update = Incoming(**fields)
            heard = Heard(update, screen(update.text), stored=True)
            self._enqueue(heard)

    def remind(self, user_id: str, appointment: str) -> None:
        """Lets an appointment be said in its person's order."""
        self._line_up(user_id, lambda: self._remind(user_id, appointment))

    async def _remind(self, user_id: str, appointment: str) -> None:
        book = await self.journal.book(user_id)
        spoken: tuple[Outgoing, ...] = ()
        made = await book.get(Appointment, appointment)
        if made is None:
            return
        try:
            if book.profile.address is not None and not book.profile.gone:
                due = understood("due", appointment=appointment)
                spoken = (await self.brain.think(Turn(book), "", due, {SCREENED: True})).messages()
        except ActionFailed as error:
            log.error("an appointment could not be kept: %s", error)
            book = await self.journal.book(user_id)
        book.remove(made)
        for said in spoken:
            if said.keyboard:
                book.keep_keyboard(said.keyboard, said.buttons)
        self.sender.submit(await self.journal.commit(book, outgoing=spoken))

    async def drain(self) -> None:
        """Waits until every message in hand is answered."""
        while self._workers:
            await asyncio.gather(*self._workers.values(), return_exceptions=True)
            await asyncio.sleep(0)

    async def say(self, update: Incoming) -> tuple[Outgoing, ...]:
        """Answers one message at once, for channels that wait for the reply (terminal, REST)."""
        screening = screen(update.text) if update.kind in ("text", "edit", "command") else CALM
        return await self._turn(Heard(update, screening), durable=False)

    def _user(self, update: Incoming) -> str:
        return self.journal.keys.user_id(self.channel, update.address)

    def _enqueue(self, heard: Heard) -> None:
        self._line_up(self._user(heard.update), lambda: self._answer(heard))

    def _line_up(self, user_id: str, work: Callable[[], Awaitable[None]]) -> None:
        """Puts work into a person's own line, which is worked off in order."""
        self._waiting.setdefault(user_id, deque()).append(work)
        if user_id not in self._workers:
            self._workers[user_id] = asyncio.create_task(self._work(user_id))

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

    async def _answer(self, heard: Heard) -> None:
        """Answers one update, whatever happens: one line for the operator, one for the person."""
        try:
            async with _shown_typing(self._typing, heard.update.address):
                await self._turn(heard)
        except DatabaseDown:
            await self._apologise(heard)
        except Exception as error:
            log.error("a turn failed: %s", type(error).__name__)
            await self._apologise(heard)

    async def _turn(self, heard: Heard, durable: bool = True) -> tuple[Outgoing, ...]:
        """Answers one message: thinks, commits everything at once, sends, and does what comes afterwards."""
        update, user_id = heard.update, self._user(heard.update)
        now = self.clock()
        book = self._unkept.get(user_id) or await self.journal.book(user_id)
        if book.profile.consent is None and await self.journal.is_minor(self.channel, update.address, now):
            book.update_profile(consent="nothing", adult=False)
        gap = (now - book.last_seen_at).total_seconds() if book.last_seen_at else 0.0
        book.update_profile(
            address=update.address,
            channel=self.channel,
            language=update.language or book.profile.language,
            gone=update.kind == "blocked",
        )
        turn, spoken = await self._think(heard, book, gap)
        if turn.book.profile.adult is False or ("erase", {}) in turn.afterwards:
            return await self._leave_no_trace(heard, turn, spoken)
        book = turn.book
        for said in spoken:
            if said.keyboard:
                book.keep_keyboard(said.keyboard, said.buttons)
        rows = await self.journal.commit(
            book,
            update_id=update.update_id if heard.stored else None,
            outgoing=spoken if durable else (),
        )
        self._remember(user_id, book, update)
        self.sender.submit(rows)
        if update.kind == "blocked":
            self.sender.discard(self.channel, update.address)
        after = await self.afterwards.do(turn, update.address)
        if durable:
            self._send_from_memory(update.address, after)
        return (*spoken, *after)

    async def _think(
        self, heard: Heard, book: Book, gap: float
    ) -> tuple[Turn, tuple[Outgoing, ...]]:
        """Returns the turn and what is said in it; an action that failed changes nothing but says so."""
        turn = Turn(book)
        if heard.update.kind == "group" and not book.profile.told_private:
            book.update_profile(told_private=True)
            return turn, (Outgoing(line("utter_private_only")),)
        message = self._message(heard, book)
        if message is None:
            return turn, ()
        text, parsed = message
        metadata = {
            SCREENED: True,
            "gap_s": gap,
            "card_sent": heard.card is not None and await heard.card,
            "operator": self.operator_name,
        }
        if book.profile.adult is False and heard.screening.level == "none" and book.tracker is None:
            youth = card_text("MI", book.profile.country, self.clock(), book.profile.language)
            return turn, (Outgoing(line("utter_minor_lines") + "\n" + youth),)
        try:
            reply = await self.brain.think(turn, text, parsed, metadata)
        except ActionFailed as error:
            log.error("an action failed: %s", error)
            self._unkept.pop(book.user_id, None)
            return Turn(await self.journal.book(book.user_id)), (Outgoing(line("utter_apology")),)
        return turn, reply.messages()

    async def _leave_no_trace(
        self, heard: Heard, turn: Turn, spoken: tuple[Outgoing, ...]
    ) -> tuple[Outgoing, ...]:
        """Ends a turn of which nothing is committed: an erasure, or a minor's; all is said from memory.

        A process killed before the erasure finds the update unanswered, and erases at its next start.
        """
        update, user_id, book = heard.update, turn.book.user_id, turn.book
        after = await self.afterwards.do(turn, update.address)
        if heard.stored:
            await self.inbox.finish(update.update_id)
        await self.journal.run(self.journal.keys.forget, user_id)
        self._unkept.pop(user_id, None)
        self._latest.pop(user_id, None)
        self.cards.forget(user_id)
        if book.profile.adult is False and book.tracker is not None:
            for said in spoken:
                if said.keyboard:
                    book.keep_keyboard(said.keyboard, said.buttons)
            _hold(self._unkept, user_id, book)
        self._send_from_memory(update.address, (*spoken, *after))
        return (*spoken, *after)

    def _send_from_memory(self, address: str, messages: Sequence[Outgoing]) -> None:
        if self.channel in self.sender.channels:
            for message in messages:
                self.sender.submit_memory(self.channel, address, message)

    def _message(
        self, heard: Heard, book: Book
    ) -> Optional[tuple[str, Optional[dict[str, Any]]]]:
        """Returns (text, parse data) for Rasa, or None where there is nothing to think about.

        Text never begins with a slash here, and a crisis text is not passed on: its category is. A concern
        that was just denied is let pass as what it is (rule CN4).
        """
        update = heard.update
        screening = weigh(heard.screening, book.crises, self.clock())
        if update.kind in ("blocked", "unblocked", "group", "ignored"):
            return None
        if update.kind == "unreadable":
            return "", understood("unreadable")
        if update.kind == "press":
            found = find_press(book.keyboards, update.press or "")
            if found is None:
                return None
            keyboard, button = found
            if not button.payload.startswith("/") and keyboard != book.latest_keyboard:
                return None
            book.drop_keyboard(keyboard)
            if button.payload.startswith("/"):
                name = button.payload[1:]
                return "", understood(slash_intent(name) or name)
            return button.title, understood("choose", button.title, choice=button.payload)
        text = update.text
        if screening.level != "none":
            kept = text if screening.level == "concern" else ""
            facts = {
                "category": screening.category,
                "ambiguous": screening.ambiguous,
                "codes": list(screening.codes),
            }
            return kept, understood(screening.level, kept, **facts)
        if update.kind == "command":
            intent = slash_intent(update.command or "")
            return (text, understood(intent, text)) if intent else ("", understood("help"))
        latest = self._latest.get(self._user(update))
        if update.kind == "edit" and latest is not None and update.message_id != latest:
            return "", understood("edited_old")
        text = text.lstrip("/ ")[:MAX_TEXT]
        return text or "…", None

    def _remember(self, user_id: str, book: Book, update: Incoming) -> None:
        if book.profile.consent == "nothing":
            _hold(self._unkept, user_id, book)
        else:
            self._unkept.pop(user_id, None)
        if update.kind == "text" and update.message_id is not None:
            _hold(self._latest, user_id, update.message_id)
        self.cards.learn(user_id, book)

    async def _apologise(self, heard: Heard) -> None:
        """Answers from memory while the database is away: the card stands for itself, all else is asked for again."""
        if heard.stored:
            self._unfinished.add(heard.update.update_id)
        if heard.update.kind in ("blocked", "unblocked", "group", "ignored"):
            return
        if heard.screening.level == "crisis":
            if heard.card is None:
                self.cards.send(
                    self._user(heard.update),
                    heard.update.address,
                    heard.screening,
                    heard.update.update_id,
                )
            return
        self.sender.submit_memory(
            self.channel, heard.update.address, Outgoing(line("utter_apology"))
        )

    async def tidy(self) -> None:
        """Ends the inbox rows of messages that were answered from memory; raises `DatabaseDown` while it is away."""
        for update_id in sorted(self._unfinished):
            await self.inbox.finish(update_id)
            self._unfinished.discard(update_id)


MAX_TEXT = 4096
"""Telegram's own limit for one message; what is longer arrives as several."""
CALM = screen("")


def line(response: str, **parts: Any) -> str:
    """Returns the first wording of a response that the runtime speaks without Rasa."""
    text: str = responses_once()[response][0]["text"]
    return text.format(**parts)


def _hold(kept: OrderedDict[str, Any], key: str, value: Any) -> None:
    kept[key] = value
    kept.move_to_end(key)
    while len(kept) > REMEMBERED:
        kept.popitem(last=False)


class _shown_typing:
    """Shows "typing" while its block takes longer than half a second."""

    def __init__(self, show: Optional[Callable[[str], Awaitable[None]]], address: str) -> None:
        self._show, self._address = show, address
        self._task: Optional[asyncio.Task[None]] = None

    async def __aenter__(self) -> None:
        if self._show is not None:
            self._task = asyncio.create_task(self._wait())

    async def _wait(self) -> None:
        await asyncio.sleep(0.5)
        assert self._show is not None
        await self._show(self._address)

    async def __aexit__(self, *error: object) -> None:
        if self._task is not None:
            self._task.cancel()
