"""The next ten minutes: a message typed here instead of there, an urge ridden out (P6)."""

from __future__ import annotations

from typing import Optional

from bot.actions.base import Ask, CoachForm, Done, Step
from bot.actions.people import somebody
from bot.actions.talk import Answer, Talk
from bot.coaching import answers
from bot.coaching.hearing import hear, reflection, them
from bot.coaching.records import UnsentMessage
from bot.content import titles

LONGEST = 2000
"""Most characters of an unsent message that are kept."""


class MomentForm(CoachForm):
    """Asks what is loudest; the pull to write is ridden out, a step for each answer (P6, U7)."""

    form = "moment_form"
    numbers = frozenset({"urge_before", "urge_after"})
    verbatim = frozenset({"urge_unsent", "urge_new_text"})

    async def open(self, talk: Talk) -> Step:
        """Says back what is heard for the first time, and asks what is loudest; a named urge goes at once."""
        held, heard = talk.slot("held"), hear(talk.opening)
        by_name = (held or {}).get("room") == "urge"
        said_back = reflection(heard) if held is None else None
        person = somebody(talk, talk.opening)
        pronoun = person.pronoun if person else heard.pronoun
        talk.set(held=None, scratch={"pronoun": pronoun})
        if by_name:
            return Ask("urge_unsent")
        if said_back:
            talk.say(said_back[0], **said_back[1])
        return self._loudest_again(talk)

    async def ask(self, talk: Talk, question: str) -> Ask:
        """Asks the step it was at again."""
        if question == "moment_loudest":
            return self._loudest_again(talk)
        plain = {"urge_before", "urge_things", "urge_breaths"}
        return Ask(question, {}, f"utter_ask_{question}_plain" if question in plain else None)

    def _loudest_again(self, talk: Talk) -> Ask:
        return Ask("moment_loudest", self._spoken(talk), "utter_ask_moment_loudest_plain")

    def _spoken(self, talk: Talk) -> dict[str, str]:
        return them((talk.slot("scratch") or {}).get("pronoun"))

    async def answer(self, talk: Talk, question: str, answer: Answer) -> Optional[Step]:
        """Goes one step on."""
        if question == "moment_loudest":
            return self._loudest(talk, answer)
        message = await talk.book.get(UnsentMessage, talk.slot("entry") or "")
        steps = {
            "urge_unsent": self._unsent,
            "urge_before": self._before,
            "urge_things": self._things,
            "urge_breaths": self._breaths,
            "urge_after": self._after,
            "urge_choice": self._choice,
            "urge_new_text": self._new_text,
        }
        return steps[question](talk, answer, message)

    def _loudest(self, talk: Talk, answer: Answer) -> Optional[Step]:
        choice = answer.one_of(titles("utter_ask_moment_loudest"))
        if choice == "urge" or hear(answer.text).topic == "urge":
            return Ask("urge_unsent")
        if choice == "body" or answer.skipped:
            return Done("practice_form")
        told = (answer.intent, answer.text) if choice is None else (choice, "")
        talk.set(held={"intent": told[0], "text": told[1]})
        return Done("listening_form")

    def _unsent(self, talk: Talk, answer: Answer, message: Optional[UnsentMessage]) -> Step:
        if answer.skipped:
            return Ask("urge_before", {}, "utter_ask_urge_before_plain")
        talk.keep(UnsentMessage(created_at=talk.now, updated_at=talk.now, text=answer.text[:LONGEST]))
        return Ask("urge_before")

    def _before(self, talk: Talk, answer: Answer, message: Optional[UnsentMessage]) -> Optional[Step]:
        number = answer.number()
        if number is None:
            return Ask("urge_things", {}, "utter_ask_urge_things_plain") if answer.skipped else None
        if message is not None:
            talk.keep(message, urge_before=number)
        return Ask("urge_things", {"number": answers.spoken_number(number)})

    def _things(self, talk: Talk, answer: Answer, message: Optional[UnsentMessage]) -> Step:
        seen = () if answer.skipped else answers.things(answer.text)
        if not seen:
            return Ask("urge_breaths", {}, "utter_ask_urge_breaths_plain")
        return Ask("urge_breaths", {"things": answers.joined(seen)})

    def _breaths(self, talk: Talk, answer: Answer, message: Optional[UnsentMessage]) -> Step:
        return Ask("urge_after")

    def _after(self, talk: Talk, answer: Answer, message: Optional[UnsentMessage]) -> Optional[Step]:
        after = answer.number()
        if after is None and not answer.skipped:
            return None
        if message is None:
            talk.say("utter_urge_end_empty")
            return Done()
        before = message.urge_before
        if after is not None:
            talk.keep(message, urge_after=after)
        if after is None or before is None:
            talk.say("utter_urge_no_number")
        else:
            moved = "lower" if after < before else "higher" if after > before else "same"
            talk.say(f"utter_urge_{moved}", before=before, after=after)
        talk.say("utter_urge_silence", **self._spoken(talk))
        return Ask("urge_choice")

    def _choice(self, talk: Talk, answer: Answer, message: Optional[UnsentMessage]) -> Optional[Step]:
        choice = "keep" if answer.skipped else answer.one_of(titles("utter_ask_urge_choice"))
        if choice is None or message is None:
            return None if message else Done()
        if choice == "bin":
            talk.book.remove(message)
            talk.say("utter_urge_binned")
            return Done()
        if choice == "change":
            return Ask("urge_new_text")
        return self._keep(talk, message)

    def _new_text(self, talk: Talk, answer: Answer, message: Optional[UnsentMessage]) -> Step:
        if message is None:
            return Done()
        changed = message if answer.skipped else talk.keep(message, text=answer.text[:LONGEST])
        return self._keep(talk, changed)

    def _keep(self, talk: Talk, message: UnsentMessage) -> Step:
        talk.keep(message, choice="keep")
        if talk.book.profile.consent == "nothing":
            talk.say("utter_urge_kept_in_memory")
        else:
            talk.say("utter_urge_kept")
            talk.say("utter_urge_end_day")
        return Done()
