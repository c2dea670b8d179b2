"""A one-off appointment is said once, in its time, and not where records forbid it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.coaching.records import Appointment
from bot.safety.permits import open_crisis
from bot.safety.screen import Screening

from .conversations.conftest import theatre  # noqa: F401
from .conversations.player import Somebody, Theatre


async def made(somebody: Somebody, line: str) -> Appointment:
    now = somebody.theatre.clock()
    appointment = Appointment(created_at=now, updated_at=now, due_at=now + timedelta(hours=1), line=line)
    book = await somebody.book()
    book.put(appointment)
    await somebody.theatre.app.journal.commit(book)
    return appointment


async def due(theatre: Theatre, somebody: Somebody) -> list[str]:  # noqa: F811
    """Lets the clock reach the hour and returns what is said to this person then."""
    theatre.clock.now += timedelta(hours=2)
    before = len(theatre.replies)
    await theatre.app.dispatcher.look()
    await theatre.app.dispatcher.look()
    await theatre.app.dispatcher.drain()
    return [name for reply in theatre.replies[before:] for name in reply.responses]


@pytest.mark.asyncio(loop_scope="session")
async def test_is_said_once_and_is_over(theatre: Theatre) -> None:  # noqa: F811
    somebody = theatre.somebody()
    await somebody.given(country="GB")
    await made(somebody, "utter_how_did_it_go")
    assert await theatre.app.dispatcher.look() == 0
    assert await due(theatre, somebody) == ["utter_how_did_it_go"]
    assert await due(theatre, somebody) == []
    assert await (await somebody.book()).all(Appointment) == []


@pytest.mark.asyncio(loop_scope="session")
async def test_nothing_about_a_talk_after_a_crisis(theatre: Theatre) -> None:  # noqa: F811
    somebody = theatre.somebody()
    await somebody.given(country="GB")
    book = await somebody.book()
    book.put(open_crisis([], Screening("crisis", "SU"), theatre.clock()))
    await theatre.app.journal.commit(book)
    await made(somebody, "utter_how_did_it_go")
    assert await due(theatre, somebody) == []


@pytest.mark.asyncio(loop_scope="session")
async def test_a_wanted_check_in_asks_how_it_is(theatre: Theatre) -> None:  # noqa: F811
    somebody = theatre.somebody()
    await somebody.given(country="GB")
    book = await somebody.book()
    crisis = open_crisis([], Screening("crisis", "SU"), theatre.clock())
    book.put(crisis.copy(update={"followup_wanted": True}))
    await theatre.app.journal.commit(book)
    await made(somebody, "utter_ask_crisis_followup")
    assert await due(theatre, somebody) == ["utter_ask_crisis_followup"]
    assert "utter_card" in await somebody.say("[Worse]")
