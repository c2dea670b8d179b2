"""A need keeps the person's words; every word of the list can be reached; harm and control are noticed."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coaching import step6_needs as needs
from bot.coaching.records import Feeling, Need, Trigger, Wound
from bot.coaching.step5_wounds import wounds
from bot.coaching.words import display, feeling_words, need_words
from bot.content import titles

NOW = datetime(2026, 11, 22, tzinfo=timezone.utc)
TIMES = {"created_at": NOW, "updated_at": NOW}
ALL = [need for each in need_words().needs.values() for need in each]


def test_the_lists_are_whole() -> None:
    assert len(ALL) == len(set(ALL)) == 62
    assert sum(len(w) for rows in feeling_words().feelings.values() for w in rows.values()) == 142


def test_every_need_can_be_tapped_and_typed() -> None:
    assert set(titles("utter_ask_needs_group")) == set(needs.groups())
    assert [need for group in needs.groups() for need in needs.of_group(group)] == ALL
    for need in ALL:
        assert needs.named(need) == (display(need), need)
        typed = needs.named(needs.titled(need))
        assert typed and typed[1] == need


def test_every_theme_offers_needs_of_the_list() -> None:
    for theme in wounds():
        offered = needs.likely(Wound(**TIMES, theme=theme), ())
        assert offered and set(offered) <= set(ALL)


def test_a_note_offers_what_its_words_suggest() -> None:
    note = Trigger(**TIMES, situation="they went without me", feelings=(Feeling(word="left out"),))
    assert needs.likely(None, [note])[:2] == ("inclusion", "belonging")
    assert set(needs.likely(None, ())) <= set(need_words().top)


@pytest.mark.parametrize(
    ("text", "words", "need"),
    [
        ("being liked for nothing i think", "being liked for nothing", None),
        ("i need someone on my side", "someone on my side", "loyalty"),
        ("maybe just some peace and quiet tbh", "some peace and quiet", "quiet"),
        ("roots", "roots", None),
        ("I need reassurance.", "reassurance", "reassurance"),
        ("maybe", "maybe", None),
    ],
)
def test_a_need_in_their_words(text: str, words: str, need: str) -> None:
    assert needs.named(text) == (words, need)


@pytest.mark.parametrize("text", ["…", "?", "  ", "🙂"])
def test_no_words_are_no_need(text: str) -> None:
    assert needs.named(text) is None


@pytest.mark.parametrize("text", ["him to text me every hour", "her location", "you to come home by six"])
def test_one_way_to_meet_it_is_not_the_need(text: str) -> None:
    assert needs.is_a_way(text)


@pytest.mark.parametrize("text", ["reassurance", "to be heard", "being liked for nothing", "time on my own"])
def test_a_need_is_no_way(text: str) -> None:
    assert not needs.is_a_way(text)


@pytest.mark.parametrize("text", ["there was violence at home", "my uncle did things to me", "he beat us"])
def test_harm_is_noticed(text: str) -> None:
    assert needs.discloses(text)


@pytest.mark.parametrize(
    "text", ["we moved a lot", "dad worked late", "mum only noticed me when i was helping", "nobody asked"]
)
def test_a_plain_headline_is_no_harm(text: str) -> None:
    assert not needs.discloses(text)


@pytest.mark.parametrize(
    ("text", "field", "rest"),
    [
        ("change now. they ask, i never say no", "now", "they ask, i never say no"),
        ("now: they ask", "now", "they ask"),
        ("no, the need is rest", "words", "rest"),
        ("missing: someone on my side", "words", "someone on my side"),
        ("back then: we moved", "then", "we moved"),
        ("change the need", "words", ""),
    ],
)
def test_a_correction_names_its_line(text: str, field: str, rest: str) -> None:
    assert needs.change(Need(**TIMES), text) == (field, rest)


def test_what_names_no_line_changes_nothing() -> None:
    assert needs.change(Need(**TIMES), "they ask and i never say no") is None


def test_the_card_leaves_out_what_is_not_there() -> None:
    assert needs.card(Need(**TIMES)) == ""
    whole = needs.card(Need(**TIMES, then="a", words="someone on my side", need="loyalty", now="b"))
    assert len(whole.split("\n")) == 3 and "loyalty" in whole
    assert "(" not in needs.card(Need(**TIMES, words="reassurance please", need="reassurance"))


@given(st.text(max_size=200))
def test_any_answer_is_theirs_or_none(text: str) -> None:
    found = needs.named(text)
    assert found is None or found[0] in text or found[1] == text.strip()
