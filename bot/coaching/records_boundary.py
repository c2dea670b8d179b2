"""What the boundary, repair and self-love rooms keep: in the person's words, answer by answer."""

from __future__ import annotations

from typing import Literal, Optional

from pydantic import BaseModel, Extra

from bot.coaching.records import Mark, Record

Step = Literal["restate", "limit", "act", "away"]
Times = Literal["never", "once", "several"]
Sitting = Literal["hoped", "give", "good", "next"]


class Rung(BaseModel):
    """One step of a boundary with its rehearsed sentence."""

    step: Step
    words: str

    class Config:
        extra = Extra.forbid
        frozen = True


class Boundary(Record):
    """What a person will do to look after themselves: the situation, the need, a sentence per step."""

    who: Optional[str] = None
    """Id of a person record."""
    situation: str = ""
    times: Optional[Times] = None
    """How often it happened after they were told how it lands."""
    need: Optional[str] = None
    rungs: tuple[Rung, ...] = ()
    friend: Optional[str] = None
    """What they would say to a friend in that spot."""
    easier: Optional[str] = None
    status: Literal["draft", "kept", "let_go"] = "draft"
    marks: tuple[Mark, ...] = ()


class Repair(Record):
    """A repair talk prepared alone (amendments 3.3, RA)."""

    who: Optional[str] = None
    """Id of a person record."""
    what: Optional[str] = None
    mine: Optional[str] = None
    theirs: Optional[str] = None
    offer: Optional[str] = None
    ask: Optional[str] = None
    line: Optional[str] = None
    marks: tuple[Mark, ...] = ()
    complete: bool = False


class SelfLove(Record):
    """One of the four sittings of the self-love path (amendments 3.3, SL)."""

    sitting: Sitting
    lines: tuple[str, ...] = ()
    nice: tuple[str, ...] = ()
    """What would be nice next time, beside what must be."""
