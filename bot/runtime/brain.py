"""Assembles Rasa's agent with the coach's actions, tracker store and current words."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any, Optional, Sequence, Union

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.core.lock_store import InMemoryLockStore
from rasa_sdk import Action

from bot.actions.books import Books, Turn, current_turn
from bot.content import responses
from bot.nlu.phrases import OPEN
from bot.runtime.actions import InProcessActions
from bot.runtime.faster_rasa import hasten
from bot.runtime.reply import Reply
from bot.runtime.tracker_store import BoundedTrackerStore, asking
from bot.runtime.wording import OwnWording

log = logging.getLogger(__name__)


class ActionFailed(RuntimeError):
    """A custom action raised; carries its name and the error's class, never a text."""


class Brain:
    """Rasa's agent, with everything in this process; a model that cannot be loaded raises."""

    def __init__(self, model: Path, books: Books, actions: Sequence[Action]) -> None:
        if not model.exists():  # Rasa would take whatever else it finds beside it
            raise FileNotFoundError(model.name)
        hasten()
        self.actions = InProcessActions(actions)
        self.agent = Agent.load(
            str(model),
            action_endpoint=self.actions,
            tracker_store=BoundedTrackerStore(books=books),
            lock_store=InMemoryLockStore(),
        )
        if self.agent.processor is None or self.agent.domain is None:
            raise RuntimeError("the model cannot be loaded")
        self.read_words()

    def read_words(self) -> None:
        """Speaks what stands in `content/` now; a changed sentence needs no training."""
        assert self.agent.processor is not None
        words: Any = responses()
        self.agent.domain.responses = words
        self.agent.processor.nlg = OwnWording(words)

    async def think(
        self, turn: Turn, text: str, parsed: Optional[dict[str, Any]], metadata: dict[str, Any]
    ) -> Reply:
        """Handles one message inside `turn` and returns what is said.

        `parsed` is an understood message (a press, a command, a screened crisis) and passes the NLU by.
        Raises `ActionFailed` where an action raised: Rasa would log it and go on as if nothing had happened.
        """
        reply = Reply()
        token = current_turn.set(turn)
        try:
            await self.agent.handle_message(
                UserMessage(
                    text,
                    output_channel=reply,
                    sender_id=turn.book.user_id,
                    parse_data=parsed,
                    input_channel="coach",
                    metadata={**metadata, OPEN: asking(turn.book.tracker)},
                )
            )
        finally:
            current_turn.reset(token)
        if turn.failed:
            raise ActionFailed(turn.failed)
        return reply


class Speechless:
    """Stands in for a model that cannot be loaded: a crisis gets its card, all else one apology."""

    async def think(
        self, turn: Turn, text: str, parsed: Optional[dict[str, Any]], metadata: dict[str, Any]
    ) -> Reply:
        """Understands nothing; raises `RuntimeError`."""
        raise RuntimeError("there is no model")


Mind = Union[Brain, Speechless]


def understood(intent: str, text: str = "", **entities: Any) -> dict[str, Any]:
    """Returns parse data for a message whose meaning is known."""
    found = {"name": intent, "confidence": 1.0}
    return {
        "text": text,
        "intent": found,
        "intent_ranking": [found],
        "entities": [{"entity": k, "value": v} for k, v in entities.items()],
    }
