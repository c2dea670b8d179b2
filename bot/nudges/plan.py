"""When a nudge comes next: weekdays or every so many days, on their own clock, outside their quiet hours.

Pure. A day that is planned is not lost when the clocks go forward, nor served twice when they go back.
"""

from __future__ import annotations

import hashlib
from datetime import date, datetime, time, timedelta, timezone
from typing import Iterator, Literal, NamedTuple, Optional
from zoneinfo import ZoneInfo

from dateutil.rrule import DAILY, rrule  # type: ignore[import-untyped]

from bot.coaching.records_nudges import NudgePlan
from bot.nudges.wish import FEWER, applied

Snooze = Literal["hour", "tonight", "tomorrow"]

GAPS = (1, 1, 2, 4, 7, 7)
"""Days between two nudges at least, by how many in a row met no answer (rule F55): one a day at most."""
JITTER = 5
"""Minutes within which people who chose the same hour are spread."""
EVENING = time(19)
"""What "tonight" means where the evening is still ahead."""
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


class Occurrence(NamedTuple):
    """One time a nudge comes: the moment it is due, and the time as planned, to say it by."""

    due_at: datetime
    planned_at: datetime


def next_time(plan: NudgePlan, after: datetime) -> Optional[datetime]:
    """Returns when the next nudge is due (UTC), strictly after `after`; None while it is off, or never is."""
    found = _next(plan, after)
    return found.due_at if found else None


def upcoming(plan: NudgePlan, now: datetime, count: int) -> list[datetime]:
    """Returns the next `count` times as planned (UTC), what was put off or moved first."""
    found: list[datetime] = []
    at = now
    if plan.off is None and plan.due_at and plan.due_at > now and (plan.snoozed or _moved(plan)):
        found.append(plan.due_at)
        plan = plan.copy(update={"last_sent_at": plan.due_at})
    while len(found) < count and (coming := _next(plan, at)) is not None:
        if coming.planned_at > now:
            found.append(coming.planned_at)
        at = coming.due_at
    return found


def scheduled(plan: NudgePlan, now: datetime) -> NudgePlan:
    """Returns the plan with its next time set from `now` on; what was put off is over."""
    coming = _next(plan, now)
    due_at, planned_at = coming or (None, None)
    return plan.copy(update={"due_at": due_at, "planned_at": planned_at, "snoozed": False, "updated_at": now})


def snoozed(plan: NudgePlan, now: datetime, until: Snooze) -> NudgePlan:
    """Returns the plan with this nudge put off; where the day has no room for it, with the next one instead.

    "Tomorrow" is their own word, and holds on a day that is not one of the usual ones.
    """
    local = now.astimezone(ZoneInfo(plan.zone))
    if until == "tomorrow":
        due_at = _moment(plan, local.date() + timedelta(days=1))
    else:
        soon = now + HOUR
        evening = _utc(plan, local.date(), EVENING) or soon
        due_at = max(soon, evening) if until == "tonight" else soon
        if not open_at(plan, due_at) or due_at.astimezone(local.tzinfo).date() != local.date():
            due_at = None
    if due_at is None:
        return scheduled(plan, now)
    return plan.copy(update={"due_at": due_at, "snoozed": True, "updated_at": now})


def fewer(plan: NudgePlan, now: datetime) -> NudgePlan:
    """Returns the plan as the word "less" would have it: one rule for the button and the word."""
    less = applied(plan, FEWER, now)
    return scheduled(less, now) if isinstance(less, NudgePlan) else plan


def resumed(plan: NudgePlan, now: datetime) -> NudgePlan:
    """Returns the plan turned on again, with nothing held against it from before."""
    return scheduled(plan.copy(update={"off": None, "paused_until": None, "unanswered": 0}), now)


def open_at(plan: NudgePlan, moment: datetime) -> bool:
    """Tells whether a moment is outside the quiet hours on the person's clock."""
    return not _quiet(plan, moment.astimezone(ZoneInfo(plan.zone)).time())


def closes_at(plan: NudgePlan, moment: datetime, longest: timedelta) -> datetime:
    """Returns when a nudge of `moment` may go out no more: after `longest`, sooner where it gets quiet."""
    steps = int(longest / MINUTE)
    shut = (moment + step * MINUTE for step in range(steps) if not open_at(plan, moment + step * MINUTE))
    return next(shut, moment + longest)


def _moved(plan: NudgePlan) -> bool:
    """Tells whether the nudge waits beyond its own time: a conversation was in the way."""
    spread = JITTER * MINUTE
    return bool(plan.due_at and plan.planned_at and plan.due_at - plan.planned_at > spread)


def _next(plan: NudgePlan, after: datetime) -> Optional[Occurrence]:
    """Returns the next occurrence that is due strictly after `after`."""
    if plan.off is not None:
        return None
    if plan.paused_until is not None:
        after = max(after, plan.paused_until - timedelta.resolution)
    for day in _days(plan, after):
        planned = _moment(plan, day)
        if planned is not None and (due_at := _spread(plan, planned, day)) > after:
            return Occurrence(due_at, planned)
    return None


def _days(plan: NudgePlan, after: datetime) -> Iterator[date]:
    """Yields the planned days from `after` on, for as long as a rule takes to come round once."""
    zone, every = ZoneInfo(plan.zone), plan.every or 1
    if not plan.days:
        return
    first = after.astimezone(zone).date()
    if plan.last_sent_at is not None:
        gap = GAPS[min(plan.unanswered, len(GAPS) - 1)]
        first = max(first, plan.last_sent_at.astimezone(zone).date() + timedelta(days=gap))
    past = max(0, (first - plan.anchor).days)
    start = plan.anchor + timedelta(days=past // every * every)
    until = start + timedelta(days=7 * every + 14)
    rule = rrule(DAILY, interval=every, dtstart=_midnight(start), until=_midnight(until))
    yield from (found.date() for found in rule if found.date() >= first and found.weekday() in plan.days)


def _spread(plan: NudgePlan, planned: datetime, day: date) -> datetime:
    """Returns the time a few minutes on, the same for one person and day, where that is still allowed."""
    minutes = hashlib.sha256(f"{plan.id} {day}".encode()).digest()[0] % JITTER
    due_at = planned + minutes * MINUTE
    fits = open_at(plan, due_at) and due_at.astimezone(ZoneInfo(plan.zone)).date() == day
    return due_at if fits else planned


def _moment(plan: NudgePlan, day: date) -> Optional[datetime]:
    """Returns the moment of a day nearest to the chosen hour that is not quiet; None where there is none."""
    at, quiet_from, quiet_until = _clock(plan.at), _clock(plan.quiet_from), _clock(plan.quiet_until)
    edges = [(quiet_from - JITTER) % DAY, quiet_until]
    for minutes in (at, *sorted(edges, key=lambda edge: abs(edge - at))):
        moment = _utc(plan, day, time(*divmod(minutes, 60)))
        if moment is not None and open_at(plan, moment):
            return moment
    return None


def _utc(plan: NudgePlan, day: date, at: time) -> Optional[datetime]:
    """Returns a local time in UTC: the first of two, the one beside a gap, None for a day that is skipped."""
    zone = ZoneInfo(plan.zone)
    for fold in (0, 1):
        moment = datetime.combine(day, at, zone).replace(fold=fold).astimezone(timezone.utc)
        if moment.astimezone(zone).date() == day:
            return moment
    return None


def _quiet(plan: NudgePlan, at: time) -> bool:
    quiet_from, quiet_until = time.fromisoformat(plan.quiet_from), time.fromisoformat(plan.quiet_until)
    if quiet_from <= quiet_until:
        return quiet_from <= at < quiet_until
    return at >= quiet_from or at < quiet_until


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


DAY = 24 * 60


def _clock(text: str) -> int:
    """Returns "HH:MM" as minutes since midnight."""
    at = time.fromisoformat(text)
    return at.hour * 60 + at.minute
