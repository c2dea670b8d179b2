"""When a check-in after a crisis may come (rule FU1)."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import NamedTuple, Optional
from zoneinfo import ZoneInfo

AFTER = timedelta(hours=24)
LEAST = timedelta(hours=8)
"""Never sooner after the last crisis message than this."""
FROM, UNTIL = "09:00", "21:00"
"""The hours in which a check-in may come, local."""
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
STEP = 15 * MINUTE
"""How closely a day is looked through for an hour in which one may come."""


class Hours(NamedTuple):
    """Hours of every day on the clock of an IANA zone, "HH:MM", the last minute among them.

    They go past midnight where they end before they begin.
    """

    zone: str
    opens: str = FROM
    closes: str = UNTIL

    def has(self, moment: datetime) -> bool:
        """Tells whether a moment lies in these hours."""
        clock = f"{moment.astimezone(ZoneInfo(self.zone)):%H:%M}"
        if self.opens <= self.closes:
            return self.opens <= clock <= self.closes
        return clock >= self.opens or clock <= self.closes

    def edges(self, around: datetime) -> list[datetime]:
        """Returns the first and last moments of these hours on a moment's day and those beside it."""
        zone = ZoneInfo(self.zone)
        day = around.astimezone(zone).date()
        return [
            datetime.combine(day + number * DAY, time.fromisoformat(hour), zone)
            for number in (-1, 0, 1)
            for hour in (self.opens, self.closes)
        ]


def awake(moment: datetime, *hours: Hours) -> bool:
    """Tells whether a moment lies in all of these hours, in some at least."""
    return bool(hours) and all(some.has(moment) for some in hours)


def beside_quiet(zone: str, quiet_from: str, quiet_until: str) -> Optional[Hours]:
    """Returns the hours that somebody's own quiet hours leave; None where they have none."""
    if quiet_from == quiet_until:
        return None
    last = datetime.combine(datetime.min + DAY, time.fromisoformat(quiet_from)) - MINUTE
    return Hours(zone, quiet_until, f"{last:%H:%M}")


def narrowed(waking: tuple[Hours, ...], own: Optional[Hours], around: datetime) -> tuple[Hours, ...]:
    """Returns waking hours and somebody's own; waking hours alone where both leave no hour of a day.

    Without that a check-in would never come.
    """
    if own is None:
        return waking
    both = (*waking, own)
    starts = (around + number * STEP for number in range(DAY // STEP))
    steps = range(HOUR // STEP + 1)
    fits = any(all(awake(start + number * STEP, *both) for number in steps) for start in starts)
    return both if fits else waking


def checkin_at(last: datetime, *hours: Hours, after: timedelta = AFTER) -> Optional[datetime]:
    """Returns the allowed moment nearest to `after` the last crisis message; None where no hour will do.

    Allowed is what lies in all of these hours, those of every zone they may be in, and never under 8 hours
    away. A crisis at 02:30 leads to 21:00 of the same day.
    """
    wanted = last + after
    allowed = [
        edge for edge in (*_edges(wanted, hours), wanted) if awake(edge, *hours) and edge - last >= LEAST
    ]
    nearest = min(allowed, key=lambda moment: abs(moment - wanted), default=None)
    return nearest.astimezone(last.tzinfo) if nearest else None


def allowed_from(now: datetime, last: datetime, *hours: Hours) -> Optional[datetime]:
    """Returns the first allowed moment from `now` on: itself in these hours, else when they begin next."""
    soonest = max(now, last + LEAST)
    if awake(soonest, *hours):
        return soonest
    later = [edge for edge in _edges(soonest, hours) if edge >= soonest and awake(edge, *hours)]
    return min(later).astimezone(now.tzinfo) if later else None


def _edges(around: datetime, hours: tuple[Hours, ...]) -> list[datetime]:
    return [edge for some in hours for edge in some.edges(around)]
