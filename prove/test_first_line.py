"""The first line of help whatever else fails, and the alert in time: issue 5's first bars."""

from __future__ import annotations

import asyncio
import time
from typing import Any, Callable, Optional

import pytest

from bot.runtime.coach import line
from prove.on_call import GROUP, OnCall, alone
from prove.test_outages import A_SECOND, CARD_WITHIN, CRISIS, OTHER, carded, database, speak  # noqa: F401
from prove.town import Coach, Person, Town, percentile, percentiles
from tests.channels.bot_api import Fault

SECONDS = 30
ALERT_WITHIN = 5.0
CASES = 20


def desk_fails(method: str, params: dict[str, Any]) -> Optional[Fault]:
    """Every call about the chat on call meets trouble."""
    return ("status", 500) if str(params.get("chat_id")) == str(GROUP) else None


@pytest.mark.asyncio
async def test_nothing_works_but_the_line(
    database: Any,  # noqa: F811
    town: Town,
    coach: Coach,
    show: Callable[[str], None],
) -> None:
    coach.environment["COACH_OPERATOR_CHAT_ID"] = str(GROUP)
    environment = coach.environment
    coach = Coach(coach.folder, town, start=("-m", "prove.modelless"))
    coach.environment = {**environment, "COACH_HTTP_PORT": str(coach.port)}
    town.plan = desk_fails
    people: list[Person] = []

    def alternately(number: int) -> tuple[Person, str]:
        people.append(town.person())
        return people[-1], OTHER if number % 2 else CRISIS

    try:
        await coach.start("/health")
        await asyncio.gather(*(town.person().ask(OTHER, 60) for _ in range(20)))
        await asyncio.sleep(5)  # what is loaded at the start is loaded
        assert not await coach.ready()
        async with database.gone():
            spoken = await speak(alternately, SECONDS)
            await asyncio.gather(*(p.hears(1, 20) for p in people))
            assert coach.running
        page = await coach.page("/metrics")
    finally:
        coach.kill()
    in_crisis = [p for p, text in spoken if text == CRISIS]
    times = [seconds for p in in_crisis for seconds in carded(p)]
    sorry = sum(h.text == line("utter_apology") for p, text in spoken if text == OTHER for h in p.heard)
    counted = next(x for x in page.splitlines() if x.startswith("coach_first_line_seconds_count"))
    show(
        f"no database, no model, a chat on call that answers 500; {A_SECOND} a second for {SECONDS} s: "
        f"{len(times)} of {len(in_crisis)} crisis texts got their lines ({percentiles(times)}), {sorry} "
        f"apologies for {len(spoken) - len(in_crisis)} others; the page says {counted.split()[-1]}"
    )
    assert len(times) == len(in_crisis)
    assert percentile(times, 99) <= CARD_WITHIN
    assert sorry == len(spoken) - len(in_crisis)
    assert float(counted.split()[-1]) == len(in_crisis)


@pytest.mark.asyncio
async def test_the_alert_is_in_time(town: Town, coach: Coach, show: Callable[[str], None]) -> None:
    coach.environment["COACH_OPERATOR_CHAT_ID"] = str(GROUP)
    await coach.start()
    desk = OnCall(town)
    busy = [town.person() for _ in range(60)]
    await asyncio.gather(*(p.ask(OTHER, 60) for p in busy))
    known = await alone(town, coach)
    times: list[float] = []

    async def crises() -> None:
        for number in range(CASES):
            somebody = known if number == 0 else town.person()
            before = len(desk.heard)
            began = time.monotonic()
            somebody.say(CRISIS)
            assert await desk.hears(before + 1, 30)
            times.append(desk.heard[before].at - began)
            await asyncio.sleep(2)

    talk = asyncio.create_task(speak(lambda n: (busy[n % len(busy)], OTHER), CASES * 3))
    await crises()
    talk.cancel()
    await asyncio.gather(talk, return_exceptions=True)
    await coach.stop()
    show(f"{CASES} alerts beside {A_SECOND} messages a second: {percentiles(times)}")
    assert max(times) <= ALERT_WITHIN
