"""Chooses among the wordings of a line by what the person's profile says (content 0.5, rule W10)."""

from __future__ import annotations

from typing import Any, Optional

from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.constants import RESPONSE_CONDITION

from bot.actions.books import current_turn

BY_PROFILE = ("voice", "short")
"""Slots that the conditions of a wording may name; they are always as the profile of this turn has them."""

SHORT = {"type": "slot", "name": "short", "value": True}
"""The condition of a short wording, which outranks that of a voice."""


class OwnWording(TemplatedNaturalLanguageGenerator):
    """Rasa's conditional responses, with the profile's facts in place of slots that would lag behind."""

    def generate_from_slots(
        self, utter_action: str, filled_slots: dict[str, Any], output_channel: str, **kwargs: Any
    ) -> Optional[dict[str, Any]]:
        """Returns the response for an utter action, worded for this person."""
        turn = current_turn.get()
        own = {name: getattr(turn.book.profile, name) for name in BY_PROFILE} if turn is not None else {}
        return super().generate_from_slots(utter_action, {**filled_slots, **own}, output_channel, **kwargs)

    def _random_response_for(
        self, utter_action: str, output_channel: str, filled_slots: dict[str, Any]
    ) -> Optional[dict[str, Any]]:
        """Returns the short wording where the person asked for short ones; else Rasa's choice."""
        if filled_slots.get("short"):
            for wording in self.responses.get(utter_action, ()):
                if SHORT in wording.get(RESPONSE_CONDITION, ()):
                    return wording
        return super()._random_response_for(utter_action, output_channel, filled_slots)
