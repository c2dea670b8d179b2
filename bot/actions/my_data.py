"""What people own: what is kept, who reads it, a copy, and erasure, asked once and never argued with."""

from __future__ import annotations

from typing import Any, Optional

from bot.actions.appointments import ASKED_FOR, cancel_all
from bot.actions.base import Ask, CoachAction, CoachForm, Done, Step
from bot.actions.desk import say_place
from bot.actions.journal import own_zone
from bot.actions.kept import about, counts
from bot.actions.nudges import own_plan
from bot.actions.onboarding import erase_minor
from bot.actions.people import known
from bot.actions.talk import HISTORY, Answer, Talk
from bot.actions.veil import asks_first
from bot.coaching import journal, my_data, safety_plan
from bot.coaching import step4_triggers as triggers
from bot.coaching.counting import counted
from bot.coaching.records import Appointment, Rehearsal, Trigger
from bot.coaching.records_boundary import SelfLove
from bot.coaching.records_self import SafetyPlan
from bot.content import titles
from bot.nudges.spoken import plan_line
from bot.safety.cards import card_text
from bot.safety.permits import age
from bot.safety.records import Crisis, Person

ASKED: dict[str, my_data.Said] = {"ask_what_stored": "what", "ask_who_reads": "reads"}
"""Questions the classifier knows, where no word of ours is heard."""
LAST = frozenset({"erase", "those"})
"""Choices that cannot be undone: typed, only their own words will do."""
SHOWN_MOST = 10
"""Notes and sentences about one person shown before they are erased."""


class ForgetForm(CoachForm):
    """Says what is kept and erases it, all or what is about one person (rules DT1 to DT3)."""

    form = "forget_form"

    async def act(self, talk: Talk) -> None:
        """Takes "erase everything" and "copy first" as answers here, where elsewhere they open this room."""
        question = talk.question if talk.form == self.form else None
        if not question or talk.answer.intent not in ("forget", "export"):
            await super().act(talk)
        elif my_data.is_command(talk.answer.text):
            self._tell(talk, await self.ask(talk, question))
        else:
            await self._take(talk, question)

    async def open(self, talk: Talk) -> Step:
        """Answers what was asked; else asks whether to erase everything, or one person."""
        held, said = talk.slot("held"), talk.opening
        intent = held["intent"] if held else talk.answer.intent
        talk.set(held=None, entry=None, scratch=None)
        if talk.book.profile.adult is False and talk.book.profile.consent == "keep":
            await cancel_all(talk)
            return Ask("forget_minor")
        if intent == "export":
            return Ask("forget_copy")
        if intent in ASKED:
            await self._tell_about(talk, ASKED[intent])
            talk.say("utter_forget_anytime")
            return Done()
        person = self._named(talk, said)
        if person:
            return await self._about(talk, person)
        crisis = self._open_crisis(talk)
        if crisis is None:
            return Ask("forget_all")
        profile = talk.book.profile
        card = card_text(crisis.category, profile.country, talk.now, profile.language)
        talk.say("utter_card", card=card)
        return Ask("forget_sure", {}, "utter_ask_forget_in_crisis")

    async def ask(self, talk: Talk, question: str) -> Ask:
        """Asks again, in fewer words."""
        if question == "forget_all":
            return Ask("forget_all", {}, "utter_ask_forget_again")
        if question == "forget_person":
            person = known(talk, talk.slot("entry"))
            return await self._about(talk, person) if person else Ask("forget_all")
        return Ask(question)

    async def answer(self, talk: Talk, question: str, answer: Answer) -> Optional[Step]:
        """Takes a choice; a question or a reason is answered and the choice asked again."""
        said = my_data.said(answer.text) or ASKED.get(answer.intent)
        person = self._named(talk, answer.text)
        if question == "forget_minor":
            return self._minor(talk, answer)
        if question == "forget_copy":
            return self._copy_sure(talk, answer, said)
        if person and person.id != talk.slot("entry") and not answer.choice:
            return await self._about(talk, person)
        choice = answer.choice or await self._choice(talk, question, answer, said)
        if choice is None and said in ("what", "reads"):
            await self._tell_about(talk, said)
            return await self.ask(talk, question)
        if choice is None and said == "reason":
            talk.say("utter_forget_reason")
            return await self.ask(talk, question)
        if choice == "erase":
            return self._erase(talk)
        if choice == "everything":
            return Ask("forget_sure")
        if choice == "copy":
            return self._copy(talk)
        if choice == "show":
            await self._show(talk)
            return await self.ask(talk, question)
        if choice == "those":
            return await self._erase_person(talk)
        if choice == "keep" or answer.skipped:
            talk.say("utter_forget_kept")
            return Done()
        return None

    async def _choice(self, talk: Talk, question: str, answer: Answer, said: Optional[str]) -> Optional[str]:
        """Returns what typed words choose; words that are no button's own are asked about once more."""
        if said in ("what", "reads", "reason"):
            return None
        options = titles(f"utter_ask_{question}")
        if question == "forget_person":
            parts = (await self.ask(talk, question)).parts
            options = {value: title.format(**parts) for value, title in options.items()}
        typed = answer.one_of(options)
        if typed and (typed not in LAST or my_data.plainly(answer.text, options[typed])):
            return typed
        if answer.intent == "export":
            return "copy"
        if said == "everything" or answer.intent == "forget":
            return "everything" if question in ("forget_all", "forget_person") else "erase"
        if said == "straight":
            return "erase" if question == "forget_sure" else "everything"
        if said == "keep":
            return "keep"
        yes = {"forget_all": "copy", "forget_person": "those", "forget_sure": None, "forget_last": "erase"}
        no = {"forget_all": "everything", "forget_sure": "everything"}
        agreed = answer.yes_no()
        if agreed == "yes":
            return yes[question]
        return no.get(question, "keep") if agreed == "no" else None

    def _named(self, talk: Talk, text: str) -> Optional[Person]:
        """Returns the person a text names, the longest label first."""
        people = sorted(talk.book.people, key=lambda person: len(person.label), reverse=True)
        return next((person for person in people if journal.named(text, person.label)), None)

    def _open_crisis(self, talk: Talk) -> Optional[Crisis]:
        crises = age(talk.book.crises, talk.now)
        live = [c for c in crises if isinstance(c, Crisis) and c.level == "crisis"]
        return next((crisis for crisis in live if crisis.status == "open"), None)

    async def _tell_about(self, talk: Talk, topic: str) -> None:
        """Says what is kept, or who can read it (rule OP1: by whether on-call people exist)."""
        operator = talk.metadata.get("operator")
        if topic == "reads" and operator:
            talk.say("utter_who_reads_operator", operator=operator)
        elif topic == "reads":
            talk.say("utter_who_reads")
        if topic == "reads":
            say_place(talk)
        else:
            kept = await counts(talk.book) if talk.book.profile.consent == "keep" else {}
            asked_for = sum(one.line in ASKED_FOR for one in await talk.book.all(Appointment))
            kept |= {"appointment": asked_for} if asked_for else {}
            talk.say("utter_what_kept" if kept else "utter_what_kept_little", what=counted(kept))
            plan = await own_plan(talk)
            if plan is not None and plan.off is None:
                talk.say("utter_what_schedule", plan=plan_line(plan))

    async def _about(self, talk: Talk, person: Person) -> Ask:
        """Says how much is about a person and asks whether to erase that."""
        found = await about(talk.book, person)
        numbers = {name: len(records) for name, records in found.items()}
        talk.set(entry=person.id)
        total = sum(numbers.values())
        parts: dict[str, Any] = {"what": counted(numbers), "who": person.label, "count": total}
        line = None if total else "utter_ask_forget_person_bare"
        return Ask("forget_person", parts, line)

    async def _show(self, talk: Talk) -> None:
        """Shows what is about the person, as one line each."""
        person = known(talk, talk.slot("entry"))
        if person is None:
            return
        found, zone = await about(talk.book, person), own_zone(talk)
        lines: list[str] = []
        for records in found.values():
            for record in records:
                day = journal.spoken_day(record.created_at, talk.now, zone)
                if isinstance(record, Trigger):
                    lines.append(triggers.journal_line(record, len(lines) + 1, day))
                else:
                    lines.append(f"{len(lines) + 1}. {day}: {_line(record)}")
        talk.say("utter_forget_shown", lines="\n".join(lines[:SHOWN_MOST]))
        if len(lines) > SHOWN_MOST:
            talk.say("utter_forget_shown_more", rest=len(lines) - SHOWN_MOST)

    def _copy(self, talk: Talk) -> Step:
        """Sends the copy and asks for the last word; where others may read the phone, asks first (F47)."""
        if talk.book.profile.phone_privacy != "private" or talk.book.profile.veiled:
            return Ask("forget_copy")
        talk.turn.afterwards.append(("export", {}))
        return Ask("forget_last")

    def _copy_sure(self, talk: Talk, answer: Answer, said: Optional[str]) -> Optional[Step]:
        choice = "not_here" if said == "keep" else answer.one_of(titles("utter_ask_forget_copy"))
        choice = choice or {"yes": "send", "no": "not_here"}.get(answer.yes_no() or "")
        erasing = bool(talk.slot(HISTORY))
        if choice == "send":
            talk.turn.afterwards.append(("export", {}))
            return Ask("forget_last") if erasing else Done()
        if choice is None and not answer.skipped:
            return None
        if erasing:
            return Ask("forget_sure", {}, "utter_ask_forget_without_copy")
        talk.say("utter_export_not_here")
        return Done()

    def _minor(self, talk: Talk, answer: Answer) -> Optional[Step]:
        """Sends a minor their copy, if they want it, and erases; unanswered, that comes by itself (MN3)."""
        choice = answer.one_of(titles("utter_ask_forget_minor")) or answer.yes_no()
        if choice is None and not answer.skipped:
            return None
        if choice in ("copy", "yes"):
            talk.turn.afterwards.append(("export", {}))
        if answer.skipped:
            talk.say("utter_forget_anytime")
        else:
            erase_minor(talk)
        return Done()

    async def _erase_person(self, talk: Talk) -> Step:
        """Has the runtime erase a person with all that was counted; mere mentions are made theirs first."""
        person = known(talk, talk.slot("entry"))
        if person is None:
            return Ask("forget_all")
        for record in (record for records in (await about(talk.book, person)).values() for record in records):
            if hasattr(record, "who"):
                talk.book.put(record.copy(update={"who": person.id}))
            else:
                talk.book.remove(record)
        talk.turn.afterwards.append(("erase", {"person": person.id}))
        talk.set(paused=None)
        return Done()

    def _erase(self, talk: Talk) -> Step:
        """Asks the runtime to erase everything once the turn is committed; its receipt is spoken there."""
        talk.turn.afterwards.append(("erase", {}))
        talk.book.update_profile(country_asked=True)
        talk.set(paused=None)
        return Done()


def _line(record: Any) -> str:
    """Returns a record's own words."""
    if isinstance(record, Rehearsal):
        return record.keeper_line or record.sentence or record.observation or ""
    if isinstance(record, SelfLove):
        return "; ".join(record.lines)
    if isinstance(record, SafetyPlan):
        return "; ".join(safety_plan.told(record).values())
    own = ("words", "text", "shown_by", "situation", "what")
    return str(next((said for name in own if (said := getattr(record, name, None))), ""))


class Export(CoachAction):
    """Sends a copy of everything kept; asks first where others may read this phone (F47)."""

    action = "action_export"

    async def act(self, talk: Talk) -> None:
        """Sends it after the turn, or goes to the room that asks."""
        if talk.form == ForgetForm.form:
            talk.go(ForgetForm.form)
        elif asks_first(talk, "begin", room="export"):
            return
        elif talk.book.profile.phone_privacy == "private":
            talk.turn.afterwards.append(("export", {}))
            if talk.form:
                talk.go(talk.form)
        else:
            talk.put_aside(auto=True)
            talk.set(held={"intent": "export", "text": ""})
            talk.go(ForgetForm.form)
