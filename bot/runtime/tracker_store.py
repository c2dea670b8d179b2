"""Keeps one encrypted row per conversation that gives Rasa all it decides by, and no transcript.

A row holds the slots, the active loop, a pause, and the last six turns: what was meant in them, not what was
said. With RulePolicy, such and full trackers lead to the same actions (tests/runtime/test_tracker_store.py);
a turn costs the same whatever the history, because nothing grows.
"""

from __future__ import annotations

import json
from typing import Any, Iterable, List, Optional

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    ConversationPaused,
    Event,
    SlotSet,
    UserUttered,
    deserialise_events,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.actions.books import Books

TURNS = 6
"""Whole turns kept. Cutting inside a turn loses pauses; six are enough for RulePolicy (measured)."""


def bounded(events: List[Event], tracker: DialogueStateTracker, domain: Domain) -> List[Event]:
    """Returns the last `TURNS` turns of `events`, preceded by the state that what was cut had led to."""
    starts = [i for i, event in enumerate(events) if isinstance(event, UserUttered)]
    if len(starts) <= TURNS:
        return events
    cut = starts[-TURNS]
    before = DialogueStateTracker.from_events(
        tracker.sender_id, events[:cut], slots=domain.slots, domain=domain
    )
    return [*_state(before), *events[cut:]]


def _state(tracker: DialogueStateTracker) -> Iterable[Event]:
    for name, slot in tracker.slots.items():
        if slot.value != slot.initial_value:
            yield SlotSet(name, slot.value)
    if tracker.active_loop_name:
        yield ActiveLoop(tracker.active_loop_name)
    if tracker.is_paused():
        yield ConversationPaused()
    yield ActionExecuted("action_listen")


def dump(tracker: DialogueStateTracker, domain: Domain) -> str:
    """Returns a tracker as JSON text: bounded, without what either side said or a slot held before."""
    events = bounded(list(tracker.events), tracker, domain)
    last = {event.key: event for event in events if isinstance(event, SlotSet)}
    kept = [
        _lean(event.as_dict())
        for event in events
        if not isinstance(event, BotUttered)
        and not (isinstance(event, SlotSet) and last[event.key] is not event)
    ]
    return json.dumps(kept, separators=(",", ":"))


def _lean(event: dict[str, Any]) -> dict[str, Any]:
    """Drops what no policy or action reads again: texts, rankings, ids, and the channel's own data."""
    if event["event"] == "user":
        parsed = event["parse_data"]
        event["parse_data"] = {key: parsed.get(key) for key in ("intent", "entities")}
        return {key: value for key, value in event.items() if value and key not in ("message_id", "text")}
    return event


def load(sender_id: str, text: str, domain: Domain) -> DialogueStateTracker:
    """Returns the tracker that `dump` wrote."""
    return DialogueStateTracker.from_events(
        sender_id, deserialise_events(json.loads(text)), slots=domain.slots, domain=domain
    )


def asking(text: Optional[str]) -> bool:
    """Tells whether a form is active in a conversation that `dump` wrote."""
    events = reversed(json.loads(text or "[]"))
    return bool(next((event.get("name") for event in events if event["event"] == ActiveLoop.type_name), None))


class BoundedTrackerStore(TrackerStore):
    """A tracker store whose rows are part of the person's book, and are committed with it."""

    def __init__(
        self,
        domain: Optional[Domain] = None,
        event_broker: Optional[EventBroker] = None,
        books: Optional[Books] = None,
        **kwargs: Any,
    ) -> None:
        kwargs.pop("host", None)
        super().__init__(domain, event_broker, **kwargs)
        if books is None:
            from bot.actions.standalone import own_books

            books = own_books()
        self._books = books

    async def retrieve(self, sender_id: str) -> Optional[DialogueStateTracker]:
        """Returns the conversation as it was left, or None for a new one."""
        async with self._books.open(sender_id) as turn:
            text = turn.book.tracker
        return load(sender_id, text, self.domain) if text else None

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Puts the conversation into the person's book."""
        async with self._books.open(tracker.sender_id) as turn:
            turn.book.tracker = dump(tracker, self.domain)

    async def keys(self) -> Iterable[str]:
        """Returns nothing: whose conversations are kept is nobody's to list."""
        return ()
