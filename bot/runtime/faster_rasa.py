"""What Rasa does again and again, or for nothing, done once or not at all. Each was measured.

Behaviour is unchanged (tests/test_faster_rasa.py); leaving this module out costs time alone.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import sklearn.utils
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.utils.io import read_yaml
from sklearn.linear_model import LogisticRegression

_resolve = Event.resolve_by_type


@cache
def _resolved(type_name: str, default: Any = None) -> Any:
    return _resolve(type_name, default)


def _trust(self: RemoteAction, result: dict[str, Any]) -> bool:
    return True


def _from_yaml(cls: type[Domain], yaml: str, original_filename: str = "") -> Domain:
    return cls.from_dict(read_yaml(yaml))


def hasten() -> None:
    """Takes four detours out of Rasa's way.

    - Rasa walks all subclasses of `Event` for each stored event: a fifth of a turn.
    - It lets `jsonschema` check its own schema and then the result of each action (15 ms): a guard against
      strange action servers, of which there is none here.
    - It checks the domain in a trained model against a schema that it passed when it was trained: 1 s.
    - The library that loads the classifier imports all of scikit-learn to know which classes to trust: 4 s.
      The one class that is in the model is enough.
    """
    Event.resolve_by_type = staticmethod(_resolved)  # type: ignore[method-assign,assignment]
    RemoteAction._validate_action_result = _trust  # type: ignore[method-assign]
    Domain.from_yaml = classmethod(_from_yaml)  # type: ignore[method-assign,assignment]
    everything = sklearn.utils.all_estimators
    sklearn.utils.all_estimators = lambda *_, **__: [("LogisticRegression", LogisticRegression)]
    try:
        import skops.io  # noqa: F401
    finally:
        sklearn.utils.all_estimators = everything
