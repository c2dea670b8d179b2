"""One-off appointments: asked for with one tap, sent once with neutral words (W1, FU1 to FU4, FU6)."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any, Optional
from zoneinfo import ZoneInfo

from bot.actions.talk import Talk
from bot.coaching import answers
from bot.coaching.records import Appointment, Rehearsal, Trigger
from bot.coaching.records_boundary import Boundary, Repair
from bot.coaching.records_nudges import NudgePlan, Off
from bot.coaching.zones import zone_of
from bot.nudges.rules import turned_off

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
DESK_CLOSED = "utter_desk_closed"
"""What an appointment is for that brings somebody back after a talk with a person (rule OP6)."""
LET_GO = "let_go"
"""What an appointment that says nothing is for: what nobody agreed to keep is kept no longer (rule CN6).

About a record it is that record, else the text that is held.
"""
PENDING = timedelta(hours=24)
"""How long that may be kept (rule CN6)."""
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
    keep(talk, due, HOW_DID_IT_GO, about)
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
    keep(talk, due.astimezone(timezone.utc), line, about)


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


def may_keep(talk: Talk) -> bool:
    """Tells whether what the person writes may be kept: they agreed to it, and are no minor (DT4, MN4)."""
    return talk.book.profile.consent == "keep" and talk.book.profile.adult is not False


async def let_go_later(talk: Talk, about: Optional[str] = None) -> None:
    """Has the held text, or the record of an id, let go of after `PENDING`, whether or not they write."""
    for appointment in await talk.book.all(Appointment):
        if appointment.line == LET_GO and appointment.about == about:
            talk.book.remove(appointment)
    keep(talk, talk.now + PENDING, LET_GO, about)


async def cancel(talk: Talk, line: str) -> None:
    """Removes the appointments at which `line` would be said."""
    for appointment in await talk.book.all(Appointment):
        if appointment.line == line:
            talk.book.remove(appointment)


def keep(
    talk: Talk, due: datetime, line: str, about: Optional[str] = None, silent: bool = False
) -> Appointment:
    """Keeps an appointment: `line` at `due`, about a record if any, without a sound where `silent`."""
    made = Appointment(
        created_at=talk.now, updated_at=talk.now, due_at=due, line=line, about=about, silent=silent
    )
    talk.book.put(made)
    return made


async def pace(talk: Talk, wait: timedelta) -> str:
    """Has the next line of the practice come by itself after `wait`; returns the appointment's id."""
    await cancel(talk, PACE)
    return keep(talk, talk.now + wait, PACE, silent=True).id
