"""The small plan, and the marks of a talk; and which goal holds."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Optional

import pytest

from bot.coaching import goal, secure_base
from bot.coaching.records_self import BasePlan, Goal
from bot.content import titles

NOW = datetime(2026, 11, 22, 20, 0, tzinfo=timezone.utc)
TITLES = titles("utter_ask_base_talk")


def plan(**fields: object) -> BasePlan:
    return BasePlan(created_at=NOW, updated_at=NOW, focus="patience", **fields)


@pytest.mark.parametrize(
    ("text", "focus"),
    [
        ("i want to stop beating myself up", "kinder_self_talk"),
        ("learn to say no", "keeping_a_boundary"),
        ("asking for what i want", "asking_plainly"),
        ("let people in more", "letting_people_in"),
        ("sleep better", "calming_my_body"),
        ("patience", None),
    ],
)
def test_a_focus_is_heard_in_other_words(text: str, focus: Optional[str]) -> None:
    assert secure_base.focus(text) == focus


@pytest.mark.parametrize(("sure", "big"), [(None, False), (0, True), (6, True), (7, False), (10, False)])
def test_below_seven_a_plan_is_too_big(sure: Optional[int], big: bool) -> None:
    assert secure_base.too_big(plan(sure=sure)) is big


def test_the_parts_follow_each_other_and_end() -> None:
    asked, part = [], secure_base.next_part("focus")
    while part:
        asked.append(part)
        part = secure_base.next_part(part)
    assert tuple(asked) == secure_base.PARTS


def test_an_answer_is_kept_in_its_words_and_nothing_is_no_answer() -> None:
    filled = secure_base.filled(plan(), "cue", " after tea ")
    assert filled is not None and filled.cue == "after tea"
    assert secure_base.filled(plan(), "cue", "…") is None
    assert secure_base.filled(plan(), "sure", "no idea") is None
    longest = secure_base.filled(plan(), "tiny", "x" * 900)
    assert longest is not None and len(longest.tiny) == secure_base.LONGEST


def test_a_card_leaves_out_what_was_left_out() -> None:
    assert secure_base.card(plan(tiny="one line")).count("\n") == 0
    assert secure_base.card(plan(tiny="one line", cue="after tea", kind="next time")).count("\n") == 2


@pytest.mark.parametrize(
    ("text", "choice", "marks"),
    [
        ("", "truth", ("truth",)),
        ("1 and 3", None, ("truth", "owned")),
        ("i listened to the end", None, ("listened",)),
        ("all of them", None, ("truth", "listened", "owned", "looked")),
        ("purple", None, ()),
        ("7", None, ()),
    ],
)
def test_marks_are_read_by_press_number_and_word(
    text: str, choice: Optional[str], marks: tuple[str, ...]
) -> None:
    assert secure_base.ticked(text, choice, TITLES) == marks


def test_every_mark_and_focus_has_a_button() -> None:
    assert set(secure_base.words().marks) == set(TITLES) - {"done"}
    assert set(secure_base.words().focuses) == set(titles("utter_ask_base_focus"))


def test_the_newest_goal_holds() -> None:
    first, second = (Goal(created_at=NOW, updated_at=NOW, text=text) for text in ("a", "b"))
    assert goal.current([]) is None
    assert goal.current([first, second]) == second


@pytest.mark.parametrize(
    ("text", "wanted"), [("change my goal", True), ("a new goal", True), ("better", False)]
)
def test_another_goal_is_asked_for(text: str, wanted: bool) -> None:
    assert goal.asks_change(text) is wanted
