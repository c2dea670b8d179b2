"""Keys: made once, wrapped, rotated, and missed when they are missing."""

from __future__ import annotations

import base64
import os
import stat
import threading
from pathlib import Path

import pytest

from bot.coaching.records import Need
from bot.journal.journal import Journal, open_journal
from bot.journal.keys import Forgotten, MissingKey, load_operator_key
from bot.journal.rotate import rotate_key
from bot.settings import read_settings
from tests.journal.databases import KEY, Clock, Database, sqlite_in

ANNA = "a" * 32
NEW = bytes(range(32, 64))


def b64(key: bytes) -> str:
    return base64.b64encode(key).decode()


async def write(journal: Journal, clock: Clock, words: str) -> None:
    book = await journal.book(ANNA)
    book.put(Need(created_at=clock.now, updated_at=clock.now, words=words))
    await journal.commit(book)


async def needs(journal: Journal) -> list[str]:
    return [need.words for need in await (await journal.book(ANNA)).all(Need)]


def test_chats_are_known_by_a_keyed_hash(journal: Journal, database: Database, clock: Clock) -> None:
    known = journal.keys.user_id("telegram", "123456")
    assert len(bytes.fromhex(known)) == 16
    again = database.open(clock)
    again.migrate()
    assert again.keys.user_id("telegram", "123456") == known
    again.close()
    others = {journal.keys.user_id("terminal", "123456"), journal.keys.user_id("telegram", "12345")}
    assert known not in others


def test_without_the_pepper_the_hash_is_another(tmp_path: Path, clock: Clock) -> None:
    ids = set()
    for name in ("one", "two"):
        journal = sqlite_in(tmp_path / name).open(clock)
        journal.migrate()
        ids.add(journal.keys.user_id("telegram", "1"))
        journal.close()
    assert len(ids) == 2


def test_a_key_is_made_once_even_by_many(database: Database, clock: Clock) -> None:
    journals = [database.open(clock) for _ in range(4)]
    journals[0].migrate()
    found: list[bytes] = []
    threads = [threading.Thread(target=lambda j=j: found.append(j.keys.key(ANNA))) for j in journals]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len(set(found)) == 1
    for journal in journals:
        journal.close()


def test_a_forgotten_key_is_gone(journal: Journal) -> None:
    first = journal.keys.key(ANNA)
    journal.keys.forget(ANNA)
    with pytest.raises(Forgotten):
        journal.keys.key(ANNA, create=False)
    assert journal.keys.key(ANNA) != first


@pytest.mark.asyncio
async def test_a_key_deleted_by_another_process_is_missed(
    journal: Journal, database: Database, clock: Clock
) -> None:
    await write(journal, clock, "before")
    other = database.open(clock)
    other.migrate()
    await other.erase(ANNA)
    other.close()
    await write(journal, clock, "after")
    fresh = database.open(clock)
    fresh.migrate()
    assert await needs(fresh) == ["after"]
    fresh.close()


@pytest.mark.asyncio
async def test_rotation_keeps_every_word_and_retires_the_old_key(
    journal: Journal, database: Database, clock: Clock
) -> None:
    await write(journal, clock, "kept")
    known = journal.keys.user_id("telegram", "1")
    assert journal.keys.rotate(NEW) == 1
    await write(journal, clock, "afterwards")
    after = database.open(clock, NEW)
    after.migrate()
    assert await needs(after) == ["kept", "afterwards"]
    assert after.keys.user_id("telegram", "1") == known
    after.close()
    old = database.open(clock, KEY)
    with pytest.raises(MissingKey):
        old.migrate()
    old.close()


def test_a_wrong_key_rotates_nothing(journal: Journal, database: Database, clock: Clock) -> None:
    journal.keys.key(ANNA)
    wrong = database.open(clock, NEW)
    with pytest.raises(MissingKey):
        wrong.keys.rotate(KEY)
    wrong.close()
    right = database.open(clock)
    right.migrate()
    assert right.keys.key(ANNA) == journal.keys.key(ANNA)
    right.close()


@pytest.mark.asyncio
async def test_a_lost_keys_database_beside_rows_stops_the_start(tmp_path: Path, clock: Clock) -> None:
    journal = sqlite_in(tmp_path).open(clock)
    journal.migrate()
    await write(journal, clock, "x")
    journal.close()
    for file in tmp_path.glob("keys.db*"):
        file.unlink()
    journal = sqlite_in(tmp_path).open(clock)
    with pytest.raises(MissingKey) as raised:
        journal.migrate()
    assert "\n" not in str(raised.value)
    journal.close()


def test_the_configured_journal_needs_the_key_it_was_made_with(tmp_path: Path, clock: Clock) -> None:
    settings = read_settings({"COACH_VAR": str(tmp_path)}, tmp_path)
    journal = open_journal(settings, clock)
    journal.migrate()
    user_id = journal.keys.user_id("telegram", "1")
    journal.close()
    assert stat.S_IMODE(settings.key_file.stat().st_mode) == 0o600
    again = open_journal(settings, clock)
    again.migrate()
    assert again.keys.user_id("telegram", "1") == user_id
    again.close()
    settings.key_file.unlink()
    with pytest.raises(MissingKey) as raised:
        open_journal(settings, clock)
    assert "COACH_ENCRYPTION_KEY" in str(raised.value)
    assert "\n" not in str(raised.value)
    assert not settings.key_file.exists()


@pytest.mark.parametrize("configured", [False, True])
def test_the_command_rotates_a_key_file_and_a_configured_key(
    tmp_path: Path, clock: Clock, configured: bool
) -> None:
    environ = {"COACH_VAR": str(tmp_path)}
    if configured:
        environ["COACH_ENCRYPTION_KEY"] = b64(KEY)
    settings = read_settings(environ, tmp_path)
    journal = open_journal(settings, clock)
    journal.migrate()
    key = journal.keys.key(ANNA)
    journal.close()
    said = rotate_key(settings, b64(NEW))
    assert b64(NEW) not in said
    after = open_journal(read_settings({**environ, "COACH_ENCRYPTION_KEY": b64(NEW)}, tmp_path), clock)
    after.migrate()
    assert after.keys.key(ANNA) == key
    after.close()
    if not configured:
        assert load_operator_key(None, settings.key_file, True) == NEW


def test_a_key_is_32_bytes_in_base64(tmp_path: Path) -> None:
    assert load_operator_key(b64(KEY), tmp_path / "none", True) == KEY
    for value in ("short", b64(KEY[:31]), "ü" * 44):
        with pytest.raises(MissingKey):
            load_operator_key(value, tmp_path / "none", False)


def test_one_key_file_is_made_by_many_at_once(tmp_path: Path) -> None:
    found: list[bytes] = []
    file = tmp_path / "var" / "operator.key"
    threads = [
        threading.Thread(target=lambda: found.append(load_operator_key(None, file, False))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1
    assert os.listdir(file.parent) == ["operator.key"]
