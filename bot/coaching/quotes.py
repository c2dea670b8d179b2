"""Shows whole answers as what they are: quoted lines of a card (rule U5)."""

from __future__ import annotations

import textwrap
from typing import Mapping, Optional

from bot.coaching.answers import words

SHOWN = 140
"""Most characters of an answer that a card shows; the record keeps all of it. [design]"""


def quote(text: str, most: int = SHOWN) -> str:
    """Returns a text as one quoted line, shortened at a word to `most` characters."""
    return words().quoted.format(words=textwrap.shorten(text, most, placeholder=" …"))


def card(formats: Mapping[str, str], told: Mapping[str, Optional[str]]) -> str:
    """Returns the lines of a card in the order of `formats`; a part that was not told has no line."""
    lines = ((line, told.get(part)) for part, line in formats.items())
    return "\n".join(line.format(line=quote(said)) for line, said in lines if said)
