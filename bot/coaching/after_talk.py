"""After the real talk: what an answer to "how did it go?" tells (content 5.5)."""

from __future__ import annotations

from typing import Literal, Optional

from bot.coaching import cues
from bot.content import Shape, content

Happened = Literal["said", "not_yet", "decided_not"]


class AfterWords(Shape):
    """Shape of `content/after_talk.yml`."""

    hard: tuple[str, ...]
    not_yet: tuple[str, ...]
    decided_not: tuple[str, ...]


def words() -> AfterWords:
    """Returns the reading lists of `content/after_talk.yml`."""
    return content("after_talk.yml", AfterWords)


def happened(text: str) -> Optional[Happened]:
    """Returns whether the talk took place, where a text says that it did not; "said" is never guessed."""
    if cues.hit(text, words().decided_not):
        return "decided_not"
    return "not_yet" if cues.hit(text, words().not_yet) else None


def went_hard(text: str) -> bool:
    """Tells whether a text says that it went badly, so that safety is asked after (content 5.5, AT3)."""
    return cues.hit(text, words().hard) is not None
