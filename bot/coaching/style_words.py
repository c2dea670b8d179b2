"""How people put their own style: names, rough per cent, more or less of one; and what they make of it."""

from __future__ import annotations

import re
from typing import Literal, Mapping, NamedTuple, Optional

from bot.coaching import cues
from bot.coaching.answers import joined, plain
from bot.coaching.hearing import hear
from bot.coaching.records_style import Style
from bot.coaching.step1_own_style import SHOWN_FROM, STYLES, shown
from bot.content import Shape, content

BY = 10
"""Per cent that one "more" or "less" moves a part. [design]"""
WHOLE = 100
NEAR = 3
"""Words before a name in which "mostly" or "more" belongs to it."""
_NUMBER = re.compile(r"(?<!\d)\d{1,3}(?!\d)")


class ShownAs(Shape):
    """How parts are put into a line."""

    part: str
    quote: str
    doubted: str
    names: dict[Style, str]


class CueList(Shape):
    """Cues of one sort."""

    cues: tuple[str, ...]


class Weights(Shape):
    """How much "mostly anxious, a bit avoidant" makes of each."""

    much: int
    plain: int
    little: int


class StyleWords(Shape):
    """Shape of `content/style_words.yml`."""

    shown: ShownAs
    styles: dict[Style, CueList]
    much: frozenset[str]
    little: frozenset[str]
    more: frozenset[str]
    less: frozenset[str]
    weights: Weights
    sure: CueList
    marks: CueList
    about_me: CueList
    asks: frozenset[str]
    verdict: CueList
    result: CueList
    harsh: CueList


class Named(NamedTuple):
    """A style named in a text, and where."""

    style: Style
    start: int
    end: int


def words() -> StyleWords:
    """Returns the reading lists of `content/style_words.yml`."""
    return content("style_words.yml", StyleWords)


def line(parts: Mapping[Style, int], all_of_them: bool = False) -> str:
    """Returns parts in per cent as a line, largest first; small ones on demand, a whole one as a word."""
    lists, least = words().shown, 0 if all_of_them else SHOWN_FROM
    ranked = sorted(parts.items(), key=lambda part: -part[1])
    if ranked and ranked[0][1] == WHOLE:
        return joined([lists.names[ranked[0][0]]])
    told = [lists.part.format(name=lists.names[s], percent=n) for s, n in ranked if n >= least]
    return joined(told)


def shown_line(parts: Mapping[Style, int], own_words: str, doubted: bool) -> str:
    """Returns an earlier check as a line: its parts, or the words it was put in; marked where doubted."""
    lists = words().shown
    said = line(parts) or lists.quote.format(words=own_words)
    return lists.doubted.format(line=said) if doubted else said


def own_parts(text: str) -> Optional[dict[Style, int]]:
    """Returns the parts in per cent that a text gives its writer, or None where it names no style.

    "60 anxious 40 secure" as told; "mostly anxious, a bit avoidant" by weight; parts over 100 are scaled.
    """
    text = _unspoken(text)
    named = _named(text)
    if not named:
        return None
    percents = [int(number) for number in _NUMBER.findall(text) if int(number) <= 100]
    found = _paired(named, percents) if percents else _weighed(text, named)
    total = sum(found.values())
    return found if 0 < total <= 100 else shown(found) if total else None


def _paired(named: list[Named], percents: list[int]) -> dict[Style, int]:
    """Returns each style with the number told for it, in order; those without share what is left."""
    found = {one.style: percent for one, percent in zip(named, percents, strict=False)}
    left = [one.style for one in named[len(percents) :]]
    rest = max(0, 100 - sum(found.values()))
    return found | {style: rest // len(left) for style in left}


def _weighed(text: str, named: list[Named]) -> dict[Style, int]:
    """Returns parts by the words before each name: much, plain or little of it."""
    lists, weights, found = words(), words().weights, {}
    for at, one in enumerate(named):
        before = text[named[at - 1].end if at else 0 : one.start]
        much, little = (_said(before, sort) for sort in (lists.much, lists.little))
        found[one.style] = weights.much if much else weights.little if little else weights.plain
    return {style: part for style, part in shown(found).items() if part}


def _said(before: str, sort: frozenset[str]) -> bool:
    """Tells whether one of the words nearest before a name is of a sort."""
    return bool(sort.intersection(plain(before).split()[-NEAR:]))


def _unspoken(text: str) -> str:
    """Returns a text with the names that styles are spoken by as the styles' own."""
    for style, name in words().shown.names.items():
        text = re.sub(rf"\b{re.escape(name)}\b", style, text, flags=re.IGNORECASE)
    return text


def _named(text: str) -> list[Named]:
    """Returns each style a text names and does not deny, in order; the longer of two that overlap."""
    hits = [
        Named(style, hit.start, hit.end)
        for style, lists in words().styles.items()
        for hit in cues.hits(text, lists.cues)
    ]
    kept: list[Named] = []
    for one in sorted(hits, key=lambda hit: hit.start - hit.end):
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    once = {one.style: one for one in sorted(kept, key=lambda hit: hit.start, reverse=True)}
    return sorted(once.values(), key=lambda hit: hit.start)


def moved(parts: Mapping[Style, int], text: str) -> Optional[dict[Style, int]]:
    """Returns parts after "more anxious" or "less avoidant", or None where a text asks for neither."""
    text, lists = _unspoken(text), words()
    named = _named(text)
    if len(named) != 1 or _NUMBER.search(text):
        return None
    before = text[: named[0].start]
    if _said(before, lists.less):
        return shift(parts, named[0].style, -BY)
    return shift(parts, named[0].style, BY) if _said(before, lists.more) else None


def shift(parts: Mapping[Style, int], style: Style, by: int) -> dict[Style, int]:
    """Returns parts with one moved by `by` per cent, within 0 to 100; the others make room in proportion."""
    now = {each: parts.get(each, 0) for each in STYLES}
    aim = min(100, max(0, now[style] + by))
    others = {each: part for each, part in now.items() if each != style}
    total = sum(others.values())
    room = {each: (100 - aim) * (part / total if total else 1 / len(others)) for each, part in others.items()}
    return shown({**room, style: aim})


def declared(text: str) -> bool:
    """Tells whether a text says which style its writer has, outside any talk of it."""
    lists = words()
    if "?" in text or hear(text).people or hear(text).pronoun or not cues.hit(text, lists.about_me.cues):
        return False
    named = _named(text)
    in_parts = len(named) > 1 and len(_NUMBER.findall(text)) >= len(named)
    known = bool(cues.hit(text, lists.sure.cues) or cues.hit(text, lists.marks.cues))
    asked = bool(lists.asks.intersection(plain(text).split()[:1]))
    return bool(named) and (in_parts or known) and not asked


def takes_as_verdict(text: str, result_known: bool = False) -> bool:
    """Tells whether a text makes a verdict of a style ("so I'm broken?", situation F43)."""
    lists = words()
    of_style = result_known or cues.hit(text, lists.result.cues)
    return bool(of_style and cues.hit(text, lists.verdict.cues) and cues.hit(text, lists.about_me.cues))


def harsh(text: str) -> bool:
    """Tells whether a text is hard on its writer (content 2.1, S1_3b)."""
    return cues.hit(text, words().harsh.cues) is not None


def meant(text: str) -> Optional[Literal["own_style", "about_attachment"]]:
    """Returns the room a text is plainly for, whatever it sounds like, or None."""
    if takes_as_verdict(text):
        return "about_attachment"
    return "own_style" if declared(text) else None
