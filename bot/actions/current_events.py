"""One event taken apart, from a stored note or a new line (content 2.10, stage B)."""

from __future__ import annotations

from typing import Optional

from bot.actions.base import Ask, CoachForm, Done, Step
from bot.actions.journal import own_zone
from bot.actions.partner_safety import blocked
from bot.actions.people import known, somebody
from bot.actions.talk import HISTORY, Answer, Talk
from bot.coaching import current_events, quotes
from bot.coaching.hearing import them
from bot.coaching.journal import spoken_day
from bot.coaching.records import Trigger
from bot.coaching.records_stages import EventNote
from bot.coaching.step4_triggers import situation_lines
from bot.content import titles

THEN = {"words": "rehearsal_form", "steadier": "practice_form"}
"""What the last question's choices lead to."""


class CurrentEventsForm(CoachForm):
    """Unpacks one event with a partner, a colleague, a parent or anyone, in at most six questions."""

    form = "current_events_form"
    record = EventNote

    async def open(self, talk: Talk) -> Step:
        """Begins with what was told, else offers the newest note, else asks what happened."""
        told = talk.told
        talk.set(held=None)
        events = await talk.book.all(EventNote)
        blank = next((event for event in events if not event.facts), None)
        event = talk.keep(blank or EventNote(created_at=talk.now, updated_at=talk.now))
        if told:
            return self._facts(talk, event, told) or Ask("event_facts")
        feared = frozenset(person.id for person in talk.book.people if blocked(talk, person))
        note = current_events.offered(await talk.book.all(Trigger), events, talk.now, feared)
        talk.set(scratch={"note": note.id if note else None})
        return await self.ask(talk, "event_which")

    async def _offered(self, talk: Talk) -> Optional[Trigger]:
        return await talk.book.get(Trigger, (talk.slot("scratch") or {}).get("note") or "")

    async def ask(self, talk: Talk, question: str) -> Ask:
        """Asks a question of this event again, with its words."""
        if question != "event_which":
            return self._asked(talk, await talk.entry(EventNote), question.removeprefix("event_"))
        note = await self._offered(talk)
        if note is None:
            return Ask("event_facts")
        day = spoken_day(note.created_at, talk.now, own_zone(talk))
        return Ask("event_which", {"day": day, "line": quotes.quote(situation_lines(note)[-1])})

    async def answer(self, talk: Talk, question: str, answer: Answer) -> Optional[Step]:
        """Keeps the answer in its part and asks for the next."""
        event = await talk.entry(EventNote)
        if question == "event_which":
            return await self._which(talk, event, answer)
        if question == "event_next":
            return self._next_room(talk, event, answer)
        part = question.removeprefix("event_")
        if answer.skipped:
            return self._next(talk, event, part)
        if part == "facts":
            return self._facts(talk, event, answer.text)
        pressed = titles(f"utter_ask_{question}").get(answer.choice or "")
        said = pressed.format(**self._forms(talk, event)) if pressed else answer.text
        changed = current_events.answer(event, part, said)
        return None if changed is None else self._next(talk, talk.keep(changed), part)

    async def _which(self, talk: Talk, event: EventNote, answer: Answer) -> Optional[Step]:
        """Takes the offered note, another event, or what is told straight away."""
        choice = answer.one_of(titles("utter_ask_event_which"))
        if choice == "other" or answer.skipped or answer.yes_no() == "no":
            return Ask("event_facts")
        note = await self._offered(talk)
        if note and (choice == "that" or answer.yes_no() == "yes"):
            facts = " ".join(situation_lines(note))[: current_events.LONGEST]
            event = talk.keep(event, trigger=note.id, who=note.who, facts=facts, meaning=note.thought)
            return self._next(talk, event)
        return self._facts(talk, event, answer.text)

    def _facts(self, talk: Talk, event: EventNote, text: str) -> Optional[Step]:
        """Keeps what happened; nobody who is feared is worked on (rule VI6)."""
        person = somebody(talk, text)
        if person is not None and blocked(talk, person):
            talk.discard()
            talk.say("utter_event_left")
            talk.set(held={"intent": "listen_request", "text": text})
            return Done("listening_form")
        changed = current_events.answer(event, "facts", text)
        if changed is None:
            return None
        return self._next(talk, talk.keep(changed, who=person.id if person else None), "facts")

    def _next(self, talk: Talk, event: EventNote, answered: Optional[str] = None) -> Step:
        asked = {q.removeprefix("event_") for q in talk.slot(HISTORY) or []} | {answered or ""}
        part = current_events.next_part(event, frozenset(asked))
        if part is None:
            return self._asked(talk, talk.keep(event, complete=True), "next")
        return self._asked(talk, event, part)

    def _forms(self, talk: Talk, event: EventNote) -> dict[str, str]:
        person = known(talk, event.who)
        return them(person.pronoun if person else None)

    def _asked(self, talk: Talk, event: EventNote, part: str) -> Ask:
        parts = self._forms(talk, event)
        if part == "next":
            return Ask("event_next", {"card": current_events.card(event)})
        if part == "choice" and event.echo:
            return Ask("event_choice", parts, "utter_ask_event_choice_today")
        return Ask(f"event_{part}", parts, f"utter_ask_event_{part}")

    def _next_room(self, talk: Talk, event: EventNote, answer: Answer) -> Step:
        choice = answer.one_of(titles("utter_ask_event_next"))
        if choice == "words":
            talk.set(held={"intent": "need_statement", "text": event.facts})
        if choice in THEN:
            return Done(THEN[choice])
        talk.say(f"utter_event_end{talk.unkept}")
        return Done()
