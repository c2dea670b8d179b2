"""Finds the hours a text names: "8.30", "half past seven", "around 8", "8 in the evening"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Mapping, Optional

from bot.coaching import answers
from bot.nudges.wish import Part, in_half

ALOUD = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
HOUR = (
    r"(?:(?:half|quarter|ten|five|twenty) (?:past|to) |half )?"
    rf"(?:\d{{1,2}}(?:[.:h]\d{{2}})?|\d{{3,4}}(?=\s?[ap]m)|(?:{ALOUD})(?: thirty| fifteen)?"
    r"|noon|midnight|midday)"
    r"(?: ?(?:am|pm|oclock|h|hrs?|ish))*(?: (?:in|of) the (?:morning|evening|afternoon)| at night)?(?![\w:])"
)
"""A pattern for one hour, as people write it."""
MINUTES: Mapping[str, int] = {
    "five": 5, "ten": 10, "quarter": 15, "fifteen": 15, "twenty": 20, "twenty five": 25, "half": 30,
    "thirty": 30, "forty five": 45, "fortyfive": 45,
}  # fmt: skip
NAMED: Mapping[str, str] = {
    "noon": "12:00", "midday": "12:00", "midnight": "00:00", "lunch": "12:30", "lunches": "12:30",
    "lunchtime": "12:30", "lunchtimes": "12:30", "lunch time": "12:30",
}  # fmt: skip
BY_DAY = 5
"""Hours below this are the afternoon's where nothing else is said: nobody asks for a text at 3 at night."""


@dataclass(frozen=True)
class Hour:
    """An hour in a text, "HH:MM"; `open` where it may be the morning's or the evening's."""

    at: str
    open: bool
    start: int
    end: int


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """Returns the ways an hour is written, the surest first."""
    hour = rf"(?P<hour>\d{{1,2}}|{ALOUD})"
    minutes = r"(?P<minutes>thirty|fifteen|forty[ -]?five|twenty|ten)"
    half = r"(?:\s?(?P<half>am|pm))?"
    clock = r"(?:\s?(?:oclock|o clock|uhr|hrs?|hours|h|ish)\b)"
    counted = (
        r"times?|x|days?|weeks?|months?|hours?|hrs|minutes?|mins?|messages?|texts?|nudges?|a week|per week|/"
    )
    alone = rf"(?!\s*(?:-|or|to)?\s*(?:\w+ )?(?:{counted})\b)(?![\w/%]|[.:]\d|-\d)"
    lead = (
        r"at|around|about|between|by|circa|ca|roughly|approx|approximately|like|say|from|after|before|past|"
        r"until|to|and|or|is|be|it|hour|not|but|no|wait|mean|actually|sorry|mornings?|evenings?|nights?|afternoons?|"
        r"\w{3,6}days?|weekends?|daily|mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|keep|the"
    )
    count = r"(?P<count>half|quarter|five|ten|twenty(?:[ -]five)?|\d{1,2})\s+(?:(?:minutes?|mins?)\s+)?"
    daytime = (
        r"(?:in the|of the|in|at) ?(?:morning|afternoon|evening|night)|(?:tonight|this evening|tomorrow)"
    )
    early = r"(?<![\d.:])(?P<early>0\d)(?P<late>[0-5]\d)(?![\d:])"
    return tuple(
        re.compile(pattern)
        for pattern in (
            rf"\b{count}(?P<side>past|to|after)\s+{hour}{half}{alone}",
            rf"\b(?P<count>half)[ -]{hour}{half}{alone}",
            rf"(?<![\w.:])(?P<hour>\d{{1,2}})\s?[:.h]\s?(?P<minute>[0-5]\d){half}{clock}?(?![\w/%])",
            r"(?<![\w.:])(?P<hour>\d{1,2})(?P<minute>[0-5]\d)\s?(?P<half>am|pm)\b",
            rf"\b(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)\s?(?:h|hrs|hours)\b|{early}",
            rf"(?<![\w.:/]){hour}(?:\s+{minutes})?\s?(?P<half>am|pm)\b",
            rf"(?<![\w.:/]){hour}{clock}",
            rf"(?<![\w.:/]){hour}\s+{minutes}\b",
            rf"(?<![\w.:/]){hour}(?=\s+(?:{daytime}))",
            rf"(?:\b(?:{lead})\s+|[@~]\s*|(?:^|[,;:.|!?\n])\s*|^\s*)(?!one\b){hour}{alone}",
            rf"\b(?:at|around|about)\s+{hour}{alone}",
            rf"\b(?P<named>{'|'.join(sorted(NAMED, key=len, reverse=True))})\b",
        )
    )


def hours(text: str, part: Optional[Part] = None) -> tuple[Hour, ...]:
    """Returns the hours a text (as `told.cleaned` leaves it) names, in order.

    `part` is the part of the day the text speaks of elsewhere.
    """
    found: list[Hour] = []
    for pattern in _patterns():
        for match in pattern.finditer(text):
            hour = _hour(match, text, part)
            if hour and not any(hour.start < one.end and one.start < hour.end for one in found):
                found.append(hour)
    return tuple(sorted(found, key=lambda one: one.start))


def _hour(match: re.Match[str], text: str, part: Optional[Part]) -> Optional[Hour]:
    """Returns one matched hour, or nothing where there is no such hour."""
    told = {name: value for name, value in match.groupdict().items() if value}
    start, end = match.span()
    if "named" in told:
        return Hour(NAMED[told["named"]], False, start, end)
    raw = told.get("hour") or told["early"]
    start = match.start("count") if "count" in told else match.start("hour" if "hour" in told else "early")
    number = int(raw) if raw.isdigit() else answers.words().numbers[raw]
    minute = int(told.get("minute") or told.get("late") or 0)
    if "minutes" in told:
        minute = MINUTES[told["minutes"].replace("-", " ")]
    if "count" in told:
        count = told["count"].replace("-", " ")
        away = int(count) if count.isdigit() else MINUTES[count]
        minute = 60 - away if told.get("side") == "to" else away
        number -= told.get("side") == "to"
    if not 0 <= number <= 23 or not 0 <= minute <= 59:
        return None
    at = f"{number:02}:{minute:02}"
    if number == 0 or number > 12 or (raw.startswith("0") and len(raw) == 2):
        return Hour(at, False, start, end)
    named: Mapping[str, Part] = {"am": "morning", "pm": "evening"}
    half = named.get(told.get("half", "")) or _near(text, end) or (part if part != "noon" else None)
    if half:
        return Hour(in_half(at, half), False, start, end)
    if number == 12 or number < BY_DAY:
        return Hour(in_half(at, "afternoon"), False, start, end)
    return Hour(at, True, start, end)


def _near(text: str, end: int) -> Optional[Part]:
    """Returns the part of the day told right after an hour ("in the evening", "at night")."""
    parts = "(?P<part>morning|afternoon|evening|night|tonight)"
    told = re.match(rf"\s+(?:(?:in|at|of)\s+)?(?:(?:the|this|every|tomorrow)\s+)?{parts}", text[end:])
    return {"tonight": "evening"}.get(told["part"], told["part"]) if told else None  # type: ignore[return-value]


def meant(found: tuple[Hour, ...], text: str) -> tuple[Hour, ...]:
    """Returns the hour that counts where two stand: a range, one taken back, or one in place of another."""
    if len(found) != 2:
        return found
    first, second = found
    before, between, after = text[: first.start], text[first.end : second.start], text[second.end :]
    if re.search(r"\b(?:instead of|rather than|not)\b", between) and "but" not in between:
        return (first,)
    changed = re.search(r"\b(?:change|move|moved|switch|shift|go|swap)\b", before)
    ranged = re.fullmatch(r"\s*(?:-|to|and|until)\s*", between) and not changed
    if ranged and (re.search(r"\b(?:between|from)\s*(?:at\s*)?$", before) or "and" not in between):
        half = _like(first, second)
        return (half,) if half.at < second.at else found
    if re.search(
        r"\b(?:no|wait|actually|sorry|mean|rather|better|but|correction|make it|to)\b|\binstead\b",
        between + after,
    ):
        return (second,)
    return found


def _like(first: Hour, second: Hour) -> Hour:
    """Returns the beginning of a range in the half of its end where that makes one ("7 to 8 pm")."""
    if not first.open or second.open:
        return first
    late = in_half(first.at, "evening")
    at = late if second.at > late else in_half(first.at, "morning")
    return Hour(at, False, first.start, first.end)
