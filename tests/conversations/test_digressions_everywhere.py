"""At every question: an aside is answered and the question stays; nonsense gets a reply."""

from __future__ import annotations

from typing import AsyncIterator

import pytest

from .player import Somebody, Theatre, Ways

IN_CRISIS = ("crisis_form", "concern_form")
"""Here not every question is spoken."""
NONSENSE = ("…", "?", "\U0001f642", "x" * 3000, "12345")
ENOUGH = 3
"""Times in a row after which a question that is not understood is no longer repeated."""


@pytest.mark.asyncio(loop_scope="session")
async def test_asides_and_nonsense(theatre: Theatre, ways: Ways) -> None:
    failed = []
    for (form, question), way in ways.items():
        somebody = theatre.somebody()
        for step in way:
            await somebody.do(step)
        found = [f"{form}.{question}: {wrong}" async for wrong in _wrong(somebody, form, question)]
        failed += found
    assert ways
    assert not failed, "\n".join(failed)


async def _wrong(somebody: Somebody, form: str, question: str) -> AsyncIterator[str]:
    """Yields what was wrong with the replies at an open question."""
    spoken = await somebody.say("are you human")
    after = await somebody.open_question()
    if spoken[:1] != ["utter_ask_is_bot"] or after != (form, question):
        yield f"an aside got {spoken} and led to {after}"
    elif len(spoken) < 2 and form not in IN_CRISIS:
        yield "an aside was not followed by the question"
    again = 0
    for nonsense in NONSENSE:
        spoken = await somebody.say(nonsense)
        again = again + 1 if {"utter_ask_again", "utter_no_number"} & set(spoken) else 0
        if not somebody.messages or "utter_apology" in spoken or again >= ENOUGH or "{" in somebody.text:
            yield f"{nonsense[:9]!r} got {spoken}"
