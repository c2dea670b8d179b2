"""Says how many of what, in plain words."""

from __future__ import annotations

from typing import Mapping

from bot.content import Shape, content


class Counted(Shape):
    """A kind of thing in singular and plural."""

    one: str
    many: str


def counted(counts: Mapping[str, int]) -> str:
    """Returns e.g. "23 notes, 7 sentences and 1 reminder" for {kind: count}, without unnamed kinds."""
    names = content("counts.yml", dict[str, Counted])
    parts = [
        f"{number} {names[kind].one if number == 1 else names[kind].many}"
        for kind, number in counts.items()
        if number and kind in names
    ]
    return ", ".join(parts)
