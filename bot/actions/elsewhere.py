"""Lets go of a form that was only being looked at, when something else is told in it."""

from __future__ import annotations

from typing import Optional

from bot.actions.base import Answer, Done, Talk

TOLD = 5
"""Least words of a text that is told, rather than a mistyped choice."""
ROOMS = frozenset(
    {
        "trigger_report", "share_feeling", "need_statement", "unhelpful_thought", "jealousy",
        "conflict_repair", "boundary_issue", "past_childhood", "selfsoothe_request", "listen_request",
        "ask_what_stored", "ask_who_reads",
    }
)  # fmt: skip
"""Intents that have a room of their own."""


def elsewhere(talk: Talk, answer: Answer) -> Optional[Done]:
    """Holds a text that is plainly about something else and ends the form towards it; else None."""
    if answer.intent not in ROOMS or len(answer.text.split()) < TOLD:
        return None
    talk.set(held={"intent": answer.intent, "text": answer.text})
    return Done("action_route")
