"""One-off appointments: asked for with one tap, sent once with neutral words (W1, FU1 to FU4, FU6)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Optional
from zoneinfo import ZoneInfo

from bot.actions.base import CoachAction
from bot.actions.talk import Talk
from bot.coaching import answers
from bot.coaching.records import Appointment, Rehearsal
from bot.coaching.records_boundary import Boundary, Repair
from bot.coaching.zones import zone_of
from bot.safety.followup import checkin_at
from bot.safety.permits import permits

HOW_DID_IT_GO = "utter_how_did_it_go"
DUE = "due"
"""Intent of an appointment's time having come."""
ASKED_BACK: dict[Any, str] = {
    Rehearsal: "after_talk_form",
    Repair: "after_talk_form",
    Boundary: "boundaries_form",
}
"""Kinds of record that are asked back about, and the form that does."""
CHECKIN = "utter_ask_crisis_followup"


def own_zone(talk: Talk) -> Optional[ZoneInfo]:
    """Returns the person's time zone: the one they set, else their country's if it has one."""
    name = talk.book.profile.zone or zone_of(talk.book.profile.country)
    return ZoneInfo(name) if name else None


def appoint(talk: Talk, text: str, about: str) -> Optional[str]:
    """Keeps "how did it go?" about a record for the time `text` says.

    Returns the time in words, None where none is clear.
    """
    zone = own_zone(talk)
    due = answers.when(text, talk.now, zone) if zone else None
    if zone is None or due is None or due <= talk.now:
        return None
    _keep(talk, due, HOW_DID_IT_GO, about)
    local = due.astimezone(zone)
    return f"{local:%A} at {local:%H:%M}"


def appoint_checkin(talk: Talk) -> bool:
    """Keeps one check-in for tomorrow's waking hours (rule FU1); returns whether the hours are known."""
    zone = own_zone(talk)
    if zone is None:
        return False
    _keep(talk, checkin_at(talk.now, zone), CHECKIN)
    return True


async def cancel_checkins(talk: Talk) -> None:
    """Removes check-ins that are no longer to be sent: the person wrote first and is asked now (rule ST4)."""
    for appointment in await talk.book.all(Appointment):
        if appointment.line == CHECKIN:
            talk.book.remove(appointment)


def _keep(talk: Talk, due: datetime, line: str, about: Optional[str] = None) -> None:
    talk.book.put(Appointment(created_at=talk.now, updated_at=talk.now, due_at=due, line=line, about=about))


class Due(CoachAction):
    """Says what an appointment was made for, if it may still be said; either way it is over."""

    action = "action_due"

    async def act(self, talk: Talk) -> None:
        """Asks how it went, or checks in; stays silent where records forbid it (rules FU3, FU5)."""
        appointment = await talk.book.get(Appointment, talk.entity("appointment") or "")
        if appointment is None:
            return
        talk.book.remove(appointment)
        open_now = permits([*talk.book.people, *talk.book.crises], talk.now)
        if appointment.line == CHECKIN and open_now.followup:
            talk.leave_form()
            talk.set(scratch={"first": "crisis_followup", "category": "SU"})
            talk.go("crisis_form")
        elif appointment.line == HOW_DID_IT_GO and open_now.nudge:
            await self._ask_back(talk, appointment.about)

    async def _ask_back(self, talk: Talk, about: Optional[str]) -> None:
        """Asks how it went with what is still kept; what was open waits, and comes back afterwards."""
        if about is None:
            talk.say(HOW_DID_IT_GO)
            return
        kept = [await talk.book.get(kind, about) for kind in ASKED_BACK]
        record = next((one for one in kept if one), None)
        blocked = permits([*talk.book.people, *talk.book.crises], talk.now).blocked_people
        if record is None or record.who in blocked:
            return
        talk.put_aside(auto=True)
        talk.set(entry=about)
        talk.go(ASKED_BACK[type(record)])
