"""The lexicon's shapes and its small pattern language, compiled once.

A pattern is words with single spaces: `word`, `a|b` (either), `{class}`, `_` inside a word for a
space, a closing `?` (may be missing), `..` (up to three words of the same sentence), `...` (any
number of them), `!x` (not followed by x), and `^` `$` for the ends of a sentence (`a|$`: a, or the
end). Every pattern is found through one anchor word, so that a text runs only the few that can
match.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Iterable, Literal, Optional

from bot.content import Shape, content
from bot.safety.records import Category, Level

GAP = r"(?:[a-z0-9~]+ (?:, )?){0,3}?"
FAR = r"(?:[a-z0-9~]+ (?:, )?)*?"
_OPERATORS = re.compile(r"[{}|?!]")


class Rule(Shape):
    """Phrases of one meaning: what they are a sign of, and how strong."""

    id: str
    category: Category
    level: Level
    ambiguous: bool = False
    group: Optional[str] = None
    guards: Optional[tuple[str, ...]] = None
    ask: Optional[str] = None
    """The question of `crisis/conversation.yml` that it begins with, where it has one of its own."""
    patterns: tuple[str, ...]


class Guard(Shape):
    """A reason to read a match one way: words around it, and what each level then becomes."""

    where: Literal["before", "within", "after", "sentence", "text"]
    patterns: tuple[str, ...]
    unless: tuple[str, ...] = ()
    crisis: Level
    concern: Level
    ask: dict[Category, str] = {}
    """What a sign of a category that was weighed down by it is asked with."""


class Sum(Shape):
    """Signs that mean more together: so many different rules of the groups raise to a category and level."""

    groups: tuple[str, ...]
    count: int
    category: Category
    level: Level
    ask: Optional[str] = None


class LongAgo(Shape):
    """How harm of long ago is known: patterns that name it, a parent, or the past; `unless` it may be now."""

    categories: tuple[Category, ...]
    named: tuple[str, ...]
    parents: tuple[str, ...]
    past: tuple[str, ...]
    unless: tuple[str, ...]


class Lexicon(Shape):
    """`content/crisis/lexicon.yml`."""

    common: tuple[str, ...]
    classes: dict[str, tuple[str, ...]]
    priority: tuple[Category, ...]
    category_guards: dict[Category, tuple[str, ...]]
    idioms: tuple[str, ...]
    guards: dict[str, Guard]
    codes: dict[str, tuple[str, ...]]
    long_ago: LongAgo
    sums: tuple[Sum, ...]
    rules: tuple[Rule, ...]

    def words(self, name: str) -> Iterable[str]:
        """Yields a class's phrases, those of classes inside it too.

        Raises `KeyError` for an unknown class.
        """
        for entry in self.classes[name]:
            if entry.startswith("{"):
                yield from self.words(entry[1:-1])
            else:
                yield entry


@dataclass(frozen=True)
class Pattern:
    """A compiled pattern and the words of which at least one is in every text it matches."""

    regex: re.Pattern[str]
    anchors: frozenset[str]


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Returns the lexicon, loaded once."""
    return content("crisis/lexicon.yml", Lexicon)


def compile_pattern(source: str, words: Lexicon) -> Pattern:
    """Returns `source` as a regex over text with a space at both ends, and its rarest anchors."""
    common = set(words.common)
    parts: list[str] = ["(?<= )"]
    best: tuple[int, int] = (2, 0)
    anchors: frozenset[str] = frozenset()
    for token in source.split():
        if token == "..":
            parts.append(GAP)
        elif token == "...":
            parts.append(FAR)
        elif token == "^":
            parts.insert(0, "^ ")
            parts.remove("(?<= )")
        elif token == "$":
            parts.append(r"(?:\. )?$")
        else:
            phrases = _phrases(token.strip("!?"), words)
            ends = "$" in phrases
            phrases = [phrase for phrase in phrases if phrase != "$"]
            piece = "|".join(re.escape(p) for p in sorted(phrases, key=len, reverse=True))
            if token.startswith("!"):
                parts.append(f"(?!(?:{piece}) )")
            elif token.endswith("?"):
                parts.append(f"(?:(?:{piece}) (?:, )?)?")
            elif ends:
                parts.append(f"(?:(?:{piece}) (?:, )?|$)")
            else:
                parts.append(f"(?:{piece}) (?:, )?")
                keys = frozenset(_rarest(p, common) for p in phrases)
                score = (int(bool(keys & common)), len(keys))
                if score < best:
                    best, anchors = score, keys
    if not anchors:
        raise ValueError(f"no word to find it by: {source!r}")
    return Pattern(re.compile("".join(parts)), anchors)


def _phrases(token: str, words: Lexicon) -> list[str]:
    return list(
        chain.from_iterable(
            words.words(part[1:-1]) if part.startswith("{") else [part.replace("_", " ")]
            for part in token.split("|")
        )
    )


def _rarest(phrase: str, common: set[str]) -> str:
    return min(phrase.split(), key=lambda word: (word in common, -len(word)))


@lru_cache(maxsize=1)
def vocabulary() -> frozenset[str]:
    """Returns every word the lexicon speaks of: what misspellings are read towards."""
    words = lexicon()
    sources = chain(
        words.idioms,
        chain.from_iterable(g.patterns + g.unless for g in words.guards.values()),
        chain.from_iterable(words.codes.values()),
        words.long_ago.named + words.long_ago.parents + words.long_ago.past + words.long_ago.unless,
        chain.from_iterable(r.patterns for r in words.rules),
        chain.from_iterable(c for c in words.classes.values()),
        words.common,
    )
    return frozenset(
        word
        for source in sources
        for word in _OPERATORS.sub(" ", source.replace("_", " ")).split()
        if word.isalpha()
    )
