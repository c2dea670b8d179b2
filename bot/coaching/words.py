"""The words for feelings, needs and what someone did (content 4.1 to 4.3), as people say them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import Iterator, Optional

from bot.coaching.records import Feeling
from bot.content import Shape, content


class FeelingWords(Shape):
    """`content/feelings.yml`."""

    feelings: dict[str, dict[int, tuple[str, ...]]]
    top: tuple[str, ...]
    attention: tuple[str, ...]
    shown: dict[str, str]
    after_feel: tuple[str, ...]
    negators: tuple[str, ...]
    but: tuple[str, ...]
    softeners: tuple[str, ...]
    feel_verbs: tuple[str, ...]
    own: tuple[str, ...]
    others: tuple[str, ...]


class NeedWords(Shape):
    """`content/needs.yml`."""

    needs: dict[str, tuple[str, ...]]
    top: tuple[str, ...]
    phrases: dict[str, tuple[str, ...]]


class Aliases(Shape):
    """`content/feeling_aliases.yml`."""

    feelings: dict[str, tuple[str, ...]]
    pseudo_feelings: dict[str, tuple[str, ...]]


class PseudoFeeling(Shape):
    """A word for what someone did, with the feelings and needs likely under it."""

    w: str
    feel: tuple[str, ...]
    need: tuple[str, ...]
    harm: bool = False


class PseudoWords(Shape):
    """`content/pseudo_feelings.yml`."""

    pseudo_feelings: tuple[PseudoFeeling, ...]


@dataclass(frozen=True)
class Said:
    """A word of one of the lists as it stands in a text, with its key."""

    word: str
    key: str
    start: int
    negated: bool = False


def feeling_words() -> FeelingWords:
    """Returns the feeling list."""
    return content("feelings.yml", FeelingWords)


def need_words() -> NeedWords:
    """Returns the need list."""
    return content("needs.yml", NeedWords)


def plain(text: str) -> str:
    """Returns a text in lower case with straight quotes and single spaces."""
    straight = text.translate(str.maketrans("’‘“”", "''\"\""))
    return re.sub(r"\s+", " ", straight).strip().lower()


def display(key: str) -> str:
    """Returns a stored key as people read it ("burnt_out" as "burnt out", "hopeless" as it is)."""
    return feeling_words().shown.get(key, key.removesuffix("_feeling").replace("_", " "))


@lru_cache(maxsize=1)
def _places() -> dict[str, tuple[str, int]]:
    groups = feeling_words().feelings.items()
    return {
        key: (group, strength) for group, rows in groups for strength, keys in rows.items() for key in keys
    }


@lru_cache(maxsize=1)
def _pseudo() -> dict[str, PseudoFeeling]:
    return {row.w: row for row in content("pseudo_feelings.yml", PseudoWords).pseudo_feelings}


@lru_cache(maxsize=1)
def _feeling_keys() -> dict[str, str]:
    aliases = content("feeling_aliases.yml", Aliases).feelings
    known = {alias: key for key, words in aliases.items() for alias in words}
    return known | {display(key): key for key in _places()}


@lru_cache(maxsize=1)
def _pseudo_keys() -> dict[str, str]:
    aliases = content("feeling_aliases.yml", Aliases).pseudo_feelings
    known = {alias: key for key, words in aliases.items() for alias in words}
    return known | {display(key): key for key in _pseudo()}


@lru_cache(maxsize=1)
def _need_keys() -> dict[str, str]:
    words = need_words()
    known = {phrase: key for key, phrases in words.phrases.items() for phrase in phrases}
    known |= {group.replace("_", " "): keys[0] for group, keys in words.needs.items()}
    return known | {display(key): key for keys in words.needs.values() for key in keys}


@lru_cache(maxsize=8)
def _finder(words: tuple[str, ...]) -> re.Pattern[str]:
    longest = sorted(words, key=len, reverse=True)
    return re.compile(r"(?<![\w'])(?:" + "|".join(map(re.escape, longest)) + r")(?![\w'])")


def _bare(answer: str) -> str:
    words = re.sub(r"[^\w' -]", " ", plain(answer)).split()
    while len(words) > 1 and words[0] in feeling_words().softeners:
        words = words[1:]
    return " ".join(words)


def _key(answer: str, keys: dict[str, str]) -> Optional[str]:
    for said in (plain(answer).strip(" .,!?"), _bare(answer)):
        if said in keys:
            return keys[said]
    return None


def feeling(word: str) -> Optional[Feeling]:
    """Returns the feeling an answer names, in the person's word, or None where it names none.

    Everyday synonyms and small misspellings count; a pseudo-feeling ("betrayed") is None.
    """
    key = _key(word, _feeling_keys())
    if key is None and pseudo_feeling(word) is None and len(_bare(word)) >= 6:
        close = get_close_matches(_bare(word), list(_feeling_keys()), n=1, cutoff=0.86)
        key = _feeling_keys()[close[0]] if close else None
    return None if key is None else _record(_bare(word), key)


def _record(word: str, key: str) -> Feeling:
    group, strength = _places()[key]
    return Feeling(word=word, group=group, strength=strength)


def pseudo_feeling(word: str) -> Optional[PseudoFeeling]:
    """Returns the pseudo-feeling an answer names, or None."""
    key = _key(word, _pseudo_keys())
    if key is None and _key(word, _feeling_keys()) is None and len(_bare(word)) >= 7:
        close = get_close_matches(_bare(word), list(_pseudo_keys()), n=1, cutoff=0.88)
        key = _pseudo_keys()[close[0]] if close else None
    return None if key is None else _pseudo()[key]


def _said(text: str, keys: dict[str, str]) -> Iterator[tuple[Said, list[str]]]:
    """Yields each listed word in a text with the six words before it."""
    low = plain(text)
    for found in _finder(tuple(keys)).finditer(low):
        part = re.split(r"[.;!?,]", low[: found.start()])[-1]
        before = re.findall(r"[\w']+", part)[-6:]
        yield Said(found[0], keys[found[0]], found.start(), _negated(before)), before


def _negated(before: list[str]) -> bool:
    words = feeling_words()
    for word in reversed(before[-4:]):
        if word in words.but:
            return False
        if word in words.negators or word.endswith("n't"):
            return True
    return False


def _own(before: list[str]) -> bool:
    """Tells whether a feeling is the person's own, by the last owner named before it."""
    words = feeling_words()
    owners = [word for word in before if word in words.own or word in words.others]
    return not owners or owners[-1] in words.own


def _felt(before: list[str]) -> bool:
    return any(word in feeling_words().feel_verbs for word in before[-4:])


def feelings_in(text: str) -> tuple[Feeling, ...]:
    """Returns the feelings a text names, in order and in its words; denied and others' ones are left out.

    Everyday words that are also feelings ("close", "low") count only after a word of feeling.
    """
    return tuple(_record(said.word, said.key) for said in felt_words(text))


def felt_words(text: str) -> tuple[Said, ...]:
    """Returns what `feelings_in` finds, with keys and places."""
    needing = {word for word, key in _feeling_keys().items() if key in feeling_words().after_feel}
    loose = needing | {word for word, key in _feeling_keys().items() if word != display(key)}
    alone = len(text.split()) <= 2
    return tuple(
        said
        for said, before in _said(text, _feeling_keys())
        if not said.negated and _own(before) and (alone or said.word not in loose or _felt(before))
    )


def pseudo_feelings_in(text: str) -> tuple[PseudoFeeling, ...]:
    """Returns the pseudo-feelings a text claims as felt ("I feel ignored"), not acts."""
    return tuple(_pseudo()[said.key] for said in pseudo_words(text))


def pseudo_words(text: str) -> tuple[Said, ...]:
    """Returns what `pseudo_feelings_in` finds, in the text's words, with keys and places."""
    alone = len(text.split()) <= 3
    return tuple(
        said
        for said, before in _said(text, _pseudo_keys())
        if not said.negated and _own(before) and (alone or _felt(before))
    )


def needs_in(text: str) -> tuple[str, ...]:
    """Returns the keys of the needs a text names or clearly paraphrases, each once, in order."""
    found = [said.key for said, _ in _said(text, _need_keys()) if not said.negated]
    return tuple(dict.fromkeys(found))
