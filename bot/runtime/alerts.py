"""What the people on call read of a case: an alert in codes, lines about it, what was not sent (rule OP2)."""

from __future__ import annotations

import asyncio
import logging
from typing import Any, Optional

from bot.actions.books import Clock
from bot.channels.base import Incoming, Outgoing
from bot.journal.handoffs import Handoff
from bot.runtime.cases import Cases
from bot.runtime.desk import Desk, Errands, say
from bot.runtime.numbers import Numbers

log = logging.getLogger(__name__)


class Alerts:
    """Writes in the chat on call, and keeps the ids of what was written; without one it does nothing."""

    def __init__(
        self, desk: Optional[Desk], cases: Cases, errands: Errands, numbers: Numbers, clock: Clock
    ) -> None:
        self._desk, self._cases, self._errands = desk, cases, errands
        self._numbers, self._clock = numbers, clock
        self._told: dict[str, tuple[str, ...]] = {}
        """Case number -> the codes that are known there."""

    def announce(self, handoff: Handoff, codes: tuple[str, ...], country: Optional[str]) -> None:
        """Writes the alert of a case: kind, codes, country, time."""
        if self._desk is None:
            return
        self._told[handoff.case_no] = codes
        text = say(
            "utter_alert" if handoff.joinable else "utter_alert_wait",
            case=handoff.case_no,
            category=handoff.category,
            codes=" ".join(codes) or "-",
            country=country or "-",
            time=handoff.opened_at.strftime("%H:%M UTC"),
        )

        def gone_out(sent: asyncio.Future[bool]) -> None:
            arrived, waited = not sent.cancelled() and sent.result(), self._clock() - handoff.opened_at
            self._numbers.alert(handoff.category, waited.total_seconds(), arrived)

        alert = self._desk.alert(handoff, text, lambda ids: self._errands.add(self._noted(handoff, ids)))
        alert.add_done_callback(gone_out)

    async def _noted(self, handoff: Handoff, ids: tuple[int, ...]) -> None:
        """Keeps where the alert of a case is."""
        await self._cases.note(handoff.user_id, ids)
        now = self._cases.of(handoff.user_id)
        if ids and now is not None and now.case_no == handoff.case_no:
            await self._cases.keep(self._cases.change(now, alert_id=ids[-1]))

    def escalate(self, handoff: Handoff, category: str, codes: tuple[str, ...]) -> None:
        """Tells the codes of a known case that are new."""
        told = self._told.get(handoff.case_no, ())
        fresh = tuple(code for code in codes if code not in told)
        if fresh:
            self._told[handoff.case_no] = (*told, *fresh)
            self.note(handoff, "utter_desk_screen", category=category, codes=" ".join(fresh))
            audit(handoff, "more codes")

    def note(self, handoff: Handoff, response: str, **parts: Any) -> None:
        """Writes a line about a case."""
        if self._desk is not None:
            text, user_id = say(response, case=handoff.case_no, **parts), handoff.user_id
            self._desk.note(handoff, text, lambda ids: self._errands.add(self._cases.note(user_id, ids)))

    def unsent(self, user_id: str, update: Incoming, response: str) -> None:
        """Says that what somebody on call wrote reached nobody."""
        if self._desk is not None:
            told = Outgoing(say(response), lane="alerts", reply_to=update.message_id, thread=update.thread)
            self._desk.send(told, lambda ids: self._errands.add(self._cases.note(user_id, ids)))

    def retell(self, handoff: Handoff, response: str, **parts: Any) -> None:
        """Has the alert say something else, its buttons gone; nobody waits for it."""
        if self._desk is not None:
            self._errands.add(self._desk.retell(handoff, say(response, case=handoff.case_no, **parts)))

    def close(self, handoff: Handoff) -> None:
        """Has the alert say that the case is closed."""
        self._told.pop(handoff.case_no, None)
        self.retell(handoff, "utter_alert_closed")
        audit(handoff, "closed")


def audit(handoff: Handoff, step: str) -> None:
    """Writes one line of the audit: the case's random number, its kind, the step; never a word."""
    log.info("case %s %s %s", handoff.case_no, handoff.category, step)
