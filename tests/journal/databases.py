"""A clock that stands still and the two databases of a test."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from uuid import uuid4

import psycopg2

from bot.journal.journal import Journal

KEY = bytes(range(32))


@dataclass
class Clock:
    """A clock that stands until it is moved."""

    now: datetime = field(default_factory=lambda: datetime(2026, 3, 1, 12, tzinfo=timezone.utc))

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
        """Moves on by a `timedelta`."""
        self.now += timedelta(**time)


@dataclass(frozen=True)
class Database:
    """The two databases' URLs, and the folder of their files where they are SQLite's."""

    url: str
    keys_url: str
    folder: Path | None = None

    def open(self, clock: Clock, key: bytes = KEY, **options: float) -> Journal:
        """Opens a journal over them, not migrated."""
        return Journal.open(self.url, self.keys_url, key, clock, **options)  # type: ignore[arg-type]


def fresh_postgresql(server: str) -> str:
    """Makes an empty database on the server and returns its URL."""
    name = f"coach_{uuid4().hex}"
    with closing(psycopg2.connect(server)) as connection:
        connection.autocommit = True
        connection.cursor().execute(f"CREATE DATABASE {name}")
    return server.replace("/postgres?", f"/{name}?")


def sqlite_in(folder: Path) -> Database:
    """Names two SQLite files."""
    return Database(f"sqlite:///{folder}/coach.db", f"sqlite:///{folder}/keys.db", folder)
