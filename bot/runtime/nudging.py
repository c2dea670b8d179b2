"""Nudges on their way: composed from the book alone, and what becomes of them once somebody writes."""

from __future__ import annotations

from datetime import datetime
from typing import Callable, Optional
from zoneinfo import ZoneInfo

from bot.actions.books import Clock, Turn
from bot.channels.base import SILENT, Button, Incoming, Outgoing, keyboard_id
from bot.channels.outbox import Sender
from bot.coaching.records_nudges import NudgePlan
from bot.content import responses_once
from bot.journal.book import Book
from bot.journal.journal import Claim, Journal
from bot.journal.queues import Outbox
from bot.nudges.rules import ANSWERED_WITHIN, Decision, Facts, decide, heard, turned_off
from bot.safety.permits import permits
from bot.safety.records import Crisis

MORNING_ENDS, DAY_ENDS = 12, 17
"""Local hours in which the words for a morning, and for the day, end."""


class Nudging:
    """Sends nudges that were claimed, each in its person's own line, and hears what they are met with."""

    def __init__(
        self,
        journal: Journal,
        sender: Sender,
        clock: Clock,
        channel: str,
        with_a_person: Callable[[str], object] = lambda _: None,
        holdout: bool = False,
    ) -> None:
        """`with_a_person` gives the talk somebody has with people on call; `holdout`: some are left out."""
        self._journal, self._sender, self._clock, self._channel = journal, sender, clock, channel
        self._with_a_person, self.holdout = with_a_person, holdout
        self._outbox = Outbox(journal)

    async def nudge(self, claim: Claim) -> None:
        """Does what the rules say of a plan that is due: message, plan and claim are one commit.

        Raises `ClaimLost` where the claim no longer stands: nothing was written, nothing is sent.
        """
        now = self._clock()
        book = await self._journal.book(claim.user_id)
        plan = await book.get(NudgePlan, claim.entry_id)
        if plan is None:  # removed meanwhile, or nobody's any more; the lease of what is left runs out
            return
        decision = decide(plan, self._facts(book, plan, now), now)
        book.put(decision.plan)
        said = self._said(book, plan, decision, now)
        rows = await self._journal.commit(book, outgoing=said, claim=claim, seen=False)
        self._sender.submit(rows)

    def _facts(self, book: Book, plan: NudgePlan, now: datetime) -> Facts:
        occurrence = f"{book.user_id} {plan.planned_at}"
        return Facts(
            permitted=permits([*book.people, *book.crises], now, adult=book.profile.adult).nudge,
            last_heard_at=book.last_seen_at,
            relay_open=bool(self._with_a_person(book.user_id)),
            hidden=book.profile.hidden,
            gone=book.profile.gone or book.profile.address is None,
            holdout=self._journal.keys.keyed_hash("holdout", occurrence) if self.holdout else None,
        )

    def _said(self, book: Book, plan: NudgePlan, decision: Decision, now: datetime) -> tuple[Outgoing, ...]:
        """Returns the message of a decision, counted and remembered, or nothing."""
        trial = self.holdout and plan.holdout and not plan.snoozed
        if decision.act == "hold_out":
            book.update_profile(held_out_at=now, nudge_unmet=True)
            book.count("held_out")
        if decision.act not in ("send", "say_quiet"):
            return ()
        book.update_profile(nudged_at=now, nudge_unmet=True)
        book.count("quiet" if decision.act == "say_quiet" else "sent")
        if trial and decision.act == "send":
            book.count("sent_in_trial")
        message = opener(opening(plan, decision, now), decision)
        if message.keyboard:
            latest = book.latest_keyboard  # what was open stays open: these buttons are commands
            book.keep_keyboard(message.keyboard, message.buttons)
            book.latest_keyboard = latest
        return (message,)

    async def hear(self, book: Book, update: Incoming) -> None:
        """Takes note that somebody wrote or tapped, or left, before their message is thought about.

        What waits to be sent is withdrawn, a check-in that waits for the morning too; a plan that fell silent
        goes on.
        """
        now, left = self._clock(), update.kind == "blocked"
        if not left and update.kind not in SILENT:
            for row in self._sender.forestall(self._channel, update.address):
                await self._outbox.drop(row.id)
                book.forestalled = True
        if not left and (update.kind in SILENT or not book.profile.nudge_unmet):
            return
        self.withdraw(book)
        for plan in await book.all(NudgePlan):
            if left:
                changed = plan if plan.off else turned_off(plan, "user", now)
            else:
                self._count(book, plan, now)
                changed = heard(plan, now)
            if changed != plan:
                book.put(changed)

    def _count(self, book: Book, plan: NudgePlan, now: datetime) -> None:
        profile, trial = book.profile, self.holdout and plan.holdout
        if _lately(profile.nudged_at, now) and plan.off != "silent":
            book.count("answered")
            if trial:
                book.count("back_sent")
        elif trial and _lately(profile.held_out_at, now):
            book.count("back_held_out")

    async def settle(self, turn: Turn) -> None:
        """Closes the turn of somebody who was heard; a crisis turns their nudges off (rule FU5)."""
        book, now = turn.book, self._clock()
        if book.withdraws:
            book.update_profile(nudged_at=None, held_out_at=None, nudge_unmet=False)
        for plan in turn.changed(NudgePlan):
            if plan.off == "user":
                book.count("stopped")
            elif plan.snoozed:
                book.count("snoozed")
        stopped = any(plan.off is not None for plan in turn.changed(NudgePlan))
        if turn.changed(Crisis) and not permits([*book.people, *book.crises], now).nudge:
            for plan in await book.all(NudgePlan):
                if plan.off is None:
                    book.put(turned_off(plan, "crisis", now))
                    stopped = True
        if stopped or book.profile.hidden:
            self.withdraw(book)

    def withdraw(self, book: Book) -> None:
        """Has nudges that wait to be sent to somebody not sent; their rows go with the next commit."""
        book.withdraws = True
        self._sender.discard(self._channel, book.profile.address or "", ("nudges",))


def opening(plan: NudgePlan, decision: Decision, now: datetime) -> str:
    """Returns the name of the response a nudge opens with: by the hour there, neutral in every case (FU6)."""
    if decision.act == "say_quiet":
        return "utter_nudge_quiet"
    if plan.snoozed:
        return "utter_nudge_asked"
    return f"utter_nudge_{part_of_day(now.astimezone(ZoneInfo(plan.zone)))}"


def part_of_day(local: datetime) -> str:
    """Returns "morning", "day" or "evening" for a local time."""
    return "morning" if local.hour < MORNING_ENDS else "day" if local.hour < DAY_ENDS else "evening"


def opener(response: str, decision: Decision) -> Outgoing:
    """Returns the message of a response, with its buttons and the time it is good for."""
    line = responses_once()[response][0]
    buttons = tuple(Button(b["title"], b["payload"]) for b in line.get("buttons", ()))
    until = decision.expires_at.timestamp() if decision.expires_at else None
    keyboard = keyboard_id() if buttons else None
    return Outgoing(line["text"], buttons, keyboard, lane="nudges", until=until)


def _lately(then: Optional[datetime], now: datetime) -> bool:
    return then is not None and now - then < ANSWERED_WITHIN
