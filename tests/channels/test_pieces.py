"""Splitting and laying out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.base import Button
from bot.channels.pieces import clean, pieces, rows, units


@given(st.text(alphabet="ab. \n😀?\ud83d", max_size=120), st.integers(min_value=2, max_value=20))
def test_pieces_fit_and_lose_nothing(text: str, limit: int) -> None:
    found = pieces(text, limit)
    assert all(piece.strip() and units(piece) <= limit for piece in found)
    assert "".join("".join(found).split()) == "".join(clean(text).split())


@pytest.mark.parametrize(
    ("text", "limit", "found"),
    [
        ("One two. Three four.", 14, ("One two.", "Three four.")),
        ("One.\n\nTwo. Three", 12, ("One.\n\nTwo.", "Three")),
        ("abcdef", 4, ("abcd", "ef")),
        ("😀😀😀", 4, ("😀😀", "😀")),
        ("  ", 4, ()),
    ],
)
def test_where_a_text_is_cut(text: str, limit: int, found: tuple[str, ...]) -> None:
    assert pieces(text, limit) == found


@pytest.mark.parametrize(
    ("titles", "laid"),
    [
        (["Yes", "No"], [[0, 1]]),
        (["Yes", "No", "Skip"], [[0, 1], [2]]),
        (["Something rather long to say", "Yes", "No"], [[0], [1, 2]]),
        (["Yes", "Something rather long to say", "No"], [[0], [1], [2]]),
        ([str(n) for n in range(11)], [[0, 1, 2, 3, 4, 5], [6, 7, 8, 9, 10]]),
        ([], []),
    ],
)
def test_rows(titles: list[str], laid: list[list[int]]) -> None:
    assert rows([Button(title, "x") for title in titles]) == laid
