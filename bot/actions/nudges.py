"""Messages at hours the person chose: asked for in words or taps, said back, changed in words at any time."""

from __future__ import annotations

from typing import Any, Optional, Union, cast
from zoneinfo import ZoneInfo, available_timezones

from bot.actions.appointments import cancel_all, own_zone
from bot.actions.base import Ask, Done, Step
from bot.actions.elsewhere import Reentered
from bot.actions.talk import Answer, Talk
from bot.coaching import settings
from bot.coaching.records import Need
from bot.coaching.records_nudges import Consent, NudgePlan
from bot.coaching.sitting import GAP, HIGH
from bot.coaching.zones import choices
from bot.content import titles
from bot.nudges import spoken
from bot.nudges.phrases import read
from bot.nudges.plan import fewer, resumed, scheduled, upcoming
from bot.nudges.replies import about_them
from bot.nudges.rules import turned_off
from bot.nudges.wish import Unclear, Wish, applied, city, then
from bot.safety.permits import permits

FEW = 6
"""Most words of a text that may change a plan without saying what it is about. [design]"""
SHOWN = 3
"""Dates that /nudges tells."""
USUAL = ("09:00", "21:00")
"""The hours of the day an hour may lie in without a word about it."""
CONSENT = "consent"
"""Intent of a held name of the consent to be asked for."""
CONSENTS: tuple[Consent, ...] = ("security", "own_need", "holdout")
ASKED_BY: dict[str, Unclear] = {
    "at_place": "at", "at": "at", "half": "at", "place": "place", "days": "days", "often": "often",
    "quiet": "quiet", "once": "once", "pause": "pause",
}  # fmt: skip
"""Question -> the part of a wish that its answer is."""
LINES: dict[str, tuple[str, ...]] = {
    "right": ("utter_ask_nudges_right",),
    "plan": ("utter_ask_nudges_plan", "utter_ask_nudges_off"),
}
"""Questions whose buttons stand in other lines than by their id."""
BARE = {"pause": "pause for {said}", "quiet": "quiet {said}"}
"""How a bare answer is read, where it was asked for how long, or between which hours."""
LEAVES = frozenset({"leave", "no"})


async def own_plan(talk: Talk) -> Optional[NudgePlan]:
    """Returns when the person wants to be written to, or None where they never said."""
    plans: list[NudgePlan] = await talk.book.all(NudgePlan)
    return plans[-1] if plans else None


def may_write_first(talk: Talk) -> bool:
    """Tells whether anything may come unasked now (rule FU5)."""
    records = [*talk.book.people, *talk.book.crises]
    return permits(records, talk.now, hidden=talk.book.profile.hidden).nudge


async def offer_due(talk: Talk) -> bool:
    """Tells whether to offer messages: once, from the second sitting on, never after a crisis."""
    profile, sitting = talk.book.profile, talk.sitting
    if profile.nudges_offered or profile.consent != "keep" or profile.met_at is None:
        return False
    crisis = any(one.level == "crisis" for one in talk.book.crises)
    feared = any(person.dv_flag_at for person in talk.book.people)
    stirred = max(sitting.ratings[-1:], default=0) >= HIGH
    if crisis or feared or stirred or not may_write_first(talk) or sitting.since - profile.met_at < GAP:
        return False
    return await own_plan(talk) is None


async def move_plan(talk: Talk, zone: str) -> None:
    """Has the messages come by the clock of another zone, at the same hour."""
    plan = await own_plan(talk)
    if plan is not None and plan.zone != zone:
        talk.book.put(scheduled(plan.copy(update={"zone": zone, "place": city(zone)}), talk.now))


async def wishes_change(talk: Talk, text: str, intent: str) -> bool:
    """Tells whether a short text that is nothing else changes the plan ("not fridays")."""
    if len(text.split()) > FEW or intent == "nudges":
        return False
    wish = read(text, talk.now, own_zone(talk))
    changes = bool(wish.moved and wish.zone) or about_them(text, talk.now, own_zone(talk)) is not None
    return changes and await own_plan(talk) is not None


async def next_consent(talk: Talk, plan: NudgePlan) -> Optional[Consent]:
    """Returns the consent to ask for next, each once and only where there is something to it."""
    there = {"security": True, "own_need": bool(await talk.book.all(Need)), "holdout": holdout_on(talk)}
    return next((one for one in CONSENTS if there[one] and one not in plan.asked), None)


def holdout_on(talk: Talk) -> bool:
    """Tells whether the operator measures what the messages do."""
    return bool(talk.metadata.get("holdout"))


def plan_parts(talk: Talk, plan: NudgePlan) -> dict[str, str]:
    """Returns a plan and its next date in words."""
    coming = upcoming(plan, talk.now, 1)
    date = spoken.date_line(coming[0], talk.now, ZoneInfo(plan.zone)) if coming else ""
    return {"plan": spoken.plan_line(plan), "next": date}


def zone_buttons(talk: Talk, line: str) -> list[dict[str, str]]:
    """Returns cities to pick a clock by, with the buttons the line ends with."""
    zones = [(zone, city(zone)) for zone in choices(talk.book.profile.country)]
    return [{"title": title, "payload": value} for value, title in (*zones, *titles(line).items())]


def zone_named(answer: Answer) -> Optional[str]:
    """Returns the IANA zone of a city that was pressed or typed, or None."""
    return answer.choice or settings.zone(answer.text, available_timezones())


class NudgesForm(Reentered):
    """Finds out when messages are wanted, says it back, keeps it, shows it and changes it."""

    form = "nudges_form"
    rooms = frozenset({"nudges"})
    requests = False

    async def open(self, talk: Talk) -> Step:
        """Takes what the opening text wishes; shows the plan there is, or asks for one."""
        state, said, held = talk.slot("scratch") or {}, talk.opening, talk.slot("held") or {}
        talk.set(held=None, entry=None, scratch=None)
        if talk.unkept:
            talk.say("utter_nudges_unkept")
            return Done()
        if state.get("offer"):
            talk.book.update_profile(nudges_offered=True)
            return Ask("nudges_offer")
        if held.get("intent") == CONSENT:
            return Ask(f"nudges_{held['text']}")
        plan, wish = await own_plan(talk), self._read(talk, said)
        if wish.stop:
            return await self._stopped(talk)
        if not may_write_first(talk):
            talk.say("utter_nudges_closed")
            return Done()
        if wish.empty:
            return self._shown(talk, plan)
        if wish.one_off:
            return self._once(talk, said)
        return await self._wished(talk, plan, wish)

    async def ask(self, talk: Talk, question: str) -> Ask:
        """Asks again, with what is known by now."""
        part, plan, wish = question.removeprefix("nudges_"), await own_plan(talk), self._held(talk)
        if part == "plan":
            return self._shown(talk, plan)
        if part == "right":
            made = self._made(talk, plan, wish)
            return self._again(talk, made) if isinstance(made, NudgePlan) else Ask("nudges_begin")
        if part == "place":
            return self._place(talk)
        if part in ("at", "at_place", "half"):
            return Ask(question, self._parts(wish))
        return Ask(question)

    async def answer(self, talk: Talk, question: str, answer: Answer) -> Optional[Step]:
        """Takes a tap or words; whatever is wished is taken at any question."""
        part, plan = question.removeprefix("nudges_"), await own_plan(talk)
        if part in CONSENTS:
            return await self._consented(talk, cast(Consent, part), answer)
        wish = self._read(talk, answer.text, ASKED_BY.get(part))
        if part in BARE and not (wish.pause_until or wish.quiet_from or wish.quiet_until):
            wish = self._read(talk, BARE[part].format(said=answer.text), ASKED_BY[part])
        offered = {
            v: t for name in LINES.get(part, (f"utter_ask_{question}",)) for v, t in titles(name).items()
        }
        choice = answer.choice or (answer.one_of(offered) if wish.empty else None)
        if part == "right" and choice is None and wish.empty:
            choice = {"yes": "right", "no": "change"}.get(answer.yes_no() or "")
        if part == "offer" and choice is None and wish.empty:
            choice = {"yes": "choose", "no": "no"}.get(answer.yes_no() or "")
        if part == "plan" and plan and plan.off and choice is None and answer.yes_no() == "yes":
            choice = "resume"
        if choice in LEAVES or answer.skipped or (wish.empty and self._leaves(part, choice, answer)):
            talk.say("utter_nudges_stays" if plan else "utter_nudges_none")
            return Done()
        if choice in self._acts:
            return await self._act(talk, plan, choice)
        if part == "place" and wish.zone is None:
            zone = zone_named(answer)
            wish = Wish(place=city(zone), zone=zone) if zone else wish
        if wish.stop:
            return await self._stopped(talk)
        unread = {"pause": wish.pause_until is None, "place": wish.unclear == ("place",)}
        unread["quiet"] = wish.quiet_from is None and wish.quiet_until is None
        if wish.empty or unread.get(part):
            return None
        return await self._wished(talk, plan, then(self._held(talk), wish))

    def _leaves(self, part: str, choice: Optional[str], answer: Answer) -> bool:
        """Tells whether an answer that wishes nothing leaves it at that."""
        if choice is not None:
            return False
        declined = answer.intent in ("deny", "later", "goodbye") or answer.yes_no() == "no"
        content = part in ("plan", "change") and (
            answer.intent in ("thanks", "affirm") or answer.yes_no() == "yes"
        )
        return declined or content

    _acts = frozenset(
        {"right", "change", "choose", "fewer", "pause", "stop_these", "resume", "contents", "once", "another"}
    )

    async def _act(self, talk: Talk, plan: Optional[NudgePlan], choice: str) -> Step:
        """Does what a button of no wish stands for."""
        if choice == "right":
            made = self._made(talk, plan, self._held(talk))
            return self._begun(talk, made) if isinstance(made, NudgePlan) else Ask("nudges_begin")
        if choice == "once":
            return self._once(talk, "")
        if choice == "another":
            return Ask("nudges_place", {}, "utter_nudges_place_type")
        if choice == "choose" or plan is None:
            return Ask("nudges_change") if choice == "change" else Ask("nudges_begin")
        if choice == "contents":
            talk.set(scratch={"chain": True})
            return Ask("nudges_security")
        if choice == "fewer":
            return self._changed(talk, plan, fewer(plan, talk.now))
        if choice == "resume":
            return self._changed(talk, plan, resumed(plan, talk.now))
        if choice == "stop_these":
            talk.book.put(turned_off(plan, "user", talk.now))
            talk.say("utter_nudges_off")
            return Done()
        return Ask("nudges_pause" if choice == "pause" else "nudges_change")

    def _shown(self, talk: Talk, plan: Optional[NudgePlan]) -> Ask:
        """Shows the plan with its next dates, or asks for one."""
        if plan is None:
            return Ask("nudges_begin")
        line = spoken.plan_line(plan)
        if plan.off is not None:
            name = "utter_ask_nudges_off_crisis" if plan.off == "crisis" else "utter_ask_nudges_off"
            return Ask("nudges_plan", {"plan": line}, name)
        zone = ZoneInfo(plan.zone)
        dates = [spoken.dated(at, talk.now, zone) for at in upcoming(plan, talk.now, SHOWN)]
        paused = plan.paused_until is not None and plan.paused_until > talk.now
        shown = "utter_ask_nudges_plan_paused" if paused else None
        return Ask("nudges_plan", {"plan": line, "dates": "\n".join(dates)}, shown)

    async def _wished(self, talk: Talk, plan: Optional[NudgePlan], wish: Wish) -> Step:
        """Asks for what is missing; has a first plan confirmed; changes an earlier one at once."""
        if wish.one_off and "once" not in wish.unclear:
            return self._once(talk, talk.answer.text)
        state = talk.slot("scratch") or {}
        talk.set(scratch={**state, "wish": wish.json()})
        made = self._made(talk, plan, wish)
        if not isinstance(made, NudgePlan):
            return self._missing(talk, wish, made)
        if plan is not None:
            return self._changed(talk, plan, made, wish)
        return self._again(talk, made) if state.get("told") else self._first(talk, made)

    def _once(self, talk: Talk, text: str) -> Done:
        """Leaves one message, once, to its own room."""
        talk.set(held={"intent": "nudges", "text": text})
        return Done("appoint_form")

    def _made(
        self, talk: Talk, plan: Optional[NudgePlan], wish: Wish
    ) -> Union[NudgePlan, tuple[Unclear, ...]]:
        """Returns the plan a wish makes, with its next time, or what is missing for one."""
        zone = own_zone(talk)
        made = applied(plan, wish, talk.now, zone=zone.key if zone else None)
        return scheduled(made, talk.now) if isinstance(made, NudgePlan) else made

    def _missing(self, talk: Talk, wish: Wish, missing: tuple[Unclear, ...]) -> Ask:
        """Asks for one part, or for the hour and the city in one breath."""
        if wish.hour and "at" in missing:
            return Ask("nudges_half", self._parts(wish))
        if {"at", "place"} <= set(missing):
            return Ask("nudges_at_place", self._parts(wish))
        part = missing[0]
        if part == "place":
            return self._place(talk)
        return Ask(f"nudges_{part}", self._parts(wish))

    def _place(self, talk: Talk) -> Ask:
        return Ask("nudges_place", {"buttons": zone_buttons(talk, "utter_ask_nudges_place")})

    def _parts(self, wish: Wish) -> dict[str, Any]:
        hour = wish.hour.lstrip("0").replace(":00", "") if wish.hour else ""
        return {"wish": spoken.wish_line(wish), "hour": hour}

    def _first(self, talk: Talk, made: NudgePlan) -> Ask:
        """Says a first plan back, with what is good to know about it."""
        talk.say("utter_nudges_plan", plan=spoken.plan_line(made))
        if made.at < USUAL[0] or made.at >= USUAL[1]:
            talk.say("utter_nudges_early" if made.at < "12:00" else "utter_nudges_late")
        talk.say("utter_nudges_dull")
        talk.set(scratch={**talk.slot("scratch"), "told": True})
        return Ask("nudges_right")

    def _again(self, talk: Talk, made: NudgePlan) -> Ask:
        return Ask("nudges_right", plan_parts(talk, made), "utter_ask_nudges_right_next")

    def _begun(self, talk: Talk, plan: NudgePlan) -> Done:
        """Keeps a first plan."""
        self._keep(talk, plan)
        private = talk.book.profile.phone_privacy not in ("shared", "unsure")
        talk.say("utter_nudges_on" if private else "utter_nudges_on_shared")
        return Done()

    def _keep(self, talk: Talk, plan: NudgePlan) -> None:
        talk.book.put(plan.copy(update={"updated_at": talk.now}))
        talk.book.update_profile(nudges_offered=True, zone=plan.zone)

    def _changed(self, talk: Talk, before: NudgePlan, plan: NudgePlan, wish: Wish = Wish()) -> Done:
        """Keeps a changed plan and says it back in one line."""
        self._keep(talk, plan)
        less = before.off is None and plan.every is None and set(plan.days) < set(before.days)
        name = "utter_nudges_changed_rest_off" if less else "utter_nudges_changed"
        talk.say("utter_nudges_paused" if wish.pause_until else name, **plan_parts(talk, plan))
        return Done()

    async def _stopped(self, talk: Talk) -> Done:
        """Ends all that would come unasked (rule U13)."""
        await cancel_all(talk)
        talk.say("utter_stopped_all")
        return Done()

    async def _consented(self, talk: Talk, consent: Consent, answer: Answer) -> Optional[Step]:
        """Notes a yes or no to one kind of content; asks the next where they wanted to go through them."""
        plan, said = await own_plan(talk), answer.choice or answer.yes_no()
        if said not in ("yes", "no") and not answer.skipped:
            return None
        if plan is not None:
            asked = tuple(dict.fromkeys((*plan.asked, consent)))
            changes: dict[str, Any] = {"asked": asked, "updated_at": talk.now}
            if said in ("yes", "no"):
                changes[consent] = said == "yes"
            talk.book.put(plan.copy(update=changes))
        talk.say("utter_nudges_consent_yes" if said == "yes" else "utter_nudges_consent_no")
        following = CONSENTS[CONSENTS.index(consent) + 1 :]
        following = tuple(one for one in following if one != "holdout" or holdout_on(talk))
        chain = (talk.slot("scratch") or {}).get("chain")
        return Ask(f"nudges_{following[0]}") if chain and following else Done()

    def _read(self, talk: Talk, text: str, asked: Optional[Unclear] = None) -> Wish:
        if text.startswith("/"):
            text = text.partition(" ")[2]
        wish = read(text, talk.now, own_zone(talk), asked=asked)
        told = wish.stop and about_them(text, talk.now) is None
        return Wish() if told else wish

    def _held(self, talk: Talk) -> Wish:
        """Returns what was wished so far and is not kept yet."""
        kept = (talk.slot("scratch") or {}).get("wish")
        return Wish.parse_raw(kept) if kept else Wish()
