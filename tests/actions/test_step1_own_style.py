"""When the style check waits, and whose voice it leaves alone."""

from __future__ import annotations

import pytest

from bot.actions.step1_own_style import OwnStyleForm
from bot.coaching.records_style import StyleCheck
from bot.coaching.sitting import Sitting

from .room import NOW, Room


def stirred(*ratings: int) -> dict[str, object]:
    return Sitting(since=NOW, now=NOW, ratings=ratings).as_json(NOW)


@pytest.mark.asyncio
async def test_it_waits_after_a_high_number() -> None:
    room = Room(OwnStyleForm)
    room.slots["sitting"] = stirred(4, 8)
    assert await room.say("/style", "begin") == ["utter_style_not_now"]
    assert room.loop is None
    room.slots["sitting"] = stirred(8, 4)
    assert await room.say("/style", "begin") == ["utter_ask_style_how"]


@pytest.mark.asyncio
async def test_an_unsure_result_leaves_the_voice_as_it_was() -> None:
    room = Room(OwnStyleForm, voice="avoidant")
    await room.say("/style", "begin")
    await room.tap("8")
    for _ in range(8):
        said = await room.say("4")
    assert said == ["utter_ask_style_unsure_alike"]
    assert room.book.profile.voice == "avoidant" and room.slots.get("voice") is None


@pytest.mark.asyncio
async def test_a_sure_result_sets_the_voice() -> None:
    room = Room(OwnStyleForm)
    await room.say("/style", "begin")
    await room.tap("8")
    for value in ("6", "2", "6", "6", "2", "3", "6", "2"):
        await room.say(value)
    # the clock of this room stands still, so these answers are too fast to be sure of
    assert room.said == ["utter_ask_style_unsure_fast"]
    await room.tap("show")
    await room.say("more like 60 anxious 40 secure")
    assert room.book.profile.voice == "anxious"


@pytest.mark.asyncio
async def test_an_earlier_check_is_never_overwritten() -> None:
    times = {"created_at": NOW, "updated_at": NOW}
    first = StyleCheck(
        how="words", version="1", own_words="clingy", own={"anxious": 100}, complete=True, **times
    )
    room = Room(OwnStyleForm, first)
    assert await room.say("/style", "begin") == ["utter_ask_style_again"]
    assert await room.tap("words") == ["utter_ask_style_words"]
    await room.say("mostly secure these days")
    kept = await room.book.all(StyleCheck)
    assert len(kept) == 2 and first in kept
