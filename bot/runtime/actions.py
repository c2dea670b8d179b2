"""Runs the custom actions inside this process, where Rasa would call an action server over HTTP."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import Any, Iterable, Optional

import aiohttp
import rasa.core.actions.action as rasa_action
from jsonschema import ValidationError
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
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
            frame = traceback.extract_tb(error.__traceback__)[-1]
            where = f"{Path(frame.filename).name}:{frame.lineno}"
            turn.failed = f"{json['next_action']}: {type(error).__name__} at {where}"
            return {"events": [], "responses": []}


_spec = RemoteAction.action_response_format_spec()
_validator = validator_for(_spec)(_spec)


def check_results_once() -> None:
    """Makes Rasa validate action results with one prepared validator.

    `jsonschema.validate` re-checks the schema itself on every call, about 15 ms each (measured).
    """

    def validate(self: RemoteAction, result: dict[str, Any]) -> bool:
        for error in _validator.iter_errors(result):
            raise ValidationError(error.message)
        return True

    rasa_action.RemoteAction._validate_action_result = validate  # type: ignore[method-assign]
