"""A nudge through the assembled program: sent in its person's line, met by words, ended by a block."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.coaching.records import Appointment
from bot.coaching.records_nudges import NudgePlan
from bot.nudges.plan import scheduled
from tests.runtime.conftest import Guest, House, later

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def asked_for(house: House) -> Guest:
    """Somebody who asked for a nudge every morning."""
    guest = await house.guest().settled_in()
    book, now = await house.app.journal.book(guest.user_id), house.clock()
    fields: dict[str, Any] = {"zone": "Europe/London", "place": "London", "at": "09:30", "anchor": now.date()}
    plan = NudgePlan(created_at=now, updated_at=now, days=tuple(range(7)), **fields)
    book.put(scheduled(plan, now))
    await house.app.journal.commit(book)
    return guest


async def plan_of(house: House, guest: Guest) -> NudgePlan:
    return (await (await house.app.journal.book(guest.user_id)).all(NudgePlan))[-1]


async def due(house: House, guest: Guest) -> list[Any]:
    """Moves on to when it is due; returns what arrives for them."""
    before, due_at = len(guest.heard), (await plan_of(house, guest)).due_at
    assert due_at is not None
    house.clock.now = due_at
    await house.app.dispatcher.look()
    await house.app.dispatcher.drain()
    await house.settle()
    return guest.heard[before:]


async def test_it_comes_once_and_an_answer_is_an_answer(house: House) -> None:
    guest = await asked_for(house)
    (message,) = await due(house, guest)
    assert message.buttons
    book = await house.app.journal.book(guest.user_id)
    assert book.profile.nudged_at == house.clock()
    assert message.keyboard in book.keyboards
    assert book.latest_keyboard != message.keyboard, "what was open stays open"
    await guest.say("the evening was quiet")
    book = await house.app.journal.book(guest.user_id)
    assert book.profile.nudged_at is None
    assert (await plan_of(house, guest)).unanswered == 0


async def test_blocked_it_is_off_and_comes_back_only_when_asked_for(house: House) -> None:
    guest = await asked_for(house)
    await guest.give(guest.update("blocked"))
    plan = await plan_of(house, guest)
    assert (plan.off, plan.due_at) == ("user", None)
    await guest.give(guest.update("unblocked"))
    later(house, days=2)
    await house.app.dispatcher.look()
    await house.app.dispatcher.drain()
    assert (await plan_of(house, guest)).off == "user"


async def test_a_crisis_turns_it_off_in_the_same_turn(house: House) -> None:
    guest = await asked_for(house)
    await guest.say("i want to kill myself")
    assert (await plan_of(house, guest)).off == "crisis"


async def test_a_reminder_does_not_count_as_having_been_heard(house: House) -> None:
    guest = await asked_for(house)
    book, now = await house.app.journal.book(guest.user_id), house.clock()
    made = {"created_at": now, "updated_at": now, "due_at": now + timedelta(hours=3)}
    book.put(Appointment(line="utter_how_did_it_go", **made))
    await house.app.journal.commit(book)
    seen = (await house.app.journal.book(guest.user_id)).last_seen_at
    later(house, hours=3)
    await house.app.dispatcher.look()
    await house.app.dispatcher.drain()
    assert (await house.app.journal.book(guest.user_id)).last_seen_at == seen


async def test_it_keeps_to_the_clock_where_they_live(house: House) -> None:
    guest = await asked_for(house)
    await due(house, guest)
    at = house.clock().astimezone(ZoneInfo("Europe/London"))
    assert (at.hour, at.minute // 5) == (9, 6)
