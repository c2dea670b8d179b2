"""Rooms that are only browsed: which topic a text asks for, and which are offered next."""

from __future__ import annotations

from typing import Optional, Sequence

from bot.coaching import cues
from bot.content import Shape, content

MOST = 6
"""Topics offered at once, beside rooms and the way out. [design]"""


class Topic(Shape):
    """One line of a leaflet, or the room it leads to."""

    say: Optional[str] = None
    """The response."""
    room: Optional[str] = None
    under: Optional[str] = None
    """The topic it is offered after."""
    cues: tuple[str, ...] = ()


class Leaflet(Shape):
    """Topics in order; the first one opens it."""

    more: str
    """The response that asks what else, with the titles of the topics that are offered."""
    end: str
    topics: dict[str, Topic]

    @property
    def first(self) -> str:
        """The topic that opens it."""
        return next(iter(self.topics))

    @property
    def question(self) -> str:
        """The id of its one question."""
        return self.more.removeprefix("utter_ask_")


def leaflet(name: str) -> Leaflet:
    """Returns a leaflet of `content/leaflets.yml`; raises `KeyError` for another name."""
    return content("leaflets.yml", dict[str, Leaflet])[name]


def asked_for(name: str, text: str) -> Optional[str]:
    """Returns the topic a text asks for, by the longest words of it that fit a cue, or None."""
    found = [
        (len(hit.words), topic)
        for topic, one in leaflet(name).topics.items()
        for hit in cues.hits(text, one.cues)
    ]
    longest = max((length for length, _ in found), default=0)
    return next((topic for length, topic in found if length == longest), None)


def offered(name: str, seen: Sequence[str], titled: Sequence[str]) -> tuple[str, ...]:
    """Returns the titled topics to offer: what is new, under the last one first, and the rooms."""
    topics = leaflet(name).topics
    lines = [topic for topic in titled if topic in topics and not topics[topic].room and topic not in seen]
    now = [topic for topic in lines if topics[topic].under == (seen[-1] if seen else None)]
    rest = [topic for topic in lines if topic not in now and topics[topic].under in (None, *seen)]
    rooms = [topic for topic in titled if topic in topics and topics[topic].room]
    chosen = {*(now + rest)[:MOST], *rooms}
    return tuple(topic for topic in titled if topic in chosen)
