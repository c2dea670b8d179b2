"""`coach run` without Telegram's limits, to find what the program itself can bear."""

from __future__ import annotations

import asyncio
import os

from bot.cli import _logging
from bot.runtime.without_tensorflow import prepare
from bot.settings import read_settings


def main() -> None:
    """Runs until SIGTERM."""
    prepare(all_of_rasa=False)
    _logging()
    from bot.channels.outbox import Limits
    from bot.runtime.serve import run_telegram

    asyncio.run(run_telegram(read_settings(os.environ), Limits.none()))


if __name__ == "__main__":
    main()
