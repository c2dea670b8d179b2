"""What an answer of a safety plan may sound like and still be kept (rule CN8)."""

from __future__ import annotations

import pytest

from bot.safety.concern import kept_in_plan
from bot.safety.screen import screen

KEPT = (
    "stuff I used to cut with",
    "holding ice instead of cutting",
    "the things I hurt myself with",
    "walking until the urge to hurt myself passes",
    "calling the samaritans when I wanted to kill myself",
    "last time I wanted to die my sister stayed on the phone",
    "my therapist, she knows I'm suicidal",
)
NOW = (
    "i want to kill myself",
    "i want to kill myself, like last time, and tonight i will",
    "im going to do it tonight",
    "ive already cut myself",
    "i have the rope ready",
    "i used the rope last time and now it is in my hand and i want to die",
)


@pytest.mark.parametrize("text", KEPT)
def test_another_time_is_kept(text: str) -> None:
    heard = screen(text)
    assert heard.level != "none", "sounds like nothing, and proves nothing"
    assert kept_in_plan(heard, text)


@pytest.mark.parametrize("text", NOW)
def test_an_attempt_or_intent_now_is_not(text: str) -> None:
    heard = screen(text)
    assert heard.level != "none"
    assert not kept_in_plan(heard, text)


@pytest.mark.parametrize("text", ["he hits me when i used to cry", "he hit me last time"])
def test_danger_of_another_kind_is_not(text: str) -> None:
    heard = screen(text)
    assert heard.level != "none" and not kept_in_plan(heard, text)
