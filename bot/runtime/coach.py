"""The way of one message through the house: receive, screen, card, inbox, turn, one commit, outbox.

`Coach` knows no channel and no clock of its own; Telegram, the terminal and REST are given to it.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Optional, Sequence

from bot.actions.books import Clock, Turn
from bot.channels.base import Incoming, Outgoing
from bot.channels.outbox import Sender
from bot.coaching.records import Appointment
from bot.content import responses_once
from bot.journal.book import Book
from bot.journal.journal import DatabaseDown, Journal
from bot.journal.queues import Inbox, NewUpdate
from bot.nlu.screen import SCREENED
from bot.runtime.actions import fault
from bot.runtime.afterwards import Afterwards
from bot.runtime.brain import ActionFailed, Brain, understood
from bot.runtime.cards import CardDesk
from bot.runtime.courtesy import Asides, Manners, shown_typing
from bot.runtime.lines import Lines
from bot.runtime.meaning import SILENT, meaning
from bot.safety.cards import card_text
from bot.safety.screen import Screening, screen

log = logging.getLogger(__name__)

REMEMBERED = 4096
"""People whose in-memory state (a book that is not kept, their newest message) is held at once."""
PATIENCE = 2.0
"""Seconds an update may take to be kept; then it is answered from memory, and the next is screened."""
LOOK_AGAIN = 0.5
"""Seconds between looks for a database that went away."""
SPINS_FOR = 1.0
"""Seconds a turn waits for the answer to its press before it is committed."""
AT_ONCE = 8
"""Turns in hand at once: more would only keep each other, the senders and the screen waiting. [measured]"""
NO_UPDATE = -1


@dataclass
class Heard:
    """An update that was received and screened, on its way to its turn."""

    update: Incoming
    screening: Screening
    card: Optional[asyncio.Future[bool]] = None
    """Whether the card that went out at once was delivered; None where none was sent."""
    pressed: Optional[asyncio.Task[None]] = None
    """The answer to a press, on its way."""
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
        manners: Optional[Manners] = None,
        operator: Optional[str] = None,
        operator_name: Optional[str] = None,
    ) -> None:
        self.journal, self.inbox, self.sender, self.brain = journal, inbox, sender, brain
        self.clock, self.channel = clock, channel
        self.cards = CardDesk(journal, sender, clock, channel, operator)
        self.afterwards = Afterwards(journal, sender, clock, channel)
        self.operator_name = operator_name
        self._manners = manners
        self._lines = Lines()
        self._unkept: OrderedDict[str, Book] = OrderedDict()
        self._latest: OrderedDict[str, int] = OrderedDict()
        self._pressed: OrderedDict[str, int] = OrderedDict()
        self._albums: OrderedDict[str, str] = OrderedDict()
        self._away = False
        self._unfinished: set[int] = set()
        self._mender: Optional[asyncio.Task[None]] = None
        self._asides = Asides()
        self._hands = asyncio.Semaphore(AT_ONCE)

    async def receive(self, updates: Sequence[Incoming], screenings: Sequence[Screening]) -> None:
        """Takes updates in order; returns once each is kept, or answered where it cannot be kept.

        A crisis card is on its way before anything is written. Then the channel may acknowledge.
        """
        heard = []
        for update, screening in zip(updates, screenings, strict=False):
            pressed = self._answer_press(update)
            if update.kind == "ignored":
                continue
            card = None
            if screening.level == "crisis" and update.kind in SCREENED_KINDS:
                card = self.cards.send(self._user(update), update.address, screening, update.update_id)
            heard.append(Heard(update, screening, card, pressed))
        try:
            new = await self._keep(heard)
        except Exception as error:  # nobody waits for a database, and no update holds up the next
            log.error("%d updates cannot be kept: %s", len(heard), fault(error))
            for h in heard:
                self._end_later(
                    h.update.update_id, away=isinstance(error, DatabaseDown | asyncio.TimeoutError)
                )
                self._send_from_memory(h.update.address, self._in_memory(h))
            return
        for h in heard:
            if h.update.update_id in new:
                h.stored = True
                self._enqueue(h)

    async def _keep(self, heard: Sequence[Heard]) -> set[int]:
        """Keeps updates in the inbox; returns the ids of those that are new."""
        if self._away and heard:
            raise DatabaseDown("still away")
        rows = [
            NewUpdate(
                h.update.update_id,
                self._user(h.update),
                self.clock(),
                {**asdict(h.update), "sent_at": h.update.sent_at.isoformat()},
            )
            for h in heard
        ]
        return await asyncio.wait_for(self.inbox.add(rows), PATIENCE) if rows else set()

    async def resume(self) -> None:
        """Takes up the updates that were kept and not answered when the process ended."""
        for row in await self.inbox.pending():
            fields = {**row.payload, "sent_at": datetime.fromisoformat(row.payload["sent_at"])}
            update = Incoming(**fields)
            pressed = self._answer_press(update)
            self._enqueue(Heard(update, screen(update.text), pressed=pressed, stored=True))

    async def left(self, address: str) -> None:
        """Notes, in their own line, that someone blocked the coach."""
        self._enqueue(Heard(Incoming(NO_UPDATE, address, "blocked", self.clock()), CALM))

    def remind(self, user_id: str, appointment: str) -> None:
        """Lets an appointment be said in its person's order."""
        self._lines.put(user_id, lambda: self._remind(user_id, appointment))

    async def _remind(self, user_id: str, appointment: str) -> None:
        book = await self.journal.book(user_id)
        spoken: tuple[Outgoing, ...] = ()
        made = await book.get(Appointment, appointment)
        if made is None:  # a wish that a killed process left behind, if any
            await self.afterwards.fulfil(user_id, book.profile.address or "")
            return
        try:
            if book.profile.address is not None and not book.profile.gone:
                due = understood("due", appointment=appointment)
                said = await self.brain.think(Turn(book), "", due, {SCREENED: "none"})
                spoken = tuple(replace(message, silent=made.silent) for message in said.messages())
        except ActionFailed as error:
            log.error("an appointment could not be kept: %s", error)
            book = await self.journal.book(user_id)
        book.remove(made)
        for message in spoken:
            if message.keyboard:
                book.keep_keyboard(message.keyboard, message.buttons)
        self.sender.submit(await self.journal.commit(book, outgoing=spoken))

    async def drain(self) -> None:
        """Waits until every message in hand is answered; cancelled, it leaves the rest for the next start."""
        await self._lines.drain()

    async def say(self, update: Incoming) -> tuple[Outgoing, ...]:
        """Answers one message at once, for channels that wait for the reply (terminal, REST)."""
        heard = Heard(update, screen(update.text) if update.text else CALM)
        said: asyncio.Future[tuple[Outgoing, ...]] = asyncio.get_running_loop().create_future()

        async def answer() -> None:
            try:
                said.set_result(await self._turn(heard, durable=False))
            except Exception as error:
                log.error("a turn failed: %s", fault(error))
                said.set_result(self._in_memory(heard))

        self._lines.put(self._user(update), answer)
        return await said

    def _user(self, update: Incoming) -> str:
        return self.journal.keys.user_id(self.channel, update.address)

    def _enqueue(self, heard: Heard) -> None:
        self._lines.put(self._user(heard.update), lambda: self._answer(heard))

    async def _answer(self, heard: Heard) -> None:
        """Answers one update, whatever happens: one line for the operator, one for the person."""
        try:
            if self._away:
                raise DatabaseDown("still away")
            async with shown_typing(self._manners, heard.update.address), self._hands:
                await self._turn(heard)
        except Exception as error:
            log.error("a turn failed: %s", fault(error))
            if heard.stored:
                self._end_later(heard.update.update_id, away=isinstance(error, DatabaseDown))
            self._send_from_memory(heard.update.address, self._in_memory(heard))

    async def _turn(self, heard: Heard, durable: bool = True) -> tuple[Outgoing, ...]:
        """Answers one message: thinks, commits everything at once, sends, and does what comes afterwards."""
        update, user_id = heard.update, self._user(heard.update)
        book, gap = await self._open(update)
        turn, spoken = await self._think(heard, book, gap)
        unknown = update.kind == "blocked" and turn.book.last_seen_at is None
        if turn.book.profile.adult is False or ("erase", {}) in turn.afterwards or unknown:
            return await self._leave_no_trace(heard, turn, spoken)
        book = turn.book
        for said in spoken:
            if said.keyboard:
                book.keep_keyboard(said.keyboard, said.buttons)
        if heard.pressed is not None:  # while the row is there, so that a killed process answers it again
            await asyncio.wait({heard.pressed}, timeout=SPINS_FOR)
        self.afterwards.note(turn)
        rows = await self.journal.commit(
            book,
            update_id=update.update_id if heard.stored else None,
            outgoing=spoken if durable else (),
        )
        self._remember(user_id, book, update)
        self.sender.submit(rows)
        self._take_buttons_away(update)
        if update.kind == "blocked":
            self.sender.discard(self.channel, update.address)
        return (*spoken, *(await self.afterwards.follow(turn, update.address, durable)))

    async def _open(self, update: Incoming) -> tuple[Book, float]:
        """Returns the person's book as the last good turn left it, and the seconds since then."""
        now, user_id = self.clock(), self._user(update)
        held = self._unkept.get(user_id)
        book = await self.journal.book(user_id) if held is None else _fork(held)
        if book.profile.consent is None and await self.journal.is_minor(self.channel, update.address, now):
            book.update_profile(consent="nothing", adult=False)
        gap = (now - book.last_seen_at).total_seconds() if book.last_seen_at else 0.0
        book.update_profile(
            address=update.address,
            channel=self.channel,
            language=update.language or book.profile.language,
            gone=update.kind == "blocked",
        )
        return book, gap

    async def _think(self, heard: Heard, book: Book, gap: float) -> tuple[Turn, tuple[Outgoing, ...]]:
        """Returns the turn and what is said in it; an action that failed changes nothing but says so."""
        turn = Turn(book)
        if heard.update.kind == "group" and not book.profile.told_private:
            book.update_profile(told_private=True)
            return turn, (Outgoing(line("utter_private_only")),)
        latest = self._latest.get(book.user_id)
        message = meaning(heard.update, heard.screening, book, self.clock(), latest)
        if message is None or self._said_already(book.user_id, heard.update):
            return turn, ()
        text, parsed = message
        metadata = {
            SCREENED: heard.screening.level,
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
            return Turn((await self._open(heard.update))[0]), self._in_memory(heard)
        return turn, reply.messages()

    async def _leave_no_trace(
        self, heard: Heard, turn: Turn, spoken: tuple[Outgoing, ...]
    ) -> tuple[Outgoing, ...]:
        """Ends a turn of which nothing is committed: an erasure, a minor's, a stranger's who left.

        All is said from memory. A process killed before the erasure finds the update unanswered, and erases
        at its next start.
        """
        update, user_id, book = heard.update, turn.book.user_id, turn.book
        after = await self.afterwards.do(turn, update.address)
        if heard.stored:
            await self.inbox.finish(update.update_id)
        await self.journal.run(self.journal.keys.forget, user_id)
        for held in (self._unkept, self._latest, self._pressed, self._albums):
            held.pop(user_id, None)
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

    def _remember(self, user_id: str, book: Book, update: Incoming) -> None:
        if book.profile.consent == "nothing":
            _hold(self._unkept, user_id, book)
        else:
            self._unkept.pop(user_id, None)
        if update.kind == "text" and update.message_id is not None:
            _hold(self._latest, user_id, update.message_id)
        if update.kind == "press" and update.message_id is not None:
            _hold(self._pressed, user_id, update.message_id)
        if update.album is not None:
            _hold(self._albums, user_id, update.album)
        self.cards.learn(user_id, book)

    def _said_already(self, user_id: str, update: Incoming) -> bool:
        """Whether it is the second tap on a button, or another picture of an album that was answered."""
        if update.kind == "press":
            return update.message_id is not None and self._pressed.get(user_id) == update.message_id
        return (
            update.kind == "unreadable"
            and update.album is not None
            and self._albums.get(user_id) == update.album
        )

    def _take_buttons_away(self, update: Incoming) -> None:
        if update.kind == "press" and update.message_id is not None and self._manners is not None:
            self._asides.add(self._manners.drop_keyboard(update.address, update.message_id))

    def _answer_press(self, update: Incoming) -> Optional[asyncio.Task[None]]:
        """Stops the spinner of a pressed button at once, whatever the press means and how often it comes."""
        if update.press_id is None or self._manners is None:
            return None
        return self._asides.add(self._manners.answer_press(update.press_id))

    def _in_memory(self, heard: Heard) -> tuple[Outgoing, ...]:
        """Returns what needs no database and no model: the card for a crisis, for all else one apology."""
        if heard.update.kind in SILENT:
            return ()
        if heard.screening.level == "crisis":
            return (
                ()
                if heard.card is not None
                else (self.cards.compose(self._user(heard.update), heard.screening),)
            )
        return (Outgoing(line("utter_apology")),)

    def _end_later(self, update_id: int, away: bool) -> None:
        """Has the row of an update that was answered from memory ended as soon as the database allows."""
        self._unfinished.add(update_id)
        self._away |= away
        if self._mender is None or self._mender.done():
            self._mender = asyncio.create_task(self._mend())

    async def _mend(self) -> None:
        """Looks for the database until it takes writes again and every such row is ended."""
        while self._away or self._unfinished:
            one = next(iter(self._unfinished), NO_UPDATE)
            try:
                await self.inbox.finish(one)
            except DatabaseDown:
                self._away = True
                await asyncio.sleep(LOOK_AGAIN)
            else:
                self._away = False
                self._unfinished.discard(one)


SCREENED_KINDS = ("text", "edit", "command")
CALM = screen("")


def line(response: str, **parts: Any) -> str:
    """Returns the first wording of a response that the runtime speaks without Rasa."""
    text: str = responses_once()[response][0]["text"]
    return text.format(**parts)


def _fork(book: Book) -> Book:
    """Returns a book whose changes leave the given one as it is."""
    keyboards, loaded, changes = dict(book.keyboards), dict(book.loaded), dict(book.changes)
    return replace(book, keyboards=keyboards, loaded=loaded, changes=changes)


def _hold(kept: OrderedDict[str, Any], key: str, value: Any) -> None:
    kept[key] = value
    kept.move_to_end(key)
    while len(kept) > REMEMBERED:
        kept.popitem(last=False)
