"""The Telegram edge against a Bot API server over HTTP."""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager
from typing import Any, AsyncIterator, Dict, List, Optional

import pytest
from aiohttp import web

from bot.channels.base import (
    Button,
    Flood,
    Gone,
    Outgoing,
    Refused,
    SendError,
    Unauthorised,
    Unparsable,
    Unreachable,
    Unsure,
)
from bot.channels.telegram import TelegramChannel
from bot.channels.verdicts import Taken, judge

from .bot_api import TOKEN, BotApi, Fault, message

CANARY = "qzvkcanaryxj"
"""A word of a user's, looked for where it must not be."""


async def hurry(seconds: float) -> None:
    """Sleeps a hundredth of what was asked."""
    await asyncio.sleep(seconds / 100)


@asynccontextmanager
async def connected(**settings: Any) -> AsyncIterator[tuple[BotApi, TelegramChannel]]:
    async with BotApi() as api:
        options = {"poll_seconds": 1, "timeout": 2.0, "sleep": hurry, **settings}
        channel = TelegramChannel(TOKEN, api.root, **options)
        await channel.start()
        try:
            yield api, channel
        finally:
            await channel.stop()


async def until(condition: Any) -> None:
    async def wait() -> None:
        while not condition():
            await asyncio.sleep(0.005)

    await asyncio.wait_for(wait(), 5)


async def stopped(task: asyncio.Task[None]) -> None:
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


@pytest.mark.asyncio
async def test_updates_are_acknowledged_only_after_they_were_received() -> None:
    async with connected() as (api, channel):
        first = api.push(message=message(text="one"))
        may_go, entered = asyncio.Event(), asyncio.Event()

        async def receive(batch: List[Dict[str, Any]]) -> None:
            entered.set()
            await may_go.wait()

        task = asyncio.create_task(channel.poll(receive))
        await entered.wait()
        polls = len(api.made("getUpdates"))
        assert api.acknowledged == []
        may_go.set()
        await until(lambda: len(api.made("getUpdates")) > polls)
        assert api.acknowledged == [first]
        await stopped(task)


@pytest.mark.asyncio
async def test_what_comes_while_a_receipt_takes_long_is_seen_and_not_acknowledged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.channels.telegram.GLANCE_EVERY", 0.01)
    async with connected() as (api, channel):
        api.push(message=message(text="one"))
        may_go, seen, received = asyncio.Event(), set(), []

        async def receive(batch: List[Dict[str, Any]]) -> None:
            received.extend(one["update_id"] for one in batch)
            await may_go.wait()

        async def glance(batch: List[Dict[str, Any]]) -> None:
            seen.update(one["update_id"] for one in batch)

        task = asyncio.create_task(channel.poll(receive, glance))
        await until(lambda: received)
        second = api.push(message=message(text="two"))
        await until(lambda: second in seen)
        assert api.acknowledged == [] and second not in received
        may_go.set()
        await until(lambda: second in received)
        await stopped(task)


@pytest.mark.asyncio
async def test_a_failed_receipt_is_not_acknowledged_and_tried_again() -> None:
    async with connected() as (api, channel):
        number = api.push(message=message(text="one"))
        seen: List[int] = []

        async def receive(batch: List[Dict[str, Any]]) -> None:
            seen.append(batch[0]["update_id"])
            if len(seen) < 3:
                assert api.acknowledged == []
                raise OSError("no disk")

        task = asyncio.create_task(channel.poll(receive))
        await until(lambda: api.acknowledged)
        assert seen == [number] * 3
        await stopped(task)


@pytest.mark.asyncio
async def test_a_poisoned_update_is_set_aside_and_the_others_are_read() -> None:
    async with connected() as (api, channel):
        api.push(message=message(text="before"))
        poisoned = api.push(message={"text": "no date, no chat"})
        api.push(message=message(text="after"))
        read: List[str] = []
        aside: List[Optional[int]] = []

        async def receive(batch: List[Dict[str, Any]]) -> None:
            for raw in batch:
                try:
                    read.append(channel.parse(raw).text)
                except Unparsable as error:
                    aside.append(error.update_id)

        task = asyncio.create_task(channel.poll(receive))
        await until(lambda: len(api.acknowledged) == 3)
        assert (read, aside) == (["before", "after"], [poisoned])
        await stopped(task)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "fault",
    [("status", 502), ("html", 502), ("garbage", 0), ("cut_after", 0), ("429", 1), ("status", 409)],
)
async def test_polling_outlives_trouble(fault: Fault) -> None:
    async with connected() as (api, channel):
        number = api.push(message=message(text="one"))
        left = {"getMe": 1, "deleteWebhook": 1, "getUpdates": 3}

        def plan(method: str, params: Dict[str, Any]) -> Optional[Fault]:
            left[method] = left.get(method, 0) - 1
            return fault if left[method] >= 0 else None

        api.plan = plan
        seen: List[int] = []

        async def receive(batch: List[Dict[str, Any]]) -> None:
            seen.extend(raw["update_id"] for raw in batch)

        task = asyncio.create_task(channel.poll(receive))
        await until(lambda: api.acknowledged == [number])
        assert seen == [number]
        assert channel.reachable
        await stopped(task)


@pytest.mark.asyncio
async def test_polling_waits_for_a_server_that_is_away_and_asks_for_what_it_wants() -> None:
    async with connected() as (api, channel):
        await api.close()
        seen: List[str] = []

        async def receive(batch: List[Dict[str, Any]]) -> None:
            seen.extend(channel.parse(raw).kind for raw in batch)

        task = asyncio.create_task(channel.poll(receive))
        await until(lambda: not channel.reachable)
        await api.open()
        await until(lambda: api.made("getUpdates"))
        wanted = api.made("getUpdates")[0]["allowed_updates"]
        assert set(wanted) == {"message", "edited_message", "callback_query", "my_chat_member"}
        assert api.calls[1][0] == "deleteWebhook"
        api.push(message=message(text="hello"))
        await until(lambda: seen == ["text"])
        await stopped(task)


@pytest.mark.asyncio
async def test_a_wrong_token_ends_polling() -> None:
    async with BotApi() as api:
        channel = TelegramChannel("1:wrong", api.root, sleep=hurry)

        async def receive(batch: List[Dict[str, Any]]) -> None:
            raise AssertionError

        with pytest.raises(Unauthorised):
            await channel.poll(receive)
        await channel.stop()


@pytest.mark.asyncio
async def test_a_webhook_is_set_and_only_its_secret_is_let_in() -> None:
    async with connected() as (api, channel):
        assert not channel.check_secret(None)
        assert not channel.check_secret("")

        async def route(request: web.Request) -> web.Response:
            header = request.headers.get("X-Telegram-Bot-Api-Secret-Token")
            return web.Response(status=200 if channel.check_secret(header) else 403)

        app = web.Application()
        app.router.add_post("/hook", route)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        await channel.set_webhook(f"http://127.0.0.1:{port}/hook", "s3cret")
        assert api.webhook is not None
        assert await api.post_webhook({"update_id": 1}) == 200
        api.webhook["secret_token"] = "sécret"
        assert await api.post_webhook({"update_id": 1}) == 403
        await runner.cleanup()


@pytest.mark.asyncio
async def test_a_message_goes_out_as_typed_with_its_buttons() -> None:
    async with connected() as (api, channel):
        buttons = (
            Button("Yes", "affirm"),
            Button("No", "deny"),
            Button("Something rather long", "x"),
        )
        text = "<b>_*`[you] said"
        sent = await channel.send("7", Outgoing(text, buttons, keyboard="k1"))
        assert api.delivered[7] == [text]
        assert len(sent.message_ids) == 1
        assert sent.next_part is None
        params = api.made("sendMessage")[0]
        keyboard = params["reply_markup"]["inline_keyboard"]
        data = [[button["callback_data"] for button in row] for row in keyboard]
        assert data == [["k1:0", "k1:1"], ["k1:2"]]
        assert "parse_mode" not in params
        assert params["link_preview_options"]["is_disabled"]


@pytest.mark.asyncio
async def test_only_what_is_to_be_silent_comes_without_a_sound() -> None:
    async with connected() as (api, channel):
        await channel.send("7", Outgoing("an answer"))
        await channel.send("7", Outgoing("a line of a practice", silent=True))
        sounds = [str(params.get("disable_notification", "")).lower() for params in api.made("sendMessage")]
        assert sounds[0] != "true" and sounds[1] == "true"


@pytest.mark.asyncio
async def test_a_long_text_goes_out_piece_by_piece_the_buttons_last() -> None:
    async with connected() as (api, channel):
        text = "A sentence that is said. " * 400
        long = Outgoing(text, (Button("Yes", "affirm"),), keyboard="k1", document=("a.json", "{}"))
        part: Optional[int] = 0
        while part is not None:
            part = (await channel.send("7", long, part)).next_part
        *texts, document = api.delivered[7]
        assert len(texts) == 3
        assert all(len(piece) <= 4096 and piece[-1] == "." for piece in texts)
        assert " ".join(texts) == text.strip()
        assert document == "document"
        assert api.made("sendDocument")[0]["document"] == "{}"
        markups = ["reply_markup" in params for _, params in api.calls]
        assert markups == [False, False, False, True]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("fault", "verdict"),
    [
        (("429", 3), Flood),
        (("status", 400), Refused),
        (("status", 403), Gone),
        (("status", 401), Unauthorised),
        (("status", 500), Unreachable),
        (("html", 502), Unreachable),
        (("garbage", 0), Unreachable),
        (("cut_before", 0), Unsure),
        (("cut_after", 0), Unsure),
        (("slow", 1), Unsure),
    ],
)
async def test_what_became_of_a_send(fault: Fault, verdict: type, caplog: Any, capfd: Any) -> None:
    caplog.set_level(logging.DEBUG)
    async with connected(timeout=0.3) as (api, channel):
        api.plan = lambda method, params: fault
        with pytest.raises(SendError) as caught:
            await channel.send("7", Outgoing(CANARY))
        assert type(caught.value) is verdict
        if isinstance(caught.value, Flood):
            assert caught.value.retry_after == 3
        seen = caplog.text + "".join(capfd.readouterr()) + repr(caught.value)
        assert CANARY not in seen
        assert "canary-of-the-token" not in seen


@pytest.mark.asyncio
async def test_a_refused_connection_is_sure_not_to_have_delivered() -> None:
    async with connected() as (api, channel):
        await api.close()
        with pytest.raises(Unreachable):
            await channel.send("7", Outgoing("hello"))
        assert not channel.reachable


@pytest.mark.parametrize(
    ("status", "payload", "verdict"),
    [
        (200, b'{"ok":true,"result":1}', type(None)),
        (429, b'{"ok":false,"error_code":429}', Flood),
        (429, b"slow down", Unreachable),
        (409, b'{"ok":false,"error_code":409}', Taken),
        (413, b'{"ok":false,"error_code":413}', Refused),
        (404, b"<html>no such page</html>", Unreachable),
        (302, b"", Unreachable),
        (200, b"[]", Unreachable),
    ],
)
def test_how_an_answer_is_judged(status: int, payload: bytes, verdict: type) -> None:
    assert type(judge(status, payload)) is verdict


def test_a_refusal_is_a_code_and_never_a_quotation() -> None:
    said = f'{{"ok":false,"error_code":400,"description":"can\'t parse {CANARY}"}}'
    assert str(judge(400, said.encode())) == "400"


@pytest.mark.asyncio
@pytest.mark.parametrize("fault", [None, ("status", 400), ("status", 500), ("429", 1), ("cut_before", 0)])
async def test_courtesies_never_fail_and_are_tried_again(fault: Optional[Fault]) -> None:
    async with connected() as (api, channel):
        api.plan = lambda method, params: fault if len(api.made(method)) == 1 else None
        await channel.answer_press("p1")
        await channel.drop_keyboard("7", 5)
        await channel.typing("7")
        again = 2 if fault and fault != ("status", 400) else 1
        assert len(api.made("answerCallbackQuery")) == len(api.made("editMessageReplyMarkup")) == again
        assert len(api.made("sendChatAction")) == 1


@pytest.mark.asyncio
async def test_the_bot_knows_itself_and_shows_its_commands() -> None:
    async with connected() as (api, channel):
        assert (await channel.me())["username"] == "coach_bot"
        await channel.set_commands([("help", "What I can do")])
        assert api.made("setMyCommands")[0]["commands"] == [
            {"command": "help", "description": "What I can do"}
        ]


@pytest.mark.asyncio
async def test_neither_token_nor_words_reach_a_log_at_any_level(caplog: Any) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("httpx", "httpcore", "telegram"):
        logging.getLogger(name).setLevel(logging.NOTSET)
        logging.getLogger(name).propagate = True
    async with connected() as (api, channel):
        api.push(message=message(text=CANARY))
        api.push(message={"text": CANARY})

        async def receive(batch: List[Dict[str, Any]]) -> None:
            for raw in batch:
                with pytest.raises(Unparsable):
                    channel.parse({**raw, "message": {"text": CANARY}})
                await channel.send("7", Outgoing(CANARY))

        task = asyncio.create_task(channel.poll(receive))
        await until(lambda: len(api.acknowledged) == 2)
        await stopped(task)
    assert "canary-of-the-token" not in caplog.text
    assert CANARY not in caplog.text
