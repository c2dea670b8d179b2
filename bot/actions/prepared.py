"""A guarded form that writes one record: what is asked first, once the person is clear, depends on it."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import Optional

from bot.actions.base import Done, Step
from bot.actions.partner_safety import MOST_NAME, Guarded, blocked
from bot.actions.people import called
from bot.actions.talk import Answer, Talk
from bot.coaching.hearing import hear
from bot.safety.records import Person


@dataclass(frozen=True)
class Clear(Done):
    """The safety questions are answered and nobody is flagged; the form's own question follows."""


class Prepared(Guarded):
    """Asks in private first; then goes on from the record as it stands."""

    @abstractmethod
    async def go_on(self, talk: Talk) -> Step:
        """Returns the question that the record wants next; nobody it is about is flagged."""

    async def guarded(self, talk: Talk, person: Optional[Person]) -> Step:
        """Returns the safety question where it is due, a refusal, or what the record wants next."""
        return await self._cleared(talk, self.unnamed(talk) if person is None else self.first(talk, person))

    def begin(self, talk: Talk, person: Person) -> Step:
        """Says that the record may be gone on with."""
        return Clear()

    def unnamed(self, talk: Talk) -> Step:
        """Goes on without a name, unless somebody is flagged: it might be about them (rule VI6)."""
        flagged = any(blocked(talk, person) for person in talk.book.people)
        return self.refused(talk) if flagged else Clear()

    async def answer(self, talk: Talk, question: str, answer: Answer) -> Optional[Step]:
        """Takes the answer; after the last safety question the record is gone on with."""
        step = await super().answer(talk, question, answer)
        return None if step is None else await self._cleared(talk, step)

    async def _cleared(self, talk: Talk, step: Step) -> Step:
        return await self.go_on(talk) if isinstance(step, Clear) else step

    def drop(self, talk: Talk) -> None:
        """Removes a draft about somebody flagged; what was kept before stays theirs."""
        if not (talk.slot("scratch") or {}).get("kept"):
            super().drop(talk)

    def named(self, talk: Talk, answer: Answer) -> Optional[Person]:
        """Returns the person an answer to "who is it?" means, or None where it is too long for a name."""
        if len(answer.text.split()) > MOST_NAME and not hear(answer.text).people:
            return None
        return called(talk, answer.text)
