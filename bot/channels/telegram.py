"""The Telegram edge, on python-telegram-bot's `Bot`: receives, sends, judges each call."""

from __future__ import annotations

import asyncio
import hmac
import logging
import random
import warnings
from functools import partial
from typing import Any, Awaitable, Callable, Optional, Sequence, TypeVar

from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    LinkPreviewOptions,
    ReplyParameters,
)
from telegram.constants import ChatAction
from telegram.warnings import PTBUserWarning

from bot.channels import updates
from bot.channels.base import (
    Flood,
    Gone,
    Incoming,
    Outgoing,
    Refused,
    SendError,
    Sent,
    Unauthorised,
    Unreachable,
    Unsure,
)
from bot.channels.pace import Sleep
from bot.channels.pieces import pieces, rows
from bot.channels.verdicts import Judged, Judging, Taken, hush

log = logging.getLogger(__name__)

PUBLIC_API = "https://api.telegram.org"
WANTED = ("message", "edited_message", "callback_query", "my_chat_member")
"""`allowed_updates`: everything else is not even sent to us."""
SHORTEST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
DELETED_AT_ONCE = 100
"""Telegram's limit for one call."""
COURTESY_TRIES = 6
"""Tries for what is pleasant but not needed: ending a spinner, taking a keyboard away."""

Result = TypeVar("Result")
Receive = Callable[[list[dict[str, Any]]], Awaitable[None]]
GLANCE_EVERY = 0.6
"""Seconds between looks at what came while what came before is being kept: somebody may be in danger.

Within half a second of the last poll Telegram gives but one update.
"""

warnings.filterwarnings("ignore", r"Please use 'Bot\.getUpdates'", PTBUserWarning)


class TelegramChannel:
    """One bot on Telegram; `start()` it in the loop it shall live in."""

    def __init__(
        self,
        token: str,
        base_url_root: str = PUBLIC_API,
        *,
        connections: int = 256,
        timeout: float = 10.0,
        poll_seconds: int = 30,
        sleep: Sleep = asyncio.sleep,
        desk: Optional[str] = None,
    ) -> None:
        """Takes the API's root without `/bot`, times in seconds, the chat of those on call; opens nothing."""
        hush()
        self._desk = desk
        self._poll_seconds, self._timeout, self._sleep = poll_seconds, timeout, sleep
        self._requests = [
            Judging(
                connection_pool_size=size,
                connect_timeout=timeout,
                read_timeout=timeout,
                write_timeout=timeout,
                pool_timeout=timeout,
            )
            for size in (2, connections)
        ]
        root = base_url_root.rstrip("/")
        self._bot = Bot(
            token,
            base_url=f"{root}/bot",
            base_file_url=f"{root}/file/bot",
            get_updates_request=self._requests[0],
            request=self._requests[1],
        )
        self._username: Optional[str] = None
        self._secret: Optional[str] = None
        self.reachable = False
        """Whether the last call reached Telegram."""

    async def start(self) -> None:
        """Opens the connection pools."""
        for request in self._requests:
            await request.initialize()

    async def stop(self) -> None:
        """Closes the connection pools."""
        for request in self._requests:
            await request.shutdown()

    async def me(self) -> dict[str, Any]:
        """Returns {id, username, name} of the bot; raises `SendError`."""
        found = await self._call(self._bot.get_me())
        self._username = found.username
        return {"id": found.id, "username": found.username, "name": found.full_name}

    async def set_commands(self, commands: Sequence[tuple[str, str]]) -> None:
        """Sets the command menu: (name, description); raises `SendError`."""
        await self._call(self._bot.set_my_commands(list(commands)))

    def parse(self, raw: dict[str, Any]) -> Incoming:
        """Reads one raw update; raises `Unparsable`."""
        return updates.parse(raw, self._username, self._desk)

    async def poll(self, receive: Receive, glance: Optional[Receive] = None) -> None:
        """Receives until cancelled; the next poll acknowledges, after `receive` has returned.

        While that takes long, what has come meanwhile is shown to `glance`, and acknowledged by nobody.
        Raises `Unauthorised` when the token is not valid; all else is tried again, with pauses.
        """
        await self._persist(self.me)
        await self._persist(lambda: self._call(self._bot.delete_webhook()))
        offset: Optional[int] = None
        while True:
            batch = await self._persist(partial(self._updates, offset, self._poll_seconds))
            if not batch:
                continue
            received = asyncio.create_task(self._persist(partial(receive, batch)))
            try:
                while not (await asyncio.wait({received}, timeout=GLANCE_EVERY))[0]:
                    if glance is not None:
                        await self._glance(offset, glance)
                await received
            finally:
                received.cancel()
            known = [number for raw in batch if (number := updates.update_id(raw)) is not None]
            offset = max(known) + 1 if known else offset

    async def _glance(self, offset: Optional[int], glance: Receive) -> None:
        """Shows what is waiting now; whatever goes wrong, it comes again with the next poll."""
        try:
            await glance(await self._updates(offset, 0))
        except Exception as error:
            log.warning("A look ahead failed: %s", _trouble(error))

    async def set_webhook(self, url: str, secret: str) -> None:
        """Has updates posted to `url` with `secret` (1-256 of [A-Za-z0-9_-]); raises `SendError`."""
        self._secret = secret
        await self.me()
        await self._call(
            self._bot.set_webhook(url, secret_token=secret, allowed_updates=list(WANTED), max_connections=100)
        )

    def check_secret(self, header: Optional[str]) -> bool:
        """Whether a webhook call carries the secret; takes the same time for any wrong one."""
        if not self._secret:
            return False
        return hmac.compare_digest((header or "").encode(), self._secret.encode())

    async def send(self, address: str, message: Outgoing, part: int = 0) -> Sent:
        """Delivers one piece of a message, as plain text; the buttons come with the last."""
        parts: list[Any] = [*pieces(message.text), *([message.document] if message.document else [])]
        parts = [message.copied] if message.copied else parts
        if part >= len(parts):
            return Sent()
        last = part == len(parts) - 1
        markup = _markup(message) if last else None
        piece = parts[part]
        place: dict[str, Any] = {"message_thread_id": message.thread, "reply_parameters": _answering(message)}
        call: Any
        if isinstance(piece, str):
            call = self._bot.send_message(
                int(address),
                piece,
                reply_markup=markup,
                disable_notification=message.silent,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
                **place,
            )
        elif message.copied:
            chat, number = piece
            call = self._bot.copy_message(int(address), int(chat), number, **place)
        else:
            name, content = piece
            file = InputFile(content.encode(), filename=name)
            call = self._bot.send_document(int(address), file, reply_markup=markup)
        next_part = None if last else part + 1
        try:
            return Sent(((await self._call(call)).message_id,), next_part)
        except (AttributeError, KeyError, TypeError, ValueError):
            log.warning("A message was delivered, its receipt cannot be read")
            return Sent((), next_part)

    async def answer_press(self, press_id: str) -> None:
        """Ends the spinner on a pressed button; never raises a `SendError`."""
        await self._courtesy(lambda: self._bot.answer_callback_query(press_id))

    async def drop_keyboard(self, address: str, message_id: int) -> None:
        """Takes the buttons off a message; never raises a `SendError`."""
        await self._courtesy(
            lambda: self._bot.edit_message_reply_markup(chat_id=int(address), message_id=message_id)
        )

    async def retell(self, address: str, message_id: int, text: str) -> bool:
        """Replaces one of the bot's messages, its buttons gone; returns whether that worked."""
        return await self._courtesy(
            lambda: self._bot.edit_message_text(text, chat_id=int(address), message_id=message_id)
        )

    async def clear(self, address: str, message_ids: Sequence[int]) -> None:
        """Deletes messages of both sides of a private chat, as far as Telegram lets a bot (48 h)."""
        for at in range(0, len(message_ids), DELETED_AT_ONCE):
            some = list(message_ids[at : at + DELETED_AT_ONCE])
            if not await self._courtesy(partial(self._bot.delete_messages, int(address), some)):
                await self.delete(address, some)

    async def delete(self, address: str, message_ids: Sequence[int]) -> tuple[int, ...]:
        """Deletes messages, each by itself; returns those it could not reach (older than 48 h, others')."""
        left = [
            one
            for one in message_ids
            if not await self._courtesy(partial(self._bot.delete_message, int(address), one))
        ]
        return tuple(left)

    async def open_topic(self, address: str, title: str) -> Optional[int]:
        """Opens a topic and returns its id; None where the group has none, or the bot may not."""
        try:
            chat = await self._call(self._bot.get_chat(int(address)))
            if not chat.is_forum:
                return None
            made = await self._call(self._bot.create_forum_topic(int(address), title))
        except (SendError, AttributeError, KeyError, TypeError, ValueError):
            return None
        return int(made.message_thread_id)

    async def drop_topic(self, address: str, thread: int) -> bool:
        """Deletes a topic with all that was written in it; returns whether the bot may."""
        return await self._courtesy(lambda: self._bot.delete_forum_topic(int(address), thread))

    async def close_topic(self, address: str, thread: int) -> bool:
        """Closes a topic; returns whether the bot may."""
        return await self._courtesy(lambda: self._bot.close_forum_topic(int(address), thread))

    async def typing(self, address: str) -> None:
        """Shows "typing" for up to five seconds; never raises a `SendError`."""
        await self._courtesy(lambda: self._bot.send_chat_action(int(address), ChatAction.TYPING), tries=1)

    async def _call(self, call: Awaitable[Result]) -> Result:
        """Makes one call; raises its verdict as a `SendError` that holds neither token nor text."""
        try:
            result = await call
        except Judged as judged:
            self.reachable = not isinstance(judged.verdict, Unreachable | Unsure)
            raise judged.verdict from None
        self.reachable = True
        return result

    async def _updates(self, offset: Optional[int], seconds: int) -> list[dict[str, Any]]:
        """Returns the next raw updates, waiting for them up to so many seconds."""
        wanted = {"timeout": seconds, "offset": offset, "allowed_updates": list(WANTED)}
        found: list[dict[str, Any]] = await self._call(
            self._bot.do_api_request("getUpdates", wanted, read_timeout=seconds + self._timeout)
        )
        return found

    async def _courtesy(self, call: Callable[[], Awaitable[object]], tries: int = COURTESY_TRIES) -> bool:
        for attempt in range(1, tries + 1):
            try:
                await self._call(call())
                return True
            except (Gone, Refused):
                return False
            except SendError as error:
                if attempt < tries:
                    await self._sleep(error.retry_after if isinstance(error, Flood) else 0.2 * attempt)
        return False

    async def _persist(self, step: Callable[[], Awaitable[Result]]) -> Result:
        """Does one step of receiving until it works, with growing pauses; a log line per trouble."""
        pause, told = SHORTEST_PAUSE, ""
        while True:
            try:
                return await step()
            except Unauthorised:
                raise
            except Flood as error:
                await self._sleep(error.retry_after)
                continue
            except Exception as error:
                name = type(error).__name__
                if name != told:
                    log.warning("Receiving from Telegram is held up: %s", _trouble(error))
                told = name
            await self._sleep(pause * random.uniform(0.5, 1.0))
            pause = min(LONGEST_PAUSE, pause * 2)


def _trouble(error: Exception) -> str:
    """Returns a log text for an error: verdicts hold no words and no token, others may."""
    if isinstance(error, Taken):
        return "another program receives with this token (409); stop it, or use another token"
    return f"{type(error).__name__} {error}" if isinstance(error, SendError) else type(error).__name__


def _answering(message: Outgoing) -> Optional[ReplyParameters]:
    """Returns what a message answers; it arrives too where that is gone."""
    if message.reply_to is None:
        return None
    return ReplyParameters(message.reply_to, allow_sending_without_reply=True)


def _markup(message: Outgoing) -> Optional[InlineKeyboardMarkup]:
    """Returns the inline keyboard; callback data is `<keyboard>:<index>`."""
    if not message.buttons or message.keyboard is None:
        return None
    return InlineKeyboardMarkup(
        [
            [
                InlineKeyboardButton(
                    message.buttons[index].title, callback_data=f"{message.keyboard}:{index}"
                )
                for index in row
            ]
            for row in rows(message.buttons)
        ]
    )
