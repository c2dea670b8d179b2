"""Finds or makes the person record something is about (rule PP1: people are records, never one slot)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Optional, Union

from bot.actions.talk import Talk
from bot.coaching import answers
from bot.coaching.hearing import Pronoun, Somebody, capital, hear, words
from bot.safety import permits
from bot.safety.conversation import conversation, first_question
from bot.safety.records import Person
from bot.safety.screen import LONG_AGO, Screening

CLOSE = frozenset({"partner", "dating", "ex"})
OUTSIDE = frozenset({"family", "friend", "work", "other"})
ONE_OF_A_KIND = frozenset({"partner", "ex"})
"""Relations in which another word ("my husband", "my partner") means the same person."""


@dataclass(frozen=True)
class InBook:
    """A book and the time: what it takes to find a person, in a dialogue or outside of one."""

    book: Any
    now: datetime


def somebody(talk: Talk, text: str) -> Optional[Person]:
    """Returns the person a text names, new or known; with only a pronoun, the one spoken of last."""
    heard, now_known = hear(text), named_in(talk, text)
    if now_known is not None:
        talk.book.update_profile(last_person=now_known.id)
        return now_known
    if heard.people:
        return meet(talk, heard.people[0])
    last = known(talk, talk.book.profile.last_person)
    if last and heard.pronoun and last.pronoun in (None, heard.pronoun):
        return last
    if heard.pronoun:
        people = [p for p in talk.book.people if p.pronoun == heard.pronoun]
        return people[0] if len(people) == 1 else None
    return None


def named_in(talk: Talk, text: str) -> Optional[Person]:
    """Returns the known person a text names by a present or former label; the longest label wins."""
    told = f" {answers.plain(text)} "
    labels = [(label, person) for person in talk.book.people for label in (person.label, *person.former)]
    for label, person in sorted(labels, key=lambda pair: len(pair[0]), reverse=True):
        name = answers.plain(label)
        as_word = name in words().names_that_are_words and label not in text
        if name and not as_word and (f" {name} " in told or f" {name}s " in told):
            return person
    return None


def meet(talk: Union[Talk, InBook], named: Somebody) -> Person:
    """Returns the record of a named person, made where there is none.

    Neither another name nor another word for a partner makes a second record: a flag stays (VI2).
    """
    person = _same(talk, named)
    relation: Any = named.relation
    if person is None:
        person = Person(
            created_at=talk.now,
            updated_at=talk.now,
            label=named.label,
            relation=relation,
            pronoun=named.pronoun,
        )
    elif named.relation and person.relation is None:
        person = person.copy(update={"relation": named.relation, "pronoun": named.pronoun or person.pronoun})
    talk.book.put(person)
    talk.book.update_profile(last_person=person.id)
    return person


def _same(talk: Union[Talk, InBook], named: Somebody) -> Optional[Person]:
    label = answers.plain(named.label)
    for person in talk.book.people:
        if label in {answers.plain(one) for one in (person.label, *person.former)}:
            return person
    if named.relation not in ONE_OF_A_KIND:
        return None
    alike = [
        person
        for person in talk.book.people
        if (person.relation == named.relation or (person.relation is None and _flagged(person)))
        and named.pronoun in (None, person.pronoun)
    ]
    return alike[0] if len(alike) == 1 else None


def _flagged(person: Person) -> bool:
    return bool(person.dv_flag_at or person.po_flag_at)


def renamed(person: Person, label: str) -> dict[str, object]:
    """Returns the changes of a person called otherwise; the former name still means them (VI2)."""
    return {"label": label, "former": tuple(dict.fromkeys((*person.former, person.label)))}


def called(talk: Talk, text: str) -> Person:
    """Returns the person an answer to "who is it?" means: a known relation, or a nickname as it is."""
    heard, now_known = hear(text), named_in(talk, text)
    if now_known is not None:
        talk.book.update_profile(last_person=now_known.id)
        return now_known
    named = heard.people[0] if heard.people else Somebody(text.strip()[:60], text.strip()[:60])
    return meet(talk, named)


def spoken(person: Person) -> str:
    """Returns a person's label as it is said back ("my mum" as "your mum")."""
    people = hear(person.label).people
    return people[0].spoken if people else person.label


def known(talk: Union[Talk, InBook], person_id: Optional[str]) -> Optional[Person]:
    """Returns the person with this id, or None."""
    return next((p for p in talk.book.people if p.id == person_id), None)


def forms_of(person: Optional[Person], heard: Optional[Pronoun] = None) -> dict[str, str]:
    """Returns the words lines speak of a person with: them, they, their, and They.

    `heard` is the pronoun that was said of somebody nobody named.
    """
    pronoun = (person.pronoun if person else None) or heard or "they"
    forms: Any = words().pronouns[pronoun]
    return {
        "them": forms.object,
        "their": forms.possessive,
        "they": pronoun,
        "They": capital(pronoun),
    }


def flag_heard(at: Union[Talk, InBook], screening: Screening) -> None:
    """Flags a person for danger that was heard, as its first question says; not for what is long over."""
    category = screening.category
    if category is None or LONG_AGO in screening.codes:
        return
    question = first_question("crisis", category, False, False, screening.ask)
    deeds = conversation().questions[question].do
    if category == "PV" or "flag" in deeds:
        flag(at)
    elif "flag:po" in deeds and at.book.people:
        flag(at, endangered=True)


def flag(talk: Union[Talk, InBook], about: Optional[Person] = None, endangered: bool = False) -> Person:
    """Puts the violence flag on the person it is about, and returns them (rule VI2).

    `endangered`: not they are the danger, but the user is one to them. Where the text does not say (a
    crisis text is not passed on), it is the one spoken of last, unless that is somebody outside the
    relationship and there is a partner.
    """
    last = known(talk, talk.book.profile.last_person)
    close = [p for p in talk.book.people if p.relation in CLOSE]
    if last is not None and last.relation in OUTSIDE and close:
        last = close[0]
    person = about or last or (close[0] if close else None)
    if person is None:
        person = meet(talk, Somebody("partner", "partner", "partner"))
    flagged = (permits.flag_po if endangered else permits.flag_dv)(person, talk.now)
    talk.book.put(flagged)
    for crisis in talk.book.crises:
        if crisis.followup_wanted:  # what was agreed before somebody was feared holds no longer (rule FU3)
            talk.book.put(crisis.copy(update={"followup_wanted": None, "updated_at": talk.now}))
    return flagged
