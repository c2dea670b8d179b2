"""What somebody wishes about the messages they get, and the plan that comes of it (docs/decisions/0008)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import combinations
from typing import Any, Literal, Optional, Sequence, Union
from zoneinfo import ZoneInfo

from pydantic import BaseModel, Extra

from bot.coaching import answers
from bot.coaching.records_nudges import NudgePlan

Part = Literal["morning", "noon", "afternoon", "evening", "night"]
Unclear = Literal["days", "at", "place", "pause", "once", "quiet", "often"]
"""What has to be asked back; "often" is more than one a day, "once" is whether it is for one time only."""
ALL = tuple(range(7))
WORKING = tuple(range(5))
A_WEEK = 3
"""Messages a week where nothing else is wished (issue "nudges")."""
EARLIEST, LATEST = "09:00", "21:00"
AFTER = timedelta(minutes=30)
"""How long after an hour in the evening quiet begins: a message may be so late."""
LESS: dict[int, int] = {7: 3, 6: 3, 5: 3, 4: 2, 3: 2, 2: 1}
MORE: dict[int, int] = {1: 2, 2: 3, 3: 5, 4: 5, 5: 7, 6: 7}
FORTNIGHT, MONTH = 14, 28
"""Days between two messages "every two weeks" and "once a month"; "fewer" never makes it more days."""


class Wish(BaseModel):
    """What a text asks for; a part that it does not speak of is empty.

    Weekdays count from Monday as 0, hours are "HH:MM" on the person's clock, moments are aware UTC.
    """

    days: tuple[int, ...] = ()
    added: tuple[int, ...] = ()
    """Weekdays on top of the ones there are."""
    excluded: tuple[int, ...] = ()
    every: Optional[int] = None
    """Every so many days."""
    per_week: Optional[int] = None
    at: Optional[str] = None
    hour: Optional[str] = None
    """An hour from 1 to 12 of which the text does not say whether it is the morning's."""
    part: Optional[Part] = None
    quiet_from: Optional[str] = None
    quiet_until: Optional[str] = None
    place: Optional[str] = None
    zone: Optional[str] = None
    """The IANA zone of `place`."""
    moved: bool = False
    pause_until: Optional[datetime] = None
    less: bool = False
    more: bool = False
    stop: bool = False
    resume: bool = False
    one_off: bool = False
    """Whether it is one appointment, nothing that comes again."""
    once: Optional[datetime] = None
    unclear: tuple[Unclear, ...] = ()

    class Config:
        extra = Extra.forbid
        allow_mutation = False
        frozen = True

    @property
    def empty(self) -> bool:
        """Whether nothing was wished."""
        return self == Wish()


FEWER = Wish(less=True)
"""What [Fewer] wishes, and the word "less"."""


def then(first: Wish, second: Wish) -> Wish:
    """Returns both wishes as one: the later word counts, an open hour finds its half of the day.

    What the second makes clear is no longer unclear.
    """
    told = {name: value for name, value in second.dict().items() if value != Wish.__fields__[name].default}
    both = {**first.dict(), **told}
    both["unclear"] = second.unclear + tuple(part for part in first.unclear if not _clears(part, second))
    both["excluded"] = tuple(
        sorted(set(first.excluded) - set(second.days) - set(second.added) | set(second.excluded))
    )
    if second.days or second.every or second.per_week:
        both.update({name: getattr(second, name) for name in ("days", "every", "per_week")})
        if not second.days and not second.every:
            both["days"] = first.days
    if second.at or second.hour:
        both.update(at=second.at, hour=second.hour)
    return _halved(Wish(**both))


def _clears(part: Unclear, wish: Wish) -> bool:
    """Tells whether a wish answers what was unclear."""
    told: dict[str, object] = {
        "days": wish.days or wish.every or wish.per_week or wish.added,
        "often": wish.days or wish.every or wish.per_week,
        "at": wish.at or wish.hour or wish.part,
        "place": wish.zone,
        "pause": wish.pause_until or wish.resume,
        "once": wish.one_off or wish.days or wish.every or wish.per_week,
        "quiet": wish.quiet_from or wish.quiet_until,
    }
    return bool(told[part]) or part in wish.unclear


def _halved(wish: Wish) -> Wish:
    """Returns the wish with an open hour put into the half of the day that is known by now."""
    if wish.hour is None or wish.part is None:
        return wish
    unclear = tuple(part for part in wish.unclear if part != "at")
    return wish.copy(update={"at": in_half(wish.hour, wish.part), "hour": None, "unclear": unclear})


def in_half(hour: str, part: Part) -> str:
    """Returns an hour from 1 to 12 in the half of the day a part belongs to ("08:00", evening -> "20:00")."""
    number, minutes = int(hour[:2]) % 12, hour[2:]
    small = part == "night" and number < 5
    return f"{number if part == 'morning' or small else number + 12:02}{minutes}"


def applied(
    plan: Optional[NudgePlan], wish: Wish, now: datetime, *, zone: Optional[str] = None
) -> Union[NudgePlan, tuple[Unclear, ...]]:
    """Returns the plan as wished, or the parts that have to be asked first.

    `zone` is the one known of the person; with it a part of the day alone is enough. When it is due next is
    not decided here: `due_at` is None while the plan is off, else as it was.
    """
    if plan is not None and wish.stop:
        return plan.copy(update={"off": "user", "due_at": None, "planned_at": None, "updated_at": now})
    known = wish.zone or (plan.zone if plan else zone)
    at = wish.at or _hour_of(plan, wish)
    missing = [part for part in wish.unclear if part != "at" or not (wish.hour and at)]
    if wish.hour and not at:
        missing.append("at")
    if plan is None and not at and not (wish.part and known):
        missing.append("at")
    if known is None:
        missing.append("place")
    if missing or known is None:
        return tuple(dict.fromkeys(missing))
    at = at or (_part_hour(wish.part) if wish.part else plan.at if plan else EARLIEST)
    quiet_from = wish.quiet_from or (plan.quiet_from if plan else LATEST)
    quiet_until = wish.quiet_until or (plan.quiet_until if plan else EARLIEST)
    if is_quiet(at, quiet_from, quiet_until):
        if wish.at is None and wish.hour is None and (wish.quiet_from or wish.quiet_until):
            at = _moved_out(at, quiet_from, quiet_until)
        else:
            quiet_from, quiet_until = _opened(at, quiet_from, quiet_until)
    today = now.astimezone(ZoneInfo(known)).date()
    days, every = _days(plan, wish)
    if not days:
        return ("days",)
    told: dict[str, Any] = {
        "zone": known,
        "place": wish.place or (plan.place if plan else city(known)),
        "days": days,
        "every": every,
        "anchor": _anchor(plan, wish, days, every, today),
        "at": at,
        "quiet_from": quiet_from,
        "quiet_until": quiet_until,
        "updated_at": now,
    }
    if plan is None:
        return NudgePlan(created_at=now, paused_until=wish.pause_until, **told)
    if wish.pause_until or wish.resume:
        told["paused_until"] = wish.pause_until
    off = plan.off if wish == FEWER else None  # who wants fewer has not asked for them to begin again
    return plan.copy(update={**told, "off": off, "unanswered": 0})


def city(zone: str) -> str:
    """Returns the city a zone is named after ("America/New_York" -> "New York")."""
    return zone.rpartition("/")[2].replace("_", " ")


def is_quiet(at: str, quiet_from: str, quiet_until: str) -> bool:
    """Tells whether an hour lies in quiet hours that may go past midnight; their end is no longer quiet."""
    if quiet_from <= quiet_until:
        return quiet_from <= at < quiet_until
    return at >= quiet_from or at < quiet_until


def _moved_out(at: str, quiet_from: str, quiet_until: str) -> str:
    """Returns the hour moved out of quiet hours: to their end in the morning, to before them later on."""
    before = _clock(_minutes(quiet_from) - AFTER // timedelta(minutes=1))
    return quiet_until if at < "12:00" or is_quiet(before, quiet_from, quiet_until) else before


def _opened(at: str, quiet_from: str, quiet_until: str) -> tuple[str, str]:
    """Returns quiet hours made so much shorter that an hour asked for lies outside, at its nearer end."""
    since = (_minutes(at) - _minutes(quiet_from)) % 1440
    left = (_minutes(quiet_until) - _minutes(at)) % 1440
    late = AFTER // timedelta(minutes=1)
    if since < left and left > late:
        return _clock(_minutes(at) + late), quiet_until
    return quiet_from, at


def _minutes(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])


def _clock(minutes: int) -> str:
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"


def _part_hour(part: Part) -> str:
    return answers.words().dayparts[part].zfill(5)


def _hour_of(plan: Optional[NudgePlan], wish: Wish) -> Optional[str]:
    """Returns an open hour in the half of the day in which the messages come already."""
    if wish.hour is None or plan is None:
        return None
    return in_half(wish.hour, "morning" if plan.at < "12:00" else "evening")


def _days(plan: Optional[NudgePlan], wish: Wish) -> tuple[tuple[int, ...], Optional[int]]:
    """Returns the weekdays, or the weekdays that are allowed and every how many days.

    A day taken out of a plan is not made up for: which other days somebody ruled out once is not kept.
    """
    out = set(wish.excluded)
    if wish.every and not wish.days:
        kept = set(plan.days) if plan and plan.every else set(ALL)
        return tuple(sorted(kept - out)), wish.every
    if wish.days:
        days = tuple(sorted((set(wish.days) | set(wish.added)) - out))
        return (spread(days, wish.per_week) if wish.per_week else days), wish.every
    if plan is not None and plan.every and not wish.per_week:
        every = max(plan.every, min(MONTH, plan.every * 2)) if wish.less else plan.every
        every = max(1, every // 2) if wish.more else every
        return tuple(sorted((set(plan.days) | set(wish.added)) - out)), every
    here = set(plan.days) | set(wish.added) if plan and not plan.every else set(wish.added)
    few = tuple(sorted(here - out))
    number = wish.per_week or len(few or here) if plan or wish.per_week else A_WEEK
    if plan is not None and not wish.per_week and (wish.less or wish.more):
        if wish.less and number == 1:
            return few[:1], FORTNIGHT
        number = (LESS if wish.less else MORE).get(number, number)
    if number <= len(few):
        return spread(few, number), None
    working = plan is not None and here <= set(WORKING) and number <= len(set(WORKING) - out)
    return spread(sorted(set(WORKING if working else ALL) - out), number, few), None


def spread(days: Sequence[int], number: int, with_days: Sequence[int] = ()) -> tuple[int, ...]:
    """Returns so many of the weekdays, as far from each other as can be, the earliest first."""
    number = max(min(number, len(days)), 1)
    fitting = [some for some in combinations(sorted(days), number) if set(with_days) <= set(some)]
    return min(
        fitting or [tuple(sorted(days)[:number])], key=lambda some: ([-gap for gap in _gaps(some)], some)
    )


def _gaps(days: Sequence[int]) -> list[int]:
    """Returns the days between one weekday and the next, round the week, the smallest first."""
    return sorted((after - day - 1) % 7 + 1 for day, after in zip(days, (*days[1:], *days[:1]), strict=True))


def _anchor(
    plan: Optional[NudgePlan], wish: Wish, days: Sequence[int], every: Optional[int], today: date
) -> date:
    """Returns the day that "every so many" counts from: the next allowed one, or as it was.

    Where fewer are wished it is the day of the next one there is: none comes sooner for that.
    """
    if (
        plan is not None
        and plan.every == every
        and not wish.days
        and (every is None or plan.anchor.weekday() in days)
    ):
        return plan.anchor
    if plan is not None and wish.less and plan.planned_at is not None:
        coming = plan.planned_at.astimezone(ZoneInfo(plan.zone)).date()
        if coming >= today and coming.weekday() in days:
            return coming
    ahead = next((n for n in range(1, 8) if (today.weekday() + n) % 7 in days), 0) if every else 0
    return today + timedelta(days=ahead)
