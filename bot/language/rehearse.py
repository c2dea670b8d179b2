"""`coach rehearse "…"`: a sentence read and scored in one call."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from bot.coaching.step7_stating_needs import Analysis, analyse
from bot.language.sentence import parse


def analyse_text(text: str) -> Analysis:
    """Returns the rubric's reading of a text (content 5.1); at most 500 characters are read."""
    return analyse(text, parse(text))


def as_json(analysis: Analysis) -> dict[str, Any]:
    """Returns an analysis as plain JSON values, total and band included."""
    return {**asdict(analysis), "total": analysis.total, "band": analysis.band}
