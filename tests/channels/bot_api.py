"""A Bot API server for tests: speaks HTTP, keeps what was delivered, misbehaves when told."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections import defaultdict
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
        if self._runner is not None:
            await self._runner.cleanup()
        self._runner = None

    def push(self, **body: Any) -> int:
        """Makes an update, such as `message=message(text="hello")`; returns its number."""
        number = next(self._numbers)
        self.updates.append({"update_id": number, **body})
        self._news.set()
        return number

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
        if kind != "cut_before":
            result = await self._do(method, params)
        if kind.startswith("cut") and request.transport is not None:
            self.cuts_after += kind == "cut_after"
            request.transport.abort()
            return web.Response()
        return web.json_response({"ok": True, "result": result})

    async def _do(self, method: str, params: Dict[str, Any]) -> Any:
        if method == "getMe":
            return BOT
        if method == "getUpdates":
            return await self._updates(params)
        if method in ("setWebhook", "deleteWebhook"):
            self.webhook = params if params.get("url") else None
        if method in ("sendMessage", "sendDocument"):
            chat_id = int(params["chat_id"])
            shown = params.get("text", "document")
            self.delivered[chat_id].append(shown)
            return {**message(chat_id, text=shown), "message_id": next(self._numbers)}
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
