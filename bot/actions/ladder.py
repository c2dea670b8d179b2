"""One small step of the person's own ladder: shown, done or not yet, or made smaller (content 2.11)."""

from __future__ import annotations

from typing import Any, Optional

from bot.actions.base import Ask, CoachForm, Done, Step
from bot.actions.elsewhere import elsewhere
from bot.actions.talk import Answer, Talk
from bot.coaching.answers import nothing_said
from bot.coaching.paths import ladder, next_level, path
from bot.coaching.records_style import Rung
from bot.content import titles

LONGEST = 500
"""Most characters of an answer that are kept."""


class LadderForm(CoachForm):
    """Shows the next level and keeps how far it went."""

    form = "ladder_form"

    async def open(self, talk: Talk) -> Step:
        """Shows the next level of the voice's ladder; without a voice, of the one last used or wanted."""
        talk.set(held=None, entry=None)
        rungs, voice = await talk.book.all(Rung), talk.book.profile.voice
        if voice == "mixed" and not rungs:
            return Ask("ladder_which")
        return await self._show(talk, rungs[-1].ladder if voice == "mixed" else voice)

    async def ask(self, talk: Talk, question: str) -> Ask:
        """Asks again."""
        if question != "ladder_step":
            return Ask(question)
        return self._asked(await talk.entry(Rung))

    async def answer(self, talk: Talk, question: str, answer: Answer) -> Optional[Step]:
        """Takes what came of the level, a smaller version of it, or the ladder that is wanted."""
        if question == "ladder_which":
            choice = answer.one_of(titles("utter_ask_ladder_which"))
            if choice is None:
                return self._left(talk) if answer.skipped else elsewhere(talk, answer)
            return await self._show(talk, choice)
        rung = await talk.entry(Rung)
        if question == "ladder_step":
            return self._step(talk, rung, answer)
        if question == "ladder_next":
            return await self._next(talk, rung, answer)
        if question == "ladder_useful":
            return self._useful(talk, rung, answer)
        if not answer.skipped and nothing_said(answer.text):
            return None
        told = None if answer.skipped else answer.text.strip()[:LONGEST]
        if question == "ladder_smaller":
            talk.say("utter_ladder_smaller_kept" if told else "utter_ladder_left")
            talk.keep(rung, smaller=told or rung.smaller)
            return Done()
        talk.keep(rung, noticed=told)
        return Ask("ladder_useful")

    async def _show(self, talk: Talk, chosen: Any) -> Step:
        """Opens the next level of a ladder, or says that it is climbed."""
        mine: dict[int, Rung] = {r.level: r for r in await talk.book.all(Rung) if r.ladder == chosen}
        level = next_level(ladder(chosen), [n for n, rung in mine.items() if rung.state == "done"])
        if level is None:
            talk.say("utter_ladder_top")
            return Done()
        if not mine:
            talk.say("utter_ladder_aim", aim=path(chosen).aim)
        rung = mine.get(level) or Rung(created_at=talk.now, updated_at=talk.now, ladder=chosen, level=level)
        return self._asked(talk.keep(rung))

    def _asked(self, rung: Rung) -> Ask:
        levels = ladder(rung.ladder)
        parts = {"number": rung.level, "count": len(levels), "step": levels[rung.level - 1]}
        if rung.smaller:
            return Ask("ladder_step", {**parts, "smaller": rung.smaller}, "utter_ask_ladder_step_smaller")
        return Ask("ladder_step", parts)

    def _step(self, talk: Talk, rung: Rung, answer: Answer) -> Optional[Step]:
        choice = answer.one_of(titles("utter_ask_ladder_step"))
        if choice == "i_did_it" or choice is None and answer.yes_no() == "yes":
            talk.keep(rung, state="done")
            return Ask("ladder_noticed")
        if choice == "smaller":
            return Ask("ladder_smaller")
        if choice == "not_yet" or answer.yes_no() == "no":
            way = path(rung.ladder)
            talk.say(f"utter_ladder_not_yet{talk.unkept}", stuck=way.stuck, answer=way.answer)
            return Done()
        return self._left(talk) if answer.skipped else elsewhere(talk, answer)

    def _useful(self, talk: Talk, rung: Rung, answer: Answer) -> Optional[Step]:
        """Keeps whether it was any use: asked only once it was tried (W9)."""
        said = answer.one_of(titles("utter_ask_ladder_useful")) or answer.yes_no()
        if said is None and not answer.skipped:
            return None
        talk.keep(rung, helped=None if said in (None, "unsure") else said == "yes")
        return Ask("ladder_next")

    async def _next(self, talk: Talk, rung: Rung, answer: Answer) -> Optional[Step]:
        choice = answer.one_of(titles("utter_ask_ladder_next"))
        if choice == "next" or choice is None and answer.yes_no() == "yes":
            return await self._show(talk, rung.ladder)
        if choice == "leave" or answer.skipped or answer.yes_no() == "no":
            return self._left(talk)
        return elsewhere(talk, answer)

    def _left(self, talk: Talk) -> Done:
        talk.say("utter_ladder_left")
        return Done()
