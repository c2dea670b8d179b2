"""The safety screen as the last component of the pipeline, so that nothing outranks it."""

from __future__ import annotations

from typing import Any, Dict, List, Optional

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.phrases import OPEN
from bot.safety.conversation import first_question, opening_lines
from bot.safety.screen import NONE, Screening, screen

SCREENED = "screened"
"""Key in a message's metadata: the level that the edge's own screening of this text had."""


def facts(screening: Screening, text: str) -> Dict[str, Any]:
    """Returns what the rules and actions read of a screened text; never a word of it.

    `opening` names the lines for what a crisis text asks, since the text itself is not passed on.
    """
    first = ""
    if screening.level == "crisis":
        first = first_question("crisis", screening.category or "SU", False, False, screening.ask)
    return {
        "category": screening.category,
        "ambiguous": screening.ambiguous,
        "codes": list(screening.codes),
        "said_in": screening.language,
        "ask": screening.ask,
        "opening": list(opening_lines(first, text)) if first else [],
    }


def as_entities(screening: Screening, text: str) -> List[Dict[str, Any]]:
    """Returns a screening's facts as entities of the message."""
    return [{"entity": name, "value": value} for name, value in facts(screening, text).items()]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class SafetyScreen(GraphComponent):
    """Turns a crisis or a concern into the message's intent: by words, and by what the text means."""

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SafetyScreen:
        """Makes the component; the second layer is loaded with the first message."""
        return cls()

    def process(self, messages: List[Message]) -> List[Message]:
        """Sets intent `crisis` or `concern` with category and codes; never lowers anything.

        What the edge found and let pass (a concern that was just denied, rule CN4) is not raised again.
        """
        for message in messages:
            known = (message.get(METADATA) or {}).get(SCREENED)
            if known not in (None, NONE.level):
                continue
            text = message.get(TEXT) or ""
            first = screen(text)
            vector = _vector(message)
            asked = bool((message.get(METADATA) or {}).get(OPEN))
            found = first if vector is None else _raised(first, text, vector, asked)
            if found.level != "none":
                self._settle(message, found)
        return messages

    def _settle(self, message: Message, screening: Screening) -> None:
        found = {"name": screening.level, "confidence": 1.0}
        message.set(INTENT, found, add_to_output=True)
        others = message.get(INTENT_RANKING_KEY) or []
        message.set(INTENT_RANKING_KEY, [found, *others], add_to_output=True)
        message.set(ENTITIES, as_entities(screening, message.get(TEXT) or ""), add_to_output=True)


def _raised(first: Screening, text: str, vector: np.ndarray, asked: bool) -> Screening:
    """Asks the second layer; a pipeline without the encoder does without its libraries too."""
    from bot.nlu.second_layer import second_layer

    return second_layer().raised(first, text, vector, asked)


def _vector(message: Message) -> Optional[np.ndarray]:
    """Returns the encoder's vector of a message, of length 1; None where the pipeline has no encoder."""
    features = message.get_dense_features(TEXT)[1]
    if features is None:
        return None
    vector: np.ndarray = features.features[0]
    return vector
