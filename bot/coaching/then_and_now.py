"""Then and now in a person's words: two notes that are alike, and a first and a best sentence (W5)."""

from __future__ import annotations

from typing import Optional, Sequence

from bot.coaching.records import Rehearsal, Trigger

LOWER = 2
"""Points a note has to be lower by to be set beside an earlier one. [design]"""


def pair(note: Trigger, earlier: Sequence[Trigger]) -> Optional[Trigger]:
    """Returns the strongest earlier note that is like this one, was stronger, and ended otherwise, or None.

    Alike is the same person or the same theme that was not rejected; both tell what the person did.
    """
    fitting = [
        one
        for one in earlier
        if one.created_at < note.created_at and _alike(one, note) and _milder(one, note)
    ]
    return max(fitting, key=lambda one: one.intensity or 0) if fitting else None


def _alike(one: Trigger, other: Trigger) -> bool:
    return bool(one.who and one.who == other.who) or bool(_themes(one) & _themes(other))


def _themes(note: Trigger) -> frozenset[str]:
    return frozenset(guess.theme for guess in note.themes if guess.source != "rejected")


def _milder(then: Trigger, now: Trigger) -> bool:
    if not (then.action and now.action) or then.intensity is None or now.intensity is None:
        return False
    return then.intensity - now.intensity >= LOWER and set(then.action_tags) != set(now.action_tags)


def first_and_best(rehearsal: Rehearsal) -> Optional[tuple[str, str]]:
    """Returns the first try and the best one, the later among equals; None where nothing moved."""
    if not rehearsal.attempts:
        return None
    first, best = rehearsal.attempts[0], max(reversed(rehearsal.attempts), key=lambda one: one.total)
    return (first.text, best.text) if best.total > first.total else None
