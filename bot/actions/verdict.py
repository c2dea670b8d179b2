"""Who is right, and is he a narcissist: no verdict; the feeling, and the need underneath (dialogue 9)."""

from __future__ import annotations

from typing import Any, Optional

from bot.actions.base import Ask, Done, Step
from bot.actions.partner_safety import blocked
from bot.actions.people import called, forms_of, known, somebody
from bot.actions.step7_stating_needs import RehearsalForm
from bot.actions.talk import HISTORY, Answer, Talk
from bot.coaching import verdict
from bot.coaching.hearing import capital, hear, reflection
from bot.coaching.records import Need, Rehearsal
from bot.coaching.words import needs_in
from bot.content import titles
from bot.language.rehearse import analyse_text
from bot.safety.records import Person

PUSHES = 3
"""Times somebody may press for a side or a word before it is gone on without one. [design]"""
LONGEST = 500
"""Most characters of one answer that are kept (content 3.1)."""


class VerdictForm(RehearsalForm):
    """Says that it is no judge; finds the need, and one sentence where it is to be told."""

    form = "verdict_form"

    async def open(self, talk: Talk) -> Step:
        """Says back what was told, and asks what was wanted; nothing is ruled on."""
        text = talk.opening
        talk.set(held=None, scratch=None)
        told = verdict.told(text)
        person, heard = somebody(talk, text), hear(told)
        if person is not None and blocked(talk, person):
            return self.refused(talk)
        who = person.id if person else None
        talk.keep(Rehearsal(created_at=talk.now, updated_at=talk.now, who=who))
        self.note(talk, pronoun=hear(text).pronoun)
        said_back = reflection(heard)
        if said_back:
            talk.say(said_back[0], **said_back[1])
        line = "utter_verdict_wanted_label" if verdict.labels(text) else None
        return Ask("verdict_wanted", self._forms(talk, person), line)

    def _forms(self, talk: Talk, person: Optional[Person]) -> dict[str, str]:
        """Returns the words for the other person, also where only "he" or "she" was said."""
        pronoun: Any = (talk.slot("scratch") or {}).get("pronoun")
        return forms_of(person, pronoun)

    async def ask(self, talk: Talk, question: str) -> Ask:
        """Asks a question of this room again, with its words."""
        if not question.startswith("verdict_"):
            return await super().ask(talk, question)
        rehearsal = await talk.entry(Rehearsal)
        forms = self._forms(talk, known(talk, rehearsal.who))
        parts = {**forms, "need": capital(rehearsal.need or "")}
        return Ask(question, parts, "utter_rehearsal_request_offer" if question == "verdict_add" else None)

    async def said(self, talk: Talk, question: str, answer: Answer) -> Optional[Step]:
        """Takes this room's own questions; the sentence is the rehearsal's matter."""
        steps = {
            "verdict_wanted": self._wanted,
            "verdict_settle": self._wanted,
            "verdict_who": self._whom,
            "verdict_theirs": self._theirs,
            "verdict_need": self._needed,
            "verdict_tell": self._told,
            "verdict_add": self._add,
        }
        if question not in steps:
            return await super().said(talk, question, answer)
        rehearsal = await talk.entry(Rehearsal)
        return steps[question](talk, rehearsal, known(talk, rehearsal.who), answer)

    def _wanted(
        self, talk: Talk, rehearsal: Rehearsal, person: Optional[Person], answer: Answer
    ) -> Optional[Step]:
        """Takes no side and gives no word however often it is asked for; then asks in private first."""
        pushes = int((talk.slot("scratch") or {}).get("pushes") or 0) + 1
        pressed = verdict.push(answer.text) if not answer.skipped else None
        if pressed and pushes <= PUSHES:
            self.note(talk, pushes=pushes)
            forms = self._forms(talk, person)
            if pressed == "side":
                return Ask(str(talk.question), forms, "utter_verdict_no_side")
            return Ask("verdict_settle", forms)
        if talk.question == "verdict_settle" and not answer.skipped:
            talk.say("utter_verdict_workable")
        if person is not None:
            return self.first(talk, person)
        if any(blocked(talk, one) for one in talk.book.people):
            return Ask("verdict_who")
        return Ask("safety_fear", self._forms(talk, None))

    def _whom(
        self, talk: Talk, rehearsal: Rehearsal, person: Optional[Person], answer: Answer
    ) -> Optional[Step]:
        """Finds out who it is about where somebody is flagged: it might be them (rule VI6)."""
        if answer.skipped:
            return self.refused(talk)
        met = called(talk, answer.text)
        talk.keep(rehearsal, who=met.id)
        return self.first(talk, met)

    def begin(self, talk: Talk, person: Person) -> Step:
        """Asks for one guess at the other side."""
        return Ask("verdict_theirs", self._forms(talk, person))

    def unnamed(self, talk: Talk) -> Step:
        """Asks for it also where nobody was named."""
        self.note(talk, checked=True)
        return Ask("verdict_theirs", self._forms(talk, None))

    def _theirs(
        self, talk: Talk, rehearsal: Rehearsal, person: Optional[Person], answer: Answer
    ) -> Optional[Step]:
        return Ask("verdict_need", {}, None if answer.skipped else "utter_verdict_need_too")

    def _needed(
        self, talk: Talk, rehearsal: Rehearsal, person: Optional[Person], answer: Answer
    ) -> Optional[Step]:
        if answer.skipped:
            return self._only_known(talk, rehearsal)
        said = answer.text.strip(" .")[:LONGEST]
        if not any(letter.isalpha() for letter in said):
            return None
        if analyse_text(said).limits_freedom:
            return self._takes_freedom(talk, person, "verdict_need")
        keys = needs_in(said)
        key, who = keys[0] if keys else None, rehearsal.who
        talk.book.put(Need(created_at=talk.now, updated_at=talk.now, words=said, need=key, who=who))
        talk.keep(rehearsal, need=said)
        return Ask("verdict_tell", {**self._forms(talk, person), "need": capital(said)})

    def _told(
        self, talk: Talk, rehearsal: Rehearsal, person: Optional[Person], answer: Answer
    ) -> Optional[Step]:
        choice = answer.choice or verdict.to_tell(answer.text)
        if choice == "know" or answer.skipped or answer.yes_no() == "no":
            return self._only_known(talk, rehearsal)
        if choice is None and answer.yes_no() != "yes":
            return None
        return Ask("rehearsal_draft", self._forms(talk, person), "utter_verdict_sentence")

    def _only_known(self, talk: Talk, rehearsal: Rehearsal) -> Done:
        """Ends with the need alone; nothing was to be said."""
        talk.book.remove(rehearsal)
        talk.say(f"utter_verdict_known{talk.unkept}")
        return Done()

    def _decide(self, talk: Talk, rehearsal: Rehearsal, person: Optional[Person]) -> Step:
        """Offers once to add an ask, or to leave it there; then decides as every rehearsal."""
        asked = {"verdict_add", "rehearsal_request"} & {*(talk.slot(HISTORY) or []), talk.question}
        if asked or rehearsal.request:
            return super()._decide(talk, rehearsal, person)
        return Ask("verdict_add", {}, "utter_rehearsal_request_offer")

    def _add(
        self, talk: Talk, rehearsal: Rehearsal, person: Optional[Person], answer: Answer
    ) -> Optional[Step]:
        choice = answer.one_of(titles("utter_rehearsal_request_offer"))
        if choice == "add" or answer.yes_no() == "yes":
            return Ask("rehearsal_request", self._forms(talk, person))
        if choice is None and not answer.skipped and answer.yes_no() != "no":
            return None
        kept = talk.keep(rehearsal, keeper_line=rehearsal.sentence, complete=True)
        if not (talk.slot("scratch") or {}).get("checked"):
            return Ask("rehearsal_nerves")
        parts = {**self._forms(talk, person), "sentence": kept.keeper_line or ""}
        talk.say(f"utter_verdict_done{talk.unkept}", **parts)
        return Done()
