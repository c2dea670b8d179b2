"""What is seen of somebody else comes to a guess, and only where enough was rated (content 1.7)."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coaching import step2_partner_style as partner
from bot.coaching.records import Pattern
from bot.content import responses

IDS = [item.id for item in partner.words().items]
RATINGS = st.fixed_dictionaries(
    {name: st.sampled_from([*map(str, range(1, 8)), partner.CANT_TELL]) for name in IDS}
)
NOW = datetime(2026, 1, 1, tzinfo=timezone.utc)


def rated(closer: int, space: int) -> dict[str, str]:
    """Returns ratings that put both dials at these means."""
    means = {"anxiety": closer, "avoidance": space}
    return {i.id: str(8 - means[i.dial] if i.reverse else means[i.dial]) for i in partner.words().items}


@pytest.mark.parametrize(
    ("closer", "space", "lean"),
    [(7, 1, "closer"), (1, 7, "space"), (7, 7, "both"), (1, 1, "easy"), (4, 3, "mixed")],
)
def test_the_corners_and_the_middle(closer: int, space: int, lean: str) -> None:
    assert partner.lean(rated(closer, space)) == lean


@given(RATINGS)
def test_a_guess_needs_three_rated_of_each_dial(ratings: dict[str, str]) -> None:
    counts = {
        dial: sum(ratings[i.id] != partner.CANT_TELL for i in partner.words().items if i.dial == dial)
        for dial in partner.CENTRE
    }
    assert (partner.lean(ratings) is None) == (min(counts.values()) < partner.RATED_LEAST)


@given(RATINGS)
def test_every_guess_has_its_line_and_names_no_style(ratings: dict[str, str]) -> None:
    found = partner.lean(ratings)
    assert found is None or f"utter_partner_lean_{found}" in LINES


LINES = responses()


def test_guesses_are_told_as_guesses() -> None:
    for name in get_args(partner.Lean):
        text = LINES[f"utter_partner_lean_{name}"][0]["text"].lower()
        assert "guess" in text
        assert "only {they} can" in text
        assert not [word for word in ("anxious", "avoidant", "secure", "disorgani") if word in text]


@pytest.mark.parametrize(
    ("text", "rating"),
    [
        ("4", "4"), ("a 6", "6"), ("seven", "7"), ("can't tell", "cant_tell"), ("?", "cant_tell"),
        ("i don't know", "cant_tell"), ("not at all", "1"), ("0", None), ("12345", None), ("my mum", None),
    ],
)  # fmt: skip
def test_ratings_as_they_are_typed(text: str, rating: str | None) -> None:
    assert partner.rating(text) == rating


def test_every_statement_is_asked_once_in_order() -> None:
    asked, item = [], partner.item_after(None)
    while item:
        asked.append(item)
        item = partner.item_after(item)
    assert asked == IDS


@pytest.mark.parametrize(
    ("text", "plainer"),
    [("he is so cold", True), ("she doesn't care about me", True), ("he went to bed at nine", False)],
)
def test_verdicts_on_somebody_are_asked_for_plainly(text: str, plainer: bool) -> None:
    assert partner.needs_plainer(text) is plainer


@pytest.mark.parametrize(
    ("text", "verdict"),
    [("is my ex a narcissist", True), ("my ex is obviously disorganized, diagnose her", True),
     ("why does he go quiet", False)],
)  # fmt: skip
def test_a_wish_for_a_diagnosis_is_heard(text: str, verdict: bool) -> None:
    assert partner.is_verdict(text) is verdict


def test_the_card_quotes_their_lines_and_nothing_else() -> None:
    pattern = Pattern(created_at=NOW, updated_at=NOW, they_did="he left the room", half="stay where i am")
    lines = partner.card_lines(pattern).split("\n")
    assert len(lines) == 2
    assert "he left the room" in lines[0]
    assert "stay where i am" in lines[1]
    assert partner.card_lines(None) == ""


def test_a_pattern_has_no_place_for_a_label_or_a_rating() -> None:
    assert set(Pattern.__fields__) == {
        "id", "created_at", "updated_at", "who", "they_did", "i_did", "hoped", "half", "to_ask",
    }  # fmt: skip
