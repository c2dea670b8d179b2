"""Reads when nothing is to come: until a day, for a span, and in which hours."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Optional

from dateutil.relativedelta import relativedelta  # type: ignore[import-untyped]

from bot.nudges.hours import HOUR, hours
from bot.nudges.told import Told, alternatives, either, months, weekdays, words
from bot.nudges.wish import Part

AHEAD = 400
"""Days within which a date named without a year lies."""
LEAD = (
    r"\b(?:until|before|back (?:on|in|from)|again(?: on| in| from| after)?|return (?:on|in))"
    r"\s+(?:on\s+)?(?:the\s+)?"
)
"""What stands before the day on which they may come again."""
LATER = "".join(rf"(?<!\b{word} )" for word in ("half", "quarter", "twenty", "ten", "five", "only"))
"""Not "half past six", nor "only after six"."""


def read_pause(told: Told) -> None:
    """Reads how long nothing is to come."""
    lists = words()
    if not told.has((*lists.pause, *lists.stop, *lists.resume)):
        return
    if told.take(rf"\buntil {either(lists.forever)}"):
        told.stopped()
        return
    later = (
        rf"\b(?:from|starting|beginning) (?:on |next |the )*(?:\d|tomorrow|{alternatives(weekdays())})(?!\w)"
    )
    begun = None if told.has(lists.resume) else re.search(later, told.text)
    named, denied = either(weekdays()), either((*lists.denies, "cancel"))
    if told.take(rf"{named} (?:this|next) week\b", rf"{denied} (?:\w+ ){{0,3}}?(?:this|next|coming) {named}"):
        told.unclear.append("pause")
        return
    day = _until(told) or _span(told)
    if day is not None and begun:
        told.unclear.append("pause")
        told.text = re.sub(later, " ", told.text)
    elif day is not None and day > told.today:
        told.wish["pause_until"] = told.begins(day)
    elif (
        day is not None
        or told.take(
            rf"\b(?:for|until) {either(lists.vague_spans)}",
            r"\buntil (?:after )?(?:the |my |our |im |i |were |we |hes |shes |it |its )\w+(?: \w+)?",
            r"\bnext week\b",
        )
        or told.has(lists.pause_alone)
    ):
        told.unclear.append("pause")


def _until(told: Told) -> Optional[date]:
    """Returns the day until which nothing is to come; today where it may be two days."""
    today, names = told.today, weekdays()
    if told.take(rf"{LEAD}tomorrow\b"):
        return today + timedelta(days=1)
    if told.take(
        rf"{LEAD}(?:(?:start|beginning) of )?(?:the )?(?:next week|week is over|end of (?:the|this) week)\b"
    ):
        return today + timedelta(days=7 - today.weekday())
    if told.take(rf"{LEAD}(?:(?:start|beginning) of )?(?:the )?(?:next month|end of (?:the|this) month)\b"):
        return (today + relativedelta(months=1)).replace(day=1)
    if told.take(rf"{LEAD}(?:(?:start|beginning) of )?(?:the )?(?:new year|next year)\b"):
        return date(today.year + 1, 1, 1)
    named = rf"(?:{alternatives(names)})?,? ?(?:the )?"
    day = rf"{named}(?P<day>\d{{1,2}}|{alternatives(words().numerals)})(?:st|nd|rd|th)?"
    found = told.take(
        rf"{LEAD}{day}(?: of)? (?P<month>{alternatives(months())})(?!\w)",
        rf"{LEAD}(?P<month>{alternatives(months())}) (?:the )?{day}(?!\w)",
        rf"{LEAD}(?:(?:start|beginning) of )?(?P<month>{alternatives(months())})(?!\w)",
        rf"{LEAD}{named}(?P<day>\d{{1,2}}(?=st|nd|rd|th)|{alternatives(words().numerals)})(?:st|nd|rd|th)?(?!\w)",
    )
    if found:
        told_day, month = found.groupdict().get("day"), found.groupdict().get("month")
        number = 1 if told_day is None else int(words().numerals.get(told_day, told_day))
        return coming(number, months()[month] if month else None, today)
    found = told.take(rf"{LEAD}(?:next |coming |this )?(?P<day>{alternatives(names)})(?!\w)(?: week)?")
    if found:
        return today + timedelta(days=(names[found["day"]] - today.weekday() - 1) % 7 + 1)
    found = told.take(rf"{LEAD}(?P<first>\d{{1,2}})[./](?P<second>\d{{1,2}})(?:[./]\d{{2,4}}|\.)?(?![\d.])")
    if found:
        first, second = int(found["first"]), int(found["second"])
        sure = first > 12 or second > 12 or first == second
        return coming(max(first, second), min(first, second), today) if sure else today
    return None


def coming(day: int, month: Optional[int], today: date) -> date:
    """Returns the next day of a month (of any where it is None) after today; today where there is none."""
    days = (today + timedelta(days=ahead) for ahead in range(1, AHEAD))
    return next((one for one in days if one.day == day and month in (None, one.month)), today)


def _span(told: Told) -> Optional[date]:
    """Returns the day after a span in which nothing is to come."""
    lists, today = words(), told.today
    if told.take(r"\bfor (?:today|tonight|the day|the night)\b"):
        return today + timedelta(days=1)
    count = rf"(?P<count>\d{{1,2}}|{alternatives(lists.counts)})"
    unit = rf"(?P<unit>{alternatives((*lists.spans, *lists.months))})"
    whole = "(?:full |whole |entire )?"
    off = "off|break|pause|holiday|of quiet|quiet|silence|peace|away"
    held = "pause|snooze|mute|break|hold off|skip|miss|suspend"
    found = told.take(
        rf"\bfor (?:about |like )?(?:the )?(?:next |coming )?(?:{count} )?{whole}{unit}(?!\w)",
        rf"\b(?:the )?next {count} {unit}(?!\w)",
        rf"\bback in (?:about )?{count} {unit}(?!\w)",
        rf"\b(?:{count} |(?P<glued>\d{{1,2}})){whole}{unit}s?(?: of)? (?:{off})\b",
        rf"\b(?:{held})(?: {either(lists.held)})*? {count} {unit}(?!\w)",
        rf"\b{count}[ -]{unit} (?:break|pause)\b",
    )
    if found:
        number = found["count"] or found.groupdict().get("glued") or "1"
        many = int(number) if number.isdigit() else lists.counts[number]
        if found["unit"] in lists.months:
            return today + relativedelta(months=many)
        return today + timedelta(days=many * lists.spans[found["unit"]])
    denied = rf"{either((*lists.denies, *lists.pause_alone, *lists.held_off))}(?: \w+){{0,3}}? "
    if told.take(
        rf"{denied}(?:for )?(?:the rest of )?(?:this week(?:end)?|the rest of the week)\b",
        r"\b(?:for|over) the weekend\b",
        r"\bfor the rest of (?:the|this) week\b",
    ):
        return today + timedelta(days=7 - today.weekday())
    if told.take(
        rf"{denied}(?:for )?(?:the rest of )?this month\b", r"\bfor the rest of (?:the|this) month\b"
    ):
        return (today + relativedelta(months=1)).replace(day=1)
    if told.take(rf"{denied}(?:today|tonight|this (?:evening|morning|afternoon))\b"):
        return today + timedelta(days=1)
    if told.take(rf"{denied}tomorrow\b"):
        return today + timedelta(days=2)
    return None


def read_quiet(told: Told) -> None:
    """Reads the hours in which nothing is to come; hours of work only say when not to look for an hour."""
    lists = words()
    ranged = rf"(?:between |from )?(?P<first>{HOUR}) ?(?:-|to|and|until) ?(?P<second>{HOUR})"
    told.take(rf"{either(lists.busy)}[^.;!?\n]{{0,12}}? {ranged}")
    denied = either((*lists.denies, *lists.stop, *lists.asleep))
    found = told.take(
        rf"{either(lists.asleep)}[^.;!?\n]{{0,20}}?\s*{ranged}",
        rf"{denied}[^.;!?\n]{{0,30}}?(?=between|from)\b{ranged}",
    )
    if found:
        first, second = hours(f"at {found['first']}", "evening"), hours(f"at {found['second']}", "morning")
        if first and second and first[0].at > second[0].at:
            told.wish.update(quiet_from=first[0].at, quiet_until=second[0].at)
        else:
            told.unclear.append("quiet")
        return
    sides: tuple[tuple[Part, str, tuple[str, ...]], ...] = (
        ("morning", "quiet_until", ("before", "earlier than", "until", "sooner than", "prior to")),
        ("evening", "quiet_from", ("after", "later than", "past", "beyond")),
    )
    whole = told.text
    within = rf"(?:(?!{either(lists.days)}|[.;!?\n]|,(?! ?(?:or|nor|and)\b)).){{0,45}}?"
    for half, name, leads in sides:
        end = "earliest" if name == "quiet_until" else "latest"
        found = re.search(
            rf"{denied}{within}\b{LATER}(?:{alternatives(leads)}) (?P<at>{HOUR})"
            rf"|\b{end}(?: at| is)? (?P<at2>{HOUR})|(?P<at3>{HOUR})(?: at)?(?: the)? {end}",
            whole,
        )
        if found is None:
            continue
        at = found["at"] or found["at2"] or found["at3"]
        got = hours(f"at {at}", half)
        if got:
            told.wish[name] = got[0].at
            told.blank(found)
    if found := told.take(rf"\buntil (?P<at>{HOUR})"):
        told.wish.update({"quiet_from": got[0].at} if (got := hours(f"at {found['at']}", "evening")) else {})
    if told.take(rf"\b{LATER}(?:before|by) {HOUR}"):
        told.unclear.append("at")
