"""The keys: one per person, each wrapped by the operator's, in a database apart from the data.

Deleting a person's key makes every copy of their data unreadable, backups included.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import tempfile
from collections import OrderedDict
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Callable, Optional

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Engine

from bot.journal.crypto import KEY_BYTES, Sealer, Unopenable
from bot.journal.tables import insert, peppers, stamp, upsert, user_keys, writer

CACHED = 10_000
"""Users' keys held in memory at once."""
MISSING = "COACH_ENCRYPTION_KEY or the key file is missing, and the databases hold rows that need it"
WRONG = "COACH_ENCRYPTION_KEY or the key file is not the key that wrapped the keys in KEYS_DATABASE_URL"
EMPTY = "KEYS_DATABASE_URL holds no keys, and DATABASE_URL holds rows that need them"


class MissingKey(Exception):
    """The operator's key, or the keys' database, is missing or wrong beside existing rows; one line."""


class Forgotten(Exception):
    """There is no key for this person: what is sealed for them can not be read again."""


def load_operator_key(value: Optional[str], file: Path, keys_exist: bool) -> bytes:
    """Returns the operator's 32 bytes, from base64 `value`, else from `file`, made (0600) on a first run.

    Raises `MissingKey` where neither is there and wrapped keys exist.
    """
    if value:
        return decoded(value)
    if not file.exists():
        if keys_exist:
            raise MissingKey(MISSING)
        _make(file)
    return decoded(file.read_text("ascii"))


def _make(file: Path) -> None:
    made = beside(file, os.urandom(KEY_BYTES))
    try:
        os.link(made, file)
    except FileExistsError:
        pass  # another process was first; its key counts
    finally:
        made.unlink()


def beside(file: Path, key: bytes) -> Path:
    """Writes an operator's key for its owner alone (0600) in a new file beside `file`."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f"{file.name}.")  # 0600
    with os.fdopen(handle, "wb") as out:
        out.write(base64.b64encode(key) + b"\n")
        out.flush()
        os.fsync(out.fileno())
    return Path(name)


def decoded(value: str) -> bytes:
    """Returns the 32 bytes of an operator's key in base64; raises `MissingKey` for anything else."""
    try:
        key = base64.b64decode(value.strip(), validate=True)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise MissingKey("COACH_ENCRYPTION_KEY or the key file is not 32 bytes in base64")
    return key


class KeyRing:
    """A pepper for keyed hashes and a key per person, wrapped by the operator's and bound to their rows."""

    def __init__(self, engine: Engine, operator_key: bytes, clock: Callable[[], datetime]) -> None:
        self.engine, self._clock = engine, clock
        self._operator = Sealer(operator_key)
        self._pepper: Optional[bytes] = None
        self._cache: OrderedDict[str, bytes] = OrderedDict()
        self._lock = Lock()
        self._read = select(user_keys.c.wrapped).where(user_keys.c.user_id == bindparam("user"))
        self._add = insert(engine, user_keys).on_conflict_do_nothing()

    def unlock(self, rows_exist: bool) -> None:
        """Opens the pepper, or makes one where no rows exist yet; else raises `MissingKey`."""
        with self.engine.connect() as connection:
            found = connection.execute(select(peppers.c.wrapped)).scalar()
        if found is None:
            if rows_exist:
                raise MissingKey(EMPTY)
            pepper = self._operator.seal(os.urandom(KEY_BYTES), "", "peppers", "wrapped", 1)
            with writer(self.engine).begin() as connection:
                add = insert(self.engine, peppers).on_conflict_do_nothing()
                connection.execute(add, {"id": 1, "wrapped": pepper})
                found = connection.execute(select(peppers.c.wrapped)).scalar_one()
        try:
            self._pepper = self._operator.open(found, "", "peppers", "wrapped", 1)
        except Unopenable:
            raise MissingKey(WRONG) from None

    def user_id(self, channel: str, address: str) -> str:
        """Returns the keyed hash that stands for a chat: 32 hexadecimal digits."""
        return self.keyed_hash("user", f"{channel}|{address}")

    def keyed_hash(self, context: str, text: str) -> str:
        """Returns HMAC-SHA256 under the pepper of `text` in its `context`, cut to 32 hexadecimal digits."""
        if self._pepper is None:
            self.unlock(rows_exist=True)
        assert self._pepper is not None
        return hmac.new(self._pepper, f"{context}|{text}".encode(), hashlib.sha256).hexdigest()[:32]

    def key(self, user_id: str, create: bool = True) -> bytes:
        """Returns a person's key, made at first need; raises `Forgotten` where it is gone."""
        with self._lock:
            if user_id in self._cache:
                self._cache.move_to_end(user_id)
                return self._cache[user_id]
        with self.engine.connect() as connection:
            wrapped = connection.execute(self._read, {"user": user_id}).scalar()
        if wrapped is None:
            if not create:
                raise Forgotten
            wrapped = self._made(user_id)
        try:
            key = self._operator.open(wrapped, user_id, "user_keys", "wrapped", user_id)
        except Unopenable:
            raise MissingKey(WRONG) from None
        with self._lock:
            self._cache[user_id] = key
            while len(self._cache) > CACHED:
                self._cache.popitem(last=False)
        return key

    def _made(self, user_id: str) -> bytes:
        fresh = os.urandom(KEY_BYTES)
        wrapped = self._operator.seal(fresh, user_id, "user_keys", "wrapped", user_id)
        row = {"user_id": user_id, "created_at": stamp(self._clock()), "wrapped": wrapped}
        with writer(self.engine).begin() as connection:
            connection.execute(self._add, row)
            kept: bytes = connection.execute(self._read, {"user": user_id}).scalar_one()
        return kept

    def uncache(self, user_id: str) -> None:
        """Lets go of a key in memory, since another process may have deleted it."""
        with self._lock:
            self._cache.pop(user_id, None)

    def forget(self, user_id: str) -> int:
        """Deletes a person's key; returns how many there were."""
        gone = user_keys.delete().where(user_keys.c.user_id == user_id)
        with writer(self.engine).begin() as connection:
            number: int = connection.execute(gone).rowcount
        self.uncache(user_id)
        return number

    def rotate(self, new_operator_key: bytes) -> int:
        """Wraps the pepper and every key anew in one transaction; returns how many keys."""
        new = Sealer(new_operator_key)
        with writer(self.engine).begin() as connection:
            pepper = connection.execute(select(peppers.c.wrapped).with_for_update()).scalar_one()
            rewrapped = self._rewrapped(new, pepper, "", "peppers", 1)
            connection.execute(
                upsert(self.engine, peppers, ("id",), ("wrapped",)), {"id": 1, "wrapped": rewrapped}
            )
            rows = connection.execute(select(user_keys).with_for_update()).all()
            for user_id, _, wrapped in rows:
                rewrapped = self._rewrapped(new, wrapped, user_id, "user_keys", user_id)
                connection.execute(
                    user_keys.update().where(user_keys.c.user_id == user_id),
                    {"wrapped": rewrapped},
                )
        self._operator = new
        return len(rows)

    def _rewrapped(self, new: Sealer, old: bytes, user: str, table: str, row: str | int) -> bytes:
        try:
            plain = self._operator.open(old, user, table, "wrapped", row)
        except Unopenable:
            raise MissingKey(WRONG) from None
        return new.seal(plain, user, table, "wrapped", row)
