"""The pretend partner of step 7 (content 5.4): hears a line, chooses hint and answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, Optional

from bot.coaching.rehearsal_words import any_of
from bot.coaching.step7_stating_needs import Analysis
from bot.coaching.words import plain
from bot.content import Shape, content

Manner = Literal["warm", "distracted", "defensive", "dismissive"]
Heard = Literal[
    "attack", "attack_word", "collapse", "sees_side", "clear", "felt", "unclear", "repeat", "limits"
]


class MannerLines(Shape):
    """The responses of one manner: its opening, its further replies, its softer last word."""

    opens: str
    replies: tuple[str, ...]
    softens: str
    ends_softly: bool


class Order(Shape):
    """Which manners a voice is offered, which only on request, and how many exchanges."""

    offered: tuple[Manner, ...]
    asked: tuple[Manner, ...]
    exchanges: int


class RoleplayWords(Shape):
    """`content/roleplay.yml`."""

    exchanges: int
    manners: dict[Manner, MannerLines]
    hints: dict[str, dict[Heard, str]]
    orders: dict[str, Order]
    collapse: tuple[str, ...]
    attack: tuple[str, ...]


@dataclass(frozen=True)
class LineFacts:
    """One line the person said to the pretend partner, with their line before it."""

    analysis: Analysis
    previous: Optional[Analysis] = None
    """Of the same practice: what was drafted before it was said to nobody yet."""


@dataclass(frozen=True)
class RoleplayTurn:
    """What comes next: a hint from the coach, an answer in role, or both, as response ids."""

    heard: Heard
    hint: Optional[str] = None
    partner: Optional[str] = None
    ended: bool = False
    params: dict[str, str] = field(default_factory=dict)
    """`phrase`: the word the hint points at."""


def roleplay_words() -> RoleplayWords:
    """Returns the manners and cues."""
    return content("roleplay.yml", RoleplayWords)


def opening(manner: Manner) -> str:
    """Returns the response the pretend partner begins with."""
    return roleplay_words().manners[manner].opens


def order_for(voice: str) -> Order:
    """Returns the manners for a voice (content 5.4, by_style); an unknown voice is mixed."""
    orders = roleplay_words().orders
    return orders.get(voice, orders["mixed"])


def hear(line: LineFacts) -> tuple[Heard, Optional[str]]:
    """Returns what a line is heard as, and the word or phrase that made it so."""
    now, words = line.analysis, roleplay_words()
    low = plain(now.text)
    if now.limits_freedom:
        return "limits", None
    label = next((found for found in now.blame if found.kind == "label"), None)
    if label is not None:
        return "attack_word", label.phrase.split()[-1]
    sharp = any_of(words.attack).search(low)
    if sharp or now.attack:
        return "attack", now.attack.phrase if now.attack else sharp[0] if sharp else None
    if line.previous is not None and low == plain(line.previous.text):
        return "repeat", None
    owned = now.F == 2 or now.N == 2 or now.R == 2
    if now.sees_other:
        return ("clear" if owned else "sees_side"), None
    if any_of(words.collapse).search(low) and not (now.F == 2 or now.N == 2):
        return "collapse", None
    if now.B == 2 and (now.N == 2 or now.R == 2):
        return "clear", None
    return ("felt" if now.B == 2 and now.F == 2 else "unclear"), None


def reply(manner: Manner, turn: int, user: LineFacts, exchanges: Optional[int] = None) -> RoleplayTurn:
    """Returns the answer to the person's `turn`th line (from 1).

    A line that is heard softens the partner and ends the practice; a sharp one brings a hint and
    the same place again. At most four exchanges, or the voice's own number.
    """
    words = roleplay_words()
    lines = words.manners[manner]
    heard, phrase = hear(user)
    params = {"phrase": phrase} if phrase else {}
    last = turn >= min(exchanges or words.exchanges, words.exchanges)
    if heard == "clear" and (lines.ends_softly or turn > 1):
        return RoleplayTurn(heard, partner=lines.softens, ended=True)
    hint = words.hints.get(manner, {}).get(heard) or words.hints["any"].get(heard)
    if last:
        return RoleplayTurn(heard, hint=hint, ended=True, params=params)
    if heard in {"attack", "attack_word", "limits", "collapse"}:
        return RoleplayTurn(heard, hint=hint, params=params)
    partner = lines.replies[min(turn - 1, len(lines.replies) - 1)]
    return RoleplayTurn(heard, hint=hint, partner=partner, params=params)
