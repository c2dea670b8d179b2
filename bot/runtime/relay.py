"""The people on call: told in codes, joining where they are wanted, words carried both ways (OP1 to OP6).

One case a person. What travels is copied by Telegram from chat to chat, so that no text of it is kept here.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Awaitable, Callable, Optional, Sequence

from bot.actions.books import Clock
from bot.channels.base import Incoming, Outgoing
from bot.channels.outbox import Sender
from bot.coaching.commands import phrase, plain
from bot.content import Shape, content
from bot.journal.book import Book
from bot.journal.handoffs import Handoff, Handoffs, topic_noted
from bot.journal.journal import Journal
from bot.runtime.alerts import Alerts, audit
from bot.runtime.cases import Cases
from bot.runtime.desk import KEYBOARD, Desk, DeskChannel, Errands, buttons_of, say
from bot.runtime.numbers import Numbers
from bot.runtime.reply import find_press, keyboard_id
from bot.safety.duty import Duty
from bot.safety.screen import Screening

PATIENCE = timedelta(minutes=3)
"""Until the people on call are reminded, and the person is told that nobody is free (rule OP3)."""
GIVEN_UP = timedelta(minutes=30)
"""Until a case that nobody took is closed. [design]"""
SILENT = timedelta(seconds=60)
"""After so much silence of the one on call, a card goes to the person again (rule OP5)."""
CARRIED = frozenset({"text", "edit", "unreadable"})


class DeskWords(Shape):
    """Shape of `content/desk.yml`."""

    ends: frozenset[str]
    still_heard: frozenset[str]


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


Carried = tuple[str, tuple[Outgoing, ...]]
"""(the chat on call, what goes there)."""
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
        place: Optional[str] = None,
    ) -> None:
        self._journal, self._clock = journal, clock
        self.cases = Cases(Handoffs(journal), clock)
        self.numbers = Numbers()
        self.numbers.watch(self.cases.counts)
        here = operator is not None and channel in sender.channels
        self.desk = Desk(sender, channel, str(operator), chat) if here else None
        self.name, self.duty = name or "on-call", duty
        self._whereabouts = {"place": place, "kept_by": name}
        self._untold: set[str] = set()
        self._errands = Errands()
        self._alerts = Alerts(self.desk, self.cases, self._errands, self.numbers, clock)
        self.tell: Tell = _nobody
        self.over: Callable[[str], Awaitable[None]] = _nowhere
        """Brings somebody back to the program after a talk with a person."""
        self.lines_of_help: Callable[[str, str], Awaitable[str]] = _nothing
        """Returns the card's text for (user id, category)."""

    async def start(self) -> None:
        """Takes up the cases that were open when the process ended; raises `DatabaseDown`.

        Of one nobody may have heard of they are told again: twice is better than not at all.
        """
        await self.cases.start()
        for handoff in self.cases.all():
            if handoff.status == "waiting" and handoff.alert_id is None:
                book = await self._journal.book(handoff.user_id)
                codes = next((c.codes for c in book.crises if c.category == handoff.category), ())
                self._alerts.announce(handoff, codes, book.profile.country)

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
        """Returns what the dialogue may know and say of the people on call, and of who keeps what where."""
        return {
            **self._whereabouts,
            "operator": self.name if self.desk else None,
            "on_duty": self.on_duty,
            "next_duty": self.next_duty,
            "asked_for_person": (case := self.cases.of(user_id)) is not None and case.joinable,
        }

    def carried(self, passed: Optional[Passed]) -> Optional[Carried]:
        """Returns the chat on call and what goes there."""
        return (self.desk.address, passed.carried) if passed and passed.carried and self.desk else None

    def carry(self, user_id: str, passed: Optional[Passed]) -> None:
        """Carries what passes to the chat on call for somebody of whom nothing is committed."""
        for message in passed.carried if passed and self.desk else ():
            assert self.desk is not None
            self.desk.send(message, lambda ids: self._errands.add(self.cases.note(user_id, ids)))

    def taken(self, user_id: str) -> Optional[Handoff]:
        """Returns somebody's case if a person is there with them."""
        found = self.cases.of(user_id)
        return found if found is not None and found.status == "taken" else None

    def alert(self, user_id: str, case: Case, asked: bool = False, offer: bool = False) -> None:
        """Tells the people on call in codes, once per kind of risk while a case is open (rule OP2).

        Of what they know already they are told new codes alone. `asked`: the person asked for somebody, and
        was told so; `offer`: nobody may join unasked, and a person is offered instead.
        """
        if self.desk is None:
            return
        earlier = self.cases.of(user_id)
        opened = earlier is not None and asked and case.joinable and not earlier.joinable
        known = earlier is not None and (earlier.status == "taken" or earlier.category == case.category)
        if earlier is not None and known and not opened:
            self._alerts.escalate(earlier, case.category, case.codes)
            return
        if earlier is not None:
            self._alerts.close(earlier)
        handoff = Handoff(
            user_id, _case_no(), case.category, self._clock(), joinable=case.joinable, last_id=case.last_id
        )
        self.cases.hold(handoff)
        self._alerts.announce(handoff, case.codes, case.country)
        if self.on_duty and not asked and (case.joinable or offer):
            self._untold.add(user_id)
        audit(handoff, "opened")
        self._errands.add(self.cases.keep(handoff))

    def news(self, user_id: str) -> tuple[Outgoing, ...]:
        """Returns what is still to be said of a case that was just opened (rule OP3)."""
        if user_id not in self._untold:
            return ()
        self._untold.discard(user_id)
        case = self.cases.of(user_id)
        if case is not None and not case.joinable:
            offer = "utter_desk_offer_first"
            return (Outgoing(say(offer), buttons_of(offer), keyboard_id()),)
        return (Outgoing(say("utter_desk_told")),)

    def card_wanted(self, user_id: str, screening: Screening) -> bool:
        """Tells the one on call what the screen hears; returns whether the person needs a card (rule OP5)."""
        handoff = self.taken(user_id)
        if handoff is None:
            return True
        category, codes = str(screening.category), " ".join(screening.codes) or "-"
        self._alerts.note(handoff, "utter_desk_screen", category=category, codes=codes)
        quiet = handoff.heard_at is None or self._clock() - handoff.heard_at >= SILENT
        new = category not in handoff.carded
        if new:
            changed = self.cases.change(handoff, carded=(*handoff.carded, category))
            self._errands.add(self.cases.keep(changed))
        audit(handoff, "danger heard")
        return new or quiet

    async def passes(self, update: Incoming, book: Book) -> Optional[Passed]:
        """Returns what becomes of a message while somebody is there; None where the program answers it."""
        handoff = self.taken(book.user_id)
        if handoff is None:
            return None
        words = content("desk.yml", DeskWords)
        if update.command in END or plain(update.text) in words.ends:
            await self._close(handoff, "utter_desk_left")
            return Passed((Outgoing(say("utter_desk_ended")),))
        if update.kind == "press":
            found = find_press(book.keyboards, update.press or "")
            return await self._chosen(handoff, found[1].payload, update.address) if found else None
        said = phrase(update.text)
        if said is not None and said.intent in words.still_heard:
            return None
        if update.kind in CARRIED and update.message_id is not None:
            return Passed((), (Desk.copy(handoff, update.address, update.message_id),))
        return None

    async def _chosen(self, handoff: Handoff, payload: str, address: str) -> Optional[Passed]:
        """Returns what a tap under "is here" leads to; their last message goes on theirs alone (rule OP2)."""
        if payload == SHOW and handoff.last_id is not None:
            shown = (Outgoing(say("utter_desk_shown")),)
            audit(handoff, "last message shown")
            return Passed(shown, (Desk.copy(handoff, address, handoff.last_id),))
        if payload == KEEP:
            return Passed((Outgoing(say("utter_desk_not_shown")),))
        if payload == DECLINE:
            audit(handoff, "declined")
            await self._close(handoff, "utter_desk_declined_by_them")
            return Passed((Outgoing(say("utter_desk_declined")),))
        return None

    async def heard(self, update: Incoming) -> None:
        """Does what somebody on call wrote or pressed; raises `DatabaseDown`."""
        user_id = await self._meant(update)
        handoff = self.cases.of(user_id) if user_id is not None else None
        if user_id is None or (handoff is None and update.press is not None):
            return
        if handoff is None:
            self._alerts.unsent(user_id, update, "utter_desk_over")
        elif update.press is not None:
            await (self._take(handoff) if update.press.endswith(":0") else self._nobody_can(handoff))
        elif update.command in END:
            await self._close(handoff, back=True)
        elif handoff.status != "taken":
            self._alerts.unsent(user_id, update, "utter_desk_not_taken")
        elif update.message_id is not None:
            copy = Outgoing("", copied=(update.address, update.message_id))
            await self.tell(handoff.user_id, (copy,), update.update_id)
            await self.cases.keep(self.cases.change(handoff, heard_at=self._clock()))

    async def look(self) -> None:
        """Reminds of cases nobody took in time, tells the person, and lets go of old ones."""
        now = self._clock()
        await self.cases.keep_up()
        for handoff in self.cases.all():
            waited = now - handoff.opened_at
            if handoff.status != "taken" and waited >= GIVEN_UP:
                await self._close(handoff)
            elif handoff.status == "waiting" and waited >= PATIENCE:
                minutes = int(PATIENCE.total_seconds() // 60)
                if handoff.joinable and self.on_duty:
                    self._alerts.note(handoff, "utter_alert_late", minutes=minutes)
                    audit(handoff, "reminded")
                await self._nobody_can(handoff)

    async def left(self, user_id: str) -> None:
        """Ends a case whose person hides or is gone (rules HD3, OP4)."""
        handoff = self.cases.of(user_id)
        if handoff is not None:
            await self._close(handoff, "utter_desk_left" if handoff.status == "taken" else None)

    async def erase(self, user_id: str) -> tuple[int, int]:
        """Takes all that is about somebody out of the chat on call, the topics of earlier cases too.

        Returns how many messages and how many topics it could not delete; raises `DatabaseDown`.
        """
        handoff, noted = await self.cases.trail(user_id)
        self.cases.forget(user_id)
        self._untold.discard(user_id)
        if handoff is not None:
            audit(handoff, "forgotten")
        latest = {handoff.thread} if handoff is not None and handoff.thread is not None else set()
        topics = sorted(latest | {topic_noted(one) for one in noted if one < 0})
        ids = [one for one in noted if one > 0]
        return await self.desk.wipe(ids, topics) if self.desk is not None else (0, 0)

    async def drain(self) -> None:
        """Waits for what is under way."""
        await self._errands.drain()

    async def _take(self, handoff: Handoff) -> None:
        """Opens the chat: announced to the person, who may decline (rule OP3).

        It is taken once that is on its way: a process killed before finds the tap unanswered, and takes it.
        """
        if handoff.status == "taken" or not handoff.joinable:
            return
        thread = await self.desk.topic(f"#{handoff.case_no}") if self.desk else None
        now = self._clock()
        taken = self.cases.change(handoff, status="taken", thread=thread, heard_at=now)
        response = "utter_desk_joined" if taken.last_id is not None else "utter_desk_joined_new"
        joined = Outgoing(say(response, operator=self.name), buttons_of(response), keyboard_id())
        try:
            await self.tell(handoff.user_id, (joined,), None)
        except Exception:
            self.cases.hold(handoff)
            raise
        await self.cases.keep(taken)
        if thread is not None:
            await self.cases.note(handoff.user_id, (topic_noted(thread),))
        self._untold.discard(handoff.user_id)
        audit(taken, "taken")
        self.numbers.taken(now - taken.opened_at)
        self._alerts.retell(taken, "utter_alert_taken", time=now.strftime("%H:%M UTC"))
        self._alerts.note(taken, "utter_desk_howto_topic" if thread else "utter_desk_howto")

    async def _nobody_can(self, handoff: Handoff) -> None:
        """Tells the person honestly that nobody is free, with the lines again, if they were told of any."""
        if handoff.status != "waiting":
            return
        if handoff.joinable and self.on_duty and handoff.user_id not in self._untold:
            card = await self.lines_of_help(handoff.user_id, handoff.category)
            await self.tell(handoff.user_id, (Outgoing(say("utter_desk_late") + "\n" + card),), None)
        late = self.cases.change(handoff, status="late")
        audit(late, "nobody free")
        await self.cases.keep(late)

    async def _close(self, handoff: Handoff, why: Optional[str] = None, back: bool = False) -> None:
        """Ends a case; `back`: the person is brought back to the program, before it counts as closed."""
        self.cases.drop(handoff.user_id)
        if back and handoff.status == "taken":
            try:
                await self.over(handoff.user_id)
            except Exception:
                self.cases.hold(handoff)
                raise
        if why is not None:
            self._alerts.note(handoff, why)
        closed = replace(handoff, status="closed")
        self._alerts.close(closed)
        await self.cases.keep(closed)

    async def _meant(self, update: Incoming) -> Optional[str]:
        """Returns whom a message in the chat on call is about: its button, its topic, what it answers."""
        cases = self.cases.all()
        if update.press is not None:
            case_no = update.press.removeprefix(KEYBOARD).rpartition(":")[0]
            return next((one.user_id for one in cases if one.case_no == case_no), None)
        if update.thread is not None:
            here = next((one.user_id for one in cases if one.thread == update.thread), None)
            return here or await self.cases.about(thread=update.thread)
        if update.reply_to is not None:
            return await self.cases.about(update.reply_to)
        taken = [one for one in cases if one.status == "taken"]
        return taken[0].user_id if len(taken) == 1 and update.command in END else None


def _case_no() -> str:
    return secrets.token_hex(3)


async def _nobody(user_id: str, messages: Sequence[Outgoing], update_id: Optional[int]) -> None:
    """Says nothing."""


async def _nowhere(user_id: str) -> None:
    """Goes nowhere."""


async def _nothing(user_id: str, category: str) -> str:
    return ""
