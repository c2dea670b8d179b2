"""Runs the program until it is told to stop: Telegram by polling or webhook, the terminal, or REST."""

from __future__ import annotations

import asyncio
import logging
import signal
from typing import Any

from bot.actions.base import utc_now
from bot.channels.base import Incoming, Unauthorised, Unparsable
from bot.channels.outbox import Limits
from bot.channels.telegram import TelegramChannel
from bot.channels.updates import peek
from bot.coaching.commands import commands
from bot.journal.journal import DatabaseDown
from bot.runtime.app import App, assemble
from bot.runtime.coach import CALM
from bot.runtime.server import HOOK, Listening, add_numbers, add_rest, add_webhook, web
from bot.runtime.terminal import chat
from bot.safety.screen import Screening, screen
from bot.settings import Settings

log = logging.getLogger(__name__)

LOOK_EVERY = 5.0
"""Seconds between looks for appointments whose time has come."""
STOP_WITHIN = 5.0
"""Seconds for the messages in hand after SIGTERM."""
GONE_WITHIN = 9
"""Seconds after SIGTERM until the system ends the process, whatever hangs; all is kept by then."""


class Edge:
    """Telegram's updates on their way into the coach."""

    def __init__(self, app: App, telegram: TelegramChannel) -> None:
        self._app, self._telegram = app, telegram

    async def receive(self, raws: list[dict[str, Any]]) -> None:
        """Screens and parses every raw update by itself; returns when Telegram may forget them."""
        updates, screenings = [], []
        for raw in raws:
            try:
                update, screening = self._read(raw)
            except Unparsable as error:
                log.error("update %s cannot be read and is set aside", error.update_id)
                continue
            updates.append(update)
            screenings.append(screening)
        await self._app.coach.receive(updates, screenings)

    def _read(self, raw: dict[str, Any]) -> tuple[Incoming, Screening]:
        """Screens and parses one update; raises `Unparsable`, never for a crisis somebody can be answered."""
        address, text = peek(raw)
        screening = screen(text) if text else CALM
        try:
            return self._telegram.parse(raw), screening
        except Unparsable as error:
            if address is None or error.update_id is None or screening.level != "crisis":
                raise
            return Incoming(error.update_id, address, "text", utc_now(), text=text), screening


async def run_telegram(settings: Settings, limits: Limits = Limits()) -> None:
    """Runs on Telegram until SIGTERM or SIGINT; finishes what is in hand before it ends.

    Raises `RuntimeError` where Telegram refuses the token.
    """
    assert settings.token is not None
    desk = str(settings.operator_chat_id) if settings.operator_chat_id else None
    telegram = TelegramChannel(settings.token, settings.api_base_url, desk=desk)
    app = await assemble(settings, {"telegram": telegram}, limits=limits)
    edge = Edge(app, telegram)
    state = {"telegram": False}
    http = web(lambda: _ready(app, state))
    add_numbers(http, app.coach.numbers)
    await telegram.start()
    await app.sender.start()
    await app.coach.resume()
    if settings.webhook_url:
        add_webhook(http, telegram, edge.receive)
        hook = settings.webhook_url + ("" if settings.webhook_url.endswith(HOOK) else HOOK)
        receiving = _hook(telegram, hook, settings.webhook_secret or "")
    else:
        receiving = telegram.poll(edge.receive)
    listening = Listening(http, settings.http_host, settings.http_port)
    await listening.start()
    tasks = [
        asyncio.create_task(work)
        for work in (_look_at_the_clock(app), _introduce(telegram, state), receiving)
    ]
    stopped = asyncio.create_task(_stopped())
    await _first_of(stopped, tasks[-1])
    for task in (stopped, *tasks):
        task.cancel()
    ended = await asyncio.gather(*tasks, return_exceptions=True)
    await listening.stop()
    await app.close(STOP_WITHIN)
    await telegram.stop()
    if any(isinstance(error, Unauthorised) for error in ended):
        raise RuntimeError("TELEGRAM_BOT_TOKEN is refused by Telegram; ask @BotFather for the valid one")


async def _first_of(stopped: asyncio.Task[None], receiving: asyncio.Task[None]) -> None:
    """Returns when the process is told to stop, or when nothing can be received any more."""
    await asyncio.wait({stopped, receiving}, return_when=asyncio.FIRST_COMPLETED)
    if not stopped.done() and receiving.exception() is None:
        await stopped


async def run_terminal(settings: Settings) -> None:
    """Runs the coach as a chat in this terminal."""
    app = await assemble(settings, channel="terminal")
    await chat(app.coach, utc_now)
    await app.close()


async def run_rest(settings: Settings) -> None:
    """Serves Rasa's REST channel on the local port until SIGTERM or SIGINT."""
    app = await assemble(settings, channel="rest")
    http = web(lambda: _ready(app, {}))
    add_rest(http, app.coach, utc_now)
    add_numbers(http, app.coach.numbers)
    listening = Listening(http, settings.http_host, settings.http_port)
    await listening.start()
    await _stopped()
    await listening.stop()
    await app.close()


async def _ready(app: App, state: dict[str, bool]) -> dict[str, bool]:
    return {"model": True, "database": await app.journal.ready(), **state}


async def _introduce(telegram: TelegramChannel, state: dict[str, bool]) -> None:
    """Says hello to Telegram, however long it takes, and sets the command menu."""
    pause = 1.0
    while not state["telegram"]:
        try:
            await telegram.me()
            await telegram.set_commands(list(commands().menu.items()))
            state["telegram"] = True
        except Exception as error:  # a refused token is told once; everything else passes
            log.error("Telegram is not reached yet: %s", type(error).__name__)
            await asyncio.sleep(pause)
            pause = min(pause * 2, 60.0)


async def _hook(telegram: TelegramChannel, url: str, secret: str) -> None:
    pause = 1.0
    while True:
        try:
            await telegram.set_webhook(url, secret)
            return
        except Unauthorised:
            raise
        except Exception as error:
            log.error("the webhook is not set yet: %s", type(error).__name__)
            await asyncio.sleep(pause)
            pause = min(pause * 2, 60.0)


async def _look_at_the_clock(app: App) -> None:
    """Lets appointments be said when their time has come, and looks after open cases, whatever fails."""
    while True:
        await asyncio.sleep(LOOK_EVERY)
        for look in (app.coach.relay.look, app.dispatcher.look):
            try:
                await look()
            except DatabaseDown:
                continue
            except Exception as error:
                log.error("a look at the clock failed: %s", type(error).__name__)


async def _stopped() -> None:
    """Returns when the process is told to stop."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    await stop.wait()
    signal.alarm(GONE_WITHIN)
