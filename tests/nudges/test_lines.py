"""The lines after the tap: enough for everybody, fit for any eyes, never repeated."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime, timedelta, timezone
from typing import Any, get_args

import pytest
import yaml

from bot.coaching.records_nudges import Used
from bot.coaching.records_style import Voice
from bot.nudges.lines import AGAIN, BEGINS, NINE, STEPS, Line, bank, choose, eligible, time_of
from bot.safety.screen import screen
from tests.test_words import NEVER, ROOT

NOW = datetime(2026, 4, 15, 10, tzinfo=timezone.utc)
VOICES: tuple[Voice, ...] = get_args(Voice)
ENOUGH = 14
LONGEST = 200
SEEN_FIRST = 60
TELLS = re.compile(
    r"\b(partner|husband|wife|boyfriend|girlfriend|spouse|ex|lover|date|dating|marriage|divorce|affair|sex|bed"
    r"|abus\w*|violen\w*|hit|rape|trauma\w*|crisis|suicid\w*|therap\w*|diagnos\w*|disorder|depress\w*|anxi\w*"
    r"|avoidan\w*|disorganised|attachment|jealous\w*|wounds?|break-?up|he|she|him|her|his)\b",
    re.IGNORECASE,
)
"""What tells on somebody to whoever else reads the first words."""
PRESSES = re.compile(
    r"\b(streak|in a row|missed you|miss you|waiting|don't lose|last chance|haven't|still not|you should"
    r"|you must|where are you|keep it up|days? without|everyone else|other users|disappoint\w*)\b",
    re.IGNORECASE,
)
"""Streaks, guilt, urgency, comparison (content 9.2)."""
TIME_BOUND = re.compile(r"\b(today|tonight|this morning|this evening|the day is|tomorrow)\b", re.IGNORECASE)


@pytest.mark.parametrize("line", bank(), ids=lambda line: line.id)
def test_a_line_is_short_neutral_and_presses_nobody(line: Line) -> None:
    assert len(line.say) <= LONGEST and "!" not in line.say and "{" not in line.say
    assert not [told[0] for told in TELLS.finditer(line.say) if told.start() < SEEN_FIRST]
    assert not PRESSES.search(line.say)
    assert not [word for word in NEVER if re.search(rf"\b{word}\b", line.say.lower())]
    assert screen(line.say).level == "none"
    assert line.times or not TIME_BOUND.search(line.say), "it may be said at any hour"


def test_lines_are_told_apart_and_lead_to_rooms_there_are() -> None:
    assert max(Counter(line.id for line in bank()).values()) == 1
    assert max(Counter(line.say for line in bank()).values()) == 1
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    rooms = {name.removesuffix("_form") for name in domain["forms"]}
    assert {line.opens for line in bank() if line.opens} <= rooms
    assert not [line.id for line in bank() if line.step in ("wellwish", "security") and line.opens]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("voice", VOICES)
@pytest.mark.parametrize("time", BEGINS)
def test_there_are_enough_for_a_month(step: Any, voice: Voice, time: Any) -> None:
    assert len(eligible(step, voice, time)) >= ENOUGH


@pytest.mark.parametrize(
    ("hour", "time"), [(4, "evening"), (5, "morning"), (10, "morning"), (11, "day"), (17, "evening")]
)
def test_hours_have_a_time_of_day(hour: int, time: str) -> None:
    assert time_of(hour) == time


def month(step: Any, voice: Voice, **allowed: Any) -> list[Line]:
    """Returns the lines of a message a day for two months, each with the hour of another time of day."""
    used: list[Used] = []
    found: list[Line] = []
    for day in range(60):
        now, hour = NOW + timedelta(days=day), (8, 13, 20)[day % 3]
        line = choose(step, voice, hour, used, now, seed=f"{step} {day}", **allowed)
        assert line is not None and line.fits(voice, time_of(hour), allowed["partner_allowed"])
        assert not [one for one in used if one.line == line.id and now - one.at < AGAIN]
        used.append(Used(line=line.id, at=now))
        found.append(line)
    return found


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("voice", ["mixed", "anxious"])
@pytest.mark.parametrize("partner", [True, False])
@pytest.mark.parametrize("security", [True, False])
def test_nothing_comes_twice_in_a_month(step: Any, voice: Voice, partner: bool, security: bool) -> None:
    found = month(step, voice, partner_allowed=partner, security=security)
    if not partner:
        assert not [line.id for line in found if line.partner or line.step == "thoughts"]
    if not security and step != "security":
        assert not [line.id for line in found if line.step == "security"]


def test_a_quarter_has_nothing_to_do() -> None:
    told = {"partner_allowed": True, "security": False}
    lines = [choose("step4_triggers", "mixed", 9, (), NOW, seed=str(n), **told) for n in range(2000)]
    rests = sum(line is not None and line.step == "wellwish" for line in lines) / len(lines)
    assert 0.2 < rests < 0.3


def test_the_same_seed_is_the_same_line() -> None:
    told = {"partner_allowed": True, "security": True}
    one, other = (choose("step6_needs", "secure", 9, (), NOW, seed="a", **told) for _ in range(2))
    assert one == other


def test_where_a_step_is_used_up_its_neighbour_speaks_and_at_last_nobody() -> None:
    told: dict[str, Any] = {"partner_allowed": True, "security": False}
    own = [Used(line=line.id, at=NOW) for line in bank() if line.step in ("step6_needs", "wellwish")]
    steps = {choose("step6_needs", "mixed", 9, own, NOW, seed=str(n), **told).step for n in range(50)}  # type: ignore[union-attr]
    assert steps and steps <= {NINE[4], NINE[6]}
    everything = [Used(line=line.id, at=NOW) for line in bank()]
    assert choose("step6_needs", "mixed", 9, everything, NOW, seed="a", **told) is None
    assert choose("step6_needs", "mixed", 9, everything, NOW + AGAIN, seed="a", **told) is not None
