"""The way between the rooms: how the steps stand, one small thing next, and a break between two units."""

from __future__ import annotations

from typing import Any, Optional

from bot.actions.appointments import own_zone
from bot.actions.base import Ask, CoachAction, CoachForm, Done, Step
from bot.actions.talk import PAUSED, SITTING, Answer, Talk
from bot.coaching.losses import partner_lost
from bot.coaching.paths import path
from bot.coaching.programme import Standing, programme, propose, standings, touched
from bot.coaching.records_stages import Loss
from bot.coaching.routing import NEEDS
from bot.content import titles
from bot.journal.book import KINDS
from bot.safety.permits import permits

NIGHT = (5, 22)
"""From and until which local hour anything may be proposed; outside it, short things. [design]"""
HIGH = 7
"""From this distress, told in this sitting, only short things are proposed (rule T3)."""
NO_PARTNERS = frozenset({"family", "friend", "work", "other"})
"""Relations whose end closes nothing that is about a partner."""
PROPOSED = "proposed"
"""Slot: {since, rooms} proposed in one sitting."""


async def how_all_stand(talk: Talk) -> tuple[Standing, ...]:
    """Returns how each step stands in the person's book."""
    paused = (talk.slot(PAUSED) or {}).get("form") or talk.form or ""
    kinds = {step.kind for step in programme().steps}
    kept = {kind: await talk.book.all(KINDS[kind]) for kind in kinds}
    return standings(kept, paused.removesuffix("_form"), talk.now)


async def next_room(talk: Talk, passed: tuple[str, ...] = ()) -> str:
    """Returns the room to propose now."""
    records = [*talk.book.people, *talk.book.crises]
    exercises = permits(records, talk.now, distress=0, exercises_wanted=True).exercises
    closed = () if exercises else tuple(form.removesuffix("_form") for form in NEEDS)
    others = {person.id for person in talk.book.people if person.relation in NO_PARTNERS}
    if partner_lost(await talk.book.all(Loss), others, talk.now):
        closed += programme().after_loss
    ratings = talk.sitting.ratings
    gently = _night(talk) or bool(ratings and ratings[-1] >= HIGH)
    order = path(talk.book.profile.voice).order
    return propose(await how_all_stand(talk), order, gently=gently, closed=closed, passed=passed)


def _night(talk: Talk) -> bool:
    zone = own_zone(talk)
    return zone is not None and not NIGHT[0] <= talk.now.astimezone(zone).hour < NIGHT[1]


class Steps(CoachAction):
    """Shows how the programme stands: what was touched, and one thing next (W7)."""

    action = "action_steps"

    async def act(self, talk: Talk) -> None:
        """Shows what was begun; the whole list only to whoever asks for it."""
        everything = await how_all_stand(talk)
        begun = everything if talk.entity("room") == "all_steps" else touched(everything)
        if begun:
            talk.say("utter_steps", lines="\n".join(standing.line for standing in begun))
        else:
            talk.say("utter_steps_none")
        if talk.form:
            talk.go(talk.form)


class Next(CoachAction):
    """Proposes one small thing, by what is done and how the person is; "something else" brings another."""

    action = "action_next"

    async def act(self, talk: Talk) -> None:
        """Takes up what was paused before first; then proposes what was not proposed in this sitting."""
        if talk.form:
            talk.put_aside(auto=False)
        elif talk.slot(PAUSED) and not self._passed(talk):
            talk.set(**{PROPOSED: self._proposed(talk, "")})
            talk.go("resume_form")
            return
        passed = tuple(self._passed(talk))
        room = await next_room(talk, passed)
        talk.set(**{PROPOSED: self._proposed(talk, room)})
        talk.say(f"utter_next_{room}")

    def _passed(self, talk: Talk) -> list[str]:
        """Returns what was proposed in this sitting already."""
        kept = talk.slot(PROPOSED) or {}
        return list(kept["rooms"]) if kept.get("since") == talk.sitting.since.isoformat() else []

    def _proposed(self, talk: Talk, room: str) -> dict[str, Any]:
        sitting = talk.sitting
        talk.set(**{SITTING: sitting.as_json(talk.now)})
        return {"since": sitting.since.isoformat(), "rooms": [*self._passed(talk), room]}


class BreakForm(CoachForm):
    """Offers a break between two units of a long sitting, never inside one (rules T3, U1)."""

    form = "break_form"

    async def open(self, talk: Talk) -> Step:
        """Offers it once in a sitting."""
        talk.set(**{SITTING: talk.sitting.break_offered().as_json(talk.now)})
        return Ask("break")

    async def answer(self, talk: Talk, question: str, answer: Answer) -> Optional[Step]:
        """Goes on to what was to come, to a practice, or nowhere."""
        choice = answer.one_of(titles("utter_ask_break"))
        onward = (talk.slot("scratch") or {}).get("onward")
        if choice == "go_on" or answer.yes_no() == "no":
            return Done(onward)
        if choice == "breather" or answer.yes_no() == "yes":
            return Done("practice_form")
        if choice == "stop_here" or answer.skipped:
            talk.say(f"utter_stopped{talk.unkept}")
            return Done()
        return None
