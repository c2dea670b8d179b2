"""Puts the program together: settings in, a coach that takes messages out."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Mapping, Optional

from bot.actions.base import utc_now
from bot.actions.books import Clock, TurnBooks
from bot.actions.registry import all_actions
from bot.channels.base import Channel
from bot.channels.outbox import Limits, Sender
from bot.journal.journal import Journal, open_journal
from bot.journal.queues import Inbox, Outbox
from bot.nudges.dispatcher import Dispatcher
from bot.runtime.brain import Brain, Mind, Speechless
from bot.runtime.coach import Coach
from bot.runtime.relay import RelayDesk
from bot.runtime.training import MODEL
from bot.runtime.warmth import warm_up
from bot.safety import cards
from bot.safety.duty import Duty, read_duty
from bot.safety.screen import screen
from bot.settings import Settings, SettingsError

log = logging.getLogger(__name__)

UNTRIED_FOR = timedelta(minutes=1)
"""After this a nudge nobody tried to send was left by a killed process, and is taken up."""


@dataclass
class App:
    """The assembled program."""

    settings: Settings
    journal: Journal
    inbox: Inbox
    sender: Sender
    brain: Mind
    coach: Coach
    dispatcher: Dispatcher

    async def close(self, within: float = 6.0) -> None:
        """Finishes what is in hand, for so many seconds; what is left is kept and answered later."""
        deadline = time.monotonic() + within
        self.dispatcher.stop()
        try:
            await asyncio.wait_for(self.coach.drain(), within)
        except asyncio.TimeoutError:
            log.warning("stopped with messages in hand; they are answered at the next start")
        await self.sender.drain(max(0.0, deadline - time.monotonic()))
        self.journal.close()


async def assemble(
    settings: Settings,
    channels: Optional[Mapping[str, Channel]] = None,
    *,
    channel: str = "telegram",
    clock: Clock = utc_now,
    model: Path = MODEL,
    limits: Limits = Limits(),
    journal: Optional[Journal] = None,
) -> App:
    """Opens the databases, loads the model, warms the safety layer, and returns the program.

    Raises `MissingKey` where rows exist that the operator's key cannot open.
    """
    screen("")
    cards.warm()
    journal = journal or open_journal(settings, clock)
    journal.migrate()
    inbox, outbox = Inbox(journal), Outbox(journal)
    sender = Sender(outbox, dict(channels or {}), limits=limits, wall=lambda: clock().timestamp())
    books = TurnBooks()
    brain: Mind
    try:
        brain = Brain(model, books, all_actions(books, clock))
    except Exception as error:  # lines of help need no model; `/ready` says that the rest does
        log.error("the model cannot be loaded (%s): only lines of help are given", type(error).__name__)
        brain = Speechless()
    manners: Any = (channels or {}).get(channel)
    operator = str(settings.operator_chat_id) if settings.operator_chat_id else None
    relay = RelayDesk(
        journal,
        sender,
        clock,
        channel,
        operator,
        settings.operator_name,
        _duty(settings),
        manners,
        settings.data_place,
    )
    coach = Coach(
        journal,
        inbox,
        sender,
        brain,
        clock,
        channel,
        manners=manners,
        relay=relay,
        holdout=settings.nudge_holdout,
    )

    async def take_up() -> None:
        await sender.rouse()
        sender.submit(await outbox.left(clock() - UNTRIED_FOR))

    dispatcher = Dispatcher(
        journal, coach.unasked.take, clock, waiting=lambda: sender.nudges, take_up=take_up
    )
    sender.on_gone = coach.left
    asyncio.get_running_loop().run_in_executor(None, warm_up)
    return App(settings, journal, inbox, sender, brain, coach, dispatcher)


def _duty(settings: Settings) -> Optional[Duty]:
    """Returns the hours of those on call; raises `SettingsError` where they name no day or place."""
    try:
        return read_duty(settings.operator_hours) if settings.operator_hours else None
    except ValueError as error:
        raise SettingsError(f"COACH_OPERATOR_HOURS is not usable: {error}") from None
