"""The desk of the lines of help: how old each row is and what it lacks, and what a country's people see."""

from __future__ import annotations

from datetime import date, datetime
from typing import Optional, Sequence, get_args

from bot.safety.cards import Emergency, Row, Service, card_text, hours_known, known_country, rows, stale
from bot.safety.records import Category

CATEGORIES: tuple[Category, ...] = get_args(Category)


def lacks(row: Row) -> tuple[str, ...]:
    """Returns what a row is missing."""
    found = [] if row.live else ["check on the provider's own site"]
    if isinstance(row, Service):
        found += [name for name in ("phone", "text_chat", "site") if not getattr(row, name)]
        found += [] if row.always or hours_known(row) else ["hours"]
    return tuple(found)


def offered(row: Row) -> bool:
    """Returns whether a row is one that people are shown while it is not too old."""
    return isinstance(row, Emergency) or row.enabled


def check(today: date, table: Optional[Sequence[Row]] = None) -> tuple[list[str], bool]:
    """Returns every row, the longest unchecked first, and whether no row that is shown is over a year old.

    A day of checking that is still to come counts as none.
    """
    table = rows() if table is None else table
    oldest_first = sorted(table, key=lambda row: (row.checked_on, row.iso))
    late = stale([row for row in oldest_first if offered(row)], today)
    lines = [_line(row, today) for row in oldest_first]
    total = (
        f"{len(table)} rows, {len(late)} of those that are shown last checked more than a year ago or not yet"
    )
    return [*lines, total], not late


def show(where: str, category: Optional[Category], now: datetime) -> str:
    """Returns what somebody in a country sees, word for word, for one category or for each.

    A country that is not in the table gets what everybody gets whose country is unknown (rule LN3).
    """
    iso = known_country(where)
    if category is not None:
        return card_text(category, iso, now)
    return "\n\n".join(f"[{each}]\n{card_text(each, iso, now)}" for each in CATEGORIES)


def _line(row: Row, today: date) -> str:
    days = (today - row.checked_on).days
    what = "emergency" if isinstance(row, Emergency) else f"{'/'.join(row.types)} {row.name}"
    if not offered(row):
        marks = "not shown"
    elif stale((row,), today):
        marks = "TOO OLD" if days > 0 else "CHECKED IN THE FUTURE"
    else:
        marks = ""
    parts = [f"{days:4d} days", row.iso, what, marks, f"lacks: {', '.join(lacks(row))}" if lacks(row) else ""]
    return "  ".join(part for part in parts if part)
