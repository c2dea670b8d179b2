"""Reads what a message that came at its hour is met with: the same few things its buttons say, typed."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from typing import Optional

from bot.coaching import answers
from bot.coaching.commands import BEGIN, Said
from bot.content import content
from bot.nudges.phrases import read

FRESH = timedelta(hours=24)
"""How long a message is answered by what is typed next."""
STOP = "stop"
"""The key of the words that end all messages."""
ENDS = Said("leave_me_alone")
FEW = 12
"""Most words of a wish about the messages themselves."""


@cache
def _rooms() -> dict[str, str]:
    replies = content("nudge_replies.yml", dict[str, tuple[str, ...]])
    return {phrase: room for room, phrases in replies.items() for phrase in phrases}


def reply(text: str, sent_at: Optional[datetime], now: datetime) -> Optional[Said]:
    """Returns what a text stands for as the answer to a message sent at `sent_at`, or None."""
    if sent_at is None or now - sent_at > FRESH:
        return None
    room = _rooms().get(answers.plain(text))
    if room is not None:
        return ENDS if room == STOP else Said(BEGIN, room)
    if len(text.split()) > FEW:
        return None
    wish = read(text, now)
    if wish.stop:
        return ENDS
    about_them = wish.less or wish.more or wish.per_week or wish.every or wish.pause_until or wish.excluded
    return Said(BEGIN, "nudges") if about_them and not wish.one_off else None
