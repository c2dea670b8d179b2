"""Settings: shown as one list, changed one at a time, each question may be left (amendments 4)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.actions.settings import SettingsForm
from bot.coaching import settings
from bot.coaching.records import Trigger
from bot.safety.records import Person

from .room import NOW, Room

AT: dict[str, Any] = {"created_at": NOW, "updated_at": NOW}


def people() -> tuple[Person, Person]:
    return Person(label="my boyfriend", dv_flag_at=NOW, **AT), Person(
        label="Ann", created_at=NOW + timedelta(seconds=1), updated_at=NOW
    )


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("typed", "field", "value"),
    [
        ("country france", "country", "FR"),
        ("I live in Germany", "country", "DE"),
        ("call me Sam", "name", "Sam"),
        ("my name is O'Neil", "name", "O'Neil"),
        ("time zone paris", "zone", "Europe/Paris"),
        ("timezone: America/New_York", "zone", "America/New_York"),
        ("zone new york", "zone", "America/New_York"),
        ("my phone is shared", "phone_privacy", "shared"),
        ("phone private", "phone_privacy", "private"),
        ("alerts off", "alerts", False),
        ("no alerts", "alerts", False),
        ("short on", "short", True),
        ("be shorter", "short", True),
    ],
)
async def test_a_setting_is_changed_in_a_few_words(typed: str, field: str, value: Any) -> None:
    room = Room(SettingsForm)
    assert await room.say("/settings", "settings") == ["utter_ask_settings_choose"]
    said = await room.say(typed)
    assert len(said) == 1
    assert room.loop is None
    assert getattr(room.book.profile, field) == value
    again = Room(SettingsForm)
    await again.say(f"/settings {typed}", "settings")
    assert getattr(again.book.profile, field) == value


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("setting", "typed", "field", "value"),
    [
        ("country", "the uk", "country", "GB"),
        ("phone", "not sure", "phone_privacy", "unsure"),
        ("zone", "near Berlin", "zone", "Europe/Berlin"),
        ("zone", "utc+2", "zone", "Etc/GMT-2"),
        ("name", "Lou", "name", "Lou"),
        ("alerts", "no thanks", "alerts", False),
        ("short", "yes", "short", True),
    ],
)
async def test_a_setting_is_asked_for_and_answered(setting: str, typed: str, field: str, value: Any) -> None:
    room = Room(SettingsForm)
    await room.say("/settings", "settings")
    assert await room.tap(setting) == [f"utter_ask_settings_{setting}"]
    await room.say(typed)
    assert getattr(room.book.profile, field) == value
    assert room.loop is None


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "setting",
    ["country", "phone", "zone", "name", "keep", "alerts", "short", "nickname", "relation"],
)
async def test_every_question_may_be_left(setting: str) -> None:
    for leave in ("leave", "skip"):
        room = Room(SettingsForm, *people())
        before = room.book.profile
        await room.say("/settings", "settings")
        await room.tap(setting)
        assert room.question
        await (room.tap("leave") if leave == "leave" else room.say("skip", "skip"))
        assert room.said == ["utter_settings_left"]
        assert room.loop is None
        assert room.book.profile == before


@pytest.mark.asyncio
async def test_renaming_keeps_the_person_and_their_flags() -> None:
    him, ann = people()
    room = Room(SettingsForm, him, ann)
    await room.say("/settings", "settings")
    await room.say("rename my boyfriend to Lou")
    renamed = next(person for person in room.book.people if person.id == him.id)
    assert renamed.label == "Lou"
    assert renamed.dv_flag_at == him.dv_flag_at
    assert len(room.book.people) == 2


@pytest.mark.asyncio
async def test_a_nickname_is_asked_step_by_step_and_never_given_twice() -> None:
    him, ann = people()
    room = Room(SettingsForm, him, ann)
    await room.say("/settings", "settings")
    await room.tap("nickname")
    assert room.question == "settings_nickname_who"
    await room.tap(ann.id)
    assert room.question == "settings_nickname"
    await room.say("my boyfriend")
    assert "utter_settings_nickname_taken" in room.said
    await room.say("Annie")
    assert [person.label for person in room.book.people] == ["my boyfriend", "Annie"]


@pytest.mark.asyncio
async def test_a_relation_is_chosen_in_own_words() -> None:
    person = Person(label="Lou", **AT)
    room = Room(SettingsForm, person)
    await room.say("/settings", "settings")
    await room.tap("relation")
    await room.say("my husband")
    assert room.book.people[0].relation == "partner"


@pytest.mark.asyncio
async def test_keeping_nothing_says_first_what_goes_and_then_deletes_it() -> None:
    him, ann = people()
    note = Trigger(situation="he was late", **AT)
    room = Room(SettingsForm, him, ann, note)
    await room.say("/settings", "settings")
    await room.tap("keep")
    assert await room.tap("nothing") == ["utter_ask_settings_keep_sure"]
    assert await room.book.all(Trigger) == [note]
    assert room.book.profile.consent == "keep"
    await room.tap("nothing")
    assert await room.book.all(Trigger) == []
    assert room.book.profile.consent == "nothing"
    assert [person.id for person in room.book.people] == [him.id]


@pytest.mark.asyncio
async def test_keeping_nothing_can_be_called_off() -> None:
    note = Trigger(situation="he was late", **AT)
    room = Room(SettingsForm, note)
    await room.say("/settings don't keep anything", "settings")
    assert room.question == "settings_keep_sure"
    await room.tap("leave")
    assert await room.book.all(Trigger) == [note]
    assert room.book.profile.consent == "keep"


@pytest.mark.asyncio
async def test_something_told_meanwhile_goes_where_it_belongs() -> None:
    room = Room(SettingsForm)
    await room.say("/settings", "settings")
    await room.say("he ignored me the whole evening again", "trigger_report")
    assert room.loop is None
    assert room.slots["then"] == "action_route"
    assert room.slots["held"]["text"].startswith("he ignored")


@pytest.mark.asyncio
async def test_another_setting_named_as_a_phrase_is_asked_for() -> None:
    room = Room(SettingsForm)
    await room.say("change my name", "settings")
    assert room.question == "settings_name"
    await room.say("change my country", "settings")
    assert room.question == "settings_country"


@given(st.text(max_size=80))
def test_any_text_is_read_and_a_name_stays_one_short_line(text: str) -> None:
    settings.named(text)
    name = settings.name(text)
    assert len(name) <= settings.LONGEST
    assert "\n" not in name


@given(st.sampled_from(sorted(available_timezones())))
def test_every_zone_is_known_by_its_own_name(zone: str) -> None:
    assert settings.zone(zone, available_timezones()) == zone
