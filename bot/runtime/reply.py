"""Collects what Rasa says in one turn and joins it into the few messages a chat can bear."""

from __future__ import annotations

from typing import Any, Optional

from rasa.core.channels.channel import OutputChannel

from bot.channels.base import Button, Outgoing, keyboard_id


class Reply(OutputChannel):
    """The output channel of one turn: nothing is sent, everything is collected."""

    def __init__(self) -> None:
        self.said: list[dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        """Returns the channel's name in the tracker."""
        return "coach"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Takes one utterance."""
        self.said.append(message)

    @property
    def responses(self) -> list[str]:
        """The names of the responses spoken, in order."""
        return [
            (m.get("metadata") or {}).get("utter_action") or m.get("utter_action") or "" for m in self.said
        ]

    def messages(self) -> tuple[Outgoing, ...]:
        """Returns the turn's messages: lines joined into one until a line has buttons or stands alone."""
        joined: list[Outgoing] = []
        text: list[str] = []
        for message in self.said:
            line = message.get("text")
            if not line:
                continue
            text.append(line)
            buttons = tuple(Button(b["title"], b["payload"]) for b in message.get("buttons") or ())
            if buttons:
                joined.append(_message(text, buttons))
                text = []
        if text:
            joined.append(_message(text, ()))
        return tuple(joined)


def _message(lines: list[str], buttons: tuple[Button, ...]) -> Outgoing:
    return Outgoing("\n".join(lines), buttons, keyboard_id() if buttons else None)


def find_press(keyboards: dict[str, list[dict[str, str]]], press: str) -> Optional[tuple[str, Button]]:
    """Returns (keyboard id, button) for `<keyboard>:<index>` or a `[label]`, or None if not known."""
    if press.startswith("["):
        label = press[1:-1].strip().casefold()
        for keyboard in reversed(list(keyboards)):
            for known in keyboards[keyboard]:
                if known["title"].casefold() == label:
                    return keyboard, Button(known["title"], known["payload"])
        return None
    keyboard, _, index = press.rpartition(":")
    buttons = keyboards.get(keyboard, [])
    if not index.isdigit() or int(index) >= len(buttons):
        return None
    chosen = buttons[int(index)]
    return keyboard, Button(chosen["title"], chosen["payload"])
