"""Recognises the dialogue's own words, as whole messages, with certainty."""

from __future__ import annotations

from typing import Any, Dict, List

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.coaching.commands import Said, commands, phrase, plainly

INTERRUPTING = frozenset(
    {"greet", "thanks", "goodbye", "ask_human", "ask_is_bot", "ask_privacy", "ask_what_stored"}
    | {"ask_who_reads"}
)
"""Intents that would take the floor from an open question; only a sure classifier may say them."""
SURE = 0.8
"""The classifier's confidence from which it is sure. [design]"""
OPEN = "open"
"""Key in a message's metadata: a question is open."""


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
        """Gives the floor to the next likely intent where an interrupting one is only guessed.

        At an open question a guess interrupts only where the whole text is plainly that, and nothing else.
        """
        guessed = message.get(INTENT) or {}
        name, text = guessed.get("name"), message.get(TEXT) or ""
        unsure = name in INTERRUPTING and guessed.get("confidence", 0.0) < SURE
        asked = (message.get(METADATA) or {}).get(OPEN)
        if unsure or (asked and name in commands().plainly and not plainly(name, text)):
            barred = INTERRUPTING | set(commands().plainly if asked else ())
            others = (one for one in message.get(INTENT_RANKING_KEY) or () if one["name"] not in barred)
            nothing = {"name": DEFAULT_NLU_FALLBACK_INTENT_NAME, "confidence": 0.0}
            message.set(INTENT, next(others, nothing), add_to_output=True)
