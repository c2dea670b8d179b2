"""A typed `/intent{…}` names no internal intent, on any way in."""

from __future__ import annotations

import itertools
import json
import socket
from typing import Any, Iterator

import aiohttp
import pytest
from rasa.core.channels.channel import UserMessage

from bot.actions.base import utc_now
from bot.channels.updates import parse
from bot.runtime.rasa_commands import local_only, no_slash
from bot.runtime.server import Listening, add_rest, web
from tests.runtime.conftest import House

INTERNAL = ("choose", "crisis", "concern", "not_meant", "due", "unreadable", "edited_old")
"""Intents that only the edge and the screen may name."""
_numbers = itertools.count(800_000)
pytestmark = pytest.mark.asyncio(loop_scope="session")


def typed(intent: str) -> tuple[str, ...]:
    facts = json.dumps({"category": "SU", "choice": "all", "appointment": "x"})
    return (
        f"/{intent}{facts}",
        f"/{intent}",
        f" /{intent}{facts}",
        f"//{intent}{facts}",
        f"/{intent}@0.9{facts}",
    )


@pytest.fixture
def listened(house: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """What the brain is told, while it listens."""
    told: list[Any] = []
    think = house.app.brain.think

    async def thinking(turn: Any, text: str, parsed: Any, metadata: Any) -> Any:
        told.append((text, parsed))
        return await think(turn, text, parsed, metadata)

    monkeypatch.setattr(house.app.brain, "think", thinking)
    return told


@pytest.mark.parametrize("intent", INTERNAL)
async def test_on_telegram(house: House, listened: list[Any], intent: str) -> None:
    guest = house.guest()
    for text in typed(intent):
        number = next(_numbers)
        who = {"id": int(guest.address), "is_bot": False, "first_name": "x"}
        chat = {"id": int(guest.address), "type": "private"}
        message = {"message_id": number, "date": 1, "chat": chat, "from": who, "text": text}
        await guest.give(parse({"update_id": number, "message": message}))
    assert listened
    for text, parsed in listened:
        assert not text.startswith("/")
        assert parsed is None or parsed["intent"]["name"] not in INTERNAL


async def test_over_rest(house: House, listened: list[Any]) -> None:
    async def ready() -> dict[str, bool]:
        return {}

    http = web(ready, "typed_intents")
    add_rest(http, house.app.coach, utc_now)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    listening = Listening(http, "127.0.0.1", port)
    await listening.start()
    url = f"http://127.0.0.1:{port}/webhooks/rest/webhook"
    try:
        async with aiohttp.ClientSession() as session:
            for intent in INTERNAL:
                for text in typed(intent):
                    async with session.post(
                        url, json={"sender": f"rest-{intent}", "message": text}
                    ) as answer:
                        assert answer.status == 200
                        assert isinstance(await answer.json(), list)
    finally:
        await listening.stop()
    assert len(listened) >= len(INTERNAL)
    for text, parsed in listened:
        assert not text.startswith("/")
        assert parsed is None or parsed["intent"]["name"] not in INTERNAL


async def test_through_rasas_own_commands(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(UserMessage, "__init__", UserMessage.__init__)
    no_slash()
    processor = house.app.brain.agent.processor
    assert processor is not None
    for intent in INTERNAL:
        for text in typed(intent):
            understood = await processor.parse_message(UserMessage(text))
            assert understood["intent"]["name"] not in {
                "choose",
                "not_meant",
                "due",
                "unreadable",
                "edited_old",
            }
            assert not understood["text"].startswith("/")


async def test_rasas_servers_are_bound_to_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(UserMessage, "__init__", UserMessage.__init__)
    assert local_only(["run"])[-2:] == ["-i", "127.0.0.1"]
    assert local_only(["shell", "-i", "10.0.0.1"])[-1] == "10.0.0.1"
    assert "-i" not in local_only(["train"])
