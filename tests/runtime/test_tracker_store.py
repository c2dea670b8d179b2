"""A bounded tracker and a full one lead to the same actions, whatever is said."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any, Iterator, Optional

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.actions.books import Turn, TurnBooks
from bot.actions.registry import all_actions
from bot.coaching.records import Record
from bot.content import titles
from bot.journal.book import Book
from bot.nlu.screen import SCREENED
from bot.runtime import tracker_store
from bot.runtime.brain import Brain, understood
from bot.runtime.tracker_store import load
from bot.runtime.training import MODEL, train

NOW = datetime(2026, 5, 4, 18, 0, tzinfo=timezone.utc)
COMMANDS = (
    *("trigger", "rehearse", "journal", "settings", "mine", "my_message", "forget", "stop", "later", "skip"),
    *(
        "go_back",
        "why",
        "idk",
        "help",
        "affirm",
        "deny",
        "greet",
        "thanks",
        "unreadable",
        "edited_old",
        "lines",
    ),
)
CHOICES = tuple(
    payload
    for name in (
        *("utter_ask_triggers_confirm", "utter_ask_triggers_theme", "utter_ask_triggers_next"),
        *("utter_ask_triggers_softer", "utter_ask_onboarding_keep", "utter_ask_onboarding_adult"),
    )
    for payload in titles(name)
)
TEXTS = (
    *("my boyfriend ignored me all evening and i am boiling", "she cancelled our dinner again", "7", "hurt"),
    *(
        "i went quiet",
        "he thinks i am too much",
        "i feel hurt when you look at your phone",
        "i need closeness",
    ),
    *("would you put it away at dinner", "my partner", "i just feel tired", "what is this", "no", "yes"),
)
Step = tuple[str, Optional[dict[str, Any]]]
steps = st.lists(
    st.one_of(
        st.sampled_from(TEXTS).map(lambda text: (text, None)),
        st.sampled_from(COMMANDS).map(lambda name: ("", understood(name))),
        st.sampled_from(CHOICES).map(lambda choice: ("", understood("choose", "", choice=choice))),
        st.just(("", understood("crisis", "", category="SU", ambiguous=False, codes=[]))),
    ),
    min_size=10,
    max_size=18,
)


async def _nothing(user_id: str, kind: str, id: Optional[str]) -> list[Record]:
    return []


@dataclass
class Side:
    """One of the two conversations, with the turns its tracker keeps."""

    turns: int
    book: Book = field(default_factory=lambda: Book("u" * 32, _nothing))

    def __post_init__(self) -> None:
        self.book.update_profile(adult=True, consent="keep", country="GB", country_asked=True)


@pytest.fixture(scope="module")
def stage() -> Iterator[Any]:
    """The brain with its real actions, a clock of the test's own and a loop."""
    train()
    books, now = TurnBooks(), [NOW]
    loop = asyncio.new_event_loop()
    brain = Brain(MODEL, books, all_actions(books, lambda: now[0]))
    yield brain, now, loop
    loop.close()


def heard(brain: Brain, loop: Any, side: Side, step: Step, patch: pytest.MonkeyPatch) -> list[str]:
    """Plays a step on one side; returns the names of what was spoken."""
    patch.setattr(tracker_store, "TURNS", side.turns)
    text, parsed = step
    reply = loop.run_until_complete(
        brain.think(Turn(side.book), text, parsed, {SCREENED: "none", "gap_s": 20})
    )
    return reply.responses


def state(brain: Brain, side: Side) -> dict[str, Any]:
    """Returns what decides the next turn; ids of records differ between the sides."""
    assert side.book.tracker is not None
    tracker = load("u", side.book.tracker, brain.agent.domain)
    slots = {name: bool(slot.value) for name, slot in tracker.slots.items()}
    return {"loop": tracker.active_loop_name, "question": tracker.get_slot("question"), **slots}


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(dialogue=steps)
def test_bounded_and_full_trackers_lead_to_the_same_actions(stage: Any, dialogue: list[Step]) -> None:
    brain, now, loop = stage
    now[0] = NOW
    bounded, full = Side(tracker_store.TURNS), Side(10**6)
    with pytest.MonkeyPatch.context() as patch:
        for number, step in enumerate(dialogue):
            now[0] += timedelta(seconds=20)
            said = [heard(brain, loop, side, step, patch) for side in (bounded, full)]
            assert said[0] == said[1], f"at {number}: {step}"
            assert state(brain, bounded) == state(brain, full), f"after {number}: {step}"
    assert bounded.book.tracker is not None
    assert full.book.tracker is not None
    if len(dialogue) > tracker_store.TURNS + 1:
        assert bounded.book.tracker.count('"user"') <= tracker_store.TURNS < full.book.tracker.count('"user"')


def test_a_conversation_does_not_grow(stage: Any) -> None:
    brain, now, loop = stage
    side, sizes = Side(tracker_store.TURNS), []
    with pytest.MonkeyPatch.context() as patch:
        for number in range(60):
            now[0] += timedelta(seconds=20)
            heard(brain, loop, side, (TEXTS[number % len(TEXTS)], None), patch)
            sizes.append(len(side.book.tracker or ""))
    assert max(sizes[40:]) < 2 * max(sizes[6:20])
