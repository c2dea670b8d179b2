"""Time zones of countries that have one; where a country has several, it has to be asked."""

from __future__ import annotations

from typing import Optional

from bot.content import content


def zone_of(country: Optional[str]) -> Optional[str]:
    """Returns the IANA zone of a country (ISO 3166-1 alpha-2) with a single one, or None."""
    return content("zones.yml", dict[str, str]).get(country or "")


def choices(country: Optional[str]) -> tuple[str, ...]:
    """Returns the IANA zones offered when it is asked by whose clock an hour is meant."""
    known = zone_of(country)
    if known:
        return (known,)
    offered = content("zone_choices.yml", dict[str, tuple[str, ...]])
    return offered.get(country or "", offered["any"])
