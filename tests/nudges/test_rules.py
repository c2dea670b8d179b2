"""Whether a nudge that is due may go: every rule, with the plan it leaves behind."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.coaching.records_nudges import NudgePlan
from bot.nudges.plan import scheduled
from bot.nudges.rules import GRACE, PATIENCE, Facts, decide, heard
from tests.nudges.test_plan import ZONES, quiet

MONDAY = datetime(2026, 1, 5, 12, tzinfo=timezone.utc)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def due(**given: Any) -> tuple[NudgePlan, datetime]:
    """A plan for every morning at half past nine in London, and the moment it is due."""
    usual = {
        "created_at": MONDAY,
        "updated_at": MONDAY,
        "zone": "Europe/London",
        "place": "London",
        "days": tuple(range(7)),
        "anchor": date(2026, 1, 5),
        "at": "09:30",
    }
    plan = scheduled(NudgePlan(**{**usual, **given}), MONDAY)
    assert plan.due_at is not None
    return plan, plan.due_at


def test_it_goes_and_the_next_one_is_tomorrow() -> None:
    plan, now = due()
    sent = decide(plan, Facts(), now)
    assert (sent.act, sent.plan.last_sent_at, sent.plan.unanswered) == ("send", now, 1)
    assert sent.plan.due_at is not None
    assert sent.plan.due_at.date() == now.date() + DAY
    assert sent.expires_at == now + GRACE


def test_within_the_grace_it_goes_and_beyond_it_is_skipped() -> None:
    plan, now = due()
    assert decide(plan, Facts(), now + GRACE).act == "send"
    late = decide(plan, Facts(), now + GRACE + timedelta.resolution)
    assert (late.act, late.reason, late.plan.unanswered) == ("skip", "late", 0)
    assert late.plan.due_at is not None
    assert late.plan.due_at > now + 12 * HOUR


def test_a_clock_that_jumps_an_hour_either_way_sends_it_once() -> None:
    plan, now = due()
    sent = decide(plan, Facts(), now)
    for clock in (now - HOUR, now, now + HOUR):
        again = sent.plan.copy(update={"due_at": clock})
        assert decide(again, Facts(), clock).act == "skip"
    assert decide(sent.plan.copy(update={"due_at": now}), Facts(), now).reason == "today"
    early = decide(plan, Facts(), now - HOUR)
    assert (early.act, early.plan.due_at) == ("move", plan.due_at)


def test_what_waits_is_over_when_it_gets_quiet() -> None:
    plan, now = due(at="20:55")
    assert decide(plan, Facts(), now).expires_at == now.replace(hour=21, minute=0)
    assert decide(plan, Facts(), now.replace(hour=21, minute=1)).reason == "quiet"


def test_two_hours_after_a_conversation_or_not_on_that_day() -> None:
    plan, now = due()
    moved = decide(plan, Facts(last_heard_at=now - MINUTE), now)
    assert (moved.act, moved.plan.due_at) == ("move", now + 2 * HOUR - MINUTE)
    assert decide(moved.plan, Facts(last_heard_at=now - MINUTE), now + 2 * HOUR - MINUTE).act == "send"
    plan, now = due(at="20:00")
    assert decide(plan, Facts(last_heard_at=now - MINUTE), now).act == "skip"


def test_what_they_put_off_themselves_comes_back_the_same_day() -> None:
    plan, now = due()
    again = now + HOUR
    put_off = plan.copy(update={"due_at": again, "snoozed": True, "last_sent_at": now, "unanswered": 0})
    assert decide(put_off, Facts(last_heard_at=now), again).act == "send"
    assert decide(put_off, Facts(last_heard_at=again - MINUTE), again).act == "move"


def test_a_talk_with_a_person_comes_first() -> None:
    plan, now = due()
    moved = decide(plan, Facts(relay_open=True), now)
    assert moved.act == "move"
    assert moved.plan.due_at is not None
    assert moved.plan.due_at > now


@pytest.mark.parametrize(
    ("facts", "off"),
    [(Facts(hidden=True), "user"), (Facts(gone=True), "user"), (Facts(permitted=False), "crisis")],
)
def test_hidden_gone_or_in_crisis_it_is_off(facts: Facts, off: str) -> None:
    plan, now = due()
    stopped = decide(plan, facts, now)
    assert (stopped.act, stopped.plan.off, stopped.plan.due_at) == ("off", off, None)
    assert decide(stopped.plan, Facts(), now).act == "skip"
    assert heard(stopped.plan, now).off == off


def test_five_without_an_answer_one_that_it_stays_quiet_then_silence_until_they_write() -> None:
    plan, now = due()
    acts, days = [], []
    while plan.due_at is not None:
        now = plan.due_at
        decided = decide(plan, Facts(last_heard_at=MONDAY), now)
        acts.append(decided.act)
        days.append(now.date())
        plan = decided.plan
    assert acts == ["send"] * PATIENCE + ["say_quiet"]
    assert [(b - a).days for a, b in zip(days, days[1:], strict=False)] == [1, 2, 4, 7, 7]
    assert plan.off == "silent"
    back = heard(plan, now + 40 * DAY)
    assert (back.off, back.unanswered) == (None, 0)
    assert back.due_at is not None
    assert back.due_at > now + 40 * DAY


def test_an_answer_takes_the_growing_pause_back() -> None:
    plan, _ = due(unanswered=4, last_sent_at=MONDAY)
    answered = heard(plan, MONDAY + DAY)
    assert answered.unanswered == 0
    assert answered.due_at is not None
    assert plan.due_at is not None
    assert answered.due_at < plan.due_at


def test_one_in_ten_is_left_out_by_consent_alone() -> None:
    plan, now = due(holdout=True)
    keys = [f"{n:08x}" for n in range(1000)]
    acts = [decide(plan, Facts(holdout=key), now).act for key in keys]
    assert acts.count("hold_out") == 100
    assert acts.count("send") == 900
    assert decide(plan, Facts(), now).act == "send"
    assert decide(plan.copy(update={"holdout": False}), Facts(holdout=keys[0]), now).act == "send"
    left_out = decide(plan, Facts(holdout=keys[0]), now).plan
    assert left_out.unanswered == 0
    assert left_out.due_at is not None
    assert left_out.due_at.date() > now.date()


hours = st.times().map(lambda at: at.strftime("%H:%M"))
facts = st.builds(
    lambda talked, relay: (talked, relay), st.one_of(st.none(), st.integers(0, 300)), st.integers(0, 9)
)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(ZONES),
    st.tuples(hours, hours, hours),
    st.sets(st.integers(0, 6), min_size=1),
    st.lists(st.tuples(facts, st.integers(0, 50)), min_size=1, max_size=40),
)
def test_whatever_comes_between_a_year_keeps_the_rules(
    zone: str, times: tuple[str, str, str], days: set[int], life: list[Any]
) -> None:
    at, quiet_from, quiet_until = times
    plan = scheduled(
        NudgePlan(
            created_at=MONDAY,
            updated_at=MONDAY,
            zone=zone,
            place=zone,
            days=tuple(sorted(days)),
            anchor=date(2026, 1, 5),
            at=at,
            quiet_from=quiet_from,
            quiet_until=quiet_until,
        ),
        MONDAY,
    )
    sent: list[datetime] = []
    step = 0
    while plan.due_at is not None and plan.due_at - MONDAY < 365 * DAY:
        (talked, relay), late = life[step % len(life)]
        step += 1
        now = plan.due_at + late * MINUTE
        spoke = None if talked is None else now - talked * MINUTE
        if spoke is not None:
            plan = heard(plan, spoke)
            if plan.due_at is None or plan.due_at > now:
                continue
        decided = decide(plan, Facts(last_heard_at=spoke, relay_open=relay == 0), now)
        if decided.act in ("send", "say_quiet"):
            sent.append(now.astimezone(ZoneInfo(zone)))
        plan = decided.plan
        assert plan.due_at is None or plan.due_at > now
    assert not [at for at in sent if quiet(plan, at.time()) or at.weekday() not in days]
    assert len({at.date() for at in sent}) == len(sent)
