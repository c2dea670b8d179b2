"""What a first text tells, and what may be said back from its parts."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coaching.hearing import Heard, hear, reflection, them, words
from bot.content import responses


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("hes not answering. six hours. was online 20 min ago. i feel sick", "waiting"),
        ("my boyfriend ignored me all evening and im boiling", "trigger"),
        ("I feel so alone tonight.", "feeling"),
        ("have to talk to my wife tomorrow and i dont want it to blow up", "rehearse"),
        ("she broke up with me yesterday", "breakup"),
        ("my mum died in march", "death"),
        ("i want to text him so bad", "urge"),
        ("hi", "other"),
        ("fight with lou", "trigger"),
    ],
)
def test_topics(text: str, topic: str) -> None:
    assert hear(text).topic == topic


def test_the_first_dialogue_is_heard() -> None:
    heard = hear("hes not answering. six hours. was online 20 min ago. i feel sick")
    assert heard.durations == ("six hours",) and {"no_answer", "online"} <= set(heard.kinds)
    assert heard.pronoun == "he" and heard.has_situation
    assert reflection(heard) == ("utter_reflect_duration_online", {"duration": "Six hours"})
    assert them(heard.pronoun)["them"] == "him"


def test_the_second_dialogue_is_heard_and_its_situation_asked() -> None:
    heard = hear("my boyfriend ignored me all evening and im boiling")
    assert reflection(heard) == (
        "utter_reflect_feeling_duration",
        {"feeling": "Boiling", "duration": "a whole evening"},
    )
    assert not heard.has_situation and heard.people[0].relation == "partner"
    assert hear("on his phone from dinner till bed. i said his name twice").has_situation


@pytest.mark.parametrize(
    ("text", "label", "spoken", "relation", "pronoun"),
    [
        ("my mum shouted", "my mum", "your mum", "family", "she"),
        ("my late husband never did that", "my late husband", "your late husband", "widowed", "he"),
        ("my husband is late", "my husband", "your husband", "partner", "he"),
        ("my ex-husband again", "my ex husband", "your ex husband", "ex", "he"),
        ("fight with lou", "Lou", "Lou", None, None),
        ("waiting for P to text back about saturday", "P", "P", None, None),
        ("I argued with Marco last night", "Marco", "Marco", None, None),
        ("my partner's late", "my partner", "your partner", "partner", None),
    ],
)
def test_people(text: str, label: str, spoken: str, relation: str, pronoun: str) -> None:
    person = hear(text).people[0]
    assert (person.label, person.spoken, person.relation, person.pronoun) == (
        label,
        spoken,
        relation,
        pronoun,
    )


@pytest.mark.parametrize(
    "text",
    [
        "fight with everyone",
        "waiting for text",
        "I'm tired. God.",
        "on Monday I cried",
        "Nothing works",
    ],
)
def test_ordinary_words_are_no_names(text: str) -> None:
    assert hear(text).people == ()


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("3 days and nothing", "3 days"),
        ("a couple of hours", "a couple of hours"),
        ("all weekend", "a whole weekend"),
        ("for two weeks now", "two weeks"),
        ("half an hour late", "half an hour"),
    ],
)
def test_lengths(text: str, duration: str) -> None:
    assert duration in hear(text).durations


def test_a_time_ago_is_no_length() -> None:
    assert hear("it was 20 minutes ago").durations == ()


@pytest.mark.parametrize(
    "text",
    [
        "when my partner isn't affectionate",
        "wants sex even when we're not connected",
        "I often criticise and set off fights",
        "he never listens",
    ],
)
def test_patterns_stand_as_they_are(text: str) -> None:
    heard = hear(text)
    assert heard.pattern and heard.has_situation


@pytest.mark.parametrize("text", ["last night when he came home he shouted", "he never replied yesterday"])
def test_one_time_is_no_pattern(text: str) -> None:
    assert not hear(text).pattern


@pytest.mark.parametrize("text", ["hi", "you there?", "it's raining", "I feel crap"])
def test_nothing_confident_is_not_said_back(text: str) -> None:
    assert reflection(hear(text)) is None


@given(st.text(max_size=150))
def test_a_reflection_holds_parts_only_and_fits_its_line(text: str) -> None:
    """Rule U5: no raw sentence inside a sentence, whatever is typed."""
    said = reflection(hear(text))
    if said:
        name, parts = said
        line = responses()[name][0]["text"]
        assert {field for _, field, _, _ in string.Formatter().parse(line) if field} == set(parts)
        assert all(0 < len(part.split()) <= 8 for part in parts.values())


def test_every_relation_is_one_a_person_may_have() -> None:
    from bot.safety.records import Person

    known = set(Person.__fields__["relation"].type_.__args__)
    assert {sort.relation for sort in words().people} <= known


def test_hearing_nothing_is_whole() -> None:
    assert hear("") == Heard()


@pytest.mark.parametrize(("text", "gone"), [
    ("he left me on read again and i feel so alone", False),
    ("she left me waiting in the rain", False),
    ("he left me", True),
    ("my wife left me last week and left me with the kids", True),
    ("they left me for someone else", True),
])  # fmt: skip
def test_who_is_left_on_read_is_not_left(text: str, gone: bool) -> None:
    assert (hear(text).topic == "breakup") is gone
