"""Self-love in four sittings, one a day proposed, for when the other will not meet you (SL; Manly 8)."""

from __future__ import annotations

from datetime import timezone
from typing import Any, Optional

from bot.actions.appointments import own_zone
from bot.actions.base import Ask, CoachForm, Done, Step
from bot.actions.talk import Answer, Talk
from bot.coaching import self_love
from bot.coaching.records_boundary import SelfLove, Sitting
from bot.content import titles

FIRST: dict[Sitting, Ask] = {
    "hoped": Ask("love_hoped"),
    "give": Ask("love_give"),
    "good": Ask("love_good"),
    "next": Ask("love_must"),
}
"""The question each sitting begins with."""


class SelfLoveForm(CoachForm):
    """Keeps one answer a sitting; the four stand side by side at the end."""

    form = "self_love_form"

    async def open(self, talk: Talk) -> Step:
        """Begins the next sitting; proposes tomorrow where there was one today; shows all four at the end."""
        talk.set(held=None)
        kept = await talk.book.all(SelfLove)
        sitting = self_love.next_sitting(kept)
        if sitting is None:
            return Ask("love_all", {"card": self_love.card(kept)})
        if not kept:
            talk.say("utter_love_start")
        elif self_love.held_today(kept, talk.now, own_zone(talk) or timezone.utc):
            talk.say("utter_love_today")
            return Ask("love_today")
        return await self._begin(talk, sitting)

    async def ask(self, talk: Talk, question: str) -> Ask:
        """Asks a question of this sitting again, with what it shows."""
        if question in ("love_next", "love_all"):
            return await self._shown(talk, question)
        return Ask(question)

    async def answer(self, talk: Talk, question: str, answer: Answer) -> Optional[Step]:
        """Keeps the sitting's answer, or follows what is wanted next."""
        steps = {
            "love_today": self._today,
            "love_next": self._next,
            "love_all": self._all,
            "love_nice": self._nice,
        }
        if question in steps:
            return await steps[question](talk, answer)
        if answer.skipped:
            return self._left(talk)
        sitting: Sitting = (talk.slot("scratch") or {})["sitting"]
        lines = self_love.lines_of(sitting, answer.text)
        if not lines:
            return None
        held = await talk.book.get(SelfLove, talk.slot("entry") or "")
        talk.keep(held or SelfLove(created_at=talk.now, updated_at=talk.now, sitting=sitting), lines=lines)
        return Ask("love_nice") if sitting == "next" else await self._shown(talk, "love_next")

    async def _begin(self, talk: Talk, sitting: Sitting) -> Ask:
        """Asks a sitting's question; what it writes is made with the answer."""
        talk.set(entry=None, scratch={"sitting": sitting})
        hoped = [one for one in await talk.book.all(SelfLove) if one.sitting == "hoped" and one.lines]
        if sitting == "give" and hoped:
            return Ask("love_give", {"line": hoped[-1].lines[0]}, "utter_ask_love_give_hoped")
        return FIRST[sitting]

    async def _shown(self, talk: Talk, question: str) -> Ask:
        kept = await talk.book.all(SelfLove)
        number = len({one.sitting for one in kept if one.lines})
        if question == "love_all" or number == len(self_love.ORDER):
            return Ask("love_all", {"card": self_love.card(kept)})
        latest = kept[-1:]
        parts: dict[str, Any] = {"card": self_love.card(latest), "number": number}
        return Ask("love_next", parts, "utter_ask_love_next_unkept" if talk.unkept else None)

    async def _today(self, talk: Talk, answer: Answer) -> Optional[Step]:
        choice = answer.one_of(titles("utter_ask_love_today")) or answer.yes_no()
        sitting = self_love.next_sitting(await talk.book.all(SelfLove))
        if choice in ("go_on", "yes") and sitting:
            return await self._begin(talk, sitting)
        return self._left(talk) if choice or answer.skipped else None

    async def _next(self, talk: Talk, answer: Answer) -> Optional[Step]:
        choice = answer.one_of(titles("utter_ask_love_next"))
        kept = await talk.book.all(SelfLove)
        if choice == "change":
            return FIRST[(await talk.entry(SelfLove)).sitting]
        sitting = self_love.next_sitting(kept)
        if sitting and (choice == "go_on" or answer.yes_no() == "yes"):
            return await self._begin(talk, sitting)
        return self._left(talk) if choice or answer.skipped or answer.yes_no() == "no" else None

    async def _nice(self, talk: Talk, answer: Answer) -> Optional[Step]:
        record: SelfLove = await talk.entry(SelfLove)
        nice = () if answer.skipped else self_love.lines_of("next", answer.text)
        if not nice and not answer.skipped:
            return None
        talk.keep(record, nice=nice)
        return await self._shown(talk, "love_next")

    async def _all(self, talk: Talk, answer: Answer) -> Optional[Step]:
        """Opens one of the four again; the new answer takes the place of the old in what is shown."""
        choice: Any = answer.one_of(titles("utter_ask_love_all"))
        if choice in FIRST:
            return await self._begin(talk, choice)
        if choice or answer.skipped or answer.yes_no() in ("yes", "no"):
            talk.say(f"utter_love_left{talk.unkept}")
            return Done()
        return None

    def _left(self, talk: Talk) -> Done:
        talk.say("utter_love_enough")
        return Done()
