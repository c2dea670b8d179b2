"""Who is right: what a text that asks for a judge says besides (dialogue 9); no verdict is in here."""

from __future__ import annotations

import re
from typing import Literal, Optional

from bot.coaching import cues, hearing
from bot.content import Shape, content

Push = Literal["side", "label"]


class VerdictWords(Shape):
    """Shape of `content/verdict.yml`."""

    side: tuple[str, ...]
    label: tuple[str, ...]
    tell: tuple[str, ...]
    know: tuple[str, ...]


def words() -> VerdictWords:
    """Returns the reading lists of `content/verdict.yml`."""
    return content("verdict.yml", VerdictWords)


def labels(text: str) -> bool:
    """Tells whether a text has a word for the other person ("a narcissist", "textbook")."""
    return cues.hit(text, words().label) is not None


def push(text: str) -> Optional[Push]:
    """Returns what a text presses for in place of an answer: a side, or a word, or nothing."""
    if cues.hit(text, words().side):
        return "side"
    return "label" if labels(text) else None


def told(text: str) -> str:
    """Returns what happened, as far as it is told: the sentences that ask for no judge and give no label."""
    judge = (*hearing.words().verdict, *words().label)
    parts = [part.strip() for part in re.split(r"[.?\n]+", text)]
    return ". ".join(part for part in parts if part and not cues.hit(part, judge))


def to_tell(text: str) -> Optional[Literal["tell", "know"]]:
    """Returns whether a need is to be told or only known, or None where a text says neither."""
    if cues.hit(text, words().know):
        return "know"
    return "tell" if cues.hit(text, words().tell) else None
