"""Step 5, wounds: guesses a theme from a person's own words and says which words they were.

A guess from words, never a finding: it is offered, and taken, left or renamed (content 3.4).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, Optional, Sequence

from bot.coaching import answers, cues
from bot.coaching.hearing import words_joined
from bot.coaching.records import Trigger
from bot.coaching.words import pseudo_feelings_in
from bot.content import Shape, content

CUE_POINTS, MOST_CUES = 2, 2
MOST_FEELINGS, MOST_NEEDS = 2, 1
ACTION_POINTS = 2
"""Points of content 3.3; a theme's own action tag counts as one cue (rule U6)."""
CANDIDATE_POINTS, CANDIDATE_ENTRIES = 4, 2
"""Least points and entries of a candidate (rule U6)."""
STRONG_POINTS = 6
"""From here a candidate is worded plainly, below it more weakly (content 3.3, rule U6)."""
MANY_ENTRIES, SHARE = 3, 0.4
"""Among many entries a candidate stands in three, or in two fifths (content 3.3)."""


class Wound(Shape):
    """A theme: how it is spoken of, and the words and tags that point to it."""

    id: str
    plain: str
    sounds: str
    definition: str
    cues: tuple[str, ...]
    feelings: tuple[str, ...]
    needs: tuple[str, ...]
    actions: tuple[str, ...] = ()
    question: str
    safety: Optional[Literal["partner", "partner_first", "self_harm"]] = None
    """Ask about safety with the person, ask before anything else, or screen one notch up."""


class WoundFile(Shape):
    """Shape of `content/wounds.yml`."""

    wounds: tuple[Wound, ...]
    lean: dict[str, tuple[str, ...]]
    """Voice -> the themes that come first among equals (content 3.4)."""
    quote: str
    kept: str
    learned: str
    friend: str
    question: str
    """Asked of a theme the person named alone."""
    nothing: frozenset[str]
    """Whole answers that name nothing."""
    heavy: tuple[str, ...]
    """What raises a concern where shame is the theme (content 3.4: one notch up)."""


@dataclass(frozen=True)
class Suggestion:
    """A theme one entry may be about, with the person's words it was read from."""

    theme: str
    sounds: str
    quotes: tuple[str, ...]


@dataclass(frozen=True)
class ThemeScore:
    """A theme's points over some entries, how many it stands in, and the words it was read from."""

    theme: str
    points: int
    entries: int
    quotes: tuple[str, ...] = ()

    @property
    def strong(self) -> bool:
        """Whether it may be worded plainly."""
        return self.points >= STRONG_POINTS


def wound_file() -> WoundFile:
    """Returns `content/wounds.yml`."""
    return content("wounds.yml", WoundFile)


@lru_cache(maxsize=1)
def wounds() -> dict[str, Wound]:
    """Returns the themes by id, in the order of the file."""
    return {wound.id: wound for wound in wound_file().wounds}


def _told(trigger: Trigger) -> str:
    """Returns what is matched: situation without quotations, thought, and feelings (rule U6)."""
    thought = (trigger.thought or "").strip(" \"'“”‘’")
    feelings = ", ".join(one.word for one in trigger.feelings)
    return "\n".join((cues.unquoted(trigger.situation), thought, feelings))


def _score(trigger: Trigger, wound: Wound) -> ThemeScore:
    told = _told(trigger)
    found = _apart(sorted(cues.hits(told, wound.cues), key=lambda hit: (hit.start, -hit.end)))[:MOST_CUES]
    felt = {one.word.lower() for one in trigger.feelings} | {
        one.group for one in trigger.feelings if one.group
    }
    feelings = min(len(felt & {word.replace("_", " ") for word in wound.feelings}), MOST_FEELINGS)
    needs = min(len(_needs(trigger, told, wound)), MOST_NEEDS)
    did = ACTION_POINTS * bool(set(wound.actions) & set(trigger.action_tags))
    chosen = any(guess.theme == wound.id and guess.source in ("accepted", "own") for guess in trigger.themes)
    points = min(CUE_POINTS * len(found) + did, CUE_POINTS * MOST_CUES) + feelings + needs + chosen
    quotes = tuple(dict.fromkeys(hit.words for hit in found))
    return ThemeScore(wound.id, points if found or did or chosen else 0, 1, quotes)


def _apart(found: Sequence[cues.Hit]) -> list[cues.Hit]:
    """Returns hits in order of place, none inside another's words."""
    kept: list[cues.Hit] = []
    for hit in found:
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    return kept


def _needs(trigger: Trigger, told: str, wound: Wound) -> set[str]:
    """Returns the theme's needs that are named, or likely under a word for what someone did (content 4.3)."""
    said = f" {answers.plain(told)} "
    named = {need for need in wound.needs if f" {need.replace('_', ' ')} " in said}
    words = [trigger.thought or "", *(one.word for one in trigger.feelings)]
    under = {need for word in words for found in pseudo_feelings_in(word) for need in found.need}
    return named | (under & set(wound.needs))


def scores(trigger: Trigger) -> tuple[ThemeScore, ...]:
    """Returns the themes one entry points to, highest first, without those rejected for it."""
    rejected = {guess.theme for guess in trigger.themes if guess.source == "rejected"}
    found = [_score(trigger, wound) for wound in wounds().values() if wound.id not in rejected]
    return tuple(sorted((one for one in found if one.points), key=lambda one: -one.points))


def suggest(trigger: Trigger) -> Optional[Suggestion]:
    """Returns the theme one entry most points to, with the words that were read, or nothing.

    Without words of the person's own to show, nothing is suggested.
    """
    best = next((one for one in scores(trigger) if one.quotes), None)
    return Suggestion(best.theme, wounds()[best.theme].sounds, best.quotes) if best else None


def quoted(quotes: Sequence[str]) -> str:
    """Returns a person's words as one list, each in quotation marks."""
    return words_joined([answers.words().quoted.format(words=words) for words in quotes])


def themes(triggers: Sequence[Trigger], voice: str = "mixed") -> tuple[ThemeScore, ...]:
    """Returns the candidates over some entries, highest first; none under three entries (rule U6).

    A candidate has at least 4 points over at least 2 entries, among many entries over 3 or 40 %. Among
    equals, what people of this voice more often find comes first: a weak prior, nothing else (content 3.4).
    """
    if len(triggers) < MANY_ENTRIES:
        return ()
    found: dict[str, list[ThemeScore]] = {}
    for trigger in triggers:
        for one in scores(trigger):
            found.setdefault(one.theme, []).append(one)
    summed = [
        ThemeScore(
            theme,
            sum(one.points for one in each),
            len(each),
            tuple(q for one in each for q in one.quotes),
        )
        for theme, each in found.items()
    ]
    candidates = [
        one
        for one in summed
        if one.points >= CANDIDATE_POINTS
        and one.entries >= CANDIDATE_ENTRIES
        and (one.entries >= MANY_ENTRIES or one.entries >= SHARE * len(triggers))
    ]
    lean = wound_file().lean.get(voice, ())
    return tuple(sorted(candidates, key=lambda one: (-one.points, -one.entries, one.theme not in lean)))
