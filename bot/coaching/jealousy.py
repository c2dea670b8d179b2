"""Jealousy: what was seen and what was added, what the urge wants, and whose jealousy it is (content 2.12).

Works from what is told, never from an attachment style (content 0.1). Both people are protected: urges to
watch or to get even are told apart so that the wave comes before anything else.
"""

from __future__ import annotations

import re
from typing import Literal, Optional

from bot.coaching import cues
from bot.coaching.hearing import hear
from bot.coaching.records import JealousyNote
from bot.content import Shape, content

Urge = Literal["watching", "revenge", "other"]
LONGEST = 500
"""Most characters of one answer that are kept (content 3.1)."""


class CardLines(Shape):
    """The formats of the card's lines, by the record's field."""

    seen: str
    added: str
    belief: str
    friend_view: str


class JealousyWords(Shape):
    """Shape of `content/jealousy.yml`."""

    added_after: tuple[str, ...]
    theirs: tuple[str, ...]
    mine: tuple[str, ...]
    betrayal: tuple[str, ...]
    urges: dict[Literal["watching", "revenge"], tuple[str, ...]]
    watched: tuple[str, ...]
    card: CardLines


def words() -> JealousyWords:
    """Returns the reading lists of `content/jealousy.yml`."""
    return content("jealousy.yml", JealousyWords)


def split(text: str) -> tuple[str, Optional[str]]:
    """Returns what an answer says was seen and what the mind added to it, None where it does not say."""
    told = text.strip()[:LONGEST]
    marks = sorted(words().added_after, key=len, reverse=True)
    found = [re.search(rf"\b{re.escape(mark)}\b[:,]?\s*", told, re.IGNORECASE) for mark in marks]
    first = min((match for match in found if match), key=lambda match: match.start(), default=None)
    if first is None:
        return told, None
    seen, added = told[: first.start()].strip(" .,;-"), told[first.end() :].strip(" .,;")
    return (seen, added) if seen and added else (told, None)


def is_theirs(text: str) -> bool:
    """Tells whether it is the other person who is jealous, by the text's own words."""
    lists = words()
    return cues.hit(text, lists.theirs) is not None and cues.hit(text, lists.mine) is None


def betrayal_told(text: str) -> bool:
    """Tells whether a text says that trust was broken."""
    return cues.hit(text, words().betrayal) is not None


def urge(text: str) -> Urge:
    """Returns what kind of urge an answer names: to watch, to get even, or neither."""
    return next((kind for kind, found in words().urges.items() if cues.hit(text, found)), "other")


def wants_to_watch(text: str) -> bool:
    """Tells whether help is asked for with watching somebody (situation F29)."""
    return hear(text).topic == "watching"


def watched(text: str) -> bool:
    """Tells whether a text says that they already check or follow."""
    return cues.hit(text, words().watched) is not None


def card(note: JealousyNote) -> str:
    """Returns what was written as lines, each answer quoted; what is not there is left out."""
    formats = words().card.dict()
    told = ((line, getattr(note, field)) for field, line in formats.items())
    return "\n".join(line.format(line=value) for line, value in told if value is not None)
