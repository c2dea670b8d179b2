"""Records of what a person holds about themselves: list lines, small plans, ticked talks, a goal."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, Optional

from pydantic import BaseModel, Extra

from bot.coaching.records import Record

Side = Literal["up", "down", "respect"]
Mark = Literal["surprise", "keep", "less"]


class ListLine(Record):
    """One line of step 3 in their words: an upside, a downside, or a thing they would respect."""

    side: Side
    text: str
    """Empty for as long as all that was said is a verdict, which stands in `left_off`."""
    left_off: Optional[str] = None
    """A verdict on themselves, kept apart until they say whether they want it in."""
    mark: Optional[Mark] = None
    """What they chose it as: the one that surprised them, the one to keep, the one to turn down."""
    pair: Optional[str] = None
    """Id of the line on the other side that is the same trait on a good or a bad day."""


class Dated(BaseModel):
    """An answer and when it was given."""

    at: datetime
    said: str

    class Config:
        extra = Extra.forbid
        frozen = True


class BasePlan(Record):
    """One small thing to practise this week (content 2.10, stage D)."""

    focus: str
    """A focus of `content/secure_base.yml`, or the person's own word for one."""
    tiny: str = ""
    cue: Optional[str] = None
    """What it is tied to."""
    sure: Optional[int] = None
    """How sure they are to do it, 0 to 10."""
    kind: Optional[str] = None
    """What they will say to themselves after a miss."""
    complete: bool = False
    marks: tuple[Dated, ...] = ()
    """Whether it was done, each time it was asked: "yes", "partly" or "no"."""


class Talked(Record):
    """The marks of a secure place a person ticked after a talk (content 2.10)."""

    marks: tuple[str, ...] = ()


class Goal(Record):
    """What they want to be different, in their words (amendments W3); the newest is the one that holds."""

    text: str
    marks: tuple[Dated, ...] = ()
    """How it was when asked: "better", "same" or "harder"."""


class SafetyPlan(Record):
    """The small plan for heavy moments, in their words (content 8.4); None is unasked, "" was left out."""

    helps: Optional[str] = None
    """What got them through before."""
    first: Optional[str] = None
    second: Optional[str] = None
    """Whom they contact first, and whom then."""
    distance: Optional[str] = None
    """What is better kept further away, or with somebody else."""
    complete: bool = False
