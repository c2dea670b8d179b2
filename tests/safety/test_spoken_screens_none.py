"""Nothing we say or offer to tap is read as a crisis or concern (rule CN3)."""

from __future__ import annotations

import pytest
from safety_strings import exempt, spoken

from bot.content import CONTENT
from bot.safety.screen import screen


def test_every_spoken_string_screens_none() -> None:
    named = exempt().named
    loud = {
        where: text
        for where, text in spoken()
        if screen(text).level != "none" and not any(name in where for name in named)
    }
    assert loud == {}


def test_every_exemption_is_still_needed() -> None:
    loud = [where for where, text in spoken() if screen(text).level != "none"]
    for name in exempt().named:
        assert any(name in where for where in loud), f"{name} screens none and needs no exemption"


@pytest.mark.parametrize("name", ["feelings.yml", "needs.yml"])
def test_word_lists_are_looked_at(name: str) -> None:
    assert (CONTENT / name).exists()
    assert any(where.startswith(name.removesuffix(".yml")) for where, _ in spoken())
