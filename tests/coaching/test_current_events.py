"""One event taken apart: which note is offered, what is asked, and what the card shows."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any, Optional

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coaching.current_events import PARTS, answer, card, next_part, offered
from bot.coaching.records import Trigger
from bot.coaching.records_stages import EventNote

NOW = datetime(2026, 11, 22, tzinfo=timezone.utc)
EVENT = EventNote(created_at=NOW, updated_at=NOW)


def note(days: int = 1, **more: Any) -> Trigger:
    at = NOW - timedelta(days=days)
    return Trigger(created_at=at, updated_at=at, **{"situation": "she laughed at me", **more})


def test_the_newest_note_of_two_weeks_is_offered() -> None:
    old, newer, newest = note(15), note(9), note(2)
    assert offered([newest, newer, old], [], NOW, frozenset()) == newest
    assert offered([old], [], NOW, frozenset()) is None


def test_no_pattern_no_feared_person_and_nothing_twice() -> None:
    one = note(who="marco")
    assert offered([one], [], NOW, frozenset({"marco"})) is None
    assert offered([note(kind="pattern"), note(situation="")], [], NOW, frozenset()) is None
    done = EVENT.copy(update={"trigger": one.id, "complete": True})
    assert offered([one], [done], NOW, frozenset()) is None
    assert offered([one], [done.copy(update={"complete": False})], NOW, frozenset()) == one


@given(answers=st.lists(st.sampled_from(["", "a word", "nothing", "…"]), min_size=8, max_size=8))
def test_each_part_is_asked_once_and_todays_part_only_beside_an_echo(answers: list[str]) -> None:
    event, asked = EVENT, list[str]()
    for said in answers:
        part = next_part(event, frozenset(asked))
        if part is None:
            break
        asked.append(part)
        event = (answer(event, part, said) or event) if said else event
    assert next_part(event, frozenset(asked)) is None
    assert asked == [part for part in PARTS if part != "today" or event.echo]


@pytest.mark.parametrize(
    ("said", "echo"),
    [("nothing", None), ("No.", None), ("not really", None), ("my dad, no question", "my dad, no question")],
)
def test_no_echo_is_an_answer(said: str, echo: Optional[str]) -> None:
    answered = answer(EVENT, "echo", said)
    assert answered is not None and answered.echo == echo


def test_a_card_shows_only_what_was_told() -> None:
    event = EVENT.copy(update={"facts": "she laughed", "choice": "let it be"})
    assert card(event).count("\n") == 1 and "she laughed" in card(event)
