"""What is kept about a person, counted from their book."""

from __future__ import annotations

from typing import Any, Iterable

from bot.coaching.journal import mentions
from bot.coaching.records import Appointment, Record, Wish, grew_from
from bot.journal.book import KINDS
from bot.safety.records import Crisis, Person

WRITTEN: dict[str, type[Record]] = {
    name: kind for name, kind in KINDS.items() if kind not in (Person, Crisis, Appointment, Wish)
}
"""Kinds of what a person wrote, by the names of `content/counts.yml`."""


async def counts(book: Any) -> dict[str, int]:
    """Returns how many of each kind are kept, kinds without any left out."""
    found = {name: len(await book.all(kind)) for name, kind in WRITTEN.items()}
    found |= {"person": len(book.people), "crisis": len(book.crises)}
    return {name: number for name, number in found.items() if number}


async def about(book: Any, person: Person) -> dict[str, list[Record]]:
    """Returns what is about a person, mentions them, or grew only out of notes that do, by kind."""
    everything = {name: await book.all(kind) for name, kind in WRITTEN.items()}
    notes = {record.id for record in everything["trigger"] if _about(record, person)}
    found = {
        name: [r for r in records if _about(r, person) or (grew_from(r) and grew_from(r) <= notes)]
        for name, records in everything.items()
    }
    return {name: records for name, records in found.items() if records}


def _about(record: Record, person: Person) -> bool:
    return getattr(record, "who", None) == person.id or mentions(tuple(_texts(record)), person.label)


def _texts(record: Record) -> Iterable[str]:
    for value in record.dict(exclude={"id", "who", "trigger", "triggers", "wound"}).values():
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, dict):
                yield from (text for text in one.values() if isinstance(text, str))
            elif isinstance(one, str):
                yield one
