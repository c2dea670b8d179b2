"""The operator's page of numbers: what happened, counted; never a word of anybody (issue 5)."""

from __future__ import annotations

import re

import aiohttp
import pytest

from bot.runtime.numbers import Numbers
from bot.runtime.server import Listening, add_numbers, web
from bot.safety.screen import screen
from tests.runtime.conftest import House, later
from tests.runtime.test_relay import CRISIS, OnCall, desk, private, relay  # noqa: F401

pytestmark = pytest.mark.asyncio(loop_scope="session")
OURS = re.compile(r"[a-z]+|[A-Z]{2}|-|[\d.+Inf]+")
"""What a label may hold: a level, a state, a category, a bound."""


def number(numbers: Numbers, name: str, **labels: str) -> float:
    """Returns one number of the page; 0 where it does not stand there yet."""
    for line in numbers.page().decode().splitlines():
        found = re.fullmatch(r"(\w+)(?:\{(.*)\})? (\S+)", line)
        if found and found[1] == name and dict(re.findall(r'(\w+)="([^"]*)"', found[2] or "")) == labels:
            return float(found[3])
    return 0.0


async def test_a_crisis_is_counted_from_its_screening_to_its_taking(
    house: House,
    desk: OnCall,  # noqa: F811
) -> None:
    numbers = relay(house).numbers
    seen = {"level": "crisis", "category": "SU", "found": "edge"}
    before = [
        number(numbers, "coach_screens_total", **seen),
        number(numbers, "coach_first_line_seconds_count"),
        number(numbers, "coach_alerts_total", category="SU", outcome="delivered"),
        number(numbers, "coach_taken_seconds_count"),
    ]
    guest = await private(house)
    await guest.say(CRISIS)
    assert number(numbers, "coach_handoffs_open", status="waiting") == 1
    later(house, seconds=40)
    await desk.press(desk.read[0], 0)
    after = [
        number(numbers, "coach_screens_total", **seen),
        number(numbers, "coach_first_line_seconds_count"),
        number(numbers, "coach_alerts_total", category="SU", outcome="delivered"),
        number(numbers, "coach_taken_seconds_count"),
    ]
    assert [now - then for now, then in zip(after, before, strict=True)] == [1, 1, 1, 1]
    assert number(numbers, "coach_handoffs_open", status="taken") == 1
    assert number(numbers, "coach_handoffs_open", status="waiting") == 0


async def test_no_word_gets_in(house: House, desk: OnCall) -> None:  # noqa: F811
    guest = await private(house)
    for text in ("i want to kill myself, zyxwvut", "my partner zyxwvut ignored me", "zyxwvut"):
        await guest.say(text)
    page = relay(house).numbers.page().decode()
    assert "zyxwvut" not in page and guest.address not in page and guest.user_id not in page
    labels = re.findall(r'\w+="([^"]*)"', page)
    assert labels and all(OURS.fullmatch(label) for label in labels)


async def test_is_read_over_http() -> None:
    numbers, app = Numbers(), web(lambda: _ready(), "numbers")
    numbers.screened(screen(CRISIS))
    add_numbers(app, numbers)
    listening = Listening(app, "127.0.0.1", 18_973)
    await listening.start()
    try:
        async with aiohttp.request("GET", "http://127.0.0.1:18973/metrics") as answer:
            page = await answer.text()
            assert answer.status == 200 and answer.content_type == "text/plain"
    finally:
        await listening.stop()
    assert 'coach_screens_total{category="SU",found="edge",level="crisis"} 1.0' in page


async def _ready() -> dict[str, bool]:
    return {}
