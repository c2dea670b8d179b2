"""Reads that nothing is to come any more ("leave me alone" in any wording), or less than that."""

from __future__ import annotations

import re

from bot.coaching import answers
from bot.nudges.places import folded
from bot.nudges.told import Told, alternatives, either, words
from bot.nudges.wish import ALL

CLAUSE = r"[.,;!?\n]| (?=(?:i|im|ive|its|because|cos|since|you|youre|this|maybe)\b)"
NARROWED = frozenset(
    {"excluded", "quiet_from", "quiet_until", "pause_until", "per_week", "every", "added"}
)  # fmt: skip
"""What was wished besides, so that a stop is only of that."""
AT_TIMES = (
    r"\b(?:stop|dont|do not|no|never)\b[^.;!?\n]*\b(?:so (?:early|late)|when|while|during|"
    r"(?:in|at|during) (?:the )?(?:morning|evening|night|afternoon|lunch))\b"
)
"""A stop that is of some hours only."""


def ends_all(typed: str, text: str) -> bool:
    """Tells whether a text (as typed, and cleaned) ends all messages with no day, hour or while beside it."""
    lists = words()
    foreign = {answers.plain(part) for part in re.split(r"[.,;!?…\n]", folded(typed))}
    if foreign & lists.stop_whole:
        return True
    clauses = re.split(CLAUSE, text)
    limits = rf"{either((*lists.limits, *lists.days, 'every', 'daily', 'each'))}|\d"
    taken_back = rf"\s*{either((*lists.takes_back, *lists.limits, *lists.days))}"
    return any(
        _stops(clause)
        and (re.search(either(lists.for_ever), clause) or not re.search(limits, clause))
        and not re.match(taken_back, following)
        for clause, following in zip(clauses, [*clauses[1:], ""], strict=True)
    )


def read_stop(told: Told, whole: str) -> None:
    """Reads that nothing is to come any more, unless it is said of some days, hours or of a while only."""
    lists, wish = words(), told.wish
    if wish.get("stop"):
        told.stopped()
        return
    narrowed = set(NARROWED & set(wish)) | ({"pause", "quiet", "often"} & set(told.unclear))
    if wish.get("days") == ALL:
        narrowed.discard("pause_until")
    asked_back = wish.get("one_off") and re.search(either(lists.one_off), whole)
    if narrowed or asked_back or not any(_stops(clause) for clause in re.split(r"[.;!?\n]", whole)):
        return
    if re.search(r"\bstop spamming\b", whole):
        return
    if re.search(AT_TIMES, whole):
        wish.pop("part", None)
        told.unclear[:] = ["quiet"]
        return
    told.stopped()


def _stops(clause: str) -> bool:
    """Tells whether a clause ends the messages, spoken by the person about themselves."""
    lists = words()
    said = re.findall(r"[^\W_]+", clause)
    if {" ".join(said), " ".join(word for word in said if word not in lists.polite)} & set(lists.stop_clause):
        return True
    ends = rf"(?<!\w)(?:{alternatives(lists.ends)})(?:p?ed|d|[lp]?ing)?(?: \w+){{0,3}}? {either(lists.ended)}"
    unwanted = rf"{either(lists.unwanted)}(?: \w+){{0,3}}? {either(lists.received)}"
    found = re.search(rf"{either(lists.stop)}|{ends}|{unwanted}", clause)
    if found is None or re.search(either(lists.keep_on), clause):
        return False
    return not re.search(either(lists.others), clause[: found.start()])
