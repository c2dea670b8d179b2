"""Jealousy: the wave first, then what was seen and what was added; both people are protected."""

from __future__ import annotations

from typing import Any, Optional

from bot.actions.base import Ask, CoachForm, Done, Step
from bot.actions.crisis import begin_concern
from bot.actions.crisis_deeds import show_card
from bot.actions.flagged import flagged, instead
from bot.actions.people import known, somebody
from bot.actions.talk import HISTORY, QUESTION, Answer, Talk
from bot.coaching import jealousy
from bot.coaching.answers import nothing_said
from bot.coaching.hearing import them
from bot.coaching.records import JealousyNote
from bot.coaching.unhelpful_thoughts import percent
from bot.content import titles

ORDER = ("seen", "core", "urge", "belief", "friend")
"""The questions in their order; what is known, or was asked, is not asked."""
FIELDS = {"seen": "seen", "core": "core", "urge": "urge", "belief": "belief", "friend": "friend_view"}
BEFORE_A_NOTE = frozenset({"situation", "blocked", "watch", "free", "theirs"})
"""Questions asked while nothing is noted yet."""
THEN = {"rehearse": "rehearsal_form", "practice": "practice_form"}


class JealousyForm(CoachForm):
    """Tells apart whose jealousy it is, rides the urge out, and looks at the facts."""

    form = "jealousy_form"
    record = JealousyNote

    async def open(self, talk: Talk) -> Step:
        """Takes what is told; help with watching somebody is refused, a jealous partner is another matter."""
        told = talk.told
        talk.set(held=None, entry=None, scratch=None)
        return self._told(talk, told) if told else Ask("jealousy_situation")

    def _told(self, talk: Talk, told: str) -> Step:
        person = somebody(talk, told)
        if flagged(talk, person.id if person else None):
            return Ask("jealousy_blocked")
        if jealousy.wants_to_watch(told):
            return self._refuse(talk, told, person.id if person else None)
        if jealousy.is_theirs(told):
            return Ask("jealousy_free")
        note = JealousyNote(
            created_at=talk.now,
            updated_at=talk.now,
            situation=told[: jealousy.LONGEST],
            who=person.id if person else None,
        )
        seen, added = jealousy.split(told)
        if added is not None:
            note = note.copy(update={"seen": seen, "added": added})
        return self._next(talk, talk.keep(note))

    def _refuse(self, talk: Talk, told: str, who: Optional[str]) -> Ask:
        """Says no to watching somebody, and what it does (situation F29)."""
        note = JealousyNote(created_at=talk.now, updated_at=talk.now, who=who)
        talk.keep(note, urge=told[: jealousy.LONGEST], urge_tag="watching")
        return Ask("jealousy_watch")

    def _next(self, talk: Talk, note: JealousyNote, answered: Optional[str] = None) -> Ask:
        """Asks the next question that is not known; an urge they told is met before it is asked about."""
        asked = {q.removeprefix("jealousy_") for q in talk.slot(HISTORY) or []} | {answered}
        for part in ORDER:
            if part in asked or getattr(note, FIELDS[part]) is not None:
                continue
            if part == "urge" and jealousy.watched(note.situation) and "ride" not in asked:
                return Ask("jealousy_ride", {}, "utter_jealousy_ride_watching")
            return self._asked(talk, note, part)
        return self._asked(talk, talk.keep(note, complete=True), "close")

    def _asked(self, talk: Talk, note: JealousyNote, part: str) -> Ask:
        question = f"jealousy_{part}"
        person = known(talk, note.who)
        if part == "ride":
            return Ask(question, {}, f"utter_jealousy_ride_{note.urge_tag or 'watching'}")
        if part == "close":
            return Ask(question, {"card": jealousy.card(note), **them(person.pronoun if person else None)})
        return Ask(question)

    async def ask(self, talk: Talk, question: str) -> Ask:
        """Asks a question of this note again."""
        part = question.removeprefix("jealousy_")
        if part in BEFORE_A_NOTE:
            return Ask(question)
        return self._asked(talk, await talk.entry(JealousyNote), part)

    async def answer(self, talk: Talk, question: str, answer: Answer) -> Optional[Step]:
        """Keeps the answer in its field and asks what comes next."""
        part = question.removeprefix("jealousy_")
        if part == "situation":
            return self._situation(talk, answer)
        if part == "blocked":
            return instead(talk, answer, "utter_ask_jealousy_blocked")
        if part == "free":
            return self._free(talk, answer)
        if part == "theirs":
            return self._theirs(talk, answer)
        note = await talk.entry(JealousyNote)
        steps: dict[str, Any] = {
            "watch": self._watch,
            "seen": self._seen,
            "core": self._core,
            "betrayed": self._betrayed,
            "now": self._now,
            "urge": self._urge,
            "ride": self._ride,
            "wave": self._wave,
            "belief": self._belief,
            "friend": self._friend,
            "close": self._close,
        }
        step: Optional[Step] = steps[part](talk, note, answer)
        return step

    def _situation(self, talk: Talk, answer: Answer) -> Optional[Step]:
        if answer.choice == "theirs":
            return Ask("jealousy_free")
        if answer.skipped:
            talk.say("utter_jealousy_left")
            return Done()
        return None if nothing_said(answer.text) else self._told(talk, answer.text)

    def _free(self, talk: Talk, answer: Answer) -> Optional[Step]:
        """Asks whether they are free; anything but "yes" asks the safety questions (content 8.3)."""
        if answer.skipped:
            talk.say("utter_concern_PV_skipped")
            return Done()
        choice = answer.one_of(titles("utter_ask_jealousy_free")) or answer.yes_no()
        if choice == "yes":
            return Ask("jealousy_theirs")
        if choice is None:
            return None
        begin_concern(talk, "PV")
        return Done("concern_form")

    def _theirs(self, talk: Talk, answer: Answer) -> Optional[Step]:
        choice = answer.one_of(titles("utter_ask_jealousy_theirs")) or answer.yes_no()
        if choice in ("rehearse", "yes"):
            return Done("rehearsal_form")
        if choice is None and not answer.skipped:
            return None
        talk.say("utter_jealousy_left")
        return Done()

    def _watch(self, talk: Talk, note: JealousyNote, answer: Answer) -> Optional[Step]:
        choice = answer.one_of(titles("utter_ask_jealousy_watch"))
        if choice == "wave" or answer.yes_no() == "yes":
            return Ask("jealousy_wave")
        if choice == "someone":
            show_card(talk, "PO")
            return Done()
        if choice == "leave" or answer.skipped or answer.yes_no() == "no":
            talk.say("utter_jealousy_left")
            return Done()
        return None

    def _seen(self, talk: Talk, note: JealousyNote, answer: Answer) -> Optional[Step]:
        """Keeps what was seen apart from what the mind added."""
        if answer.skipped:
            return self._next(talk, note, "seen")
        if nothing_said(answer.text):
            return None
        if jealousy.wants_to_watch(answer.text):
            talk.keep(note, urge=answer.text[: jealousy.LONGEST], urge_tag="watching")
            return Ask("jealousy_watch")
        person = known(talk, note.who) or somebody(talk, answer.text)
        seen, added = jealousy.split(answer.text)
        note = talk.keep(note, seen=seen, added=added, who=person.id if person else None)
        return Ask("jealousy_blocked") if flagged(talk, note.who) else self._next(talk, note, "seen")

    def _core(self, talk: Talk, note: JealousyNote, answer: Answer) -> Optional[Step]:
        """Keeps what is loudest; where trust may have been broken, that is asked about first."""
        choice = answer.one_of(titles("utter_ask_jealousy_core"))
        if not answer.skipped:
            if nothing_said(answer.text):
                return None
            note = talk.keep(note, core=choice or answer.text.strip()[:80])
        told = jealousy.betrayal_told(f"{note.situation}\n{note.seen or ''}\n{answer.text}")
        if choice == "lied_to" or told:
            return Ask("jealousy_betrayed")
        return self._next(talk, note, "core")

    def _betrayed(self, talk: Talk, note: JealousyNote, answer: Answer) -> Optional[Step]:
        choice = answer.one_of(titles("utter_ask_jealousy_betrayed")) or answer.yes_no()
        if choice is None and not answer.skipped:
            return None
        if choice == "yes":
            talk.keep(note, betrayed=True, complete=True)
            return Ask("jealousy_now")
        return self._next(talk, talk.keep(note, betrayed=False if choice == "no" else None), "core")

    def _now(self, talk: Talk, note: JealousyNote, answer: Answer) -> Optional[Step]:
        """Leads to what would help where trust was broken: nothing is tested, nothing is decided."""
        choice = answer.one_of(titles("utter_ask_jealousy_now"))
        if choice == "listen":
            talk.set(held={"intent": "listen_request", "text": note.situation})
            return Done("listening_form")
        if choice in THEN:
            return Done(THEN[choice])
        if answer.skipped or answer.yes_no() == "no":
            talk.say("utter_jealousy_left")
            return Done()
        return None

    def _urge(self, talk: Talk, note: JealousyNote, answer: Answer) -> Optional[Step]:
        """Keeps the urge; one that harms is met with the wave before anything else (J4b)."""
        if answer.skipped:
            return self._next(talk, note, "urge")
        if nothing_said(answer.text):
            return None
        choice = answer.one_of(titles("utter_ask_jealousy_urge"))
        tag = choice if choice in ("watching", "revenge") else jealousy.urge(answer.text)
        note = talk.keep(note, urge=answer.text.strip()[: jealousy.LONGEST], urge_tag=tag)
        if jealousy.wants_to_watch(answer.text):
            return Ask("jealousy_watch")
        return self._next(talk, note, "urge") if tag == "other" else self._asked(talk, note, "ride")

    def _ride(self, talk: Talk, note: JealousyNote, answer: Answer) -> Optional[Step]:
        choice = answer.one_of(titles("utter_jealousy_ride_watching")) or answer.yes_no()
        if choice == "someone":
            show_card(talk, "PO")
            return Done()
        if choice is None and not answer.skipped:
            return None
        note = note if note.urge_tag else talk.keep(note, urge_tag="watching", urge=note.situation)
        return Ask("jealousy_wave") if choice == "yes" else self._next(talk, note, "ride")

    def _wave(self, talk: Talk, note: JealousyNote, answer: Answer) -> Optional[Step]:
        """Goes on after two minutes, or after a practice, with the facts."""
        following = self._next(talk, note, "wave")
        if answer.choice != "practice":
            return following
        talk.set(**{QUESTION: following.question})
        talk.put_aside(auto=True)
        return Done("practice_form")

    def _belief(self, talk: Talk, note: JealousyNote, answer: Answer) -> Optional[Step]:
        number = percent(answer.text)
        if number is None and not answer.skipped:
            return None
        return self._next(talk, talk.keep(note, belief=number), "belief")

    def _friend(self, talk: Talk, note: JealousyNote, answer: Answer) -> Optional[Step]:
        if answer.skipped:
            return self._next(talk, note, "friend")
        if nothing_said(answer.text):
            return None
        note = talk.keep(note, friend_view=answer.text.strip()[: jealousy.LONGEST])
        return self._next(talk, note, "friend")

    def _close(self, talk: Talk, note: JealousyNote, answer: Answer) -> Optional[Step]:
        """Leads to one plain question, to what the mind added, or nowhere."""
        choice = answer.one_of(titles("utter_ask_jealousy_close"))
        if choice == "thought":
            if note.added:
                talk.set(held={"intent": "unhelpful_thought", "text": note.added})
            return Done("thought_form")
        if choice in THEN:
            return Done(THEN[choice])
        if choice == "leave" or answer.skipped or answer.yes_no() == "no":
            talk.say("utter_jealousy_left")
            return Done()
        return None
