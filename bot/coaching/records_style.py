"""What is kept of a style check, and of a ladder that is climbed."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, Optional

from pydantic import BaseModel, Extra

from bot.coaching.records import Record

Style = Literal["secure", "anxious", "avoidant", "disorganised"]
Voice = Literal["secure", "anxious", "avoidant", "disorganised", "mixed"]
Doubt = Literal["alike", "fast", "both_ways"]


class StyleAnswer(BaseModel):
    """One tap: the statement's id, the number from 1 to 7 as given (None: skipped), and when."""

    item: str
    value: Optional[int] = None
    at: datetime

    class Config:
        extra = Extra.forbid
        frozen = True


class StyleCheck(Record):
    """One look at one's own style, about people close to one; a new one never replaces it (content 1.5)."""

    how: Literal["long", "short", "words"]
    version: str
    """Of the statements."""
    answers: tuple[StyleAnswer, ...] = ()
    """In the order they were given."""
    anxiety: Optional[float] = None
    """1 to 7; None where too little was answered."""
    avoidance: Optional[float] = None
    blend: dict[Style, int] = {}
    """Per cent in steps of 5, as shown."""
    doubts: tuple[Doubt, ...] = ()
    fits: Optional[Literal["yes", "partly", "no"]] = None
    own_words: Optional[str] = None
    own: dict[Style, int] = {}
    """Per cent as the person puts it; where told, it outranks `blend`."""
    voice: Voice = "mixed"
    scene: Optional[str] = None
    """A moment in which the habit showed, in their words."""
    protects: Optional[str] = None
    """What the habit tries to do for them, in their words."""
    complete: bool = False


class Rung(Record):
    """One level of a ladder, as far as the person has got with it (content 2.11)."""

    ladder: Style
    level: int
    state: Literal["open", "done"] = "open"
    smaller: Optional[str] = None
    """A smaller version in their words."""
    noticed: Optional[str] = None
    helped: Optional[bool] = None
    """Whether it was useful, once it was tried (W9)."""
