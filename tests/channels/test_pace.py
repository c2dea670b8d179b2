"""The gate, in a time of its own."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.pace import Gate


class Time:
    """A clock that sleeping moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        for _ in range(3):
            await asyncio.sleep(0)
        self.now += seconds


@given(st.integers(1, 5), st.floats(0.5, 40), st.integers(1, 30))
def test_never_more_than_burst_and_rate_allow(burst: int, rate: float, number: int) -> None:
    async def scene() -> list[float]:
        time = Time()
        gate = Gate(rate, burst, time.clock, time.sleep)
        times: list[float] = []

        async def one() -> None:
            await gate.enter()
            times.append(time.now)

        await asyncio.gather(*(one() for _ in range(number)))
        return times

    times = asyncio.run(scene())
    assert len(times) == number
    for first in range(number):
        for last in range(first, number):
            assert last - first + 1 <= burst + (times[last] - times[first]) * rate + 1e-3


@pytest.mark.asyncio
async def test_the_urgent_pass_first_and_others_keep_their_order() -> None:
    time = Time()
    gate = Gate(1.0, 1, time.clock, time.sleep)
    order: list[str] = []

    async def one(name: str, priority: int) -> None:
        await gate.enter(priority)
        order.append(name)

    who = [("first", 1), ("a", 2), ("b", 1), ("c", 1), ("crisis", 0)]
    await asyncio.gather(*(one(*each) for each in who))
    assert order == ["first", "crisis", "b", "c", "a"]


@pytest.mark.asyncio
async def test_a_held_gate_opens_when_the_time_is_over_and_is_then_idle() -> None:
    time = Time()
    gate = Gate(None, 1, time.clock, time.sleep)
    gate.hold(7)
    assert not gate.idle
    await gate.enter()
    assert time.now == pytest.approx(7)
    assert gate.idle


@pytest.mark.asyncio
async def test_who_gives_up_waiting_takes_no_place() -> None:
    time = Time()
    gate = Gate(1.0, 1, time.clock, time.sleep)
    await gate.enter()
    quitter = asyncio.ensure_future(gate.enter())
    stayer = asyncio.ensure_future(gate.enter())
    await asyncio.sleep(0)
    quitter.cancel()
    await stayer
    assert time.now == pytest.approx(1)
