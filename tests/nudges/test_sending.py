"""From the claim to the wire, on both databases: once, in its time, and not where it should be quiet."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from bot.channels.base import Outgoing
from bot.coaching.records import Appointment
from bot.coaching.records_nudges import NudgePlan
from bot.journal.claims import LEASE
from bot.journal.counters import nudges_counted
from bot.journal.journal import Claim, ClaimLost
from bot.nudges.dispatcher import BATCH, NUDGE, Dispatcher
from bot.nudges.plan import snoozed
from bot.nudges.rules import GRACE, turned_off
from bot.runtime.nudge_desk import preview, report
from bot.safety.permits import open_crisis
from bot.safety.screen import Screening
from tests.nudges.conftest import Post, Wire

ANNA, BEN = "1", "2"
pytestmark = pytest.mark.asyncio


async def counted(post: Post) -> dict[str, int]:
    months = await nudges_counted(post.journal)
    return dict(sum(months.values(), Counter()))


async def test_sent_once_at_its_time_with_neutral_words_and_buttons(post: Post) -> None:
    plan = await post.person(ANNA)
    assert await post.look() == []
    await post.until_due(ANNA)
    ((address, message),) = await post.look()
    assert address == ANNA
    assert message.lane == "nudges"
    assert [b.payload for b in message.buttons][0] == "/nudge_now"
    assert await post.look() == []
    after, book = await post.plan(ANNA), await post.book(ANNA)
    assert (after.last_sent_at, after.unanswered) == (post.clock.now, 1)
    assert after.due_at is not None and plan.due_at is not None
    assert after.due_at.date() == plan.due_at.date() + timedelta(days=1)
    assert book.profile.nudged_at == post.clock.now
    assert message.keyboard in book.keyboards
    assert await counted(post) == {"sent": 1}


async def test_what_it_says_by_itself_is_not_the_person_being_heard(post: Post) -> None:
    await post.person(ANNA)
    before = (await post.book(ANNA)).last_seen_at
    await post.until_due(ANNA)
    await post.look()
    assert (await post.book(ANNA)).last_seen_at == before


async def test_two_people_of_one_schedule_both_get_theirs(post: Post) -> None:
    for address in (ANNA, BEN):
        await post.person(address)
    post.clock.now = max([(await post.plan(a)).due_at for a in (ANNA, BEN)])  # type: ignore[type-var]
    assert sorted(address for address, _ in await post.look()) == [ANNA, BEN]


@pytest.mark.parametrize("late", [0, 29, 31])
async def test_a_restart_in_the_minute_it_is_due_sends_it_once_or_beyond_grace_not(
    post: Post, another: Any, late: int
) -> None:
    await post.person(ANNA)
    await post.until_due(ANNA)
    await post.journal.claim(post.clock(), 10)  # claimed, and the process is killed
    post.clock.pass_by(seconds=1)
    restarted = another()
    assert await restarted.look() == [], "the claim of the killed process still stands"
    post.clock.pass_by(minutes=max(late, LEASE / timedelta(minutes=1)))
    await restarted.look()
    await restarted.look()
    assert len(post.wire.arrived) == (late <= 30)


async def test_killed_before_the_try_it_is_sent_by_another_and_after_it_by_nobody(
    post: Post, another: Any
) -> None:
    await post.person(ANNA)
    await post.until_due(ANNA)
    unsent: list[Any] = []
    post.sender.submit = unsent.extend  # type: ignore[method-assign]
    await post.look()
    assert len(unsent) == 1
    restarted = another()
    await restarted.sender.start()
    await restarted.settle()
    assert len(post.wire.arrived) == 1
    assert await post.outbox.first_try(unsent[0].id) is False
    post.clock.pass_by(days=1)
    await post.until_due(ANNA)
    await post.look()
    assert await post.outbox.first_try(unsent[1].id)  # killed on the wire
    await another().sender.start()
    assert len(post.wire.arrived) == 1
    assert await post.outbox.pending() == []


async def test_a_clock_an_hour_ahead_or_back_sends_it_once(post: Post) -> None:
    await post.person(ANNA)
    await post.until_due(ANNA)
    due_at = post.clock.now
    for jump in (0, 60, -60, 0, 20, 60):
        post.clock.now = due_at + timedelta(minutes=jump)
        await post.look()
    assert len(post.wire.arrived) == 1


async def test_a_clock_an_hour_back_before_it_is_due_sends_it_once(post: Post) -> None:
    await post.person(ANNA)
    await post.until_due(ANNA, hours=-1)
    due_at = post.clock.now + timedelta(hours=1)
    for minutes in (-60, -120, -30, 5, -55, 5, 65):
        post.clock.now = due_at + timedelta(minutes=minutes)
        await post.look()
    assert len(post.wire.arrived) == 1


async def test_what_waits_beyond_its_grace_is_dropped(post: Post) -> None:
    await post.person(ANNA)
    await post.until_due(ANNA)
    held: list[Any] = []
    send, post.sender.submit = post.sender.submit, held.extend  # type: ignore[method-assign]
    await post.look()
    post.clock.now += GRACE + timedelta(seconds=1)
    send(held)
    await post.settle()
    assert post.wire.tries == 0
    assert await post.outbox.pending() == []


async def test_writing_withdraws_what_waits_and_counts_as_an_answer(post: Post, wire: Wire) -> None:
    await post.person(ANNA)
    await post.until_due(ANNA)
    held: list[Any] = []
    send, post.sender.submit = post.sender.submit, held.extend  # type: ignore[method-assign]
    await post.look()
    book = await post.writes(ANNA)
    assert book.profile.nudged_at is None
    send(held)
    await post.settle()
    assert wire.arrived == []
    assert (await post.plan(ANNA)).unanswered == 0
    assert await counted(post) == {"sent": 1, "answered": 1}


async def test_leave_me_alone_ends_it_at_once_and_for_good(post: Post) -> None:
    await post.person(ANNA)
    await post.until_due(ANNA)
    await post.look()
    plan = await post.plan(ANNA)
    await post.writes(ANNA, "text", turned_off(plan, "user", post.clock()))
    for _ in range(40):
        post.clock.pass_by(hours=13)
        await post.look()
    assert len(post.wire.arrived) == 1
    assert (await counted(post))["stopped"] == 1


async def test_put_off_it_comes_back_the_same_day_and_says_so(post: Post) -> None:
    await post.person(ANNA)
    await post.until_due(ANNA)
    await post.look()
    await post.writes(ANNA, "press", snoozed(await post.plan(ANNA), post.clock(), "hour"))
    post.clock.pass_by(hours=1)
    ((_, message),) = await post.look()
    assert message != post.wire.arrived[0][1]
    assert (await counted(post)) == {"sent": 2, "answered": 1, "snoozed": 1}


async def test_blocked_once_there_is_no_second_try(post: Post, wire: Wire) -> None:
    await post.person(ANNA)
    wire.blocked.add(ANNA)
    await post.until_due(ANNA)
    await post.look()
    await post.settle()
    plan = await post.plan(ANNA)
    assert (plan.off, plan.due_at, wire.tries) == ("user", None, 1)
    for _ in range(5):
        post.clock.pass_by(days=1)
        await post.look()
    assert wire.tries == 1
    assert await post.outbox.pending() == []


async def test_a_crisis_turns_it_off_and_only_they_turn_it_on(post: Post) -> None:
    await post.person(ANNA)
    await post.writes(ANNA, "text", open_crisis([], Screening("crisis", "SU"), post.clock()))
    plan = await post.plan(ANNA)
    assert (plan.off, plan.due_at) == ("crisis", None)
    post.clock.pass_by(days=40)
    await post.writes(ANNA)
    assert (await post.plan(ANNA)).off == "crisis"
    assert await post.look() == []


async def test_while_a_person_is_with_them_it_waits(post: Post) -> None:
    await post.person(ANNA)
    await post.until_due(ANNA)
    post.busy.add(post.user(ANNA))
    assert await post.look() == []
    post.busy.clear()
    await post.until_due(ANNA)
    assert len(await post.look()) == 1


async def test_two_hours_after_a_conversation(post: Post) -> None:
    await post.person(ANNA)
    await post.until_due(ANNA, minutes=-20)
    await post.writes(ANNA)
    post.clock.pass_by(minutes=20)
    assert await post.look() == []
    await post.until_due(ANNA)
    assert len(await post.look()) == 1
    seen = (await post.book(ANNA)).last_seen_at
    assert seen is not None
    assert post.clock() - seen >= timedelta(hours=2)


async def test_silence_is_said_once_and_ends_when_they_write(post: Post) -> None:
    await post.person(ANNA)
    for _ in range(6):
        await post.until_due(ANNA)
        await post.look()
    assert (await post.plan(ANNA)).off == "silent"
    assert [bool(message.buttons) for _, message in post.wire.arrived] == [True] * 5 + [False]
    for _ in range(30):
        post.clock.pass_by(days=1)
        assert await post.look() == []
    await post.writes(ANNA)
    await post.until_due(ANNA)
    assert len(await post.look()) == 1


async def test_forgotten_nothing_is_left_and_nothing_comes(post: Post) -> None:
    await post.person(ANNA)
    await post.until_due(ANNA)
    post.sender.submit = lambda rows: None  # type: ignore[method-assign, assignment]
    await post.look()
    await post.journal.erase(post.user(ANNA))
    assert await post.outbox.pending() == []
    for _ in range(3):
        post.clock.pass_by(days=1)
        assert await post.look() == []
    with post.journal.pool.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM claims").scalar() == 0


async def test_a_lost_claim_writes_nothing(post: Post, another: Any) -> None:
    await post.person(ANNA)
    await post.until_due(ANNA)
    (claim,) = await post.journal.claim(post.clock(), 10)
    assert await post.journal.claim(post.clock(), 10) == []
    post.clock.now += LEASE
    (later,) = await another().journal.claim(post.clock(), 10)
    with pytest.raises(ClaimLost):
        await post.nudging.nudge(claim)
    assert await post.outbox.pending() == []
    assert (await post.plan(ANNA)).last_sent_at is None
    await post.nudging.nudge(later)
    await post.settle()
    assert len(post.wire.arrived) == 1


async def test_a_plan_changed_elsewhere_meanwhile_is_not_overwritten(post: Post, another: Any) -> None:
    await post.person(ANNA)
    await post.until_due(ANNA)
    (claim,) = await post.journal.claim(post.clock(), 10)
    book = await post.journal.book(post.user(ANNA))
    stale = await book.get(NudgePlan, claim.entry_id)
    assert stale is not None
    await another().writes(ANNA, "text", turned_off(stale, "user", post.clock()))
    book.put(stale)
    with pytest.raises(ClaimLost):
        await post.journal.commit(book, outgoing=[Outgoing("a", lane="nudges")], claim=claim, seen=False)
    assert (await post.plan(ANNA)).off == "user"


async def test_many_processes_share_what_is_due(post: Post, another: Any) -> None:
    for number in range(40):
        await post.person(str(number))
    post.clock.now += timedelta(days=1)
    post.clock.now = max([(await post.plan(str(n))).due_at for n in range(40)])  # type: ignore[type-var]
    posts = [post, another(), another()]
    await asyncio.gather(*(one.dispatcher.look() for one in posts))
    for one in posts:
        await one.settle()
    addresses = [address for address, _ in post.wire.arrived]
    assert sorted(addresses) == sorted({str(n) for n in range(40)})


async def test_left_out_by_consent_it_is_counted_and_compared(another: Any, post: Post) -> None:
    measured = another(holdout=True)
    for number in range(60):
        await measured.person(str(number), holdout=True)
    await measured.person("none", holdout=False)
    post.clock.now = max([(await post.plan(str(n))).due_at for n in range(60)])  # type: ignore[type-var]
    arrived = {address for address, _ in await measured.look()}
    left_out = {str(n) for n in range(60)} - arrived
    assert left_out
    assert "none" in arrived
    for address in (next(iter(left_out)), next(iter(arrived - {"none"}))):
        post.clock.pass_by(hours=3)
        await measured.writes(address)
    found = await counted(post)
    assert found["held_out"] == len(left_out)
    assert found["sent"] == len(arrived)
    assert found["sent_in_trial"] == len(arrived) - 1
    assert (found["back_sent"], found["back_held_out"]) == (1, 1)
    assert any("24" in line for line in await report(post.journal))


async def test_the_operator_sees_times_and_no_words(post: Post) -> None:
    await post.person(ANNA, days=(0, 2))
    lines = await preview(post.journal, "telegram", ANNA, 14, post.clock())
    assert len(lines) == 4
    assert all("09:30" in line for line in lines)
    assert len(await preview(post.journal, "telegram", "nobody", 14, post.clock())) == 1


async def test_what_is_in_hand_is_bounded_and_nudges_hold_up_no_appointment(post: Post) -> None:
    begun: list[str] = []
    hold = asyncio.Event()

    async def take(claim: Claim) -> None:
        begun.append(claim.kind)
        if claim.kind == NUDGE:
            await hold.wait()

    for number in range(20):
        await post.person(str(number))
    post.clock.now = max([(await post.plan(str(n))).due_at for n in range(20)])  # type: ignore[type-var]
    waiting = BATCH - 12
    looking = Dispatcher(post.journal, take, post.clock, waiting=lambda: waiting)
    assert await looking.look() == 12
    assert await looking.look() == 0
    book, now = await post.book(ANNA), post.clock()
    book.put(Appointment(created_at=now, updated_at=now, due_at=now, line="utter_goal_due"))
    await post.journal.commit(book)
    assert await looking.look() == 1
    await asyncio.sleep(0)
    assert begun[-1] == "appointment"
    assert begun.count(NUDGE) < 12
    hold.set()
    await looking.drain()
    assert begun.count(NUDGE) == 12
