"""Check-ins come in waking hours, near a day later, never too soon (rule FU1)."""

from __future__ import annotations

from datetime import datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.safety.followup import checkin_at

ZONES = ["Europe/London", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "America/Sao_Paulo", "UTC"]


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(timezone.utc)),
    st.sampled_from(ZONES),
)
def test_is_always_in_waking_hours_and_never_under_eight_hours_away(now: datetime, zone: str) -> None:
    due = checkin_at(now, ZoneInfo(zone))
    assert time(9) <= due.astimezone(ZoneInfo(zone)).time().replace(microsecond=0) <= time(21)
    assert timedelta(hours=8) <= due - now <= timedelta(hours=37)


@pytest.mark.parametrize(
    ("at", "due"),
    [
        ((22, 2, 30), (22, 21, 0)),
        ((22, 12, 0), (23, 12, 0)),
        ((22, 23, 0), (23, 21, 0)),
        ((22, 6, 0), (23, 9, 0)),
    ],
)
def test_the_nearest_allowed_moment(at: tuple[int, int, int], due: tuple[int, int, int]) -> None:
    zone = ZoneInfo("Europe/London")
    moment = checkin_at(datetime(2026, 11, *at, tzinfo=zone), zone).astimezone(zone)
    assert (moment.day, moment.hour, moment.minute) == due
