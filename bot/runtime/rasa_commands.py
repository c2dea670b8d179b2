"""What `coach rasa …` adds to Rasa's own command line: local addresses, and no way to internal intents."""

from __future__ import annotations

import os
import sys
from typing import Any, Sequence

from bot.content import ROOT


def run_rasa(arguments: Sequence[str]) -> None:
    """Runs Rasa's own command line from the project's folder, with local addresses only."""
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    sys.argv = ["rasa", *local_only(arguments)]
    from rasa.__main__ import main

    main()


SERVING = {"run", "shell", "x", "interactive"}
LOCAL = "127.0.0.1"


def local_only(arguments: Sequence[str]) -> list[str]:
    """Returns the arguments with this machine as the only address served; Rasa's default is every address."""
    given = list(arguments)
    no_slash()
    if given[:2] == ["run", "actions"]:
        _bind_actions_locally()
        if "--actions" not in given:
            given += ["--actions", "bot.actions.registry"]
    elif given[:1] and given[0] in SERVING and not {"-i", "--interface"} & set(given):
        given += ["-i", LOCAL]
    return given


def _bind_actions_locally() -> None:
    """Makes the action server bind this machine only; it has no option for it."""
    import rasa_sdk.endpoint as endpoint
    from sanic import Sanic

    run = Sanic.run

    def local(self: Sanic, host: str, *args: Any, **kwargs: Any) -> None:
        run(self, LOCAL, *args, **kwargs)

    endpoint.Sanic.run = local


def no_slash() -> None:
    """Takes the slash from typed text: on no channel may a person name an internal intent."""
    from rasa.core.channels.channel import UserMessage

    begin = UserMessage.__init__

    def plain(self: UserMessage, text: str | None = None, *args: Any, **kwargs: Any) -> None:
        begin(self, text.lstrip("/ ") if text else text, *args, **kwargs)

    UserMessage.__init__ = plain  # type: ignore[method-assign]
