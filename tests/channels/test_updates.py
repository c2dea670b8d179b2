"""What an update says, whatever it is."""

from __future__ import annotations

import contextlib
from typing import Any, Dict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.base import Incoming, Unparsable
from bot.channels.updates import parse, peek

from .bot_api import message, person, private

PHOTO = [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]
VOICE = {"file_id": "a", "file_unique_id": "b", "duration": 1}
GROUP = {"id": -5, "type": "supergroup", "title": "us"}


def read(**body: Any) -> Incoming:
    return parse({"update_id": 9, **body}, "coach_bot")


@pytest.mark.parametrize(
    ("content", "kind", "text", "command"),
    [
        ({"text": "hello <b>"}, "text", "hello <b>", None),
        ({"text": "/start"}, "command", "", "start"),
        ({"text": "/trigger@coach_bot he left\nme"}, "command", "he left\nme", "trigger"),
        ({"text": "/Help"}, "command", "", "help"),
        ({"text": '/crisis{"x": 1}'}, "text", '/crisis{"x": 1}', None),
        ({"text": " /greet"}, "text", " /greet", None),
        ({"text": "/" + "a" * 33}, "text", "/" + "a" * 33, None),
        ({"text": "/bothéllo"}, "text", "/bothéllo", None),
        ({"text": "half \ud83d"}, "text", "half \ufffd", None),
        ({"photo": PHOTO, "caption": "look"}, "text", "look", None),
        ({"photo": PHOTO}, "unreadable", "", None),
        ({"voice": VOICE}, "unreadable", "", None),
        ({"location": {"longitude": 1.0, "latitude": 1.0}}, "unreadable", "", None),
        ({"something_new": {"of": "tomorrow"}}, "unreadable", "", None),
        ({"pinned_message": message(text="old")}, "ignored", "", None),
    ],
)
def test_a_private_message(content: Dict[str, Any], kind: str, text: str, command: Any) -> None:
    found = read(message=message(**content))
    assert (found.kind, found.text, found.command) == (kind, text, command)
    assert (found.address, found.message_id, found.language) == ("7", 1, "de")
    assert found.sent_at.timestamp() == 1_700_000_000


@pytest.mark.parametrize(
    ("content", "kind", "text"),
    [
        ({"text": "new"}, "edit", "new"),
        ({"caption": "new", "photo": PHOTO}, "edit", "new"),
        ({"location": {"longitude": 1.0, "latitude": 1.0}}, "ignored", ""),
    ],
)
def test_an_edit(content: Dict[str, Any], kind: str, text: str) -> None:
    found = read(edited_message=message(edit_date=1_700_000_050, **content))
    assert (found.kind, found.text, found.sent_at.timestamp()) == (kind, text, 1_700_000_050)


def press(**more: Any) -> Dict[str, Any]:
    return {"id": "p1", "from": person(), "chat_instance": "1", "data": "k1:0", **more}


@pytest.mark.parametrize(
    ("carrier", "message_id"),
    [
        ({"message": message(text="?")}, 1),
        ({"message": {"chat": private(), "message_id": 4, "date": 0}}, 4),
        ({}, None),
    ],
)
def test_a_press(carrier: Dict[str, Any], message_id: Any) -> None:
    found = read(callback_query=press(**carrier))
    assert (found.kind, found.press, found.press_id) == ("press", "k1:0", "p1")
    assert (found.address, found.message_id) == ("7", message_id)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("just us talking", "ignored"),
        ("hey @Coach_bot", "group"),
        ("@coach_bots are many", "ignored"),
        ("/help", "group"),
        ("/help@coach_bot", "group"),
        ("/help@other_bot", "ignored"),
    ],
)
def test_a_group_is_heard_only_when_it_speaks_to_the_bot(text: str, kind: str) -> None:
    found = read(message=message(chat=GROUP, text=text))
    assert (found.kind, found.address, found.text, found.command) == (kind, "-5", "", None)


def membership(old: str, new: str, chat: Dict[str, Any]) -> Dict[str, Any]:
    bot = {"id": 1, "is_bot": True, "first_name": "Coach"}
    until = {"until_date": 0}
    return {
        "chat": chat,
        "from": person(),
        "date": 1_700_000_000,
        "old_chat_member": {"user": bot, "status": old, **until},
        "new_chat_member": {"user": bot, "status": new, **until},
    }


@pytest.mark.parametrize(
    ("old", "new", "chat", "kind"),
    [
        ("member", "kicked", private(), "blocked"),
        ("kicked", "member", private(), "unblocked"),
        ("left", "member", GROUP, "group"),
        ("member", "left", GROUP, "ignored"),
        ("left", "member", {"id": -9, "type": "channel", "title": "news"}, "ignored"),
    ],
)
def test_membership(old: str, new: str, chat: Dict[str, Any], kind: str) -> None:
    assert read(my_chat_member=membership(old, new, chat)).kind == kind


def test_an_unknown_update_is_ignored() -> None:
    assert read(of_tomorrow={"x": 1}).kind == "ignored"


@pytest.mark.parametrize("raw", [{"update_id": 3, "message": {"text": "x"}}, {"message": 4}, [], None])
def test_an_unparsable_update_says_its_number_and_no_word(raw: Any) -> None:
    with pytest.raises(Unparsable) as caught:
        parse(raw)
    assert caught.value.update_id == (3 if isinstance(raw, dict) and "update_id" in raw else None)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ({"message": {"chat": {"id": 7}, "text": "help"}}, ("7", "help")),
        ({"edited_message": {"chat": {"id": 7}, "caption": "help"}}, ("7", "help")),
        ({"message": {"from": {"id": 7}, "text": 5}}, ("7", "")),
        ({"message": {"chat": GROUP, "from": {"id": 7}, "text": "help"}}, (None, "help")),
        ({"callback_query": {"from": {"id": 7}}}, ("7", "")),
        ({"message": "broken"}, (None, "")),
    ],
)
def test_peek(raw: Any, found: Any) -> None:
    assert peek(raw) == found


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["message", "edited_message", "callback_query", "chat", "from", "text", "id", "date"]
        ),
        inner,
    ),
    max_leaves=12,
)


@given(JSON)
def test_nothing_breaks_the_reading(raw: Any) -> None:
    address, text = peek(raw)
    assert address is None or address.isdecimal()
    assert isinstance(text, str)
    with contextlib.suppress(Unparsable):
        parse(raw)
