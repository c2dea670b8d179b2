"""The database gone for a minute, a model that fails: a crisis gets its card, all else one apology."""

from __future__ import annotations

import asyncio
import time
from typing import Any, Callable

import pytest
import pytest_asyncio

from bot.content import titles
from bot.journal.queues import Inbox, Outbox
from bot.runtime.coach import line
from prove.outages import Door, HeldFile
from prove.town import Coach, Person, Town, percentile, percentiles
from tests.journal.databases import fresh_postgresql

BACK_WITHIN = 30.0
A_SECOND, SECONDS, ALL_CRISIS = 20, 60, 15
CRISIS, OTHER = "i want to kill myself", "we had a quiet evening"
CARD_WITHIN = 1.0
"""Seconds to a card at the 99th percentile."""


def carded(person: Person) -> list[float]:
    """Returns the seconds to the first card after the first message since `mark`."""
    wanted = set(titles("utter_card_buttons").values())
    return [h.at - person.sent_at[-1] for h in person.heard if wanted & set(h.buttons)][:1]


async def speak(person_for: Callable[[int], tuple[Person, str]], seconds: float) -> list[tuple[Person, str]]:
    """Has people speak at the rate of these proofs; returns who said what."""
    began, spoken = time.monotonic(), []
    for number in range(int(seconds * A_SECOND)):
        await asyncio.sleep(max(0.0, began + number / A_SECOND - time.monotonic()))
        person, text = person_for(number)
        person.say(text)
        spoken.append((person, text))
    return spoken


@pytest_asyncio.fixture(params=["sqlite", "postgresql"])
async def database(request: pytest.FixtureRequest, coach: Coach) -> Any:
    """The coach's database, of each kind, which can be gone."""
    if request.param == "sqlite":
        return HeldFile(coach.folder / "coach.db")
    door = Door(fresh_postgresql(request.getfixturevalue("postgresql")))
    await door.open()
    coach.environment["DATABASE_URL"] = door.url
    return door


@pytest.mark.asyncio
async def test_a_minute_without_a_database(
    database: Any, town: Town, coach: Coach, show: Callable[[str], None]
) -> None:
    await coach.start()
    talkers = [town.person() for _ in range(150)]
    await asyncio.gather(*(p.ask(OTHER) for p in talkers[:50]))
    in_crisis: list[Person] = []

    def mixed(number: int) -> tuple[Person, str]:
        if number % 4:
            return talkers[number % len(talkers)], OTHER
        in_crisis.append(town.person())
        return in_crisis[-1], CRISIS

    def only_crisis(number: int) -> tuple[Person, str]:
        return mixed(0)

    before = {p: len(p.heard) for p in talkers}
    async with database.gone():
        spoken = await speak(mixed, SECONDS - ALL_CRISIS)
        spoken += await speak(only_crisis, ALL_CRISIS)
        assert coach.running
    said = {p: sum(who is p for who, _ in spoken) for p in talkers}
    await asyncio.gather(*(p.hears(before[p] + said[p], 20) for p in talkers))
    await asyncio.gather(*(p.hears(1, 20) for p in in_crisis))
    apologies = [h.text for p in talkers for h in p.heard[before[p] :]]
    times = [seconds for p in in_crisis for seconds in carded(p)]
    other = sum(said.values())
    mended = time.monotonic()
    while not await coach.ready() and time.monotonic() - mended < BACK_WITHIN:
        await asyncio.sleep(0.1)
    back = time.monotonic() - mended
    await asyncio.sleep(2)
    after = await asyncio.gather(*(p.ask(OTHER, 20) for p in talkers[:50]))
    well = sum(
        s is not None and p.heard[-1].text != line("utter_apology")
        for p, s in zip(talkers, after, strict=False)
    )
    journal = coach.journal(**database.directly)
    for _ in range(20):
        left = (len(await Inbox(journal).pending()), len(await Outbox(journal).pending()))
        if not any(left):
            break
        await asyncio.sleep(1)
    journal.close()
    show(
        f"{SECONDS} s without it at {A_SECOND} a second: {len(times)} of {len(in_crisis)} crisis texts got "
        f"their card ({percentiles(times)}), {apologies.count(line('utter_apology'))} apologies for "
        f"{other} others; ready {back:.1f} s after it, {well} of 50 answered as ever, "
        f"{left} inbox and outbox rows left"
    )
    assert len(times) == len(in_crisis)
    assert apologies == [line("utter_apology")] * other
    assert (well, left) == (50, (0, 0))
    assert percentile(times, 99) < 2.5
    assert coach.running


@pytest.mark.asyncio
async def test_every_action_fails(town: Town, coach: Coach, show: Callable[[str], None]) -> None:
    coach = Coach(coach.folder, town, start=("-m", "prove.broken"))
    await coach.start()
    people: list[Person] = []

    def alternately(number: int) -> tuple[Person, str]:
        people.append(town.person())
        return people[-1], CRISIS if number % 2 else OTHER

    spoken = await speak(alternately, 20)
    await asyncio.gather(*(p.hears(1, 20) for p in people))
    await asyncio.sleep(1)
    in_crisis = [p for p, text in spoken if text == CRISIS]
    others = [p for p, text in spoken if text == OTHER]
    times = [seconds for p in in_crisis for seconds in carded(p)]
    apologies = sum([h.text for h in p.heard] == [line("utter_apology")] for p in others)
    await coach.stop()
    show(
        f"{A_SECOND} a second, every action raising: {len(times)} of {len(in_crisis)} crisis texts got "
        f"their card ({percentiles(times)}), {apologies} of {len(others)} others one apology"
    )
    assert len(times) == len(in_crisis)
    assert apologies == len(others)
    assert percentile(times, 99) < CARD_WITHIN
