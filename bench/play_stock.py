"""Plays texts on stock Rasa: `handle_message`, actions over HTTP, `SQLTrackerStore` on SQLite.

Arguments: the model, the tracker's database file, the port of the action server. Reads JSON lines
{sender, text} on standard input and writes JSON lines {ms, said}, as play_ours.py does.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.core.tracker_store import TrackerStore
from rasa.utils.common import configure_logging_and_warnings
from rasa.utils.endpoints import EndpointConfig
from rasa.utils.log_utils import configure_structlog

from bot.runtime.reply import Reply


async def main(model: str, database: str, port: str) -> None:
    """Plays until standard input ends."""
    out = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    configure_structlog()  # as `rasa run` does
    configure_logging_and_warnings()
    actions = EndpointConfig(f"http://127.0.0.1:{port}/webhook", enable_selective_domain=True)
    store = TrackerStore.create(EndpointConfig(type="sql", dialect="sqlite", db=database))
    agent = Agent.load(model, action_endpoint=actions, tracker_store=store)
    print(json.dumps({"ready": True}), file=out)
    for line in sys.stdin:
        asked = json.loads(line)
        reply = Reply()
        message = UserMessage(asked["text"], output_channel=reply, sender_id=asked["sender"])
        began = time.perf_counter()
        await agent.handle_message(message)
        ms = (time.perf_counter() - began) * 1000
        print(json.dumps({"ms": ms, "said": reply.responses}), file=out)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
