"""Books and commits: what a turn changes is seen at once, and is what the next turn finds."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any, Iterator

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.channels.base import Button, Outgoing
from bot.coaching.counting import counted
from bot.coaching.records import Need, Profile, Record, Trigger
from bot.journal.book import KEYBOARDS, KINDS, Book
from bot.journal.journal import Journal
from bot.journal.queues import Inbox, NewUpdate, Outbox
from bot.safety.records import Person
from tests.journal.databases import Clock, sqlite_in
from tests.journal.samples import all_fields_filled, fill, person, records


def words() -> Iterator[str]:
    number = 0
    while True:
        number += 1
        yield f"word {number} — “ü”"


async def contents(book: Book) -> dict[str, list[Record]]:
    return {name: await book.all(kind) for name, kind in KINDS.items()}


@pytest.mark.asyncio
async def test_a_new_person_has_an_empty_book(journal: Journal) -> None:
    book = await journal.book("a" * 32)
    assert book.last_seen_at is None
    assert book.tracker is None
    assert not any((await contents(book)).values())
    assert await journal.counts("a" * 32) == {}


@pytest.mark.asyncio
async def test_everything_comes_back_as_it_was_put(journal: Journal, clock: Clock) -> None:
    book = await journal.book("a" * 32)
    text = words().__next__
    fill(book, clock.now, text)
    book.profile = all_fields_filled()
    before = await contents(book)
    await journal.commit(book)
    again = await journal.book("a" * 32)
    assert await contents(again) == before == await contents(book)
    assert all(len(found) == 1 for found in before.values())
    assert again.profile == all_fields_filled()
    assert len(again.profile.dict(exclude_defaults=True)) == len(Profile.__fields__)
    assert again.tracker == book.tracker
    assert (again.keyboards, again.latest_keyboard) == (book.keyboards, book.latest_keyboard)
    assert again.last_seen_at == clock.now == book.last_seen_at


@pytest.mark.asyncio
async def test_nothing_is_written_before_the_commit(journal: Journal, clock: Clock) -> None:
    fill(await journal.book("a" * 32), clock.now, words().__next__)
    assert await journal.counts("a" * 32) == {}
    assert (await journal.book("a" * 32)).tracker is None


@pytest.mark.asyncio
async def test_get_finds_by_id_and_kind_only_what_is_the_persons(journal: Journal, clock: Clock) -> None:
    book = await journal.book("a" * 32)
    trigger, *_ = records(clock.now, words().__next__, "w")
    book.put(trigger)
    await journal.commit(book)
    again, other = await journal.book("a" * 32), await journal.book("b" * 32)
    assert await again.get(Trigger, trigger.id) == trigger
    assert await again.get(Need, trigger.id) is None
    assert await other.get(Trigger, trigger.id) is None
    again.remove(trigger)
    assert await again.get(Trigger, trigger.id) is None


@pytest.mark.asyncio
async def test_entries_come_oldest_first_and_ties_in_the_order_they_were_put(
    journal: Journal, clock: Clock
) -> None:
    book = await journal.book("a" * 32)
    late = person(clock.now + timedelta(hours=1), lambda: "late")
    ties = [person(clock.now, lambda n=n: str(n)) for n in range(6)]  # type: ignore[misc]
    for one in (late, *ties):
        book.put(one)
    assert [p.label for p in book.people] == [*"012345", "late"]
    await journal.commit(book)
    book = await journal.book("a" * 32)
    book.put(ties[3].copy(update={"label": "new"}))
    await journal.commit(book)
    assert [p.label for p in (await journal.book("a" * 32)).people] == [*"012", "new", *"45", "late"]


@pytest.mark.asyncio
async def test_keyboards_are_bounded_and_the_latest_outlives_its_use(journal: Journal) -> None:
    book = await journal.book("a" * 32)
    for number in range(KEYBOARDS + 5):
        book.keep_keyboard(f"k{number}", [Button("yes", "y")])
    latest = f"k{KEYBOARDS + 4}"
    book.drop_keyboard(latest)
    await journal.commit(book)
    again = await journal.book("a" * 32)
    assert list(again.keyboards) == [f"k{n}" for n in range(5, KEYBOARDS + 4)]
    assert again.keyboards["k5"] == [{"title": "yes", "payload": "y"}]
    assert again.latest_keyboard == latest


@pytest.mark.asyncio
async def test_a_turn_is_one_transaction(journal: Journal, clock: Clock) -> None:
    inbox, outbox = Inbox(journal), Outbox(journal)
    await inbox.add([NewUpdate(7, "a" * 32, clock.now, {"text": "x"})])
    book = await journal.book("a" * 32)
    fill(book, clock.now, words().__next__)
    unfit: Any = Outgoing("b", lane=None)  # type: ignore[arg-type]
    with pytest.raises(Exception, match="NOT NULL|null value"):
        await journal.commit(book, update_id=7, outgoing=[Outgoing("a"), unfit])
    assert await journal.counts("a" * 32) == {}
    assert await outbox.pending() == []
    assert [row.update_id for row in await inbox.pending()] == [7]
    rows = await journal.commit(book, update_id=7, outgoing=[Outgoing("a"), Outgoing("b")])
    assert sum((await journal.counts("a" * 32)).values()) == len(KINDS) + 2
    assert await outbox.pending() == rows
    assert [(row.message.text, row.attempts) for row in rows] == [("a", 1), ("b", 1)]
    assert {(row.channel, row.address) for row in rows} == {("telegram", book.profile.address)}
    assert await inbox.pending() == []


@pytest.mark.asyncio
async def test_with_consent_nothing_only_the_book_in_memory_knows(journal: Journal, clock: Clock) -> None:
    book = await journal.book("a" * 32)
    fill(book, clock.now, words().__next__)
    await journal.commit(book)
    before = await contents(book)
    stays = {name: before[name] for name in ("person", "crisis")}
    book.update_profile(consent="nothing", address="42")
    need = Need(created_at=clock.now, updated_at=clock.now, words="held")
    book.put(need)
    rows = await journal.commit(book, outgoing=[Outgoing("said")])
    assert await journal.counts("a" * 32) == {"users": 1}
    assert rows[0].address == "42"
    stored = await journal.book("a" * 32)
    assert stored.tracker is None
    assert not any((await contents(stored)).values())
    kept = stored.profile.dict(exclude_defaults=True)
    assert kept == {"address": "42", "consent": "nothing", "adult": True}
    assert await book.all(Need) == [need]
    assert {name: await book.all(KINDS[name]) for name in stays} == stays
    assert book.tracker is not None
    book.update_profile(consent="keep")
    await journal.commit(book)
    changed = await journal.book("a" * 32)
    assert await changed.all(Need) == [need]
    assert changed.people == stays["person"]
    assert changed.tracker == book.tracker


class OneBook(RuleBasedStateMachine):
    """Any order of puts, changes, removals, commits and reloads agrees with a plain list."""

    @initialize()
    def start(self) -> None:
        import tempfile

        self.folder = tempfile.TemporaryDirectory()
        self.loop = asyncio.new_event_loop()
        self.clock = Clock()
        self.journal = sqlite_in(Path(self.folder.name)).open(self.clock, threads=1)
        self.journal.migrate()
        self.book = self.loop.run_until_complete(self.journal.book("a" * 32))
        self.model: list[Record] = []

    @rule(kind=st.sampled_from(["need", "person"]), minutes=st.integers(-2, 2), text=st.text())
    def put(self, kind: str, minutes: int, text: str) -> None:
        at = self.clock.now + timedelta(minutes=minutes)
        field = {"need": "words", "person": "label"}[kind]
        record = KINDS[kind](created_at=at, updated_at=at, **{field: text})
        self.book.put(record)
        self.model.append(record)

    @rule(data=st.data(), text=st.text())
    def change(self, data: st.DataObject, text: str) -> None:
        if self.model:
            at = data.draw(st.integers(0, len(self.model) - 1))
            field = "words" if isinstance(self.model[at], Need) else "label"
            self.model[at] = self.model[at].copy(update={field: text})
            self.book.put(self.model[at])

    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        if self.model:
            self.book.remove(self.model.pop(data.draw(st.integers(0, len(self.model) - 1))))

    @rule(text=st.one_of(st.none(), st.text()))
    def converse(self, text: str | None) -> None:
        self.book.tracker = text

    @rule()
    def commit(self) -> None:
        self.loop.run_until_complete(self.journal.commit(self.book))

    @rule()
    def commit_and_load(self) -> None:
        tracker = self.book.tracker
        self.commit()
        self.book = self.loop.run_until_complete(self.journal.book("a" * 32))
        assert self.book.tracker == tracker

    @invariant()
    def agrees(self) -> None:
        for kind in (Need, Person):
            expected = [record for record in self.model if isinstance(record, kind)]
            expected.sort(key=lambda record: record.created_at)
            assert self.loop.run_until_complete(self.book.all(kind)) == expected

    def teardown(self) -> None:
        if hasattr(self, "journal"):
            self.journal.close()
            self.loop.close()
            self.folder.cleanup()


TestOneBook = OneBook.TestCase
TestOneBook.settings = settings(max_examples=15, stateful_step_count=20, deadline=None)


def test_every_kind_has_a_name_for_when_it_is_counted() -> None:
    assert not [kind for kind in KINDS if not counted({kind: 2})]
