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
UNUSED: dict[str, tuple[str, ...]] = {
    "rasa.core.channels.socketio": ("SocketIOInput",),
    "rasa.core.channels.botframework": ("BotFrameworkInput",),
    "rasa.core.channels.facebook": ("FacebookInput",),
    "rasa.core.channels.mattermost": ("MattermostInput",),
    "rasa.core.channels.rocketchat": ("RocketChatInput",),
    "rasa.core.channels.slack": ("SlackInput",),
    "rasa.core.channels.telegram": ("TelegramInput",),
    "rasa.core.channels.twilio": ("TwilioInput",),
    "rasa.core.channels.twilio_voice": ("TwilioVoiceInput",),
    "rasa.core.channels.webexteams": ("WebexTeamsInput",),
    "rasa.core.channels.hangouts": ("HangoutsInput",),
    "rasa.utils.plotting": (),
}
"""What Rasa imports for its own server and reports alone: messengers' libraries, and a plotter (1.5 s)."""


def prepare(all_of_rasa: bool = True) -> None:
    """Makes Rasa importable: telemetry off, and stand-ins where TensorFlow is missing.

    With `all_of_rasa` False, as for serving the coach, what is `UNUSED` is stood in for too. Must be called
    before the first import of `rasa`; calling it again changes nothing.
    """
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    if not all_of_rasa:
        _stand_in(UNUSED)
    if importlib.util.find_spec("tensorflow") is None:
        _stand_in(STAND_INS)


def _stand_in(modules: dict[str, tuple[str, ...]]) -> None:
    for name, classes in modules.items():
        if name in sys.modules:
            continue
        module = ModuleType(name, "A stand-in: see bot/runtime/without_tensorflow.py.")
        for class_name in classes:
            facts = {"__module__": name, "name": classmethod(lambda cls: cls.__module__)}
            setattr(module, class_name, type(class_name, (), facts))
        sys.modules[name] = module
