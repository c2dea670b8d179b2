"""What is said when the time of an appointment has come, if it may still be said."""

from __future__ import annotations

from datetime import datetime
from typing import Optional

from bot.actions import checkins
from bot.actions.appointments import (
    ASKED,
    ASKED_BACK,
    ASKED_FOR,
    AWAKE,
    DESK_CLOSED,
    LET_GO,
    MESSAGE,
    PACE,
    may_keep,
)
from bot.actions.base import CoachAction
from bot.actions.my_message import note_offered
from bot.actions.talk import Talk
from bot.coaching.losses import mourned
from bot.coaching.records import Appointment
from bot.coaching.records_stages import Loss
from bot.safety.conversation import current
from bot.safety.permits import permits, reached


class Due(CoachAction):
    """Says what an appointment was made for, if it may still be said; either way it is over."""

    action = "action_due"

    async def act(self, talk: Talk) -> None:
        """Asks how it went, or checks in; stays silent where records forbid it (rules FU3, FU5)."""
        talk.stay()
        appointment = await talk.book.get(Appointment, talk.entity("appointment") or "")
        if appointment is None:
            return
        talk.book.remove(appointment)
        if appointment.line == LET_GO:
            self._let_go(talk, appointment.about)
            return
        if appointment.line == PACE:
            self._next_line(talk, appointment)
            return
        if appointment.line == DESK_CLOSED:
            self._after_a_person(talk)
            return
        if appointment.line == checkins.ASSUMED:
            await checkins.assume(talk)
            return
        if appointment.line == checkins.CHECKIN:
            await checkins.due(talk)
            return
        hidden = talk.book.profile.hidden
        if appointment.line == checkins.REMINDER and not hidden:
            talk.say(appointment.line)
            return
        adult = talk.book.profile.adult
        open_now = permits([*talk.book.people, *talk.book.crises], talk.now, adult=adult, hidden=hidden)
        if appointment.line in ASKED_FOR and open_now.nudge:
            await self._ask_back(talk, appointment)

    def _let_go(self, talk: Talk, about: Optional[str]) -> None:
        """Lets go of the held text, or of a record that they have not agreed to keep meanwhile."""
        if about is None:
            talk.set(held=None)
        elif not may_keep(talk):
            talk.book.discard(about)

    async def _ask_back(self, talk: Talk, appointment: Appointment) -> None:
        """Asks how it went with what is still kept; what was open waits, and comes back afterwards."""
        about = appointment.about
        talk.book.update_profile(nudged_at=None)
        if about is None:
            talk.put_aside(auto=False)
            if appointment.line == ASKED:
                talk.go("appoint_form")
            else:
                talk.say(appointment.line)
            if appointment.line == MESSAGE:
                await note_offered(talk)
            return
        kept = [await talk.book.get(kind, about) for kind in ASKED_BACK]
        record = next((one for one in kept if one), None)
        blocked = permits([*talk.book.people, *talk.book.crises], talk.now).blocked_people
        if record is None or record.who in blocked | mourned(await talk.book.all(Loss)):
            return
        talk.put_aside(auto=True)
        talk.set(entry=about)
        talk.go(ASKED_BACK[type(record)])

    def _after_a_person(self, talk: Talk) -> None:
        """Takes somebody back where they belong: a crisis is in follow-up, and a check-in is offered."""
        talk.say(DESK_CLOSED, operator=talk.metadata.get("operator") or "on-call")
        crisis = current(talk.book.crises)
        if crisis is not None:
            crisis = reached(crisis, talk.now)
            talk.book.put(crisis)
            talk.leave_form()
        if crisis is not None and checkins.may_ask(talk, checkins.OFFER, crisis):
            talk.set(scratch={"first": checkins.OFFER, "category": crisis.category})
            talk.go("crisis_form")
        elif crisis is None and talk.form:
            talk.go(talk.form)

    def _next_line(self, talk: Talk, appointment: Appointment) -> None:
        """Goes on with the practice that is still open, unless the person has gone quiet (rule U7)."""
        state = talk.slot("scratch") or {}
        paced = talk.question == "practice_step" and state.get("pace") == appointment.id
        if paced and talk.now - datetime.fromisoformat(state["at"]) <= AWAKE:
            talk.set(scratch={**state, "step": state["step"] + 1})
            talk.go("practice_form")
