"""Their own goal: one question, kept, changed at any time, and quoted back with how it is this week (W3)."""

from __future__ import annotations

from typing import Optional

from bot.actions.appointments import GOAL, appoint_reminder, cancel, in_days
from bot.actions.base import Ask, CoachForm, Done, Step
from bot.actions.talk import Answer, Talk
from bot.coaching import answers
from bot.coaching.goal import LONGEST, MONTH, WEEK, asks_change, current, month_due
from bot.coaching.records import Appointment
from bot.coaching.records_self import Dated, Goal
from bot.content import titles

OFFERS = {"goal_ask": WEEK, "goal_month": MONTH}
"""Questions that offer to ask again, and on which day of the goal that is."""
THEN = {"small": "action_next"}
"""What else the last row leads to."""


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
        if question in OFFERS:
            return Ask(question, {"goal": goal.text})
        return self._week(goal) if question == "goal_week" else self._changing(goal)

    async def answer(self, talk: Talk, question: str, answer: Answer) -> Optional[Step]:
        """Keeps the goal, a mark on it, or another in its place."""
        goal: Optional[Goal] = await talk.book.get(Goal, talk.slot("entry") or "")
        if question == "goal_text" or goal is None:
            return self._told(talk, answer)
        if question == "goal_change":
            return await self._changed(talk, goal, answer)
        if question in OFFERS:
            return await self._offered(talk, goal, question, answer)
        said = answer.one_of(titles("utter_ask_goal_week"))
        if said == "change" or (said is None and asks_change(answer.text)):
            return self._changing(goal)
        if answer.skipped:
            talk.say("utter_goal_stays")
            return Done()
        if said is None:
            return None
        goal = talk.keep(goal, marks=(*goal.marks, Dated(at=talk.now, said=said)))
        pending = any(one.line == GOAL for one in await talk.book.all(Appointment))
        if month_due(goal, talk.now) and not pending and not talk.unkept:
            return Ask("goal_month", {}, f"utter_goal_{said}_month")
        talk.say(f"utter_goal_{said}")
        return Done()

    async def _offered(self, talk: Talk, goal: Goal, question: str, answer: Answer) -> Optional[Step]:
        """Asks again on day 7 or day 28, once, where they want that (W3)."""
        choice = answer.one_of(titles(f"utter_ask_{question}")) or answer.yes_no()
        if choice in THEN:
            return Done(THEN[choice])
        if choice in ("ask", "yes"):
            due = in_days(talk, OFFERS[question] - (talk.now - goal.created_at).days)
            await appoint_reminder(talk, due, GOAL)
            talk.say("utter_goal_will_ask", day=due.strftime("%A"))
        elif choice == "enough" or choice == "no" or answer.skipped:
            talk.say("utter_goal_left")
        else:
            return None
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
        if not talk.unkept:
            return Ask("goal_ask", {"goal": text})
        talk.say("utter_goal_kept_unkept", goal=text)
        return Done()

    async def _changed(self, talk: Talk, goal: Goal, answer: Answer) -> Optional[Step]:
        """Puts another goal in its place, lets it go, or leaves it; marks stay with the old one."""
        choice = answer.one_of(titles("utter_ask_goal_change"))
        if choice == "drop" or answer.intent == "delete_that":
            talk.book.remove(goal)
            await cancel(talk, GOAL)
            talk.say("utter_goal_dropped")
            return Done()
        if choice == "stay" or answer.skipped or answer.intent == "deny":
            talk.say("utter_goal_stays")
            return Done()
        return self._told(talk, answer)
