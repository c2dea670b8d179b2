"""The sentence encoder as a component of the pipeline: one vector a message, for intent and safety alike."""

from __future__ import annotations

from typing import Any, Dict, List, Optional

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import FEATURIZER_CLASS_ALIAS
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.encoder import encoder, identity, own_vectors


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEncoder(DenseFeaturizer, GraphComponent):
    """Gives each message the encoder's vector as its one dense sentence feature."""

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceEncoder:
        """Makes the component; the encoder is loaded with the first message."""
        return cls(execution_context.node_name, config)

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> Optional[str]:
        """Returns what the cache of training cannot see: which encoder it is."""
        return identity()

    @classmethod
    def validate_config(cls, config: Dict[str, Any]) -> None:
        """Finds nothing to object to: there is nothing to set."""

    def process(self, messages: List[Message]) -> List[Message]:
        """Adds the feature to every message that has a text."""
        for message in messages:
            if text := message.get(TEXT):
                self._add(message, encoder().encode(text))
        return messages

    def _add(self, message: Message, vector: np.ndarray) -> None:
        name = self._config[FEATURIZER_CLASS_ALIAS]
        message.add_features(Features(vector.reshape(1, -1), FEATURE_TYPE_SENTENCE, TEXT, name))

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Adds the feature to every example, each by itself as in use; what the edge alone says is none."""
        typed = training_data.filter_training_examples(lambda e: not str(e.get(TEXT)).startswith("/"))
        told = [example for example in typed.training_examples if example.get(TEXT)]
        for example, vector in zip(told, own_vectors([e.get(TEXT) for e in told]), strict=True):
            self._add(example, vector)
        return typed
