"""What is typed to a message is what its buttons say, or a wish about it; what tells something is neither."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from bot.nudges.replies import FRESH, about_them, may_be_wish, reply

NOW = datetime(2026, 11, 23, 9, 5, tzinfo=timezone.utc)
SENT = NOW - timedelta(minutes=5)


@pytest.mark.parametrize(
    ("text", "room"),
    [
        ("Yes!", "nudge_now"), ("now", "nudge_now"), ("ok go", "nudge_now"), ("Later", "nudge_later"),
        ("i'm at work", "nudge_later"), ("in an hour", "nudge_hour"), ("tonight", "nudge_tonight"),
        ("tomorrow please", "nudge_tomorrow"), ("not today", "nudge_not_today"),
        ("No thanks", "nudge_not_today"),
        ("less of these, once a week", "nudges"), ("not on sundays", "nudges"),
        ("pause for a week", "nudges"),
    ],
)  # fmt: skip
def test_is_what_the_buttons_say(text: str, room: str) -> None:
    said = reply(text, SENT, NOW)
    assert said is not None and (said.intent, said.room) == ("begin", room)


@pytest.mark.parametrize(
    "text", ["stop", "Leave me alone", "enough", "stop texting me", "no more of these please"]
)
def test_ends_all(text: str) -> None:
    said = reply(text, SENT, NOW)
    assert said is not None and said.intent == "leave_me_alone"


@pytest.mark.parametrize(
    "text",
    [
        "he left me yesterday and i cant stop crying", "i cant stop thinking about it",
        "once a week we fight",
        "he wont stop texting me", "i feel less anxious", "she said stop",
        "yes he called and it was awful",
        "i want to kill myself", "now he says he is busy",
        "waiting for P to text back about saturday",
    ],
)  # fmt: skip
def test_what_tells_something_is_none(text: str) -> None:
    assert reply(text, SENT, NOW) is None
    assert about_them(text, NOW) is None


def test_holds_for_a_day_and_only_where_one_was_sent() -> None:
    assert reply("yes", NOW - FRESH, NOW) is not None
    assert reply("yes", NOW - FRESH - timedelta(seconds=1), NOW) is None
    assert reply("yes", None, NOW) is None


@pytest.mark.parametrize(
    "text",
    [
        "waiting for a message since monday", "no message since friday evening", "6 messages and nothing",
        "three messages a day and no reply", "can you help me write a message for tomorrow",
        "he said he would text me tonight", "have to talk to my husband tomorrow", "i see her every sunday",
    ],
)  # fmt: skip
def test_a_text_about_others_is_no_wish(text: str) -> None:
    assert not may_be_wish(text)


@pytest.mark.parametrize(
    "text",
    [
        "can you text me sometimes. mornings. not weekends", "i want reminders", "less often please",
        "ask me tomorrow at 8", "one message a week is enough", "could you check in with me on sundays",
    ],
)  # fmt: skip
def test_a_text_that_asks_for_messages_may_be_one(text: str) -> None:
    assert may_be_wish(text)
