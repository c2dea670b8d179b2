"""A second-log echo: one sentence of what two notes in a row have in common, from stored facts alone (W4)."""

from __future__ import annotations

from datetime import tzinfo
from typing import Optional

from bot.coaching.records import Trigger
from bot.content import Shape, content


class EchoWords(Shape):
    """Shape of `content/echo.yml`."""

    did: dict[str, str]
    """Tag of what a person did (content 3.1) -> how it is said back; a tag that could shame is left out."""
    parts: dict[str, int]
    """Part of the day -> the local hour it begins."""


def words() -> EchoWords:
    """Returns `content/echo.yml`."""
    return content("echo.yml", EchoWords)


def echo(
    note: Trigger, before: Trigger, zone: Optional[tzinfo], second: bool
) -> Optional[tuple[str, dict[str, str]]]:
    """Returns (what is shared, its parts) of a note and the one before it, or None.

    What is shared is "did", "person" or "time", joined by "_", at most two; `zone` is None where it is not
    known. What they did is always worth a sentence; the rest only at the second note.
    """
    did = next(
        (words().did[tag] for tag in note.action_tags if tag in before.action_tags if tag in words().did), ""
    )
    time = _part(note, zone) if zone and _part(note, zone) == _part(before, zone) else ""
    found = {"did": did, "person": (note.who or "") if note.who == before.who else "", "time": time}
    shared = [name for name, value in found.items() if value]
    if not did and not second or not shared:
        return None
    kinds = shared[:2]
    return "_".join(kinds), {name: found[name] for name in kinds}


def _part(note: Trigger, zone: tzinfo) -> str:
    hour, parts = note.created_at.astimezone(zone).hour, words().parts
    begun = [part for part, begins in parts.items() if hour >= begins]
    return begun[-1] if begun else list(parts)[-1]
