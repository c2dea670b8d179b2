"""Step 8, boundaries: which step is asked for next, whether a step is the person's own, and the card.

A boundary says what I do, never what the other must (content 2.8, rule RQ1). Pure; keeps nothing.
"""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Literal, Optional

from bot.coaching import answers, cues
from bot.coaching.journal import spoken_day
from bot.coaching.records_boundary import Boundary, Rung, Step, Times
from bot.coaching.rubric import Analysis, limits_freedom
from bot.content import Shape, content

STEPS: tuple[Step, ...] = ("restate", "limit", "act", "away")
"""The ladder, mildest first."""
LONGEST = 500
"""Most characters of one answer that are kept (content 3.1)."""
Wrong = Literal["control", "punishes", "theirs", "blame"]
Question = Literal["times", "friend", "need", "restate", "limit", "act", "away", "easier"]


class Theirs(Shape):
    """What makes a step the other person's."""

    opens: frozenset[str]
    cues: tuple[str, ...]


class Card(Shape):
    """The formats of a boundary's card."""

    situation: str
    need: str
    easier: str
    steps: dict[Step, str]
    mark: str
    marks_most: int
    how: dict[str, str]


class BoundaryWords(Shape):
    """Shape of `content/boundaries.yml`."""

    told: dict[Times, tuple[str, ...]]
    theirs: Theirs
    punishes: tuple[str, ...]
    own: frozenset[str]
    decide: tuple[str, ...]
    card: Card


def words() -> BoundaryWords:
    """Returns the reading lists and formats of `content/boundaries.yml`."""
    return content("boundaries.yml", BoundaryWords)


def told_before(text: str) -> Optional[Times]:
    """Returns how often the other person was told how it lands, where a text says so."""
    return next((times for times, said in words().told.items() if cues.hit(text, said)), None)


def asks_to_decide(text: str) -> bool:
    """Tells whether a text asks for a verdict on staying or leaving (content 2.8, S8_ask)."""
    return cues.hit(text, words().decide) is not None


def wrong(step: Step, text: str, analysis: Analysis) -> Optional[Wrong]:
    """Returns what keeps a step from being the person's own act, or None.

    Saying it again may name what the other does; from the limit on, only one's own act counts.
    `analysis` is the rubric's reading of the same text.
    """
    lists, said = words(), answers.plain(text).split()
    if takes_freedom(text, analysis):
        return "control"
    threat = any(blame.kind == "threat" for blame in analysis.blame)
    if threat or cues.hit(text, lists.punishes):
        return "punishes"
    if step == "restate":
        return "blame" if analysis.attack else None
    if said[:1] and said[0] in lists.theirs.opens:
        return "theirs"
    return "theirs" if cues.hit(text, lists.theirs.cues) else None


def takes_freedom(text: str, analysis: Analysis) -> bool:
    """Tells whether a line would take a freedom of the other's (rule RQ1); one's own may be kept back."""
    if analysis.limits_freedom:
        return True
    told = {token.word for token in cues.tokens(text)}
    mine = told & words().own and told & cues.words().negators
    return limits_freedom(text) is not None and not mine


def next_question(boundary: Boundary, asked: frozenset[str]) -> Optional[Question]:
    """Returns the question to ask now, or None when the ladder stands.

    What was explained several times is not said once more; a friend's view is asked instead (S8_7).
    """
    several = boundary.times == "several"
    there = {rung.step for rung in boundary.rungs}
    open_now: tuple[tuple[Question, bool], ...] = (
        ("times", boundary.times is None),
        ("friend", several and not boundary.friend),
        ("need", not boundary.need),
        *((step, step not in there and not (several and step == "restate")) for step in STEPS),
        ("easier", not boundary.easier),
    )
    return next((name for name, needed in open_now if needed and name not in asked), None)


def with_rung(boundary: Boundary, step: Step, text: str) -> tuple[Rung, ...]:
    """Returns the ladder with one step's sentence put in, mildest first."""
    kept = {rung.step: rung for rung in boundary.rungs}
    kept[step] = Rung(step=step, words=text.strip()[:LONGEST])
    return tuple(kept[name] for name in STEPS if name in kept)


def card(boundary: Boundary, now: datetime, zone: tzinfo) -> str:
    """Returns the card's lines, joined; parts with nothing in them are left out."""
    lists = words().card
    lines = [lists.situation.format(line=boundary.situation)] if boundary.situation else []
    lines += [lists.need.format(line=boundary.need)] if boundary.need else []
    lines += [lists.steps[rung.step].format(line=rung.words) for rung in boundary.rungs]
    lines += [lists.easier.format(line=boundary.easier)] if boundary.easier else []
    for mark in boundary.marks[-lists.marks_most :]:
        how = lists.how.get(mark.how or "", mark.words or "")
        lines.append(lists.mark.format(day=spoken_day(mark.at, now, zone), how=how))
    return "\n".join(lines)
