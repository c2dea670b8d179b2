"""A minor who says so later: coaching ends, a copy is offered, and all is gone within a day (F02, MN3)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.actions.appointments import LET_GO
from bot.coaching.records import Appointment, Trigger, Wish

from .conversations.conftest import theatre  # noqa: F401
from .conversations.player import EVENING, Somebody, Theatre

pytestmark = pytest.mark.asyncio(loop_scope="session")
NOTE = {"kind": "trigger", "situation": "he forgot again"}


async def told(theatre: Theatre, **known: Any) -> Somebody:  # noqa: F811
    """Somebody who has written a note and asked for a reminder, and then says that they are fifteen."""
    theatre.clock.now = EVENING
    somebody = theatre.somebody()
    reminder = {"kind": "appointment", "due_at": EVENING + timedelta(hours=2), "line": "utter_lists_due"}
    await somebody.given(country="GB", records=[NOTE, reminder], **known)
    await somebody.say("im 15 btw, is that ok")
    assert "utter_ask_forget_minor" in await somebody.say("[Yes]")
    return somebody


async def kept(somebody: Somebody, kind: Any) -> int:
    return len(await (await somebody.book()).all(kind))


async def due(theatre: Theatre, somebody: Somebody, **time: float) -> list[str]:  # noqa: F811
    """Moves the clock on and lets fall due what is due; returns what is said."""
    theatre.clock.now += timedelta(**time)
    before = len(theatre.replies)
    for user_id, entry in await theatre.app.journal.due(theatre.clock()):
        if user_id == somebody.user_id:
            theatre.app.coach.remind(user_id, entry)
    await theatre.app.coach.drain()
    return [name for reply in theatre.replies[before:] for name in reply.responses]


async def test_the_copy_comes_before_it_is_erased(theatre: Theatre) -> None:  # noqa: F811
    somebody = await told(theatre)
    said = await somebody.say("[Copy first]")
    assert said == ["utter_minor_kept"]
    copies = [message.document for message in somebody.messages if message.document]
    assert len(copies) == 2 and all("he forgot again" in text for _, text in copies)
    assert await kept(somebody, Trigger) == 0 and (await somebody.book()).last_seen_at is None
    assert await theatre.app.journal.is_minor("test", somebody.address, theatre.clock())


async def test_unanswered_it_is_erased_within_a_day_without_a_word(theatre: Theatre) -> None:  # noqa: F811
    somebody = await told(theatre)
    assert await due(theatre, somebody, hours=3) == [] and await kept(somebody, Trigger) == 1
    assert await due(theatre, somebody, hours=20, minutes=30) == []
    assert await kept(somebody, Trigger) == 0 and (await somebody.book()).last_seen_at is None
    assert await theatre.app.journal.is_minor("test", somebody.address, theatre.clock())
    assert await somebody.say("/trigger") == []  # the youth lines, without the dialogue


async def test_until_then_nothing_is_coached_or_sent_but_what_is_theirs_is(
    theatre: Theatre,  # noqa: F811
) -> None:
    somebody = await told(theatre)
    waiting = await (await somebody.book()).all(Appointment)
    assert not [one for one in waiting if one.line != LET_GO]
    await somebody.say("later")
    for text in ("my boyfriend ignored me all evening and im boiling", "/rehearse", "hi", "/journal"):
        assert await somebody.say(text) == [] and somebody.messages
    assert "utter_ask_crisis_attempt" in await somebody.say("i want to kill myself")
    await somebody.say("stop")
    assert "utter_ask_forget_minor" in await somebody.say("/forget")
    await somebody.say("[Erase it now]")
    assert await kept(somebody, Trigger) == 0 and await kept(somebody, Wish) == 0
