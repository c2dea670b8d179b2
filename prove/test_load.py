"""Two thousand people: under Telegram's limits by polling and webhook, and without limits for the ceiling."""

from __future__ import annotations

import asyncio
import random
import time
from collections import deque
from typing import Callable, Optional

import pytest

from prove.dialogues import dialogue
from prove.town import Coach, Person, Town, percentiles
from tests.channels.bot_api import Rates

PEOPLE, A_SECOND, SECONDS, THINKING = 2000, 25, 122, 3.0
EAGER, EAGER_SECONDS = 64, 30


def _whose_turn(
    begun: list[Person], fresh: deque[Person], number: int, chance: random.Random
) -> Optional[Person]:
    """Returns who speaks next: two of three are somebody new, one was answered a while ago."""
    known = [p for p in chance.sample(begun, min(20, len(begun))) if len(p.heard) >= len(p.sent_at)]
    rested = [p for p in known if time.monotonic() - p.heard[-1].at > THINKING]
    if rested and (number % 3 == 0 or not fresh):
        return rested[0]
    return fresh.popleft() if fresh else None


@pytest.mark.asyncio
@pytest.mark.parametrize("way", ["polling", "webhook"])
async def test_two_thousand_people(way: str, town: Town, coach: Coach, show: Callable[[str], None]) -> None:
    if way == "webhook":
        coach.by_webhook()
    await coach.start()
    model = town.person()
    await model.play(dialogue(0, 3))
    town.rates = Rates()
    people = [town.person() for _ in range(PEOPLE)]
    scripts = {p: deque(dialogue(p.id, 3)) for p in people}
    begun: list[Person] = []
    fresh, chance = deque(people), random.Random(2000)
    began, said = time.monotonic(), 0
    while said < A_SECOND * SECONDS:
        await asyncio.sleep(max(0.001, began + said / A_SECOND - time.monotonic()))
        person = _whose_turn(begun, fresh, said, chance)
        if person is None:  # nobody was answered long enough ago
            continue
        person.say(scripts[person].popleft())
        if len(person.sent_at) == 1:
            begun.append(person)
        said += 1
    took = time.monotonic() - began
    await asyncio.gather(*(p.hears(len(p.sent_at), 30) for p in people))
    await asyncio.sleep(1)
    spoken = [p for p in people if p.sent_at]
    unanswered = sum(len(p.heard) < len(p.sent_at) for p in spoken)
    disordered = sum([h.text for h in p.heard] != model.lines[: len(p.heard)] for p in spoken)
    seconds = [h.at - sent for p in spoken for h, sent in zip(p.heard, p.sent_at, strict=False)]
    code, stopping = await coach.stop()
    show(
        f"{len(spoken)} people, {said} updates at {said / took:.1f} a second: {unanswered} unanswered, "
        f"{disordered} out of order, {len(town.refused)} calls refused, "
        f"{len(town.spinning)} presses unanswered; {percentiles(seconds)}; stopped in {stopping:.1f} s"
    )
    assert len(spoken) == PEOPLE
    assert (unanswered, disordered) == (0, 0)
    assert not town.refused
    assert not town.spinning
    assert code == 0


@pytest.mark.asyncio
@pytest.mark.parametrize("way", ["polling", "webhook"])
async def test_the_ceiling(way: str, town: Town, coach: Coach, show: Callable[[str], None]) -> None:
    coach = Coach(coach.folder, town, start=("-m", "prove.unpaced"))
    if way == "webhook":
        coach.by_webhook()
    await coach.start()
    model = town.person()
    await model.play(dialogue(0, 1))
    people = [town.person() for _ in range(EAGER)]
    began = time.monotonic()
    stop = began + EAGER_SECONDS

    async def live(person: Person) -> list[float]:
        times = []
        for step in dialogue(person.id, 200):
            if time.monotonic() > stop:
                break
            seconds = await person.ask(step, 60)
            assert seconds is not None, step
            times.append(seconds)
        return times

    seconds = [s for times in await asyncio.gather(*map(live, people)) for s in times]
    took = time.monotonic() - began
    await coach.stop()
    show(
        f"{EAGER} people who answer at once, no limits: {len(seconds) / took:.0f} a second, "
        f"{percentiles(seconds)}, {len(town.refused)} calls refused, {len(town.spinning)} presses unanswered"
    )
    assert not town.refused
    assert not town.spinning
