"""The programme as a whole: how each of the nine steps stands, and one small thing to propose next.

Nothing here is a score: a step is done enough by the number of kept things its row names, and may be taken in
any order (content 2). What is proposed depends on the way of the person's voice (content 2.11), on what they
have, and on how they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Collection, Literal, Mapping, Optional, Sequence

from bot.coaching.records import Record
from bot.content import Shape, content

State = Literal["not_started", "started", "paused", "done_enough", "revisit"]
ANYTHING = "*"
"""A field of a row that anything told fits."""
WORTH_ANOTHER_LOOK = timedelta(days=30)
"""After so long untouched, a step that was done is worth another look. [design]"""


class Step(Shape):
    """One row of the programme."""

    room: str
    name: str
    kind: str
    where: dict[str, Any]
    each: dict[str, tuple[str, ...]] = {}
    enough: int

    def counts(self, record: Record) -> bool:
        """Tells whether a record counts towards the step."""
        told = ((getattr(record, field), value) for field, value in self.where.items())
        return all(bool(found) if value == ANYTHING else found == value for found, value in told)

    def is_enough(self, counted: Sequence[Record]) -> bool:
        """Tells whether these are enough for now."""
        parts: list[Sequence[Record]] = [
            [record for record in counted if getattr(record, field) == value]
            for field, values in self.each.items()
            for value in values
        ]
        return all(len(part) >= self.enough for part in parts or [counted])


class Programme(Shape):
    """Shape of `content/programme.yml`."""

    steps: tuple[Step, ...]
    shown: dict[State, str]
    small: tuple[str, ...]
    after_loss: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True)
class Standing:
    """How one step stands: `count` of the things kept that count towards it."""

    number: int
    step: Step
    state: State
    count: int

    @property
    def line(self) -> str:
        """The step as it is shown."""
        return programme().shown[self.state].format(number=self.number, name=self.step.name, count=self.count)


def programme() -> Programme:
    """Returns `content/programme.yml`."""
    return content("programme.yml", Programme)


def standings(
    kept: Mapping[str, Sequence[Record]], paused: Optional[str], now: datetime
) -> tuple[Standing, ...]:
    """Returns how each step stands; `kept` holds all records by kind, `paused` is the room left open."""
    return tuple(
        _standing(number, step, kept.get(step.kind, ()), step.room == paused, now)
        for number, step in enumerate(programme().steps, start=1)
    )


def _standing(number: int, step: Step, kept: Sequence[Record], paused: bool, now: datetime) -> Standing:
    counted = [record for record in kept if step.counts(record)]
    state: State = "started" if kept else "not_started"
    if paused:
        state = "paused"
    elif counted and step.is_enough(counted):
        old = now - max(record.updated_at for record in counted) >= WORTH_ANOTHER_LOOK
        state = "revisit" if old else "done_enough"
    return Standing(number, step, state, len(counted))


def touched(all_steps: Sequence[Standing]) -> tuple[Standing, ...]:
    """Returns the steps that were begun (never a row of empty ones, W7)."""
    return tuple(standing for standing in all_steps if standing.state != "not_started")


def propose(
    all_steps: Sequence[Standing],
    order: Sequence[str],
    *,
    gently: bool,
    closed: Collection[str] = (),
    passed: Collection[str] = (),
) -> str:
    """Returns the room to propose: the first on the way that is not done, short where it has to be gentle.

    `order`: rooms of the person's way; `closed`: rooms records close now; `passed`: rooms proposed and not
    wanted in this sitting. Once every one was passed, the first is proposed again.
    """
    done = {standing.step.room for standing in all_steps if standing.state == "done_enough"}
    small = programme().small
    way = [room for room in dict.fromkeys((*order, *programme().after)) if room not in done]
    allowed = [room for room in way if room not in closed and (room in small or not gently)]
    fresh = [room for room in allowed if room not in passed]
    return next(iter(fresh or allowed), small[0])
