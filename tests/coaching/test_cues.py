"""Cues are found whatever the ending, and not where they are denied or quoted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coaching import cues


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("he ignored me", "ignores"),
        ("she isn't affectionate", "not affectionate"),
        ("she isnt really affectionate", "not affectionate"),
        ("he went through my phone", "went through my"),
        ("said her name twice", "said * name twice"),
        ("on her phone", "on his|her|their phone"),
        ("he doesn’t care", "doesn't care"),
    ],
)
def test_a_cue_is_found_in_another_shape(text: str, cue: str) -> None:
    assert cues.hit(text, [cue])


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("i was not left out", "left out"),
        ("nobody ignored me", "ignored"),
        ("said it. name of the dog twice", "said * name twice"),
        ("he forgave me", "forgot"),
    ],
)
def test_what_is_denied_or_cut_by_a_stop_is_no_hit(text: str, cue: str) -> None:
    assert cues.hit(text, [cue]) is None


def test_a_denial_ends_with_its_clause() -> None:
    assert cues.hit("i did nothing and he ignored me", ["ignored"])


def test_quotations_are_blanked_in_place() -> None:
    text = "she said 'you're needy' and \"go away\" to me"
    left = cues.unquoted(text)
    assert len(left) == len(text) and "needy" not in left and "go away" not in left and "to me" in left


def test_an_apostrophe_is_no_quotation() -> None:
    assert cues.unquoted("he's mine and she's not, they're late") == "he's mine and she's not, they're late"


@given(st.text(max_size=80))
def test_a_hit_is_the_persons_own_words(text: str) -> None:
    for hit in cues.hits(text, ["not * care", "ignored", "a|the"]):
        assert text[hit.start : hit.end] == hit.words != ""
