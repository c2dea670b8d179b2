"""Step 8: the ladder's order, what counts as one's own act, and the card."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coaching.records import Mark
from bot.coaching.records_boundary import Boundary, Rung, Step, Times
from bot.coaching.step8_boundaries import (
    STEPS,
    asks_to_decide,
    card,
    next_question,
    told_before,
    with_rung,
    words,
    wrong,
)
from bot.language.rehearse import analyse_text

NOW = datetime(2026, 11, 22, 21, 0, tzinfo=timezone.utc)
TEXTS = st.text(alphabet="abc ", min_size=1, max_size=12).filter(str.strip)


def boundary(**fields: object) -> Boundary:
    """A boundary made now."""
    return Boundary(created_at=NOW, updated_at=NOW, **fields)


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("she walks in without knocking, i told her twice", "several"),
        ("i've told him loads of times", "several"),
        ("he keeps calling me at work, i asked him not to", "once"),
        ("i never said anything", "never"),
        ("my friend borrows money", None),
    ],
)
def test_how_often_they_were_told_is_read(text: str, times: str | None) -> None:
    assert told_before(text) == times


@pytest.mark.parametrize(
    ("step", "text", "kind"),
    [
        ("act", "I will leave the room", None),
        ("act", "you have to stop shouting", "theirs"),
        ("act", "he must knock", "theirs"),
        ("act", "tell him he has to leave", "theirs"),
        ("act", "I will check his phone every night", "control"),
        ("act", "I won't share my password", None),
        ("restate", "I want you to stop seeing her", "control"),
        ("act", "i will ignore him until he says sorry", "punishes"),
        ("limit", "answer me or else", "punishes"),
        ("restate", "please knock before you come in", None),
        ("restate", "you never knock", "blame"),
        ("limit", "I'm not ok with being shouted at", None),
        ("limit", "you can't come in without knocking", "theirs"),
        ("away", "go for a walk", None),
    ],
)
def test_a_step_is_ones_own_act(step: Step, text: str, kind: str | None) -> None:
    assert wrong(step, text, analyse_text(text)) == kind


def test_a_verdict_on_leaving_is_heard() -> None:
    assert asks_to_decide("honestly should i leave him or what")
    assert not asks_to_decide("i will leave the room")


@given(st.sampled_from(get_args(Times)), st.data())
def test_the_ladder_comes_to_an_end(times: Times, data: st.DataObject) -> None:
    asked: list[str] = []
    now = boundary(times=times)
    while (part := next_question(now, frozenset(asked))) is not None:
        assert part not in asked
        asked.append(part)
        if part in STEPS and data.draw(st.booleans()):
            now = now.copy(update={"rungs": with_rung(now, part, "I will go")})
    assert set(STEPS) - set(asked) == ({"restate"} if times == "several" else set())
    assert ("friend" in asked) is (times == "several")


@given(st.lists(st.tuples(st.sampled_from(STEPS), TEXTS), max_size=8))
def test_each_step_has_one_sentence_mildest_first(told: list[tuple[Step, str]]) -> None:
    now = boundary()
    for step, text in told:
        now = now.copy(update={"rungs": with_rung(now, step, text)})
    assert {rung.step: rung.words for rung in now.rungs} == {step: text.strip() for step, text in told}
    assert [rung.step for rung in now.rungs] == [s for s in STEPS if s in dict(told)]


def test_the_card_shows_the_words_and_the_latest_days() -> None:
    marks = tuple(Mark(at=NOW.replace(day=day), how="held") for day in (1, 8, 15, 22))
    shown = card(
        boundary(situation="late", rungs=(Rung(step="act", words="I will go"),), marks=marks),
        NOW,
        timezone.utc,
    )
    assert "late" in shown and "I will go" in shown and "22 November" in shown
    assert "Sunday 1 November" not in shown
    assert shown.count(words().card.how["held"]) == words().card.marks_most
