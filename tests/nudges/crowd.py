"""Many people with schedules, written in bulk as the journal writes them one by one."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime, timedelta
from typing import Any, Iterator

from sqlalchemy import insert

from bot.coaching.records_nudges import NudgePlan
from bot.journal.crypto import Sealer
from bot.journal.journal import Journal
from bot.journal.tables import entries, stamp, user_keys, users, writer

AT_A_TIME = 10_000
MADE = datetime.fromisoformat("2026-01-01T00:00:00+00:00")


def gather(journal: Journal, number: int, due_at: datetime) -> list[str]:
    """Makes people whose nudge is due at a moment, every day; returns their addresses."""
    addresses = [str(n) for n in range(number)]
    for start in range(0, number, AT_A_TIME):
        _write(journal, [_person(journal, one, due_at) for one in addresses[start : start + AT_A_TIME]])
    return addresses


def _person(journal: Journal, address: str, due_at: datetime) -> tuple[dict[str, Any], ...]:
    user_id = journal.keys.user_id("telegram", address)
    key = hashlib.sha256(user_id.encode()).digest()
    sealer, before = Sealer(key), stamp(due_at - timedelta(days=2))
    wrapped = journal.keys._operator.seal(key, user_id, "user_keys", "wrapped", user_id)
    profile = {"address": address, "consent": "keep", "adult": True}
    plan = NudgePlan(
        created_at=MADE,
        updated_at=MADE,
        due_at=due_at,
        planned_at=due_at,
        zone="UTC",
        place="Greenwich",
        days=tuple(range(7)),
        anchor=date(2026, 1, 1),
        at=f"{due_at:%H:%M}",
        quiet_from="00:00",
        quiet_until="00:00",
    )
    user = {
        "user_id": user_id,
        "created_at": before,
        "last_seen_at": before,
        "consent": "keep",
        "gone": False,
        "sealed": sealer.seal(json.dumps(profile).encode(), user_id, "users", "sealed", user_id),
    }
    entry = {
        "user_id": user_id,
        "id": plan.id,
        "kind": "nudge_plan",
        "created_at": before,
        "updated_at": before,
        "due_at": stamp(due_at),
        "sealed": sealer.seal(plan.json().encode(), user_id, "entries", "sealed", plan.id),
    }
    return {"user_id": user_id, "created_at": before, "wrapped": wrapped}, user, entry


def _write(journal: Journal, people: list[tuple[dict[str, Any], ...]]) -> None:
    with writer(journal.keys.engine).begin() as connection:
        connection.execute(insert(user_keys), [one[0] for one in people])
    with writer(journal.pool.engine).begin() as connection:
        connection.execute(insert(users), [one[1] for one in people])
        connection.execute(insert(entries), [one[2] for one in people])


def sleeping(number: int, due: Iterator[int], sealed: bytes) -> Iterator[dict[str, Any]]:
    """Yields entries of people who are never looked at, only looked past."""
    for n, due_at in zip(range(number), due, strict=False):
        name = hashlib.md5(str(n).encode()).hexdigest()
        yield {
            "user_id": name,
            "id": name[::-1],
            "kind": "nudge_plan",
            "created_at": due_at,
            "updated_at": due_at,
            "due_at": due_at,
            "sealed": sealed,
        }
