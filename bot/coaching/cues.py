"""Finds cues in a text: word sequences read without endings, fillers, quotations or denied hits.

A cue is words in order; `a|b` is either word, `*` is up to three words of anything in one clause.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Iterable, Iterator, NamedTuple, Optional

from bot.content import Shape, content

GAP = 3
"""Most words a `*` stands for."""
NEGATION_WINDOW = 3
"""Words before a hit in which a negation undoes it (content 3.3)."""
_STOP = "."
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*|[.,;:!?\n…()]")
_QUOTED = re.compile(
    r"\"[^\"\n]{2,}\"|“[^”\n]{2,}”|‘[^’\n]{2,}’(?!\w)|(?<!\w)'(?:[^'\n]|(?<=\w)'(?=\w)){2,}'(?!\w)"
)


class CueWords(Shape):
    """Shape of `content/cues.yml`."""

    contractions: dict[str, str]
    fillers: frozenset[str]
    negators: frozenset[str]
    boundaries: frozenset[str]
    irregular: dict[str, str]


class Token(NamedTuple):
    """One word: as typed in lower case, its stem, and where it stands in the text."""

    word: str
    stem: str
    start: int
    end: int


class Hit(NamedTuple):
    """A cue found: which, the person's own words, and where."""

    cue: str
    words: str
    start: int
    end: int


def words() -> CueWords:
    """Returns the reading lists of `content/cues.yml`."""
    return content("cues.yml", CueWords)


def unquoted(text: str) -> str:
    """Returns the text with quotations blanked to stops of the same length."""
    return _QUOTED.sub(lambda match: _STOP * len(match.group()), text)


def stem(word: str) -> str:
    """Returns a word without its common English endings."""
    known = words().irregular.get(word)
    if known:
        return known
    for ending, rest in (
        ("ies", "y"),
        ("ied", "y"),
        ("ing", ""),
        ("ed", ""),
        ("ly", ""),
        ("s", ""),
    ):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            word = word[: -len(ending)] + rest
            if ending in ("ing", "ed") and len(word) > 3 and word[-1] == word[-2]:
                word = word[:-1] if word[-1] not in "ls" else word
            break
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


def tokens(text: str) -> tuple[Token, ...]:
    """Returns the words of a text, contractions opened, fillers gone, punctuation as stops."""
    lists = words()
    found: list[Token] = []
    for match in _WORD.finditer(text.lower().replace("’", "'").replace("‘", "'")):
        plain = match.group().replace("'", "")
        if not plain[0].isalnum():
            found.append(Token(_STOP, _STOP, match.start(), match.end()))
            continue
        for word in lists.contractions.get(plain, plain).split():
            if word not in lists.fillers:
                found.append(Token(word, stem(word), match.start(), match.end()))
    return tuple(found)


@lru_cache(maxsize=8192)
def _pattern(cue: str) -> tuple[frozenset[str], ...]:
    """Returns a cue as sets of stems in order; `*` is the empty set."""
    parts: list[frozenset[str]] = []
    for part in cue.split():
        if part == "*":
            parts.append(frozenset())
        elif "|" in part:
            parts.append(frozenset(token.stem for token in tokens(part.replace("|", " "))))
        else:
            parts.extend(frozenset({token.stem}) for token in tokens(part))
    return tuple(parts)


def _end(pattern: tuple[frozenset[str], ...], told: tuple[Token, ...], at: int) -> Optional[int]:
    """Returns the position after a pattern that begins at `at`, or nothing."""
    if not pattern:
        return at
    if pattern[0]:
        return _end(pattern[1:], told, at + 1) if at < len(told) and told[at].stem in pattern[0] else None
    for gap in range(GAP + 1):
        if any(token.word == _STOP for token in told[at : at + gap]):
            return None
        end = _end(pattern[1:], told, at + gap)
        if end is not None:
            return end
    return None


def _denied(told: tuple[Token, ...], at: int) -> bool:
    lists = words()
    if told[at].word in lists.negators:
        return False
    for token in reversed(told[max(0, at - NEGATION_WINDOW) : at]):
        if token.word in lists.negators:
            return True
        if token.word == _STOP or token.word in lists.boundaries:
            return False
    return False


def hits(text: str, cues: Iterable[str]) -> Iterator[Hit]:
    """Yields each cue's first hit that no negation undoes, in the order of the cues."""
    told = tokens(text)
    places: dict[str, list[int]] = {}
    for at, token in enumerate(told):
        places.setdefault(token.stem, []).append(at)
    for cue in cues:
        pattern = _pattern(cue)
        for at in sorted(at for first in frozenset().union(*pattern[:1]) for at in places.get(first, ())):
            end = _end(pattern, told, at)
            if end is not None and not _denied(told, at):
                start, stop = told[at].start, told[end - 1].end
                yield Hit(cue, text[start:stop], start, stop)
                break


def hit(text: str, cues: Iterable[str]) -> Optional[Hit]:
    """Returns the first cue found, or nothing."""
    return next(hits(text, cues), None)
