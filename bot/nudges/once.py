"""Reads one appointment, nothing that comes again: "ask me tomorrow at 8", "in the morning, how it went"."""

from __future__ import annotations

import re
from datetime import date, timedelta, timezone
from typing import Optional
from zoneinfo import ZoneInfo

from bot.coaching import answers
from bot.nudges.hours import hours
from bot.nudges.pauses import coming
from bot.nudges.told import Told, alternatives, either, months, parts_of, weekdays, words
from bot.nudges.wish import EARLIEST

SOON = (
    r"\bin (?:about )?(?:\d+|an?|half an|one|two|three|four|five|six|a couple of|a few)"
    r" (?:minutes?|mins?|hours?|hrs?|days?)(?!\w)"
)
AGAIN = ("mornings", "evenings", "afternoons", "nights")
"""Parts of the day that mean every one of them."""
STOP = r"[.,;!?\n]"


def read_once(told: Told) -> bool:
    """Reads one appointment; returns whether it is one."""
    wish = told.wish
    if "pause_until" in wish or "pause" in told.unclear or wish.get("stop") or _starts(told):
        return False
    if not _is_one(told):
        return False
    wish["one_off"] = True
    zone = ZoneInfo(wish["zone"]) if wish.get("zone") else told.zone
    moment = answers.when(_moment(told), told.now, zone) if zone else None
    day = _date(told)
    if day and moment:
        local = moment.astimezone(zone)
        moment = local.replace(year=day.year, month=day.month, day=day.day).astimezone(timezone.utc)
    if moment is None:
        told.unclear.append("once" if zone else "place")
    else:
        wish["once"] = moment
    return True


def _date(told: Told) -> Optional[date]:
    """Returns the day of a month that the appointment is on, if it names one."""
    number, month = r"(?P<day>\d{1,2})", rf"(?P<month>{alternatives(months())})(?!\w)"
    for pattern in (
        rf"\b{number}(?:st|nd|rd|th)?(?: of)? {month}",
        rf"{month} (?:the )?{number}(?:st|nd|rd|th)?\b",
        rf"\bthe {number}(?:st|nd|rd|th)\b",
    ):
        found = re.search(pattern, told.text)
        if found:
            named = found.groupdict().get("month")
            return coming(int(found["day"]), months()[named] if named else None, told.today)
    return None


def _starts(told: Told) -> bool:
    """Reads from when on they are to come ("from tomorrow"), which is none."""
    names = weekdays()
    days = alternatives(("tomorrow", "today", *names))
    starts = told.take(rf"{either(words().starts)} (?:on )?(?:next )?(?P<day>{days})(?!\w)(?! to\b)")
    if starts is None:
        return False
    ahead = {"tomorrow": 1, "today": 0}.get(starts["day"])
    if ahead is None:
        ahead = (names[starts["day"]] - told.today.weekday() - 1) % 7 + 1
    if ahead:
        told.wish["pause_until"] = told.begins(told.today + timedelta(days=ahead))
    return True


def _is_one(told: Told) -> bool:
    """Tells whether one appointment is meant; asks back where "in the morning" may be every morning."""
    lists, text = words(), told.text
    singular = [name for name in weekdays() if name not in lists.plural]
    again = told.has((*lists.plural, *lists.recurs, *AGAIN))
    again = again or bool({"every", "per_week", "days"} & set(told.wish))
    if told.has(lists.one_off) and not told.has((*lists.plural, *AGAIN, "every")):
        return True
    denied = rf"{either(lists.denies)}[^.;,!?\n]{{0,20}}?{either((*singular, *lists.one_day))}"
    if re.search(denied, text):
        return False
    if re.search(SOON, text) or told.has(lists.one_day) and not again:
        return True
    asks = told.has(lists.asks) and not again
    if asks and _date(told):
        return True
    named = set(re.findall(either(singular), _asking(told))) or set(re.findall(either(singular), text))
    if asks and len(named) == 1 and told.asked != "days":
        return True
    vague = asks and not named and told.asked is None
    if vague and re.search(r"\bin the (?:morning|evening|afternoon)\b", text) and not hours(text):
        told.unclear.append("once")
    return False


def _asking(told: Told) -> str:
    """Returns the clause that asks for the message and names a day, else the whole text."""
    asking = [part for part in re.split(STOP, told.text) if re.search(either(words().asks), part)]
    days = either((*words().one_day, *weekdays()))
    return next((part for part in asking if re.search(days, part)), told.text)


def _moment(told: Told) -> str:
    """Returns the day and hour of the appointment in the words that `answers.when` reads."""
    soon: Optional[re.Match[str]] = re.search(SOON, told.text)
    if soon:
        return soon[0]
    text = _asking(told)
    parts = parts_of(text)
    found = hours(text, parts[0] if parts else None)
    day = re.search(either(("tomorrow", "today", "tonight", *weekdays())), text)
    name = day[0].rstrip("s") if day else ""
    if "day after tomorrow" in text:
        name = f"{told.today + timedelta(days=2):%A}".lower()
    part = parts[0] if parts else ""
    if found:
        hour, minute = found[0].at.split(":")
        half = "" if found[0].open else "am" if int(hour) < 12 else "pm"
        return f"{name} {'' if half else part} at {(int(hour) - 1) % 12 + 1}:{minute}{half}"
    return f"{name} {part}".strip() or EARLIEST
