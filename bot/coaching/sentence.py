"""What coaching may ask about a sentence: plain values that `bot.language` fills in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Who = Literal["i", "you", "they", "we", "it", ""]
Mood = Literal["statement", "question", "order"]


@dataclass(frozen=True)
class Clause:
    """One clause: who does what, under which word, and how much of it could be filmed."""

    text: str
    """The clause's own words in lower case, without the clauses inside it."""
    who: Who = ""
    """The subject: `they` is any other person named or spoken of, `it` a thing."""
    verb: str = ""
    """The verb's lemma."""
    past: bool = False
    negated: bool = False
    passive: bool = False
    mood: Mood = "statement"
    marker: str = ""
    """The word that opens it: when, after, because, that, if …"""
    infinitive: bool = False
    """A wish for an act ("you *to call*")."""
    modal: str = ""
    adjective: str = ""
    """An adjective said of the subject ("you are *distant*")."""
    filled: bool = False
    """It has an object, a place or a time of its own."""


@dataclass(frozen=True)
class Sentence:
    """A person's text, repaired for reading (apostrophes, capitals), and its clauses in order."""

    text: str
    clauses: tuple[Clause, ...] = ()
