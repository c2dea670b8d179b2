"""Wishes about messages are understood as meant, and what is unclear is asked back (issue "nudges")."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from bot.nudges.phrases import read
from bot.nudges.wish import Wish

HERE = Path(__file__).parent
ZONE = ZoneInfo("Europe/London")
NOW = datetime(2026, 4, 15, 10, tzinfo=timezone.utc)
UNDERSTOOD = 0.95


def phrases(name: str) -> list[dict[str, Any]]:
    """Returns the phrases of a file, each with what it means."""
    return yaml.safe_load((HERE / name).read_text(encoding="utf-8"))


def told(wish: Wish) -> dict[str, Any]:
    """Returns a wish as the phrases write it; a part of the day goes with the hour that it gave."""
    found: dict[str, Any] = {}
    for name, value in wish.dict(exclude={"unclear"}).items():
        if value == Wish.__fields__[name].default:
            continue
        found[name] = list(value) if isinstance(value, tuple) else value
    if wish.pause_until:
        found["pause"] = f"{found.pop('pause_until').astimezone(ZONE):%Y-%m-%d}"
    if wish.once:
        found["once"] = f"{wish.once.astimezone(ZONE):%Y-%m-%d %H:%M}"
    if wish.days:
        found.pop("excluded", None)
    if wish.at:
        found.pop("part", None)
    return found


def outcome(phrase: dict[str, Any]) -> str:
    """Returns "understood", "asked" where it is asked back without need, or "guessed"."""
    wish = read(phrase["says"], NOW, ZONE)
    wanted = phrase.get("asks")
    as_meant = "means" not in phrase or told(wish) == phrase["means"]
    if wanted:
        return (
            "understood"
            if wanted in wish.unclear and as_meant
            else "asked"
            if wish.unclear or wish.empty
            else "guessed"
        )
    if wish.unclear or wish.empty:
        return "asked"
    return "understood" if as_meant else "guessed"


def test_wishes_are_understood_and_never_guessed() -> None:
    found = [(outcome(phrase), phrase["says"]) for phrase in phrases("schedule_phrases.yml")]
    assert len(found) >= 120
    assert not [says for how, says in found if how == "guessed"]
    assert sum(how == "understood" for how, _ in found) / len(found) >= UNDERSTOOD
