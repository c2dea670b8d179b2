"""What each call to the Bot API came to, judged at the wire, where status and cause are still known."""

from __future__ import annotations

import json
import logging
from typing import Any, Optional

import httpx
from telegram.error import TelegramError
from telegram.request import HTTPXRequest

from bot.channels.base import Flood, Gone, Refused, SendError, Unauthorised, Unreachable, Unsure

_CODES = {
    "chat not found": "chat_not_found",
    "message is not modified": "not_modified",
    "message to edit not found": "no_message",
    "message can't be edited": "not_editable",
    "query is too old": "press_too_old",
    "message is too long": "too_long",
    "text is too long": "too_long",
    "message text is empty": "empty",
    "button_data_invalid": "button_data",
    "upgraded to a supergroup": "chat_migrated",
}
"""Telegram's wording -> our code; a description may quote a user, so it never goes further."""


class Taken(Unreachable):
    """Someone else receives with this token: a second program polls, or a webhook is set (409)."""


class Judged(TelegramError):
    """Carries a verdict out through python-telegram-bot."""

    def __init__(self, verdict: SendError) -> None:
        super().__init__(str(verdict))
        self.verdict = verdict


def hush() -> None:
    """Silences the libraries that would log the token (in URLs) and people's words."""
    for name in ("telegram", "httpx", "httpcore"):
        logger = logging.getLogger(name)
        logger.setLevel(logging.CRITICAL + 1)
        logger.propagate = False


def judge(status: int, payload: bytes) -> Optional[SendError]:
    """Returns what an HTTP answer means, None for success; no Bot API answer means no delivery."""
    try:
        answer = json.loads(payload)
    except ValueError:
        answer = None
    if not isinstance(answer, dict) or "ok" not in answer:
        return Unreachable(f"no answer of Telegram's ({status})")
    if answer["ok"] and status < 300:
        return None
    code = answer.get("error_code", status)
    if code == 429:
        wait = (answer.get("parameters") or {}).get("retry_after")
        return Flood(float(wait) if isinstance(wait, int | float) and wait > 0 else 1.0)
    if code == 403:
        return Gone("403")
    if code in (401, 404):
        return Unauthorised(str(code))
    if code == 409:
        return Taken("409")
    if isinstance(code, int) and 400 <= code < 500:
        said = str(answer.get("description", "")).lower()
        return Refused(next((name for words, name in _CODES.items() if words in said), str(code)))
    return Unreachable(str(code))


def judge_failure(cause: Optional[BaseException]) -> SendError:
    """Returns what a call without an answer means: sure not to have arrived, or unsure."""
    name = type(cause).__name__
    never_left = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
    return Unreachable(name) if isinstance(cause, never_left) else Unsure(name)


class Judging(HTTPXRequest):
    """Judges each call at the wire, where status and cause are still known."""

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """Returns a good answer; raises the verdict on any other."""
        try:
            status, payload = await super().do_request(*args, **kwargs)
        except Exception as error:
            raise Judged(judge_failure(error.__cause__ or error)) from None
        if (verdict := judge(status, payload)) is not None:
            raise Judged(verdict)
        return status, payload
