"""What two notes share is said from stored facts, and only where there is such a fact."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any, Optional
from zoneinfo import ZoneInfo

import pytest

from bot.coaching.echo import echo, words
from bot.coaching.records import Trigger

EVENING = datetime(2026, 11, 22, 20, tzinfo=timezone.utc)
LONDON = ZoneInfo("Europe/London")


def note(**fields: Any) -> Trigger:
    return Trigger(**{"created_at": EVENING, "updated_at": EVENING, **fields})


@pytest.mark.parametrize(
    ("fields", "before", "second", "shared"),
    [
        ({"action_tags": ("went_quiet",)}, {"action_tags": ("went_quiet",)}, False, "did_time"),
        ({"who": "p", "action_tags": ("left",)}, {"who": "p", "action_tags": ("left",)}, False, "did_person"),
        ({"who": "p"}, {"who": "p"}, True, "person_time"),
        ({"who": "p"}, {"who": "p"}, False, None),
        ({}, {"created_at": EVENING - timedelta(hours=10)}, True, None),
        ({"action_tags": ("other",)}, {"action_tags": ("other",)}, False, None),
        ({"action_tags": ("snapped",)}, {"action_tags": ("snapped",)}, False, None),
    ],
)
def test_what_is_shared(
    fields: dict[str, Any], before: dict[str, Any], second: bool, shared: Optional[str]
) -> None:
    found = echo(note(**fields), note(**before), LONDON, second)
    assert (found[0] if found else None) == shared


def test_no_time_is_said_where_the_zone_is_unknown() -> None:
    assert echo(note(), note(), None, True) is None


def test_small_hours_are_night() -> None:
    early = {"created_at": EVENING.replace(hour=2)}
    found = echo(note(**early), note(**early), LONDON, True)
    assert found == ("time", {"time": list(words().parts)[-1]})
