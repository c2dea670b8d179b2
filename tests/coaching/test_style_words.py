"""Styles in people's own words: parts, more or less, told as one's own, heard as a verdict."""

from __future__ import annotations

from typing import Optional

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coaching.step1_own_style import STYLES, told
from bot.coaching.style_words import declared, harsh, line, meant, moved, own_parts, shift, takes_as_verdict

PARTS = st.fixed_dictionaries({style: st.integers(0, 20) for style in STYLES}).filter(
    lambda parts: sum(parts.values()) == 20
)
SPLIT = st.integers(0, 20).flatmap(
    lambda a: st.integers(0, 20 - a).map(lambda b: {"secure": 5 * a, "anxious": 5 * b, "avoidant": 100 - 5 * (a + b)})
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("60 anxious 40 secure", {"anxious": 60, "secure": 40}),
        ("anxious 60%, secure 40%", {"anxious": 60, "secure": 40}),
        ("60/40 anxious secure", {"anxious": 60, "secure": 40}),
        ("80 disorganized and the rest secure", {"disorganised": 80, "secure": 20}),
        ("80 % both ways", {"disorganised": 80}),
        ("mostly anxious with a bit of avoidant", {"anxious": 75, "avoidant": 25}),
        ("90 anxious 60 avoidant", {"anxious": 60, "avoidant": 40}),
        ("fearful avoidant", {"disorganised": 100}),
        ("anxious avoidant", {"disorganised": 100}),
        ("dismissive avoidant i think", {"avoidant": 100}),
        ("not anxious, avoidant", {"avoidant": 100}),
        ("i cope in different ways", None),
        ("not anxious", None),
        ("…", None),
    ],
)
def test_parts_as_they_are_put(text: str, parts: Optional[dict[str, int]]) -> None:
    assert own_parts(text) == parts


@given(st.text(max_size=80))
def test_parts_never_exceed_everything(text: str) -> None:
    parts = own_parts(text)
    assert parts is None or 0 < sum(parts.values()) <= 100


@given(SPLIT, st.sampled_from(STYLES), st.sampled_from([-10, 10]))
def test_moving_a_part_keeps_the_whole(parts: dict, style: str, by: int) -> None:
    after = shift(parts, style, by)  # type: ignore[arg-type]
    assert sum(after.values()) == 100 and min(after.values()) >= 0
    assert abs(after[style] - min(100, max(0, parts.get(style, 0) + by))) <= 5  # type: ignore[index]


def test_more_and_less() -> None:
    parts = {"anxious": 60, "secure": 40}
    assert moved(parts, "more anxious") == {"anxious": 70, "secure": 30, "avoidant": 0, "disorganised": 0}
    assert moved(parts, "less anxious, please") == {
        "anxious": 50, "secure": 50, "avoidant": 0, "disorganised": 0
    }  # fmt: skip
    assert moved(parts, "60 anxious") is None and moved(parts, "no idea") is None


def test_the_line_leads_with_the_largest_and_leaves_out_crumbs() -> None:
    parts = {"secure": 5, "anxious": 65, "avoidant": 5, "disorganised": 25}
    assert line(parts) == "Anxious 65 %, both ways 25 %"  # type: ignore[arg-type]
    assert line(parts, all_of_them=True).count("%") == 4  # type: ignore[arg-type]
    assert line({"anxious": 100}) == "Anxious"


def test_ones_own_parts_name_a_voice_where_one_stands_out() -> None:
    assert told({"anxious": 60, "secure": 40}) == "anxious"
    assert told({"anxious": 50, "avoidant": 45}) == "mixed"
    assert told({"secure": 100}) == "secure"


@pytest.mark.parametrize(
    "text",
    [
        "I'm anxious, I took a test elsewhere",
        "im avoidant",
        "I'm 60 anxious 40 secure",
        "my attachment style is anxious",
        "the quiz said im disorganised",
        "i took an online test and came out anxious",
        "I'm dismissive avoidant",
    ],
)
def test_told_as_ones_own(text: str) -> None:
    assert declared(text) and meant(text) == "own_style"


@pytest.mark.parametrize(
    "text",
    [
        "im so anxious",
        "i feel so anxious about the test tomorrow",
        "im anxious and he never answers",
        "why am i avoidant",
        "is my attachment style fixed",
        "he is avoidant and i hate it",
        "my boyfriend says im avoidant",
        "i am broken",
        "he broke my phone",
        "hi",
    ],
)
def test_not_told_as_ones_own(text: str) -> None:
    assert not declared(text) and meant(text) is None


def test_a_result_heard_as_a_verdict() -> None:
    for text in ("80 % disorganised, so I'm broken?", "so im broken, it says disorganised"):
        assert takes_as_verdict(text) and meant(text) == "about_attachment"
    assert not takes_as_verdict("so im broken") and takes_as_verdict("so im broken", result_known=True)
    assert not takes_as_verdict("partly", result_known=True)


def test_hard_words_about_oneself() -> None:
    assert harsh("i rang nine times, so pathetic") and not harsh("i rang nine times")
