"""One event taken apart: what happened, what it meant, what is older, what today's part asks (stage B)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal, Optional, Sequence, get_args

from bot.coaching import answers, quotes
from bot.coaching.records import Trigger
from bot.coaching.records_stages import EventNote
from bot.coaching.step4_triggers import situation_lines
from bot.content import Shape, content

Part = Literal["facts", "peak", "meaning", "echo", "today", "choice"]
PARTS: tuple[Part, ...] = get_args(Part)
LONGEST = 500
"""Most characters of one answer that are kept."""
LATELY = timedelta(days=14)
"""A note older than this is not offered as a recent event. [design]"""


class EventWords(Shape):
    """Shape of `content/current_events.yml`."""

    no_echo: frozenset[str]
    card: dict[str, str]


def words() -> EventWords:
    """Returns the reading list and card formats of `content/current_events.yml`."""
    return content("current_events.yml", EventWords)


def offered(
    triggers: Sequence[Trigger], events: Sequence[EventNote], now: datetime, blocked: frozenset[str]
) -> Optional[Trigger]:
    """Returns the newest trigger of the last 14 days not yet taken apart, none about blocked people."""
    done = {event.trigger for event in events if event.complete}
    fresh = [
        note
        for note in triggers
        if note.kind == "event"
        and situation_lines(note)
        and note.id not in done
        and note.who not in blocked
        and now - note.created_at < LATELY
    ]
    return max(fresh, key=lambda note: note.created_at) if fresh else None


def answer(event: EventNote, part: str, text: str) -> Optional[EventNote]:
    """Returns the event with an answer in its field, None where nothing was said; no echo stays none."""
    if answers.nothing_said(text):
        return None
    if part == "echo" and (answers.plain(text) in words().no_echo or answers.only_denies(text)):
        return event.copy(update={"echo": None})
    return event.copy(update={part: text.strip()[:LONGEST]})


def next_part(event: EventNote, asked: frozenset[str]) -> Optional[Part]:
    """Returns the part to ask about now, or nothing; today's part only beside an echo (amendments 1.3)."""
    needed = (part for part in PARTS if part != "today" or event.echo)
    return next((part for part in needed if not getattr(event, part) and part not in asked), None)


def card(event: EventNote) -> str:
    """Returns what was told, as quoted lines."""
    return quotes.card(words().card, {part: getattr(event, part) for part in PARTS})
