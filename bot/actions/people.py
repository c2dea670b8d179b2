"""Finds or makes the person record something is about (rule PP1: people are records, never one slot)."""

from __future__ import annotations

from typing import Any, Optional

from bot.actions.base import Talk
from bot.coaching import answers
from bot.coaching.hearing import Heard, Somebody, hear
from bot.safety.records import Person


def somebody(talk: Talk, heard: Heard) -> Optional[Person]:
    """Returns the person a text names, new or known; with only a pronoun, the one spoken of last."""
    if heard.people:
        return meet(talk, heard.people[0])
    last = known(talk, talk.book.profile.last_person)
    if last and heard.pronoun and last.pronoun in (None, heard.pronoun):
        return last
    if heard.pronoun:
        people = [p for p in talk.book.people if p.pronoun == heard.pronoun]
        return people[0] if len(people) == 1 else None
    return None


def meet(talk: Talk, named: Somebody) -> Person:
    """Returns the record of a named person, made where there is none."""
    label = answers.plain(named.label)
    for person in talk.book.people:
        if answers.plain(person.label) == label:
            talk.book.update_profile(last_person=person.id)
            return person
    relation: Any = named.relation
    person = Person(
        created_at=talk.now,
        updated_at=talk.now,
        label=named.label,
        relation=relation,
        pronoun=named.pronoun,
    )
    talk.book.put(person)
    talk.book.update_profile(last_person=person.id)
    return person


def called(talk: Talk, text: str) -> Person:
    """Returns the person an answer to "who is it?" means: a known relation, or a nickname as it is."""
    heard = hear(text)
    named = heard.people[0] if heard.people else Somebody(text.strip()[:60], text.strip()[:60])
    return meet(talk, named)


def known(talk: Talk, person_id: Optional[str]) -> Optional[Person]:
    """Returns the person with this id, or None."""
    return next((p for p in talk.book.people if p.id == person_id), None)

