"""A plan nobody agreed to keep goes after a day by itself, also where they left for good (rules CN6, DT4)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.coaching.records import Appointment
from bot.coaching.records_self import SafetyPlan

from .player import Somebody, Step, Theatre

CANARY = "zqxvkwjpbfgh"


async def begin_plan(somebody: Somebody) -> None:
    """Tells two of its four parts to the coach, an hour between them."""
    await somebody.say("/myplan")
    await somebody.say(f"walking with {CANARY}")
    somebody.theatre.clock.now += timedelta(hours=1)
    await somebody.say(f"my aunt {CANARY}")
    assert CANARY in await somebody.everything_kept()


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("gone", [False, True])
async def test_a_strangers_goes_after_a_day(theatre: Theatre, gone: bool) -> None:
    somebody = theatre.somebody()
    await begin_plan(somebody)
    [plan] = await (await somebody.book()).all(SafetyPlan)
    [end] = await (await somebody.book()).all(Appointment)
    assert end.due_at == plan.updated_at + timedelta(hours=24)
    if gone:
        book = await somebody.book()
        book.update_profile(gone=True)
        await theatre.app.journal.commit(book)
    theatre.clock.now += timedelta(hours=24, minutes=1)
    await somebody.remind()
    assert somebody.spoken == [] and CANARY not in await somebody.everything_kept()
    assert "utter_ask_plan_helps" in await somebody.say("/myplan")


@pytest.mark.asyncio(loop_scope="session")
async def test_one_agreed_to_meanwhile_stays(theatre: Theatre) -> None:
    somebody = theatre.somebody()
    await begin_plan(somebody)
    book = await somebody.book()
    book.update_profile(consent="keep", adult=True)
    await theatre.app.journal.commit(book)
    theatre.clock.now += timedelta(hours=24, minutes=1)
    await somebody.remind()
    assert CANARY in await somebody.everything_kept()


@pytest.mark.asyncio(loop_scope="session")
async def test_one_of_somebody_who_agreed_has_no_end(theatre: Theatre) -> None:
    somebody = theatre.somebody()
    await somebody.do(Step(given={"country": "GB"}))
    await begin_plan(somebody)
    assert await (await somebody.book()).all(Appointment) == []
