"""Whether this nudge may go now (issue "nudges", rules FU5, U13, F54, F55); pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, Optional
from zoneinfo import ZoneInfo

from bot.coaching.records_nudges import NudgePlan, Off
from bot.nudges.plan import closes_at, open_at, resumed, scheduled

GRACE = timedelta(minutes=30)
"""How late a nudge may be; later it is skipped to the next."""
REST = timedelta(hours=2)
"""How long after somebody wrote or tapped nothing comes by itself."""
MIDST = timedelta(minutes=15)
"""The same for what they put off themselves."""
AFTER_A_PERSON = timedelta(minutes=30)
"""How long a nudge waits before it looks again whether a talk with a person is over."""
PATIENCE = 5
"""Messages in a row without an answer, after which one says that it stays quiet."""
HOLDOUT = 10
"""One occurrence in so many is left out, by consent and where the operator turned it on."""
ANSWERED_WITHIN = timedelta(hours=24)
"""How long after a nudge, or after one left out, a return is counted to it."""

Act = Literal["send", "move", "skip", "hold_out", "say_quiet", "off"]


@dataclass(frozen=True)
class Facts:
    """What the rules ask about a person at this moment."""

    permitted: bool = True
    """`permits(...).nudge`: no crisis is open or followed up."""
    last_heard_at: Optional[datetime] = None
    """When they last wrote or tapped."""
    relay_open: bool = False
    """Whether they are talking with a person on call."""
    hidden: bool = False
    gone: bool = False
    holdout: Optional[str] = None
    """A keyed hash (hexadecimal) of this occurrence where the operator measures, else None."""


@dataclass(frozen=True)
class Decision:
    """What to do with a nudge that is due, and the plan as it is afterwards."""

    act: Act
    plan: NudgePlan
    reason: str = ""
    expires_at: Optional[datetime] = None
    """When a message that waits to be sent is dropped instead."""


def decide(plan: NudgePlan, facts: Facts, now: datetime) -> Decision:
    """Returns what becomes of a plan whose time has come."""
    if plan.off is not None or plan.due_at is None:
        return Decision("skip", _with(plan, now, due_at=None, planned_at=None), "off")
    if facts.hidden or facts.gone:
        return Decision("off", turned_off(plan, "user", now), "hidden" if facts.hidden else "gone")
    if not facts.permitted:
        return Decision("off", turned_off(plan, "crisis", now), "crisis")
    if now < plan.due_at:
        return Decision("move", _with(plan, now), "early")
    reason = _too_late(plan, now)
    if reason:
        return Decision("skip", scheduled(plan, now), reason)
    if facts.relay_open:
        return _put_back(plan, now, now + AFTER_A_PERSON, "relay")
    rest = MIDST if plan.snoozed else REST
    if facts.last_heard_at is not None and now - facts.last_heard_at < rest:
        return _put_back(plan, now, facts.last_heard_at + rest, "conversation")
    expires_at = closes_at(plan, now, GRACE - (now - plan.due_at))
    if plan.unanswered >= PATIENCE and not plan.snoozed:
        quiet = turned_off(plan.copy(update={"last_sent_at": now}), "silent", now)
        return Decision("say_quiet", quiet, "unanswered", expires_at)
    if plan.holdout and not plan.snoozed and facts.holdout and int(facts.holdout[:8], 16) % HOLDOUT == 0:
        return Decision("hold_out", scheduled(plan, now), "holdout")
    sent = plan.copy(update={"last_sent_at": now, "unanswered": plan.unanswered + 1})
    return Decision("send", scheduled(sent, now), expires_at=expires_at)


def turned_off(plan: NudgePlan, reason: Off, now: datetime) -> NudgePlan:
    """Returns the plan turned off, with nothing left to come."""
    return _with(plan, now, off=reason, due_at=None, planned_at=None, snoozed=False)


def heard(plan: NudgePlan, now: datetime) -> NudgePlan:
    """Returns the plan once the person wrote or tapped: nothing is unanswered, and silence is over."""
    if plan.off == "silent":
        return resumed(plan, now)
    if plan.off is not None or not plan.unanswered:
        return plan
    answered = plan.copy(update={"unanswered": 0})
    if plan.snoozed or plan.due_at is None:
        return _with(answered, now)
    return scheduled(answered, now)


def _too_late(plan: NudgePlan, now: datetime) -> str:
    """Returns why this occurrence is over, or nothing."""
    assert plan.due_at is not None
    zone = ZoneInfo(plan.zone)
    if now - plan.due_at > GRACE:
        return "late"
    if not open_at(plan, now):
        return "quiet"
    if plan.snoozed:
        return ""
    if plan.paused_until is not None and now < plan.paused_until:
        return "paused"
    today = now.astimezone(zone).date()
    if plan.last_sent_at is not None and today <= plan.last_sent_at.astimezone(zone).date():
        return "today"
    return "" if today.weekday() in plan.days else "day"


def _put_back(plan: NudgePlan, now: datetime, until: datetime, reason: str) -> Decision:
    """Moves a nudge on within its day, or skips it where the day has no room left."""
    zone = ZoneInfo(plan.zone)
    if open_at(plan, until) and until.astimezone(zone).date() == now.astimezone(zone).date():
        return Decision("move", _with(plan, now, due_at=until), reason)
    return Decision("skip", scheduled(plan, now), reason)


def _with(plan: NudgePlan, now: datetime, **changes: Any) -> NudgePlan:
    return plan.copy(update={**changes, "updated_at": now})
