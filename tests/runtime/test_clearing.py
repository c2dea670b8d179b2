"""What `/hide` does to the chat: both sides of two days go, nothing comes unasked (rules HD2, HD3)."""

from __future__ import annotations

import pytest

from bot.coaching.hiding import sealed
from bot.coaching.records import Appointment
from tests.runtime.conftest import House, later

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_hiding_clears_both_sides_of_two_days(house: House) -> None:
    guest = await house.guest().settled_in()
    told = guest.update("text", "he looked at his phone all evening")
    await guest.give(told)
    before = len(house.wire.arrived)
    done = await guest.say("/hide")
    address, ids = house.wire.cleared[-1]
    ours = [n for n, (to, _) in enumerate(house.wire.arrived[:before], 1) if to == guest.address]
    assert address == guest.address and set(ours) | {told.message_id} <= set(ids)
    assert len(done) == 1
    await guest.say("/hide")
    assert not set(ours) & set(house.wire.cleared[-1][1])


async def test_hiding_ends_what_would_come_unasked(house: House) -> None:
    guest = await house.guest().settled_in()
    book = await house.app.journal.book(guest.user_id)
    now = house.clock()
    book.put(Appointment(created_at=now, updated_at=now, due_at=now, line="utter_lists_due"))
    await house.app.journal.commit(book)
    await guest.say("/hide")
    assert await (await house.app.journal.book(guest.user_id)).all(Appointment) == []


async def test_the_dull_word_comes_once_an_hour(house: House) -> None:
    guest = await house.guest().settled_in()
    await guest.say("/hide")
    book = await house.app.journal.book(guest.user_id)
    book.update_profile(hidden=True, hidden_word=sealed("marmalade", guest.user_id))
    await house.app.journal.commit(book)
    assert [len(await guest.say("hello")) for _ in range(3)] == [0, 0, 0]
    later(house, hours=1)
    assert [len(await guest.say("hello")) for _ in range(3)] == [1, 0, 0]
