"""Counters of nudges by month: numbers alone, nobody's."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import select

from bot.journal.journal import Journal
from bot.journal.tables import nudge_counts


async def nudges_counted(journal: Journal) -> dict[str, Counter[str]]:
    """Returns what was counted by month ("2026-03"), oldest first; raises `DatabaseDown`."""

    def work() -> dict[str, Counter[str]]:
        months: dict[str, Counter[str]] = {}
        with journal.pool.reading() as connection:
            for month, what, number in connection.execute(select(nudge_counts).order_by("month")):
                months.setdefault(month, Counter())[what] = number
        return months

    return await journal.run(work)
