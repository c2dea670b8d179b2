"""The private safety questions before work on a tie to one person, once in 30 days (rules VI1 to VI8).

The answers stay in the form's scratch, as codes, for as long as the check takes. What is kept of them is
when the person was checked, or flagged, on that person's record.
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import replace
from typing import Any, Optional

from bot.actions.base import HISTORY, Ask, CoachForm, Done, Step
from bot.actions.crisis import SHORTEST_NAME
from bot.actions.crisis_deeds import show_card
from bot.actions.elsewhere import TOLD
from bot.actions.people import called, flag, forms_of, known, named_in
from bot.actions.talk import Answer, Talk
from bot.coaching import answers
from bot.coaching.hearing import hear
from bot.content import Shape, content, titles
from bot.safety import partner, permits
from bot.safety.cards import above_text, known_country
from bot.safety.conversation import NOT_MEANT
from bot.safety.partner import OPTIONS, UNSURE, Question, Verdict
from bot.safety.records import Person
from bot.safety.screen import Screening

PREFIX = "safety_"
SOMEONE = "someone"
"""Intent of a held text that opens a rehearsal for somebody else, whom they trust (rule VI2)."""
MOST_NAME = 5
"""Most words of a nickname."""


class SafetyWords(Shape):
    """Shape of `content/partner_safety.yml`: what is typed for a code."""

    phrases: dict[str, tuple[str, ...]]


class SafetyCheck(CoachForm):
    """A form in which the safety questions are asked; subclasses say what a clear answer leads to."""

    @abstractmethod
    async def said(self, talk: Talk, question: str, answer: Answer) -> Optional[Step]:
        """Takes the answer to a question of the form's own, as `CoachForm.answer` does."""

    @abstractmethod
    def passed(self, talk: Talk, person: Person, codes: partner.Codes) -> Step:
        """Goes on after answers that flag nobody."""

    def drop(self, talk: Talk) -> None:
        """Removes the record being written: about this person nothing is worked out (rule VI6)."""
        talk.discard()

    def note(self, talk: Talk, **facts: Any) -> None:
        """Adds facts that are nobody's words to the scratch; what the check holds there stays."""
        talk.set(scratch={**(talk.slot("scratch") or {}), **facts})

    def subject(self, talk: Talk) -> Optional[Person]:
        """Returns the person the form is about, as their record stands now."""
        return known(talk, (talk.slot("scratch") or {}).get("who"))

    async def answer(self, talk: Talk, question: str, answer: Answer) -> Optional[Step]:
        """Takes the safety questions; every other goes to `said`."""
        part: Any = question.removeprefix(PREFIX)
        if not question.startswith(PREFIX):
            return await self.said(talk, question, answer)
        if part == "privacy":
            return self._privacy(talk, answer)
        if part == "wish":
            return self._wish(talk, answer)
        if part not in OPTIONS:
            return await self.said(talk, question, answer)
        code = _code(part, answer)
        if code is None and _told_country(talk, answer):
            return await self.ask(talk, question)
        return None if code is None else self._scored(talk, part, code)

    def is_aside(self, question: str, answer: Answer) -> bool:
        """Tells so, but for "I don't know" at a safety question: that is an answer (rule VI1)."""
        wavers = question.removeprefix(PREFIX) in OPTIONS and answer.intent == "idk"
        return super().is_aside(question, answer) and not wavers

    async def _take(self, talk: Talk, question: str, said: Optional[Answer] = None) -> None:
        """Keeps "go back" inside the check once more than the first question was asked."""
        if question.startswith(PREFIX) and question != "safety_fear":
            talk.set(**{HISTORY: [asked for asked in talk.slot(HISTORY) or [] if asked.startswith(PREFIX)]})
        await super()._take(talk, question, said)

    def _tell(self, talk: Talk, step: Step, again: int = 0) -> None:
        """Fills the safety questions; asks nothing else about a person who was flagged meanwhile."""
        person = self.subject(talk)
        if isinstance(step, Ask) and step.question.startswith(PREFIX):
            step = replace(step, parts={**forms_of(person), **step.parts})
        elif isinstance(step, Ask) and person is not None and blocked(talk, person):
            step = self.refused(talk)
        super()._tell(talk, step, again)

    def refused(self, talk: Talk) -> Step:
        """Leaves a flagged person out in one line; the reason stays behind "Why" (rule VI3)."""
        self.drop(talk)
        talk.say("utter_safety_later")
        return Done()

    def _scored(self, talk: Talk, part: Question, code: str) -> Step:
        """Weighs the answers so far: the flag and the card of a crisis do not wait for the last one."""
        before = dict((talk.slot("scratch") or {}).get("codes") or {})
        codes = {**before, part: code}
        self.note(talk, codes=codes)
        person = self.subject(talk)
        ex = person is not None and person.relation == "ex"
        known_so_far, found = partner.verdict(before, ex), partner.verdict(codes, ex)
        if found.flagged:
            person = self.flagged(talk, person, found)
        if found.outcome == "crisis" and known_so_far.outcome != "crisis":
            _card(talk)
        line = partner.neck_line(part, code, ex)
        if line:
            talk.say(line)
        following = partner.following(codes, ex)
        if found.outcome == "skipped" and following is None:
            self.drop(talk)
            talk.say("utter_concern_PV_skipped")
            return Done()
        if person is None:
            return self.unnamed(talk)
        slip = (talk.slot("scratch") or {}).get("slip")
        if slip and following is None and not found.flagged:
            return self._slipped(talk, person, codes)
        if not slip and not found.flagged and (following is None or not self.asks_all(person)):
            self.note(talk, codes=None)
            return self.passed(talk, person, codes)
        if found.flagged and not (talk.slot("scratch") or {}).get("alone"):
            return Ask("safety_privacy")
        if following is not None:
            return Ask(f"{PREFIX}{following}")
        return self._told_all(talk, found)

    def _slipped(self, talk: Talk, person: Person, codes: partner.Codes) -> Step:
        """Takes a flag of this very check back after plain noes to everything; any doubt leaves it there."""
        self.note(talk, codes=None, slip=None, fresh=None)
        if not partner.clears(codes):
            return self.refused(talk)
        talk.book.put(permits.never_flagged(person, talk.now))
        for crisis in talk.book.crises:
            if crisis.category == "PV" and crisis.level == "concern" and crisis.status == "open":
                denied = permits.reached(permits.denied(crisis, talk.now), talk.now)
                talk.book.put(permits.closed(denied, talk.now))
        talk.say("utter_safety_slip_over")
        return Done()

    def unnamed(self, talk: Talk) -> Step:
        """Goes on after "no" where nobody in particular was asked about."""
        return Done()

    def asks_all(self, person: Person) -> bool:
        """Tells whether a "no" to the first question is followed by the others."""
        return False

    def flagged(self, talk: Talk, person: Optional[Person], found: Verdict) -> Person:
        """Flags the person at once, records the concern or the crisis, and drops what was being written."""
        state = talk.slot("scratch") or {}
        self.note(talk, fresh=state.get("fresh") or person is None or person.dv_flag_at is None)
        flagged = flag(talk, person)
        level: Any = "crisis" if found.outcome == "crisis" else "concern"
        screening = Screening(level=level, category="PV", matched=None, ambiguous=False, codes=found.codes)
        talk.book.put(permits.open_crisis([*talk.book.crises], screening, talk.now))
        talk.book.update_profile(last_person=flagged.id)
        self.drop(talk)
        self.note(talk, who=flagged.id)
        return flagged

    def _privacy(self, talk: Talk, answer: Answer) -> Optional[Step]:
        """Goes on only where it is safe to; else leaves in a line that tells nobody anything (rule VI5)."""
        choice = _choice("utter_ask_safety_privacy", answer)
        said = {"yes": "safe_now", "no": "not_safe", "unsure": "not_safe"}
        choice = choice or said.get(answer.yes_no() or "")
        state = talk.slot("scratch") or {}
        if choice == "mistapped" and state.get("fresh") and not state.get("slip"):
            self.note(talk, codes=None, slip=True)
            talk.say("utter_safety_slip")
            return Ask("safety_fear")
        if choice == "safe_now":
            self.note(talk, alone=True)
            codes = (talk.slot("scratch") or {}).get("codes") or {}
            person = self.subject(talk)
            following = partner.following(codes, person is not None and person.relation == "ex")
            return Ask(f"{PREFIX}{following}")
        if choice is None and not answer.skipped:
            return None
        if choice == "not_safe":
            talk.book.update_profile(phone_privacy="shared")
        talk.say("utter_concern_PV_skipped")
        return Done()

    def _told_all(self, talk: Talk, found: Verdict) -> Step:
        if found.outcome != "crisis":
            _card(talk)
        else:
            talk.say("utter_crisis_PV")
        self.note(talk, codes=None)
        return Ask("safety_wish")

    def _wish(self, talk: Talk, answer: Answer) -> Optional[Step]:
        """Does what she wishes; the refusal and its reason come only where she would go on (rule VI5)."""
        choice = _choice("utter_ask_safety_wish", answer)
        if choice == "go_on" or (choice is None and answer.yes_no() == "yes"):
            return Ask("safety_wish", {}, "utter_safety_reason")
        if choice == "someone":
            _card(talk)
            if not permits.permits([*talk.book.people, *talk.book.crises], talk.now).exercises:
                return Done()
            talk.set(held={"intent": SOMEONE, "text": ""})
            return Done("rehearsal_form")
        if choice == "practice":
            return Done("practice_form")
        if choice is None and _told_country(talk, answer):
            return Ask("safety_wish")
        if choice == "later" or answer.choice == NOT_MEANT or answer.skipped or answer.yes_no() == "no":
            talk.say("utter_crisis_quiet")
            return Done()
        if len(answer.text.split()) < TOLD:
            return None
        talk.set(held={"intent": answer.intent, "text": answer.text})
        return Done("action_route")


class Guarded(SafetyCheck):
    """A form towards one person, who is asked about in private first.

    A form with an `ask` of its own leaves questions that begin with `PREFIX` to this one: when they are
    asked, the record may be gone.
    """

    def first(self, talk: Talk, person: Person) -> Step:
        """Returns what is due before the form's own questions: a refusal, the safety question, or nothing."""
        self.note(talk, who=person.id)
        talk.book.update_profile(last_person=person.id)
        if blocked(talk, person):
            return self.refused(talk)
        if permits.needs_check(person, talk.now):
            return Ask("safety_fear")
        return self.begin(talk, person)

    @abstractmethod
    def begin(self, talk: Talk, person: Person) -> Step:
        """Asks the form's own first question once the person is clear."""

    def disclosed(self, talk: Talk, person: Optional[Person]) -> Step:
        """Goes on from fear that was told at a question of the form's own."""
        self.note(talk, who=person.id if person else None, codes=None)
        return self._scored(talk, "fear", "yes")

    def passed(self, talk: Talk, person: Person, codes: partner.Codes) -> Step:
        """Notes the day of the check and begins; a flag put in this very sitting stays."""
        if blocked(talk, person):
            return self.refused(talk)
        checked = person.copy(update={"checked_on": talk.now, "updated_at": talk.now})
        talk.book.put(checked)
        self.note(talk, checked=True)
        return self.begin(talk, checked)


class SafetyForm(SafetyCheck):
    """Asks again when somebody wishes it: the one way a flag is lifted (rules VI3, VI7, VI8)."""

    form = "safety_form"

    async def open(self, talk: Talk) -> Step:
        """Finds out who it is about, then whether they are alone with their phone."""
        told = talk.told
        talk.set(held=None, entry=None, scratch=None)
        flagged = [person for person in talk.book.people if person.dv_flag_at]
        last = known(talk, talk.book.profile.last_person)
        person = (named_in(talk, told) if told else None) or (flagged[0] if len(flagged) == 1 else last)
        if person is None:
            return Ask("safety_who")
        return self._about(talk, person)

    def _about(self, talk: Talk, person: Person) -> Step:
        self.note(talk, who=person.id)
        return Ask("safety_alone")

    def drop(self, talk: Talk) -> None:
        """Drops nothing: nothing is written here."""

    def unnamed(self, talk: Talk) -> Step:
        """Goes on after "no" where nobody in particular was asked about."""
        return Done()

    def asks_all(self, person: Person) -> bool:
        """Tells so for somebody flagged: one "no" lifts no flag (rule VI7)."""
        return person.dv_flag_at is not None

    async def said(self, talk: Talk, question: str, answer: Answer) -> Optional[Step]:
        """Takes who it is about, whether they are alone, and whether they want to be asked."""
        if question == "safety_who":
            if answer.skipped:
                talk.say("utter_concern_PV_skipped")
                return Done()
            if len(answer.text.split()) > MOST_NAME and not hear(answer.text).people:
                return None
            return self._about(talk, called(talk, answer.text))
        agreed = answer.yes_no()
        if agreed is None and not answer.skipped:
            return None
        if agreed != "yes":
            talk.say("utter_concern_PV_skipped" if question == "safety_alone" else "utter_safety_kept")
            return Done()
        person = self.subject(talk)
        self.note(talk, alone=True)
        if question == "safety_alone" and person is not None and person.dv_flag_at:
            return Ask("safety_again")
        return Ask("safety_fear")

    def passed(self, talk: Talk, person: Person, codes: partner.Codes) -> Step:
        """Lifts the flag after plain noes and a week; says what happens either way."""
        if person.dv_flag_at is None:
            talk.book.put(person.copy(update={"checked_on": talk.now, "updated_at": talk.now}))
            talk.say("utter_concern_PV_no")
            return Done()
        lifted = permits.cleared(person, talk.now) if partner.clears(codes) else person
        talk.book.put(lifted)
        if lifted.dv_flag_at is None:
            talk.say("utter_safety_lifted", **forms_of(person))
        else:
            talk.say("utter_safety_still" if partner.clears(codes) else "utter_safety_kept")
        return Done()


def blocked(talk: Talk, person: Person) -> bool:
    """Tells whether nothing may be worked out towards this person now."""
    records = [*talk.book.people, *talk.book.crises]
    return person.id in permits.permits(records, talk.now).blocked_people


def _card(talk: Talk) -> None:
    """Shows the card for violence, once in ten minutes; after that the emergency line alone (rule ST5)."""
    mine = [crisis for crisis in talk.book.crises if crisis.category == "PV" and crisis.status != "closed"]
    shown = any(crisis.card_at and talk.now - crisis.card_at < permits.CARD_EVERY for crisis in mine)
    if shown:
        talk.say("utter_card", card=above_text(talk.book.profile.country))
        return
    show_card(talk, "PV")
    for crisis in mine:
        talk.book.put(permits.carded(crisis, talk.now))


def _told_country(talk: Talk, answer: Answer) -> bool:
    """Takes the country the card asked for and shows the lines there (rule LN3)."""
    told = answer.text.strip(" .!")
    iso = known_country(told) if len(told) >= SHORTEST_NAME or told.lower() in ("uk", "us") else None
    if talk.book.profile.country or iso is None:
        return False
    talk.book.update_profile(country=iso, country_asked=True)
    show_card(talk, "PV")
    return True


def _code(part: Question, answer: Answer) -> Optional[str]:
    """Returns the code of an answer, pressed or typed; not knowing has one too."""
    if answer.skipped:
        return "skip"
    wavers = "unsure" if answer.intent == "idk" else answer.yes_no()
    code = _choice(f"utter_ask_{PREFIX}{part}", answer) or (UNSURE[part] if wavers == "unsure" else wavers)
    return code if code in OPTIONS[part] else None


def _choice(line: str, answer: Answer) -> Optional[str]:
    options = titles(line)
    if answer.choice in options:
        return answer.choice
    phrases = content("partner_safety.yml", SafetyWords).phrases
    typed = {value: phrases[value] for value in options if value in phrases}
    return answers.choice(answer.text, list(options.items()), typed)
