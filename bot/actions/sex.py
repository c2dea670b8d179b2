"""Sex as reassurance or distance: free to say no first, then the need under it (amendments 3.3, SXT)."""

from __future__ import annotations

from typing import Optional

from bot.actions.base import Ask, Done, Step
from bot.actions.partner_safety import PREFIX, Guarded, blocked
from bot.actions.people import CLOSE, called, forms_of, somebody
from bot.actions.talk import Answer, Talk
from bot.coaching import answers, sex
from bot.coaching.records import Need
from bot.coaching.words import needs_in
from bot.content import titles
from bot.safety.records import Person

MOST_NAME = 5
"""Most words of a nickname."""
THEN = {"words": "rehearsal_form", "steadier": "practice_form"}
"""What the last question's choices lead to."""


class SexForm(Guarded):
    """Asks whether a no is free; where it is not always, the private questions come before the need.

    Nothing but the need is kept; `scratch` holds the id of the person it is about, `who`.
    """

    form = "sex_form"

    async def open(self, talk: Talk) -> Step:
        """Asks what is theirs in it; what was told is not asked, and nobody who is feared is worked on."""
        told = talk.told
        talk.set(held=None, entry=None)
        person = self._about(talk, told)
        talk.set(scratch={"who": person.id if person else None})
        if person is not None and blocked(talk, person):
            talk.set(held={"intent": "listen_request", "text": told}, scratch=None)
            talk.say("utter_sex_left")
            return Done("listening_form")
        return self._heard(talk, told) if told else Ask("sex_yours")

    def _about(self, talk: Talk, text: str) -> Optional[Person]:
        """Returns the person a text names, else the partner where there is one and only one."""
        close = [person for person in talk.book.people if person.relation in CLOSE - {"ex"}]
        return somebody(talk, text) or (close[0] if len(close) == 1 else None)

    async def ask(self, talk: Talk, question: str) -> Ask:
        """Asks again, of the person it is about."""
        if question.startswith(PREFIX):
            return await super().ask(talk, question)
        if question == "sex_free":
            return self._free_question(talk)
        return Ask(question, forms_of(self.subject(talk)))

    def _free_question(self, talk: Talk) -> Ask:
        person = self.subject(talk)
        return Ask("sex_free", forms_of(person), None if person else "utter_ask_sex_free_anyone")

    async def said(self, talk: Talk, question: str, answer: Answer) -> Optional[Step]:
        """Goes one step on."""
        steps = {
            "sex_yours": self._yours,
            "sex_free": self._free,
            "sex_who": self._who,
            "sex_need": self._need,
            "sex_next": self._next,
        }
        return steps[question](talk, answer)

    def _yours(self, talk: Talk, answer: Answer) -> Optional[Step]:
        choice = answer.one_of(titles("utter_ask_sex_yours"))
        if choice == "none" or answer.skipped or sex.not_theirs(answer.text):
            talk.say("utter_sex_none")
            return Done()
        if choice is None and answers.nothing_said(answer.text):
            return None
        return self._heard(talk, answer.text)

    def _heard(self, talk: Talk, text: str) -> Step:
        """Asks whether a no is free, where the text does not tell (rule U3)."""
        return self._not_free(talk) if sex.not_free(text) else self._free_question(talk)

    def _free(self, talk: Talk, answer: Answer) -> Optional[Step]:
        agreed = {"yes": "yes", "no": "not_always", "unsure": "not_always"}.get(answer.yes_no() or "")
        choice = answer.one_of(titles("utter_ask_sex_free")) or agreed
        if answer.skipped or choice == "rather_not":
            talk.say("utter_concern_PV_skipped")
            return Done()
        if sex.not_free(answer.text) or choice == "not_always":
            return self._not_free(talk)
        return Ask("sex_need") if choice == "yes" else None

    def _not_free(self, talk: Talk) -> Step:
        """Leads to all the private safety questions, after asking who it is about (rules VI1, VI5)."""
        return Ask("safety_privacy") if self.subject(talk) else Ask("sex_who")

    def asks_all(self, person: Person) -> bool:
        """Tells so: a no that is not free is a cue, and one "no" does not settle it (rule VI1)."""
        return True

    def begin(self, talk: Talk, person: Person) -> Step:
        """Goes on to the need once the answers flag nobody."""
        return Ask("sex_need")

    def _who(self, talk: Talk, answer: Answer) -> Optional[Step]:
        if answer.skipped:
            talk.say("utter_concern_PV_skipped")
            return Done()
        if answers.nothing_said(answer.text) or len(answer.text.split()) > MOST_NAME:
            return None
        self.note(talk, who=called(talk, answer.text).id)
        return self._not_free(talk)

    def _need(self, talk: Talk, answer: Answer) -> Optional[Step]:
        """Keeps the need in the person's words, with the word of the list where one fits."""
        person = self.subject(talk)
        if answer.skipped:
            return Ask("sex_next", forms_of(person))
        if answers.nothing_said(answer.text):
            return None
        pressed = titles("utter_ask_sex_need").get(answer.choice or "")
        said = (pressed or answer.text).strip(" .")[: sex.LONGEST]
        keys = needs_in(said)
        need = Need(
            created_at=talk.now,
            updated_at=talk.now,
            words=said,
            need=keys[0] if keys else None,
            who=person.id if person else None,
        )
        talk.keep(need)
        return Ask("sex_next", forms_of(person))

    def _next(self, talk: Talk, answer: Answer) -> Step:
        choice = answer.one_of(titles("utter_ask_sex_next"))
        if choice in THEN:
            return Done(THEN[choice])
        talk.say(f"utter_sex_end{talk.unkept}")
        return Done()
