"""`coach run` with actions that all raise, as after a bad change."""

from __future__ import annotations

import sys
from typing import Any

from bot import cli
from bot.runtime.without_tensorflow import prepare


async def _raise(dispatcher: Any, tracker: Any, domain: Any) -> None:
    raise ZeroDivisionError


def main() -> int:
    """Runs until SIGTERM."""
    prepare(all_of_rasa=False)
    from rasa_sdk import Action

    from bot.actions.registry import all_actions
    from bot.runtime import app

    def broken(*given: Any) -> list[Action]:
        actions = all_actions(*given)
        for action in actions:
            action.run = _raise  # type: ignore[method-assign]
        return actions

    app.all_actions = broken
    return cli.main(["run"])


if __name__ == "__main__":
    sys.exit(main())
