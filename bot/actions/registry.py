"""Every action of the coach, built with the same books and clock."""

from __future__ import annotations

from inspect import isabstract

from bot.actions import (
    after_talk,
    appointments,
    crisis,
    everyday,
    journal,
    listening,
    my_data,
    my_message,
    onboarding,
    partner_safety,
    self_love,
    settings,
    soothing,
    step4_triggers,
    step7_stating_needs,
    step8_boundaries,
    step9_wound_repair,
    verdict,
)
from bot.actions.base import CoachAction
from bot.actions.books import Books, Clock

ROOMS = (
    appointments,
    everyday,
    onboarding,
    step4_triggers,
    step7_stating_needs,
    step8_boundaries,
    step9_wound_repair,
    self_love,
    verdict,
    after_talk,
    partner_safety,
    soothing,
    listening,
    crisis,
    journal,
    settings,
    my_data,
    my_message,
)


def all_actions(books: Books, clock: Clock) -> list[CoachAction]:
    """Returns one instance of each action defined in a room."""
    kinds = [
        kind
        for room in ROOMS
        for kind in vars(room).values()
        if isinstance(kind, type) and issubclass(kind, CoachAction) and kind.__module__ == room.__name__
        if not isabstract(kind)
    ]
    return [kind(books, clock) for kind in kinds]
