"""The past as a headline: what an opening tells, which question comes next, and when it stops."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coaching.past import (
    FIELDS,
    PAST,
    PRESENT,
    answer,
    card,
    caregivers,
    harm,
    next_question,
    opened,
    too_much,
)
from bot.coaching.records_stages import PastNote

NOW = datetime(2026, 11, 22, tzinfo=timezone.utc)
NOTE = PastNote(created_at=NOW, updated_at=NOW)


def test_an_opening_that_tells_is_kept_and_one_that_asks_is_not() -> None:
    told = opened("my dad left when i was six")
    assert told == {"headline": "my dad left when i was six", "caregivers": ("my dad",)}
    assert opened("can we talk about my upbringing") == {}
    assert opened("childhood stuff") == {} and opened("") == {}
    assert opened("my boss shouted at me again today")["caregivers"] == ()


@pytest.mark.parametrize("present", [True, False])
@given(answers=st.lists(st.sampled_from(["", "a word", "nobody", "…"]), min_size=9, max_size=9))
def test_each_question_is_asked_once_and_it_ends(present: bool, answers: list[str]) -> None:
    note, asked = NOTE.copy(update={"present_only": present}), list[str]()
    for said in answers:
        part = next_question(note, frozenset(asked))
        if part is None:
            break
        asked.append(part)
        note = (answer(note, part, said) or note) if said else note
    assert next_question(note, frozenset(asked)) is None
    assert asked == list(PRESENT if present else PAST)


def test_caregivers_are_listed_as_they_were_put() -> None:
    assert caregivers("mum, gran and my older sister") == ("mum", "gran", "my older sister")
    assert next_question(NOTE.copy(update={"caregivers": ("my dad",)}), frozenset()) == "response"


def test_nobody_is_no_safe_figure_and_silence_no_answer() -> None:
    kept = answer(NOTE, "safe", "Nobody.")
    assert kept is not None and kept.safe_figure is None
    assert all(answer(NOTE, part, "…") is None for part in ("who", *FIELDS))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("my dad hit me", True),
        ("she beat us with the belt", True),
        ("my uncle touched me", True),
        ("they said i was worthless", True),
        ("he never hit me", False),
        ("dad worked late", False),
        ("mum only noticed me when i was helping", False),
        ("we moved a lot", False),
    ],
)
def test_abuse_is_heard_and_its_denial_too(text: str, told: bool) -> None:
    assert harm(text) is told


def test_what_is_too_much_is_heard() -> None:
    assert too_much("this is too much") and too_much("im shaking now") and not too_much("i hid in my room")


def test_a_card_shows_only_what_was_told() -> None:
    assert card(NOTE) == ""
    note = NOTE.copy(update={"caregivers": ("mum",), "learned": "x" * 400})
    assert card(note).count("\n") == 1 and len(card(note)) < 400
