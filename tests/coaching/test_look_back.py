"""The look back, then and now, and /mine: only stored facts, a limited length, nothing without words."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any, Optional

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coaching import look_back, mine
from bot.coaching.goal import month_due
from bot.coaching.look_back import Kept, begun, lines, own_lines
from bot.coaching.records import Attempt, Mark, Need, Rehearsal, ThemeGuess, Trigger, UnsentMessage
from bot.coaching.records_boundary import Boundary
from bot.coaching.records_self import Goal
from bot.coaching.records_style import Rung
from bot.coaching.then_and_now import first_and_best, pair

NOW = datetime(2026, 11, 22, 21, tzinfo=timezone.utc)
SAID = st.text(st.characters(whitelist_categories=("L", "P"), whitelist_characters=" "), min_size=1).filter(
    lambda text: bool(text.strip())
)


def at(days: float) -> dict[str, Any]:
    told = NOW - timedelta(days=days)
    return {"created_at": told, "updated_at": told}


def note(days: float, intensity: Optional[int], action: Optional[str], **fields: Any) -> Trigger:
    tags = {"texted four times": ("messaged_again",), "left it": ("soothed_self",)}.get(action or "", ())
    made = {"situation": "late again", "intensity": intensity, "action": action, "action_tags": tags}
    return Trigger(**{**at(days), **made, "who": "p", "complete": True, **fields})


THEN = note(12, 9, "texted four times")


@pytest.mark.parametrize(
    ("now", "is_pair"),
    [
        (note(1, 5, "left it"), True),
        (note(1, 8, "left it"), False),
        (note(1, 5, None), False),
        (note(1, None, "left it"), False),
        (note(1, 5, "texted four times"), False),
        (note(1, 5, "left it", who="q"), False),
        (note(13, 5, "left it"), False),
    ],
)
def test_two_notes_stand_side_by_side(now: Trigger, is_pair: bool) -> None:
    assert (pair(now, [THEN, now]) is THEN) is is_pair


@pytest.mark.parametrize(("source", "alike"), [("accepted", True), ("own", True), ("rejected", False)])
def test_a_shared_theme_makes_notes_alike(source: Any, alike: bool) -> None:
    theme = (ThemeGuess(theme="unseen", source=source),)
    then, now = THEN.copy(update={"themes": theme}), note(1, 5, "left it", who="q", themes=theme)
    assert (pair(now, [then]) is then) is alike


def test_the_first_and_the_best_sentence() -> None:
    tries = tuple(Attempt(text=text, at=NOW, total=total) for text, total in (("a", 3), ("b", 6), ("c", 6)))
    assert first_and_best(Rehearsal(**at(1), attempts=tries)) == ("a", "c")
    assert first_and_best(Rehearsal(**at(1), attempts=tries[1:])) is None
    assert first_and_best(Rehearsal(**at(1))) is None


def test_the_week_in_lines() -> None:
    rehearsal = Rehearsal(**at(1), complete=True, keeper_line="i miss you")
    kept = Kept(notes=[THEN, note(1, 5, "left it")], rehearsals=[rehearsal])
    turned_up, did, line = lines(kept, NOW)
    assert "late again" in turned_up
    assert all(fact in did for fact in ("9", "texted four times", "5", "left it"))
    assert "i miss you" in line
    assert begun(kept, NOW) and not begun(Kept(notes=kept.notes[1:]), NOW)
    assert not lines(kept, NOW + timedelta(days=7))


@pytest.mark.parametrize(
    ("kept", "fact"),
    [
        (Kept(rehearsals=[Rehearsal(**at(9), sentence="stay", marks=(Mark(at=NOW, how="well"),))]), "stay"),
        (Kept(boundaries=[Boundary(**at(9), situation="mine", marks=(Mark(at=NOW, how="held"),))]), "mine"),
        (Kept(rungs=[Rung(**at(1), ladder="avoidant", level=1, state="done", smaller="the cat")]), "the cat"),
        (Kept(notes=[note(1, 8, None, situation="", intensity_after=3)]), "3"),
        (Kept(unsent=[UnsentMessage(**at(1), text="x", choice="keep")]), "instead"),
        (Kept(needs=[Need(**at(1), words="an hour")]), "an hour"),
    ],
)
def test_each_sign_of_change_is_seen(kept: Kept, fact: str) -> None:
    assert fact in "\n".join(lines(kept, NOW))


@pytest.mark.parametrize("how", look_back.words().not_said)
def test_what_was_not_said_is_not_told_as_said(how: str) -> None:
    rehearsal = Rehearsal(**at(9), sentence="stay", marks=(Mark(at=NOW, how=how),))
    assert not lines(Kept(rehearsals=[rehearsal]), NOW)


@given(SAID, SAID, SAID, st.integers(0, 10))
def test_a_look_back_fits_one_message(one: str, other: str, goal: str, number: int) -> None:
    notes = [
        note(9, 10, one * 20, action_tags=("left",)),
        note(1, min(number, 8), other * 20, situation=one * 20, action_tags=("cried",)),
    ]
    kept = Kept(notes=notes, rehearsals=[Rehearsal(**at(1), keeper_line=goal * 20)])
    told = "\n".join(lines(kept, NOW))
    assert len(told) + look_back.QUOTE + len("You wanted: . Is it any nearer?\n") + 2 <= mine.LONGEST


@given(
    st.lists(SAID.map(lambda text: text * 9), max_size=9),
    st.lists(SAID, max_size=9),
    SAID,
    st.lists(SAID, max_size=3),
)
def test_mine_is_one_screen(kept: list[str], needs: list[str], goal: str, held: list[str]) -> None:
    boundaries = [Boundary(**at(1), situation=text, status="kept") for text in held]
    shown = mine.screen(kept, needs, goal, boundaries, "Slow breaths", True)
    assert len(shown) <= 4 and all(0 < len(message) <= mine.LONGEST for message in shown)
    assert "/practice" in "\n".join(shown) and "/message" in "\n".join(shown)
    assert not mine.screen([], [], None, [], None, False)


def test_kept_lines_come_newest_first_and_once() -> None:
    kept = Kept(rehearsals=[Rehearsal(**at(days), keeper_line=text) for days, text in ((3, "a"), (2, "b"))])
    told = [line for _, line in own_lines(kept)]
    assert mine.screen([*told, "a"], [], None, [], None, False) == ('"a"\n"b"',)


@pytest.mark.parametrize(("days", "due"), [(6, False), (7, True), (27, True), (28, False)])
def test_day_28_is_offered_from_day_7_on(days: int, due: bool) -> None:
    assert month_due(Goal(**at(days), text="less checking"), NOW) is due
