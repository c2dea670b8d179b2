"""Time zones of countries: the one nearly everyone lives in, or all of them where there are several."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Optional

from bot.content import content


def zone_of(country: Optional[str]) -> Optional[str]:
    """Returns the IANA zone of a country (ISO 3166-1 alpha-2) with a single one, or None."""
    return content("zones.yml", dict[str, str]).get(country or "")


def zones_of(country: Optional[str]) -> tuple[str, ...]:
    """Returns every zone somebody in a country may be in; none where the country is unknown."""
    one = zone_of(country)
    return (one,) if one else _table().get(country or "", ())


@cache
def _table() -> dict[str, tuple[str, ...]]:
    """Returns country -> zones, from the IANA database's own table."""
    found: dict[str, tuple[str, ...]] = {}
    text = files("tzdata").joinpath("zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            country, _, zone = line.split("\t")[:3]
            found[country] = (*found.get(country, ()), zone)
    return found


def choices(country: Optional[str]) -> tuple[str, ...]:
    """Returns the IANA zones offered when it is asked by whose clock an hour is meant."""
    known = zone_of(country)
    if known:
        return (known,)
    offered = content("zone_choices.yml", dict[str, tuple[str, ...]])
    return offered.get(country or "", offered["any"])
