"""What somebody under 18 still gets beside the lines of help (rules MN1 to MN4)."""

from __future__ import annotations

from typing import Any, Mapping, Optional

from bot.coaching.commands import plainly
from bot.journal.book import Book
from bot.runtime.hiding import open_question
from bot.safety.screen import Screening

ASK_HUMAN = "ask_human"
"""Intent of asking for a person, the one wish of a minor that is met (rule MN4)."""
OWN_DATA = frozenset({"forget", "export"})
"""What is theirs until it is erased (rule MN3)."""


def lines_only(book: Book, screening: Screening, text: str, parsed: Optional[Mapping[str, Any]]) -> bool:
    """Tells whether a message of somebody under 18 is answered with the lines of help and nothing else."""
    if book.profile.adult is not False or screening.level != "none" or open_question(book) is not None:
        return False
    wanted = (parsed or {}).get("intent", {}).get("name")
    own = wanted in OWN_DATA and book.profile.consent == "keep"
    return not own and wanted != ASK_HUMAN and not plainly(ASK_HUMAN, text)
