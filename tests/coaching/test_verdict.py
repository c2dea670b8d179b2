"""Who is right: what is told apart from what is asked for, and what presses for a side or a word."""

from __future__ import annotations

import pytest

from bot.coaching.hearing import hear
from bot.coaching.verdict import labels, push, to_tell, told

TEXT = "settle this. he went to his mates the night my dog died. tell me im right and hes a narcissist"


def test_what_happened_is_told_apart() -> None:
    assert told(TEXT) == "he went to his mates the night my dog died"
    assert labels(TEXT) and not labels(told(TEXT))
    assert hear(TEXT).topic == "verdict" and hear(told(TEXT)).topic == "death"


@pytest.mark.parametrize(
    ("text", "pressed"),
    [
        ("so youre on his side", "side"),
        ("everyone online says its textbook", "label"),
        ("whether theres any point talking to him i guess", None),
        ("that he stays at home once", None),
    ],
)
def test_pressing_is_heard(text: str, pressed: str | None) -> None:
    assert push(text) == pressed


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("tell him but not in a fight", "tell"),
        ("just know it", "know"),
        ("dont tell him", "know"),
        ("hm", None),
    ],
)
def test_telling_or_knowing(text: str, choice: str | None) -> None:
    assert to_tell(text) == choice
