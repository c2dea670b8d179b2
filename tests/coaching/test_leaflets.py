"""Rooms that are browsed: every topic can be reached, and questions find theirs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coaching.leaflets import MOST, asked_for, leaflet, offered
from bot.content import responses_once, titles

NAMES = ("about_attachment", "how_long", "therapy_guide")


@pytest.mark.parametrize("name", NAMES)
def test_every_topic_can_be_reached(name: str) -> None:
    titled, topics = titles(leaflet(name).more), leaflet(name).topics
    assert all(one.under is None or one.under in topics for one in topics.values())
    assert all(bool(one.say) is not bool(one.room) for one in topics.values())
    assert all(topic in titled or one.cues or topic == leaflet(name).first for topic, one in topics.items())
    assert {one.say for one in topics.values() if one.say} <= set(responses_once())


@pytest.mark.parametrize("name", NAMES)
def test_buttons_alone_lead_through_every_titled_topic(name: str) -> None:
    titled, topics = list(titles(leaflet(name).more)), leaflet(name).topics
    seen = [leaflet(name).first]
    while left := [topic for topic in offered(name, seen, titled) if not topics[topic].room]:
        assert len(left) <= MOST
        seen.append(left[0])
    assert set(seen) >= {topic for topic in titled if topic in topics and not topics[topic].room}


@pytest.mark.parametrize(
    ("name", "text", "topic"),
    [
        ("about_attachment", "can people change their attachment", "change"),
        ("about_attachment", "is it ok that two anxious people date", "mixes"),
        ("about_attachment", "why am i so clingy", "anxious"),
        ("about_attachment", "why do i go cold once it gets real", "avoidant"),
        ("about_attachment", "is there a quiz for it", "find"),
        ("how_long", "i slipped and texted again", "zigzag"),
        ("therapy_guide", "what if i can't afford it", "cost"),
        ("therapy_guide", "what do i say in the first session", "first"),
        ("therapy_guide", "is emdr something for flashbacks", "memories"),
        ("therapy_guide", "my dog is ill", None),
    ],
)
def test_a_question_finds_its_topic(name: str, text: str, topic: str | None) -> None:
    assert asked_for(name, text) == topic


@given(st.sampled_from(NAMES), st.text(max_size=80))
def test_any_text_is_a_topic_or_nothing(name: str, text: str) -> None:
    assert asked_for(name, text) in (None, *leaflet(name).topics)
