"""A check-in due while the process was down, or killed around it: sent once, inside waking hours."""

from __future__ import annotations

import asyncio
import random
from datetime import datetime, timedelta, timezone
from typing import Callable

import pytest

from bot.actions.checkins import CHECKIN
from bot.coaching.records import Appointment
from bot.journal.claims import LEASE
from bot.runtime.coach import line
from bot.safety.followup import Hours, awake
from bot.safety.permits import open_crisis
from bot.safety.screen import Screening
from prove.on_call import user
from prove.town import ONBOARDING, Coach, Person, Town

PEOPLE, KILLS = 30, 5
PATIENCE = LEASE.total_seconds() + 60
"""Seconds to wait: what a killed process had claimed is free once its lease ends."""
ZONES = ("Pacific/Honolulu", "America/Los_Angeles", "America/New_York", "Europe/London", "Asia/Kolkata",
         "Asia/Tokyo", "Pacific/Auckland")  # fmt: skip
"""Around the world, so that it is day in some and night in others whenever this runs."""


def zone(day: bool) -> str:
    """Returns a zone where it will be day, or night, for the next hour."""
    now = datetime.now(timezone.utc)
    soon = (now, now + timedelta(hours=1))
    return next(z for z in ZONES if all(awake(at, Hours(z)) is day for at in soon))


async def promised(coach: Coach, somebody: Person, due: datetime, where: str) -> None:
    """Keeps a check-in somebody agreed to, a day after their crisis."""
    journal = coach.journal()
    book = await journal.book(user(journal, somebody))
    crisis = open_crisis([], Screening("crisis", "SU"), due - timedelta(days=1))
    book.put(crisis.copy(update={"followup_wanted": True}))
    book.put(Appointment(created_at=due, updated_at=due, due_at=due, line=CHECKIN))
    book.update_profile(zone=where)
    await journal.commit(book)
    journal.close()


def checked(somebody: Person) -> int:
    """Returns how often somebody was checked in on."""
    return sum(h.text == line(CHECKIN) for h in somebody.heard)


@pytest.mark.asyncio
async def test_once_and_by_day(town: Town, coach: Coach, show: Callable[[str], None]) -> None:
    chance = random.Random(3)
    await coach.start()
    people = [town.person() for _ in range(PEOPLE)]
    for somebody in people:
        await somebody.play(ONBOARDING)
    await coach.stop()
    awake_ones, asleep, later = people[:10], people[10:15], people[15:]
    now = datetime.now(timezone.utc)
    for somebody in awake_ones:
        await promised(coach, somebody, now - timedelta(hours=1), zone(day=True))
    for somebody in asleep:
        await promised(coach, somebody, now - timedelta(hours=1), zone(day=False))
    for number, somebody in enumerate(later):
        await promised(coach, somebody, now + timedelta(seconds=5 + number * 2), zone(day=True))
    for _ in range(KILLS):
        await coach.start()
        await asyncio.sleep(chance.uniform(4.0, 8.0))
        coach.kill()
    await coach.start()
    await asyncio.gather(*(p.until(lambda p=p: checked(p) > 0, PATIENCE) for p in (*awake_ones, *later)))
    await asyncio.sleep(12)
    page = await coach.page("/metrics")
    journal = coach.journal()
    moved = []
    for somebody in asleep:
        waiting = await (await journal.book(user(journal, somebody))).all(Appointment)
        moved += [awake(one.due_at, Hours(zone(day=False))) for one in waiting if one.line == CHECKIN]
    journal.close()
    await coach.stop()
    counts = [checked(p) for p in (*awake_ones, *later)]
    show(
        f"{len(counts)} check-ins due while it was down or among {KILLS} kills: {counts.count(1)} came once, "
        f"{counts.count(0)} never, {sum(c > 1 for c in counts)} more often; of {len(asleep)} due by night "
        f"{sum(map(checked, asleep))} came, {sum(moved)} wait for the morning"
    )
    assert counts == [1] * len(counts)
    assert not any(map(checked, asleep)) and moved == [True] * len(asleep)
    assert "coach_followups_sent_total" in page
