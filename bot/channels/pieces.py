"""How one message becomes what Telegram takes: pieces of text and rows of buttons."""

from __future__ import annotations

import re
from typing import Optional, Sequence

from bot.channels.base import Button

LONGEST_TEXT = 4096
"""UTF-16 units in one message (telegram-facts 2)."""
SHORT_TITLE = 14
"""Characters of a title that still shows whole in half of a phone's width."""
NUMBERS_A_ROW = 8

_ENDS = (
    re.compile(r"\n\s*\n"),
    re.compile(r"[.!?…]+[\"'”’)\]]*\s+"),
    re.compile(r"\n"),
    re.compile(r"\s+"),
)
"""Where a text may be cut, best first: paragraph, sentence, line, word."""


def clean(text: str) -> str:
    """Returns a text that UTF-8 can carry: pairs of surrogates joined, lone ones replaced."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def units(text: str) -> int:
    """Returns the length of a text as Telegram counts it, in UTF-16 units."""
    return len(text) + sum(character > "\uffff" for character in text)


def _fitting(text: str, limit: int) -> int:
    """Returns how many characters of `text`, from its start, are at most `limit` units."""
    used = 0
    for index, character in enumerate(text):
        used += 2 if character > "\uffff" else 1
        if used > limit:
            return index
    return len(text)


def pieces(text: str, limit: int = LONGEST_TEXT) -> tuple[str, ...]:
    """Splits a text at sentence ends into pieces of at most `limit` UTF-16 units, none blank."""
    rest, found = clean(text).strip(), []
    while units(rest) > limit:
        head = rest[: _fitting(rest, limit)]
        cut = _cut(head)
        found.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return (*found, rest) if rest else tuple(found)


def _cut(head: str) -> int:
    """Returns where to cut, in the last half where a good place is there, else at the very end."""
    for end in _ENDS:
        places = [match.end() for match in end.finditer(head) if match.end() > len(head) // 2]
        if places:
            return places[-1]
    return len(head)


def rows(buttons: Sequence[Button]) -> list[list[int]]:
    """Lays buttons out, by index: numbers side by side, two short titles a row, else one."""
    if len(buttons) > 1 and all(button.title.isdecimal() for button in buttons):
        count = -(-len(buttons) // NUMBERS_A_ROW)
        size = -(-len(buttons) // count)
        return [list(range(at, min(at + size, len(buttons)))) for at in range(0, len(buttons), size)]
    laid: list[list[int]] = []
    half_full: Optional[list[int]] = None
    for index, button in enumerate(buttons):
        short = len(button.title) <= SHORT_TITLE
        if short and half_full is not None:
            half_full.append(index)
            half_full = None
        else:
            laid.append([index])
            half_full = laid[-1] if short else None
    return laid
