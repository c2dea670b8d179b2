"""A line is worded by the profile of the turn, whatever the conversation's slots say."""

from __future__ import annotations

from typing import Any

import pytest

from bot.actions.books import Turn, current_turn
from bot.coaching.records import Profile
from bot.content import responses
from bot.journal.book import Book, Record
from bot.runtime.wording import OwnWording


async def _nothing(user: str, kind: str, id: str | None) -> list[Record]:
    return []


def said(name: str, profile: Profile, lines: dict[str, Any] | None = None) -> str:
    token = current_turn.set(Turn(Book("user", _nothing, profile)))
    try:
        found = OwnWording(lines or responses()).generate_from_slots(name, {"short": None}, "coach")
    finally:
        current_turn.reset(token)
    assert found is not None
    return str(found["text"])


def test_a_short_wording_outranks_a_voice() -> None:
    lines = {
        "utter_line": [
            {"text": "usual"},
            {"text": "voiced", "condition": [{"type": "slot", "name": "voice", "value": "anxious"}]},
            {"text": "short", "condition": [{"type": "slot", "name": "short", "value": True}]},
        ]
    }
    for profile, wording in (
        (Profile(voice="anxious", short=True), "short"),
        (Profile(voice="anxious"), "voiced"),
        (Profile(), "usual"),
    ):
        assert {said("utter_line", profile, lines) for _ in range(30)} == {wording}


SHORT = [
    name
    for name, wordings in responses().items()
    if any({"type": "slot", "name": "short", "value": True} in w.get("condition", ()) for w in wordings)
]


def test_the_longest_lines_of_the_everyday_rooms_have_a_shorter_one() -> None:
    assert len(SHORT) >= 30


@pytest.mark.parametrize("name", SHORT)
def test_the_short_mode_is_shorter_and_off_by_default(name: str) -> None:
    wordings = responses()[name]
    assert wordings[0].get("condition") is None
    usual, short = said(name, Profile()), said(name, Profile(short=True))
    assert len(short) < len(usual)
    assert [b["payload"] for b in wordings[0].get("buttons", ())] == [
        b["payload"] for b in wordings[-1].get("buttons", ())
    ]
