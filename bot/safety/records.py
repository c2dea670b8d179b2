"""What `permits` reads: crises and people, frozen values that never overwrite one another (ST1 to ST3)."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, Optional

from bot.coaching.records import Record

Category = Literal["SU", "SH", "PV", "PO", "MI", "ME", "PS", "PA", "SX"]
Level = Literal["none", "concern", "crisis"]


class Crisis(Record):
    """One crisis of one category, from its first message to its end."""

    category: Category
    level: Literal["concern", "crisis"]
    opened_at: datetime
    last_at: datetime
    status: Literal["open", "followup", "closed"] = "open"
    closed_at: Optional[datetime] = None
    card_at: Optional[datetime] = None
    """When the last card of this category was shown (rule ST5)."""
    denied: int = 0
    codes: tuple[str, ...] = ()
    """Coded facts: attempt-now, means-near, weapon, child-there, strangled, long-ago, once (OP2)."""
    followup_wanted: Optional[bool] = None
    more_offered: bool = False
    """Whether further check-ins were offered, as they are once (rule FU2)."""


class Person(Record):
    """Somebody in the person's life (rule PP1)."""

    label: str
    former: tuple[str, ...] = ()
    """What they were called before; renaming never makes them somebody else (rule VI2)."""
    relation: Optional[
        Literal[
            "partner",
            "ex",
            "dating",
            "several",
            "widowed",
            "co_parent",
            "arranged",
            "family",
            "friend",
            "work",
            "other",
        ]
    ] = None
    pronoun: Optional[Literal["he", "she", "they"]] = None
    checked_on: Optional[datetime] = None
    """When the safety question was last answered "no" for this person; valid 30 days (rule VI1)."""
    dv_flag_at: Optional[datetime] = None
    po_flag_at: Optional[datetime] = None
