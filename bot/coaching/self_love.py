"""Self-love in four sittings: which one is next, how answers are parted, and how they are shown (SL)."""

from __future__ import annotations

import re
from datetime import datetime, tzinfo
from typing import Iterable, Optional

from bot.coaching import answers
from bot.coaching.records_boundary import SelfLove, Sitting
from bot.content import Shape, content

ORDER: tuple[Sitting, ...] = ("hoped", "give", "good", "next")
LISTS = frozenset({"next"})
"""Sittings whose answer is several things."""
LONGEST = 500
"""Most characters of one answer that are kept (content 3.1)."""
MOST = 6
"""Most things kept of one list."""


class LoveWords(Shape):
    """Shape of `content/self_love.yml`."""

    card: dict[Sitting, str]
    nice: str
    quoted: str
    between: str
    parts: str

    class Config:
        anystr_strip_whitespace = False


def words() -> LoveWords:
    """Returns the formats of `content/self_love.yml`."""
    return content("self_love.yml", LoveWords)


def next_sitting(kept: Iterable[SelfLove]) -> Optional[Sitting]:
    """Returns the first sitting that nothing is kept of, or None when all four stand."""
    done = {one.sitting for one in kept if one.lines}
    return next((sitting for sitting in ORDER if sitting not in done), None)


def held_today(kept: Iterable[SelfLove], now: datetime, zone: tzinfo) -> bool:
    """Tells whether a sitting was held on the day it is where the person is."""
    today = now.astimezone(zone).date()
    return any(one.created_at.astimezone(zone).date() == today for one in kept if one.lines)


def lines_of(sitting: Sitting, text: str) -> tuple[str, ...]:
    """Returns an answer as kept: one line, or for a list its things; nothing where nothing is said."""
    said = text.strip()[:LONGEST]
    if answers.nothing_said(said):
        return ()
    if sitting not in LISTS:
        return (said,)
    parted = (part.strip(" .-") for part in re.split(words().parts, said))
    return tuple(part for part in parted if part)[:MOST]


def card(kept: Iterable[SelfLove]) -> str:
    """Returns the sittings' lines in their order, the latest of each, answers as quotes."""
    lists = words()
    latest = {one.sitting: one for one in sorted(kept, key=lambda one: one.created_at) if one.lines}
    shown: list[str] = []
    for sitting in ORDER:
        if sitting in latest:
            shown.append(lists.card[sitting].format(lines=_quoted(latest[sitting].lines)))
            if latest[sitting].nice:
                shown.append(lists.nice.format(lines=_quoted(latest[sitting].nice)))
    return "\n".join(shown)


def _quoted(lines: Iterable[str]) -> str:
    return words().between.join(words().quoted.format(line=line) for line in lines)
