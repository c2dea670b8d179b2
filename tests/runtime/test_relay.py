"""The people on call: told in codes, joining where wanted, words carried both ways, nothing left behind."""

from __future__ import annotations

import asyncio
import logging
from typing import Any, Iterator, Optional

import pytest

from bot.channels.base import Incoming, Outgoing, Sent, Unreachable
from bot.coaching.records import Appointment
from bot.content import titles
from bot.journal.handoffs import Handoff
from bot.journal.journal import DatabaseDown
from bot.runtime.brain import Speechless
from bot.runtime.relay import RelayDesk
from bot.safety.duty import read_duty
from bot.safety.records import Crisis, Person
from bot.safety.screen import Screening, screen
from tests.runtime.conftest import Guest, House, _numbers, later

CRISIS = "i want to kill myself"
TIES = (("Sam", "partner"), ("Kim", "friend"))
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

    async def close(self, to: Optional[Outgoing] = None, thread: Optional[int] = None) -> None:
        await self._give(command="close", reply_to=self.id_of(to) if to else None, thread=thread)


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


async def private(house: House, *people: Person, **profile: Any) -> Guest:
    """Somebody alone with their phone."""
    guest = await house.guest().settled_in()
    book = await house.app.journal.book(guest.user_id)
    book.update_profile(**{"phone_privacy": "private", **profile})
    for one in people:
        book.put(one)
    await house.app.journal.commit(book)
    house.app.coach.cards.learn(guest.user_id, await house.app.journal.book(guest.user_id))
    return guest


async def ask_for_person(guest: Guest, words: str = "/human") -> None:
    """Asks for a person, and says that nobody else reads this where that is asked."""
    for message in await guest.say(words):
        if any(button.payload == "/human_here" for button in message.buttons):
            await guest.press(message, 0)


def feared(house: House) -> Person:
    """A partner somebody is afraid of."""
    now = house.clock()
    return Person(created_at=now, updated_at=now, label="Sam", relation="partner", dv_flag_at=now)


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
    heard = await guest.say(CRISIS)
    (alert,) = desk.read
    assert alert.buttons == ()
    await desk._give(press=f"{alert.keyboard}:0", press_id="1")
    assert relay(house).taken(guest.user_id) is None
    question = next(m for m in heard if any(b.payload == "no" for b in m.buttons))
    offer = next(m for m in heard if any(b.payload == "/human" for b in m.buttons))
    assert len(await guest.press(question, [b.payload for b in question.buttons].index("no"))) == 1
    await guest.press(offer, 0)
    await desk.press(desk.read[-1], 0)
    assert relay(house).taken(guest.user_id) is not None


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
    """The coach itself says nothing while a person has the case (F62)."""
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
    """Silent but for a danger that nobody answers (F62)."""
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
    """One word brings the coach back, and it answers again (F62)."""
    guest, _, _ = await joined(house, desk)
    assert len(await guest.say("/close")) == 1
    await house.settle()
    assert relay(house).taken(guest.user_id) is None
    assert await guest.say("hello there") != []


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
    """Asked for at night: the next time and the lines, no promise; nobody is told (F61)."""
    relay(house).duty = read_duty("Tue-Wed 09:00-12:00 Europe/Berlin")
    guest = await private(house)
    heard = await guest.say("/human")
    assert desk.read == [] and "Tuesday 09:00" in heard[0].text


async def test_off_duty_nobody_is_promised_and_nobody_is_missed(house: House, desk: OnCall) -> None:
    relay(house).duty = read_duty("Tue-Wed 09:00-12:00 Europe/Berlin")
    guest = await private(house)
    await guest.say(CRISIS)
    assert len(desk.read) == 1 and relay(house).news(guest.user_id) == ()
    said = len(guest.heard)
    later(house, minutes=4)
    await relay(house).look()
    await house.settle()
    assert len(guest.heard) == said and len(desk.read) == 1


async def test_nobody_joins_unasked_where_somebody_is_feared(house: House, desk: OnCall) -> None:
    guest = await private(house, feared(house))
    heard = await guest.say(CRISIS)
    (alert,) = desk.read
    assert alert.buttons == () and not [b for m in heard for b in m.buttons if "human" in b.payload]
    await desk._give(press=f"{alert.keyboard}:0", press_id="1")
    assert relay(house).taken(guest.user_id) is None


async def test_nobody_joins_unasked_where_nothing_is_known_of_the_phone(house: House, desk: OnCall) -> None:
    guest = house.guest()
    await guest.say(CRISIS)
    assert desk.read[0].buttons == ()


async def test_a_case_that_waits_opens_when_a_person_is_asked_for(house: House, desk: OnCall) -> None:
    guest = await private(house, feared(house))
    await guest.say("he put his hands round my neck last night")
    waits = desk.read[0]
    assert waits.buttons == ()
    await ask_for_person(guest)
    opened = desk.read[-1]
    assert opened.buttons and opened.keyboard != waits.keyboard
    await desk.press(opened, 0)
    assert relay(house).taken(guest.user_id) is not None


async def test_a_person_is_offered_once_they_say_it_is_safe(house: House, desk: OnCall) -> None:
    guest = await private(house)
    asked = await guest.say("he put his hands round my neck last night")
    question = next(m for m in reversed(asked) if any(b.payload == "safe_now" for b in m.buttons))
    heard = await guest.press(question, [b.payload for b in question.buttons].index("safe_now"))
    offer = next(m for m in heard if any(b.payload == "/human_here" for b in m.buttons))
    assert desk.read[-1].buttons == ()
    await guest.press(offer, 0)
    await desk.press(desk.read[-1], 0)
    assert relay(house).taken(guest.user_id) is not None


async def test_after_a_talk_with_a_person_fear_gets_no_check_in(house: House, desk: OnCall) -> None:
    guest = await private(house, feared(house))
    await guest.say("he put his hands round my neck last night")
    await ask_for_person(guest)
    alert = desk.read[-1]
    await desk.press(alert, 0)
    await desk.close(to=alert)
    book = await house.app.journal.book(guest.user_id)
    assert await book.all(Appointment) == [] and not any(c.followup_wanted for c in book.crises)


async def test_what_is_worse_than_known_is_told_without_a_second_alert(house: House, desk: OnCall) -> None:
    guest = await private(house)
    asked = await guest.say(CRISIS)
    question = next(m for m in reversed(asked) if any(b.payload == "yes" for b in m.buttons))
    await guest.press(question, [b.payload for b in question.buttons].index("yes"))
    more = [m for m in desk.read[1:] if "attempt-now" in m.text]
    assert len(more) == 1 and more[0].reply_to == desk.id_of(desk.read[0]) and not more[0].buttons


async def test_a_change_that_is_no_news_opens_no_case_again(house: House, desk: OnCall) -> None:
    guest, alert, announced = await joined(house, desk)
    await guest.press(announced, 2)
    await house.settle()
    alerts = [m for m in desk.read if m.buttons]
    await guest.say("just kidding")
    assert [m for m in desk.read if m.buttons] == alerts and relay(house).cases.of(guest.user_id) is None


async def test_meaning_is_heard_while_a_person_is_there(
    house: House, desk: OnCall, monkeypatch: pytest.MonkeyPatch
) -> None:
    guest, alert, _ = await joined(house, desk)
    heard = Screening("crisis", "ME")
    monkeypatch.setattr("bot.runtime.coach.both_layers", lambda text: heard)
    cards = await guest.say("a sentence whose words are all harmless")
    assert len(cards) == 1 and any("ME" in m.text for m in desk.read)
    kept = await (await house.app.journal.book(guest.user_id)).all(Crisis)
    assert {one.category for one in kept} == {"SU", "ME"}


async def test_words_that_hide_or_end_are_heard_while_a_person_is_there(house: House, desk: OnCall) -> None:
    guest, _, _ = await joined(house, desk)
    carried = len([m for m in desk.read if m.copied])
    assert len(await guest.say("back to the bot")) == 1
    assert relay(house).taken(guest.user_id) is None
    guest, _, _ = await joined(house, desk)
    await guest.say("hide")
    assert relay(house).taken(guest.user_id) is None
    assert len([m for m in desk.read if m.copied]) == carried


async def test_words_that_reach_nobody_are_said_not_to(house: House, desk: OnCall) -> None:
    guest = await private(house)
    await guest.say(CRISIS)
    alert, heard = desk.read[0], len(guest.heard)
    untaken = await desk.write(to=alert)
    assert desk.read[-1].reply_to == untaken and len(guest.heard) == heard
    await desk.press(alert, 0)
    await desk.close(to=alert)
    heard = len(guest.heard)
    late = await desk.write(to=alert)
    assert desk.read[-1].reply_to == late and len(guest.heard) == heard


async def test_those_on_call_cannot_read_a_journal(house: House, desk: OnCall) -> None:
    guest = await private(house)
    await guest.say("my partner ignored me all evening")
    before = len(desk.read)
    for command in ("journal", "export", "mine", "start", "help"):
        await desk._give(command=command)
    assert len(desk.read) == before


async def test_an_alert_that_a_killed_process_lost_is_told_again(house: House, desk: OnCall) -> None:
    guest = await private(house, country="GB")
    await guest.say("i took all my pills")
    handoff = relay(house).cases.of(guest.user_id)
    assert handoff is not None
    await relay(house).cases.keep(relay(house).cases.change(handoff, alert_id=None))
    await relay(house).start()
    await house.settle()
    first, again = [m for m in desk.read if m.keyboard]
    assert (first.text, first.keyboard) == (again.text, again.keyboard)
    await relay(house).start()
    await house.settle()
    assert len([m for m in desk.read if m.keyboard]) == 2


async def test_a_tap_whose_announcement_failed_is_no_taking(
    house: House, desk: OnCall, monkeypatch: pytest.MonkeyPatch
) -> None:
    guest = await private(house)
    await guest.say(CRISIS)

    async def tell(*_: Any) -> None:
        raise DatabaseDown("test")

    with monkeypatch.context() as away:
        away.setattr(relay(house), "tell", tell)
        await desk.press(desk.read[0], 0)
        assert relay(house).taken(guest.user_id) is None
    await asyncio.wait_for(house.app.coach.mender.task, 5)  # type: ignore[arg-type]
    await desk.press(desk.read[0], 0)
    assert relay(house).taken(guest.user_id) is not None


async def test_a_reminder_waits_while_a_person_is_there(house: House, desk: OnCall) -> None:
    guest, alert, _ = await joined(house, desk)
    now = house.clock()
    made = Appointment(created_at=now, updated_at=now, due_at=now, line="utter_ask_crisis_followup")
    book = await house.app.journal.book(guest.user_id)
    book.put(made)
    await house.app.journal.commit(book)
    before = len(guest.heard)
    house.app.coach.remind(guest.user_id, made.id)
    await house.settle()
    assert len(guest.heard) == before
    assert made.id in {a.id for a in await (await house.app.journal.book(guest.user_id)).all(Appointment)}


async def test_a_minor_has_a_person_and_nothing_is_kept(house: House, desk: OnCall) -> None:
    guest = house.guest()
    asked = await guest.say("/start")
    await guest.press(asked[-1], 1)
    await ask_for_person(guest, "can i talk to a person?")
    alert = next(m for m in desk.read if m.buttons)
    await desk.press(alert, 0)
    told = guest.update("text", "someone at home hurts me")
    await guest.give(told)
    assert desk.read[-1].copied == (guest.address, told.message_id)
    sent = await desk.write(to=alert)
    assert guest.heard[-1].copied == (DESK, sent)
    await desk.close(to=alert)
    assert guest.heard[-1].copied is None and guest.rows() == {}


async def test_somebody_of_whom_nothing_is_kept_is_brought_back_too(house: House, desk: OnCall) -> None:
    guest = await house.guest().settled_in(keep=False)
    await ask_for_person(guest)
    await desk.press(desk.read[0], 0)
    before = len(guest.heard)
    await desk.close(to=desk.read[0])
    assert len(guest.heard) == before + 1


async def test_every_step_is_in_the_audit_without_a_word(
    house: House, desk: OnCall, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="bot.runtime.alerts")
    guest, alert, announced = await joined(house, desk)
    await guest.press(announced, 0)
    await guest.say("zyxwvut")
    await guest.say("i took all my pills")
    await desk.close(to=alert)
    asked = await guest.say("/forget")
    await guest.press(asked[-1], 0)
    lines = [r.getMessage() for r in caplog.records if r.name == "bot.runtime.alerts"]
    steps = [line.split(" ", 3)[3] for line in lines]
    assert steps[:2] == ["opened", "taken"] and {"last message shown", "danger heard", "closed"} <= set(steps)
    never = ("zyxwvut", "pills", guest.address, guest.user_id)
    assert not [(line, word) for line in lines for word in never if word in line]


async def test_ids_noted_before_anything_was_kept_are_found_by_forget(house: House, desk: OnCall) -> None:
    stranger = house.guest()
    await relay(house).cases.note(stranger.user_id, (4711,))
    await stranger.settled_in()
    await relay(house).look()
    _, ids = await relay(house).cases._store.trail(stranger.user_id)
    assert ids == [4711]


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


async def test_forget_takes_the_topic_of_an_earlier_case_too(house: House, desk: OnCall) -> None:
    guest = await private(house)
    for topic in (91, 92):
        house.wire.forum = topic
        await ask_for_person(guest)
        await desk.press(next(m for m in reversed(desk.read) if m.buttons), 0)
        await desk.close(thread=topic)
        later(house, minutes=30)
    house.wire.fixed = {92}
    house.wire.dropped.clear()
    asked = await guest.say("/forget")
    heard = await guest.press(asked[-1], 0)
    assert house.wire.dropped == [91] and house.wire.closed == [92]
    assert guest.rows() == {} and "1" in heard[-1].text
    house.wire.fixed = set()


async def test_violence_heard_while_a_person_is_there_flags_who_is_spoken_of(
    house: House, desk: OnCall
) -> None:
    now = house.clock()
    people = [Person(created_at=now, updated_at=now, label=name, relation=tie) for name, tie in TIES]
    guest = await private(house, *people, last_person=people[0].id)
    await guest.say(CRISIS)
    await desk.press(desk.read[0], 0)
    assert relay(house).taken(guest.user_id) is not None
    await guest.say("he put his hands round my neck last night and i couldnt breathe")
    book = await house.app.journal.book(guest.user_id)
    assert [p.label for p in book.people if p.dv_flag_at] == ["Sam"]


async def test_what_is_heard_of_others_flags_nobody(house: House, desk: OnCall) -> None:
    guest, _, _ = await joined(house, desk)
    await guest.say("i took all my pills")
    assert not [p for p in (await house.app.journal.book(guest.user_id)).people if p.dv_flag_at]


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


async def test_the_first_line_needs_no_database_no_model_and_no_desk(
    house: House, desk: OnCall, monkeypatch: pytest.MonkeyPatch
) -> None:
    guest, send = house.guest(), house.wire.send

    async def down(*_: Any) -> None:
        raise DatabaseDown("test")

    async def failing(address: str, message: Outgoing, part: int = 0) -> Sent:
        if address == DESK:
            raise Unreachable("500")
        return await send(address, message, part)

    with monkeypatch.context() as away:
        away.setattr(house.app.journal, "run", down)
        away.setattr(house.app.coach, "brain", Speechless())
        away.setattr(house.wire, "send", failing)
        update = guest.update("text", CRISIS)
        await house.app.coach.receive([update], [screen(CRISIS)])
        for _ in range(1000):
            if guest.heard:
                break
            await asyncio.sleep(0.002)
        assert len(guest.heard) == 1 and guest.heard[0].lane == "crisis"
        await guest_says_calm(guest)
    await asyncio.wait_for(house.app.coach.mender.task, 5)  # type: ignore[arg-type]
    await house.settle()
    assert len(desk.read) == 1


async def guest_says_calm(guest: Guest) -> None:
    """Says something harmless while nothing works: one apology."""
    before = len(guest.heard)
    await guest.house.app.coach.receive([guest.update("text", "hello")], [_calm()])
    for _ in range(1000):
        if len(guest.heard) > before:
            break
        await asyncio.sleep(0.002)
    assert [m.lane for m in guest.heard[before:]] == ["replies"]
