"""A text that a concern put aside is let go of after a day, whether or not the person writes again (CN6)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from .player import Step, Theatre

CANARY = "zqxvkwjpbfgh"


@pytest.mark.asyncio(loop_scope="session")
async def test_a_pending_text_goes_by_itself(theatre: Theatre) -> None:
    somebody = theatre.somebody()
    await somebody.do(Step(given={"country": "GB"}))
    await somebody.say(f"i cant do this anymore {CANARY}")
    form, question = await somebody.open_question()
    assert form == "concern_form" and CANARY in await somebody.everything_kept()
    theatre.clock.now += timedelta(hours=24, minutes=1)
    await somebody.remind()
    assert somebody.spoken == []
    assert CANARY not in await somebody.everything_kept()
    assert await somebody.open_question() == (form, question)
