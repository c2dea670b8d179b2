"""Lines of help for a country and a category, rendered from the table alone (rules LN1 to LN4).

Everything is loaded once (`warm`); after that a card needs no file, database, network or model.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Literal, Optional, Sequence, Union

from bot.content import Shape, content
from bot.safety.languages import line
from bot.safety.records import Category

Type = Literal["SU", "DV", "CH", "GE", "PE", "SV"]
VALID = timedelta(days=365)
"""How long a checked row may be shown (content 8.7)."""
MOST = 2
"""Rows under the emergency line (rule LN1)."""


class Emergency(Shape):
    """A country's emergency number, as dialled there."""

    iso: str
    number: str
    note: Optional[str] = None
    checked_on: date
    checked_against: str
    live: bool = False


class Service(Shape):
    """One helpline; `pair` names the services a country shows together or not at all."""

    iso: str
    types: tuple[Type, ...]
    name: str
    phone: Optional[str] = None
    text_chat: Optional[str] = None
    hours: str
    always: bool
    site: Optional[str] = None
    note: Optional[str] = None
    checked_on: date
    checked_against: str
    enabled: bool = True
    pair: Optional[str] = None
    live: bool = False
    """Whether somebody has opened the provider's own site for it."""


Row = Union[Emergency, Service]


class Resources(Shape):
    """`content/crisis/resources.yml`."""

    emergency: tuple[Emergency, ...]
    services: tuple[Service, ...]


class Wording(Shape):
    """`content/crisis/cards.yml`."""

    neutral: str
    first: dict[Category, str]
    emergency: str
    emergency_unknown: str
    numbers_unknown: str
    finder_unknown: str
    ask_country: str
    above: str
    finder: str
    finders: dict[Type, str]
    line: dict[Literal["both", "phone", "text", "site"], str]
    hours: dict[Literal["always", "known"], str]
    hours_unknown: tuple[str, ...]
    chains: dict[Category, tuple[Type, ...]]


class Countries(Shape):
    """`content/crisis/countries.yml`."""

    names: dict[str, str]
    aliases: dict[str, str]
    openings: tuple[str, ...]
    """What people type before a country's name."""
    languages: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Card:
    """What is put under a crisis sentence: lines, the emergency line again, and countries to choose from."""

    lines: tuple[str, ...]
    emergency: str
    countries: tuple[tuple[str, str], ...] = ()


@lru_cache(maxsize=1)
def resources() -> Resources:
    """Returns the table of lines of help."""
    return content("crisis/resources.yml", Resources)


@lru_cache(maxsize=1)
def _wording() -> Wording:
    return content("crisis/cards.yml", Wording)


@lru_cache(maxsize=1)
def _countries() -> Countries:
    return content("crisis/countries.yml", Countries)


@lru_cache(maxsize=1)
def _typed() -> dict[str, str]:
    countries = _countries()
    known = {name.casefold(): iso for iso, name in countries.names.items()}
    return {**{iso.casefold(): iso for iso in countries.names}, **known, **countries.aliases}


@lru_cache(maxsize=1)
def _numbers() -> dict[str, Emergency]:
    return {row.iso: row for row in resources().emergency}


def warm() -> None:
    """Loads everything a card needs."""
    resources(), _wording(), _typed(), _numbers()


def rows() -> tuple[Row, ...]:
    """Returns every row of the table, emergency numbers first."""
    return (*resources().emergency, *resources().services)


def stale(checked: Sequence[Row], today: date) -> tuple[Row, ...]:
    """Returns the rows whose check is more than a year old, or not in the past."""
    return tuple(row for row in checked if not timedelta(0) <= today - row.checked_on <= VALID)


def unverified_live() -> int:
    """Returns how many rows nobody has checked on the provider's own site."""
    return sum(not row.live for row in rows())


def country_name(iso: str) -> str:
    """Returns a country's button label. Raises `KeyError` for a country without lines of ours."""
    return _countries().names[iso]


def countries(language: str | None = None) -> tuple[tuple[str, str], ...]:
    """Returns (ISO, label) of every country, those of an interface language first (order only, rule LN3)."""
    names = _countries().names
    first = _countries().languages.get((language or "en").split("-")[0].lower(), ())
    rest = sorted((iso for iso in names if iso not in first), key=lambda iso: names[iso])
    return tuple((iso, names[iso]) for iso in (*first, *rest))


def known_country(text: str) -> str | None:
    """Returns the ISO code of a typed country, or None where it is not one of ours."""
    typed = " ".join(text.casefold().replace(".", " ").split()).strip(" !,?")
    for opening in ("", *_countries().openings):
        if typed.startswith(opening) and (iso := _typed().get(typed[len(opening) :].strip())):
            return iso
    return None


def _shown(row: Service, now: datetime) -> bool:
    return row.enabled and not stale((row,), now.date())


def _rows_for(iso: str, category: Category, now: datetime) -> tuple[Service, ...]:
    """Returns at most two rows of the first type the country has, a pair whole or not at all.

    Lines open at any hour come first; where that type has none, one of a later type goes before it
    (rule LN2).
    """
    of_country = [row for row in resources().services if row.iso == iso]
    broken = {row.pair for row in of_country if row.pair and not _shown(row, now)}
    usable = [row for row in of_country if _shown(row, now) and row.pair not in broken - {None}]
    chain = _wording().chains[category]
    by_type = [[row for row in usable if kind in row.types] for kind in chain]
    found = next((rows_of for rows_of in by_type if rows_of), [])
    found.sort(key=lambda row: (row.pair is None, not row.always))
    if not any(row.always for row in found):
        found = [row for of in by_type for row in of if row.always and not row.pair][:1] + found
    return tuple(found[:MOST])


def hours_known(row: Service) -> bool:
    """Returns whether the table knows when a line is open."""
    return not any(word in row.hours for word in _wording().hours_unknown)


def _line(row: Service) -> str:
    wording = _wording()
    shape: Literal["both", "phone", "text", "site"] = (
        "both"
        if row.phone and row.text_chat
        else "phone"
        if row.phone
        else "text"
        if row.text_chat
        else "site"
    )
    line = wording.line[shape].format(name=row.name, phone=row.phone, text_chat=row.text_chat, site=row.site)
    if row.always:
        return wording.hours["always"].format(line=line)
    if not hours_known(row):
        return line
    return wording.hours["known"].format(line=line, hours=row.hours)


def emergency_line(country: str | None) -> str:
    """Returns the emergency line for a country, or the one that serves most places where it is unknown."""
    row = _numbers().get(country or "")
    if row is None:
        return _wording().emergency_unknown
    return _wording().emergency.format(number=row.number)


def card(country: str | None, category: Category, now: datetime, language: str | None = None) -> Card:
    """Returns emergency and at most two rows.

    An unknown country gets the usable lines of rule LN3 and countries to tap. A medical emergency
    shows the emergency line alone; the country is asked afterwards.
    """
    wording, emergency = _wording(), emergency_line(country)
    chain = wording.chains[category]
    if not chain:
        return Card((emergency,), emergency)
    finder = wording.finders[chain[0]]
    if country not in _numbers():
        lines = (emergency, wording.finder_unknown.format(finder=finder), wording.ask_country)
        return Card(lines, emergency, countries(language))
    found = tuple(_line(row) for row in _rows_for(str(country), category, now))
    return Card((emergency, *(found or (wording.finder.format(finder=finder),))), emergency)


def card_text(
    category: Category,
    country: str | None,
    now: datetime,
    language: str | None = None,
    said_in: str | None = None,
) -> str:
    """Returns the whole crisis message: neutral line, category's sentence, card (rule LN4).

    `language` is the interface's; what was said in another language (`said_in`) gets a line in it first.
    """
    wording = _wording()
    row = _numbers().get(country or "")
    own = line(said_in, row.number if row else wording.numbers_unknown)
    lines = card(country, category, now, language).lines
    return "\n".join((*own, f"{wording.neutral} {wording.first[category]}", *lines))


def above_text(country: str | None) -> str:
    """Returns what is said instead of a second card of a category within ten minutes (rule ST5)."""
    return _wording().above.format(emergency=emergency_line(country).rstrip("."))
