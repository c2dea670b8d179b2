"""One-off appointments: asked for with one tap, kept, and sent with neutral words (W1, FU4, FU6)."""

from __future__ import annotations

from typing import Optional
from zoneinfo import ZoneInfo

from bot.actions.base import Talk
from bot.coaching import answers
from bot.coaching.records import Appointment
from bot.coaching.zones import zone_of


def appoint(talk: Talk, text: str, line: str) -> Optional[str]:
    """Keeps an appointment at the time `text` says and returns that time in words; None where none is clear."""
    profile = talk.book.profile
    zone = ZoneInfo(profile.zone or zone_of(profile.country) or "UTC")
    due = answers.when(text, talk.now, zone)
    if due is None or due <= talk.now:
        return None
    talk.book.put(
        Appointment(created_at=talk.now, updated_at=talk.now, due_at=due, line=line)
    )
    local = due.astimezone(zone)
    return f"{local:%A} at {local:%H:%M}"
