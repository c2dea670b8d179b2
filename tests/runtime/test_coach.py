"""One message through the house: kept once, answered once, in order, whatever fails on the way."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from bot.channels.base import Outgoing
from bot.channels.telegram import TelegramChannel
from bot.coaching.records import Trigger, Wish
from bot.content import titles
from bot.journal.journal import DatabaseDown
from bot.journal.queues import Inbox
from bot.runtime.coach import line
from bot.runtime.serve import Edge
from tests.runtime.conftest import House, later

CRISIS = "i want to kill myself"
pytestmark = pytest.mark.asyncio(loop_scope="session")


def is_card(message: Outgoing) -> bool:
    return {b.title for b in message.buttons} >= set(titles("utter_card_buttons").values())


def fail(monkeypatch: pytest.MonkeyPatch, house: House) -> None:
    """Takes the database away."""

    async def run(*_: Any) -> None:
        raise DatabaseDown("test")

    monkeypatch.setattr(house.app.journal, "run", run)


async def triggers(house: House, user_id: str) -> list[Trigger]:
    return await (await house.app.journal.book(user_id)).all(Trigger)


async def test_an_update_that_comes_again_has_no_second_effect(house: House) -> None:
    guest = await house.guest().settled_in()
    await guest.say("/trigger")
    answer = guest.update("text", "she cancelled our dinner")
    assert len(await guest.give(answer)) == 1
    assert await guest.give(answer) == []
    assert await guest.give(answer, answer) == []
    assert [t.situation for t in await triggers(house, guest.user_id)] == ["she cancelled our dinner"]


async def test_messages_of_one_person_are_answered_in_order(house: House) -> None:
    guest = await house.guest().settled_in()
    texts = ("she cancelled our dinner", "7")
    command = guest.update("command", command="trigger")
    heard = await guest.give(command, *(guest.update("text", text) for text in texts))
    assert len(heard) == 3
    assert [(t.situation, t.intensity) for t in await triggers(house, guest.user_id)] == [(texts[0], 7)]


async def test_what_waits_while_a_turn_is_under_way_is_not_lost(house: House) -> None:
    guests = [await house.guest().settled_in() for _ in range(5)]
    before = [len(guest.heard) for guest in guests]
    await asyncio.gather(
        *(g.give(g.update("command", command="trigger"), g.update("text", "x y z")) for g in guests)
    )
    assert [len(g.heard) - b for g, b in zip(guests, before, strict=True)] == [2] * 5


async def test_a_group_is_told_once(house: House) -> None:
    group = house.guest()
    assert [m.text for m in await group.give(group.update("group"))] == [line("utter_private_only")]
    assert await group.give(group.update("group")) == []


async def test_a_minor_leaves_no_rows(house: House) -> None:
    guest = house.guest()
    asked = await guest.say("/start")
    heard = await guest.press(asked[-1], 1)
    assert heard
    assert guest.rows() == {}
    assert await guest.say("are you still there")
    assert guest.rows() == {}
    with house.app.journal.keys.engine.connect() as connection:
        kept = connection.exec_driver_sql("SELECT user_id FROM user_keys").scalars().all()
    assert guest.user_id not in kept


async def test_nothing_is_kept_of_a_stranger_who_leaves(house: House) -> None:
    guest = house.guest()
    assert await guest.give(guest.update("blocked")) == []
    assert guest.rows() == {}


async def test_someone_who_blocked_the_coach_is_noted_and_met_again(house: House) -> None:
    guest = await house.guest().settled_in()
    await house.app.coach.left(guest.address)
    await house.settle()
    assert (await house.app.journal.book(guest.user_id)).profile.gone
    assert await guest.say("/help")
    assert not (await house.app.journal.book(guest.user_id)).profile.gone


async def test_a_second_tap_and_a_stale_button_are_harmless(house: House) -> None:
    guest = house.guest()
    first = (await guest.say("/start"))[-1]
    second = await guest.press(first, 0, carrier=1)
    assert len(second) == 1
    assert await guest.press(first, 0, carrier=1) == []
    await guest.press(second[-1], 0, carrier=2)
    assert await guest.press(first, 1, carrier=1) == []
    assert await guest.press(Outgoing("", keyboard="nobody-knows"), 0, carrier=3) == []
    assert await guest.press(Outgoing("", keyboard=first.keyboard), 99, carrier=4) == []
    book = await house.app.journal.book(guest.user_id)
    assert (book.profile.adult, book.profile.consent) == (True, "keep")
    assert {number for address, number in house.wire.used if address == guest.address} == {1, 2, 3, 4}


async def test_the_card_has_a_button_that_works(house: House) -> None:
    guest = await house.guest().settled_in()
    card = next(m for m in await guest.say(CRISIS) if is_card(m))
    assert (await house.app.journal.book(guest.user_id)).crises
    assert await guest.press(card, 0, carrier=77)
    assert await guest.press(card, 0, carrier=77) == []


async def test_a_card_comes_once_for_an_update_and_once_in_ten_minutes(house: House) -> None:
    guest = await house.guest().settled_in()
    update = guest.update("text", CRISIS)
    assert sum(map(is_card, (await guest.give(update))[:1])) == 1
    assert await guest.give(update) == []
    first = (await guest.say(CRISIS))[0]
    assert first.lane == "crisis"
    assert first.text != guest.heard[0].text
    assert not is_card(first)
    later(house, minutes=11)
    assert is_card((await guest.say(CRISIS))[0])


async def test_the_one_on_call_is_told_in_codes(house: House) -> None:
    guest = await house.guest().settled_in()
    before = len(house.wire.arrived)
    await guest.say(CRISIS)
    alerts = [m for address, m in house.wire.arrived[before:] if address == "5"]
    assert [a.lane for a in alerts] == ["alerts"]
    assert not {"kill", "myself", guest.address} & set(alerts[0].text.replace("\n", " ").split())


async def test_an_edit_of_the_newest_message_is_new_content(house: House) -> None:
    guest = await house.guest().settled_in()
    await guest.say("/trigger")
    await guest.say("she cancelled", message_id=501)
    edit = guest.update("edit", "6", message_id=501)
    assert len(await guest.give(edit)) == 1
    assert await guest.give(edit) == []
    assert [t.intensity for t in await triggers(house, guest.user_id)] == [6]


async def test_an_edit_of_an_older_message_changes_nothing(house: House) -> None:
    guest = await house.guest().settled_in()
    await guest.say("/trigger")
    await guest.say("she cancelled", message_id=601)
    await guest.say("5", message_id=602)
    before = await triggers(house, guest.user_id)
    assert await guest.give(guest.update("edit", "she was late", message_id=601))
    assert [t.situation for t in await triggers(house, guest.user_id)] == [t.situation for t in before]


async def test_an_edit_into_a_crisis_gets_its_card(house: House) -> None:
    guest = await house.guest().settled_in()
    await guest.say("one", message_id=701)
    await guest.say("two", message_id=702)
    assert is_card((await guest.give(guest.update("edit", CRISIS, message_id=701)))[0])


async def test_an_album_is_answered_once(house: House) -> None:
    guest = await house.guest().settled_in()
    pictures = [guest.update("unreadable", album="a") for _ in range(4)]
    assert len(await guest.give(*pictures)) == 1
    assert len(await guest.give(guest.update("unreadable"))) == 1


async def test_without_a_database_there_is_one_apology_and_after_it_all_is_well(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    guest, other = await house.guest().settled_in(), await house.guest().settled_in()
    with monkeypatch.context() as patch:
        fail(patch, house)
        assert [m.text for m in await guest.say("hello")] == [line("utter_apology")]
        assert [m.text for m in await guest.say("hello")] == [line("utter_apology")]
        assert [is_card(m) for m in await other.say(CRISIS)] == [True]
        assert await guest.give(guest.update("blocked")) == []
    await asyncio.wait_for(house.app.coach.mender.task, 5)  # type: ignore[arg-type]
    heard = await guest.say("/help")
    assert line("utter_apology") not in [m.text for m in heard]
    assert heard
    assert await Inbox(house.app.journal).pending() == []


async def test_a_commit_that_fails_is_apologised_for_and_its_row_ends(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    guest = await house.guest().settled_in()
    await guest.say("/trigger")

    async def commit(*_: Any, **__: Any) -> None:
        raise DatabaseDown("test")

    with monkeypatch.context() as patch:
        patch.setattr(house.app.journal, "commit", commit)
        assert [m.text for m in await guest.say("she cancelled")] == [line("utter_apology")]
    await asyncio.wait_for(house.app.coach.mender.task, 5)  # type: ignore[arg-type]
    assert await Inbox(house.app.journal).pending() == []
    await guest.say("she was late")
    assert [t.situation for t in await triggers(house, guest.user_id)] == ["she was late"]


@pytest.mark.parametrize("failure", ["action", "agent"])
async def test_a_failing_model_apologises_and_keeps_nothing_half_done(
    house: House, monkeypatch: pytest.MonkeyPatch, failure: str
) -> None:
    guest, other = house.guest(), house.guest()

    async def broken(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        if failure == "agent":
            patch.setattr(house.app.brain.agent, "handle_message", broken)
        else:
            patch.setattr(house.app.brain.actions._executor, "run", broken)
        assert [m.text for m in await guest.say("hello there")] == [line("utter_apology")]
        assert [is_card(m) for m in await other.say(CRISIS)] == [True]
    await house.settle()
    assert await guest.say("/start")


async def test_what_comes_up_again_after_a_kill_is_answered(house: House) -> None:
    guest = await house.guest().settled_in()
    texts, coach = ("/trigger", "she cancelled", CRISIS), house.app.coach
    updates = [guest.update("text" if t[0] != "/" else "command", t, command=t[1:]) for t in texts]
    await coach._keep([_heard(update) for update in updates])
    before = len(guest.heard)
    await coach.resume()
    await house.settle()
    assert len(guest.heard) - before >= 3
    assert any("112" in m.text or is_card(m) for m in guest.heard[before:])
    assert [t.situation for t in await triggers(house, guest.user_id)] == ["she cancelled"]


async def test_a_copy_asked_for_before_a_kill_is_sent_once_after_it(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    guest = await house.guest().settled_in()

    async def killed(*_: Any) -> None:
        raise ZeroDivisionError

    asked = await guest.say("/export")
    with monkeypatch.context() as patch:
        patch.setattr(house.app.coach.afterwards, "follow", killed)
        await guest.press(asked[-1])
    assert not [m for m in guest.heard if m.document]
    for _ in range(2):
        await house.app.dispatcher.look()
        await house.app.dispatcher.drain()
        await house.settle()
    assert len([m for m in guest.heard if m.document]) == 2, "a text and a JSON file, once"
    assert not await (await house.app.journal.book(guest.user_id)).all(Wish)


def _heard(update: Any) -> Any:
    from bot.runtime.coach import Heard
    from bot.safety.screen import screen

    return Heard(update, screen(update.text))


def edge_of(house: House) -> Edge:
    return Edge(house.app, TelegramChannel("1:nobody-answers-here", "http://127.0.0.1:9"))


def raw(number: int, address: str, **content: Any) -> dict[str, Any]:
    who = {"id": int(address), "is_bot": False, "first_name": "x"}
    chat = {"id": int(address), "type": "private"}
    return {
        "update_id": number,
        "message": {"message_id": number, "date": 1, "chat": chat, "from": who, **content},
    }


async def test_an_update_nobody_can_read_harms_nobody_and_its_crisis_gets_a_card(house: House) -> None:
    guest, other = house.guest(), house.guest()
    edge = edge_of(house)
    bad = raw(900_001, guest.address, text=CRISIS)
    del bad["message"]["date"]
    worse = raw(900_002, guest.address, text="nothing to see")
    del worse["message"]["date"]
    good = raw(900_003, other.address, text="hello")
    await edge.receive([bad, worse, {"update_id": 900_004, "message": 7}, {}, good])
    await house.settle()
    assert is_card(guest.heard[0])
    assert other.heard


async def test_every_press_stops_spinning_also_one_that_means_nothing(house: House) -> None:
    guest, edge = house.guest(), edge_of(house)
    who = {"id": int(guest.address), "is_bot": False, "first_name": "x"}
    pressed = {"id": "p1", "from": who, "chat_instance": "1", "data": "x:0"}
    game = {"id": "p2", "from": who, "chat_instance": "1", "game_short_name": "g"}
    updates = [
        {"update_id": 910_001, "callback_query": pressed},
        {"update_id": 910_002, "callback_query": game},
    ]
    await edge.receive(updates)
    await edge.receive(updates)
    await house.settle()
    assert sorted(p for p in house.wire.answered if p[0] == "p") == ["p1", "p1", "p2", "p2"]
    assert guest.heard == []


async def test_what_is_said_at_once_is_answered_one_by_one(house: House) -> None:
    coach, guest = house.app.coach, house.guest()
    first, second = guest.update("command", command="start"), guest.update("text", "hello")
    answers = await asyncio.gather(coach.say(first), coach.say(replace(second)))
    assert all(answers)


async def test_what_is_said_where_nothing_can_be_sent_is_answered_from_memory(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    guest = house.guest()
    fail(monkeypatch, house)
    assert [m.text for m in await house.app.coach.say(guest.update("text", "hello"))] == [
        line("utter_apology")
    ]
    assert is_card((await house.app.coach.say(guest.update("text", CRISIS)))[0])
