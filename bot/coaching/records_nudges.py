"""What is kept of the messages a person asked for at hours they chose (docs/decisions/0008)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal, Optional

from pydantic import BaseModel, Extra

from bot.coaching.records import Record

Consent = Literal["security", "own_need", "holdout"]
"""What is asked for by itself, once."""
Off = Literal["user", "crisis", "silent"]
"""Why nothing is sent: they said so; a crisis came (they alone turn it on again, FU5); nobody answered."""


class Used(BaseModel):
    """A line that was shown, so that it does not come again within 30 days."""

    line: str
    at: datetime

    class Config:
        extra = Extra.forbid
        frozen = True


class NudgePlan(Record):
    """When somebody wants to be written to, and how that went; one a person.

    Hours are "HH:MM" on the clock of `zone`; weekdays count from Monday as 0.
    """

    due_at: Optional[datetime] = None
    """When to look at this plan next; None while it is off."""
    planned_at: Optional[datetime] = None
    """The occurrence `due_at` belongs to, before it was moved or snoozed."""
    zone: str
    place: str
    """The city they named, to say the hour by."""
    days: tuple[int, ...] = (0, 2, 4)
    every: Optional[int] = None
    """Every so many days instead of weekdays, counted from `anchor`; excluded weekdays stay out."""
    anchor: date
    at: str
    quiet_from: str = "21:00"
    quiet_until: str = "09:00"
    paused_until: Optional[datetime] = None
    off: Optional[Off] = None
    security: bool = False
    """Whether lines that call somebody safe to mind are wanted."""
    own_need: bool = False
    """Whether the need they kept may be shown after the tap."""
    holdout: bool = False
    """Whether one in ten may be left out to measure what they do."""
    asked: tuple[Consent, ...] = ()
    """The consents they were asked for, whatever they said."""
    snoozed: bool = False
    last_sent_at: Optional[datetime] = None
    unanswered: int = 0
    """Messages in a row that met no tap and no word."""
    used: tuple[Used, ...] = ()
