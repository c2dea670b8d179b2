"""The way by voice and its ladder."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coaching.paths import ladder, next_level, path
from bot.coaching.records_style import Voice

VOICES = get_args(Voice)


@pytest.mark.parametrize("voice", VOICES)
def test_every_voice_has_a_way_that_begins_with_ones_own_style(voice: Voice) -> None:
    way = path(voice)
    assert way.order[0] == "own_style" and len(set(way.order)) == len(way.order)
    assert way.aim and way.stuck and way.answer


def test_four_ladders() -> None:
    assert {voice: len(ladder(voice)) for voice in VOICES} == {
        "secure": 3, "anxious": 5, "avoidant": 5, "disorganised": 5, "mixed": 0
    }  # fmt: skip


@given(st.integers(0, 6), st.sets(st.integers(1, 6)))
def test_the_next_level_is_the_first_that_is_not_done(count: int, done: set[int]) -> None:
    level = next_level(["step"] * count, done)
    if level is None:
        assert done >= set(range(1, count + 1))
    else:
        assert level not in done and done >= set(range(1, level))
