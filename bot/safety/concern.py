"""When a concern is asked about, and when it is let pass (rule CN4). A crisis is never muted."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Sequence

from bot.coaching import safety_plan
from bot.safety.records import Crisis
from bot.safety.screen import LONG_AGO, ONCE, Screening

SITTING = timedelta(minutes=30)
"""A denied, ambiguous cue is muted for this long after the last one (rules CN4, U1)."""
DENIED_WEEK = timedelta(days=7)
OF_A_PLAN = frozenset({"SU", "SH", "ME", "PA"})
"""Categories that an answer of a safety plan may sound like."""


def weigh(screening: Screening, crises: Sequence[Crisis], now: datetime) -> Screening:
    """Returns the screening, or one of level none where an ambiguous cue was just denied.

    Unambiguous cues and crises always pass.
    """
    if screening.level != "concern" or not screening.ambiguous:
        return screening
    same = [c for c in crises if c.category == screening.category and c.level == "concern"]
    if any(c.denied and now - c.updated_at < SITTING for c in same):
        return Screening(level="none", category=None, matched=None, ambiguous=False, codes=())
    return screening


def quiet(screening: Screening, crises: Sequence[Crisis], now: datetime) -> bool:
    """Returns whether an ambiguous cue gets the quiet line, no question: two denied checks in 7 days."""
    denied = [c for c in crises if c.category == screening.category and now - c.updated_at < DENIED_WEEK]
    return screening.ambiguous and sum(c.denied for c in denied) >= 2


def asked_before(crises: Sequence[Crisis], category: str, now: datetime) -> bool:
    """Returns whether this category was asked about and denied earlier in this sitting."""
    return any(c.category == category and c.denied and now - c.updated_at < SITTING for c in crises)


def kept_in_plan(screening: Screening, text: str) -> bool:
    """Returns whether an answer of a safety plan only sounds like danger, and may be kept (rule CN8).

    What tells of an attempt, of means at hand or of now never is; a crisis only where it plainly speaks of
    another time, or of what is done instead.
    """
    if screening.category not in OF_A_PLAN or set(screening.codes) - {LONG_AGO, ONCE}:
        return False
    if safety_plan.about_now(text):
        return False
    return screening.level == "concern" or safety_plan.about_then(text)
