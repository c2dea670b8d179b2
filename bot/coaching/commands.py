"""The dialogue's own words: whole messages such as "stop", slash commands, and the command menu."""

from __future__ import annotations

import re
from functools import cache
from typing import Optional

from bot.content import Shape, content


class Phrases(Shape):
    """The whole messages that mean one intent."""

    phrases: tuple[str, ...]


class Commands(Shape):
    """`content/commands.yml`."""

    intents: dict[str, Phrases]
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


@cache
def _by_phrase() -> dict[str, str]:
    return {
        plain(phrase): intent
        for intent, words in commands().intents.items()
        for phrase in words.phrases
    }


def phrase_intent(text: str) -> Optional[str]:
    """Returns the intent a whole message stands for, or None."""
    return _by_phrase().get(plain(text))


def slash_intent(command: str) -> Optional[str]:
    """Returns the intent of a slash command given without its slash, or None."""
    return commands().slash.get(command.lower())
