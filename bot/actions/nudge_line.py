"""Which line is shown after the tap: of the step in progress, or the person's own, where they wanted that."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Mapping, Optional
from zoneinfo import ZoneInfo

from bot.actions.kept import unflagged
from bot.actions.look_back import kept_of
from bot.actions.programme import NO_PARTNERS, how_all_stand, next_room
from bot.actions.talk import Talk
from bot.coaching.losses import mourned, partner_lost, recent
from bot.coaching.programme import programme
from bot.coaching.quotes import quote
from bot.coaching.records import Need
from bot.coaching.records_nudges import NudgePlan, Used
from bot.coaching.records_stages import Loss
from bot.nudges.insights import insight
from bot.nudges.lines import AGAIN, NINE, Step, bank, choose

OWN = "own_need"
"""The id of the line that is a need of their own."""
OWN_EVERY = 5
"""One line in so many is a need of their own, where they wanted that. [design]"""
INSIGHT_EVERY = 2
"""One line in so many is what their own notes show, where there are enough of them. [design]"""
HALF = 90
"""Most characters of the need."""
BESIDE: dict[str, Step] = {"practice": "soothing", "base": "soothing", "thought": "thoughts"}
"""Rooms beside the nine steps, and the lines that suit them."""


@dataclass(frozen=True)
class Said:
    """A line as it is said: its id, its response with parts, and the room an answer begins."""

    id: str
    response: Optional[str] = None
    parts: Mapping[str, Any] = field(default_factory=dict)
    room: Optional[str] = None

    @classmethod
    def of(cls, state: Mapping[str, Any]) -> Said:
        """Returns the line a form's state names; where it told their own words, it is not said twice."""
        known = next((line for line in bank() if line.id == state.get("line")), None)
        if known is None:
            return cls(str(state.get("line", "")), "utter_ask_nudge_line_again", {}, state.get("room"))
        asks = "" if "?" in known.say else "_room"
        kind = asks if known.opens else "_bare"
        return cls(known.id, f"utter_ask_nudge_line{kind}", {"line": known.say}, known.opens)

    @property
    def state(self) -> dict[str, Any]:
        """The line as a form's state: no word of theirs is in it."""
        return {"line": self.id, "room": self.room}

    def used(self, plan: NudgePlan, now: datetime) -> tuple[Used, ...]:
        """Returns what was said within a month, this line included."""
        return (*(one for one in plan.used if now - one.at < AGAIN), Used(line=self.id, at=now))


async def line_for(talk: Talk, plan: NudgePlan) -> Optional[Said]:
    """Returns the line for now, or None where every line was said within a month."""
    number = len(plan.used)
    if plan.own_need and number % OWN_EVERY == OWN_EVERY - 1:
        own = await own_need(talk)
        if own is not None:
            return Said(OWN, "utter_ask_nudge_own_need", {"need": own}, "needs")
    if number % INSIGHT_EVERY == 0:
        shown = await _insight(talk, plan)
        if shown is not None:
            return shown
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
    return Said.of({"line": line.id}) if line else None


async def _insight(talk: Talk, plan: NudgePlan) -> Optional[Said]:
    """Returns what the notes of a regular user show; whoever noted little gets the bank's one suggestion."""
    gone = mourned(await talk.book.all(Loss))
    lately = recent(await talk.book.all(Loss), talk.now)
    quiet = gone | {loss.who for loss in lately if loss.who}
    found = insight(await kept_of(talk), talk.now, ZoneInfo(plan.zone), used=plan.used, hidden=quiet)
    if found is None or found.kind == "suggestion":
        return None
    if found.kind == "then_now" and not {"then", "now"} <= set(found.parts):
        return None
    return Said(found.id, f"utter_ask_nudge_{found.kind}", found.parts, found.opens)


async def own_need(talk: Talk) -> Optional[str]:
    """Returns the need they kept last, quoted; None where there is none that may be shown."""
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
