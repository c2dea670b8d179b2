"""Check-ins go one at a time, each until it is noted as delivered: that is all a kill can repeat."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio

from bot.actions.checkins import CHECKIN
from bot.channels.base import Outgoing, Sent, Unreachable
from bot.coaching.records import Appointment
from bot.journal.queues import Outbox
from bot.nudges import dispatcher
from bot.runtime import unasked
from bot.runtime.coach import line
from bot.safety.permits import open_crisis
from bot.safety.screen import Screening

from .conftest import Guest, House, later

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


@pytest_asyncio.fixture(loop_scope="session")
async def kept(house: House, monkeypatch: pytest.MonkeyPatch) -> Guest:
    """Somebody whose check-in was committed by day, and never sent: Telegram was away, the process ended."""
    guest = await to_check_in_on(house)

    with monkeypatch.context() as away:
        away.setattr(house.app.sender, "submit", lambda rows: [])
        await house.app.dispatcher.look()
        await house.app.dispatcher.drain()
    assert checked(guest) == 0 and await rows_of(house, guest)
    return guest


async def rows_of(house: House, guest: Guest) -> list[Any]:
    """The check-ins that wait in the outbox for somebody."""
    waiting = await Outbox(house.app.journal).pending()
    return [row for row in waiting if (row.address, row.lane) == (guest.address, "checkins")]


async def started_again(house: House) -> None:
    """Has the outbox take up what it finds, as a process does that starts."""
    await house.app.sender.start()
    await house.settle()


async def test_one_that_was_kept_over_a_downtime_waits_for_the_morning(house: House, kept: Guest) -> None:
    later(house, hours=9)  # 04:00 in London
    await started_again(house)
    assert checked(kept) == 0 and len(await rows_of(house, kept)) == 1
    later(house, hours=3)
    await house.app.sender.rouse()
    await house.settle()
    assert checked(kept) == 0 and len(await rows_of(house, kept)) == 1
    later(house, hours=2)  # 09:00
    await house.app.sender.rouse()
    await house.settle()
    assert checked(kept) == 1 and await rows_of(house, kept) == []
    await house.app.sender.rouse()
    await house.settle()
    assert checked(kept) == 1


async def test_one_that_was_kept_goes_out_at_the_start_by_day(house: House, kept: Guest) -> None:
    later(house, hours=24)
    await started_again(house)
    assert checked(kept) == 1 and await rows_of(house, kept) == []


async def test_who_writes_by_night_is_answered_and_asked_how_it_is_now(house: House, kept: Guest) -> None:
    later(house, hours=9)
    await started_again(house)
    said = [message.text for message in await kept.say("hi")]
    assert line("utter_crisis_hello") in "\n".join(said) and checked(kept) == 0
    later(house, hours=5)
    await house.app.sender.rouse()
    await house.settle()
    assert checked(kept) == 0 and await rows_of(house, kept) == []


async def test_what_was_erased_meanwhile_does_not_come_in_the_morning(house: House, kept: Guest) -> None:
    later(house, hours=9)
    await started_again(house)
    await house.app.journal.erase(kept.user_id)
    later(house, hours=5)
    await house.app.sender.rouse()
    await house.settle()
    assert checked(kept) == 0


async def test_the_dispatcher_looks_for_it(
    house: House, kept: Guest, monkeypatch: pytest.MonkeyPatch
) -> None:
    later(house, hours=9)
    await started_again(house)
    later(house, hours=5)
    monkeypatch.setattr(dispatcher, "LEFT_AFTER", -1.0)
    await house.app.dispatcher.look()
    await house.app.dispatcher.drain()
    await house.settle()
    assert checked(kept) == 1
