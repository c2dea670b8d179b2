"""What rooms that are only looked at share: they let go of what belongs elsewhere, and know their name."""

from __future__ import annotations

from typing import ClassVar, Optional

from bot.actions.base import CoachForm, Done
from bot.actions.talk import Answer, Talk
from bot.coaching.commands import BEGIN

TOLD = 5
"""Least words of a text that is told, rather than a mistyped choice."""
ROOMS = frozenset(
    {
        "trigger_report", "share_feeling", "need_statement", "unhelpful_thought", "jealousy",
        "conflict_repair", "boundary_issue", "past_childhood", "selfsoothe_request", "listen_request",
        "ask_what_stored", "ask_who_reads",
    }
)  # fmt: skip
"""Intents that have a room of their own."""


class Called(CoachForm):
    """A form whose own word, said inside it, asks its question again and is never an answer."""

    called: ClassVar[str]
    """The intent that opens the room."""

    async def act(self, talk: Talk) -> None:
        """Asks again at the room's own word; else as every form."""
        if talk.form == self.form and talk.question and talk.answer.intent == self.called:
            self._tell(talk, await self.ask(talk, talk.question))
        else:
            await super().act(talk)


class Reentered(CoachForm):
    """A form that begins anew where one of its own rooms is asked for while it is open."""

    rooms: ClassVar[frozenset[str]]
    """Names of the rooms that lead here."""
    asides = CoachForm.asides - {"thanks"}

    async def act(self, talk: Talk) -> None:
        """Begins anew at a command of its own; else as every form."""
        again = talk.answer.intent == BEGIN and talk.entity("room") in self.rooms
        if talk.form == self.form and talk.question and again:
            self._tell(talk, await self.open(talk))
        else:
            await super().act(talk)


def elsewhere(talk: Talk, answer: Answer) -> Optional[Done]:
    """Holds a text that is plainly about something else and ends the form towards it; else None."""
    if answer.intent not in ROOMS or len(answer.text.split()) < TOLD:
        return None
    talk.set(held={"intent": answer.intent, "text": answer.text})
    return Done("action_route")
