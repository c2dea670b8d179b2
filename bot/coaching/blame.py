"""Blame and unclear speech in a draft or a description (content 4.4, rule U8)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from bot.coaching.words import plain
from bot.content import Shape, content

Where = Literal["draft", "description"]
Edge = Literal["attack", "mild", "none"]


class Pattern(Shape):
    """One pattern of `content/blame_patterns.yml`, with sentences it must and must not find."""

    id: str
    kind: str
    where: tuple[Where, ...]
    edge: Edge
    re: str
    why: str
    hit: tuple[str, ...]
    miss: tuple[str, ...]


@dataclass(frozen=True)
class Blame:
    """A phrase that a pattern found."""

    id: str
    kind: str
    edge: Edge
    phrase: str


def patterns() -> tuple[Pattern, ...]:
    """Returns the blame patterns in the order of their file."""
    return content("blame_patterns.yml", tuple[Pattern, ...])  # type: ignore[arg-type]


@cache
def _compiled(source: str) -> re.Pattern[str]:
    return re.compile(source)


def blame_in(text: str, where: Where = "draft") -> tuple[Blame, ...]:
    """Returns every blaming phrase in a text, sharpest first, then in the order of the patterns."""
    low = plain(text)
    found = [
        Blame(pattern.id, pattern.kind, pattern.edge, match[0].strip())
        for pattern in patterns()
        if where in pattern.where
        for match in [_compiled(pattern.re).search(low)]
        if match
    ]
    order = {"attack": 0, "mild": 1, "none": 2}
    return tuple(sorted(found, key=lambda blame: order[blame.edge]))
