"""What every action and every form of the coach shares.

A form here is a conversation about one record. Its state lives in that record, saved after each answer, so
slots hold no user's words: all questions of all forms share one slot, `answer`, emptied as soon as the answer
is understood, and `question` says which one is open (docs/decisions/0002-one-answer-slot.md).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from typing import Any, ClassVar, Optional

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.books import Books, Clock
from bot.actions.talk import HISTORY, PAUSED, QUESTION, SITTING, Answer, Talk
from bot.coaching import answers, asked
from bot.coaching.records import Record
from bot.content import responses_once, titles
from bot.safety.cards import card

ANSWER = "answer"
"""Slot: the raw answer to the open question, for as long as a turn takes."""
KEPT = "kept"
"""Intent of a held text that is to be taken as the answer to the question that was put aside."""
AGAIN = "again"
"""Slot: how often in a row the open question was asked again."""
NO_NUMBER = "utter_no_number"
TWICE = 2
"""Times a question is asked again; after that it is offered to be left."""
UNSURE = "unsure"
"""Slot: how many answers in a row were "I don't know" (situation F63)."""
SHORTER, LEAVE = 3, 5
"""From so many of them on, choices are offered, and then leave to go. [design]"""
ENDING = frozenset({"asked_already", "felt_worse"})
"""Asides after which the question is not asked again (situations F64, F65)."""


def utc_now() -> datetime:
    """Returns the current time, aware and in UTC."""
    return datetime.now(timezone.utc)


class CoachAction(Action, ABC):
    """An action given its books and its clock; built without arguments it reads the settings."""

    action: ClassVar[str]

    def __init__(self, books: Optional[Books] = None, clock: Optional[Clock] = None) -> None:
        if books is None:
            from bot.actions.standalone import own_books

            books = own_books()
        self.books = books
        self.clock = clock or utc_now

    def name(self) -> str:
        """Returns the name the domain knows the action by."""
        return self.action

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Runs the action inside the person's unit of work."""
        async with self.books.open(tracker.sender_id) as turn:
            talk = Talk(tracker, dispatcher, turn, self.clock(), domain)
            await self.act(talk)
            self._settle(talk)
            return talk.events

    def _settle(self, talk: Talk) -> None:
        """Listens next unless the action went somewhere: the rules leave what follows an action to it."""
        if not any(event.get("event") == "followup" for event in talk.events):
            talk.go("action_listen")

    @abstractmethod
    async def act(self, talk: Talk) -> None:
        """Does the action's one thing."""


@dataclass(frozen=True)
class Ask:
    """The next question of the form, with the parts of its line; `say` replaces the line asked by default."""

    question: str
    parts: dict[str, Any] = field(default_factory=dict)
    say: Optional[str] = None


@dataclass(frozen=True)
class Done:
    """The form is over; `then` names the form or action that follows."""

    then: Optional[str] = None


Step = Ask | Done


def steady(talk: Talk) -> Done:
    """Ends an exercise that stirs up too much, towards a practice (rule T4)."""
    talk.say("utter_too_much")
    return Done("practice_form")


def answer_request(talk: Talk, request: str) -> None:
    """Answers what was asked of the coach that is not the programme's (situations F29, F34 to F43)."""
    line, kept = asked.line(request, talk.slot(asked.TIMES) or (), talk.now)
    talk.set(**{asked.TIMES: list(kept)})
    talk.say(line, times=len(kept))
    category = asked.requests()[request].card
    if category:
        talk.say("utter_card", card="\n".join(card(talk.book.profile.country, category, talk.now).lines))


def shown(kept: Any) -> str:
    """Returns a kept value as one line of the person's words, "" where there is none."""
    values = kept if isinstance(kept, tuple) else (kept,)
    return ", ".join(str(getattr(value, "word", value)) for value in values if value not in (None, ""))


class CoachForm(CoachAction):
    """The validation action of one form: understands each answer, keeps it, and says what is asked next.

    Subclasses give `form`, `open` and `answer`. The line of a question is `utter_ask_<question>`; linear and
    branching forms use the one mechanism.
    """

    form: ClassVar[str]
    action: ClassVar[str] = ""
    not_understood: ClassVar[str] = "utter_ask_again"
    unclear: ClassVar[str] = "utter_ask_again_skip"
    """What is said instead of asking a third time."""
    asides: ClassVar[frozenset[str]] = frozenset({"why", "what_means", "thanks", "idk", *ENDING})
    """Whole messages that are answered and never taken as an answer."""
    requests: ClassVar[bool] = True
    """Whether a plain request to the coach ("who is right?") is answered aside here too."""
    record: ClassVar[Optional[type[Record]]] = None
    """The kind of record whose fields the questions are named after, where they are."""
    numbers: ClassVar[frozenset[str]] = frozenset()
    """Questions that a number from 0 to 10 answers."""
    verbatim: ClassVar[frozenset[str]] = frozenset()
    """Questions at which every word counts, asides included."""

    def name(self) -> str:
        """Returns Rasa's name for the validation of this form."""
        return f"validate_{self.form}"

    def _settle(self, talk: Talk) -> None:
        """Leaves what follows to the form itself."""

    @abstractmethod
    async def open(self, talk: Talk) -> Step:
        """Begins the form; the message that opened it is the latest one."""

    @abstractmethod
    async def answer(self, talk: Talk, question: str, answer: Answer) -> Optional[Step]:
        """Takes the answer to `question` and returns what follows; None where it was not understood."""

    async def ask(self, talk: Talk, question: str) -> Ask:
        """Returns how to ask `question` again (after a pause, a step back, or a digression)."""
        return Ask(question)

    async def act(self, talk: Talk) -> None:
        """Opens, continues or resumes the form, by where the conversation is."""
        question = talk.question if talk.form == self.form else None
        paused = talk.slot(PAUSED)
        if paused and paused["form"] == self.form and question is None:
            await self._resume(talk, paused)
        elif question is None:
            talk.set(**{HISTORY: []})
            self._tell(talk, await self.open(talk))
        elif ANSWER in talk.tracker.slots_to_validate():
            await self._take(talk, question)
        elif talk.came_back:
            self._tell(talk, await self.ask(talk, question))

    async def _resume(self, talk: Talk, paused: dict[str, Any]) -> None:
        """Asks the question that was put aside, or takes the text that was kept for it (rule CN6)."""
        talk.set(**{PAUSED: None, HISTORY: paused["asked"], "entry": paused.get("entry")})
        talk.set(scratch=paused.get("scratch"))
        held = talk.slot("held")
        if held and held["intent"] == KEPT:
            talk.set(held=None)
            await self._take(talk, paused["question"], Answer(held["text"], KEPT))
        else:
            self._tell(talk, await self.ask(talk, paused["question"]))

    async def _take(self, talk: Talk, question: str, said: Optional[Answer] = None) -> None:
        answer = said or talk.answer
        before: list[str] = list(talk.slot(HISTORY) or [])
        if answer.intent == "go_back":
            if not before:
                talk.say("utter_go_back_first")
            previous = before.pop() if before else question
            talk.set(**{HISTORY: before})
            self._tell(talk, await self.ask(talk, previous))
            return
        aside = self.is_aside(question, answer)
        unsure = int(talk.slot(UNSURE) or 0) + 1 if aside and answer.intent == "idk" else 0
        talk.set(**{UNSURE: unsure})
        if aside and answer.intent == "felt_worse":
            talk.set(held={"intent": answer.intent, "text": "", "form": self.form, "question": question})
            self._tell(talk, Done("action_worse"))
            return
        if aside and (answer.intent == "asked_already" or (unsure and talk.slot(AGAIN))):
            if answer.intent == "asked_already":
                await self._show_stored(talk, question)
            answer = replace(answer, intent="skip", choice=None)
        elif aside:
            await self._answer_aside(talk, question, answer.intent, unsure)
            return
        elif self.requests and question not in self.verbatim and answer.choice is None:
            request = asked.inside(answer.text)
            if request is not None:
                answer_request(talk, request)
                self._tell(talk, await self.ask(talk, question))
                return
        step = await self.answer(talk, question, answer)
        left = int(talk.slot(AGAIN) or 0) > TWICE and answer.yes_no() != "no"
        if step is None and left:  # to leave it was offered: whatever follows does, nobody is held here
            step = await self.answer(talk, question, replace(answer, intent="skip", choice=None))
        if step is None:
            await self._ask_again(talk, question)
            return
        if isinstance(step, Ask) and step.question != question:
            talk.set(**{HISTORY: [*before, question][-12:]})
        self._tell(talk, step)

    async def _answer_aside(self, talk: Talk, question: str, intent: str, unsure: int) -> None:
        """Answers a question aside and asks again; many "I don't know" get choices, then leave to go."""
        if unsure >= SHORTER:
            talk.say("utter_idk_leave" if unsure >= LEAVE else "utter_idk_shorter")
            talk.set(**{ANSWER: None, AGAIN: 1, "requested_slot": ANSWER})
            return
        names = (f"utter_{intent}_{question}", f"utter_{intent}_{question.partition('_')[0]}")
        talk.say(next((name for name in names if name in responses_once()), f"utter_{intent}"))
        self._tell(talk, await self.ask(talk, question), again=int(intent == "idk"))

    async def _show_stored(self, talk: Talk, question: str) -> None:
        """Says what is kept as the answer to a question, where something is (situation F64)."""
        kept = await talk.book.get(self.record, talk.slot("entry") or "") if self.record else None
        stored = shown(getattr(kept, question.partition("_")[2], None))
        if stored:
            talk.say("utter_asked_already_stored", stored=stored)
        else:
            talk.say("utter_asked_already_skipped")

    def is_aside(self, question: str, answer: Answer) -> bool:
        """Tells whether a message is about the question, rather than an answer to it."""
        titled = (answers.plain(title) for title in titles(f"utter_ask_{question}").values())
        offered = answers.plain(answer.text) in titled
        return answer.intent in self.asides and question not in self.verbatim and not offered

    async def _ask_again(self, talk: Talk, question: str) -> None:
        """Asks what was not understood twice more; then offers to leave it, and waits."""
        again = int(talk.slot(AGAIN) or 0) + 1
        if again <= TWICE:
            own = f"utter_again_{question}"
            common = NO_NUMBER if question in self.numbers else self.not_understood
            talk.say(own if own in responses_once() else common)
            self._tell(talk, await self.ask(talk, question), again)
        else:
            talk.say(self.unclear)
            talk.set(**{ANSWER: None, AGAIN: again, "requested_slot": ANSWER})

    def _tell(self, talk: Talk, step: Step, again: int = 0) -> None:
        talk.set(**{ANSWER: None, AGAIN: again})
        if isinstance(step, Ask):
            talk.set(**{SITTING: talk.sitting.asked_one().as_json(talk.now)})
            talk.say(step.say or f"utter_ask_{step.question}", **step.parts)
            talk.set(**{QUESTION: step.question, "requested_slot": ANSWER})
        else:
            talk.set(**{QUESTION: None, HISTORY: None, "then": step.then})
            talk.set(requested_slot=None)
