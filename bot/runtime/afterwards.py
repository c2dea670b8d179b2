"""What happens once a turn is committed: erasure and its receipt, a copy, a minor's leave.

Erasure can not happen inside an action: Rasa saves the conversation again after its actions.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, Optional

from bot.actions.books import Clock, Turn
from bot.channels.base import Outgoing
from bot.channels.outbox import Sender
from bot.coaching.counting import counted
from bot.content import responses_once
from bot.journal.journal import Journal


class Afterwards:
    """Does what actions asked for with `turn.afterwards`, in order."""

    def __init__(self, journal: Journal, sender: Sender, clock: Clock, channel: str) -> None:
        self._journal, self._sender, self._clock, self._channel = journal, sender, clock, channel

    async def do(self, turn: Turn, address: str) -> tuple[Outgoing, ...]:
        """Does everything asked for and returns what is to be said of it, from memory."""
        said: list[Outgoing] = []
        for what, details in turn.afterwards:
            said += await getattr(self, f"_{what}")(turn, address, **details)
        return tuple(said)

    async def _erase(self, turn: Turn, address: str, person: Optional[str] = None) -> list[Outgoing]:
        """Erases everything, or what is about one person, and says how many of each and what is left."""
        user_id = turn.book.user_id
        if person is None:
            self._sender.discard(self._channel, address)
        erased = await self._journal.erase(user_id, person=person)
        if person is not None:
            return [_line("utter_erased_person", what=counted(erased))]
        left = sum((await self._journal.counts(user_id)).values())
        return [_line("utter_erased", what=counted(erased), left=left)]

    async def _minor(self, turn: Turn, address: str, until: str) -> list[Outgoing]:
        """Erases what a declared minor wrote and keeps the keyed, expiring hash alone (rule MN1)."""
        await self._journal.erase(turn.book.user_id)
        await self._journal.remember_minor(self._channel, address, datetime.fromisoformat(until))
        return []

    async def _export(self, turn: Turn, address: str) -> list[Outgoing]:
        """Sends everything kept as JSON and as a readable text."""
        kept = await self._journal.export(turn.book.user_id)
        plain = json.dumps(kept, indent=2, ensure_ascii=False)
        return [
            Outgoing("", document=("my-notes.txt", readable(kept))),
            Outgoing("", document=("my-notes.json", plain)),
            _line("utter_export_done"),
        ]


def readable(kept: Any, indent: int = 0) -> str:
    """Returns nested plain values as indented lines that a person can read."""
    pad = "  " * indent
    if isinstance(kept, dict):
        lines = []
        for key, value in kept.items():
            if value in (None, "", [], {}, ()):
                continue
            name = str(key).replace("_", " ")
            if isinstance(value, dict | list):
                lines.append(f"{pad}{name}:\n{readable(value, indent + 1)}")
            else:
                lines.append(f"{pad}{name}: {value}")
        return "\n".join(lines)
    if isinstance(kept, list):
        return f"\n{pad}-\n".join(readable(value, indent) for value in kept)
    return f"{pad}{kept}"


def _line(response: str, **parts: Any) -> Outgoing:
    return Outgoing(str(responses_once()[response][0]["text"]).format(**parts))
