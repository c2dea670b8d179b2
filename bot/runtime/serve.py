"""Runs the program until it is told to stop: Telegram by polling or webhook, the terminal, or REST."""

from __future__ import annotations

import asyncio
import logging
import signal
from typing import Any

from bot.actions.base import utc_now
from bot.channels.base import Incoming, Unparsable
from bot.channels.telegram import TelegramChannel
from bot.channels.updates import peek
from bot.coaching.commands import commands
from bot.journal.journal import DatabaseDown
from bot.runtime.app import App, assemble
from bot.runtime.coach import CALM
from bot.runtime.server import HOOK, Listening, add_rest, add_webhook, web
from bot.runtime.terminal import chat
from bot.safety.screen import screen
from bot.settings import Settings

log = logging.getLogger(__name__)

TIDY_EVERY = 5.0
"""Seconds between looks for rows that an outage left behind, and for appointments whose time has come."""
STOP_WITHIN = 8.0
"""Seconds for the messages in hand after SIGTERM; the process is gone within ten."""


class Edge:
    """Telegram's updates on their way into the coach."""

    def __init__(self, app: App, telegram: TelegramChannel) -> None:
        self._app, self._telegram = app, telegram
        self._asides: set[asyncio.Task[None]] = set()

    async def receive(self, raws: list[dict[str, Any]]) -> None:
        """Screens every raw update, parses each by itself, and hands them on; returns when Telegram may forget them."""
        updates, screenings = [], []
        for raw in raws:
            address, text = peek(raw)
            screening = screen(text) if text else CALM
            try:
                update = self._telegram.parse(raw)
            except Unparsable as error:
                log.error("update %s cannot be read and is set aside", error.update_id)
                if address is None or error.update_id is None or screening.level != "crisis":
                    continue
                update = Incoming(error.update_id, address, "text", utc_now(), text=text)
            if update.kind == "press":
                self._aside(self._answer_press(update))
            updates.append(update)
            screenings.append(screening)
        await self._app.coach.receive(updates, screenings)

    def _aside(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._asides.add(task)
        task.add_done_callback(self._asides.discard)

    async def _answer_press(self, update: Incoming) -> None:
        """Stops the button's spinner at once and takes the used keyboard away."""
        if update.press_id is not None:
            await self._telegram.answer_press(update.press_id)
        if update.message_id is not None:
            await self._telegram.drop_keyboard(update.address, update.message_id)


async def run_telegram(settings: Settings) -> None:
    """Runs on Telegram until SIGTERM or SIGINT; finishes what is in hand before it ends."""
    assert settings.token is not None
    telegram = TelegramChannel(settings.token, settings.api_base_url)
    app = await assemble(settings, {"telegram": telegram})
    edge = Edge(app, telegram)
    state = {"telegram": False}
    http = web(lambda: _ready(app, state))
    if settings.webhook_url:
        add_webhook(http, telegram, edge.receive)
    listening = Listening(http, settings.http_host, settings.http_port)
    await listening.start()
    await telegram.start()
    await app.sender.start()
    await app.coach.resume()
    tasks = [asyncio.create_task(_tidy(app)), asyncio.create_task(_introduce(telegram, state))]
    if settings.webhook_url:
        hook = settings.webhook_url + ("" if settings.webhook_url.endswith(HOOK) else HOOK)
        tasks.append(asyncio.create_task(_hook(telegram, hook, settings.webhook_secret or "")))
    else:
        tasks.append(asyncio.create_task(telegram.poll(edge.receive)))
    await _stopped()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await listening.stop()
    try:
        await asyncio.wait_for(app.close(), STOP_WITHIN)
    except asyncio.TimeoutError:
        log.warning("stopped with messages in hand; they are kept and answered at the next start")
    await telegram.stop()


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
        except Exception as error:
            log.error("the webhook is not set yet: %s", type(error).__name__)
            await asyncio.sleep(pause)
            pause = min(pause * 2, 60.0)


async def _tidy(app: App) -> None:
    while True:
        await asyncio.sleep(TIDY_EVERY)
        try:
            await app.coach.tidy()
            for user_id, appointment in await app.journal.due(utc_now()):
                app.coach.remind(user_id, appointment)
        except DatabaseDown:
            continue


async def _stopped() -> None:
    """Returns when the process is told to stop."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    await stop.wait()
