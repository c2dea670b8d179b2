"""Unhelpful thoughts: what thought a text holds, what it may be a sign of, and what came of looking at it.

Nothing here decides that a thought is wrong. A thought that may be right about danger is told apart first
and never tested (content 2.10 and 6, rule VI6); a family of thoughts is suggested by the words that led to
it and left to the person.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Iterable, Literal, NamedTuple, Optional, Sequence

from bot.coaching import answers, cues
from bot.coaching.records import ThoughtRecord
from bot.content import Shape, content

Part = Literal["belief", "for", "against", "friend", "pattern", "second", "after"]
Outcome = Literal["dropped", "same", "up", "unrated"]
FULL: tuple[Part, ...] = ("belief", "for", "against", "pattern", "second", "after")
SHORT: tuple[Part, ...] = ("belief", "friend", "second", "after")
"""The questions of a whole record and of the short one (content 6.1)."""
LONGEST = 500
"""Most characters of one answer that are kept (content 3.1)."""
LIKE = 0.5
"""Least share of common words at which two tellings are one thought. [design]"""
MOVED = 10
"""Least difference of two beliefs (0 to 100) that counts as one. [design]"""
NIGHT = timedelta(hours=12)
"""What is nearer than this is the same night. [design]"""
TIMES = 3
"""From the how-manieth time in one night a practice is offered instead."""
DAY = timedelta(days=1)
"""At most one whole record in this time; a second one is the short one (content 6.1)."""
SCALE = 100


class Distortion(Shape):
    """One family of unhelpful thoughts."""

    plain: str
    weak: tuple[str, ...]
    cues: tuple[str, ...]
    example: str
    for_: str
    against: str
    starters: tuple[str, ...]

    class Config:
        fields = {"for_": "for"}


class CardLines(Shape):
    """The formats of the card's lines, by the record's field."""

    thought: str
    evidence_for: str
    evidence_against: str
    friend_view: str
    second: str


class ThoughtWords(Shape):
    """Shape of `content/thoughts.yml`."""

    openings: tuple[str, ...]
    about_thinking: tuple[str, ...]
    longest: int
    danger: tuple[str, ...]
    blame_for_harm: tuple[str, ...]
    little: frozenset[str]
    sayings: dict[str, str]
    deny: frozenset[str]
    stuck_for: str
    stuck_against: str
    starters: tuple[str, ...]
    card: CardLines


class Guess(NamedTuple):
    """A family a thought may belong to, and the person's words it was heard in."""

    id: str
    words: str


def words() -> ThoughtWords:
    """Returns the reading lists of `content/thoughts.yml`."""
    return content("thoughts.yml", ThoughtWords)


def distortions() -> dict[str, Distortion]:
    """Returns the families of `content/distortions.yml` by id."""
    return content("distortions.yml", dict[str, Distortion])


def caught(text: str) -> Optional[str]:
    """Returns the one thought a text holds, without what leads up to it, or None to ask for it."""
    lists = words()
    told = " ".join(text.split()).strip(" .,“”\"'")
    low = answers.plain(told)
    opening = max((o for o in lists.openings if low.startswith(f"{o} ")), key=len, default="")
    thought = " ".join(told.split()[len(opening.split()) :])
    about = not opening and cues.hit(told, lists.about_thinking)
    length = len(thought.split())
    if about or answers.nothing_said(thought) or length < 2 or length > lists.longest:
        return None
    return thought[:LONGEST]


def dangerous(text: str) -> bool:
    """Tells whether a thought may be a warning, or takes the blame for being hurt."""
    return cues.hit(text, (*words().danger, *words().blame_for_harm)) is not None


def suggest(thought: str, spared: Iterable[str] = ()) -> Optional[Guess]:
    """Returns the family whose cues a thought shows most plainly, with the words, or None.

    A cue counts by its number of words, a weak one by half of one; `spared` families are not suggested.
    """
    best, most = None, 0.0
    for name, family in distortions().items():
        if name in spared:
            continue
        found = [(float(len(hit.words.split())), hit) for hit in cues.hits(thought, family.cues)]
        found += [(0.5, hit) for hit in cues.hits(thought, family.weak)]
        score = sum(weight for weight, _ in found)
        if score > most:
            best, most = Guess(name, max(found, key=lambda one: one[0])[1].words), score
    return best


def likeness(one: str, other: str) -> float:
    """Returns how far two thoughts say the same, 0 to 1, by the words they share; order does not count."""
    first, second = _gist(one), _gist(other)
    if not first or not second or _denies(one) != _denies(other):
        return 0.0
    return len(first & second) / len(first | second)


def alike(thought: str, records: Iterable[ThoughtRecord]) -> list[ThoughtRecord]:
    """Returns the records of the same thought, in their order."""
    return [record for record in records if likeness(thought, record.thought) >= LIKE]


def _spoken(text: str) -> list[str]:
    told = f" {' '.join(token.word for token in cues.tokens(text) if token.word[0].isalnum())} "
    for saying, meant in words().sayings.items():
        told = told.replace(f" {saying} ", f" {meant} ")
    return told.split()


def _gist(text: str) -> frozenset[str]:
    lists = words()
    left = [word for word in _spoken(text) if word not in lists.little and word not in lists.deny]
    return frozenset(cues.stem(word) for word in left)


def _denies(text: str) -> bool:
    return sum(word in words().deny for word in _spoken(text)) % 2 == 1


def times_tonight(earlier: Sequence[ThoughtRecord], now: datetime) -> int:
    """Returns the how-manieth time in this night a thought is here, this time included."""
    return 1 + sum(now - record.created_at < NIGHT for record in earlier)


def order(records: Iterable[ThoughtRecord], now: datetime) -> tuple[Part, ...]:
    """Returns the questions to ask: a second record within a day is the short one (content 6.1)."""
    whole = [r for r in records if r.complete and r.evidence_against and now - r.created_at < DAY]
    return SHORT if whole else FULL


def following(parts: Sequence[Part], part: Optional[Part], suggested: bool) -> Optional[Part]:
    """Returns the part after `part` (None: the first); the family is asked about only where one was heard."""
    left = parts[parts.index(part) + 1 :] if part else parts
    return next((one for one in left if one != "pattern" or suggested), None)


def percent(text: str) -> Optional[int]:
    """Returns the belief of 0 to 100 an answer gives, or None; "8/10" is 80."""
    scaled = answers.number(text) if "/10" in text.replace(" ", "").replace("outof", "/") else None
    if scaled is not None and "/100" not in text.replace(" ", "").replace("outof", "/"):
        return scaled * (SCALE // 10)
    return answers.number(text, 0, SCALE)


def prompt(pattern: Optional[str], part: Literal["for", "against"]) -> str:
    """Returns a question that helps somebody who is stuck: the family's own, or one for any thought."""
    family = distortions().get(pattern or "")
    if part == "for":
        return family.for_ if family else words().stuck_for
    return family.against if family else words().stuck_against


def starters(pattern: Optional[str]) -> tuple[str, str]:
    """Returns two beginnings of a second sentence, the family's own first."""
    family = distortions().get(pattern or "")
    first, second = (*(family.starters if family else ()), *words().starters)[:2]
    return first, second


def outcome(record: ThoughtRecord) -> Outcome:
    """Returns what became of the belief, both told 0 to 100."""
    before, after = record.belief_before, record.belief_after
    if before is None or after is None:
        return "unrated"
    if after - before >= MOVED:
        return "up"
    return "dropped" if before - after >= MOVED else "same"


def card(record: ThoughtRecord) -> str:
    """Returns what was written as lines, each answer quoted; what is not there is left out."""
    formats = words().card.dict()
    told = ((line, getattr(record, field)) for field, line in formats.items())
    return "\n".join(line.format(line=value) for line, value in told if value)
