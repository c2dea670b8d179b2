"""Every action of the coach, built with the same books and clock."""

from __future__ import annotations

from inspect import isabstract

from bot.actions import (
    about_attachment,
    after_talk,
    appointing,
    crisis,
    current_events,
    due,
    everyday,
    feedback,
    goal,
    hiding,
    history,
    how_long,
    jealousy,
    journal,
    ladder,
    listening,
    look_back,
    my_data,
    my_message,
    nudge,
    nudges,
    onboarding,
    partner_safety,
    past,
    pausing,
    practices,
    programme,
    safety_plan,
    secure_base,
    self_love,
    settings,
    settling,
    sex,
    soothing,
    step1_own_style,
    step2_partner_style,
    step3_upsides_downsides,
    step4_triggers,
    step5_wounds,
    step6_needs,
    step7_stating_needs,
    step8_boundaries,
    step9_wound_repair,
    therapy_guide,
    unhelpful_thoughts,
    verdict,
)
from bot.actions.base import CoachAction
from bot.actions.books import Books, Clock

ROOMS = (
    due,
    everyday,
    pausing,
    feedback,
    onboarding,
    step2_partner_style,
    step3_upsides_downsides,
    step4_triggers,
    step5_wounds,
    step6_needs,
    step7_stating_needs,
    step8_boundaries,
    step9_wound_repair,
    self_love,
    verdict,
    after_talk,
    partner_safety,
    programme,
    secure_base,
    goal,
    safety_plan,
    look_back,
    soothing,
    practices,
    listening,
    past,
    history,
    current_events,
    sex,
    crisis,
    journal,
    settings,
    settling,
    my_data,
    hiding,
    my_message,
    nudge,
    nudges,
    appointing,
    step1_own_style,
    about_attachment,
    how_long,
    therapy_guide,
    ladder,
    unhelpful_thoughts,
    jealousy,
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
