"""The operator's look at nudges: what they did, in numbers; when somebody's come, and nothing of theirs."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.coaching.records import Appointment
from bot.coaching.records_nudges import NudgePlan
from bot.journal.counters import nudges_counted
from bot.journal.journal import Journal
from bot.nudges.plan import scheduled, upcoming
from bot.runtime.nudging import part_of_day

COLUMNS = ("sent", "answered", "snoozed", "stopped", "quiet", "held_out")
"""What is told of each month."""


async def report(journal: Journal) -> list[str]:
    """Returns the counters by month, and how many came back within a day with and without a nudge."""
    months = await nudges_counted(journal)
    rows = [("month", *COLUMNS), *((m, *(str(found[c]) for c in COLUMNS)) for m, found in months.items())]
    lines = ["  ".join(f"{cell:>9}" for cell in row) for row in rows]
    total: Counter[str] = sum(months.values(), Counter())
    return [*lines, "", *_difference(total)]


def _difference(total: Counter[str]) -> list[str]:
    sent, left_out = total["sent_in_trial"], total["held_out"]
    if not sent or not left_out:
        return [
            "The difference nudges make is not measured yet (COACH_NUDGE_HOLDOUT, and people who agreed)."
        ]
    with_one, without = total["back_sent"] / sent, total["back_held_out"] / left_out
    error = (with_one * (1 - with_one) / sent + without * (1 - without) / left_out) ** 0.5
    points = 100 * (with_one - without)
    return [
        "Of those who agreed to be measured, back within 24 hours:",
        f"  after a nudge      {100 * with_one:5.1f} % of {sent}",
        f"  with it left out   {100 * without:5.1f} % of {left_out}",
        f"  difference         {points:+5.1f} points (95 % between {points - 196 * error:+.1f} "
        f"and {points + 196 * error:+.1f})",
    ]


async def preview(journal: Journal, channel: str, address: str, days: int, now: datetime) -> list[str]:
    """Returns the dates, times and kinds of what comes to somebody by itself in the next days."""
    book = await journal.book(journal.keys.user_id(channel, address))
    until = now + timedelta(days=days)
    coming: list[tuple[datetime, str, str]] = []
    for appointment in await book.all(Appointment):
        if not appointment.silent:
            coming.append((appointment.due_at, book.profile.zone or "UTC", "asked for once"))
    for plan in await book.all(NudgePlan):
        for at in upcoming(plan if plan.due_at else scheduled(plan, now), now, days):
            part = part_of_day(at.astimezone(ZoneInfo(plan.zone)))
            coming.append((at, plan.zone, "put off" if plan.snoozed and at == plan.due_at else part))
    found = [
        f"{at.astimezone(ZoneInfo(zone)):%a %Y-%m-%d %H:%M} {zone}  {kind}"
        for at, zone, kind in sorted(coming)
        if at <= until
    ]
    off = [f"off ({plan.off})" for plan in await book.all(NudgePlan) if plan.off is not None]
    return [*off, *found] or [f"Nothing comes within {days} days."]
