"""`coach run` with a model that is not there, as after a broken deployment."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any

from bot.cli import _logging
from bot.runtime.without_tensorflow import prepare
from bot.settings import read_settings


def main() -> None:
    """Runs until SIGTERM."""
    prepare(all_of_rasa=False)
    _logging()
    from bot.runtime import app
    from bot.runtime.brain import Brain
    from bot.runtime.serve import run_telegram

    def lost(model: Path, *given: Any) -> Brain:
        return Brain(model.with_name("missing.tar.gz"), *given)

    app.Brain = lost  # type: ignore[assignment, misc]
    asyncio.run(run_telegram(read_settings(os.environ)))


if __name__ == "__main__":
    main()
