"""Recognises the dialogue's own words, as whole messages, with certainty."""

from __future__ import annotations

from typing import Any, Dict, List

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.coaching.commands import Said, phrase

INTERRUPTING = frozenset(
    {"greet", "thanks", "goodbye", "ask_human", "ask_is_bot", "ask_privacy", "ask_what_stored"}
    | {"ask_who_reads"}
)
"""Intents that would take the floor from an open question; only a sure classifier may say them."""
SURE = 0.8
"""The classifier's confidence from which it is sure. [design]"""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class PhraseMatcher(GraphComponent):
    """Sets the intent of a message that is, as a whole, one of the phrases of `content/commands.yml`."""

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> PhraseMatcher:
        """Makes the component; it has nothing to load."""
        return cls()

    def process(self, messages: List[Message]) -> List[Message]:
        """Overrides what a classifier guessed where the message leaves nothing to guess."""
        for message in messages:
            said = phrase(message.get(TEXT) or "")
            if said is None:
                self._doubt(message)
            else:
                self._settle(message, said)
        return messages

    def _settle(self, message: Message, said: Said) -> None:
        """Writes what the message stands for into it."""
        found = {"name": said.intent, "confidence": 1.0}
        message.set(INTENT, found, add_to_output=True)
        message.set(INTENT_RANKING_KEY, [found], add_to_output=True)
        if said.room:
            message.set(ENTITIES, [{"entity": "room", "value": said.room}], add_to_output=True)

    def _doubt(self, message: Message) -> None:
        """Gives the floor to the next likely intent where an interrupting one is only guessed."""
        guessed = message.get(INTENT) or {}
        if guessed.get("name") in INTERRUPTING and guessed.get("confidence", 0.0) < SURE:
            others = [
                found for found in message.get(INTENT_RANKING_KEY) or [] if found["name"] not in INTERRUPTING
            ]
            if others:
                message.set(INTENT, others[0], add_to_output=True)
