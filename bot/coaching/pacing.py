"""How much the coach is used: when it says again what it is, and when it points to people (content 11.4)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Optional, Sequence

from pydantic import BaseModel

from bot.coaching.sitting import GAP

DAY, MUCH = timedelta(hours=24), timedelta(minutes=90)
"""More than MUCH in the last DAY is a lot."""
DAYS, OFTEN = timedelta(days=3), 10
"""More than OFTEN sittings in the last DAYS is often."""
REMIND = timedelta(hours=3)
"""Somebody who goes on talking hears again in this time that it is a program (New York's rule, 11.3)."""


class Spell(BaseModel):
    """One sitting, from its first message to its last so far."""

    since: datetime
    last: datetime

    class Config:
        frozen = True


def heard(spells: Sequence[Spell], now: datetime) -> tuple[Spell, ...]:
    """Returns the sittings of the last days with a message at `now` added; older ones are dropped."""
    kept = [spell for spell in spells if now - spell.last < DAYS]
    if kept and now - kept[-1].last < GAP:
        return (*kept[:-1], Spell(since=kept[-1].since, last=now))
    return (*kept, Spell(since=now, last=now))


def much(spells: Sequence[Spell], now: datetime) -> bool:
    """Tells whether these are many sittings, or much time in the last day."""
    today = (max(timedelta(0), spell.last - max(spell.since, now - DAY)) for spell in spells)
    return len(spells) > OFTEN or sum(today, timedelta(0)) > MUCH


def remind(spells: Sequence[Spell], told: Optional[datetime], now: datetime) -> bool:
    """Tells whether this sitting has gone on so long since it was said last what the coach is."""
    since = spells[-1].since if spells else now
    return now - max(since, told or since) >= REMIND
