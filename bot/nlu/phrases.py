"""Recognises the dialogue's own words, as whole messages, with certainty."""

from __future__ import annotations

from typing import Any, Dict, List

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.coaching.commands import phrase_intent


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
            intent = phrase_intent(message.get(TEXT) or "")
            if intent is not None:
                found = {"name": intent, "confidence": 1.0}
                message.set(INTENT, found, add_to_output=True)
                message.set(INTENT_RANKING_KEY, [found], add_to_output=True)
        return messages
