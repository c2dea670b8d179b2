"""What is open to this person now, from records alone: the strictest one wins, always.

Rules ST1 to ST5, VI1 to VI8 and MN4. Transitions are pure too: each returns a new record, and none
removes a flag but the ones named in the rules.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Sequence, Union

from bot.safety.records import Category, Crisis, Person
from bot.safety.screen import RANK, Screening

SILENCE = timedelta(hours=6)
"""After this an open crisis becomes a follow-up (rule ST2)."""
CLOSED_AFTER = timedelta(days=30)
"""A follow-up ends by itself then (rule ST2)."""
FIRST = timedelta(hours=48)
"""Listening and practices only (rule ST3)."""
CARD_EVERY = timedelta(minutes=10)
"""One card per category in this time (rule ST5)."""
CHECK_VALID = timedelta(days=30)
"""A "no" to the safety question holds this long (rule VI1)."""
CLEARABLE_AFTER = timedelta(days=7)
"""A flag is not cleared sooner after its last cue (rule VI7)."""
PS_CLOSED = timedelta(days=14)
"""No attachment content for this long after psychosis or mania (content 8.5)."""
DISTRESS_MOST = 6
"""Exercises resume at this distress or less; unknown is not less (rule ST3)."""

AGE_UNSAID = "age-unsaid"
"""Code of a crisis in which an age under 18 was told; coaching waits for the answer, however long."""

Kept = Union[Crisis, Person]


@dataclass(frozen=True)
class Permits:
    """What is open now; `blocked_people` holds the ids of people nothing is rehearsed towards."""

    practice: bool
    listening: bool
    nudge: bool
    followup: bool
    relay: bool
    exercises: bool
    blocked_people: frozenset[str]

    def exercise(self, person_id: str | None) -> bool:
        """Returns whether exercises are open, and towards this person (None: about nobody in particular)."""
        return self.exercises and person_id not in self.blocked_people


def permits(
    records: Sequence[Kept],
    now: datetime,
    *,
    adult: bool | None = True,
    distress: int | None = None,
    hidden: bool = False,
    exercises_wanted: bool = False,
) -> Permits:
    """Returns what is open to this person at `now`; records are aged first (rule ST2).

    `distress` is 0 to 10 as told after the first 48 hours, None where unknown; `exercises_wanted` is
    their own tap. Under 18 (`adult` False) coaching closes and a person stays reachable (rule MN4);
    hidden, nothing is proactive and nobody joins (rule HD3).
    """
    crises = [record for record in age(records, now) if isinstance(record, Crisis)]
    people = [record for record in records if isinstance(record, Person)]
    acute = [c for c in crises if c.level == "crisis" and c.status != "closed"]
    is_open = any(c.status == "open" for c in acute)
    early = any(now - c.last_at < FIRST for c in acute)
    psychosis = any(c.category == "PS" and now - c.last_at < PS_CLOSED for c in crises)
    rested = distress is not None and distress <= DISTRESS_MOST and exercises_wanted
    coached = adult is not False
    flagged = any(p.dv_flag_at for p in people)
    watched = [c for c in crises if c.status != "closed"]
    return Permits(
        practice=coached and not is_open,
        listening=coached and not is_open,
        nudge=coached and not watched and not hidden and not psychosis,
        followup=coached and not hidden and not flagged and any(c.followup_wanted for c in crises),
        relay=not hidden,
        exercises=coached and not psychosis and (not acute or (not is_open and not early and rested)),
        blocked_people=frozenset(p.id for p in people if p.dv_flag_at or p.po_flag_at),
    )


def age(records: Sequence[Kept], now: datetime) -> tuple[Kept, ...]:
    """Returns the records as they stand at `now` (rule ST2).

    An open crisis is in follow-up after 6 h of silence and closed after 30 days.
    """
    return tuple(_aged(r, now) if isinstance(r, Crisis) else r for r in records)


def _aged(crisis: Crisis, now: datetime) -> Crisis:
    silent = now - crisis.last_at
    if crisis.status != "closed" and silent >= CLOSED_AFTER:
        at = crisis.last_at + CLOSED_AFTER
        return crisis.copy(update={"status": "closed", "closed_at": at, "updated_at": now})
    if crisis.status == "open" and silent >= SILENCE:
        return crisis.copy(update={"status": "followup", "updated_at": now})
    return crisis


def open_crisis(records: Sequence[Kept], screening: Screening, now: datetime) -> Crisis:
    """Returns the crisis of the screening's category, opened or reopened at `now`; its level never falls.

    Raises `ValueError` for a screening without a category.
    """
    if screening.category is None or screening.level == "none":
        raise ValueError("nothing to open")
    earlier = _current(records, screening.category)
    if earlier is None:
        return Crisis(
            created_at=now,
            updated_at=now,
            category=screening.category,
            level=screening.level,
            opened_at=now,
            last_at=now,
            codes=screening.codes,
        )
    return earlier.copy(
        update={
            "updated_at": now,
            "last_at": max(now, earlier.last_at),
            "status": "open",
            "closed_at": None,
            "level": max(earlier.level, screening.level, key=RANK.__getitem__),
            "codes": tuple(dict.fromkeys(earlier.codes + screening.codes)),
        }
    )


def _current(records: Sequence[Kept], category: Category) -> Crisis | None:
    """Returns the latest crisis of a category that is not closed."""
    live = [r for r in records if isinstance(r, Crisis) and r.category == category and r.status != "closed"]
    return max(live, key=lambda crisis: crisis.last_at) if live else None


def needs_card(records: Sequence[Kept], screening: Screening, now: datetime) -> bool:
    """Returns whether a card is due: once per category in ten minutes unless the level rises (rule ST5)."""
    if screening.category is None or screening.level != "crisis":
        return False
    current = _current(records, screening.category)
    if current is None or current.card_at is None or current.level != "crisis":
        return True
    return now - current.card_at >= CARD_EVERY


def carded(crisis: Crisis, now: datetime) -> Crisis:
    """Returns the crisis with its card shown at `now`."""
    return crisis.copy(update={"card_at": now, "updated_at": now})


def reached(crisis: Crisis, now: datetime) -> Crisis:
    """Returns the crisis in follow-up: they reached someone, or are safe for now (rule ST2)."""
    status = "followup" if crisis.status == "open" else crisis.status
    return crisis.copy(update={"status": status, "updated_at": now})


def denied(crisis: Crisis, now: datetime) -> Crisis:
    """Returns the crisis with one more denial counted; one alone closes nothing (situation F08)."""
    return crisis.copy(update={"denied": crisis.denied + 1, "updated_at": now})


def closed(crisis: Crisis, now: datetime) -> Crisis:
    """Returns the crisis closed, as rule ST2 names it: day 7 better or the same, or the person closes it."""
    if crisis.status == "open":
        return crisis
    return crisis.copy(update={"status": "closed", "closed_at": now, "updated_at": now})


def worse(crisis: Crisis, now: datetime) -> Crisis:
    """Returns the crisis open again (rule ST2)."""
    return crisis.copy(update={"status": "open", "closed_at": None, "last_at": now, "updated_at": now})


def flag_dv(person: Person, now: datetime) -> Person:
    """Returns the person flagged as dangerous to the user at `now`, the check no longer fresh (rule VI2)."""
    return person.copy(update={"dv_flag_at": now, "checked_on": None, "updated_at": now})


def never_flagged(person: Person, now: datetime) -> Person:
    """Returns the person without a flag that a slip put there a moment ago, and freshly checked."""
    return person.copy(update={"dv_flag_at": None, "checked_on": now, "updated_at": now})


def flag_po(person: Person, now: datetime) -> Person:
    """Returns the person flagged as endangered by the user at `now`."""
    return person.copy(update={"po_flag_at": now, "checked_on": None, "updated_at": now})


def cleared(person: Person, now: datetime) -> Person:
    """Returns the person without the flag and freshly checked.

    Not sooner than 7 days after the last cue: until then the person is unchanged (rule VI7).
    """
    if person.dv_flag_at is not None and now - person.dv_flag_at < CLEARABLE_AFTER:
        return person
    return person.copy(update={"dv_flag_at": None, "checked_on": now, "updated_at": now})


def age_unsaid(crises: Sequence[Crisis]) -> bool:
    """Returns whether somebody told an age under 18 in a crisis and has not said if it is theirs (MN2)."""
    return any(AGE_UNSAID in crisis.codes for crisis in crises)


def needs_check(person: Person, now: datetime) -> bool:
    """Returns whether SQ1 is due for this person: never asked, or asked 30 days ago or more (rule VI1)."""
    return person.checked_on is None or now - person.checked_on >= CHECK_VALID
