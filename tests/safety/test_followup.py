"""Check-ins come in waking hours, near a day later, never too soon (rule FU1)."""

from __future__ import annotations

from datetime import datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.safety.followup import Hours, allowed_from, awake, beside_quiet, checkin_at, narrowed

ZONES = ["Europe/London", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "America/Sao_Paulo", "UTC"]


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(timezone.utc)),
    st.sampled_from(ZONES),
)
def test_is_always_in_waking_hours_and_never_under_eight_hours_away(now: datetime, zone: str) -> None:
    due = checkin_at(now, Hours(zone))
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
    moment = checkin_at(datetime(2026, 11, *at, tzinfo=zone), Hours("Europe/London")).astimezone(zone)
    assert (moment.day, moment.hour, moment.minute) == due


quiet = st.times().map(lambda at: at.strftime("%H:%M"))


@settings(deadline=None)
@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(timezone.utc)),
    st.sampled_from(ZONES),
    st.tuples(quiet, quiet),
)
def test_quiet_hours_narrow_it_and_never_lose_it(now: datetime, zone: str, own: tuple[str, str]) -> None:
    hours = narrowed((Hours(zone),), beside_quiet(zone, *own), now)
    due, next_one = checkin_at(now, *hours), allowed_from(now, now - timedelta(days=3), *hours)
    assert due is not None and timedelta(hours=8) <= due - now <= timedelta(hours=48)
    assert next_one is not None and timedelta() <= next_one - now <= timedelta(hours=25)
    for moment in (due, next_one):
        clock = f"{moment.astimezone(ZoneInfo(zone)):%H:%M}"
        assert "09:00" <= clock <= "21:00"
        first, last = own
        silent = first <= clock < last if first <= last else clock >= first or clock < last
        assert not silent or len(hours) == 1


@pytest.mark.parametrize(
    ("own", "due"),
    [
        (("18:00", "12:00"), (22, 17, 59)),
        (("21:00", "09:00"), (22, 20, 59)),
        (("00:00", "00:00"), (22, 21, 0)),
        (("09:30", "20:30"), (22, 21, 0)),
    ],
)
def test_the_nearest_moment_outside_of_quiet_hours(own: tuple[str, str], due: tuple[int, int, int]) -> None:
    """The last leaves half an hour twice a day, so that waking hours alone decide."""
    zone = ZoneInfo("Europe/London")
    night = datetime(2026, 11, 22, 2, 30, tzinfo=zone)
    hours = narrowed((Hours("Europe/London"),), beside_quiet("Europe/London", *own), night)
    moment = checkin_at(night, *hours).astimezone(zone)
    assert (moment.day, moment.hour, moment.minute) == due


def test_the_minute_it_is_due_at_counts_to_its_end() -> None:
    zone = ZoneInfo("Europe/London")
    late = datetime(2026, 11, 22, 21, 0, 59, tzinfo=zone)
    assert awake(late, Hours("Europe/London"))
    assert not awake(late + timedelta(seconds=1), Hours("Europe/London"))
