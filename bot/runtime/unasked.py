"""What is said without a message to answer: appointments that fall due, and words of the people on call."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import Optional, Sequence

from bot.actions.appointments import CHECKIN, DESK_CLOSED
from bot.actions.books import Clock, Turn
from bot.channels.base import Outgoing
from bot.channels.outbox import Sender
from bot.coaching.records import Appointment
from bot.journal.journal import Journal
from bot.journal.queues import Inbox
from bot.nlu.screen import SCREENED
from bot.runtime.afterwards import Afterwards
from bot.runtime.brain import ActionFailed, Brain, understood
from bot.runtime.desk import say
from bot.runtime.lines import Lines
from bot.runtime.memory import Memory
from bot.runtime.relay import RelayDesk

log = logging.getLogger(__name__)


class Unasked:
    """Says things to people in each one's own order, between their messages."""

    def __init__(
        self,
        journal: Journal,
        inbox: Inbox,
        sender: Sender,
        brain: Brain,
        clock: Clock,
        lines: Lines,
        memory: Memory,
        relay: RelayDesk,
        afterwards: Afterwards,
    ) -> None:
        self._journal, self._inbox, self._sender, self._brain = journal, inbox, sender, brain
        self._clock, self._lines, self._memory = clock, lines, memory
        self._relay, self._afterwards = relay, afterwards

    def remind(self, user_id: str, appointment: str) -> None:
        """Lets an appointment be said in its person's order."""
        self._lines.put(user_id, lambda: self._remind(user_id, appointment))

    async def _remind(self, user_id: str, appointment: str) -> None:
        book = await self._journal.book(user_id)
        spoken: tuple[Outgoing, ...] = ()
        made = await book.get(Appointment, appointment)
        if made is None:  # a wish that a killed process left behind, if any
            await self._afterwards.fulfil(user_id, book.profile.address or "")
            return
        if self._relay.taken(user_id) is not None:  # the program is silent while a person is there
            return
        try:
            if book.profile.address is not None and not book.profile.gone:
                due = understood("due", appointment=appointment)
                facts = {SCREENED: "none", **self._relay.facts(user_id)}
                said = await self._brain.think(Turn(book), "", due, facts)
                spoken = tuple(replace(message, silent=made.silent) for message in said.messages())
        except ActionFailed as error:
            log.error("an appointment could not be kept: %s", error)
            book = await self._journal.book(user_id)
        book.remove(made)
        for message in spoken:
            if message.keyboard:
                book.keep_keyboard(message.keyboard, message.buttons)
        self._sender.submit(await self._journal.commit(book, outgoing=spoken))
        if made.line == CHECKIN:
            self._relay.numbers.followup(sent=bool(spoken))

    async def tell(self, user_id: str, messages: Sequence[Outgoing], update_id: Optional[int] = None) -> None:
        """Says something to somebody in their own order; the same commit ends the update it came from.

        Raises what the commit raises, `DatabaseDown` above all.
        """
        told = asyncio.get_running_loop().create_future()

        async def work() -> None:
            try:
                await self._tell(user_id, messages, update_id)
                told.set_result(None)
            except Exception as error:
                told.set_exception(error)

        self._lines.put(user_id, work)
        await told

    async def _tell(
        self, user_id: str, messages: Sequence[Outgoing], update_id: Optional[int], *records: Appointment
    ) -> None:
        held = self._memory.book(user_id)
        book = held or await self._journal.book(user_id)
        for message in messages:
            if message.keyboard:
                book.keep_keyboard(message.keyboard, message.buttons)
        if book.profile.adult is False:  # of a minor nothing is kept, not for this either (rules MN1, MN4)
            for message in messages:
                self._sender.submit_memory(book.profile.channel, book.profile.address or "", message)
            if update_id is not None:
                await self._inbox.finish(update_id)
        else:
            for record in records:
                book.put(record)
            self._sender.submit(await self._journal.commit(book, update_id=update_id, outgoing=messages))
        if held is not None:
            self._memory.hold(user_id, book)

    async def over(self, user_id: str) -> None:
        """Brings somebody back to the program after a talk with a person: an appointment for now.

        Somebody of whom nothing is kept has no appointments, and is told the one line.
        """
        book = self._memory.book(user_id) or await self._journal.book(user_id)
        if book.profile.consent == "nothing":
            await self._tell(user_id, (Outgoing(say(DESK_CLOSED, operator=self._relay.name)),), None)
            return
        now = self._clock()
        back = Appointment(created_at=now, updated_at=now, due_at=now, line=DESK_CLOSED)
        await self._tell(user_id, (), None, back)
        self.remind(user_id, back.id)
