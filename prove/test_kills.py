"""`kill -9` at any moment: every update is answered, every saved answer is there once, in order."""

from __future__ import annotations

import asyncio
import random
from functools import partial
from typing import Callable

import pytest

from prove.dialogues import ROUND, dialogue, saved, told
from prove.town import ONBOARDING, Coach, Person, Town

KILLS, PEOPLE, UPDATES = 20, 20, 500
ROUNDS = (UPDATES // PEOPLE - len(ONBOARDING)) // ROUND + 1
IN_BURSTS = 0.3
"""How many of the steps are followed at once by the next, unanswered."""


def _is_done(person: Person, script: list[str]) -> bool:
    return len(person.lines) >= len(script)


async def _live(
    person: Person, steps: list[str], may_speak: asyncio.Semaphore, chance: random.Random
) -> None:
    """Says every step when it is let, mostly after the one before was answered."""
    for number, step in enumerate(steps):
        await may_speak.acquire()
        before = len(person.heard)
        if step.startswith("["):
            await person.sees(step[1:-1], 120)
        person.say(step)
        if number < len(ONBOARDING) or chance.random() > IN_BURSTS:
            assert await person.hears(before + 1, 120), f"{person.id}: {step}"


@pytest.mark.asyncio
async def test_twenty_kills(town: Town, coach: Coach, show: Callable[[str], None]) -> None:
    chance = random.Random(20)
    await coach.start()
    model = town.person()
    await model.play(dialogue(0, 1))
    one_round = model.lines[-ROUND:]
    people = [town.person() for _ in range(PEOPLE)]
    scripts = {p: dialogue(p.id, ROUNDS)[: UPDATES // PEOPLE] for p in people}
    may_speak = asyncio.Semaphore(0)
    lives = [asyncio.create_task(_live(p, s, may_speak, random.Random(p.id))) for p, s in scripts.items()]
    for _ in range(KILLS):
        for _ in range(UPDATES // (KILLS + 1)):
            may_speak.release()
        await asyncio.sleep(chance.uniform(0.0, 1.5))
        coach.kill()
        await coach.start()
    for _ in range(UPDATES):
        may_speak.release()
    await asyncio.gather(*lives)
    await asyncio.gather(*(p.until(partial(_is_done, p, scripts[p]), 60) for p in people))
    await asyncio.sleep(1)
    journal, lost, wrong = coach.journal(), 0, 0
    for person, script in scripts.items():
        rounds, rest = divmod(len(script) - len(ONBOARDING), ROUND)
        expected = [*model.lines[: len(ONBOARDING)], *one_round * rounds, *one_round[:rest]]
        lost += person.lines != expected
        known = [told(person.id, round) for round in range(rounds)]
        last = told(person.id, rounds)
        unfinished = [("", None), (last[0], None), last][rest - 1 : rest] if rest else []
        wrong += await saved(journal, person) != known + unfinished
    journal.close()
    pressed = sum(step.startswith("[") for script in scripts.values() for step in script)
    show(
        f"{KILLS} kills, {sum(map(len, scripts.values()))} updates ({pressed} presses) of {PEOPLE} people: "
        f"{lost} with an answer missing or out of order, {wrong} with an answer not saved exactly once; "
        f"{sum(p.extra for p in people)} messages came a second time, {len(town.spinning)} presses spin on"
    )
    assert (lost, wrong) == (0, 0)
    assert not town.spinning
    assert not town.refused
