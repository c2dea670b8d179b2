"""Rasa's own action server makes every class of actions that is not abstract: each has a name, told once."""

from __future__ import annotations

from inspect import isabstract

from bot.actions.base import CoachAction
from bot.actions.registry import ROOMS


def test_every_action_has_a_name_of_its_own() -> None:
    kinds: list[type[CoachAction]] = list(CoachAction.__subclasses__())
    for kind in kinds:
        kinds += kind.__subclasses__()
    names = [kind.name(object.__new__(kind)) for kind in dict.fromkeys(kinds) if not isabstract(kind)]
    assert len(names) == len(set(names)) > len(ROOMS)
