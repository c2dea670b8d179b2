"""The small plan for heavy moments, shown with the lines of help under it (SU11 to SU14; rules ST3, CN8)."""

from __future__ import annotations

from typing import Any, Optional

from bot.actions.appointments import let_go_later, may_keep
from bot.actions.base import Ask, CoachForm, Done, Step
from bot.actions.elsewhere import elsewhere
from bot.actions.talk import Answer, Talk
from bot.coaching import safety_plan as plans
from bot.coaching.commands import BEGIN
from bot.coaching.records_self import BasePlan, SafetyPlan
from bot.content import titles
from bot.safety.cards import card
from bot.safety.permits import age
from bot.safety.records import Crisis

ROOM = "plan"
"""The name the room is asked for by."""
TITLE = 3
"""Most words that are read as a choice typed out; more of them tell something."""
WAVES = frozenset({"SU", "SH"})
"""Categories that this plan is for."""


async def made(talk: Talk) -> Optional[SafetyPlan]:
    """Returns the plan that was made or begun last, or None."""
    return next(reversed(await talk.book.all(SafetyPlan)), None)


def to_plan(talk: Talk) -> Done:
    """Ends a form towards the plan, as if it had been asked for by name."""
    talk.set(held={"intent": BEGIN, "text": "", "room": ROOM})
    return Done("action_route")


def feared(talk: Talk) -> bool:
    """Tells whether somebody is to be feared: that plan is made with a specialist (rule VI5)."""
    flagged = any(person.dv_flag_at for person in talk.book.people)
    return flagged or "PV" in _live(talk)


def _live(talk: Talk) -> frozenset[str]:
    aged = [one for one in age(talk.book.crises, talk.now) if isinstance(one, Crisis)]
    return frozenset(one.category for one in aged if one.status != "closed")


class OfferForm(CoachForm):
    """Offers the plan and grounding after people, in passing: whatever else is said goes where it belongs."""

    form = "offer_form"

    async def open(self, talk: Talk) -> Step:
        """Offers to make the plan, or to show it."""
        return await self.ask(talk, "plan_offer")

    async def ask(self, talk: Talk, question: str) -> Ask:
        """Offers it again."""
        return Ask("plan_offer", {}, "utter_ask_plan_offer_made" if await made(talk) else None)

    async def answer(self, talk: Talk, question: str, answer: Answer) -> Optional[Step]:
        """Takes the choice."""
        choice = answer.one_of(titles("utter_ask_plan_offer")) or answer.yes_no()
        if choice in ("plan", "yes"):
            return to_plan(talk)
        if choice == "steadier":
            return Done("practice_form")
        if choice in ("not_now", "no") or answer.skipped:
            talk.say("utter_plan_not_now")
            return Done()
        if answer.intent == "nlu_fallback" or len(answer.text.split()) <= TITLE:
            return None
        talk.set(held={"intent": answer.intent, "text": answer.text})
        return Done("action_route")


class PlanForm(CoachForm):
    """Makes the plan in four short questions, and shows, changes or erases it."""

    form = "plan_form"
    record = SafetyPlan

    async def act(self, talk: Talk) -> None:
        """Takes a room's name as an answer where it may be one; else lets go towards that room."""
        asked_for = talk.form == self.form and talk.question and talk.answer.intent == BEGIN
        if not asked_for or self._may_be_answer(talk):
            await super().act(talk)
        elif talk.entity("room") == ROOM:
            self._tell(talk, await self.open(talk))
        else:
            talk.bookmark(auto=True)
            talk.set(held={"intent": BEGIN, "text": talk.answer.text, "room": talk.entity("room")})
            self._tell(talk, Done("action_route"))

    def _may_be_answer(self, talk: Talk) -> bool:
        typed = talk.answer.text and not talk.answer.text.startswith("/")
        return bool(typed) and talk.question == "plan_helps" and talk.entity("room") in plans.words().rooms

    async def open(self, talk: Talk) -> Step:
        """Shows the plan, goes on with it, or begins one."""
        held = talk.slot("held") or {}
        said = str(held["text"]) if held.get("room") == ROOM else talk.answer.text
        if held.get("room") == ROOM:
            talk.set(held=None)
        talk.set(entry=None, scratch=None)
        plan = await made(talk)
        if plan is None:
            return await self._begin(talk, said)
        talk.set(entry=plan.id)
        part = plans.next_part(plan)
        if part is not None and not plan.complete:
            return Ask(f"plan_{part}")
        return Ask("plan_change") if plans.asks_change(said) else self._shown(talk, plan)

    async def _begin(self, talk: Talk, said: str) -> Step:
        """Asks the first question; with somebody to be feared, says who makes such a plan with them."""
        if feared(talk) and not WAVES & _live(talk):
            talk.say("utter_plan_specialist")
            talk.say("utter_lines", lines="\n".join(card(talk.book.profile.country, "PV", talk.now).lines))
            return Done()
        if plans.may_mean_other(said) and not _live(talk) and await talk.book.all(BasePlan):
            return Done("base_form")
        return Ask("plan_helps")

    async def ask(self, talk: Talk, question: str) -> Ask:
        """Asks again; at the end with the plan."""
        plan: Optional[SafetyPlan] = await talk.book.get(SafetyPlan, talk.slot("entry") or "")
        if question == "plan_kept" and plan is not None:
            return self._with_lines(talk, plan)
        return Ask(question)

    async def answer(self, talk: Talk, question: str, answer: Answer) -> Optional[Step]:
        """Keeps the answer and asks the next thing; or does what is wanted with the plan."""
        plan: Optional[SafetyPlan] = await talk.book.get(SafetyPlan, talk.slot("entry") or "")
        part: Any = question.removeprefix("plan_")
        if part in plans.PARTS:
            plan = plan or SafetyPlan(created_at=talk.now, updated_at=talk.now)
            return await self._part(talk, plan, part, answer)
        if plan is None:
            return Ask("plan_helps")
        taken = {"plan_kept": self._kept, "plan_change": self._change, "plan_erase": self._erase}
        return taken[question](talk, plan, answer)

    def is_aside(self, question: str, answer: Answer) -> bool:
        """Tells whether a message is about the question; thanks for the plan end it."""
        over = question == "plan_kept" and answer.intent == "thanks"
        return not over and super().is_aside(question, answer)

    async def _part(self, talk: Talk, plan: SafetyPlan, part: plans.Part, answer: Answer) -> Optional[Step]:
        """Keeps one part at once, for a day without consent; where there is nobody, the lines come first."""
        if answer.intent == "affirm" and not answer.choice:
            return Ask("plan_distance", {}, "utter_ask_plan_distance_what") if part == "distance" else None
        left_out: dict[str, Any] = {} if plan.complete else {part: ""}
        told = left_out if answer.skipped else plans.filled(part, answer.text)
        if told is None:
            return None
        if part == "first" and not answer.skipped and plans.alone(answer.text):
            talk.say("utter_plan_nobody")
        plan = talk.keep(plan, **told)
        if not may_keep(talk):
            await let_go_later(talk, plan.id)
        following = None if plan.complete else plans.next_part(plan)
        return Ask(f"plan_{following}") if following else self._shown(talk, plan)

    def _shown(self, talk: Talk, plan: SafetyPlan) -> Step:
        """Shows the plan back; what is not to be kept is shown this once and is gone (rules DT4, MN4)."""
        if not plans.told(plan):
            talk.discard()
            talk.say("utter_plan_empty")
            self._lines(talk)
            return Done()
        if may_keep(talk):
            return self._with_lines(talk, plan if plan.complete else talk.keep(plan, complete=True))
        talk.say("utter_plan_once", plan=plans.card(plan))
        self._lines(talk)
        talk.discard()
        return Done()

    def _with_lines(self, talk: Talk, plan: SafetyPlan) -> Ask:
        talk.say("utter_plan_card", plan=plans.card(plan))
        self._lines(talk)
        return Ask("plan_kept")

    def _lines(self, talk: Talk) -> None:
        """Shows the lines of help from the table, those for the young to a minor (rules LN1, MN3)."""
        profile = talk.book.profile
        lines = card(profile.country, "MI" if profile.adult is False else "SU", talk.now).lines
        talk.say("utter_lines", lines="\n".join(lines))

    def _kept(self, talk: Talk, plan: SafetyPlan, answer: Answer) -> Optional[Step]:
        choice = answer.one_of(titles("utter_ask_plan_kept"))
        if choice == "erase" or answer.intent == "delete_that":
            return Ask("plan_erase")
        if choice == "change" or plans.asks_change(answer.text):
            return Ask("plan_change")
        if choice == "steadier":
            return Done("practice_form")
        if answer.skipped or answer.intent in ("thanks", "affirm", "deny"):
            talk.say("utter_plan_there")
            return Done()
        return elsewhere(talk, answer)

    def _change(self, talk: Talk, plan: SafetyPlan, answer: Answer) -> Optional[Step]:
        said = answer.text.strip().lower()
        choice = said if said in plans.PARTS else answer.one_of(titles("utter_ask_plan_change"))
        if choice == "keep" or answer.skipped or answer.yes_no() == "no":
            talk.say("utter_plan_there")
            return Done()
        return Ask(f"plan_{choice}") if choice else None

    def _erase(self, talk: Talk, plan: SafetyPlan, answer: Answer) -> Optional[Step]:
        choice = answer.one_of(titles("utter_ask_plan_erase")) or answer.yes_no()
        if choice in ("erase", "yes") or answer.intent == "delete_that":
            talk.discard()
            talk.say("utter_plan_erased")
        elif choice or answer.skipped:
            talk.say("utter_plan_there")
        else:
            return None
        return Done()
