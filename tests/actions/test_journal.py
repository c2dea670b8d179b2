"""The journal: notes listed, found by number, date, person or words, shown, changed and deleted."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.actions.journal import PAGE, JournalForm
from bot.coaching import journal
from bot.coaching.records import Feeling, Trigger
from bot.safety.records import Person

from .room import NOW, Room

MARCO = Person(label="Marco", created_at=NOW, updated_at=NOW)


def note(days: int, situation: str, **fields: Any) -> Trigger:
    at = NOW - timedelta(days=days)
    return Trigger(created_at=at, updated_at=at, situation=situation, **fields)


TODAY = note(0, "he slammed the door and left", intensity=6)
SUNDAY = note(3, "my sister cancelled dinner", intensity=5)
OLD = note(40, "he read his phone through the film", who=MARCO.id, feelings=(Feeling(word="lonely"),))
NOTES = (OLD, SUNDAY, TODAY)


def opened(room: Room) -> Any:
    return room.slots.get("entry")


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("1", TODAY),
        ("3", OLD),
        ("number 2", SUNDAY),
        ("last one", TODAY),
        ("the second", SUNDAY),
        ("the oldest one", OLD),
        ("the one from sunday", SUNDAY),
        ("today", TODAY),
        ("9 may", OLD),
        ("May 9th", OLD),
        ("2025-05-09", OLD),
        ("9/5", OLD),
        ("3 days ago", SUNDAY),
        ("the marco one", OLD),
        ("the one about the door", TODAY),
        ("lonely", OLD),
    ],
)
async def test_a_note_is_found_however_it_is_pointed_at(text: str, meant: Trigger) -> None:
    room = Room(JournalForm, MARCO, *NOTES)
    assert await room.say("/journal", "journal") == ["utter_journal_list"]
    assert await room.say(text) == ["utter_journal_entry"]
    assert opened(room) == meant.id


@pytest.mark.asyncio
async def test_a_note_is_deleted_only_after_being_asked() -> None:
    room = Room(JournalForm, MARCO, *NOTES)
    await room.say("/journal", "journal")
    await room.say("delete the one from sunday")
    assert room.question == "journal_delete"
    assert opened(room) == SUNDAY.id
    assert len(await room.book.all(Trigger)) == 3
    assert await room.tap("delete") == ["utter_journal_deleted"]
    assert {n.id for n in await room.book.all(Trigger)} == {TODAY.id, OLD.id}


@pytest.mark.asyncio
async def test_a_note_may_stay_after_all() -> None:
    room = Room(JournalForm, *NOTES)
    await room.say("delete that", "delete_that")
    assert room.question == "journal_delete"
    assert opened(room) == TODAY.id
    await room.say("no", "deny")
    assert len(await room.book.all(Trigger)) == 3
    assert room.loop is None


@pytest.mark.asyncio
async def test_a_number_and_a_line_are_changed() -> None:
    room = Room(JournalForm, *NOTES)
    await room.say("/journal 1", "journal")
    await room.tap("change")
    await room.say("it was more like a 9")
    assert (await room.book.get(Trigger, TODAY.id)).intensity == 9
    await room.say("/journal 2", "journal")
    await room.tap("change")
    await room.tap("situation")
    await room.say("my sister called off our dinner an hour before")
    changed = await room.book.get(Trigger, SUNDAY.id)
    assert changed.situation == "my sister called off our dinner an hour before"
    assert changed.created_at == SUNDAY.created_at
    assert changed.updated_at == NOW


@pytest.mark.asyncio
async def test_several_found_are_listed_and_numbered_among_themselves() -> None:
    more = note(50, "he forgot my birthday", who=MARCO.id)
    room = Room(JournalForm, MARCO, *NOTES, more)
    await room.say("/journal", "journal")
    assert await room.say("everything about marco") == ["utter_journal_list"]
    await room.say("2")
    assert opened(room) == more.id


@pytest.mark.asyncio
async def test_older_notes_come_page_by_page() -> None:
    notes = [note(n, f"he was late again, evening number {n}") for n in range(PAGE + 2)]
    room = Room(JournalForm, *notes)
    assert await room.say("/journal", "journal") == ["utter_journal_list", "utter_journal_more"]
    assert await room.tap("older") == ["utter_journal_list"]
    await room.say(str(PAGE + 2))
    assert opened(room) == notes[-1].id


@pytest.mark.asyncio
async def test_a_day_without_notes_is_said_and_an_empty_journal_too() -> None:
    room = Room(JournalForm, *NOTES)
    await room.say("/journal", "journal")
    assert await room.say("yesterday") == ["utter_journal_none_then", "utter_journal_list"]
    empty = Room(JournalForm)
    assert await empty.say("/journal", "journal") == ["utter_journal_empty"]
    assert empty.loop is None


@pytest.mark.asyncio
async def test_a_note_gone_meanwhile_leads_back_to_the_list() -> None:
    room = Room(JournalForm, *NOTES)
    await room.say("/journal 1", "journal")
    room.book.remove(TODAY)
    assert await room.say("change it") == ["utter_journal_list"]


@pytest.mark.asyncio
async def test_the_journal_is_closed_and_something_told_goes_where_it_belongs() -> None:
    room = Room(JournalForm, *NOTES)
    await room.say("/journal", "journal")
    assert await room.say("thats all") == ["utter_journal_closed"]
    await room.say("/journal", "journal")
    await room.say("she laughed at me before all her friends", "trigger_report")
    assert room.slots["then"] == "action_route"


@given(st.dates(date(2023, 7, 1), date(2025, 6, 18)))
def test_a_day_with_its_year_is_read_however_it_is_written(day: date) -> None:
    for written in (f"{day:%Y-%m-%d}", f"{day.day} {day:%B} {day.year}", f"{day:%B} {day.day}, {day.year}"):
        assert day in journal.days(written, date(2025, 6, 18))


@given(st.text(max_size=60))
def test_days_lie_in_the_past_and_any_text_is_read(text: str) -> None:
    assert all(day <= date(2025, 6, 18) for day in journal.days(text, date(2025, 6, 18)))
    journal.find(NOTES, text, date(2025, 6, 18), timezone.utc, {MARCO.id: MARCO.label})


def test_a_day_is_shown_on_the_persons_clock() -> None:
    late = datetime(2025, 6, 17, 23, 30, tzinfo=timezone.utc)
    east = timezone(timedelta(hours=2))
    assert journal.spoken_day(late, NOW, east) == "Wednesday 18 June"
