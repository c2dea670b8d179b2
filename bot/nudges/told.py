"""A text about messages while it is being read, and the lists it is read by (`content/nudge_words.yml`)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timezone, tzinfo
from difflib import get_close_matches
from functools import cache
from typing import Any, Iterable, Mapping, Optional

from bot.coaching.journal import words as journal_words
from bot.content import Shape, content
from bot.nudges import places
from bot.nudges.wish import Part, Unclear, Wish

NEAR = 0.79
"""Least likeness (difflib ratio) of a misspelt word to one that is known and begins with the same letter."""
UNSPACED = "\u2e80"
"""Scripts from here on (Chinese, Japanese, Korean) put no spaces between words."""
LONG_ENOUGH = 4
"""Least letters of a word that may be misspelt."""


class NudgeWords(Shape):
    """Shape of `content/nudge_words.yml`."""

    days: dict[str, tuple[int, ...]]
    abroad: dict[str, tuple[str, ...]]
    beside: dict[str, tuple[str, ...]]
    between: dict[str, tuple[str, ...]]
    plural: tuple[str, ...]
    spelling: tuple[str, ...]
    own_words: frozenset[str]
    short: dict[str, str]
    not_meant: tuple[str, ...]
    parts: dict[Part, tuple[str, ...]]
    denies: tuple[str, ...]
    turns: tuple[str, ...]
    denied_after: tuple[str, ...]
    granted_after: tuple[str, ...]
    adds: tuple[str, ...]
    often: dict[str, tuple[str, ...]]
    few: dict[str, int]
    too_often: tuple[str, ...]
    most_days: tuple[str, ...]
    doubtful: tuple[str, ...]
    your_choice: tuple[str, ...]
    vague_hours: tuple[str, ...]
    busy: tuple[str, ...]
    asleep: tuple[str, ...]
    less: tuple[str, ...]
    more: tuple[str, ...]
    stop: tuple[str, ...]
    ends: tuple[str, ...]
    unwanted: tuple[str, ...]
    ended: tuple[str, ...]
    received: tuple[str, ...]
    limits: tuple[str, ...]
    for_ever: tuple[str, ...]
    takes_back: tuple[str, ...]
    stop_clause: tuple[str, ...]
    stop_whole: frozenset[str]
    polite: frozenset[str]
    others: tuple[str, ...]
    keep_on: tuple[str, ...]
    resume: tuple[str, ...]
    pause: tuple[str, ...]
    held: tuple[str, ...]
    held_off: tuple[str, ...]
    pause_alone: tuple[str, ...]
    vague_spans: tuple[str, ...]
    forever: tuple[str, ...]
    spans: dict[str, int]
    months: tuple[str, ...]
    counts: dict[str, int]
    numerals: dict[str, int]
    one_off: tuple[str, ...]
    one_day: tuple[str, ...]
    asks: tuple[str, ...]
    recurs: tuple[str, ...]
    starts: tuple[str, ...]
    moved: tuple[str, ...]
    ahead: tuple[str, ...]
    lives: tuple[str, ...]
    by_place: tuple[str, ...]
    place_marks: frozenset[str]
    no_places: frozenset[str]
    two_zones: frozenset[str]


def words() -> NudgeWords:
    """Returns the reading lists of `content/nudge_words.yml`."""
    return content("nudge_words.yml", NudgeWords)


def either(phrases: Iterable[str]) -> str:
    """Returns a pattern for any of the phrases as whole words, the longest first."""
    return rf"(?<!\w)(?:{alternatives(phrases)})(?!\w)"


def alternatives(phrases: Iterable[str]) -> str:
    """Returns the phrases as the alternatives of a pattern, the longest first."""
    return _alternatives(tuple(phrases))


@cache
def _alternatives(phrases: tuple[str, ...]) -> str:
    return "|".join(re.escape(phrase) for phrase in sorted(phrases, key=len, reverse=True))


@cache
def weekdays() -> dict[str, int]:
    """Returns every name of a single weekday, and its number."""
    return {name: days[0] for name, days in words().days.items() if len(days) == 1}


def months() -> dict[str, int]:
    """Returns every name of a month, and its number."""
    return journal_words().months


@dataclass
class Told:
    """What is left to read of a text, and what was read; what is understood is blanked."""

    text: str
    now: datetime
    zone: Optional[tzinfo]
    asked: Optional[Unclear] = None
    wish: dict[str, Any] = field(default_factory=dict)
    unclear: list[Unclear] = field(default_factory=list)

    def has(self, phrases: Iterable[str]) -> bool:
        """Tells whether any of the phrases is left in the text."""
        return bool(re.search(either(phrases), self.text))

    def take(self, *patterns: str) -> Optional[re.Match[str]]:
        """Returns the first match of the first pattern that has one, and blanks it."""
        for pattern in patterns:
            match = re.search(pattern, self.text)
            if match:
                self.blank(match)
                return match
        return None

    def blank(self, match: re.Match[str]) -> None:
        """Blanks a match."""
        self.blank_span(*match.span())

    def blank_span(self, start: int, end: int) -> None:
        """Blanks what was read from `start` to `end`."""
        self.text = f"{self.text[:start]}{' ' * (end - start)}{self.text[end:]}"

    @property
    def today(self) -> date:
        """The person's day, in UTC where their zone is not known."""
        return self.now.astimezone(self.zone or timezone.utc).date()

    def begins(self, day: date) -> datetime:
        """Returns the beginning of a day of theirs, in UTC."""
        return datetime.combine(day, time(), tzinfo=self.zone or timezone.utc).astimezone(timezone.utc)

    def stopped(self) -> None:
        """Notes that nothing is to come any more, whatever else was said."""
        self.wish, self.unclear = {"stop": True}, []

    def done(self) -> Wish:
        """Returns what was read."""
        return Wish(**self.wish, unclear=tuple(dict.fromkeys(self.unclear)))


def cleaned(text: str) -> str:
    """Returns a text in lower case, short forms written out, misspelt words put right, greetings blanked."""
    told = _translated(re.sub(r"['’‘`´]", "", places.folded(text).lower()))
    told = re.sub(r"\b([ap])\.\s?m\b\.?", r"\1m", told)
    told = re.sub(rf"(?<=\d)\.(?= (?:of )?{either(months())})", "", told)
    told = re.sub(r"(?<=\d)\s?[–—-]\s?(?=\d)", "-", told)
    told = re.sub(r"[^\W_]+(?:/[ew])?", lambda match: _spelt(match[0]), told)
    told = re.sub(either(words().not_meant), lambda match: " " * len(match[0]), told)
    whole = (
        rf"\b(daily|days?|any ?time|week|all|any|everything) (?:but|bar)(?= (?:on )?{either(words().days)})"
    )
    return re.sub(whole, r"\1 except", told)


def _translated(text: str) -> str:
    """Returns a text with weekdays of other languages in English, and what stands beside them.

    A text that names none is left as it is: "um", "pas" and "nu" are something else there.
    """
    lists = words()
    named = _put(text, lists.abroad)
    if named == text:
        return text
    names = either(lists.days)
    for word, phrases in lists.between.items():
        named = re.sub(rf"({names})\W*?{_written(phrases)}(?=\W*{names})", rf"\1 {word} ", named)
    return re.sub(r" +", " ", _put(named, lists.beside))


def _put(text: str, table: Mapping[str, tuple[str, ...]]) -> str:
    """Returns a text with every phrase of a table replaced by the word it stands under."""
    known = {places.folded(phrase): word for word, phrases in table.items() for phrase in phrases}
    return re.sub(_written(known), lambda match: f" {known[match[0]]} ", text)


def _written(phrases: Iterable[str]) -> str:
    """Returns a pattern for any of the phrases; in a script without spaces they stand inside of words."""
    folded = [places.folded(phrase) for phrase in phrases]
    spaced = either(phrase for phrase in folded if phrase < UNSPACED)
    unspaced = [phrase for phrase in folded if phrase >= UNSPACED]
    return rf"(?:{spaced}|{alternatives(unspaced)})" if unspaced else spaced


@cache
def _spelt(word: str) -> str:
    lists = words()
    if word in lists.short:
        return lists.short[word]
    if word in lists.days or word in lists.own_words or len(word) < LONG_ENOUGH or not word.isalpha():
        return word
    alike = [known for known in lists.spelling if known[0] == word[0]]
    near = get_close_matches(word, alike, 1, NEAR)
    return near[0] if near else word


def parts_of(text: str) -> tuple[Part, ...]:
    """Returns the parts of the day a text names and does not deny, in order."""
    return tuple(part for _, part, denied in sorted(_parts(text)) if not denied)


def denied_parts(text: str) -> bool:
    """Tells whether a text takes a part of the day out and names none ("not in the mornings")."""
    found = _parts(text)
    return bool(found) and all(denied for _, _, denied in found)


def _parts(text: str) -> list[tuple[int, Part, bool]]:
    """Returns where each part of the day stands that a text names, and whether it is denied there."""
    found: list[tuple[int, Part, bool]] = []
    for part, phrases in words().parts.items():
        match = re.search(either(phrases), text)
        if match:
            clause = re.split(r"[.,;!?\n]", text[: match.start()])[-1]
            denied = bool({"not", "no", "never", "dont", "except", "stop"} & set(clause.split()[-4:]))
            denied = denied or bool(re.match(rf"\s+{either(words().denied_after)}", text[match.end() :]))
            found.append((match.start(), part, denied))
    return found
