"""The tables, and the two engines over them. Times are whole microseconds since 1970 (UTC).

Plain columns hold keyed hashes, times, enums, counters and Telegram's own ids; `sealed` columns all else.
"""

from __future__ import annotations

import os
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    create_engine,
    event,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.pool import NullPool, QueuePool

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
MICROSECOND = timedelta(microseconds=1)

Counter = BigInteger().with_variant(Integer(), "sqlite")
UserId = String(32)
DUE = text("due_at IS NOT NULL")

data = MetaData()
keys = MetaData()

users = Table(
    "users",
    data,
    Column("user_id", UserId, primary_key=True),
    Column("created_at", BigInteger, nullable=False),
    Column("last_seen_at", BigInteger, nullable=False),
    Column("consent", String(8)),
    Column("gone", Boolean, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)
conversations = Table(
    "conversations",
    data,
    Column("user_id", UserId, primary_key=True),
    Column("updated_at", BigInteger, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)
entries = Table(
    "entries",
    data,
    Column("n", Counter, primary_key=True, autoincrement=True),
    Column("user_id", UserId, nullable=False),
    Column("id", UserId, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Column("due_at", BigInteger),
    Column("sealed", LargeBinary, nullable=False),
    UniqueConstraint("user_id", "id", name="uq_entries_user_id_id"),
    Index("ix_entries_user_id_kind", "user_id", "kind", "created_at"),
    Index("ix_entries_due", "due_at", "n", "user_id", "id", "kind", sqlite_where=DUE, postgresql_where=DUE),
)
claims = Table(
    "claims",
    data,
    Column("n", Counter, primary_key=True, autoincrement=False),
    Column("lease", BigInteger, nullable=False),
)
nudge_counts = Table(
    "nudge_counts",
    data,
    Column("month", String(7), primary_key=True),
    Column("what", String(16), primary_key=True),
    Column("number", BigInteger, nullable=False),
)
inbox = Table(
    "inbox",
    data,
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("received_at", BigInteger, nullable=False),
    Column("carded", Boolean, nullable=False),
    Column("user_id", UserId),
    Column("sealed", LargeBinary),
    Index("ix_inbox_user_id", "user_id"),
    Index("ix_inbox_received_at", "received_at"),
)
outbox = Table(
    "outbox",
    data,
    Column("id", Counter, primary_key=True, autoincrement=True),
    Column("user_id", UserId, nullable=False),
    Column("lane", String(8), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("part", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index("ix_outbox_user_id", "user_id"),
    sqlite_autoincrement=True,
)
message_ids = Table(
    "message_ids",
    data,
    Column("user_id", UserId, primary_key=True),
    Column("message_id", BigInteger, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    Index("ix_message_ids_at", "at"),
)
handoffs = Table(
    "handoffs",
    data,
    Column("user_id", UserId, primary_key=True),
    Column("case_no", String(8), nullable=False, unique=True),
    Column("category", String(2), nullable=False),
    Column("status", String(8), nullable=False),
    Column("opened_at", BigInteger, nullable=False),
    Column("joinable", Boolean, nullable=False),
    Column("alert_id", BigInteger),
    Column("thread", BigInteger),
    Column("last_id", BigInteger),
    Column("heard_at", BigInteger),
    Column("carded", String(40), nullable=False),
)
desk_messages = Table(
    "desk_messages",
    data,
    Column("message_id", BigInteger, primary_key=True, autoincrement=False),
    Column("user_id", UserId, nullable=False),
    Column("at", BigInteger, nullable=False),
    Index("ix_desk_messages_user_id", "user_id"),
)
minors = Table(
    "minors",
    data,
    Column("hash", UserId, primary_key=True),
    Column("until", BigInteger, nullable=False),
)

peppers = Table(
    "peppers",
    keys,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("wrapped", LargeBinary, nullable=False),
)
user_keys = Table(
    "user_keys",
    keys,
    Column("user_id", UserId, primary_key=True),
    Column("created_at", BigInteger, nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
)


def stamp(moment: datetime) -> int:
    """Returns an aware time as microseconds since 1970."""
    return (moment - EPOCH) // MICROSECOND


def moment(stamped: int) -> datetime:
    """Returns the aware UTC time that `stamp` turned into microseconds."""
    return EPOCH + stamped * MICROSECOND


def writer(engine: Engine) -> Engine:
    """Returns the same engine for writing: on SQLite its transactions take the one writer's place at once."""
    return engine.execution_options(writes=True)


def insert(engine: Engine, table: Table) -> Any:
    """Returns an insert of this engine's dialect, which knows `on_conflict_do_update`."""
    return (postgresql if engine.dialect.name == "postgresql" else sqlite).insert(table)


def upsert(engine: Engine, table: Table, by: tuple[str, ...], changed: tuple[str, ...]) -> Any:
    """Returns an insert that, where the row is there by columns `by`, changes columns `changed`."""
    statement = insert(engine, table)
    return statement.on_conflict_do_update(
        index_elements=list(by), set_={name: statement.excluded[name] for name in changed}
    )


def sqlite_path(url: str) -> Path | None:
    """Returns the file of a SQLite URL, or None for another database."""
    parsed = make_url(url)
    return Path(parsed.database or "") if parsed.get_backend_name() == "sqlite" else None


def connect(url: str, timeout: float, threads: int) -> Engine:
    """Returns an engine whose calls end, one way or the other, within `timeout` seconds.

    SQLite's file is made for its owner alone (0600). Errors never carry parameters.
    """
    path = sqlite_path(url)
    if path is None:
        return _postgresql(url, timeout, threads)
    return _sqlite(
        url,
        timeout,
        poolclass=QueuePool,
        pool_size=threads,
        max_overflow=2,
        pool_timeout=timeout,
    )


def unpooled(url: str) -> Engine:
    """Returns an engine for migrations and single looks: no pool, no statement timeout."""
    if sqlite_path(url) is None:
        return create_engine(url, future=True, poolclass=NullPool, hide_parameters=True)
    return _sqlite(url, 30.0, poolclass=NullPool)


def _sqlite(url: str, timeout: float, **options: Any) -> Engine:
    path = sqlite_path(url)
    assert path is not None
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    engine = create_engine(
        url,
        future=True,
        hide_parameters=True,
        connect_args={"check_same_thread": False, "timeout": timeout},
        **options,
    )
    event.listen(engine, "connect", _pragmas)
    event.listen(engine, "begin", _begin)
    return engine


def _pragmas(connection: Any, _: Any) -> None:
    connection.isolation_level = None  # the begin below is ours, not the driver's
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _postgresql(url: str, timeout: float, threads: int) -> Engine:
    milliseconds = int(timeout * 1000)
    return create_engine(
        url,
        future=True,
        pool_size=threads,
        max_overflow=2,
        pool_timeout=timeout,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={
            "connect_timeout": max(2, int(timeout)),  # seconds; below 2 libpq waits 2
            "tcp_user_timeout": milliseconds,
            "options": f"-c statement_timeout={milliseconds} -c lock_timeout={milliseconds}",
        },
    )


def truncate_wal(engine: Engine) -> None:
    """Empties SQLite's write-ahead log, where what was deleted would still stand."""
    if engine.dialect.name == "sqlite":
        connection = engine.raw_connection()
        try:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        finally:
            connection.close()
