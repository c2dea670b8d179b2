"""How long a start takes; SIGTERM: the message in hand is finished, and the rest comes later."""

from __future__ import annotations

import asyncio
from typing import Any, Callable, Optional

import pytest

from prove.dialogues import dialogue
from prove.town import ONBOARDING, Coach, Person, Town
from tests.channels.bot_api import Fault

PEOPLE = 60
STOPS_WITHIN = 10.0
STARTS = 4


async def _asked(town: Town, number: int) -> list[Person]:
    people = [town.person() for _ in range(number)]
    await asyncio.gather(*(p.play(ONBOARDING) for p in people))
    return people


@pytest.mark.asyncio
async def test_starts(coach: Coach, show: Callable[[str], None]) -> None:
    seconds = []
    for _ in range(STARTS):
        seconds.append(await coach.start())
        await coach.stop()
    show("ready after " + ", ".join(f"{one:.1f} s" for one in seconds))
    assert len(seconds) == STARTS


@pytest.mark.asyncio
async def test_stops_in_time_and_answers_the_rest_later(
    town: Town, coach: Coach, show: Callable[[str], None]
) -> None:
    await coach.start()
    model = town.person()
    await model.play(dialogue(0, 1))
    people = await _asked(town, PEOPLE)
    for person in people:
        person.say("/trigger")
        person.say("she cancelled our plan again")
        person.say("4")
    await asyncio.sleep(0.3)
    code, seconds = await coach.stop()
    before = sum(len(p.heard) - len(ONBOARDING) for p in people)
    await coach.start()
    expected = model.lines[:-1]
    await asyncio.gather(*(p.hears(len(expected), 60) for p in people))
    whole = sum([h.text for h in p.heard] == expected for p in people)
    await coach.stop()
    show(
        f"{3 * PEOPLE} messages at once, stopped in {seconds:.1f} s (exit code {code}), "
        f"{before} answered; after the second start {whole} of {PEOPLE} people "
        f"have every answer once and in order"
    )
    assert seconds < STOPS_WITHIN
    assert code == 0
    assert whole == PEOPLE
    assert not town.spinning


@pytest.mark.asyncio
async def test_stops_in_time_while_telegram_hangs(
    town: Town, coach: Coach, show: Callable[[str], None]
) -> None:
    await coach.start()
    people = await _asked(town, 5)

    def hang(method: str, params: dict[str, Any]) -> Optional[Fault]:
        return ("slow", 60) if method != "getUpdates" else None

    town.plan = hang
    for person in people:
        person.say("/trigger")
        person.say("i want to kill myself")
    await asyncio.sleep(1)
    _, seconds = await coach.stop()
    town.plan = lambda method, params: None
    heard = {p: len(p.heard) for p in people}
    await coach.start()
    answered = [await p.hears(heard[p] + 2, 30) for p in people]
    await coach.stop()
    show(f"Telegram hangs: stopped in {seconds:.1f} s; {sum(answered)} of {len(people)} answered later")
    assert seconds < STOPS_WITHIN + 1
    assert all(answered)


@pytest.mark.asyncio
async def test_a_refused_token_ends_it_with_one_line(coach: Coach, show: Callable[[str], None]) -> None:
    coach.environment["TELEGRAM_BOT_TOKEN"] = "424242:somebody-elses-token"
    coach.launch()
    for _ in range(400):
        if not coach.running:
            break
        await asyncio.sleep(0.1)
    said = [line for line in coach.output.read_text().splitlines() if line.startswith("coach: ")]
    show(f"a refused token: {said}")
    assert not coach.running
    assert len(said) == 1
    assert "TELEGRAM_BOT_TOKEN" in said[0]
    assert "Traceback" not in coach.output.read_text()
    assert "somebody-elses-token" not in coach.output.read_text()
