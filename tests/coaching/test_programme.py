"""The programme: how steps stand by what is kept, and which small thing is proposed next."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from bot.coaching.paths import path
from bot.coaching.programme import programme, propose, standings, touched
from bot.coaching.records import Need, Trigger

NOW = datetime(2026, 11, 22, 21, tzinfo=timezone.utc)
TIMES = {"created_at": NOW, "updated_at": NOW}
NOTE = Trigger(**TIMES, complete=True)
ROOMS = [step.room for step in programme().steps]
VOICES = st.sampled_from(["secure", "anxious", "avoidant", "disorganised", "mixed"])


def _state(room: str, kept: dict[str, list[Trigger | Need]], paused: str = "", now: datetime = NOW) -> str:
    return next(s.state for s in standings(kept, paused, now) if s.step.room == room)


def test_a_step_stands_by_what_is_kept() -> None:
    assert _state("triggers", {}) == "not_started"
    assert _state("triggers", {"trigger": [NOTE.copy(update={"complete": False})]}) == "started"
    assert _state("triggers", {"trigger": [NOTE] * 2}) == "started"
    assert _state("triggers", {"trigger": [NOTE] * 3}) == "done_enough"
    assert _state("triggers", {"trigger": [NOTE] * 3}, paused="triggers") == "paused"
    assert _state("triggers", {"trigger": [NOTE] * 3}, now=NOW + timedelta(days=30)) == "revisit"
    assert [s.step.room for s in touched(standings({"need": [Need(**TIMES, words="calm")]}, "", NOW))] == ["needs"]


@given(VOICES, st.booleans(), st.sets(st.sampled_from(ROOMS)), st.lists(st.sampled_from(ROOMS), max_size=9))
def test_what_is_proposed_is_open(voice: str, gently: bool, closed: set[str], passed: list[str]) -> None:
    all_steps = standings({"trigger": [NOTE] * 3}, None, NOW)
    room = propose(all_steps, path(voice).order, gently=gently, closed=closed, passed=passed)  # type: ignore[arg-type]
    assert room not in closed and room != "triggers"
    assert not gently or room in programme().small


def test_something_else_is_something_else() -> None:
    proposed: list[str] = []
    for _ in range(4):
        room = propose(standings({}, None, NOW), path("mixed").order, gently=False, passed=proposed)
        assert room not in proposed
        proposed.append(room)
