"""What is configured, what is missing, what is stale: one screen for whoever runs the coach."""

from __future__ import annotations

from datetime import datetime, timezone

from bot.journal.migrate import keys_exist
from bot.journal.tables import sqlite_path
from bot.runtime.review import FILE as REVIEW
from bot.runtime.review import items, open_rows
from bot.runtime.training import MODEL, is_fresh
from bot.safety.cards import rows, stale, unverified_live
from bot.settings import Settings


def examine(settings: Settings) -> tuple[list[str], bool]:
    """Returns the lines of the examination and whether nothing needs to be done before it can run."""
    findings = [
        *_telegram(settings),
        *_keeping(settings),
        *_model(),
        *_safety(),
    ]
    lines = [f"{mark} {text}" for mark, text in findings]
    return lines, all(mark != "✗" for mark, _ in findings)


def _telegram(settings: Settings) -> list[tuple[str, str]]:
    found = []
    if settings.token is None:
        found.append(("–", "Telegram: no token, so `make run` opens a chat in the terminal"))
    else:
        how = "webhook" if settings.webhook_url else "long polling"
        found.append(("✓", f"Telegram: {how} through {settings.api_base_url}"))
    if settings.operator_chat_id is None:
        found.append(("–", "On-call chat: none set; nobody is told of a crisis, and the coach says so"))
    else:
        found.append(("✓", f"On-call chat: set, called {settings.operator_name or 'on-call'} to people"))
    found.append(("✓", f"HTTP: {settings.http_host}:{settings.http_port} (/health, /ready, /metrics)"))
    if settings.data_place is None:
        found.append(("–", "Where the data lies: COACH_DATA_PLACE is not set; people are told no place"))
    return found


def _keeping(settings: Settings) -> list[tuple[str, str]]:
    kinds = [
        "SQLite" if sqlite_path(url) is not None else "PostgreSQL"
        for url in (settings.database_url, settings.keys_database_url)
    ]
    found = [("✓", f"Kept in: {kinds[0]}, the keys apart in {kinds[1]}")]
    has_key = settings.encryption_key is not None or settings.key_file.exists()
    if has_key:
        source = "COACH_ENCRYPTION_KEY" if settings.encryption_key else "a key file beside the data"
        found.append(("✓", f"Operator's key: {source}; back it up apart from the data"))
    elif keys_exist(settings.keys_database_url):
        found.append(("✗", "Operator's key: missing beside existing rows; nothing can be read without it"))
    else:
        found.append(("–", "Operator's key: made at the first run"))
    return found


def _model() -> list[tuple[str, str]]:
    if not MODEL.exists():
        return [("–", "Model: not trained yet; `make run` trains it")]
    if not is_fresh():
        return [("–", "Model: older than its sources; `make run` trains it again")]
    return [("✓", "Model: trained from the present sources")]


def _safety() -> list[tuple[str, str]]:
    found = []
    shown = rows()
    old = stale(shown, datetime.now(timezone.utc).date())
    if old:
        found.append(("✗", f"Lines of help: {len(old)} of {len(shown)} are older than a year and not shown"))
    live = unverified_live()
    mark = "!" if live else "✓"
    found.append((mark, f"Lines of help: {live} of {len(shown)} never checked on the provider's own site"))
    unsigned = open_rows(REVIEW.read_text(encoding="utf-8") if REVIEW.exists() else "")
    mark = "!" if unsigned else "✓"
    whole = len(items())
    found.append(
        (mark, f"Clinical review: {unsigned} of {whole} texts and rules await a clinician's signature")
    )
    return found
