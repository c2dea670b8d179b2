"""Changes the operator's key: every wrapped key is wrapped anew, the data stays as it is."""

from __future__ import annotations

import os
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Optional

from bot.journal.crypto import KEY_BYTES
from bot.journal.keys import KeyRing, beside, decoded, load_operator_key
from bot.journal.migrate import keys_exist, migrate
from bot.journal.tables import connect

if TYPE_CHECKING:
    from bot.settings import Settings

TIMEOUT = 30.0
"""Seconds for one statement of the re-wrapping."""


def rotate_key(settings: Settings, new_key: Optional[str] = None) -> str:
    """Wraps all keys with `new_key` (32 bytes in base64, else a fresh one); returns a line for the operator.

    The new key lies in a file of its own (0600) before anything is wrapped with it, and replaces the key file
    where that one is in use. The coach must be stopped meanwhile. Raises `MissingKey` for a wrong old key.
    """
    url, file = settings.keys_database_url, settings.key_file
    old = load_operator_key(settings.encryption_key, file, keys_exist(url))
    new = decoded(new_key) if new_key else os.urandom(KEY_BYTES)
    migrate(url, "keys")
    ready = beside(file, new)
    ring = KeyRing(connect(url, TIMEOUT, 1), old, lambda: datetime.now(timezone.utc))
    try:
        ring.unlock(rows_exist=keys_exist(url))
        number = ring.rotate(new)
    except BaseException:
        ready.unlink()
        raise
    finally:
        ring.engine.dispose()
    if settings.encryption_key:
        return f"{number} keys are wrapped anew; COACH_ENCRYPTION_KEY is now what {ready} holds"
    os.replace(ready, file)
    return f"{number} keys are wrapped anew, with the new key in {file}"
