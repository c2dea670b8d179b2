"""Reads what a wish about messages means: days, hours, place, how often, pause, stop, one appointment.

What cannot be told for certain stands in `unclear` and is asked back, never guessed.
"""

from __future__ import annotations

import re
from datetime import datetime, tzinfo
from typing import Optional

from bot.coaching import answers
from bot.nudges import places
from bot.nudges.days import read_days, read_often
from bot.nudges.hours import hours, meant
from bot.nudges.once import read_once
from bot.nudges.pauses import read_pause, read_quiet
from bot.nudges.stops import ends_all, read_stop
from bot.nudges.told import Told, cleaned, denied_parts, either, parts_of, weekdays, words
from bot.nudges.wish import A_WEEK, Part, Unclear, Wish, is_quiet

ELSEWHERE = r" (?!bed\b|the (?:morning|evening|afternoon|middle)|a |an |my )"
"""What follows "I live in" where a place does."""
AND_THEN = ("then", "after that", "afterwards", "from then on")
"""What goes on with what is to come after a pause."""
SOME_TIME = (
    r"\b(?:when|whenever|while|once|after|before|as soon as|by the time) "
    r"(?:i|im|ive|he|hes|she|shes|they|theyre|its|it|the|my|we|were|everyone|work|school|dinner|lunch)\b"
)
"""A time that only they know."""
DENIED = "".join(rf"(?<!\b{word} )" for word in ("not", "no", "dont", "never", "any", "once", "one"))


def read(text: str, now: datetime, zone: Optional[tzinfo] = None, *, asked: Optional[Unclear] = None) -> Wish:
    """Returns what a text wishes about messages.

    `now` is aware; `zone` is the person's, None where it is not known; `asked` is the part this text answers.
    """
    whole = cleaned(text)
    if ends_all(text, whole):
        return Wish(stop=True)
    if asked in ("at", "days") and answers.plain(text) in words().your_choice:
        return Wish(part="morning") if asked == "at" else Wish(per_week=A_WEEK)
    told = Told(whole, now, zone, asked)
    _place(told)
    read_pause(told)
    read_quiet(told)
    parts = parts_of(told.text)
    read_often(told)
    paused = "pause_until" in told.wish and not told.has(AND_THEN)
    if not paused and not read_once(told):
        read_days(told)
        _hour(told, parts)
        _left_over(told)
    read_stop(told, whole)
    if not told.wish.get("stop"):
        _on_less_more(told)
    return told.done()


def _place(told: Told) -> None:
    """Reads the place whose clock counts."""
    lists, wish = words(), told.wish
    marks = places.Marks(
        lists.by_place, lists.place_marks, lists.no_places | set(lists.days), lists.two_zones
    )
    place = places.find(told.text, marks, told.asked == "place")
    if told.has(lists.moved):
        wish["moved"] = True
        if place and re.search(rf"{either((*lists.ahead, *weekdays()))}", told.text):
            place = place._replace(zone=None)
    if place is None:
        somewhere = told.asked is None and re.search(rf"{either(lists.lives)}{ELSEWHERE}", told.text)
        if "moved" in wish or told.asked == "place" or somewhere:
            told.unclear.append("place")
        return
    told.blank_span(place.start, place.end)
    if place.zone is None:
        told.unclear.append("place")
    else:
        wish.update(place=place.name, zone=place.zone)


def _hour(told: Told, parts: tuple[Part, ...]) -> None:
    """Reads the one hour the messages are to come at, or the part of the day."""
    lists, wish = words(), told.wish
    if "pause" in told.unclear:
        return
    part = parts[0] if len(set(parts)) == 1 else None
    found = meant(hours(told.text, part), told.text)
    if part == "noon" and not found:
        found = hours("lunch" if "lunch" in told.text else "noon")
    elif part and part != "noon":
        wish["part"] = part
    for one in hours(told.text, part):
        told.blank_span(one.start, one.end)
    quiet = wish.get("quiet_from"), wish.get("quiet_until")
    if len({one.at for one in found}) > 1 or (len(set(parts)) > 1 and not found):
        wish.pop("part", None)
        told.unclear.append("at")
    elif found and found[0].open:
        wish["hour"] = found[0].at
        told.unclear.append("at")
    elif found and _clashes(found[0].at, *quiet):
        told.unclear.append("at")
    elif found:
        wish["at"] = found[0].at
    elif not any(quiet):
        vague = told.has(lists.vague_hours) or re.search(SOME_TIME, told.text) or denied_parts(told.text)
        told.unclear += ["at"] if vague else []


def _left_over(told: Told) -> None:
    """Asks back where something is left that may change what was read."""
    if re.search(rf"\buntil (?:the )?(?:end|{either(weekdays())}|next|\d)", told.text):
        told.unclear.append("pause")
    elif re.search(r"\d(?:st|nd|rd|th)\b", told.text):
        told.unclear.append("once")
    elif re.search(r"\d", told.text):
        told.unclear.append("at")
    elif told.has(words().doubtful):
        told.unclear.append("days")


def _clashes(at: str, quiet_from: Optional[str], quiet_until: Optional[str]) -> bool:
    """Tells whether an hour lies in the quiet hours of the same text."""
    if quiet_from and quiet_until:
        return is_quiet(at, quiet_from, quiet_until)
    return bool(quiet_from and at >= quiet_from or quiet_until and at < quiet_until)


def _on_less_more(told: Told) -> None:
    """Reads that they are to come again, less often or more often."""
    lists, wish, text = words(), told.wish, told.text
    paused = "pause_until" in wish or "pause" in told.unclear
    if not paused and re.search(DENIED + either(lists.resume), text):
        wish["resume"] = True
    if re.search(r"(?<!\bnot )(?<!\bno )(?<!\bmore or )" + either(lists.less), text):
        wish["less"] = True
    elif re.search(DENIED + either(lists.more) + r"(?! than| like| or less| time)", text):
        wish["more"] = True
