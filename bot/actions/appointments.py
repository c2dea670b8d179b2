"""One-off appointments: asked for with one tap, sent once with neutral words (W1, FU1 to FU4, FU6)."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any, Optional
from zoneinfo import ZoneInfo

from bot.actions.base import CoachAction
from bot.actions.talk import Talk
from bot.coaching import answers
from bot.coaching.losses import mourned
from bot.coaching.records import Appointment, Rehearsal, Trigger
from bot.coaching.records_boundary import Boundary, Repair
from bot.coaching.records_nudges import NudgePlan, Off
from bot.coaching.records_stages import Loss
from bot.coaching.zones import zone_of
from bot.nudges.rules import turned_off
from bot.safety.conversation import current
from bot.safety.followup import checkin_at
from bot.safety.permits import permits, reached

HOW_DID_IT_GO = "utter_how_did_it_go"
DUE = "due"
"""Intent of an appointment's time having come."""
ASKED_BACK: dict[Any, str] = {
    Rehearsal: "after_talk_form",
    Repair: "after_talk_form",
    Boundary: "boundaries_form",
    Trigger: "settle_form",
}
"""Kinds of record that are asked back about, and the form that does."""
CHECKIN = "utter_ask_crisis_followup"
DESK_CLOSED = "utter_desk_closed"
"""What an appointment is for that brings somebody back after a talk with a person (rule OP6)."""
LET_GO = "let_go"
"""What an appointment that says nothing is for: a text that waits to be kept waits no longer (rule CN6)."""
LISTS = "utter_lists_due"
GOAL = "utter_goal_due"
SETTLED = "utter_ask_settle_number"
ASKED = "utter_asked_due"
MESSAGE = "utter_message_due"
ASKED_FOR = frozenset({HOW_DID_IT_GO, LISTS, GOAL, SETTLED, ASKED, MESSAGE})
"""What the person asked to be asked or reminded of."""
DAY = (9, 20)
"""First and last local hour a reminder "in three days" is moved into."""

PACE = "pace"
"""What an appointment is for that lets a practice go on by itself (rule U7)."""
AWAKE = timedelta(minutes=3)
"""How long ago the person wrote or tapped at most, for that (rule U7)."""


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


def in_days(talk: Talk, days: int) -> datetime:
    """Returns this time of day, `days` from now, on their clock where it is known, else in UTC."""
    local = (talk.now + timedelta(days=days)).astimezone(own_zone(talk) or timezone.utc)
    if own_zone(talk) is None:
        return local
    return local.replace(hour=min(max(local.hour, DAY[0]), DAY[1]))


async def appoint_reminder(talk: Talk, due: datetime, line: str, about: Optional[str] = None) -> None:
    """Keeps one reminder, `line`, for `due`, about a record if any, in place of an earlier one."""
    await cancel(talk, line)
    _keep(talk, due.astimezone(timezone.utc), line, about)


def appoint_checkin(talk: Talk) -> bool:
    """Keeps one check-in for tomorrow's waking hours (rule FU1); returns whether the hours are known."""
    zone = own_zone(talk)
    if zone is None:
        return False
    _keep(talk, checkin_at(talk.now, zone), CHECKIN)
    return True


async def cancel_checkins(talk: Talk) -> None:
    """Removes check-ins that are no longer to be sent: the person wrote first and is asked now (rule ST4)."""
    await cancel(talk, CHECKIN)


async def cancel_all(talk: Talk) -> None:
    """Removes everything that would be sent unasked (rule U13)."""
    for appointment in await talk.book.all(Appointment):
        if appointment.line != LET_GO:
            talk.book.remove(appointment)
    await turn_off(talk, "user")


async def turn_off(talk: Talk, reason: Off) -> None:
    """Turns off the messages at chosen hours, if there are any."""
    for plan in await talk.book.all(NudgePlan):
        if plan.off is None:
            talk.book.put(turned_off(plan, reason, talk.now))


async def let_go_after(talk: Talk, wait: timedelta) -> None:
    """Has the text that is held now let go of after `wait`, whether or not the person writes again."""
    await cancel(talk, LET_GO)
    _keep(talk, talk.now + wait, LET_GO)


async def cancel(talk: Talk, line: str) -> None:
    """Removes the appointments at which `line` would be said."""
    for appointment in await talk.book.all(Appointment):
        if appointment.line == line:
            talk.book.remove(appointment)


def _keep(
    talk: Talk, due: datetime, line: str, about: Optional[str] = None, silent: bool = False
) -> Appointment:
    made = Appointment(
        created_at=talk.now, updated_at=talk.now, due_at=due, line=line, about=about, silent=silent
    )
    talk.book.put(made)
    return made


async def pace(talk: Talk, wait: timedelta) -> str:
    """Has the next line of the practice come by itself after `wait`; returns the appointment's id."""
    await cancel(talk, PACE)
    return _keep(talk, talk.now + wait, PACE, silent=True).id


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
            talk.set(held=None)
            return
        if appointment.line == PACE:
            self._next_line(talk, appointment)
            return
        if appointment.line == DESK_CLOSED:
            self._after_a_person(talk)
            return
        hidden = talk.book.profile.hidden
        open_now = permits([*talk.book.people, *talk.book.crises], talk.now, hidden=hidden)
        if appointment.line == CHECKIN and open_now.followup:
            talk.leave_form()
            talk.set(scratch={"first": "crisis_followup", "category": "SU"})
            talk.go("crisis_form")
        elif appointment.line in ASKED_FOR and open_now.nudge:
            await self._ask_back(talk, appointment)

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
            talk.book.put(reached(crisis, talk.now))
            talk.leave_form()
            talk.set(scratch={"first": "crisis_checkin", "category": crisis.category})
            talk.go("crisis_form")
        elif talk.form:
            talk.go(talk.form)

    def _next_line(self, talk: Talk, appointment: Appointment) -> None:
        """Goes on with the practice that is still open, unless the person has gone quiet (rule U7)."""
        state = talk.slot("scratch") or {}
        paced = talk.question == "practice_step" and state.get("pace") == appointment.id
        if paced and talk.now - datetime.fromisoformat(state["at"]) <= AWAKE:
            talk.set(scratch={**state, "step": state["step"] + 1})
            talk.go("practice_form")
