"""The room for a thought: where it starts from, and what it leaves alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.actions.unhelpful_thoughts import ThoughtForm
from bot.coaching.records import ThoughtRecord, Trigger
from bot.coaching.sitting import Sitting
from bot.safety.records import Person

from .room import NOW, Room

AT: dict[str, Any] = {"created_at": NOW, "updated_at": NOW}


def note(**more: Any) -> Trigger:
    return Trigger(**{**AT, "situation": "he forgot", "thought": "he is bored of me", **more})


def kept(room: Room) -> list[ThoughtRecord]:
    return [record for record in room.book.changes.values() if isinstance(record, ThoughtRecord)]


@pytest.mark.asyncio
async def test_a_press_starts_from_the_latest_note_of_this_sitting() -> None:
    older, latest = note(thought="im boring", updated_at=NOW - timedelta(minutes=5)), note()
    room = Room(ThoughtForm, older, latest)
    room.slots["sitting"] = Sitting(since=NOW - timedelta(minutes=9), now=NOW).as_json(NOW)
    await room.tap("thought")
    assert room.question == "thought_belief"
    assert [(record.thought, record.trigger) for record in kept(room)] == [("he is bored of me", latest.id)]


@pytest.mark.asyncio
@pytest.mark.parametrize("days", [0, 1])
async def test_a_note_of_another_day_or_looked_at_already_is_not_taken(days: int) -> None:
    told = note(updated_at=NOW - timedelta(days=days))
    seen = [] if days else [ThoughtRecord(thought="he is bored of me", trigger=told.id, **AT)]
    room = Room(ThoughtForm, told, *seen)
    await room.tap("thought")
    assert room.question == "thought_thought"


@pytest.mark.asyncio
@pytest.mark.parametrize(("rating", "question"), [(9, None), (8, None), (7, "thought_belief")])
async def test_a_high_number_of_this_sitting_comes_first(rating: int, question: str) -> None:
    room = Room(ThoughtForm)
    room.slots["sitting"] = Sitting(since=NOW, now=NOW, ratings=(rating,)).as_json(NOW)
    await room.say("nobody loves me", "unhelpful_thought")
    assert room.question == question
    assert room.slots.get("then") == (None if question else "practice_form")
    assert len(kept(room)) == bool(question)


@pytest.mark.asyncio
@pytest.mark.parametrize(("flag", "asked"), [(None, "thought_pattern"), (NOW, "thought_second")])
async def test_blame_is_not_shared_out_while_anybody_is_dangerous(flag: Any, asked: str) -> None:
    people = (Person(label="Jo", **AT), Person(label="Marco", dv_flag_at=flag, **AT))
    room = Room(ThoughtForm, *people)
    await room.say("its my fault Jo cancelled", "unhelpful_thought")
    for answer in ("70", "she was short with me", "she was ill"):
        assert room.question in ("thought_belief", "thought_for", "thought_against")
        await room.say(answer)
    assert room.question == asked
    assert kept(room)[0].pattern is None


@pytest.mark.asyncio
async def test_a_thought_about_a_dangerous_person_is_neither_tested_nor_kept() -> None:
    room = Room(ThoughtForm, Person(label="Marco", dv_flag_at=NOW, **AT))
    await room.say("Marco is bored of me", "unhelpful_thought")
    assert room.question == "thought_blocked" and not kept(room)


@pytest.mark.asyncio
async def test_a_text_without_a_thought_is_asked_for_one_and_then_not_forever() -> None:
    room = Room(ThoughtForm)
    await room.say("/thought", "begin")
    long = "he said this and then that and " * 6
    spoken = [await room.say(long) for _ in range(3)]
    assert spoken[0] == ["utter_ask_thought_thought_one"]
    assert spoken[1][0] == spoken[2][0] == "utter_ask_again"
    assert not kept(room)
