"""Lets Rasa run where TensorFlow is not installed, by standing in for the eight modules that need it.

Rasa 3.6.21 imports TensorFlow whatever the pipeline. Eight of its modules need it, and none of them works in
this project's `config.yml`; empty classes under their names are enough for the rest (measured: 222 MB instead
of 567 MB for a loaded agent). Where TensorFlow is installed the stand-ins step aside and DIET works as usual.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from types import ModuleType

STAND_INS: dict[str, tuple[str, ...]] = {
    "rasa.utils.tensorflow.callback": ("RasaTrainingLogger", "RasaModelCheckpoint"),
    "rasa.utils.tensorflow.data_generator": ("RasaBatchDataGenerator",),
    "rasa.nlu.classifiers.diet_classifier": ("DIETClassifier",),
    "rasa.nlu.selectors.response_selector": ("ResponseSelector",),
    "rasa.core.policies.ted_policy": ("TEDPolicy",),
    "rasa.core.policies.unexpected_intent_policy": ("UnexpecTEDIntentPolicy",),
    "rasa.nlu.featurizers.dense_featurizer.lm_featurizer": ("LanguageModelFeaturizer",),
    "rasa.nlu.featurizers.dense_featurizer.convert_featurizer": ("ConveRTFeaturizer",),
}
"""Module -> the names other modules of Rasa import from it."""


def prepare() -> None:
    """Makes Rasa importable: telemetry off, and stand-ins where TensorFlow is missing.

    Must be called before the first import of `rasa`; calling it again changes nothing.
    """
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    if importlib.util.find_spec("tensorflow") is not None:
        return
    for name, classes in STAND_INS.items():
        if name in sys.modules:
            continue
        module = ModuleType(name, "A stand-in: see bot/runtime/without_tensorflow.py.")
        for class_name in classes:
            setattr(module, class_name, type(class_name, (), {"__module__": name}))
        sys.modules[name] = module
