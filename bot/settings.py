"""Reads the environment once, at the edge, into one frozen value; a wrong value is one clear line."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable, Mapping, Optional
from urllib.parse import urlsplit

from dotenv import dotenv_values

Get = Callable[[str], Optional[str]]
ROOT = Path(__file__).resolve().parent.parent


HOURS = r"(?i)[a-z]{3}(-[a-z]{3})?\s+\d\d?:\d\d-\d\d?:\d\d\s+\S+"
HOURS_LOOK = "looks like Mon-Fri 09:00-17:00 Europe/Berlin"


class SettingsError(ValueError):
    """A setting that cannot be used, told in one line that names the variable and never its value."""


@dataclass(frozen=True)
class Settings:
    """What the operator configured; names of the variables as in `.env.example`."""

    token: Optional[str] = field(default=None, repr=False)
    api_base_url: str = "https://api.telegram.org"
    webhook_url: Optional[str] = None
    webhook_secret: Optional[str] = field(default=None, repr=False)
    database_url: str = field(default="", repr=False)
    keys_database_url: str = field(default="", repr=False)
    encryption_key: Optional[str] = field(default=None, repr=False)
    key_file: Path = ROOT / "var" / "operator.key"
    operator_chat_id: Optional[int] = None
    operator_name: Optional[str] = None
    operator_hours: Optional[str] = None
    nudge_holdout: bool = False
    data_place: Optional[str] = None
    http_host: str = "127.0.0.1"
    http_port: int = 8088
    var: Path = ROOT / "var"


def read_settings(environ: Mapping[str, str], root: Path = ROOT) -> Settings:
    """Returns the settings in `environ`, with `.env` under `root` for what it lacks.

    Raises `SettingsError` naming the first variable that cannot be used.
    """
    values = {**{k: v or "" for k, v in dotenv_values(root / ".env").items()}, **environ}
    get = {k: v.strip() for k, v in values.items() if v and v.strip()}.get
    var = Path(get("COACH_VAR") or root / "var")
    return Settings(
        token=_matching("TELEGRAM_BOT_TOKEN", get, r"\d+:[\w-]{10,}", "looks like 123456:ABC-DEF"),
        api_base_url=(_url("TELEGRAM_API_BASE_URL", get, ("http", "https")) or Settings.api_base_url),
        webhook_url=_url("TELEGRAM_WEBHOOK_URL", get, ("http", "https")),
        webhook_secret=_secret(get),
        database_url=_database("DATABASE_URL", get, var / "coach.db"),
        keys_database_url=_database("KEYS_DATABASE_URL", get, var / "keys.db"),
        encryption_key=_key("COACH_ENCRYPTION_KEY", get),
        key_file=var / "operator.key",
        operator_chat_id=_whole("COACH_OPERATOR_CHAT_ID", get),
        operator_name=get("COACH_OPERATOR_NAME"),
        operator_hours=_matching("COACH_OPERATOR_HOURS", get, HOURS, HOURS_LOOK),
        nudge_holdout=_matching("COACH_NUDGE_HOLDOUT", get, "yes|no", "is yes or no") == "yes",
        data_place=get("COACH_DATA_PLACE"),
        http_host=get("COACH_HTTP_HOST") or Settings.http_host,
        http_port=_port(get),
        var=var,
    )


def _matching(name: str, get: Get, pattern: str, hint: str) -> Optional[str]:
    value = get(name)
    if value and not re.fullmatch(pattern, value):
        raise SettingsError(f"{name} is not usable: it {hint}")
    return value


def _url(name: str, get: Get, schemes: tuple[str, ...]) -> Optional[str]:
    value = get(name)
    if not value:
        return None
    try:
        parts = urlsplit(value)
        usable = parts.scheme in schemes and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        usable = False
    if not usable:
        raise SettingsError(f"{name} is not usable: it is a URL such as https://example.org")
    return value.rstrip("/")


def _secret(get: Get) -> Optional[str]:
    secret = _matching(
        "TELEGRAM_WEBHOOK_SECRET", get, r"[A-Za-z0-9_-]{1,256}", "has 1 to 256 of A-Z a-z 0-9 _ -"
    )
    if get("TELEGRAM_WEBHOOK_URL") and not secret:
        raise SettingsError("TELEGRAM_WEBHOOK_SECRET is missing: webhook mode needs it")
    return secret


def _database(name: str, get: Get, default: Path) -> str:
    value = get(name)
    if not value:
        return f"sqlite:///{default}"
    if not re.match(r"(sqlite|postgresql(\+psycopg2)?)://", value):
        raise SettingsError(f"{name} is not usable: it begins with sqlite:/// or postgresql://")
    return value


def _key(name: str, get: Get) -> Optional[str]:
    value = get(name)
    if not value:
        return None
    try:
        usable = len(base64.b64decode(value, validate=True)) == 32
    except (binascii.Error, ValueError):
        usable = False
    if not usable:
        raise SettingsError(f"{name} is not usable: it is 32 bytes in base64")
    return value


def _whole(name: str, get: Get) -> Optional[int]:
    value = get(name)
    if not value:
        return None
    try:
        return int(value)
    except ValueError:
        raise SettingsError(f"{name} is not usable: it is a whole number") from None


def _port(get: Get) -> int:
    port = _whole("COACH_HTTP_PORT", get)
    if port is not None and not 0 <= port <= 65535:
        raise SettingsError("COACH_HTTP_PORT is not usable: it is a number from 0 to 65535")
    return Settings.http_port if port is None else port
