"""What is typed where there is no Telegram: the terminal and REST."""

from __future__ import annotations

import itertools
import re
from datetime import datetime
from typing import Sequence

from bot.channels.base import Button, Incoming

_COMMAND = re.compile(r"/([a-z0-9_]{1,32})(?:\s+(.*))?$", re.IGNORECASE | re.DOTALL)
_LABEL = re.compile(r"\[[^\[\]]{1,60}\]$")
_ids = itertools.count(1)


def typed(text: str, address: str, now: datetime) -> Incoming:
    """Returns typed text as an update: a command, a button by its label in brackets, or text.

    A label carries its text too: where there is no such button, that is what was said.
    """
    number, text = next(_ids), text.strip()
    if _LABEL.match(text):
        return Incoming(number, address, "press", now, text=text[1:-1], press=text)
    command = _COMMAND.match(text)
    if command:
        rest = (command.group(2) or "").strip()
        return Incoming(number, address, "command", now, text=rest, command=command.group(1).lower())
    return Incoming(number, address, "text", now, text=text, message_id=number)


def drawn(buttons: Sequence[Button]) -> str:
    """Returns buttons as a line of labels in brackets."""
    return " ".join(f"[{button.title}]" for button in buttons)
