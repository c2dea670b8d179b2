"""Reads which setting a text means and what it should be, and shows a profile as the list of its settings."""

from __future__ import annotations

import re
from functools import cache
from typing import Iterable, Literal, Mapping, NamedTuple, Optional

from bot.coaching import answers
from bot.coaching.records import Profile
from bot.content import Shape, content

Setting = Literal["country", "phone", "nickname", "relation", "zone", "name", "keep", "alerts", "short"]
LONGEST = 40
"""Most characters of a name or nickname that are kept."""


class Shown(Shape):
    """How values stand in the list of settings."""

    unknown: str
    phone: dict[str, str]
    keep: dict[str, str]
    alerts: dict[str, str]
    short: dict[str, str]
    person: str
    relation: dict[str, str]


class SettingsWords(Shape):
    """Shape of `content/settings.yml`."""

    openings: dict[Setting, tuple[str, ...]]
    said: dict[str, str]
    links: tuple[str, ...]
    into: tuple[str, ...]
    leave: frozenset[str]
    off: frozenset[str]
    on: frozenset[str]
    synonyms: dict[Setting, dict[str, tuple[str, ...]]]
    shown: Shown
    zones: dict[str, str]


class Named(NamedTuple):
    """A setting and the value a text gives it, empty where it gives none."""

    setting: Setting
    value: str


def words() -> SettingsWords:
    """Returns the reading lists and shown values of `content/settings.yml`."""
    return content("settings.yml", SettingsWords)


@cache
def _openings() -> tuple[tuple[str, Setting], ...]:
    pairs = [(phrase, name) for name, phrases in words().openings.items() for phrase in phrases]
    return tuple(sorted(pairs, key=lambda pair: len(pair[0]), reverse=True))


def named(text: str) -> Optional[Named]:
    """Returns the setting a text opens with and the rest as its value ("call me Sam" -> name, "Sam")."""
    told = re.sub(r"['’‘]", "", text).strip()
    for phrase, setting in _openings():
        found = re.match(rf"{re.escape(phrase)}(?!\w)", told, re.IGNORECASE)
        if found:
            value = words().said.get(phrase) or _unlinked(text, told[found.end() :])
            return Named(setting, value)
    return None


def _unlinked(text: str, rest: str) -> str:
    """Returns a value without the little words before it, with the apostrophes it was typed with."""
    links = "|".join(re.escape(link) for link in sorted(words().links, key=len, reverse=True))
    rest = re.sub(rf"^(?:\s*(?:{links})(?!\w))+", "", rest.strip(), flags=re.IGNORECASE).strip(" .,:=")
    typed = text.strip().strip(" .,:=")
    return next((typed[at:] for at in range(len(typed)) if re.sub(r"['’‘]", "", typed[at:]) == rest), rest)


def renamed(text: str, label: str) -> str:
    """Returns the new nickname in "marco to Lou", or the whole text where only the new one is said."""
    into = "|".join(re.escape(word) for word in sorted(words().into, key=len, reverse=True))
    found = re.match(rf"(?P<old>.*?)\s+(?:{into})\s+(?P<new>.+)$", text.strip(), re.IGNORECASE)
    new = found["new"] if found and answers.plain(label) in answers.plain(found["old"]) else text
    return name(new)


def name(text: str) -> str:
    """Returns a name as it may be kept: one line, no marks around it, at most 40 characters."""
    return " ".join(text.split()).strip(" .,!?\"'“”")[:LONGEST].strip()


def on_off(text: str) -> Optional[bool]:
    """Returns whether a text switches something on or off."""
    lists, said = words(), answers.plain(text)
    if said in lists.off or said in lists.on:
        return said in lists.on
    return {"yes": True, "no": False}.get(answers.yes_no(text) or "")


def zone(text: str, known: Iterable[str]) -> Optional[str]:
    """Returns the IANA zone a text names: its name, a city of it, a place of our list, or an offset."""
    told = re.sub(r"^(?:in|near|the)\s+", "", text.strip().lower().strip(" .,!"))
    plain = answers.plain(told).replace("_", " ")
    by_place: dict[str, str] = {}
    for one in sorted(known):
        if one.lower() == told:
            return one
        if "/" in one and not one.startswith(("Etc/", "posix/", "right/", "SystemV/")):
            by_place.setdefault(answers.plain(one.rpartition("/")[2].replace("_", " ")), one)
    offset = re.fullmatch(r"(?:utc|gmt)\s*(?P<sign>[-+−])\s*(?P<hours>1[0-4]|\d)(?::?00)?", told)
    if offset:
        return f"Etc/GMT{'-' if offset['sign'] == '+' else '+'}{offset['hours']}"
    first = answers.plain(told.partition(",")[0])
    return words().zones.get(plain) or by_place.get(plain) or words().zones.get(first) or by_place.get(first)


def shown(
    profile: Profile, country: Optional[str], people: Iterable[tuple[str, Optional[str]]]
) -> Mapping[str, str]:
    """Returns the parts of the list of settings; `people` are (label, relation), `country` its shown name."""
    lists = words().shown
    labels = [
        lists.person.format(label=label, relation=lists.relation[relation]) if relation else label
        for label, relation in people
    ]
    return {
        "country": country or lists.unknown,
        "phone": lists.phone[profile.phone_privacy],
        "people": ", ".join(labels) or lists.unknown,
        "zone": profile.zone or lists.unknown,
        "name": profile.name or lists.unknown,
        "keep": lists.keep.get(profile.consent or "", lists.unknown),
        "alerts": lists.alerts["yes" if profile.alerts else "no"],
        "short": lists.short["yes" if profile.short else "no"],
    }
