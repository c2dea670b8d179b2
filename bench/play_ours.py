"""Plays texts on the coach, assembled as the program assembles itself, and tells how long each turn took.

Reads JSON lines {sender, text, through} on standard input and writes JSON lines {ms, said}: milliseconds from
the message to its durable commit, and the names of the responses spoken. `through` is "turn" (the counterpart
of Rasa's `handle_message`) or "inbox" (as from Telegram: kept first, answered through the outbox).
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from typing import Any

from bot.runtime.without_tensorflow import prepare

prepare(all_of_rasa=False)

from bot.actions.base import utc_now  # noqa: E402
from bot.channels.base import Outgoing, Sent  # noqa: E402
from bot.channels.outbox import Limits  # noqa: E402
from bot.channels.typed import typed  # noqa: E402
from bot.cli import _logging  # noqa: E402
from bot.runtime.app import App, assemble  # noqa: E402
from bot.runtime.reply import Reply  # noqa: E402
from bot.safety.screen import screen  # noqa: E402
from bot.settings import read_settings  # noqa: E402

CHANNEL = "bench"


class Nowhere:
    """A channel where everything arrives at once."""

    async def send(self, address: str, message: Outgoing, part: int = 0) -> Sent:
        """Delivers to nobody."""
        return Sent()


def overheard(app: App) -> list[str]:
    """Returns a list that holds the names of the responses of the latest turn."""
    said: list[str] = []
    think = app.brain.think

    async def listen(*args: Any, **kwargs: Any) -> Reply:
        reply = await think(*args, **kwargs)
        said[:] = reply.responses
        return reply

    app.brain.think = listen  # type: ignore[method-assign]
    return said


async def turn(app: App, sender: str, text: str, through: str) -> float:
    """Plays one text and returns its milliseconds."""
    update = typed(text, sender, utc_now())
    began = time.perf_counter()
    if through == "inbox":
        await app.coach.receive([update], [screen(update.text)])
        await app.coach.drain()
    else:
        await app.coach.say(update)
    ms = (time.perf_counter() - began) * 1000
    while app.sender.waiting:
        await asyncio.sleep(0.001)
    return ms


async def main() -> None:
    """Plays until standard input ends."""
    out = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    _logging()
    app = await assemble(
        read_settings(os.environ), {CHANNEL: Nowhere()}, channel=CHANNEL, limits=Limits.none()
    )
    said = overheard(app)
    print(json.dumps({"ready": True}), file=out)
    for line in sys.stdin:
        asked = json.loads(line)
        said.clear()
        ms = await turn(app, asked["sender"], asked["text"], asked.get("through", "turn"))
        print(json.dumps({"ms": ms, "said": said}), file=out)
    await app.close()


if __name__ == "__main__":
    asyncio.run(main())
