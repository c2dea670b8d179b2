"""A sentence made of the person's parts, turned to the other person."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.coaching.step7_stating_needs import Parts
from bot.language.compose import addressed, compose, finished, moment_name, split_moment
from bot.language.rehearse import analyse_text


def test_dialogue_three():
    when, observation = split_moment("sunday. her mum said i spoil the kids and she just sat there")
    said = compose(
        Parts(
            when,
            observation,
            "alone",
            "someone on my side",
            "just say lets drop it when her mum starts",
        ),
        "she",
    )
    assert said == (
        "On Sunday your mum said I spoil the kids and you sat there. I felt alone. "
        "I need someone on my side. Next time, would you say 'let's drop it'?"
    )
    assert analyse_text(said).total == 10


@pytest.mark.parametrize(
    ("text", "when", "rest"),
    [
        ("sunday. she left", "On Sunday", "she left"),
        ("on friday evening she was late", "On Friday evening", "she was late"),
        ("last night they didnt text", "Last night", "they didn't text"),
        ("she left on sunday", None, "she left on Sunday"),
    ],
)
def test_split_moment(text, when, rest):
    assert split_moment(text) == (when, rest)


@pytest.mark.parametrize(
    ("text", "pronoun", "turned"),
    [
        ("she is late and her mum knows", "she", "you are late and your mum knows"),
        ("he was on his phone", "he", "you were on your phone"),
        ("i told him and he laughs", "he", "I told you and you laugh"),
        ("my husband forgot my birthday", "he", "you forgot my birthday"),
        ("my wife's mum shouted", "she", "your mum shouted"),
        ("they dont text me", "they", "you don't text me"),
        ("you left", "she", "you left"),
        ("he gave the kids to her", "he", "you gave the kids to her"),
    ],
)
def test_addressed(text, pronoun, turned):
    assert addressed(text, pronoun) == turned


@pytest.mark.parametrize(
    ("request_text", "pronoun", "end"),
    [
        ("stay in with me next time", "he", "Would you stay in with me next time?"),
        ("put his phone in the hall", "he", "Next time, would you put your phone in the hall?"),
        ("we could have dinner on friday", "she", "Could we have dinner on Friday?"),
        (
            "would you tell me when you'll be back",
            "she",
            "Next time, would you tell me when you'll be back?",
        ),
        ("a hug", "she", "What would help: a hug."),
    ],
)
def test_request_is_framed_or_left_in_its_words(request_text, pronoun, end):
    assert compose(Parts(request=request_text), pronoun) == end


def test_a_habit_is_said_with_when():
    said = compose(Parts(observation="my husband is on his phone at dinner", feeling="lonely"), "he")
    assert said == "When you are on your phone at dinner, I feel lonely."


@settings(max_examples=50, deadline=None)
@given(*[st.text(max_size=80)] * 3, st.sampled_from(["he", "she", "they"]))
def test_any_words_compose(first, second, third, pronoun):
    when, observation = split_moment(first)
    assert isinstance(compose(Parts(when, observation, second, third, first), pronoun), str)


def test_a_moment_is_named_by_its_time():
    assert moment_name("On Sunday") == "Sunday"
    assert moment_name("Last night") == "Last night"


def test_only_whole_words_are_taken_off_a_part():
    assert compose(Parts(need="forgiveness", feeling="i was feeling numb"), "he") == (
        "I feel numb. I need forgiveness."
    )


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (
            "I need closeness. Would you eat with me on Friday",
            "I need closeness. Would you eat with me on Friday?",
        ),
        ("I need closeness. Would you eat with me.", "I need closeness. Would you eat with me?"),
        (
            "i need to matter and could we talk after dinner ",
            "i need to matter and could we talk after dinner?",
        ),
        ("Would you ring me? I need to matter", "Would you ring me? I need to matter."),
        ("I felt hurt when you left", "I felt hurt when you left."),
        ("I felt hurt.", "I felt hurt."),
        ("I'd like it if you could ring me", "I'd like it if you could ring me."),
        ("Would you ring me?", "Would you ring me?"),
        ("Would you ring me 🙏", "Would you ring me 🙏"),
        ("", ""),
    ],
)
def test_finished_ends_with_its_mark(typed, said):
    assert finished(typed, ".") == said


def test_without_a_stop_the_words_stay_as_typed():
    assert finished("I felt hurt.") == "I felt hurt." and finished("i felt hurt") == "i felt hurt"


@given(st.text(max_size=60))
def test_finished_twice_is_finished_once(text):
    assert finished(finished(text)) == finished(text)
