"""When a check-in after a crisis is due (rule FU1)."""

from __future__ import annotations

from datetime import datetime, time, timedelta, tzinfo

AFTER = timedelta(hours=24)
LEAST = timedelta(hours=8)
"""Never sooner after the last crisis message than this."""
FROM, UNTIL = time(9), time(21)
"""The hours in which a check-in may come, local."""


def checkin_at(now: datetime, zone: tzinfo) -> datetime:
    """Returns the allowed moment nearest to 24 hours on: 09:00 to 21:00 local, never under 8 hours away.

    A crisis at 02:30 leads to 21:00 of the same day.
    """
    wanted = now + AFTER
    local = wanted.astimezone(zone)
    days = (local.date() - timedelta(days=1), local.date(), local.date() + timedelta(days=1))
    edges = [datetime.combine(day, hour, zone) for day in days for hour in (FROM, UNTIL)]
    allowed = [edge for edge in edges if edge - now >= LEAST]
    if FROM <= local.timetz().replace(tzinfo=None) <= UNTIL:
        allowed.append(wanted)
    return min(allowed, key=lambda moment: abs(moment - wanted)).astimezone(now.tzinfo)
