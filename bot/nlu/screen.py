"""The safety screen as the last component of the pipeline, so that nothing outranks it."""

from __future__ import annotations

from typing import Any, Dict, List

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.safety.screen import Screening, screen

SCREENED = "screened"
"""Key in a message's metadata: the edge has screened this text already."""


def as_entities(screening: Screening) -> List[Dict[str, Any]]:
    """Returns a screening as the entities that the rules and actions read; never the matched words."""
    facts = {
        "category": screening.category,
        "ambiguous": screening.ambiguous,
        "codes": list(screening.codes),
    }
    return [{"entity": name, "value": value} for name, value in facts.items()]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class SafetyScreen(GraphComponent):
    """Turns a crisis or a concern into the message's intent; a text the edge has screened passes through."""

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SafetyScreen:
        """Makes the component; it has nothing to load."""
        return cls()

    def process(self, messages: List[Message]) -> List[Message]:
        """Sets intent `crisis` or `concern` with category and codes; never lowers anything."""
        for message in messages:
            if (message.get(METADATA) or {}).get(SCREENED):
                continue
            screening = screen(message.get(TEXT) or "")
            if screening.level == "none":
                continue
            found = {"name": screening.level, "confidence": 1.0}
            message.set(INTENT, found, add_to_output=True)
            message.set(INTENT_RANKING_KEY, [found], add_to_output=True)
            message.set(ENTITIES, as_entities(screening), add_to_output=True)
        return messages
