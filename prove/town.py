"""A town of people who text the coach, and the coach as a process of its own."""

from __future__ import annotations

import asyncio
import itertools
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from typing import Any, Callable, Iterable, Optional

import aiohttp

from bot.content import ROOT
from bot.journal.journal import Journal, open_journal
from bot.settings import read_settings
from tests.channels.bot_api import TOKEN, BotApi, message, person

SECRET = "only-for-proofs"
READY_WITHIN = 120.0
ONBOARDING = ("/start", "[Yes, 18 or over]", "[Yes, keep it]")


@dataclass(frozen=True)
class Heard:
    """One message of the coach, when and with which buttons (title -> callback data)."""

    at: float
    text: str
    message_id: int
    buttons: dict[str, str] = field(default_factory=dict)
    copied: Optional[int] = None
    """The id of the message it is a copy of."""


class Town(BotApi):
    """Telegram with its people; updates go out by polling, or by webhook once the coach has set one."""

    def __init__(self) -> None:
        super().__init__()
        self.people: dict[int, Person] = {}
        self.on_delivery = self._deliver
        self._message_ids = itertools.count(10**6)

    def person(self) -> Person:
        """Returns somebody new."""
        somebody = Person(self, 1000 + len(self.people))
        self.people[somebody.id] = somebody
        return somebody

    def send(self, chat_id: int, **body: Any) -> None:
        """Gives an update to the coach, the way it receives."""
        if self.webhook is not None:
            self.post(chat_id, **body)
        else:
            self.push(**body)

    def next_message_id(self) -> int:
        """Returns the id of a new message of somebody's."""
        return next(self._message_ids)

    def _deliver(self, chat_id: int, message_id: int, params: dict[str, Any]) -> None:
        if chat_id in self.people:
            rows = (params.get("reply_markup") or {}).get("inline_keyboard", [])
            buttons = {b["text"]: b["callback_data"] for row in rows for b in row}
            copied = int(params["message_id"]) if "from_chat_id" in params else None
            heard = Heard(time.monotonic(), params.get("text", "[file]"), message_id, buttons, copied)
            self.people[chat_id].listen(heard)


class Person:
    """Somebody who types, presses and listens."""

    def __init__(self, town: Town, id: int) -> None:
        self.town, self.id = town, id
        self.heard: list[Heard] = []
        self.sent_at: list[float] = []
        self._news = asyncio.Event()

    def listen(self, heard: Heard) -> None:
        """Takes one message of the coach."""
        self.heard.append(heard)
        self._news.set()

    def say(self, text: str) -> None:
        """Types a text, or presses the newest `[button]` of that name."""
        self.sent_at.append(time.monotonic())
        if text.startswith("["):
            shown = next(h for h in reversed(self.heard) if text[1:-1] in h.buttons)
            carrier = message(self.id, message_id=shown.message_id, text=shown.text)
            press = {
                "id": f"press-{next(self.town._message_ids)}",
                "from": person(self.id),
                "chat_instance": "1",
                "data": shown.buttons[text[1:-1]],
                "message": carrier,
            }
            self.town.send(self.id, callback_query=press)
        else:
            ids = {"message_id": self.town.next_message_id(), "date": int(time.time())}
            self.town.send(self.id, message=message(self.id, text=text, **ids))

    async def until(self, condition: Callable[[], bool], timeout: float = 60.0) -> bool:
        """Waits for messages until the condition holds; returns whether it does."""
        deadline = time.monotonic() + timeout
        while not condition() and (left := deadline - time.monotonic()) > 0:
            self._news.clear()
            try:
                await asyncio.wait_for(self._news.wait(), left)
            except asyncio.TimeoutError:
                break
        return condition()

    async def hears(self, count: int, timeout: float = 60.0) -> bool:
        """Waits until the coach has said so many messages in all."""
        return await self.until(lambda: len(self.heard) >= count, timeout)

    async def sees(self, button: str, timeout: float = 60.0) -> bool:
        """Waits for a message with such a button."""
        return await self.until(lambda: any(button in h.buttons for h in self.heard), timeout)

    async def ask(self, text: str, timeout: float = 60.0) -> Optional[float]:
        """Says something and waits for the first message after it; returns the seconds, or None."""
        before = len(self.heard)
        if text.startswith("["):
            await self.sees(text[1:-1], timeout)
        began = time.monotonic()
        self.say(text)
        if not await self.hears(before + 1, timeout):
            return None
        return self.heard[before].at - began

    async def play(self, steps: Iterable[str], timeout: float = 60.0) -> list[Optional[float]]:
        """Says each step once the one before is answered; returns the seconds of each answer."""
        return [await self.ask(step, timeout) for step in steps]

    @property
    def lines(self) -> list[str]:
        """What the coach said, a message that came twice in a row counted once."""
        texts = [h.text for h in self.heard]
        return [text for text, before in zip(texts, [None, *texts], strict=False) if text != before]

    @property
    def extra(self) -> int:
        """How many messages came a second time."""
        return len(self.heard) - len(self.lines)


class Coach:
    """The program under proof: `coach run`, or another start of it, with its output kept."""

    def __init__(self, folder: Path, town: Town, *, start: tuple[str, ...] = (), **environment: str) -> None:
        self.folder, self.output, self.port = folder, folder / "output.txt", free_port()
        self._start = start or ("-m", "bot.cli", "run")
        self._process: Optional[subprocess.Popen[bytes]] = None
        self.environment = {
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_API_BASE_URL": town.root,
            "COACH_VAR": str(folder),
            "COACH_HTTP_PORT": str(self.port),
            **environment,
        }

    def by_webhook(self) -> Coach:
        """Receives by webhook instead of polling."""
        url = f"http://127.0.0.1:{self.port}"
        self.environment.update(TELEGRAM_WEBHOOK_URL=url, TELEGRAM_WEBHOOK_SECRET=SECRET)
        return self

    async def start(self, sign: str = "/ready") -> float:
        """Starts it and waits for a sign of it; returns the seconds that took."""
        began = time.monotonic()
        self.launch()
        while time.monotonic() - began < READY_WITHIN:
            if await self.ready(sign):
                return time.monotonic() - began
            assert self._process is not None
            assert self._process.poll() is None, self.output.read_text()[-2000:]
            await asyncio.sleep(0.05)
        raise TimeoutError(self.output.read_text()[-2000:])

    def launch(self) -> None:
        """Starts it without waiting."""
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(("TELEGRAM_", "COACH_"))}
        with self.output.open("ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, *self._start],
                cwd=ROOT,
                env={**inherited, **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )

    async def ready(self, sign: str = "/ready") -> bool:
        """Whether `/ready` says so, or another of its pages."""
        try:
            async with aiohttp.request("GET", f"http://127.0.0.1:{self.port}{sign}") as answer:
                return answer.status == 200
        except aiohttp.ClientError:
            return False

    async def page(self, path: str) -> str:
        """Returns what it shows at a path."""
        async with aiohttp.request("GET", f"http://127.0.0.1:{self.port}{path}") as answer:
            return await answer.text()

    @property
    def running(self) -> bool:
        """Whether the process is still there."""
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        """Ends it as a power cut would."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    async def stop(self, timeout: float = 15.0) -> tuple[int, float]:
        """Asks it to stop; returns (exit code, seconds)."""
        assert self._process is not None
        began = time.monotonic()
        self._process.send_signal(signal.SIGTERM)
        while self._process.poll() is None and time.monotonic() - began < timeout:
            await asyncio.sleep(0.02)
        seconds = time.monotonic() - began
        if self._process.poll() is None:
            self.kill()
        return self._process.wait(), seconds

    def journal(self, **environment: str) -> Journal:
        """Opens its journal beside it."""
        opened = open_journal(read_settings({**self.environment, **environment}, root=self.folder))
        opened.migrate()
        return opened


def free_port() -> int:
    """Returns a port nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def percentiles(seconds: Iterable[float]) -> str:
    """Returns p50, p95, p99 and the longest of some times, to print."""
    known = sorted(seconds)
    cuts = quantiles(known, n=100, method="inclusive") if len(known) > 1 else known * 99
    return f"p50 {cuts[49]:.3f} s, p95 {cuts[94]:.3f} s, p99 {cuts[98]:.3f} s, longest {known[-1]:.3f} s"


def percentile(seconds: Iterable[float], which: int) -> float:
    """Returns one percentile of some times."""
    return quantiles(list(seconds), n=100, method="inclusive")[which - 1]
