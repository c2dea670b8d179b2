"""What counts as a crisis, a concern or neither (content 8.2, situations F01 to F75)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content import load, responses
from bot.safety.conversation import conversation
from bot.safety.lexicon import compile_pattern, lexicon
from bot.safety.normalise import normalise
from bot.safety.screen import NONE, RANK, screen

CASES: dict[str, dict[str, list[str]]] = load(Path(__file__).with_name("cases.yml"), Any)
ROWS = [(t, level, c) for level, kinds in CASES.items() for c, texts in kinds.items() for t in texts]
LOUD = [(t, c) for t, level, c in ROWS if level == "crisis"]


@pytest.mark.parametrize(("text", "level", "category"), ROWS)
def test_case(text: str, level: str, category: str) -> None:
    found = screen(text)
    assert (found.level, found.category or "-") == (level, category), found


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(LOUD), st.sampled_from(["Work was slow. ", "ok so. ", "5\n", "I had tea!\n"]))
def test_a_crisis_is_found_inside_a_longer_message(case: tuple[str, str], around: str) -> None:
    assert screen(f"{around}{case[0]}. {around}").level == "crisis"


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(LOUD))
def test_case_and_apostrophes_do_not_matter(case: tuple[str, str]) -> None:
    text = case[0]
    assert screen(text.upper()).level == screen(text.replace("'", "")).level == "crisis"
    assert screen(text.replace("'", "\u2019")).level == "crisis"


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_screened_and_says_the_same_twice(text: str) -> None:
    first = screen(text)
    assert first == screen(text)
    assert (first.level == "none") == (first.category is None) == (first.matched is None)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("I took all the tablets 20 minutes ago", {"attempt-now"}),
        ("If he says it again I'll stab him, knife's in my hand", {"weapon"}),
        ("he choked me in front of the kids", {"strangled", "child-there"}),
        ("my dad was violent when he drank", {"long-ago"}),
        ("molested by my stepdad", {"long-ago"}),
        ("My dad drank. He was violent.", {"long-ago"}),
        ("they locked me in my room", {"long-ago"}),
        ("my mum beat us", {"long-ago"}),
        ("as a child i was abused", {"long-ago"}),
        ("he was violent when he drank", {"once"}),
    ],
)
def test_a_crisis_carries_codes_and_never_words(text: str, codes: set[str]) -> None:
    assert codes <= set(screen(text).codes)


def test_a_concern_carries_no_codes() -> None:
    assert screen("i walk on eggshells around the kids").codes == ()


@pytest.mark.parametrize("text", ["i cant do this anymore", "whats the point of anything"])
def test_idiom_like_concern_is_ambiguous(text: str) -> None:
    found = screen(text)
    assert found.level == "concern"
    assert found.ambiguous


def test_plain_passive_ideation_is_not_ambiguous() -> None:
    assert not screen("I don't want to be here anymore").ambiguous


def test_a_negated_crisis_is_a_concern_and_a_worry_told_of_another_is_not_a_crisis() -> None:
    assert screen("i am not going to kill myself").level == "concern"
    assert screen("they all want to die").level == "concern"


@pytest.mark.parametrize(
    ("loud", "quiet"),
    [
        ("he threw me across the room", "he threw me at judo training"),
        ("he hit me in the kitchen", "he hit me by accident in the kitchen"),
        ("he got so angry that he choked me", "he got so angry but never once choked me"),
        ("i self-harm", "ten years free of self-harm"),
        ("i can't stop thinking that i'm a burden", "i want to stop telling myself that i'm a burden"),
        ("i'm having a panic attack", "how long does a panic attack last"),
        ("my brother wants to take his own life", "my brother took his own life ten years ago"),
    ],
)
def test_a_guard_lowers_what_it_means_and_only_that(loud: str, quiet: str) -> None:
    assert RANK[screen(quiet).level] < RANK[screen(loud).level]


@pytest.mark.parametrize(
    "text",
    [
        "he says it was an accident but he hit me at football training",
        "ten years free of self-harm and last night i relapsed and cut",
        "he never says sorry. last night he hit me",
        "stop telling myself i'm fine, i want to die",
    ],
)
def test_no_guard_hides_what_is_now(text: str) -> None:
    assert screen(text).level == "crisis"


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("I CAN'T", "i can not"),
        ("cant", "can not"),
        ("su1c1de", "suicide"),
        ("soooo tiiired", "so tired"),
        ("k i l l", "kill"),
        ("sui\u0441\u0456de", "suicide"),
        ("kill\u2014myself", "kill myself"),
        ("mysefl", "myself"),
        ("Hi.  There!", "hi . there ."),
    ],
)
def test_one_way_to_write(typed: str, plain: str) -> None:
    assert normalise(typed) == plain


def test_what_a_meaning_begins_with_is_a_question_of_its_level() -> None:
    words, questions = lexicon(), conversation().questions
    named = [(one.level, one.ask) for one in (*words.rules, *words.sums) if one.ask]
    named += [("concern", ask) for guard in words.guards.values() for ask in guard.ask.values()]
    assert named
    for level, ask in named:
        assert ask in questions and ask.startswith(f"{level}_")
    assert screen("My girlfriend says she'll kill herself if I leave").ask == "concern_SU_other"


def test_no_answer_leads_nowhere() -> None:
    table = conversation()
    replies = [reply for group in table.asides.values() for reply in group.values()]
    for question in table.questions.values():
        replies += [*question.replies.values(), *([question.otherwise] if question.otherwise else [])]
        assert {*question.also, *([question.opening] if question.opening else [])} <= table.asides.keys()
    assert {reply.then for reply in replies} - {None} <= table.questions.keys()
    assert {line for reply in replies for line in reply.say} <= responses().keys()


def test_rules_are_named_once_and_every_pattern_can_be_found() -> None:
    words = lexicon()
    names = [rule.id for rule in words.rules]
    assert len(names) == len(set(names))
    for rule in words.rules:
        for source in rule.patterns:
            assert compile_pattern(source, words).anchors


def test_a_pattern_without_a_word_to_find_it_by_is_refused() -> None:
    with pytest.raises(ValueError, match="no word"):
        compile_pattern(".. maybe?", lexicon())


def test_levels_are_ordered() -> None:
    assert RANK[NONE.level] < RANK["concern"] < RANK["crisis"]


@pytest.mark.parametrize(
    "text",
    [
        "my boyfriend hit me, like my dad did when i was a child",
        "my dad hit me yesterday",
        "my dad was violent when he drank and he still is",
        "my dad hits me",
        "my husband was violent when he drank",
        "when i was a child my dad hit me, now he hits my son",
    ],
)
def test_what_may_be_now_is_never_of_long_ago(text: str) -> None:
    found = screen(text)
    assert found.level != "none"
    assert not {"long-ago", "once"} & set(found.codes)
