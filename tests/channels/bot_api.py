"""A Bot API server for tests: speaks HTTP, keeps what was delivered, misbehaves when told."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections import defaultdict, deque
from typing import Any, Callable, Dict, List, Optional, Tuple

import aiohttp
from aiohttp import web

TOKEN = "424242:canary-of-the-token"
BOT = {"id": 424242, "is_bot": True, "first_name": "Coach", "username": "coach_bot"}

Fault = Tuple[str, float]
"""(kind, number): 429 and slow (seconds), status and html (code), garbage, cut_before, cut_after."""
Plan = Callable[[str, Dict[str, Any]], Optional[Fault]]


def private(chat_id: int = 7) -> Dict[str, Any]:
    return {"id": chat_id, "type": "private", "first_name": "Ann"}


def person(user_id: int = 7) -> Dict[str, Any]:
    return {"id": user_id, "is_bot": False, "first_name": "Ann", "language_code": "de"}


def message(chat_id: int = 7, **content: Any) -> Dict[str, Any]:
    body = {
        "message_id": 1,
        "date": 1_700_000_000,
        "chat": private(chat_id),
        "from": person(chat_id),
    }
    return {**body, **content}


class Rates:
    """Telegram's limits: one message a second in a chat after a short burst, so many a second overall."""

    def __init__(self, per_chat: float = 1.0, burst: int = 3, overall: float = 30.0) -> None:
        self._rules = {"chat": (per_chat, float(burst)), "overall": (overall, overall)}
        self._left: Dict[Any, Tuple[float, float]] = {}

    def wait(self, chat_id: int) -> int:
        """Returns 0 and counts a message, or the whole seconds until one more may go."""
        now, keys = time.monotonic(), {"chat": chat_id, "overall": None}
        free = {rule: self._free(keys[rule], now, *numbers) for rule, numbers in self._rules.items()}
        short = [(1 - free[rule]) / self._rules[rule][0] for rule in free if free[rule] < 1]
        if short:
            return int(max(short)) + 1
        for rule, left in free.items():
            self._left[keys[rule]] = (left - 1, now)
        return 0

    def _free(self, key: Any, now: float, rate: float, burst: float) -> float:
        left, since = self._left.get(key, (burst, now))
        return min(burst, left + (now - since) * rate)


class BotApi:
    """Use as `async with BotApi() as api`; `api.root` is the base URL without `/bot`."""

    def __init__(self) -> None:
        self.plan: Plan = lambda method, params: None
        self.calls: List[Tuple[str, Dict[str, Any]]] = []
        self.delivered: Dict[int, List[str]] = defaultdict(list)
        self.cuts_after = 0
        self.updates: List[Dict[str, Any]] = []
        self.acknowledged: List[int] = []
        self.webhook: Optional[Dict[str, Any]] = None
        self.rates: Optional[Rates] = None
        self.refused: List[Tuple[str, str]] = []
        """Calls that were wrong or too fast, faults left out: (method, reason)."""
        self.spinning: Dict[str, float] = {}
        """Presses that nobody answered yet, with their time."""
        self.on_delivery: Callable[[int, int, Dict[str, Any]], None] = (
            lambda chat_id, message_id, params: None
        )
        self._queues: Dict[int, deque[Dict[str, Any]]] = {}
        self._posting: set[asyncio.Task[None]] = set()
        self._session: Optional[aiohttp.ClientSession] = None
        self._numbers = iter(range(100, 10**9))
        self._news = asyncio.Event()
        self._runner: Optional[web.AppRunner] = None
        self._port = 0

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    async def __aenter__(self) -> BotApi:
        await self.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def open(self) -> None:
        app = web.Application()
        app.router.add_post("/bot{token}/{method}", self._answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]

    async def close(self) -> None:
        """Refuses connections from now on."""
        self._news.set()
        for task in self._posting:
            task.cancel()
        if self._session is not None:
            await self._session.close()
        self._session = None
        if self._runner is not None:
            await self._runner.cleanup()
        self._runner = None

    def push(self, **body: Any) -> int:
        """Makes an update, such as `message=message(text="hello")`; returns its number."""
        number = next(self._numbers)
        self.updates.append({"update_id": number, **body})
        if "callback_query" in body:
            self.spinning[body["callback_query"]["id"]] = time.monotonic()
        self._news.set()
        return number

    def post(self, chat_id: int, **body: Any) -> None:
        """Makes an update for the webhook: each chat's go one after the other, again until they are taken."""
        update = {"update_id": next(self._numbers), **body}
        if "callback_query" in body:
            self.spinning[body["callback_query"]["id"]] = time.monotonic()
        idle = chat_id not in self._queues
        self._queues.setdefault(chat_id, deque()).append(update)
        if idle:
            task = asyncio.create_task(self._post_all(chat_id))
            self._posting.add(task)
            task.add_done_callback(self._posting.discard)

    async def _post_all(self, chat_id: int) -> None:
        assert self.webhook is not None
        if self._session is None:
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=100))
        header = {"X-Telegram-Bot-Api-Secret-Token": self.webhook["secret_token"]}
        queue, pause = self._queues[chat_id], 0.05
        while queue:
            with contextlib.suppress(aiohttp.ClientError, asyncio.TimeoutError):
                async with self._session.post(self.webhook["url"], json=queue[0], headers=header) as answer:
                    if answer.status < 300:
                        queue.popleft()
                        pause = 0.05
                        continue
            await asyncio.sleep(pause)
            pause = min(2.0, pause * 2)
        del self._queues[chat_id]

    async def post_webhook(self, update: Dict[str, Any]) -> int:
        """Posts an update as Telegram does; returns the status it met."""
        assert self.webhook is not None
        header = {"X-Telegram-Bot-Api-Secret-Token": self.webhook["secret_token"]}
        url = self.webhook["url"]
        async with aiohttp.request("POST", url, json=update, headers=header) as answer:
            return answer.status

    def made(self, method: str) -> List[Dict[str, Any]]:
        return [params for name, params in self.calls if name == method]

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        params = {key: _value(value) for key, value in (await request.post()).items()}
        self.calls.append((method, params))
        if request.match_info["token"].replace("%3A", ":") != TOKEN:
            return _error(401, "Unauthorized")
        kind, number = self.plan(method, params) or ("", 0)
        if kind == "429":
            return _error(429, "Too Many Requests", retry_after=number)
        if kind == "status":
            return _error(int(number), "chat not found" if number == 400 else "trouble")
        if kind == "html":
            return web.Response(status=int(number), text="<html>Bad Gateway</html>")
        if kind == "garbage":
            return web.Response(text='{"ok":tru')
        if kind == "slow":
            await asyncio.sleep(number)
        if (wrong := self._wrong(method, params)) is not None:
            self.refused.append((method, wrong[1]))
            return _error(*wrong[:2], **({"retry_after": wrong[2]} if wrong[2] else {}))
        if kind != "cut_before":
            result = await self._do(method, params)
        if kind.startswith("cut") and request.transport is not None:
            self.cuts_after += kind == "cut_after"
            request.transport.abort()
            return web.Response()
        return web.json_response({"ok": True, "result": result})

    def _wrong(self, method: str, params: Dict[str, Any]) -> Optional[Tuple[int, str, int]]:
        """Returns (code, description, seconds to wait) for what Telegram itself would refuse."""
        if method == "sendMessage":
            if not 0 < len(params.get("text", "").encode("utf-16-le")) <= 8192:
                return 400, "message text is empty or too long", 0
            rows = (params.get("reply_markup") or {}).get("inline_keyboard", [])
            if any(not 0 < len(button["callback_data"].encode()) <= 64 for row in rows for button in row):
                return 400, "BUTTON_DATA_INVALID", 0
        if method in ("sendMessage", "sendDocument", "copyMessage") and self.rates is not None:
            wait = self.rates.wait(int(params["chat_id"]))
            if wait:
                return 429, "Too Many Requests", wait
        return None

    async def _do(self, method: str, params: Dict[str, Any]) -> Any:
        if method == "getMe":
            return BOT
        if method == "getUpdates":
            return await self._updates(params)
        if method in ("setWebhook", "deleteWebhook"):
            self.webhook = params if params.get("url") else None
        if method in ("sendMessage", "sendDocument", "copyMessage"):
            chat_id = int(params["chat_id"])
            shown = params.get("text", "document" if method == "sendDocument" else "copy")
            number = next(self._numbers)
            self.delivered[chat_id].append(shown)
            self.on_delivery(chat_id, number, params)
            return {**message(chat_id, text=shown), "message_id": number}
        if method == "answerCallbackQuery":
            self.spinning.pop(params["callback_query_id"], None)
        return True

    async def _updates(self, params: Dict[str, Any]) -> List[Dict[str, Any]]:
        offset = int(params.get("offset", 0))
        self.acknowledged += [u["update_id"] for u in self.updates if u["update_id"] < offset]
        self.updates = [u for u in self.updates if u["update_id"] >= offset]
        if not self.updates:
            self._news.clear()
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._news.wait(), float(params.get("timeout", 0)))
        return self.updates[:100]


def _value(raw: Any) -> Any:
    if not isinstance(raw, str):
        return raw.file.read().decode()
    try:
        return json.loads(raw) if raw[:1] in "{[" else raw
    except ValueError:
        return raw


def _error(code: int, description: str, **parameters: Any) -> web.Response:
    body = {"ok": False, "error_code": code, "description": description, "parameters": parameters}
    return web.json_response(body, status=code)
