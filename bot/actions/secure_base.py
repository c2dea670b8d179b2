"""The secure base: one small plan for the week, whether it was done, and the marks of a talk."""

from __future__ import annotations

from typing import Optional

from bot.actions.base import Ask, CoachForm, Done, Step
from bot.actions.talk import Answer, Talk
from bot.coaching import answers
from bot.coaching import secure_base as base
from bot.coaching.records_self import BasePlan, Dated, Talked
from bot.content import titles


class BaseForm(CoachForm):
    """Makes a plan small enough to be done, and asks after it when the person comes back (content 2.10)."""

    form = "base_form"
    numbers = frozenset({"base_sure"})

    async def open(self, talk: Talk) -> Step:
        """Opens the checklist where a talk is named; else asks after the plan, or makes one."""
        said = talk.opening
        talk.set(held=None, entry=None, scratch=None)
        plans = [plan for plan in await talk.book.all(BasePlan) if plan.tiny]
        if base.asks_for_talk(said):
            return self._talked(talk.keep(Talked(created_at=talk.now, updated_at=talk.now)))
        if not plans or base.asks_anew(said):
            return self._focus_again(bool(plans))
        talk.set(entry=plans[-1].id)
        return self._did(plans[-1])

    def _focus_again(self, again: bool) -> Ask:
        return Ask("base_focus", {}, "utter_ask_base_focus_again" if again else None)

    def _did(self, plan: BasePlan) -> Ask:
        return Ask("base_did", {"card": base.card(plan)})

    async def ask(self, talk: Talk, question: str) -> Ask:
        """Asks a question of this plan, or this talk, again."""
        part = question.removeprefix("base_")
        if part == "talk":
            return self._talked(await talk.entry(Talked))
        if part == "focus":
            return self._focus_again(bool(await talk.book.all(BasePlan)))
        plan = await talk.entry(BasePlan)
        if part == "did":
            return self._did(plan)
        if part == "next":
            return Ask("base_next", {"card": base.card(plan)})
        return self._about(plan, part) if part in base.PARTS else Ask(question)

    def _about(self, plan: BasePlan, part: str) -> Ask:
        """Asks for a part of the plan; for the smallest version, by what it is about."""
        if part == "tiny" and plan.focus in base.words().focuses:
            return Ask("base_tiny", {}, f"utter_ask_base_tiny_{plan.focus}")
        questions = {"tiny": Ask("base_tiny"), "cue": Ask("base_cue"), "sure": Ask("base_sure")}
        return questions.get(part) or Ask("base_kind")

    async def answer(self, talk: Talk, question: str, answer: Answer) -> Optional[Step]:
        """Keeps the answer and asks the next thing."""
        part = question.removeprefix("base_")
        if part == "focus":
            return self._focus(talk, answer)
        if part == "talk":
            return await self._tick(talk, answer)
        plan = await talk.entry(BasePlan)
        if part == "did":
            return self._done_or_not(talk, plan, answer)
        if part == "again":
            return self._again(talk, plan, answer)
        if part == "next":
            return self._end(talk, answer)
        return self._part(talk, plan, part, answer)

    def _focus(self, talk: Talk, answer: Answer) -> Optional[Step]:
        """Takes what is to grow: one of five, or the person's own word."""
        chosen = answer.one_of(titles("utter_ask_base_focus")) or base.focus(answer.text)
        own = (
            ""
            if answers.nothing_said(answer.text) or answer.number()
            else answer.text.strip()[: base.LONGEST]
        )
        if answer.skipped:
            talk.say("utter_base_left")
            return Done()
        if not chosen and not own:
            return None
        plan = BasePlan(created_at=talk.now, updated_at=talk.now, focus=chosen or own)
        return self._about(talk.keep(plan), "tiny")

    def _part(self, talk: Talk, plan: BasePlan, part: str, answer: Answer) -> Optional[Step]:
        """Takes one part; a plan that is not sure is made smaller once."""
        if answer.skipped and part == "tiny" and not plan.tiny:
            talk.book.remove(plan)
            talk.say("utter_base_left")
            return Done()
        changed = plan if answer.skipped else base.filled(plan, part, answer.choice or answer.text)
        if changed is None:
            return None
        state, plan = talk.slot("scratch") or {}, talk.keep(changed)
        if part == "sure" and base.too_big(plan) and not answer.skipped and not state.get("shrunk"):
            talk.set(scratch={"shrunk": True})
            return Ask(
                "base_tiny", {"number": answers.spoken_number(plan.sure or 0)}, "utter_ask_base_smaller"
            )
        following = base.next_part(part)
        if part == "tiny" and state:
            following = "sure" if state.get("shrunk") else None
        if following:
            return self._about(plan, following)
        return Ask("base_next", {"card": base.card(talk.keep(plan, complete=True))})

    def _end(self, talk: Talk, answer: Answer) -> Optional[Step]:
        """Goes to a practice, or leaves it."""
        choice = answer.one_of(titles("utter_ask_base_next"))
        if choice == "practice" or answer.yes_no() == "yes":
            return Done("practice_form")
        if choice is None and not answer.skipped and answer.yes_no() is None:
            return None
        talk.say(f"utter_base_end{talk.unkept}")
        return Done()

    def _done_or_not(self, talk: Talk, plan: BasePlan, answer: Answer) -> Optional[Step]:
        """Keeps whether it was done, with its date; a miss gets the line they wrote for it."""
        said = answer.one_of(titles("utter_ask_base_did")) or answer.yes_no()
        if said == "talk":
            return self._talked(talk.keep(Talked(created_at=talk.now, updated_at=talk.now)))
        if said not in ("yes", "partly", "no") and not answer.skipped:
            return None
        if not answer.skipped:
            mark = Dated(at=talk.now, said=str(said))
            plan = talk.keep(plan, marks=(*plan.marks, mark))
        if said == "no" and plan.kind:
            talk.say("utter_base_kind_line", line=plan.kind)
        return Ask("base_again", {}, "utter_ask_base_again_missed" if said == "no" else None)

    def _again(self, talk: Talk, plan: BasePlan, answer: Answer) -> Optional[Step]:
        """Keeps the plan, makes it smaller, or begins another."""
        choice = answer.one_of(titles("utter_ask_base_again"))
        if choice == "smaller":
            talk.set(scratch={"again": True})
            return Ask("base_tiny", {}, "utter_ask_base_smaller_plain")
        if choice == "new":
            talk.set(entry=None, scratch=None)
            return self._focus_again(True)
        if choice == "same" or answer.skipped or answer.yes_no():
            return Ask("base_next", {"card": base.card(plan)})
        return None

    def _talked(self, talked: Talked) -> Ask:
        """Shows the four marks; ticked ones carry a tick."""
        lists = base.words()
        shown = titles("utter_ask_base_talk")
        buttons = [
            {"title": lists.ticked.format(title=title) if value in talked.marks else title, "payload": value}
            for value, title in shown.items()
        ]
        return Ask("base_talk", {"buttons": buttons}, "utter_ask_base_talk_more" if talked.marks else None)

    async def _tick(self, talk: Talk, answer: Answer) -> Optional[Step]:
        """Ticks or unticks a mark and keeps it at once, until they say that is all."""
        talked, shown = await talk.entry(Talked), titles("utter_ask_base_talk")
        named = base.ticked(answer.text, answer.choice, shown)
        choice = None if named else answer.one_of(shown)
        if choice == "done" or answer.skipped or answer.yes_no():
            return self._ticked(talk, talked, shown)
        named = named or ((choice,) if choice else ())
        if not named:
            return None
        one_off = len(named) == 1 and named[0] in talked.marks
        marks = set(talked.marks) - set(named) if one_off else set(talked.marks) | set(named)
        kept = tuple(mark for mark in base.words().marks if mark in marks)
        return self._talked(talk.keep(talked, marks=kept))

    def _ticked(self, talk: Talk, talked: Talked, shown: dict[str, str]) -> Step:
        if not talked.marks:
            talk.book.remove(talked)
            talk.say("utter_base_talk_none")
        else:
            talk.say("utter_base_talk_end", lines="\n".join(shown[mark] for mark in talked.marks))
        return Done()
