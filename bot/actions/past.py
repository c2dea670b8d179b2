"""The past in a few lines: grounded before and after, stopped where it gets too much (stage A)."""

from __future__ import annotations

from datetime import timedelta
from typing import Optional

from bot.actions.base import Ask, CoachForm, Done, Step, steady
from bot.actions.talk import HISTORY, Answer, Talk
from bot.coaching import answers, past
from bot.coaching.records_stages import PastNote
from bot.content import titles
from bot.safety.cards import card

REUSED = timedelta(minutes=10)
"""A number told in this time is not asked for again (rule U3)."""
THEN = {"steadier": "practice_form", "event": "current_events_form"}
"""What the last question's choices lead to."""


class PastForm(CoachForm):
    """Keeps one headline of the past, or only what is done today, in the person's words."""

    form = "past_form"
    record = PastNote
    numbers = frozenset({"past_before", "past_after"})

    async def open(self, talk: Talk) -> Step:
        """Keeps what the opening text tells and asks how much feels all right; harm told of is met first."""
        told = talk.told
        talk.set(held=None)
        kept = await talk.book.all(PastNote)
        told_before = [note for note in kept if past.card(note)]
        if told_before and not told:
            talk.set(entry=told_before[-1].id)
            return self._asked(told_before[-1], "again")
        blank = next((note for note in kept if not past.card(note)), None)
        note = blank or PastNote(created_at=talk.now, updated_at=talk.now)
        note = talk.keep(note, **past.opened(told))
        return self._harm(talk, note) if past.harm(told) else Ask("past_how_much")

    async def answer(self, talk: Talk, question: str, answer: Answer) -> Optional[Step]:
        """Keeps the answer in its field; stops where harm is told of, or where it gets too much."""
        note = await talk.entry(PastNote)
        part = question.removeprefix("past_")
        steps = {
            "again": self._again,
            "how_much": self._how_much,
            "before": self._before,
            "ground": self._ground,
            "told": self._told,
            "after": self._after,
            "next": self._next_room,
        }
        if part in steps:
            return steps[part](talk, note, answer)
        if answer.skipped:
            return self._next(talk, note, part)
        pressed = titles(f"utter_ask_{question}").get(answer.choice or "")
        changed = past.answer(note, part, pressed or answer.text)
        if changed is None:
            return None
        note = talk.keep(changed)
        if past.harm(answer.text):
            return self._harm(talk, note)
        if past.too_much(answer.text):
            return steady(talk)
        return self._next(talk, note, part)

    async def ask(self, talk: Talk, question: str) -> Ask:
        """Asks a question of this note again."""
        return self._asked(await talk.entry(PastNote), question.removeprefix("past_"))

    def _asked(self, note: PastNote, part: str) -> Ask:
        if part == "next":
            line = "utter_ask_past_next" if note.learned else "utter_ask_past_next_now"
            return Ask("past_next", {"card": past.card(note)}, line)
        if part == "again":
            shown = "utter_ask_past_again_told" if note.harm_told else None
            return Ask("past_again", {"card": past.card(note)}, shown)
        if part in past.PRESENT and note.present_only:
            return Ask(f"past_{part}", {}, f"utter_ask_past_{part}_now")
        if part == "response" and len(note.caregivers) == 1:
            return Ask("past_response", {}, "utter_ask_past_response_one")
        return Ask(f"past_{part}", {}, f"utter_ask_past_{part}")

    def _next(self, talk: Talk, note: PastNote, answered: Optional[str] = None) -> Step:
        asked = {q.removeprefix("past_") for q in talk.slot(HISTORY) or []} | {answered or ""}
        part = past.next_question(note, frozenset(asked))
        if part:
            return self._asked(note, part)
        return self._asked(talk.keep(note, complete=True), "next") if note.present_only else Ask("past_after")

    def _again(self, talk: Talk, note: PastNote, answer: Answer) -> Optional[Step]:
        choice = answer.one_of(titles("utter_ask_past_again"))
        if choice == "delete":
            talk.discard()
            talk.say("utter_past_deleted")
            return Done()
        if choice == "leave" or answer.skipped or answer.yes_no() == "no":
            talk.say("utter_past_enough")
            return Done()
        if choice is None and answer.yes_no() != "yes":
            return None
        talk.keep(PastNote(created_at=talk.now, updated_at=talk.now))
        return Ask("past_how_much")

    def _how_much(self, talk: Talk, note: PastNote, answer: Answer) -> Optional[Step]:
        choice = answer.one_of(titles("utter_ask_past_how_much"))
        if choice == "not_today" or answer.skipped or answer.yes_no() == "no":
            if not note.headline:
                talk.discard()
            talk.say("utter_past_not_today")
            return Done()
        if choice == "present":
            return self._next(talk, talk.keep(note, present_only=True))
        if choice == "line" or answer.yes_no() == "yes":
            return self._grounded(talk, note)
        if past.harm(answer.text):
            return self._harm(talk, talk.keep(note, headline=answer.text[: past.LONGEST]))
        if past.opened(answer.text):
            return self._grounded(talk, talk.keep(note, **past.opened(answer.text)))
        return None

    def _grounded(self, talk: Talk, note: PastNote) -> Step:
        """Asks for a number first, unless one was told just now."""
        sitting = talk.sitting
        if sitting.ratings and talk.now - sitting.since <= REUSED:
            return self._rated(talk, note, sitting.ratings[-1])
        return Ask("past_before")

    def _before(self, talk: Talk, note: PastNote, answer: Answer) -> Optional[Step]:
        number = answer.number()
        if number is None:
            return Ask("past_ground") if answer.skipped else None
        return steady(talk) if talk.rated(number) else self._rated(talk, note, number)

    def _rated(self, talk: Talk, note: PastNote, number: int) -> Step:
        talk.keep(note, before=number)
        if number < past.HIGH:
            return Ask("past_ground")
        talk.say("utter_past_waits")
        return Done("practice_form")

    def _ground(self, talk: Talk, note: PastNote, answer: Answer) -> Step:
        seen = () if answer.skipped else answers.things(answer.text)
        if seen:
            talk.say("utter_past_seen", things=answers.joined(seen))
        return self._next(talk, note)

    def _harm(self, talk: Talk, note: PastNote) -> Ask:
        talk.keep(note, harm_told=True)
        return Ask("past_told")

    def _told(self, talk: Talk, note: PastNote, answer: Answer) -> Optional[Step]:
        """Leads where they want to go; more is listened to, never asked about."""
        choice = answer.one_of(titles("utter_ask_past_told"))
        if choice == "steadier":
            return Done("practice_form")
        if choice == "who":
            talk.say("utter_past_who_to_talk_to")
            talk.say("utter_card", card="\n".join(card(talk.book.profile.country, "SU", talk.now).lines))
            return Done("therapy_guide_form")
        if answer.skipped or answer.yes_no() == "no":
            talk.say("utter_past_enough")
            return Done()
        if choice is None and answers.nothing_said(answer.text):
            return None
        talk.set(held={"intent": "listen_request" if choice else answer.intent, "text": answer.text})
        return Done("listening_form")

    def _after(self, talk: Talk, note: PastNote, answer: Answer) -> Optional[Step]:
        number = answer.number()
        if number is None and not answer.skipped:
            return None
        note = talk.keep(note, after=number, complete=True)
        if number is not None and (talk.rated(number) or number >= past.HIGH):
            return steady(talk)
        return self._asked(note, "next")

    def _next_room(self, talk: Talk, note: PastNote, answer: Answer) -> Step:
        choice = answer.one_of(titles("utter_ask_past_next"))
        if choice in THEN:
            return Done(THEN[choice])
        talk.say(f"utter_past_end{talk.unkept}")
        return Done()
