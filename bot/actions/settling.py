"""An hour after a strong note: one number, only where it was asked for (W5, content 2.13)."""

from __future__ import annotations

from typing import Optional

from bot.actions.base import Ask, CoachForm, Done, Step, steady
from bot.actions.talk import Answer, Talk
from bot.coaching.records import Trigger


class SettleForm(CoachForm):
    """Asks how strong it is by now, and keeps the number beside the first one."""

    form = "settle_form"
    numbers = frozenset({"settle_number"})

    async def open(self, talk: Talk) -> Step:
        """Asks in neutral words: they may be read on a locked screen (rule FU6)."""
        talk.set(held=None, scratch=None)
        return Ask("settle_number")

    async def answer(self, talk: Talk, question: str, answer: Answer) -> Optional[Step]:
        """Keeps the number; a high one leads to a practice as everywhere (rule T4)."""
        note = await talk.book.get(Trigger, talk.slot("entry") or "")
        number = answer.number()
        if answer.skipped or note is None:
            talk.say("utter_settle_left")
            return Done()
        if number is None:
            return None
        talk.keep(note, intensity_after=number)
        if talk.rated(number):
            return steady(talk)
        lower = number < (note.intensity or 0)
        line = "utter_settle_lower" if lower else "utter_settle_same"
        talk.say(line, before=note.intensity, after=number)
        return Done()
