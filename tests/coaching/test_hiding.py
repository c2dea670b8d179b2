"""The word that opens a hidden conversation."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.coaching.hiding import opens, sealed, will_do


@pytest.mark.parametrize("word", ["marmalade", "Zebras", "teapot."])
def test_an_odd_word_will_do(word: str) -> None:
    """Case and a full stop do not matter."""
    assert will_do(word)
    assert opens(word.upper(), sealed(word, "a"), "a")


@pytest.mark.parametrize("word", ["", "cat", "hello", "journal", "ashamed", "two words", "12345", "x" * 31])
def test_what_may_be_typed_by_chance_will_not_do(word: str) -> None:
    """Short, common, command and feeling words are refused (rule HD4)."""
    assert not will_do(word)


@settings(max_examples=10, deadline=None)
@given(st.text(max_size=40))
def test_only_the_whole_word_opens(text: str) -> None:
    """Nothing else opens, and the same word is kept differently for two people."""
    kept = sealed("marmalade", "a")
    assert opens(text, kept, "a") is (text.strip().strip(".,;:").casefold() == "marmalade")
    assert "marmalade" not in kept
    assert kept != sealed("marmalade", "b")
    assert not opens("my marmalade", kept, "a")
