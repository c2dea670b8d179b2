"""What was cleared without a word stays out of sight until they are alone with their phone (rule HD4)."""

from __future__ import annotations

from bot.actions.talk import Talk

ALONE = "concern_alone"


def asks_first(talk: Talk, intent: str, text: str = "", room: str | None = None) -> bool:
    """Asks whether they are alone, where that comes first; what they want waits for the answer."""
    if not talk.book.profile.veiled:
        return False
    talk.put_aside(auto=True)
    talk.set(held={"intent": intent, "text": text, "room": room})
    talk.set(scratch={"first": ALONE, "category": "PV"})
    talk.go("concern_form")
    return True
