"""What crosses the edge in both directions, whatever the channel."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Optional, Protocol

Lane = Literal["crisis", "alerts", "desk", "replies", "checkins", "nudges"]
Kind = Literal[
    "text",  # typed, or a caption
    "edit",  # an edited text or caption, with its new content
    "command",  # /word, already split: `command` and `text` (the rest)
    "press",  # a button: `press` is the callback data
    "unreadable",  # voice, photo without caption, sticker, document, location …
    "group",  # anything from a chat that is not private
    "desk",  # from the chat of the people on call: a message, a command or a press
    "blocked",
    "unblocked",
    "ignored",  # nothing to answer (reactions, polls, channel posts, unknown types)
]

SILENT = frozenset({"blocked", "unblocked", "group", "ignored"})
"""Kinds of updates that are noted, and answered with nothing."""


@dataclass(frozen=True)
class Incoming:
    """One update as the house sees it; `raw` ids are kept for answering only."""

    update_id: int
    address: str
    """Where to answer: the chat id as text."""
    kind: Kind
    sent_at: datetime
    text: str = ""
    command: Optional[str] = None
    press: Optional[str] = None
    press_id: Optional[str] = None
    """Id to answer the press with."""
    message_id: Optional[int] = None
    """The message itself, or for a press the message that carried the button."""
    language: Optional[str] = None
    album: Optional[str] = None
    """Shared by pictures sent together, which arrive as one update each."""
    reply_to: Optional[int] = None
    """The message it answers."""
    thread: Optional[int] = None
    """The topic of a group it was written in."""


@dataclass(frozen=True)
class Button:
    """A button: what it shows and what pressing it means (a choice value, or `/command`)."""

    title: str
    payload: str


@dataclass(frozen=True)
class Outgoing:
    """One message to one person; longer texts are split at the edge."""

    text: str
    buttons: tuple[Button, ...] = ()
    keyboard: Optional[str] = None
    """Short id of this message's keyboard; callback data is `<keyboard>:<index>`."""
    lane: Lane = "replies"
    document: Optional[tuple[str, str]] = None
    """A file to send instead: (name, content)."""
    silent: bool = False
    """Whether it arrives without a sound."""
    copied: Optional[tuple[str, int]] = None
    """A message to copy instead, without its sender's name: (chat, message id)."""
    reply_to: Optional[int] = None
    """The message of the same chat it answers, where that is still there."""
    thread: Optional[int] = None
    """The topic of a group it belongs to."""
    until: Optional[float] = None
    """When it is too late to send it (seconds since 1970); it is dropped then."""
    hours: tuple[tuple[str, str, str], ...] = ()
    """Hours (IANA zone, first and last minute as "HH:MM") outside of which it waits; none: it never does."""


@dataclass(frozen=True)
class Sent:
    """What the channel says of a delivered message."""

    message_ids: tuple[int, ...] = field(default_factory=tuple)
    next_part: Optional[int] = None
    """The piece to send next, where the message was too long for one; None when all is out."""


class SendError(Exception):
    """A send that did not work, by what may be done next."""


class Flood(SendError):
    """Too fast: try this chat again after `retry_after` seconds."""

    def __init__(self, retry_after: float) -> None:
        super().__init__(f"retry after {retry_after:g} s")
        self.retry_after = retry_after


class Unreachable(SendError):
    """Surely not delivered (connection refused, 5xx): try again, with growing pauses."""


class Unauthorised(Unreachable):
    """The token is not, or no longer, valid: nothing goes out until the operator sets another."""


class Unsure(SendError):
    """The connection was cut: delivered or not, nobody knows; try again, five times at most."""


class Refused(SendError):
    """The channel says no (400): never again. Carries a code, no text."""


class Gone(SendError):
    """The person blocked the bot or left (403)."""


class Unparsable(Exception):
    """An update nobody can read: to be set aside. Says no word of it."""

    def __init__(self, update_id: Optional[int]) -> None:
        super().__init__(f"update {update_id}")
        self.update_id = update_id


class Channel(Protocol):
    """What the outbox needs of a channel."""

    async def send(self, address: str, message: Outgoing, part: int = 0) -> Sent:
        """Delivers the `part`-th piece of a message; `Sent.next_part` says what is left."""
        ...


def keyboard_id() -> str:
    """Returns a short random id for a keyboard; with an index it stays far below 64 bytes."""
    return secrets.token_urlsafe(6)
