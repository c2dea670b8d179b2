"""What of a conversation belongs into the copy a person gets."""

from __future__ import annotations

import json
from typing import Any, Optional


def told(tracker: Optional[str]) -> Any:
    """Returns the state and the last turns of Rasa's conversation, as far as they tell a person something."""
    events = json.loads(tracker) if tracker else []
    if not isinstance(events, list):
        return events
    slots = {e["name"]: e.get("value") for e in events if e.get("event") == "slot"}
    said = [
        {"from": e["event"], "text": e["text"]}
        for e in events
        if e.get("event") in ("user", "bot") and e.get("text")
    ]
    return {"state": slots, "last_turns": said}
