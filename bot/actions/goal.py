"""Their own goal: one question, kept, changed at any time, and quoted back with how it is this week (W3)."""

from __future__ import annotations

from typing import Optional

from bot.actions.base import Ask, CoachForm, Done, Step
from bot.actions.talk import Answer, Talk
from bot.coaching import answers
from bot.coaching.goal import LONGEST, asks_change, current
from bot.coaching.records_self import Dated, Goal
from bot.content import titles


class GoalForm(CoachForm):
    """Asks what would be different in a month; later, how that is."""

    form = "goal_form"

    async def open(self, talk: Talk) -> Step:
        """Quotes the goal back; asks for one where there is none, or where another is wanted."""
        said = talk.opening
        talk.set(held=None, entry=None, scratch=None)
        goal = current(await talk.book.all(Goal))
        if goal is None:
            return Ask("goal_text")
        talk.set(entry=goal.id)
        return self._changing(goal) if asks_change(said) else self._week(goal)

    def _week(self, goal: Goal) -> Ask:
        return Ask("goal_week", {"goal": goal.text})

    def _changing(self, goal: Goal) -> Ask:
        return Ask("goal_change", {"goal": goal.text})

    async def ask(self, talk: Talk, question: str) -> Ask:
        """Asks again, with the goal in their words."""
        goal = await talk.book.get(Goal, talk.slot("entry") or "")
        if goal is None or question == "goal_text":
            return Ask("goal_text")
        return self._week(goal) if question == "goal_week" else self._changing(goal)

    async def answer(self, talk: Talk, question: str, answer: Answer) -> Optional[Step]:
        """Keeps the goal, a mark on it, or another in its place."""
        goal: Optional[Goal] = await talk.book.get(Goal, talk.slot("entry") or "")
        if question == "goal_text" or goal is None:
            return self._told(talk, answer)
        if question == "goal_change":
            return self._changed(talk, goal, answer)
        said = answer.one_of(titles("utter_ask_goal_week"))
        if said == "change" or (said is None and asks_change(answer.text)):
            return self._changing(goal)
        if answer.skipped:
            talk.say("utter_goal_stays")
            return Done()
        if said is None:
            return None
        talk.keep(goal, marks=(*goal.marks, Dated(at=talk.now, said=said)))
        talk.say(f"utter_goal_{said}")
        return Done()

    def _told(self, talk: Talk, answer: Answer) -> Optional[Step]:
        """Keeps a goal as it was said; there need not be one."""
        if answer.skipped or answer.intent == "deny":
            talk.say("utter_goal_none")
            return Done()
        text = answer.text.strip()[:LONGEST]
        if answers.nothing_said(text) or answer.number() is not None:
            return None
        talk.keep(Goal(created_at=talk.now, updated_at=talk.now, text=text))
        talk.say(f"utter_goal_kept{talk.unkept}", goal=text)
        return Done()

    def _changed(self, talk: Talk, goal: Goal, answer: Answer) -> Optional[Step]:
        """Puts another goal in its place, lets it go, or leaves it; marks stay with the old one."""
        choice = answer.one_of(titles("utter_ask_goal_change"))
        if choice == "drop" or answer.intent == "delete_that":
            talk.book.remove(goal)
            talk.say("utter_goal_dropped")
            return Done()
        if choice == "stay" or answer.skipped or answer.intent == "deny":
            talk.say("utter_goal_stays")
            return Done()
        return self._told(talk, answer)
