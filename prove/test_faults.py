"""Trouble on a fifth of all calls, of every method: nothing is lost, nothing changes places."""

from __future__ import annotations

import asyncio
import random
from functools import partial
from typing import Any, Callable, Optional

import pytest

from prove.dialogues import dialogue, saved, told
from prove.town import Coach, Person, Town
from tests.channels.bot_api import Fault

PEOPLE, ROUNDS, SHARE = 25, 3, 0.2
FAULTS: dict[str, list[Fault]] = {
    "answered": [("429", 1), ("status", 500), ("status", 503), ("html", 502), ("garbage", 0)],
    "cut": [("cut_before", 0), ("cut_after", 0)],
}


def _is_done(person: Person, model: Person) -> bool:
    return len(person.lines) >= len(model.lines)


@pytest.mark.asyncio
@pytest.mark.parametrize("kind", FAULTS)
async def test_trouble_on_a_fifth(kind: str, town: Town, coach: Coach, show: Callable[[str], None]) -> None:
    chance, struck = random.Random(7), []

    def plan(method: str, params: dict[str, Any]) -> Optional[Fault]:
        if chance.random() >= SHARE:
            return None
        struck.append(method)
        return chance.choice(FAULTS[kind])

    await coach.start()
    model = town.person()
    await model.play(dialogue(0, ROUNDS))
    town.plan = plan
    people = [town.person() for _ in range(PEOPLE)]
    answers = await asyncio.gather(*(p.play(dialogue(p.id, ROUNDS), 90) for p in people))
    await asyncio.gather(*(p.until(partial(_is_done, p, model), 60) for p in people))
    town.plan = lambda method, params: None
    cuts = {p.id: p.extra for p in people}
    missing = sum(p.lines != model.lines for p in people)
    journal = coach.journal()
    wrong = sum([await saved(journal, p) != [told(p.id, round) for round in range(ROUNDS)] for p in people])
    journal.close()
    assert all(seconds is not None for given in answers for seconds in given)
    show(
        f"{len(struck)} of {len(town.calls)} calls struck ({', '.join(sorted(set(struck)))}); "
        f"{PEOPLE} people, {sum(map(len, answers))} updates: "
        f"{missing} with a message missing or out of order, {wrong} with "
        f"an answer not saved once, {sum(cuts.values())} second copies, {town.cuts_after} cuts after delivery"
    )
    assert (missing, wrong) == (0, 0)
    assert sum(cuts.values()) <= (town.cuts_after if kind == "cut" else 0)
    assert not town.spinning
    assert not town.refused
