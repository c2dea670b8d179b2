"""What the rooms of the past, of relationships, of one event and of losses keep."""

from __future__ import annotations

from datetime import date
from typing import Literal, Optional

from bot.coaching.records import Record


class PastNote(Record):
    """A headline of the past: who cared, what they did, what was learned from it (content 2.10, stage A)."""

    headline: Optional[str] = None
    caregivers: tuple[str, ...] = ()
    response: Optional[str] = None
    """What they usually did when the person was upset."""
    learned: Optional[str] = None
    still: Optional[str] = None
    """Where it is done today, or what is done when upset these days."""
    safe_figure: Optional[str] = None
    present_only: bool = False
    harm_told: bool = False
    """Abuse was told of; no details are ever asked for."""
    before: Optional[int] = None
    """Distress of 0 to 10 before and after."""
    after: Optional[int] = None
    complete: bool = False

    @property
    def shown_by(self) -> str:
        """The line it is listed by."""
        return self.headline or self.learned or self.still or ""


class EventNote(Record):
    """One event taken apart: what happened, what it meant, what was older, what is chosen (stage B)."""

    trigger: Optional[str] = None
    """Id of the note it was first told in."""
    who: Optional[str] = None
    facts: str = ""
    peak: Optional[str] = None
    meaning: Optional[str] = None
    echo: Optional[str] = None
    today: Optional[str] = None
    """What would bother without the echo."""
    choice: Optional[str] = None
    complete: bool = False

    @property
    def shown_by(self) -> str:
        """The line it is listed by."""
        return self.facts


class HistoryNote(Record):
    """One person who mattered: what drew the person in, how the bad days felt (amendments 3.3, HX)."""

    who: str
    drew_in: Optional[str] = None
    bad_days: Optional[str] = None

    @property
    def shown_by(self) -> str:
        """The line it is listed by."""
        return self.drew_in or self.bad_days or ""


class History(Record):
    """What was seen when the people who mattered stood side by side; `people` are ids."""

    people: tuple[str, ...] = ()
    seen: Optional[str] = None
    sooner: Optional[str] = None
    """What is to be noticed sooner."""
    complete: bool = False

    @property
    def shown_by(self) -> str:
        """The line it is listed by."""
        return self.seen or self.sooner or ""


class Loss(Record):
    """That something ended, and when; none of the words it was told in."""

    kind: Literal["breakup", "death", "betrayal"]
    who: Optional[str] = None
    on: Optional[date] = None
    """The day; None where it was not told."""
    long_ago: bool = False
