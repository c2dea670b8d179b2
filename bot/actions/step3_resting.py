"""Step 3: the number before the costs, the rest between the lists, and the end of a sitting."""

from __future__ import annotations

from abc import abstractmethod
from datetime import timedelta, timezone
from typing import Optional, Sequence

from bot.actions.appointments import LISTS, appoint_reminder, cancel, in_days, own_zone
from bot.actions.base import Ask, Done, Step, steady
from bot.actions.step3_shown import Shown
from bot.actions.talk import Answer, Talk
from bot.coaching import answers
from bot.coaching import step3_upsides_downsides as lists
from bot.coaching.records_self import ListLine, Side
from bot.coaching.sitting import HIGH
from bot.content import titles

SOON = timedelta(minutes=10)
"""A number given so lately is used again (rule U3)."""
DAYS = 3
"""After how many days the downsides are offered to be asked for."""
GAPS = ("utter_ask_lists_gap", "utter_ask_lists_gap_soon", "utter_ask_lists_gap_first")


class Resting(Shown):
    """The part of the room that begins and ends a sitting at a list."""

    @abstractmethod
    async def _begin(self, talk: Talk, side: Side) -> Step:
        """Begins a list."""

    @abstractmethod
    async def _write(self, talk: Talk, side: Side, told: Sequence[str]) -> Optional[Step]:
        """Keeps what is told for a list."""

    def _first(self, lines: Sequence[ListLine], side: str) -> Ask:
        count = len(lists.on(lines, "up" if side == "up" else "down"))
        if side == "up":
            return Ask("lists_up", {"bar": lists.bar(count)}, None if count else "utter_ask_lists_up_first")
        return Ask("lists_down", {"bar": lists.bar(count)}, None if count else "utter_ask_lists_down_first")

    def _next(self, lines: Sequence[ListLine], side: Side) -> Ask:
        parts = {"bar": lists.bar(len(lists.on(lines, side)))}
        return Ask("lists_up" if side == "up" else "lists_down", parts, f"utter_ask_lists_{side}_next")

    def _side(self, talk: Talk) -> Side:
        return "down" if self._state(talk).get("side") == "down" else "up"

    async def _asked_how(self, talk: Talk) -> Step:
        """Asks how they are before the costs, or uses the number told a moment ago (rule U3)."""
        await cancel(talk, LISTS)
        sitting = talk.sitting
        if not sitting.ratings or talk.now - sitting.since >= SOON:
            return Ask("lists_down_how")
        lines = await self._lines(talk)
        return self._heavy(talk) if sitting.ratings[-1] >= HIGH else self._first(lines, "down")

    async def _how(self, talk: Talk, answer: Answer) -> Optional[Step]:
        number = answer.number()
        if number is None:
            return self._first(await self._lines(talk), "down") if answer.skipped else None
        if talk.rated(number):
            return steady(talk)
        return await self._asked_how(talk) if number >= HIGH else self._first(await self._lines(talk), "down")

    def _heavy(self, talk: Talk) -> Ask:
        ratings = talk.sitting.ratings
        return Ask("lists_down_heavy", {"number": answers.spoken_number(ratings[-1] if ratings else HIGH)})

    async def _carried(self, talk: Talk, answer: Answer) -> Optional[Step]:
        choice = answer.one_of(titles("utter_ask_lists_down_heavy"))
        if choice == "steadier":
            return Done("practice_form")
        if choice == "another_day" or answer.skipped or answer.yes_no() == "no":
            return self._back(talk)
        if choice == "one_line" or answer.yes_no() == "yes":
            return self._first(await self._lines(talk), "down")
        return await self._write(talk, "down", lists.split(answer.text))

    async def _close(self, talk: Talk, side: Side) -> Step:
        """Closes the sitting with what is new, and the rest between the lists; else with one line."""
        lines, state = await self._lines(talk), self._state(talk)
        ups = lists.on(lines, "up")
        new = [line for line in ups if line.id in state.get("new", ())]
        if side == "up" and new and not talk.unkept and len(lists.on(lines, "down")) < lists.ENOUGH:
            return self._gap(talk, "utter_ask_lists_gap", lines=lists.quoted(new))
        if side == "down" and lists.done_enough(lines):
            talk.say("utter_lists_done_enough")
        if ups:
            talk.say("utter_lists_end", line=next((up for up in ups if up.mark), ups[0]).text)
        else:
            talk.say("utter_lists_end_bare")
        return Done()

    def _gap(self, talk: Talk, say: str, **parts: str) -> Ask:
        """Asks whether to be asked for the downsides, with the day on the button."""
        buttons = [{"title": title, "payload": value} for value, title in titles(say).items()]
        if say != GAPS[2] and not talk.unkept:
            title = lists.words().asked_in.format(day=f"{in_days(talk, DAYS):%A}")
            buttons.insert(0, {"title": title, "payload": "ask"})
        return Ask("lists_gap", {**parts, "buttons": buttons}, say)

    async def _between(self, talk: Talk, answer: Answer) -> Optional[Step]:
        """Takes when the downsides come: asked for, come back to, or now."""
        options = {value: title for say in GAPS for value, title in titles(say).items()}
        asks = lists.words().asked_in.format(day=f"{in_days(talk, DAYS):%A}")
        wish = lists.wish(answer.text)
        choice = wish if wish == "up" else answer.one_of({**options, "ask": asks})
        due = answers.when(answer.text, talk.now, own_zone(talk) or timezone.utc)
        if choice == "up":
            return await self._begin(talk, "up")
        if choice == "now" or wish == "down":
            talk.set(scratch={"side": "down"})
            return await self._asked_how(talk)
        if choice == "back" or answer.skipped or answer.yes_no() == "no" or wish == "enough":
            return self._back(talk)
        if choice is None and due is None and answer.yes_no() != "yes":
            return None
        due = due if due and choice is None else in_days(talk, DAYS)
        await appoint_reminder(talk, due, LISTS)
        talk.say("utter_lists_will_ask", day=f"{due.astimezone(own_zone(talk) or timezone.utc):%A}")
        return Done()

    def _back(self, talk: Talk) -> Done:
        talk.say(f"utter_lists_back{talk.unkept}")
        return Done()
