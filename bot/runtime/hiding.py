"""What is heard of somebody who hides: their word, a crisis, an erasure; all else is one dull answer."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, Optional

from bot.actions.hiding import REFUSED, TAKEN
from bot.channels.base import Incoming
from bot.coaching.commands import phrase, slash
from bot.coaching.hiding import opens, sealed, will_do
from bot.journal.book import Book
from bot.runtime.brain import understood
from bot.safety.permits import open_crisis
from bot.safety.screen import Screening

CHOOSING = "hiding_word"
"""The question whose answer no one else gets to see: not Rasa, not the conversation that is kept."""
UNSAID = "…"


def behind(update: Incoming, screening: Screening, book: Book, now: datetime) -> Optional[dict[str, Any]]:
    """Returns what a message means of somebody who hides or sets it up; None where it is like any other."""
    if book.profile.hidden:
        return understood("hide", masked=_hidden(update, screening, book, now))
    choosing = CHOOSING in (book.tracker or "") and open_question(book) == CHOOSING
    typed = update.kind == "text" and screening.level == "none" and phrase(update.text) is None
    if not typed or len(update.text.split()) > 1 or not choosing:
        return None
    if not will_do(update.text):
        return understood("choose", UNSAID, choice=REFUSED)
    book.update_profile(hidden_word=sealed(update.text, book.user_id))
    return understood("choose", UNSAID, choice=TAKEN)


def _hidden(update: Incoming, screening: Screening, book: Book, now: datetime) -> str:
    """Returns how a message is answered while hidden, and opens up at the word (rules HD3 to HD5)."""
    if screening.level == "crisis":
        book.put(open_crisis([*book.people, *book.crises], screening, now))
        return "urgent"
    said = slash(update.command or "") if update.kind == "command" else None
    if said is not None and said.intent == "forget":
        return "forget"
    if update.kind == "text" and opens(update.text, book.profile.hidden_word or "", book.user_id):
        book.update_profile(hidden=False)
        return "back"
    return "dull"


def open_question(book: Book) -> Optional[str]:
    """Returns the question that is open in the conversation as it is kept."""
    slots = (event for event in reversed(json.loads(book.tracker or "[]")) if event["event"] == "slot")
    return next((event["value"] for event in slots if event["name"] == "question"), None)
