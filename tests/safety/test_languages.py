"""The commonest crisis sentences of other languages bring the lines of help, with a line one can read."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from bot.safety.cards import card_text
from bot.safety.languages import language_of, languages
from bot.safety.screen import screen

NOW = datetime(2026, 11, 22, tzinfo=timezone.utc)
SAID = [(code, phrase) for code, one in languages().items() for says in one.says.values() for phrase in says]


def test_there_are_ten_languages_and_more() -> None:
    assert len(languages()) >= 10


@pytest.mark.parametrize(("code", "phrase"), SAID)
def test_each_sentence_is_a_crisis_in_its_language(code: str, phrase: str) -> None:
    found = screen(f"... {phrase}")
    assert found.level == "crisis"
    assert found.language == code


@pytest.mark.parametrize("phrase", [p for one in languages().values() for p in one.fun])
def test_the_same_words_in_fun_are_none(phrase: str) -> None:
    assert screen(phrase).level == "none"
    assert language_of(phrase) is None


@pytest.mark.parametrize("code", languages())
@pytest.mark.parametrize("country", [None, "DE", "US"])
def test_a_card_begins_in_the_language_with_number_and_finder(code: str, country: str | None) -> None:
    english = card_text("SU", country, NOW)
    both = card_text("SU", country, NOW, said_in=code)
    first, _, rest = both.partition("\n")
    assert rest == english
    assert "findahelpline.com" in first and any(c.isdigit() for c in first)
    assert "{" not in first
    assert screen(first).level == "none"


def test_english_has_no_language() -> None:
    assert screen("i want to die").language is None
