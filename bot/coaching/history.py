"""Two or three people who mattered, side by side (amendments 3.3, HX); what they see is theirs to say."""

from __future__ import annotations

import re
from typing import Literal, Mapping, Optional, Sequence

from bot.coaching import answers, hearing, quotes
from bot.coaching.records_stages import History, HistoryNote
from bot.content import Shape, content

Part = Literal["drew", "bad"]
PARTS: tuple[Part, ...] = ("drew", "bad")
FIELDS: dict[Part, str] = {"drew": "drew_in", "bad": "bad_days"}
MOST = 3
"""Most people that are looked at together."""
NAME_WORDS = 4
"""Most words of a nickname."""
LONGEST = 500
"""Most characters of one answer that are kept."""


class HistoryWords(Shape):
    """Shape of `content/history.yml`."""

    before: tuple[str, ...]
    nobody: frozenset[str]
    person: dict[str, str]
    seen: dict[str, str]


def words() -> HistoryWords:
    """Returns the reading lists and card formats of `content/history.yml`."""
    return content("history.yml", HistoryWords)


def names(text: str) -> tuple[str, ...]:
    """Returns the nicknames an answer lists, at most three, each once; nothing where it tells a story."""
    found: dict[str, str] = {}
    for part in re.split(r"[,;\n/&+.]|\band\b|\bthen\b|\d[.)]", text):
        name = _bare(part.strip(" .!?\"'“”"))
        plain = answers.plain(name)
        if plain and plain not in words().nobody and len(plain.split()) <= NAME_WORDS:
            found.setdefault(plain, name[:60])
    return tuple(found.values())[:MOST]


def _bare(name: str) -> str:
    for opening in words().before:
        if answers.plain(name).startswith(f"{opening} "):
            return " ".join(name.split()[len(opening.split()) :])
    return name


def spoken(label: str) -> str:
    """Returns a nickname as it is said back: "my first wife" as "your first wife", "tom" as "Tom"."""
    lists = hearing.words()
    owner, _, rest = label.partition(" ")
    return (
        f"{lists.owner_spoken} {rest}" if rest and owner.lower() in lists.owners else hearing.capital(label)
    )


def turn(number: int) -> tuple[int, Part]:
    """Returns which person (from 0) and which part the question with this number is about."""
    return number // len(PARTS), PARTS[number % len(PARTS)]


def first_open(people: Sequence[str], notes: Mapping[str, HistoryNote]) -> int:
    """Returns the number of the first question that was not answered; `notes` by person id."""
    for number in range(len(people) * len(PARTS)):
        at, part = turn(number)
        note = notes.get(people[at])
        if note is None or getattr(note, FIELDS[part]) is None:
            return number
    return len(people) * len(PARTS)


def card(people: Sequence[tuple[str, Optional[HistoryNote]]]) -> str:
    """Returns (label, note) of each person as a block of quoted lines, one under the other."""
    blocks = []
    for label, note in people:
        name = hearing.capital(spoken(label))
        lines = quotes.card(words().person, {field: getattr(note, field, None) for field in FIELDS.values()})
        blocks.append(f"{name}\n{lines}" if lines else name)
    return "\n\n".join(blocks)


def seen(history: History) -> str:
    """Returns what was seen, and what is to be noticed sooner, as quoted lines."""
    return quotes.card(words().seen, {"seen": history.seen, "sooner": history.sooner})
