"""A message that came at its hour, and what follows the tap or the words it is met with (dialogue 8)."""

from __future__ import annotations

import re
from typing import Any, Optional
from zoneinfo import ZoneInfo

from bot.actions.base import KEPT, Ask, Done, Step
from bot.actions.elsewhere import ROOMS, Reentered
from bot.actions.flagged import flagged
from bot.actions.journal import own_zone
from bot.actions.nudge_line import Said, line_for
from bot.actions.nudges import CONSENT, may_write_first, next_consent, own_plan, plan_parts
from bot.actions.people import somebody
from bot.actions.step5_wounds import notes_to_look_at
from bot.actions.talk import PAUSED, Answer, Talk
from bot.coaching import answers
from bot.coaching import step4_triggers as triggers
from bot.coaching.hearing import hear, reflection
from bot.coaching.quotes import quote
from bot.coaching.records import Need, Trigger
from bot.coaching.records_nudges import NudgePlan
from bot.coaching.routing import TOPICS
from bot.coaching.words import needs_in
from bot.content import titles
from bot.nudges import spoken
from bot.nudges.insights import then_and_now
from bot.nudges.plan import Snooze, fewer, snoozed
from bot.nudges.replies import about_them

HALF = 100
"""Most characters of what was done then, and now."""
SNOOZED: dict[str, Snooze] = {"nudge_hour": "hour", "nudge_tonight": "tonight", "nudge_tomorrow": "tomorrow"}
"""Rooms that put a message off at once."""
TAKES_TEXT = frozenset({"thought", "rehearsal"})
"""Rooms that take what is told as their first answer by themselves."""
SHORT = 3
"""Most words of an answer that tell nothing by themselves."""


class NudgeForm(Reentered):
    """Shows a line after the tap, puts it off, or begins what an answer is about."""

    form = "nudge_form"
    rooms = frozenset({"nudge_now", "nudge_later", "nudge_not_today", *SNOOZED})
    numbers = frozenset({"nudge_strength"})
    requests = False

    async def open(self, talk: Talk) -> Step:
        """Does what the tap or the word stands for; an old tap is harmless (situation F70)."""
        room, plan = talk.entity("room"), await own_plan(talk)
        paused = talk.slot(PAUSED)
        if paused:
            talk.set(**{PAUSED: {**paused, "auto": False}})
        talk.set(held=None, entry=None, scratch=None)
        if plan is None or plan.off is not None or not may_write_first(talk):
            talk.say("utter_nudge_none" if may_write_first(talk) else "utter_nudges_closed")
            return Done()
        if room in SNOOZED:
            return self._snooze(talk, plan, SNOOZED[room])
        if room == "nudge_later":
            return Ask("nudge_when")
        if room == "nudge_not_today":
            talk.say("utter_nudge_not_today")
            return Done()
        return await self._show(talk, plan)

    async def _show(self, talk: Talk, plan: NudgePlan) -> Step:
        """Shows a line that was not said for a month, and notes that it was."""
        said = await line_for(talk, plan)
        if said is None:
            talk.say("utter_nudge_nothing_new")
            return Done()
        talk.book.put(plan.copy(update={"used": said.used(plan, talk.now), "updated_at": talk.now}))
        talk.set(scratch=said.state)
        return Ask("nudge_line", dict(said.parts), said.response)

    async def ask(self, talk: Talk, question: str) -> Ask:
        """Asks again, with the line that was said."""
        state = talk.slot("scratch") or {}
        if question == "nudge_line":
            said = Said.of(state)
            return Ask(question, dict(said.parts), said.response)
        if question == "nudge_more":
            return Ask(question, {}, "utter_ask_nudge_more_again")
        return Ask(question, {}, "utter_ask_nudge_compare_again" if question == "nudge_compare" else None)

    async def answer(self, talk: Talk, question: str, answer: Answer) -> Optional[Step]:
        """Takes a tap, a wish about these messages, or what is told."""
        plan = await own_plan(talk)
        if plan is None:
            return Done()
        own = answer.choice or answer.intent in ("later", "deny") or question == "nudge_strength"
        if not own and about_them(answer.text, talk.now, own_zone(talk)) is not None:
            talk.set(held={"intent": "nudges", "text": answer.text})
            return Done("nudges_form")
        steps = {
            "nudge_line": self._taken,
            "nudge_when": self._put_off,
            "nudge_strength": self._strength,
            "nudge_compare": self._compared,
            "nudge_more": self._more,
        }
        return await steps[question](talk, plan, answer)

    async def _put_off(self, talk: Talk, plan: NudgePlan, answer: Answer) -> Optional[Step]:
        choice = answer.one_of(titles("utter_ask_nudge_when"))
        if choice == "fewer":
            return self._fewer(talk, plan)
        if choice is None:
            if answer.skipped or answer.intent in ("deny", "later"):
                talk.say("utter_nudge_not_today")
                return Done()
            return None
        return self._snooze(talk, plan, choice)  # type: ignore[arg-type]

    def _snooze(self, talk: Talk, plan: NudgePlan, until: Snooze) -> Done:
        later, zone = snoozed(plan, talk.now, until), ZoneInfo(plan.zone)
        talk.book.put(later)
        talk.book.count("snoozed")
        when = spoken.soon(later.due_at, talk.now, zone) if later.due_at else ""
        talk.say("utter_nudge_snoozed" if later.snoozed else "utter_nudge_no_room", When=when, when=when)
        return Done()

    def _fewer(self, talk: Talk, plan: NudgePlan) -> Done:
        less = fewer(plan, talk.now)
        talk.book.put(less)
        talk.say("utter_nudges_changed", **plan_parts(talk, less))
        return Done()

    async def _taken(self, talk: Talk, plan: NudgePlan, answer: Answer) -> Optional[Step]:
        """Takes the answer to the line: a tap, or words that begin the room they belong to."""
        said = Said.of(talk.slot("scratch") or {})
        offered = titles("utter_ask_nudge_line_room") | titles("utter_ask_nudge_line_bare")
        short = answer.choice or len(answer.text.split()) <= SHORT
        choice = answer.one_of(offered) if short else None
        if choice == "later" or answer.intent == "later" and choice != "not_today":
            return Ask("nudge_when")
        if choice == "not_today" or answer.skipped or answer.intent == "deny":
            talk.say("utter_nudge_not_today")
            return Done()
        if choice == "fewer":
            return self._fewer(talk, plan)
        if choice == "do" or (answer.intent == "affirm" and said.room):
            return Done(f"{said.room}_form")
        if choice == "thanks" or answer.intent in ("affirm", "thanks", "smalltalk") and short:
            return await self._over(talk, plan)
        if answers.nothing_said(answer.text):
            return None
        return await self._told(talk, plan, said, answer)

    async def _told(self, talk: Talk, plan: NudgePlan, said: Said, answer: Answer) -> Step:
        """Begins the right room with what was typed as its first answer."""
        text, heard = answer.text, hear(answer.text)
        held = {"intent": answer.intent, "text": text}
        if heard.topic in TOPICS and heard.topic != "waiting":
            talk.set(held=held)
            return Done("action_route")
        if said.room == "triggers" or heard.kinds or heard.topic in ("waiting", "trigger"):
            return self._note(talk, text)
        if said.room == "lists":
            at = {"form": "lists_form", "question": "lists_up", "asked": [], "auto": True}
            talk.set(**{PAUSED: {**at, "at": talk.now.isoformat(), "scratch": {"side": "up"}}})
            talk.set(held={"intent": KEPT, "text": text})
            return Done("lists_form")
        if said.room == "needs":
            keys = needs_in(text)
            words = text.strip(" .")[: triggers.LONGEST]
            need = Need(created_at=talk.now, updated_at=talk.now, words=words, need=keys[0] if keys else None)
            talk.book.put(need)
            talk.say("utter_nudge_need_kept")
            return await self._over(talk, plan, quiet=True)
        if said.room in TAKES_TEXT:
            talk.set(held={"intent": "nudges", "text": text})
            return Done(f"{said.room}_form")
        if answer.intent in ROOMS and len(text.split()) > SHORT:
            talk.set(held=held)
            return Done("action_route")
        if said.room is None:
            return await self._over(talk, plan)
        return Ask("nudge_more", {"said": quote(text, HALF)})

    async def _more(self, talk: Talk, plan: NudgePlan, answer: Answer) -> Optional[Step]:
        """Goes on in the room of the line, where they want to."""
        room = Said.of(talk.slot("scratch") or {}).room
        if answers.nothing_said(answer.text):
            return None
        choice = answer.one_of(titles("utter_ask_nudge_more")) or answer.yes_no()
        if choice in ("go_on", "yes") and room:
            return Done(f"{room}_form")
        if choice in ("enough", "no") or answer.skipped or answer.intent in ("thanks", "smalltalk", "later"):
            return await self._over(talk, plan)
        talk.set(held={"intent": answer.intent, "text": answer.text})
        return Done("action_route")

    def _note(self, talk: Talk, text: str) -> Step:
        """Keeps what happened in a line and asks one number; somebody feared has a longer way."""
        person, heard = somebody(talk, text), hear(text)
        if flagged(talk, person.id if person else None):
            talk.set(held={"intent": "trigger_report", "text": text})
            return Done("triggers_form")
        told = triggers.prefill(text, heard)
        talk.keep(
            Trigger(created_at=talk.now, updated_at=talk.now, **told), who=person.id if person else None
        )
        said_back = reflection(heard)
        if said_back:
            talk.say(said_back[0], **said_back[1])
        return Ask("nudge_strength")

    async def _strength(self, talk: Talk, plan: NudgePlan, answer: Answer) -> Optional[Step]:
        """Takes the number and what they did; sets an earlier, stronger note beside it (W5)."""
        note, (number, *rest) = await talk.entry(Trigger), re.split(r"[.,;:!]\s*", answer.text, maxsplit=1)
        value = answers.number(number) if rest and rest[0] else answer.number()
        if value is None and not answer.skipped:
            return None
        changed = triggers.answer(note, "action", rest[0]) if value is not None and any(rest) else None
        note = talk.keep(changed or note, intensity=value, complete=True)
        if talk.unkept:
            talk.say("utter_nudge_noted_unkept")
            return Done()
        if value is None:
            talk.say("utter_nudge_noted")
            return Done()
        parts: dict[str, Any] = {
            "Number": answers.spoken_number(value),
            "did": quote(note.action or "", HALF),
        }
        then = then_and_now(note, await notes_to_look_at(talk), talk.now)
        if note.action and then is not None and "then" in then.parts:
            return Ask("nudge_compare", {**parts, **then.parts, "ago": spoken.ago(int(then.parts["days"]))})
        talk.say("utter_nudge_noted_did" if note.action else "utter_nudge_noted_number", **parts)
        return Done()

    async def _compared(self, talk: Talk, plan: NudgePlan, answer: Answer) -> Optional[Step]:
        """Says where both notes are, at anything short; what is told goes on."""
        if answers.nothing_said(answer.text):
            return None
        if answer.intent in ROOMS and len(answer.text.split()) > SHORT:
            talk.set(held={"intent": answer.intent, "text": answer.text})
            return Done("action_route")
        talk.say("utter_nudge_together")
        return Done()

    async def _over(self, talk: Talk, plan: NudgePlan, quiet: bool = False) -> Step:
        """Ends it; asks for one consent that was not asked for yet, once."""
        consent = await next_consent(talk, plan)
        if consent is not None:
            talk.set(held={"intent": CONSENT, "text": consent})
            return Done("nudges_form")
        if not quiet:
            talk.say("utter_nudge_thanks")
        return Done()
