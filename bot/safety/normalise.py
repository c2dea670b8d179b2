"""One plain way to write what people type: lower case, whole words.

`.` stands between sentences and `,` between clauses.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from bot.content import Shape, content
from bot.safety.languages import in_english
from bot.safety.lexicon import vocabulary


class Spelling(Shape):
    """`content/crisis/spelling.yml`."""

    lookalikes: dict[str, str]
    leet: dict[str, str]
    emoji: dict[str, str]
    words: dict[str, str]
    endings: dict[str, str]
    dropped: tuple[str, ...]
    fuzzy: tuple[str, ...]
    fuzzy_never: tuple[str, ...]


_SENTENCE_END = re.compile(r"(?:[.!?;\n\r\u2026]|: )+")
_CLAUSE = re.compile(r"[,()\[\]\"\u201c\u201d\u00ab\u00bb:]+")
_SPACED = re.compile(r"(?<![a-z0-9'])(?:[a-z0-9][ .\-_*]{1,2}){3,}[a-z0-9](?![a-z0-9'])")
_DOTTED = re.compile(r"(?<![a-z])(?:[a-z]\.){2,}[a-z](?![a-z])")
_NOT_WORD = re.compile(r"[^a-z0-9'*@$.,]+")
_STRETCHED = re.compile(r"([a-z])\1{2,}")
_STRAY_STAR = re.compile(r"(?<![a-z0-9])[*@$]+|[*@$]+(?![a-z0-9*@$])")
_MEASURE = re.compile(r"(?:[2-9]|[1-9][0-9]+)(?:h|hrs?|m|mins?|d)")
"""A length of time ("5h"), which is no word with digits for letters."""
_ZERO_WIDTH = {ord(c): None for c in "\u200b\u200c\u200d\u2060\ufeff\ufe0f\u00ad"}


@lru_cache(maxsize=1)
def _spelling() -> Spelling:
    return content("crisis/spelling.yml", Spelling)


@lru_cache(maxsize=1)
def _characters() -> dict[int, str | None]:
    spelling = _spelling()
    table: dict[int, str | None] = dict(_ZERO_WIDTH)
    table.update({ord(c): to for c, to in spelling.lookalikes.items()})
    table.update({ord(c): f" {to} " for c, to in spelling.emoji.items()})
    return table


@lru_cache(maxsize=1)
def _words() -> dict[str, str]:
    """Returns every known other spelling; a near miss of a key word counts where it is no word of ours."""
    spelling = _spelling()
    table: dict[str, str] = {}
    for word in spelling.fuzzy:
        for near in _near(word):
            if near not in vocabulary() and near not in spelling.fuzzy_never:
                table[near] = word
    table.update(spelling.words)
    return table


def _near(word: str) -> set[str]:
    """Returns a word with neighbours swapped, a letter missing or doubled; the first stays."""
    swapped = {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(1, len(word) - 1)}
    missing = {word[:i] + word[i + 1 :] for i in range(1, len(word))}
    doubled = {word[:i] + word[i] + word[i:] for i in range(len(word))}
    return (swapped | missing | doubled) - {word}


@lru_cache(maxsize=1)
def _leet() -> dict[int, str]:
    return {ord(c): to for c, to in _spelling().leet.items()}


def _word(token: str) -> str:
    known = _words()
    if token in known:
        return known[token]
    if token in vocabulary() or token.isdigit() or _MEASURE.fullmatch(token):
        return token
    if "'" in token:
        for ending, plain in _spelling().endings.items():
            if token.endswith(ending):
                stem = token[: -len(ending)]
                return f"{known.get(stem, stem)} {plain}"
        for ending in _spelling().dropped:
            token = token.removesuffix(ending)
        token = token.replace("'", "")
        if token in known:
            return known[token]
    if not token.isalpha():
        plain = token.translate(_leet())
        plain = known.get(plain, plain)
        return plain if plain in vocabulary() or " " in plain else token.strip("*@$")
    if _STRETCHED.search(token):
        for run in (r"\1\1", r"\1"):
            plain = _STRETCHED.sub(run, token)
            plain = known.get(plain, plain)
            if plain in vocabulary() or " " in plain:
                return plain
        return _STRETCHED.sub(r"\1", token)
    return token


def normalise(text: str) -> str:
    """Returns `text` in the one way the lexicon is written in, without offsets into the original."""
    text = unicodedata.normalize("NFKC", text)
    text = " . ".join((text, *in_english(text))).translate(_characters()).lower()
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
        text = "".join(c for c in text if not unicodedata.combining(c))
        text = text.replace("\u2019", "'").replace("\u2018", "'").replace("\u02bc", "'").replace("`", "'")
    text = _DOTTED.sub(lambda m: m.group().replace(".", ""), text)
    text = _SPACED.sub(lambda m: re.sub(r"[ .\-_*]", "", m.group()), text)
    text = _SENTENCE_END.sub(" . ", text)
    text = _CLAUSE.sub(" , ", text)
    text = _STRAY_STAR.sub(" ", _NOT_WORD.sub(" ", text))
    return " ".join(_word(t.strip("'") or t) if t not in ".," else t for t in text.split())
