"""One person's book for one turn: reads see its own changes; only the journal's commit writes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Awaitable, Callable, Iterable, Mapping, Optional, TypeVar, cast

from bot.channels.base import Button
from bot.coaching.records import (
    Appointment,
    JealousyNote,
    Need,
    Pattern,
    Profile,
    Record,
    Rehearsal,
    ThoughtRecord,
    Trigger,
    UnsentMessage,
    Wish,
    Wound,
)
from bot.coaching.records_boundary import Boundary, Repair, SelfLove
from bot.coaching.records_everyday import Feedback, PracticeDone
from bot.coaching.records_nudges import NudgePlan
from bot.coaching.records_self import BasePlan, Goal, ListLine, SafetyPlan, Talked
from bot.coaching.records_stages import EventNote, History, HistoryNote, Loss, PastNote
from bot.coaching.records_style import Rung, StyleCheck
from bot.safety.records import Crisis, Person

KINDS: dict[str, type[Record]] = {
    "trigger": Trigger,
    "wound": Wound,
    "need": Need,
    "rehearsal": Rehearsal,
    "pattern": Pattern,
    "unsent": UnsentMessage,
    "past": PastNote,
    "event": EventNote,
    "history": HistoryNote,
    "histories": History,
    "loss": Loss,
    "thought": ThoughtRecord,
    "jealousy": JealousyNote,
    "list_line": ListLine,
    "base_plan": BasePlan,
    "talked": Talked,
    "goal": Goal,
    "safety_plan": SafetyPlan,
    "boundary": Boundary,
    "repair": Repair,
    "self_love": SelfLove,
    "person": Person,
    "crisis": Crisis,
    "appointment": Appointment,
    "wish": Wish,
    "style_check": StyleCheck,
    "rung": Rung,
    "practice": PracticeDone,
    "feedback": Feedback,
    "nudge_plan": NudgePlan,
}
"""Every kind of entry by the name its rows carry; a new kind is one line here."""
NAMES = {kind: name for name, kind in KINDS.items()}
AT_ONCE = (Person, Crisis)
"""What is loaded with the book, since `permits` reads it on every turn."""
KEYBOARDS = 30
"""Keyboards remembered of one person; older ones are stale."""

R = TypeVar("R", bound=Record)
Read = Callable[[str, str, Optional[str]], Awaitable[list[Record]]]
"""Reads the entries of (user id, kind's name, id or all)."""


@dataclass
class Book:
    """What is kept of one person, and what this turn changes of it."""

    user_id: str
    read: Read
    profile: Profile = field(default_factory=Profile)
    last_seen_at: Optional[datetime] = None
    """When they were last heard; None for someone new."""
    tracker: Optional[str] = None
    """Rasa's conversation as JSON text."""
    keyboards: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    """Buttons (`title`, `payload`) by keyboard id, oldest first."""
    latest_keyboard: Optional[str] = None
    """The keyboard shown last, also when it was pressed since."""
    loaded: dict[str, Record] = field(default_factory=dict)
    """The entries of `AT_ONCE`, oldest first."""
    changes: dict[str, Optional[Record]] = field(default_factory=dict)
    """Records put by id, and None for removed ones, since the last commit."""
    written: Any = None
    """The conversation as the database has it, for the journal to tell whether it changed."""
    counted: Counter[str] = field(default_factory=Counter)
    """What this turn adds to the counters that know nobody."""
    withdraws: bool = False
    """Nudges that wait to be sent to them are withdrawn with the next commit."""
    forestalled: bool = False
    """They wrote before the check-in they were asked with last had been sent; it is withdrawn."""
    unreadable: bool = False
    """There are rows of theirs whose key is gone; the next commit removes them."""

    def update_profile(self, **changes: Any) -> None:
        """Replaces fields of the profile; raises `pydantic.ValidationError` for values that do not fit."""
        self.profile = Profile(**{**self.profile.dict(), **changes})

    def keep_keyboard(self, keyboard: str, buttons: Iterable[Button]) -> None:
        """Remembers what a keyboard's buttons mean; the oldest beyond `KEYBOARDS` is let go."""
        self.keyboards.pop(keyboard, None)
        self.keyboards[keyboard] = [{"title": b.title, "payload": b.payload} for b in buttons]
        self.latest_keyboard = keyboard
        while len(self.keyboards) > KEYBOARDS:
            del self.keyboards[next(iter(self.keyboards))]

    def drop_keyboard(self, keyboard: str) -> None:
        """Forgets a keyboard once it was used."""
        self.keyboards.pop(keyboard, None)

    @property
    def people(self) -> list[Person]:
        """The people in their life, oldest first."""
        return self._seen(Person, self.loaded)

    @property
    def crises(self) -> list[Crisis]:
        """Their crises, open and closed, oldest first."""
        return self._seen(Crisis, self.loaded)

    async def all(self, kind: type[R]) -> list[R]:
        """Returns every record of a kind, oldest first; raises `DatabaseDown`."""
        if kind in AT_ONCE:
            return self._seen(kind, self.loaded)
        found = [] if self.unreadable else await self.read(self.user_id, NAMES[kind], None)
        return self._seen(kind, {record.id: record for record in found})

    async def get(self, kind: type[R], id: str) -> Optional[R]:
        """Returns one record, or None where there is none of this kind and id; raises `DatabaseDown`."""
        if id in self.changes:
            changed = self.changes[id]
            return changed if isinstance(changed, kind) else None
        if kind in AT_ONCE:
            record = self.loaded.get(id)
            return record if isinstance(record, kind) else None
        found = [] if self.unreadable else await self.read(self.user_id, NAMES[kind], id)
        return cast(Optional[R], next(iter(found), None))

    def put(self, record: Record) -> None:
        """Adds a record, or replaces the one with its id."""
        if self.changes.get(record.id) is None:
            self.changes.pop(record.id, None)
        self.changes[record.id] = record

    def remove(self, record: Record) -> None:
        """Removes a record; harmless where it is not there."""
        self.discard(record.id)

    def discard(self, id: str) -> None:
        """Removes the record of an id; harmless where it is not there."""
        self.changes.pop(id, None)
        self.changes[id] = None

    def count(self, what: str) -> None:
        """Adds one to a counter of nudges (`sent`, `snoozed`, `stopped` …) with the next commit."""
        self.counted[what] += 1

    def settle(self, kept: bool, seen_at: datetime) -> None:
        """Takes note of a commit; where entries are not `kept`, they live on in this book alone."""
        self.last_seen_at, self.unreadable, self.withdraws = seen_at, False, False
        self.counted = Counter()
        if kept:
            at_once = self._overlaid(AT_ONCE, self.loaded)
            self.loaded = {record.id: record for record in at_once}
            self.changes = {}
        else:
            self.changes = {**self.loaded, **self.changes}

    def _seen(self, kind: type[R], stored: Mapping[str, Record]) -> list[R]:
        return cast(list[R], self._overlaid((kind,), stored))

    def _overlaid(self, kinds: tuple[type, ...], stored: Mapping[str, Record]) -> list[Record]:
        """Returns the records of these kinds as they are with this turn's changes, oldest first."""
        seen = {**stored, **self.changes}
        left = (record for record in seen.values() if isinstance(record, kinds))
        return sorted(cast(Iterable[Record], left), key=lambda record: record.created_at)
