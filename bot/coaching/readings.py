"""The likeliest readings of an unclear text, to choose from. Pure."""

from __future__ import annotations

from typing import Sequence

from bot.content import Shape, content

OFFERED = 3
LEAST = 0.05
"""Confidence below which a reading is no likelier than the usual ones. [design]"""


class Readings(Shape):
    """Shape of `content/readings.yml`."""

    titles: dict[str, str]
    usual: tuple[str, ...]


def readings(ranking: Sequence[tuple[str, float]]) -> dict[str, str]:
    """Returns {intent: title} to offer, likeliest first; `ranking` holds (intent, confidence 0 to 1)."""
    known = content("readings.yml", Readings)
    likely = [intent for intent, confidence in ranking if intent in known.titles and confidence >= LEAST]
    offered = list(dict.fromkeys([*likely[: OFFERED - 1], *known.usual]))[:OFFERED]
    return {intent: known.titles[intent] for intent in offered}
