"""One action's view of a conversation: what was said, the book, the time, and a way to speak."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Optional, TypeVar

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.books import Turn
from bot.coaching import answers
from bot.coaching.commands import BEGIN
from bot.coaching.records import Record
from bot.coaching.sitting import Sitting, current

QUESTION = "question"
"""Slot: the id of the open question, or None."""
HISTORY = "asked"
"""Slot: the questions of the active form that were answered, oldest first; `go_back` takes the last."""
SITTING = "sitting"
"""Slot: when the sitting began, how much was asked in it, and the distress ratings told (rules T3, T4)."""
PASSING = frozenset({"country_form", "resume_form", "offer_form"})
"""Forms that are not taken up again once something else comes."""
PAUSED = "paused"
"""Slot: {form, question, at, auto} of an exercise put aside, or None."""
R = TypeVar("R", bound=Record)


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
    def told(self) -> str:
        """What the opening message tells; nothing where it only asked for the room, or pressed its button."""
        held = self.slot("held") or {"intent": self.answer.intent, "text": self.answer.text}
        pressed = self.answer.choice and not self.slot("held")
        return "" if pressed or held["intent"] == BEGIN else str(held["text"])

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

    def discard(self) -> None:
        """Removes the record the active form writes, where there is one."""
        entry = self.slot("entry")
        if entry:
            self.book.discard(entry)
            self.set(entry=None)

    def leave_form(self) -> None:
        """Ends the active form without an outcome."""
        self.events += [
            ActiveLoop(None),
            SlotSet("requested_slot", None),
            SlotSet(QUESTION, None),
            SlotSet(HISTORY, None),
        ]

    def stay(self) -> None:
        """Leaves the active form open to the next message, which an interruption alone would not."""
        if self.form:
            self.events.append(ActiveLoop(self.form))

    def switch(self, form: str) -> None:
        """Ends the active form, if any, and begins another."""
        if self.form and self.form != form:
            self.leave_form()
        self.go(form)

    @property
    def sitting(self) -> Sitting:
        """The sitting this message belongs to."""
        return current(self.slot(SITTING), self.now)

    def rated(self, distress: int) -> bool:
        """Notes a distress rating of 0 to 10; tells whether the exercise is to stop now (rule T4)."""
        sitting = self.sitting.rated(distress)
        self.set(**{SITTING: sitting.as_json(self.now)})
        return sitting.too_much

    def put_aside(self, auto: bool, since: Optional[datetime] = None) -> None:
        """Pauses the active form at its open question, as of `since` or now.

        `auto`: the coach, not the person, chose to.
        """
        if self.form in PASSING:
            self.leave_form()
        elif self.form and self.question:
            self.bookmark(auto, since)
            self.leave_form()

    def bookmark(self, auto: bool, since: Optional[datetime] = None) -> None:
        """Notes where the active form is, for it to be taken up again there."""
        paused = {
            "form": self.form,
            "question": self.question,
            "asked": self.slot(HISTORY) or [],
            "entry": self.slot("entry"),
            "scratch": self.slot("scratch"),
            "at": (since or self.now).isoformat(),
            "auto": auto,
        }
        self.set(**{PAUSED: paused})
