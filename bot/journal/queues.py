"""The two queues: updates kept until they are answered, messages kept until they are sent."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Optional, Sequence

from sqlalchemy import bindparam, delete, func, or_, select, text, update
from sqlalchemy.engine import Connection, Engine

from bot.channels.base import Button, Lane, Outgoing
from bot.journal.crypto import Sealer, Unopenable
from bot.journal.keys import Forgotten
from bot.journal.tables import desk_messages, inbox, insert, message_ids, moment, outbox, stamp, users

if TYPE_CHECKING:
    from bot.journal.journal import Journal

REMEMBERED = timedelta(hours=48)
"""How long update ids are known again, and message ids kept for /hide (rule HD2)."""


@dataclass(frozen=True)
class NewUpdate:
    """An update to keep; `carded` says that a card went out for it."""

    update_id: int
    user_id: str
    received_at: datetime
    payload: dict[str, Any]
    carded: bool = False


@dataclass(frozen=True)
class InboxRow:
    """An update that is kept and not answered yet."""

    update_id: int
    user_id: str
    received_at: datetime
    payload: dict[str, Any]
    carded: bool


@dataclass(frozen=True)
class OutboxRow:
    """A message to send; `attempts` counts the committed tries, `part` is the next piece."""

    id: int
    user_id: str
    channel: str
    address: str
    lane: Lane
    message: Outgoing
    attempts: int = 0
    part: int = 0


def finish(connection: Connection, update_id: int) -> None:
    """Ends an update's row: its id and time stay, for telling repeats; the rest goes."""
    connection.execute(_FINISH, {"ended": update_id})


def known(connection: Connection, user_id: str) -> bool:
    """Returns whether anything is kept of somebody, or about to be: of someone erased nothing is added."""
    return any(
        connection.execute(select(table.c.user_id).where(table.c.user_id == user_id).limit(1)).first()
        for table in (users, inbox)
    )


def post(
    connection: Connection,
    engine: Engine,
    sealer: Sealer,
    user_id: str,
    to: tuple[str, str],
    messages: Sequence[Outgoing],
    now: datetime,
    attempts: int,
) -> list[OutboxRow]:
    """Adds messages to (channel, address) within a transaction and returns their rows, in order.

    A nudge's one try is counted later, right before it.
    """
    channel, address = to
    rows, stored = [], []
    for id, message in zip(_fresh_ids(connection, engine, len(messages)), messages, strict=True):
        tried = 0 if message.lane == "nudges" else attempts
        rows.append(OutboxRow(id, user_id, channel, address, message.lane, message, attempts=tried))
        said = {"channel": channel, "address": address, "message": asdict(message)}
        stored.append(
            {
                "id": id,
                "user_id": user_id,
                "lane": message.lane,
                "created_at": stamp(now),
                "attempts": tried,
                "part": 0,
                "sealed": sealer.seal(json.dumps(said).encode(), user_id, "outbox", "sealed", id),
            }
        )
    if stored:
        connection.execute(outbox.insert(), stored)
    return rows


def _fresh_ids(connection: Connection, engine: Engine, number: int) -> list[int]:
    """Returns ids that were never used, known before the insert because what is sealed is bound to them."""
    if not number:
        return []
    if engine.dialect.name == "postgresql":
        return list(connection.execute(_NEXT_IDS, {"number": number}).scalars())
    last = connection.execute(_LAST_ID).scalar() or 0
    return list(range(last + 1, last + 1 + number))


class Inbox:
    """Updates from their arrival to the commit that answers them."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._add = insert(journal.pool.engine, inbox).on_conflict_do_nothing()

    async def add(self, rows: Sequence[NewUpdate]) -> set[int]:
        """Keeps updates in one transaction; returns the ids not seen in 48 hours; raises `DatabaseDown`."""
        return await self._journal.run(self._added, rows)

    def _added(self, rows: Sequence[NewUpdate]) -> set[int]:
        stored = [self._sealed(row) for row in rows]
        old = stamp(self._journal.clock() - REMEMBERED)
        with self._journal.pool.writing() as connection:
            connection.execute(_OLD_UPDATES, {"before": old})
            return {row["update_id"] for row in stored if connection.execute(self._add, row).rowcount == 1}

    def _sealed(self, row: NewUpdate) -> dict[str, Any]:
        sealer = self._journal.sealer(row.user_id)
        plain = json.dumps(row.payload).encode()
        return {
            "update_id": row.update_id,
            "received_at": stamp(row.received_at),
            "carded": row.carded,
            "user_id": row.user_id,
            "sealed": sealer.seal(plain, row.user_id, "inbox", "sealed", row.update_id),
        }

    async def pending(self) -> list[InboxRow]:
        """Returns the updates that were never answered, in order of id; raises `DatabaseDown`."""
        return await self._journal.run(self.read)

    def read(self, user_id: Optional[str] = None) -> list[InboxRow]:
        """Returns the updates not answered yet, of one person or all; blocks."""
        with self._journal.pool.reading() as connection:
            found = connection.execute(_UPDATES, {"user": user_id}).all()
        rows = []
        for update_id, user, received_at, carded, sealed in found:
            plain = _opened(self._journal, user, "inbox", update_id, sealed)
            if plain is not None:
                rows.append(InboxRow(update_id, user, moment(received_at), plain, carded))
        return rows

    async def finish(self, update_id: int) -> None:
        """Ends an update that was answered outside a turn; raises `DatabaseDown`."""

        def work() -> None:
            with self._journal.pool.writing() as connection:
                finish(connection, update_id)

        await self._journal.run(work)


class Outbox:
    """Messages from the commit that made them to their delivery; each call is one commit."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._keep_ids = insert(journal.pool.engine, message_ids).on_conflict_do_nothing()
        self._keep_desk_ids = insert(journal.pool.engine, desk_messages).on_conflict_do_nothing()

    async def add(
        self, user_id: str, channel: str, address: str, messages: Sequence[Outgoing]
    ) -> list[OutboxRow]:
        """Keeps messages that no turn made, no try committed yet; raises `DatabaseDown`."""

        def work() -> list[OutboxRow]:
            journal = self._journal
            sealer, to = journal.sealer(user_id), (channel, address)
            with journal.pool.writing() as connection:
                return post(
                    connection, journal.pool.engine, sealer, user_id, to, messages,
                    journal.clock(), attempts=0,
                )  # fmt: skip

        return await self._journal.run(work)

    async def pending(self) -> list[OutboxRow]:
        """Returns every message not sent yet, in the order they were made; raises `DatabaseDown`."""
        return await self._journal.run(self.read)

    def read(self, user_id: Optional[str] = None) -> list[OutboxRow]:
        """Returns the messages not sent yet, of one person or all; blocks."""
        with self._journal.pool.reading() as connection:
            found = connection.execute(_MESSAGES, {"user": user_id}).all()
        return self._rows(found)

    def _rows(self, found: Sequence[Any]) -> list[OutboxRow]:
        rows = []
        for id, user, lane, attempts, part, sealed in found:
            plain = _opened(self._journal, user, "outbox", id, sealed)
            if plain is not None:
                to, message = (plain["channel"], plain["address"]), _message(plain["message"])
                rows.append(OutboxRow(id, user, *to, lane, message, attempts, part))
        return rows

    async def attempt(self, row_id: int, part: int = 0) -> None:
        """Counts one more try, of the `part`-th piece, before it is made; raises `DatabaseDown`."""

        def work() -> None:
            with self._journal.pool.writing() as connection:
                connection.execute(_ATTEMPT, {"row": row_id, "piece": part})

        await self._journal.run(work)

    async def first_try(self, row_id: int) -> bool:
        """Counts the one try of a message; False where it was made before, or the row is gone.

        Of several processes one gets it. Raises `DatabaseDown`.
        """

        def work() -> bool:
            with self._journal.pool.writing() as connection:
                return connection.execute(_FIRST_TRY, {"row": row_id}).rowcount == 1

        return await self._journal.run(work)

    async def not_tried(self, row_id: int) -> None:
        """Takes back a try that surely arrived nowhere; raises `DatabaseDown`."""

        def work() -> None:
            with self._journal.pool.writing() as connection:
                connection.execute(_NOT_TRIED, {"row": row_id})

        await self._journal.run(work)

    async def left(self, before: datetime) -> list[OutboxRow]:
        """Returns nudges made before a time and tried by nobody; raises `DatabaseDown`."""

        def work() -> list[OutboxRow]:
            with self._journal.pool.reading() as connection:
                found = connection.execute(_LEFT, {"before": stamp(before)}).all()
            return self._rows(found)

        return await self._journal.run(work)

    async def delivered(self, row: OutboxRow, message_ids: Sequence[int]) -> None:
        """Ends a row that arrived and keeps its message ids; raises `DatabaseDown`.

        Those of the person's own chat for 48 hours, those of the chat on call until the person is forgotten.
        """
        now = self._journal.clock()
        kept = [{"user_id": row.user_id, "message_id": id, "at": stamp(now)} for id in message_ids]

        def work() -> None:
            with self._journal.pool.writing() as connection:
                there = connection.execute(_DROP, {"row": row.id}).rowcount
                connection.execute(_OLD_IDS, {"before": stamp(now - REMEMBERED)})
                if kept and there:  # a row that is gone was erased meanwhile: keep nothing of theirs
                    connection.execute(self._keep_desk_ids if row.lane == "desk" else self._keep_ids, kept)

        await self._journal.run(work)

    async def drop(self, row_id: int) -> None:
        """Ends a row that never will arrive; raises `DatabaseDown`."""

        def work() -> None:
            with self._journal.pool.writing() as connection:
                connection.execute(_DROP, {"row": row_id})

        await self._journal.run(work)

    async def drop_user(self, user_id: str) -> None:
        """Ends all that waits for one person; raises `DatabaseDown`."""

        def work() -> None:
            with self._journal.pool.writing() as connection:
                connection.execute(delete(outbox).where(outbox.c.user_id == user_id))

        await self._journal.run(work)

    async def note(self, user_id: str, ids: Sequence[int]) -> None:
        """Keeps the ids of messages that had no row, or came from the person; raises `DatabaseDown`."""
        kept = [{"user_id": user_id, "message_id": one, "at": stamp(self._journal.clock())} for one in ids]

        def work() -> None:
            with self._journal.pool.writing() as connection:
                if kept and known(connection, user_id):
                    connection.execute(self._keep_ids, kept)

        await self._journal.run(work)

    async def forget_ids(self, user_id: str) -> None:
        """Removes the ids of a chat that was cleared; raises `DatabaseDown`."""

        def work() -> None:
            with self._journal.pool.writing() as connection:
                connection.execute(delete(message_ids).where(message_ids.c.user_id == user_id))

        await self._journal.run(work)

    async def sent_ids(self, user_id: str) -> list[int]:
        """Returns the ids of a chat's messages of the last 48 hours, both sides, oldest first (rule HD2)."""
        since = stamp(self._journal.clock() - REMEMBERED)

        def work() -> list[int]:
            with self._journal.pool.reading() as connection:
                found = connection.execute(_SENT, {"user": user_id, "since": since})
                return list(found.scalars())

        return await self._journal.run(work)


def _opened(journal: Journal, user: str, table: str, row: int, sealed: bytes) -> Any:
    """Returns what was sealed, or None where its key is gone: it was erased, and is nobody's any more."""
    try:
        sealer = journal.sealer(user, create=False)
        return json.loads(sealer.open(sealed, user, table, "sealed", row))
    except (Forgotten, Unopenable):
        return None


def _message(said: dict[str, Any]) -> Outgoing:
    buttons = tuple(Button(**button) for button in said["buttons"])
    document = tuple(said["document"]) if said["document"] else None
    copied = tuple(said["copied"]) if said.get("copied") else None
    hours = tuple(tuple(some) for some in said.get("hours", ()))
    told = {"buttons": buttons, "document": document, "copied": copied, "hours": hours}
    return Outgoing(**{**said, **told})


_FINISH = update(inbox).where(inbox.c.update_id == bindparam("ended")).values(user_id=None, sealed=None)
_OLD_UPDATES = delete(inbox).where(inbox.c.received_at < bindparam("before"), inbox.c.user_id.is_(None))
_ANYONE = bindparam("user", None, type_=outbox.c.user_id.type)
_UPDATES = (
    select(inbox.c.update_id, inbox.c.user_id, inbox.c.received_at, inbox.c.carded, inbox.c.sealed)
    .where(inbox.c.user_id.is_not(None), or_(_ANYONE.is_(None), inbox.c.user_id == _ANYONE))
    .order_by(inbox.c.update_id)
)
_ROW = (outbox.c.id, outbox.c.user_id, outbox.c.lane, outbox.c.attempts, outbox.c.part, outbox.c.sealed)
_MESSAGES = select(*_ROW).where(or_(_ANYONE.is_(None), outbox.c.user_id == _ANYONE)).order_by(outbox.c.id)
_UNTRIED = (outbox.c.lane == "nudges", outbox.c.attempts == 0)
_LEFT = select(*_ROW).where(*_UNTRIED, outbox.c.created_at < bindparam("before")).order_by(outbox.c.id)
_FIRST_TRY = update(outbox).where(outbox.c.id == bindparam("row"), *_UNTRIED).values(attempts=1)
_NOT_TRIED = update(outbox).where(outbox.c.id == bindparam("row")).values(attempts=0)
_ATTEMPT = (
    update(outbox)
    .where(outbox.c.id == bindparam("row"))
    .values(attempts=outbox.c.attempts + 1, part=bindparam("piece"))
)
_DROP = delete(outbox).where(outbox.c.id == bindparam("row"))
_OLD_IDS = delete(message_ids).where(message_ids.c.at < bindparam("before"))
_SENT = (
    select(message_ids.c.message_id)
    .where(message_ids.c.user_id == bindparam("user"), message_ids.c.at >= bindparam("since"))
    .order_by(message_ids.c.message_id)
)
_NEXT_IDS = select(func.nextval("outbox_id_seq")).select_from(func.generate_series(1, bindparam("number")))
_LAST_ID = text("SELECT seq FROM sqlite_sequence WHERE name = 'outbox'")
