"""Does the first-time work of a conversation before anybody waits for it."""

from __future__ import annotations

from bot.actions.base import utc_now
from bot.coaching.hearing import hear
from bot.coaching.records import Trigger
from bot.coaching.step5_wounds import suggest
from bot.language.rehearse import analyse_text
from bot.nlu.second_layer import both_layers

ORDINARY = "My friend forgot about Sunday and I felt sad."


def warm_up() -> None:
    """Loads encoder, spaCy's model and word lists by reading one sentence; about a second, in a thread."""
    now = utc_now()
    both_layers(ORDINARY)
    hear(ORDINARY)
    suggest(Trigger(created_at=now, updated_at=now, situation=ORDINARY))
    analyse_text(ORDINARY)
