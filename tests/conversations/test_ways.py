"""Somebody put at a question stands where somebody stands who went the whole way there."""

from __future__ import annotations

import pytest

from .player import Somebody, Theatre, Ways

EVERY = 25
"""One way in so many is walked again."""
SAID = ("what does that mean", "go back", "hello", "...")


async def heard(somebody: Somebody) -> list[object]:
    """Returns what is spoken, and what is open, as they say some things."""
    return [(await somebody.say(text), await somebody.open_question()) for text in SAID]


@pytest.mark.asyncio(loop_scope="session")
async def test_put_there_and_walked_there_are_one(theatre: Theatre, ways: Ways) -> None:
    for key in sorted(ways)[::EVERY]:
        walker = theatre.somebody()
        for step in ways[key].steps:
            await walker.do(step)
        assert await walker.open_question() == key
        walked = await heard(walker)
        assert await heard(await theatre.at(ways[key])) == walked, key
