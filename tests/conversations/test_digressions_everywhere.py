"""At every question: an aside is answered and the question stays; nonsense gets a reply."""

from __future__ import annotations

from typing import AsyncIterator, Iterator

import pytest

from bot.actions import registry  # noqa: F401  every form is known once it is imported
from bot.actions.base import CoachForm

from .player import Somebody, Theatre, Ways


def forms() -> Iterator[type[CoachForm]]:
    """Yields every form of the coach."""
    kinds = [CoachForm]
    while kinds:
        kind = kinds.pop()
        kinds += kind.__subclasses__()
        yield kind


IN_CRISIS = ("crisis_form", "concern_form")
"""Here not every question is spoken."""
NONSENSE = ("…", "?", "\U0001f642", "x" * 3000, "12345")
ASIDES = ("why do you ask", "what does that mean", "hi", "too long")
"""Each is answered, and the same question is asked again."""
LEAVING = ("idk", "idk", "dunno", "idk", "i dont know", "go back", "can we stop")
"""Each gets a reply; after the last, nothing is open."""
PUSHING = ("utter_listen_more",)
"""What nobody who does not know is told (situation F63)."""
NOT_RETURNED_TO = ("onboarding_form", "country_form", "resume_form", "offer_form", "practice_form")
"""What comes before everything else, is only asked in passing, or is the other room itself."""
WORD_FOR_WORD = {"hiding_word"} | {question for kind in forms() for question in kind.verbatim}
"""Questions at which every word counts, or a single one is the answer."""
ENOUGH = 3
"""Times in a row after which a question that is not understood is no longer repeated."""


@pytest.mark.asyncio(loop_scope="session")
async def test_asides_and_nonsense(theatre: Theatre, ways: Ways) -> None:
    failed = []
    for (form, question), way in ways.items():
        somebody = await theatre.at(way)
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
    if form not in IN_CRISIS and question not in WORD_FOR_WORD:
        for aside in ASIDES:
            spoken = await somebody.say(aside)
            after = await somebody.open_question()
            greeted_at_the_door = form == "onboarding_form" and aside == "hi"
            if after != (form, question) or len(spoken) < 2 - greeted_at_the_door:
                yield f"{aside!r} got {spoken} and led to {after}"
    if form not in (*IN_CRISIS, *NOT_RETURNED_TO):
        other = await somebody.say("/practice")
        spoken = await somebody.say("[Neither]")
        after = await somebody.open_question()
        if "utter_soothe_choice" not in other or after != (form, question):
            yield f"another room got {other}, then {spoken}, and led to {after}"
    again = 0
    for nonsense in NONSENSE:
        spoken = await somebody.say(nonsense)
        again = again + 1 if {"utter_ask_again", "utter_no_number"} & set(spoken) else 0
        if not somebody.messages or "utter_apology" in spoken or again >= ENOUGH or "{" in somebody.text:
            yield f"{nonsense[:9]!r} got {spoken}"
    for word in LEAVING:
        spoken = await somebody.say(word)
        if not somebody.messages or {"utter_apology", *PUSHING} & set(spoken) or "{" in somebody.text:
            yield f"{word!r} got {spoken}"
    left, _ = await somebody.open_question()
    if left is not None and left not in ("onboarding_form", *IN_CRISIS):
        yield f"{left} goes on after being told to stop"
