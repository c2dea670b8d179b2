"""The people on call: told in codes, joining where wanted, words carried both ways, nothing left behind."""

from __future__ import annotations

import asyncio
from typing import Any, Iterator, Optional

import pytest

from bot.channels.base import Incoming, Outgoing
from bot.content import titles
from bot.journal.handoffs import Handoff
from bot.journal.journal import DatabaseDown
from bot.runtime.relay import RelayDesk
from bot.safety.duty import read_duty
from bot.safety.records import Crisis
from tests.runtime.conftest import Guest, House, _numbers, later

CRISIS = "i want to kill myself"
DESK = "5"
pytestmark = pytest.mark.asyncio(loop_scope="session")


class OnCall:
    """Somebody in the chat on call."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.before = len(house.wire.arrived)

    @property
    def read(self) -> list[Outgoing]:
        """What arrived there since this test began."""
        return [message for address, message in self.house.wire.arrived[self.before :] if address == DESK]

    def id_of(self, message: Outgoing) -> int:
        return next(n for n, (_, m) in enumerate(self.house.wire.arrived, 1) if m is message)

    async def _give(self, **fields: Any) -> int:
        number = next(_numbers)
        given = {"message_id": 900_000 + number, **fields}
        update = Incoming(number, DESK, "desk", self.house.clock(), **given)
        await self.house.app.coach.receive([update], [_calm()])
        await self.house.settle()
        return int(given["message_id"])

    async def press(self, alert: Outgoing, index: int) -> None:
        await self._give(press=f"{alert.keyboard}:{index}", press_id="1")

    async def write(self, to: Optional[Outgoing] = None, thread: Optional[int] = None) -> int:
        return await self._give(reply_to=self.id_of(to) if to else None, thread=thread)

    async def close(self, to: Optional[Outgoing] = None) -> None:
        await self._give(command="close", reply_to=self.id_of(to) if to else None)


def _calm() -> Any:
    from bot.runtime.coach import CALM

    return CALM


@pytest.fixture
def desk(house: House) -> Iterator[OnCall]:
    """The chat on call, with no case open."""
    relay = house.app.coach.relay
    relay.cases._cases.clear()
    house.wire.forum = None
    house.wire.old.clear()
    yield OnCall(house)
    relay.duty = None


def relay(house: House) -> RelayDesk:
    return house.app.coach.relay


async def private(house: House) -> Guest:
    """Somebody alone with their phone."""
    guest = await house.guest().settled_in()
    book = await house.app.journal.book(guest.user_id)
    book.update_profile(phone_privacy="private")
    await house.app.journal.commit(book)
    house.app.coach.cards.learn(guest.user_id, book)
    return guest


async def joined(house: House, desk: OnCall) -> tuple[Guest, Outgoing, Outgoing]:
    """Somebody in danger, the alert, and what they were told when a person took it."""
    guest = await private(house)
    await guest.say(CRISIS)
    alert = desk.read[0]
    await desk.press(alert, 0)
    return guest, alert, guest.heard[-1]


async def test_the_alert_has_codes_and_no_words(house: House, desk: OnCall) -> None:
    guest = await private(house)
    heard = await guest.say(CRISIS)
    (alert,) = desk.read
    assert alert.lane == "alerts" and len(alert.buttons) == 2 and "SU" in alert.text
    assert not set(CRISIS.split()) & set(alert.text.lower().split()) and guest.address not in alert.text
    assert relay(house).news(guest.user_id) == () and len(heard) >= 2  # told in the same turn


async def test_one_alert_for_one_kind_of_risk(house: House, desk: OnCall) -> None:
    guest = await private(house)
    await guest.say(CRISIS)
    later(house, minutes=11)
    await guest.say(CRISIS)
    assert len(desk.read) == 1


async def test_nobody_joins_unasked_where_a_phone_is_not_private(house: House, desk: OnCall) -> None:
    guest = await house.guest().settled_in()
    await guest.say(CRISIS)
    (alert,) = desk.read
    assert alert.buttons == ()
    await desk._give(press=f"{alert.keyboard}:0", press_id="1")
    assert relay(house).taken(guest.user_id) is None


async def test_joining_is_announced_and_nothing_is_shown_unasked(house: House, desk: OnCall) -> None:
    guest, alert, announced = await joined(house, desk)
    assert {b.payload for b in announced.buttons} == {"desk_show", "desk_keep", "desk_decline"}
    assert all(message.copied is None for message in desk.read)
    assert house.wire.retold[desk.id_of(alert)]
    shown = await guest.press(announced, 0)
    assert len(shown) == 1 and [m.copied for m in desk.read if m.copied] == [
        (guest.address, _crisis_id(guest, house))
    ]


def _crisis_id(guest: Guest, house: House) -> Optional[int]:
    found = relay(house).taken(guest.user_id)
    return found.last_id if found else None


async def test_they_can_decline(house: House, desk: OnCall) -> None:
    guest, alert, announced = await joined(house, desk)
    await guest.press(announced, 2)
    await house.settle()
    assert relay(house).taken(guest.user_id) is None
    before = len(desk.read)
    assert await guest.say("i feel a bit lonely") != []
    assert not [m for m in desk.read[before:] if m.copied]


async def test_words_travel_both_ways_in_order(house: House, desk: OnCall) -> None:
    guest, alert, _ = await joined(house, desk)
    for n in range(10):
        update = guest.update("unreadable" if n == 4 else "text", "" if n == 4 else f"number {n}")
        assert await guest.give(update) == []
        assert desk.read[-1].copied == (guest.address, update.message_id)
        assert desk.read[-1].reply_to == desk.id_of(alert)
        sent = await desk.write(to=alert)
        assert guest.heard[-1].copied == (DESK, sent)


async def test_a_topic_where_the_group_has_them(house: House, desk: OnCall) -> None:
    house.wire.forum = 77
    guest, alert, _ = await joined(house, desk)
    await guest.say("hello")
    assert (desk.read[-1].thread, desk.read[-1].reply_to) == (77, None)
    sent = await desk.write(thread=77)
    assert guest.heard[-1].copied == (DESK, sent)
    before = len(guest.heard)
    await desk.write(thread=78)
    assert len(guest.heard) == before


async def test_chatter_among_those_on_call_stays_there(house: House, desk: OnCall) -> None:
    guest, _, _ = await joined(house, desk)
    before = len(guest.heard)
    await desk.write()
    assert len(guest.heard) == before


async def test_the_screen_still_watches(house: House, desk: OnCall) -> None:
    guest, alert, _ = await joined(house, desk)
    later(house, seconds=1)
    cards = await guest.say("i took all my pills")
    assert len(cards) == 1 and {b.title for b in cards[0].buttons} == set(
        titles("utter_card_buttons").values()
    )
    assert [m for m in desk.read if m.copied] and any("ME" in m.text for m in desk.read)
    await desk.write(to=alert)
    assert await guest.say("i took all my pills") == []  # a person is answering
    later(house, seconds=61)
    assert len(await guest.say("i took all my pills")) == 1


async def test_closing_brings_them_back_in_the_right_state(house: House, desk: OnCall) -> None:
    guest, alert, _ = await joined(house, desk)
    await guest.say("thank you")
    before = len(guest.heard)
    await desk.close(to=alert)
    assert len(guest.heard) > before and relay(house).taken(guest.user_id) is None
    assert desk.id_of(alert) in house.wire.retold
    (crisis,) = await (await house.app.journal.book(guest.user_id)).all(Crisis)
    assert crisis.status == "followup"
    carried = len([m for m in desk.read if m.copied])
    assert await guest.say("no thanks") != []
    assert len([m for m in desk.read if m.copied]) == carried


async def test_they_end_it_themselves(house: House, desk: OnCall) -> None:
    guest, _, _ = await joined(house, desk)
    assert len(await guest.say("/close")) == 1
    await house.settle()
    assert relay(house).taken(guest.user_id) is None


async def test_nobody_in_time_is_said_honestly_once(house: House, desk: OnCall) -> None:
    guest = await private(house)
    await guest.say(CRISIS)
    before = len(guest.heard)
    later(house, minutes=3)
    for _ in range(3):
        await relay(house).look()
        await house.settle()
    assert len(guest.heard) == before + 1
    await desk.press(desk.read[0], 0)  # it can still be taken, and is announced then
    assert relay(house).taken(guest.user_id) is not None
    later(house, minutes=40)
    await relay(house).look()
    assert relay(house).taken(guest.user_id) is not None


async def test_nobody_can_is_told_at_once(house: House, desk: OnCall) -> None:
    guest = await private(house)
    await guest.say(CRISIS)
    before = len(guest.heard)
    await desk.press(desk.read[0], 1)
    await desk.press(desk.read[0], 1)
    assert len(guest.heard) == before + 1


async def test_a_case_nobody_took_ends(house: House, desk: OnCall) -> None:
    guest = await private(house)
    await guest.say(CRISIS)
    later(house, minutes=31)
    await relay(house).look()
    await house.settle()
    assert guest.user_id not in relay(house).cases._cases


async def test_a_person_on_request(house: House, desk: OnCall) -> None:
    guest = await private(house)
    await guest.say("/human")
    (alert,) = desk.read
    assert alert.buttons
    assert len(await guest.say("/human")) == 1 and len(desk.read) == 1
    await desk.press(alert, 0)
    assert {b.payload for b in guest.heard[-1].buttons} == {"desk_keep", "desk_decline"}


async def test_a_phone_others_read_is_asked_about_first(house: House, desk: OnCall) -> None:
    guest = await private(house)
    book = await house.app.journal.book(guest.user_id)
    book.update_profile(phone_privacy="shared")
    await house.app.journal.commit(book)
    asked = await guest.say("/human")
    assert desk.read == []
    await guest.press(asked[-1], 0)
    assert len(desk.read) == 1


async def test_nobody_on_duty_is_said_with_the_next_time(house: House, desk: OnCall) -> None:
    relay(house).duty = read_duty("Tue-Wed 09:00-12:00 Europe/Berlin")
    guest = await private(house)
    heard = await guest.say("/human")
    assert desk.read == [] and "Tuesday 09:00" in heard[0].text
    before = len(guest.heard)
    await guest.say(CRISIS)
    assert len(desk.read) == 1
    later(house, minutes=4)
    told = len(guest.heard)
    await relay(house).look()
    await house.settle()
    assert len(guest.heard) >= told > before


async def test_hiding_ends_it(house: House, desk: OnCall) -> None:
    guest, _, _ = await joined(house, desk)
    await guest.say("/hide")
    assert relay(house).taken(guest.user_id) is None
    before = len(guest.heard)
    await desk.write(to=desk.read[0])
    assert len(guest.heard) == before


async def test_it_goes_on_after_a_restart(house: House, desk: OnCall) -> None:
    guest, alert, _ = await joined(house, desk)
    await house.settle()
    relay(house).cases._cases.clear()
    await relay(house).start()
    await guest.say("still here")
    assert desk.read[-1].copied is not None
    sent = await desk.write(to=alert)
    assert guest.heard[-1].copied == (DESK, sent)


async def test_forget_leaves_nothing_and_says_what_it_cannot_reach(house: House, desk: OnCall) -> None:
    guest, alert, _ = await joined(house, desk)
    await guest.say("hello")
    ours = [desk.id_of(m) for m in desk.read]
    house.wire.old = {ours[0]}
    asked = await guest.say("/forget")
    heard = await guest.press(asked[-1], 0)
    assert guest.rows() == {} and set(ours[1:]) <= set(house.wire.deleted)
    assert house.wire.retold[ours[0]] == "…" and "1" in heard[-1].text
    assert relay(house).taken(guest.user_id) is None


async def test_a_crisis_that_only_the_turn_finds_is_told_too(
    house: House, desk: OnCall, monkeypatch: pytest.MonkeyPatch
) -> None:
    guest = await private(house)
    asked = await guest.say("i just want to disappear and never come back")
    if not desk.read:  # a concern: its question leads to a crisis
        for answer in ("yes", "yes, i want to die"):
            asked = await guest.say(answer)
    assert asked and len(desk.read) == 1


async def test_without_a_database_the_alert_goes_all_the_same(
    house: House, desk: OnCall, monkeypatch: pytest.MonkeyPatch
) -> None:
    guest = await private(house)

    async def run(*_: Any) -> None:
        raise DatabaseDown("test")

    with monkeypatch.context() as away:
        away.setattr(house.app.journal, "run", run)
        await guest.say(CRISIS)
        assert len(desk.read) == 1
    await asyncio.wait_for(house.app.coach.mender.task, 5)  # type: ignore[arg-type]


async def test_no_text_is_in_the_table(house: House, desk: OnCall) -> None:
    guest, _, _ = await joined(house, desk)
    kept, ids = await relay(house).cases.trail(guest.user_id)
    assert isinstance(kept, Handoff) and ids
    assert kept.case_no not in guest.user_id and CRISIS not in str(kept)
