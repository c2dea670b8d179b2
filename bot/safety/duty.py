"""When people are on call: days and hours of a place, as the operator wrote them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HOURS = re.compile(r"(\w{3})(?:-(\w{3}))?\s+(\d\d?):(\d\d)-(\d\d?):(\d\d)\s+(\S+)", re.IGNORECASE)


@dataclass(frozen=True)
class Duty:
    """Hours of duty on some weekdays (0 is Monday); `until` before `since` goes on past midnight."""

    days: frozenset[int]
    since: time
    until: time
    zone: ZoneInfo

    def on(self, now: datetime) -> bool:
        """Returns whether somebody is on duty at `now`."""
        return any(begin <= now < end for begin, end in self._around(now))

    def next(self, now: datetime) -> datetime:
        """Returns when duty begins next, on the clock of its place."""
        return min(begin for begin, _ in self._around(now) if begin > now)

    def _around(self, now: datetime) -> list[tuple[datetime, datetime]]:
        today = now.astimezone(self.zone).date()
        found = []
        for ahead in range(-1, 9):
            day = today + timedelta(days=ahead)
            if day.weekday() in self.days:
                begin = datetime.combine(day, self.since, self.zone)
                last = day if self.until > self.since else day + timedelta(days=1)
                found.append((begin, datetime.combine(last, self.until, self.zone)))
        return found


def read_duty(told: str) -> Duty:
    """Returns the duty of a text such as "Mon-Fri 09:00-17:00 Europe/Berlin"; raises `ValueError`."""
    found = _HOURS.fullmatch(told.strip())
    if found is None:
        raise ValueError("it looks like Mon-Fri 09:00-17:00 Europe/Berlin")
    first, last = (DAYS.index(one.lower()) for one in (found[1], found[2] or found[1]))
    days = frozenset((first + n) % 7 for n in range((last - first) % 7 + 1))
    try:
        zone = ZoneInfo(found[7])
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError("its last word is a time zone such as Europe/Berlin") from None
    return Duty(days, time(int(found[3]), int(found[4])), time(int(found[5]), int(found[6])), zone)
