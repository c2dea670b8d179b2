"""What a person's book holds: plain, frozen values that the journal keeps and coaching reads."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, Optional
from uuid import uuid4

from pydantic import BaseModel, Extra, Field


def new_id() -> str:
    """Returns a fresh random id of 32 hexadecimal digits."""
    return uuid4().hex


class Record(BaseModel):
    """One kept thing; times are UTC and aware."""

    id: str = Field(default_factory=new_id)
    created_at: datetime
    updated_at: datetime

    class Config:
        extra = Extra.forbid
        allow_mutation = False
        frozen = True


class Profile(BaseModel):
    """What is known about the person themselves; every field may be unknown."""

    address: Optional[str] = None
    """Where to answer: the chat id as text."""
    channel: str = "telegram"
    consent: Optional[Literal["keep", "nothing"]] = None
    adult: Optional[bool] = None
    country: Optional[str] = None
    """ISO 3166-1 alpha-2."""
    country_asked: bool = False
    phone_privacy: Literal["private", "shared", "unsure", "unasked"] = "unasked"
    zone: Optional[str] = None
    """IANA time zone."""
    name: Optional[str] = None
    language: Optional[str] = None
    """Telegram's interface language; orders country buttons, never infers a country."""
    voice: Literal["secure", "anxious", "avoidant", "disorganised", "mixed"] = "mixed"
    alerts: bool = True
    short: bool = False
    gone: bool = False
    """They blocked the bot."""
    told_private: bool = False
    """A group that was told once that only private chats are answered."""
    last_person: Optional[str] = None
    """Id of the person record spoken of last."""

    class Config:
        extra = Extra.forbid
        allow_mutation = False
        frozen = True


class Feeling(BaseModel):
    """One feeling as the person put it; group and strength (1 to 3) where the word is known."""

    word: str
    group: Optional[str] = None
    strength: Optional[int] = None

    class Config:
        extra = Extra.forbid
        frozen = True


class ThemeGuess(BaseModel):
    """A theme of a trigger: a wound's id, or the person's own word."""

    theme: str
    source: Literal["suggested", "accepted", "own", "rejected"]

    class Config:
        extra = Extra.forbid
        frozen = True


class Trigger(Record):
    """A moment or a pattern that hurt (content 3.1)."""

    kind: Literal["event", "pattern"] = "event"
    situation: str = ""
    when_text: Optional[str] = None
    who: Optional[str] = None
    """Id of a person record."""
    feelings: tuple[Feeling, ...] = ()
    body: Optional[str] = None
    intensity: Optional[int] = None
    thought: Optional[str] = None
    action: Optional[str] = None
    action_tags: tuple[str, ...] = ()
    themes: tuple[ThemeGuess, ...] = ()
    intensity_after: Optional[int] = None
    complete: bool = False


class Need(Record):
    """A need in the person's words, with the word of the list (content 4.2) where one fits."""

    words: str
    need: Optional[str] = None
    who: Optional[str] = None


class Attempt(BaseModel):
    """One try at the sentence with its rubric parts (0 to 2 each, content 5.1)."""

    text: str
    at: datetime
    scores: dict[str, int] = {}
    total: int = 0

    class Config:
        extra = Extra.forbid
        frozen = True


class Mark(BaseModel):
    """How it went, one time: the day, the choice taken, and the person's words, where there were any."""

    at: datetime
    how: Optional[str] = None
    words: Optional[str] = None
    did: tuple[str, ...] = ()
    """What they managed of talking from a secure place (content 5.5)."""

    class Config:
        extra = Extra.forbid
        frozen = True


class Rehearsal(Record):
    """A rehearsed sentence: its attempts, its parts, the line to keep, and how saying it went."""

    who: Optional[str] = None
    trigger: Optional[str] = None
    attempts: tuple[Attempt, ...] = ()
    when_text: Optional[str] = None
    observation: Optional[str] = None
    feeling: Optional[str] = None
    need: Optional[str] = None
    request: Optional[str] = None
    sentence: Optional[str] = None
    keeper_line: Optional[str] = None
    manner: Optional[str] = None
    ask_after: Optional[str] = None
    """When to ask how it went, in the person's words."""
    marks: tuple[Mark, ...] = ()
    complete: bool = False


class UnsentMessage(Record):
    """A message typed here instead of there."""

    text: str
    urge_before: Optional[int] = None
    urge_after: Optional[int] = None
    choice: Optional[Literal["keep", "change", "bin"]] = None


class Appointment(Record):
    """A message the person asked for, once, at a time; what it says is a response, never their words."""

    due_at: datetime
    line: str
    about: Optional[str] = None
    """Id of the record it asks back about."""
