"""The rubric on whole sentences: the published twelve, X13, our own, and rule RQ1."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sentences import COERCIVE, FREE, HELD_OUT, OWN, PUBLISHED

from bot.coaching.step7_stating_needs import Analysis, advice, difference, limits_freedom
from bot.language.rehearse import analyse_text, as_json


def parts(analysis: Analysis) -> tuple[int, ...]:
    return (analysis.F, analysis.O, analysis.B, analysis.N, analysis.R)


@pytest.mark.parametrize(("name", "text", "expected"), PUBLISHED, ids=[row[0] for row in PUBLISHED])
def test_published_example_scores_as_published(name, text, expected):
    analysis = analyse_text(text)
    assert parts(analysis) == expected
    assert analysis.total == sum(expected)
    assert analysis.sees_other == (name == "X11")


@pytest.mark.parametrize(("text", "expected"), OWN)
def test_own_sentence(text, expected):
    assert parts(analyse_text(text)) == expected


def test_held_out_sentences_stay_as_good_as_measured():
    right = sum(
        score == want
        for text, expected in HELD_OUT
        for score, want in zip(parts(analyse_text(text)), expected, strict=True)
    )
    assert right >= 0.9 * 5 * len(HELD_OUT)


@pytest.mark.parametrize(("text", "freedom"), COERCIVE)
def test_coercive_request_is_not_scored(text, freedom):
    analysis = analyse_text(text)
    assert analysis.limits_freedom == freedom
    assert analysis.R == 0
    assert analysis.band is None


@pytest.mark.parametrize("text", FREE + [row[1] for row in PUBLISHED] + [row[0] for row in OWN])
def test_fair_request_limits_no_freedom(text):
    assert analyse_text(text).limits_freedom is None


@pytest.mark.parametrize("asked", ["send me your location every hour", "show me your messages"])
def test_a_bare_request_part_is_checked_too(asked):
    assert limits_freedom(asked)


def test_x13_is_clear_without_a_request():
    assert analyse_text(PUBLISHED[-1][1]).band == "clear"


def test_harm_word_is_marked():
    assert analyse_text("I feel threatened when you come home").harm
    assert not analyse_text("I feel ignored when you come home").harm


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=600))
def test_any_text_is_analysed_and_is_json(text):
    analysis = analyse_text(text)
    assert all(0 <= part <= 2 for part in parts(analysis))
    assert json.loads(json.dumps(as_json(analysis)))["total"] == analysis.total


def test_dialogue_three_is_read_as_it_is_answered():
    draft = analyse_text("I feel like you never back me up, you just let your mother walk all over me")
    said = advice(draft, None, 0)
    assert said.response == "utter_rehearsal_blame_absolute"
    assert said.params == {"phrase": "you never"}
    last = analyse_text(
        "i know shes hard work for you too. i felt alone on sunday. next time would you say lets drop it"
    )
    assert difference(draft, last) == {
        "first": "you never back me up",
        "now": "I know she's hard work for you too",
    }


def test_dialogue_nine_needs_no_request():
    draft = analyse_text(
        "when you went out the night bella died i felt alone and i needed you to sit with me"
    )
    assert advice(draft, None, 0).response == "utter_rehearsal_clear"
