"""Step 7, the second half: the sentence tried on a pretend partner, and what is asked afterwards."""

from __future__ import annotations

from typing import Any, Optional
from zoneinfo import available_timezones

from bot.actions.appointments import appoint, own_zone
from bot.actions.base import Ask, Done, Step
from bot.actions.partner_safety import Guarded
from bot.actions.people import forms_of
from bot.actions.talk import Answer, Talk
from bot.coaching import roleplay
from bot.coaching.records import Attempt, Rehearsal
from bot.coaching.rubric import Analysis
from bot.coaching.settings import zone
from bot.coaching.step7_stating_needs import difference
from bot.content import titles
from bot.language.rehearse import analyse_text
from bot.safety.records import Person

FEW = 3
"""Most words of a "yes" that names no line of its own ("yes that one")."""
LONGEST = 500
"""Most characters of one line that are kept."""


class TryingOut(Guarded):
    """What `RehearsalForm` does once a sentence stands: role-play, and one appointment."""

    def _try(self, talk: Talk, rehearsal: Rehearsal, person: Optional[Person]) -> Step:
        """Begins with a bit defensive partner; whoever has practised before may choose (content 5.4)."""
        if (talk.slot("scratch") or {}).get("tried"):
            return Ask("rehearsal_manner", forms_of(person))
        offered = roleplay.order_for(talk.book.profile.voice).offered
        return self._played(talk, rehearsal, person, "defensive" if "defensive" in offered else offered[-1])

    def _manner(
        self, talk: Talk, rehearsal: Rehearsal, person: Optional[Person], answer: Answer
    ) -> Optional[Step]:
        manner = "warm" if answer.skipped else answer.one_of(titles("utter_ask_rehearsal_manner"))
        return self._played(talk, rehearsal, person, manner) if manner else None

    def _played(self, talk: Talk, rehearsal: Rehearsal, person: Optional[Person], manner: Any) -> Step:
        talk.set(scratch={**(talk.slot("scratch") or {}), "manner": manner, "turn": 0})
        talk.keep(rehearsal, manner=manner)
        talk.say(f"utter_rehearsal_manner_{manner}")
        return Ask("rehearsal_line", forms_of(person), roleplay.opening(manner))

    def _line(
        self, talk: Talk, rehearsal: Rehearsal, person: Optional[Person], answer: Answer
    ) -> Optional[Step]:
        state = dict(talk.slot("scratch") or {})
        turn = int(state.get("turn", 0)) + 1
        analysis = analyse_text(answer.text)
        facts = roleplay.LineFacts(analysis, self._latest(rehearsal) if turn > 1 else None)
        rehearsal = self._tried(talk, rehearsal, analysis)
        limit = roleplay.order_for(talk.book.profile.voice).exchanges
        heard = roleplay.reply(state["manner"], turn, facts, limit)
        talk.set(scratch={**state, "turn": turn})
        parts = {**forms_of(person), **heard.params}
        if heard.hint and (heard.partner or heard.ended):
            talk.say(heard.hint, **parts)
        if heard.ended:
            if heard.partner:
                talk.say(heard.partner, **parts)
            return self._over(talk, rehearsal, person)
        return Ask("rehearsal_line", parts, heard.partner or heard.hint)

    def _over(self, talk: Talk, rehearsal: Rehearsal, person: Optional[Person]) -> Step:
        first = analyse_text(rehearsal.attempts[0].text)
        best = max(rehearsal.attempts, key=lambda attempt: (attempt.total, attempt.at))
        moved = difference(first, analyse_text(best.text))
        if moved:
            return Ask("rehearsal_keeper", {**forms_of(person), **moved}, "utter_rehearsal_keeper_from_to")
        talk.say("utter_rehearsal_practice_over", **forms_of(person))
        return Ask("rehearsal_keeper")

    def _keeper(
        self, talk: Talk, rehearsal: Rehearsal, person: Optional[Person], answer: Answer
    ) -> Optional[Step]:
        yes = answer.yes_no() == "yes" and len(answer.text.split()) <= FEW
        line = rehearsal.sentence if answer.skipped or yes else answer.text.strip()[:LONGEST]
        return self._kept(talk, talk.keep(rehearsal, keeper_line=line), person)

    def _kept(self, talk: Talk, rehearsal: Rehearsal, person: Optional[Person]) -> Step:
        rehearsal = talk.keep(rehearsal, complete=True)
        if not (talk.slot("scratch") or {}).get("checked"):
            return Ask("rehearsal_nerves")
        if rehearsal.request is None and analyse_text(rehearsal.keeper_line or "").request:
            return Ask("rehearsal_freedom", forms_of(person))
        return self._afterwards(talk, rehearsal)

    def _nerves(
        self, talk: Talk, rehearsal: Rehearsal, person: Optional[Person], answer: Answer
    ) -> Optional[Step]:
        choice = answer.one_of(titles("utter_ask_rehearsal_nerves"))
        if choice is None and not answer.skipped:
            return None
        if choice == "afraid":
            return self.disclosed(talk, person)
        return self._afterwards(talk, rehearsal)

    def _afterwards(self, talk: Talk, rehearsal: Rehearsal) -> Step:
        if talk.book.profile.consent == "nothing":
            talk.say("utter_rehearsal_not_kept", sentence=rehearsal.keeper_line or "")
            return Done()
        return Ask("rehearsal_ask_after")

    def _ask_after(
        self, talk: Talk, rehearsal: Rehearsal, person: Optional[Person], answer: Answer
    ) -> Optional[Step]:
        choice = answer.one_of(titles("utter_ask_rehearsal_ask_after"))
        if choice == "no" or answer.skipped or answer.yes_no() == "no":
            talk.say("utter_rehearsal_done")
            return Done()
        if choice == "another_time":
            return Ask("rehearsal_ask_when", {}, "utter_rehearsal_ask_after_when")
        text = titles("utter_ask_rehearsal_ask_after").get(choice or "", answer.text)
        return self._appoint(talk, rehearsal, text)

    def _ask_when(
        self, talk: Talk, rehearsal: Rehearsal, person: Optional[Person], answer: Answer
    ) -> Optional[Step]:
        if answer.skipped:
            talk.say("utter_rehearsal_done")
            return Done()
        return self._appoint(talk, rehearsal, answer.text)

    def _zone(
        self, talk: Talk, rehearsal: Rehearsal, person: Optional[Person], answer: Answer
    ) -> Optional[Step]:
        """Takes the city whose clock counts; asked when an hour is needed and the country has several."""
        if answer.skipped or answer.choice == "leave":
            talk.say("utter_rehearsal_done")
            return Done()
        found = zone(answer.text, available_timezones())
        if found is None:
            return None
        talk.book.update_profile(zone=found)
        step = self._appoint(talk, rehearsal, str((talk.slot("scratch") or {}).get("when", "")))
        return step or Ask("rehearsal_ask_when", {}, "utter_rehearsal_ask_after_when")

    def _appoint(self, talk: Talk, rehearsal: Rehearsal, text: str) -> Optional[Step]:
        if own_zone(talk) is None:
            talk.set(scratch={**(talk.slot("scratch") or {}), "when": text})
            return Ask("rehearsal_zone", {}, "utter_ask_settings_zone")
        when = appoint(talk, text, rehearsal.id)
        if when is None:
            return None
        talk.keep(rehearsal, ask_after=text)
        talk.say("utter_rehearsal_done_asked", When=when)
        return Done()

    def _tried(self, talk: Talk, rehearsal: Rehearsal, analysis: Analysis) -> Rehearsal:
        scores = {name: getattr(analysis, name) for name in ("F", "O", "B", "N", "R")}
        attempt = Attempt(text=analysis.text[:LONGEST], at=talk.now, scores=scores, total=analysis.total)
        return talk.keep(rehearsal, attempts=(*rehearsal.attempts, attempt)[-12:])

    def _latest(self, rehearsal: Rehearsal) -> Optional[Analysis]:
        return analyse_text(rehearsal.attempts[-1].text) if rehearsal.attempts else None
