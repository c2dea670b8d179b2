"""The dialogue's own words: whole messages such as "stop", slash commands, and the command menu."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Optional

from bot.content import Shape, content


class Phrases(Shape):
    """The whole messages that mean one intent."""

    phrases: tuple[str, ...]


class Room(Shape):
    """How a room is asked for; its form is named after it."""

    slash: Optional[str] = None
    phrases: tuple[str, ...] = ()


class Commands(Shape):
    """`content/commands.yml`."""

    intents: dict[str, Phrases]
    rooms: dict[str, Room]
    slash: dict[str, str]
    """Slash command -> intent."""
    menu: dict[str, str]
    """Slash command -> its line in the channel's command menu."""


def commands() -> Commands:
    """Returns `content/commands.yml`."""
    return content("commands.yml", Commands)


def plain(text: str) -> str:
    """Returns text in lower case with straight apostrophes, no punctuation and single spaces."""
    text = text.lower().replace("\u2019", "'").replace("'", "")
    return " ".join(re.sub(r"[^\w\s]", " ", text).split())


@dataclass(frozen=True)
class Said:
    """What a whole message or a command stands for; `room` where the intent is to begin one."""

    intent: str
    room: Optional[str] = None


BEGIN = "begin"
"""Intent of asking for a room by name."""


HELLO = 4
"""Most words that may stand before the name of a room. [design]"""


@cache
def _by_phrase() -> dict[str, Said]:
    intents = {
        plain(phrase): Said(intent)
        for intent, words in commands().intents.items()
        for phrase in words.phrases
    }
    rooms = {
        plain(phrase): Said(BEGIN, name) for name, room in commands().rooms.items() for phrase in room.phrases
    }
    return {**rooms, **intents}


@cache
def _by_slash() -> dict[str, Said]:
    rooms = {room.slash: Said(BEGIN, name) for name, room in commands().rooms.items() if room.slash}
    return {**rooms, **{name: Said(intent) for name, intent in commands().slash.items()}}


def phrase(text: str) -> Optional[Said]:
    """Returns what a whole message stands for, or None.

    A room is also heard after a few words of hello ("ok its tuesday. downsides").
    """
    said = _by_phrase().get(plain(text))
    before, _, last = text.strip(" .!?").rpartition(". ")
    if said is None and 0 < len(before.split()) <= HELLO:
        named = _by_phrase().get(plain(last))
        return named if named and named.room else None
    return said


def slash(command: str) -> Optional[Said]:
    """Returns what a slash command, given without its slash, stands for, or None."""
    return _by_slash().get(command.lower())
