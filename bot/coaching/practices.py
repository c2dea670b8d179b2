"""The short practices: which there are, and the lines each one takes (content 7.4)."""

from __future__ import annotations

from bot.content import Shape, content


class Practice(Shape):
    """One practice: the responses spoken one after the other."""

    steps: tuple[str, ...]


def practices() -> dict[str, Practice]:
    """Returns the practices of `content/practices.yml` by name."""
    return content("practices.yml", dict[str, Practice])


def practice(name: str) -> Practice:
    """Returns one practice; raises `KeyError` for a name that is not there."""
    return practices()[name]
