"""What a person's book holds: plain, frozen values that the journal keeps and coaching reads."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, Optional
from uuid import uuid4

from pydantic import BaseModel, Extra, Field

from bot.coaching.pacing import Spell


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
    inward: Optional[Literal["fine", "upsets"]] = None
    """Whether looking inward is all right for them, once they were asked (content 7.3)."""
    past_shut: bool = False
    """They were overwhelmed by the past and leave it shut: nothing leads there but their own asking (F44)."""
    hidden: bool = False
    """They are answered dully until they type their word (rule HD3)."""
    hidden_word: Optional[str] = None
    veiled: bool = False
    """They hid without a word: what was kept is shown once they say that they are alone (rule HD4)."""
    dulled_at: Optional[datetime] = None
    """When the dull word of hiding was said last (rule HD3)."""
    """The slow salted hash of that word (rule HD4)."""
    gone: bool = False
    """They blocked the bot."""
    told_private: bool = False
    """A group that was told once that only private chats are answered."""
    last_person: Optional[str] = None
    """Id of the person record spoken of last."""
    wounds_offered_at: Optional[datetime] = None
    """When step 4 last offered to look for what the notes share."""
    spells: tuple[Spell, ...] = ()
    """The sittings of the last days, by their times alone (content 11.4)."""
    told_program_at: Optional[datetime] = None
    """When it was said last, in a long sitting, that this is a program."""
    told_people_at: Optional[datetime] = None
    """When other people were pointed to last because there was much of this."""
    nudged_at: Optional[datetime] = None
    """When a nudge went out that they have not written or tapped since."""
    held_out_at: Optional[datetime] = None
    """When a nudge was left out by consent and they have not written or tapped since."""
    met_at: Optional[datetime] = None
    """When they said how their words are to be kept: the first sitting."""
    nudges_offered: bool = False
    """Whether messages at chosen hours were offered, or asked for; they are offered once."""
    nudge_unmet: bool = False
    """Whether a nudge went out, or was left out, since they were heard last."""
    look_back_offered: bool = False
    """Whether a look back at seven days was offered, or seen; it is offered once (W8)."""

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


class Wound(Record):
    """A theme over several triggers: shown, accepted under a name, or rejected (content 2.5, 3.4)."""

    theme: Optional[str] = None
    """A wound's id; None where the person alone saw it."""
    name: str = ""
    """Their own word for it."""
    status: Literal["shown", "accepted", "rejected"] = "shown"
    learned: Optional[str] = None
    friend: Optional[str] = None
    """What they would say to a friend who told them that line."""
    reflection: Optional[str] = None
    triggers: tuple[str, ...] = ()
    """Ids of the triggers it was read from."""
    complete: bool = False


class Need(Record):
    """A need in the person's words, with the word of the list (content 4.2) where one fits."""

    words: str = ""
    """Empty while it is being looked for."""
    need: Optional[str] = None
    who: Optional[str] = None
    wound: Optional[str] = None
    """Id of the wound it was found under."""
    trigger: Optional[str] = None
    then: Optional[str] = None
    """A headline of the past, where they wanted to."""
    now: Optional[str] = None
    """Where it is missing these days."""
    own_part: Optional[str] = None
    """What they could give themselves of it."""


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


class Pattern(Record):
    """One moment between the person and somebody else, seen from the person's side and in their words.

    Nothing here says what the other "is" (content 0.1): only what was seen, and what to do with one's half.
    """

    who: Optional[str] = None
    they_did: Optional[str] = None
    i_did: Optional[str] = None
    hoped: Optional[str] = None
    half: Optional[str] = None
    to_ask: Optional[str] = None

    @property
    def words(self) -> str:
        """The first of its lines."""
        return self.they_did or self.half or self.i_did or self.to_ask or self.hoped or ""


class ThoughtRecord(Record):
    """One thought looked at from two sides (content 6.1); beliefs are 0 to 100."""

    thought: str
    who: Optional[str] = None
    trigger: Optional[str] = None
    """Id of the note it was taken from."""
    belief_before: Optional[int] = None
    evidence_for: Optional[str] = None
    evidence_against: Optional[str] = None
    friend_view: Optional[str] = None
    pattern: Optional[str] = None
    """A family of `content/distortions.yml`, or the person's own word for it."""
    pattern_source: Optional[Literal["suggested", "accepted", "own", "rejected"]] = None
    second: Optional[str] = None
    """The fairer sentence, in their words."""
    belief_after: Optional[int] = None
    keeps_second: bool = False
    experiment: Optional[str] = None
    complete: bool = False


class JealousyNote(Record):
    """A moment of jealousy: what was seen, what the mind added, what the urge wanted (content 2.12)."""

    who: Optional[str] = None
    situation: str = ""
    seen: Optional[str] = None
    added: Optional[str] = None
    core: Optional[str] = None
    urge: Optional[str] = None
    urge_tag: Optional[Literal["watching", "revenge", "other"]] = None
    betrayed: Optional[bool] = None
    """Whether trust was broken, as far as they know for sure."""
    belief: Optional[int] = None
    """How likely the fear is on facts alone, 0 to 100."""
    friend_view: Optional[str] = None
    complete: bool = False


class UnsentMessage(Record):
    """A message typed here instead of there."""

    text: str
    urge_before: Optional[int] = None
    urge_after: Optional[int] = None
    choice: Optional[Literal["keep", "change", "bin"]] = None
    offered: bool = False
    """Whether it was offered, or shown, once it had been slept on."""


class Appointment(Record):
    """A message the person asked for, once, at a time; what it says is a response, never their words."""

    due_at: datetime
    line: str
    about: Optional[str] = None
    """Id of the record it asks back about."""
    silent: bool = False
    """Whether it comes without a sound (rule U7)."""


class Wish(Record):
    """What a turn has to be followed by, kept with it, so that a process killed in between still does it."""

    due_at: datetime
    what: Literal["export", "erase", "minor"]
    person: Optional[str] = None
    """Whose traces are to be erased."""


def grew_from(record: Record) -> frozenset[str]:
    """Returns the ids of the triggers a record was made of."""
    ids = (getattr(record, "trigger", None), *getattr(record, "triggers", ()))
    return frozenset(id for id in ids if id)
