"""What every action and every form of the coach shares.

A form here is a conversation about one record. Its state lives in that record, saved after each answer, so
slots hold no user's words: all questions of all forms share one slot, `answer`, emptied as soon as the answer
is understood, and `question` says which one is open (docs/decisions/0002-one-answer-slot.md).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from typing import Any, ClassVar, Optional, TypeVar

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.books import Books, Clock, Turn
from bot.coaching import answers
from bot.coaching.records import Record
from bot.content import responses_once, titles

ANSWER = "answer"
"""Slot: the raw answer to the open question, for as long as a turn takes."""
QUESTION = "question"
"""Slot: the id of the open question, or None."""
R = TypeVar("R", bound=Record)
HISTORY = "asked"
"""Slot: the questions of the active form that were answered, oldest first; `go_back` takes the last."""
KEPT = "kept"
"""Intent of a held text that is to be taken as the answer to the question that was put aside."""
AGAIN = "again"
"""Slot: how often in a row the open question was asked again."""
NO_NUMBER = "utter_no_number"
TWICE = 2
"""Times a question is asked again; after that it is offered to be left."""
PASSING = frozenset({"country_form", "resume_form"})
"""Forms that are not taken up again once something else comes."""
PAUSED = "paused"
"""Slot: {form, question, at, auto} of an exercise put aside, or None."""


def utc_now() -> datetime:
    """Returns the current time, aware and in UTC."""
    return datetime.now(timezone.utc)


@dataclass(frozen=True)
class Answer:
    """What the person said to a question."""

    text: str
    intent: str
    choice: Optional[str] = None
    """The value of a pressed button."""

    @property
    def skipped(self) -> bool:
        """Whether they would rather not answer."""
        return "skip" in (self.intent, self.choice)

    def one_of(self, options: dict[str, str]) -> Optional[str]:
        """Returns the chosen value of {value: title}, pressed or typed, or None."""
        if self.choice in options:
            return self.choice
        return answers.choice(self.text, list(options.items()))

    def number(self) -> Optional[int]:
        """Returns a number from 0 to 10 in the answer, or None."""
        return answers.number(self.choice or self.text)

    def yes_no(self) -> Optional[str]:
        """Returns "yes", "no", "unsure" or None."""
        if self.choice in ("yes", "no", "unsure"):
            return self.choice
        if self.intent in ("affirm", "deny"):
            return "yes" if self.intent == "affirm" else "no"
        return answers.yes_no(self.text)


@dataclass
class Talk:
    """One action's view of the conversation: what was said, the book, the time, and a way to speak."""

    tracker: Tracker
    dispatcher: CollectingDispatcher
    turn: Turn
    now: datetime
    domain: dict[str, Any]
    events: list[EventType] = field(default_factory=list)

    @property
    def book(self) -> Any:
        """The person's book of this turn."""
        return self.turn.book

    @property
    def answer(self) -> Answer:
        """The latest message, as an answer."""
        message = self.tracker.latest_message
        intent = (message.get("intent") or {}).get("name") or ""
        return Answer(text=message.get("text") or "", intent=intent, choice=self.entity("choice"))

    def entity(self, name: str) -> Any:
        """Returns the value of an entity of the latest message, or None."""
        for entity in self.tracker.latest_message.get("entities") or ():
            if entity.get("entity") == name:
                return entity.get("value")
        return None

    @property
    def unkept(self) -> str:
        """The ending of lines that differ for a person who has nothing kept."""
        return "_unkept" if self.book.profile.consent == "nothing" else ""

    @property
    def came_back(self) -> bool:
        """Whether the form is returned to after another action, rather than answered or interrupted."""
        ran = [event["name"] for event in self.tracker.events if event["event"] == "action"]
        return ran[-2:-1] != ["action_listen"]

    @property
    def fresh(self) -> bool:
        """Whether the action is the first to see the latest message."""
        ran = [event["name"] for event in self.tracker.events if event["event"] == "action"]
        return ran[-1:] == ["action_listen"]

    @property
    def metadata(self) -> dict[str, Any]:
        """What the runtime says of the latest message."""
        return self.tracker.latest_message.get("metadata") or {}

    @property
    def gap(self) -> timedelta:
        """How long ago the person wrote last, before this message."""
        return timedelta(seconds=float(self.metadata.get("gap_s") or 0))

    @property
    def opening(self) -> str:
        """What a form is opened with: the text that was held, else the latest message."""
        held = self.slot("held")
        return str(held["text"]) if held else self.answer.text

    @property
    def form(self) -> Optional[str]:
        """The name of the active form, or None."""
        return (self.tracker.active_loop or {}).get("name")

    @property
    def question(self) -> Optional[str]:
        """The question that is open, or None."""
        return self.slot(QUESTION)

    def slot(self, name: str) -> Any:
        """Returns a slot as this action leaves it."""
        for event in reversed(self.events):
            if event.get("event") == "slot" and event.get("name") == name:
                return event.get("value")
        return self.tracker.get_slot(name)

    def say(self, response: str, **parts: Any) -> None:
        """Speaks a line of `content/responses/` with its {parts} filled."""
        self.dispatcher.utter_message(response=response, **parts)

    def set(self, **slots: Any) -> None:
        """Sets slots."""
        self.events += [SlotSet(name, value) for name, value in slots.items()]

    def go(self, action: str) -> None:
        """Makes `action` (a form, or an action) the next one, whatever the rules say."""
        self.events.append(FollowupAction(action))

    async def entry(self, kind: type[R]) -> R:
        """Returns the record the active form writes; raises `LookupError` where it is gone."""
        record = await self.book.get(kind, self.slot("entry") or "")
        if record is None:
            raise LookupError(kind.__name__)
        return record

    def keep(self, record: R, **changes: Any) -> R:
        """Keeps a record with `changes`, as what the active form writes, and returns it."""
        kept = record.copy(update={**changes, "updated_at": self.now})
        self.book.put(kept)
        self.set(entry=kept.id)
        return kept

    def leave_form(self) -> None:
        """Ends the active form without an outcome."""
        self.events += [
            ActiveLoop(None),
            SlotSet("requested_slot", None),
            SlotSet(QUESTION, None),
            SlotSet(HISTORY, None),
        ]

    def switch(self, form: str) -> None:
        """Ends the active form, if any, and begins another."""
        if self.form and self.form != form:
            self.leave_form()
        self.go(form)

    def put_aside(self, auto: bool, since: Optional[datetime] = None) -> None:
        """Pauses the active form at its open question, as of `since` or now.

        `auto`: the coach, not the person, chose to.
        """
        if self.form in PASSING:
            self.leave_form()
        elif self.form and self.question:
            self.set(
                **{
                    PAUSED: {
                        "form": self.form,
                        "question": self.question,
                        "asked": self.slot(HISTORY) or [],
                        "entry": self.slot("entry"),
                        "scratch": self.slot("scratch"),
                        "at": (since or self.now).isoformat(),
                        "auto": auto,
                    }
                }
            )
            self.leave_form()


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
    asides: ClassVar[frozenset[str]] = frozenset({"why", "thanks", "idk"})
    """Whole messages that are answered and never taken as an answer."""
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
        asked: list[str] = list(talk.slot(HISTORY) or [])
        if answer.intent == "go_back":
            if not asked:
                talk.say("utter_go_back_first")
            previous = asked.pop() if asked else question
            talk.set(**{HISTORY: asked})
            self._tell(talk, await self.ask(talk, previous))
            return
        if self.is_aside(question, answer):
            if answer.intent != "idk" or not talk.slot(AGAIN):
                own = f"utter_{answer.intent}_{question}"
                talk.say(own if own in responses_once() else f"utter_{answer.intent}")
                self._tell(talk, await self.ask(talk, question), again=int(answer.intent == "idk"))
                return
            answer = replace(answer, intent="skip")
        step = await self.answer(talk, question, answer)
        if step is None:
            await self._ask_again(talk, question)
            return
        if isinstance(step, Ask) and step.question != question:
            talk.set(**{HISTORY: [*asked, question][-12:]})
        self._tell(talk, step)

    def is_aside(self, question: str, answer: Answer) -> bool:
        """Tells whether a message is about the question, rather than an answer to it."""
        titled = (answers.plain(title) for title in titles(f"utter_ask_{question}").values())
        offered = answers.plain(answer.text) in titled
        return answer.intent in self.asides and question not in self.verbatim and not offered

    async def _ask_again(self, talk: Talk, question: str) -> None:
        """Asks what was not understood twice more; then offers to leave it, and waits."""
        again = int(talk.slot(AGAIN) or 0) + 1
        if again <= TWICE:
            talk.say(NO_NUMBER if question in self.numbers else self.not_understood)
            self._tell(talk, await self.ask(talk, question), again)
        else:
            talk.say(self.unclear)
            talk.set(**{ANSWER: None, AGAIN: again, "requested_slot": ANSWER})

    def _tell(self, talk: Talk, step: Step, again: int = 0) -> None:
        talk.set(**{ANSWER: None, AGAIN: again})
        if isinstance(step, Ask):
            talk.say(step.say or f"utter_ask_{step.question}", **step.parts)
            talk.set(**{QUESTION: step.question, "requested_slot": ANSWER})
        else:
            talk.set(**{QUESTION: None, HISTORY: None, "then": step.then})
            talk.set(requested_slot=None)
