"""Says a plan for messages back in words: its days and hour, the next dates, what is understood of a wish."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Literal, Sequence
from zoneinfo import ZoneInfo

from bot.coaching import answers
from bot.coaching.records_nudges import NudgePlan
from bot.content import Shape, content
from bot.nudges.wish import A_WEEK, ALL, WORKING, Wish

WEEKEND = (5, 6)
NIGHT_FROM = 17
"""Local hour from which today is "tonight"."""
SOON = timedelta(days=27)
"""From here on a date is told with its month."""


class SpokenWords(Shape):
    """Shape of `content/nudge_spoken.yml`."""

    days: tuple[str, ...]
    all: str
    working: str
    weekend: str
    one: str
    every: dict[int, str]
    every_other: str
    only: str
    weekly: str
    plan: str
    messages: str
    parts: dict[Literal["any", "morning", "noon", "afternoon", "evening", "night"], tuple[str, str]]
    counts: tuple[str, ...]
    named: str
    never: str
    weekends: str
    day_of_month: str
    endings: dict[int, str]
    ending: str
    month: str
    months: tuple[str, ...]
    morning: str
    evening: str
    noon: str
    midnight: str
    at: str
    today: str
    tonight: str
    tomorrow: str
    ago: dict[int, str]


def words() -> SpokenWords:
    """Returns the words of `content/nudge_spoken.yml`."""
    return content("nudge_spoken.yml", SpokenWords)


def plan_line(plan: NudgePlan) -> str:
    """Returns a plan in words ("Monday, Wednesday and Friday at 8:30 am, Leeds time")."""
    parts = {"days": _days_of(plan), "hour": hour(time.fromisoformat(plan.at)), "place": plan.place}
    return words().plan.format(**parts)


def _days_of(plan: NudgePlan) -> str:
    lists = words()
    if plan.every is None:
        return days_line(plan.days)
    often = lists.every.get(plan.every, lists.every_other.format(count=plan.every))
    if len(plan.days) == 1 or plan.every % 7 == 0:
        weekday = plan.days[0] if len(plan.days) == 1 else plan.anchor.weekday()
        return lists.weekly.format(often=often, day=lists.days[weekday])
    left_out = tuple(day for day in ALL if day not in plan.days)
    return lists.only.format(often=often, days=_listed(left_out, True)) if left_out else often


def days_line(days: Sequence[int]) -> str:
    """Returns weekdays in words ("Mondays", "Monday to Friday", "Monday and Thursday")."""
    lists, days = words(), tuple(sorted(days))
    names = {ALL: lists.all, WORKING: lists.working, WEEKEND: lists.weekend}
    return names.get(days) or _listed(days, len(days) == 1)


def _listed(days: Sequence[int], plural: bool) -> str:
    lists = words()
    names = [lists.one.format(day=lists.days[day]) if plural else lists.days[day] for day in days]
    if len(names) == 1:
        return names[0]
    return answers.words().listed.format(first=", ".join(names[:-1]), last=names[-1])


def wish_line(wish: Wish) -> str:
    """Returns what is understood of a wish ("three mornings a week, never weekends")."""
    lists = words()
    one, many = lists.parts[wish.part or "any"]
    if wish.days:
        said = lists.named.format(parts=many, days=days_line(wish.days))
    elif wish.every:
        often = lists.every.get(wish.every, lists.every_other.format(count=wish.every))
        said = often[:1].lower() + often[1:]
    else:
        count = wish.per_week or A_WEEK
        parts = one if count == 1 else many
        said = lists.messages.format(count=lists.counts[count - 1], parts=parts)
    if not wish.excluded:
        return said
    out = lists.weekends if wish.excluded == WEEKEND else _listed(wish.excluded, True)
    return lists.never.format(often=said, days=out)


def hour(at: time) -> str:
    """Returns an hour on a clock of twelve ("8:30 am", "7 pm", "noon")."""
    lists = words()
    if not at.minute and at.hour in (0, 12):
        return lists.noon if at.hour else lists.midnight
    clock = f"{(at.hour - 1) % 12 + 1}" + (f":{at.minute:02}" if at.minute else "")
    return (lists.morning if at.hour < 12 else lists.evening).format(hour=clock)


def date_line(moment: datetime, now: datetime, zone: ZoneInfo) -> str:
    """Returns a coming day in words ("Monday the 24th"; with its month where that is far)."""
    lists, day = words(), moment.astimezone(zone).date()
    ending = lists.endings.get(day.day, lists.ending)
    said = lists.day_of_month.format(day=lists.days[day.weekday()], number=day.day, ending=ending)
    far = moment - now >= SOON
    return lists.month.format(date=said, month=lists.months[day.month - 1]) if far else said


def dated(moment: datetime, now: datetime, zone: ZoneInfo) -> str:
    """Returns a coming day and hour in words ("Monday the 24th at 8:30 am")."""
    local = moment.astimezone(zone)
    return words().at.format(day=date_line(moment, now, zone), hour=hour(local.time()))


def soon(moment: datetime, now: datetime, zone: ZoneInfo) -> str:
    """Returns a moment of the next days in words ("Tonight at 7 pm", "Friday at 8:30 am")."""
    lists, local = words(), moment.astimezone(zone)
    ahead = (local.date() - now.astimezone(zone).date()).days
    if ahead >= 7:
        return dated(moment, now, zone)
    near = {0: lists.tonight if local.hour >= NIGHT_FROM else lists.today, 1: lists.tomorrow}
    return lists.at.format(day=near.get(ahead, lists.days[local.weekday()]), hour=hour(local.time()))


def ago(days: int) -> str:
    """Returns how long ago something was, in words ("two weeks ago" as "2 weeks ago")."""
    told = next(said for begins, said in reversed(words().ago.items()) if days >= begins)
    return told.format(days=days, weeks=days // 7, months=days // 30)
