"""A sitting: when a break is offered, when an exercise stops, and when a new sitting begins."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from bot.coaching.sitting import GAP, LONG, MANY, Sitting, current

NOW = datetime(2026, 11, 22, 21, tzinfo=timezone.utc)
RATINGS = st.lists(st.integers(0, 10), max_size=8)


def _rated(*ratings: int) -> Sitting:
    return Sitting(since=NOW, now=NOW, ratings=ratings)


def test_stops_by_t4() -> None:
    assert not _rated(8).too_much and not _rated(8, 7, 8).too_much and not _rated(9, 2).too_much
    assert _rated(8, 8).too_much and _rated(3, 6).too_much and _rated(9, 2, 5).too_much


@given(RATINGS)
def test_a_calmer_rating_never_stops(ratings: list[int]) -> None:
    assert not _rated(*ratings, 0).too_much


def test_a_break_is_due_once() -> None:
    assert not _rated(6).break_due and _rated(7).break_due
    assert Sitting(NOW, NOW, asked=MANY).break_due and not Sitting(NOW, NOW, asked=MANY - 1).break_due
    assert Sitting(NOW, NOW + LONG).break_due
    assert not Sitting(NOW, NOW, asked=MANY, offered=True).break_due


@given(RATINGS, st.integers(0, 20), st.integers(0, 59))
def test_kept_and_read_again(ratings: list[int], asked: int, minutes: int) -> None:
    before = Sitting(since=NOW, now=NOW, asked=asked, ratings=tuple(ratings))
    later = NOW + timedelta(minutes=minutes)
    after = current(before.as_json(NOW), later)
    if timedelta(minutes=minutes) < GAP:
        assert (after.asked, after.ratings, after.since) == (asked, tuple(ratings), NOW)
    else:
        assert after == Sitting(since=later, now=later)
