"""The past as a headline, not the film: which question comes next, and when to stop (content 2.10, stage A).

Nobody is blamed, nothing is asked twice, no detail of harm is ever asked for (rule U15, content 0.1).
"""

from __future__ import annotations

import re
from typing import Any, Optional

from bot.coaching import answers, cues, quotes
from bot.coaching.hearing import hear
from bot.coaching.records_stages import PastNote
from bot.content import Shape, content

LONGEST = 500
"""Most characters of one answer that are kept."""
TELLS = 5
"""Fewest words of an opening text that tells something. [design]"""
HIGH = 7
"""From this distress on the past waits (content 2.10, guard-rail of stage A)."""
MOST_CAREGIVERS = 6
FIELDS = {"response": "response", "learned": "learned", "still": "still", "safe": "safe_figure"}
PAST = ("who", "response", "learned", "still", "safe")
PRESENT = ("still", "safe")


class PastWords(Shape):
    """Shape of `content/past.yml`."""

    asks: tuple[str, ...]
    harm: tuple[str, ...]
    too_much: tuple[str, ...]
    none: frozenset[str]
    card: dict[str, str]


def words() -> PastWords:
    """Returns the reading lists and card formats of `content/past.yml`."""
    return content("past.yml", PastWords)


def opened(text: str) -> dict[str, Any]:
    """Returns the fields of a `PastNote` an opening text fills; one that only asks fills none."""
    if len(answers.plain(text).split()) < TELLS or cues.hit(text, words().asks):
        return {}
    family = tuple(one.label for one in hear(text).people if one.relation == "family")
    return {"headline": text.strip()[:LONGEST], "caregivers": family[:1]}


def harm(text: str) -> bool:
    """Tells whether a text tells of abuse."""
    return bool(cues.hit(text, words().harm))


def too_much(text: str) -> bool:
    """Tells whether a text says that telling it is too much."""
    return bool(cues.hit(text, words().too_much))


def caregivers(text: str) -> tuple[str, ...]:
    """Returns the people an answer lists, as they were put."""
    parts = re.split(r"[,;\n/&+]|\band\b|\bthen\b", text)
    return tuple(part.strip(" .!") for part in parts if not answers.nothing_said(part))[:MOST_CAREGIVERS]


def answer(note: PastNote, part: str, text: str) -> Optional[PastNote]:
    """Returns the note with an answer in its field, or None where nothing was said."""
    if answers.nothing_said(text):
        return None
    if part == "who":
        return note.copy(update={"caregivers": caregivers(text[:LONGEST])})
    said = text.strip()[:LONGEST]
    if part == "safe" and answers.plain(said) in words().none:
        return note
    return note.copy(update={FIELDS[part]: said})


def next_question(note: PastNote, asked: frozenset[str]) -> Optional[str]:
    """Returns the question to ask now, or nothing where the headline is told."""
    told = {"who": bool(note.caregivers)} | {
        part: getattr(note, field) is not None for part, field in FIELDS.items()
    }
    parts = PRESENT if note.present_only else PAST
    return next((part for part in parts if not told[part] and part not in asked), None)


def card(note: PastNote) -> str:
    """Returns what was told, as quoted lines."""
    told = {
        "headline": note.headline,
        "cared": ", ".join(note.caregivers),
        "response": note.response,
        "learned": note.learned,
        "still": note.still,
        "safe": note.safe_figure,
    }
    return quotes.card(words().card, told)
