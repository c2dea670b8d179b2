"""One full record of every kind, with texts of the test's choosing in every free field."""

from __future__ import annotations

from datetime import datetime
from typing import Callable

from bot.channels.base import Button, Outgoing
from bot.coaching.records import (
    Appointment,
    Attempt,
    Feeling,
    Mark,
    Need,
    Profile,
    Record,
    Rehearsal,
    ThemeGuess,
    Trigger,
    UnsentMessage,
)
from bot.coaching.records_boundary import Boundary, Repair, Rung, SelfLove
from bot.journal.book import Book
from bot.safety.records import Crisis, Person

Text = Callable[[], str]


def person(now: datetime, text: Text) -> Person:
    """A person with every free field filled."""
    return Person(created_at=now, updated_at=now, label=text(), relation="partner", checked_on=now)


def records(now: datetime, text: Text, who: str) -> list[Record]:
    """One record of every kind but Person, those with a `who` about that person."""
    times = {"created_at": now, "updated_at": now}
    trigger = Trigger(
        **times,
        situation=text(),
        when_text=text(),
        who=who,
        feelings=(Feeling(word=text(), group=text(), strength=2),),
        body=text(),
        intensity=7,
        thought=text(),
        action=text(),
        action_tags=(text(),),
        themes=(ThemeGuess(theme=text(), source="own"),),
    )
    rehearsal = Rehearsal(
        **times,
        who=who,
        trigger=trigger.id,
        attempts=(Attempt(text=text(), at=now, scores={text(): 1}, total=1),),
        when_text=text(),
        observation=text(),
        feeling=text(),
        need=text(),
        request=text(),
        sentence=text(),
        keeper_line=text(),
        manner=text(),
        ask_after=text(),
        marks=(Mark(at=now, how=text(), words=text()),),
    )
    boundary = Boundary(
        **times, who=who, situation=text(), times="once", need=text(), friend=text(), easier=text(),
        rungs=(Rung(step="act", words=text()),), marks=(Mark(at=now, words=text()),),
    )  # fmt: skip
    repair = Repair(
        **times, who=who, what=text(), mine=text(), theirs=text(), offer=text(), ask=text(), line=text(),
        marks=(Mark(at=now, words=text()),),
    )  # fmt: skip
    love = SelfLove(**times, sitting="next", lines=(text(),), nice=(text(),))
    crisis = Crisis(**times, category="SU", level="concern", opened_at=now, last_at=now, codes=(text(),))
    need = Need(**times, words=text(), need=text(), who=who)
    unsent = UnsentMessage(**times, text=text(), choice="keep")
    due = Appointment(**times, due_at=now, line=text(), about=trigger.id)
    return [trigger, rehearsal, need, unsent, boundary, repair, love, crisis, due]


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
        alerts=False, short=True, gone=True, last_person="p", told_private=True,
    )  # fmt: skip
