"""The people on call: told in codes, joining where they are wanted, words carried both ways (OP1 to OP6).

One case a person. What travels is copied by Telegram from chat to chat, so that no text of it is kept here.
"""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Awaitable, Callable, Optional, Sequence

from bot.actions.books import Clock
from bot.channels.base import Incoming, Outgoing
from bot.channels.outbox import Sender
from bot.journal.book import Book
from bot.journal.handoffs import Handoff, Handoffs
from bot.journal.journal import DatabaseDown, Journal
from bot.runtime.desk import KEYBOARD, Desk, DeskChannel, Errands, buttons_of, say
from bot.runtime.reply import find_press, keyboard_id
from bot.safety.duty import Duty
from bot.safety.screen import Screening

log = logging.getLogger(__name__)

PATIENCE = timedelta(minutes=3)
"""Until the people on call are reminded, and the person is told that nobody is free (rule OP3)."""
GIVEN_UP = timedelta(minutes=30)
"""Until a case that nobody took is closed. [design]"""
SILENT = timedelta(seconds=60)
"""After so much silence of the one on call, a card goes to the person again (rule OP5)."""
CARRIED = frozenset({"text", "edit", "unreadable"})
END = frozenset({"close"})
TAKE, NOBODY = "take", "nobody"
SHOW, KEEP, DECLINE = "desk_show", "desk_keep", "desk_decline"


@dataclass(frozen=True)
class Case:
    """What a case begins with: the kind of risk, codes, the country, and whether somebody may join."""

    category: str
    codes: tuple[str, ...] = ()
    country: Optional[str] = None
    joinable: bool = True
    last_id: Optional[int] = None
    """Their latest message, to be shown on their tap alone."""


@dataclass(frozen=True)
class Passed:
    """What a message leads to while somebody is there: said to the person, carried to the one on call."""

    said: tuple[Outgoing, ...] = ()
    carried: tuple[Outgoing, ...] = ()


Tell = Callable[[str, Sequence[Outgoing], Optional[int]], Awaitable[None]]
"""Says something to somebody in their own line, ending an update's row: (user id, messages, update id)."""


class RelayDesk:
    """Knows the cases that are open; everything in it happens in one event loop."""

    def __init__(
        self,
        journal: Journal,
        sender: Sender,
        clock: Clock,
        channel: str,
        operator: Optional[str] = None,
        name: Optional[str] = None,
        duty: Optional[Duty] = None,
        chat: Optional[DeskChannel] = None,
    ) -> None:
        self._store, self._clock = Handoffs(journal), clock
        here = operator is not None and channel in sender.channels
        self.desk = Desk(sender, channel, str(operator), chat) if here else None
        self.name, self.duty = name or "on-call", duty
        self._cases: dict[str, Handoff] = {}
        self._untold: set[str] = set()
        self._errands = Errands()
        self.tell: Tell = _nobody
        self.over: Callable[[str], Awaitable[None]] = _nowhere
        """Brings somebody back to the program after a talk with a person."""
        self.lines_of_help: Callable[[str, str], Awaitable[str]] = _nothing
        """Returns the card's text for (user id, category)."""

    async def start(self) -> None:
        """Takes up the cases that were open when the process ended; raises `DatabaseDown`."""
        self._cases = {one.user_id: one for one in await self._store.live()}

    @property
    def on_duty(self) -> bool:
        """Whether somebody may be expected to answer now."""
        return self.desk is not None and (self.duty is None or self.duty.on(self._clock()))

    @property
    def next_duty(self) -> Optional[str]:
        """When somebody is on duty again, in words; None where somebody is, or nobody ever."""
        if self.desk is None or self.duty is None or self.on_duty:
            return None
        return f"{self.duty.next(self._clock()):%A %H:%M} ({self.duty.zone.key})"

    def facts(self, user_id: str) -> dict[str, Any]:
        """Returns what the dialogue may know and say of the people on call."""
        return {
            "operator": self.name if self.desk else None,
            "on_duty": self.on_duty,
            "next_duty": self.next_duty,
            "asked_for_person": user_id in self._cases,
        }

    def carried(self, passed: Optional[Passed]) -> Optional[tuple[str, tuple[Outgoing, ...]]]:
        """Returns the chat on call and what goes there."""
        return (self.desk.address, passed.carried) if passed and passed.carried and self.desk else None

    def taken(self, user_id: str) -> Optional[Handoff]:
        """Returns somebody's case if a person is there with them."""
        found = self._cases.get(user_id)
        return found if found is not None and found.status == "taken" else None

    @property
    def waiting(self) -> int:
        """How many cases are not over."""
        return len(self._cases)

    def alert(self, user_id: str, case: Case, asked: bool = False) -> None:
        """Tells the people on call in codes, once per kind of risk while a case is open (rule OP2).

        `asked`: the person asked for somebody, and was told so.
        """
        if self.desk is None:
            return
        earlier, now = self._cases.get(user_id), self._clock()
        if earlier is not None and (earlier.status == "taken" or earlier.category == case.category):
            return
        if earlier is not None:
            self._errands.add(self._retell(earlier, "utter_alert_closed"))
        handoff = Handoff(
            user_id, _case_no(), case.category, now, joinable=case.joinable, last_id=case.last_id
        )
        self._cases[user_id] = handoff
        text = say(
            "utter_alert" if case.joinable else "utter_alert_wait",
            case=handoff.case_no,
            category=case.category,
            codes=" ".join(case.codes) or "-",
            country=case.country or "-",
            time=now.strftime("%H:%M UTC"),
        )
        self.desk.alert(handoff, text, lambda ids: self._errands.add(self._noted(user_id, ids, alert=True)))
        if case.joinable and self.on_duty and not asked:
            self._untold.add(user_id)
        _audit(handoff, "opened")
        self._errands.add(self._keep(handoff))

    def news(self, user_id: str) -> tuple[Outgoing, ...]:
        """Returns what is still to be said of a case that was just opened (rule OP3)."""
        if user_id not in self._untold:
            return ()
        self._untold.discard(user_id)
        return (Outgoing(say("utter_desk_told")),)

    def card_wanted(self, user_id: str, screening: Screening) -> bool:
        """Tells the one on call what the screen hears; returns whether the person needs a card (rule OP5)."""
        handoff = self.taken(user_id)
        if handoff is None:
            return True
        category, codes = str(screening.category), " ".join(screening.codes) or "-"
        self._note(handoff, "utter_desk_screen", category=category, codes=codes)
        quiet = handoff.heard_at is None or self._clock() - handoff.heard_at >= SILENT
        new = category not in handoff.carded
        if new:
            self._errands.add(self._change(handoff, carded=(*handoff.carded, category)))
        return new or quiet

    def passes(self, update: Incoming, book: Book) -> Optional[Passed]:
        """Returns what becomes of a message while somebody is there; None where the program answers it."""
        handoff = self.taken(book.user_id)
        if handoff is None:
            return None
        if update.kind == "command" and update.command in END:
            self._errands.add(self._close(handoff, "utter_desk_left"))
            return Passed((Outgoing(say("utter_desk_ended")),))
        if update.kind == "press":
            found = find_press(book.keyboards, update.press or "")
            return self._chosen(handoff, found[1].payload, update.address) if found else None
        if update.kind in CARRIED and update.message_id is not None:
            return Passed((), (Desk.copy(handoff, update.address, update.message_id),))
        return None

    def _chosen(self, handoff: Handoff, payload: str, address: str) -> Optional[Passed]:
        """Returns what a tap under "is here" leads to; their last message goes on theirs alone (rule OP2)."""
        if payload == SHOW and handoff.last_id is not None:
            shown = (Outgoing(say("utter_desk_shown")),)
            return Passed(shown, (Desk.copy(handoff, address, handoff.last_id),))
        if payload == KEEP:
            return Passed((Outgoing(say("utter_desk_not_shown")),))
        if payload == DECLINE:
            self._errands.add(self._close(handoff, "utter_desk_declined_by_them"))
            return Passed((Outgoing(say("utter_desk_declined")),))
        return None

    async def heard(self, update: Incoming) -> None:
        """Does what somebody on call wrote or pressed; raises `DatabaseDown`."""
        handoff = await self._meant(update)
        if handoff is None:
            return
        if update.press is not None:
            await (self._take(handoff) if update.press.endswith(":0") else self._nobody_can(handoff))
        elif update.command in END:
            await self._close(handoff)
            await self.over(handoff.user_id)
        elif handoff.status == "taken" and update.message_id is not None:
            await self._change(handoff, heard_at=self._clock())
            copy = Outgoing("", copied=(update.address, update.message_id))
            await self.tell(handoff.user_id, (copy,), update.update_id)

    async def look(self) -> None:
        """Reminds of cases nobody took in time, tells the person, and lets go of old ones."""
        now = self._clock()
        for handoff in list(self._cases.values()):
            waited = now - handoff.opened_at
            if handoff.status != "taken" and waited >= GIVEN_UP:
                await self._close(handoff)
            elif handoff.status == "waiting" and waited >= PATIENCE:
                minutes = int(PATIENCE.total_seconds() // 60)
                if handoff.joinable:
                    self._note(handoff, "utter_alert_late", minutes=minutes)
                await self._nobody_can(handoff)

    async def left(self, user_id: str) -> None:
        """Ends a case whose person hides or is gone (rules HD3, OP4)."""
        handoff = self._cases.get(user_id)
        if handoff is not None:
            await self._close(handoff, "utter_desk_left" if handoff.status == "taken" else None)

    async def erase(self, user_id: str) -> int:
        """Takes every message about somebody out of the chat on call; returns how many it could not reach.

        Raises `DatabaseDown`.
        """
        handoff, ids = await self._store.trail(user_id)
        self._cases.pop(user_id, None)
        self._untold.discard(user_id)
        return await self.desk.wipe(handoff, ids) if self.desk is not None else 0

    async def drain(self) -> None:
        """Waits for what is under way."""
        await self._errands.drain()

    async def _take(self, handoff: Handoff) -> None:
        """Opens the chat: announced to the person, who may decline (rule OP3)."""
        if handoff.status == "taken" or not handoff.joinable:
            return
        thread = await self.desk.topic(f"#{handoff.case_no}") if self.desk else None
        taken = await self._change(handoff, status="taken", thread=thread, heard_at=self._clock())
        self._untold.discard(handoff.user_id)
        _audit(taken, "taken")
        await self._retell(taken, "utter_alert_taken", time=self._clock().strftime("%H:%M UTC"))
        self._note(taken, "utter_desk_howto_topic" if thread else "utter_desk_howto")
        response = "utter_desk_joined" if taken.last_id is not None else "utter_desk_joined_new"
        joined = Outgoing(say(response, operator=self.name), buttons_of(response), keyboard_id())
        await self.tell(handoff.user_id, (joined,), None)

    async def _nobody_can(self, handoff: Handoff) -> None:
        """Tells the person honestly that nobody is free, with the lines again."""
        if handoff.status != "waiting":
            return
        late = await self._change(handoff, status="late")
        _audit(late, "nobody free")
        if handoff.joinable and handoff.user_id not in self._untold:
            card = await self.lines_of_help(handoff.user_id, handoff.category)
            await self.tell(handoff.user_id, (Outgoing(say("utter_desk_late") + "\n" + card),), None)

    async def _close(self, handoff: Handoff, why: Optional[str] = None) -> None:
        if why is not None:
            self._note(handoff, why)
        self._cases.pop(handoff.user_id, None)
        closed = replace(handoff, status="closed")
        _audit(closed, "closed")
        await self._retell(closed, "utter_alert_closed")
        await self._store.put(closed)

    async def _meant(self, update: Incoming) -> Optional[Handoff]:
        """Returns the case a message in the chat on call is about: its button, its topic, what it answers."""
        cases = list(self._cases.values())
        if update.press is not None:
            case_no = update.press.removeprefix(KEYBOARD).rpartition(":")[0]
            return next((one for one in cases if one.case_no == case_no), None)
        if update.thread is not None:
            return next((one for one in cases if one.thread == update.thread), None)
        if update.reply_to is not None:
            return self._cases.get(await self._store.about(update.reply_to) or "")
        taken = [one for one in cases if one.status == "taken"]
        return taken[0] if len(taken) == 1 and update.command in END else None

    def _note(self, handoff: Handoff, response: str, **parts: Any) -> None:
        """Writes a line about a case in the chat on call."""
        if self.desk is not None:
            text = say(response, case=handoff.case_no, **parts)
            user_id = handoff.user_id
            self.desk.note(handoff, text, lambda ids: self._errands.add(self._noted(user_id, ids)))

    async def _noted(self, user_id: str, ids: tuple[int, ...], alert: bool = False) -> None:
        for one in ids:
            await self._store.note(user_id, one, self._clock())
        handoff = self._cases.get(user_id)
        if alert and ids and handoff is not None:
            await self._change(handoff, alert_id=ids[-1])

    async def _retell(self, handoff: Handoff, response: str, **parts: Any) -> None:
        if self.desk is not None:
            await self.desk.retell(handoff, say(response, case=handoff.case_no, **parts))

    async def _change(self, handoff: Handoff, **changes: Any) -> Handoff:
        """Changes a case as it is now, in memory at once and in the database after."""
        latest = self._cases.get(handoff.user_id, handoff)
        now = replace(latest, **changes)
        if handoff.user_id in self._cases:
            self._cases[handoff.user_id] = now
        await self._keep(now)
        return now

    async def _keep(self, handoff: Handoff) -> None:
        try:
            await self._store.put(handoff)
        except DatabaseDown:
            log.error("case %s is held in memory alone", handoff.case_no)


def _audit(handoff: Handoff, step: str) -> None:
    log.info("case %s %s %s", handoff.case_no, handoff.category, step)


def _case_no() -> str:
    return secrets.token_hex(3)


async def _nobody(user_id: str, messages: Sequence[Outgoing], update_id: Optional[int]) -> None:
    """Says nothing."""


async def _nowhere(user_id: str) -> None:
    """Goes nowhere."""


async def _nothing(user_id: str, category: str) -> str:
    return ""
