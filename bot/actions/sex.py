"""Sex as reassurance or distance: free to say no first, then the need under it (amendments 3.3, SXT)."""

from __future__ import annotations

from typing import Optional

from bot.actions.base import Ask, CoachForm, Done, Step
from bot.actions.crisis import CLOSE
from bot.actions.people import called, known, somebody
from bot.actions.step7_trying_out import forms_of
from bot.actions.talk import Answer, Talk
from bot.coaching import answers, sex
from bot.coaching.records import Need
from bot.coaching.words import needs_in
from bot.content import titles
from bot.safety.permits import permits
from bot.safety.records import Person

MOST_NAME = 5
"""Most words of a nickname."""
THEN = {"words": "rehearsal_form", "steadier": "practice_form"}
"""What the last question's choices lead to."""


class SexForm(CoachForm):
    """Asks whether a no is free; only then for a need, the one thing that is kept. `scratch` holds `who`."""

    form = "sex_form"

    async def open(self, talk: Talk) -> Step:
        """Asks what is theirs in it; what was told is not asked, and nobody who is feared is worked on."""
        told = talk.told
        talk.set(held=None)
        person = self._about(talk, told)
        talk.set(scratch={"who": person.id if person else None})
        if person is not None and person.id in self._blocked_people(talk):
            talk.set(held={"intent": "listen_request", "text": told} if told else None)
            talk.say("utter_sex_left")
            return Done("listening_form")
        return self._heard(talk, told) if told else Ask("sex_yours")

    def _about(self, talk: Talk, text: str) -> Optional[Person]:
        """Returns the person a text names, else the partner where there is one and only one."""
        close = [person for person in talk.book.people if person.relation in CLOSE - {"ex"}]
        return somebody(talk, text) or (close[0] if len(close) == 1 else None)

    def _blocked_people(self, talk: Talk) -> frozenset[str]:
        return permits([*talk.book.people, *talk.book.crises], talk.now).blocked_people

    def _person(self, talk: Talk) -> Optional[Person]:
        return known(talk, (talk.slot("scratch") or {}).get("who"))

    async def ask(self, talk: Talk, question: str) -> Ask:
        """Asks again, of the person it is about."""
        person = self._person(talk)
        if question == "sex_free":
            return self._free_question(person)
        return Ask(question, forms_of(person))

    def _free_question(self, person: Optional[Person]) -> Ask:
        line = "utter_ask_sex_free" if person else "utter_ask_sex_free_anyone"
        return Ask("sex_free", forms_of(person), line)

    async def answer(self, talk: Talk, question: str, answer: Answer) -> Optional[Step]:
        """Goes one step on; nothing but a need is kept."""
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
        return self._not_free(talk) if sex.not_free(text) else self._free_question(self._person(talk))

    def _free(self, talk: Talk, answer: Answer) -> Optional[Step]:
        choice = answer.one_of(titles("utter_ask_sex_free")) or {
            "yes": "yes",
            "no": "not_always",
            "unsure": "not_always",
        }.get(answer.yes_no() or "")
        if sex.not_free(answer.text):
            choice = "not_always"
        if answer.skipped or choice == "rather_not":
            talk.say("utter_concern_PV_skipped")
            return Done()
        if choice is None:
            return None
        return Ask("sex_need") if choice == "yes" else self._not_free(talk)

    def _not_free(self, talk: Talk) -> Step:
        """Leads to the private safety questions about the person it is about, who is asked for first."""
        person = self._person(talk)
        if person is None:
            return Ask("sex_who")
        return Done("listening_form")

    def _who(self, talk: Talk, answer: Answer) -> Optional[Step]:
        if answer.skipped:
            talk.say("utter_concern_PV_skipped")
            return Done()
        if answers.nothing_said(answer.text) or len(answer.text.split()) > MOST_NAME:
            return None
        talk.set(scratch={"who": called(talk, answer.text).id})
        return self._not_free(talk)

    def _need(self, talk: Talk, answer: Answer) -> Optional[Step]:
        """Keeps the need in the person's words, with the word of the list where one fits."""
        if answer.skipped:
            return Ask("sex_next", forms_of(self._person(talk)))
        if answers.nothing_said(answer.text):
            return None
        said = titles("utter_ask_sex_need").get(answer.choice or "", answer.text).strip(" .")[: sex.LONGEST]
        keys, person = needs_in(said), self._person(talk)
        talk.keep(
            Need(
                created_at=talk.now,
                updated_at=talk.now,
                words=said,
                need=keys[0] if keys else None,
                who=person.id if person else None,
            )
        )
        return Ask("sex_next", forms_of(person))

    def _next(self, talk: Talk, answer: Answer) -> Step:
        choice = answer.one_of(titles("utter_ask_sex_next"))
        if choice in THEN:
            return Done(THEN[choice])
        talk.say(f"utter_sex_end{talk.unkept}")
        return Done()
