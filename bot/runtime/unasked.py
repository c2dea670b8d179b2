"""What is said without a message to answer: appointments that fall due, and words of the people on call."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import Optional, Sequence

from bot.actions.appointments import DESK_CLOSED, LET_GO
from bot.actions.books import Clock, Turn
from bot.actions.checkins import CHECKIN, hours
from bot.channels.base import Outgoing
from bot.channels.outbox import Sender
from bot.coaching.records import Appointment
from bot.journal.journal import Claim, ClaimLost, Journal
from bot.journal.queues import Inbox
from bot.nlu.screen import SCREENED
from bot.nudges.dispatcher import NUDGE
from bot.runtime.afterwards import Afterwards
from bot.runtime.brain import ActionFailed, Mind, understood
from bot.runtime.desk import say
from bot.runtime.lines import Lines
from bot.runtime.memory import Memory
from bot.runtime.nudging import Nudging
from bot.runtime.relay import RelayDesk

log = logging.getLogger(__name__)

NOTED_WITHIN = 2.0
"""Seconds to wait for the note that a check-in is delivered; beyond that the channel is slow, or away."""


class Unasked:
    """Says things to people in each one's own order, between their messages."""

    def __init__(
        self,
        journal: Journal,
        inbox: Inbox,
        sender: Sender,
        brain: Mind,
        clock: Clock,
        lines: Lines,
        memory: Memory,
        relay: RelayDesk,
        afterwards: Afterwards,
        nudging: Nudging,
    ) -> None:
        self._journal, self._inbox, self._sender, self._brain = journal, inbox, sender, brain
        self._clock, self._lines, self._memory = clock, lines, memory
        self._relay, self._afterwards, self._nudging = relay, afterwards, nudging

    async def take(self, claim: Claim) -> None:
        """Does what a claim is for, in its person's order, and returns once it is done or given up.

        With a check-in that is once it is noted as delivered: a process killed before that sends it again, so
        nothing else that is due delays the note (docs/decisions/0013).
        """
        done = asyncio.get_running_loop().create_future()
        on_the_wire: list[asyncio.Future[bool]] = []

        async def work() -> None:
            try:
                if claim.kind == NUDGE:
                    await self._nudging.nudge(claim)
                else:
                    on_the_wire.extend(await self._remind(claim.user_id, claim.entry_id, claim))
            except ClaimLost:
                log.info("something due was done elsewhere, or is no longer wanted")
            finally:
                if not done.done():
                    done.set_result(None)

        self._lines.put(claim.user_id, work)
        await done
        if on_the_wire:  # outside of their line, which goes on meanwhile
            await asyncio.wait(on_the_wire, timeout=NOTED_WITHIN)

    def remind(self, user_id: str, appointment: str) -> None:
        """Lets an appointment be said in its person's order."""

        async def work() -> None:
            await self._remind(user_id, appointment)

        self._lines.put(user_id, work)

    async def _remind(
        self, user_id: str, appointment: str, claim: Optional[Claim] = None
    ) -> list[asyncio.Future[bool]]:
        """Says what an appointment is for; returns what ends with the note that a check-in is delivered."""
        book = await self._journal.book(user_id)
        spoken: tuple[Outgoing, ...] = ()
        made = await book.get(Appointment, appointment)
        if made is None:  # a wish that a killed process left behind, if any
            await self._afterwards.fulfil(user_id, book.profile.address or "")
        if made is None or self._relay.taken(user_id) is not None:  # silent while a person is there
            if claim is not None and not book.unreadable:
                await self._journal.release(claim)
            return []
        try:
            reached = book.profile.address is not None and not book.profile.gone
            if reached or made.line == LET_GO:  # which says nothing, and is kept for who has left above all
                due = understood("due", appointment=appointment)
                facts = {SCREENED: "none", **self._relay.facts(user_id)}
                said = await self._brain.think(Turn(book), "", due, facts)
                spoken = tuple(replace(message, silent=made.silent) for message in said.messages())
                if made.line == CHECKIN:  # by day, also where it could not be sent at once
                    by_day = await hours(book, self._clock())
                    spoken = tuple(replace(message, lane="checkins", hours=by_day) for message in spoken)
        except ActionFailed as error:
            log.error("an appointment could not be kept: %s", error)
            book = await self._journal.book(user_id)
        book.remove(made)
        for message in spoken:
            if message.keyboard:
                book.keep_keyboard(message.keyboard, message.buttons)
        rows = await self._journal.commit(book, outgoing=spoken, claim=claim, seen=False)
        sent = self._sender.submit(rows)
        if made.line != CHECKIN:
            return []
        self._relay.numbers.followup(sent=bool(spoken))
        return sent

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
            rows = await self._journal.commit(book, update_id=update_id, outgoing=messages, seen=False)
            self._sender.submit(rows)
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
