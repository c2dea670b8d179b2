"""People who mattered: their names, their turns, and how they stand side by side."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coaching.history import MOST, PARTS, card, first_open, names, seen, spoken, turn
from bot.coaching.records_stages import History, HistoryNote

NOW = datetime(2026, 11, 22, tzinfo=timezone.utc)
TIMES = {"created_at": NOW, "updated_at": NOW}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("tom, Raj and my first wife", ("tom", "Raj", "my first wife")),
        ("1. Ana\n2. Ben\n3. Cy\n4. Dee", ("Ana", "Ben", "Cy")),
        ("there was Lou, then lou", ("Lou",)),
        ("first my ex", ("my ex",)),
        ("nobody", ()),
        ("…", ()),
        ("well it is a long story and i dont know where i should even begin with all this", ()),
    ],
)
def test_nicknames_are_taken_as_they_are_put(text: str, found: tuple[str, ...]) -> None:
    assert names(text) == found


@given(st.text(max_size=200))
def test_a_nickname_is_short_whatever_is_said(text: str) -> None:
    found = names(text)
    assert len(found) <= MOST
    assert all(0 < len(name) <= 60 for name in found)


@given(done=st.integers(min_value=0, max_value=6))
def test_the_first_open_question_follows_the_last_answer(done: int) -> None:
    people, notes = ("a", "b", "c"), dict[str, HistoryNote]()
    for number in range(done):
        at, part = turn(number)
        field = {"drew": "drew_in", "bad": "bad_days"}[part]
        before = notes.get(people[at]) or HistoryNote(who=people[at], **TIMES)
        notes[people[at]] = before.copy(update={field: "said"})
    assert first_open(people, notes) == done
    assert turn(done)[0] == done // len(PARTS)


@pytest.mark.parametrize(
    ("label", "back"),
    [("tom", "Tom"), ("my first wife", "your first wife"), ("My ex", "your ex"), ("R", "R")],
)
def test_a_nickname_is_said_back_to_its_owner(label: str, back: str) -> None:
    assert spoken(label) == back


def test_side_by_side_everyone_stands_even_without_a_word() -> None:
    note = HistoryNote(who="a", drew_in="he was funny", bad_days="small", **TIMES)
    assert card([("tom", note), ("lou", None)]).startswith("Tom\n")
    assert card([("tom", note), ("lou", None)]).endswith("\n\nLou")
    assert seen(History(**TIMES)) == ""
