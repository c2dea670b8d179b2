"""Reads what a wish about messages means: days, hours, place, how often, pause, stop, one appointment.

What cannot be told for certain stands in `unclear` and is asked back, never guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from difflib import get_close_matches
from functools import cache
from typing import Any, Iterable, Optional

from dateutil.relativedelta import relativedelta

from bot.coaching import answers
from bot.coaching.journal import words as journal_words
from bot.content import Shape, content
from bot.nudges import places
from bot.nudges.hours import hours
from bot.nudges.wish import ALL, Part, Unclear, Wish

NEAR = 0.82
"""Least likeness (difflib ratio) of a misspelt word to one that is known."""
LONG_ENOUGH = 5
"""Least letters of a word that may be misspelt."""


class NudgeWords(Shape):
    """Shape of `content/nudge_words.yml`."""

    days: dict[str, tuple[int, ...]]
    plural: frozenset[str]
    spelling: tuple[str, ...]
    own_words: frozenset[str]
    short: dict[str, str]
    parts: dict[Part, tuple[str, ...]]
    denies: tuple[str, ...]
    turns: tuple[str, ...]
    denied_after: tuple[str, ...]
    adds: tuple[str, ...]
    often: dict[str, tuple[str, ...]]
    few: dict[str, int]
    too_often: tuple[str, ...]
    most_days: tuple[str, ...]
    vague_hours: tuple[str, ...]
    less: tuple[str, ...]
    more: tuple[str, ...]
    stop: tuple[str, ...]
    stop_whole: tuple[str, ...]
    others: tuple[str, ...]
    keep_on: tuple[str, ...]
    resume: tuple[str, ...]
    pause: tuple[str, ...]
    vague_spans: tuple[str, ...]
    forever: tuple[str, ...]
    spans: dict[str, int]
    months: dict[str, int]
    counts: dict[str, int]
    one_off: tuple[str, ...]
    one_day: tuple[str, ...]
    asks: tuple[str, ...]
    recurs: tuple[str, ...]
    starts: tuple[str, ...]
    moved: tuple[str, ...]
    by_place: tuple[str, ...]
    place_marks: frozenset[str]
    no_places: frozenset[str]
    two_zones: frozenset[str]


def words() -> NudgeWords:
    """Returns the reading lists of `content/nudge_words.yml`."""
    return content("nudge_words.yml", NudgeWords)


@cache
def _any(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """Returns a pattern of whole words for any of the phrases, the longest first."""
    return re.compile(rf"(?<!\w)(?:{_or(phrases)})(?!\w)")


def _or(phrases: Iterable[str]) -> str:
    return "|".join(re.escape(phrase) for phrase in sorted(phrases, key=len, reverse=True))


@dataclass
class _Told:
    """A text that is being read: what was understood of it is blanked, so that nothing is read twice."""

    text: str
    now: datetime
    zone: tzinfo
    wish: dict[str, Any] = field(default_factory=dict)
    unclear: list[Unclear] = field(default_factory=list)

    def has(self, phrases: Iterable[str]) -> bool:
        """Tells whether any of the phrases is left in the text."""
        return bool(_any(tuple(phrases)).search(self.text))

    def take(self, pattern: re.Pattern[str] | str) -> Optional[re.Match[str]]:
        """Returns the first match of a pattern and blanks it."""
        match = re.search(pattern, self.text)
        if match:
            self.blank(*match.span())
        return match

    def blank(self, start: int, end: int) -> None:
        """Blanks what was read."""
        self.text = f"{self.text[:start]}{' ' * (end - start)}{self.text[end:]}"

    @property
    def today(self) -> date:
        """The person's day."""
        return self.now.astimezone(self.zone).date()


def cleaned(text: str) -> str:
    """Returns a text in lower case, short forms written out, misspelt days and parts of the day put right."""
    told = re.sub(r"['’‘`´]", "", places.folded(text).lower())
    told = re.sub(r"(?<=\d)\s?[–—-]\s?(?=\d)", "-", told)
    told = re.sub(r"[^\W_]+(?:/[ew])?", lambda match: _spelt(match[0]), told)
    return re.sub(rf"\b(daily|days?|any ?time|week) (?:but|bar)(?= (?:{_or(words().days)})(?!\w))", r"\1 except", told)


@cache
def _spelt(word: str) -> str:
    lists = words()
    if word in lists.short:
        return lists.short[word]
    known = word in lists.days or word in lists.own_words or len(word) < LONG_ENOUGH or not word.isalpha()
    near = [] if known else get_close_matches(word, lists.spelling, 1, NEAR)
    return near[0] if near else word


def read(
    text: str, now: datetime, zone: Optional[tzinfo] = None, *, asked: Optional[Unclear] = None
) -> Wish:
    """Returns what a text wishes about messages.

    `now` is aware; `zone` is the person's, UTC where it is not known; `asked` is the part this text answers.
    """
    lists = words()
    if answers.plain(places.folded(text)) in lists.stop_whole:
        return Wish(stop=True)
    told = _Told(cleaned(text), now, zone or timezone.utc)
    whole = told.text
    _place(told, asked)
    _pause(told)
    _quiet(told)
    spoken = told.text
    _often(told)
    one_off = _one_off(told, zone is not None, asked)
    if not one_off:
        _days(told, asked)
        _hours(told, _part(spoken))
    _less_more_stop(told, whole)
    told.wish["unclear"] = tuple(dict.fromkeys(told.unclear))
    return Wish(**told.wish)


def _place(told: _Told, asked: Optional[Unclear]) -> None:
    lists = words()
    marks = places.Marks(
        lists.by_place, lists.moved, lists.place_marks, lists.no_places | set(lists.days), lists.two_zones
    )
    place = places.find(told.text, marks, asked == "place")
    moved = told.has(lists.moved)
    if place is None:
        if told.has(lists.moved[:8]):
            told.unclear.append("place")
            told.wish["moved"] = True
        return
    told.blank(place.start, place.end)
    told.wish["moved"] = moved
    if place.zone is None:
        told.unclear.append("place")
    else:
        told.wish.update(place=place.name, zone=place.zone)


def _midnight(told: _Told, day: date) -> datetime:
    """Returns the beginning of a day of theirs, in UTC."""
    return datetime.combine(day, time(), tzinfo=told.zone).astimezone(timezone.utc)


def _pause(told: _Told) -> None:
    """Reads how long nothing is to come."""
    lists = words()
    paused = told.has(lists.pause) or told.has(lists.stop)
    strict = told.has(PAUSES)
    if not paused:
        return
    if told.take(rf"\buntil (?:{_or(lists.forever)})(?!\w)"):
        told.wish["stop"] = True
        return
    day = _until(told) or _span(told)
    if day is not None:
        if day <= told.today:
            told.unclear.append("pause")
        else:
            told.wish["pause_until"] = _midnight(told, day)
    elif told.take(rf"\b(?:for|until) (?:{_or(lists.vague_spans)})(?!\w)") or told.take(r"\buntil (?:after )?(?:the |my |im |i |were |we )\w+(?: \w+)?"):
        told.unclear.append("pause")
    elif strict:
        told.unclear.append("pause")


PAUSES = ("pause", "paused", "take a break", "hold off", "suspend", "snooze", "im away", "on holiday", "a break", "give it a rest")


def _until(told: _Told) -> Optional[date]:
    """Returns the day until which nothing is to come: a weekday, a date, next week, a month."""
    lead = r"\b(?:until|before|back (?:on|in)|again (?:on|in|from))\s+(?:the\s+)?"
    today = told.today
    names = {name: days[0] for name, days in words().days.items() if len(days) == 1}
    months = journal_words().months
    found = told.take(rf"{lead}(?:tomorrow|tmrw)\b")
    if found:
        return today + timedelta(days=1)
    found = told.take(rf"{lead}(?:(?P<next>next)\s+)?(?P<day>{_or(names)})(?!\w)(?:\s+(?:week|morning|evening|afternoon))?")
    if found:
        return today + timedelta(days=(names[found["day"]] - today.weekday() - 1) % 7 + 1)
    found = told.take(rf"{lead}(?:start of |beginning of )?(?:the )?next week\b|{lead}the week is (?:over|out)|{lead}(?:end of the week)")
    if found:
        return today + timedelta(days=7 - today.weekday())
    if told.take(rf"{lead}(?:start of |beginning of )?next month\b|{lead}end of the month"):
        return (today + relativedelta(months=1)).replace(day=1)
    if told.take(rf"{lead}(?:the )?(?:new year|next year|january|jan)(?!\w)(?!\s*\d)"):
        return date(today.year + 1, 1, 1)
    number = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
    found = told.take(rf"{lead}{number}(?:\s+of)?\s+(?P<month>{_or(months)})(?!\w)") or told.take(
        rf"{lead}(?P<month>{_or(months)})\s+(?:the\s+)?{number}(?!\w)"
    )
    if found:
        return _coming(int(found["day"]), months[found["month"]], today)
    found = told.take(rf"{lead}(?P<month>{_or(months)})(?!\w)")
    if found:
        return _coming(1, months[found["month"]], today)
    found = told.take(rf"{lead}(?P<day>\d{{1,2}})(?:st|nd|rd|th)(?!\w)")
    if found:
        return _coming(int(found["day"]), None, today)
    found = told.take(rf"{lead}(?P<first>\d{{1,2}})[./](?P<second>\d{{1,2}})(?!\d)(?:\.|/\d{{2,4}})?")
    if found:
        first, second = int(found["first"]), int(found["second"])
        return _coming(first, second, today) if first > 12 or first == second else today
    return None


def _coming(day: int, month: Optional[int], today: date) -> Optional[date]:
    """Returns the next such day, or nothing where there is none within a year or two."""
    for ahead in range(1, 25 * 31):
        one = today + timedelta(days=ahead)
        if one.day == day and month in (None, one.month):
            return one
    return None


def _span(told: _Told) -> Optional[date]:
    """Returns the day after a span in which nothing is to come: "for two weeks", "this week", "not today"."""
    lists, today = words(), told.today
    count = rf"(?P<count>\d{{1,2}}|{_or(lists.counts)})"
    unit = rf"(?P<unit>{_or({**lists.spans, **lists.months})})"
    found = told.take(rf"\b(?:for|over|during)\s+(?:about\s+|like\s+)?(?:the\s+)?(?:next\s+|coming\s+)?(?:{count}\s+)?{unit}(?!\w)") or told.take(
        rf"\b(?:the\s+)?next\s+{count}\s+{unit}(?!\w)") or told.take(
        rf"\b{count}[ -]{unit}(?:s)?\s*(?:off|break|pause|holiday|of quiet|of silence|of peace)\b") or told.take(
        rf"\b(?:pause|snooze|mute|break|hold off|skip)\s+(?:it |them |these |this |everything |all )?(?:of\s+)?{count}\s+{unit}(?!\w)")
    if found:
        number = found["count"] or "1"
        many = int(number) if number.isdigit() else lists.counts[number]
        if found["unit"] == "weekend":
            return today + timedelta(days=7 - today.weekday())
        if found["unit"] in lists.months:
            return today + relativedelta(months=many)
        return today + timedelta(days=many * lists.spans[found["unit"]])
    if told.take(r"\b(?:the )?rest of (?:the|this) week\b|\bthis week(?:end)?\b"):
        return today + timedelta(days=7 - today.weekday())
    if told.take(r"\b(?:the )?rest of (?:the|this) month\b|\bthis month\b"):
        return (today + relativedelta(months=1)).replace(day=1)
    if told.take(r"\bnext week\b"):
        told.unclear.append("pause")
        return None
    if told.take(r"\b(?:not|skip|nothing|no \w+|cant|dont \w+(?: me)?|leave me alone) (?:for )?(?:today|tonight|this evening|this morning)\b|\bleave me alone (?:today|tonight)\b"):
        return today + timedelta(days=1)
    if told.take(r"\b(?:not|skip|nothing|no \w+|cant|dont \w+(?: me)?|leave me alone) (?:for )?tomorrow\b"):
        return today + timedelta(days=2)
    return None


def _quiet(told: _Told) -> None:
    """Reads the hours in which nothing is to come."""
    denied = rf"\b(?:{_or(words().denies)}|stop|leave me alone)\b"
    spans = (
        rf"(?:\b(?:quiet|silent|silence|sleep|asleep|work|busy|dnd|do not disturb)\b|{denied})[^.;!?\n]{{0,40}}?\b(?:between|from)\s+(?P<first>.{{1,18}}?)\s+(?:and|to|until)\s+(?P<second>{HOUR})",
        rf"\bquiet(?: hours| time)?(?: are| is|:)?\s+(?P<first>{HOUR})\s*(?:-|to|until)\s*(?P<second>{HOUR})",
        rf"\bquiet(?: hours| time)?(?: are| is|:)?\s+(?P<first>\d{{1,2}})-(?P<second>\d{{1,2}}(?:\s?[ap]m)?)",
    )
    for pattern in spans:
        match = re.search(pattern, told.text)
        if match:
            first, second = hours(f"at {match['first']}", "evening"), hours(f"at {match['second']}", "morning")
            if first and second:
                told.wish.update(quiet_from=first[0].at, quiet_until=second[0].at)
                told.blank(*match.span())
                return
    sides: tuple[tuple[str, Part, str], ...] = (
        (rf"(?:{denied}[^.,;!?\n]{{0,30}}?|\bonly )\b(?:before|earlier than|until)\s+(?P<at>{HOUR})", "morning", "quiet_until"),
        (rf"\b(?:earliest|not earlier than)\s+(?:at |is )?(?P<at>{HOUR})|(?P<at2>{HOUR})\s+(?:at (?:the )?)?earliest", "morning", "quiet_until"),
        (rf"{denied}[^.,;!?\n]{{0,30}}?\b(?:after|later than|past|beyond|from)\s+(?P<at>{HOUR})", "evening", "quiet_from"),
        (rf"\b(?:latest|no later than)\s+(?:at |is )?(?P<at>{HOUR})|(?P<at2>{HOUR})\s+(?:at (?:the )?)?latest", "evening", "quiet_from"),
    )
    for pattern, half, name in sides:
        match = re.search(pattern, told.text)
        if not match or match[0].startswith("only"):
            continue
        at = match["at"] or match.groupdict().get("at2")
        found = hours(f"at {at}", half)
        if found:
            told.wish[name] = found[0].at
            told.blank(*match.span())


HOUR = r"(?:half past |half |quarter past |quarter to )?(?:\d{1,2}(?:[.:h]\d{2})?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|noon|midnight)(?:\s?(?:am|pm|a\.m\.|p\.m\.|oclock|in the morning|in the evening|at night))?"


def _often(told: _Told) -> None:
    """Reads how many a week, or every how many days."""
    lists = words()
    numbers = {**{str(n): n for n in range(1, 8)}, **{w: n for w, n in answers.words().numbers.items() if 0 < n < 8}}
    if told.take(_any(lists.too_often)):
        told.unclear.append("often")
        return
    found = told.take(rf"\bevery\s+(?P<days>\d{{1,2}}|{_or(numbers)})(?:rd|th|nd)?\s+days?\b") or told.take(
        r"\bevery\s+(?P<days>third|fourth|fifth)\s+(?:day|morning|evening|night|afternoon)s?\b"
    )
    if found:
        told.wish["every"] = int(found["days"]) if found["days"].isdigit() else numbers.get(found["days"], ORDINAL.get(found["days"]))
        return
    if told.take(_any(lists.often["fortnight"])):
        told.wish["every"] = 14
        return
    if told.take(_any(lists.often["month"])):
        told.wish["every"] = 28
        return
    names = {name: days[0] for name, days in lists.days.items() if len(days) == 1}
    found = told.take(rf"\b(?:{_or(lists.often['second'])})\s+(?P<day>{_or(names)})(?!\w)")
    if found:
        told.wish.update(every=14, days=(names[found["day"]],))
        return
    if told.take(rf"(?<!\w)(?:{_or(lists.often['second'])})(?!\w)(?:\s+(?:day|morning|evening|night|afternoon)s?)?"):
        told.wish["every"] = 2
        return
    found = told.take(
        rf"(?<![\w.:])(?P<low>{_or(numbers)})(?:\s?(?:-|to|or|bis)\s?(?P<high>{_or(numbers)}))?\s*(?:x|times?|days?|messages?|texts?|nudges?|mornings?|evenings?|of them|reminders?|notes?)?\s*(?:(?:a|per|each|in a|every|the|in the)\s+week|/\s?week|weekly|max(?:imum)? (?:a|per) week)\b"
    )
    if found:
        low = numbers[found["low"]]
        told.wish["per_week"] = low
        return
    found = told.take(_any(("once or twice a week", "once or twice weekly")))
    if found:
        told.wish["per_week"] = 1
        return
    few = told.take(_any(tuple(lists.few)))
    if few:
        told.wish["per_week"] = lists.few[few[0]]
        return
    if re.search(rf"(?<!\w)(?:{_or(lists.often['daily'])})(?!\w)", told.text):
        told.take(rf"(?<!\w)(?:{_or(lists.often['daily'])})(?!\w)")
        told.wish["days"] = ALL
        return
    if told.take(_any(lists.most_days)):
        told.unclear.append("days")


ORDINAL = {"third": 3, "fourth": 4, "fifth": 5}


def _days(told: _Told, asked: Optional[Unclear]) -> None:
    """Reads the weekdays wanted, added and taken out."""
    lists = words()
    text = told.text
    wanted: set[int] = set()
    out: set[int] = set()
    names = tuple(lists.days)
    text = re.sub(rf"\b(?P<a>{_or(names)})\s*(?:-|–|to|thru|through|until|/till/)\s*(?P<b>{_or(names)})(?!\w)", _run, text)
    text = re.sub(r"(?<!\w)(?:m\s?/\s?w\s?/\s?f|mwf|m w f)(?!\w)", "mon wed fri", text)
    told.text = text
    tokens = list(re.finditer(rf"(?<!\w)(?:(?P<day>{_or(names)})|(?P<deny>{_or(lists.denies)})|(?P<turn>{_or(lists.turns)}))(?!\w)|(?P<stop>[.;!?\n]|,(?=\s*(?:but|just|only|{HOUR})))", text))
    denied = False
    last: set[int] = set()
    found = False
    added = told.has(lists.adds)
    for at, token in enumerate(tokens):
        if token["day"]:
            found = True
            days = set(lists.days[token["day"]])
            after = text[token.end() : token.end() + 30]
            late = re.match(rf"\s+(?:mornings?\s+|evenings?\s+|and \w+\s+)?(?:{_or(lists.denied_after)})(?!\w)(?!\s+(?:{_or(names)})\b)", after)
            (out if denied or late else wanted).update(days)
            if not denied and not late:
                out -= days
            last = days
        elif token["deny"]:
            denied = not (token["deny"] in ("only",))
        else:
            denied = False
    if re.search(r"\bnot then\b|\bnot those\b|\bso not\b", text) and wanted and not out:
        out, wanted = wanted, set()
    if told.wish.get("days") == ALL and wanted and not out:
        told.unclear.append("days")
        return
    if added and wanted:
        told.wish["added"] = tuple(sorted(wanted - out))
    elif wanted and "every" not in told.wish:
        told.wish["days"] = tuple(sorted(wanted))
    if out:
        told.wish["excluded"] = tuple(sorted(out))
    if out and wanted and not wanted - out:
        told.unclear.append("days")
    if told.wish.get("per_week", 0) == len(told.wish.get("days", ())):
        told.wish.pop("per_week", None)
    elif told.wish.get("days") and told.wish.get("per_week", 0) > len(wanted):
        told.unclear.append("days")


def _run(match: re.Match[str]) -> str:
    """Returns "mon tue wed" for "mon to wed"."""
    lists = words().days
    first, last = lists[match["a"]][0], lists[match["b"]][-1]
    names = {days[0]: name for name, days in lists.items() if len(days) == 1 and len(name) == 3}
    return " ".join(names[(first + n) % 7] for n in range((last - first) % 7 + 1))


def _part(text: str) -> tuple[Part, ...]:
    """Returns the parts of the day a text names."""
    found = []
    for part, phrases in words().parts.items():
        match = _any(phrases).search(text)
        if match:
            before = text[: match.start()].split()[-3:]
            if not {"not", "no", "never", "dont"} & set(before):
                found.append((match.start(), part))
    return tuple(part for _, part in sorted(found))


def _hours(told: _Told, parts: tuple[Part, ...]) -> None:
    """Reads the one hour the messages are to come at, or the part of the day."""
    lists = words()
    part = parts[0] if len(parts) == 1 else None
    found = [one for one in hours(told.text, part)]
    found = _corrected(found, told.text)
    if part and not (part == "noon"):
        told.wish["part"] = part
    elif part == "noon" and not found:
        found = list(hours("at noon" if "lunch" not in told.text else "lunch"))
    different = {one.at for one in found}
    if len(different) > 1 or (len(parts) > 1 and not found):
        told.unclear.append("at")
        told.wish.pop("part", None)
        return
    if found:
        told.wish["hour" if found[0].open else "at"] = found[0].at
        if found[0].open:
            told.unclear.append("at")
        elif _clashes(found[0].at, told.wish):
            told.unclear.append("at")
            told.wish.pop("at")
    elif told.has(lists.vague_hours) and not told.wish.get("part") or told.has(("sometime", "some time", "at some point")):
        told.unclear.append("at")


def _corrected(found: list[Any], text: str) -> list[Any]:
    """Returns the hour that counts where one is taken back: "at 8, no, 9", "from 8 to 9", "not 8 but 9"."""
    if len(found) == 2:
        first, second = found
        between = text[first.end : second.start]
        before = text[max(0, first.start - 12) : first.start + 5]
        if re.search(r"\b(?:no|wait|actually|sorry|mean|rather|better|but|correction|make it|to)\b", between) and "instead" not in between:
            if re.search(r"\bto\b", between) and re.search(r"\bbetween\b", before):
                return [first]
            return [second]
        if re.search(r"\b(?:instead of|rather than|not)\b", between):
            return [first]
        if re.search(r"\bbetween\b|\bfrom\b", before) and re.search(r"\band\b|-", between):
            return [first]
    return found


def _clashes(at: str, wish: dict[str, Any]) -> bool:
    """Tells whether an hour lies in the quiet hours of the same text."""
    since, until = wish.get("quiet_from"), wish.get("quiet_until")
    if since and until:
        return since <= at < until if since <= until else at >= since or at < until
    return bool((since and at >= since) or (until and at < until))


def _one_off(told: _Told, zone_known: bool, asked: Optional[Unclear]) -> bool:
    """Reads one appointment; returns whether it is one."""
    lists = words()
    text = told.text
    if "pause_until" in told.wish or "pause" in told.unclear:
        return False
    names = {name: days[0] for name, days in lists.days.items() if len(days) == 1}
    singular = [name for name in names if name not in lists.plural]
    weekday = re.findall(rf"(?<!\w)(?:{_or(singular)})(?!\w)", text)
    plural = told.has(lists.plural) or re.search(r"\b(?:mornings|evenings|afternoons|nights)\b", text)
    about = told.has(lists.one_off) and not plural
    soon = re.search(r"\bin (?:about )?(?:\d+|an?|half an|two|three|four|five|a couple of|a few)\s+(?:minutes?|mins?|hours?|hrs?|days?)\b", text)
    starts = re.search(rf"\b(?:{_or(lists.starts)})\s+(?:on\s+)?(?:next\s+)?(?:tomorrow|today|{_or(names)})(?!\w)", text)
    recurs = told.has(lists.recurs) or plural or told.wish.get("every") or told.wish.get("per_week") or told.wish.get("days")
    one_day = told.has(lists.one_day) or re.search(r"\bday after tomorrow\b", text)
    asks = told.has(lists.asks)
    if starts:
        day = starts[0].split()[-1]
        ahead = 1 if day == "tomorrow" else 0 if day == "today" else (names[day] - told.today.weekday() - 1) % 7 + 1
        if not re.search(r"\bto\b", text[starts.end() : starts.end() + 5]):
            told.wish["pause_until"] = _midnight(told, told.today + timedelta(days=ahead)) if ahead > 0 else None
            told.blank(*starts.span())
            return False
    denied = re.search(rf"\b(?:{_or(lists.denies)})\b[^.;,!?\n]{{0,20}}(?:{_or((*singular, *lists.one_day))})", text)
    if denied and not about:
        return False
    nearest = len(set(weekday)) == 1 and asks and not recurs and asked != "days"
    if not (about or soon or (one_day and not recurs) or nearest):
        if asks and not recurs and not weekday and asked is None and re.search(r"\bin the (?:morning|evening|afternoon)\b", text) and not hours(text):
            told.unclear.append("once")
        return False
    told.wish["one_off"] = True
    if not zone_known and not told.wish.get("zone"):
        told.unclear.append("place")
        return True
    zone = told.zone
    if told.wish.get("zone"):
        from zoneinfo import ZoneInfo
        zone = ZoneInfo(told.wish["zone"])
    moment = answers.when(_for_when(text, told, soon), told.now, zone)
    if moment is None:
        told.unclear.append("once")
    else:
        told.wish["once"] = moment
    return True


def _for_when(text: str, told: _Told, soon: Optional[re.Match[str]]) -> str:
    """Returns the day and the hour of a text in the words that `answers.when` reads."""
    if soon:
        return soon[0]
    parts = _part(text)
    found = hours(text, parts[0] if parts and parts[0] != "noon" else None)
    day = re.search(rf"(?<!\w)(?:tomorrow|today|tonight|{_or(n for n, d in words().days.items() if len(d) == 1)})(?!\w)", text)
    name = day[0].rstrip("s") if day else ""
    if re.search(r"\bday after tomorrow\b", text):
        name = f"{told.today + timedelta(days=2):%A}".lower()
    if found:
        return f"{name} at {int(found[0].at[:2])}:{found[0].at[3:]}"
    return f"{name} {parts[0] if parts else ''}".strip()


def _less_more_stop(told: _Told, whole: str) -> None:
    """Reads fewer, more, on again and no more at all."""
    lists, wish = words(), told.wish
    if wish.get("stop"):
        told.wish = {"stop": True}
        told.unclear = []
        return
    narrowed = {"excluded", "quiet_from", "quiet_until", "pause_until", "per_week", "every", "added", "one_off"} & set(wish)
    paused = "pause" in told.unclear
    clauses = re.split(r"[.;!?\n]", whole)
    said = [
        clause for clause in clauses
        if _any(lists.stop).search(clause)
        and not _any(lists.keep_on).search(clause)
        and not re.search(rf"\b(?:{_or(lists.others)})\b.*(?:{_or(lists.stop)})", clause)
    ]
    if not narrowed and not paused and said:
        if "days" in wish and not re.search(r"\bstop|leave me\b", whole):
            pass
        elif _any(lists.less).search(whole) and not _any(("stop", "leave me alone")).search(re.sub(r"stop spamming", "", whole)):
            pass
        elif wish.get("part") and re.search(r"\b(?:stop|dont|do not|no more|never)\b[^.;!?\n]*\b(?:in the|at|so|this)\b", whole):
            told.unclear[:] = ["at"]
            wish.pop("part", None)
            return
        else:
            told.wish = {"stop": True}
            told.unclear = []
            return
    if _any(lists.resume).search(told.text) and "pause_until" not in wish and not paused and not re.search(r"\b(?:dont|not|never)\b[^.;,]*\b(?:" + _or(lists.resume) + r")\b", told.text):
        wish["resume"] = True
    if _any(lists.less).search(told.text) and not re.search(r"\bnot (?:less|fewer)\b", told.text):
        wish["less"] = True
    elif _any(lists.more).search(told.text) and not re.search(r"\b(?:not|no|dont) (?:\w+ )?more\b", told.text):
        wish["more"] = True
