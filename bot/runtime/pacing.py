"""Says, where there is much of it, what the coach is and that there are people (content 11.4)."""

from __future__ import annotations

from datetime import datetime

from bot.actions.books import Turn
from bot.coaching import pacing
from bot.content import responses_once
from bot.runtime.reply import Reply

PROGRAM, PEOPLE = "utter_still_program", "utter_other_people"


def pace(turn: Turn, reply: Reply, now: datetime) -> None:
    """Notes the time spent, and puts the line that is due before a reply; never into a crisis."""
    book = turn.book
    profile = book.profile
    spells = pacing.heard(profile.spells, now)
    book.update_profile(spells=spells)
    urgent = any(crisis.status == "open" for crisis in book.crises)
    if urgent or profile.hidden or not profile.consent or not reply.said:
        return
    if pacing.remind(spells, profile.told_program_at, now):
        book.update_profile(told_program_at=now)
        _lead(reply, PROGRAM)
    told = profile.told_people_at
    if pacing.much(spells, now) and (told is None or now - told >= pacing.DAY):
        book.update_profile(told_people_at=now)
        _lead(reply, PEOPLE)


def _lead(reply: Reply, response: str) -> None:
    reply.said.insert(0, {"text": responses_once()[response][0]["text"], "utter_action": response})
