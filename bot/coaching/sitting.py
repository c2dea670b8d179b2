"""One sitting: what was asked in it and how the person said they were (rules T3, T4 and U1)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Mapping, Optional

GAP = timedelta(minutes=30)
"""A shorter silence is the same sitting (rule U1)."""
MANY, LONG = 12, timedelta(minutes=20)
"""Questions, or time, after which a break is offered between two units: twice rule T3's, which counts from
inside one (rule U1 offers it between units alone, and the end of a unit has its own way out). [design]"""
HIGH, TOO_HIGH, RISE = 7, 8, 3
"""Ratings: a break is offered from HIGH (T3); from TOO_HIGH twice, or after a rise of RISE, it stops (T4)."""


@dataclass(frozen=True)
class Sitting:
    """A sitting as it stands now."""

    since: datetime
    now: datetime
    asked: int = 0
    ratings: tuple[int, ...] = ()
    offered: bool = False
    """Whether a break was offered in it."""
    unafraid: bool = False
    """Whether the private question was answered "no" in it, while nobody is known to note it with (F73)."""

    @property
    def too_much(self) -> bool:
        """Whether the exercise stops and is not taken up again in this sitting unless asked for (rule T4)."""
        twice = len(self.ratings) >= 2 and min(self.ratings[-2:]) >= TOO_HIGH
        return twice or bool(self.ratings) and self.ratings[-1] - min(self.ratings) >= RISE

    @property
    def break_due(self) -> bool:
        """Whether a break is to be offered before the next unit (rule T3)."""
        long = self.asked >= MANY or self.now - self.since >= LONG
        return not self.offered and (long or bool(self.ratings) and self.ratings[-1] >= HIGH)

    def asked_one(self) -> Sitting:
        """Returns the sitting with one more question asked."""
        return replace(self, asked=self.asked + 1)

    def rated(self, distress: int) -> Sitting:
        """Returns the sitting with a rating of 0 to 10 added."""
        return replace(self, ratings=(*self.ratings, distress))

    def break_offered(self) -> Sitting:
        """Returns the sitting with its break offered."""
        return replace(self, offered=True)

    def not_afraid(self) -> Sitting:
        """Returns the sitting with the private question answered "no"."""
        return replace(self, unafraid=True)

    def as_json(self, last: datetime) -> dict[str, Any]:
        """Returns the sitting as a slot keeps it; `last` is the time of its newest message."""
        return {
            "since": self.since.isoformat(),
            "last": last.isoformat(),
            "asked": self.asked,
            "ratings": list(self.ratings),
            "offered": self.offered,
            "unafraid": self.unafraid,
        }


def current(kept: Optional[Mapping[str, Any]], now: datetime) -> Sitting:
    """Returns the sitting that `kept` holds, or a new one where the last message is too long ago."""
    if not kept or now - datetime.fromisoformat(kept["last"]) >= GAP:
        return Sitting(since=now, now=now)
    return Sitting(
        since=datetime.fromisoformat(kept["since"]),
        now=now,
        asked=kept["asked"],
        ratings=tuple(kept["ratings"]),
        offered=kept["offered"],
        unafraid=bool(kept.get("unafraid")),
    )
