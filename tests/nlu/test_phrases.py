"""Which guesses of the classifier may take the floor."""

from __future__ import annotations

from typing import Any

import pytest
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.phrases import LONGEST, OPEN, SURE, PhraseMatcher

UNSURE = SURE / 2


def understood(text: str, ranking: dict[str, float], asked: bool = False) -> Any:
    """Returns a message's intent after the matcher saw it."""
    guesses = [{"name": name, "confidence": share} for name, share in ranking.items()]
    message = Message({TEXT: text, INTENT: guesses[0], INTENT_RANKING_KEY: guesses, METADATA: {OPEN: asked}})
    PhraseMatcher().process([message])
    return message


def test_a_phrase_is_certain_whatever_was_guessed() -> None:
    message = understood("stop", {"jealousy": 0.99})
    assert message.get(INTENT) == {"name": "stop", "confidence": 1.0}


@pytest.mark.parametrize(("text", "share", "intent"), [
    ("could we end it here for now", SURE, "stop"),
    ("could we end it here for now", UNSURE, "jealousy"),
    ("word " * (LONGEST + 1), SURE, "jealousy"),
])  # fmt: skip
def test_the_dialogues_own_words_need_certainty_and_few_words(text: str, share: float, intent: str) -> None:
    message = understood(text, {"stop": share, "jealousy": (1 - share) / 2})
    assert message.get(INTENT)["name"] == intent
    assert sum(one["confidence"] for one in message.get(INTENT_RANKING_KEY)) == pytest.approx(1)


@pytest.mark.parametrize(("asked", "intent"), [(False, "asked_judge"), (True, "share_feeling")])
def test_at_an_open_question_a_guessed_request_is_an_answer(asked: bool, intent: str) -> None:
    ranking = {"asked_judge": SURE, "share_feeling": 1 - SURE}
    assert understood("was it me or was it her", ranking, asked).get(INTENT)["name"] == intent


@pytest.mark.parametrize("own", ["later", "settings", "idk", "greet"])
def test_at_an_open_question_answers_stay_answers(own: str) -> None:
    ranking = {own: SURE, "share_feeling": 1 - SURE}
    assert understood("late on sunday", ranking, asked=True).get(INTENT)["name"] == "share_feeling"


def test_where_nothing_is_left_nothing_is_guessed() -> None:
    assert understood("hm well", {"stop": UNSURE}).get(INTENT)["name"] == "nlu_fallback"
