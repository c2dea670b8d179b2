"""Runs the custom actions inside this process, where Rasa would call an action server over HTTP."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import Any, Iterable, Optional

import aiohttp
from rasa.utils.endpoints import ClientResponseError, EndpointConfig
from rasa_sdk import Action
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException

from bot.actions.books import current_turn


class InProcessActions(EndpointConfig):
    """An action endpoint whose requests are function calls, rejections and missing actions included."""

    def __init__(self, actions: Iterable[Action]) -> None:
        super().__init__(url="in-process", enable_selective_domain=True)
        self._executor = ActionExecutor()
        for action in actions:
            self._executor.register_action(action)

    @property
    def names(self) -> frozenset[str]:
        """The names of the actions that can be run."""
        return frozenset(self._executor.actions)

    async def request(
        self,
        method: str = "post",
        subpath: Optional[str] = None,
        content_type: Optional[str] = "application/json",
        compress: bool = False,
        json: Any = None,
        **kwargs: Any,
    ) -> Any:
        """Returns what the named action answers, as the HTTP action server would."""
        try:
            return await self._executor.run(json)
        except ActionExecutionRejection as rejection:
            raise ClientResponseError(
                400, "rejected", f'{{"action_name": "{rejection.action_name}"}}'
            ) from None
        except ActionNotFoundException as missing:
            raise aiohttp.ClientError(str(missing)) from missing
        except Exception as error:
            turn = current_turn.get()
            if turn is None:
                raise
            turn.failed = f"{json['next_action']}: {fault(error)}"
            return {"events": [], "responses": []}


def fault(error: BaseException) -> str:
    """Returns the class of an error and where it was raised; never its text, which may quote someone."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{where}"
