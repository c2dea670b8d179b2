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
    plainly: Optional[str] = None
    """Pattern of the whole messages (as `plain` gives them) that ask for it and can be nobody's answer."""


class Commands(Shape):
    """`content/commands.yml`."""

    intents: dict[str, Phrases]
    plainly: dict[str, str]
    """Learned intent -> pattern of the whole messages (as `plain` gives them) that are nothing else."""
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


LATER = "later"
SHORT = 8
"""Most words of a message whose last sentence is heard by itself. [design]"""


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


def _by_pattern(told: str) -> Optional[Said]:
    asked = (name for name, pattern in _patterns() if pattern.fullmatch(told))
    return next((Said(BEGIN, name) for name in asked), None)


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    rooms = commands().rooms.items()
    return tuple((name, re.compile(room.plainly, re.VERBOSE)) for name, room in rooms if room.plainly)


@cache
def _by_slash() -> dict[str, Said]:
    rooms = {room.slash: Said(BEGIN, name) for name, room in commands().rooms.items() if room.slash}
    return {**rooms, **{name: Said(*told.split(":")) for name, told in commands().slash.items()}}


def phrase(text: str) -> Optional[Said]:
    """Returns what a whole message stands for, or None.

    A room, or "later", is also heard as the last sentence of a short message ("its tuesday. downsides",
    "kids awake. later").
    """
    said = _by_phrase().get(plain(text)) or _by_pattern(plain(text))
    sentences = [part for part in re.split(r"[.;!?…\n]+", text) if plain(part)]
    if said is None and len(sentences) > 1 and "." in text and len(text.split()) <= SHORT:
        ending = _by_phrase().get(plain(sentences[-1]))
        return ending if ending and (ending.room or ending.intent == LATER) else None
    return said


def plainly(intent: str, text: str) -> bool:
    """Tells whether a whole message is plainly a learned intent; raises `KeyError` without a pattern."""
    return re.fullmatch(commands().plainly[intent], plain(text), re.VERBOSE) is not None


def slash(command: str) -> Optional[Said]:
    """Returns what a slash command, given without its slash, stands for, or None."""
    return _by_slash().get(command.lower())
