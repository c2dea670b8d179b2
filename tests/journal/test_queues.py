"""The inbox and the outbox on both databases."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.base import Button, Outgoing
from bot.journal.journal import Journal
from bot.journal.queues import Inbox, NewUpdate, Outbox
from tests.journal.databases import Clock

ANNA, BEN = "a" * 32, "b" * 32


def new(update_id: int, clock: Clock, user_id: str = ANNA) -> NewUpdate:
    return NewUpdate(update_id, user_id, clock.now, {"text": f"text {update_id}"}, update_id % 2 == 0)


@pytest.mark.asyncio
async def test_updates_are_pending_in_order_until_finished(journal: Journal, clock: Clock) -> None:
    inbox = Inbox(journal)
    assert await inbox.add([new(n, clock) for n in (5, 2, 9)]) == {2, 5, 9}
    rows = await inbox.pending()
    assert [row.update_id for row in rows] == [2, 5, 9]
    assert [row.payload["text"] for row in rows] == ["text 2", "text 5", "text 9"]
    assert [row.carded for row in rows] == [True, False, False]
    assert {row.received_at for row in rows} == {clock.now}
    await inbox.finish(5)
    assert [row.update_id for row in await inbox.pending()] == [2, 9]


@pytest.mark.asyncio
async def test_repeats_are_known_for_48_hours_finished_or_not(journal: Journal, clock: Clock) -> None:
    inbox = Inbox(journal)
    await inbox.add([new(1, clock), new(2, clock)])
    await inbox.finish(1)
    assert await inbox.add([new(1, clock), new(2, clock), new(3, clock), new(3, clock)]) == {3}
    clock.pass_by(hours=47)
    assert await inbox.add([new(1, clock)]) == set()
    clock.pass_by(hours=2)
    assert await inbox.add([new(1, clock), new(2, clock)]) == {1}


@pytest.mark.asyncio
async def test_a_finished_update_keeps_its_id_and_time_alone(journal: Journal, clock: Clock) -> None:
    inbox = Inbox(journal)
    await inbox.add([new(1, clock)])
    await inbox.finish(1)
    with journal.pool.engine.connect() as connection:
        row = connection.exec_driver_sql("SELECT user_id, sealed, update_id FROM inbox").one()
    assert tuple(row) == (None, None, 1)


@pytest.mark.asyncio
async def test_messages_wait_in_order_and_come_back_whole(journal: Journal) -> None:
    outbox = Outbox(journal)
    said = [
        Outgoing("one", (Button("yes", "y"), Button("no", "/no")), "kb", "crisis"),
        Outgoing("", document=("notes.txt", "all of it")),
        Outgoing("three", lane="nudges"),
    ]
    rows = await outbox.add(ANNA, "telegram", "1", said)
    rows += await outbox.add(BEN, "terminal", "2", [Outgoing("hers")])
    assert [row.message for row in rows[:3]] == said
    assert [row.attempts for row in rows] == [0, 0, 0, 0]
    assert await outbox.pending() == rows
    assert sorted({row.id for row in rows}) == [row.id for row in rows]
    await outbox.attempt(rows[0].id)
    await outbox.attempt(rows[0].id, part=2)
    first = (await outbox.pending())[0]
    assert (first.attempts, first.part) == (2, 2)
    await outbox.drop(rows[1].id)
    await outbox.drop_user(BEN)
    assert [row.message.text for row in await outbox.pending()] == ["one", "three"]


@pytest.mark.asyncio
async def test_an_id_is_never_used_again(journal: Journal) -> None:
    outbox = Outbox(journal)
    seen = set()
    for _ in range(3):
        (row,) = await outbox.add(ANNA, "telegram", "1", [Outgoing("x")])
        seen.add(row.id)
        await outbox.drop(row.id)
    assert len(seen) == 3


@pytest.mark.asyncio
async def test_message_ids_of_48_hours_are_kept(journal: Journal, clock: Clock) -> None:
    outbox = Outbox(journal)
    one, two, three = await outbox.add(ANNA, "telegram", "1", [Outgoing("x")] * 3)
    await outbox.delivered(one, [11, 12])
    clock.pass_by(hours=47)
    await outbox.delivered(two, [13])
    assert await outbox.sent_ids(ANNA) == [11, 12, 13]
    assert await outbox.sent_ids(BEN) == []
    clock.pass_by(hours=2)
    assert await outbox.sent_ids(ANNA) == [13]
    await outbox.delivered(three, [])
    with journal.pool.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM message_ids").scalar() == 1
    assert await outbox.pending() == []


@pytest.mark.asyncio
async def test_a_delivery_after_erasure_leaves_nothing(journal: Journal) -> None:
    outbox = Outbox(journal)
    (row,) = await outbox.add(ANNA, "telegram", "1", [Outgoing("x")])
    await journal.erase(ANNA)
    await outbox.delivered(row, [11])
    assert await outbox.sent_ids(ANNA) == []


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=st.lists(st.lists(st.integers(0, 12), max_size=5), max_size=6))
@pytest.mark.asyncio
async def test_each_update_is_new_once(journal: Journal, clock: Clock, batches: list[list[int]]) -> None:
    inbox = Inbox(journal)
    clock.pass_by(hours=49)
    for row in await inbox.pending():
        await inbox.finish(row.update_id)
    clock.pass_by(hours=49)
    await inbox.add([])
    seen: set[int] = set()
    for batch in batches:
        assert await inbox.add([new(n, clock) for n in batch]) == set(batch) - seen
        seen |= set(batch)
    assert {row.update_id for row in await inbox.pending()} == seen
