"""Step 9: the order of the lines, what is better left out, and the card to share."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coaching.records_boundary import Repair
from bot.coaching.step9_wound_repair import PARTS, card, kept, next_part, own_part, wants_guide, wrong
from bot.language.rehearse import analyse_text

NOW = datetime(2026, 11, 22, 21, 0, tzinfo=timezone.utc)


def repair(**fields: object) -> Repair:
    """A repair made now."""
    return Repair(created_at=NOW, updated_at=NOW, **fields)


@given(st.sets(st.sampled_from(PARTS)))
def test_each_part_is_asked_once_in_order(skipped: set[str]) -> None:
    asked: list[str] = []
    now = repair()
    while (part := next_part(now, frozenset(asked))) is not None:
        asked.append(part)
        if part not in skipped:
            now = kept(now, part, "a line") or now
    assert asked == list(PARTS)
    assert card(now).count("a line") == len(PARTS) - len(skipped)


@pytest.mark.parametrize(
    ("part", "text", "kind"),
    [
        ("ask", "would you send me your location every hour", "control"),
        ("offer", "I will check his phone every night", "control"),
        ("line", "you never back me up", "blame"),
        ("line", "I'm sorry about the door", None),
        ("what", "you never back me up", None),
    ],
)
def test_what_is_said_to_them_is_read_as_a_draft(part: str, text: str, kind: str | None) -> None:
    assert wrong(part, text, analyse_text(text)) == kind


def test_no_part_of_theirs_is_an_answer() -> None:
    held = repair()
    assert kept(held, "mine", "no, none of it") == held
    assert kept(held, "mine", "…") is None


def test_the_guide_is_asked_for_by_its_name() -> None:
    assert wants_guide("can i see the guide for two")
    assert not wants_guide("we had a massive fight")


@pytest.mark.parametrize(
    ("told", "part"),
    [
        ("i yelled at lou last night, now its all silence", "i yelled at lou last night"),
        ("Our dinner went wrong. I just snapped at her because she was late", "I just snapped at her"),
        ("we fought and i slammed the door and she left", "i slammed the door"),
        ("i got angry and shouted at my mum", "i got angry and shouted at my mum"),
        ("he yelled at me all evening", None),
        ("i never yelled at her", None),
        ("i didnt lose it, i lost it in the end", "i lost it in the end"),
        ("she says i shouted, how do i fix this", None),
        ("i called him yesterday to make up", None),
        ("we both said 'i lost it' and laughed", None),
        ("", None),
    ],
)
def test_an_own_outburst_is_heard_in_what_is_told(told: str, part: str | None) -> None:
    assert own_part(told) == part


@given(st.text(max_size=80))
def test_an_own_part_is_in_their_words(told: str) -> None:
    part = own_part(f"i yelled {told}")
    assert part is None or (part and part in f"i yelled {told}")
