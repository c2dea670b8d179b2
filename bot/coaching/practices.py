"""The short practices: which there are, which one a text asks for, and which are offered (content 7)."""

from __future__ import annotations

from collections import defaultdict
from typing import Literal, Optional, Sequence

from bot.coaching import cues
from bot.coaching.records_everyday import PracticeDone
from bot.content import Shape, content

OFFERED = 2
"""Practices offered by name; the others stand behind "show me all" (content 7.2: the best two first)."""
WORSE = 2
"""A change for the worse by this much ends the practice with a different offer (content 7.2)."""

Check = Literal["inward", "hurt"]
"""What is asked before a practice begins: whether looking inward upsets, whether somebody was hurt (7.3)."""


class PracticeStep(Shape):
    """One line; the seconds after which the next comes by itself; the name its answer is kept under."""

    line: str
    wait: int = 0
    keep: Optional[str] = None


class Practice(Shape):
    """One practice of `content/practices.yml`."""

    steps: tuple[PracticeStep, ...]
    cues: tuple[str, ...]
    voices: tuple[str, ...]
    numbers: bool = True
    higher: bool = False
    check: Optional[Check] = None
    needs: Optional[Literal["practice", "exercises"]] = None


def practices() -> dict[str, Practice]:
    """Returns the practices of `content/practices.yml` by name, in their order."""
    return content("practices.yml", dict[str, Practice])


def practice(name: str) -> Practice:
    """Returns one practice; raises `KeyError` for a name that is not there."""
    return practices()[name]


def open_practices(*, practice_open: bool, exercises_open: bool) -> tuple[str, ...]:
    """Returns the names of the practices that are open now; some always are (rule ST3)."""
    is_open = {None: True, "practice": practice_open, "exercises": exercises_open}
    return tuple(name for name, one in practices().items() if is_open[one.needs])


def asked_for(text: str) -> Optional[str]:
    """Returns the practice a text asks for, by the longest cue, or None."""
    found = [(len(hit.cue), name) for name, one in practices().items() for hit in cues.hits(text, one.cues)]
    return max(found, key=lambda pair: pair[0])[1] if found else None


def moved(name: str, before: Optional[int], after: Optional[int]) -> Optional[int]:
    """Returns by how much a number got better (below 0: worse), or None where one is not known."""
    if before is None or after is None:
        return None
    return after - before if practice(name).higher else before - after


def offer(done: Sequence[PracticeDone], voice: str, names: Sequence[str]) -> tuple[str, ...]:
    """Returns the two of `names` to offer: what helped this person most, then what suits their voice.

    `done` is oldest first. What did not help the last time comes after everything else.
    """
    helped, last = defaultdict(list), {}
    for one in done:
        last[one.practice] = one.helped
        if one.helped:
            helped[one.practice].append(moved(one.practice, one.before, one.after) or 0)
    order = list(practices())

    def rank(name: str) -> tuple[bool, bool, float, bool, int]:
        drops = helped.get(name, [])
        mean = sum(drops) / len(drops) if drops else 0.0
        suits = voice in practice(name).voices
        return (last.get(name) is False, not drops, -mean, not suits, order.index(name))

    return tuple(sorted(names, key=rank)[:OFFERED])


def last_that_helped(done: Sequence[PracticeDone]) -> Optional[str]:
    """Returns the name of the last practice that helped, or None; `done` is oldest first."""
    return next((one.practice for one in reversed(done) if one.helped), None)
