"""The small plan for heavy moments: its parts, its card, and which answers are about now (content 8.4)."""

from __future__ import annotations

import re
from typing import Any, Literal, Optional

from bot.coaching import answers, cues, quotes
from bot.coaching.records_self import SafetyPlan
from bot.content import Shape, content

LONGEST = 300
"""Most characters of one answer that are kept."""
Part = Literal["helps", "first", "second", "distance"]
PARTS: tuple[Part, ...] = ("helps", "first", "second", "distance")
"""What a plan is asked for, in this order (SU11 to SU13)."""


class PlanWords(Shape):
    """Shape of `content/safety_plan.yml`."""

    card: dict[str, str]
    change: tuple[str, ...]
    nothing: frozenset[str]
    nobody: frozenset[str]
    between: tuple[str, ...]
    leading: tuple[str, ...]
    rooms: frozenset[str]
    either: frozenset[str]
    words: dict[Literal["now", "then"], tuple[str, ...]]


def words() -> PlanWords:
    """Returns the formats and reading lists of `content/safety_plan.yml`."""
    return content("safety_plan.yml", PlanWords)


def next_part(plan: SafetyPlan) -> Optional[Part]:
    """Returns the first part that was not asked for yet, or None."""
    return next((part for part in PARTS if getattr(plan, part) is None), None)


def told(plan: SafetyPlan) -> dict[str, str]:
    """Returns the parts that hold something, in their order."""
    return {part: said for part in PARTS if (said := getattr(plan, part))}


def card(plan: SafetyPlan) -> str:
    """Returns the plan as quoted lines; what was left out is left out."""
    return quotes.card(words().card, told(plan))


def filled(part: Part, text: str) -> Optional[dict[str, Any]]:
    """Returns what an answer to a part puts into the plan; None where the text says nothing.

    "" leaves a part out. Whoever is named second in the answer to "who first" is not asked for again, and
    where there is nobody, nobody second is asked for.
    """
    plain = answers.plain(text)
    if answers.nothing_said(text):
        return None
    if plain in words().nothing or answers.only_denies(text):
        return {part: "", **({"second": ""} if part == "first" else {})}
    said = text.strip()[:LONGEST]
    if part != "first":
        return {part: said}
    first, second = two(said)
    return {"first": first, **({"second": second} if second else {})}


def two(text: str) -> tuple[str, Optional[str]]:
    """Returns who is named first and who then ("mum, then Tom"); None where only one is."""
    lists = words()
    between = "|".join(map(re.escape, lists.between))
    leading = "|".join(map(re.escape, lists.leading))
    text = re.sub(rf"^\s*(?:{leading})\b[\s,:]*", "", text, flags=re.IGNORECASE)
    pattern = rf"\s*[,.;]?\s*\b(?:{between})\b[\s,:]*|\s*[;\n]+\s*"
    one, *rest = [part.strip() for part in re.split(pattern, text, maxsplit=1, flags=re.IGNORECASE)]
    return (one, rest[0]) if one and rest and rest[0] else (text.strip(), None)


def alone(text: str) -> bool:
    """Tells whether an answer to "who first" says that there is nobody."""
    return answers.plain(text) in words().nobody


def asks_change(text: str) -> bool:
    """Tells whether a text asks to change a line."""
    return bool(cues.hit(text, words().change))


def may_mean_other(text: str) -> bool:
    """Tells whether an opening does not say which plan is meant."""
    return answers.plain(text) in words().either


def about_now(text: str) -> bool:
    """Tells whether an answer speaks of now."""
    return bool(cues.hit(text, words().words["now"]))


def about_then(text: str) -> bool:
    """Tells whether an answer speaks of another time, or of what is done instead."""
    return bool(cues.hit(text, words().words["then"]))
