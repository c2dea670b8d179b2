"""What is wished becomes a plan: by the defaults, and never beyond what was ruled out."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any, Optional
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.coaching.records_nudges import NudgePlan
from bot.nudges.phrases import read
from bot.nudges.wish import Wish, applied, is_quiet, spread, then

LONDON = "Europe/London"
NOW = datetime(2025, 11, 20, 10, tzinfo=timezone.utc)
"""A Thursday; the Monday after is the 24th."""


def heard(text: str, **known: Any) -> Wish:
    return read(text, NOW, ZoneInfo(LONDON), **known)


def planned(wish: Wish, before: Optional[NudgePlan] = None, zone: Optional[str] = LONDON) -> NudgePlan:
    plan = applied(before, wish, NOW, zone=zone)
    assert isinstance(plan, NudgePlan), plan
    return plan


def changed(plan: NudgePlan, text: str) -> NudgePlan:
    return planned(heard(text), plan)


def test_a_conversation_about_mornings_and_fewer() -> None:
    first = heard("can you text me sometimes. mornings. not weekends")
    assert applied(None, first, NOW) == ("at", "place")
    both = then(first, heard("8.30 leeds"))
    plan = planned(both, zone=None)
    assert (plan.days, plan.at, plan.place, plan.zone) == ((0, 2, 4), "08:30", "Leeds", LONDON)
    assert (plan.quiet_from, plan.quiet_until) == ("21:00", "08:30")
    without = planned(then(both, heard("not fridays")), zone=None)
    assert (without.days, without.at) == ((0, 1, 3), "08:30")
    once = changed(without, "could you do less of these. once a week")
    assert (once.days, once.every, once.at, once.id) == ((0,), None, "08:30", without.id)


@pytest.mark.parametrize(
    ("text", "days", "every", "at"),
    [
        ("evenings", (0, 2, 4), None, "19:00"),
        ("weekday mornings", (0, 1, 2, 3, 4), None, "09:00"),
        ("every second evening at 8", (0, 1, 2, 3, 4, 5, 6), 2, "20:00"),
        ("every other day at 14:00, not sundays", (0, 1, 2, 3, 4, 5), 2, "14:00"),
        ("twice a week at 14:00", (0, 3), None, "14:00"),
        ("mornings. not mondays", (1, 3, 5), None, "09:00"),
        ("daily at noon", (0, 1, 2, 3, 4, 5, 6), None, "12:00"),
    ],
)
def test_what_is_not_said_is_the_default(text: str, days: Any, every: Optional[int], at: str) -> None:
    plan = planned(heard(text))
    assert (plan.days, plan.every, plan.at) == (days, every, at)
    assert plan.off is None and plan.place == "London"


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("yes please", ("at",)),
        ("at 8", ("at",)),
        ("mornings, in portland", ("place",)),
        ("twice a day", None),
    ],
)
def test_what_is_missing_is_told(text: str, missing: Optional[tuple[str, ...]]) -> None:
    told = applied(None, heard(text), NOW, zone=LONDON)
    assert not isinstance(told, NudgePlan)
    assert told == missing if missing else "often" in told


@pytest.mark.parametrize(
    ("at", "quiet"),
    [("08:30", ("21:00", "08:30")), ("21:30", ("22:00", "09:00")), ("12:00", ("21:00", "09:00"))],
)
def test_the_hour_asked_for_is_theirs(at: str, quiet: tuple[str, str]) -> None:
    plan = planned(Wish(at=at))
    assert (plan.quiet_from, plan.quiet_until) == quiet and not is_quiet(at, *quiet)


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("not before 10", "at", "10:00"),
        ("not before 10", "quiet_until", "10:00"),
        ("make it 9:15", "at", "09:15"),
        ("at 9", "at", "09:00"),
        ("18:00", "at", "18:00"),
        ("also on saturdays", "days", (0, 2, 4, 5)),
        ("not wednesdays", "days", (0, 4)),
        ("tuesday instead of monday", "days", (1, 2, 4)),
        ("less often", "days", (0, 4)),
        ("more please", "days", (0, 1, 2, 3, 4)),
        ("every other day", "every", 2),
        ("i moved to lisbon", "zone", "Europe/Lisbon"),
        ("stop", "off", "user"),
        ("stop", "due_at", None),
    ],
)
def test_a_plan_is_changed_by_one_word(text: str, field: str, value: Any) -> None:
    plan = planned(Wish(at="08:30", days=(0, 2, 4)))
    assert getattr(changed(plan, text), field) == value


def test_what_was_turned_off_is_on_again_by_their_word_alone() -> None:
    plan = planned(Wish(at="10:00")).copy(update={"off": "crisis", "unanswered": 3})
    again = changed(plan, "start again")
    assert (again.off, again.unanswered, again.paused_until) == (None, 0, None)


def test_a_pause_ends_on_the_morning_of_their_day() -> None:
    plan = changed(planned(Wish(at="10:00")), "not till monday")
    assert plan.paused_until == datetime(2025, 11, 24, tzinfo=timezone.utc) and plan.off is None
    assert changed(plan, "resume").paused_until is None


def test_once_a_week_can_still_be_less() -> None:
    plan = changed(planned(Wish(at="10:00", days=(0,))), "fewer")
    assert (plan.days, plan.every) == ((0,), 14) and plan.anchor.weekday() == 0


DAYS = st.lists(st.integers(0, 6), max_size=7, unique=True).map(lambda days: tuple(sorted(days)))
HOURS = st.integers(0, 1439).map(lambda minutes: f"{minutes // 60:02}:{minutes % 60:02}")
WISHES = st.builds(
    Wish,
    days=DAYS,
    excluded=DAYS,
    added=DAYS,
    per_week=st.none() | st.integers(1, 7),
    every=st.none() | st.integers(1, 28),
    at=st.none() | HOURS,
    quiet_from=st.none() | HOURS,
    quiet_until=st.none() | HOURS,
    less=st.booleans(),
    more=st.booleans(),
)


@settings(max_examples=300, deadline=None)
@given(wishes=st.lists(WISHES, min_size=1, max_size=3))
def test_no_plan_has_a_day_just_ruled_out_or_a_quiet_hour(wishes: list[Wish]) -> None:
    plan: Optional[NudgePlan] = None
    for wish in wishes:
        told = applied(plan, wish, NOW, zone=LONDON)
        if not isinstance(told, NudgePlan):
            assert told in (("days",), ("at",)) and (plan is None or told == ("days",))
            continue
        plan = told
        assert plan.days and not set(plan.days) & set(wish.excluded)
        assert not is_quiet(plan.at, plan.quiet_from, plan.quiet_until)
        assert plan.every is None or plan.anchor.weekday() in plan.days or plan.every % 7


@given(days=DAYS.filter(bool), number=st.integers(1, 7))
def test_days_are_spread_within_what_is_allowed(days: tuple[int, ...], number: int) -> None:
    some = spread(days, number)
    assert set(some) <= set(days) and len(some) == min(number, len(days))
