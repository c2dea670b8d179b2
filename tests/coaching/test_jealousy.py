"""Jealousy: seen and added, whose it is, what the urge wants, and help that is refused."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Optional

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coaching.jealousy import (
    LONGEST,
    betrayal_told,
    card,
    is_theirs,
    split,
    urge,
    wants_to_watch,
    watched,
)
from bot.coaching.records import JealousyNote, Profile
from bot.coaching.routing import route
from bot.content import titles
from bot.safety.screen import screen

NOW = datetime(2026, 11, 22, tzinfo=timezone.utc)
KNOWN = Profile(consent="keep", adult=True)


@pytest.mark.parametrize(
    ("text", "seen", "added"),
    [
        ("she laughed at a message, i thought she wants him", "she laughed at a message", "she wants him"),
        ("a heart on her photo. My mind added that shes leaving", "a heart on her photo", "shes leaving"),
        ("he came home late", "he came home late", None),
        ("probably nothing", "probably nothing", None),
        ("in my head it is all over", "in my head it is all over", None),
    ],
)
def test_what_was_seen_is_told_apart_from_what_was_added(text: str, seen: str, added: Optional[str]) -> None:
    assert split(text) == (seen, added)


@given(st.text(max_size=700))
def test_nothing_is_made_up_by_splitting(text: str) -> None:
    seen, added = split(text)
    assert seen in text and (added is None or added in text) and len(seen) <= LONGEST


@pytest.mark.parametrize(
    "text",
    [
        "he gets jealous when i see my friends",
        "my husband is really jealous",
        "she accuses me of flirting",
        "he doesnt like me going out",
        "my girlfriend goes through my phone",
        "she is jealous of my sister",
    ],
)
def test_a_jealous_partner_is_recognised(text: str) -> None:
    assert is_theirs(text)


@pytest.mark.parametrize(
    "text",
    [
        "i get jealous when my husband talks to other women",
        "my girlfriend says i am possessive",
        "i keep accusing her of cheating",
        "she laughed with dan",
        "i am jealous of my best friends new friend",
    ],
)
def test_ones_own_jealousy_is_ones_own(text: str) -> None:
    assert not is_theirs(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("go through her phone", "watching"),
        ("drive past his house", "watching"),
        ("track where he is", "watching"),
        ("get her password", "watching"),
        ("look at his instagram again", "watching"),
        ("pay him back", "revenge"),
        ("make her jealous", "revenge"),
        ("text my ex", "revenge"),
        ("ask again if he loves me", "other"),
        ("go silent", "other"),
        ("get closer to him", "other"),
        ("hide under the duvet", "other"),
    ],
)
def test_urges_that_harm_are_told_apart(text: str, kind: str) -> None:
    assert urge(text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "help me watch her phone",
        "can you help me get her location",
        "how do i read his whatsapp without him knowing",
        "how can i see his messages",
        "is there an app to track my girlfriend",
        "help me guess his password",
        "how to spy on his phone",
    ],
)
def test_help_with_watching_goes_to_the_refusal_whatever_is_guessed(text: str) -> None:
    assert wants_to_watch(text)
    assert route("smalltalk", "watching", KNOWN).go == "jealousy_form"


@pytest.mark.parametrize(
    "text",
    [
        "i want to ask him to help me",
        "how do i get through this",
        "how can i see her side",
        "he reads my messages",
        "help me say it to her",
        "i need him to read my messages",
    ],
)
def test_other_help_is_not_refused(text: str) -> None:
    assert not wants_to_watch(text)


def test_checking_that_was_told_is_heard() -> None:
    assert watched("i keep checking her instagram") and watched("i went through his phone last night")
    assert not watched("she checked in on me")


def test_a_told_betrayal_is_heard() -> None:
    assert betrayal_told("he admitted he kissed somebody")
    assert not betrayal_told("she came home late")


def test_an_urge_to_check_keeps_its_room() -> None:
    assert route("jealousy", "urge", KNOWN).go == "jealousy_form"
    assert route("share_feeling", "urge", KNOWN).go == "moment_form"
    assert route("jealousy", None, KNOWN, closed=frozenset({"exercises"})).closed


def test_the_card_leaves_out_what_is_not_there() -> None:
    note = JealousyNote(created_at=NOW, updated_at=NOW, seen="a heart", belief=0)
    assert card(note).count("\n") == 1 and "0" in card(note) and "None" not in card(note)


def test_no_button_is_a_crisis() -> None:
    for question in ("situation", "core", "urge", "watch", "free", "betrayed"):
        for title in titles(f"utter_ask_jealousy_{question}").values():
            assert screen(title).level == "none", title
