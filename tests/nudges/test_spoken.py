"""A plan is said back with its own days, hour and place; dates as the person's calendar has them."""

from __future__ import annotations

from datetime import date, datetime, time, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.coaching.records_nudges import NudgePlan
from bot.nudges import spoken
from bot.nudges.phrases import read

NOW = datetime(2026, 11, 22, 21, 0, tzinfo=timezone.utc)
SYDNEY = ZoneInfo("Australia/Sydney")


def plan(**fields: Any) -> NudgePlan:
    known = {"created_at": NOW, "updated_at": NOW, "zone": "Europe/London", "place": "Leeds", "at": "08:30"}
    return NudgePlan(**{**known, "anchor": date(2026, 11, 23), **fields})


@pytest.mark.parametrize(
    ("fields", "facts"),
    [
        ({}, ["Monday", "Wednesday", "Friday", "8:30", "Leeds"]),
        ({"days": (6,), "at": "19:00"}, ["Sundays", "7 pm"]),
        ({"days": (0, 1, 2, 3, 4)}, ["Monday", "Friday"]),
        ({"every": 2, "days": (0, 1, 2, 3, 4, 5)}, ["Sundays"]),
        ({"every": 14, "days": (0, 1, 2, 3, 4, 5, 6)}, ["Monday"]),
        ({"every": 5, "days": (0, 1, 2, 3, 4, 5, 6)}, ["5"]),
    ],
)
def test_names_days_hour_and_place(fields: dict[str, Any], facts: list[str]) -> None:
    line = spoken.plan_line(plan(**fields))
    assert all(fact in line for fact in facts)


@pytest.mark.parametrize("hour", range(24))
def test_no_two_hours_are_told_alike(hour: int) -> None:
    told = {spoken.hour(time(h, m)) for h in range(24) for m in (0, 30)}
    assert len(told) == 48 and spoken.hour(time(hour)) in told


def test_a_day_is_the_one_on_their_calendar() -> None:
    assert "23" in spoken.date_line(NOW, NOW, SYDNEY) and "Monday" in spoken.date_line(NOW, NOW, SYDNEY)
    far = datetime(2027, 2, 1, 12, 0, tzinfo=timezone.utc)
    assert "February" in spoken.date_line(far, NOW, SYDNEY)


def test_what_is_understood_is_said_before_the_rest_is_asked() -> None:
    line = spoken.wish_line(read("mornings, not weekends", NOW))
    assert "three" in line and "weekends" in line
    assert "Thursday" in spoken.wish_line(read("monday and thursday evenings", NOW))
