"""The secure base, stage D: one small plan, how sure it is, and the marks of a talk (content 2.10)."""

from __future__ import annotations

import re
from typing import Literal, Optional

from bot.coaching import answers, cues
from bot.coaching.records_self import BasePlan
from bot.content import Shape, content

SURE = 7
"""How sure, of 10, a plan is kept as it is; below it is made smaller (content 2.10, STD_4)."""
LONGEST = 500
"""Most characters of one answer that are kept (content 3.1)."""
Part = Literal["tiny", "cue", "sure", "kind"]
PARTS: tuple[Part, ...] = ("tiny", "cue", "sure", "kind")
"""What a plan is asked for, in this order."""


class CardLines(Shape):
    """The formats of a plan's card."""

    plan: str
    cue: str
    kind: str


class BaseWords(Shape):
    """Shape of `content/secure_base.yml`."""

    focuses: dict[str, tuple[str, ...]]
    after_talk: tuple[str, ...]
    anew: tuple[str, ...]
    marks: tuple[str, ...]
    ticked: str
    card: CardLines


def words() -> BaseWords:
    """Returns the reading lists and formats of `content/secure_base.yml`."""
    return content("secure_base.yml", BaseWords)


def focus(text: str) -> Optional[str]:
    """Returns the focus a text names in other words than its button's, or None."""
    return next((name for name, said in words().focuses.items() if cues.hit(text, said)), None)


def next_part(part: str) -> Optional[Part]:
    """Returns what is asked after `part` of a plan, or None after the last."""
    after = PARTS[PARTS.index(part) + 1 :] if part in PARTS else PARTS
    return next(iter(after), None)


def filled(plan: BasePlan, part: str, text: str) -> Optional[BasePlan]:
    """Returns the plan with an answer in its part, in the person's words; None where the text is none."""
    if part == "sure":
        value = answers.number(text)
        return None if value is None else plan.copy(update={"sure": value})
    said = text.strip()[:LONGEST]
    return None if answers.nothing_said(said) else plan.copy(update={part: said})


def too_big(plan: BasePlan) -> bool:
    """Tells whether the plan is to be made smaller."""
    return plan.sure is not None and plan.sure < SURE


def card(plan: BasePlan) -> str:
    """Returns the plan as quoted lines; what was left out is left out."""
    lines = words().card
    told = [lines.plan.format(tiny=plan.tiny)] if plan.tiny else []
    told += [lines.cue.format(cue=plan.cue)] if plan.cue else []
    told += [lines.kind.format(kind=plan.kind)] if plan.kind else []
    return "\n".join(told)


def asks_for_talk(text: str) -> bool:
    """Tells whether an opening asks to tick a talk."""
    return bool(cues.hit(text, words().after_talk))


def asks_anew(text: str) -> bool:
    """Tells whether an opening asks for another plan."""
    return bool(cues.hit(text, words().anew))


def ticked(text: str, choice: Optional[str], titles: dict[str, str]) -> tuple[str, ...]:
    """Returns the marks a press, numbers ("1 and 3") or words name; `titles` is {mark: title} in order."""
    marks = words().marks
    if choice in marks:
        return (choice,)
    told = answers.plain(text)
    numbers = {int(number) for number in re.findall(r"\b\d\b", told)}
    named = [
        mark for at, mark in enumerate(marks, start=1)
        if at in numbers or mark in told.split() or answers.plain(titles[mark]) in told
    ]  # fmt: skip
    return marks if told in ("all", "all four", "all of them", "everything") else tuple(named)
