"""What people ask of the coach that is not the programme's, and which line answers it (field 4)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal, Optional, Sequence

from bot.coaching import cues
from bot.content import Shape, content

TIMES = "asked_love"
"""Slot: when the coach was asked for reassurance, as ISO times; no word of it."""
NIGHT = timedelta(hours=8)
"""How far back askings count. [design]"""
SOON, SOON_MOST, NIGHT_MOST, ENOUGH = timedelta(minutes=30), 3, 5, 6
"""From 3 in 30 minutes or 5 in a night the loop is named; from the 6th it waits for morning (F37)."""


class Request(Shape):
    """How one request is asked, anywhere and in the middle of an exercise."""

    cues: tuple[str, ...]
    inside: tuple[str, ...]
    card: Optional[Literal["PO"]] = None
    repeats: bool = False
    first: Optional[str] = None
    """The private question that comes before the answer, where nobody was asked it lately (F73)."""


def requests() -> dict[str, Request]:
    """Returns the requests of `content/asked.yml` by name, in order."""
    return content("asked.yml", dict[str, Request])


def asked(text: str) -> Optional[str]:
    """Returns what a text that stands by itself asks of the coach, or None."""
    found = (name for name, one in requests().items() if cues.hit(text, (*one.inside, *one.cues)))
    return next(found, None)


def by_intent(intent: str) -> Optional[str]:
    """Returns the request that an intent of the classifier stands for, or None."""
    prefix, _, name = intent.partition("_")
    return name if prefix == "asked" and name in requests() else None


def inside(text: str) -> Optional[str]:
    """Returns what an answer to a question plainly asks of the coach instead, or None."""
    return next((name for name, one in requests().items() if cues.hit(text, one.inside)), None)


def line(request: str, times: Sequence[str], now: datetime) -> tuple[str, tuple[str, ...]]:
    """Returns the response to a request, and when it was asked in the last hours, this time included."""
    if not requests()[request].repeats:
        return f"utter_asked_{request}", tuple(times)
    kept = (*(at for at in times if now - datetime.fromisoformat(at) < NIGHT), now.isoformat())
    soon = sum(now - datetime.fromisoformat(at) < SOON for at in kept)
    if len(kept) >= ENOUGH:
        return f"utter_asked_{request}_morning", kept
    named = soon >= SOON_MOST or len(kept) >= NIGHT_MOST
    return f"utter_asked_{request}_again" if named else f"utter_asked_{request}", kept
