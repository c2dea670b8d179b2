"""How much is much, and when it is said again what the coach is (content 11.3, 11.4)."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from bot.coaching.pacing import DAYS, Spell, heard, much, remind
from bot.coaching.sitting import GAP

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=timezone.utc)
MINUTE = timedelta(minutes=1)


def _spells(*minutes: tuple[float, float]) -> tuple[Spell, ...]:
    return tuple(Spell(since=NOON + a * MINUTE, last=NOON + b * MINUTE) for a, b in minutes)


@given(st.lists(st.floats(0.1, 3000), max_size=60))
def test_sittings_are_apart_and_of_the_last_days(gaps: list[float]) -> None:
    spells: tuple[Spell, ...] = ()
    now = NOON
    for gap in gaps:
        now += gap * MINUTE
        spells = heard(spells, now)
        assert spells[-1].last == now
    assert all(one.since <= one.last and now - one.last < DAYS for one in spells)
    assert all(b.since - a.last >= GAP for a, b in zip(spells, spells[1:], strict=False))


def test_more_than_ninety_minutes_of_one_day_is_much() -> None:
    halves = _spells((0, 45), (200, 246))
    assert much(halves, halves[-1].last)
    assert not much(halves, NOON + timedelta(hours=25))
    assert not much(_spells((0, 45), (200, 245)), NOON + 245 * MINUTE)


def test_more_than_ten_sittings_are_much() -> None:
    ten = _spells(*((hour * 60, hour * 60) for hour in range(10)))
    assert not much(ten, ten[-1].last)
    assert much(heard(ten, ten[-1].last + GAP), ten[-1].last + GAP)


def test_it_is_said_again_every_three_hours_of_one_sitting() -> None:
    long = _spells((0, 180))
    assert remind(long, None, NOON + 180 * MINUTE)
    assert not remind(long, None, NOON + 179 * MINUTE)
    assert not remind(long, NOON + 170 * MINUTE, NOON + 180 * MINUTE)
    assert not remind((), None, NOON)
