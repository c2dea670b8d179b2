"""Reads short typed answers: a number, yes or no, one of some choices, a time, things seen."""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import datetime, time, timedelta, timezone, tzinfo
from difflib import SequenceMatcher
from typing import Literal, Mapping, Optional, Sequence, TypeVar

from bot.coaching import cues
from bot.content import Shape, content

NEAR = 0.8
"""Least likeness (difflib ratio) of a mistyped button title to be taken for it."""
FEW_WORDS = 6
"""Most words of a text in which a bare number is its answer."""
T = TypeVar("T")


class AnswerWords(Shape):
    """Shape of `content/answers.yml`."""

    numbers: dict[str, int]
    most: tuple[str, ...]
    least: tuple[str, ...]
    units: frozenset[str]
    number_marks: frozenset[str]
    never_marked: frozenset[str]
    denied: frozenset[str]
    a: str
    an: str
    an_for: frozenset[int]
    listed: str
    quoted: str
    unsure: tuple[str, ...]
    no: tuple[str, ...]
    around_no: frozenset[str]
    clauses: frozenset[str]
    after_clause: frozenset[str]
    yes: tuple[str, ...]
    ordinals: dict[int, tuple[str, ...]]
    determiners: frozenset[str]
    relatives: frozenset[str]
    dayparts: dict[str, str]
    days: dict[str, int]
    weekdays: dict[str, int]
    spans: dict[str, int]
    few: dict[str, int]


def words() -> AnswerWords:
    """Returns the reading lists of `content/answers.yml`."""
    return content("answers.yml", AnswerWords)


def plain(text: str) -> str:
    """Returns a text in lower case, without apostrophes, with marks as spaces and emoji kept."""
    text = re.sub(r"['’‘]", "", unicodedata.normalize("NFKC", text).lower())
    text = re.sub(r"[^\w\s]", lambda m: m.group() if unicodedata.category(m.group()) == "So" else " ", text)
    return " ".join(text.split())


def nothing_said(text: str) -> bool:
    """Tells whether a text holds no letter and no digit: "…", "?", only emoji."""
    return not any(letter.isalnum() for letter in text)


_NUMBER = re.compile(
    r"(?<![\w.,:-])(?:(?P<digits>\d{1,3}(?:[.,]\d)?)|(?P<word>[a-z]+?))(?:ish)?(?!\w)"
    r"(?P<mark>\s*(?:/|out of)\s*(?P<top>\d+)|\s*%)?"
    r"(?:\s*(?:-|–|or|to)\s*(?P<upper>\d{1,3}|[a-z]+)\b)?",
)


def number(text: str, low: int = 0, high: int = 10) -> Optional[int]:
    """Returns the number of `low` to `high` a text answers with, or nothing.

    "7 or 8" is the higher; a half rounds up; "12/10" is `high`; a number that counts something
    ("3 times"), is denied ("not an 8") or sits in a long sentence without a mark is no answer.
    """
    lists = words()
    told = re.sub(r"['’]", "", text.lower()).strip()
    bare = plain(text)
    if bare in lists.most:
        return high
    if bare in lists.least:
        return low
    found: list[tuple[bool, int]] = []
    for match in _NUMBER.finditer(told):
        value = _value(match, lists, high)
        if value is None:
            continue
        before = plain(told[: match.start()]).split()
        after = plain(told[match.end() :]).split()
        led = bool(before) and before[-1] in lists.number_marks and match["word"] not in lists.never_marked
        marked = bool(match["mark"]) or led
        if after and (after[0] in lists.units or after[0].rstrip("s") in lists.units) and not match["mark"]:
            continue
        if lists.denied.intersection(before[-2:]):
            continue
        ended = not before and (not after or not told[match.end() :].startswith(" "))
        few = len(bare.split()) <= (FEW_WORDS if match["digits"] else 3)
        if low <= value <= high and (marked or ended or few):
            found.append((bool(match["mark"]), value))
    best = next((value for scaled, value in found if scaled), None)
    return best if best is not None else (found[0][1] if found else None)


def _value(match: re.Match[str], lists: AnswerWords, high: int) -> Optional[int]:
    """Returns what one matched number means on a scale that ends at `high`."""
    if match["digits"]:
        value = float(match["digits"].replace(",", "."))
    elif match["word"] in lists.numbers:
        value = lists.numbers[match["word"]]
    else:
        return None
    upper = match["upper"]
    if upper:
        other = int(upper) if upper.isdigit() else lists.numbers.get(upper)
        value = max(value, other) if other is not None and other <= high else value
    whole = math.floor(value + 0.5)
    return min(whole, high) if match["top"] and int(match["top"]) == high else whole


def spoken_number(value: int) -> str:
    """Returns a number with its article, to begin a line with ("A 9", "An 8")."""
    lists = words()
    return (lists.an if value in lists.an_for else lists.a).format(n=value)


def _has(text: str, phrase: str) -> bool:
    return f" {phrase} " in f" {text} "


def yes_no(text: str) -> Optional[Literal["yes", "no", "unsure"]]:
    """Returns whether a text agrees, denies or wavers; what stands first in it decides."""
    lists = words()
    told = plain(text)
    kinds: tuple[tuple[Literal["yes", "no", "unsure"], tuple[str, ...]], ...] = (
        ("unsure", lists.unsure),
        ("no", lists.no),
        ("yes", lists.yes),
    )
    found: list[tuple[int, int, Literal["yes", "no", "unsure"]]] = []
    for kind, phrases in kinds:
        for phrase in phrases:
            at = f" {told} ".find(f" {plain(phrase)} ")
            after = told[at + len(plain(phrase)) :].split() if at >= 0 else []
            states = phrase in lists.clauses and after and after[0] not in lists.after_clause
            if at >= 0 and not states:
                found.append((at, -len(phrase), kind))
    if not found:
        return None
    at, _, kind = min(found, key=lambda one: one[:2])
    return kind if at == 0 or len(told.split()) <= FEW_WORDS else None


def only_denies(text: str) -> bool:
    """Tells whether a text says no and nothing else ("no, I do not think so", never "no one came")."""
    lists, rest = words(), f" {plain(text)} "
    for phrase in sorted(map(plain, lists.no), key=len, reverse=True):
        rest = rest.replace(f" {phrase} ", "  ") if phrase else rest
    return rest.strip() != plain(text) and lists.around_no.issuperset(rest.split())


def choice(
    text: str,
    options: Sequence[tuple[T, str]],
    synonyms: Mapping[T, Sequence[str]] = {},
) -> Optional[T]:
    """Returns the value of the one option a text names, or nothing where none or several fit.

    By its value, title, place in the row, a synonym, its title inside the text, or near its title.
    """
    told = plain(text)
    if not told:
        return None
    told = str(words().numbers.get(told, told))
    names = [(value, {plain(title), plain(str(value)).replace("_", " ")}) for value, title in options]
    places = words().ordinals
    for at, (value, titles) in enumerate(names, start=1):
        if told in titles or told == str(at) or told in places.get(at, ()):
            return value
    said = cues.tokens(text)
    if not said:
        return None
    named: list[tuple[int, T]] = []
    for value, titles in names:
        for phrase in (*titles, *synonyms.get(value, ())):
            if cues.hit(text, (phrase,)):
                named.append((len(phrase), value))
    if named:
        longest = max(length for length, _ in named)
        best = {value for length, value in named if length == longest}
        others = {
            v
            for _, v in named
            if v not in best
            and not any(_has(title, other) for title in _titles(names, best) for other in _titles(names, {v}))
        }
        return best.pop() if len(best) == 1 and not others else None
    near = sorted(
        (max(SequenceMatcher(None, told, title).ratio() for title in titles), at)
        for at, (_, titles) in enumerate(names)
    )
    if near and near[-1][0] >= NEAR and (len(near) == 1 or near[-1][0] > near[-2][0]):
        return names[near[-1][1]][0]
    begun = [value for value, titles in names if any(_has(title, told) for title in titles)]
    return begun[0] if len(begun) == 1 and len(told) > 2 else None


def _titles(names: Sequence[tuple[T, set[str]]], values: set[T]) -> set[str]:
    return {title for value, titles in names if value in values for title in titles}


def things(text: str, most: int = 5) -> tuple[str, ...]:
    """Returns the things a person names, as short labels of at most three words."""
    lists = words()
    found: list[str] = []
    for part in re.split(r"[.,;:\n!?/&+]|\band\b", text.lower()):
        label: list[str] = []
        for word in re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", part):
            if label and word in lists.relatives:
                break
            if word not in lists.determiners or (label and word not in lists.numbers):
                label.append(word)
        if label:
            found.append(" ".join(label[-3:] if len(label) > 3 else label))
    return tuple(found[:most])


def joined(labels: Sequence[str]) -> str:
    """Returns labels as one list that begins with a capital ("Lamp, coat, stupid mug")."""
    line = ", ".join(labels)
    return line[:1].upper() + line[1:]


_SPAN = re.compile(
    r"\bin\s+(?:about\s+)?(?P<count>\d+|half an|a couple of|a few|an?|[a-z]+)\s+(?P<unit>[a-z]+)\b"
)
_CLOCK = re.compile(
    r"(?:\bat\s+|(?<![\w:.]))(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?\s*(?P<half>am|pm|a\.m\.|p\.m\.)?(?![\w/:%])"
)


def when(text: str, now: datetime, zone: tzinfo) -> Optional[datetime]:
    """Returns the coming moment a text names, in UTC, or nothing.

    `now` is aware; hours are read on the clock of `zone`. A bare hour is the morning's from 8 to
    11 and the afternoon's below that, the evening's where the text says so, and where the day is
    not named the next one to come. The person confirms what was read.
    """
    lists = words()
    told = text.lower().strip()
    span = _SPAN.search(told)
    if span and span["unit"] in lists.spans:
        minutes = lists.spans[span["unit"]]
        return (now + timedelta(minutes=_count(span["count"], lists) * minutes)).astimezone(timezone.utc)
    said = plain(told).split()
    here = now.astimezone(zone)
    ahead = next((lists.days[word] for word in said if word in lists.days), None)
    weekday = next((lists.weekdays[word] for word in said if word in lists.weekdays), None)
    if ahead is None and weekday is not None:
        ahead = (weekday - here.weekday() - 1) % 7 + 1
    part = next((lists.dayparts[word] for word in said if word in lists.dayparts), None)
    clock = _CLOCK.search(told)
    if clock:
        hours = _hours(clock, part, ahead is None or ahead == 0)
    elif part:
        hours = [_time(part)]
    elif ahead:
        hours = [_time(lists.dayparts["morning"])]
    else:
        return None
    for days in (ahead,) if ahead is not None else (0, 1):
        for at in hours:
            moment = datetime.combine(here.date() + timedelta(days=days), at, tzinfo=zone).astimezone(
                timezone.utc
            )
            if moment > now:
                return moment
    return None


def _count(word: str, lists: AnswerWords) -> float:
    if word.isdigit():
        return int(word)
    if word.startswith("half"):
        return 0.5
    last = word.split()[-2] if word.endswith(" of") else word.split()[-1]
    return lists.few.get(last, lists.numbers.get(last, 1))


def _time(clock: str) -> time:
    hour, minute = clock.split(":")
    return time(int(hour), int(minute))


def _hours(clock: re.Match[str], part: Optional[str], either: bool) -> list[time]:
    """Returns the times a clock reading may mean, the likelier first."""
    hour, minute = int(clock["hour"]), int(clock["minute"] or 0)
    if hour > 23 or minute > 59:
        return []
    half = (clock["half"] or "").replace(".", "")
    if hour == 0 or hour > 12:
        return [time(hour, minute)]
    morning, evening = time(hour % 12, minute), time(hour % 12 + 12, minute)
    if half:
        return [morning if half == "am" else evening]
    if part:
        return [evening if _time(part).hour >= 12 else morning]
    if either:
        return [morning, evening] if 8 <= hour <= 11 else [evening, morning]
    return [morning] if 8 <= hour <= 11 else [evening]
