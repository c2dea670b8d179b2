"""People nothing is worked on with: what is said instead, and who knows more (rules VI2, VI3, VI6)."""

from __future__ import annotations

from typing import Optional

from bot.actions.base import Done, Step
from bot.actions.crisis_deeds import show_card
from bot.actions.people import known
from bot.actions.talk import Answer, Talk
from bot.content import titles
from bot.safety.permits import permits
from bot.safety.records import Person


def flagged(talk: Talk, who: Optional[str]) -> Optional[Person]:
    """Returns the person with this id where a flag closes work about them, else None."""
    blocked = permits([*talk.book.people, *talk.book.crises], talk.now).blocked_people
    return known(talk, who) if who in blocked else None


def anybody_dangerous(talk: Talk) -> bool:
    """Tells whether anybody in their life carries the violence flag."""
    return any(person.dv_flag_at for person in talk.book.people)


def instead(talk: Talk, answer: Answer, line: str) -> Optional[Step]:
    """Takes the answer to `line`: the lines of help, a practice, or neither; None where not understood."""
    choice = answer.one_of(titles(line))
    if choice == "someone":
        endangered = any(person.po_flag_at for person in talk.book.people)
        show_card(talk, "PO" if endangered and not anybody_dangerous(talk) else "PV")
        return Done()
    if choice == "practice":
        return Done("practice_form")
    if choice == "leave" or answer.skipped or answer.yes_no() == "no":
        talk.say("utter_flagged_left")
        return Done()
    return None
