"""The style check: the statements, the formula of content 1.5 to the figure, and when a result is doubted."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Optional

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coaching import step1_own_style as style
from bot.coaching.records import Trigger
from bot.coaching.records_style import StyleAnswer, StyleCheck
from bot.coaching.step1_own_style import HONESTY, STYLES, headline, number, result, shares, shown

NOW = datetime(2026, 11, 22, 21, tzinfo=timezone.utc)
DIAL = st.floats(1, 7)
LENGTHS = st.sampled_from(["long", "short"])
VALUES = st.lists(st.one_of(st.none(), st.integers(1, 7)), min_size=16, max_size=16)

CHECKED = [
    (1.50, 1.50, (85, 5, 10, 0), "secure"),
    (2.40, 2.20, (65, 10, 20, 5), "secure"),
    (2.75, 1.50, (70, 20, 5, 5), "secure"),
    (3.50, 3.00, (25, 25, 25, 25), "mixed"),
    (3.90, 3.30, (15, 25, 20, 40), "mixed"),
    (4.50, 2.50, (15, 55, 5, 25), "anxious"),
    (5.25, 2.375, (5, 65, 5, 25), "anxious"),
    (2.25, 4.625, (5, 5, 80, 10), "avoidant"),
    (3.00, 5.50, (5, 0, 65, 30), "avoidant"),
    (5.00, 4.375, (0, 10, 10, 80), "disorganised"),
    (7.00, 7.00, (0, 5, 5, 90), "disorganised"),
]
"""The table of checked values of content 1.5, long form."""


def answers(
    values: list[Optional[int]], length: style.Length = "long", seconds: float = 6
) -> tuple[StyleAnswer, ...]:
    shown_items = style.items(length)
    return tuple(
        StyleAnswer(item=item.id, value=value, at=NOW + timedelta(seconds=seconds * (at + 1)))
        for at, (item, value) in enumerate(zip(shown_items, values, strict=False))
    )


def steady(length: style.Length, anxiety: int, avoidance: int) -> list[Optional[int]]:
    """Returns answers that give every statement of a dial the same score."""
    wanted = {"anxiety": anxiety, "avoidance": avoidance}
    return [8 - wanted[i.dial] if i.reverse else wanted[i.dial] for i in style.items(length)]


@pytest.mark.parametrize(("anxiety", "avoidance", "blend", "voice"), CHECKED)
def test_the_checked_values(anxiety: float, avoidance: float, blend: tuple[int, ...], voice: str) -> None:
    parts = shares(anxiety, avoidance, HONESTY["long"])
    assert tuple(shown(parts)[name] for name in STYLES) == blend
    assert headline(parts) == voice


def test_the_statements_are_those_of_the_sheet() -> None:
    long, short = style.items("long"), style.items("short")
    assert [i.id for i in long] == "A1 V1 A4 V3 A2 V2 A7 V6 A5 V4 A3 V8 A6 V5 A8 V7".split()
    assert [i.id for i in short] == "A1 V1 V3 A2 V2 A7 A5 V5".split()
    assert {i.id for i in long if i.reverse} == {"A4", "A7", "V3", "V6", "V8"}
    for form in (long, short):
        assert sum(i.dial == "anxiety" for i in form) * 2 == len(form)


@given(DIAL, DIAL, st.sampled_from([0.10, 0.20, 0.25]))
def test_parts_add_up_and_none_is_everything(anxiety: float, avoidance: float, honesty: float) -> None:
    parts = shares(anxiety, avoidance, honesty)
    per_cent = shown(parts)
    assert sum(parts.values()) == pytest.approx(1) and min(parts.values()) >= honesty / 4
    assert sum(per_cent.values()) == 100 and all(part % 5 == 0 for part in per_cent.values())
    assert all(abs(per_cent[name] / 100 - parts[name]) < 0.05 for name in STYLES)
    assert max(per_cent.values()) < 100


@given(DIAL, DIAL, st.floats(0.01, 3))
def test_more_worry_never_looks_more_secure(anxiety: float, avoidance: float, more: float) -> None:
    before, after = (shares(dial, avoidance, 0.1) for dial in (anxiety, anxiety + more))
    assert after["secure"] <= before["secure"] and after["avoidant"] <= before["avoidant"]
    assert after["anxious"] >= before["anxious"] and after["disorganised"] >= before["disorganised"]


@given(DIAL, DIAL)
def test_a_headline_stands_out(anxiety: float, avoidance: float) -> None:
    parts = shares(anxiety, avoidance, 0.1)
    voice = headline(parts)
    if voice != "mixed":
        assert parts[voice] >= 0.45 - 1e-6
        assert all(parts[voice] - parts[other] >= 0.10 - 1e-6 for other in STYLES if other != voice)


@given(LENGTHS, st.integers(1, 7), st.integers(1, 7))
def test_dials_are_means_with_reversed_statements_turned(
    length: style.Length, anxiety: int, avoidance: int
) -> None:
    found = result(length, answers(steady(length, anxiety, avoidance), length), NOW)
    assert found is not None
    assert (found.anxiety, found.avoidance) == (anxiety, avoidance)
    assert "both_ways" not in found.doubts and "fast" not in found.doubts
    assert found.blend == shown(shares(anxiety, avoidance, HONESTY[length]))


@given(LENGTHS, VALUES)
def test_too_few_numbers_say_nothing(length: style.Length, values: list[Optional[int]]) -> None:
    told = answers(values, length)
    numbers = {answer.item for answer in told if answer.value is not None}
    per_dial = [sum(i.id in numbers for i in style.items(length) if i.dial == dial) for dial in style.CENTRE]
    assert (result(length, told, NOW) is None) == (min(per_dial) < style.LEAST[length])


@pytest.mark.parametrize("value", range(1, 8))
@pytest.mark.parametrize("length", ["long", "short"])
def test_answers_all_alike_are_doubted(length: style.Length, value: int) -> None:
    found = result(length, answers([value] * 16, length), NOW)
    assert found is not None and "alike" in found.doubts


def test_answers_faster_than_reading_are_doubted() -> None:
    values = steady("long", 5, 2)
    fast, slow = (result("long", answers(values, seconds=pace), NOW) for pace in (9 / 16, 1.2))
    assert fast is not None and fast.doubts == ("fast",)
    assert slow is not None and slow.doubts == ()


def test_a_pause_in_between_makes_nobody_slow() -> None:
    told = answers(steady("long", 5, 2), seconds=0.5)
    later = tuple(a.copy(update={"at": a.at + timedelta(days=2)}) for a in told[8:])
    found = result("long", (*told[:8], *later), NOW)
    assert found is not None and found.doubts == ("fast",)


def test_answers_that_point_both_ways_are_doubted() -> None:
    values: list[Optional[int]] = [7 if i.dial == "anxiety" else None for i in style.items("long")]
    values = [2 + at % 3 if value is None else value for at, value in enumerate(values)]
    found = result("long", answers(values), NOW)
    assert found is not None and found.doubts == ("both_ways",)


def test_statements_come_in_order_and_know_their_place() -> None:
    told = answers([4] * 5)
    item = style.next_item("long", told[:4])
    assert item is not None and style.position("long", item) == {"number": 5, "count": 16}
    assert style.next_item("short", answers([4] * 8, "short")) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5", 5), ("seven", 7), ("its a 6", 6), ("3 or 4", 4), ("very me", 7), ("Not me.", 1),
        ("half and half", 4), ("yes", 6), ("no", 2), ("8", None), ("0", None), ("12345", None), ("…", None),
    ],
)  # fmt: skip
def test_numbers_and_words(text: str, value: Optional[int]) -> None:
    assert number(text) == value


@given(st.text(max_size=60))
def test_any_text_is_a_number_on_the_scale_or_none(text: str) -> None:
    assert number(text) in (None, 1, 2, 3, 4, 5, 6, 7)


@pytest.mark.parametrize(
    ("moved", "seen"), [(0.0, "same"), (0.59, "same"), (0.6, "small"), (1.2, "small"), (1.3, "real")]
)
def test_change_between_two_checks(moved: float, seen: str) -> None:
    times = {"created_at": NOW, "updated_at": NOW, "version": "1"}
    before = StyleCheck(how="long", anxiety=3.0, avoidance=3.0, **times)
    after = StyleCheck(how="long", anxiety=3.0, avoidance=3.0 - moved, **times)
    assert style.change(before, after) == seen
    assert style.change(StyleCheck(how="words", **times), after) is None


def test_a_shock_within_the_week() -> None:
    def noted(situation: str, days: float, intensity: Optional[int] = None) -> Trigger:
        at = NOW - timedelta(days=days)
        return Trigger(created_at=at, updated_at=at, situation=situation, intensity=intensity)

    assert style.shaken([noted("he broke up with me", 6)], NOW)
    assert not style.shaken([noted("he broke up with me", 8)], NOW)
    assert style.shaken([noted("we had a big fight last night", 1, 9)], NOW)
    assert not style.shaken([noted("we had a big fight last night", 1, 4)], NOW)
    assert not style.shaken([noted("she was late again", 1, 9)], NOW)
