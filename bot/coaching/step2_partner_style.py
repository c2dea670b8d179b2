"""Step 2: reads what somebody sees another person do as a guess, and lays one moment out from both sides.

A guess is returned and said once; nothing here is kept about the other person (content 0.1, 1.7).
"""

from __future__ import annotations

import math
from typing import Literal, Mapping, Optional

from bot.coaching import answers, cues
from bot.coaching.blame import blame_in
from bot.coaching.records import Pattern
from bot.content import Shape, content

Dial = Literal["anxiety", "avoidance"]
Lean = Literal["closer", "space", "both", "easy", "mixed"]

LOW, HIGH = 1, 7
"""Ends of the scale."""
RATED_LEAST = 3
"""Statements of a dial that must be rated before anything is guessed (content 1.7)."""
CENTRE: Mapping[Dial, float] = {"anxiety": 3.5, "avoidance": 3.0}
SPREAD = 1.15
"""Where the middle of a dial is, and its spread (content 1.5)."""
FLOOR = 0.25
"""Share of each lean that is left to not knowing, for somebody who only looks on (content 1.7)."""
STANDS_OUT, AHEAD = 0.45, 0.10
"""Share a lean needs, and its lead over the next (content 1.5)."""
CANT_TELL = "cant_tell"
LINES = ("they_did", "i_did", "hoped", "half", "to_ask")
"""The lines of a pattern in the order of its card."""


class Item(Shape):
    """One statement about what somebody is seen to do."""

    id: str
    dial: Dial
    reverse: bool = False


class PartnerCues(Shape):
    """What is listened for."""

    cant_tell: frozenset[str]
    verdicts: tuple[str, ...]


class PartnerWords(Shape):
    """Shape of `content/partner.yml`."""

    items: tuple[Item, ...]
    cues: PartnerCues
    shown: dict[str, str]


def words() -> PartnerWords:
    """Returns `content/partner.yml`."""
    return content("partner.yml", PartnerWords)


def item_after(item: Optional[str]) -> Optional[str]:
    """Returns the id of the statement after one (None: the first), or None after the last."""
    ids = [one.id for one in words().items]
    following = ids.index(item) + 1 if item else 0
    return ids[following] if following < len(ids) else None


def rating(text: str) -> Optional[str]:
    """Returns "1" to "7" or "cant_tell" for an answer to a statement, or None."""
    if answers.plain(text) in words().cues.cant_tell or text.strip() in words().cues.cant_tell:
        return CANT_TELL
    number = answers.number(text, LOW, HIGH)
    return str(number) if number is not None and number >= LOW else None


def lean(ratings: Mapping[str, str]) -> Optional[Lean]:
    """Returns the guess {statement: "1" to "7" or "cant_tell"} allows; None where too little was rated."""
    shares: dict[Dial, float] = {}
    for dial in CENTRE:
        rated = [
            HIGH + LOW - int(ratings[item.id]) if item.reverse else int(ratings[item.id])
            for item in words().items
            if item.dial == dial and ratings.get(item.id, CANT_TELL) != CANT_TELL
        ]
        if len(rated) < RATED_LEAST:
            return None
        away = (sum(rated) / len(rated) - CENTRE[dial]) / SPREAD
        shares[dial] = 1 / (1 + math.exp(-2 * away))
    closer, space = shares["anxiety"], shares["avoidance"]
    blend: dict[Lean, float] = {
        "easy": (1 - closer) * (1 - space),
        "closer": closer * (1 - space),
        "space": (1 - closer) * space,
        "both": closer * space,
    }
    ordered = sorted(((1 - FLOOR) * share + FLOOR / 4, name) for name, share in blend.items())
    (second, _), (first, name) = ordered[-2:]
    return name if first >= STANDS_OUT and first - second >= AHEAD else "mixed"


def is_verdict(text: str) -> bool:
    """Tells whether a text asks for what somebody "is", rather than for what they do (situation F42)."""
    return bool(cues.hit(text, words().cues.verdicts))


def needs_plainer(text: str) -> bool:
    """Tells whether a description judges or reads minds instead of saying what was seen (S2_2b)."""
    return bool(blame_in(text, "description"))


def card_lines(pattern: Optional[Pattern]) -> str:
    """Returns the lines of a pattern, each as a quote of its own; empty where there is none."""
    if pattern is None:
        return ""
    told = [(name, getattr(pattern, name)) for name in LINES]
    return "\n".join(words().shown[name].format(line=line) for name, line in told if line)
