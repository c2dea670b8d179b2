"""One full record of every kind, with texts of the test's choosing in every free field."""

from __future__ import annotations

from datetime import date, datetime, timezone
from typing import Any, Callable, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from bot.channels.base import Button, Outgoing
from bot.coaching.pacing import Spell
from bot.coaching.records import Profile, Record, new_id
from bot.journal.book import KINDS, Book
from bot.safety.records import Person

Text = Callable[[], str]
MARCH = datetime(2026, 3, 1, tzinfo=timezone.utc)


def person(now: datetime, text: Text) -> Person:
    """A person with every free field filled."""
    return Person(created_at=now, updated_at=now, label=text(), relation="partner", checked_on=now)


def records(now: datetime, text: Text, who: str) -> list[Record]:
    """One record of every kind but Person, every field filled, those with a `who` about that person."""
    made: list[Record] = []
    for kind in KINDS.values():
        if kind is not Person:
            trigger = made[0].id if made else None
            given = {"id": new_id(), "who": who, "trigger": trigger, "triggers": (trigger,)}
            known = {name: value for name, value in given.items() if name in kind.__fields__}
            made.append(_filled(kind, now, text, **known))
    return made


def _filled(kind: type[Any], now: datetime, text: Text, **given: Any) -> Any:
    """Returns a model with every field filled by its type."""
    fields = {name: _value(field.outer_type_, now, text) for name, field in kind.__fields__.items()}
    return kind(**{**fields, **given})


def _value(wanted: Any, now: datetime, text: Text) -> Any:
    """Returns a value of a type: texts from `text`, the first of a choice, one element of a collection."""
    origin, inner = get_origin(wanted), get_args(wanted)
    if origin is Literal:
        return inner[0]
    if origin is Union:
        return _value(inner[0], now, text)
    if origin in (tuple, list, frozenset):
        return (_value(inner[0], now, text),)
    if origin is dict:
        return {_value(inner[0], now, text): _value(inner[1], now, text)}
    if isinstance(wanted, type) and issubclass(wanted, BaseModel):
        return _filled(wanted, now, text)
    plain: dict[Any, Any] = {str: None, int: 7, float: 0.5, bool: True, datetime: now, date: now.date()}
    return text() if wanted is str else plain[wanted]


def fill(book: Book, now: datetime, text: Text) -> Person:
    """Puts everything a book can hold into it; returns the person it is about."""
    about = person(now, text)
    book.update_profile(
        address=text(), zone=text(), name=text(), language=text(), country=text(),
        last_person=about.id, consent="keep", adult=True,
    )  # fmt: skip
    book.tracker = f'[{{"event": "user", "text": "{text()}"}}]'
    book.keep_keyboard(text(), [Button(text(), text())])
    for record in (about, *records(now, text, about.id)):
        book.put(record)
    return about


def message(text: Text) -> Outgoing:
    """A message with every free field filled."""
    return Outgoing(text(), (Button(text(), text()),), keyboard=text(), document=(text(), text()))


def all_fields_filled() -> Profile:
    """A profile whose every field differs from its default."""
    return Profile(
        address="1", channel="terminal", consent="keep", adult=True, country="GB", country_asked=True,
        phone_privacy="shared", zone="Europe/London", name="n", language="en", voice="anxious",
        alerts=False, short=True, gone=True, last_person="p", told_private=True, hidden=True, hidden_word="h",
        inward="fine", look_back_offered=True, veiled=True,
        dulled_at=datetime(2026, 3, 2, tzinfo=timezone.utc),
        wounds_offered_at=datetime(2026, 3, 1, tzinfo=timezone.utc), past_shut=True,
        spells=(Spell(since=MARCH, last=MARCH),), told_program_at=MARCH, told_people_at=MARCH,
        met_at=datetime(2026, 3, 1, tzinfo=timezone.utc), nudges_offered=True,
        nudge_unmet=True, nudged_at=datetime(2026, 3, 3, tzinfo=timezone.utc),
        held_out_at=datetime(2026, 3, 4, tzinfo=timezone.utc),
    )  # fmt: skip
