"""The commonest crisis sentences of other languages: what they say, and the line a card begins with.

The coach speaks English; somebody in need may not (situation F18). Read from `content/crisis/languages.yml`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Iterable, Optional

from bot.content import Shape, content


class Language(Shape):
    """What is known of one language: {English: sentences}, the same words in fun, and the card's line."""

    says: dict[str, tuple[str, ...]]
    fun: tuple[str, ...] = ()
    line: str


def in_english(text: str) -> tuple[str, ...]:
    """Returns what a text says in English, by the sentences that are known in other languages."""
    return tuple(dict.fromkeys(says for says, _ in _found(text)))


def language_of(text: str) -> Optional[str]:
    """Returns the code of the language in which a text holds a known sentence, or None."""
    return next((code for _, code in _found(text)), None)


def line(code: Optional[str], number: str) -> tuple[str, ...]:
    """Returns the line of a language with an emergency number, or nothing for a language not known here."""
    known = languages().get(code or "")
    return (known.line.format(number=number),) if known else ()


def languages() -> dict[str, Language]:
    """Returns every language by its code (ISO 639-1)."""
    return content("crisis/languages.yml", dict[str, Language])


def _found(text: str) -> list[tuple[str, str]]:
    known, pattern, fun = _net()
    plain = fun.sub(" ", _bare(text))
    return [known[match] for match in pattern.findall(plain)]


def _bare(text: str) -> str:
    """Returns a text in small letters, without accents, with single blanks."""
    text = text.lower()
    if not text.isascii():
        apart = unicodedata.normalize("NFKD", text.replace("\u2019", "'"))
        text = "".join(c for c in apart if not unicodedata.combining(c))
    return " ".join(text.split())


@lru_cache(maxsize=1)
def _net() -> tuple[dict[str, tuple[str, str]], re.Pattern[str], re.Pattern[str]]:
    known: dict[str, tuple[str, str]] = {}
    fun = []
    for code, language in languages().items():
        fun += [_bare(phrase) for phrase in language.fun]
        for english, phrases in language.says.items():
            known.update({_bare(phrase): (english, code) for phrase in phrases})
    return known, _any_of(known), _any_of(fun)


def _any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    """Returns a pattern of phrases, the longest first; alphabetic ones begin at a word's edge."""
    found: dict[bool, dict[str, list[str]]] = {True: {}, False: {}}
    for phrase in sorted(phrases, key=len, reverse=True):
        found[phrase.isascii()].setdefault(phrase[0], []).append(re.escape(phrase[1:]))
    either = {
        ascii_only: "|".join(f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in by_letter.items())
        for ascii_only, by_letter in found.items()
    }
    return re.compile(rf"(?<!\w)(?:{either[True]})|{either[False] or '(?!)'}")
