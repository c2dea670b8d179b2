"""Claims on entries that are due: one worker has each at a time, and a killed one's claims run out."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple, Sequence

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


class Claim(NamedTuple):
    """One due entry, ours until its lease ends; `due_at` and `lease` as the tables stamp times."""

    n: int
    user_id: str
    entry_id: str
    kind: str
    due_at: int
    lease: int


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
            asked = {"now": at, "most": limit, "kinds": list(kinds)}
            if self._postgresql:
                due = connection.execute(_CLAIMED, {**asked, "lease": lease}).all()
            else:
                due = connection.execute(_DUE, asked).all()
                if due:
                    connection.execute(_CLAIM, {**asked, "lease": lease})
        return [Claim._make((*row, lease)) for row in due]

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
    .order_by(entries.c.due_at, entries.c.n)
    .limit(bindparam("most"))
)
_CLAIM = claims.insert().from_select(
    ["n", "lease"], _DUE.with_only_columns(entries.c.n, bindparam("lease", type_=claims.c.lease.type))
)
"""Claims the same entries, in the same transaction of SQLite's one writer."""
_CLAIMED = text(
    """
    WITH due AS MATERIALIZED (
        SELECT n, user_id, id, kind, due_at FROM entries
        WHERE due_at <= :now AND kind = ANY(:kinds) AND n NOT IN (SELECT n FROM claims)
        ORDER BY due_at, n LIMIT :most
    ), claimed AS (INSERT INTO claims (n, lease) SELECT n, :lease FROM due)
    SELECT * FROM due
    """
)
"""Both in one statement, for PostgreSQL, where others may commit in between."""
_END = delete(claims).where(claims.c.n == bindparam("n"), claims.c.lease == bindparam("lease"))
