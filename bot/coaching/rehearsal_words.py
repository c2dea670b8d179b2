"""What step 7 listens for: `content/rehearsal.yml`, read once."""

from __future__ import annotations

import re
from functools import cache

from bot.content import Shape, content


class RehearsalWords(Shape):
    """The cues of the rubric (content 5.1, 4.5, rule RQ1) and the frame of a sentence."""

    sees_other: tuple[str, ...]
    not_sees_other: str
    turn: str
    time: str
    vague_verbs: tuple[str, ...]
    inner_verbs: tuple[str, ...]
    filmable: tuple[str, ...]
    situation_markers: tuple[str, ...]
    need_cues: tuple[str, ...]
    need_after: str
    strategy: str
    ask_cues: tuple[str, ...]
    please: str
    rhetorical: str
    order_exceptions: tuple[str, ...]
    ask_openings: str
    negative: str
    vague_asks: str
    big_asks: str
    limits: dict[str, tuple[str, ...]]
    frame: dict[str, str]
    lead: dict[str, str]
    sharpeners: tuple[str, ...]
    opens_on: tuple[str, ...]
    opens_plain: str
    opens_day: str
    own_time: str
    asks: str
    time_lead: str
    quote: str


def cues() -> RehearsalWords:
    """Returns the cues and the frame."""
    return content("rehearsal.yml", RehearsalWords)


@cache
def regex(source: str) -> re.Pattern[str]:
    """Returns a pattern of the content, compiled once."""
    return re.compile(source)


def any_of(sources: tuple[str, ...]) -> re.Pattern[str]:
    """Returns one pattern that finds what any of these finds."""
    return regex("|".join(f"(?:{source})" for source in sources))
