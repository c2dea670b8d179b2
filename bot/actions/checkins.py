"""Check-ins after a crisis: by consent, in waking hours, in neutral words, ended by a word or by silence.

Rules FU1 to FU4. Where somebody is feared none comes but the one line they asked for, at the hour they named.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Awaitable, Callable, Optional

from bot.actions.appointments import cancel, keep, own_zone
from bot.actions.talk import Talk
from bot.coaching import answers
from bot.coaching.records import Appointment
from bot.coaching.records_nudges import NudgePlan
from bot.coaching.zones import zones_of
from bot.journal.book import Book
from bot.safety import permits
from bot.safety.followup import AFTER, Hours, allowed_from, beside_quiet, checkin_at, narrowed
from bot.safety.permits import SILENCE, age
from bot.safety.records import Crisis

CHECKIN = "utter_ask_crisis_followup"
ASSUMED = "checkin_assumed"
"""What an appointment that says nothing is for: the offer was left unanswered (rule FU2)."""
REMINDER = "utter_crisis_reminder"
"""The line somebody who is afraid asked for."""
OFFER = "crisis_checkin"
DAYS = "crisis_checkin_days"
FIRST = frozenset({OFFER, "crisis_checkin_after", DAYS})
MORE, ASKED = "crisis_more", "crisis_followup"
"""Questions: may I check in, may I again, and the check-in itself."""
UNANSWERED = timedelta(hours=2)
SERIES = (timedelta(hours=72), timedelta(days=7), timedelta(days=30))
"""After the last crisis message; offered in the first check-in."""
WEEK = timedelta(days=6)
"""From here on "better" or "the same" closes it: the check-in of day 7 may come half a day early (ST2)."""
SOON = timedelta(hours=36)
"""A check-in sooner than this is the one that a first hello takes the place of (rule ST4)."""
THIRD_DAY = frozenset({"PO", "PS"})
"""Checked in on once, on the third day: harm to others and psychosis (content 8.6)."""
MOST_UNANSWERED = 2
ASSUMED_FOR = frozenset({"SU", "SH", "ME"})


def may_ask(talk: Talk, question: str, crisis: Optional[Crisis]) -> bool:
    """Tells whether a check-in may be offered: there is somebody to promise it to, and nobody feared."""
    profile = talk.book.profile
    if question not in FIRST and question != MORE:
        return True
    if crisis is None or crisis.category == "PV" or _feared(talk):
        return False
    kept = profile.adult is not False and profile.consent != "nothing" and not profile.hidden
    once = crisis.category in THIRD_DAY or crisis.more_offered
    return kept and (question in FIRST or not (once or crisis.status == "open"))


def last_crisis(talk: Talk) -> Optional[Crisis]:
    """Returns the latest crisis that is not closed, as it stands now (rule ST2)."""
    aged = [c for c in age(talk.book.crises, talk.now) if isinstance(c, Crisis)]
    live = [c for c in aged if c.level == "crisis" and c.status != "closed"]
    return max(live, key=lambda c: c.last_at) if live else None


def hello_due(talk: Talk) -> bool:
    """Tells whether the first hello after a crisis is to be asked now: nobody asked since (rule ST4)."""
    crisis = last_crisis(talk)
    if crisis is None or talk.now - crisis.last_at < SILENCE:
        return False
    stored = next(c for c in talk.book.crises if c.id == crisis.id)
    return bool(stored.updated_at - crisis.last_at < SILENCE)


async def asked(talk: Talk, question: str, crisis: Optional[Crisis]) -> None:
    """Notes that a check-in was offered."""
    if question in FIRST:
        await cancel(talk, ASSUMED)
        keep(talk, talk.now + UNANSWERED, ASSUMED)
    if question == MORE and crisis is not None:
        talk.book.put(crisis.copy(update={"more_offered": True, "updated_at": talk.now}))


async def answered(talk: Talk, question: str) -> None:
    """Notes that the offer was answered, whatever was said."""
    if question in FIRST:
        await cancel(talk, ASSUMED)


async def do(talk: Talk, deed: str, crisis: Optional[Crisis]) -> None:
    """Does what the crisis conversation's table says of check-ins."""
    if crisis is not None:
        await _DEEDS[deed](talk, crisis)


async def cancel_soon(talk: Talk) -> None:
    """Removes the check-in that is no longer to be sent: they wrote first and are asked now (rule ST4)."""
    for appointment in await talk.book.all(Appointment):
        if appointment.line == CHECKIN and appointment.due_at - talk.now <= SOON:
            talk.book.remove(appointment)


async def due(talk: Talk) -> None:
    """Checks in, if it may still be: else later, or never (rules FU1, FU3, FU4)."""
    wanted = [one for one in talk.book.crises if one.followup_wanted]
    profile = talk.book.profile
    open_now = permits.permits(
        [*talk.book.people, *talk.book.crises], talk.now, adult=profile.adult, hidden=profile.hidden
    )
    if not wanted or not open_now.followup:
        return
    crisis = max(wanted, key=lambda one: one.last_at)
    allowed = allowed_from(talk.now, crisis.last_at, *await hours(talk.book, talk.now))
    if allowed is None or allowed > talk.now:
        if allowed is not None:
            keep(talk, allowed, CHECKIN)
        return
    state = talk.slot("scratch") or {}
    silent = state.get("unanswered", 0) + 1 if talk.question == ASKED else 0
    if silent >= MOST_UNANSWERED:
        await cancel(talk, CHECKIN)
        return
    talk.leave_form()
    talk.set(scratch={"first": ASKED, "category": crisis.category, "unanswered": silent})
    talk.go("crisis_form")


async def assume(talk: Talk) -> None:
    """Takes an unanswered offer for a yes, where the rule lets it; says nothing (rule FU2)."""
    profile = talk.book.profile
    waiting = [c for c in talk.book.crises if c.status != "closed" and c.followup_wanted is None]
    unanswered = talk.question in FIRST and profile.phone_privacy == "private"
    for crisis in waiting[-1:] if unanswered else ():
        if crisis.category in ASSUMED_FOR and may_ask(talk, talk.question or "", crisis):
            talk.book.put(crisis.copy(update={"followup_wanted": True, "updated_at": talk.now}))
            await _appoint(talk, crisis)


async def hours(book: Book, now: datetime) -> tuple[Hours, ...]:
    """Returns the hours in which a check-in may come: waking in each zone they may be in, beside their quiet.

    None where nothing is known of where they are. A plan's quiet hours are theirs whether it is on or off.
    """
    profile = book.profile
    zones = (profile.zone,) if profile.zone else zones_of(profile.country)
    plans = await book.all(NudgePlan)
    own = beside_quiet(plans[-1].zone, plans[-1].quiet_from, plans[-1].quiet_until) if plans else None
    return narrowed(tuple(Hours(zone) for zone in zones), own, now)


async def _yes(talk: Talk, crisis: Crisis) -> None:
    talk.book.put(crisis.copy(update={"followup_wanted": True, "updated_at": talk.now}))
    third = crisis.category in THIRD_DAY
    promised = await _appoint(talk, crisis, SERIES[0] if third else AFTER)
    said = "utter_crisis_checkin_days_yes" if third else "utter_crisis_checkin_yes"
    talk.say(said if promised else "utter_crisis_checkin_no_clock")


async def _no(talk: Talk, crisis: Crisis) -> None:
    talk.book.put(crisis.copy(update={"followup_wanted": False, "updated_at": talk.now}))


async def _settled(talk: Talk, crisis: Crisis) -> None:
    """Takes "better" or "the same": a follow-up now, over at day 7 (rule ST2)."""
    settled = permits.reached(crisis, talk.now)
    over = talk.now - crisis.last_at >= WEEK
    talk.book.put(permits.closed(settled, talk.now) if over else settled)


async def _more(talk: Talk, crisis: Crisis) -> None:
    for after in SERIES:
        await _appoint(talk, crisis, after)


async def _when(talk: Talk, crisis: Crisis) -> None:
    """Keeps the one neutral line for the safe hour they named."""
    zone = own_zone(talk)
    at = answers.when(talk.answer.text, talk.now, zone) if zone else None
    if zone is None or at is None or at <= talk.now:
        talk.say("utter_crisis_reminder_unclear")
        return
    keep(talk, at, REMINDER)
    local = at.astimezone(zone)
    talk.say("utter_crisis_reminder_set", time=f"{local:%A} at {local:%H:%M}")


_DEEDS: dict[str, Callable[[Talk, Crisis], Awaitable[None]]] = {
    "yes": _yes,
    "no": _no,
    "settled": _settled,
    "more": _more,
    "when": _when,
}


async def _appoint(talk: Talk, crisis: Crisis, after: timedelta = AFTER) -> bool:
    """Keeps a check-in for the allowed moment nearest to `after`; returns whether the hours are known."""
    at = checkin_at(crisis.last_at, *await hours(talk.book, talk.now), after=after)
    if at is not None and at > talk.now:
        keep(talk, at, CHECKIN)
    return at is not None


def _feared(talk: Talk) -> bool:
    return any(person.dv_flag_at for person in talk.book.people)
