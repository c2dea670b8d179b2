"""When a check-in after a crisis may come (rule FU1)."""

from __future__ import annotations

from datetime import datetime, time, timedelta, tzinfo

AFTER = timedelta(hours=24)
LEAST = timedelta(hours=8)
"""Never sooner after the last crisis message than this."""
FROM, UNTIL = time(9), time(21)
"""The hours in which a check-in may come, local."""


def awake(moment: datetime, *zones: tzinfo) -> bool:
    """Tells whether it is a waking hour in all of these zones, one at least."""
    clocks = [moment.astimezone(zone).time() for zone in zones]
    return bool(clocks) and all(FROM <= clock <= UNTIL for clock in clocks)


def checkin_at(last: datetime, *zones: tzinfo, after: timedelta = AFTER) -> datetime | None:
    """Returns the allowed moment nearest to `after` the last crisis message; None where no hour will do.

    Allowed is 09:00 to 21:00 in every zone somebody may be in, never under 8 hours away. A crisis at 02:30
    leads to 21:00 of the same day.
    """
    wanted = last + after
    allowed = [
        edge for edge in (*_edges(wanted, zones), wanted) if awake(edge, *zones) and edge - last >= LEAST
    ]
    nearest = min(allowed, key=lambda moment: abs(moment - wanted), default=None)
    return nearest.astimezone(last.tzinfo) if nearest else None


def allowed_from(now: datetime, last: datetime, *zones: tzinfo) -> datetime | None:
    """Returns the first allowed moment from `now` on: itself in waking hours, else the next morning."""
    soonest = max(now, last + LEAST)
    if awake(soonest, *zones):
        return soonest
    later = [edge for edge in _edges(soonest, zones) if edge >= soonest and awake(edge, *zones)]
    return min(later).astimezone(now.tzinfo) if later else None


def _edges(around: datetime, zones: tuple[tzinfo, ...]) -> list[datetime]:
    """Returns the first and last waking moments of the day in each zone, and of the days beside it."""
    return [
        datetime.combine(around.astimezone(zone).date() + timedelta(days=day), hour, zone)
        for zone in zones
        for day in (-1, 0, 1)
        for hour in (FROM, UNTIL)
    ]
