"""A trigger told in few questions, kept in the person's words, and changed by a free sentence."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coaching.hearing import hear
from bot.coaching.records import Feeling, Trigger
from bot.coaching.step4_triggers import (
    answer,
    card,
    change,
    felt,
    journal_line,
    next_question,
    prefill,
    situation_lines,
    tags,
    under,
)

NOW = datetime(2026, 11, 22, tzinfo=timezone.utc)
OPENING = "my boyfriend ignored me all evening and im boiling"
DIALOGUE = (
    ("situation", "on his phone from dinner till bed. i said his name twice"),
    ("intensity", "8"),
    ("softer", "lonely i guess"),
    ("thought", "that im not interesting enough"),
    ("action", "went to bed without saying goodnight"),
)


def told(text: str, **more: Any) -> Trigger:
    return Trigger(created_at=NOW, updated_at=NOW, **{**prefill(text, hear(text)), **more})


def through(trigger: Trigger) -> Trigger:
    for question, said in DIALOGUE:
        answered = answer(trigger, question, said)
        assert answered is not None
        trigger = answered
    return trigger


def test_the_second_dialogue_asks_what_it_asks() -> None:
    trigger, asked = told(OPENING), frozenset[str]()
    for question, said in DIALOGUE:
        assert next_question(trigger, asked) == question
        answered = answer(trigger, question, said)
        assert answered is not None
        trigger, asked = answered, asked | {question}
    assert next_question(trigger, asked) is None
    assert [one.word for one in trigger.feelings] == ["boiling", "lonely"]
    assert trigger.intensity == 8 and trigger.action_tags == ("went_quiet",)


def test_the_card_quotes_whole_answers_on_their_own() -> None:
    shown = card(through(told(OPENING)))["card"]
    for _, said in DIALOGUE[:1] + DIALOGUE[3:]:
        assert f'"{said}"' in shown
    assert OPENING not in shown


@pytest.mark.parametrize(
    "trigger",
    [told("hm"), told("hm", intensity=3), told("he was online", feelings=(Feeling(word="sad"),))],
)
def test_a_card_leaves_out_what_is_not_known(trigger: Trigger) -> None:
    shown = card(trigger)["card"]
    assert shown and "None" not in shown and "\n\n" not in shown


@given(
    st.lists(
        st.sampled_from(["", "6", "angry", "sad and hurt", "he was on his phone", "idk"]),
        min_size=6,
        max_size=6,
    )
)
def test_no_more_than_four_questions_follow_the_situation(said: list[str]) -> None:
    trigger, asked = told("something happened"), frozenset[str]()
    while question := next_question(trigger, asked):
        trigger = answer(trigger, question, said[len(asked)]) or trigger
        asked |= {question}
    assert len(asked - {"situation"}) <= 4


def test_what_is_known_is_not_asked() -> None:
    trigger = told(
        "he didn't reply for six hours, 8/10, i thought he was leaving me",
        feelings=(Feeling(word="scared", group="fear"),),
    )
    assert (trigger.intensity, trigger.thought) == (8, "he was leaving me")
    assert next_question(trigger, frozenset()) == "action"


def test_a_skipped_question_is_not_asked_again() -> None:
    assert (
        next_question(told("hm"), frozenset({"situation", "intensity", "feelings", "thought", "action"}))
        is None
    )


def test_a_pattern_asks_neither_number_nor_date_nor_deed() -> None:
    trigger = told("when my partner isn't affectionate")
    assert trigger.kind == "pattern" and trigger.when_text is None
    assert next_question(trigger, frozenset({"feelings", "softer", "thought"})) is None


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("it was more like a 9 tbh", "intensity", 9),
        ("the thought was im boring", "thought", "im boring"),
        ("then i cried", "action_tags", ("cried",)),
        ("what happened was he left the room", "situation", "he left the room"),
    ],
)
def test_a_free_correction_touches_its_field_alone(text: str, field: str, value: object) -> None:
    before = through(told(OPENING))
    after = change(before, text)
    assert after is not None and getattr(after, field) == value
    touched = {field, "action"} if field == "action_tags" else {field}
    assert before.dict(exclude=touched) == after.dict(exclude=touched)


def test_a_feeling_is_denied_and_another_named() -> None:
    after = change(through(told(OPENING)), "not lonely, sad")
    assert after is not None and [one.word for one in after.feelings] == ["boiling", "sad"]


@pytest.mark.parametrize("text", ["hmm", "…", "yes"])
def test_no_change_is_made_up(text: str) -> None:
    assert change(through(told(OPENING)), text) is None


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("lonely i guess", ["lonely"]),
        ("angry and sad", ["angry", "sad"]),
        ("like a doormat", ["like a doormat"]),
        ("idk", []),
        ("…", []),
    ],
)
def test_feelings_keep_their_word(text: str, named: list[str]) -> None:
    assert [one.word for one in felt(text)] == named


def test_just_angry_adds_nothing() -> None:
    angry = told("x", feelings=(Feeling(word="angry", group="anger"),))
    for said in ("no, just angry", "just angry", "no"):
        after = answer(angry, "softer", said)
        assert after is not None and after.feelings == angry.feelings


@pytest.mark.parametrize("question", ["intensity", "feelings", "thought", "situation", "action"])
def test_nothing_said_is_no_answer(question: str) -> None:
    assert answer(told("x"), question, "…") is None


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("texted four times", "messaged_again"),
        ("asked if he still loved me", "asked_again"),
        ("nothing", "went_quiet"),
        ("checked his instagram", "checked"),
        ("said sorry", "pleased"),
        ("walked out", "left"),
        ("snapped at her", "snapped"),
        ("criticised him", "criticised"),
        ("had a glass of wine", "numbed"),
        ("cried", "cried"),
        ("went for a walk", "soothed_self"),
        ("told him how i felt", "asked_plainly"),
        ("blinked", "other"),
    ],
)
def test_tags(text: str, tag: str) -> None:
    assert tag in tags(text)


def test_what_the_softer_question_looks_under() -> None:
    boiling, angry = Feeling(word="boiling", group="anger"), Feeling(word="angry", group="anger")
    assert "boiling" in under((boiling,)) and "angry" not in under((angry,))


def test_a_journal_line_is_short() -> None:
    line = journal_line(told("he was on his phone " * 20), 3, "22 Nov")
    assert line.startswith("3") and len(line) < 90


@given(st.text(max_size=300))
def test_any_opening_makes_a_whole_trigger(text: str) -> None:
    trigger = told(text)
    assert all(line in text.strip() for line in situation_lines(trigger))
    assert (
        next_question(
            trigger,
            frozenset({"situation", "intensity", "feelings", "softer", "thought", "action"}),
        )
        is None
    )
    assert card(trigger).keys() == {"card"}


def test_an_answer_to_the_other_question_is_not_lost() -> None:
    now = datetime(2026, 1, 1, tzinfo=timezone.utc)
    note = Trigger(created_at=now, updated_at=now, situation="he ignored me")
    felt = answer(note, "intensity", "sad")
    assert felt is not None and felt.intensity is None and [one.word for one in felt.feelings] == ["sad"]
    rated = answer(note, "feelings", "eight")
    assert rated is not None and rated.intensity == 8 and not rated.feelings
    assert answer(note, "thought", "no") == note
