"""The crisis conversation and the caring questions as a table: pure, fixed, nothing generated.

Every question can be answered by a button or in words (rule CN7); one denial does not end a crisis (F08).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Mapping, Optional

from bot.content import Shape, content
from bot.safety.records import Category, Crisis, Level

NOT_MEANT = "not_meant"
SECOND = "crisis_second"
CHECKS = frozenset({SECOND, "crisis_misread"})
"""The one check before a crisis is let go (situation F08)."""


class Reply(Shape):
    """What an answer leads to: lines said, things done, the next question (none ends the conversation)."""

    words: tuple[str, ...] = ()
    say: tuple[str, ...] = ()
    do: tuple[str, ...] = ()
    then: Optional[str] = None


class Question(Shape):
    """One question; its line is `utter_ask_<id>` unless told otherwise."""

    ask: Optional[str] = None
    before: Optional[str] = None
    """What is said before it, when it comes up."""
    do: tuple[str, ...] = ()
    """What is done when it comes up."""
    opening: Optional[str] = None
    """The group of answers that the text of a crisis may already ask for."""
    also: tuple[str, ...] = ()
    """Groups of answers it takes beside its own."""
    silent: bool = False
    many: bool = False
    """Whether an answer may name several things at once."""
    replies: Mapping[str, Reply] = {}
    otherwise: Optional[Reply] = None
    """For words that match nothing; without it the question is asked again."""
    then: Optional[str] = None
    check: str = SECOND
    """What is asked before a crisis question is taken for misread (rule CN6)."""


class Conversation(Shape):
    """`content/crisis/conversation.yml`."""

    first: dict[Category, str]
    concern: dict[Category, str]
    worse: dict[Category, str]
    denials: tuple[str, ...]
    asides: dict[str, dict[str, Reply]]
    questions: dict[str, Question]


@dataclass(frozen=True)
class Next:
    """What follows an answer."""

    say: tuple[str, ...] = ()
    do: tuple[str, ...] = ()
    then: Optional[str] = None


def conversation() -> Conversation:
    """Returns the table."""
    return content("crisis/conversation.yml", Conversation)


def first_question(
    level: Level, category: Category, ambiguous: bool, asked_before: bool, ask: Optional[str] = None
) -> str:
    """Returns the question a crisis or a concern begins with (rules CN1, CN2, CN4).

    `ask`: the one that what was read begins with; it counts at its own level alone.
    """
    table = conversation()
    if ask is not None and ask.startswith(f"{level}_"):
        return ask
    if level == "crisis":
        return table.first[category]
    if category == "SU" and asked_before:
        return "concern_SU_again"
    if category == "SU" and ambiguous:
        return "concern_SU_ambiguous"
    return table.concern[category]


def worse_question(category: Category) -> str:
    """Returns the question a crisis begins with again, once it is worse at a later day (rule ST2)."""
    table = conversation()
    return table.worse.get(category, table.first[category])


def names_reply(question: str, text: str) -> bool:
    """Returns whether a typed answer names one of the question's replies, or takes it back."""
    known = conversation().questions[question]
    return bool(_matching(known, text, None)) or _said(text, conversation().denials)


def opening_lines(question: str, text: str) -> tuple[str, ...]:
    """Returns the lines for what the text that began a conversation already asks."""
    group = conversation().questions[question].opening
    return (
        ()
        if group is None
        else tuple(
            line
            for reply in conversation().asides[group].values()
            if _longest(text, reply.words)
            for line in reply.say
        )
    )


def line_of(question: str) -> Optional[str]:
    """Returns the response that asks a question, or None where nothing is asked aloud."""
    known = conversation().questions[question]
    return None if known.silent else known.ask or f"utter_ask_{question}"


def follow(question: str, text: str, choice: Optional[str], yes_no: Optional[str]) -> Optional[Next]:
    """Returns what follows an answer to a question; None where it has to be asked again."""
    known = conversation().questions[question]
    in_crisis = question.startswith("crisis_") and question not in CHECKS
    if choice == NOT_MEANT:
        misread = Next(say=("utter_concern_not_meant",), do=("denied", "back"))
        return Next(do=("denied",), then=known.check) if in_crisis else misread
    taken = _replies(known)
    picked = [choice] if choice and choice in taken else _matching(known, text, yes_no)
    takes_back = not choice and _said(text, conversation().denials)
    if takes_back and in_crisis:
        return Next(do=("denied",), then=known.check)
    if not picked:
        reply = known.otherwise
        return None if reply is None else Next(reply.say, reply.do, reply.then or known.then)
    replies = [taken[value] for value in picked[: None if known.many else 1]]
    return Next(
        tuple(line for reply in replies for line in reply.say),
        tuple(deed for reply in replies for deed in reply.do),
        next((reply.then for reply in replies if reply.then), known.then),
    )


def _replies(question: Question) -> dict[str, Reply]:
    groups = [conversation().asides[name] for name in question.also]
    return {**{value: reply for group in groups for value, reply in group.items()}, **question.replies}


def _matching(question: Question, text: str, yes_no: Optional[str]) -> list[str]:
    """Returns the replies a typed answer names; longer phrases before shorter ones, yes and no last."""
    taken = _replies(question)
    found = {value: _longest(text, reply.words) for value, reply in taken.items()}
    named = sorted((v for v, size in found.items() if size), key=lambda v: -found[v])
    if not named and yes_no in taken:
        named = [str(yes_no)]
    return named


def _longest(text: str, phrases: tuple[str, ...]) -> int:
    return max((len(phrase) for phrase in phrases if _said(text, (phrase,))), default=0)


def _said(text: str, phrases: tuple[str, ...]) -> bool:
    told = f" {_plain(text)} "
    return any(f" {_plain(phrase)} " in told for phrase in phrases)


def _plain(text: str) -> str:
    bare = text.lower().replace("\u2019", "'").replace("'", "")
    return " ".join(re.sub(r"[^\w\s]", " ", bare).split())


def current(crises: tuple[Crisis, ...] | list[Crisis]) -> Optional[Crisis]:
    """Returns the crisis the conversation is about: the latest open one, a crisis before a concern."""
    live = [c for c in crises if c.status == "open"]
    return max(live, key=_weight) if live else None


def _weight(crisis: Crisis) -> tuple[bool, datetime]:
    return crisis.level == "crisis", crisis.last_at
