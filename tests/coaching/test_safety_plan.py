"""The small plan for heavy moments: its parts, who is named first and second, and its card."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Optional

import pytest

from bot.coaching import safety_plan
from bot.coaching.records_self import SafetyPlan

NOW = datetime(2026, 11, 22, tzinfo=timezone.utc)


def plan(**fields: object) -> SafetyPlan:
    return SafetyPlan(created_at=NOW, updated_at=NOW, **fields)


def test_asked_in_order_and_what_was_left_out_is_not_asked_again() -> None:
    assert safety_plan.next_part(plan()) == "helps"
    assert safety_plan.next_part(plan(helps="", first="Anna")) == "second"
    assert safety_plan.next_part(plan(helps="", first="", second="", distance="")) is None


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Anna", ("Anna", None)),
        ("first mum, then Tom", ("mum", "Tom")),
        ("Mum and then my neighbour", ("Mum", "my neighbour")),
        ("mum. second: Tom", ("mum", "Tom")),
        ("Anna\nBo", ("Anna", "Bo")),
        ("Anna, my sister", ("Anna, my sister", None)),
        ("mum and dad", ("mum and dad", None)),
        ("then", ("then", None)),
        ("Athena", ("Athena", None)),
    ],
)
def test_two_people_in_one_answer(text: str, named: tuple[str, Optional[str]]) -> None:
    assert safety_plan.two(text) == named


def test_nobody_first_is_nobody_second() -> None:
    assert safety_plan.filled("first", "I have nobody.") == {"first": "", "second": ""}
    assert safety_plan.filled("distance", "no, not really") == {"distance": ""}
    assert safety_plan.filled("helps", "…") is None
    assert safety_plan.filled("helps", "no one but the cat") == {"helps": "no one but the cat"}


def test_the_card_has_a_line_for_what_is_there() -> None:
    full = plan(helps="the sea", first="Anna", second="", distance="the keys")
    shown = safety_plan.card(full).splitlines()
    assert len(shown) == 3 and all(
        said in line for said, line in zip(("the sea", "Anna", "the keys"), shown, strict=True)
    )
    assert safety_plan.card(plan(helps="", first="")) == ""
