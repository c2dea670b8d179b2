"""Finds the hours a text names: "8.30", "half past seven", "around 8", "8 in the evening"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Iterator, Mapping, Optional

from bot.coaching import answers
from bot.nudges.wish import Part, in_half


@dataclass(frozen=True)
class Hour:
    """An hour in a text, "HH:MM"; `open` where it may be the morning's or the evening's."""

    at: str
    open: bool
    start: int
    end: int


MINUTES: Mapping[str, int] = {"half": 30, "quarter": 15}


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    numbers = "|".join(sorted((w for w, n in answers.words().numbers.items() if 1 <= n <= 12), reverse=True))
    hour = rf"(?P<hour>\d{{1,2}}|{numbers})"
    half = r"(?:\s*(?P<half>am|pm|a\.m\b\.?|p\.m\b\.?))?"
    word = r"(?P<spoken>\s+(?:thirty|fifteen|forty[ -]?five|twenty|ten))?"
    clock = r"(?:\s*(?:oclock|o clock|uhr|hrs?|h|ish))*"
    lead = r"(?:\b(?:at|around|about|by|circa|ca|roughly|approx|like|say|from|after|before|past|until|till|to|and|or|is|make it)\s+|[@~]\s*)"
    tail = r"(?!\s*(?:times?|x|days?|weeks?|months?|messages?|texts?|hours?|minutes?|mins?|nudges?|a week|per week|or \w+ times|-|to \w+ times)\b)(?![\w/%]|[.:]\d)"
    return tuple(
        re.compile(pattern)
        for pattern in (
            rf"(?P<count>half|quarter|five|ten|twenty(?: |-)?five|twenty|\d{{1,2}})\s+(?:minutes?\s+|mins?\s+)?(?P<side>past|to|after|b4|before)\s+{hour}{half}{tail}",
            rf"\b(?P<count>half)\s+(?P<hour>(?!a\b|an\b)\d{{1,2}}|{numbers}){half}{tail}",
            rf"(?<![\w.:])(?P<hour>\d{{1,2}})\s?[:.h]\s?(?P<minute>[0-5]\d){half}{clock}(?![\w/%])",
            rf"\b(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)\s?(?:h|hrs|hours)\b|(?<![\d.:])(?P<hour2>0\d)(?P<minute2>[0-5]\d)\b",
            rf"(?<![\w.:/]){hour}{word}\s*(?P<half>am|pm|a\.m\b\.?|p\.m\b\.?)(?!\w)",
            rf"(?<![\w.:/]){hour}{word}\s*(?:oclock|o clock|uhr|ish|hrs?|h)\b",
            rf"(?<![\w.:/]){hour}\s+(?P<spoken>thirty|fifteen|forty[ -]?five)\b",
            rf"(?<![\w.:/]){hour}(?=\s+(?:in the|at night|tonight|this))",
            rf"{lead}{hour}{tail}",
            rf"(?:(?:^|[,;|])\s*|(?:mornings?|evenings?|nights?|afternoons?|days?|fri|mon|tue|wed|thu)\s+){hour}{tail}(?!\s+(?:days?|times?))",
            r"\b(?P<named>noon|midday|midnight|lunchtime|lunch time|lunch)\b",
        )
    )


SPOKEN: Mapping[str, int] = {
    "thirty": 30, "fifteen": 15, "forty": 45, "twenty": 20, "ten": 10, "half": 30, "quarter": 15, "five": 5,
}  # fmt: skip
NAMED: Mapping[str, str] = {"noon": "12:00", "midday": "12:00", "midnight": "00:00", "lunchtime": "12:30"}


def hours(text: str, part: Optional[Part] = None) -> tuple[Hour, ...]:
    """Returns the hours a text (in lower case, without apostrophes) names, in order.

    `part` is the part of the day the text speaks of otherwise.
    """
    found: list[Hour] = []
    for pattern in _patterns():
        for match in pattern.finditer(text):
            if any(match.start() < one.end and one.start < match.end() for one in found):
                continue
            hour = _hour(match, text, part)
            if hour is not None:
                found.append(hour)
    return tuple(sorted(found, key=lambda one: one.start))


def _hour(match: re.Match[str], text: str, part: Optional[Part]) -> Optional[Hour]:
    told = match.groupdict()
    if told.get("named"):
        return Hour(NAMED.get(told["named"], "12:30"), False, *match.span())
    raw = told.get("hour") or told.get("hour2") or ""
    number = int(raw) if raw.isdigit() else answers.words().numbers[raw]
    minute = int(told.get("minute") or told.get("minute2") or 0)
    if told.get("spoken"):
        minute = SPOKEN[re.split(r"[ -]", told["spoken"].strip())[0]]
    if told.get("count"):
        count = told["count"]
        away = int(count) if count.isdigit() else 25 if count.endswith("five") and count != "five" else SPOKEN[count]
        number, minute = (number, away) if told.get("side") in (None, "past", "after") else (number - 1, 60 - away)
    if number > 23 or minute > 59:
        return None
    at = f"{number:02}:{minute:02}"
    if number == 0 or number > 12 or (raw.startswith("0") and len(raw) == 2):
        return Hour(at, False, *match.span())
    half = (told.get("half") or "").replace(".", "")
    near = _near(text, match.end())
    here: Optional[Part] = {"am": "morning", "pm": "evening"}.get(half) or near or part  # type: ignore[assignment]
    if here == "noon":
        here = None
    if here:
        return Hour(in_half(at, here), False, *match.span())
    if number == 12 or number < 5:
        return Hour(in_half(at, "afternoon"), False, *match.span())
    return Hour(at, True, *match.span())


def _near(text: str, end: int) -> Optional[Part]:
    """Returns the part of the day told right after an hour ("in the evening", "at night")."""
    told = re.match(r"\s+(?:(?:in|at|of)\s+)?(?:the\s+|this\s+)?(morning|afternoon|evening|night|tonight)", text[end:])
    if not told:
        return None
    return {"morning": "morning", "afternoon": "afternoon"}.get(told[1], "night" if told[1] == "night" else "evening")  # type: ignore[return-value]
