"""Situations of the field that need the channel, the clock, a restart or several people."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.channels.outbox import Limits
from bot.channels.telegram import TelegramChannel
from bot.coaching.records import Appointment, Rehearsal
from bot.content import titles
from bot.runtime.app import assemble
from bot.runtime.serve import Edge
from bot.safety.records import Crisis, Person
from bot.settings import Settings
from tests.runtime.conftest import Clock, Guest, House, Wire, later

CRISIS = "I want to die"
PHOTO = [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]
VOICE = {"file_id": "a", "file_unique_id": "b", "duration": 1}
FILE = {"file_id": "a", "file_unique_id": "b"}
STICKER = {**FILE, "width": 1, "height": 1, "is_animated": False, "is_video": False, "type": "regular"}
pytestmark = pytest.mark.asyncio(loop_scope="session")


class Phone:
    """Somebody's phone: raw updates as Telegram sends them."""

    numbers = iter(range(920_000, 930_000))

    def __init__(self, house: House, guest: Guest) -> None:
        self.house, self.guest = house, guest
        self.edge = Edge(house.app, TelegramChannel("1:nobody-answers-here", "http://127.0.0.1:9"))
        self.who = {"id": int(guest.address), "is_bot": False, "first_name": "x"}
        self.chat = {"id": int(guest.address), "type": "private"}

    def update(self, what: str = "message", message_id: int = 0, **content: Any) -> dict[str, Any]:
        number = next(self.numbers)
        body = {"message_id": message_id or number, "date": 1, "chat": self.chat, "from": self.who}
        edited = {"edit_date": 2} if what == "edited_message" else {}
        return {"update_id": number, what: {**body, **edited, **content}}

    def left(self) -> dict[str, Any]:
        states = [{"status": status, "user": {**self.who, "is_bot": True}} for status in ("member", "kicked")]
        states[1]["until_date"] = 0
        change = {"chat": self.chat, "from": self.who, "date": 1}
        member = {**change, "old_chat_member": states[0], "new_chat_member": states[1]}
        return {"update_id": next(self.numbers), "my_chat_member": member}

    async def give(self, *updates: dict[str, Any]) -> list[Any]:
        before = len(self.guest.heard)
        await self.edge.receive(list(updates))
        await self.house.settle()
        return self.guest.heard[before:]


def is_card(message: Any) -> bool:
    return {b.title for b in message.buttons} >= set(titles("utter_card_buttons").values())


async def phone_of(house: House) -> Phone:
    return Phone(house, await house.guest().settled_in())


async def test_f19_a_caption_is_read_like_a_text(house: House) -> None:
    phone = await phone_of(house)
    heard = await phone.give(phone.update(photo=PHOTO, caption=CRISIS))
    assert is_card(heard[0])
    (crisis,) = await (await house.app.journal.book(phone.guest.user_id)).all(Crisis)
    assert (crisis.category, crisis.level) == ("SU", "crisis")


@pytest.mark.parametrize(
    "content", [{"voice": VOICE}, {"photo": PHOTO}, {"sticker": STICKER}, {"document": FILE}]
)
async def test_f19_what_cannot_be_read_is_answered(house: House, content: dict[str, Any]) -> None:
    """Never silence, and the way to help is in the answer."""
    phone = await phone_of(house)
    heard = await phone.give(phone.update(**content))
    assert len(heard) == 1 and "help" in heard[0].text.lower()


@pytest.mark.parametrize("kind", ["text", "caption"])
async def test_f20_an_edit_into_a_crisis_is_met_once(house: House, kind: str) -> None:
    phone = await phone_of(house)
    photo = {"photo": PHOTO} if kind == "caption" else {}
    await phone.give(phone.update(message_id=77, **photo, **{kind: "I'm ok"}))
    edit = phone.update("edited_message", message_id=77, **photo, **{kind: CRISIS})
    assert is_card((await phone.give(edit))[0])
    assert await phone.give(edit) == []
    assert len(await (await house.app.journal.book(phone.guest.user_id)).all(Crisis)) == 1


async def test_f21_a_crisis_among_eight_messages_wins(house: House) -> None:
    """Its card comes before any reply and once, and no message is lost."""
    phone = await phone_of(house)
    texts = ["hey", "so", CRISIS, "he", "left", "again", "ok", "hello"]
    heard = await phone.give(*(phone.update(text=text) for text in texts))
    assert is_card(heard[0])
    assert [m.lane for m in heard].count("crisis") == 1
    assert len(heard) >= len(texts) - 1
    (crisis,) = await (await house.app.journal.book(phone.guest.user_id)).all(Crisis)
    assert crisis.level == "crisis"


async def test_nobody_joins_unasked_where_violence_is_known(house: House) -> None:
    """Also for another kind of danger, on a phone that is private (rules OP3, OP4)."""
    guest = await house.guest().settled_in()
    book = await house.app.journal.book(guest.user_id)
    now = house.clock()
    book.update_profile(phone_privacy="private")
    book.put(Person(created_at=now, updated_at=now, label="Dan", relation="partner", dv_flag_at=now))
    await house.app.journal.commit(book)
    house.app.coach.cards.learn(guest.user_id, book)
    before = len(house.wire.arrived)
    await guest.say(CRISIS)
    (alert,) = [m for to, m in house.wire.arrived[before:] if to == "5" and m.lane == "alerts"]
    assert alert.buttons == ()


async def appointed(house: House, guest: Guest, line: str, hours: float = 1) -> Appointment:
    """Keeps an appointment about a sentence somebody practised."""
    now = house.clock()
    book = await house.app.journal.book(guest.user_id)
    lou = Person(created_at=now, updated_at=now, label="Lourdes", relation="partner")
    said = Rehearsal(created_at=now, updated_at=now, who=lou.id, sentence="i need you to stop hitting")
    due = now + timedelta(hours=hours)
    made = Appointment(created_at=now, updated_at=now, due_at=due, line=line, about=said.id)
    for record in (lou, said, made):
        book.put(record)
    await house.app.journal.commit(book)
    return made


async def look(house: House) -> None:
    """Lets the clock be looked at, twice, as a second process would."""
    await asyncio.gather(house.app.dispatcher.look(), house.app.dispatcher.look())
    await house.app.dispatcher.drain()
    await house.settle()


async def test_f28_what_lights_up_a_phone_says_nothing_of_them(house: House) -> None:
    guest = await house.guest().settled_in()
    await appointed(house, guest, "utter_how_did_it_go")
    before = len(guest.heard)
    later(house, hours=2)
    await look(house)
    (pushed,) = guest.heard[before:]
    assert not {"lourdes", "hitting", "hit", "need"} & set(pushed.text.lower().replace("?", " ").split())


async def test_f58_a_restart_in_the_minute_it_is_due_neither_loses_nor_doubles_it(tmp_path: Path) -> None:
    settings = Settings(
        database_url=f"sqlite:///{tmp_path / 'coach.db'}",
        keys_database_url=f"sqlite:///{tmp_path / 'keys.db'}",
        key_file=tmp_path / "operator.key",
        var=tmp_path,
    )
    wire, clock, address = Wire(), Clock(), None
    for run in range(3):
        app = await assemble(settings, {"telegram": wire}, clock=clock, limits=Limits.none())
        await app.sender.start()
        house = House(app, wire, clock)
        if run == 0:
            guest = await house.guest().settled_in()
            await appointed(house, guest, "utter_how_did_it_go")
            address, told = guest.address, len(guest.heard)
            later(house, hours=1)  # due now; the process goes before it looks
        else:
            await look(house)
            later(house, minutes=3)
        await app.close()
    assert len([m for to, m in wire.arrived if to == address]) == told + 1


async def test_f59_the_same_reminder_of_two_people_comes_to_both(house: House) -> None:
    guests = [await house.guest().settled_in() for _ in range(2)]
    for guest in guests:
        await appointed(house, guest, "utter_how_did_it_go")
    before = [len(guest.heard) for guest in guests]
    later(house, hours=2)
    await look(house)
    await look(house)
    assert [len(g.heard) - b for g, b in zip(guests, before, strict=True)] == [1, 1]


async def test_f60_somebody_who_blocked_the_coach_is_sent_nothing_more(house: House) -> None:
    """The update is taken, also when it comes again, and what was due is over."""
    phone = await phone_of(house)
    await appointed(house, phone.guest, "utter_how_did_it_go")
    blocked = phone.left()
    assert await phone.give(blocked) == []
    assert await phone.give(blocked) == []
    later(house, hours=2)
    before = len(phone.guest.heard)
    await look(house)
    assert len(phone.guest.heard) == before
    assert await house.app.dispatcher.look() == 0
