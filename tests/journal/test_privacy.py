"""What the files show, what erasure leaves, and what an old backup still tells: nothing."""

from __future__ import annotations

import itertools
import json
import random
import sqlite3
import string
from pathlib import Path
from typing import Any, Callable

import pytest

from bot.channels.base import Outgoing
from bot.coaching.records import Need, Rehearsal, Trigger, Wound
from bot.journal.book import KINDS
from bot.journal.crypto import Sealer, Unopenable
from bot.journal.journal import Journal
from bot.journal.queues import Inbox, NewUpdate, Outbox
from bot.journal.tables import data, keys
from bot.safety.records import Crisis, Person
from tests.journal.databases import Clock, sqlite_in
from tests.journal.samples import fill, message, person, records

ANNA, BEN = "a" * 32, "b" * 32


class Canaries:
    """Words of twelve letters that stand nowhere else."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self._random = random.Random(7)

    def __call__(self) -> str:
        self.words.append("".join(self._random.choices(string.ascii_lowercase, k=12)))
        return self.words[-1]

    def found_in(self, folder: Path) -> set[str]:
        return {
            word
            for file in folder.iterdir()
            for content in [file.read_bytes()]
            for word in self.words
            if word.encode() in content
        }


async def live(journal: Journal, now: Any, text: Callable[[], str], user_id: str = ANNA) -> Person:
    """Fills every table with someone's words, finished and unfinished."""
    inbox, outbox = Inbox(journal), Outbox(journal)
    first = 100 if user_id == ANNA else 200
    await inbox.add([NewUpdate(first + n, user_id, now, {"text": text()}) for n in range(3)])
    book = await journal.book(user_id)
    about = fill(book, now, text)
    rows = await journal.commit(book, update_id=first, outgoing=[message(text), message(text)])
    await outbox.add(user_id, "telegram", text(), [message(text)])
    await outbox.delivered(rows[0], [first])
    await journal.remember_minor("telegram", text(), now)
    return about


def left(journal: Journal, *user_ids: str) -> dict[str, int]:
    """Counts rows that carry one of these ids in any column of any table."""
    counts = {}
    for engine, tables in ((journal.pool.engine, data), (journal.keys.engine, keys)):
        with engine.connect() as connection:
            for table in tables.sorted_tables:
                rows = connection.execute(table.select()).all()
                counts[table.name] = sum(1 for row in rows if set(row) & set(user_ids))
    return {name: count for name, count in counts.items() if count}


@pytest.mark.asyncio
async def test_no_word_stands_in_any_file(tmp_path: Path, clock: Clock) -> None:
    canaries = Canaries()
    journal = sqlite_in(tmp_path).open(clock)
    journal.migrate()
    await live(journal, clock.now, canaries)
    assert len(canaries.words) > 40
    assert {file.name for file in tmp_path.iterdir()} > {"coach.db", "coach.db-wal", "keys.db"}
    assert canaries.found_in(tmp_path) == set()
    exported = json.dumps(await journal.export(ANNA))
    assert sum(word in exported for word in canaries.words) > 35  # they are there, sealed
    with journal.pool.engine.connect() as connection:
        sealed = [bytes(row[0]) for row in connection.exec_driver_sql("SELECT sealed FROM entries")]
    wrapped = sqlite3.connect(tmp_path / "keys.db").execute("SELECT wrapped FROM user_keys").fetchone()[0]
    await journal.erase(ANNA)
    assert canaries.found_in(tmp_path) == set()
    contents = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert not [True for piece in (*sealed, wrapped) if piece[:24] in contents]
    journal.close()


@pytest.mark.asyncio
async def test_files_are_the_owners_alone(tmp_path: Path, clock: Clock) -> None:
    journal = sqlite_in(tmp_path).open(clock)
    journal.migrate()
    await live(journal, clock.now, str)
    modes = {file.name: file.stat().st_mode & 0o077 for file in tmp_path.iterdir()}
    assert {mode for name, mode in modes.items() if not name.endswith(".lock")} == {0}
    journal.close()


@pytest.mark.asyncio
async def test_erasure_leaves_no_row_of_anyone_else_touched(journal: Journal, clock: Clock) -> None:
    await live(journal, clock.now, str)
    await live(journal, clock.now, str, BEN)
    address = journal.keys.user_id("telegram", "5")
    await journal.remember_minor("telegram", "5", clock.now)
    before = left(journal, BEN)
    erased = await journal.erase(ANNA)
    assert left(journal, ANNA) == {}
    assert left(journal, BEN) == before
    assert await journal.counts(ANNA) == {}
    assert {kind: erased[kind] for kind in KINDS} == dict.fromkeys(KINDS, 1)
    others = {name: number for name, number in erased.items() if name not in KINDS}
    assert others == {
        "users": 1, "conversations": 1, "inbox": 2, "outbox": 2, "message_ids": 1, "keys": 1,
    }  # fmt: skip
    assert await journal.erase(address) == {"minors": 1}
    assert await journal.erase(ANNA) == {}
    book = await journal.book(ANNA)
    assert book.tracker is None
    await journal.commit(book)
    assert await Inbox(journal).add([NewUpdate(101, ANNA, clock.now, {})]) == set()


@pytest.mark.asyncio
async def test_one_person_is_erased_with_what_is_about_them(journal: Journal, clock: Clock) -> None:
    about = await live(journal, clock.now, lambda: "text")
    book = await journal.book(ANNA)
    other = person(clock.now, lambda: "other")
    theirs_too = records(clock.now, lambda: "other", other.id)
    trigger, need, rehearsal, wound = (
        next(r for r in theirs_too if isinstance(r, kind)) for kind in (Trigger, Need, Rehearsal, Wound)
    )
    times = {"created_at": clock.now, "updated_at": clock.now}
    (theirs,) = await book.all(Trigger)
    for record in (other, trigger, rehearsal, wound, need, Rehearsal(**times, trigger=theirs.id)):
        book.put(record)
    await journal.commit(book)
    assert book.profile.last_person == about.id
    erased = await journal.erase(ANNA, person=about.id)
    told = {"person": 1, "trigger": 1, "rehearsal": 2, "need": 1, "conversations": 1}
    assert {kind: erased[kind] for kind in told} == told
    assert all(erased.get(name) for name, kind in KINDS.items() if "who" in kind.__fields__)
    again = await journal.book(ANNA)
    assert again.people == [other]
    assert again.profile == book.profile.copy(update={"last_person": None})
    assert again.tracker is None
    assert await again.all(Trigger) == [trigger]
    assert await again.all(Rehearsal) == [rehearsal]
    assert await again.all(Need) == [need]
    assert await again.all(Wound) == [wound]
    assert len(await again.all(Crisis)) == 1
    assert await journal.erase(ANNA, person=about.id) == {}


@pytest.mark.asyncio
async def test_an_old_backup_tells_nothing_after_erasure(tmp_path: Path, clock: Clock) -> None:
    here, restored = tmp_path / "here", tmp_path / "restored"
    here.mkdir()
    restored.mkdir()
    canaries = Canaries()
    journal = sqlite_in(here).open(clock)
    journal.migrate()
    await live(journal, clock.now, canaries)
    backup = sqlite3.connect(restored / "coach.db")
    sqlite3.connect(here / "coach.db").backup(backup)
    assert backup.execute("SELECT count(*) FROM entries").fetchone()[0] == len(KINDS)
    backup.close()
    await journal.erase(ANNA)
    journal.close()
    (here / "keys.db").rename(restored / "keys.db")
    journal = sqlite_in(restored).open(clock)
    journal.migrate()
    book = await journal.book(ANNA)
    assert [await book.all(kind) for kind in KINDS.values()] == [[] for _ in KINDS]
    assert book.profile.name is None
    assert await Inbox(journal).pending() == []
    assert await Outbox(journal).pending() == []
    exported = json.dumps(await journal.export(ANNA))
    assert not [word for word in canaries.words if word in exported]
    need = Need(created_at=clock.now, updated_at=clock.now, words="new")
    book.put(need)
    await journal.commit(book)
    assert await journal.counts(ANNA) == {"need": 1, "users": 1, "conversations": 1}
    assert await (await journal.book(ANNA)).all(Need) == [need]
    journal.close()


@pytest.mark.asyncio
async def test_a_copy_holds_everything_and_no_key(journal: Journal, clock: Clock) -> None:
    numbers = itertools.count()
    await live(journal, clock.now, lambda: f"<{next(numbers)}>")
    copy = await journal.export(ANNA)
    assert all(len(copy[kind]) == 1 for kind in KINDS)
    assert len(copy["updates_not_answered_yet"]) == len(copy["messages_not_sent_yet"]) == 2
    assert copy["ids_of_sent_messages"] == 1
    assert copy["conversation"]["last_turns"][0]["from"] == "user"
    text = json.dumps(copy)
    assert journal.keys.key(ANNA).hex() not in text
    assert copy["profile"]["name"] in text


@pytest.mark.asyncio
@pytest.mark.parametrize("table", ["users", "conversations", "entries", "inbox", "outbox"])
async def test_sealed_bytes_open_in_their_own_row_alone(journal: Journal, clock: Clock, table: str) -> None:
    """Copies a sealed value of the same person's other row, and of another person's, over a row."""
    await live(journal, clock.now, str)
    await live(journal, clock.now, str, BEN)
    row_id = {"entries": "id", "inbox": "update_id", "outbox": "id"}.get(table, "user_id")
    with journal.pool.engine.connect() as connection:
        query = f"SELECT user_id, {row_id}, sealed FROM {table} WHERE sealed IS NOT NULL"
        rows = connection.exec_driver_sql(query).all()
    mine, *others = rows
    own = Sealer(journal.keys.key(mine[0]))
    own.open(mine[2], mine[0], table, "sealed", mine[1])
    assert others
    for user, row, sealed in others:
        with pytest.raises(Unopenable):
            own.open(sealed, mine[0], table, "sealed", mine[1])
        with pytest.raises(Unopenable):
            Sealer(journal.keys.key(user)).open(mine[2], user, table, "sealed", row)
    for place in ((BEN, table, "sealed"), (ANNA, "else", "sealed"), (ANNA, table, "else")):
        if place != (mine[0], table, "sealed"):
            with pytest.raises(Unopenable):
                own.open(mine[2], *place, mine[1])


@pytest.mark.asyncio
async def test_swapped_rows_are_not_read_as_ones_own(journal: Journal, clock: Clock) -> None:
    await live(journal, clock.now, lambda: "anna")
    await live(journal, clock.now, lambda: "ben", BEN)
    with journal.pool.engine.begin() as connection:
        bens = f"(SELECT sealed FROM users WHERE user_id = '{BEN}')"
        connection.exec_driver_sql(f"UPDATE users SET sealed = {bens} WHERE user_id = '{ANNA}'")
    assert (await journal.book(ANNA)).profile.name is None
    assert (await journal.book(BEN)).profile.name == "ben"


@pytest.mark.asyncio
async def test_a_minor_is_known_by_an_expiring_hash_alone(journal: Journal, clock: Clock) -> None:
    user_id, start = journal.keys.user_id("telegram", "77"), clock.now
    assert not await journal.is_minor("telegram", "77", clock.now)
    clock.pass_by(days=30)
    await journal.remember_minor("telegram", "77", clock.now)
    assert left(journal, user_id, "77") == {}
    assert await journal.is_minor("telegram", "77", start)
    assert not await journal.is_minor("telegram", "78", start)
    assert not await journal.is_minor("telegram", "77", clock.now)
    assert not await journal.is_minor("telegram", "77", start)
    await journal.remember_minor("telegram", "77", clock.now)
    await journal.erase(user_id)
    assert not await journal.is_minor("telegram", "77", start)


@pytest.mark.asyncio
async def test_errors_carry_no_words(journal: Journal) -> None:
    unfit: Any = Outgoing("canarycanary", lane=None)  # type: ignore[arg-type]
    with pytest.raises(Exception, match="lane") as raised:
        await Outbox(journal).add(ANNA, "telegram", "1", [unfit])
    assert "canary" not in str(raised.value)
