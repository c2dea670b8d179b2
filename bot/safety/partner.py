"""The private safety questions about one person: what is asked next, and what the answers come to.

Pure tables over codes ("yes", "no", …): content 8.3 as amended by rules VI1 and VI4. The answers
themselves are never kept; only the date of a check or of a flag is, on the person's record.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Mapping, Optional

Question = Literal[
    "fear", "control", "hurt", "sexual", "neck", "neck_when", "neck_contact", "neck_stop", "threats"
]
Codes = Mapping[str, str]
"""Question -> code of its answer, for those answered so far."""
Outcome = Literal["clear", "skipped", "flagged", "crisis"]

ORDER: tuple[Question, ...] = ("fear", "control", "hurt", "sexual", "neck", "threats")
"""SQ1 to SQ4; SQ3 in its three parts. What follows a yes about the neck stands in `following`."""

OPTIONS: Mapping[Question, tuple[str, ...]] = {
    "fear": ("no", "sometimes", "yes", "skip"),
    "control": ("no", "sometimes", "yes", "skip"),
    "hurt": ("no", "past", "yes", "skip"),
    "sexual": ("no", "past", "yes", "skip"),
    "neck": ("no", "yes", "skip"),
    "neck_when": ("days", "longer", "wanted", "skip"),
    "neck_contact": ("no", "yes", "skip"),
    "neck_stop": ("yes", "no", "skip"),
    "threats": ("no", "yes", "skip"),
}
"""The codes each question takes."""

UNSURE: Mapping[Question, str] = {
    "fear": "sometimes",
    "control": "sometimes",
    "hurt": "past",
    "sexual": "past",
    "neck": "yes",
    "neck_when": "longer",
    "neck_contact": "yes",
    "neck_stop": "no",
    "threats": "skip",
}
"""What "I'm not sure" counts as: the safer reading. [design]"""

FLAGS: frozenset[tuple[str, str]] = frozenset(
    {
        ("fear", "sometimes"),
        ("fear", "yes"),
        ("control", "yes"),
        ("hurt", "past"),
        ("sexual", "past"),
        ("neck_when", "longer"),
        ("neck_stop", "skip"),
    }
)
"""Answers that flag the person by themselves."""

CRISIS: frozenset[tuple[str, str]] = frozenset(
    {
        ("hurt", "yes"),
        ("sexual", "yes"),
        ("threats", "yes"),
        ("neck_when", "days"),
        ("neck_when", "skip"),
        ("neck_stop", "no"),
    }
)
"""Answers that are a crisis, whoever it is about."""

STRANGLED: frozenset[tuple[str, str]] = frozenset(
    {("neck_when", "days"), ("neck_when", "longer"), ("neck_when", "skip"), ("neck_stop", "no")}
)
"""Answers behind the code `strangled` of an alert (rule OP2)."""


@dataclass(frozen=True)
class Verdict:
    """What the answers so far come to."""

    outcome: Outcome
    codes: tuple[str, ...] = ()
    """Coded facts for the crisis record."""

    @property
    def flagged(self) -> bool:
        """Whether the person is to be flagged."""
        return self.outcome in ("flagged", "crisis")


def following(codes: Codes, ex: bool = False) -> Optional[Question]:
    """Returns the next question, or None where all was asked; `ex`: it is over between the two.

    Whoever would rather not answer the first is asked no more (rule VI8).
    """
    if codes.get("fear") == "skip":
        return None
    if codes.get("neck") == "yes":
        when = codes.get("neck_when")
        if when is None:
            return "neck_when"
        if when == "wanted" and "neck_stop" not in codes:
            return "neck_stop"
        if when == "longer" and ex and "neck_contact" not in codes:
            return "neck_contact"
    return next((question for question in ORDER if question not in codes), None)


def verdict(codes: Codes, ex: bool = False) -> Verdict:
    """Returns what the answers come to: the gravest of them decides, fear alone is enough."""
    given = set(codes.items())
    facts = ("strangled",) if given & STRANGLED else ()
    if given & CRISIS or _may_happen_again(codes, ex):
        return Verdict("crisis", facts)
    watched = ("control", "sometimes") in given and "skip" in codes.values()
    if given & FLAGS or watched:
        return Verdict("flagged", facts)
    if set(codes.values()) <= {"skip"}:
        return Verdict("skipped")
    return Verdict("clear")


def _may_happen_again(codes: Codes, ex: bool) -> bool:
    """Tells whether hands were on the neck longer ago, by someone still there (rule VI4)."""
    return codes.get("neck_when") == "longer" and codes.get("neck_contact", "no" if ex else "yes") != "no"


def clears(codes: Codes) -> bool:
    """Tells whether the answers may lift a flag: all asked, nothing skipped or half said (rule VI7)."""
    asked_all = following(codes) is None
    return asked_all and verdict(codes).outcome == "clear" and not {"skip", "sometimes"} & set(codes.values())


def neck_line(question: str, code: str, ex: bool = False) -> Optional[str]:
    """Returns the line said after an answer about the neck, or None (rule VI4)."""
    if (question, code) == ("neck_when", "longer") and ex:
        return None
    return _NECK_LINES.get((question, code))


_NECK_LINES: Mapping[tuple[str, str], str] = {
    ("neck_when", "days"): "utter_crisis_PV_strangled",
    ("neck_when", "longer"): "utter_safety_neck_longer",
    ("neck_when", "skip"): "utter_safety_neck_longer",
    ("neck_contact", "yes"): "utter_safety_neck_longer",
    ("neck_contact", "skip"): "utter_safety_neck_longer",
    ("neck_contact", "no"): "utter_safety_neck_over",
    ("neck_when", "wanted"): "utter_safety_neck_wanted",
    ("neck_stop", "no"): "utter_safety_neck_longer",
}
