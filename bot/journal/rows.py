"""What a person's rows hold, sealed and opened."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Row

from bot.coaching.records import Record
from bot.journal.book import KINDS, Book
from bot.journal.crypto import Sealer
from bot.journal.tables import stamp

MINIMAL = ("address", "channel", "consent", "adult", "gone", "hidden", "hidden_word")
"""All that stays of the profile of someone who wants nothing kept (rule DT4)."""


def user_row(book: Book, sealer: Sealer, now: datetime) -> dict[str, Any]:
    """Returns a person's row; of someone who wants nothing kept, no more than has to be (rule DT4)."""
    profile, user_id = book.profile, book.user_id
    only = set(MINIMAL) if profile.consent == "nothing" else None
    plain = profile.json(include=only, exclude_defaults=True).encode()
    return {
        "user_id": user_id,
        "created_at": stamp(now),
        "last_seen_at": stamp(now),
        "consent": profile.consent,
        "gone": profile.gone,
        "sealed": sealer.seal(plain, user_id, "users", "sealed", user_id),
    }


def conversation(book: Book) -> str:
    """Returns the conversation as it is sealed."""
    kept = {
        "tracker": book.tracker,
        "keyboards": book.keyboards,
        "latest_keyboard": book.latest_keyboard,
    }
    return json.dumps(kept)


def opened(sealer: Sealer, user_id: str, table: str, row: str, sealed: bytes) -> Any:
    """Returns the plain values that were sealed in a row."""
    return json.loads(sealer.open(sealed, user_id, table, "sealed", row))


def record(sealer: Sealer, user_id: str, row: Row) -> Record:
    """Returns the record of an entry\'s row."""
    return KINDS[row.kind](**opened(sealer, user_id, "entries", row.id, row.sealed))
