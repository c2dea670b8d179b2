"""What an update means to Rasa: a text to understand, something already understood, or nothing at all."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Optional

from bot.channels.base import SILENT, Incoming
from bot.coaching.commands import Said, slash
from bot.journal.book import Book
from bot.nlu.screen import facts
from bot.nudges.replies import reply
from bot.runtime.brain import understood
from bot.runtime.cards import CARD, card_buttons
from bot.runtime.hiding import behind, open_question
from bot.runtime.reply import find_press
from bot.safety.concern import kept_in_plan, weigh
from bot.safety.screen import Screening

Meaning = tuple[str, Optional[dict[str, Any]]]
"""(text, parse data); parse data is None where Rasa is to understand the text itself."""
PLAN = "plan_"
"""What the questions of a safety plan begin with: there what only sounds like danger is an answer (CN8)."""
MAX_TEXT = 4096
"""Telegram's own limit for one message; what is longer arrives as several."""


def meaning(
    update: Incoming, screening: Screening, book: Book, now: datetime, latest: Optional[int]
) -> Optional[Meaning]:
    """Returns what to tell Rasa, or None where there is nothing to think about; uses up a pressed keyboard.

    Text never begins with a slash here, and a crisis text is not passed on: its category is. A concern
    that was just denied is let pass as what it is (rule CN4), and so is what belongs into a safety plan
    (CN8). `latest` is the id of their newest message.
    """
    if update.kind in SILENT:
        return None
    masked = behind(update, screening, book, now)
    if masked is not None:
        return "", masked
    if update.kind == "unreadable":
        return "", understood("unreadable")
    if update.kind == "press":
        pressed = _pressed(update.press or "", book)
        if pressed or not update.text:
            return pressed
    weighed = weigh(screening, book.crises, now)
    planned = kept_in_plan(weighed, update.text) and (open_question(book) or "").startswith(PLAN)
    if weighed.level != "none" and not planned:
        kept = update.text if weighed.level == "concern" else ""
        return kept, understood(weighed.level, kept, **facts(weighed, update.text))
    if update.kind == "command":
        said = slash(update.command or "")
        return (update.text, _meant(said, update.text)) if said else ("", understood("help"))
    if update.kind == "edit" and latest is not None and update.message_id != latest:
        return "", understood("edited_old")
    text = update.text.lstrip("/ ")[:MAX_TEXT] or "…"
    answered = reply(text, book.profile.nudged_at, now) if update.kind == "text" else None
    return text, _meant(answered, text) if answered else None


def _pressed(press: str, book: Book) -> Optional[Meaning]:
    """Reads a press; one on a keyboard that is not the latest counts only where it names a command."""
    card = {CARD: [{"title": b.title, "payload": b.payload} for b in card_buttons()]}
    found = find_press({**card, **book.keyboards}, press)
    if found is None:
        return None
    keyboard, button = found
    if not button.payload.startswith("/") and keyboard != book.latest_keyboard:
        return None
    book.drop_keyboard(keyboard)
    if button.payload.startswith("/"):
        name = button.payload[1:]
        return "", _meant(slash(name) or Said(name))
    return button.title, understood("choose", button.title, choice=button.payload)


def _meant(said: Said, text: str = "") -> dict[str, Any]:
    return understood(said.intent, text, **({"room": said.room} if said.room else {}))
