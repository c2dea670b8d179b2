"""What the trained model makes of a text by itself, for `coach understand` and for measuring."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME

from bot.coaching.hearing import hear
from bot.runtime.faster_rasa import hasten

NOT_READINGS = frozenset({DEFAULT_NLU_FALLBACK_INTENT_NAME, "concern"})
"""What the pipeline says about a text beside what it may be about."""


class Understanding:
    """The NLU part of a trained model, asked one text at a time."""

    def __init__(self, model: Path) -> None:
        hasten()
        self._agent = Agent.load(str(model))
        self._loop = asyncio.new_event_loop()

    def of(self, text: str) -> dict[str, Any]:
        """Returns the likeliest intent with its confidence and ranking, the feelings, and the screen's level.

        `unclear` tells that the coach would ask which reading is meant.
        """
        parsed = self._loop.run_until_complete(self._agent.parse_message(text))
        ranking = [one for one in parsed["intent_ranking"] if one["name"] not in NOT_READINGS]
        best = ranking[0] if ranking else parsed["intent"]
        level = parsed["intent"]["name"]
        return {
            "text": text,
            "intent": best["name"],
            "confidence": round(float(best["confidence"]), 4),
            "ranking": [{"name": o["name"], "confidence": round(float(o["confidence"]), 4)} for o in ranking],
            "feelings": [feeling.word for feeling in hear(text).feelings],
            "level": level if level in ("crisis", "concern") else "none",
            "unclear": level == DEFAULT_NLU_FALLBACK_INTENT_NAME,
        }
