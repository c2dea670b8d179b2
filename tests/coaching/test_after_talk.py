"""After the real talk: whether it happened, and whether it went hard."""

from __future__ import annotations

import pytest

from bot.coaching.after_talk import happened, went_hard


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("chickened out again", "not_yet"),
        ("i havent done it", "not_yet"),
        ("decided against it", "decided_not"),
        ("he listened, it was good", None),
    ],
)
def test_what_did_not_happen_is_heard(text: str, found: str | None) -> None:
    assert happened(text) == found


def test_a_hard_talk_is_heard() -> None:
    assert went_hard("she shouted at first and then we both cried")
    assert not went_hard("fine, it was short and he said ok")
    assert not went_hard("it wasnt bad")
