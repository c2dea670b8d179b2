"""Lines of help: right country, whole pairs, nothing stale, nothing disabled, usable everywhere."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.safety import cards
from bot.safety.records import Category

NOW = datetime(2026, 11, 22, tzinfo=timezone.utc)
ISOS = [iso for iso, _ in cards.countries()]
CATEGORIES: tuple[Category, ...] = get_args(Category)


def test_every_row_says_when_and_against_what_it_was_checked() -> None:
    """The build stops at a row too old to be shown (F22)."""
    assert all(row.checked_against for row in cards.rows())
    assert cards.stale(cards.rows(), NOW.date()) == ()


def test_a_row_older_than_a_year_or_of_tomorrow_is_stale() -> None:
    row = cards.rows()[0]
    assert cards.stale((row,), row.checked_on + timedelta(days=366)) == (row,)
    assert cards.stale((row,), row.checked_on - timedelta(days=1)) == (row,)
    assert cards.stale((row,), row.checked_on + timedelta(days=365)) == ()


def test_every_country_has_one_emergency_number_and_a_name() -> None:
    numbers = [row.iso for row in cards.resources().emergency]
    assert len(numbers) == len(set(numbers))
    assert set(numbers) == set(ISOS)
    assert {row.iso for row in cards.resources().services} <= set(ISOS)


@given(st.sampled_from(ISOS), st.sampled_from(CATEGORIES))
def test_a_card_is_emergency_and_at_most_two_lines_of_that_country(iso: str, category: Category) -> None:
    made = cards.card(iso, category, NOW)
    assert made.lines[0] == made.emergency == cards.emergency_line(iso)
    assert 1 <= len(made.lines) <= 3
    assert made.countries == ()
    own = [row.name for row in cards.resources().services if row.iso == iso and row.enabled]
    finders = ("findahelpline", "nomoredirectory", "childhelpline")
    for line in made.lines[1:]:
        assert any(line.startswith(name) for name in own) or any(f in line for f in finders)
    assert category == "ME" or len(made.lines) > 1


def test_a_disabled_row_is_never_shown() -> None:
    """A line found to be wrong or closed is switched off in its row (F22)."""
    hidden = [row for row in cards.resources().services if not row.enabled]
    assert hidden
    for row in hidden:
        for category in CATEGORIES:
            assert row.name not in cards.card_text(category, row.iso, NOW)


@given(st.sampled_from(ISOS), st.sampled_from(CATEGORIES))
def test_pairs_are_shown_whole_or_not_at_all(iso: str, category: Category) -> None:
    text = cards.card_text(category, iso, NOW)
    for pair in {row.pair for row in cards.resources().services if row.iso == iso and row.pair}:
        shown = [row.name in text for row in cards.resources().services if row.pair == pair]
        assert all(shown) or not any(shown)


def test_a_pair_has_two_rows() -> None:
    pairs = [row.pair for row in cards.resources().services if row.pair]
    assert all(pairs.count(pair) == 2 for pair in pairs)


def test_stale_services_are_hidden_and_the_emergency_number_stays() -> None:
    """A line nobody has checked for a year is not shown; another way to help is (F22)."""
    made = cards.card("GB", "SU", NOW + timedelta(days=800))
    assert made.lines[0] == cards.emergency_line("GB")
    assert len(made.lines) == 2
    assert "116 123" not in " ".join(made.lines)


def test_an_open_line_comes_before_a_closed_one() -> None:
    made = cards.card("CH", "PV", NOW)
    assert "any hour" in made.lines[1]


@pytest.mark.parametrize("category", CATEGORIES)
@pytest.mark.parametrize("country", [None, "XX"])
def test_an_unknown_country_gets_a_usable_card(country: str | None, category: Category) -> None:
    made = cards.card(country, category, NOW, "de-AT")
    assert "112" in made.lines[0]
    assert (made.countries == ()) == (category == "ME")
    if made.countries:
        assert [iso for iso, _ in made.countries][:3] == ["DE", "AT", "CH"]
        assert {iso for iso, _ in made.countries} == set(ISOS)


def test_the_first_line_is_neutral_and_the_text_fits() -> None:
    neutral = cards.card_text("PV", "GB", NOW).split(".")[0]
    for category in CATEGORIES:
        text = cards.card_text(category, "GB", NOW)
        assert text.startswith(neutral)
        assert max(map(len, text.split("\n"))) <= 350


@pytest.mark.parametrize(
    ("typed", "iso"),
    [
        ("uk", "GB"),
        ("England", "GB"),
        ("the netherlands", "NL"),
        ("USA", "US"),
        ("u.s.", "US"),
        ("I'm in Germany", "DE"),
        ("NO", "NO"),
        ("narnia", None),
        ("", None),
    ],
)
def test_typed_countries(typed: str, iso: str | None) -> None:
    assert cards.known_country(typed) == iso


def test_every_country_label_is_known_when_typed() -> None:
    assert all(cards.known_country(label) == iso for iso, label in cards.countries())


def test_nobody_has_checked_a_live_site_yet() -> None:
    assert cards.unverified_live() == sum(not row.live for row in cards.rows())
    assert date(2026, 6, 2) == min(row.checked_on for row in cards.rows())


def test_a_second_card_points_up_and_repeats_the_emergency_number() -> None:
    assert cards.emergency_line("GB") in cards.above_text("GB")


def test_a_card_opens_no_file_once_warm(monkeypatch: pytest.MonkeyPatch) -> None:
    cards.warm()

    def refused(*_: object, **__: object) -> None:
        raise AssertionError("a file was opened")

    monkeypatch.setattr("builtins.open", refused)
    monkeypatch.setattr("pathlib.Path.read_text", refused)
    assert cards.card_text("SU", "GB", NOW)
