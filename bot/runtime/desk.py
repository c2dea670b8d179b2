"""The chat of the people on call: what the coach writes there of a case, changes, copies and takes back."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import Any, Callable, Coroutine, Optional, Protocol, Sequence

from bot.channels.base import Button, Outgoing
from bot.channels.outbox import Sender
from bot.content import responses_once, titles
from bot.journal.handoffs import Handoff

log = logging.getLogger(__name__)

KEYBOARD = "desk-"
"""What an alert's callback data begins with."""
Receipt = Callable[[tuple[int, ...]], None]


class DeskChannel(Protocol):
    """What is needed of the channel, beside sending."""

    async def retell(self, address: str, message_id: int, text: str) -> bool:
        """Replaces one of the bot's messages."""
        ...

    async def delete(self, address: str, message_ids: Sequence[int]) -> tuple[int, ...]:
        """Deletes messages; returns those it could not reach."""
        ...

    async def open_topic(self, address: str, title: str) -> Optional[int]:
        """Opens a topic where the group has them."""
        ...

    async def drop_topic(self, address: str, thread: int) -> bool:
        """Deletes a topic with all that is in it; returns whether the bot may."""
        ...

    async def close_topic(self, address: str, thread: int) -> bool:
        """Closes a topic, so that nothing more is written there; returns whether the bot may."""
        ...


class Desk:
    """One chat on call; `chat` is None where the channel can only send."""

    def __init__(
        self, sender: Sender, channel: str, address: str, chat: Optional[DeskChannel] = None
    ) -> None:
        self._sender, self._channel, self.address, self._chat = sender, channel, address, chat

    def alert(self, handoff: Handoff, text: str, receipt: Receipt) -> asyncio.Future[bool]:
        """Writes the first line of a case, with its buttons where somebody may join; tells if it arrived."""
        buttons = buttons_of("utter_alert_buttons") if handoff.joinable else ()
        return self.send(Outgoing(text, buttons, f"{KEYBOARD}{handoff.case_no}", lane="alerts"), receipt)

    def note(self, handoff: Handoff, text: str, receipt: Receipt) -> None:
        """Writes a line where the case is told of: in its topic, or as an answer to its alert."""
        self.send(_placed(handoff, Outgoing(text, lane="alerts")), receipt)

    def send(self, message: Outgoing, receipt: Receipt) -> asyncio.Future[bool]:
        """Writes there; the receipt is told the ids, the future whether it arrived."""
        return self._sender.submit_memory(self._channel, self.address, message, receipt)

    @staticmethod
    def copy(handoff: Handoff, chat: str, message_id: int) -> Outgoing:
        """Returns a person's message on its way to where their case is told of."""
        return _placed(handoff, Outgoing("", lane="desk", copied=(chat, message_id)))

    async def retell(self, handoff: Handoff, text: str) -> None:
        """Replaces the alert, so that its buttons are gone."""
        if self._chat is not None and handoff.alert_id is not None:
            await self._chat.retell(self.address, handoff.alert_id, text)

    async def topic(self, title: str) -> Optional[int]:
        """Opens a topic of its own; None where the group has none."""
        return await self._chat.open_topic(self.address, title) if self._chat else None

    async def wipe(self, ids: Sequence[int], topics: Sequence[int]) -> tuple[int, int]:
        """Takes messages and topics out of the chat; what cannot be deleted is blanked, or closed.

        Returns how many messages and how many topics stay.
        """
        if self._chat is None:
            return len(ids), len(topics)
        kept = [one for one in topics if not await self._chat.drop_topic(self.address, one)]
        for topic in kept:
            await self._chat.close_topic(self.address, topic)
        left = await self._chat.delete(self.address, ids)
        blanked = [await self._chat.retell(self.address, one, "\u2026") for one in left]
        return blanked.count(False), len(kept)


class Errands:
    """What need not be waited for; a failure is one line for the operator."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    def add(self, work: Coroutine[Any, Any, Any]) -> None:
        """Begins it."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    @property
    def under_way(self) -> int:
        """How many are not done."""
        return len(self._tasks)

    async def drain(self) -> None:
        """Waits for all of it."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("the chat on call: %s", type(error).__name__)


def _placed(handoff: Handoff, message: Outgoing) -> Outgoing:
    """Returns a message on its way into the case's topic, or as an answer to its alert."""
    answers = None if handoff.thread else handoff.alert_id
    return replace(message, thread=handoff.thread, reply_to=answers)


def say(response: str, **parts: Any) -> str:
    """Returns the first wording of a response, filled."""
    return str(responses_once()[response][0]["text"]).format(**parts)


def buttons_of(response: str) -> tuple[Button, ...]:
    """Returns a response's buttons."""
    return tuple(Button(title, payload) for payload, title in titles(response).items())
