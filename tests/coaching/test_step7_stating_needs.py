"""One improvement at a time, differences instead of praise, and the order of questions."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coaching.blame import Blame
from bot.coaching.step7_stating_needs import (
    ROUNDS,
    Analysis,
    Parts,
    advice,
    next_part,
    request_flaw,
)
from bot.content import responses

RESPONSES = responses()
CLEAR = Analysis("…", F=2, O=2, B=2, N=2, R=0, feeling="alone", observation="you sat there", need="loyalty")
ATTACK = Blame("always_never", "always_never", "attack", "you never")
RAW = Analysis("…", F=0, O=0, B=0, N=0, R=0, blame=(ATTACK,), sharpest="you never back me up")

analyses = st.builds(
    Analysis,
    text=st.just("…"),
    F=st.integers(0, 2), O=st.integers(0, 2), B=st.integers(0, 2), N=st.integers(0, 2), R=st.integers(0, 2),
    pseudo=st.sampled_from([None, "betrayed", "left out"]),
    thought=st.sampled_from([None, "I feel that you"]),
    blame=st.sampled_from([(), (ATTACK,), (Blame("again", "again", "mild", "again"),)]),
    flaw=st.sampled_from([None, "demand", "negative", "vague", "big"]),
    limits_freedom=st.sampled_from([None, "phone"]),
    harm=st.booleans(),
).filter(lambda a: (a.B == 2) == (not a.blame) and (a.B == 0) == (a.attack is not None))  # fmt: skip


@given(analyses, st.one_of(st.none(), analyses), st.integers(0, 5))
def test_advice_is_always_a_line_we_can_say(now, before, rounds):
    chosen = advice(now, before, rounds)
    said = RESPONSES[chosen.response][0]["text"]
    given_params = {*chosen.params, "them", "they", "They"}
    assert set(re.findall(r"{(\w+)}", said)) <= given_params


@given(analyses)
def test_a_request_that_limits_freedom_is_never_called_clear(now):
    limited = replace(now, limits_freedom="phone", harm=False)
    assert advice(limited, None, 0).response == "utter_rehearsal_limits"
    assert advice(limited, limited, 9).response == "utter_rehearsal_limits_again"
    assert limited.band is None


def test_a_missing_request_is_not_nagged_for():
    assert advice(CLEAR, None, 0).response == "utter_rehearsal_clear"


def test_blame_comes_before_everything_else_but_harm():
    assert advice(RAW, None, 0).response == "utter_rehearsal_blame_absolute"
    assert advice(replace(RAW, harm=True), None, 0).response == "utter_rehearsal_harm"


def test_rounds_end():
    assert advice(RAW, None, ROUNDS).response == "utter_rehearsal_enough"


def test_difference_names_both_ends():
    assert advice(CLEAR, RAW, 1).difference == {
        "first": "you never back me up",
        "now": "you sat there",
    }
    assert advice(RAW, CLEAR, 1).difference is None
    assert advice(CLEAR, None, 0).difference is None


def test_pseudo_feeling_offers_three_likely_feelings():
    said = advice(replace(CLEAR, F=0, feeling=None, pseudo="betrayed"), None, 0)
    assert said.response == "utter_rehearsal_pseudo"
    assert len({said.params[f"feeling{n}"] for n in (1, 2, 3)}) == 3


@pytest.mark.parametrize(
    ("request_text", "flaw"),
    [
        ("would you stop shouting", "negative"),
        ("be more loving", "vague"),
        ("please be there for me", "vague"),
        ("would you always call", "big"),
        ("would you hug me before you leave", None),
        ("listen to me for ten minutes", None),
    ],
)
def test_request_flaw(request_text, flaw):
    assert request_flaw(request_text) == flaw


def test_questions_come_in_the_order_of_the_third_dialogue():
    parts = Parts()
    assert next_part(parts, RAW) == "moment"
    parts = replace(parts, when="On Sunday", observation="she sat there")
    assert next_part(parts, RAW) == "feeling"
    assert next_part(replace(parts, feeling="betrayed"), RAW) == "pseudo"
    parts = replace(parts, feeling="alone")
    assert next_part(parts, RAW) == "need"
    parts = replace(parts, need="someone on my side")
    assert next_part(parts, RAW) == "request"
    assert next_part(replace(parts, request="say it"), RAW) == "decide"
    assert next_part(replace(parts, request_skipped=True), RAW) == "decide"


def test_what_a_draft_told_is_not_asked_again():
    assert next_part(Parts(), CLEAR) == "request"
    assert next_part(Parts(), replace(CLEAR, R=2)) == "decide"
