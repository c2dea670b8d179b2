"""Their own goal: which one holds, and whether another is asked for (amendments W3)."""

from __future__ import annotations

from datetime import datetime
from typing import Optional, Sequence

from bot.coaching import cues
from bot.coaching.records_self import Goal
from bot.content import Shape, content

LONGEST = 500
"""Most characters of a goal that are kept (content 3.1)."""

WEEK, MONTH = 7, 28
"""Days after which it is asked how the goal is (W3)."""


class GoalWords(Shape):
    """Shape of `content/goal.yml`."""

    change: tuple[str, ...]


def current(goals: Sequence[Goal]) -> Optional[Goal]:
    """Returns the goal that holds, the newest, or None; `goals` are oldest first."""
    return next(reversed(goals), None)


def asks_change(text: str) -> bool:
    """Tells whether a text asks for another goal."""
    return bool(cues.hit(text, content("goal.yml", GoalWords).change))


def month_due(goal: Goal, now: datetime) -> bool:
    """Tells whether day 7 of a goal has come and day 28 is still ahead."""
    return WEEK <= (now - goal.created_at).days < MONTH
