"""The way through the programme by voice: rooms, aim, and a ladder of small steps (content 2.11)."""

from __future__ import annotations

from typing import Collection, Optional, Sequence

from bot.coaching.records_style import Voice
from bot.content import Shape, content


class Path(Shape):
    """One voice's way; `ladder` holds its levels, the easiest first."""

    order: tuple[str, ...]
    """Rooms, by the names of their forms."""
    aim: str
    stuck: str
    """Where people on it tend to get stuck."""
    answer: str
    """What the coach says then."""
    ladder: tuple[str, ...]


def path(voice: Voice) -> Path:
    """Returns a voice's way, of `content/paths.yml`."""
    return content("paths.yml", dict[Voice, Path])[voice]


def ladder(voice: Voice) -> tuple[str, ...]:
    """Returns a voice's levels, the first being level 1; "mixed" has none of its own."""
    return path(voice).ladder


def next_level(levels: Sequence[str], done: Collection[int]) -> Optional[int]:
    """Returns the first level from 1 that is not done, or None at the top of the ladder."""
    return next((level for level in range(1, len(levels) + 1) if level not in done), None)
