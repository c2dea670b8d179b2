"""What is kept of people, sealed with their own keys: books in, one commit per turn, erasure, a copy."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import contextmanager
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, Callable, Iterator, Optional, Sequence, TypeVar

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.engine import Connection, Row
from sqlalchemy.exc import OperationalError

from bot.coaching.records import Profile, Record, grew_from
from bot.journal import queues
from bot.journal.book import KINDS, NAMES, Book
from bot.journal.claims import Claim, ClaimLost, Claims
from bot.journal.copy import told
from bot.journal.crypto import Sealer, Unopenable
from bot.journal.keys import Forgotten, KeyRing, MissingKey, load_operator_key
from bot.journal.migrate import keys_exist, migrate
from bot.journal.pool import DatabaseDown, Pool
from bot.journal.rows import conversation, opened, record, user_row
from bot.journal.statements import Statements
from bot.journal.tables import (
    connect,
    conversations,
    desk_messages,
    handoffs,
    inbox,
    message_ids,
    minors,
    moment,
    outbox,
    stamp,
    truncate_wal,
    users,
)

if TYPE_CHECKING:
    from bot.channels.base import Outgoing
    from bot.settings import Settings

__all__ = ["Claim", "ClaimLost", "DatabaseDown", "Journal", "MissingKey", "open_journal"]

T = TypeVar("T")


def utc_now() -> datetime:
    """Returns the time, aware, in UTC."""
    return datetime.now(timezone.utc)


def open_journal(settings: Settings, clock: Callable[[], datetime] = utc_now) -> Journal:
    """Opens the configured databases, not migrated yet; raises `MissingKey` as `load_operator_key` does."""
    with _answering("KEYS_DATABASE_URL"):
        wrapped = keys_exist(settings.keys_database_url)
    key = load_operator_key(settings.encryption_key, settings.key_file, wrapped)
    return Journal.open(settings.database_url, settings.keys_database_url, key, clock)


@contextmanager
def _answering(variable: str) -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        reason = str(error.orig).strip().splitlines()[0]
        raise DatabaseDown(f"the database of {variable} does not answer: {reason}") from None


class Journal:
    """The one repository; its coroutines work in a thread pool and raise `DatabaseDown` when it fails."""

    def __init__(
        self, urls: tuple[str, str], pool: Pool, keys: KeyRing, clock: Callable[[], datetime]
    ) -> None:
        self._urls, self.pool, self.keys, self.clock = urls, pool, keys, clock
        self._statements, self._claims = Statements(pool.engine), Claims(pool)

    @classmethod
    def open(
        cls,
        database_url: str,
        keys_url: str,
        operator_key: bytes,
        clock: Callable[[], datetime],
        *,
        threads: int = 4,
        timeout: float = 5.0,
    ) -> Journal:
        """Opens both databases lazily; `timeout` in seconds holds for every call. Does not migrate."""
        pool = Pool(connect(database_url, timeout, threads), threads, timeout)
        keys = KeyRing(connect(keys_url, timeout, threads), operator_key, clock)
        return cls((database_url, keys_url), pool, keys, clock)

    def migrate(self) -> None:
        """Upgrades both databases and unlocks the keys; raises `MissingKey`, `DatabaseDown`."""
        data_url, keys_url = self._urls
        with _answering("DATABASE_URL"):
            migrate(data_url, "data")
        with _answering("KEYS_DATABASE_URL"):
            migrate(keys_url, "keys")
        with self.pool.reading() as connection:
            found = connection.execute(select(users.c.user_id).limit(1)).first()
        self.keys.unlock(rows_exist=found is not None)

    async def run(self, work: Callable[..., T], *args: Any) -> T:
        """Runs blocking database work in the pool, in its time."""
        return await self.pool.run(work, *args)

    def sealer(self, user_id: str, create: bool = True) -> Sealer:
        """Returns what seals and opens for one person; raises `Forgotten` where their key is gone."""
        return Sealer(self.keys.key(user_id, create))

    async def book(self, user_id: str) -> Book:
        """Returns someone's book as last committed, or an empty one."""
        return await self.run(self._load, user_id)

    def _load(self, user_id: str) -> Book:
        book = Book(user_id, self._read_entries)
        with self.pool.reading() as connection:
            found = connection.execute(self._statements.person, {"user": user_id}).first()
            rows = connection.execute(self._statements.at_once, {"user": user_id}).all()
        if found is None:
            self.keys.uncache(user_id)
            return book
        try:
            sealer = self.sealer(user_id, create=False)
            book.profile = Profile(**opened(sealer, user_id, "users", user_id, found.profile))
            if found.conversation is not None:
                kept = sealer.open(found.conversation, user_id, "conversations", "sealed", user_id)
                book.written = kept.decode()
                talk = json.loads(book.written)
                book.tracker, book.keyboards = talk["tracker"], talk["keyboards"]
                book.latest_keyboard = talk["latest_keyboard"]
            book.loaded = {row.id: record(sealer, user_id, row) for row in rows}
        except (Forgotten, Unopenable):
            return Book(user_id, self._read_entries, unreadable=True)
        book.last_seen_at = moment(found.last_seen_at)
        return book

    async def _read_entries(self, user_id: str, kind: str, id: Optional[str]) -> list[Record]:
        def work() -> list[Record]:
            statement = self._statements.kind if id is None else self._statements.entry
            with self.pool.reading() as connection:
                rows = connection.execute(statement, {"user": user_id, "of": kind, "entry": id})
                found = rows.all()
            return self._opened(user_id, found)

        return await self.run(work)

    def _opened(self, user_id: str, rows: Sequence[Row]) -> list[Record]:
        if not rows:
            return []
        try:
            sealer = self.sealer(user_id, create=False)
        except Forgotten:
            return []
        return [record(sealer, user_id, row) for row in rows]

    async def commit(
        self,
        book: Book,
        *,
        update_id: Optional[int] = None,
        outgoing: Sequence[Outgoing] = (),
        desk: Optional[tuple[str, Sequence[Outgoing]]] = None,
        heard: Optional[int] = None,
        seen: bool = True,
        claim: Optional[Claim] = None,
    ) -> list[queues.OutboxRow]:
        """Writes a turn in one transaction: profile, records, conversation, messages, the end of its update.

        `desk`: the chat of the people on call, and what they are to read; `heard`: the id of the person's own
        message, for `/hide`; `seen`: whether the person was heard in this turn. The messages' rows come back
        with their first try counted, but for nudges. With consent "nothing", no record and no conversation is
        kept in the database; the book itself still has them. A failed commit changes nothing. With `claim`
        the turn ends it; raises `ClaimLost` where it no longer stands.
        """
        return await self.run(self._commit, book, update_id, outgoing, desk, heard, seen, claim)

    def _commit(
        self,
        book: Book,
        update_id: Optional[int],
        outgoing: Sequence[Outgoing],
        desk: Optional[tuple[str, Sequence[Outgoing]]],
        heard: Optional[int],
        seen: bool,
        claim: Optional[Claim],
    ) -> list[queues.OutboxRow]:
        user_id, now, do = book.user_id, self.clock(), self._statements
        seen_at = now if seen else book.last_seen_at or now
        sealer = self.sealer(user_id)
        kept = book.profile.consent != "nothing"
        talk = conversation(book) if kept else None
        with self.pool.writing() as connection:
            if claim is not None:
                self._claims.end(connection, claim)
            if book.withdraws:
                connection.execute(do.no_nudges, {"user": user_id})
            connection.execute(do.put_user, user_row(book, sealer, seen_at))
            if book.unreadable or not kept:
                connection.execute(do.no_conversation, {"user": user_id})
                connection.execute(do.no_entries, {"user": user_id})
            if talk is not None and talk != book.written:
                sealed = sealer.seal(talk.encode(), user_id, "conversations", "sealed", user_id)
                row = {"user_id": user_id, "updated_at": stamp(now), "sealed": sealed}
                connection.execute(do.put_conversation, row)
            if kept and book.changes:
                self._write_entries(connection, book, sealer)
            rows = []
            for address, messages in ((book.profile.address or "", outgoing), *([desk] if desk else [])):
                to = (book.profile.channel, address)
                rows += queues.post(
                    connection, self.pool.engine, sealer, user_id, to, messages, now, attempts=1
                )
            if heard is not None:
                connection.execute(do.put_heard, {"user_id": user_id, "message_id": heard, "at": stamp(now)})
            if update_id is not None:
                queues.finish(connection, update_id)
            for what, number in sorted(book.counted.items()):
                connection.execute(do.count_one, {"month": f"{now:%Y-%m}", "what": what, "number": number})
        book.written = talk
        book.settle(kept, seen_at)
        return rows

    def _write_entries(self, connection: Connection, book: Book, sealer: Sealer) -> None:
        user_id, do = book.user_id, self._statements
        removed = [{"user": user_id, "entry": id} for id, r in book.changes.items() if r is None]
        if removed:
            connection.execute(do.no_entry, removed)
        put = [
            {
                "user_id": user_id,
                "id": record.id,
                "kind": NAMES[type(record)],
                "created_at": stamp(record.created_at),
                "updated_at": stamp(record.updated_at),
                "due_at": stamp(due) if (due := getattr(record, "due_at", None)) else None,
                "sealed": sealer.seal(record.json().encode(), user_id, "entries", "sealed", record.id),
            }
            for record in book.changes.values()
            if record is not None
        ]
        if put:
            connection.execute(do.put_entry, put)

    async def claim(self, now: datetime, limit: int, kinds: Sequence[str] = tuple(KINDS)) -> list[Claim]:
        """Claims what is due and nobody has claimed, earliest first; a claim stands until its lease ends."""
        return await self.run(self._claims.claim, now, limit, kinds)

    async def release(self, claim: Claim) -> None:
        """Ends a claim that led to nothing: what is still due may be claimed again."""
        await self.run(self._claims.release, claim)

    async def erase(self, user_id: str, *, person: Optional[str] = None) -> dict[str, int]:
        """Erases everything of someone, their key too, or all that is about one person (rules DT2, DT3).

        Returns how many of each kind and table went. Files keep no trace of it either.
        """
        if person is not None:
            return await self.run(self._erase_person, user_id, person)
        return await self.run(self._erase, user_id)

    def _erase(self, user_id: str) -> dict[str, int]:
        minor = self.keys.keyed_hash("minor", user_id)
        with self.pool.writing() as connection:
            counts = self._counts(connection, user_id)
            connection.execute(self._statements.no_entries, {"user": user_id})
            for table in (users, conversations, outbox, message_ids, handoffs, desk_messages):
                gone = connection.execute(delete(table).where(table.c.user_id == user_id))
                counts[table.name] = gone.rowcount
            ended = update(inbox).where(inbox.c.user_id == user_id)
            counts["inbox"] = connection.execute(ended.values(user_id=None, sealed=None)).rowcount
            counts["minors"] = connection.execute(delete(minors).where(minors.c.hash == minor)).rowcount
        counts["keys"] = self.keys.forget(user_id)
        truncate_wal(self.pool.engine)
        truncate_wal(self.keys.engine)
        return {name: number for name, number in counts.items() if number}

    def _erase_person(self, user_id: str, person: str) -> dict[str, int]:
        with self.pool.reading() as connection:
            rows = connection.execute(self._statements.entries, {"user": user_id}).all()
        records = self._opened(user_id, rows)
        about = {r.id for r in records if person in (r.id, getattr(r, "who", None))}
        about |= {r.id for r in records if grew_from(r) and grew_from(r) <= about}
        counts = Counter(NAMES[type(r)] for r in records if r.id in about)
        book = self._load(user_id)
        if book.profile.last_person == person:
            book.update_profile(last_person=None)
        gone = [{"user": user_id, "entry": id} for id in about]
        with self.pool.writing() as connection:
            if gone:
                connection.execute(self._statements.no_entry, gone)
            if book.last_seen_at is not None:
                row = user_row(book, self.sealer(user_id), book.last_seen_at)
                connection.execute(self._statements.put_user, row)
            talk = connection.execute(self._statements.no_conversation, {"user": user_id})
            counts["conversations"] = talk.rowcount  # its last turns may be about them
        truncate_wal(self.pool.engine)
        return {name: number for name, number in counts.items() if number}

    async def counts(self, user_id: str) -> dict[str, int]:
        """Returns how many there are of each kind of entry, and of settings and conversations."""

        def work() -> dict[str, int]:
            with self.pool.reading() as connection:
                return self._counts(connection, user_id)

        return await self.run(work)

    def _counts(self, connection: Connection, user_id: str) -> dict[str, int]:
        found = connection.execute(self._statements.count, {"user": user_id})
        return {name: number for name, number in found if number}

    async def export(self, user_id: str) -> dict[str, Any]:
        """Returns everything kept of someone, ready for JSON; no keys."""
        return await self.run(self._export, user_id)

    def _export(self, user_id: str) -> dict[str, Any]:
        book = self._load(user_id)
        with self.pool.reading() as connection:
            rows = connection.execute(self._statements.entries, {"user": user_id}).all()
            ids = select(func.count()).where(message_ids.c.user_id == user_id)
            sent = connection.execute(ids).scalar_one()
            handed = connection.execute(select(handoffs).where(handoffs.c.user_id == user_id)).all()
        kept: dict[str, Any] = {name: [] for name in KINDS}
        for entry in self._opened(user_id, rows):
            kept[NAMES[type(entry)]].append(json.loads(entry.json()))
        return {
            "profile": json.loads(book.profile.json(exclude={"hidden", "hidden_word", "dulled_at"})),
            "last_seen_at": book.last_seen_at.isoformat() if book.last_seen_at else None,
            **kept,
            "conversation": told(book.tracker),
            "updates_not_answered_yet": [row.payload for row in queues.Inbox(self).read(user_id)],
            "people_on_call_were_told": [
                {"kind": row.category, "at": moment(row.opened_at).isoformat(), "status": row.status}
                for row in handed
            ],
            "messages_not_sent_yet": [row.message.text for row in queues.Outbox(self).read(user_id)],
            "ids_of_sent_messages": sent,
        }

    async def remember_minor(self, channel: str, address: str, until: datetime) -> None:
        """Keeps a keyed hash of a chat until a time, and nothing else (rule MN1)."""

        def work() -> None:
            row = {"hash": self._minor(channel, address), "until": stamp(until)}
            with self.pool.writing() as connection:
                connection.execute(self._statements.put_minor, row)

        await self.run(work)

    async def is_minor(self, channel: str, address: str, now: datetime) -> bool:
        """Returns whether this chat declared a minor whose time is not over at `now`; expired hashes go."""

        def work() -> bool:
            known = select(minors.c.until).where(minors.c.hash == self._minor(channel, address))
            with self.pool.reading() as connection:
                until = connection.execute(known).scalar()
            if until is None or until > stamp(now):
                return until is not None
            with self.pool.writing() as connection:
                connection.execute(delete(minors).where(minors.c.until <= stamp(now)))
            return False

        return await self.run(work)

    def _minor(self, channel: str, address: str) -> str:
        return self.keys.keyed_hash("minor", self.keys.user_id(channel, address))

    async def ready(self) -> bool:
        """Returns whether both databases answer."""

        def work() -> bool:
            for engine in (self.pool.engine, self.keys.engine):
                with engine.connect() as connection:
                    connection.execute(text("SELECT 1"))
            return True

        try:
            return await self.run(work)
        except DatabaseDown:
            return False

    def close(self) -> None:
        """Waits for what is being written and lets go of both databases."""
        self.pool.close()
        self.keys.engine.dispose()
