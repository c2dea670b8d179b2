"""Brings both databases to the newest schema, one process at a time."""

from __future__ import annotations

import fcntl
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator, Literal

from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection

from bot.journal.tables import sqlite_path, unpooled, writer

MIGRATIONS = Path(__file__).resolve().parent / "migrations"
ADVISORY_LOCK = 0x636F616368
"""Any number of our own for PostgreSQL's advisory lock: "coach" in ASCII."""

Branch = Literal["data", "keys"]


def migrate(url: str, branch: Branch) -> None:
    """Upgrades the database at `url` to the newest revision of `branch`; waits while another process does.

    Alembic cannot bear two at once: of four processes three die without the lock (rasa-facts).
    """
    from alembic import command
    from alembic.config import Config

    with _alone(url) as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.set_main_option("version_locations", str(MIGRATIONS / branch))
        config.attributes.update(connection=connection, branch=branch)
        command.upgrade(config, "head")


def keys_exist(url: str) -> bool:
    """Returns whether the keys' database holds anything that the operator's key wraps."""
    path = sqlite_path(url)
    if path is not None and not path.exists():
        return False
    with _alone(url) as connection:
        if not inspect(connection).has_table("peppers"):
            return False
        return connection.execute(text("SELECT 1 FROM peppers")).first() is not None


@contextmanager
def _alone(url: str) -> Iterator[Connection]:
    path, engine = sqlite_path(url), writer(unpooled(url))
    if path is None:
        with engine.connect() as connection:
            connection.execute(text("SELECT pg_advisory_lock(:n)"), {"n": ADVISORY_LOCK})
            connection.commit()
            try:
                yield connection
            finally:
                connection.execute(text("SELECT pg_advisory_unlock(:n)"), {"n": ADVISORY_LOCK})
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path.with_name(f"{path.name}.lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with engine.connect() as connection:
            yield connection
