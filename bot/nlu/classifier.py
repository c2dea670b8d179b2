"""The intents: the project's small networks over the encoder's vector, as a component of the pipeline."""

from __future__ import annotations

from typing import Any, Dict, List, Optional

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu import fitting
from bot.safety.networks import Networks

FILE = "intents.npz"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class NetworkClassifier(IntentClassifier, GraphComponent):
    """Ranks the intents of a message.

    Rasa's logistic regression reads fewer held-out messages well and takes longer to fit.
    [measured: `make eval`, docs/decisions/0007]
    """

    def __init__(
        self, model_storage: ModelStorage, resource: Resource, networks: Optional[Networks] = None
    ) -> None:
        self._model_storage, self._resource, self._networks = model_storage, resource, networks

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> NetworkClassifier:
        """Makes a classifier that is not fitted yet."""
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> NetworkClassifier:
        """Reads what `train` kept."""
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, Networks.load(folder / FILE))

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> Optional[str]:
        """Returns what the cache of training cannot see: how the networks are fitted."""
        return fitting.recipe()

    def train(self, training_data: TrainingData) -> Resource:
        """Fits the networks to the examples of the intents and keeps them."""
        told = [example for example in training_data.intent_examples if _vector(example) is not None]
        vectors = np.array([_vector(example) for example in told])
        self._networks, _ = fitting.fitted(vectors, [str(example.get(INTENT)) for example in told])
        with self._model_storage.write_to(self._resource) as folder:
            self._networks.save(folder / FILE)
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Sets the likeliest intent and the ranking of all, shares from 0 to 1, where there is a text."""
        for message in messages:
            vector = _vector(message)
            if vector is not None and self._networks is not None:
                shares = np.exp(self._networks.log_shares(vector[None, :])[0])
                ranking = [
                    {"name": name, "confidence": float(share)}
                    for name, share in sorted(
                        zip(self._networks.labels, shares, strict=True), key=lambda one: -one[1]
                    )
                ]
                message.set(INTENT, ranking[0], add_to_output=True)
                message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages


def _vector(message: Message) -> Optional[np.ndarray]:
    features = message.get_dense_features(TEXT)[1]
    return None if features is None else np.asarray(features.features[0])
