"""Check-ins go one at a time, each until it is noted as delivered: that is all a kill can repeat."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.actions.checkins import CHECKIN
from bot.channels.base import Outgoing, Sent, Unreachable
from bot.coaching.records import Appointment
from bot.journal.queues import Outbox
from bot.runtime import unasked
from bot.runtime.coach import line
from bot.safety.permits import open_crisis
from bot.safety.screen import Screening

from .conftest import Guest, House

pytestmark = pytest.mark.asyncio(loop_scope="session")
PEOPLE = 6
TURNS = 40
"""Calls to the database while one message is on the wire: room for others to begin."""


async def to_check_in_on(house: House) -> Guest:
    """Somebody whose check-in is due."""
    guest = await house.guest().settled_in()
    book, now = await house.app.journal.book(guest.user_id), house.clock()
    crisis = open_crisis([], Screening("crisis", "SU"), now - timedelta(days=1))
    book.put(crisis.copy(update={"followup_wanted": True}))
    book.put(Appointment(created_at=now, updated_at=now, due_at=now, line=CHECKIN))
    book.update_profile(zone="Europe/London")
    await house.app.journal.commit(book)
    return guest


def checked(guest: Guest) -> int:
    return sum(message.text == line(CHECKIN) for message in guest.heard)


async def test_one_is_on_the_wire_at_a_time_and_is_over_once_noted(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    guests = [await to_check_in_on(house) for _ in range(PEOPLE)]
    ours, send, beside = {guest.address for guest in guests}, house.wire.send, []

    async def slowly(address: str, message: Outgoing, part: int = 0) -> Sent:
        for _ in range(TURNS):
            waiting = await Outbox(house.app.journal).pending()
        beside.append({row.address for row in waiting} & ours - {address})
        return await send(address, message, part)

    monkeypatch.setattr(house.wire, "send", slowly)
    await house.app.dispatcher.look()
    await house.app.dispatcher.drain()
    assert [row for row in await Outbox(house.app.journal).pending() if row.address in ours] == []
    assert [checked(guest) for guest in guests] == [1] * PEOPLE
    assert beside == [set()] * PEOPLE


async def test_a_channel_that_is_away_holds_nobody_else_for_long(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    guests = [await to_check_in_on(house) for _ in range(PEOPLE)]
    send = house.wire.send

    async def away(*_: Any) -> Sent:
        raise Unreachable

    monkeypatch.setattr(house.wire, "send", away)
    monkeypatch.setattr(unasked, "NOTED_WITHIN", 0.0)
    await house.app.dispatcher.look()
    await house.app.dispatcher.drain()
    kept = {row.address for row in await Outbox(house.app.journal).pending()}
    assert kept >= {guest.address for guest in guests}
    monkeypatch.setattr(house.wire, "send", send)
    await house.settle()
    assert [checked(guest) for guest in guests] == [1] * PEOPLE
