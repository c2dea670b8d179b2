"""A thought is caught, told apart from a warning, given a name only by its own words, and known again."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any, Optional

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coaching import cues
from bot.coaching.records import ThoughtRecord
from bot.coaching.unhelpful_thoughts import (
    FULL,
    LIKE,
    SHORT,
    alike,
    card,
    caught,
    dangerous,
    distortions,
    following,
    likeness,
    order,
    outcome,
    percent,
    prompt,
    starters,
    suggest,
    times_tonight,
)
from bot.content import titles
from bot.safety.screen import screen

NOW = datetime(2026, 11, 22, 23, tzinfo=timezone.utc)
WORDS = st.sampled_from(
    ["he", "she", "nobody", "loves", "leaves", "never", "me", "always", "boring", "not", "calls", "friends"]
)
SEED = {
    "nobody_loves_me": "overgeneralising",
    "better_off_alone": "better_alone",
    "push_everyone_away": "personalising",
    "leave_in_the_end": "fortune_telling",
}
"""The article's four thoughts, by the payload they are offered with, and the family of each (content 6)."""


def record(thought: str = "nobody loves me", **more: Any) -> ThoughtRecord:
    return ThoughtRecord(**{"created_at": NOW, "updated_at": NOW, "thought": thought, **more})


@pytest.mark.parametrize(
    ("text", "thought"),
    [
        ("nobody will ever love me.", "nobody will ever love me"),
        ("I keep thinking that he's bored of me", "he's bored of me"),
        ("my head says she only stays out of pity", "she only stays out of pity"),
        ("how do i stop telling myself im worthless in love", "im worthless in love"),
        ("that im not interesting enough", "im not interesting enough"),
        ("I overthink every message", None),
        ("my thoughts won't stop", None),
        ("…", None),
        ("sad", None),
        ("he left and " * 15, None),
    ],
)
def test_the_thought_is_taken_out_of_what_leads_up_to_it(text: str, thought: Optional[str]) -> None:
    assert caught(text) == thought


@given(st.text(max_size=400))
def test_a_caught_thought_is_made_of_their_own_words(text: str) -> None:
    thought = caught(text)
    assert thought is None or (thought in " ".join(text.split()) and len(thought.split()) >= 2)


@pytest.mark.parametrize(
    "text",
    [
        "if i say no he will hurt me",
        "hes going to get violent",
        "she won't let me leave the house",
        "he'll take the kids",
        "what he might do if i go",
        "im scared of him",
        "i made him hit me",
        "i deserved it when he pushed me",
        "he will smash my things",
        "it's not safe to say no",
    ],
)
def test_what_may_be_a_warning_is_told_apart(text: str) -> None:
    assert dangerous(text)


@pytest.mark.parametrize(
    "text", ["nobody loves me", "he will leave me", "he'll never hit me", "im boring", "she is sick of me"]
)
def test_other_thoughts_are_no_warning(text: str) -> None:
    assert not dangerous(text)


@pytest.mark.parametrize("name", list(distortions()))
def test_every_family_is_reached_by_its_own_example(name: str) -> None:
    guess = suggest(distortions()[name].example)
    assert guess is not None and guess.id == name
    assert guess.words in distortions()[name].example


@pytest.mark.parametrize(("payload", "family"), SEED.items())
def test_the_four_thoughts_of_the_article_have_their_family(payload: str, family: str) -> None:
    guess = suggest(titles("utter_ask_thought_thought")[payload])
    assert guess is not None and guess.id == family


def test_every_cue_can_be_found_in_a_text() -> None:
    for family in distortions().values():
        for cue in (*family.cues, *family.weak):
            assert (
                cues.hit(cue.replace("|", " or ").split(" or ")[0].replace("*", ""), (cue,)) or "|" in cue
            ), cue


@pytest.mark.parametrize("text", ["he has three cats", "we met in may", "i want tea", "not my fault"])
def test_nothing_is_suggested_without_a_cue(text: str) -> None:
    assert suggest(text) is None


def test_more_of_a_thought_outweighs_one_common_word() -> None:
    guess = suggest("i always think he is bored of me")
    assert guess is not None and guess.id == "mind_reading" and guess.words == "bored of me"


def test_a_spared_family_is_not_suggested() -> None:
    guess = suggest("its all my fault", {"personalising"})
    assert guess is None or guess.id != "personalising"


def test_each_family_is_on_the_list_once() -> None:
    assert set(titles("utter_ask_thought_which")) == {*distortions(), "none"}
    assert len(distortions()) == 13


def test_families_and_examples_read_as_no_crisis() -> None:
    for family in distortions().values():
        for line in (family.plain, family.example, family.for_, family.against, *family.starters):
            assert screen(line).level == "none", line
    assert all(screen(title).level == "none" for title in titles("utter_ask_thought_thought").values())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("nobody loves me", "no one will ever love me"),
        ("he will leave me", "hes going to leave me in the end"),
        ("I'm better off alone", "better off on my own"),
        ("hes bored of me", "he is fed up with me"),
    ],
)
def test_one_thought_in_other_words_is_known(one: str, other: str) -> None:
    assert likeness(one, other) >= LIKE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("he loves me", "he doesn't love me"),
        ("she will leave me", "he will leave me"),
        ("nobody loves me", "im boring"),
        ("i am", "he is"),
    ],
)
def test_another_thought_is_another(one: str, other: str) -> None:
    assert likeness(one, other) < LIKE


@given(st.lists(WORDS, max_size=8), st.lists(WORDS, max_size=8))
def test_likeness_is_the_same_both_ways_and_ignores_order(one: list[str], other: list[str]) -> None:
    there, back = likeness(" ".join(one), " ".join(other)), likeness(" ".join(other), " ".join(one))
    assert there == back and 0 <= there <= 1
    assert likeness(" ".join(one), " ".join(one)) in (0, 1)


@given(st.text(max_size=80))
def test_case_and_marks_make_no_other_thought(text: str) -> None:
    said = "he will leave me"
    assert likeness(said, said.upper() + "…") == 1
    assert likeness(text, text) in (0, 1)


def test_what_was_found_is_brought_back_for_the_same_thought_alone() -> None:
    same, other = record("no one loves me", second="two do"), record("im boring", second="not to jo")
    assert alike("nobody loves me", [same, other]) == [same]


def test_only_this_night_counts_towards_the_third_time() -> None:
    tonight = record(created_at=NOW - timedelta(hours=2))
    yesterday = record(created_at=NOW - timedelta(hours=30))
    assert times_tonight([yesterday, tonight], NOW) == 2
    assert times_tonight([yesterday, tonight, tonight], NOW) == 3


def test_a_second_record_within_a_day_is_short() -> None:
    whole = record(complete=True, evidence_against="x")
    assert order([], NOW) == FULL and order([whole], NOW) == SHORT
    assert order([whole], NOW + timedelta(days=1)) == FULL
    assert order([record(evidence_against="x"), record(complete=True)], NOW) == FULL


@pytest.mark.parametrize("parts", [FULL, SHORT])
@pytest.mark.parametrize("suggested", [True, False])
def test_the_questions_come_in_order_and_end(parts: Any, suggested: bool) -> None:
    asked, part = [], following(parts, None, suggested)
    while part:
        asked.append(part)
        part = following(parts, part, suggested)
    assert asked == [one for one in parts if one != "pattern" or suggested]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("80", 80), ("80%", 80), ("about 70", 70), ("8/10", 80), ("8 out of 10", 80), ("80/100", 80),
        ("100", 100), ("0", 0), ("eighty", 80), ("lots", None), ("", None), ("101", None),
    ],
)  # fmt: skip
def test_a_belief_is_read(text: str, value: Optional[int]) -> None:
    assert percent(text) == value


@given(st.text(max_size=40))
def test_a_belief_is_never_off_the_scale(text: str) -> None:
    value = percent(text)
    assert value is None or 0 <= value <= 100


@pytest.mark.parametrize(
    ("before", "after", "came"),
    [
        (80, 55, "dropped"),
        (80, 75, "same"),
        (80, 85, "same"),
        (60, 80, "up"),
        (None, 5, "unrated"),
        (80, 70, "dropped"),
    ],
)
def test_what_came_of_it(before: Optional[int], after: Optional[int], came: str) -> None:
    assert outcome(record(belief_before=before, belief_after=after)) == came


def test_the_card_quotes_each_answer_and_leaves_out_what_is_not_there() -> None:
    shown = card(record(evidence_for="no call", second="one call is missing"))
    assert shown.count("\n") == 2 and "None" not in shown
    assert "nobody loves me" in shown and "no call" in shown and "one call is missing" in shown


@pytest.mark.parametrize("pattern", [None, "my own word", *distortions()])
def test_there_is_always_a_way_in(pattern: Optional[str]) -> None:
    first, second = starters(pattern)
    assert first != second
    assert prompt(pattern, "for") and prompt(pattern, "against")
