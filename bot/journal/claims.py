"""Claims on entries that are due: one worker has each at a time, and a killed one's claims run out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Sequence

from sqlalchemy import bindparam, delete, select, text
from sqlalchemy.engine import Connection

from bot.journal.pool import Pool
from bot.journal.tables import claims, entries, stamp

LEASE = timedelta(minutes=2)
"""How long a claim stands."""
ADVISORY_LOCK = 0x636C61696D
"""Any number of our own for PostgreSQL's advisory lock: "claim" in ASCII."""


class ClaimLost(Exception):
    """What was claimed is somebody else's by now, or is no longer due."""


@dataclass(frozen=True)
class Claim:
    """One due entry, ours until its lease ends; `due_at` and `lease` as the tables stamp times."""

    user_id: str
    entry_id: str
    kind: str
    lease: int
    n: int
    due_at: int


class Claims:
    """The table of claims. Workers look one after the other, so that nobody's batch is another's too.

    A claim is a small row of its own: the entry, with its indexes and its page among a million, is left
    alone until the turn that ends the claim writes it anyway (docs/decisions/0008).
    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._postgresql = pool.engine.dialect.name == "postgresql"
        check = select(entries.c.due_at).where(entries.c.n == bindparam("n"))
        self._check = check.with_for_update() if self._postgresql else check

    def claim(self, now: datetime, limit: int, kinds: Sequence[str]) -> list[Claim]:
        """Claims at most `limit` due entries of these kinds, earliest first; blocks."""
        at, lease = stamp(now), stamp(now + LEASE)
        with self._pool.writing() as connection:
            if self._postgresql:
                connection.execute(_ALONE)
            connection.execute(_EXPIRED, {"now": at})
            due = connection.execute(_DUE, {"now": at, "most": limit, "kinds": list(kinds)}).all()
            if due:
                connection.execute(claims.insert(), [{"n": row.n, "lease": lease} for row in due])
        return [Claim(row.user_id, row.id, row.kind, lease, row.n, row.due_at) for row in due]

    def end(self, connection: Connection, claim: Claim) -> None:
        """Ends a claim within the turn that did what it was for; raises `ClaimLost`."""
        ours = connection.execute(_END, {"n": claim.n, "lease": claim.lease}).rowcount
        due_at = connection.execute(self._check, {"n": claim.n}).scalar()
        if not ours or due_at != claim.due_at:
            raise ClaimLost

    def release(self, claim: Claim) -> None:
        """Ends a claim that led to nothing; blocks."""
        with self._pool.writing() as connection:
            connection.execute(_END, {"n": claim.n, "lease": claim.lease})


_ALONE = text(f"SET LOCAL synchronous_commit = off; SELECT pg_advisory_xact_lock({ADVISORY_LOCK})")
_EXPIRED = delete(claims).where(claims.c.lease <= bindparam("now"))
_DUE = (
    select(entries.c.n, entries.c.user_id, entries.c.id, entries.c.kind, entries.c.due_at)
    .where(
        entries.c.due_at <= bindparam("now"),
        entries.c.kind.in_(bindparam("kinds", expanding=True)),
        entries.c.n.not_in(select(claims.c.n)),
    )
    .order_by(entries.c.due_at)
    .limit(bindparam("most"))
)
_END = delete(claims).where(claims.c.n == bindparam("n"), claims.c.lease == bindparam("lease"))
