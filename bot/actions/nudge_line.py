"""Which line is shown after the tap: of the step in progress, or the person's own, where they wanted that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Mapping, Optional
from zoneinfo import ZoneInfo

from bot.actions.kept import unflagged
from bot.actions.programme import NO_PARTNERS, how_all_stand, next_room
from bot.actions.talk import Talk
from bot.coaching.losses import mourned, partner_lost
from bot.coaching.programme import programme
from bot.coaching.quotes import quote
from bot.coaching.records import Need
from bot.coaching.records_nudges import NudgePlan, Used
from bot.coaching.records_stages import Loss
from bot.nudges.lines import AGAIN, NINE, Step, bank, choose

OWN = "own_need"
"""The id of the line that is a need of their own."""
OWN_EVERY = 5
"""One line in so many is a need of their own, where they wanted that. [design]"""
HALF = 90
BESIDE: dict[str, Step] = {"practice": "soothing", "base": "soothing", "thought": "thoughts"}
"""Rooms beside the nine steps, and the lines that suit them."""


@dataclass(frozen=True)
class Said:
    """A line as it is said: its id, its text, the room an answer begins, and all that was said lately."""

    id: str
    line: str
    room: Optional[str] = None
    used: tuple[Used, ...] = ()

    @property
    def asks(self) -> bool:
        """Whether it is a question that words answer."""
        return "?" in self.line

    @classmethod
    def of(cls, state: Mapping[str, Any]) -> Said:
        """Returns the line a form's state names; one of their own words is not kept in there."""
        known = next((line for line in bank() if line.id == state.get("line")), None)
        return cls(known.id, known.say, known.opens) if known else cls(str(state.get("line", "")), "")


async def line_for(talk: Talk, plan: NudgePlan) -> Optional[Said]:
    """Returns the line for now, or None where every line was said within a month."""
    number = len(plan.used)
    if plan.own_need and number % OWN_EVERY == OWN_EVERY - 1:
        own = await own_need(talk)
        if own is not None:
            return Said(OWN, own, None, _used(plan, OWN, talk))
    local = talk.now.astimezone(ZoneInfo(plan.zone))
    line = choose(
        await _step(talk),
        talk.book.profile.voice,
        local.hour,
        plan.used,
        talk.now,
        partner_allowed=await _partner_allowed(talk),
        security=plan.security,
        seed=f"{plan.id} {local:%Y-%m-%d} {number}",
    )
    return Said(line.id, line.say, line.opens, _used(plan, line.id, talk)) if line else None


async def own_need(talk: Talk) -> Optional[str]:
    """Returns the need they kept last, quoted; None where there is none, or it is about somebody to go gently on."""
    gone = mourned(await talk.book.all(Loss))
    needs = [need for need in await unflagged(talk.book, Need) if need.words and need.who not in gone]
    return quote(needs[-1].words, HALF) if needs else None


async def _step(talk: Talk) -> Step:
    """Returns the step in progress: one that is begun or open, else the one that would be proposed next."""
    rooms = [step.room for step in programme().steps]
    begun = [one.step.room for one in await how_all_stand(talk) if one.state in ("paused", "started")]
    room = begun[0] if begun else await next_room(talk)
    return NINE[rooms.index(room)] if room in rooms else BESIDE.get(room, "wellwish")


async def _partner_allowed(talk: Talk) -> bool:
    """Tells whether lines may speak of a partner: not for a while after a loss, nor where one is feared."""
    losses = await talk.book.all(Loss)
    others = {person.id for person in talk.book.people if person.relation in NO_PARTNERS}
    flagged = any(person.dv_flag_at or person.po_flag_at for person in talk.book.people)
    return not flagged and not partner_lost(losses, others, talk.now)


def _used(plan: NudgePlan, line: str, talk: Talk) -> tuple[Used, ...]:
    lately = (one for one in plan.used if talk.now - one.at < AGAIN)
    return (*lately, Used(line=line, at=talk.now))
