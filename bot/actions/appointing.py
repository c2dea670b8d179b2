"""One message, once, at a time the person says: "ask me tomorrow at 8", "my message in the morning" (W1)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal, Optional

from bot.actions.appointments import (
    ASKED,
    DAY,
    DUE,
    HOW_DID_IT_GO,
    MESSAGE,
    appoint_reminder,
    in_days,
    own_zone,
)
from bot.actions.base import Ask, Done, Step
from bot.actions.elsewhere import Reentered
from bot.actions.nudges import may_write_first, zone_buttons, zone_named
from bot.actions.talk import Answer, Talk
from bot.coaching import cues
from bot.coaching.records import Rehearsal, UnsentMessage
from bot.coaching.records_boundary import Repair
from bot.content import Shape, content
from bot.nudges import spoken
from bot.nudges.phrases import read

About = Literal["message", "went", "ask"]
LINES = {"message": MESSAGE, "went": HOW_DID_IT_GO, "ask": ASKED}
SAID = {
    "message": "utter_appoint_kept_message",
    "went": "utter_appoint_kept_went",
    "ask": "utter_appoint_kept",
}
ONE_TAP: dict[str, About] = {"ask_tomorrow": "ask", "message_tomorrow": "message"}
"""Rooms that are one tap at the end of a sitting."""
FEW = 4
"""Most words of an answer to "How is it?" that tell nothing to go on with."""


class AppointWords(Shape):
    """Shape of `content/appointments.yml`."""

    message: tuple[str, ...]
    went: tuple[str, ...]


def words() -> AppointWords:
    """Returns the cues of `content/appointments.yml`."""
    return content("appointments.yml", AppointWords)


def about(text: str) -> About:
    """Returns what one message is to be about: what they kept unsent, how a talk went, or how they are."""
    if cues.hit(text, words().message):
        return "message"
    return "went" if cues.hit(text, words().went) else "ask"


class AppointForm(Reentered):
    """Finds out when, by whose clock where that is not known, and says it back in one line."""

    form = "appoint_form"
    rooms = frozenset({"appoint", *ONE_TAP})

    async def open(self, talk: Talk) -> Step:
        """Takes the time the text names; asks how it is where the time has come."""
        room, text = talk.entity("room"), talk.opening
        talk.set(held=None, entry=None, scratch=None)
        if talk.answer.intent == DUE:
            return Ask("appoint_how", {}, ASKED)
        if talk.unkept:
            talk.say("utter_appoint_unkept")
            return Done()
        if not may_write_first(talk):
            talk.say("utter_nudges_closed")
            return Done()
        what = ONE_TAP.get(room or "") or about(text)
        if what == "message" and not [m for m in await talk.book.all(UnsentMessage) if m.choice != "bin"]:
            talk.say("utter_my_message_none")
            return Done()
        talk.set(scratch={"what": what, "text": "" if room in ONE_TAP else text, "tap": room in ONE_TAP})
        return await self._timed(talk)

    async def ask(self, talk: Talk, question: str) -> Ask:
        """Asks again."""
        if question != "appoint_place":
            return Ask(question)
        return Ask(question, {"buttons": zone_buttons(talk, "utter_ask_appoint_place")})

    async def answer(self, talk: Talk, question: str, answer: Answer) -> Optional[Step]:
        """Takes the time, or the city; what is told when it asks how it is goes where it belongs."""
        if question == "appoint_how":
            return self._heard(talk, answer)
        if answer.skipped or answer.choice == "leave" or answer.yes_no() == "no":
            talk.say("utter_appoint_left")
            return Done()
        state = talk.slot("scratch") or {}
        if question == "appoint_place":
            if answer.choice == "another":
                return Ask("appoint_place", {}, "utter_nudges_place_type")
            zone = zone_named(answer)
            if zone is None:
                return None
            talk.book.update_profile(zone=zone)
        else:
            talk.set(scratch={**state, "text": answer.text})
        step = await self._timed(talk)
        unread = isinstance(step, Ask) and step.question == question == "appoint_when"
        return None if unread else step

    async def _timed(self, talk: Talk) -> Step:
        """Keeps the appointment once its time and their clock are known."""
        state, zone = talk.slot("scratch") or {}, own_zone(talk)
        if zone is None:
            return await self.ask(talk, "appoint_place")
        due: Optional[datetime] = self._tapped(talk, state["what"]) if state["tap"] else None
        due = due or read(state["text"], talk.now, zone, asked="once").once
        if due is None or due <= talk.now:
            return Ask("appoint_when")
        talk.set(scratch=None)
        await appoint_reminder(talk, due, LINES[state["what"]], await self._of(talk, state["what"]))
        talk.say(SAID[state["what"]], When=spoken.soon(due, talk.now, zone))
        return Done()

    def _tapped(self, talk: Talk, what: About) -> datetime:
        """Returns when one tap means: the next morning for what was kept, else about now tomorrow."""
        if what != "message":
            return in_days(talk, 1).replace(minute=0)
        morning = talk.now.astimezone(own_zone(talk)).replace(hour=DAY[0], minute=0, second=0, microsecond=0)
        return morning if morning > talk.now else morning + timedelta(days=1)

    async def _of(self, talk: Talk, what: About) -> Optional[str]:
        """Returns the id of what it is asked back about: the latest talk that was got ready."""
        if what != "went":
            return None
        ready = [one for kind in (Rehearsal, Repair) for one in await talk.book.all(kind) if one.complete]
        return max(ready, key=lambda one: one.updated_at).id if ready else None

    def _heard(self, talk: Talk, answer: Answer) -> Step:
        """Lets go where little is said; what is told goes to its room."""
        if answer.skipped or answer.choice or len(answer.text.split()) <= FEW:
            talk.say("utter_appoint_heard")
            return Done()
        talk.set(held={"intent": answer.intent, "text": answer.text})
        return Done("action_route")
