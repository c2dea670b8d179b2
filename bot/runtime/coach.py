"""The way of one message through the house: receive, screen, card, inbox, turn, one commit, outbox.

`Coach` knows no channel and no clock of its own; Telegram, the terminal and REST are given to it.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Optional, Sequence

from bot.actions.books import Clock, Turn
from bot.actions.hiding import CLEAR
from bot.actions.people import InBook, flag_heard
from bot.channels.base import SILENT, Incoming, Outgoing
from bot.channels.outbox import Sender
from bot.content import responses_once
from bot.journal.book import Book
from bot.journal.journal import DatabaseDown, Journal
from bot.journal.queues import Inbox, NewUpdate
from bot.nlu.screen import SCREENED
from bot.nlu.second_layer import both_layers
from bot.runtime.actions import fault
from bot.runtime.afterwards import Afterwards
from bot.runtime.brain import ActionFailed, Mind
from bot.runtime.cards import CardDesk
from bot.runtime.courtesy import Asides, Manners, shown_typing
from bot.runtime.lines import Lines
from bot.runtime.meaning import meaning
from bot.runtime.memory import Memory
from bot.runtime.mending import NO_UPDATE, Mender
from bot.runtime.minors import lines_only
from bot.runtime.nudging import Nudging
from bot.runtime.pacing import pace
from bot.runtime.relay import Case, Passed, RelayDesk
from bot.runtime.unasked import Unasked
from bot.safety.cards import card_text
from bot.safety.permits import open_crisis
from bot.safety.records import Crisis
from bot.safety.screen import Screening, screen

log = logging.getLogger(__name__)

PATIENCE = 2.0
"""Seconds an update may take to be kept; then it is answered from memory, and the next is screened."""
SPINS_FOR = 1.0
"""Seconds a turn waits for the answer to its press before it is committed."""
AT_ONCE = 8
"""Turns in hand at once: more would only keep each other, the senders and the screen waiting. [measured]"""


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
        brain: Mind,
        clock: Clock,
        channel: str = "telegram",
        *,
        manners: Optional[Manners] = None,
        relay: Optional[RelayDesk] = None,
        holdout: bool = False,
    ) -> None:
        self.journal, self.inbox, self.sender, self.brain = journal, inbox, sender, brain
        self.clock, self.channel, self._manners = clock, channel, manners
        self.relay = relay or RelayDesk(journal, sender, clock, channel)
        self.numbers = self.relay.numbers
        self.cards = CardDesk(journal, sender, clock, channel, self.relay)
        self.afterwards = Afterwards(journal, sender, clock, channel, self.relay, manners)
        self._lines, self._memory = Lines(), Memory()
        self.mender = Mender(inbox)
        self.cards.away = lambda: self.mender.away
        self._asides = Asides()
        self._hands = asyncio.Semaphore(AT_ONCE)
        self.nudging = Nudging(journal, sender, clock, channel, self.relay.taken, holdout)
        self.unasked = Unasked(
            journal, inbox, sender, brain, clock, self._lines, self._memory, self.relay, self.afterwards,
            self.nudging,
        )  # fmt: skip
        self.relay.tell, self.relay.over = self.unasked.tell, self.unasked.over

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
            if update.kind in SCREENED_KINDS:
                self.numbers.screened(screening)
                if screening.level == "crisis":
                    card = self.cards.send(self._user(update), update, screening)
            heard.append(Heard(update, screening, card, pressed))
        try:
            new = await self._keep(heard)
        except Exception as error:  # nobody waits for a database, and no update holds up the next
            log.error("%d updates cannot be kept: %s", len(heard), fault(error))
            for h in heard:
                away = isinstance(error, DatabaseDown | asyncio.TimeoutError)
                self.mender.end_later(h.update.update_id, away)
                self._send_from_memory(h.update.address, self._in_memory(h))
            return
        for h in heard:
            if h.update.update_id in new:
                h.stored = True
                self._enqueue(h)

    def glance(self, updates: Sequence[Incoming], screenings: Sequence[Screening]) -> None:
        """Sends the cards of updates that are still to be received; each goes out once."""
        for update, screening in zip(updates, screenings, strict=False):
            if screening.level == "crisis" and update.kind in SCREENED_KINDS:
                self.cards.send(self._user(update), update, screening)

    async def _keep(self, heard: Sequence[Heard]) -> set[int]:
        """Keeps updates in the inbox; returns the ids of those that are new."""
        if self.mender.away and heard:
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
        """Takes up the cases that are open, and the updates that were kept and not answered."""
        await self.relay.start()
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
        self.unasked.remind(user_id, appointment)

    async def drain(self) -> None:
        """Waits until every message in hand is answered; cancelled, it leaves the rest for the next start."""
        await self._lines.drain()
        await self.relay.drain()

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
            if self.mender.away:
                raise DatabaseDown("still away")
            if heard.update.kind == "desk":
                await self.relay.heard(heard.update)
                await self.inbox.finish(heard.update.update_id)
                return
            async with shown_typing(self._manners, heard.update.address), self._hands:
                await self._turn(heard)
        except Exception as error:
            log.error("a turn failed: %s", fault(error))
            if heard.stored:
                self.mender.end_later(heard.update.update_id, away=isinstance(error, DatabaseDown))
            self._send_from_memory(heard.update.address, self._in_memory(heard))

    async def _turn(self, heard: Heard, durable: bool = True) -> tuple[Outgoing, ...]:
        """Answers one message: thinks, commits everything at once, sends, and does what comes afterwards."""
        update, user_id = heard.update, self._user(heard.update)
        book, gap = await self._open(update)
        known = {one.id: one for one in book.crises}
        passed = await self.relay.passes(update, book)
        if passed is not None:
            passed = await self._watched(heard, book, passed)
        turn, spoken = (Turn(book), passed.said) if passed else await self._think(heard, book, gap)
        unknown = update.kind == "blocked" and turn.book.last_seen_at is None
        minor = turn.book.profile.adult is False and turn.book.profile.consent != "keep"
        if minor or ("erase", {}) in turn.afterwards or unknown:
            if minor:  # coaching closes, people stay (rule MN4)
                spoken += self._alerted(turn, heard, known)
            self.relay.carry(turn.book.user_id, passed)
            return await self._leave_no_trace(heard, turn, spoken)
        book = turn.book
        for said in spoken:
            if said.keyboard:
                book.keep_keyboard(said.keyboard, said.buttons)
        if heard.pressed is not None:  # while the row is there, so that a killed process answers it again
            await asyncio.wait({heard.pressed}, timeout=SPINS_FOR)
        await self.afterwards.clear(turn, update.address, update.message_id)
        self.afterwards.note(turn)
        spoken += self._alerted(turn, heard, known)
        await self.nudging.settle(turn)
        rows = await self.journal.commit(
            book,
            update_id=update.update_id if heard.stored else None,
            outgoing=spoken if durable else (),
            desk=self.relay.carried(passed),
            heard=None if update.kind == "press" else update.message_id,
        )
        self._memory.remember(user_id, book, update)
        self.cards.learn(user_id, book)
        self.sender.submit(rows)
        self._take_buttons_away(update)
        if update.kind == "blocked":
            self.sender.discard(self.channel, update.address)
        if update.kind == "blocked" or book.profile.hidden or (CLEAR, {}) in turn.afterwards:
            await self.relay.left(user_id)
        return (*spoken, *(await self.afterwards.follow(turn, update.address, durable)))

    async def _watched(self, heard: Heard, book: Book, passed: Passed) -> Passed:
        """Has the screen listen to what passes to a person, by meaning too, and keeps what it hears (OP5)."""
        screening, text = heard.screening, heard.update.text
        if screening.level != "crisis" and text and heard.update.kind in SCREENED_KINDS:
            screening = await asyncio.get_running_loop().run_in_executor(None, both_layers, text)
        if screening.level != "crisis":
            return passed
        book.put(open_crisis(book.crises, screening, self.clock()))
        flag_heard(InBook(book, self.clock()), screening)
        if heard.card is not None or not self.relay.card_wanted(book.user_id, screening):
            return passed
        self.numbers.screened(screening, "turn")
        card = self.cards.compose(book.user_id, screening, heard.update.message_id)
        return replace(passed, said=(*passed.said, card))

    def _alerted(self, turn: Turn, heard: Heard, known: dict[str, Crisis]) -> tuple[Outgoing, ...]:
        """Alerts of what only the turn found, or of a wish for a person; returns the news of it."""
        book, asked = turn.book, dict(turn.afterwards).get("person")
        now = [c for c in turn.changed(Crisis) if c.status == "open" and _worse(c, known.get(c.id))]
        if heard.card is None and now:
            self.numbers.screened(Screening(now[-1].level, now[-1].category), "turn")
        acute = [c for c in now if c.level == "crisis"]
        if heard.card is None and acute and not book.profile.hidden:
            self.cards.learn(book.user_id, book)
            self.cards.alert(book.user_id, acute[-1].category, acute[-1].codes, heard.update.message_id)
        if asked is not None:
            self.relay.alert(book.user_id, Case(asked["kind"], country=asked["country"]), asked=True)
            return ()
        news, asked_last = self.relay.news(book.user_id), book.latest_keyboard
        for message in news:
            if message.keyboard:
                book.keep_keyboard(message.keyboard, message.buttons)
        book.latest_keyboard = asked_last  # the open question's buttons still count
        return news

    async def _open(self, update: Incoming) -> tuple[Book, float]:
        """Returns the person's book as the last good turn left it, and the seconds since then."""
        now, user_id = self.clock(), self._user(update)
        book = self._memory.book(user_id) or await self.journal.book(user_id)
        if book.profile.consent is None and await self.journal.is_minor(self.channel, update.address, now):
            book.update_profile(consent="nothing", adult=False)
        gap = (now - book.last_seen_at).total_seconds() if book.last_seen_at else 0.0
        book.update_profile(
            address=update.address,
            channel=self.channel,
            language=update.language or book.profile.language,
            gone=update.kind == "blocked",
        )
        await self.nudging.hear(book, update)
        return book, gap

    async def _think(self, heard: Heard, book: Book, gap: float) -> tuple[Turn, tuple[Outgoing, ...]]:
        """Returns the turn and what is said in it; an action that failed changes nothing but says so."""
        turn = Turn(book)
        if heard.update.kind == "group" and not book.profile.told_private:
            book.update_profile(told_private=True)
            return turn, (Outgoing(line("utter_private_only")),)
        latest = self._memory.latest(book.user_id)
        message = meaning(heard.update, heard.screening, book, self.clock(), latest)
        if message is None or self._memory.answered(book.user_id, heard.update):
            return turn, ()
        text, parsed = message
        metadata = {
            SCREENED: heard.screening.level,
            "gap_s": gap,
            "card_sent": heard.card is not None and await heard.card,
            "holdout": self.nudging.holdout,
            **self.relay.facts(book.user_id),
        }
        if lines_only(book, heard.screening, text, parsed):
            youth = card_text("MI", book.profile.country, self.clock(), book.profile.language)
            return turn, (Outgoing(line("utter_minor_lines") + "\n" + youth),)
        try:
            reply = await self.brain.think(turn, text, parsed, metadata)
        except ActionFailed as error:
            log.error("an action failed: %s", error)
            return Turn((await self._open(heard.update))[0]), self._in_memory(heard)
        pace(turn, reply, self.clock())
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
        self._memory.forget(user_id)
        self.cards.forget(user_id)
        if book.profile.adult is False and book.tracker is not None:
            for said in spoken:
                if said.keyboard:
                    book.keep_keyboard(said.keyboard, said.buttons)
            self._memory.hold(user_id, book)
        self._send_from_memory(update.address, (*spoken, *after))
        return (*spoken, *after)

    def _send_from_memory(self, address: str, messages: Sequence[Outgoing]) -> None:
        if self.channel in self.sender.channels:
            for message in messages:
                self.sender.submit_memory(self.channel, address, message)

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
            sent = heard.card is not None
            return () if sent else (self.cards.compose(self._user(heard.update), heard.screening),)
        return (Outgoing(line("utter_apology")),)


def _worse(now: Crisis, before: Optional[Crisis]) -> bool:
    """Tells whether a crisis was opened or renewed, or more is known of it; not every change is news."""
    seen = (before.last_at, before.level, before.codes) if before else None
    return seen != (now.last_at, now.level, now.codes)


SCREENED_KINDS = ("text", "edit", "command")
CALM = screen("")


def line(response: str, **parts: Any) -> str:
    """Returns the first wording of a response that the runtime speaks without Rasa."""
    text: str = responses_once()[response][0]["text"]
    return text.format(**parts)
