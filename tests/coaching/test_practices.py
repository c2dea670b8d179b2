"""Which practices there are, which one a text asks for, and which two are offered."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coaching import practices as p
from bot.coaching.records_everyday import PracticeDone
from bot.content import responses, titles

NOW = datetime(2026, 11, 22, 21, 0, tzinfo=timezone.utc)
NAMES = tuple(p.practices())


def done(name: str, before: int | None, after: int | None, helped: bool | None) -> PracticeDone:
    return PracticeDone(
        created_at=NOW, updated_at=NOW, practice=name, before=before, after=after, helped=helped
    )


def test_there_are_eight_and_each_can_be_chosen() -> None:
    assert len(NAMES) == 8
    assert set(titles("utter_ask_practice_all")) == {*NAMES, "neither"}


def test_every_line_of_every_practice_is_there() -> None:
    wanted = {step.line for one in p.practices().values() for step in one.steps}
    for name, one in p.practices().items():
        if one.numbers:
            wanted |= {f"utter_ask_{name}_before", f"utter_ask_{name}_after"}
    assert not wanted - set(responses())


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("help me breathe", "breath"),
        ("ground me please", "grounding"),
        ("I'm panicking", "grounding"),
        ("I can't sleep, my mind keeps going round", "safe_place"),
        ("what am i feeling even", "naming"),
        ("im so hard on myself", "kindness"),
        ("about to text him again", "urge"),
        ("how do i make up after a fight", "repair"),
        ("someone who cared about me", "felt_security"),
        ("he forgot my birthday", None),
    ],
)
def test_a_practice_is_asked_for_in_plain_words(text: str, name: str | None) -> None:
    assert p.asked_for(text) == name


def test_a_crisis_leaves_the_two_that_look_outward_or_breathe() -> None:
    assert p.open_practices(practice_open=False, exercises_open=False) == ("breath", "grounding")
    assert p.open_practices(practice_open=True, exercises_open=True) == NAMES


def test_more_is_better_where_it_says_so() -> None:
    assert p.moved("safe_place", 3, 7) == 4
    assert p.moved("breath", 3, 7) == -4
    assert p.moved("breath", None, 7) is None


def test_what_helped_comes_first_and_what_did_not_comes_last() -> None:
    tried = [done("naming", 8, 3, True), done("breath", 5, 6, False)]
    first = p.offer(tried, "mixed", NAMES)
    assert first[0] == "naming"
    assert "breath" not in first
    assert p.last_that_helped(tried) == "naming"


VOICES = st.sampled_from(["secure", "anxious", "avoidant", "disorganised", "mixed"])
TRIED = st.lists(
    st.builds(
        done,
        st.sampled_from(NAMES),
        st.none() | st.integers(0, 10),
        st.none() | st.integers(0, 10),
        st.none() | st.booleans(),
    ),
    max_size=6,
)


@given(TRIED, VOICES, st.sets(st.sampled_from(NAMES), min_size=2))
def test_two_different_open_ones_are_always_offered(
    tried: list[PracticeDone], voice: str, names: set[str]
) -> None:
    offered = p.offer(tried, voice, sorted(names))
    assert len(set(offered)) == len(offered) == p.OFFERED
    assert set(offered) <= names
