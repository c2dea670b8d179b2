"""Self-love: one sitting after the other, lists parted, the latest of each shown."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coaching.records_boundary import SelfLove, Sitting
from bot.coaching.self_love import MOST, ORDER, card, held_today, lines_of, next_sitting

NOW = datetime(2026, 11, 22, 23, 30, tzinfo=timezone.utc)


def sitting(name: Sitting, *lines: str, at: datetime = NOW) -> SelfLove:
    """A sitting held at a time."""
    return SelfLove(created_at=at, updated_at=at, sitting=name, lines=lines)


@given(st.sets(st.sampled_from(get_args(Sitting))))
def test_the_first_that_is_missing_is_next(done: set[Sitting]) -> None:
    missing = [name for name in ORDER if name not in done]
    assert next_sitting(sitting(name, "x") for name in done) == (missing[0] if missing else None)


def test_a_day_ends_where_the_person_is() -> None:
    held = [sitting("hoped", "x", at=NOW - timedelta(hours=2))]
    assert held_today(held, NOW, timezone.utc)
    assert not held_today(held, NOW + timedelta(hours=2), timezone.utc)
    assert held_today(held, NOW + timedelta(hours=2), ZoneInfo("America/New_York"))


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("honesty, answers me, kind to kids", ("honesty", "answers me", "kind to kids")),
        ("1. honesty 2. time 3. humour", ("honesty", "time", "humour")),
        ("honesty\ntime", ("honesty", "time")),
        ("…", ()),
    ],
)
def test_a_list_is_parted(text: str, lines: tuple[str, ...]) -> None:
    assert lines_of("next", text) == lines


@given(st.text(max_size=700))
def test_an_answer_is_kept_short_and_whole(text: str) -> None:
    assert len(lines_of("next", text)) <= MOST
    assert all(len(line) <= 500 for line in lines_of("hoped", text))


def test_the_latest_of_each_is_shown() -> None:
    old, new = sitting("good", "my aunt"), sitting("good", "my uncle", at=NOW + timedelta(days=1))
    assert "my uncle" in card([new, old]) and "my aunt" not in card([new, old])
