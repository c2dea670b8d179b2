"""Sex that stands for something else: what an answer tells of being free to say no (amendments 3.3, SXT)."""

from __future__ import annotations

from bot.coaching import answers, cues
from bot.content import Shape, content

LONGEST = 200
"""Most characters of a need that are kept."""


class SexWords(Shape):
    """Shape of `content/sex.yml`."""

    not_free: tuple[str, ...]
    none: frozenset[str]


def words() -> SexWords:
    """Returns the reading lists of `content/sex.yml`."""
    return content("sex.yml", SexWords)


def not_free(text: str) -> bool:
    """Tells whether a text says that a no is not free."""
    return bool(cues.hit(text, words().not_free))


def not_theirs(text: str) -> bool:
    """Tells whether an answer says that none of it is theirs."""
    return answers.plain(text) in words().none
