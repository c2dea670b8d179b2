"""What people own: asked once, answered on the way, never argued with (dialogue 10, rules DT1 to DT3)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.actions.hiding import Hide
from bot.actions.my_data import Export, ForgetForm
from bot.coaching import my_data
from bot.coaching.records import Rehearsal, Trigger
from bot.safety.records import Crisis, Person
from tests.journal.databases import sqlite_in

from .room import NOW, Room

AT = {"created_at": NOW, "updated_at": NOW}
MARCO = Person(label="Marco", **AT)


def kept() -> list[Trigger | Rehearsal | Person]:
    notes = [Trigger(situation=f"he was late {n}", who=MARCO.id, **AT) for n in range(8)]
    said = [Trigger(situation="my mum said marco is no good", **AT)]
    other = [Trigger(situation="my boss laughed at me", **AT)]
    lines = [Rehearsal(sentence="I feel lonely", who=MARCO.id, **AT) for _ in range(2)]
    return [MARCO, *notes, *said, *other, *lines]


@pytest.mark.asyncio
async def test_dialogue_ten_line_by_line() -> None:
    room = Room(ForgetForm, *kept(), phone_privacy="private")
    assert await room.say("/forget", "forget") == ["utter_ask_forget_all"]
    assert "utter_what_kept" in await room.say("what do you even have", "ask_what_stored")
    assert "10 trigger notes" in room.parts[0]["what"]
    assert "utter_who_reads" in await room.say("did anyone read it", "ask_who_reads")
    reason = await room.say("its not that it was bad. i just dont want it lying around", "share_feeling")
    assert reason == ["utter_forget_reason", "utter_ask_forget_again"]
    assert await room.say("could i only delete the marco stuff") == ["utter_ask_forget_person"]
    assert room.parts[0]["count"] == 11
    assert await room.say("no. all of it") == ["utter_ask_forget_sure"]
    assert not room.turn.afterwards
    assert await room.tap("copy") == ["utter_ask_forget_last"]
    assert room.turn.afterwards == [("export", {})]
    assert await room.tap("erase") == []
    assert room.turn.afterwards[-1] == ("erase", {})
    assert room.loop is None


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "text", ["could i only delete the marco stuff", "delete everything about Marco", "forget marcos notes"]
)
async def test_one_person_is_erased_alone(text: str) -> None:
    room = Room(ForgetForm, *kept())
    assert await room.say(text, "forget") == ["utter_ask_forget_person"]
    assert "utter_forget_shown" in await room.tap("show")
    assert await room.say(f"erase those {11}") == []
    assert room.turn.afterwards == [("erase", {"person": MARCO.id})]
    theirs = [n for n in await room.book.all(Trigger) if n.who == MARCO.id]
    assert len(theirs) == 9


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "text",
    ["dont erase everything", "i dont know", "he ignored me all evening", "first", "what then", "no", "yes"],
)
async def test_nothing_is_erased_by_words_that_are_no_clear_wish(text: str) -> None:
    room = Room(ForgetForm, *kept(), phone_privacy="private")
    await room.say("/forget", "forget")
    await room.say(text)
    assert ("erase", {}) not in room.turn.afterwards
    assert room.said


@pytest.mark.asyncio
@pytest.mark.parametrize("text", ["Erase everything", "erase everything", "yes, erase everything"])
async def test_the_button_can_be_typed(text: str) -> None:
    room = Room(ForgetForm, *kept())
    await room.say("/forget", "forget")
    await room.say(text)
    assert room.turn.afterwards == [("erase", {})]


@pytest.mark.asyncio
async def test_the_same_command_again_erases_nothing() -> None:
    room = Room(ForgetForm, *kept())
    for _ in range(4):
        assert await room.say("/forget", "forget")
    await room.say("all of it")
    assert room.question == "forget_sure"
    await room.say("/forget", "forget")
    assert not room.turn.afterwards


@pytest.mark.asyncio
async def test_keeping_it_ends_without_a_word_more() -> None:
    room = Room(ForgetForm, *kept())
    await room.say("/forget", "forget")
    assert await room.tap("keep") == ["utter_forget_kept"]
    assert room.loop is None
    assert not room.turn.afterwards


@pytest.mark.asyncio
async def test_an_open_crisis_shows_the_lines_once_and_refuses_nothing() -> None:
    crisis = Crisis(category="SU", level="crisis", opened_at=NOW, last_at=NOW - timedelta(hours=1), **AT)
    room = Room(ForgetForm, crisis, country="GB")
    assert await room.say("/forget", "forget") == ["utter_card", "utter_ask_forget_in_crisis"]
    assert await room.say("yes erase everything") == []
    assert room.turn.afterwards == [("erase", {})]


@pytest.mark.asyncio
@pytest.mark.parametrize("privacy", ["shared", "unsure", "unasked"])
async def test_a_copy_is_asked_about_where_others_may_read_the_phone(privacy: str) -> None:
    room = Room(ForgetForm, *kept(), phone_privacy=privacy)
    await room.say("/forget", "forget")
    assert await room.say("copy first") == ["utter_ask_forget_copy"]
    assert not room.turn.afterwards
    assert await room.tap("send") == ["utter_ask_forget_last"]
    assert room.turn.afterwards == [("export", {})]


@pytest.mark.asyncio
async def test_export_goes_out_at_once_on_a_private_phone_and_asks_on_another() -> None:
    private, shared = Room(Export, phone_privacy="private"), Room(Export)
    await private.say("/export", "export")
    assert private.turn.afterwards == [("export", {})]
    assert private.next == "action_listen"
    await shared.say("/export", "export")
    assert shared.turn.afterwards == []
    assert shared.next == "forget_form"
    room = Room(ForgetForm)
    assert await room.say("/export", "export") == ["utter_ask_forget_copy"]
    assert await room.tap("send") == []
    assert room.turn.afterwards == [("export", {})]
    assert room.loop is None


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("operator", "line"), [(None, "utter_who_reads"), ("Eastway", "utter_who_reads_operator")]
)
async def test_who_reads_depends_on_whether_people_are_on_call(operator: str | None, line: str) -> None:
    room = Room(ForgetForm)
    room.metadata = {"operator": operator}
    assert line in await room.say("who can read this", "ask_who_reads")
    assert room.loop is None


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("place", "keeper", "line"),
    [
        ("Ghent", "Eastway", "utter_data_place_operator"),
        ("Ghent", None, "utter_data_place"),
        (None, "Eastway", None),
    ],
)
async def test_where_it_lies_is_said_as_the_operator_told_it(
    place: str | None, keeper: str | None, line: str | None
) -> None:
    room = Room(ForgetForm)
    room.metadata = {"operator": None, "place": place, "kept_by": keeper}
    said = await room.say("who can read this", "ask_who_reads")
    assert [name for name in said if name.startswith("utter_data_place")] == ([line] if line else [])
    assert not line or place in str(room.parts)


@pytest.mark.asyncio
async def test_hide_leaves_nothing_to_come_back_to() -> None:
    room = Room(Hide)
    room.loop = "triggers_form"
    room.slots = {"paused": {"form": "rehearsal_form"}, "question": "triggers_action"}
    assert await room.say("/hide", "hide") == ["utter_hidden"]
    assert room.slots["paused"] is None
    assert room.slots["question"] is None


@pytest.mark.asyncio
async def test_a_question_is_answered_by_its_intent_too_and_the_choice_asked_again() -> None:
    room = Room(ForgetForm, *kept())
    await room.say("/forget", "forget")
    assert await room.say("tell me first", "ask_what_stored") == ["utter_what_kept", "utter_ask_forget_again"]


@pytest.mark.asyncio
async def test_somebody_who_keeps_nothing_is_told_so() -> None:
    room = Room(ForgetForm, *kept(), consent="nothing")
    assert "utter_what_kept_little" in await room.say("what do you have", "ask_what_stored")


@pytest.mark.asyncio
async def test_no_copy_to_this_phone_sends_none_and_asks_on() -> None:
    room = Room(ForgetForm, *kept())
    await room.say("/forget", "forget")
    await room.tap("copy")
    assert await room.tap("not_here") == ["utter_ask_forget_without_copy"]
    assert await room.tap("keep") == ["utter_forget_kept"]
    assert not room.turn.afterwards


@given(st.text(max_size=80))
def test_any_text_is_read(text: str) -> None:
    assert my_data.said(text) in {None, *my_data.ORDER}


@pytest.mark.asyncio
async def test_as_many_notes_of_one_person_are_erased_as_were_said(tmp_path: Path) -> None:
    journal = sqlite_in(tmp_path).open(lambda: NOW)
    journal.migrate()
    room = Room(ForgetForm, *kept())
    await room.say("forget marco", "forget")
    promised = room.parts[0]["count"]
    await room.tap("those")
    await journal.commit(room.book)
    erased = await journal.erase(room.book.user_id, person=MARCO.id)
    journal.close()
    assert erased["trigger"] + erased["rehearsal"] == promised
    assert erased["person"] == 1
