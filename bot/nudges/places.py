"""Finds the place a wish about hours names, and its time zone: "8.30 leeds", "by berlin's clock"."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import NamedTuple, Optional
from zoneinfo import available_timezones

from bot.coaching import answers, settings

WORDS = 3
"""Most words of a place's name."""


class Place(NamedTuple):
    """A place in a text: its name, its zone (None where it may be several), and where it stands."""

    name: str
    zone: Optional[str]
    start: int
    end: int


class Marks(NamedTuple):
    """The words that make a place of what stands beside them (`content/nudge_words.yml`)."""

    before: tuple[str, ...]
    after: frozenset[str]
    none: frozenset[str]
    two: frozenset[str]


def folded(text: str) -> str:
    """Returns a text without the accents of latin letters."""
    apart = unicodedata.normalize("NFD", text.replace("ß", "ss").replace("ł", "l").replace("ø", "o"))
    return unicodedata.normalize("NFC", "".join(c for c in apart if not "\u0300" <= c <= "\u036f"))


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


@cache
def _known() -> frozenset[str]:
    """Returns every name that `settings.zone` can read, in lower case."""
    cities = {answers.plain(zone.rpartition("/")[2].replace("_", " ")) for zone in _zones() if "/" in zone}
    return frozenset(settings.words().zones) | cities


def find(text: str, marks: Marks, asked: bool = False) -> Optional[Place]:
    """Returns the place a text (in lower case, without apostrophes) names; `asked`: it was asked for.

    Two places in different zones are one place without a zone.
    """
    found = re.search(r"\b(?:utc|gmt)\s*[-+−]\s*\d{1,2}\b", text)
    if found:
        return Place(found[0].upper(), settings.zone(found[0], _zones()), *found.span())
    places = list(_places(text, marks, asked))
    if not places:
        return None
    if len({place.zone for place in places}) > 1:
        return places[-1]._replace(zone=None)
    return places[0]


def _places(text: str, marks: Marks, asked: bool) -> list[Place]:
    told = list(re.finditer(r"[^\W_]+(?:[.:][0-9]+)?|[.,;:!?\n|]", text))
    found: list[Place] = []
    at = 0
    while at < len(told):
        for size in range(min(WORDS, len(told) - at), 0, -1):
            some = told[at : at + size]
            name = " ".join(word[0] for word in some)
            after = told[at + size][0] if at + size < len(told) else "."
            marked = after in marks.after
            if marked and name not in _known() | marks.two and name.removesuffix("s") in _known() | marks.two:
                name = name.removesuffix("s")
            if name not in _known() | marks.two or not _meant(name, told, at, after, marked, marks, asked):
                continue
            zone = None if name in marks.two else settings.zone(name, _zones())
            end = told[at + size].end() if marked else some[-1].end()
            found.append(Place(_shown(name), zone, some[0].start(), end))
            at += size - 1
            break
        at += 1
    return found


def _meant(
    name: str, told: list[re.Match[str]], at: int, after: str, marked: bool, marks: Marks, asked: bool
) -> bool:
    """Tells whether a name that is a place is meant as one where it stands."""
    before = told[at - 1][0] if at else "."
    before = told[at - 2][0] if before == "the" and at > 1 else before
    led = before in marks.before or before in ("to", "in")
    if marked:
        return True
    if name in marks.none or len(name) < 3:
        return (asked and len(told) <= WORDS + 1) or (name in marks.two and told[at - 1][0] in ("in", "the"))
    clause = not before[0].isalnum() and not after[0].isalnum()
    hour = before[0].isdigit() or before in ("am", "pm", "oclock")
    return led or hour or clause or asked


def _shown(name: str) -> str:
    return name.upper() if len(name) <= 3 else name.title()
