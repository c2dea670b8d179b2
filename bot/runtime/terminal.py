"""The same coach as a chat in the terminal: nothing is sent anywhere."""

from __future__ import annotations

import asyncio
import sys
from typing import TextIO

from bot.actions.books import Clock
from bot.channels.base import Outgoing
from bot.channels.typed import drawn, typed
from bot.runtime.coach import Coach

ADDRESS = "terminal"


async def chat(coach: Coach, clock: Clock, lines: TextIO = sys.stdin, out: TextIO = sys.stdout) -> None:
    """Reads lines until end of input or `/quit`, and prints what the coach says and the buttons to press."""
    loop = asyncio.get_running_loop()
    while True:
        if lines.isatty():
            print("\nYou: ", end="", file=out, flush=True)
        text = await loop.run_in_executor(None, lines.readline)
        if not text or text.strip() == "/quit":
            return
        if not text.strip():
            continue
        if not lines.isatty():
            print(f"\nYou: {text.strip()}", file=out)
        for message in await coach.say(typed(text, ADDRESS, clock())):
            print(f"\nCoach: {shown(message)}", file=out, flush=True)


def shown(message: Outgoing) -> str:
    """Returns a message as the terminal prints it."""
    if message.document is not None:
        return f"[file: {message.document[0]}]\n{message.document[1]}"
    return f"{message.text}\n\n{drawn(message.buttons)}" if message.buttons else message.text
