"""The outbox: everything arrives, in order, once, whatever the network and the store do."""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import replace
from datetime import datetime, timezone
from itertools import count
from typing import Any, Callable, Dict, List, Optional, Tuple, Union

import pytest

from bot.channels.base import Flood, Gone, Lane, Outgoing, Refused, Sent, Unreachable, Unsure
from bot.channels.outbox import REPEATS, Limits, Sender
from bot.channels.telegram import TelegramChannel
from bot.journal.queues import OutboxRow

from .bot_api import TOKEN, BotApi, Fault

HASTE = 100


async def hurry(seconds: float) -> None:
    await asyncio.sleep(seconds / HASTE)


def clock() -> float:
    return time.monotonic() * HASTE


class Store:
    """The rows of a journal, with a switch to make it fail."""

    def __init__(self) -> None:
        self.rows: Dict[int, OutboxRow] = {}
        self.attempts: List[Tuple[int, int]] = []
        self.ids: Dict[int, Tuple[int, ...]] = {}
        self.broken = False
        self._numbers = count(1)

    def add(self, address: str, text: str, lane: Lane = "replies", attempts: int = 1) -> OutboxRow:
        message = Outgoing(text, lane=lane)
        number = next(self._numbers)
        row = OutboxRow(number, address, "telegram", address, lane, message, attempts)
        self.rows[number] = row
        return row

    def _check(self) -> None:
        if self.broken:
            raise OSError("no database")

    async def pending(self) -> List[OutboxRow]:
        self._check()
        return list(self.rows.values())

    async def attempt(self, row_id: int, part: int) -> None:
        self._check()
        self.attempts.append((row_id, part))

    async def first_try(self, row_id: int) -> bool:
        self._check()
        row = self.rows.get(row_id)
        if row is None or row.attempts:
            return False
        self.rows[row_id] = replace(row, attempts=1)
        return True

    async def not_tried(self, row_id: int) -> None:
        self._check()
        self.rows[row_id] = replace(self.rows[row_id], attempts=0)

    async def delivered(self, row: OutboxRow, message_ids: Tuple[int, ...]) -> None:
        self._check()
        self.rows.pop(row.id, None)
        self.ids[row.id] = message_ids

    async def drop(self, row_id: int) -> None:
        self._check()
        self.rows.pop(row_id, None)


Answer = Union[Exception, Sent]


class Script:
    """A channel that answers each try as told, then well; it keeps what arrived."""

    def __init__(self, *answers: Answer, when: Optional[Callable[[str], Answer]] = None) -> None:
        self.answers, self.when = list(answers), when
        self.tried: List[Tuple[str, str, int]] = []
        self.arrived: List[Tuple[str, str]] = []

    async def send(self, address: str, message: Outgoing, part: int = 0) -> Sent:
        self.tried.append((address, message.text, part))
        await asyncio.sleep(0)
        answer = self.answers.pop(0) if self.answers else Sent((len(self.tried),))
        if self.when is not None:
            answer = self.when(message.text)
        if isinstance(answer, Exception):
            raise answer
        self.arrived.append((address, message.text))
        return answer


def sender(store: Store, channel: Any, **settings: Any) -> Sender:
    return Sender(store, {"telegram": channel}, clock=clock, sleep=hurry, **settings)


async def settled(outbox: Sender) -> None:
    assert await outbox.drain(8)


FAULTS: Dict[str, List[Fault]] = {
    "answered": [("429", 1), ("status", 500), ("html", 502), ("garbage", 0)],
    "cut": [("cut_before", 0), ("cut_after", 0)],
}


@pytest.mark.asyncio
@pytest.mark.parametrize("kind", FAULTS)
async def test_trouble_on_a_fifth_of_all_calls(kind: str) -> None:
    chance = random.Random(5)

    def plan(method: str, params: Dict[str, Any]) -> Optional[Fault]:
        return chance.choice(FAULTS[kind]) if chance.random() < 0.2 else None

    async with BotApi() as api:
        api.plan = plan
        channel = TelegramChannel(TOKEN, api.root, sleep=hurry)
        store = Store()
        outbox = sender(store, channel, limits=Limits.none())
        texts = [f"message {number}" for number in range(15)]
        for text in texts:
            outbox.submit([store.add(str(person), text) for person in range(1, 11)])
        await settled(outbox)
        await channel.stop()
        copies = 0
        for person in range(1, 11):
            found = api.delivered[person]
            assert list(dict.fromkeys(found)) == texts
            assert sorted(found, key=texts.index) == found
            copies += len(found) - len(texts)
        assert copies <= api.cuts_after
        assert kind == "cut" or copies == 0
        assert len(api.calls) > 150
        assert not store.rows


@pytest.mark.asyncio
async def test_refused_connections_on_a_fifth_of_all_calls() -> None:
    chance = random.Random(5)
    channel = Script(when=lambda _: Unreachable("refused") if chance.random() < 0.2 else Sent())
    store = Store()
    outbox = sender(store, channel, limits=Limits.none())
    for text in "abcdefghij":
        outbox.submit([store.add(str(person), text) for person in range(1, 11)])
    await settled(outbox)
    for person in range(1, 11):
        assert "".join(t for a, t in channel.arrived if a == str(person)) == "abcdefghij"
    assert store.attempts == []
    assert not store.rows


@pytest.mark.asyncio
async def test_a_server_that_is_away_for_a_while() -> None:
    async with BotApi() as api:
        await api.close()
        channel = TelegramChannel(TOKEN, api.root)
        store = Store()
        outbox = sender(store, channel)
        outbox.submit([store.add("7", "one"), store.add("7", "two")])
        await asyncio.sleep(0.1)
        assert outbox.waiting == 2
        await api.open()
        await settled(outbox)
        await channel.stop()
        assert api.delivered[7] == ["one", "two"]


@pytest.mark.asyncio
async def test_a_card_overtakes_its_chat_and_is_not_held_by_a_send_that_hangs() -> None:
    free = asyncio.Event()

    class Hanging(Script):
        async def send(self, address: str, message: Outgoing, part: int = 0) -> Sent:
            if message.lane != "crisis":
                await free.wait()
            return await super().send(address, message, part)

    channel, store = Hanging(), Store()
    outbox = sender(store, channel)
    outbox.submit([store.add("7", "a"), store.add("7", "b")])
    await asyncio.sleep(0)
    assert await asyncio.wait_for(outbox.submit_memory("telegram", "7", Outgoing("card", lane="crisis")), 2)
    free.set()
    await settled(outbox)
    assert channel.arrived == [("7", "card"), ("7", "a"), ("7", "b")]


@pytest.mark.asyncio
async def test_a_card_passes_the_queues_of_all_others() -> None:
    channel, store = Script(), Store()
    outbox = sender(store, channel, limits=Limits(overall_rate=30, overall_burst=1))
    outbox.submit([store.add(str(person), "x") for person in range(1, 60)])
    await asyncio.sleep(0)
    await outbox.submit_memory("telegram", "99", Outgoing("card", lane="crisis"))
    assert len(channel.arrived) < 10
    await settled(outbox)


@pytest.mark.asyncio
async def test_a_chat_gets_a_burst_and_then_one_a_second() -> None:
    times: List[float] = []
    channel = Script(when=lambda _: times.append(clock()) or Sent())  # type: ignore[func-returns-value]
    store = Store()
    outbox = sender(store, channel)
    outbox.submit([store.add("7", str(n)) for n in range(6)])
    await settled(outbox)
    assert times[2] - times[0] < 1
    assert times[5] - times[2] > 3 - 0.5


@pytest.mark.asyncio
async def test_a_429_holds_its_own_chat_alone() -> None:
    store = Store()
    flooded = [Flood(50)]
    when: Dict[str, float] = {}

    def answer(text: str) -> Answer:
        if text == "a" and flooded:
            return flooded.pop()
        when[text] = clock()
        return Sent()

    outbox = sender(store, Script(when=answer))
    began = clock()
    outbox.submit([store.add("1", "a"), store.add("1", "b"), store.add("2", "c")])
    await settled(outbox)
    assert when["c"] - began < 40
    assert 49 <= when["a"] - began <= when["b"] - began


@pytest.mark.asyncio
async def test_a_refused_message_is_tried_once_and_does_not_hold_the_next() -> None:
    channel, store = Script(Refused("400")), Store()
    outbox = sender(store, channel)
    outbox.submit([store.add("7", "bad"), store.add("7", "good")])
    await settled(outbox)
    assert [text for _, text, _ in channel.tried] == ["bad", "good"]
    assert not store.rows


@pytest.mark.asyncio
async def test_someone_who_left_is_noted_and_nothing_more_is_tried() -> None:
    gone: List[str] = []

    async def on_gone(user_id: str) -> None:
        gone.append(user_id)

    channel = Script(when=lambda text: Gone("403") if text == "x" else Sent())
    store = Store()
    outbox = sender(store, channel, on_gone=on_gone)
    outbox.submit([store.add("7", "x"), store.add("7", "y"), store.add("8", "z")])
    await settled(outbox)
    assert gone == ["7"]
    assert not store.rows
    assert [text for _, text in channel.arrived] == ["z"]


@pytest.mark.asyncio
async def test_an_unsure_reply_is_repeated_five_times_each_noted_before() -> None:
    channel, store = Script(*[Unsure("cut")] * (REPEATS + 1)), Store()
    outbox = sender(store, channel)
    row = store.add("7", "a")
    outbox.submit([row, store.add("7", "b")])
    await settled(outbox)
    assert [text for _, text, _ in channel.tried] == ["a"] * (1 + REPEATS) + ["b"]
    assert store.attempts == [(row.id, 0)] * REPEATS
    assert not store.rows


@pytest.mark.asyncio
async def test_an_unsure_nudge_counts_as_sent_now_and_after_a_restart() -> None:
    channel, store = Script(Unsure("cut")), Store()
    outbox = sender(store, channel)
    outbox.submit([store.add("7", "a", "nudges")])
    await settled(outbox)
    store.add("7", "b", "nudges", attempts=1)
    store.add("7", "c", "nudges", attempts=0)
    after = sender(store, channel)
    await after.start()
    await settled(after)
    assert [text for _, text, _ in channel.tried] == ["a", "c"]
    assert not store.rows


@pytest.mark.asyncio
async def test_a_long_message_goes_on_at_the_piece_that_failed() -> None:
    channel = Script(Sent((1,), 1), Unsure("cut"), Sent((2,), 2), Unreachable("502"), Sent((3,)))
    store = Store()
    outbox = sender(store, channel)
    row = store.add("7", "long")
    outbox.submit([row])
    await settled(outbox)
    assert [part for _, _, part in channel.tried] == [0, 1, 1, 2, 2]
    assert store.attempts == [(row.id, 1), (row.id, 1), (row.id, 2)]
    assert store.ids[row.id] == (1, 2, 3)


@pytest.mark.asyncio
async def test_a_restart_takes_up_what_was_left_in_order() -> None:
    channel, store = Script(), Store()
    rows = [store.add("7", "a"), store.add("7", "b", attempts=0)]
    outbox = sender(store, channel)
    await outbox.start()
    outbox.submit([rows[0], store.add("7", "c")])
    await settled(outbox)
    assert [text for _, text in channel.arrived] == ["a", "b", "c"]
    assert store.attempts == [(rows[0].id, 0), (rows[1].id, 0)]


@pytest.mark.asyncio
async def test_a_store_that_fails_neither_stops_sending_nor_makes_it_send_twice() -> None:
    channel, store = Script(Unsure("cut")), Store()
    outbox = sender(store, channel)
    rows = [store.add("7", "a"), store.add("7", "b")]
    store.broken = True
    outbox.submit(rows)
    assert await outbox.submit_memory("telegram", "7", Outgoing("apology"))
    assert len(store.rows) == 2
    store.broken = False
    outbox.submit(rows)
    await outbox.start()
    while store.rows:
        await asyncio.sleep(0.005)
    await settled(outbox)
    assert [text for _, text in channel.arrived] == ["a", "b", "apology"]


@pytest.mark.asyncio
async def test_what_is_forgotten_is_not_sent() -> None:
    channel, store = Script(*[Unreachable("down")] * 3), Store()
    outbox = sender(store, channel)
    row = store.add("7", "a")
    outbox.submit([row])
    lost = outbox.submit_memory("telegram", "7", Outgoing("b"))
    await asyncio.sleep(0)
    assert outbox.discard("telegram", "7") == [row]
    receipt = outbox.submit_memory("telegram", "7", Outgoing("receipt"))
    assert await receipt
    assert not await lost
    await settled(outbox)
    assert [text for _, text in channel.arrived] == ["receipt"]


@pytest.mark.asyncio
async def test_stopping_leaves_in_the_store_what_did_not_go_out() -> None:
    channel, store = Script(when=lambda _: Unreachable("down")), Store()
    outbox = sender(store, channel)
    outbox.submit([store.add("7", "a")])
    card = outbox.submit_memory("telegram", "7", Outgoing("card", lane="crisis"))
    assert not await outbox.drain(0.05)
    assert len(store.rows) == 1
    assert not await card
    assert outbox.waiting == 0


@pytest.mark.asyncio
async def test_stopping_lets_the_call_in_hand_end_and_starts_no_other() -> None:
    let_go, store = asyncio.Event(), Store()

    class Slow(Script):
        async def send(self, address: str, message: Outgoing, part: int = 0) -> Sent:
            await let_go.wait()
            return await super().send(address, message, part)

    channel = Slow()
    outbox = sender(store, channel)
    outbox.submit([store.add("7", "a"), store.add("7", "b")])
    await asyncio.sleep(0)
    stopping = asyncio.create_task(outbox.drain(0))
    await asyncio.sleep(0)
    let_go.set()
    assert not await stopping
    assert channel.arrived == [("7", "a")]
    assert [row.message.text for row in store.rows.values()] == ["b"]


@pytest.mark.asyncio
async def test_an_idle_chat_takes_no_memory() -> None:
    channel, store = Script(), Store()
    outbox = sender(store, channel, limits=Limits(overall_rate=None))
    outbox.submit([store.add(str(person), "x") for person in range(1, 200)])
    while outbox.waiting:
        await asyncio.sleep(0.005)
    await asyncio.sleep(0.06)
    await outbox.submit_memory("telegram", "7", Outgoing("y"))
    await settled(outbox)
    assert len(outbox._lines) == 0
    assert len(outbox._gates) == 1


@pytest.mark.asyncio
async def test_a_card_is_never_given_up_while_nobody_knows() -> None:
    channel, store = Script(*[Unsure("cut")] * (3 * REPEATS)), Store()
    outbox = sender(store, channel)
    done = outbox.submit_memory("telegram", "7", Outgoing("card", lane="crisis"))
    await settled(outbox)
    assert await done
    assert channel.arrived == [("7", "card")]


@pytest.mark.asyncio
async def test_an_alert_goes_before_replies_and_never_twice() -> None:
    channel, store = Script(Unsure("cut")), Store()
    outbox = sender(store, channel, limits=Limits(overall_rate=1.0, overall_burst=1))
    outbox.submit_memory("telegram", "5", Outgoing("alert", lane="alerts"))
    await settled(outbox)
    assert [text for _, text, _ in channel.tried] == ["alert"]
    channel = Script()
    outbox = sender(store, channel, limits=Limits(overall_rate=1.0, overall_burst=1))
    outbox.submit([store.add(str(chat), "reply") for chat in range(3)])
    outbox.submit_memory("telegram", "5", Outgoing("alert", lane="alerts"))
    await settled(outbox)
    assert [text for _, text, _ in channel.tried].index("alert") <= 1


@pytest.mark.asyncio
async def test_a_nudge_goes_out_only_once_its_one_try_is_noted() -> None:
    store, script = Store(), Script()
    outbox = sender(store, script)
    store.broken = True
    outbox.submit([store.add("7", "a", "nudges", attempts=0)])
    while not outbox.waiting or script.tried:
        await asyncio.sleep(0)
    await hurry(2)
    assert script.tried == []
    store.broken = False
    await settled(outbox)
    assert script.arrived == [("7", "a")]


@pytest.mark.asyncio
async def test_a_nudge_that_another_process_tried_or_that_was_withdrawn_is_let_go() -> None:
    store, script = Store(), Script()
    outbox = sender(store, script)
    tried, withdrawn = (store.add(chat, "a", "nudges", attempts=0) for chat in ("7", "8"))
    assert await store.first_try(tried.id)
    del store.rows[withdrawn.id]
    outbox.submit([tried, withdrawn])
    await settled(outbox)
    assert script.tried == []
    assert list(store.rows) == [tried.id], "who tried it ends it"


@pytest.mark.asyncio
@pytest.mark.parametrize("trouble", [Flood(1), Unreachable("no")])
async def test_a_nudge_that_surely_did_not_arrive_is_tried_again_by_whoever_comes_next(trouble: Any) -> None:
    store, script = Store(), Script(trouble)
    outbox = sender(store, script)
    row = store.add("7", "a", "nudges", attempts=0)
    outbox.submit([row])
    while not script.tried or store.rows[row.id].attempts:
        await asyncio.sleep(0)
    await settled(outbox)
    assert script.arrived == [("7", "a")]
    assert not store.rows


@pytest.mark.asyncio
async def test_a_nudge_past_its_time_is_dropped_and_replies_are_not() -> None:
    store, script = Store(), Script()
    outbox = sender(store, script, wall=lambda: 100.0)
    late, good = (store.add("7", text, "nudges", attempts=0) for text in ("late", "good"))
    outbox.submit(
        [
            replace(late, message=Outgoing("late", lane="nudges", until=99.0)),
            replace(good, message=Outgoing("good", lane="nudges", until=101.0)),
            store.add("8", "reply"),
        ]
    )
    await settled(outbox)
    assert sorted(script.arrived) == [("7", "good"), ("8", "reply")]
    assert not store.rows


@pytest.mark.asyncio
async def test_only_the_nudges_of_a_chat_are_withdrawn() -> None:
    store, script = Store(), Script()
    outbox = sender(store, script)
    outbox.submit([store.add("7", "nudge", "nudges", attempts=0), store.add("7", "reply")])
    outbox.submit([store.add("8", "nudge", "nudges", attempts=0)])
    assert len(outbox.discard("telegram", "7", ("nudges",))) == 1
    await settled(outbox)
    assert sorted(script.arrived) == [("7", "reply"), ("8", "nudge")]


@pytest.mark.asyncio
async def test_what_keeps_to_hours_waits_for_them_in_the_store_and_holds_nothing_up() -> None:
    store, script = Store(), Script()
    now = [datetime(2026, 5, 5, 3, tzinfo=timezone.utc).timestamp()]
    outbox = sender(store, script, wall=lambda: now[0])
    early = store.add("1", "by day", "checkins")
    early = replace(early, message=replace(early.message, hours=(("Etc/UTC", "09:00", "21:00"),)))
    store.rows[early.id] = early
    (end,) = outbox.submit([early])
    outbox.submit([store.add("1", "an answer")])
    assert await asyncio.wait_for(end, 8) is False
    await settled(outbox)
    assert script.arrived == [("1", "an answer")] and list(store.rows) == [early.id]
    outbox = sender(store, script, wall=lambda: now[0])  # a later process, still by night
    await outbox.start()
    await asyncio.sleep(0)
    await outbox.rouse()
    await asyncio.sleep(0)
    assert outbox.waiting == 0 and list(store.rows) == [early.id]
    now[0] += 6 * 3600
    await outbox.rouse()
    await settled(outbox)
    assert script.arrived[1:] == [("1", "by day")] and not store.rows


@pytest.mark.asyncio
async def test_what_waits_for_its_hours_goes_with_all_that_is_discarded() -> None:
    store, script = Store(), Script()
    outbox = sender(store, script, wall=lambda: 0.0)
    early = store.add("1", "by day", "checkins")
    early = replace(early, message=replace(early.message, hours=(("Etc/UTC", "09:00", "21:00"),)))
    outbox.submit([early])
    await asyncio.sleep(0)
    assert outbox.discard("telegram", "1", ("nudges",)) == []
    assert outbox.discard("telegram", "1") == [early]
    await outbox.rouse()
    await settled(outbox)
    assert script.tried == []
