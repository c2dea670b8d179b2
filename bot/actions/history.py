"""People who mattered, one after the other, then side by side (amendments 3.3, HX)."""

from __future__ import annotations

from typing import Optional

from bot.actions.base import Ask, CoachForm, Done, Step
from bot.actions.partner_safety import blocked
from bot.actions.people import called, known
from bot.actions.talk import SITTING, Answer, Talk
from bot.coaching import answers, history
from bot.coaching.hearing import capital, words_joined
from bot.coaching.records_stages import History, HistoryNote
from bot.content import titles

THEN = {"steadier": "practice_form", "event": "current_events_form"}
"""What the last question's choices lead to."""


class HistoryForm(CoachForm):
    """Asks two things about each of two or three people, and what is seen in them, over several sittings.

    `scratch` holds `turn`, the number of the open question about a person (`coaching.history.turn`).
    """

    form = "history_form"

    async def open(self, talk: Talk) -> Step:
        """Goes on where an earlier sitting stopped, or asks who mattered."""
        talk.set(held=None, scratch={"turn": 0})
        begun = [one for one in await talk.book.all(History) if not one.complete]
        current = begun[-1] if begun else History(created_at=talk.now, updated_at=talk.now)
        people = self._open_people(talk, current.people)
        current = talk.keep(current, people=people)
        if not people:
            return Ask("history_people")
        talk.say("utter_history_on", names=self._names(talk, people))
        return await self._turn(talk, current, history.first_open(people, await self._notes(talk)))

    def _open_people(self, talk: Talk, people: tuple[str, ...]) -> tuple[str, ...]:
        """Returns the people to look at: nobody who is feared (rule VI6), nobody who was erased."""
        met = [known(talk, id) for id in people]
        return tuple(person.id for person in met if person is not None and not blocked(talk, person))

    async def _notes(self, talk: Talk) -> dict[str, HistoryNote]:
        return {note.who: note for note in await talk.book.all(HistoryNote)}

    def _label(self, talk: Talk, id: str) -> str:
        person = known(talk, id)
        return person.label if person else ""

    def _names(self, talk: Talk, people: tuple[str, ...]) -> str:
        return words_joined([history.spoken(self._label(talk, id)) for id in people])

    async def ask(self, talk: Talk, question: str) -> Ask:
        """Asks again; a step back from one person's first question leads to the one before."""
        current, number = await talk.entry(History), self._number(talk)
        part = question.removeprefix("history_")
        if part in history.PARTS and history.turn(number)[1] != part:
            number = max(number - 1, 0)
            talk.set(scratch={"turn": number})
        return await self._asked(talk, current, part, number)

    def _number(self, talk: Talk) -> int:
        return int((talk.slot("scratch") or {}).get("turn", 0))

    async def _asked(self, talk: Talk, current: History, part: str, number: int = 0) -> Ask:
        if part in history.PARTS:
            label = self._label(talk, current.people[history.turn(number)[0]])
            who = history.spoken(label)
            return Ask(f"history_{part}", {"who": who, "Who": capital(who)}, f"utter_ask_history_{part}")
        if part == "see":
            notes = await self._notes(talk)
            people = [(self._label(talk, id), notes.get(id)) for id in current.people]
            alone = "_one" if len(people) == 1 else ""
            return Ask("history_see", {"card": history.card(people)}, f"utter_ask_history_see{alone}")
        if part == "next":
            card = history.seen(current)
            return Ask("history_next", {"card": card}, f"utter_ask_history_next{'' if card else '_bare'}")
        return Ask(f"history_{part}", {}, f"utter_ask_history_{part}")

    async def _turn(self, talk: Talk, current: History, number: int) -> Ask:
        """Asks the question with this number; a break is offered between two people only (rules T3, U1)."""
        talk.set(scratch={"turn": number})
        at, part = history.turn(number)
        if number and part == "drew" and talk.sitting.break_due:
            talk.set(**{SITTING: talk.sitting.break_offered().as_json(talk.now)})
            return Ask("history_break")
        if at >= len(current.people):
            return await self._asked(talk, current, "see")
        return await self._asked(talk, current, part, number)

    async def answer(self, talk: Talk, question: str, answer: Answer) -> Optional[Step]:
        """Keeps the answer with its person and asks for the next."""
        current, number = await talk.entry(History), self._number(talk)
        part = question.removeprefix("history_")
        if part == "people":
            return await self._people(talk, current, answer)
        if part == "break":
            return await self._break(talk, current, answer)
        if part == "next":
            return self._next_room(talk, answer)
        if not answer.skipped and answers.nothing_said(answer.text):
            return None
        said = None if answer.skipped else answer.text.strip()[: history.LONGEST]
        if part in history.PARTS:
            if said:
                await self._note(talk, current, number, said)
            return await self._turn(talk, current, number + 1)
        if part == "see":
            talk.keep(current, seen=said or current.seen)
            return Ask("history_sooner")
        current = talk.keep(current, sooner=said or current.sooner, complete=True)
        return await self._asked(talk, current, "next")

    async def _people(self, talk: Talk, current: History, answer: Answer) -> Optional[Step]:
        if answer.skipped:
            talk.discard()
            talk.say("utter_history_nobody")
            return Done()
        last, named = talk.book.profile.last_person, history.names(answer.text)
        if not named:
            return None
        met = tuple(dict.fromkeys(called(talk, name).id for name in named))
        talk.book.update_profile(last_person=last)
        people = self._open_people(talk, met)
        if len(people) < len(met):
            talk.say("utter_history_left_out")
        if not people:
            talk.discard()
            return Done()
        return await self._turn(talk, talk.keep(current, people=people), 0)

    async def _note(self, talk: Talk, current: History, number: int, said: str) -> None:
        """Keeps an answer with its person; the History stays what this form writes."""
        at, part = history.turn(number)
        who = current.people[at]
        note = (await self._notes(talk)).get(who) or HistoryNote(
            created_at=talk.now, updated_at=talk.now, who=who
        )
        talk.book.put(note.copy(update={history.FIELDS[part]: said, "updated_at": talk.now}))

    async def _break(self, talk: Talk, current: History, answer: Answer) -> Optional[Step]:
        choice = answer.one_of(titles("utter_ask_history_break"))
        if choice == "another_day" or answers.only_denies(answer.text):
            talk.say(f"utter_history_another_day{talk.unkept}")
            return Done()
        if answers.nothing_said(answer.text):
            return None
        return await self._turn(talk, current, self._number(talk))

    def _next_room(self, talk: Talk, answer: Answer) -> Step:
        choice = answer.one_of(titles("utter_ask_history_next"))
        if choice in THEN:
            return Done(THEN[choice])
        talk.say(f"utter_history_end{talk.unkept}")
        return Done()
