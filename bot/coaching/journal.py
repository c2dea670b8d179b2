"""Finds the note of the journal that a person points at: by number, place, date, person or words."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, tzinfo
from typing import Literal, Mapping, Optional, Sequence

from bot.coaching import answers, cues
from bot.coaching.records import Trigger
from bot.content import Shape, content

Act = Literal["delete", "change", "show"]


class JournalWords(Shape):
    """Shape of `content/journal.yml`."""

    newest: tuple[str, ...]
    oldest: tuple[str, ...]
    delete: frozenset[str]
    change: frozenset[str]
    older: frozenset[str]
    list: frozenset[str]
    leave: frozenset[str]
    ago: dict[str, int]
    months: dict[str, int]
    small: frozenset[str]


def words() -> JournalWords:
    """Returns the reading lists of `content/journal.yml`."""
    return content("journal.yml", JournalWords)


def act(text: str) -> tuple[Act, str]:
    """Returns what is wanted with a note, and the text without the word for it."""
    lists, said = words(), answers.plain(text).split()
    wanted: tuple[tuple[Act, frozenset[str]], ...] = (("delete", lists.delete), ("change", lists.change))
    for name, verbs in wanted:
        if verbs.intersection(said):
            rest = re.sub(rf"\b(?:{'|'.join(sorted(verbs))})\b", " ", text, flags=re.IGNORECASE)
            return name, " ".join(rest.split())
    return "show", text


def days(text: str, today: date) -> frozenset[date]:
    """Returns the days in the past a text may mean; 4/5 is read both ways, a weekday is the latest one."""
    lists, told = words(), answers.plain(text)
    found = {today - timedelta(days=n) for name, n in lists.ago.items() if f" {name} " in f" {told} "}
    for name, weekday in answers.words().weekdays.items():
        if name in told.split():
            found.add(today - timedelta(days=(today.weekday() - weekday) % 7))
    for count, unit in re.findall(r"\b(\d{1,3}|an?|two|three|four|five|six) (day|week)s? ago\b", told):
        number = int(count) if count.isdigit() else answers.words().numbers.get(count, 1)
        found.add(today - timedelta(days=number * (7 if unit == "week" else 1)))
    months = "|".join(sorted(lists.months, key=len, reverse=True))
    for pattern in (
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<month>{months})(?: (?P<year>\d{{4}}))?\b",
        rf"\b(?P<month>{months}) (?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: (?P<year>\d{{4}}))?\b",
    ):
        for match in re.finditer(pattern, told):
            found.update(_past(match["year"], lists.months[match["month"]], int(match["day"]), today))
    for year, month, day in re.findall(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b", text):
        found.update(_past(year, int(month), int(day), today))
    for first, second, year in re.findall(r"(?<![\d-])(\d{1,2})[./](\d{1,2})(?:[./](\d{4}))?(?!\d)", text):
        found.update(_past(year or None, int(second), int(first), today))
        found.update(_past(year or None, int(first), int(second), today))
    return frozenset(found)


def _past(year: Optional[str], month: int, day: int, today: date) -> list[date]:
    """Returns the day, of the latest year in which it is past; nothing where there is no such day."""
    for candidate in [int(year)] if year else [today.year, today.year - 1]:
        try:
            found = date(candidate, month, day)
        except ValueError:
            continue
        if found <= today:
            return [found]
    return []


def on(notes: Sequence[Trigger], wanted: frozenset[date], zone: tzinfo) -> tuple[Trigger, ...]:
    """Returns the notes of those days, on the clock of `zone`."""
    return tuple(note for note in notes if note.created_at.astimezone(zone).date() in wanted)


def find(
    notes: Sequence[Trigger], text: str, today: date, zone: tzinfo, people: Mapping[str, str]
) -> tuple[Trigger, ...]:
    """Returns the notes, newest first as given, that a text points at; `people` is {id: label}.

    A number or a place counts in the list; then a date, then a person, then the note's own words.
    """
    lists, told = words(), answers.plain(text)
    number = re.fullmatch(r"(?:(?:the|note|number|no|show|open|entry)\s+)*(\d{1,3})", told)
    if number:
        at = int(number[1]) - 1
        return tuple(notes[at : at + 1]) if at >= 0 else ()
    place = re.sub(r"^(?:show|open)(?: me)? ", "", told)
    if place in lists.newest:
        return tuple(notes[:1])
    if place in lists.oldest:
        return tuple(notes[-1:])
    for at, names in answers.words().ordinals.items():
        if place in names or place.removeprefix("the ") in names:
            return tuple(notes[at - 1 : at])
    dated = days(text, today)
    if dated:
        return on(notes, dated, zone)
    about = {person for person, label in people.items() if named(text, label)}
    if about:
        return tuple(note for note in notes if note.who in about or _told(note, people, about))
    return _worded(notes, text)


def named(text: str, label: str) -> bool:
    """Tells whether a text names a person: their label, with or without "my" and a possessive s."""
    name = re.sub(r"^(?:my|the) ", "", answers.plain(label))
    return bool(name) and bool(re.search(rf"\b{re.escape(name)}s?\b", answers.plain(text)))


def mentions(texts: Sequence[Optional[str]], label: str) -> bool:
    """Tells whether any of a record's texts names a person."""
    return any(text and named(text, label) for text in texts)


def _told(note: Trigger, people: Mapping[str, str], about: set[str]) -> bool:
    texts = (note.situation, note.thought, note.action)
    return any(mentions(texts, people[person]) for person in about)


def _worded(notes: Sequence[Trigger], text: str) -> tuple[Trigger, ...]:
    """Returns the notes that hold every telling word of a text."""
    small = words().small
    wanted = {token.stem for token in cues.tokens(text) if token.word.isalnum() and token.word not in small}
    if not wanted:
        return ()
    return tuple(note for note in notes if wanted <= _stems(note))


def _stems(note: Trigger) -> set[str]:
    told = " ".join(
        part for part in (note.situation, note.thought, note.action, *(f.word for f in note.feelings)) if part
    )
    return {token.stem for token in cues.tokens(told)}


def spoken_day(at: datetime, now: datetime, zone: tzinfo) -> str:
    """Returns a note's day as it is shown ("Sunday 12 April"), with its year where that is another one."""
    day, today = at.astimezone(zone), now.astimezone(zone)
    shown = f"{day:%A} {day.day} {day:%B}"
    return shown if day.year == today.year else f"{shown} {day.year}"
