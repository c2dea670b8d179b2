"""A year of nudges in forty time zones: on planned days, once a day, never in quiet hours, none lost."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone
from typing import Any, Iterator, Optional
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.coaching.records_nudges import NudgePlan
from bot.nudges.phrases import read
from bot.nudges.plan import JITTER, fewer, next_time, resumed, scheduled, snoozed, upcoming
from bot.nudges.wish import applied

ZONES = """
    Europe/London Europe/Dublin Europe/Berlin Europe/Lisbon Europe/Athens Europe/Chisinau Europe/Istanbul
    Europe/Moscow Atlantic/Azores Atlantic/Reykjavik Africa/Cairo Africa/Casablanca Africa/Lagos
    Africa/Johannesburg America/New_York America/Chicago America/Denver America/Phoenix America/Los_Angeles
    America/Anchorage America/Adak America/St_Johns America/Halifax America/Havana America/Sao_Paulo
    America/Santiago America/Asuncion America/Nuuk America/Scoresbysund Asia/Beirut Asia/Jerusalem
    Asia/Kolkata Asia/Kathmandu Asia/Tehran Asia/Tokyo Australia/Sydney Australia/Lord_Howe Pacific/Auckland
    Pacific/Chatham Pacific/Kiritimati
""".split()
assert len(ZONES) == 40
START = datetime(2026, 1, 5, 12, tzinfo=timezone.utc)
YEAR = timedelta(days=365)


def plan(**given: Any) -> NudgePlan:
    """A plan made at the start, Monday the 5th of January 2026, on weekday mornings."""
    usual = {
        "created_at": START,
        "updated_at": START,
        "zone": "Europe/London",
        "place": "London",
        "days": (0, 1, 2, 3, 4),
        "anchor": date(2026, 1, 5),
        "at": "09:30",
    }
    return NudgePlan(**{**usual, **given})


def local(moment: datetime, made: NudgePlan) -> datetime:
    return moment.astimezone(ZoneInfo(made.zone))


def quiet(made: NudgePlan, at: time) -> bool:
    first, last = time.fromisoformat(made.quiet_from), time.fromisoformat(made.quiet_until)
    return first <= at < last if first <= last else at >= first or at < last


def year(made: NudgePlan) -> Iterator[datetime]:
    """Yields the times of a year, each nudge sent and answered as it comes."""
    at: Optional[datetime] = START
    while (at := next_time(made, at or START)) is not None and at - START < YEAR:
        yield at
        made = made.copy(update={"last_sent_at": at})


hours = st.times().map(lambda at: at.strftime("%H:%M"))
plans = st.builds(
    plan,
    at=hours,
    quiet_from=hours,
    quiet_until=hours,
    days=st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days))),
    every=st.one_of(st.none(), st.integers(1, 28)),
    anchor=st.dates(date(2025, 11, 1), date(2026, 2, 1)),
    id=st.uuids().map(lambda id: id.hex),
)
few = settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
in_each_zone = pytest.mark.parametrize("zone", ZONES)


@in_each_zone
@few
@given(plans)
def test_a_year_keeps_to_days_and_quiet_hours_once_a_day(zone: str, made: NudgePlan) -> None:
    made = made.copy(update={"zone": zone})
    times = [local(at, made) for at in year(made)]
    assert not [at for at in times if quiet(made, at.time())]
    assert not [at for at in times if at.weekday() not in made.days]
    assert len({at.date() for at in times}) == len(times)
    every = made.every or 1
    assert not [at for at in times if (at.date() - made.anchor).days % every]


@in_each_zone
@few
@given(plans)
def test_no_planned_day_is_lost_to_the_clocks(zone: str, made: NudgePlan) -> None:
    made = made.copy(update={"quiet_from": "21:00", "quiet_until": "09:00", "zone": zone})
    first = local(START, made).date()
    days = (first + timedelta(days=n) for n in range(1, 360))
    rhythm = [day for day in days if day >= made.anchor and not (day - made.anchor).days % (made.every or 1)]
    wanted = {day for day in rhythm if day.weekday() in made.days}
    assert wanted <= {local(at, made).date() for at in year(made)}


@in_each_zone
@few
@given(plans)
def test_what_is_shown_ahead_is_what_comes(zone: str, made: NudgePlan) -> None:
    made = made.copy(update={"zone": zone})
    shown = upcoming(made, START, 5)
    for one in shown:
        at = next_time(made, one - timedelta.resolution)
        assert at is not None
        assert timedelta() <= at - one < timedelta(minutes=JITTER)
    assert shown == sorted(set(shown))


def test_an_hour_the_clocks_skip_is_moved_within_its_day() -> None:
    made = plan(at="02:30", zone="America/New_York", days=(6,), quiet_from="00:00", quiet_until="00:00")
    before = datetime(2026, 3, 7, 12, tzinfo=timezone.utc)
    assert [local(at, made).strftime("%d %H") for at in upcoming(made, before, 2)] == ["08 03", "15 02"]


def test_an_hour_that_comes_twice_is_served_once() -> None:
    made = plan(at="01:30", zone="America/New_York", days=(6,), quiet_from="00:00", quiet_until="00:00")
    before = datetime(2026, 10, 31, 12, tzinfo=timezone.utc)
    assert [at.day for at in upcoming(made, before, 2)] == [1, 8]


def test_a_gap_at_the_end_of_a_day_does_not_push_it_into_the_next() -> None:
    made = plan(at="23:30", zone="America/Nuuk", days=(5,), quiet_from="00:00", quiet_until="06:00")
    before = datetime(2026, 3, 27, 12, tzinfo=timezone.utc)
    assert local(upcoming(made, before, 1)[0], made).date() == date(2026, 3, 28)


def test_moving_house_keeps_the_hour() -> None:
    made = plan(zone="Europe/London")
    moved = scheduled(made.copy(update={"zone": "Asia/Tokyo"}), START)
    assert moved.planned_at is not None
    assert local(moved.planned_at, moved).strftime("%H:%M") == "09:30"


def test_an_hour_in_quiet_hours_is_moved_to_their_edge_on_its_day() -> None:
    early, late = plan(at="07:00"), plan(at="22:00")
    assert local(upcoming(early, START, 1)[0], early).strftime("%d %H:%M") == "06 09:00"
    assert local(upcoming(late, START, 1)[0], late).strftime("%d %H:%M") == "05 20:55"


def test_a_pause_ends_on_its_day() -> None:
    until = START + timedelta(days=14)
    at = next_time(plan(paused_until=until), START)
    assert at is not None
    assert until <= at < until + timedelta(days=1)


def test_off_and_impossible_rules_come_never() -> None:
    assert next_time(plan(off="user"), START) is None
    assert upcoming(plan(off="silent"), START, 3) == []
    assert next_time(plan(days=()), START) is None
    assert next_time(plan(every=7, days=(2,)), START) is None


def test_no_answer_makes_the_pause_grow() -> None:
    sent = START + timedelta(days=1)
    gaps = []
    for unanswered in range(6):
        made = plan(days=tuple(range(7)), last_sent_at=sent, unanswered=unanswered)
        at = next_time(made, sent)
        assert at is not None
        gaps.append((local(at, made).date() - local(sent, made).date()).days)
    assert gaps == [1, 1, 2, 4, 7, 7]


def test_a_new_hour_on_a_day_that_had_its_nudge_begins_tomorrow() -> None:
    sent = datetime(2026, 1, 6, 9, 31, tzinfo=timezone.utc)
    at = next_time(plan(at="18:00", last_sent_at=sent), sent + timedelta(hours=1))
    assert at is not None
    assert at.day == 7


def test_putting_off_is_within_the_day_and_tomorrow_is_tomorrow() -> None:
    made = scheduled(plan(days=(0, 2, 4)), START)
    times = {until: snoozed(made, START, until).due_at for until in ("hour", "tonight", "tomorrow")}
    assert [at and local(at, made).strftime("%d %H:%M") for at in times.values()] == [
        "05 13:00",
        "05 19:00",
        "06 09:30",
    ]
    assert upcoming(snoozed(made, START, "tonight"), START, 1) == [times["tonight"]]


def test_an_evening_without_room_goes_to_the_next_planned_day() -> None:
    made = scheduled(plan(days=(0, 2, 4)), START)
    put_off = snoozed(made, START.replace(hour=20, minute=30), "hour")
    assert not put_off.snoozed
    assert put_off.planned_at is not None
    assert put_off.planned_at.day == 7


def test_fewer_is_a_step_each_time_and_never_nothing() -> None:
    made = plan()
    rates = []
    for _ in range(6):
        made = fewer(made, START)
        rates.append(len(list(year(made))))
    assert rates == [156, 104, 52, 26, 13, 13]
    assert made.due_at is not None


@given(plans)
def test_the_button_and_the_word_are_one_rule(made: NudgePlan) -> None:
    made = scheduled(made, START)
    said = applied(made, read("less often", START, ZoneInfo(made.zone)), START)
    assert isinstance(said, NudgePlan)
    assert fewer(made, START) == scheduled(said, START)


@settings(max_examples=30, deadline=None)
@given(plans, st.integers(1, 20))
def test_who_asks_for_fewer_gets_none_sooner(made: NudgePlan, days: int) -> None:
    made = made.copy(update={"quiet_from": "00:00", "quiet_until": "00:00"})
    made, now = scheduled(made, START), START + timedelta(days=days)
    made = scheduled(made.copy(update={"last_sent_at": now}), now)
    coming = fewer(made, now).due_at
    assert coming is None or made.due_at is None or coming >= made.due_at


def test_what_is_off_is_not_begun_again_by_asking_for_fewer() -> None:
    made = fewer(plan(off="crisis"), START)
    assert (made.off, made.due_at) == ("crisis", None)


def test_turned_on_again_forgets_the_silence() -> None:
    made = resumed(plan(off="silent", unanswered=5, paused_until=START + timedelta(days=3)), START)
    assert (made.off, made.unanswered, made.paused_until) == (None, 0, None)
    assert made.due_at is not None


def test_two_people_of_one_rule_are_spread_and_each_keeps_their_time() -> None:
    times = {next_time(plan(id=f"{n:032x}"), START) for n in range(50)}
    assert len(times) == JITTER
    one = plan(id="a" * 32)
    assert {next_time(one, START) for _ in range(3)} == {next_time(one, START)}
