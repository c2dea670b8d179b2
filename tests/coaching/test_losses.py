"""What ended, when it did, and for how long it is gone about gently."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Any, Optional

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coaching.hearing import hear
from bot.coaching.losses import GENTLE, dated, mourned, name, partner_lost, recent, wants_to_write, when
from bot.coaching.records_stages import Loss

NOW = datetime(2026, 11, 22, 21, 0, tzinfo=timezone.utc)
"""A Sunday."""
LOSS = Loss(created_at=NOW, updated_at=NOW, kind="breakup")


@given(ago=st.integers(min_value=0, max_value=400))
def test_a_loss_counts_for_fourteen_days(ago: int) -> None:
    on = NOW.date() - timedelta(days=ago)
    assert bool(recent([LOSS.copy(update={"on": on})], NOW)) is (timedelta(days=ago) < GENTLE)
    told = LOSS.copy(update={"created_at": NOW - timedelta(days=ago)})
    assert bool(recent([told], NOW)) is (timedelta(days=ago) < GENTLE)
    assert not recent([told.copy(update={"long_ago": True})], NOW)


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("yesterday", date(2026, 11, 21)),
        ("on friday", date(2026, 11, 20)),
        ("two weeks ago", date(2026, 11, 8)),
        ("3 march", date(2026, 3, 3)),
        ("i dont want to say", None),
    ],
)
def test_the_day_it_ended(text: str, on: Optional[date]) -> None:
    assert when(text, NOW.date()) == on
    assert dated(LOSS, text, NOW).on == on


@pytest.mark.parametrize(
    "text", ["two years ago", "when i was ten", "last year", "months ago", "a long time ago"]
)
def test_what_is_long_over(text: str) -> None:
    assert dated(LOSS, text, NOW).long_ago
    assert not recent([dated(LOSS, text, NOW)], NOW)


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("pete", "pete"),
        ("Her name was Anna", "Anna"),
        ("call him Big Joe.", "Big Joe"),
        ("just mum", "mum"),
        ("i cant say it", None),
        ("he was my everything", None),
        ("idk", None),
        ("…", None),
    ],
)
def test_a_name_for_somebody_who_died(text: str, called: Optional[str]) -> None:
    assert name(text) == called


@pytest.mark.parametrize(
    ("text", "pull"),
    [
        ("i want to text him so bad", True),
        ("about to call her", True),
        ("he texted me that its over", False),
        ("i cant stop checking her page", False),
    ],
)
def test_a_pull_to_write(text: str, pull: bool) -> None:
    assert wants_to_write(text) is pull


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("my wife had an affair", "betrayal"),
        ("he cheated on me with my friend", "betrayal"),
        ("she slept with my best mate", "betrayal"),
        ("found out my husband is cheating", "betrayal"),
        ("my boyfriend betrayed my trust", "betrayal"),
        ("i think he is cheating on me", "trigger"),
        ("what if she has someone else", "other"),
        ("i cheated on my wife and want to rebuild trust", "trigger"),
        ("he left me for someone else, he cheated on me", "breakup"),
        ("why do i always end up with the same type of man", "history"),
        ("i keep falling for unavailable people", "history"),
        ("my boss calls on sundays and i always pick up", "trigger"),
        ("i say yes to sex so he wont leave", "sex"),
        ("i only feel loved when we have sex", "sex"),
        ("my partner wants sex even when were not connected", "trigger"),
    ],
)
def test_topics_of_endings_history_and_sex(text: str, topic: str) -> None:
    assert hear(text).topic == topic


@pytest.mark.parametrize(
    ("kind", "who", "days", "lost"),
    [
        ("breakup", None, 13, True),
        ("breakup", "p", 14, False),
        ("death", None, 1, True),
        ("death", "p", 1, True),
        ("death", "mother", 1, False),
        ("betrayal", "p", 1, False),
    ],
)
def test_a_partner_is_lost_for_two_weeks(kind: Any, who: Optional[str], days: int, lost: bool) -> None:
    told = NOW - timedelta(days=days)
    loss = Loss(created_at=told, updated_at=told, kind=kind, who=who)
    assert partner_lost([loss], {"mother"}, NOW) is lost
    assert mourned([loss]) == ({who} if kind == "death" and who else set())
