"""The HTTP port: health, numbers, Telegram's webhook, and Rasa's REST channel where it is all there is."""

from __future__ import annotations

import logging
from typing import Any, Awaitable, Callable, Optional

from rasa.core.channels.channel import UserMessage
from rasa.core.channels.rest import RestInput
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, empty, json, raw

from bot.actions.books import Clock
from bot.channels.telegram import TelegramChannel
from bot.channels.typed import typed
from bot.runtime.coach import Coach
from bot.runtime.numbers import CONTENT_TYPE, Numbers

log = logging.getLogger(__name__)

Receive = Callable[[list[dict[str, Any]]], Awaitable[None]]
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
HOOK = "/telegram/webhook"


def web(ready: Callable[[], Awaitable[dict[str, bool]]], name: str = "coach") -> Sanic:
    """Returns the web app with `/health` (the process) and `/ready` (model, database, channel)."""
    app = Sanic(name, configure_logging=False)
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = 3

    @app.get("/health")
    async def health(request: Request) -> HTTPResponse:
        return json({"alive": True})

    @app.get("/ready")
    async def readiness(request: Request) -> HTTPResponse:
        state = await ready()
        return json(state, status=200 if all(state.values()) else 503)

    return app


def add_numbers(app: Sanic, numbers: Numbers) -> None:
    """Adds `/metrics`: the operator's page of numbers, for Prometheus."""

    @app.get("/metrics")
    async def metrics(request: Request) -> HTTPResponse:
        return raw(numbers.page(), content_type=CONTENT_TYPE)


def add_webhook(app: Sanic, telegram: TelegramChannel, receive: Receive) -> None:
    """Adds Telegram's webhook: 403 without the secret, 200 once the update is kept or answered."""

    @app.post(HOOK)
    async def hook(request: Request) -> HTTPResponse:
        if not telegram.check_secret(request.headers.get(SECRET_HEADER)):
            return empty(403)
        update = request.json
        if isinstance(update, dict):
            await receive([update])
        return empty(200)


def add_rest(app: Sanic, coach: Coach, clock: Clock) -> None:
    """Adds Rasa's REST channel; what is said there goes through the same house."""

    async def on_new_message(message: UserMessage) -> None:
        update = typed(message.text or "", message.sender_id, clock())
        for said in await coach.say(update):
            buttons = [{"title": b.title, "payload": f"[{b.title}]"} for b in said.buttons]
            shown: dict[str, Any] = {"text": said.text, "buttons": buttons}
            assert message.output_channel is not None
            await message.output_channel.send_response(message.sender_id, shown)

    app.blueprint(RestInput().blueprint(on_new_message), url_prefix="/webhooks/rest")


class Listening:
    """A running HTTP server."""

    def __init__(self, app: Sanic, host: str, port: int) -> None:
        self._app, self._host, self._port = app, host, port
        self._server: Optional[Any] = None

    async def start(self) -> None:
        """Binds the port; raises `RuntimeError` naming the setting where it is taken."""
        try:
            self._server = await self._app.create_server(
                host=self._host, port=self._port, return_asyncio_server=True, access_log=False
            )
            assert self._server is not None
            await self._server.startup()
            await self._server.start_serving()
        except OSError as error:
            raise RuntimeError(f"COACH_HTTP_PORT {self._port}: {error.strerror}") from error

    async def stop(self) -> None:
        """Stops taking requests."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
